//! What each command does: calls the library and prints.

use std::error::Error;

use clap::ArgMatches;
use kiennghi::{lang::Lang, law::Stage, register::Register, store::CaseQuery};
use kiennghi_exchange::{deadline_text, history_text};

use crate::{
    calendar, copies, demo, erase,
    lists::{self, confidential, print_found},
    report,
    shared::{Done, Outcome, most, text},
    sheet, standards, tables, verify, workbook,
};

pub(crate) fn run(matches: &ArgMatches) -> Outcome {
    let Some((name, arguments)) = matches.subcommand() else { return Ok(Done::Whole) };
    let lang: Lang = text(arguments, "lang").parse()?;
    match name {
        "demo" => demo::run(arguments, lang),
        "ledger" | "backup" => copies::run(name, arguments, lang),
        "erase" => erase::run(arguments, open(arguments)?, lang),
        "calendar" => calendar::run(arguments, lang),
        "due-feed" | "holidays" | "event-log" | "open311" | "letter" => standards::run(name, arguments, lang),
        "import" => sheet::run(arguments, lang),
        "mapping" => sheet::suggest(arguments),
        "export" => workbook::export(arguments, &mut open(arguments)?, lang),
        "worklist" => lists::worklist(arguments, &open(arguments)?, lang),
        "search" => {
            let register = open(arguments)?;
            let query = CaseQuery { confidential: confidential(arguments), ..CaseQuery::search(text(arguments, "words"))? };
            print_found(&register, &query, lang, most(arguments))
        }
        "statistics" => tables::statistics(arguments, &open(arguments)?, lang),
        "outlook" => tables::outlook(arguments, &open(arguments)?, lang),
        "report" => report::run(arguments, &open(arguments)?, lang),
        "form" => tables::form(arguments, &open(arguments)?, lang),
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
        "history" => {
            let register = open(arguments)?;
            let number = text(arguments, "number").parse()?;
            let items = register.history_for(register.find(&number)?, confidential(arguments))?;
            let zone = register.rulebook()?.default_calendar()?.zone();
            print!("{}", history_text(&number, &items, zone, lang));
            Ok(Done::Whole)
        }
        _ => verify::run(arguments, &open(arguments)?, lang),
    }
}

pub(crate) fn open(arguments: &ArgMatches) -> Result<Register<kiennghi_store::AnyStore>, Box<dyn Error>> {
    Ok(kiennghi_store::open(text(arguments, "register"))?)
}
