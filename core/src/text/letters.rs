//! Letters of Vietnamese, quickly: most texts hold no others.
//!
//! Promises: what is folded or marked here is what the general way gives, which knows all of Unicode
//! and takes ten times as long; a text with any other sign than the ones below goes that way.

use alloc::string::String;

/// A letter or digit.
#[derive(Clone, Copy)]
pub(super) struct Letter {
    /// Lower case, without marks.
    pub(super) plain: u8,
    /// Lower case, with them.
    pub(super) lower: char,
}

/// The letters with marks, under the plain one: lower case and then, in the same order, upper case.
const LETTERS: [(u8, &str, &str); 7] = [
    (b'a', "àáảãạăằắẳẵặâầấẩẫậ", "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬ"),
    (b'e', "èéẻẽẹêềếểễệ", "ÈÉẺẼẸÊỀẾỂỄỆ"),
    (b'i', "ìíỉĩị", "ÌÍỈĨỊ"),
    (b'o', "òóỏõọôồốổỗộơờớởỡợ", "ÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ"),
    (b'u', "ùúủũụưừứửữự", "ÙÚỦŨỤƯỪỨỬỮỰ"),
    (b'y', "ỳýỷỹỵ", "ỲÝỶỸỴ"),
    (b'd', "đ", "Đ"),
];

/// Where letters with marks stand in Unicode: two stretches.
const FIRST: [u32; 2] = [0xC0, 0x1EA0];
const LONG: [usize; 2] = [0xF1, 0x5A];

/// Every sign of both stretches: plain and lower; zero where no letter of Vietnamese stands.
const TABLE: [(u8, u16); LONG[0] + LONG[1]] = table();

#[expect(clippy::indexing_slicing, reason = "done when this is compiled, within the table")]
const fn table() -> [(u8, u16); LONG[0] + LONG[1]] {
    let mut table = [(0, 0); LONG[0] + LONG[1]];
    let mut of = 0;
    while of < LETTERS.len() {
        let (plain, lower, upper) = LETTERS[of];
        let (lower, upper) = (lower.as_bytes(), upper.as_bytes());
        let (mut at, mut upper_at) = (0, 0);
        while at < lower.len() {
            let (small, long) = decoded(lower, at);
            let (large, upper_long) = decoded(upper, upper_at);
            table[place(small as u32)] = (plain, small);
            table[place(large as u32)] = (plain, small);
            (at, upper_at) = (at + long, upper_at + upper_long);
        }
        of += 1;
    }
    table
}

/// The sign of two or three bytes that stands at `at`, and how long it is.
#[expect(clippy::indexing_slicing, reason = "done when this is compiled, within the texts above")]
const fn decoded(text: &[u8], at: usize) -> (u16, usize) {
    const fn low(byte: u8) -> u16 {
        (byte & 0x3F) as u16
    }
    if text[at] < 0xE0 {
        ((text[at] & 0x1F) as u16 * 64 + low(text[at + 1]), 2)
    } else {
        ((text[at] & 0x0F) as u16 * 4096 + low(text[at + 1]) * 64 + low(text[at + 2]), 3)
    }
}

/// The place of a sign in the table; beyond it for one of neither stretch.
const fn place(sign: u32) -> usize {
    let (first, second) = (sign.wrapping_sub(FIRST[0]) as usize, sign.wrapping_sub(FIRST[1]) as usize);
    if first < LONG[0] {
        first
    } else if second < LONG[1] {
        LONG[0] + second
    } else {
        usize::MAX
    }
}

/// What a sign is, as far as it is known here.
enum Sign {
    Letter(Letter),
    /// It stands between words.
    Gap,
}

#[inline]
fn sign(c: char) -> Option<Sign> {
    if c.is_ascii() {
        let lower = c.to_ascii_lowercase();
        let plain = u8::try_from(lower).ok()?;
        return Some(if plain.is_ascii_alphanumeric() { Sign::Letter(Letter { plain, lower }) } else { Sign::Gap });
    }
    // A space that does not break, dashes, quotation marks, an ellipsis.
    if matches!(c, '\u{A0}' | '\u{2010}'..='\u{2027}') {
        return Some(Sign::Gap);
    }
    let (plain, lower) = TABLE.get(place(c.into())).copied()?;
    (plain != 0).then(|| Sign::Letter(Letter { plain, lower: char::from_u32(lower.into()).unwrap_or(c) }))
}

/// The words of a text, one space between two, each letter told by `push`; `None` if it holds a sign
/// that is not known here.
#[inline]
pub(super) fn spelled(text: &str, push: impl Fn(&mut String, Letter)) -> Option<String> {
    let mut words = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        match sign(c)? {
            Sign::Gap => gap = true,
            Sign::Letter(letter) => {
                if core::mem::take(&mut gap) && !words.is_empty() {
                    words.push(' ');
                }
                push(&mut words, letter);
            }
        }
    }
    Some(words)
}

/// Adds the words of a text to both, without marks and with them, in one reading; `None` if it holds a
/// sign that is not known here, and then both are as they were.
#[inline]
pub(super) fn add_both(text: &str, folded: &mut String, marked: &mut String) -> Option<()> {
    let (folded_from, marked_from) = (folded.len(), marked.len());
    folded.reserve(text.len());
    marked.reserve(text.len());
    let mut gap = false;
    for c in text.chars() {
        match sign(c) {
            Some(Sign::Gap) => gap = true,
            Some(Sign::Letter(letter)) => {
                if core::mem::take(&mut gap) && folded.len() > folded_from {
                    folded.push(' ');
                    marked.push(' ');
                }
                folded.push(letter.plain.into());
                marked.push(letter.lower);
            }
            None => {
                folded.truncate(folded_from);
                marked.truncate(marked_from);
                return None;
            }
        }
    }
    Some(())
}
