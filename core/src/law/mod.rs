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
mod counted;
mod deadline;
mod explain;
mod load;
mod rule;
mod rulebook;
mod skipped;
mod standing;
mod step;
mod terms;
mod walk;

pub use clock::{Clock, DueOrigin, Extension, Pause, PauseReason};
pub use counted::CountedDays;
pub use deadline::{Deadline, DeadlineError, deadline, due};
pub(crate) use explain::variant_text;
pub use explain::{day_text, left_label, moment_text};
pub use rule::{Citation, LawError, OpenCases, Rule, RuleRef, RuleStanding, RuleVersion};
pub use rulebook::{Defaults, Rulebook, RulebookEvent};
pub use standing::{Lateness, Standing, days_left, lateness, standing};
pub use step::{Skipped, Step, Timer};
pub use terms::{
    ExtensionTerms, LeftUnit, Need, PromiseTerms, Stage, StageTerm, StartEvent, Term, TermUnit, Variant, VariantChoice,
};

/// Law on Citizen Reception 42/2013/QH13: reply within ten working days.
pub const CITIZEN_RECEPTION: &str = include_str!("../../data/rules/vn-citizen-reception-2013.toml");
/// Decree 20/2008/NĐ-CP: forward to the competent body within five working days.
pub const DECREE_20_2008: &str = include_str!("../../data/rules/vn-decree-20-2008.toml");
/// Decision 80/2025/QĐ-UBND of Bắc Ninh, an agency regulation: five working days, seven if inter-agency.
pub const BAC_NINH_80_2025: &str = include_str!("../../data/rules/vn-bac-ninh-80-2025.toml");
/// Law on Complaints 02/2011/QH13: acceptance told in ten days, settlement in thirty from acceptance.
pub const COMPLAINTS_2011: &str = include_str!("../../data/rules/vn-complaints-2011.toml");
/// Law on Denunciations 25/2018/QH14: screened in seven working days, settlement in thirty days from acceptance.
pub const DENUNCIATIONS_2018: &str = include_str!("../../data/rules/vn-denunciations-2018.toml");
/// Circular 18/2018/TT-BCT, a ministry's regulation: five working days, three online, ten if complex.
pub const CIRCULAR_18_2018_BCT: &str = include_str!("../../data/rules/vn-circular-18-2018-bct.toml");
/// Decree 61/2018/NĐ-CP, one-stop: an apology and one new date, at least a day before the first.
pub const ONE_STOP_61_2018: &str = include_str!("../../data/rules/vn-one-stop-61-2018.toml");
/// India, CPGRAMS: 21 days.
pub const IN_CPGRAMS: &str = include_str!("../../data/rules/in-cpgrams.toml");
/// Korea, e-People: seven or fourteen days, the first one counted.
pub const KR_EPEOPLE: &str = include_str!("../../data/rules/kr-epeople.toml");
/// Korea, e-People, short terms: five days of eight working hours, from the time of receipt.
pub const KR_EPEOPLE_SHORT: &str = include_str!("../../data/rules/kr-epeople-short.toml");
/// Indonesia, LAPOR!: verified in three working days.
pub const ID_LAPOR: &str = include_str!("../../data/rules/id-lapor.toml");
/// Brazil, Fala.BR: 30 days, once 30 more.
pub const BR_FALA_BR: &str = include_str!("../../data/rules/br-fala-br.toml");
/// England, Complaint Handling Code: ten working days from acknowledgement, twenty at stage two.
pub const UK_LGSCO: &str = include_str!("../../data/rules/uk-lgsco.toml");
/// United Kingdom, Freedom of Information Act 2000: twenty working days, anew after a clarification.
pub const UK_FOI: &str = include_str!("../../data/rules/uk-foi.toml");

/// Every rule that ships with the library: its id and its text. None is in force by being here: a
/// register adopts what it is told to, and a new one the rules that its constructor names.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("vn-citizen-reception-2013", CITIZEN_RECEPTION),
    ("vn-decree-20-2008", DECREE_20_2008),
    ("vn-bac-ninh-80-2025", BAC_NINH_80_2025),
    ("vn-complaints-2011", COMPLAINTS_2011),
    ("vn-denunciations-2018", DENUNCIATIONS_2018),
    ("vn-circular-18-2018-bct", CIRCULAR_18_2018_BCT),
    ("vn-one-stop-61-2018", ONE_STOP_61_2018),
    ("in-cpgrams", IN_CPGRAMS),
    ("kr-epeople", KR_EPEOPLE),
    ("kr-epeople-short", KR_EPEOPLE_SHORT),
    ("id-lapor", ID_LAPOR),
    ("br-fala-br", BR_FALA_BR),
    ("uk-lgsco", UK_LGSCO),
    ("uk-foi", UK_FOI),
];

#[cfg(test)]
mod built_in_tests;
#[cfg(test)]
mod tests;
