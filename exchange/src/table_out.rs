//! A table of counts as CSV and as JSON, for other programs.
//!
//! Promises: every number of every row is there under its name, and no total among the rows. A text
//! that a spreadsheet would take for a formula is marked as text.

use kiennghi::{
    lang::Lang,
    statistics::{Measure, Published, RowFigure, Shown, Table},
};

use crate::{
    ExchangeError,
    form::{finished, guarded, unreadable},
};

/// A line a group and period: codes, labels, first day and last day of the period, and every number
/// under its name. What there is nothing to measure for is empty.
///
/// # Errors
/// Never in practice: it is written to memory.
pub fn table_csv(table: &Table, lang: Lang) -> Result<String, ExchangeError> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let wrong = |error: csv::Error| unreadable(error.to_string());
    let groups = table.dimensions().iter().flat_map(|d| [d.code().to_owned(), format!("{}_label", d.code())]);
    let period = ["period", "period_last", "period_label"].map(String::from);
    let numbers = Measure::CODES.iter().chain(RowFigure::CODES).map(|code| String::from(*code));
    csv.write_record(groups.chain(period).chain(numbers)).map_err(wrong)?;
    for row in table.rows() {
        let Some(period) = table.periods().get(row.period) else { continue };
        let last = period.end().pred_opt().unwrap_or(period.end());
        let labels = table.labels(row, lang);
        let groups = row.keys.iter().zip(&labels);
        let groups = groups.flat_map(|(key, label)| [guarded(key.as_deref().unwrap_or_default()), guarded(label)]);
        let period = [period.start().to_string(), last.to_string(), period.label(lang)];
        let numbers = row.numbers().map(|(_, number)| number.map_or_else(String::new, |number| number.to_string()));
        csv.write_record(groups.chain(period).chain(numbers)).map_err(wrong)?;
    }
    finished(csv)
}

/// The table as JSON: its question, what each name means, rows and totals, the ends of its ledgers.
///
/// # Errors
/// Never in practice: all of it can be written.
pub fn table_json(table: &Table) -> Result<String, ExchangeError> {
    serde_json::to_string_pretty(table).map_err(|error| unreadable(error.to_string()))
}

/// The same of what may be published, with the numbers that were chosen: what is withheld is empty, and its name stands in the last column,
/// `withheld`, with spaces between names.
///
/// # Errors
/// Never in practice: it is written to memory.
pub fn published_csv(published: &Published, lang: Lang) -> Result<String, ExchangeError> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let wrong = |error: csv::Error| unreadable(error.to_string());
    let by = published.dimensions();
    let groups = by.iter().flat_map(|d| [d.code().to_owned(), format!("{}_label", d.code())]);
    let period = ["period", "period_last", "period_label"].map(String::from);
    let numbers = published.chosen().map(|number| number.code().to_owned());
    csv.write_record(groups.chain(period).chain(numbers).chain(["withheld".into()])).map_err(wrong)?;
    for row in published.rows() {
        let Some(period) = published.periods().get(row.period) else { continue };
        let last = period.end().pred_opt().unwrap_or(period.end());
        let groups = by.iter().zip(&row.keys).flat_map(|(dimension, key)| {
            let label = Table::label(*dimension, key.as_deref(), lang);
            [guarded(key.as_deref().unwrap_or_default()), guarded(&label)]
        });
        let period = [period.start().to_string(), last.to_string(), period.label(lang)];
        let numbers = row.numbers().map(|(_, shown)| match shown {
            Shown::Number(number) => number.to_string(),
            Shown::Nothing | Shown::Withheld => String::new(),
        });
        let withheld = row.withheld().collect::<Vec<_>>().join(" ");
        csv.write_record(groups.chain(period).chain(numbers).chain([withheld])).map_err(wrong)?;
    }
    finished(csv)
}

/// What may be published as JSON: as of a table, with the threshold; what is withheld is null, and named
/// in its row under `withheld`.
///
/// # Errors
/// Never in practice: all of it can be written.
pub fn published_json(published: &Published) -> Result<String, ExchangeError> {
    serde_json::to_string_pretty(published).map_err(|error| unreadable(error.to_string()))
}
