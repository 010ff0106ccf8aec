//! Statistics: columns over cases, groups, periods, and the balance.
//!
//! Promises: for every group and period, opening + received + reopened + moved in = closed (in
//! each way) + moved out + still open, and what is open at the end of one period is the opening of
//! the next; the code checks both and gives no table that breaks them. Rates are exact fractions,
//! and none where there is nothing to divide by. What it counts are cases; of petitions it knows the
//! labels alone.
//!
//! How the edges are decided:
//! - A period is half open, and days are civil in the calendar's zone. `as_of` is the end of a day.
//! - A case that was closed and opened again was closed once and reopened once; both count.
//! - A case that was merged into another and separated again was closed as merged and came back as
//!   reopened: what was reported stays as it was, and its due date is the one that it always had.
//! - A case whose number is void is counted nowhere, in no period.
//! - A case closed on the day it came is received and closed on that day.
//! - A case belongs to the unit that first got it from the day it came.
//! - A case closed while it stood still is judged by the clock as if it had run again that day.

mod bytes;
mod columns;
mod facts;
mod figures;
mod measure;
mod partial;
mod pass;
mod period;
mod plain;
mod question;
mod running;
mod table;

pub use columns::Columns;
pub use figures::{Durations, Figures, Mean};
pub use measure::{Counts, Measure, Rate};
pub use partial::{Behind, Partial};
pub use period::{Period, PeriodKind};
pub use question::{Basis, Duplicates, KnownAt, Question, UnitsBy};
pub use running::{Running, RunningFailure};
pub use table::{Row, StatisticsError, Table};

#[cfg(test)]
mod tests;
