//! The index of words: how words stand in it, and what is asked of it.
//!
//! Promises: what the index finds holds every case that [`TextQuery::matches`] finds, and that has the
//! last word. The index knows which words a case has, and not where they stand: phrases are looked at.
//! A word that is longer than the index takes is cut there, in the index and in what is asked of it.
//!
//! A word stands in it for each stretch of the register by itself, so that the latest cases are found
//! without walking through all that were ever registered: a GIN index reads the whole list of a word,
//! and of a beginning the lists of all its words.

use std::ops::RangeInclusive;

use kiennghi::text::{Item, LastWord, Matched, TextQuery, Words};

/// Stands before a word with its diacritics.
const MARK: char = '=';
/// Stands for all words of a case that has more of them than a row of the index can hold.
const ANY: &str = "*";
/// The longest word of the index, in bytes. PostgreSQL takes 2,046.
const WORD: usize = 500;
/// The most bytes of words that a case has in the index. PostgreSQL takes 1,048,575.
const ALL_WORDS: usize = 900_000;

/// How many entries of the ledger a stretch has. Shorter ones make a frequent word dearer to keep, longer
/// ones dearer to find.
const STRETCH: i64 = 1 << 15;

/// The stretch in which a case stands.
pub(super) fn stretch(opened: i64) -> i64 {
    opened / STRETCH
}

/// The first entry of a stretch.
pub(super) fn first_of(stretch: i64) -> i64 {
    stretch.max(0) * STRETCH
}

/// The words of the case that entry `opened` opened, as PostgreSQL reads a `tsvector`.
pub(super) fn lexemes(register: i32, opened: i64, words: &Words) -> String {
    let place = (register, stretch(opened));
    let mut all: Vec<String> = Vec::new();
    let split = |text: &str| text.split_whitespace().map(ToString::to_string).collect::<Vec<_>>();
    all.extend(split(&words.folded).iter().map(|word| lexeme(place, None, word)));
    all.extend(split(&words.marked).iter().map(|word| lexeme(place, Some(MARK), word)));
    all.sort_unstable();
    all.dedup();
    if all.iter().map(String::len).sum::<usize>() > ALL_WORDS {
        return lexeme(place, None, ANY);
    }
    all.join(" ")
}

/// A word in quotation marks, so that no sign of it means anything.
fn lexeme((register, stretch): (i32, i64), mark: Option<char>, word: &str) -> String {
    let cut = (0..=WORD.min(word.len())).rev().find(|end| word.is_char_boundary(*end)).unwrap_or_default();
    let word = word.get(..cut).unwrap_or_default().replace('\\', "\\\\").replace('\'', "''");
    format!("'{register}/{stretch}/{}{word}'", mark.map(String::from).unwrap_or_default())
}

/// What is asked of the index, of one stretch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// As PostgreSQL reads a `tsquery`.
    pub(super) candidates: String,
    /// What finds only cases that do agree; `None` if the index cannot tell.
    pub(super) certain: Option<String>,
}

/// The cases that can agree with `text` in that way, for each of some stretches.
pub(super) fn asked(register: i32, stretches: RangeInclusive<i64>, text: &TextQuery, matched: Matched) -> Vec<Asked> {
    stretches.map(|stretch| asked_of((register, stretch), text, matched)).collect()
}

fn asked_of(place: (i32, i64), text: &TextQuery, matched: Matched) -> Asked {
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
            parts.push(format!("{}{beginning}", lexeme(place, mark, word)));
        }
    }
    let all = parts.join(" & ");
    let any = lexeme(place, None, ANY);
    let candidates = if all.is_empty() { any } else { format!("({all}) | {any}") };
    Asked { candidates, certain: certain.then_some(all).filter(|all| !all.is_empty()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_folded_and_marked_each_once_under_their_register_and_stretch() {
        let words = Words::of(["Đề nghị", "đề án"]);
        assert_eq!(lexemes(7, 5, &words), "'7/0/=nghị' '7/0/=án' '7/0/=đề' '7/0/an' '7/0/de' '7/0/nghi'");
        let long = "ư".repeat(400);
        let cut = format!("'7/2/={}'", "ư".repeat(250));
        assert!(lexemes(7, STRETCH * 3 - 1, &Words::of([long.as_str()])).contains(&cut), "cut between letters");
        let many: Vec<String> = (0..200_000).map(|n| format!("x{n}")).collect();
        assert_eq!(lexemes(7, STRETCH * 3, &Words::of([many.join(" ").as_str()])), "'7/3/*'");
    }

    #[test]
    fn phrases_and_long_words_are_looked_at_and_single_words_are_not() {
        let ask = |text: &str, matched| asked(7, 4..=4, &TextQuery::parse(text).unwrap(), matched).remove(0);
        let one = ask("đề ngh", Matched::Exact);
        assert_eq!(one.certain.as_deref(), Some("'7/4/=đề' & '7/4/=ngh':*"));
        assert_eq!(one.candidates, "('7/4/=đề' & '7/4/=ngh':*) | '7/4/*'");
        let phrase = ask("\"gia hạn\" x", Matched::Folded);
        assert_eq!((phrase.certain, phrase.candidates.as_str()), (None, "('7/4/gia' & '7/4/han' & '7/4/x':*) | '7/4/*'"));
        assert_eq!(ask(&"a".repeat(600), Matched::Folded).certain, None);
        assert_eq!(asked(7, 1..=3, &TextQuery::parse("x").unwrap(), Matched::Folded).len(), 3);
    }
}
