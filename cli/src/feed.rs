//! iCalendar: due dates out as a feed, holidays of a feed into a calendar.
//!
//! Promises: a calendar is written only to a name that is given, and never over one that is there.

use std::{fs, io::Write};

use clap::ArgMatches;
use kiennghi::{calendar::WorkCalendar, case::Confidential, lang::Lang, register::Register, store::Store, time::Moment};
use kiennghi_exchange::{DueFeed, FeedTexts, amend_by_feed_file, due_feed_file, holiday_feed_text};

use crate::shared::{Done, Outcome, as_of, optional, text};

/// Abstracts are told if they are asked for.
pub(crate) fn texts(arguments: &ArgMatches) -> (FeedTexts, Confidential) {
    let flag = |name| arguments.get_flag(name);
    let texts = if flag("texts") { FeedTexts::Told } else { FeedTexts::LeftOut };
    (texts, if flag("confidential") { Confidential::Shown } else { Confidential::Hidden })
}

pub(crate) fn due(arguments: &ArgMatches, register: &Register<impl Store>, lang: Lang) -> Outcome {
    let given = |name| optional(arguments, name).map(str::to_owned);
    let reminders = arguments.get_many::<u16>("remind").map(|days| days.copied().collect());
    let (plain, (texts, confidential)) = (DueFeed::new(lang), self::texts(arguments));
    let feed = DueFeed {
        unit: given("unit"),
        officer: given("officer"),
        name: given("name"),
        reminders: reminders.unwrap_or_else(|| plain.reminders.clone()),
        texts,
        confidential,
        ..plain
    };
    let file = text(arguments, "file");
    due_feed_file(register, &feed, Moment::Date(as_of(arguments, register)?), file)?;
    println!("{file}");
    Ok(Done::Whole)
}

pub(crate) fn holidays(arguments: &ArgMatches, lang: Lang) -> Outcome {
    let calendar = match optional(arguments, "calendar") {
        None => WorkCalendar::vietnam()?,
        Some(path) => {
            let toml = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
            WorkCalendar::from_toml(&toml, path)?
        }
    };
    let feed = amend_by_feed_file(&calendar, text(arguments, "file"), text(arguments, "as"))?;
    print!("{}", holiday_feed_text(&feed, lang));
    if let Some(path) = optional(arguments, "write") {
        let written = fs::File::create_new(path).and_then(|mut file| file.write_all(feed.calendar.text().as_bytes()));
        written.map_err(|error| format!("{path}: {error}"))?;
        println!("{path}");
    }
    Ok(Done::Whole)
}
