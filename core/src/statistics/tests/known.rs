//! What was known at a time is what a register would say that knows no more; parts merge in any
//! order; a table that is kept up is one that is counted anew.

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::case::Counted;

/// A case as it was told: each state with when it was known.
type Told = (Identity, Vec<(DateTime<Utc>, Case)>);

fn noon(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(5, 0, 0).unwrap().and_utc()
}

/// The turns of a case, recorded in another order than they happened, each some days late; in between
/// its source is put right.
fn told(book: &Rulebook, serial: u32, steps: &[(u8, u8)], late: &[u8], source: u8) -> Told {
    let whole = some_case(book, serial, steps, source);
    let mut turns: Vec<Turn> = whole.turns().to_vec();
    for (turn, late) in turns.iter_mut().zip(late.iter().cycle()) {
        // Several fall on the same second.
        turn.entered = Some(noon(turn.at.date()) + TimeDelta::days(i64::from(late % 40)));
        turn.on_record = Moment::Date(turn.at.date() + Days::new(u64::from(late % 40)));
    }
    let mut opened = turns.remove(0);
    opened.entered = Some(noon(opened.at.date()));
    let first = noon(opened.at.date());
    turns.sort_by_key(|turn| turn.entered);
    let dimensions = BTreeMap::from([(Dimension::Source, format!("s{source}"))]);
    let mut case = Case::open(whole.number().clone(), whole.terms().clone(), dimensions, opened);
    let mut states = vec![(first, case.clone())];
    for turn in turns {
        let at = turn.entered.unwrap();
        if let TurnKind::Closed { outcome: Outcome::Merged } = turn.turn {
            case.set_counted_each(if serial.is_multiple_of(2) { Counted::Each } else { Counted::Once });
        }
        case.push(turn);
        states.push((at, case.clone()));
        if late[0].is_multiple_of(5) && states.len() == 3 {
            case.set_dimension(Dimension::Source, "s9".into());
            case.note_revision(at + TimeDelta::days(1));
            let second = (at + TimeDelta::days(1), case.clone());
            // Later turns may have been recorded before that.
            if states.iter().all(|(known, _)| *known <= second.0) && whole.turns().len() < 4 {
                states.push(second);
            }
        }
    }
    states.sort_by_key(|(at, _)| *at);
    (id(serial as usize), states)
}

fn columns_of(told: &[Told], book: &Rulebook) -> Columns {
    let mut columns = Columns::new(Head::default());
    for (id, states) in told {
        for (at, case) in states {
            columns.update(*id, case, *at, book).unwrap();
        }
    }
    columns
}

/// Steps of a case, how late each is recorded, and its source.
type Drawn = (Vec<(u8, u8)>, Vec<u8>, u8);

fn some_told() -> impl Strategy<Value = Vec<Drawn>> {
    let steps = prop::collection::vec((any::<u8>(), 0_u8..25), 0..9);
    prop::collection::vec((steps, prop::collection::vec(any::<u8>(), 1..9), 0_u8..4), 1..20)
}

fn some_question(kind: usize, as_of: u64, choice: u8) -> Question {
    let by = [vec![], vec![Dimension::Source], vec![Dimension::Unit, Dimension::Source], vec![Dimension::Unit]];
    let as_of = start() + Days::new(as_of);
    Question {
        basis: Basis::ALL[usize::from(choice / 4 % 2)],
        duplicates: Duplicates::ALL[usize::from(choice / 8 % 3)],
        ..Question::new(by[usize::from(choice % 4)].clone(), PeriodKind::ALL[kind].covering(start(), as_of), as_of)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_known_is_what_columns_say_that_know_no_more(
        cases in some_told(), known in 0_i64..230, as_of in 20_u64..200, kind in 1_usize..9, choice in any::<u8>(),
    ) {
        let book = book();
        let told: Vec<Told> = (1..).zip(&cases).map(|(n, (steps, late, source))| told(&book, n, steps, late, *source)).collect();
        let known_at = noon(start()) + TimeDelta::days(known);
        let question = some_question(kind, as_of, choice);
        let columns = columns_of(&told, &book);
        let asked = columns.table(&Question { known_at: Some(KnownAt::Time(known_at)), ..question.clone() }).unwrap();
        // The oracle: the states of that time, and nothing else.
        let mut cut = Columns::new(Head::default());
        for (id, states) in &told {
            if let Some((_, case)) = states.iter().rev().find(|(at, _)| *at <= known_at) {
                cut.push(*id, case, &book).unwrap();
            }
        }
        let expected = cut.table(&question).unwrap();
        prop_assert_eq!(asked.rows(), expected.rows());
        // All that is known by default.
        let last: Vec<_> = told.iter().map(|(id, states)| (*id, vec![states.last().unwrap().clone()])).collect();
        let (all, latest) = (columns.table(&question).unwrap(), columns_of(&last, &book).table(&question).unwrap());
        prop_assert_eq!(all.rows(), latest.rows());
    }

    #[test]
    fn parts_merge_in_any_order_and_a_table_that_is_kept_up_is_counted_anew(
        cases in some_told(), split in any::<u32>(), as_of in 20_u64..200, later in 0_u64..60, kind in 1_usize..9, choice in any::<u8>(),
    ) {
        let book = book();
        let told: Vec<Told> = (1..).zip(&cases).map(|(n, (steps, late, source))| told(&book, n, steps, late, *source)).collect();
        let question = some_question(kind, as_of, choice);
        let whole = columns_of(&told, &book).table(&question).unwrap();

        let mut parts: Vec<Partial> = Vec::new();
        for part in 0..3 {
            let of_part = told.iter().enumerate().filter(|(n, _)| (split >> (n % 16 * 2)) % 3 == part);
            let of_part: Vec<Told> = of_part.map(|(_, told)| told.clone()).collect();
            parts.push(columns_of(&of_part, &book).partial(&question).unwrap());
        }
        let [a, b, c]: [Partial; 3] = parts.try_into().unwrap();
        let read = |part: &Partial| Partial::from_bytes(&part.to_bytes()).unwrap();
        prop_assert_eq!(&read(&a), &a);
        let left = read(&a).merge(b.clone()).unwrap().merge(read(&c)).unwrap().finish().unwrap();
        let right = c.merge(b.merge(a).unwrap()).unwrap().finish().unwrap();
        prop_assert_eq!(&left, &whole);
        prop_assert_eq!(&right, &whole);

        // Entry by entry in the order of recording, and a later day when all is told.
        let mut running = Running::new(Columns::new(Head::default()), &question).unwrap();
        let mut entries: Vec<_> = told.iter().flat_map(|(id, states)| states.iter().map(move |(at, case)| (*at, *id, case))).collect();
        entries.sort_by_key(|(at, ..)| *at);
        for (place, (at, id, case)) in entries.iter().enumerate() {
            running.update(*id, case, *at, &book, Head::default()).unwrap();
            if place == entries.len() / 2 {
                let anew = running.columns().table(&question).unwrap();
                prop_assert_eq!(running.table().unwrap(), anew);
            }
        }
        prop_assert_eq!(&running.table().unwrap(), &whole);
        let as_of = start() + Days::new(as_of + later);
        let all = PeriodKind::ALL[kind].covering(start(), start() + Days::new(300));
        let mut running = Running::new(columns_of(&told, &book), &Question { periods: all.clone(), ..question.clone() }).unwrap();
        running.advance(as_of).unwrap();
        let anew = running.columns().table(&Question { periods: all, as_of, ..question }).unwrap();
        prop_assert_eq!(running.table().unwrap(), anew);
    }

    #[test]
    fn the_cases_behind_a_number_are_as_many_as_it_says(
        cases in some_told(), as_of in 20_u64..200, kind in 1_usize..9, choice in any::<u8>(),
    ) {
        let book = book();
        let told: Vec<Told> = (1..).zip(&cases).map(|(n, (steps, late, source))| told(&book, n, steps, late, *source)).collect();
        let columns = columns_of(&told, &book);
        let question = some_question(kind, as_of, choice);
        let table = columns.table(&question).unwrap();
        let mut groups = table.rows().to_vec();
        groups.extend(table.subtotals(&[]).unwrap());
        for row in &groups {
            let keys: Vec<_> = question.by.iter().copied().zip(row.keys.iter().cloned()).collect();
            for code in TableNumber::CODES {
                let measure: TableNumber = code.parse().unwrap();
                let number = Behind { keys: keys.clone(), period: table.periods()[row.period].start(), measure };
                let found = columns.behind(&question, &number).unwrap();
                let (figures, replied) = (&row.figures, row.counts.replied());
                let expected = match measure {
                    TableNumber::Count(measure) => row.counts.get(measure),
                    // What is no count has as many as it is of.
                    TableNumber::Figure(RowFigure::MedianToReply | RowFigure::Percentile90ToReply | RowFigure::SumToReply)
                    | TableNumber::Ratio(Ratio::MeanToReply) => figures.to_reply.count(),
                    TableNumber::Figure(RowFigure::SumRecordingLag) | TableNumber::Ratio(Ratio::MeanRecordingLag) => replied,
                    TableNumber::Figure(RowFigure::SumRating) | TableNumber::Ratio(Ratio::MeanRating) => figures.rating.count,
                    TableNumber::Figure(figure) => row.figure(figure).unwrap(),
                    TableNumber::Ratio(Ratio::OnTimeRate | Ratio::OnTimeOriginallyRate) => row.counts.on_time_rate().among,
                };
                prop_assert_eq!(found.len() as u64, expected, "{} {:?}", measure, number.keys);
            }
        }
        let nobody = Behind { keys: vec![(Dimension::Officer, None)], period: start(), measure: Measure::Received.into() };
        prop_assert!(columns.behind(&question, &nobody).is_err());
    }

    #[test]
    fn a_period_that_is_over_says_the_same_on_every_later_day(
        cases in some_told(), as_of in 20_u64..200, later in 1_u64..60, kind in 1_usize..9, choice in any::<u8>(),
    ) {
        let book = book();
        let told: Vec<Told> = (1..).zip(&cases).map(|(n, (steps, late, source))| told(&book, n, steps, late, *source)).collect();
        let columns = columns_of(&told, &book);
        // Groups of units are left out: until a unit gets a case, it belongs to whoever gets it first.
        let question = Question { by: vec![Dimension::Source], duplicates: Duplicates::Each, ..some_question(kind, as_of, choice) };
        let (now, then) = (columns.table(&question), columns.table(&Question { as_of: question.as_of + Days::new(later), ..question.clone() }));
        let (now, then) = (now.unwrap(), then.unwrap());
        let over = |row: &&Row| now.periods().get(row.period).is_some_and(|period| period.end() <= question.as_of);
        let of = |table: &Table| table.subtotals(&[]).unwrap().iter().filter(over).cloned().collect::<Vec<_>>();
        prop_assert_eq!(of(&now), of(&then));
    }
}

#[test]
fn bytes_that_are_no_part_are_refused_and_never_a_panic() {
    let book = book();
    let cases = [told(&book, 1, &[(4, 1), (2, 3), (3, 9), (0, 2)], &[0, 3], 1), told(&book, 2, &[(0, 12)], &[1], 2)];
    let question = some_question(3, 90, 2);
    let bytes = columns_of(&cases, &book).partial(&question).unwrap().to_bytes();
    for length in 0..bytes.len() {
        assert!(Partial::from_bytes(&bytes[..length]).is_err(), "{length}");
    }
    for place in 0..bytes.len() {
        let mut bad = bytes.clone();
        bad[place] ^= 0x55;
        assert!(Partial::from_bytes(&bad).is_err(), "{place}");
        // Whoever makes bytes up can make up their sum too.
        let _ = Partial::from_bytes(&partial_sum_fixed(bad));
    }
    let newer = {
        let mut newer = bytes.clone();
        newer[8] = 9;
        partial_sum_fixed(newer)
    };
    let error = Partial::from_bytes(&newer).unwrap_err().to_string();
    assert!(error.contains("version 9"), "{error}");
    let other = columns_of(&cases, &book).partial(&some_question(4, 90, 2)).unwrap();
    assert!(matches!(Partial::from_bytes(&bytes).unwrap().merge(other), Err(StatisticsError::OtherQuestion)));
}

fn partial_sum_fixed(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 8;
    let sum = crate::statistics::bytes::sum(&bytes[..end]);
    bytes.truncate(end);
    bytes.extend(sum);
    bytes
}
