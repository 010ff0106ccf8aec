//! The edges, one by one, as the head of the module decides them. All is received on Monday 2 March
//! 2026 and due on Monday 16 March, if nothing else is said.

use chrono::{DateTime, Utc};

use super::*;
use crate::{case::Counted, units::UnitCatalogue};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn turn(at: &str, turn: TurnKind) -> Turn {
    Turn { at: Moment::Date(day(at)), on_record: Moment::Date(day(at)), entered: None, turn }
}

fn case(received: &str, rules: &[&str], turns: Vec<Turn>) -> Case {
    let book = book();
    let calendar = book.default_calendar().unwrap();
    let rules = rules.iter().flat_map(|rule| book.in_force(Some(&[rule.to_string()]), "proposal", day(received)).unwrap());
    let terms = Terms { calendar: calendar.reference().clone(), zone: calendar.zone(), rules: rules.collect(), variant: None };
    let opened = turn(received, TurnKind::Opened { assigned_due: None, in_force: DueOrigin::Rule });
    let mut case = Case::open(Number { book: "B".into(), year: 2026, serial: 1 }, terms, BTreeMap::new(), opened);
    turns.into_iter().for_each(|turn| _ = case.push(turn));
    case
}

const RULE: [&str; 1] = ["vn-citizen-reception-2013"];

fn assigned(unit: &str) -> TurnKind {
    TurnKind::Assigned { unit: unit.into(), officer: None, due: None, helping: vec![] }
}

fn closed(outcome: Outcome) -> TurnKind {
    TurnKind::Closed { outcome }
}

fn paused() -> TurnKind {
    TurnKind::Paused { reason: PauseReason::AwaitingSupplement }
}

fn columns(cases: &[Case]) -> Columns {
    let mut columns = Columns::new(Head::default());
    for (n, case) in cases.iter().enumerate() {
        columns.push(id(n), case, &book()).unwrap();
    }
    columns
}

fn asked(by: &[Dimension], as_of: &str) -> Question {
    Question::new(by.to_vec(), PeriodKind::Month.covering(day("2026-03-01"), day(as_of)), day(as_of))
}

/// All counts of a row that are not zero, by their codes.
fn counts(counts: &Counts) -> Vec<(&'static str, u64)> {
    Measure::ALL.iter().map(|measure| (measure.code(), counts.get(*measure))).filter(|(_, count)| *count > 0).collect()
}

/// The counts of each month, all cases together.
fn monthly(cases: &[Case], as_of: &str) -> Vec<Vec<(&'static str, u64)>> {
    let table = columns(cases).table(&asked(&[], as_of)).unwrap();
    table.totals().iter().map(counts).collect()
}

/// A unit, the place of a month, and the counts that are not zero.
type Line = (String, usize, Vec<(&'static str, u64)>);

/// The counts of each unit in each month.
fn by_unit(columns: &Columns, question: &Question) -> Vec<Line> {
    let table = columns.table(question).unwrap();
    let row = |row: &Row| (row.keys[0].clone().unwrap_or_default(), row.period, counts(&row.counts));
    table.rows().iter().map(row).filter(|(.., counts)| !counts.is_empty()).collect()
}

#[test]
fn a_period_is_half_open_and_a_day_asked_about_is_seen_to_its_end() {
    let answered = case("2026-03-02", &RULE, vec![turn("2026-03-16", closed(Outcome::Replied))]);
    let on_the_first = case("2026-04-01", &RULE, vec![]);
    assert_eq!(
        monthly(&[answered.clone(), on_the_first], "2026-04-01"),
        [vec![("received", 1), ("replied_on_time", 1)], vec![("received", 1), ("open_in_time", 1)]]
    );
    assert_eq!(monthly(std::slice::from_ref(&answered), "2026-03-15"), [vec![("received", 1), ("open_due_soon", 1)]]);
    assert_eq!(monthly(&[answered], "2026-03-16"), [vec![("received", 1), ("replied_on_time", 1)]]);
}

#[test]
fn a_case_that_was_reopened_was_closed_twice_and_reopened_once() {
    let turns = vec![
        turn("2026-03-10", closed(Outcome::Replied)),
        turn("2026-04-01", TurnKind::Reopened),
        turn("2026-04-02", closed(Outcome::NotAccepted)),
    ];
    assert_eq!(
        monthly(&[case("2026-03-02", &RULE, turns)], "2026-04-30"),
        [vec![("received", 1), ("replied_early", 1)], vec![("reopened", 1), ("not_accepted", 1)]]
    );
}

#[test]
fn a_case_that_was_separated_again_is_reopened_under_the_due_date_that_it_always_had() {
    let turns = vec![turn("2026-03-10", closed(Outcome::Merged)), turn("2026-04-01", TurnKind::Unlinked)];
    assert_eq!(
        monthly(&[case("2026-03-02", &RULE, turns)], "2026-04-30"),
        [vec![("received", 1), ("merged", 1)], vec![("reopened", 1), ("open_overdue", 1)]]
    );
}

#[test]
fn a_void_number_is_counted_in_no_period() {
    let turns = vec![turn("2026-04-10", TurnKind::Voided)];
    assert_eq!(monthly(&[case("2026-03-02", &RULE, turns)], "2026-04-30"), [vec![], vec![]]);
}

#[test]
fn a_case_closed_on_the_day_it_came_is_received_and_closed_on_that_day() {
    let turns = vec![turn("2026-03-31", closed(Outcome::ForwardedOut))];
    assert_eq!(monthly(&[case("2026-03-31", &RULE, turns)], "2026-04-30"), [vec![("received", 1), ("forwarded_out", 1)], vec![]]);
}

#[test]
fn a_case_belongs_to_whoever_first_got_it_and_moves_count_in_both_units() {
    let cases = [case(
        "2026-03-02",
        &RULE,
        vec![
            turn("2026-03-04", assigned("a")),
            turn("2026-03-31", assigned("b")),
            turn("2026-04-01", assigned("c")),
            turn("2026-04-02", assigned("d")),
        ],
    )];
    assert_eq!(
        by_unit(&columns(&cases), &asked(&[Dimension::Unit], "2026-04-30")),
        [
            ("a".into(), 0, vec![("received", 1), ("moved_out", 1)]),
            ("b".into(), 0, vec![("moved_in", 1), ("open_overdue", 1)]),
            ("b".into(), 1, vec![("opening", 1), ("moved_out", 1)]),
            // It came and went within the month.
            ("c".into(), 1, vec![("moved_in", 1), ("moved_out", 1)]),
            ("d".into(), 1, vec![("moved_in", 1), ("open_overdue", 1)]),
        ]
    );
}

#[test]
fn what_stands_still_at_the_end_is_paused_and_a_reply_in_a_pause_is_judged_as_if_it_had_ended_that_day() {
    let stopped = vec![turn("2026-03-10", paused())];
    assert_eq!(
        monthly(&[case("2026-03-02", &RULE, stopped.clone())], "2026-04-30"),
        [vec![("received", 1), ("open_paused", 1)], vec![("opening", 1), ("open_paused", 1)]]
    );
    let answered = [stopped, vec![turn("2026-03-31", closed(Outcome::Replied))]].concat();
    assert_eq!(monthly(&[case("2026-03-02", &RULE, answered)], "2026-03-31"), [vec![("received", 1), ("replied_early", 1)]]);
    // From the day of the pause on it is paused, from the day it runs again it isn't.
    let resumed = vec![turn("2026-03-31", paused()), turn("2026-04-01", TurnKind::Resumed)];
    assert_eq!(
        monthly(&[case("2026-03-25", &RULE, resumed)], "2026-04-01"),
        [vec![("received", 1), ("open_paused", 1)], vec![("opening", 1), ("open_in_time", 1)]]
    );
}

#[test]
fn what_has_no_deadline_is_in_no_rate_and_so_are_those_that_are_no_replies() {
    let replied = |rules: &[&str], at: &str| case("2026-03-02", rules, vec![turn(at, closed(Outcome::Replied))]);
    let otherwise = |outcome| case("2026-03-02", &RULE, vec![turn("2026-03-30", closed(outcome))]);
    let cases = [
        replied(&[], "2026-03-30"),
        replied(&RULE, "2026-03-30"),
        replied(&RULE, "2026-03-05"),
        otherwise(Outcome::ForwardedOut),
        otherwise(Outcome::NotAccepted),
        otherwise(Outcome::Reclassified),
        otherwise(Outcome::Withdrawn),
    ];
    let table = columns(&cases).table(&asked(&[], "2026-03-31")).unwrap();
    let row = &table.rows()[0];
    assert_eq!(row.counts.on_time_rate(), Rate { of: 1, among: 2 });
    assert_eq!((row.counts.replied(), row.counts.closed()), (3, 7));
    assert_eq!(row.figures.recording_lag, Mean { sum: 0, count: 3 });
    assert_eq!(row.figures.on_time_originally, Rate { of: 1, among: 2 });
}

#[test]
fn an_extension_or_promise_moves_what_counts_and_the_date_before_is_told_beside_it() {
    let promised = TurnKind::Promised { due: Moment::Date(day("2026-03-25")), in_force: DueOrigin::Promised };
    let reply = || turn("2026-03-18", closed(Outcome::Replied));
    let cases = [
        case("2026-03-02", &RULE, vec![turn("2026-03-10", TurnKind::Extended { by: 2 }), reply()]),
        case("2026-03-02", &RULE, vec![turn("2026-03-10", promised), reply()]),
        case("2026-03-02", &RULE, vec![reply()]),
    ];
    let table = columns(&cases).table(&asked(&[], "2026-03-31")).unwrap();
    let row = &table.rows()[0];
    assert_eq!(counts(&row.counts), [("received", 3), ("replied_early", 1), ("replied_on_time", 1), ("replied_late", 1)]);
    assert_eq!(row.figures.on_time_originally, Rate { of: 0, among: 3 });
}

#[test]
fn letters_of_one_matter_are_counted_each_once_or_as_each_link_says() {
    let merged = |counted| {
        let mut case = case("2026-03-02", &RULE, vec![turn("2026-04-10", closed(Outcome::Merged))]);
        case.set_counted_each(counted);
        case
    };
    let columns = columns(&[case("2026-03-02", &RULE, vec![]), merged(Counted::Each), merged(Counted::Once)]);
    let received = |duplicates, as_of| {
        let table = columns.table(&Question { duplicates, ..asked(&[], as_of) }).unwrap();
        (table.totals()[0].get(Measure::Received), table.totals().last().unwrap().get(Measure::Merged))
    };
    assert_eq!(received(Duplicates::Each, "2026-04-30"), (3, 2));
    assert_eq!(received(Duplicates::AsLinked, "2026-04-30"), (2, 1));
    assert_eq!(received(Duplicates::Once, "2026-04-30"), (1, 0));
    // Before they were linked nobody knew that they were one matter.
    assert_eq!(received(Duplicates::Once, "2026-04-09"), (3, 0));
}

#[test]
fn a_score_counts_when_it_was_given_for_the_unit_that_replied() {
    let turns = vec![
        turn("2026-03-03", assigned("a")),
        turn("2026-03-10", closed(Outcome::Replied)),
        turn("2026-04-02", TurnKind::Rated { score: 4 }),
        turn("2026-04-03", TurnKind::Reopened),
        turn("2026-04-06", assigned("b")),
    ];
    let table = columns(&[case("2026-03-02", &RULE, turns)]).table(&asked(&[Dimension::Unit], "2026-04-30")).unwrap();
    let rated = table.rows().iter().filter(|row| row.figures.rating.count > 0);
    let rated: Vec<_> = rated.map(|row| (row.keys[0].as_deref(), row.period, row.figures.rating.sum)).collect();
    assert_eq!(rated, [(Some("a"), 1, 4)]);
}

#[test]
fn an_outcome_is_published_once_when_it_was_for_the_unit_that_closed_the_case() {
    let turns = vec![
        turn("2026-03-03", assigned("a")),
        turn("2026-03-10", closed(Outcome::Replied)),
        turn("2026-04-02", TurnKind::Published),
        turn("2026-04-03", TurnKind::Published),
        turn("2026-04-06", TurnKind::Reopened),
        turn("2026-04-07", assigned("b")),
        turn("2026-05-04", closed(Outcome::ForwardedOut)),
        turn("2026-05-05", TurnKind::Published),
    ];
    // One whose line tells it, and one that waited longer than a line can say.
    let plain = |published: &str| {
        let turns = vec![
            turn("2026-03-03", assigned("c")),
            turn("2026-03-04", closed(Outcome::NotAccepted)),
            turn(published, TurnKind::Published),
        ];
        case("2026-03-02", &RULE, turns)
    };
    let cases = [case("2026-03-02", &RULE, turns), plain("2026-03-20"), plain("2027-03-20")];
    let table = columns(&cases).table(&asked(&[Dimension::Unit], "2026-05-31")).unwrap();
    let published = table.rows().iter().filter(|row| row.counts.get(Measure::Published) > 0);
    let published: Vec<_> =
        published.map(|row| (row.keys[0].as_deref(), row.period, row.counts.get(Measure::Published))).collect();
    assert_eq!(published, [(Some("a"), 1, 1), (Some("b"), 2, 1), (Some("c"), 0, 1)]);
    let later = columns(&cases).table(&asked(&[], "2027-03-31")).unwrap();
    assert_eq!(later.totals().last().unwrap().get(Measure::Published), 1);
}

#[test]
fn what_is_due_is_computed_anew_once_the_case_is_taken_up_where_the_term_starts_there() {
    let mut book = book();
    book.apply(Rulebook::adopt_rule(law::DENUNCIATIONS_2018, "t").unwrap()).unwrap();
    let calendar = book.default_calendar().unwrap();
    let rules = book.in_force(Some(&["vn-denunciations-2018".into()]), "denunciation", day("2026-03-02")).unwrap();
    let terms = Terms { calendar: calendar.reference().clone(), zone: calendar.zone(), rules, variant: None };
    let opened = turn("2026-03-02", TurnKind::Opened { assigned_due: None, in_force: DueOrigin::Rule });
    let mut case = Case::open(Number { book: "B".into(), year: 2026, serial: 1 }, terms, BTreeMap::new(), opened);
    case.push(turn("2026-04-01", assigned("a")));
    case.push(turn("2026-04-02", TurnKind::Accepted));
    let mut columns = Columns::new(Head::default());
    columns.push(id(1), &case, &book).unwrap();
    let table = columns.table(&asked(&[], "2026-06-30")).unwrap();
    let standing: Vec<_> = table.totals().iter().map(|total| counts(total)[1].0).collect();
    // Thirty days from 2 April end on Saturday 2 May, and so on Monday 4 May.
    assert_eq!(standing, ["open_no_deadline", "open_due_soon", "open_overdue", "open_overdue"]);
}

// ---- units that carry others on

/// `a` and `b` were merged into `m` on 1 April; `s` was split into `s1` and `s2`; `c` became `d` and
/// that `e`; `x` just ended.
const UNITS: &str = r#"
id = "office"
version = "1"
title = { vi = "Cơ quan", en = "Office" }
unit = [
    { id = "a", name = { vi = "A", en = "A" }, until = 2026-03-31, becomes = ["m"] },
    { id = "b", name = { vi = "B", en = "B" }, until = 2026-03-31, becomes = ["m"] },
    { id = "m", name = { vi = "M", en = "M" }, from = 2026-04-01 },
    { id = "s", name = { vi = "S", en = "S" }, until = 2026-03-31, becomes = ["s1", "s2"] },
    { id = "s1", name = { vi = "S1", en = "S1" }, from = 2026-04-01 },
    { id = "s2", name = { vi = "S2", en = "S2" }, from = 2026-04-01 },
    { id = "c", name = { vi = "C", en = "C" }, until = 2026-03-31, becomes = ["d"] },
    { id = "d", name = { vi = "D", en = "D" }, from = 2026-04-01, until = 2026-04-30, becomes = ["e"] },
    { id = "e", name = { vi = "E", en = "E" }, from = 2026-05-01 },
    { id = "x", name = { vi = "X", en = "X" }, until = 2026-03-31 },
]
"#;

fn successors() -> (Columns, Vec<Case>) {
    let cases: Vec<Case> = ["a", "b", "s", "c", "x", "of-no-catalogue"]
        .iter()
        .map(|unit| case("2026-03-02", &RULE, vec![turn("2026-03-03", assigned(unit))]))
        // Within one month from `a` to `b`, and on to `m` when that was founded.
        .chain([case(
            "2026-03-02",
            &RULE,
            vec![
                turn("2026-03-03", assigned("a")),
                turn("2026-03-10", assigned("b")),
                turn("2026-04-01", assigned("m")),
                turn("2026-04-20", closed(Outcome::Replied)),
            ],
        )])
        .collect();
    let adopted = "2026-03-20T00:00:00Z".parse::<DateTime<Utc>>().unwrap();
    let mut columns = columns(&cases);
    columns.push_units(adopted, UnitCatalogue::from_toml(UNITS, "t").unwrap());
    (columns, cases)
}

fn by_successor(as_of: &str) -> Question {
    Question { units: UnitsBy::Successor, ..asked(&[Dimension::Unit], as_of) }
}

#[test]
fn a_merged_unit_is_counted_as_its_successor_and_nothing_moves_between_the_two() {
    let (columns, _) = successors();
    let merged = |question: &Question| -> Vec<_> {
        let rows = by_unit(&columns, question);
        rows.into_iter().filter(|(unit, ..)| ["a", "b", "m"].contains(&unit.as_str())).collect()
    };
    assert_eq!(
        merged(&by_successor("2026-04-30")),
        [
            ("m".into(), 0, vec![("received", 3), ("open_overdue", 3)]),
            ("m".into(), 1, vec![("opening", 3), ("replied_late", 1), ("open_overdue", 2)]),
        ]
    );
    assert_eq!(
        merged(&asked(&[Dimension::Unit], "2026-04-30")),
        [
            ("a".into(), 0, vec![("received", 2), ("moved_out", 1), ("open_overdue", 1)]),
            ("a".into(), 1, vec![("opening", 1), ("open_overdue", 1)]),
            ("b".into(), 0, vec![("received", 1), ("moved_in", 1), ("open_overdue", 2)]),
            ("b".into(), 1, vec![("opening", 2), ("moved_out", 1), ("open_overdue", 1)]),
            ("m".into(), 1, vec![("moved_in", 1), ("replied_late", 1)]),
        ]
    );
    // On the last day of the two each was still itself, and so was the move from one to the other.
    let before = merged(&by_successor("2026-03-31"));
    assert_eq!(before[0], ("a".into(), 0, vec![("received", 2), ("moved_out", 1), ("open_overdue", 1)]));
    // Nobody knew of the merger before the catalogue was adopted.
    let known_at = Some(KnownAt::Time("2026-03-19T00:00:00Z".parse().unwrap()));
    let unknown = merged(&Question { known_at, ..by_successor("2026-04-30") });
    assert_eq!(unknown[0], ("a".into(), 0, vec![("received", 2), ("moved_out", 1), ("open_overdue", 1)]));
}

#[test]
fn a_chain_is_followed_to_its_end_and_what_was_split_or_just_ended_keeps_its_name() {
    let (columns, _) = successors();
    let names = |as_of: &str| -> Vec<String> {
        let rows = by_unit(&columns, &by_successor(as_of)).into_iter();
        rows.filter(|(_, period, _)| *period == 0).map(|(unit, ..)| unit).collect()
    };
    assert_eq!(names("2026-03-31"), ["a", "b", "c", "of-no-catalogue", "s", "x"]);
    assert_eq!(names("2026-04-30"), ["d", "m", "of-no-catalogue", "s", "x"]);
    // Nobody ever held a case under the name of `e`.
    assert_eq!(names("2026-05-01"), ["e", "m", "of-no-catalogue", "s", "x"]);
}

#[test]
fn a_table_by_successors_is_kept_up_like_any_other() {
    let (columns, cases) = successors();
    let question =
        Question { periods: PeriodKind::Month.covering(day("2026-03-01"), day("2026-06-30")), ..by_successor("2026-04-30") };
    let mut running = Running::new(columns, &question).unwrap();
    let mut case = cases[0].clone();
    case.push(turn("2026-04-22", assigned("c")));
    case.push(turn("2026-04-28", closed(Outcome::Replied)));
    running.update(id(0), &case, noon("2026-04-28"), &book(), Head::default()).unwrap();
    assert_eq!(running.table().unwrap(), running.columns().table(&question).unwrap());
    let (replied, later) = (by_unit(running.columns(), &question), Question { as_of: day("2026-05-31"), ..question.clone() });
    assert!(replied.contains(&("d".into(), 1, vec![("opening", 1), ("moved_in", 1), ("replied_late", 1), ("open_overdue", 1)])));
    running.advance(day("2026-05-31")).unwrap();
    assert_eq!(running.table().unwrap(), running.columns().table(&later).unwrap());
}

fn noon(text: &str) -> DateTime<Utc> {
    day(text).and_hms_opt(5, 0, 0).unwrap().and_utc()
}
