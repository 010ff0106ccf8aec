//! What is measured beside the counts against what somebody finds who sorts and adds up.

use super::*;

/// By the nearest rank, of sorted values.
fn nearest_rank(sorted: &[u32], percent: usize) -> Option<u32> {
    let rank = (1..=sorted.len()).find(|rank| rank * 100 >= sorted.len() * percent)?;
    Some(sorted[rank - 1])
}

/// Eight hours for each day of work that was not in a pause; the day of receipt does not count, that
/// of the reply does, and so it is with a pause, which only a rule gives a meaning.
fn minutes(book: &Rulebook, case: &Case, closed: usize) -> u32 {
    let (turns, has_rule) = (case.turns(), !case.terms().rules.is_empty());
    let calendar = book.default_calendar().unwrap();
    let is_start = |turn: &Turn| matches!(turn.turn, TurnKind::Opened { .. } | TurnKind::Reopened);
    let start = (0..closed).rev().find(|n| is_start(&turns[*n])).unwrap();
    let (mut stopped, mut worked) = (false, 0);
    let mut day = turns[start].at.date();
    let mut next = start + 1;
    loop {
        while next <= closed && turns[next].at.date() == day {
            match turns[next].turn {
                TurnKind::Paused { .. } => stopped = has_rule,
                TurnKind::Resumed => stopped = false,
                // Merged and separated again, it has the due date that it always had: nothing changed.
                _ => {}
            }
            next += 1;
        }
        if day == turns[closed].at.date() {
            return worked;
        }
        day = day.succ_opt().unwrap();
        worked += u32::from(!stopped && calendar.is_working_day(day).unwrap()) * 480;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn percentiles_and_means_are_those_of_the_sorted_values(values in prop::collection::vec(0_u32..5000, 0..200), percent in 0_u8..=100) {
        let mut sorted = values.clone();
        sorted.sort_unstable();
        let all = Durations::of(values.clone());
        let (left, right) = values.split_at(values.len() / 3);
        let mut merged = Durations::of(right.to_vec());
        merged += &Durations::of(left.to_vec());
        prop_assert_eq!(&merged, &all);
        prop_assert_eq!(all.median(), nearest_rank(&sorted, 50));
        prop_assert_eq!(all.percentile(percent), nearest_rank(&sorted, usize::from(percent)));
        prop_assert_eq!(all.percentile(101), None);
        let mean = Mean { sum: values.iter().map(|value| u64::from(*value)).sum(), count: values.len() as u64 };
        prop_assert_eq!(all.mean(), mean);
        prop_assert_eq!(all.iter().map(|(_, count)| count).sum::<u64>(), values.len() as u64);
    }

    #[test]
    fn figures_are_those_of_each_reply_of_the_month(cases in some_cases(), scores in prop::collection::vec((0_u64..30, 1_u8..=5), 25)) {
        let book = book();
        let mut cases: Vec<Case> = (1..).zip(&cases).map(|(n, (steps, source))| some_case(&book, n, steps, *source)).collect();
        for (case, (gap, score)) in cases.iter_mut().zip(scores) {
            let last = case.turns().last().unwrap().clone();
            if matches!(last.turn, TurnKind::Closed { outcome: Outcome::Replied }) {
                let at = Moment::Date(last.at.date() + Days::new(gap));
                case.push(Turn { at, on_record: at, entered: None, turn: TurnKind::Rated { score } });
            }
        }
        let mut columns = Columns::new(Head::default());
        for (n, case) in cases.iter().enumerate() {
            columns.push(id(n), case, &book).unwrap();
        }
        let as_of = start() + Days::new(400);
        let table = columns.table(&Question::new(vec![], PeriodKind::Month.covering(start(), as_of), as_of)).unwrap();
        for row in table.rows() {
            let period = &table.periods()[row.period];
            let inside = |turn: &Turn| period.start() <= turn.at.date() && turn.at.date() < period.end();
            let (mut took, mut ratings) = (vec![], vec![]);
            for case in &cases {
                for (place, turn) in case.turns().iter().enumerate().filter(|(_, turn)| inside(turn)) {
                    match turn.turn {
                        TurnKind::Closed { outcome: Outcome::Replied } => took.push(minutes(&book, case, place)),
                        TurnKind::Rated { score } => ratings.push(u64::from(score)),
                        _ => {}
                    }
                }
            }
            took.sort_unstable();
            let figures = &row.figures;
            prop_assert_eq!(figures.to_reply.median(), nearest_rank(&took, 50));
            prop_assert_eq!(figures.to_reply.percentile(90), nearest_rank(&took, 90));
            prop_assert_eq!(figures.to_reply.mean().sum, took.iter().map(|minutes| u64::from(*minutes)).sum::<u64>());
            prop_assert_eq!(figures.rating, Mean { sum: ratings.iter().sum(), count: ratings.len() as u64 });
            // Each was put on record three days later.
            prop_assert_eq!(figures.recording_lag, Mean { sum: took.len() as u64 * 3, count: took.len() as u64 });
        }
    }
}
