//! Open311 GeoReport v2: service requests and services out, a list of requests in.
//!
//! Promises: nothing is made before the list and the mapping are known to be right; a dry run into a
//! register that is not there leaves none.

use clap::ArgMatches;
use kiennghi::{lang::Lang, register::Register, store::MemoryStore};
use kiennghi_exchange::{
    ImportMode, Mapping, Open311Query, open311_requests_file, open311_services_file, read_open311_file, report_text,
};

use crate::{
    feed,
    run::open,
    shared::{Done, Outcome, mapping, optional, optional_day, text, world},
    sheet,
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
    let place = text(arguments, "register");
    // A list that cannot be read leaves no register behind. Where none can be opened, taking the list
    // makes one, or says why not.
    let zone = match kiennghi_store::open(place) {
        Ok(register) => register.rulebook()?.default_calendar()?.zone(),
        Err(_) => Register::create(MemoryStore::new(), &world()?)?.rulebook()?.default_calendar()?.zone(),
    };
    let list = read_open311_file(text(arguments, "file"), zone)?;
    let report = sheet::take(place, &list, &mapping, mode)?;
    print!("{}", report_text(&report, lang));
    Ok(Done::after(&report))
}
