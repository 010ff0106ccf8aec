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
const STRETCH: i64 = 1 << 14;

/// The stretch in which a case stands.
pub(super) fn stretch(opened: i64) -> i64 {
    opened / STRETCH
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

/// What becomes of words that need only begin so. The index walks the lists of all words that do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beginnings {
    /// They are asked for.
    Asked,
    /// They are looked for in what has the other words.
    LookedAt,
}

/// What is asked of the index, of one stretch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// As PostgreSQL reads a `tsquery`.
    pub(super) candidates: String,
    /// What finds only cases that do agree; `None` if the index cannot tell.
    pub(super) certain: Option<String>,
}

/// The cases that can agree with `text` in that way, for each of some stretches, the latest first.
pub(super) fn asked(
    register: i32,
    stretches: RangeInclusive<i64>,
    text: &TextQuery,
    matched: Matched,
    beginnings: Beginnings,
) -> Vec<Asked> {
    stretches.rev().map(|stretch| asked_of((register, stretch), text, matched, beginnings)).collect()
}

fn words(item: &Item, matched: Matched) -> &[String] {
    match matched {
        Matched::Exact => &item.marked,
        Matched::Folded => &item.folded,
    }
}

/// Words side by side, as they stand in a text that has them: what the index cannot tell.
pub(super) fn side_by_side(text: &TextQuery, matched: Matched, beginnings: Beginnings) -> Vec<String> {
    let told =
        |item: &&Item| words(item, matched).len() == 1 && (item.last == LastWord::Whole || beginnings == Beginnings::Asked);
    text.items().iter().filter(|item| !told(item)).map(|item| words(item, matched).join(" ")).collect()
}

/// Each word of a query as it is asked of some stretches, and whether it need only begin so.
pub(super) fn each_word(register: i32, stretches: RangeInclusive<i64>, text: &TextQuery) -> Vec<(String, LastWord)> {
    let mut each = Vec::new();
    for item in text.items() {
        let last = item.folded.len().saturating_sub(1);
        for (n, word) in item.folded.iter().enumerate() {
            let kind = if n == last { item.last } else { LastWord::Whole };
            let beginning = if kind == LastWord::Beginning { ":*" } else { "" };
            let asked = stretches.clone().map(|stretch| format!("{}{beginning}", lexeme((register, stretch), None, word)));
            each.push((asked.collect::<Vec<_>>().join(" | "), kind));
        }
    }
    each
}

fn asked_of(place: (i32, i64), text: &TextQuery, matched: Matched, beginnings: Beginnings) -> Asked {
    let mark = (matched == Matched::Exact).then_some(MARK);
    let (mut parts, mut certain) = (Vec::new(), true);
    for item in text.items() {
        let words = words(item, matched);
        certain &= words.len() == 1 && words.iter().all(|word| word.len() < WORD);
        let last = words.len().saturating_sub(1);
        for (n, word) in words.iter().enumerate() {
            let begins = n == last && item.last == LastWord::Beginning;
            if begins && beginnings == Beginnings::LookedAt {
                certain = false;
                continue;
            }
            let beginning = if begins { ":*" } else { "" };
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
        let ask = |text: &str, matched| asked(7, 4..=4, &TextQuery::parse(text).unwrap(), matched, Beginnings::Asked).remove(0);
        let one = ask("đề ngh", Matched::Exact);
        assert_eq!(one.certain.as_deref(), Some("'7/4/=đề' & '7/4/=ngh':*"));
        assert_eq!(one.candidates, "('7/4/=đề' & '7/4/=ngh':*) | '7/4/*'");
        let phrase = ask("\"gia hạn\" x", Matched::Folded);
        assert_eq!((phrase.certain, phrase.candidates.as_str()), (None, "('7/4/gia' & '7/4/han' & '7/4/x':*) | '7/4/*'"));
        assert_eq!(ask(&"a".repeat(600), Matched::Folded).certain, None);
        let three = asked(7, 1..=3, &TextQuery::parse("x").unwrap(), Matched::Folded, Beginnings::Asked);
        assert_eq!(three.first().map(|asked| asked.candidates.as_str()), Some("('7/3/x':*) | '7/3/*'"), "the latest first");
        assert_eq!(three.len(), 3);
    }

    #[test]
    fn a_beginning_that_is_not_asked_for_is_looked_at() {
        let text = TextQuery::parse("gia \"thuê đất\" 15/B").unwrap();
        let of = |beginnings| {
            (asked(7, 4..=4, &text, Matched::Exact, beginnings).remove(0), side_by_side(&text, Matched::Exact, beginnings))
        };
        let (all, looked_at) = of(Beginnings::Asked);
        assert_eq!(all.candidates, "('7/4/=gia' & '7/4/=thuê' & '7/4/=đất' & '7/4/=15' & '7/4/=b':*) | '7/4/*'");
        assert_eq!(looked_at, ["thuê đất", "15 b"]);
        let (fewer, looked_at) = of(Beginnings::LookedAt);
        assert_eq!(fewer.candidates, "('7/4/=gia' & '7/4/=thuê' & '7/4/=đất' & '7/4/=15') | '7/4/*'");
        assert_eq!((fewer.certain, looked_at), (None, vec!["thuê đất".to_owned(), "15 b".into()]));
        let one = TextQuery::parse("gia ngh").unwrap();
        assert_eq!(side_by_side(&one, Matched::Folded, Beginnings::Asked), [""; 0]);
        assert_eq!(side_by_side(&one, Matched::Folded, Beginnings::LookedAt), ["ngh"]);
        let words: Vec<_> = each_word(7, 3..=4, &one).into_iter().map(|(asked, _)| asked).collect();
        assert_eq!(words, ["'7/3/gia' | '7/4/gia'", "'7/3/ngh':* | '7/4/ngh':*"]);
    }
}
