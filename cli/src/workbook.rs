//! A workbook in place of what would be printed.
//!
//! Promises: the name of the file is printed, and what of its texts a cell could not hold is said.

use clap::ArgMatches;
use kiennghi::{lang::Lang, register::Register, store::Store, time::Moment};
use kiennghi_exchange::{Changed, ExchangeError, FileOut, Letterhead, RegisterSheet, SheetFormat, register_file, xlsx_file};

use crate::{
    lists::confidential,
    shared::{Done, Outcome, optional, text, today, world},
};

/// Whose sheet it is.
pub(crate) fn letterhead(arguments: &ArgMatches) -> Letterhead {
    let given = |name| optional(arguments, name).map(str::to_owned);
    Letterhead { parent: given("parent"), agency: given("agency") }
}

/// Writes the workbook and prints its name.
pub(crate) fn write(file: &str, lang: Lang, workbook: impl FnOnce(FileOut<'_>) -> Result<Changed, ExchangeError>) -> Outcome {
    let changed = xlsx_file(file, workbook)?;
    println!("{file}");
    say(changed, lang);
    Ok(Done::Whole)
}

/// Every petition as it stands, to a file.
pub(crate) fn export(arguments: &ArgMatches, register: &mut Register<impl Store>, lang: Lang) -> Outcome {
    let (file, at) = (text(arguments, "file"), Moment::Date(today(register)?));
    let format = SheetFormat::of(file).ok_or_else(|| format!("{file}: give a name that ends in .xlsx or .csv"))?;
    let sheet = RegisterSheet { at, confidential: confidential(arguments), letterhead: letterhead(arguments), lang };
    let written = register_file(register, &sheet, format, file, &world()?)?;
    match lang {
        Lang::Vi => println!("{file}: {} vụ", written.rows),
        Lang::En => println!("{file}: {} petitions", written.rows),
    }
    say(written.changed, lang);
    Ok(Done::Whole)
}

/// What cells could not hold.
fn say(changed: Changed, lang: Lang) {
    let Changed { cut, replaced } = changed;
    match lang {
        _ if changed == Changed::default() => {}
        Lang::Vi => println!("Ô không chứa được: {cut} văn bản dài đã cắt, {replaced} văn bản có ký tự điều khiển đã thay"),
        Lang::En => println!("What cells cannot hold: {cut} long texts were cut, {replaced} had control characters replaced"),
    }
}
