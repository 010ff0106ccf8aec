use std::{format, string::String, string::ToString, vec, vec::Vec};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::{calendar::WorkCalendar, lang::Lang, time::Moment};

fn rule(term: &str, more: &str) -> Rule {
    let text = format!(
        "id = \"r\"\ntitle = {{ vi = \"r\", en = \"r\" }}\n[[version]]\nversion = \"1\"\nvalid_from = 2015-01-01\n\
         [version.citation]\ninstrument = {{ vi = \"L\", en = \"L\" }}\narticle = {{ vi = \"1\", en = \"1\" }}\n\
         [[version.stage]]\nstage = \"reply\"\nterm = {term}\nstopped_by = [\"awaiting_supplement\"]\ndue_soon = 2\n{more}"
    );
    Rule::from_toml(&text, "test").unwrap()
}

fn days(amount: u16, unit: &str) -> String {
    format!("{{ amount = {amount}, unit = \"{unit}\" }}")
}

fn date(text: &str) -> Moment {
    text.parse().unwrap()
}

fn pause(from: &str, to: Option<&str>) -> Pause {
    Pause { reason: PauseReason::AwaitingSupplement, from: date(from), to: to.map(date) }
}

fn deadline_of(rule: &Rule, clock: &Clock) -> Deadline {
    let calendar = WorkCalendar::vietnam().unwrap();
    deadline(&rule.versions()[0], Stage::Reply, None, &calendar, clock).unwrap()
}

#[test]
fn a_pause_takes_the_days_after_it_began_up_to_the_day_it_ended() {
    let rule = rule(&days(5, "working_day"), "");
    // Monday 02/03/2026; without a pause due on Monday 09/03.
    let mut clock = Clock::started(date("2026-03-02"));
    assert_eq!(deadline_of(&rule, &clock).due(), Some(date("2026-03-09")));
    // Tuesday 03/03 still counts, Friday 06/03 does not yet: one day counted, four after the 6th.
    clock.pauses = vec![pause("2026-03-03", Some("2026-03-06"))];
    assert_eq!(deadline_of(&rule, &clock).due(), Some(date("2026-03-12")));
    // While it stands still there is no due date, and four days are left.
    clock.pauses = vec![pause("2026-03-03", None)];
    assert_eq!(deadline_of(&rule, &clock).timer(), Timer::Paused { left: 4, unit: LeftUnit::WorkingDay });
}

#[test]
fn a_pause_after_the_term_ran_out_changes_nothing() {
    let rule = rule(&days(5, "working_day"), "");
    let mut clock = Clock::started(date("2026-03-02"));
    for from in ["2026-03-09", "2026-03-10"] {
        clock.pauses = vec![pause(from, None)];
        assert_eq!(deadline_of(&rule, &clock).due(), Some(date("2026-03-09")), "{from}");
    }
}

#[test]
fn a_pause_that_the_rule_does_not_honour_is_said_and_does_not_count() {
    let rule = rule(&days(5, "working_day"), "");
    let mut clock = Clock::started(date("2026-03-02"));
    clock.pauses = vec![Pause { reason: PauseReason::Consulting, from: date("2026-03-03"), to: None }];
    let deadline = deadline_of(&rule, &clock);
    assert_eq!(deadline.due(), Some(date("2026-03-09")));
    assert!(deadline.explain(Lang::Vi).join("\n").contains("không làm dừng thời hạn"));
}

#[test]
fn an_extension_adds_to_the_term_and_the_original_date_stays() {
    let rule = rule(&days(5, "working_day"), "");
    let mut clock = Clock::started(date("2026-03-02"));
    clock.extensions = vec![Extension { at: date("2026-03-06"), by: 5 }];
    let deadline = deadline_of(&rule, &clock);
    assert_eq!(deadline.due(), Some(date("2026-03-16")));
    assert_eq!(deadline.original().unwrap().due(), Some(date("2026-03-09")));
}

#[test]
fn a_date_set_by_hand_is_in_force_as_chosen_and_no_pause_moves_it() {
    let rule = rule(&days(5, "working_day"), "");
    let mut clock = Clock::started(date("2026-03-02"));
    clock.assigned = Some(date("2026-03-05"));
    clock.promised = Some(date("2026-03-20"));
    clock.pauses = vec![pause("2026-03-03", None)];
    for (in_force, due) in [(DueOrigin::Assigned, "2026-03-05"), (DueOrigin::Promised, "2026-03-20")] {
        clock.in_force = in_force;
        let deadline = deadline_of(&rule, &clock);
        assert_eq!((deadline.due(), deadline.origin()), (Some(date(due)), in_force));
        assert_eq!(deadline.by_rule(), Some(Timer::Paused { left: 4, unit: LeftUnit::WorkingDay })); // kept beside it
    }
}

#[test]
fn an_unannounced_year_says_so_in_the_explanation() {
    let rule = rule(&days(10, "working_day"), "");
    let deadline = deadline_of(&rule, &Clock::started(date("2026-12-28")));
    assert_eq!(deadline.due(), Some(date("2027-01-12")));
    assert!(
        deadline
            .explain(Lang::En)
            .iter()
            .any(|line| line == "Note: the days off of 2027 are not announced, computed from the law.")
    );
}

#[test]
fn a_stage_that_the_rule_has_not_and_a_calendar_that_ends_are_errors_that_say_so() {
    let calendar = WorkCalendar::vietnam().unwrap();
    let rule = rule(&days(10, "working_day"), "");
    let version = &rule.versions()[0];
    let error =
        |stage, start: &str| deadline(version, stage, None, &calendar, &Clock::started(date(start))).unwrap_err().to_string();
    assert_eq!(error(Stage::Publish, "2026-03-02"), "rule r@1 has no stage `publish`; it has reply");
    assert!(error(Stage::Reply, "2100-12-25").contains("covers 2010-01-01 to 2100-12-31"));
    assert!(error(Stage::Reply, "2001-01-01").starts_with("2001-01-01 is outside calendar"));
}

#[test]
fn every_built_in_rule_loads_and_cites_its_source() {
    for text in [CITIZEN_RECEPTION, DECREE_20_2008, BAC_NINH_80_2025] {
        let rule = Rule::from_toml(text, "built in").unwrap();
        for version in rule.versions() {
            assert!(version.citation().label(Lang::Vi).starts_with("Điều "), "{}", rule.id());
        }
    }
    let bac_ninh = Rule::from_toml(BAC_NINH_80_2025, "built in").unwrap();
    let stage = bac_ninh.versions()[0].stage(Stage::Reply).unwrap();
    assert_eq!(stage.term(None).zip(stage.term(Some("inter_agency"))).map(|(a, b)| (a.amount, b.amount)), Some((5, 7)));
}

#[test]
fn a_rule_that_is_wrong_is_refused_with_its_place_and_reason() {
    let good = CITIZEN_RECEPTION;
    let second = good.split("[[version]]").nth(1).unwrap();
    let cases = [
        (good.replace("amount = 10", "amont = 10"), "unknown field `amont`"),
        (
            good.replace("stage = \"reply\"", "stage = \"answer\""),
            "`answer` is not a stage; it can be `acknowledge`, `forward`, `handle`, `reply`, `publish`",
        ),
        (good.replace("due_soon = 2", "due_soon = 2\ndue_soon = 3"), "duplicate key"),
        (good.replace("article = ", "artikel = "), "unknown field `artikel`"),
        (good.replace("valid_from = 2014-07-01", "valid_from = 2014-07-01T00:00:00"), "is not a date such as"),
        (
            format!("{good}\n[[version]]{}", second.replace("version = \"2014-07-01\"", "version = \"2\"")),
            "overlaps version 2014-07-01",
        ),
        (good.replace("most = 10 }", "most = 10 }\ncut_off = \"7:30\""), "not a time of day"),
        (
            good.replace("term = { amount = 10, unit = \"working_day\" }\n", ""),
            "term: stage `reply` has variants or an extension and no term",
        ),
        (
            good.replace("due_soon = 2", "starts = \"closed\""),
            "starts: `closed` does not come before `reply`; it can be `received`, `accepted`",
        ),
        (
            good.replace("due_soon = 2", "promise = { times = 1, within = { amount = 5, unit = \"working_hour\" } }"),
            "within: it is in `working_hour`; a new date lies within days",
        ),
        (good.replace("most = 10 }", "most = 10, before_due = { amount = 1, unit = \"week\" } }"), "before_due: it is in `week`"),
        (good.replace("most = 10 }", "most = 10, each = 0 }"), "each: it is 0, and one extension has at least 1"),
        (
            good.replace("most = 10 }", "most = 10, each = 11 }"),
            "each: it is 11, and all extensions together have at most 10 (`most`); it can be 1 to 10",
        ),
        (
            good.replace("due_soon = 2", "[version.stage.variants.long]\namount = 20\nunit = \"working_day\"\nextension = { times = 1, most = 5, each = 6 }"),
            "each: it is 6",
        ),
        (good.split("[[version.stage]]").next().unwrap().to_string(), "missing field `stage`"),
    ];
    for (text, expected) in cases {
        let error = Rule::from_toml(&text, "own.toml").unwrap_err().to_string();
        assert!(error.starts_with("rule own.toml, ") && error.contains(expected), "{error}\nshould contain: {expected}");
    }
}

#[test]
fn days_added_forward_and_back_name_every_day_that_is_skipped_and_a_year_that_is_not_sure() {
    let calendar = WorkCalendar::vietnam().unwrap();
    let lines = |from: &str, days, lang| CountedDays::add(&calendar, from.parse().unwrap(), days).unwrap().explain(lang);
    assert_eq!(
        lines("2026-02-26", -5, Lang::En),
        ["Before Thu 26/02/2026, back to and with Thu 12/02/2026: 5 working days counted; not counted: weekly day off: \
          14/02-15/02, 21/02-22/02; Lunar New Year (Tết): 16/02-20/02 (calendar vn-state@2026.3)."]
    );
    assert_eq!(
        lines("2026-03-04", -1, Lang::Vi),
        ["Từ trước thứ Tư 04/03/2026 lùi về, kể cả thứ Ba 03/03/2026: tính 1 ngày làm việc (lịch vn-state@2026.3)."]
    );
    assert_eq!(lines("2026-03-01", 0, Lang::En), ["Sun 01/03/2026 itself: no day is to be counted (calendar vn-state@2026.3)."]);
    let unsure = lines("2040-03-01", 1, Lang::En);
    assert_eq!(unsure.len(), 2);
    assert!(unsure[1].starts_with("Note: the days off of 2040 are not announced, computed"), "{unsure:?}");
    assert!(CountedDays::add(&calendar, "2100-12-30".parse().unwrap(), 9).is_err());
}

#[test]
fn a_rulebook_keeps_every_version_and_takes_no_silent_change() {
    let mut book = Rulebook::default();
    let calendar = crate::calendar::VIETNAM;
    for event in [Rulebook::adopt_calendar(calendar, "t").unwrap(), Rulebook::adopt_rule(CITIZEN_RECEPTION, "t").unwrap()] {
        book.check(&event).unwrap();
        book.apply(event).unwrap();
    }
    let old = book.latest("vn-state").unwrap().reference().clone();
    // The same version with a make-up day less is another calendar under an old name.
    let changed = calendar.replace("    { off = 2026-08-31, worked = 2026-08-22 },\n", "");
    let error = book.check(&Rulebook::adopt_calendar(&changed, "t").unwrap()).unwrap_err();
    assert!(error.to_string().contains("give the change a new version"), "{error}");
    let event = Rulebook::adopt_calendar(&changed.replace("2026.3", "2026.4"), "t").unwrap();
    book.check(&event).unwrap();
    book.apply(event).unwrap();
    assert_eq!(book.latest("vn-state").unwrap().reference().version, "2026.4");
    assert!(!book.calendar(&old).unwrap().is_working_day("2026-08-31".parse().unwrap()).unwrap());
    // A version of a rule may end, and nothing else of it may change.
    let ended = CITIZEN_RECEPTION.replace("valid_from = 2014-07-01\n", "valid_from = 2014-07-01\nvalid_to = 2026-12-31\n");
    book.check(&Rulebook::adopt_rule(&ended, "t").unwrap()).unwrap();
    let shorter = CITIZEN_RECEPTION.replace("amount = 10", "amount = 8");
    assert!(book.check(&Rulebook::adopt_rule(&shorter, "t").unwrap()).is_err());
}

#[test]
fn standing_changes_at_the_day_it_should() {
    let calendar = WorkCalendar::vietnam().unwrap();
    let at = |due: &str, at: &str| standing(Some(Timer::Due(date(due))), 2, &calendar, date(at)).unwrap();
    // Due on Wednesday 11/03/2026, due soon two working days before.
    assert_eq!(at("2026-03-11", "2026-03-08"), Standing::InTime); // a Sunday: Mon, Tue, Wed are left
    assert_eq!(at("2026-03-11", "2026-03-09"), Standing::DueSoon);
    assert_eq!(at("2026-03-11", "2026-03-11"), Standing::DueSoon); // until the end of the day
    assert_eq!(at("2026-03-11", "2026-03-12"), Standing::Overdue);
    // An instant has passed at the end of its day.
    assert_eq!(at("2026-03-11T16:00:00+07:00", "2026-03-11"), Standing::Overdue);
    assert_eq!(at("2026-03-11T16:00:00+07:00", "2026-03-11T15:59:59+07:00"), Standing::DueSoon);
    // Where the calendar does not reach, it is in time until it has passed.
    assert_eq!(at("2059-12-31", "2026-03-11"), Standing::InTime);
    assert_eq!(at("1999-12-31", "2026-03-11"), Standing::Overdue);
    assert_eq!(lateness(Some(date("2026-03-11")), date("2026-03-11T23:59:59+07:00")), Lateness::OnTime);
    assert_eq!(lateness(Some(date("2026-03-11T10:00:00+07:00")), date("2026-03-11T10:00:01+07:00")), Lateness::Late);
    assert_eq!(lateness(Some(date("2026-03-11")), date("2026-03-10")), Lateness::Early);
}

/// The slow oracle: walks day by day, and a day counts if it is worked and in no pause.
fn walked(calendar: &WorkCalendar, start: NaiveDate, mut left: u32, pauses: &[(NaiveDate, NaiveDate)]) -> NaiveDate {
    let mut day = start;
    while left > 0 {
        day = day + Days::new(1);
        let paused = pauses.iter().any(|(from, to)| *from < day && day <= *to);
        if calendar.is_working_day(day).unwrap() && !paused {
            left -= 1;
        }
    }
    day
}

fn some_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..4_000).prop_map(|n| NaiveDate::from_ymd_opt(2015, 1, 5).unwrap() + Days::new(n))
}

/// Pauses one after the other, some touching, some empty.
fn some_pauses(start: NaiveDate) -> impl Strategy<Value = Vec<(NaiveDate, NaiveDate)>> {
    prop::collection::vec((0_u64..9, 0_u64..12), 0..4).prop_map(move |gaps| {
        let mut day = start;
        gaps.into_iter()
            .map(|(gap, length)| {
                let from = day + Days::new(gap);
                day = from + Days::new(length);
                (from, day)
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn a_due_date_equals_a_walk_day_by_day(
        (start, pauses) in some_day().prop_flat_map(|start| (Just(start), some_pauses(start))),
        term in 0_u16..40,
        extra in 0_u16..15,
    ) {
        let calendar = WorkCalendar::vietnam().unwrap();
        let rule = rule(&days(term, "working_day"), "");
        let mut clock = Clock::started(Moment::Date(start));
        clock.pauses = pauses.iter().map(|(from, to)| Pause {
            reason: PauseReason::AwaitingSupplement, from: Moment::Date(*from), to: Some(Moment::Date(*to)),
        }).collect();
        clock.extensions = vec![Extension { at: Moment::Date(start), by: extra }];
        let deadline = deadline(&rule.versions()[0], Stage::Reply, None, &calendar, &clock).unwrap();
        let expected = walked(&calendar, start, u32::from(term + extra), &pauses);
        prop_assert_eq!(deadline.due(), Some(Moment::Date(expected)));
        prop_assert_eq!(deadline.original().unwrap().due(), Some(Moment::Date(walked(&calendar, start, u32::from(term), &pauses))));
        // The quick way and the explained way are one walk.
        let quick = due(rule.versions()[0].stage(Stage::Reply).unwrap(), None, &calendar, &clock).unwrap();
        prop_assert_eq!(quick, Some(deadline.timer()));
        // The steps account for every day of the term.
        let counted: u32 = deadline.steps().iter().map(|step| match step { Step::Counted { days, .. } => *days, _ => 0 }).sum();
        prop_assert_eq!(counted, u32::from(term + extra));
    }

    #[test]
    fn calendar_days_end_on_a_working_day_and_never_early(start in some_day(), term in 1_u16..200) {
        let calendar = WorkCalendar::vietnam().unwrap();
        let rule = rule(&days(term, "calendar_day"), "");
        let due = deadline(&rule.versions()[0], Stage::Reply, None, &calendar, &Clock::started(Moment::Date(start))).unwrap();
        let last = start + Days::new(term.into());
        let expected = last.iter_days().find(|day| calendar.is_working_day(*day).unwrap()).unwrap();
        prop_assert_eq!(due.due(), Some(Moment::Date(expected)));
    }
}
