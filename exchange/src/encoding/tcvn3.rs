//! TCVN3, the encoding of ABC fonts (`.VnTime`), after TCVN 5712:1993.
//!
//! Promises: all letters of Vietnamese. Most letters with tones have no capitals there, a second font
//! draws them (`.VnTimeH`); so a word whose other letters are capitals comes out in capitals.

/// The letters of the bytes from 0xA1; `\0` where the encoding has none.
const LETTERS: [char; 95] = [
    'Ă', 'Â', 'Ê', 'Ô', 'Ơ', 'Ư', 'Đ', 'ă', 'â', 'ê', 'ô', 'ơ', 'ư', 'đ', 'Ằ', // A1 to AF
    '\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}', 'à', 'ả', 'ã', 'á', 'ạ', 'Ẳ', 'ằ', 'ẳ', 'ẵ', 'ắ', 'Ẵ', // B0
    'Ắ', 'Ầ', 'Ẩ', 'Ẫ', 'Ấ', 'Ề', 'ặ', 'ầ', 'ẩ', 'ẫ', 'ấ', 'ậ', 'è', 'Ể', 'ẻ', 'ẽ', // C0
    'é', 'ẹ', 'ề', 'ể', 'ễ', 'ế', 'ệ', 'ì', 'ỉ', 'Ễ', 'Ế', 'Ồ', 'ĩ', 'í', 'ị', 'ò', // D0
    'Ổ', 'ỏ', 'õ', 'ó', 'ọ', 'ồ', 'ổ', 'ỗ', 'ố', 'ộ', 'ờ', 'ở', 'ỡ', 'ớ', 'ợ', 'ù', // E0
    'Ỗ', 'ủ', 'ũ', 'ú', 'ụ', 'ừ', 'ử', 'ữ', 'ứ', 'ự', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ', 'Ố', // F0
];

/// Reads bytes, each given as the character of its number.
pub(crate) fn decode(bytes: impl Iterator<Item = char>) -> String {
    let mut text = String::new();
    let mut word = String::new();
    for byte in bytes {
        let letter = match u32::from(byte).checked_sub(0xA1) {
            Some(place) => LETTERS.get(place as usize).copied().unwrap_or(byte),
            None => byte,
        };
        if letter.is_alphabetic() || ('\u{300}'..='\u{323}').contains(&letter) {
            word.push(letter);
        } else {
            end(&mut word, &mut text);
            text.push(letter);
        }
    }
    end(&mut word, &mut text);
    text
}

/// `CéNG HßA` is CỘNG HÒA, as the second font shows it; one capital alone begins a name.
fn end(word: &mut String, text: &mut String) {
    let capitals = word.chars().filter(char::is_ascii_uppercase).count();
    let small = word.chars().any(|letter| letter.is_ascii_lowercase());
    match capitals >= 2 && !small {
        true => text.extend(word.chars().flat_map(char::to_uppercase)),
        false => text.push_str(word),
    }
    word.clear();
}

#[cfg(test)]
pub(crate) fn encode(text: &str) -> Option<Vec<u8>> {
    let byte = |letter: char| match letter.is_ascii() {
        true => u8::try_from(letter).ok(),
        false => LETTERS.iter().position(|known| *known == letter).and_then(|place| u8::try_from(place + 0xA1).ok()),
    };
    let small = |letter: char| letter.to_lowercase().next();
    text.chars().map(|letter| byte(letter).or_else(|| byte(small(letter)?))).collect()
}
