//! A mapping proposed for a sheet that the built-in one does not read.
//!
//! Promises: what is proposed is a mapping file that a person reads, mends and keeps: each column is
//! there with why it is taken for what, and a field has one column. Nothing of the rows stands in it but
//! how many look like what, and words of columns that hold one of a few. It guesses only where headings
//! resemble known ones or where the cells leave little doubt; a sheet is never imported by a guess.

mod looks;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use looks::Looks;
use written::written;

use crate::{
    ExchangeError, date_column, fold,
    headings::{Heading, headings},
    mapping::{Field, Mapping},
    sheet::{Row, Sheet},
};

/// How many rows are looked at: more would not change what a column is.
const LOOKED_AT: usize = 1_000;
/// How alike a heading and a known one must be, of 1.
const ALIKE: f64 = 0.5;
/// An abstract has at least as many letters, on average.
const LONG_TEXT: usize = 30;

/// Why a column is taken for what it is proposed as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// Its heading is known.
    Known,
    /// Its heading resembles this one.
    Like(String),
    /// So many of so many filled cells that were looked at are what that field holds.
    Cells {
        /// How many are.
        fit: usize,
        /// How many were looked at.
        of: usize,
    },
}

/// One column of a sheet, and what it is proposed as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestedColumn {
    /// Counted from 0.
    pub column: usize,
    /// Its heading as it stands.
    pub heading: String,
    /// What it is proposed as, and why; `None` if nothing speaks for anything.
    pub field: Option<(Field, Because)>,
}

/// A mapping proposed for a sheet.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// Its columns that have a heading.
    pub columns: Vec<SuggestedColumn>,
    /// What a petition needs and no column was found for: the mapping is refused until it is written in.
    pub missing: Vec<Field>,
    toml: String,
}

impl Suggestion {
    /// The mapping file, to be read, mended and given to an import.
    pub fn to_toml(&self) -> &str {
        &self.toml
    }
}

/// How alike two headings are: words in common, of all their words; more if one holds the other whole.
fn alike(a: &str, b: &str) -> f64 {
    let words = |text: &str| fold(text).split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
    let (a, b) = (words(a), words(b));
    let (common, all) = (a.intersection(&b).count(), a.union(&b).count());
    if common == 0 {
        return 0.0;
    }
    let whole = if common == a.len().min(b.len()) { 0.2 } else { 0.0 };
    common as f64 / all as f64 + whole
}

/// What speaks for a column to be a field, and how much.
struct Candidate {
    weight: f64,
    column: usize,
    field: Field,
    because: Because,
}

fn candidates(columns: &[(usize, Heading, Looks)], mapping: &Mapping) -> Vec<Candidate> {
    let mut found = Vec::new();
    let known: Vec<(&str, Field)> = mapping.headings().collect();
    for (column, heading, looks) in columns {
        let mut speaks = |weight: f64, field: Field, because: Because| {
            found.push(Candidate { weight, column: *column, field, because });
        };
        if let Some(field) = heading.field {
            speaks(10.0, field, Because::Known);
            continue;
        }
        for (name, field) in &known {
            let alike = alike(&heading.text, name);
            if alike >= ALIKE && looks.can_be(*field) {
                speaks(1.0 + alike, *field, Because::Like((*name).to_owned()));
            }
        }
        let of = looks.filled;
        let mut by_cells = |field: Field, fit: usize| {
            if looks.most(fit) {
                speaks(fit as f64 / of as f64, field, Because::Cells { fit, of });
            }
        };
        by_cells(Field::DocumentNumber, looks.symbols);
        by_cells(Field::DeliveredBy, looks.senders);
        for (field, fit) in &looks.words {
            by_cells(*field, *fit);
        }
        let texts = of - looks.dates.min(of);
        if texts > 0 && looks.letters / texts >= LONG_TEXT && looks.senders * 2 < of {
            by_cells(Field::Summary, texts);
        }
    }
    // The first column with a date in nearly every row is when they came, if nothing says so.
    let full = columns.iter().find(|(_, _, looks)| looks.filled > 0 && looks.dates * 20 >= looks.filled * 19);
    if let Some((column, _, looks)) = full.filter(|(_, heading, _)| heading.field.is_none()) {
        let because = Because::Cells { fit: looks.dates, of: looks.filled };
        found.push(Candidate { weight: 0.1, column: *column, field: Field::Received, because });
    }
    found
}

/// Gives each field to the column for which most speaks.
fn given(columns: &[(usize, Heading, Looks)], mut candidates: Vec<Candidate>) -> BTreeMap<usize, (Field, Because)> {
    candidates.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.column.cmp(&b.column)).then(a.field.cmp(&b.field)));
    let (mut given, mut taken) = (BTreeMap::new(), BTreeSet::new());
    // A mapping knows a column by its heading: of several with one heading the first can be told.
    let mut names = BTreeSet::new();
    for Candidate { column, field, because, .. } in candidates {
        let name = columns.iter().find(|(at, ..)| *at == column).map(|(_, heading, _)| fold(&heading.text));
        let is_free = !given.contains_key(&column) && !taken.contains(&field) && !names.contains(&name);
        if is_free {
            if field != Field::Ignored {
                taken.insert(field);
            }
            names.insert(name);
            given.insert(column, (field, because));
        }
    }
    given
}

/// Proposes a mapping for a sheet: of its headings those that are known, those that resemble known
/// ones, and columns whose cells leave little doubt.
///
/// ```
/// use kiennghi_exchange::{Field, Mapping, read_sheet, suggest_mapping};
/// let csv = "Mã số,Ngày nhận đơn,Đơn của,Vấn đề nêu trong đơn\n\
///            1,02/03/2026,Công ty A,Xin gia hạn thời gian thuê đất tại lô B4 khu công nghiệp\n";
/// let suggestion = suggest_mapping(&read_sheet(csv.as_bytes(), "don.csv")?)?;
/// assert_eq!(suggestion.missing, []);
/// let mapping = Mapping::from_toml(suggestion.to_toml(), "don.toml")?;
/// assert_eq!(mapping.heading("Ngày nhận đơn"), Some(Field::Received));
/// assert_eq!(mapping.heading("Vấn đề nêu trong đơn"), Some(Field::Summary));
/// # Ok::<(), kiennghi_exchange::ExchangeError>(())
/// ```
///
/// # Errors
/// [`ExchangeError::Mapping`] if no row of the first ones looks like headings.
pub fn suggest_mapping(sheet: &Sheet) -> Result<Suggestion, ExchangeError> {
    let built_in = Mapping::vietnam()?;
    let Some((first, found)) = headings(sheet, &built_in) else {
        let reason = "none of the first rows looks like headings: a row of texts above rows that are filled".into();
        return Err(ExchangeError::Mapping { label: "proposed".into(), place: sheet.name().into(), reason });
    };
    let rows: Vec<Row<'_>> = (first..sheet.len().min(first + LOOKED_AT)).map(|row| sheet.row(row)).collect();
    let looks = |column: usize| {
        let mut looks = Looks::default();
        rows.iter().for_each(|row| looks.look(row.cell(column), &built_in));
        looks
    };
    let columns: Vec<(usize, Heading, Looks)> = found
        .into_iter()
        .enumerate()
        .filter(|(_, heading)| !fold(&heading.text).is_empty())
        .map(|(column, heading)| (column, heading, looks(column)))
        .collect();
    let mut given = given(&columns, candidates(&columns, &built_in));
    let missing: Vec<Field> = [Field::Received, Field::Summary]
        .into_iter()
        .filter(|needed| !given.values().any(|(field, _)| field == needed))
        .collect();
    let order = columns.iter().filter(|(column, _, _)| given.get(column).is_some_and(|(field, _)| field.is_date()));
    let order = order.filter_map(|(column, _, _)| date_column::order_of(rows.iter().map(|row| row.cell(*column)))).next();
    let toml = written(sheet, &built_in, &columns, &given, &missing, order);
    let columns = columns.into_iter().map(|(column, heading, _)| {
        let field = given.remove(&column);
        SuggestedColumn { column, heading: heading.text, field }
    });
    Ok(Suggestion { columns: columns.collect(), missing, toml })
}

#[cfg(test)]
mod tests;
