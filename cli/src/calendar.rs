//! A calendar without a register: its year on a page, or a date so many working days away, and why.

use std::fs;

use chrono::Datelike;
use clap::ArgMatches;
use kiennghi::{
    calendar::WorkCalendar,
    lang::Lang,
    law::{CountedDays, day_text},
    time::Moment,
};

use crate::shared::{Done, Outcome, day, optional, world};

pub(crate) fn run(arguments: &ArgMatches, lang: Lang) -> Outcome {
    let calendar = match optional(arguments, "calendar") {
        None => WorkCalendar::vietnam()?,
        Some(path) => {
            let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
            WorkCalendar::from_toml(&text, path)?
        }
    };
    if let (Some(days), Some(from)) = (arguments.get_one::<i32>("add"), optional(arguments, "from")) {
        let counted = CountedDays::add(&calendar, day("from", from)?, *days)?;
        println!("{}", day_text(counted.to(), lang));
        for line in counted.explain(lang) {
            println!("{line}");
        }
        return Ok(Done::Whole);
    }
    let year = match arguments.get_one::<i32>("year") {
        Some(year) => *year,
        None => Moment::of(world()?.now, calendar.zone()).date().year(),
    };
    print!("{}", calendar.year_page(year, lang)?);
    Ok(Done::Whole)
}
