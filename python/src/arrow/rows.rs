//! Rows of a table as columns of Arrow.
//!
//! Promises: codes as text, days as `date32`, every number as `int64` under the name that it has in
//! rows; what there is nothing to measure for is null.

use std::{borrow::Cow, sync::Arc};

use arrow_array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use chrono::{Datelike, NaiveDate};
use kiennghi::{
    case::Dimension,
    statistics::{Fraction, Measure, Period, Published, PublishedRow, RowFigure, Shown, Table, TableNumber, Trend, TrendPoint},
};
use pyo3::{prelude::*, types::PyCapsule};

use super::glue;
use crate::{error::argument, trend::PyTrend};

/// 1 January 1970 as a day of the common era.
const EPOCH: i32 = 719_163;

fn days(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - EPOCH
}

/// Columns by their names.
type Columns = Vec<(Cow<'static, str>, DataType, ArrayRef)>;

/// The codes of groups, then first and last day of the period, of rows with so many groups.
fn groups<'a>(names: &[&'static str], rows: impl Iterator<Item = (&'a [Option<String>], Option<&'a Period>)> + Clone) -> Columns {
    let mut columns: Columns = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let codes: StringArray = rows.clone().map(|(keys, _)| keys.get(place).and_then(Option::as_deref)).collect();
        columns.push(((*name).into(), DataType::Utf8, Arc::new(codes)));
    }
    let first: Date32Array = rows.clone().map(|(_, period)| period.map(|period| days(period.start()))).collect();
    let end: Date32Array = rows.map(|(_, period)| period.map(|period| days(period.end()))).collect();
    columns.push(("period".into(), DataType::Date32, Arc::new(first)));
    columns.push(("period_end".into(), DataType::Date32, Arc::new(end)));
    columns
}

/// Columns as a stream of one chunk.
fn streamed(py: Python<'_>, columns: Columns) -> PyResult<Bound<'_, PyCapsule>> {
    let fields: Vec<Field> = columns.iter().map(|(name, kind, _)| Field::new(name.as_ref(), kind.clone(), true)).collect();
    let arrays = columns.into_iter().map(|(.., array)| array).collect();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(|error| argument(error.to_string()))?;
    glue::stream_out(py, batch)
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The rows as a stream of one chunk.
pub(crate) fn stream<'py>(py: Python<'py>, table: &Table) -> PyResult<Bound<'py, PyCapsule>> {
    let rows = || table.rows().iter();
    let names: Vec<_> = table.dimensions().iter().map(|dimension| dimension.code()).collect();
    let mut columns = groups(&names, rows().map(|row| (row.keys.as_slice(), table.periods().get(row.period))));
    for measure in Measure::ALL {
        let counts: Int64Array = rows().map(|row| Some(number(row.counts.get(*measure)))).collect();
        columns.push((measure.code().into(), DataType::Int64, Arc::new(counts)));
    }
    for figure in RowFigure::ALL {
        let figures: Int64Array = rows().map(|row| row.figure(*figure).map(number)).collect();
        columns.push((figure.code().into(), DataType::Int64, Arc::new(figures)));
    }
    streamed(py, columns)
}

/// The same of what may be published: what is withheld is null, and named in the last column.
pub(crate) fn published_stream<'py>(py: Python<'py>, published: &Published) -> PyResult<Bound<'py, PyCapsule>> {
    let rows = || published.rows().iter();
    let names: Vec<_> = published.dimensions().iter().map(|dimension| dimension.code()).collect();
    let mut columns = groups(&names, rows().map(|row| (row.keys.as_slice(), published.periods().get(row.period))));
    let shown = |shown: Shown| shown.number().map(number);
    for chosen in published.chosen() {
        let of = |row: &PublishedRow| match chosen {
            TableNumber::Count(measure) => shown(row.get(measure)),
            TableNumber::Figure(figure) => shown(row.figure(figure)),
            TableNumber::Ratio(_) => None,
        };
        let numbers: Int64Array = rows().map(of).collect();
        columns.push((chosen.code().into(), DataType::Int64, Arc::new(numbers)));
    }
    let withheld: StringArray = rows().map(|row| Some(row.withheld().collect::<Vec<_>>().join(" "))).collect();
    columns.push(("withheld".into(), DataType::Utf8, Arc::new(withheld)));
    streamed(py, columns)
}

/// A number from period to period: each as a float, and exactly as two whole numbers.
pub(crate) fn trend_stream<'py>(
    py: Python<'py>,
    table: &Table,
    by: &[Dimension],
    trends: &[Trend],
) -> PyResult<Bound<'py, PyCapsule>> {
    let points = || trends.iter().flat_map(|trend| trend.points.iter().map(|point| (trend.keys.as_slice(), point)));
    let names: Vec<_> = by.iter().map(|dimension| dimension.code()).collect();
    let mut columns = groups(&names, points().map(|(keys, point)| (keys, table.periods().get(point.period))));
    for (place, name) in TrendPoint::NUMBERS.iter().enumerate() {
        let numbers = || points().map(|(_, point)| point.numbers().get(place).and_then(|(_, number)| *number));
        let part = |of: fn(&Fraction) -> i128| -> Int64Array {
            numbers().map(|number| number.and_then(|number| i64::try_from(of(&number)).ok())).collect()
        };
        let floats: Float64Array = numbers().map(|number| number.map(PyTrend::float)).collect();
        columns.push(((*name).into(), DataType::Float64, Arc::new(floats)));
        for (suffix, part) in [("numerator", part(|number| number.numerator)), ("denominator", part(|number| number.denominator))]
        {
            columns.push((format!("{name}_{suffix}").into(), DataType::Int64, Arc::new(part)));
        }
    }
    streamed(py, columns)
}
