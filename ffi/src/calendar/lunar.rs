//! Vietnamese lunar dates.
//!
//! Promises: as in Rust, there and back; what the lunar calendar does not have is an error that
//! says what there is.

use kiennghi::calendar::lunar::{self, MonthKind};

use super::Answer;
use crate::{KiennghiError, error::guard, values::LocalDate};

/// A date of the Vietnamese lunar calendar, 1900 to 2199.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LunarDate {
    /// The lunar year; it has the number of the civil year in which it begins.
    pub year: i32,
    /// The month, 1 to 12; a leap month has the number of the month before it.
    pub month: i32,
    /// The day of the month, 1 to 30.
    pub day: i32,
    /// Is it in the leap month of that number (*tháng nhuận*)?
    #[uniffi(default = false)]
    pub leap: bool,
}

impl From<lunar::LunarDate> for LunarDate {
    fn from(date: lunar::LunarDate) -> Self {
        LunarDate { year: date.year(), month: date.month().into(), day: date.day().into(), leap: date.kind() == MonthKind::Leap }
    }
}

impl TryFrom<&LunarDate> for lunar::LunarDate {
    type Error = KiennghiError;
    fn try_from(date: &LunarDate) -> Result<Self, KiennghiError> {
        let LunarDate { year, month, day, leap } = *date;
        let small = |number: i32, what: &str| {
            u8::try_from(number).map_err(|_| KiennghiError::calendar(format!("{number} is not {what}")))
        };
        let kind = if leap { MonthKind::Leap } else { MonthKind::Ordinary };
        let (month, day) =
            (small(month, "a lunar month; a month is 1 to 12")?, small(day, "a day of a lunar month; a day is 1 to 30")?);
        Ok(lunar::LunarDate::new(year, month, kind, day)?)
    }
}

#[uniffi::export]
impl LunarDate {
    /// The civil date. Fails with `calendar` if the lunar calendar has no such date.
    pub fn to_solar(&self) -> Answer<LocalDate> {
        guard(|| Ok(lunar::LunarDate::try_from(self)?.to_solar()))
    }

    /// As people write it: `10/03/2026`, in a leap month `10/06 nhuận/2025`. Fails with `calendar`
    /// if the lunar calendar has no such date.
    pub fn text(&self) -> Answer<String> {
        guard(|| Ok(lunar::LunarDate::try_from(self)?.to_string()))
    }
}

/// The lunar date of a civil date, from 31/01/1900 to 14/02/2200. Fails with `calendar` outside.
#[uniffi::export]
pub fn lunar_from_solar(date: LocalDate) -> Answer<LunarDate> {
    guard(|| Ok(lunar::LunarDate::from_solar(date)?.into()))
}
