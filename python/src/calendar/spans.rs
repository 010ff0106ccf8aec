//! Questions about working time, for whole columns.
//!
//! Promises: the answers of the single questions, item by item, in the finest unit of what was
//! given. A moment without a zone is civil time of the calendar's, of two the earlier; an array of
//! NumPy gets its answers so too.

use std::ops::Range;

use arrow_array::{ArrayRef, make_array};
use arrow_buffer::Buffer;
use arrow_data::ArrayDataBuilder;
use arrow_schema::DataType;
use chrono::TimeDelta;
use kiennghi::calendar::{Amounts, Resolution};
use pyo3::prelude::*;

use super::{
    Any, PyWorkCalendar,
    blocks::{BLOCK, Holding, Kept, Turned, at_once, in_blocks},
    each::{fits, nulls},
    paused::{self, Paused},
    time::policy,
};
use crate::{
    arrow::{Given, Lists, PyColumn, Times, array_of, is_column, per_second, time_unit, unit_name},
    civil::CivilTime,
    error::{Failure, argument},
    guard, pool, quick,
};

/// Memory for a block: of two columns, and of pauses.
type Scratch = (Vec<i64>, Vec<i64>, paused::Scratch);

/// One amount of time for all, or one for each.
enum Amount {
    Same(TimeDelta),
    Each(Times),
}

impl Amount {
    fn read(value: Any<'_, '_>) -> PyResult<Amount> {
        if is_column(value)? {
            return Ok(Amount::Each(Given::read(value, "amount")?.durations("amount")?));
        }
        let wrong = |_| argument("`amount` is a timedelta, such as timedelta(hours=4), or a column of durations");
        Ok(Amount::Same(quick::amount(value, "amount").map_err(wrong)?))
    }

    /// The unit of a column.
    fn unit(&self) -> Option<Resolution> {
        match self {
            Amount::Same(_) => None,
            Amount::Each(amounts) => Some(amounts.unit),
        }
    }
}

/// So much time in units of which a second has `per`.
fn in_units(amount: TimeDelta, unit: Resolution) -> PyResult<i64> {
    let (per, micros) = (per_second(unit), amount.num_microseconds().unwrap_or(i64::MAX));
    let coarser = 1_000_000 / per;
    match coarser {
        // What cannot be told in nanoseconds is more than any calendar has that can.
        0 => Ok(micros.saturating_mul(1_000)),
        _ if micros % coarser == 0 => Ok(micros / coarser),
        _ => Err(argument(format!(
            "`amount` is not a whole number of {}, in which the moments are told; give them in a finer unit",
            unit_name(unit)
        ))),
    }
}

/// The finest of units.
fn finest(units: impl IntoIterator<Item = Resolution>) -> Resolution {
    units.into_iter().max_by_key(|unit| per_second(*unit)).unwrap_or(Resolution::Seconds)
}

/// The units of pauses, if there are any.
fn units_of(pauses: Option<&Lists>) -> impl Iterator<Item = Resolution> {
    pauses.map(|lists| [lists.from.unit, lists.to.unit]).into_iter().flatten()
}

/// How columns are turned into what the library computes with.
#[derive(Clone, Copy)]
struct Turning<'a> {
    unit: Resolution,
    civil: &'a CivilTime,
}

impl<'a> Turning<'a> {
    fn of(self, times: &'a Times) -> Turned<'a> {
        let per = per_second(times.unit);
        Turned { times, scale: per_second(self.unit) / per, per, civil: times.is_civil.then_some(self.civil) }
    }
}

/// Answers as a column: numbers of 64 bits, of this type.
fn column(
    calendar: &Bound<'_, PyWorkCalendar>,
    data_type: DataType,
    (answers, is_missing): (Vec<i64>, bool),
) -> PyResult<Py<PyAny>> {
    let nulls = nulls(&answers, is_missing);
    let data = ArrayDataBuilder::new(data_type).len(answers.len()).nulls(nulls).add_buffer(Buffer::from_vec(answers)).build();
    let array: ArrayRef = make_array(data.map_err(|error| Failure::Internal(error.to_string()))?);
    PyColumn::give(calendar, array)
}

#[pymethods]
impl PyWorkCalendar {
    /// `add_working_time` for each of `start`: a NumPy array of `datetime64`, or a column of
    /// timestamps with the Arrow PyCapsule interface, in s, ms, us or ns. `amount` is one
    /// `timedelta`, or a column of durations.
    ///
    /// `pauses` are a column of lists of pairs of moments, one list for each item, or three columns
    /// `(bounds, starts, ends)`: the pauses of item `i` are those at `bounds[i]` up to
    /// `bounds[i + 1]`. Everything else is as in `add_working_time`.
    ///
    /// A timestamp with a zone is an instant; without one, and in NumPy, it is civil time in the
    /// calendar's zone (of two the earlier when clocks are set back). An array gives an array of
    /// civil `datetime64`, a column a `Column` of timestamps in the calendar's zone, both in the
    /// finest unit given. Where a start, amount or moment of a pause is missing (null, `NaT`) the
    /// answer is. The first item that has no answer is named, from 0, and then there is no result.
    ///
    /// >>> import kiennghi as kn, numpy as np
    /// >>> from datetime import timedelta
    /// >>> calendar = kn.WorkCalendar.vietnam()
    /// >>> start = np.array(["2026-03-06T15:00", "2026-03-09T08:00"], "datetime64[s]")
    /// >>> calendar.add_working_time_each(start, timedelta(hours=4))
    /// array(['2026-03-09T09:30:00', '2026-03-09T13:30:00'],
    ///       dtype='datetime64[s]')
    /// >>> pauses = np.array([["2026-03-09T08:00"], ["2026-03-09T10:00"]], "datetime64[s]")  # of the first
    /// >>> calendar.add_working_time_each(start, timedelta(hours=4), pauses=(np.array([0, 1, 1]), *pauses))
    /// array(['2026-03-09T11:30:00', '2026-03-09T13:30:00'],
    ///       dtype='datetime64[s]')
    #[pyo3(signature = (start, amount, *, pauses = None, outside_hours = "from_opening", landing = "at_closing", zero = "unchanged"))]
    fn add_working_time_each(
        slf: &Bound<'_, Self>,
        start: Any<'_, '_>,
        amount: Any<'_, '_>,
        pauses: Option<Any<'_, '_>>,
        outside_hours: &str,
        landing: &str,
        zero: &str,
    ) -> PyResult<Py<PyAny>> {
        let (py, this) = (slf.py(), slf.get());
        let policy = policy(outside_hours, landing, zero)?;
        let start = Given::read(start, "start")?;
        let is_numpy = start.is_numpy();
        let (start, amount) = (start.moments("start")?, Amount::read(amount)?);
        let (items, pauses) = (start.lane.len(), pauses.map(paused::lists).transpose()?);
        let unit = finest(amount.unit().into_iter().chain([start.unit]).chain(units_of(pauses.as_ref())));
        let turning = Turning { unit, civil: this.zone(py)?.civil() };
        let same = match &amount {
            Amount::Same(amount) => in_units(*amount, unit)?,
            Amount::Each(_) => 0,
        };
        let starts = turning.of(&start);
        let amounts = match &amount {
            Amount::Same(_) => None,
            Amount::Each(amounts) => Some(turning.of(amounts)),
        };
        amounts.as_ref().map_or(Ok(()), |amounts| fits("amounts", amounts.times.lane.len(), items))?;
        pauses.as_ref().map_or(Ok(()), |pauses| paused::check(pauses, items))?;
        let pauses = pauses.as_ref().map(|lists| Paused::new(lists, |times| turning.of(times)));

        let mut columns: Vec<&dyn Holding> = Vec::from([&start.lane as &dyn Holding]);
        columns.extend(amounts.as_ref().map(|amounts| &amounts.times.lane as &dyn Holding));
        columns.extend(pauses.as_ref().map(|pauses| pauses as &dyn Holding));
        let is_direct = !is_numpy
            && starts.is_direct()
            && amounts.as_ref().is_none_or(Turned::is_direct)
            && pauses.as_ref().is_none_or(Paused::is_direct);
        let ask = |range: Range<usize>, kept: Kept<'_>, (a, b, c): &mut Scratch, due: &mut [i64]| {
            let starts = starts.read(range.clone(), kept, a);
            let amounts = match &amounts {
                None => Amounts::Same(same),
                Some(amounts) => Amounts::Each(amounts.read(range.clone(), kept, b)),
            };
            let pauses = pauses.as_ref().map(|pauses| pauses.read(range, kept, c));
            this.calendar.add_working_time_each(starts, amounts, pauses, unit, policy, due)
        };
        let per = per_second(unit);
        let work = || match (is_direct, is_numpy) {
            (true, _) => Ok(at_once(items, ask)?),
            (_, true) => Ok(in_blocks((items, BLOCK), &columns, ask, |due| turning.civil.civil_in(per, due))?),
            (_, false) => Ok(in_blocks((items, BLOCK), &columns, ask, |due| due)?),
        };
        let due = guard::run(py, || pool::with(work))?;
        if is_numpy {
            return Ok(array_of(py, Buffer::from_vec(due.0), &format!("M8[{}]", unit_name(unit)), 8, false)?.unbind());
        }
        column(slf, DataType::Timestamp(time_unit(unit), Some(this.calendar.zone().name().into())), due)
    }

    /// `working_time_between` for each pair of `start` and `end`, columns of moments; they and
    /// `pauses` as in `add_working_time_each`. Negative if `end` is before `start`.
    ///
    /// An array gives an array of `timedelta64`, a column a `Column` of durations, both in the
    /// finest unit given.
    ///
    /// >>> import kiennghi as kn, numpy as np
    /// >>> start, end = np.array([["2026-03-06T15:00"], ["2026-03-09T09:30"]], "datetime64[s]")
    /// >>> kn.WorkCalendar.vietnam().working_time_between_each(start, end)
    /// array([14400], dtype='timedelta64[s]')
    #[pyo3(signature = (start, end, *, pauses = None))]
    fn working_time_between_each(
        slf: &Bound<'_, Self>,
        start: Any<'_, '_>,
        end: Any<'_, '_>,
        pauses: Option<Any<'_, '_>>,
    ) -> PyResult<Py<PyAny>> {
        let (py, this) = (slf.py(), slf.get());
        let start = Given::read(start, "start")?;
        let is_numpy = start.is_numpy();
        let (start, end) = (start.moments("start")?, Given::read(end, "end")?.moments("end")?);
        let (items, pauses) = (start.lane.len(), pauses.map(paused::lists).transpose()?);
        fits("second moments", end.lane.len(), items)?;
        pauses.as_ref().map_or(Ok(()), |pauses| paused::check(pauses, items))?;
        let unit = finest([start.unit, end.unit].into_iter().chain(units_of(pauses.as_ref())));
        let turning = Turning { unit, civil: this.zone(py)?.civil() };
        let (starts, ends) = (turning.of(&start), turning.of(&end));
        let pauses = pauses.as_ref().map(|lists| Paused::new(lists, |times| turning.of(times)));

        let mut columns: Vec<&dyn Holding> = Vec::from([&start.lane as &dyn Holding, &end.lane]);
        columns.extend(pauses.as_ref().map(|pauses| pauses as &dyn Holding));
        let ask = |range: Range<usize>, kept: Kept<'_>, (a, b, c): &mut Scratch, between: &mut [i64]| {
            let (starts, ends) = (starts.read(range.clone(), kept, a), ends.read(range.clone(), kept, b));
            let pauses = pauses.as_ref().map(|pauses| pauses.read(range, kept, c));
            this.calendar.working_time_between_each(starts, ends, pauses, unit, between)
        };
        let is_direct = starts.is_direct() && ends.is_direct() && pauses.as_ref().is_none_or(Paused::is_direct);
        let work = || match is_direct {
            true => Ok(at_once(items, ask)?),
            false => Ok(in_blocks((items, BLOCK), &columns, ask, |between| between)?),
        };
        let between = guard::run(py, || pool::with(work))?;
        if is_numpy {
            return Ok(array_of(py, Buffer::from_vec(between.0), &format!("m8[{}]", unit_name(unit)), 8, false)?.unbind());
        }
        column(slf, DataType::Duration(time_unit(unit)), between)
    }
}
