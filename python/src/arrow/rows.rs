//! Rows of a table as columns of Arrow.
//!
//! Promises: codes as text, days as `date32`, every number as `int64` under the name that it has in
//! rows; what there is nothing to measure for is null.

use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use chrono::{Datelike, NaiveDate};
use kiennghi::statistics::{Measure, Row, RowFigure, Table};
use pyo3::{prelude::*, types::PyCapsule};

use super::glue;
use crate::error::argument;

/// 1 January 1970 as a day of the common era.
const EPOCH: i32 = 719_163;

fn days(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - EPOCH
}

/// The rows as a stream of one chunk.
pub(crate) fn stream<'py>(py: Python<'py>, table: &Table) -> PyResult<Bound<'py, PyCapsule>> {
    let rows = || table.rows().iter();
    let period = |row: &Row| table.periods().get(row.period);
    let mut columns: Vec<(&str, DataType, ArrayRef)> = Vec::new();
    for (place, dimension) in table.dimensions().iter().enumerate() {
        let codes: StringArray = rows().map(|row| row.keys.get(place).and_then(Option::as_deref)).collect();
        columns.push((dimension.code(), DataType::Utf8, Arc::new(codes)));
    }
    let first: Date32Array = rows().map(|row| period(row).map(|period| days(period.start()))).collect();
    let end: Date32Array = rows().map(|row| period(row).map(|period| days(period.end()))).collect();
    columns.push(("period", DataType::Date32, Arc::new(first)));
    columns.push(("period_end", DataType::Date32, Arc::new(end)));
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    for measure in Measure::ALL {
        let counts: Int64Array = rows().map(|row| Some(number(row.counts.get(*measure)))).collect();
        columns.push((measure.code(), DataType::Int64, Arc::new(counts)));
    }
    for figure in RowFigure::ALL {
        let figures: Int64Array = rows().map(|row| row.figure(*figure).map(number)).collect();
        columns.push((figure.code(), DataType::Int64, Arc::new(figures)));
    }
    let fields: Vec<Field> = columns.iter().map(|(name, kind, _)| Field::new(*name, kind.clone(), true)).collect();
    let arrays = columns.into_iter().map(|(.., array)| array).collect();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(|error| argument(error.to_string()))?;
    glue::stream_out(py, batch)
}
