//! Erasing a person's texts: the plan first, and nothing more unless it is confirmed.
//!
//! Promises: what would be erased, and what cannot be reached, is printed before anything is; the name
//! itself is never printed.

use clap::ArgMatches;
use kiennghi::{
    lang::Lang,
    register::{Erasure, ErasureGrounds, ErasureSubject, Register, RegisterError},
    store::Store,
};

use crate::shared::{Done, Outcome, optional, text, world};

/// Prints the plan; with `--confirm`, erases.
pub(crate) fn run(arguments: &ArgMatches, mut register: Register<impl Store>, lang: Lang) -> Outcome {
    let number = optional(arguments, "number").map(str::parse).transpose()?;
    let subject = match number {
        Some(number) => ErasureSubject::Petition(register.find(&number)?),
        None => ErasureSubject::Name(text(arguments, "name")),
    };
    if !arguments.get_flag("confirm") {
        print(&register.erasure_plan(subject)?, lang);
        match lang {
            Lang::Vi => println!("Chưa xóa gì: thêm --confirm, --reason và --citation để xóa; không thể khôi phục"),
            Lang::En => println!("Nothing was erased: add --confirm, --reason and --citation to erase; it cannot be undone"),
        }
        return Ok(Done::Whole);
    }
    let grounds = ErasureGrounds { reason: text(arguments, "reason").into(), citation: text(arguments, "citation").into() };
    let erasure = match register.erase(subject, &grounds, &world()?) {
        // The texts are gone from the register; what is left in its files is another's doing.
        Err(error @ RegisterError::NotPurged { .. }) => return Err(format!("{error}: run the same command again").into()),
        done => done?,
    };
    if erasure.entry.is_none() {
        // What an erasure before this one left in the files, since others were reading then.
        register.purge()?;
    }
    print(&erasure, lang);
    match (erasure.entry, lang) {
        (Some(entry), Lang::Vi) => println!("Đã xóa; ghi ở mục {entry}"),
        (Some(entry), Lang::En) => println!("Erased; entry {entry} records it"),
        (None, Lang::Vi) => println!("Không có gì để xóa"),
        (None, Lang::En) => println!("There was nothing to erase"),
    }
    match erasure.copies.is_empty() && erasure.held_openly.is_empty() {
        true => Ok(Done::Whole),
        false => Ok(Done::WithTextsLeft),
    }
}

fn print(erasure: &Erasure, lang: Lang) {
    let numbers: Vec<_> = erasure.petitions.iter().map(|(_, number)| number.to_string()).collect();
    match lang {
        Lang::Vi => println!("{} nội dung trong {} vụ: {}", erasure.texts, numbers.len(), numbers.join(", ")),
        Lang::En => println!("{} texts in {} petitions: {}", erasure.texts, numbers.len(), numbers.join(", ")),
    }
    for entry in &erasure.held_openly {
        match lang {
            Lang::Vi => println!("Không xóa được: mục {entry} của sổ cái ghi nội dung ở dạng mở"),
            Lang::En => println!("Out of reach: entry {entry} of the ledger holds such a text openly"),
        }
    }
    for copy in &erasure.copies {
        let (kind, label, entry) = (copy.kind.label(lang).to_lowercase(), &copy.label, copy.entry);
        match lang {
            Lang::Vi => println!("Không xóa được: {kind} {label} (mục {entry}) có thể còn nội dung"),
            Lang::En => println!("Out of reach: the {kind} {label} (entry {entry}) may hold such texts"),
        }
    }
}
