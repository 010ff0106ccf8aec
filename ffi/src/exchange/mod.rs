//! Files into a register, and the page that is made of it.
//!
//! Promises: a file is read without a register, which others work with meanwhile; every row of it is
//! taken or is in the report; whoever watches an import can stop it, and cannot harm it.

mod import;
mod overview;
mod report;
mod sheet;

pub use import::{ImportMode, ImportProgress, ImportStep, Progress};
pub use overview::ReportQuestion;
pub use report::{Duplicate, ImportReport, Problem, SkippedRow, Written};
pub use sheet::{Encoding, ImportLimits, Mapping, Sheet, import_limits};
