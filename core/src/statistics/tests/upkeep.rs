//! What is kept up through very many entries is what a rebuild gives, and takes no more room.

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::units::UnitCatalogue;

const UNITS: &str = r#"
id = "office"
version = "1"
title = { vi = "Cơ quan", en = "Office" }
unit = [
    { id = "u0", name = { vi = "A", en = "A" }, until = 2026-03-31, becomes = ["m"] },
    { id = "u1", name = { vi = "B", en = "B" }, until = 2026-03-31, becomes = ["m"] },
    { id = "m", name = { vi = "M", en = "M" }, from = 2026-04-01 },
]
"#;

fn at(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(5, 0, 0).unwrap().and_utc()
}

/// So many cases, each told so often, in one ledger.
fn kept_up(count: u32, length: usize, units: UnitsBy) -> (Running, Columns, Question) {
    let book = book();
    let as_of = start() + Days::new(300);
    let question = Question {
        units,
        ..Question::new(vec![Dimension::Unit, Dimension::Source], PeriodKind::Month.covering(start(), as_of), as_of)
    };
    let catalogue = UnitCatalogue::from_toml(UNITS, "t").unwrap();
    let mut columns = Columns::new(Head::default());
    columns.push_units(at(start()), catalogue);
    let mut running = Running::new(columns.clone(), &question).unwrap();
    let whole: Vec<Case> = (0..count)
        .map(|n| {
            let steps = (0..length).map(|step| {
                let what = [4_u8, 2, 3, 5, 6, 2, 3, 22, 0, 7][(step + n as usize % 3) % 10];
                (what, 1 + (step as u8 + n as u8) % 5)
            });
            some_case(&book, n + 1, &steps.collect::<Vec<_>>(), (n % 3) as u8)
        })
        .collect();
    // Round by round, each case gets a turn more; every fifth time that of a week ago is told.
    for length in 1..=whole.iter().map(|case| case.turns().len()).max().unwrap() {
        for (n, case) in whole.iter().enumerate().filter(|(_, case)| case.turns().len() >= length) {
            let mut told = Case::open(case.number().clone(), case.terms().clone(), BTreeMap::new(), case.turns()[0].clone());
            told.set_dimension(Dimension::Source, String::from(case.dimension(Dimension::Source).unwrap()));
            case.turns()[1..length].iter().for_each(|turn| _ = told.push(turn.clone()));
            let late = if n % 5 == 0 { TimeDelta::days(9) } else { TimeDelta::zero() };
            let now = case.turns()[length - 1].known_from() + late;
            running.update(id(n), &told, now, &book, Head::default()).unwrap();
            columns.update(id(n), &told, now, &book).unwrap();
        }
    }
    (running, columns, question)
}

#[test]
fn very_many_updates_give_what_a_rebuild_gives_and_leave_nothing_behind() {
    for units in [UnitsBy::OfTheTime, UnitsBy::Successor] {
        let (running, columns, question) = kept_up(900, 14, units);
        assert_eq!(running.table().unwrap(), columns.table(&question).unwrap());
        // A rebuild reads each case once, as it is now.
        let book = book();
        let mut anew = Columns::new(Head::default());
        anew.push_units(at(start()), UnitCatalogue::from_toml(UNITS, "t").unwrap());
        for n in 0..900_usize {
            let steps = (0..14_usize).map(|step| {
                let what = [4_u8, 2, 3, 5, 6, 2, 3, 22, 0, 7][(step + n % 3) % 10];
                (what, 1 + (step as u8 + n as u8) % 5)
            });
            anew.push(id(n), &some_case(&book, n as u32 + 1, &steps.collect::<Vec<_>>(), (n % 3) as u8), &book).unwrap();
        }
        assert_eq!(running.table().unwrap().rows(), anew.table(&question).unwrap().rows());
        let (kept, least) = (running.columns().bytes(), anew.bytes());
        assert!(kept <= least * 2 + 200_000, "{kept} bytes, a rebuild has {least}");
    }
}
