//! The door of kiennghi for Kotlin and Swift, by uniffi.
//!
//! Promises: the same names and the same answers as in Rust; nothing about petitions is decided
//! here; every failure is one [`KiennghiError`] with a stable code, and a panic never crosses;
//! whole lists and tables cross in one call, since a call costs more than a row. Calls block.
//!
//! | module | what it is |
//! |---|---|
//! | `register` | the object [`Register`]: commands, questions |
//! | `book` | more of it: links, corrections, void numbers, lists, units |
//! | `keep` | verification, erasure, copies, the ledger as lines, reading alone |
//! | `open` | the register it holds, over whichever store |
//! | `statistics` | tables, published tables, trends, rankings, forms, what is overdue and falls due |
//! | `exchange` | sheets in, with who watches; the page that is made of a register |
//! | `calendar` | the object [`WorkCalendar`]: days, working time, whole lists, amendments |
//! | `input`, `correction`, `output`, `petition`, `history`, `units` | the records that go in and come out |
//! | `lists` | lists with conditions, page by page |
//! | `words` | the closed vocabularies, with their codes and labels |
//! | `values` | dates, instants, zones, hours and hashes, which cross as text |
//! | `error` | the one error |

mod book;
mod calendar;
mod correction;
mod error;
mod exchange;
mod history;
mod input;
mod keep;
mod lists;
mod open;
mod output;
mod petition;
mod register;
mod statistics;
mod units;
mod values;
mod words;

pub use calendar::{
    Amendment, AnnouncedYear, CalendarPlan, Day, DayChange, DayHours, DayPause, Interval, LunarDate, Swap, TimePause, TimePolicy,
    WorkCalendar, lunar_from_solar,
};
pub use correction::{Correction, Moved};
pub use error::KiennghiError;
pub use exchange::{
    Duplicate, Encoding, ImportLimits, ImportMode, ImportProgress, ImportReport, ImportStep, Mapping, Problem, Progress,
    ReportQuestion, Sheet, SkippedRow, Written, import_limits,
};
pub use history::HistoryEntry;
pub use input::{Receive, Reply, World};
pub use keep::{Erasure, ErasureSubject, Finding, RegisterCopy, Review, VerifyLevel};
pub use lists::{CaseItem, CaseQuery, Page};
pub use output::{Deadline, Head, Move, Receipt, Text, WorkItem};
pub use petition::{Attachment, Petition};
pub use register::Register;
pub use statistics::{
    AgeingBand, Bounds, DueDay, FilledForm, Form, FormCell, FormRow, Group, Heading, Horizon, IdentityFailure, Period, Published,
    PublishedRow, Question, Ranked, Rate, Row, Shown, Table, Trend, TrendChange, TrendPoint, UnitAgeing, UnitForecast,
};
pub use units::OfficeUnit;
pub use values::{Durations, Instants, LocalDates};
pub use words::{Term, terms};

uniffi::setup_scaffolding!();

#[cfg(test)]
mod tests;
