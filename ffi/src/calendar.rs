//! The working calendar.
//!
//! Promises: as in Rust: adding and counting take two look-ups, and a date outside the years that
//! the calendar covers is a clear error.

use std::sync::Arc;

use crate::{KiennghiError, error::guard, values::LocalDate};

/// A calendar of working days: weekly hours, holidays, and swaps that beat both.
#[derive(Debug, uniffi::Object)]
pub struct WorkCalendar(kiennghi::calendar::WorkCalendar);

#[uniffi::export]
impl WorkCalendar {
    /// The calendar of Vietnam's state bodies that ships with the library.
    #[uniffi::constructor]
    pub fn vietnam() -> Result<Arc<WorkCalendar>, KiennghiError> {
        guard(|| Ok(Arc::new(WorkCalendar(kiennghi::calendar::WorkCalendar::vietnam()?))))
    }

    /// Reads a calendar from TOML text. `label` names the text in errors.
    /// Fails with `calendar` for a text that is none, with its place and what would be right.
    #[uniffi::constructor]
    pub fn from_toml(toml: &str, label: &str) -> Result<Arc<WorkCalendar>, KiennghiError> {
        guard(|| Ok(Arc::new(WorkCalendar(kiennghi::calendar::WorkCalendar::from_toml(toml, label)?))))
    }

    /// Id and version, such as `vn-state@2026.1`.
    pub fn reference(&self) -> Result<String, KiennghiError> {
        guard(|| Ok(self.0.reference().to_string()))
    }

    /// Is `date` worked? Fails with `calendar` outside the years covered.
    pub fn is_working_day(&self, date: LocalDate) -> Result<bool, KiennghiError> {
        guard(|| Ok(self.0.is_working_day(date)?))
    }

    /// The `days`-th working day after `date` (before it, if negative); `date` itself for 0, worked
    /// or not. Fails with `calendar` outside the years covered.
    pub fn add_working_days(&self, date: LocalDate, days: i32) -> Result<LocalDate, KiennghiError> {
        guard(|| Ok(self.0.add_working_days(date, days)?))
    }

    /// How many working days lie after `from` up to and with `to`; negative if `to` is before
    /// `from`. Fails with `calendar` outside the years covered.
    pub fn working_days_between(&self, from: LocalDate, to: LocalDate) -> Result<i32, KiennghiError> {
        guard(|| Ok(self.0.working_days_between(from, to)?))
    }
}
