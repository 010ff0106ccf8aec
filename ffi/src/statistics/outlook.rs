//! The open petitions by unit: how long overdue, and what falls due next.
//!
//! Promises: each item of a worklist that is overdue is in one band, and each band names its
//! petitions; working days are those of the petition's own calendar.

use std::collections::HashMap;

use kiennghi::{
    case::{Dimension, WorkItem},
    ledger::Identity,
    statistics::{self, AGEING_BANDS, Band, UnitCases, ageing, falls_due},
    time::Moment,
};

use crate::{KiennghiError, Register, Text, error::guard, open::Open, open::with, register::Answer, values::LocalDate};

/// The overdue petitions of a unit that are so many working days overdue.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AgeingBand {
    /// The least.
    pub from: i32,
    /// The most; missing: or more.
    pub to: Option<i32>,
    /// The numbers of the petitions.
    pub numbers: Vec<String>,
}

/// The overdue petitions of a unit by how long.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct UnitAgeing {
    /// The unit; missing for those that no unit holds.
    pub unit: Option<String>,
    /// What people call it.
    pub label: Text,
    /// Every band, empty ones too, the shortest first.
    pub bands: Vec<AgeingBand>,
}

/// The petitions of a unit that fall due on one day.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DueDay {
    /// The day.
    pub date: LocalDate,
    /// The numbers of the petitions.
    pub numbers: Vec<String>,
}

/// What of a unit falls due next.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct UnitForecast {
    /// The unit; missing for what no unit holds.
    pub unit: Option<String>,
    /// What people call it.
    pub label: Text,
    /// Every day on which something falls due in any unit, in order.
    pub days: Vec<DueDay>,
}

/// Up to when something falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Horizon {
    /// Within so many working days of each petition's own calendar; 0: that day alone.
    WorkingDays {
        /// How many, 0 to 65535.
        days: i32,
    },
    /// Within so many days; 0: that day alone.
    CalendarDays {
        /// How many, 0 to 65535.
        days: i32,
    },
}

impl TryFrom<Horizon> for statistics::Horizon {
    type Error = KiennghiError;
    fn try_from(horizon: Horizon) -> Result<Self, KiennghiError> {
        let whole = |days: i32| {
            u16::try_from(days)
                .map_err(|_| KiennghiError::argument(format!("something falls due within 0 to {} days, not {days}", u16::MAX)))
        };
        Ok(match horizon {
            Horizon::WorkingDays { days } => statistics::Horizon::WorkingDays(whole(days)?),
            Horizon::CalendarDays { days } => statistics::Horizon::CalendarDays(whole(days)?),
        })
    }
}

/// The bands that end with each of `ends`.
fn bands(ends: Option<Vec<i32>>) -> Answer<Vec<Band>> {
    let Some(ends) = ends else { return Ok(Band::ending(AGEING_BANDS)) };
    let wrong = || KiennghiError::argument("the bands of ageing end with whole numbers from 0 that rise, such as 5, 10, 20");
    let ends: Vec<u32> = ends.into_iter().map(|end| u32::try_from(end).map_err(|_| wrong())).collect::<Answer<_>>()?;
    match ends.is_sorted_by(|a, b| a < b) {
        true => Ok(Band::ending(&ends)),
        false => Err(wrong()),
    }
}

/// The numbers of the petitions of a worklist.
struct Numbers(HashMap<Identity, String>);

impl Numbers {
    fn of(items: &[WorkItem]) -> Numbers {
        Numbers(items.iter().map(|item| (item.id, item.number.to_string())).collect())
    }

    fn named(&self, ids: &[Identity]) -> Vec<String> {
        ids.iter().filter_map(|id| self.0.get(id).cloned()).collect()
    }
}

fn label<K>(cases: &UnitCases<K>) -> Text {
    Text::of(|lang| statistics::Table::label(Dimension::Unit, cases.unit.as_deref(), lang))
}

#[uniffi::export]
impl Register {
    /// The petitions that were overdue at the end of `as_of`, by unit and by how many working days.
    /// `ends` are the last days of all bands but the open one, rising: 5, 10 and 20 if not given.
    #[uniffi::method(default(ends = None))]
    pub fn ageing(&self, as_of: LocalDate, ends: Option<Vec<i32>>) -> Answer<Vec<UnitAgeing>> {
        guard(|| {
            let bands = bands(ends)?;
            let items = with!(&*self.lock()?, register => register.worklist(Moment::Date(as_of)))?;
            let (numbers, days) = (Numbers::of(&items), |days: u32| i32::try_from(days).unwrap_or(i32::MAX));
            let band = |(band, ids): &(Band, Vec<Identity>)| AgeingBand {
                from: days(band.from),
                to: band.to.map(days),
                numbers: numbers.named(ids),
            };
            let unit = |cases: &UnitCases<Band>| UnitAgeing {
                unit: cases.unit.clone(),
                label: label(cases),
                bands: cases.cases.iter().map(band).collect(),
            };
            Ok(ageing(&items, &bands).iter().map(unit).collect())
        })
    }

    /// The open petitions that fall due on `as_of` or after, by unit and day. Those that stand still have
    /// no due date, and are not in it.
    pub fn falls_due(&self, as_of: LocalDate, within: Horizon) -> Answer<Vec<UnitForecast>> {
        guard(|| {
            let within = within.try_into()?;
            let items = with!(&*self.lock()?, register => register.worklist(Moment::Date(as_of)))?;
            let numbers = Numbers::of(&items);
            let day = |(date, ids): &(LocalDate, Vec<Identity>)| DueDay { date: *date, numbers: numbers.named(ids) };
            let unit = |cases: &UnitCases<LocalDate>| UnitForecast {
                unit: cases.unit.clone(),
                label: label(cases),
                days: cases.cases.iter().map(day).collect(),
            };
            Ok(falls_due(&items, as_of, within).iter().map(unit).collect())
        })
    }
}
