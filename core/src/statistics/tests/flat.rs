//! Rows of somebody's own table are counted as the cases of a register would be.

use super::*;

/// A row as it was drawn: day of arrival, working days to the closing, how, days to its recording, a
/// score and days to that, a unit, a source, days to its publication.
type Drawn = ((u64, Option<u8>, u8, u64), (Option<u8>, u64, Option<u8>, u8), Option<u64>);

fn some_rows() -> impl Strategy<Value = Vec<Drawn>> {
    let closing = (0_u64..90, prop::option::of(0_u8..40), 0_u8..8, 0_u64..9);
    let rest = (prop::option::of(1_u8..=5), 0_u64..20, prop::option::of(0_u8..3), 0_u8..4);
    prop::collection::vec((closing, rest, prop::option::of(0_u64..300)), 1..30)
}

/// The same as a case of a register and as a row.
fn both(book: &Rulebook, columns: &mut Columns, serial: u32, drawn: &Drawn) -> (Case, FlatCase) {
    let ((received, closed, how, late), (score, rated, unit, source), published) = *drawn;
    let calendar = book.default_calendar().unwrap();
    let opened = start() + Days::new(received);
    let has_rule = source != 3;
    let terms = Terms {
        calendar: calendar.reference().clone(),
        zone: calendar.zone(),
        rules: if has_rule { book.in_force(None, "proposal", opened).unwrap() } else { vec![] },
        variant: None,
    };
    let turn = |day: NaiveDate, late: u64, turn| Turn {
        at: Moment::Date(day),
        on_record: Moment::Date(day + Days::new(late)),
        entered: None,
        turn,
    };
    let dimensions = BTreeMap::from([(Dimension::Source, format!("s{source}"))]);
    let first = turn(opened, 0, TurnKind::Opened { assigned_due: None, in_force: DueOrigin::Rule });
    let mut case = Case::open(Number { book: "B".into(), year: 2026, serial }, terms, dimensions, first);
    let mut flat = FlatCase { opened_recorded: Some(opened), ..FlatCase::new(opened) };
    flat.codes[0] = columns.code(Dimension::Source, &format!("s{source}"));
    if let Some(unit) = unit {
        flat.codes[6] = columns.code(Dimension::Unit, &format!("u{unit}"));
        case.push(turn(opened, 0, TurnKind::Assigned { unit: format!("u{unit}"), officer: None, due: None, helping: vec![] }));
    }
    if has_rule {
        let due = calendar.add_working_days(opened, 10).unwrap();
        flat.due = Some(due);
        flat.due_soon_from = Some(calendar.add_working_days(due, -2).unwrap());
    }
    if let Some(days) = closed {
        let day = opened + Days::new(days.into());
        let outcomes = [Outcome::ForwardedOut, Outcome::NotAccepted, Outcome::Withdrawn, Outcome::Merged];
        let outcome = outcomes.get(usize::from(how)).copied().unwrap_or(Outcome::Replied);
        case.push(turn(day, late, TurnKind::Closed { outcome }));
        flat = FlatCase { closed: Some(day), outcome, closed_recorded: Some(day + Days::new(late)), ..flat };
        flat.minutes = Some(u32::try_from(calendar.working_days_between(opened, day).unwrap()).unwrap() * 480);
        let mut after = vec![];
        if let Some(score) = score.filter(|_| outcome == Outcome::Replied) {
            let given = day + Days::new(rated);
            after.push((given, TurnKind::Rated { score }));
            (flat.rating, flat.rated) = (Some(score), Some(given));
        }
        if let Some(days) = published.filter(|_| outcome != Outcome::Merged) {
            after.push((day + Days::new(days), TurnKind::Published));
            flat.published = Some(day + Days::new(days));
        }
        after.sort_by_key(|(day, _)| *day);
        for (day_of_it, kind) in after {
            // Its row has one day of recording for all of them.
            let on_record = Moment::Date(day + Days::new(late));
            case.push(Turn { on_record, ..turn(day_of_it, 0, kind) });
        }
    }
    (case, flat)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_row_is_counted_as_the_case_that_it_tells(rows in some_rows(), as_of in 0_u64..160, known in prop::option::of(0_i64..160), on_record in any::<bool>()) {
        let book = book();
        let (mut cases, mut flat) = (Columns::new(Head::default()), Columns::new(Head::default()));
        for (n, drawn) in rows.iter().enumerate() {
            let (case, row) = both(&book, &mut flat, u32::try_from(n + 1).unwrap(), drawn);
            cases.push(id(n), &case, &book).unwrap();
            flat.push_flat(n as u64, &row).unwrap();
        }
        let as_of = start() + Days::new(as_of);
        let known_at = known.map(|days| {
            let day = start() + chrono::TimeDelta::days(days);
            KnownAt::Time(day.and_hms_opt(12, 0, 0).unwrap().and_utc())
        });
        let by = vec![Dimension::Unit, Dimension::Source];
        let basis = if on_record { Basis::OnRecord } else { Basis::InFact };
        let question = Question { known_at, basis, ..Question::new(by, PeriodKind::Month.covering(start(), as_of), as_of) };
        let (ours, theirs) = (flat.table(&question).unwrap(), cases.table(&question).unwrap());
        prop_assert_eq!(ours.rows(), theirs.rows());
        let number = Behind { keys: vec![], period: ours.periods()[0].start(), measure: Measure::Received.into() };
        prop_assert_eq!(flat.behind(&question, &number).unwrap(), cases.behind(&question, &number).unwrap());
    }
}

#[test]
fn a_row_that_cannot_have_been_is_refused_with_its_column_and_adds_nothing() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let good = FlatCase { closed: Some(day("2026-03-10")), rating: Some(5), ..FlatCase::new(day("2026-03-02")) };
    let mut columns = Columns::new(Head::default());
    let mut others = Columns::new(Head::default());
    let mut codes = good.codes;
    codes[5] = others.code(Dimension::Field, "Đất đai");
    for (row, wrong) in [
        (
            "row 7, column `closed`: 2026-03-01 lies before 2026-03-02; what follows comes on that day or later",
            FlatCase { closed: Some(day("2026-03-01")), ..good },
        ),
        (
            "row 7, column `closed_recorded`: 2026-03-09 lies before 2026-03-10; what follows comes on that day or later",
            FlatCase { closed_recorded: Some(day("2026-03-09")), ..good },
        ),
        (
            "row 7, column `opened_recorded`: 2026-03-01 lies before 2026-03-02; what follows comes on that day or later",
            FlatCase { opened_recorded: Some(day("2026-03-01")), ..good },
        ),
        (
            "row 7, column `rated`: 2026-03-09 lies before 2026-03-10; what follows comes on that day or later",
            FlatCase { rated: Some(day("2026-03-09")), ..good },
        ),
        ("row 7, column `rating`: there is no score of 6; give 1 to 5", FlatCase { rating: Some(6), ..good }),
        (
            "row 7, column `rating`: it was not closed and this came after its closing; give the day of its closing, or leave this out",
            FlatCase { closed: None, ..good },
        ),
        (
            "row 7, column `published`: 2026-03-09 lies before 2026-03-10; what follows comes on that day or later",
            FlatCase { published: Some(day("2026-03-09")), ..good },
        ),
        (
            "row 7, column `published`: it was not closed and this came after its closing; give the day of its closing, or leave this out",
            FlatCase { closed: None, rating: None, published: Some(day("2026-03-12")), ..good },
        ),
        (
            "row 7, column `minutes`: the minutes are too many; give less than 4294967295",
            FlatCase { minutes: Some(u32::MAX), ..good },
        ),
        ("row 7, column `field`: the code is none of these columns; ask them for it", FlatCase { codes, ..good }),
    ] {
        assert_eq!(columns.push_flat(7, &wrong).unwrap_err().to_string(), row);
    }
    assert!(columns.is_empty());
    columns.push_flat(7, &good).unwrap();
    assert_eq!(columns.len(), 1);
}

#[test]
fn many_rows_at_once_are_the_rows_one_by_one_and_a_bad_one_leaves_nothing() {
    let mut one_by_one = Columns::new(Head::default());
    let unit = one_by_one.code(Dimension::Unit, "u");
    let mut at_once = one_by_one.clone();
    // More than a chunk, of which some need their turns.
    let case = |row: u64| {
        let opened = start() + Days::new(row * 7 % 500);
        let closed = (!row.is_multiple_of(9)).then(|| opened + Days::new(row % 50));
        let outcome = if row.is_multiple_of(11) { Outcome::Merged } else { Outcome::Replied };
        let mut case = FlatCase { closed, outcome, due: Some(opened + Days::new(14)), ..FlatCase::new(opened) };
        case.codes[6] = if !row.is_multiple_of(5) { unit } else { Code::default() };
        case
    };
    for row in 0..40_000 {
        one_by_one.push_flat(row, &case(row)).unwrap();
    }
    at_once.extend_flat(0..17_000, |row| Ok::<_, FlatFailure>(case(row))).unwrap();
    at_once.extend_flat(17_000..40_000, |row| Ok::<_, FlatFailure>(case(row))).unwrap();
    assert_eq!((&at_once.plain, &at_once.plain_ids), (&one_by_one.plain, &one_by_one.plain_ids));
    assert_eq!((&at_once.rows, &at_once.steps), (&one_by_one.rows, &one_by_one.steps));
    assert!(at_once.rows.len() > 1000);
    let bad = |row: u64| FlatCase { rating: (row == 39_000 || row == 21_000).then_some(9), ..case(row) };
    let error = at_once.extend_flat(0..40_000, |row| Ok::<_, FlatFailure>(bad(row))).unwrap_err();
    assert_eq!(error.row, 21_000, "the first is named");
    assert_eq!((at_once.plain.len(), at_once.steps.len()), (one_by_one.plain.len(), one_by_one.steps.len()));
}

#[cfg(feature = "parallel")]
#[test]
fn two_threads_count_the_same_as_one_to_the_last_bit() {
    let mut columns = Columns::new(Head::default());
    let units: Vec<Code> = (0..30).map(|n| columns.code(Dimension::Unit, &format!("u{n}"))).collect();
    let mut chance = 7_u64;
    let mut below = |most: u64| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 33) % most
    };
    for row in 0..60_000 {
        let opened = start() + Days::new(below(700));
        let mut case = FlatCase::new(opened);
        case.codes[6] = units[below(30) as usize];
        case.due = Some(opened + Days::new(14));
        if below(10) > 0 {
            case.closed = Some(opened + Days::new(below(40)));
            // Some need their turns.
            case.outcome = if below(5) == 0 { Outcome::Merged } else { Outcome::Replied };
            case.minutes = Some(u32::try_from(below(20_000)).unwrap());
            case.rating = (case.outcome == Outcome::Replied).then(|| 1 + below(5) as u8);
        }
        columns.push_flat(row, &case).unwrap();
    }
    let as_of = start() + Days::new(650);
    let question = Question::new(vec![Dimension::Unit], PeriodKind::Quarter.covering(start(), as_of), as_of);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| columns.partial(&question).unwrap())
    };
    let one = on(1);
    for threads in [2, 3, 7] {
        let many = on(threads);
        assert_eq!(many.to_bytes(), one.to_bytes(), "{threads}");
        assert_eq!(many.finish().unwrap(), one.clone().finish().unwrap());
    }
}
