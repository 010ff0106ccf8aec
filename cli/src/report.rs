//! The report that people look at: one HTML file.
//!
//! Promises: what is not given is this year, by month.

use clap::ArgMatches;
use kiennghi::{lang::Lang, register::Register, statistics::PeriodKind, store::Store};
use kiennghi_exchange::{Overview, overview_file};

use crate::{
    shared::{Done, Outcome, as_of, optional_day, text},
    workbook::letterhead,
};

pub(crate) fn run(arguments: &ArgMatches, register: &Register<impl Store>, lang: Lang) -> Outcome {
    let (as_of, kind): (_, PeriodKind) = (as_of(arguments, register)?, text(arguments, "period").parse()?);
    let (since, until) = (optional_day(arguments, "since")?, optional_day(arguments, "until")?);
    let overview = Overview::of(register, Overview::periods(kind, since, until, as_of), as_of)?;
    let overview = Overview { letterhead: letterhead(arguments), ..overview };
    let file = text(arguments, "file");
    overview_file(&overview, file, lang)?;
    println!("{file}");
    Ok(Done::Whole)
}
