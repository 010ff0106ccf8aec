//! Sums and differences of named numbers, as a form writes them: `replied[about=conduct] + withdrawn`.
//!
//! Promises: a text is read whole or refused with what would be right. It knows `+`, `-` and, of
//! counts, what each is narrowed to; nothing else.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    case::Dimension,
    lang::vocabulary,
    statistics::{Counts, Measure, Row, Table, published::witness::Terms},
};

vocabulary! {
    /// A sum of measures that has a name.
    pub enum CountName("sum of measures", "tổng") {
        /// Opening + received + reopened + moved in.
        ToDo = "to_do" ("Tổng phải giải quyết", "To do"),
        /// Answered, in each way.
        Replied = "replied" ("Đã trả lời", "Replied"),
        /// Closed, in each way.
        Closed = "closed" ("Tổng đã kết thúc", "Closed"),
        /// Still open at the end.
        Open = "open" ("Tổng còn lại", "Open"),
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    One(Measure),
    Sum(CountName),
}

impl Name {
    fn of(self, counts: &Counts) -> u64 {
        match self {
            Name::One(measure) => counts.get(measure),
            Name::Sum(CountName::ToDo) => counts.to_do(),
            Name::Sum(CountName::Replied) => counts.replied(),
            Name::Sum(CountName::Closed) => counts.closed(),
            Name::Sum(CountName::Open) => counts.open(),
        }
    }

    /// The measures that it is a sum of.
    fn measures(self) -> impl Iterator<Item = Measure> {
        let of = move |measure: &&Measure| match self {
            Name::One(one) => **measure == one,
            // A sum holds a measure if it grows with it.
            Name::Sum(_) => self.of(&Counts::one(**measure)) > 0,
        };
        Measure::ALL.iter().filter(of).copied()
    }
}

impl Row {
    fn fits(&self, by: &[Dimension], (dimension, code): &Filter) -> bool {
        by.iter().zip(&self.keys).any(|(grouped, key)| grouped == dimension && key == code)
    }
}

/// The code that a dimension must have; `None`: it has none.
type Filter = (Dimension, Option<String>);

/// A sum or difference of counts, each narrowed to what its filters say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    terms: Vec<(Sign, Name, Vec<Filter>)>,
}

/// Is a term added or taken away?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Plus,
    Minus,
}

impl Sign {
    pub(super) fn apply(self, sum: i64, value: i64) -> i64 {
        match self {
            Sign::Plus => sum.saturating_add(value),
            Sign::Minus => sum.saturating_sub(value),
        }
    }
}

/// A term as it is written: its sign, its name, and what stands in brackets behind it.
pub(super) struct Written<'a> {
    pub(super) sign: Sign,
    pub(super) name: &'a str,
    pub(super) filter: Option<&'a str>,
}

/// The terms of `text`, or what is wrong with it.
pub(super) fn terms(text: &str) -> Result<Vec<Written<'_>>, String> {
    let mut terms = Vec::new();
    let (mut sign, mut rest) = (Sign::Plus, text.trim());
    loop {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end).unwrap_or_default();
        if name.is_empty() || name.starts_with('-') {
            return Err(format!("a name is missing in `{text}`; write names with ` + ` and ` - ` between them"));
        }
        let after = after.trim_start();
        let (filter, after) = match after.strip_prefix('[') {
            None => (None, after),
            Some(inside) => match inside.split_once(']') {
                Some((filter, after)) => (Some(filter), after.trim_start()),
                None => return Err(format!("a bracket is not closed in `{text}`")),
            },
        };
        terms.push(Written { sign, name, filter });
        (sign, rest) = match (after.strip_prefix("+ "), after.strip_prefix("- ")) {
            _ if after.is_empty() => return Ok(terms),
            (Some(rest), _) => (Sign::Plus, rest.trim_start()),
            (_, Some(rest)) => (Sign::Minus, rest.trim_start()),
            _ => return Err(format!("` + ` or ` - ` is missing before `{after}` in `{text}`")),
        };
    }
}

impl Expression {
    /// Reads an expression over measures and their named sums.
    pub(super) fn read(text: &str) -> Result<Expression, String> {
        let read = |written: Written<'_>| {
            let name = match (written.name.parse(), written.name.parse()) {
                (Ok(measure), _) => Name::One(measure),
                (_, Ok(sum)) => Name::Sum(sum),
                (Err(unknown), Err(_)) => {
                    return Err(format!("{}, {}", crate::lang::UnknownCode::to_string(&unknown), sums()));
                }
            };
            Ok((written.sign, name, written.filter.map(filters).transpose()?.unwrap_or_default()))
        };
        Ok(Expression { terms: terms(text)?.into_iter().map(read).collect::<Result<_, _>>()? })
    }

    /// Is nothing taken away in it?
    pub(super) fn is_sum(&self) -> bool {
        self.terms.iter().all(|(sign, ..)| *sign == Sign::Plus)
    }

    /// The dimensions that its filters name.
    pub fn dimensions(&self) -> impl Iterator<Item = Dimension> + '_ {
        self.terms.iter().flat_map(|(_, _, filters)| filters.iter().map(|(dimension, _)| *dimension))
    }

    /// The measures that it is made of.
    pub(super) fn measures(&self) -> impl Iterator<Item = Measure> + '_ {
        self.terms.iter().flat_map(|(_, name, _)| name.measures())
    }

    /// What it is made of, over the rows of a table of one period whose first key is `key`, or over all
    /// of them: each measure of each group, the groups numbered as they come in the table.
    pub(super) fn terms(&self, table: &Table, key: Option<&Option<String>>, factor: i64) -> Terms {
        let is_in = |row: &&(usize, &Row)| key.is_none_or(|key| row.1.keys.first() == Some(key));
        let rows: Vec<(usize, &Row)> = table.rows().iter().enumerate().collect();
        let mut found = Terms::new();
        for (sign, name, filters) in &self.terms {
            let fits = |row: &&(usize, &Row)| filters.iter().all(|filter| row.1.fits(table.dimensions(), filter));
            for (group, _) in rows.iter().filter(is_in).filter(fits) {
                found.extend(name.measures().map(|measure| (sign.apply(0, factor), *group, 0, measure)));
            }
        }
        found
    }

    /// What it comes to over some rows of a table that is grouped by `by`.
    pub(super) fn value(&self, by: &[Dimension], rows: &[&Row]) -> i64 {
        let value = |name: Name, filters: &[Filter]| {
            let fits = |row: &&&Row| filters.iter().all(|filter| row.fits(by, filter));
            let sum: u64 = rows.iter().filter(fits).map(|row| name.of(&row.counts)).sum();
            i64::try_from(sum).unwrap_or(i64::MAX)
        };
        self.terms.iter().fold(0, |sum, (sign, name, filters)| sign.apply(sum, value(*name, filters)))
    }
}

fn sums() -> String {
    let codes: Vec<_> = CountName::CODES.iter().map(|code| format!("`{code}`")).collect();
    codes.join(", ")
}

/// `about=conduct, channel=portal`; nothing after `=` for what is not stated.
fn filters(text: &str) -> Result<Vec<Filter>, String> {
    let mut filters: Vec<Filter> = Vec::new();
    for part in text.split(',') {
        let (dimension, code) = part.split_once('=').ok_or_else(|| format!("`{part}` is no filter such as `about=conduct`"))?;
        let (dimension, code): (Dimension, _) =
            (dimension.trim().parse().map_err(|e: crate::lang::UnknownCode| e.to_string())?, code.trim());
        let codes = Table::codes(dimension);
        if !code.is_empty() && !codes.is_empty() && !codes.contains(&code) {
            return Err(format!("`{code}` is no {dimension}; it can be `{}`", codes.join("`, `")));
        }
        if filters.iter().any(|(other, _)| *other == dimension) {
            return Err(format!("`{dimension}` is given twice in `[{text}]`"));
        }
        filters.push((dimension, (!code.is_empty()).then(|| code.to_string())));
    }
    Ok(filters)
}
