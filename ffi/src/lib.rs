//! The door of kiennghi for Kotlin and Swift, by uniffi.
//!
//! Promises: the same names and the same answers as in Rust; nothing about petitions is decided
//! here; every failure is one [`KiennghiError`] with a stable code, and a panic never crosses;
//! whole lists and tables cross in one call, since a call costs more than a row. Calls block.
//!
//! | module | what it is |
//! |---|---|
//! | `register` | the object [`Register`]: commands, questions, files in |
//! | `book` | more of it: links, corrections, void numbers, lists, units |
//! | `open` | the register it holds, over whichever store |
//! | `calendar` | the object [`WorkCalendar`]: days, working time, whole lists, amendments |
//! | `input`, `correction`, `output`, `petition`, `history`, `units`, `table`, `report` | the records that go in and come out |
//! | `lists` | lists with conditions, page by page |
//! | `words` | the closed vocabularies, with their codes and labels |
//! | `values` | dates, instants, zones, hours and hashes, which cross as text |
//! | `error` | the one error |

mod book;
mod calendar;
mod correction;
mod error;
mod history;
mod input;
mod lists;
mod open;
mod output;
mod petition;
mod register;
mod report;
mod table;
mod units;
mod values;
mod words;

pub use calendar::{
    Amendment, AnnouncedYear, CalendarPlan, Day, DayChange, DayHours, DayPause, Interval, LunarDate, Swap, TimePause, TimePolicy,
    WorkCalendar, lunar_from_solar,
};
pub use correction::{Correction, Moved};
pub use error::KiennghiError;
pub use history::HistoryEntry;
pub use input::{Question, Receive, Reply, World};
pub use lists::{CaseItem, CaseQuery, Page};
pub use output::{Deadline, Head, Move, Receipt, Text, WorkItem};
pub use petition::{Attachment, Petition};
pub use register::Register;
pub use report::{Duplicate, ImportReport, Problem, SkippedRow};
pub use table::{Period, Rate, Row, Table};
pub use units::OfficeUnit;
pub use values::{Durations, Instants, LocalDates};
pub use words::{Term, terms};

uniffi::setup_scaffolding!();

#[cfg(test)]
mod tests;
