//! The index of words: how words stand in it, and what is asked of it.
//!
//! Promises: what it finds is what [`TextQuery::matches`] says. The beginning of a word is looked
//! up among the words that there are, and those are asked for: the index would otherwise collect
//! every row of each of them before it gives the first. Of a beginning of many words, rows are
//! looked at one by one; if few of them have it, it is rare, and collecting its rows is quick.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use kiennghi::{
    store::StoreError,
    text::{Item, LastWord, Matched, TextQuery, Words},
};
use rusqlite::params;

use crate::{
    rows::{Rows, wrong},
    sqlite::failure,
};

/// How many words a beginning is spelled out to. Each of them is a look-up.
const SPELLED_OUT: usize = 16;
/// Stands before a word with its diacritics, and alone between two texts.
const MARK: char = '=';

/// Words as they are indexed: the texts folded, then with their diacritics.
pub(crate) fn text(words: &Words) -> String {
    // A mark for each word, and three signs after each text of either kind.
    let (spaces, lines) = words.marked.bytes().fold((0, 1), |(spaces, lines), byte| match byte {
        b' ' => (spaces + 1, lines),
        b'\n' => (spaces, lines + 1),
        _ => (spaces, lines),
    });
    let mut text = String::with_capacity(words.folded.len() + words.marked.len() + spaces + 8 * lines + 1);
    for line in words.folded.lines() {
        text.push_str(line);
        text.push_str("\n=\n");
    }
    for line in words.marked.lines() {
        for word in line.split(' ') {
            text.push(MARK);
            text.push_str(word);
            text.push(' ');
        }
        text.push_str("\n=\n");
    }
    text
}

/// The words of an indexed text.
pub(crate) fn words(text: &str) -> Words {
    let (marked, folded): (Vec<&str>, Vec<&str>) =
        text.lines().filter(|line| *line != "=").partition(|line| line.starts_with(MARK));
    let plain = |line: &&str| line.split_whitespace().map(|word| word.trim_start_matches(MARK)).collect::<Vec<_>>().join(" ");
    Words { folded: folded.join("\n"), marked: marked.iter().map(plain).collect::<Vec<_>>().join("\n") }
}

/// The indexed text of a case.
pub(crate) fn stored(rows: &Rows<'_>, opened: u64) -> Result<Option<String>, StoreError> {
    rows.one("SELECT words FROM case_word WHERE opened = ?1", params![opened.cast_signed()], |row| row.get(0))
}

/// Where rows that can agree with a query are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Candidates {
    /// Nowhere.
    Nowhere,
    /// Among all rows.
    Anywhere,
    /// Where the index finds this.
    Found {
        /// In the language of FTS5.
        expression: String,
        /// Does every row of them agree?
        sure: Sure,
    },
}

/// What is done about a beginning of many words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ManyWords {
    /// Candidates are looked at.
    LookAt,
    /// The index collects the rows of all those words.
    Collect,
}

/// Do candidates agree with a query?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sure {
    /// Every one.
    Yes,
    /// Each has to be looked at.
    No,
}

/// The rows that can agree with `text` in that way.
pub(crate) fn candidates(rows: &Rows<'_>, text: &TextQuery, matched: Matched, many: ManyWords) -> Result<Candidates, StoreError> {
    let (mut parts, mut sure) = (Vec::new(), Sure::Yes);
    for item in text.items() {
        let words = spelled(item, matched);
        let Some((last, whole)) = words.split_last() else { continue };
        if item.last == LastWord::Whole {
            parts.push(format!("\"{}\"", words.join(" ")));
            continue;
        }
        match terms(rows, last)? {
            Some(terms) if terms.is_empty() => return Ok(Candidates::Nowhere),
            Some(terms) => {
                let phrase = |term: &String| format!("\"{}\"", [whole, core::slice::from_ref(term)].concat().join(" "));
                parts.push(format!("({})", terms.iter().map(phrase).collect::<Vec<_>>().join(" OR ")));
            }
            None if many == ManyWords::Collect => parts.push(format!("\"{}\" *", words.join(" "))),
            None => {
                sure = Sure::No;
                if !whole.is_empty() {
                    parts.push(format!("\"{}\"", whole.join(" ")));
                }
            }
        }
    }
    if parts.is_empty() {
        return Ok(Candidates::Anywhere);
    }
    Ok(Candidates::Found { expression: parts.join(" AND "), sure })
}

/// The words of an item as they stand in the index.
fn spelled(item: &Item, matched: Matched) -> Vec<String> {
    match matched {
        Matched::Folded => item.folded.clone(),
        Matched::Exact => item.marked.iter().map(|word| format!("{MARK}{word}")).collect(),
    }
}

/// The words that begin so; `None` if there are too many.
fn terms(rows: &Rows<'_>, beginning: &str) -> Result<Option<Vec<String>>, StoreError> {
    // One letter begins more words than are spelled out: there is no need to look.
    if beginning.chars().filter(|c| *c != MARK).count() < 2 {
        return Ok(None);
    }
    let mut terms = Vec::new();
    let mut from = beginning.to_owned();
    loop {
        let next =
            rows.one("SELECT term FROM case_term WHERE term >= ?1 LIMIT 1", params![from], |row| row.get::<_, String>(0))?;
        let Some(term) = next.filter(|term| term.starts_with(beginning)) else { return Ok(Some(terms)) };
        if terms.len() == SPELLED_OUT {
            return Ok(None);
        }
        // The next word there can be: none holds a sign below a letter or digit.
        from = format!("{term}\u{1}");
        terms.push(term);
    }
}

/// Rows that agree with `text`, without those that `but` finds.
pub(crate) fn without(found: String, but: &Candidates) -> (String, Sure) {
    match but {
        Candidates::Nowhere => (found, Sure::Yes),
        Candidates::Found { expression, sure: Sure::Yes } => (format!("({found}) NOT ({expression})"), Sure::Yes),
        Candidates::Found { .. } | Candidates::Anywhere => (found, Sure::No),
    }
}

/// The words of one row, whatever their order of reading: how many, and a sum over each with its place.
type Sum = (u64, u64);

fn add(sum: &mut Sum, word: &str, place: i64) {
    let mut hasher = DefaultHasher::new();
    (word, place).hash(&mut hasher);
    *sum = (sum.0 + 1, sum.1.wrapping_add(hasher.finish()));
}

/// The first row of which the index holds other words than were told to it. What it holds is read
/// through the table of its words, which is the index itself: nothing is searched and nothing written.
pub(crate) fn wrongly_indexed(rows: &Rows<'_>) -> Result<Option<u64>, StoreError> {
    let failed = |error| failure(rows.place, error);
    let mut held: BTreeMap<i64, Sum> = BTreeMap::new();
    let sql = "SELECT term, doc, \"offset\" FROM case_term";
    let mut statement = rows.connection.prepare_cached(sql).map_err(failed)?;
    let mut words = statement.query([]).map_err(failed)?;
    while let Some(row) = words.next().map_err(failed)? {
        let term = row.get_ref(0).map_err(failed)?.as_str().map_err(|error| failed(wrong(0, error)))?;
        add(held.entry(row.get(1).map_err(failed)?).or_default(), term, row.get(2).map_err(failed)?);
    }
    let mut statement = rows.connection.prepare_cached("SELECT opened, words FROM case_word ORDER BY opened").map_err(failed)?;
    let mut told = statement.query([]).map_err(failed)?;
    while let Some(row) = told.next().map_err(failed)? {
        let (opened, mut sum): (i64, Sum) = (row.get(0).map_err(failed)?, Sum::default());
        let text = row.get_ref(1).map_err(failed)?.as_str().map_err(|error| failed(wrong(1, error)))?;
        let words = text.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && c != MARK).filter(|word| !word.is_empty());
        words.zip(0..).for_each(|(word, place)| add(&mut sum, word, place));
        if held.remove(&opened).unwrap_or_default() != sum {
            return Ok(Some(opened.cast_unsigned()));
        }
    }
    Ok(held.keys().next().map(|opened| opened.cast_unsigned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back_as_they_were_indexed() {
        for texts in [vec![], vec!["Đề nghị gia hạn"], vec!["a", "Số 15/BQL-VP", "Thuê đất"]] {
            let kept = Words::of(texts.iter().copied());
            assert_eq!(words(&text(&kept)), kept);
        }
    }
}
