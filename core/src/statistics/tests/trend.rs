use super::*;
use crate::lang::Lang;

#[expect(clippy::cast_precision_loss, reason = "an oracle of floats, compared to a tenth")]
fn float(fraction: Fraction) -> f64 {
    fraction.numerator as f64 / fraction.denominator as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts of a test")]
fn whole(count: u64) -> f64 {
    count as f64
}

/// Rounded as a reader would, to tenths.
#[expect(clippy::cast_possible_truncation, reason = "counts of a test")]
fn tenths(value: f64) -> i128 {
    (value * 10.0).round() as i128
}

fn table(cases: &[(Vec<(u8, u8)>, u8)], kind: PeriodKind, days: u64) -> Table {
    let book = book();
    let mut columns = Columns::new(Head::default());
    for (n, (steps, source)) in (1_u32..).zip(cases) {
        columns.push(id(n as usize), &some_case(&book, n, steps, *source), &book).unwrap();
    }
    let as_of = start() + Days::new(days);
    columns.table(&Question::new(vec![Dimension::Source], kind.covering(start(), as_of), as_of)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn a_trend_is_what_a_reader_works_out_from_the_rows(cases in some_cases(), window in 0_usize..5, month in any::<bool>()) {
        let (kind, a_year) = if month { (PeriodKind::Month, 12) } else { (PeriodKind::Quarter, 4) };
        let table = table(&cases, kind, 500);
        for what in [TableNumber::Count(Measure::Received), TableNumber::Figure(RowFigure::Open), TableNumber::Ratio(Ratio::OnTimeRate), TableNumber::Ratio(Ratio::MeanToReply)] {
            let trends = table.trend(&[Dimension::Source], what, window).unwrap();
            prop_assert_eq!(trends.iter().map(|trend| trend.points.len()).sum::<usize>(), table.rows().len());
            for trend in &trends {
                let rows: Vec<&Row> = table.rows().iter().filter(|row| row.keys == trend.keys).collect();
                let ratio = |rows: &[&Row]| {
                    let parts = |row: &&Row| match what {
                        TableNumber::Ratio(Ratio::OnTimeRate) => (row.counts.on_time_rate().of * 100, row.counts.on_time_rate().among),
                        _ => (row.figures.to_reply.mean().sum, row.figures.to_reply.count()),
                    };
                    let (of, among) = rows.iter().map(parts).fold((0, 0), |(a, b), (of, among)| (a + of, b + among));
                    (among > 0).then(|| whole(of) / whole(among))
                };
                let value = |row: &&Row| match what {
                    TableNumber::Count(measure) => Some(whole(row.counts.get(measure))),
                    TableNumber::Figure(_) => Some(whole(row.counts.open())),
                    TableNumber::Ratio(_) => ratio(&[*row]),
                };
                for (place, point) in trend.points.iter().enumerate() {
                    let (now, is_ratio) = (value(&rows[place]), matches!(what, TableNumber::Ratio(_)));
                    let is_rate = what == TableNumber::Ratio(Ratio::OnTimeRate);
                    prop_assert_eq!(point.value.map(float), now);
                    for (change, back) in [(point.change, 1), (point.year_change, a_year)] {
                        let then = place.checked_sub(back).and_then(|place| value(&rows[place]));
                        let by = now.zip(then).map(|(now, then)| now - then);
                        prop_assert_eq!(change.map(|change| (float(change.by) * 1e6).round()), by.map(|by| (by * 1e6).round()));
                        let percent = by.zip(then).filter(|(_, then)| *then != 0.0 && !is_rate).map(|(by, then)| tenths(100.0 * by / then));
                        let told = change.and_then(|change| change.percent).map(Fraction::tenths);
                        prop_assert!(told.zip(percent).is_none_or(|(a, b)| (a - b).abs() <= 1) && told.is_some() == percent.is_some());
                    }
                    let many = window.max(1);
                    let average = (place + 1).checked_sub(many).map(|from| &rows[from..=place]).and_then(|rows| {
                        let values = rows.iter().map(value).collect::<Option<Vec<f64>>>()?;
                        if is_ratio { ratio(rows) } else { Some(values.iter().sum::<f64>() / whole(many as u64)) }
                    });
                    prop_assert_eq!(point.average.map(|f| (float(f) * 1e6).round()), average.map(|f| (f * 1e6).round()));
                }
            }
        }
    }
}

#[test]
fn half_a_tenth_is_rounded_away_from_zero_on_both_sides() {
    let tenths = |numerator, denominator| Fraction { numerator, denominator }.tenths();
    assert_eq!((tenths(1, 20), tenths(-1, 20)), (1, -1));
    assert_eq!((tenths(1, 3), tenths(-1, 3), tenths(-2, 3)), (3, -3, -7));
    assert_eq!(tenths(-100, 1), -1000);
}

#[test]
fn periods_that_do_not_follow_each_other_have_no_change_and_no_average() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let months = [("2026-01-01", "2026-02-01"), ("2026-03-01", "2026-04-01"), ("2026-04-01", "2026-05-01")];
    let periods = months.map(|(from, to)| Period::between(day(from), day(to)).unwrap()).to_vec();
    let table = Columns::new(Head::default()).table(&Question::new(vec![], periods, day("2026-12-31"))).unwrap();
    let [trend] = <[Trend; 1]>::try_from(table.trend(&[], TableNumber::Count(Measure::Received), 2).unwrap()).unwrap();
    let told: Vec<_> = trend.points.iter().map(|point| (point.change.is_some(), point.average.is_some())).collect();
    assert_eq!(told, [(false, false), (false, false), (true, true)]);
    // Of nothing there is no percent.
    assert_eq!(trend.points[2].change.unwrap().percent, None);
    assert!(table.trend(&[Dimension::Unit], TableNumber::Ratio(Ratio::OnTimeRate), 1).is_err());
}

#[test]
fn what_can_be_followed_has_a_code_that_reads_back_and_a_name_in_both_languages() {
    for code in TableNumber::CODES {
        let what: TableNumber = code.parse().unwrap();
        assert_eq!(what.code(), *code);
        assert!(!what.label(Lang::Vi).is_empty() && !what.label(Lang::En).is_empty());
    }
    let all: std::collections::BTreeSet<_> = TableNumber::CODES.iter().collect();
    assert_eq!(all.len(), Measure::CODES.len() + RowFigure::CODES.len() + Ratio::CODES.len(), "no two share a code");
    let error = "recieved".parse::<TableNumber>().unwrap_err().to_string();
    assert!(error.contains("`recieved`") && error.contains("received") && error.contains("on_time_rate"), "{error}");
}
