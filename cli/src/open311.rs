//! Open311 GeoReport v2: service requests and services out, a list of requests in.
//!
//! Promises: nothing is made before the list and the mapping are known to be right; a dry run into a
//! register that is not there leaves none.

use std::{error::Error, ops::ControlFlow, path::Path};

use clap::ArgMatches;
use kiennghi::{
    lang::Lang,
    register::Register,
    store::{MemoryStore, Store},
};
use kiennghi_exchange::{
    ImportMode, ImportReport, Mapping, Open311Query, import_as, open311_requests_file, open311_services_file, read_open311_file,
    report_text,
};

use crate::{
    feed,
    run::open,
    shared::{Done, Outcome, mapping, optional, optional_day, text, world},
};

pub(crate) fn run(arguments: &ArgMatches, lang: Lang) -> Outcome {
    let Some((what, arguments)) = arguments.subcommand() else { return Ok(Done::Whole) };
    let file = text(arguments, "file");
    let count = match what {
        "import" => return take(arguments, lang),
        "services" => open311_services_file(&open(arguments)?, lang, file)?,
        _ => {
            let (texts, confidential) = feed::texts(arguments);
            let query = Open311Query {
                openness: text(arguments, "openness").parse()?,
                since: optional_day(arguments, "since")?,
                until: optional_day(arguments, "until")?,
                texts,
                confidential,
                ..Open311Query::new(lang)
            };
            open311_requests_file(&open(arguments)?, &query, file)?
        }
    };
    println!("{file}: {count}");
    Ok(Done::Whole)
}

fn take(arguments: &ArgMatches, lang: Lang) -> Outcome {
    let mapping = match optional(arguments, "mapping") {
        None => Mapping::open311()?,
        path => mapping(path)?,
    };
    let mode = if arguments.get_flag("dry-run") { ImportMode::DryRun } else { ImportMode::RowByRow };
    let (place, world) = (text(arguments, "register"), world()?);
    let is_there = place.contains("://") || Path::new(place).exists();
    let report = match (mode, is_there) {
        (ImportMode::DryRun, false) => taken(&mut Register::create(MemoryStore::new(), &world)?, arguments, &mapping, mode)?,
        (ImportMode::DryRun, true) => taken(&mut kiennghi_store::open(place)?, arguments, &mapping, mode)?,
        _ => {
            // A list that cannot be read leaves no register behind.
            let zone = Register::create(MemoryStore::new(), &world)?.rulebook()?.default_calendar()?.zone();
            read_open311_file(text(arguments, "file"), zone)?;
            taken(&mut kiennghi_store::open_or_create(place, &world)?, arguments, &mapping, mode)?
        }
    };
    print!("{}", report_text(&report, lang));
    Ok(Done::after(&report))
}

fn taken(
    register: &mut Register<impl Store>,
    arguments: &ArgMatches,
    mapping: &Mapping,
    mode: ImportMode,
) -> Result<ImportReport, Box<dyn Error>> {
    let zone = register.rulebook()?.default_calendar()?.zone();
    let sheet = read_open311_file(text(arguments, "file"), zone)?;
    Ok(import_as(register, &sheet, mapping, &world()?, mode, &mut |_| ControlFlow::Continue(()))?)
}
