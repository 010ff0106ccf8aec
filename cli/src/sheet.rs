//! A sheet into a register.
//!
//! Promises: nothing is made before the file, the mapping and the headings are known to be right; a dry
//! run into a register that is not there leaves none.

use std::{error::Error, ops::ControlFlow, path::Path};

use clap::ArgMatches;
use kiennghi::{lang::Lang, register::Register, store::MemoryStore};
use kiennghi_exchange::{
    ImportMode, ImportReport, Mapping, Reading, Sheet, check_headings, import_as, read_sheet_file_as, report_text,
    suggest_mapping,
};

use crate::shared::{Done, Outcome, mapping, optional, text, world};

pub(crate) fn run(arguments: &ArgMatches, lang: Lang) -> Outcome {
    let mapping = mapping(optional(arguments, "mapping"))?;
    let encoding = optional(arguments, "encoding").map(str::parse).transpose()?;
    let reading = Reading { encoding, sheet: optional(arguments, "sheet"), mapping: Some(&mapping) };
    let sheet = read_sheet_file_as(text(arguments, "file"), &reading)?;
    check_headings(&sheet, &mapping)?;
    let mode = match (arguments.get_flag("dry-run"), arguments.get_flag("all-or-nothing")) {
        (true, _) => ImportMode::DryRun,
        (false, true) => ImportMode::AllOrNothing,
        (false, false) => ImportMode::RowByRow,
    };
    let report = take(text(arguments, "register"), &sheet, &mapping, mode)?;
    print!("{}", report_text(&report, lang));
    Ok(Done::after(&report))
}

/// Is there a register, or somewhere that one can be?
fn is_there(place: &str) -> bool {
    place.contains("://") || Path::new(place).exists()
}

/// Takes a sheet into the register of that place, which is made if there is none; a dry run makes none.
pub(crate) fn take(place: &str, sheet: &Sheet, mapping: &Mapping, mode: ImportMode) -> Result<ImportReport, Box<dyn Error>> {
    let (world, go_on) = (world()?, &mut |_| ControlFlow::Continue(()));
    Ok(match (mode, is_there(place)) {
        (ImportMode::DryRun, false) => {
            let mut register = Register::create(MemoryStore::new(), &world)?;
            import_as(&mut register, sheet, mapping, &world, mode, go_on)?
        }
        (ImportMode::DryRun, true) => import_as(&mut kiennghi_store::open(place)?, sheet, mapping, &world, mode, go_on)?,
        _ => import_as(&mut kiennghi_store::open_or_create(place, &world)?, sheet, mapping, &world, mode, go_on)?,
    })
}

/// Prints a mapping that is proposed for a sheet.
pub(crate) fn suggest(arguments: &ArgMatches) -> Outcome {
    let encoding = optional(arguments, "encoding").map(str::parse).transpose()?;
    let reading = Reading { encoding, sheet: optional(arguments, "sheet"), mapping: None };
    let suggestion = suggest_mapping(&read_sheet_file_as(text(arguments, "file"), &reading)?)?;
    print!("{}", suggestion.to_toml());
    Ok(Done::Whole)
}
