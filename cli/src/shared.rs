//! What the commands share: arguments read, questions made, exit codes.

use std::{error::Error, process::ExitCode};

use chrono::{Days, NaiveDate};
use clap::ArgMatches;
use kiennghi::{
    case::World,
    lang::Lang,
    register::Register,
    statistics::{Columns, Period, PeriodKind},
    store::Store,
    time::Moment,
};
use kiennghi_exchange::{ImportReport, Mapping, worklist_text};
use kiennghi_store::system_world;

/// Lines of each group of a worklist, unless all are asked for.
pub(crate) const LINES: usize = 10;

/// Who acts, in the ledger, when the command line does.
const ACTOR: &str = "kiennghi-cli";

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// All of it.
    Whole,
    /// Rows of a sheet were refused.
    WithRefusals,
    /// A review found what would be decided otherwise.
    WithFindings,
    /// Texts were erased that copies or entries out of reach may hold still.
    WithTextsLeft,
}

impl From<Done> for ExitCode {
    fn from(done: Done) -> ExitCode {
        match done {
            Done::Whole => ExitCode::SUCCESS,
            Done::WithRefusals => ExitCode::from(3),
            Done::WithFindings => ExitCode::from(4),
            Done::WithTextsLeft => ExitCode::from(5),
        }
    }
}

impl Done {
    pub(crate) fn after(report: &ImportReport) -> Done {
        if report.refused_rows == 0 { Done::Whole } else { Done::WithRefusals }
    }
}

pub(crate) type Outcome = Result<Done, Box<dyn Error>>;

/// An argument that clap has checked to be there.
pub(crate) fn text<'a>(matches: &'a ArgMatches, name: &str) -> &'a str {
    matches.get_one::<String>(name).map(String::as_str).unwrap_or_default()
}

pub(crate) fn optional<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.get_one::<String>(name).map(String::as_str)
}

/// The mapping in a file, or the built-in one.
pub(crate) fn mapping(path: Option<&str>) -> Result<Mapping, Box<dyn Error>> {
    let Some(path) = path else { return Ok(Mapping::vietnam()?) };
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    Ok(Mapping::from_toml(&text, path)?)
}

/// The day that an argument gives.
pub(crate) fn day(argument: &str, text: &str) -> Result<NaiveDate, Box<dyn Error>> {
    let wrong = |_| format!("--{argument}: `{text}` is not a day of the calendar such as 2026-11-20");
    Ok(NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(wrong)?)
}

/// The day asked about; today in the register's zone if none is.
pub(crate) fn as_of(arguments: &ArgMatches, register: &Register<impl Store>) -> Result<NaiveDate, Box<dyn Error>> {
    match optional_day(arguments, "as-of")? {
        Some(date) => Ok(date),
        None => today(register),
    }
}

/// A day that was given.
pub(crate) fn optional_day(arguments: &ArgMatches, name: &str) -> Result<Option<NaiveDate>, Box<dyn Error>> {
    optional(arguments, name).map(|date| day(name, date)).transpose()
}

/// Today in the register's zone.
pub(crate) fn today(register: &Register<impl Store>) -> Result<NaiveDate, Box<dyn Error>> {
    let zone = register.rulebook()?.default_calendar()?.zone();
    Ok(Moment::of(system_world(ACTOR)?.now, zone).date())
}

pub(crate) fn most(arguments: &ArgMatches) -> usize {
    if arguments.get_flag("all") { usize::MAX } else { LINES }
}

pub(crate) fn print_worklist(register: &Register<impl Store>, as_of: NaiveDate, lang: Lang, most: usize) -> Outcome {
    let items = register.worklist(Moment::Date(as_of))?;
    print!("{}", worklist_text(&items, lang, most, |item| register.petition(item.id).ok()));
    Ok(Done::Whole)
}

/// The periods from the first receipt to the day asked about.
pub(crate) fn covering(columns: &Columns, period: PeriodKind, as_of: NaiveDate) -> Vec<Period> {
    let first = columns.received_between().map_or(as_of, |(first, _)| first.min(as_of));
    // A table of days over years is not what anybody reads; a year of them is.
    let first = match period {
        PeriodKind::Day => first.max(as_of.checked_sub_days(Days::new(366)).unwrap_or(as_of)),
        _ => first,
    };
    period.covering(first, as_of)
}

/// Who acts, when, and with what randomness.
pub(crate) fn world() -> Result<World, Box<dyn Error>> {
    Ok(system_world(ACTOR)?)
}
