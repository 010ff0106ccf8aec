//! What the cells of a column look like.
//!
//! Promises: it counts and keeps no cell, but for the words of a column that has few different ones.

use std::collections::BTreeMap;

use crate::{
    date, date_column,
    mapping::{Field, Mapping},
    sheet::Cell,
};

/// The part of the filled cells of a column that must look like something for the column to be that.
const MOST_CELLS: f64 = 0.6;
/// How many words of a column with few different ones are told at most.
pub(super) const MOST_VALUES: usize = 20;

/// What the cells of a column look like.
#[derive(Clone, Debug, Default)]
pub(super) struct Looks {
    pub(super) filled: usize,
    pub(super) dates: usize,
    pub(super) numbers: usize,
    /// `1234/UBND-KT`: digits, a stroke, letters.
    pub(super) symbols: usize,
    pub(super) senders: usize,
    pub(super) letters: usize,
    /// How many cells mean something in each column of few words.
    pub(super) words: BTreeMap<Field, usize>,
    /// Its different texts, while they are few.
    pub(super) different: BTreeMap<String, usize>,
}

/// The columns that hold one of a few words.
pub(super) const OF_WORDS: [Field; 3] = [Field::Kind, Field::Channel, Field::Outcome];

fn is_symbol(text: &str) -> bool {
    let Some((number, symbol)) = text.split_once('/') else { return false };
    let digits = number.trim();
    !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit())
        && symbol.trim().chars().next().is_some_and(char::is_alphabetic)
}

impl Looks {
    pub(super) fn look(&mut self, cell: Cell<'_>, mapping: &Mapping) {
        let text = match cell {
            Cell::Empty => return,
            Cell::Date(_) | Cell::DateTime(_) => {
                self.dates += 1;
                ""
            }
            Cell::Number(_) => {
                self.numbers += 1;
                ""
            }
            Cell::Text(text) => text,
        };
        self.filled += 1;
        if text.is_empty() {
            return;
        }
        self.letters += text.chars().count();
        if date_column::is_date_text(text) {
            self.dates += 1;
            return;
        }
        self.numbers += usize::from(date::number(text).is_some());
        self.symbols += usize::from(is_symbol(text));
        self.senders += usize::from(mapping.sender(text).is_some());
        for field in OF_WORDS {
            if mapping.value(field, text).is_some() {
                *self.words.entry(field).or_default() += 1;
            }
        }
        if self.different.len() <= MOST_VALUES {
            *self.different.entry(text.to_owned()).or_default() += 1;
        }
    }

    /// Is that so of most of what is filled?
    pub(super) fn most(&self, fit: usize) -> bool {
        fit > 0 && fit as f64 >= MOST_CELLS * self.filled as f64
    }

    /// Can these be cells of that field? An empty column can be anything.
    pub(super) fn can_be(&self, field: Field) -> bool {
        if self.filled == 0 {
            return true;
        }
        // A number may be the day number of a spreadsheet.
        if field.is_date() { self.most(self.dates + self.numbers) } else { !self.most(self.dates) || field == Field::Ignored }
    }
}
