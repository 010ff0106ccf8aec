//! Copies of a register: a backup, the ledger as lines, and a register made from them.

use clap::ArgMatches;
use kiennghi::lang::Lang;
use kiennghi_exchange::{export_ledger_file, import_ledger_file};
use kiennghi_store::{backup_to, empty_store};

use crate::shared::{Done, Outcome, text, world};

/// Makes the copy that is asked for and prints the head that it holds, which `verify --head` takes.
pub(crate) fn run(name: &str, arguments: &ArgMatches, lang: Lang) -> Outcome {
    let (what, arguments) = arguments.subcommand().unwrap_or((name, arguments));
    let (register, file) = (text(arguments, "register"), text(arguments, "file"));
    let head = match what {
        "export" => export_ledger_file(&mut kiennghi_store::open(register)?, file, &world()?)?,
        "import" => import_ledger_file(empty_store(register)?, file)?.head()?,
        _ => backup_to(&mut kiennghi_store::open(register)?, file, &world()?)?,
    };
    match lang {
        Lang::Vi => println!("Mã cuối: {head}"),
        Lang::En => println!("Head: {head}"),
    }
    Ok(Done::Whole)
}
