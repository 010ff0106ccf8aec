//! The command line: arguments in, the library called, text out.
//!
//! Exit codes: 0, it was done; 1, it failed and nothing was half-written; 2, the arguments are
//! wrong; 3, it was done, and some rows of the sheet were refused (each is named); 4, a review found
//! what would be decided otherwise (each is named); 5, texts were erased, and copies or entries that
//! the register cannot reach may hold them still (each is named).

mod arguments;
mod calendar;
mod copies;
mod demo;
mod erase;
mod feed;
mod letter;
mod lists;
mod open311;
mod report;
mod run;
mod shared;
mod sheet;
mod standards;
mod tables;
mod verify;
mod workbook;

use std::process::ExitCode;

fn main() -> ExitCode {
    let matches = arguments::command().get_matches();
    match run::run(&matches) {
        Ok(done) => done.into(),
        Err(error) => {
            eprintln!("kiennghi: {error}");
            ExitCode::FAILURE
        }
    }
}
