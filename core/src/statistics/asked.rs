//! A question made ready for some columns.
//!
//! Promises: what holds for every case is found once: the periods as days, the period of each day, and
//! who carries each unit on. It stays good until the columns get another unit or catalogue.

use alloc::vec::Vec;

use chrono::{Datelike, NaiveDate};

use super::{
    Basis, Columns, Duplicates, KnownAt, Question, StatisticsError, UnitsBy,
    columns::FIXED,
    dictionary::{Dictionary, NONE},
    facts::{Known, UNKNOWN},
};
use crate::case::Dimension;

/// Where the code of a dimension lies.
#[derive(Clone, Copy, Debug)]
pub(super) enum Grouped {
    Fixed(usize),
    Unit,
    Officer,
}

/// Of a day in no period.
const NO_PERIOD: u16 = u16::MAX;

/// A question made ready for some columns.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) by: Vec<Grouped>,
    pub(super) basis: Basis,
    pub(super) duplicates: Duplicates,
    pub(super) as_of: i32,
    pub(super) known_at: Known,
    /// First day, and day after the last, of each period that has begun.
    pub(super) periods: Vec<(i32, i32)>,
    /// The period of each day from the first day of the first period on; none in between.
    period_of_day: Vec<u16>,
    /// The code that each unit is counted under, by its own; the same if there is none.
    pub(super) units: Vec<u32>,
    /// Units that carry others on and that no case names: their codes follow those of the columns.
    pub(super) more_units: Dictionary,
    /// Of what the columns had when units were followed.
    followed: Option<(u32, usize)>,
}

/// The last whole second of what a question knows; everything if it doesn't say.
pub(super) fn known_second(question: &Question) -> Result<Known, StatisticsError> {
    match question.known_at {
        None => Ok(UNKNOWN - 1),
        Some(KnownAt::Time(at)) => Ok(Known::try_from(at.timestamp().max(0)).unwrap_or(UNKNOWN).min(UNKNOWN - 1)),
        Some(KnownAt::Entry(entry)) => Err(StatisticsError::KnownAtEntry { entry }),
    }
}

impl Asked {
    pub(super) fn new(columns: &Columns, question: &Question) -> Result<Asked, StatisticsError> {
        question.check()?;
        let by = question.by.iter().map(|dimension| match FIXED.iter().position(|fixed| fixed == dimension) {
            Some(place) => Grouped::Fixed(place),
            None if *dimension == Dimension::Officer => Grouped::Officer,
            None => Grouped::Unit,
        });
        let days = |day: NaiveDate| day.num_days_from_ce();
        let mut asked = Asked {
            by: by.collect(),
            basis: question.basis,
            duplicates: question.duplicates,
            as_of: days(question.as_of),
            known_at: known_second(question)?,
            periods: question.begun().map(|period| (days(period.start()), days(period.end()))).collect(),
            period_of_day: Vec::new(),
            units: Vec::new(),
            more_units: Dictionary::default(),
            followed: None,
        };
        asked.number_days();
        if question.units == UnitsBy::Successor {
            asked.follow_units(columns, question);
            asked.followed = Some(columns.named_units());
        }
        Ok(asked)
    }

    /// Is it still good for the columns, which have grown since?
    pub(super) fn is_good_for(&self, columns: &Columns) -> bool {
        self.followed.is_none_or(|followed| followed == columns.named_units())
    }

    fn number_days(&mut self) {
        let first = self.periods.first().map_or(0, |(start, _)| *start);
        if self.periods.len() >= usize::from(NO_PERIOD) {
            return;
        }
        for (period, (start, end)) in self.periods.iter().enumerate() {
            let (Ok(start), Ok(end)) = (usize::try_from(start - first), usize::try_from(end - first)) else { continue };
            self.period_of_day.resize(start, NO_PERIOD);
            self.period_of_day.resize(end, u16::try_from(period).unwrap_or(NO_PERIOD));
        }
    }

    /// The period that a day lies in.
    #[inline]
    pub(super) fn period(&self, day: i32) -> Option<usize> {
        if !self.period_of_day.is_empty() {
            let first = self.periods.first().map_or(0, |(start, _)| *start);
            let place = usize::try_from(day - first).ok().and_then(|day| self.period_of_day.get(day));
            return place.filter(|period| **period != NO_PERIOD).map(|period| usize::from(*period));
        }
        let place = self.periods.partition_point(|(_, end)| *end <= day);
        self.periods.get(place).filter(|(start, _)| *start <= day).map(|_| place)
    }

    /// Units as of the day asked about: a unit that one other carries on is counted as that one.
    fn follow_units(&mut self, columns: &Columns, question: &Question) {
        let Some(catalogue) = columns.catalogue(self.known_at) else { return };
        let units = &columns.units;
        let mut codes = Vec::from([NONE]);
        for (code, unit) in units.iter() {
            let carried_on = match catalogue.successors(unit, question.as_of).as_slice() {
                [one] => Some(one.id()),
                _ => None,
            };
            codes.push(match carried_on {
                None => code,
                Some(one) => units.known(Some(one)).unwrap_or_else(|| units.len() + self.more_units.code(Some(one))),
            });
        }
        self.units = codes;
    }
}
