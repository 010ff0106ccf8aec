use std::{collections::BTreeMap, format, string::String, string::ToString, vec, vec::Vec};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::{
    calendar,
    case::{Case, Dimension, Number, Outcome, Terms, Turn, TurnKind},
    law::{self, Defaults, DueOrigin, PauseReason, Rulebook, RulebookEvent, Standing},
    ledger::{Head, Identity},
    time::Moment,
};

fn book() -> Rulebook {
    let mut book = Rulebook::default();
    let defaults = Defaults { calendar: "vn-state".into(), rules: vec!["vn-citizen-reception-2013".into()] };
    for event in [
        Rulebook::adopt_calendar(calendar::VIETNAM, "t").unwrap(),
        Rulebook::adopt_rule(law::CITIZEN_RECEPTION, "t").unwrap(),
        RulebookEvent::DefaultsChosen(defaults),
    ] {
        book.apply(event).unwrap();
    }
    book
}

fn start() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).unwrap()
}

/// A case as a random walk: what may follow what is the same as in a register.
fn some_case(book: &Rulebook, serial: u32, steps: &[(u8, u8)], source: u8) -> Case {
    let calendar = book.default_calendar().unwrap();
    let terms = Terms {
        calendar: calendar.reference().clone(),
        zone: calendar.zone(),
        rules: if source == 3 { vec![] } else { book.in_force(None, "proposal", start()).unwrap() },
        variant: None,
    };
    let mut day = start() + Days::new(u64::from(serial) * 7 % 120);
    let turn = |day, turn| Turn { at: Moment::Date(day), on_record: Moment::Date(day + Days::new(3)), entered: None, turn };
    let opened = turn(day, TurnKind::Opened { assigned_due: None, in_force: DueOrigin::Rule });
    let dimensions = BTreeMap::from([(Dimension::Source, format!("s{source}"))]);
    let mut case = Case::open(Number { book: "B".into(), year: 2026, serial }, terms, dimensions, opened);
    let (mut open, mut paused, mut merged, mut was_paused) = (true, false, false, false);
    for (what, gap) in steps {
        day = day + Days::new(u64::from(*gap));
        let next = match (what % 10, open, paused) {
            (0, true, _) => TurnKind::Closed { outcome: Outcome::Replied },
            (1, true, _) => TurnKind::Closed { outcome: Outcome::ForwardedOut },
            (2, true, false) => TurnKind::Paused { reason: PauseReason::AwaitingSupplement },
            (3, true, true) => TurnKind::Resumed,
            (4 | 5, true, _) => TurnKind::Assigned { unit: format!("u{}", what % 3), officer: None, due: None, helping: vec![] },
            (6, true, _) => TurnKind::Extended { by: 5 },
            (7, false, _) if merged => TurnKind::Unlinked,
            (7, false, _) => TurnKind::Reopened,
            (8, true, _) => TurnKind::Closed { outcome: Outcome::Merged },
            (9, false, _) if !merged => TurnKind::Published,
            _ => continue,
        };
        match next {
            TurnKind::Closed { outcome } => {
                (open, merged, was_paused) = (false, outcome == Outcome::Merged, paused);
                paused = false;
            }
            TurnKind::Reopened => open = true,
            TurnKind::Unlinked => (open, paused) = (true, was_paused),
            TurnKind::Paused { .. } => paused = true,
            TurnKind::Resumed => paused = false,
            _ => {}
        }
        case.push(turn(day, next));
    }
    case
}

fn some_cases() -> impl Strategy<Value = Vec<(Vec<(u8, u8)>, u8)>> {
    prop::collection::vec((prop::collection::vec((any::<u8>(), 0_u8..25), 0..9), 0_u8..4), 1..25)
}

fn id(n: usize) -> Identity {
    Identity::from_bytes((n as u128).to_be_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn everything_adds_up_and_equals_a_count_case_by_case(cases in some_cases(), as_of in 20_u64..200, kind in 0_usize..9) {
        let book = book();
        let as_of = start() + Days::new(as_of);
        let cases: Vec<Case> = (1..).zip(&cases).map(|(n, (steps, source))| some_case(&book, n, steps, *source)).collect();
        let mut columns = Columns::new(Head::default());
        for (n, case) in cases.iter().enumerate() {
            columns.push(id(n), case, &book).unwrap();
        }
        let periods = PeriodKind::ALL[kind].covering(start(), as_of);
        let ask = |by: Vec<Dimension>| columns.table(&Question::new(by, periods.clone(), as_of)).unwrap();
        let (all, by_source, by_unit) = (ask(vec![]), ask(vec![Dimension::Source]), ask(vec![Dimension::Unit, Dimension::Source]));
        for (index, period) in all.periods().iter().enumerate() {
            let end = period.end().pred_opt().unwrap().min(as_of);
            let total = &all.totals()[index];
            prop_assert!(total.is_balanced());
            // Additive over groups; units only shift cases among themselves.
            prop_assert_eq!(total, &by_source.totals()[index]);
            let units = &by_unit.totals()[index];
            prop_assert_eq!(units.get(Measure::MovedIn), units.get(Measure::MovedOut));
            prop_assert_eq!((units.open(), units.closed()), (total.open(), total.closed()));
            // The oracle: each case by itself, through its view of that day.
            let mut standings: BTreeMap<Option<Standing>, u64> = BTreeMap::new();
            for view in cases.iter().filter_map(|case| case.at(Moment::Date(end))) {
                *standings.entry(view.standing(Moment::Date(end), &book).unwrap()).or_default() += 1;
            }
            for (standing, measure) in [
                (Standing::InTime, Measure::OpenInTime), (Standing::DueSoon, Measure::OpenDueSoon), (Standing::Overdue, Measure::OpenOverdue),
                (Standing::Paused, Measure::OpenPaused), (Standing::NoDeadline, Measure::OpenNoDeadline),
            ] {
                prop_assert_eq!(total.get(measure), standings.get(&Some(standing)).copied().unwrap_or(0), "{} {}", measure, end);
            }
            let inside = |turn: &&Turn| period.start() <= turn.at.date() && turn.at.date() <= end;
            let turns = |wanted: fn(&TurnKind) -> bool| cases.iter().flat_map(Case::turns).filter(inside).filter(|turn| wanted(&turn.turn)).count() as u64;
            prop_assert_eq!(total.get(Measure::Received), turns(|turn| matches!(turn, TurnKind::Opened { .. })));
            prop_assert_eq!(total.get(Measure::Reopened), turns(|turn| matches!(turn, TurnKind::Reopened | TurnKind::Unlinked)));
            prop_assert_eq!(total.get(Measure::Merged), turns(|turn| matches!(turn, TurnKind::Closed { outcome: Outcome::Merged })));
            prop_assert_eq!(total.get(Measure::ForwardedOut), turns(|turn| matches!(turn, TurnKind::Closed { outcome: Outcome::ForwardedOut })));
            prop_assert_eq!(total.replied(), turns(|turn| matches!(turn, TurnKind::Closed { outcome: Outcome::Replied })));
        }
    }
}

#[test]
fn periods_of_a_kind_follow_each_other_and_administrative_ones_run_from_the_15th() {
    for kind in PeriodKind::ALL {
        let periods = kind.covering(start(), start() + Days::new(800));
        assert!(periods.windows(2).all(|pair| pair[0].end() == pair[1].start()), "{kind}");
        assert!(periods[0].start() <= start() && start() < periods[0].end(), "{kind}");
    }
    let quarter = |day: &str| PeriodKind::AdministrativeQuarter.containing(day.parse().unwrap()).unwrap();
    for (day, start, end, label) in [
        ("2025-12-14", "2025-09-15", "2025-12-15", "Quý 4/2025"),
        ("2025-12-15", "2025-12-15", "2026-03-15", "Quý 1/2026"),
        ("2026-03-14", "2025-12-15", "2026-03-15", "Quý 1/2026"),
        ("2026-06-15", "2026-06-15", "2026-09-15", "Quý 3/2026"),
    ] {
        let period = quarter(day);
        assert_eq!((period.start().to_string(), period.end().to_string()), (start.into(), String::from(end)));
        assert_eq!(period.label(crate::lang::Lang::Vi), label);
    }
    let year = PeriodKind::AdministrativeYear.containing("2025-12-20".parse().unwrap()).unwrap();
    assert_eq!((year.start().to_string(), year.label(crate::lang::Lang::Vi)), ("2025-12-15".into(), "Năm 2026".into()));
}

#[test]
fn a_rate_is_exact_and_none_where_there_is_nothing_to_divide_by() {
    let rate = |of, among| Rate { of, among }.to_string();
    assert_eq!(rate(0, 0), "n/a");
    assert_eq!(rate(2, 3), "66.7 %");
    assert_eq!(rate(1, 2000), "0.1 %"); // half a tenth rounds up
    assert_eq!(rate(7, 7), "100.0 %");
}

#[test]
fn periods_that_overlap_are_refused() {
    let month = PeriodKind::Month.containing(start()).unwrap();
    let year = PeriodKind::Year.containing(start()).unwrap();
    let question = Question::new(vec![], vec![month, year], start());
    let error = Columns::new(Head::default()).table(&question).unwrap_err().to_string();
    assert_eq!(
        error,
        "the period from 2026-01-01 begins before the one before it ends on 2026-02-01; give periods in order, without overlap"
    );
}

mod edges;
mod flat;
mod forms;
mod known;
mod measured;
mod outlook;
mod published;
mod ranking;
mod trend;
mod upkeep;
