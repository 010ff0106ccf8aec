//! The rules that ship with the library: their texts, and due dates worked out by hand.
//!
//! Promises: every term of every version, stage and variant has a row whose date was counted on paper,
//! with the count beside it.

use std::{collections::BTreeSet, string::String, string::ToString, vec::Vec};

use super::*;
use crate::{
    calendar::{CalendarBuilder, Span, WorkCalendar},
    lang::{Lang, Text},
    time::Moment,
};

mod life;
mod schema;

fn date(text: &str) -> Moment {
    text.parse().unwrap()
}

fn rule(id: &str) -> Rule {
    let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == id).unwrap();
    Rule::from_toml(text, id).unwrap()
}

#[test]
fn every_built_in_rule_loads_under_its_id_and_cites_instrument_and_article_in_both_languages() {
    let mut ids = BTreeSet::new();
    for (id, text) in BUILT_IN {
        let rule = Rule::from_toml(text, id).unwrap();
        assert_eq!(rule.id(), *id);
        assert!(ids.insert(*id), "{id} is given twice");
        assert!(text.starts_with("#:schema ../schema/rule.schema.json\n"), "{id}");
        for lang in Lang::ALL {
            assert!(!rule.title(*lang).is_empty(), "{id}");
            for version in rule.versions() {
                let Citation { instrument, article } = version.citation();
                assert!(!instrument.get(*lang).is_empty() && !article.get(*lang).is_empty(), "{}", version.reference());
            }
        }
        for kind in rule.kinds() {
            kind.parse::<crate::petition::PetitionKind>().unwrap();
        }
    }
    assert!(crate::calendar::VIETNAM.starts_with("#:schema ../schema/calendar.schema.json\n"));
}

#[test]
fn what_was_not_read_in_the_instrument_says_so_in_its_explanation() {
    let verified: Vec<_> = BUILT_IN
        .iter()
        .filter(|(id, _)| rule(id).versions().iter().all(|version| version.standing() == RuleStanding::Verified))
        .map(|(id, _)| *id)
        .collect();
    assert_eq!(verified, ["vn-citizen-reception-2013", "vn-decree-20-2008", "vn-complaints-2011", "vn-denunciations-2018"]);
    let foi = rule("uk-foi");
    let due = deadline(&foi.versions()[0], Stage::Reply, None, &calendar_of("uk-foi"), &received("2026-03-02")).unwrap();
    assert!(due.explain(Lang::En).contains(&"Note: this rule is not checked against the instrument.".to_string()));
}

/// Monday to Friday in a zone, with some holidays: offices of the country of a rule.
fn office(zone: chrono_tz::Tz, hours: &[&str], off: &[&str]) -> WorkCalendar {
    let hours: Vec<Span> = hours.iter().map(|span| span.parse().unwrap()).collect();
    let mut builder = CalendarBuilder::new("office", "1", zone).covering(2025, 2027);
    for weekday in 0..5 {
        builder = builder.hours(weekday, &hours);
    }
    for day in off {
        builder = builder.holiday(day.parse().unwrap(), Text { vi: "ngày lễ".into(), en: "holiday".into() });
    }
    builder.build().unwrap()
}

fn calendar_of(rule: &str) -> WorkCalendar {
    match rule.split('-').next().unwrap() {
        "vn" => WorkCalendar::vietnam().unwrap(),
        "in" => office(chrono_tz::Asia::Kolkata, &["09:00-17:30"], &["2026-01-26"]),
        "kr" => office(chrono_tz::Asia::Seoul, &["09:00-12:00", "13:00-18:00"], &["2026-03-02"]),
        "id" => office(chrono_tz::Asia::Jakarta, &["08:00-16:00"], &["2026-05-01"]),
        "br" => office(chrono_tz::America::Sao_Paulo, &["09:00-18:00"], &["2026-04-21"]),
        "uk" => office(chrono_tz::Europe::London, &["09:00-17:00"], &["2026-04-03", "2026-04-06", "2026-05-04"]),
        other => panic!("no calendar for {other}"),
    }
}

fn received(at: &str) -> Clock {
    Clock::started(date(at))
}

fn accepted(received: &str, accepted: &str) -> Clock {
    Clock { accepted: Some(date(accepted)), ..Clock::started(date(received)) }
}

fn waiting(mut clock: Clock, reason: PauseReason, from: &str, to: &str) -> Clock {
    clock.pauses.push(Pause { reason, from: date(from), to: Some(date(to)) });
    clock
}

fn extended(mut clock: Clock, by: &[u16]) -> Clock {
    clock.extensions.extend(by.iter().map(|by| Extension { at: clock.start, by: *by }));
    clock
}

type Row = (&'static str, Stage, Option<&'static str>, Clock, &'static str);

/// Vietnam, 2026: off are 1-2/1, 16-20/2, 27/4, 30/4, 1/5, 31/8-2/9, 24/11; worked are Sat 10/1, 22/8.
fn rows_of_vietnam() -> Vec<Row> {
    use PauseReason::{AwaitingOtherBody, AwaitingSupplement};
    use Stage::{Acknowledge, Forward, Reply};
    let supplement = |clock| waiting(clock, AwaitingSupplement, "2026-03-04", "2026-03-09");
    let suspended = |clock| waiting(clock, AwaitingOtherBody, "2026-03-10", "2026-03-20");
    let march = || accepted("2026-02-27", "2026-03-02");
    let april = || accepted("2026-04-01", "2026-04-06");
    let july = || accepted("2026-07-01", "2026-07-06");
    let (old, new) = ("vn-complaints-2011@2012-07-01", "vn-complaints-2011@2026-07-01");
    let denunciation = "vn-denunciations-2018@2019-01-01";
    let circular = "vn-circular-18-2018-bct@2018";
    Vec::from([
        // Tue 30/12, Wed 31, Mon 5/1, Tue 6, Wed 7.
        ("vn-decree-20-2008@2008-03-15", Forward, None, received("2025-12-29"), "2026-01-07"),
        // Tue 6/1 to Fri 9 are four, the make-up Saturday 10/1 is the fifth.
        ("vn-decree-20-2008@2008-03-15", Forward, None, received("2026-01-05"), "2026-01-10"),
        // Fri 13/2, Mon 23 to Fri 27 (six), Mon 2/3 to Thu 5/3 (ten).
        ("vn-citizen-reception-2013@2014-07-01", Reply, None, received("2026-02-12"), "2026-03-05"),
        // Tue 3/3, Wed 4 (two); after Mon 9: Tue 10 to Fri 13 (six), Mon 16 to Thu 19 (ten).
        ("vn-citizen-reception-2013@2014-07-01", Reply, None, supplement(received("2026-03-02")), "2026-03-19"),
        // Tue 28/4, Wed 29 (two), Mon 4/5, Tue 5, Wed 6 (five), and Thu 7, Fri 8 (seven).
        ("vn-bac-ninh-80-2025@2025", Reply, None, received("2026-04-24"), "2026-05-06"),
        ("vn-bac-ninh-80-2025@2025", Reply, Some("inter_agency"), received("2026-04-24"), "2026-05-08"),
        // 30/6 + 10 = Fri 10/7. By working days it would be Thu 9/7.
        (old, Acknowledge, None, received("2026-06-30"), "2026-07-10"),
        // Thu 2/7, Fri 3, Mon 6 to Fri 10 (seven). By days it would be Sat 11/7, so Mon 13.
        (new, Acknowledge, None, received("2026-07-01"), "2026-07-10"),
        // 27/3 + 30 = Sun 26/4; Mon 27/4 is off.
        (old, Reply, None, accepted("2026-03-20", "2026-03-27"), "2026-04-28"),
        // 6/4 + 30 = Wed 6/5; + 45 = Thu 21/5; + 60 = Fri 5/6; 7/4 + 70 = Tue 16/6. No day off to move from.
        (old, Reply, None, april(), "2026-05-06"),
        (old, Reply, Some("complex"), april(), "2026-05-21"),
        (old, Reply, Some("remote"), april(), "2026-05-21"),
        (old, Reply, Some("remote_complex"), april(), "2026-06-05"),
        (old, Reply, Some("second_level"), april(), "2026-05-21"),
        (old, Reply, Some("second_level_complex"), april(), "2026-06-05"),
        (old, Reply, Some("second_level_remote"), april(), "2026-06-05"),
        (old, Reply, Some("second_level_remote_complex"), accepted("2026-04-01", "2026-04-07"), "2026-06-16"),
        // 2/3 + 30 = Wed 1/4. The law has no pause: the same with one.
        (old, Reply, None, march(), "2026-04-01"),
        (old, Reply, None, supplement(march()), "2026-04-01"),
        // 6/7 + 30 = Wed 5/8; + 45 = Thu 20/8; + 60 = Fri 4/9; 7/7 + 70 = Tue 15/9.
        (new, Reply, None, july(), "2026-08-05"),
        (new, Reply, Some("complex"), july(), "2026-08-20"),
        (new, Reply, Some("remote"), july(), "2026-08-20"),
        (new, Reply, Some("remote_complex"), july(), "2026-09-04"),
        (new, Reply, Some("second_level"), july(), "2026-08-20"),
        (new, Reply, Some("second_level_complex"), july(), "2026-09-04"),
        (new, Reply, Some("second_level_remote"), july(), "2026-09-04"),
        (new, Reply, Some("second_level_remote_complex"), accepted("2026-07-01", "2026-07-07"), "2026-09-15"),
        // 2/7 + 60 = Mon 31/8; that day is swapped, 1/9 and 2/9 are National Day.
        (new, Reply, Some("second_level_remote"), accepted("2026-07-01", "2026-07-02"), "2026-09-03"),
        // Fri 13/2, Mon 23 to Thu 26 (five); Fri 27, Mon 2/3 (seven); Tue 3 to Thu 5/3 (ten).
        (denunciation, Forward, None, received("2026-02-12"), "2026-02-26"),
        (denunciation, Acknowledge, None, received("2026-02-12"), "2026-03-02"),
        (denunciation, Acknowledge, Some("several_places"), received("2026-02-12"), "2026-03-05"),
        // 2/3 + 30 = Wed 1/4; + 60 = Fri 1/5, off, so Mon 4/5; + 90 = Sun 31/5, so Mon 1/6.
        (denunciation, Reply, None, march(), "2026-04-01"),
        (denunciation, Reply, Some("complex"), march(), "2026-04-01"),
        (denunciation, Reply, Some("complex"), extended(march(), &[30]), "2026-05-04"),
        (denunciation, Reply, Some("especially_complex"), march(), "2026-04-01"),
        (denunciation, Reply, Some("especially_complex"), extended(march(), &[30, 30]), "2026-06-01"),
        // 3/3 to 10/3 are eight days, 22 are left: 20/3 + 22 = Sat 11/4, so Mon 13/4.
        (denunciation, Reply, None, suspended(march()), "2026-04-13"),
        // No suspension: the same as without it.
        (denunciation, Reply, None, supplement(march()), "2026-04-01"),
        // Wed 25/11, Thu 26 (two), Fri 27 (three), Mon 30, Tue 1/12 (five), Wed 2 to Fri 4 (eight), Mon 7, Tue 8 (ten).
        (circular, Forward, None, received("2026-11-23"), "2026-11-26"),
        (circular, Reply, Some("online"), received("2026-11-23"), "2026-11-27"),
        (circular, Reply, None, received("2026-11-23"), "2026-12-01"),
        (circular, Reply, Some("complex"), received("2026-11-23"), "2026-12-08"),
    ])
}

/// Elsewhere, 2026. Off: in India Mon 26/1, in Korea Mon 2/3, in Indonesia Fri 1/5, in Brazil Tue 21/4, in
/// the United Kingdom Fri 3/4, Mon 6/4 and Mon 4/5.
fn rows_of_others() -> Vec<Row> {
    use PauseReason::AwaitingSupplement;
    use Stage::{Acknowledge, Reply};
    let asked = |clock| waiting(clock, AwaitingSupplement, "2026-03-16", "2026-03-23");
    Vec::from([
        // 5/1 + 21 = Mon 26/1, off.
        ("in-cpgrams@2024-08-23", Reply, None, received("2026-01-05"), "2026-01-27"),
        // In India it is Fri 6/3, 01:30 already: + 21 = 27/3.
        ("in-cpgrams@2024-08-23", Reply, None, received("2026-03-05T20:00:00Z"), "2026-03-27"),
        // Thu 26/2 itself, Fri 27 (two), Tue 3/3 to Fri 6 (six), Mon 9 (seven); Tue 10 to Fri 13 (eleven), Mon 16 to
        // Wed 18 (fourteen).
        ("kr-epeople@2016-02-12", Reply, None, received("2026-02-26"), "2026-03-09"),
        ("kr-epeople@2016-02-12", Reply, Some("long"), received("2026-02-26"), "2026-03-18"),
        // Received on Saturday: Tue 3/3 is the first day, Mon 9 the fifth, Wed 11 the seventh.
        ("kr-epeople@2016-02-12", Reply, None, received("2026-02-28"), "2026-03-11"),
        // Thu 10-12 and 13-18 (7 hours), Fri (15), Tue 3/3 (23), Wed (31), Thu (39), Fri 6/3 9-10 (40).
        ("kr-epeople-short@2016-02-12", Reply, None, received("2026-02-26T10:00:00+09:00"), "2026-03-06T10:00:00+09:00"),
        // From the opening to the closing of the fifth day: Tue 3/3, Wed, Thu, Fri 6, Mon 9.
        ("kr-epeople-short@2016-02-12", Reply, None, received("2026-03-01T20:00:00+09:00"), "2026-03-09T18:00:00+09:00"),
        // Thu 30/4, Mon 4/5, Tue 5/5.
        ("id-lapor@2010", Acknowledge, None, received("2026-04-29"), "2026-05-05"),
        // In São Paulo it is Tue 10/3, 22:00 still: + 30 = Thu 9/4.
        ("br-fala-br@2018-09-06", Reply, None, received("2026-03-11T01:00:00Z"), "2026-04-09"),
        // 22/3 + 30 = Tue 21/4, off.
        ("br-fala-br@2018-09-06", Reply, None, received("2026-03-22"), "2026-04-22"),
        // 10/3 + 60 = Sat 9/5, so Mon 11/5.
        ("br-fala-br@2018-09-06", Reply, None, extended(received("2026-03-10"), &[30]), "2026-05-11"),
        // 11/3 to 16/3 are six days, 24 are left: 23/3 + 24 = Thu 16/4.
        ("br-fala-br@2018-09-06", Reply, None, asked(received("2026-03-10")), "2026-04-16"),
        // Tue 31/3, Wed 1/4, Thu 2, Tue 7, Wed 8.
        ("uk-lgsco@2024", Acknowledge, None, received("2026-03-30"), "2026-04-08"),
        // From Wed 1/4: Thu 2 (one), Tue 7 to Fri 10 (five), Mon 13 to Fri 17 (ten), two weeks more to Fri 1/5 (twenty).
        ("uk-lgsco@2024", Reply, None, accepted("2026-03-30", "2026-04-01"), "2026-04-17"),
        ("uk-lgsco@2024", Reply, Some("stage_two"), accepted("2026-03-30", "2026-04-01"), "2026-05-01"),
        // Tue 31/3 to Thu 2/4 (three), Tue 7 to Fri 10 (seven), 13-17 (twelve), 20-24 (seventeen), Mon 27 to Wed 29.
        ("uk-foi@2005-01-01", Reply, None, received("2026-03-30"), "2026-04-29"),
        // Received on Saturday: Mon 30/3 is the first day, so it is a day less.
        ("uk-foi@2005-01-01", Reply, None, received("2026-03-28"), "2026-04-28"),
        // Clarified on 30/3: the whole term from there, whatever had run before.
        (
            "uk-foi@2005-01-01",
            Reply,
            None,
            waiting(received("2026-03-02"), AwaitingSupplement, "2026-03-05", "2026-03-30"),
            "2026-04-29",
        ),
    ])
}

#[test]
fn every_term_gives_the_date_that_was_counted_by_hand() {
    for (reference, stage, variant, clock, expected) in rows_of_vietnam().into_iter().chain(rows_of_others()) {
        let (id, version) = reference.split_once('@').unwrap();
        let rule = rule(id);
        // The version in force on the day of receipt is the one that the row names.
        let found = rule.version_on(clock.start.date()).unwrap();
        assert_eq!(found.reference().version, version, "{reference}");
        let due = deadline(found, stage, variant, &calendar_of(id), &clock).unwrap();
        assert_eq!(due.due(), Some(date(expected)), "{reference} {stage} {variant:?}\n{}", due.explain(Lang::En).join("\n"));
    }
}

#[test]
fn no_term_is_without_a_date_counted_by_hand() {
    let known: BTreeSet<(String, Stage, Option<&str>)> = rows_of_vietnam()
        .into_iter()
        .chain(rows_of_others())
        .map(|(reference, stage, variant, ..)| (reference.to_string(), stage, variant))
        .collect();
    for (id, _) in BUILT_IN {
        let rule = rule(id);
        for (version, stage) in rule.versions().iter().flat_map(|v| v.stages().iter().map(move |stage| (v, stage))) {
            let names = stage.term(None).map(|_| None).into_iter().chain(stage.variants().map(Some));
            for name in names {
                let term = (version.reference().to_string(), stage.stage(), name);
                assert!(known.iter().any(|row| *row == term), "{term:?}");
            }
        }
    }
}

#[test]
fn the_acceptance_of_a_complaint_changes_its_term_on_1_july_2026() {
    let complaints = rule("vn-complaints-2011");
    let calendar = calendar_of("vn-complaints-2011");
    let told = |received_on: &str| {
        let version = complaints.version_on(received_on.parse().unwrap()).unwrap();
        deadline(version, Stage::Acknowledge, None, &calendar, &received(received_on)).unwrap()
    };
    let (before, after) = (told("2026-06-30"), told("2026-07-01"));
    assert_eq!((before.rule().unwrap().version.as_str(), before.due()), ("2012-07-01", Some(date("2026-07-10"))));
    assert_eq!((after.rule().unwrap().version.as_str(), after.due()), ("2026-07-01", Some(date("2026-07-10"))));
    assert!(before.explain(Lang::Vi)[0].starts_with("Thời hạn 10 ngày (Điều 27, 28, 36 và 37 Luật Khiếu nại"));
    assert!(after.explain(Lang::En)[0].starts_with("The term is 7 working days (Articles 27, 28, 36 and 37 (acceptance: "));
    assert!(complaints.version_on("2012-06-30".parse().unwrap()).is_err());
}

#[test]
fn a_term_from_acceptance_waits_for_it() {
    for id in ["vn-complaints-2011", "vn-denunciations-2018", "uk-lgsco"] {
        let rule = rule(id);
        for version in rule.versions() {
            let due = deadline(version, Stage::Reply, None, &calendar_of(id), &received("2026-07-01")).unwrap();
            assert_eq!(due.timer(), Timer::NotStarted { awaits: StartEvent::Accepted }, "{}", version.reference());
        }
    }
}

#[test]
fn the_one_stop_rule_has_no_term_of_its_own() {
    let rule = rule("vn-one-stop-61-2018");
    let error = deadline(&rule.versions()[0], Stage::Reply, None, &calendar_of(rule.id()), &received("2026-03-02")).unwrap_err();
    assert_eq!(error.to_string(), "rule vn-one-stop-61-2018@2018-06-21 has no term for stage `reply`: a date is set by hand");
}
