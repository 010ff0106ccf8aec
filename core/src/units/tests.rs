use std::{format, string::ToString, vec, vec::Vec};

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

const SAMPLE: &str = include_str!("../../data/units/example.toml");

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn ids(units: Vec<&OfficeUnit>) -> Vec<&str> {
    units.into_iter().map(OfficeUnit::id).collect()
}

#[test]
fn the_sample_tells_who_carried_on_what_through_splits_and_mergers() {
    let units = UnitCatalogue::from_toml(SAMPLE, "example.toml").unwrap();
    assert_eq!(units.reference().to_string(), "bql-kcn-example@2026.1");
    let successors = |id, on| ids(units.successors(id, day(on)));
    // Split in 2019, one half renamed in 2022, the halves merged in 2025.
    assert_eq!(successors("phong-quan-ly", "2018-12-31"), ["phong-quan-ly"], "itself, to its last day");
    assert_eq!(successors("phong-quan-ly", "2019-01-01"), ["phong-dau-tu", "phong-lao-dong"]);
    assert_eq!(successors("phong-quan-ly", "2023-03-02"), ["phong-dau-tu", "phong-lao-dong-vl"]);
    assert_eq!(successors("phong-quan-ly", "2026-03-02"), ["phong-nghiep-vu"], "named once");
    assert_eq!(successors("thanh-tra", "2026-03-02"), Vec::<&str>::new(), "nobody carried it on");
    assert_eq!(successors("phong-nghiep-vu", "2024-03-02"), Vec::<&str>::new(), "not founded yet");
    assert_eq!(successors("ban-khac", "2026-03-02"), Vec::<&str>::new());
    assert_eq!(ids(units.on(day("2026-03-02")).collect()), ["van-phong", "phong-nghiep-vu"]);
    assert_eq!(units.unit("phong-lao-dong-vl").unwrap().name(Lang::En), "Labour and Employment Division");
}

#[test]
fn a_text_that_is_no_catalogue_is_refused_with_place_and_reason() {
    let head = "id = \"a\"\nversion = \"1\"\ntitle = { vi = \"a\", en = \"a\" }\n";
    let unit = |more: &str| format!("[[unit]]\nname = {{ vi = \"a\", en = \"a\" }}\n{more}\n");
    for (text, expected) in [
        ("id = 5".into(), "units u.toml, line 1, column 6: invalid type: integer `5`, expected a string"),
        (head.into(), "missing field `unit`"),
        (format!("{head}unit = []"), "unit: a catalogue needs at least one unit"),
        (format!("{head}{}", unit("id = \"x\"\nzz = 1")), "unknown field `zz`"),
        (format!("{head}{}", unit("id = \" \"")), "unit, id: it is empty"),
        (head.replace("\"1\"", "\"a@1\"") + &unit("id = \"x\""), "version: it is empty, or holds `@`"),
        (format!("{head}{0}{0}", unit("id = \"x\"")), "unit x, id: this id is given twice"),
        (format!("{head}{}", unit("id = \"x\"\nfrom = 2020-01-02\nuntil = 2020-01-01")), "unit x, until: it lies before `from`"),
        (
            format!("{head}{}", unit("id = \"x\"\nfrom = 2020-01-02T10:00:00")),
            "unit x, from: `2020-01-02T10:00:00` is not a date",
        ),
        (format!("{head}{}", unit("id = \"x\"\nbecomes = [\"y\"]")), "unit x, becomes: the unit goes on; give its last day"),
        (format!("{head}{}", unit("id = \"x\"\nuntil = 2020-01-01\nbecomes = [\"y\"]")), "unit x, becomes: there is no unit `y`"),
        (
            format!("{head}{}", unit("id = \"x\"\nuntil = 2020-01-01\nbecomes = [\"x\"]")),
            "unit x, becomes: `x` does not exist on 2020-01-02, the day after; it exists from (open) until 2020-01-01",
        ),
        (
            format!("{head}{}{}", unit("id = \"x\"\nuntil = 2020-01-01\nbecomes = [\"y\", \"y\"]"), unit("id = \"y\"")),
            "unit x, becomes: `y` is given twice",
        ),
    ] {
        let error = UnitCatalogue::from_toml(&text, "u.toml").unwrap_err().to_string();
        assert!(error.starts_with("units u.toml, ") && error.contains(expected), "{error}");
    }
}

/// Units that each live for some days; each is carried on by units that exist on the day after.
fn some_catalogue(lives: &[(u16, u16, u8)]) -> UnitCatalogue {
    let start = day("2020-01-01");
    let at = |offset: u16| start + chrono::Days::new(u64::from(offset));
    let dates: Vec<_> = lives.iter().map(|(from, length, _)| (at(*from), at(from + length))).collect();
    let units = dates.iter().zip(lives).enumerate().map(|(index, ((from, until), (.., mask)))| {
        let next = day_after(*until);
        let there = dates.iter().enumerate().filter(|(_, (from, until))| *from <= next && next <= *until);
        let becomes = there.filter(|(other, _)| mask >> (other % 8) & 1 == 1).map(|(other, _)| format!("u{other}")).collect();
        let name = Text { vi: "u".into(), en: "u".into() };
        OfficeUnit { id: format!("u{index}"), name, from: Some(*from), until: Some(*until), becomes }
    });
    let reference = UnitsRef { id: "a".into(), version: "1".into() };
    UnitCatalogue { reference, title: Text { vi: "a".into(), en: "a".into() }, units: units.collect() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn successors_are_what_following_day_by_day_gives(lives in prop::collection::vec((0_u16..60, 0_u16..20, any::<u8>()), 1..10), asked in 0_u64..90) {
        let units = some_catalogue(&lives);
        let on = day("2020-01-01") + chrono::Days::new(asked);
        for unit in units.units() {
            // The oracle: who carries it on, told anew each day.
            let mut carriers = vec![unit.id().to_string()];
            let mut today = unit.from().unwrap();
            let mut alive = today <= on;
            while alive && today < on {
                today = day_after(today);
                let next = carriers.iter().flat_map(|id| match units.unit(id) {
                    Some(carrier) if !carrier.exists(today) => carrier.becomes().to_vec(),
                    _ => vec![id.clone()],
                });
                carriers = next.collect();
                alive = !carriers.is_empty();
            }
            let mut expected: Vec<_> = if unit.from().unwrap() <= on { carriers } else { vec![] };
            expected.sort();
            expected.dedup();
            let mut found: Vec<_> = units.successors(unit.id(), on).iter().map(|unit| unit.id().to_string()).collect();
            found.sort();
            prop_assert_eq!(found, expected);
        }
    }
}
