//! What each command does: calls the library and prints.

use std::{error::Error, process::ExitCode};

use chrono::{Days, NaiveDate};
use clap::ArgMatches;
use kiennghi::{
    case::World,
    lang::Lang,
    law::Stage,
    register::Register,
    statistics::{PeriodKind, Question},
    store::Store,
    time::Moment,
};
use kiennghi_exchange::{ImportReport, Mapping, deadline_text, import, read_sheet_file, report_text, table_text, worklist_text};
use kiennghi_store::system_world;

use crate::demo;

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
}

impl From<Done> for ExitCode {
    fn from(done: Done) -> ExitCode {
        match done {
            Done::Whole => ExitCode::SUCCESS,
            Done::WithRefusals => ExitCode::from(3),
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

pub(crate) fn run(matches: &ArgMatches) -> Outcome {
    let Some((name, arguments)) = matches.subcommand() else { return Ok(Done::Whole) };
    let lang: Lang = text(arguments, "lang").parse()?;
    match name {
        "demo" => demo::run(arguments, lang),
        "import" => {
            let sheet = read_sheet_file(text(arguments, "file"))?;
            let mapping = mapping(optional(arguments, "mapping"))?;
            let world = system_world(ACTOR)?;
            let mut register = kiennghi_store::open_or_create(text(arguments, "register"), &world)?;
            let report = import(&mut register, &sheet, &mapping, &world)?;
            print!("{}", report_text(&report, lang));
            Ok(Done::after(&report))
        }
        "worklist" => {
            let register = open(arguments)?;
            print_worklist(&register, as_of(arguments, &register)?, lang, most(arguments))
        }
        "statistics" => {
            let register = open(arguments)?;
            let by = arguments.get_many::<String>("by").unwrap_or_default().map(|code| code.parse()).collect::<Result<_, _>>()?;
            let as_of = as_of(arguments, &register)?;
            let question = question(&register, by, text(arguments, "period").parse()?, as_of, text(arguments, "basis").parse()?)?;
            print!("{}", table_text(&register.statistics(&question)?, lang));
            Ok(Done::Whole)
        }
        "explain" => {
            let register = open(arguments)?;
            let id = register.find(&text(arguments, "number").parse()?)?;
            let stage: Stage = text(arguments, "stage").parse()?;
            let petition = register.petition(id)?;
            match register.deadline(id, stage)? {
                Some(deadline) => print!("{}", deadline_text(&petition, &deadline, lang)),
                None => println!(
                    "{}: {}",
                    petition.case().number(),
                    match lang {
                        Lang::Vi => "không có quy định về hạn cho giai đoạn này",
                        Lang::En => "no rule sets a due date for this stage",
                    }
                ),
            }
            Ok(Done::Whole)
        }
        _ => {
            let head = open(arguments)?.verify()?;
            match lang {
                Lang::Vi => println!("Sổ cái nguyên vẹn: {} mục, mã cuối {}", head.sequence, head.hash),
                Lang::En => println!("The ledger is whole: {} entries, head {}", head.sequence, head.hash),
            }
            Ok(Done::Whole)
        }
    }
}

fn open(arguments: &ArgMatches) -> Result<Register<kiennghi_store::SqliteStore>, Box<dyn Error>> {
    Ok(kiennghi_store::open(text(arguments, "register"))?)
}

/// The mapping in a file, or the built-in one.
pub(crate) fn mapping(path: Option<&str>) -> Result<Mapping, Box<dyn Error>> {
    let Some(path) = path else { return Ok(Mapping::vietnam()?) };
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    Ok(Mapping::from_toml(&text, path)?)
}

/// The day asked about; today in the register's zone if none is.
pub(crate) fn as_of(arguments: &ArgMatches, register: &Register<impl Store>) -> Result<NaiveDate, Box<dyn Error>> {
    match optional(arguments, "as-of") {
        Some(date) => {
            let wrong = |_| format!("--as-of: `{date}` is not a day of the calendar such as 2026-11-20");
            Ok(NaiveDate::parse_from_str(date, "%Y-%m-%d").map_err(wrong)?)
        }
        None => {
            let zone = register.rulebook().default_calendar()?.zone();
            Ok(Moment::of(system_world(ACTOR)?.now, zone).date())
        }
    }
}

pub(crate) fn most(arguments: &ArgMatches) -> usize {
    if arguments.get_flag("all") { usize::MAX } else { LINES }
}

pub(crate) fn print_worklist(register: &Register<impl Store>, as_of: NaiveDate, lang: Lang, most: usize) -> Outcome {
    let items = register.worklist(Moment::Date(as_of))?;
    print!("{}", worklist_text(&items, lang, most, |item| register.petition(item.id).ok()));
    Ok(Done::Whole)
}

/// Every period from the first receipt to the day asked about.
pub(crate) fn question(
    register: &Register<impl Store>,
    by: Vec<kiennghi::case::Dimension>,
    period: PeriodKind,
    as_of: NaiveDate,
    basis: kiennghi::statistics::Basis,
) -> Result<Question, Box<dyn Error>> {
    let first = register.received_between()?.map_or(as_of, |(first, _)| first.min(as_of));
    // A table of days over years is not what anybody reads; a year of them is.
    let first = match period {
        PeriodKind::Day => first.max(as_of.checked_sub_days(Days::new(366)).unwrap_or(as_of)),
        _ => first,
    };
    Ok(Question { by, periods: period.covering(first, as_of), as_of, basis })
}

/// Who acts, when, and with what randomness.
pub(crate) fn world() -> Result<World, Box<dyn Error>> {
    Ok(system_world(ACTOR)?)
}
