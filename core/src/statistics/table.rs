//! A table of counts.
//!
//! Promises: no table exists that does not add up: the constructor checks it. Every table says
//! which head of the ledger it was counted from.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use chrono::NaiveDate;

use super::{Basis, Counts, Figures, KnownAt, Measure, Period, PeriodKind, Question};
use crate::{
    case::{Dimension, PartyKind},
    lang::Lang,
    ledger::Head,
    petition::{About, Channel, PetitionKind, SourceKind},
};

/// Why there is no table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatisticsError {
    /// Periods that overlap or are not in order.
    #[error("the period from {start} begins before the one before it ends on {end}; give periods in order, without overlap")]
    Periods {
        /// First day of the period that does not fit.
        start: NaiveDate,
        /// Day after the last of the one before.
        end: NaiveDate,
    },
    /// Periods with days between them, where each has to follow the one before.
    #[error("there are days between {end} and the period from {start}; give periods that follow each other")]
    Apart {
        /// First day of the period that does not follow.
        start: NaiveDate,
        /// Day after the last of the one before.
        end: NaiveDate,
    },
    /// A period without a day.
    #[error("the period from {start} to {end} holds no day; its end is the day after its last")]
    EmptyPeriod {
        /// First day.
        start: NaiveDate,
        /// Day after the last.
        end: NaiveDate,
    },
    /// Dates that no period of that kind has.
    #[error("no {kind} runs from {start} up to but without {end}; leave the kind out for any two dates")]
    NoSuchPeriod {
        /// The kind that it was said to be of.
        kind: PeriodKind,
        /// First day.
        start: NaiveDate,
        /// Day after the last.
        end: NaiveDate,
    },
    /// A dimension that is given twice.
    #[error("the dimension `{dimension}` is given twice; give each once")]
    Twice {
        /// Which.
        dimension: Dimension,
    },
    /// Columns are asked what was known at an entry.
    #[error("columns do not know what entry {entry} is; ask the register, or give a time")]
    KnownAtEntry {
        /// The number of the entry.
        entry: u64,
    },
    /// Parts that do not belong together.
    #[error("the parts answer different questions; merge parts of one question")]
    OtherQuestion,
    /// Bytes that are no part of an answer.
    #[error("the bytes are no part of an answer: {reason}")]
    Bytes {
        /// What is wrong with them.
        reason: String,
    },
    /// A number of another table.
    #[error("no period of the question begins on {start}, or it begins after the day asked about")]
    NoPeriod {
        /// The first day that was given.
        start: NaiveDate,
    },
    /// A dimension that the question does not group by.
    #[error("the question does not group by `{dimension}`; give one of its own dimensions")]
    NotGroupedBy {
        /// Which.
        dimension: Dimension,
    },
    /// A threshold that withholds nothing, or everything.
    #[error("counts below {least} are to be withheld; give 2 or more, and no more than a million")]
    Threshold {
        /// What was given.
        least: u64,
    },
    /// Nothing is to be published.
    #[error("no number is chosen to be published; give one or more, such as received")]
    NothingChosen,
    /// A small count that could be told from what is published.
    #[error("a small count in {place} could be told; this is a fault of the library, not of the register")]
    Uncovered {
        /// Group and period.
        place: String,
    },
    /// What came is not what went and what is still there.
    #[error("counts do not add up in {place}; this is a fault of the library, not of the register")]
    Unbalanced {
        /// Group and period.
        place: String,
    },
}

/// One group in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The code of each dimension, in the order of the question; `None` if it has none.
    pub keys: Vec<Option<String>>,
    /// Index of the period.
    pub period: usize,
    /// The counts.
    pub counts: Counts,
    /// What is measured besides.
    pub figures: Figures,
}

/// A table of counts and figures, by group and period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    question: Question,
    periods: Vec<Period>,
    rows: Vec<Row>,
    totals: Vec<Counts>,
    heads: Vec<Head>,
}

impl Table {
    pub(super) fn new(question: Question, mut rows: Vec<Row>, heads: Vec<Head>) -> Result<Table, StatisticsError> {
        let periods: Vec<Period> = question.begun().copied().collect();
        rows.sort_by_cached_key(|row| (sort_key(&question.by, &row.keys), row.period));
        let mut totals = Vec::from_iter(periods.iter().map(|_| Counts::default()));
        for row in &rows {
            if let Some(total) = totals.get_mut(row.period) {
                *total += row.counts;
            }
        }
        let table = Table { question, periods, rows, totals, heads };
        table.check()?;
        Ok(table)
    }

    /// Everything adds up: each row, and each period with the next.
    fn check(&self) -> Result<(), StatisticsError> {
        let mut open: BTreeMap<&[Option<String>], (usize, u64)> = BTreeMap::new();
        for row in &self.rows {
            let unbalanced = || StatisticsError::Unbalanced {
                place: format!(
                    "{:?}, period {}",
                    row.keys,
                    self.periods.get(row.period).map_or_else(String::new, |p| p.start().to_string())
                ),
            };
            if !row.counts.is_balanced() {
                return Err(unbalanced());
            }
            let follows = |before: usize| match (self.periods.get(before), self.periods.get(row.period)) {
                (Some(a), Some(b)) => before + 1 == row.period && a.end() == b.start(),
                _ => false,
            };
            if let Some((before, still_open)) = open.insert(&row.keys, (row.period, row.counts.open()))
                && follows(before)
                && still_open != row.counts.get(Measure::Opening)
            {
                return Err(unbalanced());
            }
        }
        match self.totals.iter().all(Counts::is_balanced) {
            true => Ok(()),
            false => Err(StatisticsError::Unbalanced { place: "the total".into() }),
        }
    }

    /// What was asked.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// The same, counted from columns that knew no more than that.
    pub(crate) fn known_at(mut self, known_at: KnownAt) -> Table {
        self.question.known_at = Some(known_at);
        self
    }

    /// The dimensions that the rows are grouped by.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.question.by
    }

    /// The periods.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// Up to the end of which day the world was seen.
    pub fn as_of(&self) -> NaiveDate {
        self.question.as_of
    }

    /// By which time lateness was judged.
    pub fn basis(&self) -> Basis {
        self.question.basis
    }

    /// The rows: group by group, and in each period by period.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// All groups together, one line a period.
    pub fn totals(&self) -> &[Counts] {
        &self.totals
    }

    /// The rows of some of its dimensions, the others taken together, in the order of the table; those
    /// of none are the totals. Counts and figures are the sums of the rows that they are made of: what
    /// moved from one of them to another counts as moved out and moved in.
    ///
    /// # Errors
    /// It is not grouped by one of them.
    pub fn subtotals(&self, by: &[Dimension]) -> Result<Vec<Row>, StatisticsError> {
        let place = |wanted: &Dimension| {
            let place = self.question.by.iter().position(|dimension| dimension == wanted);
            place.ok_or(StatisticsError::NotGroupedBy { dimension: *wanted })
        };
        let places: Vec<usize> = by.iter().map(place).collect::<Result<_, _>>()?;
        let mut sums: BTreeMap<_, (Counts, Figures)> = BTreeMap::new();
        if places.is_empty() {
            // There is a total of each period, of nothing too.
            sums.extend((0..self.periods.len()).map(|period| ((Vec::new(), period), Default::default())));
        }
        for row in &self.rows {
            let keys: Vec<Option<String>> = places.iter().map(|place| row.keys.get(*place).cloned().flatten()).collect();
            let (counts, figures) = sums.entry((keys, row.period)).or_default();
            *counts += row.counts;
            *figures += &row.figures;
        }
        let row = |((keys, period), (counts, figures))| Row { keys, period, counts, figures };
        let mut rows: Vec<Row> = sums.into_iter().map(row).collect();
        rows.sort_by_cached_key(|row| (sort_key(by, &row.keys), row.period));
        Ok(rows)
    }

    /// The end of the ledger that it was counted from: of the longest, if several were merged.
    pub fn head(&self) -> Head {
        self.heads.last().copied().unwrap_or_default()
    }

    /// The ends of all ledgers that it was counted from.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// The codes that a dimension can have, in the order in which tables show them; none if it has no
    /// vocabulary of its own.
    pub fn codes(dimension: Dimension) -> &'static [&'static str] {
        match dimension {
            Dimension::Source => SourceKind::CODES,
            Dimension::Originator => PartyKind::CODES,
            Dimension::Channel => Channel::CODES,
            Dimension::Kind => PetitionKind::CODES,
            Dimension::About => About::CODES,
            Dimension::Field | Dimension::Unit | Dimension::Officer => &[],
        }
    }

    /// What people call the value of a dimension.
    pub fn label(dimension: Dimension, code: Option<&str>, lang: Lang) -> String {
        let Some(code) = code else {
            return match lang {
                Lang::Vi => "(chưa ghi)".into(),
                Lang::En => "(not stated)".into(),
            };
        };
        let known = match dimension {
            Dimension::Source => code.parse().map(|v: SourceKind| v.label(lang)).ok(),
            Dimension::Originator => code.parse().map(|v: PartyKind| v.label(lang)).ok(),
            Dimension::Channel => code.parse().map(|v: Channel| v.label(lang)).ok(),
            Dimension::Kind => code.parse().map(|v: PetitionKind| v.label(lang)).ok(),
            Dimension::About => code.parse().map(|v: About| v.label(lang)).ok(),
            Dimension::Field | Dimension::Unit | Dimension::Officer => None,
        };
        known.unwrap_or(code).into()
    }
}

/// Values of a vocabulary in its order, others by their text, missing ones last.
pub(super) fn sort_key(dimensions: &[Dimension], keys: &[Option<String>]) -> Vec<(bool, usize, Option<String>)> {
    let place = |dimension: &Dimension, code: &str| {
        let codes = Table::codes(*dimension);
        codes.iter().position(|known| *known == code).unwrap_or(codes.len())
    };
    let key = |(dimension, code): (&Dimension, &Option<String>)| {
        (code.is_none(), code.as_deref().map_or(0, |code| place(dimension, code)), code.clone())
    };
    dimensions.iter().zip(keys).map(key).collect()
}
