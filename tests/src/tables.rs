//! What becomes of tables, as golden vectors: figures, what may be published, trends, rankings, the
//! petitions behind counts, forms.
//!
//! Promises: all of it is what this library answers, in words that each language can say by its own
//! types: codes, whole numbers, exact numbers in lowest terms.

use kiennghi::{
    lang::Lang,
    register::Register,
    statistics::{
        Behind, Form, Fraction, Period, PeriodKind, PublishedRow, Question, Row, RowFigure, Shown, Table, TableNumber, Trend,
    },
    store::MemoryStore,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::vectors::Fallible;

/// A question, and what becomes of its table.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableText {
    by: Vec<String>,
    period: String,
    from: String,
    to: String,
    as_of: String,
    units: String,
    duplicates: String,
    /// The figures of each row that are not 0, by their codes.
    #[serde(default)]
    figures: Vec<Value>,
    /// Below what a count is withheld.
    least: u64,
    /// The numbers of each row that are shown and not 0, and which are withheld.
    #[serde(default)]
    published: Vec<Value>,
    /// What is followed, of the first dimension, and over how many periods it is averaged.
    trended: String,
    window: usize,
    #[serde(default)]
    trend: Vec<Value>,
    /// The first dimension, ranked.
    #[serde(default)]
    ranking: Vec<Value>,
    /// Of what count the petitions are wanted, and which they are, row by row.
    measure: String,
    #[serde(default)]
    behind: Vec<Value>,
}

/// A form with its numbers.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormText {
    form: String,
    within: String,
    as_of: String,
    /// Below what a number is withheld, if it is made to be published.
    suppress: Option<u64>,
    /// The key and the cells of each row, and of the total.
    #[serde(default)]
    rows: Vec<Value>,
    /// What must be equal and is not, in English.
    #[serde(default)]
    failures: Vec<String>,
}

fn exact(value: Option<Fraction>) -> Value {
    let Some(Fraction { numerator, denominator }) = value else { return Value::Null };
    let (mut common, mut rest) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    while rest != 0 {
        (common, rest) = (rest, common % rest);
    }
    let common = i128::try_from(common).unwrap_or(1);
    match denominator / common {
        1 => format!("{}", numerator / common).into(),
        below => format!("{}/{below}", numerator / common).into(),
    }
}

fn start(table: &Table, period: usize) -> Value {
    table.periods().get(period).map(Period::start).map_or(Value::Null, |start| start.to_string().into())
}

fn figures(table: &Table, row: &Row) -> Value {
    let some =
        RowFigure::ALL.iter().filter_map(|figure| Some((figure.code(), row.figure(*figure).filter(|number| *number > 0)?)));
    let figures: Map<String, Value> = some.map(|(code, number)| (code.to_owned(), number.into())).collect();
    json!({ "keys": row.keys, "period": start(table, row.period), "figures": figures })
}

fn published(table: &Table, row: &PublishedRow) -> Value {
    let some = row.numbers().filter_map(|(code, shown)| match shown {
        Shown::Number(number) if number > 0 => Some((code.to_owned(), number.into())),
        _ => None,
    });
    let (shown, withheld): (Map<String, Value>, Vec<_>) = (some.collect(), row.withheld().collect());
    json!({ "keys": row.keys, "period": start(table, row.period), "shown": shown, "withheld": withheld })
}

fn trend(table: &Table, trend: &Trend) -> Value {
    let points = trend.points.iter().map(|point| {
        json!({
            "period": start(table, point.period),
            "value": exact(point.value),
            "change": exact(point.change.map(|change| change.by)),
            "change_percent": exact(point.change.and_then(|change| change.percent)),
            "year_change": exact(point.year_change.map(|change| change.by)),
            "year_change_percent": exact(point.year_change.and_then(|change| change.percent)),
            "average": exact(point.average),
        })
    });
    json!({ "keys": trend.keys, "points": points.collect::<Vec<_>>() })
}

/// Fills in what becomes of a table.
pub(crate) fn table(register: &Register<MemoryStore>, text: &mut TableText) -> Fallible<()> {
    let by = text.by.iter().map(|code| code.parse()).collect::<Result<Vec<_>, _>>()?;
    let periods = text.period.parse::<PeriodKind>()?.covering(text.from.parse()?, text.to.parse()?);
    let question = Question {
        units: text.units.parse()?,
        duplicates: text.duplicates.parse()?,
        ..Question::new(by.clone(), periods, text.as_of.parse()?)
    };
    let (table, first) = (register.statistics(&question)?, by.first().copied().ok_or("no dimension")?);
    text.figures = table.rows().iter().map(|row| figures(&table, row)).collect();
    text.published = table.published(text.least)?.rows().iter().map(|row| published(&table, row)).collect();
    let trends = table.trend(&[first], text.trended.parse::<TableNumber>()?, text.window)?;
    text.trend = trends.iter().map(|one| trend(&table, one)).collect();
    let ranked = table.ranking(first)?.into_iter().map(|one| {
        let bounds = one.bounds.map(|bounds| [bounds.lower, bounds.upper]);
        json!({ "key": one.key, "place": one.place, "of": one.rate.of, "among": one.rate.among, "bounds": bounds })
    });
    text.ranking = ranked.collect();
    let measure: TableNumber = text.measure.parse()?;
    text.behind = Vec::new();
    for row in table.rows() {
        let keys = by.iter().copied().zip(row.keys.iter().cloned()).collect();
        let period = table.periods().get(row.period).ok_or("no period")?.start();
        let found = register.behind(&question, &Behind { keys, period, measure })?;
        let number = |id| Ok::<_, Box<dyn std::error::Error>>(register.petition(id)?.case().number().to_string());
        text.behind.push(found.into_iter().map(number).collect::<Fallible<Vec<_>>>()?.into());
    }
    Ok(())
}

/// Fills in a form.
pub(crate) fn form(register: &Register<MemoryStore>, text: &mut FormText) -> Fallible<()> {
    let form = Form::built_in(&text.form)?;
    let period = form.period().containing(text.within.parse()?).ok_or("no period")?;
    let table = register.statistics(&form.question(period, text.as_of.parse()?))?;
    let filled = match text.suppress {
        Some(least) => form.publish(&table, least)?,
        None => form.draft(&table)?,
    };
    let rows = filled.rows.iter().chain([&filled.total]);
    text.rows = rows.map(|row| json!({ "key": row.key, "cells": row.cells })).collect();
    text.failures = filled.failures.iter().map(|failure| failure.to_text(Lang::En)).collect();
    Ok(())
}
