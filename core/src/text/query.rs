//! What is searched for: words, phrases and beginnings of words.
//!
//! Promises: a query that cannot be meant is refused, with what would be right and without
//! repeating it, for it may be a name; [`TextQuery::matches`] is what an index must agree with.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{Words, fold, mark};

/// The most words that one query has.
const WORDS: usize = 32;
/// The longest query, in bytes.
const BYTES: usize = 1000;

/// A query that cannot be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextQueryError {
    /// There is no letter or digit in it.
    #[error("the search has no word; give one, such as de nghi")]
    NoWord,
    /// A quotation mark has no partner.
    #[error("the search has a quotation mark without its partner; write a phrase as \"de nghi\"")]
    OpenQuote,
    /// An asterisk stands elsewhere than at the end of a word.
    #[error("the search has an asterisk that does not end a word; write the beginning of a word as ngh*")]
    Asterisk,
    /// It is too long.
    #[error("the search is too long; give at most {WORDS} words and {BYTES} bytes")]
    TooLong,
}

/// How a text agrees with a query. What agrees exactly comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matched {
    /// Its words stand there with the same diacritics.
    Exact,
    /// Only without diacritics.
    Folded,
}

/// One thing that must be found: words side by side in one text.
#[derive(Clone, PartialEq, Eq)]
pub struct Item {
    /// The words folded.
    pub folded: Vec<String>,
    /// The words with their diacritics.
    pub marked: Vec<String>,
    /// Need the last word only begin so?
    pub last: LastWord,
}

/// How the last word of an [`Item`] is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastWord {
    /// As it stands.
    Whole,
    /// As the beginning of a word.
    Beginning,
}

/// A text query: several words, all of which must be found, whatever their case and diacritics.
///
/// `"gia hạn"` in quotation marks is a phrase; `ngh*` is the beginning of a word, and so is the
/// last word of a query. What other signs hold together (`15/BQL-VP`) is a phrase too.
#[derive(Clone, PartialEq, Eq)]
pub struct TextQuery {
    items: Vec<Item>,
}

impl TextQuery {
    /// Reads a query.
    ///
    /// # Errors
    /// It has no word or too many, an open quotation mark, or an asterisk inside a word.
    pub fn parse(text: &str) -> Result<TextQuery, TextQueryError> {
        if text.len() > BYTES {
            return Err(TextQueryError::TooLong);
        }
        let mut items = Vec::new();
        let parts: Vec<&str> = text.split('"').collect();
        if parts.len().is_multiple_of(2) {
            return Err(TextQueryError::OpenQuote);
        }
        let mut last_is_free = false;
        for (n, part) in parts.iter().enumerate() {
            let quoted = n % 2 == 1;
            if quoted {
                if part.contains('*') {
                    return Err(TextQueryError::Asterisk);
                }
                last_is_free &= item(part, LastWord::Whole).is_none();
                items.extend(item(part, LastWord::Whole));
                continue;
            }
            for word in part.split_whitespace() {
                let (bare, last) = match word.strip_suffix('*') {
                    Some(bare) => (bare, LastWord::Beginning),
                    None => (word, LastWord::Whole),
                };
                let found = item(bare, last);
                // An asterisk follows the sign that it is about.
                let asterisk = last == LastWord::Beginning && !bare.ends_with(char::is_alphanumeric);
                if bare.contains('*') || asterisk {
                    return Err(TextQueryError::Asterisk);
                }
                last_is_free |= found.is_some();
                items.extend(found);
            }
        }
        if let Some(last) = items.last_mut().filter(|_| last_is_free) {
            last.last = LastWord::Beginning;
        }
        match items.iter().map(|item| item.folded.len()).sum::<usize>() {
            0 => Err(TextQueryError::NoWord),
            words if words > WORDS => Err(TextQueryError::TooLong),
            _ => Ok(TextQuery { items }),
        }
    }

    /// What must be found, all of it.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// How `words` agree with it; `None` if they do not.
    pub fn matches(&self, words: &Words) -> Option<Matched> {
        let all = |text: &str, of: fn(&Item) -> &[String]| {
            let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(' ').collect()).collect();
            self.items.iter().all(|item| lines.iter().any(|line| stands_in(of(item), item.last, line)))
        };
        if all(&words.marked, |item| &item.marked) {
            Some(Matched::Exact)
        } else {
            all(&words.folded, |item| &item.folded).then_some(Matched::Folded)
        }
    }
}

/// Do the wanted words stand side by side in `line`?
fn stands_in(wanted: &[String], last: LastWord, line: &[&str]) -> bool {
    let Some((end, whole)) = wanted.split_last() else { return false };
    line.windows(wanted.len()).any(|words| {
        let begins = whole.iter().zip(words).all(|(wanted, word)| wanted == word);
        begins
            && words.last().is_some_and(|word| match last {
                LastWord::Whole => word == end,
                LastWord::Beginning => word.starts_with(end.as_str()),
            })
    })
}

fn item(text: &str, last: LastWord) -> Option<Item> {
    let words = |text: String| text.split(' ').filter(|word| !word.is_empty()).map(ToString::to_string).collect::<Vec<_>>();
    let item = Item { folded: words(fold(text)), marked: words(mark(text)), last };
    (!item.folded.is_empty()).then_some(item)
}

impl core::fmt::Debug for Item {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Item({} words, {:?})", self.folded.len(), self.last)
    }
}

impl core::fmt::Debug for TextQuery {
    /// Without the words: they may be a name, and what is debugged may be logged.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(&self.items).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(query: &str, text: &str) -> Option<Matched> {
        TextQuery::parse(query).unwrap().matches(&Words::of(text.split('|')))
    }

    #[test]
    fn words_phrases_and_beginnings_find_what_they_say() {
        let text = "Đề nghị gia hạn thuê đất|Công văn 15/BQL-VP";
        for (query, expected) in [
            ("de nghi", Some(Matched::Folded)),
            ("đề nghị", Some(Matched::Exact)),
            ("ĐỀ NGHỊ", Some(Matched::Exact)),
            ("đe\u{302}\u{300} nghi", Some(Matched::Folded)),
            ("đất đề", Some(Matched::Exact)),
            ("dat", Some(Matched::Folded)),
            ("ngh* gia", Some(Matched::Exact)),
            ("nghi gia", Some(Matched::Folded)),
            ("ngh gia", None),
            ("gia ngh", Some(Matched::Exact)),
            ("\"nghị gia\"", Some(Matched::Exact)),
            ("\"gia nghị\"", None),
            ("\"de ngh\"", None),
            ("\"dat cong\"", None),
            ("15/BQL-VP", Some(Matched::Exact)),
            ("15/bql-v", Some(Matched::Exact)),
            ("VP/15", None),
            ("nghi \"\"", Some(Matched::Folded)),
            ("khong co", None),
        ] {
            assert_eq!(matched(query, text), expected, "{query}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused_without_repeating_it() {
        let long = "a ".repeat(33);
        for (query, error) in [
            ("", TextQueryError::NoWord),
            (" -- / ", TextQueryError::NoWord),
            ("\"\"", TextQueryError::NoWord),
            ("\"Nguyễn Văn", TextQueryError::OpenQuote),
            ("Ngu*ễn", TextQueryError::Asterisk),
            ("*", TextQueryError::Asterisk),
            ("a -*", TextQueryError::Asterisk),
            ("\"a*\"", TextQueryError::Asterisk),
            (&long, TextQueryError::TooLong),
        ] {
            assert_eq!(TextQuery::parse(query), Err(error), "{query}");
            assert!(!error.to_string().contains("Ngu"));
        }
    }
}
