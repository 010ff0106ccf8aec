//! Who answers on time, in order, and how sure that is.
//!
//! Promises: as in Rust: a rate of few petitions has wide bounds, and who has nothing to divide by has
//! no place.

use kiennghi::{
    case::Dimension,
    lang::Lang,
    register::RegisterError,
    statistics::{self, Ranked as Found},
};
use kiennghi_exchange::ranking_text;

use super::{Group, Rate, Table, table::groups};
use crate::{error::guard, output::signed, register::Answer};

/// Bounds of a rate, in hundredths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Bounds {
    /// The lower one, rounded down.
    pub lower: i64,
    /// The upper one, rounded up.
    pub upper: i64,
}

/// One of those who are ranked.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Ranked {
    /// From 1; those that are equal in rate and bounds share it. Missing without anything to divide by.
    pub place: Option<i32>,
    /// Who.
    pub group: Group,
    /// Answered early or on time, of those answered that had a due date.
    pub rate: Rate,
    /// Between what the rate behind so many petitions lies, with a confidence of 95 % (Wilson).
    pub bounds: Option<Bounds>,
}

impl Table {
    fn ranked(&self, by: Dimension) -> Answer<Vec<Found>> {
        Ok(self.0.ranking(by).map_err(RegisterError::from)?)
    }
}

#[uniffi::export]
impl Table {
    /// The values of one of its dimensions by their on-time rate over all its periods, the highest
    /// first; of equal rates the one that is surer, then by name. Those with no rate come last.
    /// Fails with `statistics` if it is not grouped by that dimension.
    pub fn ranking(&self, by: Dimension) -> Answer<Vec<Ranked>> {
        guard(|| {
            let bounds = |bounds: statistics::Bounds| Bounds { lower: signed(bounds.lower), upper: signed(bounds.upper) };
            let ranked = |one: Found| {
                Some(Ranked {
                    place: one.place.and_then(|place| i32::try_from(place).ok()),
                    group: groups(&[by], &[one.key]).into_iter().next()?,
                    rate: one.rate.into(),
                    bounds: one.bounds.map(bounds),
                })
            };
            Ok(self.ranked(by)?.into_iter().filter_map(ranked).collect())
        })
    }

    /// The ranking of units as text for a terminal or a letter, in Vietnamese if no language is given.
    /// Fails with `statistics` if it is not grouped by unit.
    #[uniffi::method(default(lang = None))]
    pub fn ranking_text(&self, lang: Option<Lang>) -> Answer<String> {
        guard(|| Ok(ranking_text(&self.ranked(Dimension::Unit)?, &self.0, lang.unwrap_or_default())))
    }
}
