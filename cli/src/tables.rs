//! Tables and forms: the question read from the arguments, the answer printed.
//!
//! Promises: what is not given is at the default of the library. A form whose identities fail is
//! printed with what fails, and the exit code says so.

use std::error::Error;

use chrono::{DateTime, NaiveDate};
use clap::ArgMatches;
use kiennghi::{
    case::Dimension,
    lang::Lang,
    register::Register,
    statistics::{AGEING_BANDS, Band, Form, Horizon, KnownAt, Period, PeriodKind, Question, TableNumber, ageing, falls_due},
    store::Store,
    time::Moment,
};
use kiennghi_exchange::{
    ageing_text, falls_due_text, form_csv, form_json, form_text, form_xlsx, published_csv, published_json, published_text,
    published_xlsx, ranking_text, table_csv, table_json, table_text, table_xlsx, trend_csv, trend_json, trend_text,
};

use crate::{
    shared::{Done, Outcome, as_of, covering, optional, optional_day, text},
    workbook::{letterhead, write},
};

pub(crate) fn statistics(arguments: &ArgMatches, register: &Register<impl Store>, lang: Lang) -> Outcome {
    let by = arguments.get_many::<String>("by").unwrap_or_default().map(|code| code.parse()).collect::<Result<_, _>>()?;
    let (as_of, kind): (_, PeriodKind) = (as_of(arguments, register)?, text(arguments, "period").parse()?);
    let columns = register.columns()?;
    let periods = match (optional_day(arguments, "since")?, optional_day(arguments, "until")?) {
        (None, None) => covering(&columns, kind, as_of),
        (since, until) => {
            let first = columns.received_between().map(|(first, _)| first);
            kind.covering(since.or(first).unwrap_or(as_of), until.unwrap_or(as_of))
        }
    };
    let question = asked(arguments, Question::new(by, periods, as_of))?;
    let table = register.statistics_of(&columns, &question)?;
    if let Some(code) = optional(arguments, "trend") {
        let (what, window): (TableNumber, u16) = (code.parse()?, arguments.get_one("window").copied().unwrap_or(1));
        let (by, window) = (table.dimensions(), usize::from(window));
        let trends = table.trend(by, what, window)?;
        match text(arguments, "format") {
            "csv" => print!("{}", trend_csv(&trends, &table, by, what, lang)?),
            "json" => println!("{}", trend_json(&trends, &table, by, what, window)?),
            _ => print!("{}", trend_text(&trends, &table, by, what, window, lang)),
        }
        return Ok(Done::Whole);
    }
    if let Some(least) = arguments.get_one("suppress") {
        let numbers: Vec<TableNumber> =
            arguments.get_many::<String>("numbers").unwrap_or_default().map(|code| code.parse()).collect::<Result<_, _>>()?;
        let published = if numbers.is_empty() { table.published(*least)? } else { table.published_of(*least, &numbers)? };
        if let Some(file) = optional(arguments, "output") {
            return write(file, lang, |out| published_xlsx(&published, &letterhead(arguments), lang, out));
        }
        match text(arguments, "format") {
            "csv" => print!("{}", published_csv(&published, lang)?),
            "json" => println!("{}", published_json(&published)?),
            _ => print!("{}", published_text(&published, lang)),
        }
        return Ok(Done::Whole);
    }
    if let Some(file) = optional(arguments, "output") {
        return write(file, lang, |out| table_xlsx(&table, &letterhead(arguments), lang, out));
    }
    match text(arguments, "format") {
        "csv" => print!("{}", table_csv(&table, lang)?),
        "json" => println!("{}", table_json(&table)?),
        _ => print!("{}", table_text(&table, lang)),
    }
    Ok(Done::Whole)
}

pub(crate) fn form(arguments: &ArgMatches, register: &Register<impl Store>, lang: Lang) -> Outcome {
    let name = text(arguments, "form");
    let form = match std::path::Path::new(name).extension() {
        Some(extension) if extension == "toml" => {
            Form::from_toml(&std::fs::read_to_string(name).map_err(|error| format!("{name}: {error}"))?, name)?
        }
        _ => Form::built_in(name)?,
    };
    let as_of = as_of(arguments, register)?;
    let question = asked(arguments, form.question(period(arguments, &form, as_of)?, as_of))?;
    let filled = match arguments.get_one("suppress") {
        Some(least) => form.publish(&register.statistics(&question)?, *least)?,
        None => register.form(&form, &question)?,
    };
    match (optional(arguments, "output"), text(arguments, "format")) {
        (Some(file), _) => {
            write(file, lang, |out| form_xlsx(&filled, &letterhead(arguments), lang, out))?;
        }
        (None, "csv") => print!("{}", form_csv(&filled, lang)?),
        (None, "json") => println!("{}", form_json(&filled)?),
        (None, _) => print!("{}", form_text(&filled, lang)),
    }
    Ok(if filled.failures.is_empty() { Done::Whole } else { Done::WithFindings })
}

pub(crate) fn outlook(arguments: &ArgMatches, register: &Register<impl Store>, lang: Lang) -> Outcome {
    let as_of = as_of(arguments, register)?;
    let _state = register.hold()?;
    let (columns, items) = register.columns_and_worklist(Moment::Date(as_of))?;
    let days = arguments.get_one("days").copied().unwrap_or_default();
    let year = covering(&columns, PeriodKind::Year, as_of);
    let table = columns.table(&Question::new(vec![Dimension::Unit], year.into_iter().rev().take(1).collect(), as_of))?;
    print!("{}", ageing_text(&ageing(&items, &Band::ending(AGEING_BANDS)), lang));
    print!("{}", falls_due_text(&falls_due(&items, as_of, Horizon::WorkingDays(days)), days, lang));
    print!("{}", ranking_text(&table.ranking(Dimension::Unit)?, &table, lang));
    Ok(Done::Whole)
}

/// The period of a form: any two days, or the one of its kind in which a day lies.
fn period(arguments: &ArgMatches, form: &Form, as_of: NaiveDate) -> Result<Period, Box<dyn Error>> {
    let after = |day: NaiveDate| day.succ_opt().ok_or("--until: there is no day after it");
    match (optional_day(arguments, "since")?, optional_day(arguments, "until")?) {
        (None, None) => {
            let day = optional_day(arguments, "in")?.unwrap_or(as_of);
            Ok(form.period().containing(day).ok_or("--in: no period can be named there")?)
        }
        (Some(since), until) => Ok(Period::between(since, after(until.unwrap_or(as_of))?)?),
        (None, Some(_)) => Err("--until: give --since too, or --in alone".into()),
    }
}

/// The question with what the arguments say of it.
fn asked(arguments: &ArgMatches, question: Question) -> Result<Question, Box<dyn Error>> {
    let known_at = optional(arguments, "known-at").map(|when| match when.parse::<u64>() {
        Ok(entry) => Ok(KnownAt::Entry(entry)),
        Err(_) => DateTime::parse_from_rfc3339(when).map(|time| KnownAt::Time(time.to_utc())).map_err(|_| {
            format!("--known-at: `{when}` is neither the number of an entry nor a time such as 2026-04-01T08:00:00+07:00")
        }),
    });
    Ok(Question {
        basis: text(arguments, "basis").parse()?,
        known_at: known_at.transpose()?,
        units: text(arguments, "units").parse()?,
        duplicates: text(arguments, "duplicates").parse()?,
        ..question
    })
}
