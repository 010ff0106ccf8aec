use super::*;

#[expect(clippy::cast_precision_loss, reason = "an oracle of floats, compared to a hundredth of a percent")]
fn by_floats(of: u64, among: u64) -> (f64, f64) {
    let (k, n, z) = (of as f64, among as f64, 1.96_f64);
    let (middle, half) = (k + z * z / 2.0, z * (k * (n - k) / n + z * z / 4.0).sqrt());
    ((middle - half) / (n + z * z) * 1e4, (middle + half) / (n + z * z) * 1e4)
}

proptest! {
    #[test]
    fn bounds_are_those_of_the_formula_rounded_away_from_the_rate(among in 1_u64..5_000_000, part in 0_u64..=1000) {
        let of = among * part / 1000;
        let Bounds { lower, upper } = Rate { of, among }.wilson().unwrap();
        let (low, high) = by_floats(of, among);
        let (lower, upper) = (lower as f64, upper as f64);
        prop_assert!(lower <= low + 1e-4 && low < lower + 1.0 + 1e-4, "{} {}", lower, low);
        prop_assert!(upper >= high - 1e-4 && high > upper - 1.0 - 1e-4, "{} {}", upper, high);
    }
}

#[test]
fn bounds_known_from_tables_come_out_and_the_ends_are_exact() {
    let wilson = |of, among| Rate { of, among }.wilson().map(|bounds| (bounds.lower, bounds.upper));
    assert_eq!(wilson(8, 10), Some((4901, 9434)));
    assert_eq!(wilson(0, 10), Some((0, 2776)));
    assert_eq!(wilson(10, 10), Some((7224, 10_000)));
    assert_eq!(wilson(0, 0), None);
    assert_eq!(wilson(u64::MAX, u64::MAX), Some((9999, 10_000)));
}

#[test]
fn of_equal_rates_the_surer_one_leads_equals_share_a_place_and_who_has_no_rate_has_none() {
    let book = book();
    let mut columns = Columns::new(Head::default());
    // By source: 0 has one reply on time, 1 and 2 two each, 4 one of two, and 3 no deadline at all.
    let cases: [(u8, &[(u8, u8)]); 9] = [
        (0, &[(0, 1)]),
        (1, &[(0, 1)]),
        (1, &[(0, 1)]),
        (2, &[(0, 1)]),
        (2, &[(0, 1)]),
        (3, &[(0, 1)]),
        (4, &[(0, 1)]),
        (4, &[(0, 24), (7, 1), (0, 24)]),
        (5, &[]),
    ];
    for (n, (source, steps)) in (1..).zip(cases) {
        columns.push(id(n as usize), &some_case(&book, n, steps, source), &book).unwrap();
    }
    let periods = PeriodKind::Month.covering(start(), start() + Days::new(200));
    let table =
        columns.table(&Question::new(vec![Dimension::Source, Dimension::Unit], periods, start() + Days::new(200))).unwrap();
    let ranking = table.ranking(Dimension::Source).unwrap();
    let told: Vec<_> = ranking.iter().map(|one| (one.place, one.key.as_deref().unwrap(), one.rate.of, one.rate.among)).collect();
    assert_eq!(
        told,
        [
            (Some(1), "s1", 2, 2),
            (Some(1), "s2", 2, 2),
            (Some(3), "s0", 1, 1),
            (Some(4), "s4", 1, 3),
            (None, "s3", 0, 0),
            (None, "s5", 0, 0),
        ]
    );
    assert!(table.ranking(Dimension::Channel).is_err());
}
