//! The open cases by unit: how long overdue, and what falls due next.
//!
//! Promises: each item of a worklist that is overdue is in one band, and each band names its cases;
//! working days are those of the case's own calendar. It asks nothing of a register: give it the
//! worklist of the day.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use chrono::NaiveDate;

use crate::{case::WorkItem, law::Standing, ledger::Identity, time::Moment};

/// The last day of each band but the open one: 0 to 5 working days overdue, 6 to 10, 11 to 20, more.
pub const AGEING_BANDS: &[u32] = &[5, 10, 20];

/// The cases of one unit, by band or by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitCases<K> {
    /// The unit; `None` for those that no unit holds.
    pub unit: Option<String>,
    /// Which cases, under what they are told apart by.
    pub cases: Vec<(K, Vec<Identity>)>,
}

/// So many working days overdue: from `from` to `to`, both with them; `None`: or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Band {
    /// The least.
    pub from: u32,
    /// The most.
    pub to: Option<u32>,
}

impl Band {
    /// The bands that end with each of `ends`, and one of all that is more. Ends that do not rise are
    /// left out.
    pub fn ending(ends: &[u32]) -> Vec<Band> {
        let mut bands = Vec::new();
        let mut from = 0;
        for to in ends {
            if *to >= from {
                bands.push(Band { from, to: Some(*to) });
                from = to.saturating_add(1);
            }
        }
        bands.push(Band { from, to: None });
        bands
    }

    fn holds(self, days: u32) -> bool {
        self.from <= days && self.to.is_none_or(|to| days <= to)
    }
}

/// The overdue items of a worklist by unit, each unit with every band. A case of today's due moment
/// that has passed is 0 days overdue; one whose due date no calendar reaches is in the last band.
pub fn ageing(items: &[WorkItem], bands: &[Band]) -> Vec<UnitCases<Band>> {
    let overdue = items.iter().filter(|item| item.standing == Standing::Overdue);
    by_unit(
        overdue.filter_map(|item| {
            let days = item.days_left.map_or(u32::MAX, |left| left.min(0).unsigned_abs());
            Some((item, *bands.iter().find(|band| band.holds(days))?))
        }),
        bands,
    )
}

/// Up to when something falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Horizon {
    /// Within so many working days of each case's own calendar; 0: that day alone.
    WorkingDays(u16),
    /// Within so many days; 0: that day alone.
    CalendarDays(u16),
}

/// What falls due on `as_of` or after, by unit and due day, from a worklist of that day. Cases that stand
/// still have no due date, and are not in it.
pub fn falls_due(items: &[WorkItem], as_of: NaiveDate, within: Horizon) -> Vec<UnitCases<NaiveDate>> {
    let next = items.iter().filter(|item| matches!(item.standing, Standing::DueSoon | Standing::InTime));
    let found: Vec<(&WorkItem, NaiveDate)> = next
        .filter_map(|item| {
            let due = item.due.map(Moment::date)?;
            let is_within = match within {
                Horizon::WorkingDays(days) => item.days_left.is_some_and(|left| left <= i32::from(days)),
                Horizon::CalendarDays(days) => (due - as_of).num_days() <= i64::from(days),
            };
            is_within.then_some((item, due))
        })
        .collect();
    let mut days: Vec<NaiveDate> = found.iter().map(|(_, due)| *due).collect();
    days.sort_unstable();
    days.dedup();
    by_unit(found.into_iter(), &days)
}

/// Under each unit every one of `all`, in that order; the unit that is not stated last.
fn by_unit<'a, K: Copy + Ord>(found: impl Iterator<Item = (&'a WorkItem, K)>, all: &[K]) -> Vec<UnitCases<K>> {
    type Known<K> = BTreeMap<K, Vec<Identity>>;
    let mut units: BTreeMap<(bool, Option<&str>), Known<K>> = BTreeMap::new();
    for (item, key) in found {
        let unit = units.entry((item.unit.is_none(), item.unit.as_deref())).or_default();
        unit.entry(key).or_default().push(item.id);
    }
    let cases =
        |mut known: BTreeMap<K, Vec<Identity>>| all.iter().map(|key| (*key, known.remove(key).unwrap_or_default())).collect();
    units.into_iter().map(|((_, unit), known)| UnitCases { unit: unit.map(String::from), cases: cases(known) }).collect()
}
