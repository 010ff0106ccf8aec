//! VNI, the encoding of `VNI-Times` fonts: a letter, and after it its marks as one byte.
//!
//! Promises: all letters of Vietnamese in both cases; a mark counts only after a letter that it can
//! stand on, and in either case, for people typed both.

/// Letters that are one byte.
const SINGLE: [(char, char); 16] = [
    ('ñ', 'đ'),
    ('ô', 'ơ'),
    ('ö', 'ư'),
    ('í', 'í'),
    ('ì', 'ì'),
    ('æ', 'ỉ'),
    ('ó', 'ĩ'),
    ('ò', 'ị'),
    ('Ñ', 'Đ'),
    ('Ô', 'Ơ'),
    ('Ö', 'Ư'),
    ('Í', 'Í'),
    ('Ì', 'Ì'),
    ('Æ', 'Ỉ'),
    ('Ó', 'Ĩ'),
    ('Ò', 'Ị'),
];
/// ỵ alone has a byte for both.
const Y_WITH_DOT: [(char, char); 2] = [('î', 'ỵ'), ('Î', 'Ỵ')];
/// Marks that are a tone alone, on any vowel.
const TONES: [(char, &str); 5] = [('ù', "\u{301}"), ('ø', "\u{300}"), ('û', "\u{309}"), ('õ', "\u{303}"), ('ï', "\u{323}")];
/// The circumflex, with tones: on a, e and o.
const CIRCUMFLEX: [(char, &str); 6] = [
    ('â', "\u{302}"),
    ('á', "\u{302}\u{301}"),
    ('à', "\u{302}\u{300}"),
    ('å', "\u{302}\u{309}"),
    ('ã', "\u{302}\u{303}"),
    ('ä', "\u{323}\u{302}"),
];
/// The breve, with tones: on a.
const BREVE: [(char, &str); 6] = [
    ('ê', "\u{306}"),
    ('é', "\u{306}\u{301}"),
    ('è', "\u{306}\u{300}"),
    ('ú', "\u{306}\u{309}"),
    ('ü', "\u{306}\u{303}"),
    ('ë', "\u{323}\u{306}"),
];

/// Reads bytes, each given as the character of its number. The result has combining marks.
pub(crate) fn decode(bytes: impl Iterator<Item = char>) -> String {
    let mut text = String::new();
    // The letter that the next byte may be a mark of, as VNI writes it.
    let mut letter = None;
    for byte in bytes {
        if let Some(marks) = letter.take().and_then(|letter| marks(letter, byte)) {
            text.push_str(marks);
            continue;
        }
        letter = "aeouyôöAEOUYÔÖ".contains(byte).then_some(byte);
        let single = SINGLE.iter().chain(&Y_WITH_DOT).find(|(known, _)| *known == byte);
        text.push(single.map_or(byte, |(_, letter)| *letter));
    }
    text
}

fn marks(letter: char, byte: char) -> Option<&'static str> {
    let mark = byte.to_lowercase().next()?;
    let among = |table: &[(char, &'static str)]| table.iter().find(|(known, _)| *known == mark).map(|(_, marks)| *marks);
    among(&TONES).or_else(|| match letter.to_ascii_lowercase() {
        'a' => among(&CIRCUMFLEX).or_else(|| among(&BREVE)),
        'e' | 'o' => among(&CIRCUMFLEX),
        _ => None,
    })
}

#[cfg(test)]
pub(crate) fn encode(text: &str) -> Option<Vec<u8>> {
    use unicode_normalization::UnicodeNormalization;
    let mut bytes = Vec::new();
    let mut push = |letter: char| u8::try_from(u32::from(letter)).map(|byte| bytes.push(byte)).ok();
    for letter in text.nfc() {
        let single = SINGLE.iter().chain(&Y_WITH_DOT).find(|(_, known)| *known == letter);
        if letter.is_ascii() {
            push(letter)?;
        } else if let Some((byte, _)) = single {
            push(*byte)?;
        } else {
            // Its letter without marks; a horn belongs to the letter.
            let parts: Vec<char> = letter.to_string().nfd().collect();
            let horn = parts.contains(&'\u{31B}');
            let (base, upper) = (parts[0], parts[0].is_uppercase());
            let written = match (base.to_ascii_lowercase(), horn) {
                ('o', true) => 'ô',
                ('u', true) => 'ö',
                (other, _) => other,
            };
            let marks: String = parts.iter().skip(1).filter(|mark| **mark != '\u{31B}').collect();
            let tables = [&TONES[..], &CIRCUMFLEX, &BREVE];
            let (mark, _) = tables.into_iter().flatten().find(|(_, known)| *known == marks)?;
            for letter in [written, *mark] {
                push(if upper { letter.to_uppercase().next()? } else { letter })?;
            }
        }
    }
    Some(bytes)
}
