//! The vocabularies of the calendar, as those in the crate's `words`.

use kiennghi::{
    calendar::{CivilUnit, Landing, MonthEnd, OutsideHours, Reversed, Roll, YearStanding, ZeroAmount},
    lang::Lang,
};

/// How sure a year of a calendar is.
#[uniffi::remote(Enum)]
pub enum YearStanding {
    /// From the announcements of that year.
    Announced,
    /// From a second-hand table; the announcements were not seen.
    Unverified,
    /// Not announced yet: computed from the law, and may change.
    Computed,
}

/// A unit of the civil calendar.
#[uniffi::remote(Enum)]
pub enum CivilUnit {
    /// Days.
    Day,
    /// Weeks of seven days.
    Week,
    /// Months.
    Month,
    /// Years.
    Year,
}

/// What becomes of a date that is a day off.
#[uniffi::remote(Enum)]
pub enum Roll {
    /// The next working day. The default.
    NextWorkingDay,
    /// The last working day before it.
    PreviousWorkingDay,
    /// The next working day, unless that lies in another month: then the one before.
    NextInMonth,
    /// The working day before, unless that lies in another month: then the next one.
    PreviousInMonth,
    /// It stays.
    Stay,
}

/// What a term in months or years gives when its last month has no corresponding day.
#[uniffi::remote(Enum)]
pub enum MonthEnd {
    /// The last day of that month (Civil Code 2015, art. 148.4). The default.
    LastDay,
    /// The first day of the month after.
    FirstOfNext,
    /// From the last day of a month to the last day of a month, even if that is a later day.
    LastToLast,
    /// An error.
    Refuse,
}

/// What happens to working time that starts outside office hours.
#[uniffi::remote(Enum)]
pub enum OutsideHours {
    /// It counts from the next opening; going back, from the last closing. The default.
    FromOpening,
    /// An error.
    Refuse,
}

/// Where working time ends whose last second is the last one of a span of hours.
#[uniffi::remote(Enum)]
pub enum Landing {
    /// At that closing; going back, at that opening. The default.
    AtClosing,
    /// At the next opening; going back, at the closing before.
    AtNextOpening,
}

/// What adding no working time gives, outside office hours.
#[uniffi::remote(Enum)]
pub enum ZeroAmount {
    /// The start itself. The default.
    Unchanged,
    /// The next opening.
    ToOpening,
}

/// What lies between two moments of which the second is the earlier.
#[uniffi::remote(Enum)]
pub enum Reversed {
    /// The amount between them, negative. The default.
    Negative,
    /// Nothing.
    Zero,
    /// An error.
    Refuse,
}

/// The language of a text for people.
#[uniffi::remote(Enum)]
pub enum Lang {
    /// Vietnamese. The default.
    Vi,
    /// English.
    En,
}
