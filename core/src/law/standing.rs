//! How a case stands against its due date. Derived from the time asked about, never stored.

use crate::{
    calendar::{CalendarError, WorkCalendar},
    lang::vocabulary,
    law::Timer,
    time::Moment,
};

vocabulary! {
    /// How an open case stands at a moment.
    pub enum Standing("standing", "tình trạng hạn") {
        /// The due moment has passed.
        Overdue = "overdue" ("Quá hạn", "Overdue"),
        /// It is near.
        DueSoon = "due_soon" ("Sắp đến hạn", "Due soon"),
        /// There is time.
        InTime = "in_time" ("Trong hạn", "In time"),
        /// The clock stands still.
        Paused = "paused" ("Tạm dừng", "Paused"),
        /// No rule and no date.
        NoDeadline = "no_deadline" ("Không có hạn", "No deadline"),
    }
}

vocabulary! {
    /// How a resolved case was resolved against its due date.
    pub enum Lateness("lateness", "kết quả về hạn") {
        /// Before the due day.
        Early = "early" ("Trước hạn", "Early"),
        /// On it.
        OnTime = "on_time" ("Đúng hạn", "On time"),
        /// After it.
        Late = "late" ("Quá hạn", "Late"),
        /// There was no due date.
        NoDeadline = "no_deadline" ("Không có hạn", "No deadline"),
    }
}

/// How an open case stands at `at`. A date means the end of that day.
///
/// A case is due soon if at most `due_soon` working days lie between the day asked about and the
/// due day.
///
/// A date set by hand may lie where no calendar reaches (real registers hold 31/12/2059): until it
/// has passed, such a case is in time.
///
/// # Errors
/// The day asked about lies outside the calendar.
pub fn standing(timer: Option<Timer>, due_soon: u16, calendar: &WorkCalendar, at: Moment) -> Result<Standing, CalendarError> {
    let due = match timer {
        None | Some(Timer::NotStarted { .. }) => return Ok(Standing::NoDeadline),
        Some(Timer::Paused { .. }) => return Ok(Standing::Paused),
        Some(Timer::Due(due)) => due,
    };
    // At the end of a day, an instant of that day has passed.
    let passed = match (at, due) {
        (Moment::Date(day), Moment::Instant(due)) => due.date_naive() <= day,
        _ => at.is_after(due),
    };
    if passed {
        return Ok(Standing::Overdue);
    }
    Ok(match days_left(calendar, at, due)? {
        Some(left) if left <= i32::from(due_soon) => Standing::DueSoon,
        _ => Standing::InTime,
    })
}

/// Working days from the day of `at` to the due day, negative if it has passed; `None` if the due
/// day lies where the calendar does not reach.
///
/// # Errors
/// The day asked about lies outside the calendar.
pub fn days_left(calendar: &WorkCalendar, at: Moment, due: Moment) -> Result<Option<i32>, CalendarError> {
    calendar.day(at.date())?;
    Ok(calendar.working_days_between(at.date(), due.date()).ok())
}

/// How a case that was resolved at `resolved` stands against `due`, by the coarser precision of
/// both: *trước hạn* before the due day, *đúng hạn* on it, *quá hạn* after it.
pub fn lateness(due: Option<Moment>, resolved: Moment) -> Lateness {
    match due {
        None => Lateness::NoDeadline,
        Some(due) if resolved.is_after(due) => Lateness::Late,
        Some(due) if resolved.date() < due.date() => Lateness::Early,
        Some(_) => Lateness::OnTime,
    }
}
