//! The main job with no set-up: a sheet into a register, and what an office asks of it.

use std::{env, fs, process};

use chrono::NaiveDate;
use clap::ArgMatches;
use kiennghi::{
    case::{Dimension, World},
    lang::Lang,
    law::{Stage, day_text},
    register::Register,
    statistics::{PeriodKind, Question},
    store::Store,
    time::Moment,
};
use kiennghi_exchange::{check_headings, deadline_text, import, read_sheet, read_sheet_file, report_text, table_text};

use crate::shared::{Done, Outcome, as_of, covering, mapping, most, optional, print_worklist, world};

/// The register sheet of an invented office: see `exchange/sample/README.md`.
const SAMPLE: &[u8] = include_bytes!("../../exchange/sample/so-dang-ky-2026.csv");
/// The day up to which the sample was kept. Its output is the same on every day it is run.
const SAMPLE_AS_OF: &str = "2026-11-20";

pub(crate) fn run(arguments: &ArgMatches, lang: Lang) -> Outcome {
    let file = optional(arguments, "file");
    let sheet = match file {
        Some(path) => read_sheet_file(path)?,
        None => read_sheet(SAMPLE, "so-dang-ky-2026.csv")?,
    };
    let mapping = mapping(optional(arguments, "mapping"))?;
    check_headings(&sheet, &mapping)?; // before a register is made for nothing
    let mut world = world()?;
    if file.is_none() {
        // The evening of that day: the sheet's own present.
        let evening: NaiveDate = SAMPLE_AS_OF.parse()?;
        world.now = evening.and_hms_opt(10, 0, 0).unwrap_or_default().and_utc();
    }
    let folder = env::temp_dir().join(format!("kiennghi-demo-{}", process::id()));
    let (place, keep) = match optional(arguments, "keep") {
        Some(path) => (path.to_owned(), true),
        None => {
            fs::create_dir_all(&folder)?;
            (folder.join("so-kien-nghi.db").to_string_lossy().into_owned(), false)
        }
    };
    let shown = show(&place, &sheet, &mapping, &world, arguments, lang);
    if !keep {
        fs::remove_dir_all(&folder)?;
    }
    // The bundled sheet has bad rows on purpose: refusing them is what was to be shown.
    shown.map(|done| if file.is_none() { Done::Whole } else { done })
}

fn show(
    place: &str,
    sheet: &kiennghi_exchange::Sheet,
    mapping: &kiennghi_exchange::Mapping,
    world: &World,
    arguments: &ArgMatches,
    lang: Lang,
) -> Outcome {
    let mut register = kiennghi_store::open_or_create(place, world)?;
    let report = import(&mut register, sheet, mapping, world)?;
    let head = register.verify()?;
    let day = match (optional(arguments, "as-of"), optional(arguments, "file")) {
        (None, None) => SAMPLE_AS_OF.parse()?,
        _ => as_of(arguments, &register)?,
    };
    title(match lang {
        Lang::Vi => "NHẬP SỔ",
        Lang::En => "IMPORT",
    });
    print!("{}", report_text(&report, lang));
    match lang {
        Lang::Vi => println!("Sổ cái nguyên vẹn: {} mục.", head.sequence),
        Lang::En => println!("The ledger is whole: {} entries.", head.sequence),
    }
    let as_of = day_text(day, lang);
    title(&match lang {
        Lang::Vi => format!("(a) DANH SÁCH VIỆC, tính đến hết {as_of}"),
        Lang::En => format!("(a) WORKLIST, as of the end of {as_of}"),
    });
    print_worklist(&register, day, lang, most(arguments))?;
    title(match lang {
        Lang::Vi => "(b) THỐNG KÊ THEO NGUỒN VÀ QUÝ",
        Lang::En => "(b) COUNTS BY SOURCE AND QUARTER",
    });
    let columns = register.columns()?;
    let periods = covering(&columns, PeriodKind::Quarter, day);
    let table = columns.table(&Question::new(vec![Dimension::Source], periods, day))?;
    print!("{}", table_text(&table, lang));
    title(match lang {
        Lang::Vi => "(c) VÌ SAO LÀ HẠN ĐÓ",
        Lang::En => "(c) WHY IT IS DUE THEN",
    });
    explain_one(&register, day, lang)?;
    Ok(Done::after(&report))
}

fn title(text: &str) {
    println!("\n━━ {text} ━━\n");
}

/// The open petition whose due date takes most explaining.
fn explain_one(register: &Register<impl Store>, day: NaiveDate, lang: Lang) -> Result<(), Box<dyn std::error::Error>> {
    let mut longest: Option<(usize, _, _)> = None;
    for item in register.worklist(Moment::Date(day))? {
        if let Some(deadline) = register.deadline(item.id, Stage::Reply)?.filter(|deadline| deadline.due().is_some()) {
            let steps = deadline.steps().len();
            if longest.as_ref().is_none_or(|(known, ..)| *known < steps) {
                longest = Some((steps, item.id, deadline));
            }
        }
    }
    if let Some((_, id, deadline)) = longest {
        print!("{}", deadline_text(&register.petition(id)?, &deadline, lang));
    }
    Ok(())
}
