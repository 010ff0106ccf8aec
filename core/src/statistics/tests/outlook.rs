use super::*;
use crate::case::{WorkItem, worklist};

/// The worklist of a day, of cases received on it and before.
fn items(book: &Rulebook, as_of: NaiveDate) -> Vec<WorkItem> {
    let mut items = Vec::new();
    for n in 1..=120 {
        let case = some_case(book, n, &[(4 + (n % 3) as u8, 0), (if n % 7 == 0 { 2 } else { 6 }, 1)], (n % 4) as u8);
        items.extend(worklist(id(n as usize), &case, Moment::Date(as_of), book).unwrap());
    }
    items
}

#[test]
fn each_overdue_case_is_in_the_band_of_its_working_days_and_in_no_other() {
    let book = book();
    let items = items(&book, start() + Days::new(110));
    let bands = Band::ending(AGEING_BANDS);
    let told: Vec<_> = bands.iter().map(|band| (band.from, band.to)).collect();
    assert_eq!(told, [(0, Some(5)), (6, Some(10)), (11, Some(20)), (21, None)]);
    let ageing = ageing(&items, &bands);
    let mut seen = 0;
    for unit in &ageing {
        assert_eq!(unit.cases.len(), 4);
        for (band, ids) in &unit.cases {
            for one in ids {
                let item = items.iter().find(|item| item.id == *one).unwrap();
                let days = -item.days_left.unwrap();
                assert!(item.standing == Standing::Overdue && item.unit == unit.unit);
                assert!(i64::from(band.from) <= days.into() && band.to.is_none_or(|to| i64::from(days) <= to.into()), "{days}");
                seen += 1;
            }
        }
    }
    assert_eq!(seen, items.iter().filter(|item| item.standing == Standing::Overdue).count());
    assert!(bands.iter().all(|band| ageing.iter().any(|unit| unit.cases.iter().any(|(b, ids)| b == band && !ids.is_empty()))));
}

#[test]
fn what_falls_due_is_each_case_with_a_due_day_in_reach_and_no_other() {
    let book = book();
    let as_of = start() + Days::new(100);
    let items = items(&book, as_of);
    for within in [Horizon::CalendarDays(10), Horizon::WorkingDays(7)] {
        let due = falls_due(&items, as_of, within);
        let told: BTreeMap<Identity, NaiveDate> =
            due.iter().flat_map(|unit| &unit.cases).flat_map(|(day, ids)| ids.iter().map(|id| (*id, *day))).collect();
        let wanted = items.iter().filter(|item| matches!(item.standing, Standing::InTime | Standing::DueSoon)).filter(|item| {
            let date = item.due.unwrap().date();
            match within {
                Horizon::CalendarDays(days) => date <= as_of + Days::new(days.into()),
                Horizon::WorkingDays(days) => item.days_left.unwrap() <= days.into(),
            }
        });
        let wanted: BTreeMap<Identity, NaiveDate> = wanted.map(|item| (item.id, item.due.unwrap().date())).collect();
        assert!(!wanted.is_empty());
        assert_eq!(told, wanted);
    }
    let today = falls_due(&items, as_of, Horizon::CalendarDays(0));
    assert!(today.iter().all(|unit| unit.cases.len() == 1 && unit.cases[0].0 == as_of) && !today.is_empty());
}
