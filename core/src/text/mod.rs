//! Text as people search for it: without case and diacritics, đ included.
//!
//! Promises: composed and decomposed text give the same; one folding is used for headings of
//! sheets, for what a store indexes and for what is searched. It knows no language but what Unicode
//! says of marks and letters, and no store.
//!
//! ```
//! use kiennghi::text::{Matched, TextQuery, Words, fold};
//! assert_eq!(fold("Đề nghị"), "de nghi");
//! let words = Words::of(["V/v đề nghị gia hạn thuê đất"]);
//! assert_eq!(TextQuery::parse("de nghi dat")?.matches(&words), Some(Matched::Folded));
//! assert_eq!(TextQuery::parse("\"đề nghị\"")?.matches(&words), Some(Matched::Exact));
//! assert_eq!(TextQuery::parse("\"nghị đề\"")?.matches(&words), None);
//! # Ok::<(), kiennghi::text::TextQueryError>(())
//! ```

mod letters;
mod query;

use alloc::string::String;

pub use query::{Item, LastWord, Matched, TextQuery, TextQueryError};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower case, without marks, đ as d, and every run of other signs as one space:
/// `Số, ký hiệu` becomes `so ky hieu`. Composed and decomposed text give the same.
///
/// ```
/// use kiennghi::text::fold;
/// assert_eq!(fold("  Số,\u{a0}ký hiệu "), "so ky hieu");
/// assert_eq!(fold("ĐỀ NGHỊ"), "de nghi");
/// ```
pub fn fold(text: &str) -> String {
    letters::spelled(text, |words, letter| words.push(letter.plain.into())).unwrap_or_else(|| fold_any(text))
}

/// The general way.
fn fold_any(text: &str) -> String {
    let mut words = Spaced::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'đ' | 'Đ' => words.take('d'),
            c => words.take(c),
        }
    }
    words.text
}

/// Lower case and composed, its diacritics kept, and every run of other signs as one space:
/// `Số, ký hiệu` becomes `số ký hiệu`.
pub fn mark(text: &str) -> String {
    letters::spelled(text, |words, letter| words.push(letter.lower)).unwrap_or_else(|| mark_any(text))
}

/// The general way.
fn mark_any(text: &str) -> String {
    let mut words = Spaced::with_capacity(text.len());
    text.nfc().for_each(|c| words.take(c));
    words.text
}

/// Words as they are collected, one space between two.
struct Spaced {
    text: String,
    gap: bool,
}

impl Spaced {
    fn with_capacity(capacity: usize) -> Spaced {
        Spaced { text: String::with_capacity(capacity), gap: true }
    }

    fn take(&mut self, c: char) {
        // A mark that no letter composes with stays with the word that it stands in.
        if !c.is_alphanumeric() && (self.gap || !is_combining_mark(c)) {
            self.gap = true;
            return;
        }
        if core::mem::take(&mut self.gap) && !self.text.is_empty() {
            self.text.push(' ');
        }
        match c.is_ascii() {
            true => self.text.push(c.to_ascii_lowercase()),
            false => self.text.extend(c.to_lowercase()),
        }
    }
}

/// The words of a case's texts: what a search looks through. Derived from the vault, and gone from
/// an index when the row is written without them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Each text folded, one a line: see [`fold`].
    pub folded: String,
    /// The same texts with their diacritics: see [`mark`].
    pub marked: String,
}

impl Words {
    /// The words of texts; a phrase does not reach from one into the next.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Words {
        let mut words = Words::default();
        for text in texts {
            let (folded, marked) = (words.folded.len(), words.marked.len());
            if folded > 0 {
                words.folded.push('\n');
                words.marked.push('\n');
            }
            let from = words.folded.len();
            if letters::add_both(text, &mut words.folded, &mut words.marked).is_none() {
                words.folded.push_str(&fold_any(text));
                words.marked.push_str(&mark_any(text));
            }
            if words.folded.len() == from {
                words.folded.truncate(folded);
                words.marked.truncate(marked);
            }
        }
        words
    }
}

impl core::fmt::Debug for Words {
    /// Without the words: what is debugged may be logged.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Words({} bytes)", self.folded.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use std::{string::ToString, vec::Vec};

    use super::*;

    proptest! {
        #[test]
        fn folding_twice_is_folding_once_and_decomposed_text_folds_the_same(text in "\\PC{0,40}") {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded.clone());
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(fold(&decomposed), folded);
            prop_assert_eq!(mark(&decomposed), mark(&text));
        }

        #[test]
        fn the_quick_way_of_most_texts_gives_what_the_general_one_gives(
            text in "([ -~\u{A0}-\u{1B0}\u{1EA0}-\u{1EFF}\u{2010}-\u{2027}]|[ĐđẤẠưƠéÝ]|\u{301}|e\u{323}){0,40}"
        ) {
            prop_assert_eq!(fold(&text), fold_any(&text));
            prop_assert_eq!(mark(&text), mark_any(&text));
        }

        #[test]
        fn words_are_those_of_each_text_by_itself(
            texts in proptest::collection::vec("([ -~\u{1EA0}-\u{1EFF}]|[Đđơ]|\u{301}|\u{4E2D}){0,12}", 0..6)
        ) {
            let lines = |of: fn(&str) -> String| {
                let lines: Vec<String> = texts.iter().filter(|text| !fold(text).is_empty()).map(|text| of(text)).collect();
                lines.join("\n")
            };
            let words = Words::of(texts.iter().map(String::as_str));
            prop_assert_eq!(words, Words { folded: lines(fold), marked: lines(mark) });
        }
    }

    #[test]
    fn every_sign_alone_is_told_by_the_quick_way_as_by_the_general_one() {
        for c in (0..0x3000).filter_map(char::from_u32) {
            let text = alloc::format!("a{c}b {c}");
            assert_eq!((fold(&text), mark(&text)), (fold_any(&text), mark_any(&text)), "{c:?}");
        }
    }

    #[test]
    fn every_letter_of_vietnamese_folds_to_its_plain_one() {
        for (plain, letters) in [
            ("a", "àáảãạăằắẳẵặâầấẩẫậ"),
            ("e", "èéẻẽẹêềếểễệ"),
            ("i", "ìíỉĩị"),
            ("o", "òóỏõọôồốổỗộơờớởỡợ"),
            ("u", "ùúủũụưừứửữự"),
            ("y", "ỳýỷỹỵ"),
            ("d", "đ"),
        ] {
            for letter in letters.chars() {
                assert_eq!(fold(&letter.to_string()), plain);
                assert_eq!(fold(&letter.to_uppercase().to_string()), plain);
                assert_eq!(mark(&letter.to_uppercase().to_string()), letter.to_string());
            }
        }
    }
}
