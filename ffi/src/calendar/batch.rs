//! Many questions in one call: what a call costs is crossing over, not the question.
//!
//! Promises: item by item the same answers as the single questions, in the order given; an item
//! that has no answer fails the call, and the error says which it is, from 0.

use kiennghi::calendar::{Amounts, Pauses, Resolution};

use super::{Answer, TimePause, TimePolicy, WorkCalendar};
use crate::{
    KiennghiError,
    error::guard,
    values::{Duration, Durations, Instants, LocalDates},
};

/// What an [`Instants`] and a [`Durations`] count in.
const RESOLUTION: Resolution = Resolution::Microseconds;

/// The pauses of every item, one after the other.
struct Columns {
    bounds: Vec<i32>,
    from: Vec<i64>,
    to: Vec<i64>,
}

impl Columns {
    /// `None` if there are no lists of pauses at all.
    fn of(pauses: &[Vec<TimePause>], items: usize) -> Answer<Option<Columns>> {
        if pauses.is_empty() {
            return Ok(None);
        }
        if pauses.len() != items {
            let reason = format!("there are pauses for {} items of {items}; give each its list, or none at all", pauses.len());
            return Err(KiennghiError::argument(reason));
        }
        let mut bounds = vec![0];
        let mut end = 0_usize;
        for list in pauses {
            end += list.len();
            bounds.push(i32::try_from(end).map_err(|_| KiennghiError::argument("there are more pauses than one call takes"))?);
        }
        let of = |moment: fn(&TimePause) -> i64| pauses.iter().flatten().map(moment).collect();
        Ok(Some(Columns { bounds, from: of(|pause| pause.from.timestamp_micros()), to: of(|pause| pause.to.timestamp_micros()) }))
    }

    fn pauses(&self) -> Pauses<'_> {
        Pauses { bounds: &self.bounds, from: &self.from, to: &self.to }
    }
}

impl WorkCalendar {
    fn days_after(&self, dates: &LocalDates, days: Amounts<'_, i32>) -> Answer<LocalDates> {
        let mut due = vec![0; dates.0.len()];
        self.0.add_working_days_each(&dates.0, days, &mut due)?;
        Ok(LocalDates(due))
    }

    fn times_after(
        &self,
        starts: &Instants,
        amounts: Amounts<'_, i64>,
        pauses: &[Vec<TimePause>],
        policy: TimePolicy,
    ) -> Answer<Instants> {
        let pauses = Columns::of(pauses, starts.0.len())?;
        let pauses = pauses.as_ref().map(Columns::pauses);
        let mut due = vec![0; starts.0.len()];
        self.0.add_working_time_each(&starts.0, amounts, pauses, RESOLUTION, policy.into(), &mut due)?;
        Ok(Instants(due))
    }
}

#[uniffi::export]
impl WorkCalendar {
    /// The `days`-th working day after each of `dates`, as the single question gives it.
    pub fn add_working_days_each(&self, dates: LocalDates, days: i32) -> Answer<LocalDates> {
        guard(|| self.days_after(&dates, Amounts::Same(days)))
    }

    /// As many working days after each of `dates` as stand at its place in `days`.
    pub fn add_working_days_each_by(&self, dates: LocalDates, days: Vec<i32>) -> Answer<LocalDates> {
        guard(|| self.days_after(&dates, Amounts::Each(&days)))
    }

    /// How many working days lie after each of `from` up to and with the date at its place in `to`.
    pub fn working_days_between_each(&self, from: LocalDates, to: LocalDates) -> Answer<Vec<i32>> {
        guard(|| {
            let mut between = vec![0; from.0.len()];
            self.0.working_days_between_each(&from.0, &to.0, &mut between)?;
            Ok(between)
        })
    }

    /// The moment at which so much working time after each of `starts` has passed, as the single
    /// question gives it, to the microsecond. `pauses` has a list for each start, or none at all.
    #[uniffi::method(default(pauses = [], policy))]
    pub fn add_working_time_each(
        &self,
        starts: Instants,
        amount: Duration,
        pauses: Vec<Vec<TimePause>>,
        policy: TimePolicy,
    ) -> Answer<Instants> {
        guard(|| {
            let far = if amount < Duration::zero() { -i64::MAX } else { i64::MAX };
            self.times_after(&starts, Amounts::Same(amount.num_microseconds().unwrap_or(far)), &pauses, policy)
        })
    }

    /// The same, each by the amount at its place in `amounts`.
    #[uniffi::method(default(pauses = [], policy))]
    pub fn add_working_time_each_by(
        &self,
        starts: Instants,
        amounts: Durations,
        pauses: Vec<Vec<TimePause>>,
        policy: TimePolicy,
    ) -> Answer<Instants> {
        guard(|| self.times_after(&starts, Amounts::Each(&amounts.0), &pauses, policy))
    }

    /// How much working time lies from each of `from` up to the moment at its place in `to`;
    /// negative if that is before it. `pauses` has a list for each pair, or none at all.
    #[uniffi::method(default(pauses = []))]
    pub fn working_time_between_each(&self, from: Instants, to: Instants, pauses: Vec<Vec<TimePause>>) -> Answer<Durations> {
        guard(|| {
            let pauses = Columns::of(&pauses, from.0.len())?;
            let pauses = pauses.as_ref().map(Columns::pauses);
            let mut between = vec![0; from.0.len()];
            self.0.working_time_between_each(&from.0, &to.0, pauses, RESOLUTION, &mut between)?;
            Ok(Durations(between))
        })
    }
}
