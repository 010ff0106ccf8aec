//! Letters to whoever raised a petition.

use std::fs;

use clap::ArgMatches;
use kiennghi::{register::Register, store::Store};
use kiennghi_exchange::{LetterInput, LetterKind, Office, letter_file};

use crate::shared::{Done, Outcome, optional, optional_day, text};

pub(crate) fn run(arguments: &ArgMatches, register: &Register<impl Store>) -> Outcome {
    let read = |path: &str| fs::read_to_string(path).map_err(|error| format!("{path}: {error}"));
    let given = |name| optional(arguments, name).map(str::to_owned);
    let code = text(arguments, "kind");
    let kind = LetterKind::ALL.into_iter().find(|kind| kind.code() == code).ok_or("there is no such letter")?;
    let path = text(arguments, "office");
    let office = Office::from_toml(&read(path)?, path)?;
    let input = LetterInput {
        number: given("number"),
        date: optional_day(arguments, "date")?,
        about: given("about"),
        to: arguments.get_many::<String>("to").map(|names| names.cloned().collect()).unwrap_or_default(),
        body: optional(arguments, "body").map(read).transpose()?,
        reason: given("reason"),
    };
    let template = optional(arguments, "template").map(read).transpose()?;
    let (id, file) = (register.find(&text(arguments, "petition").parse()?)?, text(arguments, "file"));
    letter_file(register, id, kind, &office, &input, template.as_deref(), file)?;
    println!("{file}");
    Ok(Done::Whole)
}
