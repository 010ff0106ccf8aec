//! The index of words: how words stand in it, and what is asked of it.
//!
//! Promises: what the index finds holds every case that [`TextQuery::matches`] finds, and that has the
//! last word. The index knows which words a case has, and not where they stand: phrases are looked at.
//! A word that is longer than the index takes is cut there, in the index and in what is asked of it.

use kiennghi::text::{Item, LastWord, Matched, TextQuery, Words};

/// Stands before a word with its diacritics.
const MARK: char = '=';
/// Stands for all words of a case that has more of them than a row of the index can hold.
const ANY: &str = "*";
/// The longest word of the index, in bytes. PostgreSQL takes 2,046.
const WORD: usize = 500;
/// The most bytes of words that a case has in the index. PostgreSQL takes 1,048,575.
const ALL_WORDS: usize = 900_000;

/// The words of a case as PostgreSQL reads a `tsvector`.
pub(super) fn lexemes(register: i32, words: &Words) -> String {
    let mut all: Vec<String> = Vec::new();
    let split = |text: &str| text.split_whitespace().map(ToString::to_string).collect::<Vec<_>>();
    all.extend(split(&words.folded).iter().map(|word| lexeme(register, None, word)));
    all.extend(split(&words.marked).iter().map(|word| lexeme(register, Some(MARK), word)));
    all.sort_unstable();
    all.dedup();
    if all.iter().map(String::len).sum::<usize>() > ALL_WORDS {
        return lexeme(register, None, ANY);
    }
    all.join(" ")
}

/// A word in quotation marks, so that no sign of it means anything.
fn lexeme(register: i32, mark: Option<char>, word: &str) -> String {
    let cut = (0..=WORD.min(word.len())).rev().find(|end| word.is_char_boundary(*end)).unwrap_or_default();
    let word = word.get(..cut).unwrap_or_default().replace('\\', "\\\\").replace('\'', "''");
    format!("'{register}/{}{word}'", mark.map(String::from).unwrap_or_default())
}

/// What is asked of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// As PostgreSQL reads a `tsquery`.
    pub(super) candidates: String,
    /// What finds only cases that do agree; `None` if the index cannot tell.
    pub(super) certain: Option<String>,
}

/// The cases that can agree with `text` in that way.
pub(super) fn asked(register: i32, text: &TextQuery, matched: Matched) -> Asked {
    let mark = (matched == Matched::Exact).then_some(MARK);
    let words = |item: &'_ Item| match matched {
        Matched::Exact => item.marked.clone(),
        Matched::Folded => item.folded.clone(),
    };
    let (mut parts, mut certain) = (Vec::new(), true);
    for item in text.items() {
        let words = words(item);
        certain &= words.len() == 1 && words.iter().all(|word| word.len() < WORD);
        let last = words.len().saturating_sub(1);
        for (n, word) in words.iter().enumerate() {
            let beginning = if n == last && item.last == LastWord::Beginning { ":*" } else { "" };
            parts.push(format!("{}{beginning}", lexeme(register, mark, word)));
        }
    }
    let all = parts.join(" & ");
    let any = lexeme(register, None, ANY);
    let candidates = if all.is_empty() { any } else { format!("({all}) | {any}") };
    Asked { candidates, certain: certain.then_some(all).filter(|all| !all.is_empty()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_folded_and_marked_each_once_under_their_register() {
        let words = Words::of(["Đề nghị", "đề án"]);
        assert_eq!(lexemes(7, &words), "'7/=nghị' '7/=án' '7/=đề' '7/an' '7/de' '7/nghi'");
        let long = "ư".repeat(400);
        let cut = format!("'7/={}'", "ư".repeat(250));
        assert!(lexemes(7, &Words::of([long.as_str()])).contains(&cut), "cut between letters");
        let many: Vec<String> = (0..200_000).map(|n| format!("x{n}")).collect();
        assert_eq!(lexemes(7, &Words::of([many.join(" ").as_str()])), "'7/*'");
    }

    #[test]
    fn phrases_and_long_words_are_looked_at_and_single_words_are_not() {
        let ask = |text: &str, matched| asked(7, &TextQuery::parse(text).unwrap(), matched);
        let one = ask("đề ngh", Matched::Exact);
        assert_eq!(one.certain.as_deref(), Some("'7/=đề' & '7/=ngh':*"));
        assert_eq!(one.candidates, "('7/=đề' & '7/=ngh':*) | '7/*'");
        let phrase = ask("\"gia hạn\" x", Matched::Folded);
        assert_eq!((phrase.certain, phrase.candidates.as_str()), (None, "('7/gia' & '7/han' & '7/x':*) | '7/*'"));
        assert_eq!(ask(&"a".repeat(600), Matched::Folded).certain, None);
    }
}
