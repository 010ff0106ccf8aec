//! A number from period to period as CSV and as JSON, for other programs.
//!
//! Promises: every number is there exactly, as whole numbers over and under the line; what CSV tells in
//! tenths besides is rounded half away from zero. A gap is empty, or null. A text that a spreadsheet
//! would take for a formula is marked as text.

use kiennghi::{
    case::Dimension,
    lang::{Lang, Text},
    ledger::Head,
    statistics::{Fraction, Period, Question, Table, TableNumber, Trend, TrendPoint},
};
use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{
    ExchangeError,
    form::{finished, guarded, unreadable},
    trend_text::tenths,
};

/// A line a group and period: codes, labels, first day and last day of the period, which number it is, then
/// each of `value`, `change`, `change_percent`, `year_change`, `year_change_percent` and `average` in tenths,
/// and each of them exactly, as `.._numerator` and `.._denominator`.
///
/// # Errors
/// Never in practice: it is written to memory.
pub fn trend_csv(
    trends: &[Trend],
    table: &Table,
    by: &[Dimension],
    what: TableNumber,
    lang: Lang,
) -> Result<String, ExchangeError> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let wrong = |error: csv::Error| unreadable(error.to_string());
    let groups = by.iter().flat_map(|d| [d.code().to_owned(), format!("{}_label", d.code())]);
    let period = ["period", "period_last", "period_label", "number", "number_label"].map(String::from);
    let exact = TrendPoint::NUMBERS.iter().flat_map(|name| [format!("{name}_numerator"), format!("{name}_denominator")]);
    csv.write_record(groups.chain(period).chain(TrendPoint::NUMBERS.map(String::from)).chain(exact)).map_err(wrong)?;
    for trend in trends {
        for point in &trend.points {
            let Some(period) = table.periods().get(point.period) else { continue };
            let groups = by.iter().zip(&trend.keys).flat_map(|(dimension, key)| {
                let label = Table::label(*dimension, key.as_deref(), lang);
                [guarded(key.as_deref().unwrap_or_default()), guarded(&label)]
            });
            let last = period.end().pred_opt().unwrap_or(period.end());
            let about =
                [period.start().to_string(), last.to_string(), period.label(lang), what.code().into(), what.label(lang).into()];
            let numbers = point.numbers().map(|(_, number)| number);
            // A point and no comma: it is for other programs, whatever the language of the labels.
            let rounded = numbers.map(|number| number.map_or_else(String::new, |number| tenths(number.tenths(), Lang::En)));
            let exact = numbers.into_iter().flat_map(|number| match number {
                Some(Fraction { numerator, denominator }) => [numerator.to_string(), denominator.to_string()],
                None => [String::new(), String::new()],
            });
            csv.write_record(groups.chain(about).chain(rounded).chain(exact)).map_err(wrong)?;
        }
    }
    finished(csv)
}

/// A trend as it is written.
#[derive(Serialize)]
struct Written<'a> {
    question: &'a Question,
    dimensions: Vec<Named>,
    number: Named,
    window: usize,
    rows: Vec<Point<'a>>,
    heads: &'a [Head],
}

/// A name that programs use, and what people call it.
#[derive(Serialize)]
struct Named {
    code: &'static str,
    label: Text,
}

impl Named {
    fn new(code: &'static str, label: impl Fn(Lang) -> &'static str) -> Named {
        Named { code, label: Text { vi: label(Lang::Vi).into(), en: label(Lang::En).into() } }
    }
}

/// One group in one period.
struct Point<'a> {
    by: &'a [Dimension],
    keys: &'a [Option<String>],
    period: &'a Period,
    point: &'a TrendPoint,
}

/// A fraction as an object of two whole numbers.
#[derive(Serialize)]
struct Exact {
    numerator: i128,
    denominator: i128,
}

impl Serialize for Point<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (dimension, key) in self.by.iter().zip(self.keys) {
            map.serialize_entry(dimension.code(), key)?;
        }
        map.serialize_entry("period", &self.period.start())?;
        map.serialize_entry("period_end", &self.period.end())?;
        for (name, number) in self.point.numbers() {
            let exact = number.map(|Fraction { numerator, denominator }| Exact { numerator, denominator });
            map.serialize_entry(name, &exact)?;
        }
        map.end()
    }
}

/// The same as JSON: the question, what each name means, over how many periods the average is, and a row a
/// group and period with each number as `{ "numerator": 25, "denominator": 2 }`, or null.
///
/// # Errors
/// Never in practice: all of it can be written.
pub fn trend_json(
    trends: &[Trend],
    table: &Table,
    by: &[Dimension],
    what: TableNumber,
    window: usize,
) -> Result<String, ExchangeError> {
    let mut rows = Vec::new();
    for Trend { keys, points } in trends {
        for point in points {
            let Some(period) = table.periods().get(point.period) else { continue };
            rows.push(Point { by, keys, period, point });
        }
    }
    let written = Written {
        question: table.question(),
        dimensions: by.iter().map(|d| Named::new(d.code(), |lang| d.label(lang))).collect(),
        number: Named::new(what.code(), |lang| what.label(lang)),
        window,
        rows,
        heads: table.heads(),
    };
    serde_json::to_string_pretty(&written).map_err(|error| unreadable(error.to_string()))
}
