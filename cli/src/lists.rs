//! Lists that are narrowed, and what is searched for.
//!
//! Promises: what is given is a condition, what is not given is none.

use std::error::Error;

use clap::ArgMatches;
use kiennghi::{
    case::{CaseItem, Confidential, WorkItem},
    lang::Lang,
    register::Register,
    store::{CaseQuery, Store},
    text::TextQuery,
    time::Moment,
};
use kiennghi_exchange::{found_text, worklist_text, worklist_xlsx};

use crate::{
    shared::{Done, Outcome, as_of, most, optional, optional_day, today},
    workbook::{letterhead, write},
};

/// Rows that are asked for at once.
const PAGE: usize = 500;

/// Are texts of confidential petitions wanted?
pub(crate) fn confidential(arguments: &ArgMatches) -> Confidential {
    if arguments.get_flag("confidential") { Confidential::Shown } else { Confidential::Hidden }
}

/// What a worklist is narrowed to; `None` if it is not.
fn conditions(arguments: &ArgMatches, register: &Register<impl Store>) -> Result<Option<CaseQuery>, Box<dyn Error>> {
    let given = |name| optional(arguments, name).map(str::to_owned);
    let zone = register.rulebook()?.default_calendar()?.zone();
    let query = CaseQuery {
        due_before: optional_day(arguments, "due-before")?.map(|date| Moment::Date(date).start_in(zone)),
        unit: given("unit"),
        officer: given("officer"),
        source: given("source"),
        status: optional(arguments, "status").map(str::parse).transpose()?,
        field: given("field"),
        text: optional(arguments, "text").map(TextQuery::parse).transpose()?,
        ..CaseQuery::worklist()
    };
    let narrowed = query != CaseQuery::worklist();
    Ok(narrowed.then(|| CaseQuery { confidential: confidential(arguments), ..query }))
}

/// Up to `most` cases of a list, and whether there are more.
fn all(
    register: &Register<impl Store>,
    query: &CaseQuery,
    at: Moment,
    most: usize,
) -> Result<(Vec<CaseItem>, bool), Box<dyn Error>> {
    let (mut items, mut after) = (Vec::new(), None);
    loop {
        let page = register.page(query, at, after.as_ref(), PAGE.min(most - items.len()))?;
        items.extend(page.items);
        after = page.next;
        if after.is_none() || items.len() >= most {
            return Ok((items, after.is_some()));
        }
    }
}

/// The worklist, or a part of it: printed, or as a workbook, which has every line.
pub(crate) fn worklist(arguments: &ArgMatches, register: &Register<impl Store>, lang: Lang) -> Outcome {
    let as_of = as_of(arguments, register)?;
    let _state = register.hold()?;
    let items = match conditions(arguments, register)? {
        None => register.worklist(Moment::Date(as_of))?,
        Some(query) => {
            let (items, _) = all(register, &query, Moment::Date(as_of), usize::MAX)?;
            items.into_iter().filter_map(CaseItem::into_work).collect()
        }
    };
    if let Some(file) = optional(arguments, "output") {
        let details = |item: &WorkItem| register.petition_for(item.id, confidential(arguments));
        return write(file, lang, |out| worklist_xlsx(&items, as_of, &letterhead(arguments), lang, out, details));
    }
    print!("{}", worklist_text(&items, lang, most(arguments), |item| register.petition(item.id).ok()));
    Ok(Done::Whole)
}

pub(crate) fn print_found(register: &Register<impl Store>, query: &CaseQuery, lang: Lang, most: usize) -> Outcome {
    let (items, more) = all(register, query, Moment::Date(today(register)?), most)?;
    match (items.is_empty(), lang) {
        (true, Lang::Vi) => println!("Không tìm thấy"),
        (true, Lang::En) => println!("Nothing was found"),
        (false, _) => print!("{}", found_text(&items, lang, |item| register.petition(item.id).ok())),
    }
    match (more, lang) {
        (true, Lang::Vi) => println!("… còn nữa: --all in tất cả"),
        (true, Lang::En) => println!("... there are more: --all prints them"),
        (false, _) => {}
    }
    Ok(Done::Whole)
}
