//! The law as data: deadline rules, the clock of a case, its due date and the explanation of it.
//!
//! Promises: nothing about a particular law is in Rust code; every due date comes with its steps,
//! made by the same walk that computed it; pauses are derived from facts and no total is stored;
//! an extension never erases the original due date; a date set by hand is not moved by a pause.
//!
//! ```
//! use kiennghi::{calendar::WorkCalendar, lang::Lang, law::{Clock, Rule, Stage, deadline}};
//! let calendar = WorkCalendar::vietnam()?;
//! let rule = Rule::from_toml(kiennghi::law::CITIZEN_RECEPTION, "built in")?;
//! let received = "2026-02-12".parse()?;
//! let version = rule.version_on("2026-02-12".parse()?)?;
//! let due = deadline(version, Stage::Reply, None, &calendar, &Clock::started(received))?;
//! assert_eq!(due.due().unwrap().to_string(), "2026-03-05"); // ten working days, across Tết
//! assert!(due.explain(Lang::En).join("\n").contains("Lunar New Year"));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

mod clock;
mod deadline;
mod explain;
mod load;
mod rule;
mod rulebook;
mod standing;

pub use clock::{Clock, DueOrigin, Extension, Pause, PauseReason};
pub use deadline::{Deadline, DeadlineError, Skipped, Step, Timer, deadline, due};
pub use explain::{day_text, moment_text};
pub use rule::{
    Citation, DueAt, ExtensionTerms, FirstDay, LawError, Roll, Rule, RuleRef, RuleVersion, Stage, StageTerm, StartOnDayOff, Term,
    TermUnit,
};
pub use rulebook::{Defaults, Rulebook, RulebookEvent};
pub use standing::{Lateness, Standing, days_left, lateness, standing};

/// Law on Citizen Reception 42/2013/QH13: reply within ten working days.
pub const CITIZEN_RECEPTION: &str = include_str!("../../data/rules/vn-citizen-reception-2013.toml");
/// Decree 20/2008/NĐ-CP: forward to the competent body within five working days.
pub const DECREE_20_2008: &str = include_str!("../../data/rules/vn-decree-20-2008.toml");
/// Decision 80/2025/QĐ-UBND of Bắc Ninh, an agency regulation: five working days, seven if inter-agency.
pub const BAC_NINH_80_2025: &str = include_str!("../../data/rules/vn-bac-ninh-80-2025.toml");

#[cfg(test)]
mod tests;
