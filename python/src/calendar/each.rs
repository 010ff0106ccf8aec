//! Questions about days, for whole columns.
//!
//! Promises: the answers of the single questions, item by item, without a loop in Python and while
//! other threads of Python run. NumPy in gives NumPy out; Arrow in gives a `Column`.

use std::{ops::Range, sync::Arc};

use arrow_array::{ArrayRef, Date32Array, Int32Array};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer};
use kiennghi::calendar::{Amounts, CalendarError};
use pyo3::prelude::*;

use super::{
    Any, PyWorkCalendar,
    blocks::{BLOCK, Holding, Kept, LONG_BLOCK, Lowest, at_once, in_blocks, is_direct, narrow},
};
use crate::{
    arrow::{Given, Lane, PyColumn, array_of, is_column},
    error::{Failure, argument},
    given, guard, pool,
};

/// Memory for two columns of a block.
type Scratch = (Vec<i32>, Vec<i32>);

/// An error unless the lengths are the same.
pub(super) fn fits(column: &'static str, found: usize, expected: usize) -> PyResult<()> {
    let error = || CalendarError::Length { column, found, expected };
    if found == expected { Ok(()) } else { Err(Failure::from(error()).into()) }
}

/// What is missing of answers.
pub(super) fn nulls<R: Lowest + PartialEq>(answers: &[R], is_missing_somewhere: bool) -> Option<NullBuffer> {
    let is_there = |index: usize| answers.get(index).is_some_and(|answer| *answer != R::LOWEST);
    is_missing_somewhere.then(|| NullBuffer::new(BooleanBuffer::collect_bool(answers.len(), is_there)))
}

/// So many working days for all, or for each.
enum Days {
    Same(i32),
    Each(Lane),
}

#[pymethods]
impl PyWorkCalendar {
    /// `add_working_days` for each of `days`: a NumPy array of `datetime64[D]`, or a column of
    /// `date32` or whole `date64` with the Arrow PyCapsule interface, as those of pyarrow, polars and
    /// pandas. `amount` is one `int`, or a column of whole numbers.
    ///
    /// An array gives an array of `datetime64[D]`, a column a `Column` of `date32`. Where a day or
    /// amount is missing (null, `NaT`) the answer is. The first item that has no answer is named,
    /// from 0, and then there is no result. All processors work on it, and Python goes on.
    ///
    /// >>> import kiennghi as kn, numpy as np
    /// >>> calendar = kn.WorkCalendar.vietnam()
    /// >>> calendar.add_working_days_each(np.array(["2026-02-12", "NaT"], "datetime64[D]"), 5)
    /// array(['2026-02-26',        'NaT'], dtype='datetime64[D]')
    /// >>> import pyarrow as pa
    /// >>> calendar.add_working_days_each(pa.array([date(2026, 2, 12), date(2026, 3, 2)]), pa.array([5, -1]))
    /// <kiennghi.Column of date32: 2 items, 2026-02-26, 2026-02-27>
    #[pyo3(signature = (days, amount))]
    fn add_working_days_each(slf: &Bound<'_, Self>, days: Any<'_, '_>, amount: Any<'_, '_>) -> PyResult<Py<PyAny>> {
        let (py, calendar) = (slf.py(), &slf.get().calendar);
        let days = Given::read(days, "days")?;
        let is_numpy = days.is_numpy();
        let (days, amount) = (days.days("days")?, Days::read(amount)?);
        let mut columns: Vec<&dyn Holding> = Vec::from([&days as &dyn Holding]);
        if let Days::Each(amounts) = &amount {
            fits("amounts", amounts.len(), days.len())?;
            columns.push(amounts);
        }
        let ask = |range: Range<usize>, kept: Kept<'_>, scratch: &mut Scratch, due: &mut [i32]| {
            let amounts = match &amount {
                Days::Same(amount) => Amounts::Same(*amount),
                Days::Each(amounts) => Amounts::Each(narrow(amounts, range.clone(), kept, &mut scratch.1)),
            };
            calendar.add_working_days_each(narrow(&days, range, kept, &mut scratch.0), amounts, due)
        };
        let block = if matches!(amount, Days::Same(_)) { LONG_BLOCK } else { BLOCK };
        if is_numpy {
            let work = || pool::with(|| Ok(in_blocks((days.len(), block), &columns, ask, i64::from)?));
            let (due, _) = guard::run(py, work)?;
            return Ok(array_of(py, Buffer::from_vec(due), "M8[D]", 8, false)?.unbind());
        }
        let is_direct = is_direct(&days) && amount.is_direct();
        let work = || match is_direct {
            true => Ok(at_once(days.len(), ask)?),
            false => Ok(in_blocks((days.len(), block), &columns, ask, |due| due)?),
        };
        let (due, is_missing) = guard::run(py, || pool::with(work))?;
        let nulls = nulls(&due, is_missing);
        PyColumn::give(slf, Arc::new(Date32Array::new(due.into(), nulls)))
    }

    /// `working_days_between` for each pair of `start` and `end`, columns of days as in
    /// `add_working_days_each`.
    ///
    /// An array of NumPy gives an array of `int32`, a column a `Column` of `int32`, missing where a
    /// day is. Whole numbers of NumPy cannot be missing: `NaT` in an array raises `ArgumentError`.
    ///
    /// >>> import kiennghi as kn, numpy as np
    /// >>> start, end = np.array([["2026-02-12"], ["2026-02-26"]], "datetime64[D]")
    /// >>> kn.WorkCalendar.vietnam().working_days_between_each(start, end)
    /// array([5], dtype=int32)
    #[pyo3(signature = (start, end))]
    fn working_days_between_each(slf: &Bound<'_, Self>, start: Any<'_, '_>, end: Any<'_, '_>) -> PyResult<Py<PyAny>> {
        let (py, calendar) = (slf.py(), &slf.get().calendar);
        let start = Given::read(start, "start")?;
        let is_numpy = start.is_numpy();
        let (start, end) = (start.days("start")?, Given::read(end, "end")?.days("end")?);
        fits("second dates", end.len(), start.len())?;
        let ask = |range: Range<usize>, kept: Kept<'_>, scratch: &mut Scratch, days: &mut [i32]| {
            let start = narrow(&start, range.clone(), kept, &mut scratch.0);
            calendar.working_days_between_each(start, narrow(&end, range, kept, &mut scratch.1), days)
        };
        let work = || match is_direct(&start) && is_direct(&end) {
            true => Ok(at_once(start.len(), ask)?),
            false => Ok(in_blocks((start.len(), BLOCK), &[&start, &end], ask, |days| days)?),
        };
        let (days, is_missing) = guard::run(py, || pool::with(work))?;
        if !is_numpy {
            let nulls = nulls(&days, is_missing);
            return PyColumn::give(slf, Arc::new(Int32Array::new(days.into(), nulls)) as ArrayRef);
        }
        match days.iter().position(|days| is_missing && *days == i32::LOWEST) {
            Some(index) => Err(argument(format!(
                "item {index}: a day is NaT, and whole numbers of NumPy cannot be missing; leave it out, or give Arrow columns"
            ))),
            None => Ok(array_of(py, Buffer::from_vec(days), "i4", 4, false)?.unbind()),
        }
    }
}

impl Days {
    fn read(value: Any<'_, '_>) -> PyResult<Days> {
        if is_column(value)? {
            return Ok(Days::Each(Given::read(value, "amount")?.wholes("amount")?));
        }
        let days = value.extract().map_err(|_| argument("`amount` is a whole number of days, or a column of whole numbers"))?;
        Ok(Days::Same(given::whole(days, "amount")?))
    }

    fn is_direct(&self) -> bool {
        match self {
            Days::Same(_) => true,
            Days::Each(amounts) => is_direct(amounts),
        }
    }
}
