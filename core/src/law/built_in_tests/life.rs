//! The built-in rules in a register: extensions, promised dates, and cases that stay under a version.

use std::{format, string::String, string::ToString, vec::Vec};

use crate::{
    calendar,
    case::{Seed, Terms, World},
    lang::Lang,
    law::{BUILT_IN, Defaults, DueOrigin, PauseReason, Rule, RuleVersion, Rulebook, RulebookEvent, Stage},
    ledger::{Actor, Identity},
    petition::{Act, Channel, Command, PetitionKind, Provenance, Receive, SourceKind},
    register::{Register, RegisterError},
    store::{MemoryStore, Reader},
    time::Moment,
};

const PETITION: Identity = Identity::from_bytes([9; 16]);

/// A register whose every built-in rule is adopted and a default, with one petition.
struct Office {
    register: Register<MemoryStore>,
    commands: u8,
}

fn date(text: &str) -> Moment {
    text.parse().unwrap()
}

fn world() -> World {
    World { now: "2026-11-30T03:00:00Z".parse().unwrap(), actor: Actor::new("a"), seed: Seed::new([1; 32]) }
}

impl Office {
    fn received(at: &str, kind: PetitionKind, rule: &str, more: impl FnOnce(&mut Receive)) -> Office {
        let mut events = Vec::from([Rulebook::adopt_calendar(calendar::VIETNAM, "t").unwrap()]);
        events.extend(BUILT_IN.iter().map(|(id, text)| Rulebook::adopt_rule(text, id).unwrap()));
        events.push(RulebookEvent::DefaultsChosen(Defaults { calendar: "vn-state".into(), rules: Vec::new() }));
        let register = Register::create_with(MemoryStore::new(), events, &world()).unwrap();
        let mut receive = Receive::new(SourceKind::Citizen, "A", Channel::Letter, "B");
        receive.kind = kind;
        receive.rules = Some(Vec::from([rule.to_string()]));
        more(&mut receive);
        let mut office = Office { register, commands: 0 };
        office.act(at, Act::Receive(receive.into())).unwrap();
        office
    }

    fn act(&mut self, at: &str, act: Act) -> Result<(), RegisterError> {
        self.commands += 1;
        let id = Identity::from_bytes([self.commands; 16]);
        let command = Command { id, petition: PETITION, at: date(at), provenance: Provenance::Live, act };
        self.register.execute(&command, &world()).map(|_| ())
    }

    fn refused(&mut self, at: &str, act: Act) -> String {
        self.act(at, act).unwrap_err().to_string()
    }

    fn due(&self, stage: Stage) -> Option<Moment> {
        self.register.deadline(PETITION, stage).unwrap().unwrap().due()
    }
}

fn variant(name: &'static str) -> impl FnOnce(&mut Receive) {
    move |receive| receive.variant = Some(name.into())
}

fn extend(by: u16) -> Act {
    Act::Extend { by, reason: "phức tạp".into(), approved_by: None, notice: None }
}

fn promise(due: &str) -> Act {
    Act::Promise { due: date(due), in_force: DueOrigin::Promised, reason: Some("chậm".into()) }
}

#[test]
fn a_denunciation_is_extended_as_often_as_it_is_complex() {
    let received = |more: &'static str| {
        let mut office = Office::received("2026-02-27", PetitionKind::Denunciation, "vn-denunciations-2018", |receive| {
            receive.variant = Some(more.into()).filter(|name: &String| !name.is_empty());
        });
        office.act("2026-03-02", Act::Accept {}).unwrap();
        office
    };
    let mut ordinary = received("");
    assert!(ordinary.refused("2026-03-20", extend(30)).ends_with("it allows none"));
    assert_eq!(ordinary.due(Stage::Reply), Some(date("2026-04-01")));

    let mut complex = received("complex");
    assert!(complex.refused("2026-03-20", extend(31)).ends_with("it allows at most 30 calendar days at once, this has 31"));
    complex.act("2026-03-20", extend(30)).unwrap();
    assert_eq!(complex.due(Stage::Reply), Some(date("2026-05-04"))); // 2/3 + 60 = Fri 1/5, off
    assert!(complex.refused("2026-04-20", extend(1)).ends_with("it allows 1 and 1 were granted"));

    let mut especially = received("especially_complex");
    // Article 30: each at most 30 days, although both together may have 60.
    assert!(especially.refused("2026-03-20", extend(31)).ends_with("it allows at most 30 calendar days at once, this has 31"));
    assert!(especially.refused("2026-03-20", extend(0)).ends_with("it allows 1 to 60 calendar days in all, this makes 0"));
    especially.act("2026-03-20", extend(30)).unwrap();
    especially.act("2026-04-20", extend(30)).unwrap();
    assert_eq!(especially.due(Stage::Reply), Some(date("2026-06-01"))); // 2/3 + 90 = Sun 31/5
    assert!(especially.refused("2026-05-20", extend(1)).ends_with("it allows 2 and 2 were granted"));
}

fn choose(variant: Option<&str>) -> Act {
    Act::ChooseVariant { variant: variant.map(Into::into), reason: "Nhiều nơi phải xác minh".into() }
}

#[test]
fn a_denunciation_found_complex_later_is_extended_as_its_law_allows() {
    let mut office = Office::received("2026-02-27", PetitionKind::Denunciation, "vn-denunciations-2018", |_| {});
    office.act("2026-03-02", Act::Accept {}).unwrap();
    assert!(office.refused("2026-03-20", extend(30)).ends_with("it allows none"));
    office.act("2026-03-20", choose(Some("complex"))).unwrap();
    assert_eq!(office.due(Stage::Reply), Some(date("2026-04-01")), "its term has the same 30 days");
    office.act("2026-03-20", extend(30)).unwrap();
    assert_eq!(office.due(Stage::Reply), Some(date("2026-05-04")));
    assert!(office.refused("2026-04-20", extend(30)).ends_with("it allows 1 and 1 were granted"));
    // Found especially complex: one of two was granted.
    office.act("2026-04-20", choose(Some("especially_complex"))).unwrap();
    office.act("2026-04-20", extend(30)).unwrap();
    assert_eq!(office.due(Stage::Reply), Some(date("2026-06-01")));
    assert!(office.refused("2026-05-20", extend(1)).ends_with("it allows 2 and 2 were granted"));
    // What was granted is a fact, also when it turns out to be an ordinary case.
    office.act("2026-05-20", choose(None)).unwrap();
    assert_eq!(office.due(Stage::Reply), Some(date("2026-06-01")));
}

#[test]
fn a_complaint_found_complex_later_has_its_longer_term_from_acceptance_and_says_so() {
    let mut office = Office::received("2026-02-27", PetitionKind::Complaint, "vn-complaints-2011", |_| {});
    office.act("2026-03-02", Act::Accept {}).unwrap();
    office.act("2026-03-20", Act::Pause { reason: PauseReason::Consulting }).unwrap(); // which stops no clock of this law
    office.act("2026-03-23", choose(Some("complex"))).unwrap();
    assert_eq!(office.due(Stage::Reply), Some(date("2026-04-16"))); // 2/3 + 45, a Thursday
    let first_line = |office: &Office, stage, lang| {
        office.register.deadline(PETITION, stage).unwrap().unwrap().explain(lang).into_iter().next().unwrap()
    };
    let law = "Articles 27, 28, 36 and 37 of the Law on Complaints 02/2011/QH13";
    assert_eq!(
        first_line(&office, Stage::Reply, Lang::En),
        format!("The term is 45 calendar days, variant “complex case” ({law}).")
    );
    assert!(first_line(&office, Stage::Reply, Lang::Vi).starts_with("Thời hạn 45 ngày, trường hợp “vụ việc phức tạp” (Điều 27"));
    assert_eq!(
        first_line(&office, Stage::Acknowledge, Lang::En),
        format!("The term is 10 calendar days ({law})."),
        "a stage without that variant"
    );
    office.act("2026-03-24", choose(None)).unwrap();
    assert_eq!(office.due(Stage::Reply), Some(date("2026-04-01")));
    assert_eq!(first_line(&office, Stage::Reply, Lang::En), format!("The term is 30 calendar days ({law})."));
}

/// The third working day after receipt is past, and nothing was told: whatever is found now, the
/// settlement is late by the term that ran out.
#[test]
fn a_longer_term_is_not_chosen_after_the_shorter_one_ran_out() {
    let received = |kind, rule| Office::received("2026-02-27", kind, rule, |_| {});
    let mut office = received(PetitionKind::Complaint, "vn-complaints-2011");
    office.act("2026-03-02", Act::Accept {}).unwrap(); // thirty days: to 1 April
    let refusal = match office.act("2026-04-02", choose(Some("complex"))).unwrap_err() {
        RegisterError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    };
    assert_eq!(refusal.code(), "variant_after_due");
    assert_eq!(
        refusal.to_text(Lang::En),
        "the term of PAKN-2026-0001 ran out on 2026-04-01 (reply): a variant with a longer one can no longer be chosen; `promise` a new date instead"
    );
    assert_eq!(
        refusal.to_text(Lang::Vi),
        "PAKN-2026-0001 đã hết hạn thứ Tư 01/04/2026 (trả lời): không chọn được trường hợp có thời hạn dài hơn nữa; có thể hẹn ngày mới"
    );
    // Where people live is no decision: the law gave them 45 days from the beginning.
    office.act("2026-04-02", choose(Some("remote"))).unwrap();
    assert_eq!(office.due(Stage::Reply), Some(date("2026-04-16")));
    // On the last day it is still in time.
    let mut office = received(PetitionKind::Complaint, "vn-complaints-2011");
    office.act("2026-03-02", Act::Accept {}).unwrap();
    office.act("2026-04-01", choose(Some("complex"))).unwrap();
    assert_eq!(office.due(Stage::Reply), Some(date("2026-04-16")));
    // Nor does the ordinary term come back, if it is the longer one.
    let mut office = received(PetitionKind::Proposal, "vn-circular-18-2018-bct");
    office.act("2026-03-02", choose(Some("online"))).unwrap(); // three working days: to 4 March
    assert_eq!(
        office.refused("2026-03-05", choose(None)).split(" (").next(),
        Some("the term of PAKN-2026-0001 ran out on 2026-03-04")
    );
}

#[test]
fn a_stage_that_was_done_in_time_holds_up_no_choice_and_one_that_was_late_does() {
    let choose_after = |accepted: &str| {
        let mut office = Office::received("2026-02-27", PetitionKind::Denunciation, "vn-denunciations-2018", |_| {});
        office.act(accepted, Act::Accept {}).unwrap(); // seven working days: to 10 March
        office.act("2026-03-20", choose(Some("several_places"))).map_err(|error| error.code())
    };
    assert_eq!(choose_after("2026-03-10"), Ok(()));
    assert_eq!(choose_after("2026-03-11"), Err("variant_after_due"));
}

#[test]
fn imported_history_chose_when_it_did() {
    let mut office = Office::received("2026-02-27", PetitionKind::Complaint, "vn-complaints-2011", |_| {});
    office.act("2026-03-02", Act::Accept {}).unwrap();
    let id = Identity::from_bytes([200; 16]);
    let provenance = Provenance::Imported { recorded: None };
    let command = Command { id, petition: PETITION, at: date("2026-04-02"), provenance, act: choose(Some("complex")) };
    office.register.execute(&command, &world()).unwrap();
    assert_eq!(office.due(Stage::Reply), Some(date("2026-04-16")));
}

#[test]
fn a_variant_is_told_by_what_people_call_it() {
    for (id, text) in BUILT_IN {
        let rule = Rule::from_toml(text, id).unwrap();
        for stage in rule.versions().iter().flat_map(RuleVersion::stages) {
            for variant in stage.variants() {
                assert!(stage.variant_label(variant).is_some(), "{id}: {variant}");
            }
        }
    }
    let mut office = Office::received("2026-02-27", PetitionKind::Denunciation, "vn-denunciations-2018", |receive| {
        receive.variant = Some("several_places".into());
    });
    office.act("2026-03-02", Act::Accept {}).unwrap();
    office.act("2026-03-20", choose(Some("complex"))).unwrap();
    office.act("2026-03-20", extend(30)).unwrap();
    office.act("2026-03-23", choose(None)).unwrap();
    let told = |lang| {
        let history = office.register.history(PETITION).unwrap();
        let told: Vec<_> = history.iter().map(|item| item.sentence(lang)).collect();
        [told[0].clone(), told[2].clone(), told[3].clone(), told[4].clone()]
    };
    assert_eq!(
        told(Lang::Vi),
        [
            "Tiếp nhận, số PAKN-2026-0001: Cá nhân gửi (A). B; trường hợp “phải xác minh tại nhiều địa điểm”",
            "Xác định tính chất vụ việc (trường hợp “vụ việc phức tạp”): Nhiều nơi phải xác minh",
            "Đã gia hạn thêm 30 ngày: phức tạp",
            "Xác định tính chất vụ việc (thời hạn thông thường): Nhiều nơi phải xác minh",
        ]
    );
    assert_eq!(
        told(Lang::En)[1..3],
        ["Choose a variant (the variant “complex case”): Nhiều nơi phải xác minh", "Extended by 30 calendar days: phức tạp",]
    );
}

#[test]
fn a_label_may_come_and_change_and_a_variant_may_not() {
    let mut office = Office::received("2026-02-27", PetitionKind::Complaint, "vn-complaints-2011", |_| {});
    let text = crate::law::COMPLAINTS_2011;
    let label = "label = { vi = \"vụ việc phức tạp\", en = \"complex case\" }, ";
    let mut adopt = |text: &str| office.register.adopt(Vec::from([Rulebook::adopt_rule(text, "t").unwrap()]), &world());
    adopt(&text.replace(label, "")).unwrap();
    adopt(text).unwrap();
    let changed = text.replacen("amount = 45", "amount = 46", 1);
    assert!(adopt(&changed).unwrap_err().to_string().contains("only its valid_to and labels may change"));
    let changed = text.replacen(", chosen = \"any_time\"", "", 1);
    assert!(adopt(&changed).unwrap_err().to_string().contains("only its valid_to and labels may change"));
}

#[test]
fn another_variant_leaves_calendar_and_rules_as_they_were_and_its_reason_is_sealed() {
    let mut office = Office::received("2026-02-27", PetitionKind::Denunciation, "vn-denunciations-2018", |_| {});
    let terms = |office: &Office| office.register.petition(PETITION).unwrap().case().latest().unwrap().terms().clone();
    let before = terms(&office);
    let proposed = calendar::VIETNAM.replace("version = \"2026.3\"", "version = \"2026.4\"");
    assert_ne!(proposed, calendar::VIETNAM);
    office.register.adopt(Vec::from([Rulebook::adopt_calendar(&proposed, "t").unwrap()]), &world()).unwrap();
    office.act("2026-03-20", choose(Some("complex"))).unwrap();
    assert_eq!(terms(&office), Terms { variant: Some("complex".into()), ..before });
    let history = office.register.history(PETITION).unwrap();
    let entry = &history.last().unwrap().entry.draft;
    assert!(!entry.payload.contains("xác minh"), "{}", entry.payload);
    let openings = office.register.store().openings(history.last().unwrap().entry.sequence).unwrap();
    let texts: Vec<&str> = openings.iter().map(|opening| opening.text.as_str()).collect();
    assert_eq!(texts, ["Nhiều nơi phải xác minh"]);
    // Recomputed, it keeps the variant.
    office.act("2026-03-23", Act::Recompute {}).unwrap();
    assert_eq!((terms(&office).calendar.version.as_str(), terms(&office).variant.as_deref()), ("2026.4", Some("complex")));
    // One put before that would be undone by it.
    assert_eq!(office.act("2026-03-21", choose(None)).unwrap_err().code(), "out_of_order");
}

#[test]
fn a_variant_that_no_rule_has_is_refused_and_the_refusal_lists_those_there_are() {
    let mut office = Office::received("2026-02-27", PetitionKind::Denunciation, "vn-denunciations-2018", |_| {});
    let refusal = |office: &mut Office, act| match office.act("2026-03-20", act).unwrap_err() {
        RegisterError::Refused(refusal) => [refusal.code().into(), refusal.to_text(Lang::En), refusal.to_text(Lang::Vi)],
        other => panic!("{other}"),
    };
    let known = "several_places, complex, especially_complex";
    assert_eq!(
        refusal(&mut office, choose(Some("Trần Thị B"))),
        [
            "unknown_variant".into(),
            format!("none of the rules has that variant; there are: {known}"),
            format!("không quy định nào có trường hợp này; có: {known}"),
        ]
    );
    assert_eq!(
        refusal(&mut office, choose(None)),
        [
            "same_variant".into(),
            format!("PAKN-2026-0001 is under the ordinary terms already; there are: {known}"),
            format!("PAKN-2026-0001 đã theo thời hạn thông thường; có: {known}"),
        ]
    );
    office.act("2026-03-20", choose(Some("complex"))).unwrap();
    let [code, text, _] = refusal(&mut office, choose(Some("complex")));
    assert_eq!(code, "same_variant");
    assert!(text.ends_with("is under the variant `complex` already; there are: several_places, especially_complex"), "{text}");
    let [code, ..] = refusal(&mut office, Act::ChooseVariant { variant: None, reason: " ".into() });
    assert_eq!(code, "empty");
    office.act("2026-03-20", Act::Withdraw { reason: None }).unwrap();
    let [code, ..] = refusal(&mut office, choose(None));
    assert_eq!(code, "not_possible", "it is closed");
}

#[test]
fn a_petition_is_not_received_under_a_variant_that_no_rule_has_nor_is_history() {
    let mut office = Office::received("2026-02-27", PetitionKind::Proposal, "vn-citizen-reception-2013", |_| {});
    for provenance in [Provenance::Live, Provenance::Imported { recorded: None }] {
        for (rules, known) in [("vn-denunciations-2018", "several_places, complex, especially_complex"), ("uk-foi", "none")] {
            let mut receive = Receive::new(SourceKind::Citizen, "A", Channel::Letter, "B");
            receive.rules = Some(Vec::from([rules.to_string()]));
            receive.variant = Some("complexe".into());
            let id = Identity::from_bytes([77; 16]);
            let command = Command { id, petition: id, at: date("2026-03-02"), provenance, act: Act::Receive(receive.into()) };
            let refused = office.register.execute(&command, &world()).unwrap_err().to_string();
            assert_eq!(refused, format!("none of the rules has that variant; there are: {known}"));
        }
    }
}

#[test]
fn a_denunciation_that_waits_for_another_body_stands_still() {
    let mut office = Office::received("2026-02-27", PetitionKind::Denunciation, "vn-denunciations-2018", |_| {});
    office.act("2026-03-02", Act::Accept {}).unwrap();
    office.act("2026-03-10", Act::Pause { reason: PauseReason::AwaitingOtherBody }).unwrap();
    assert_eq!(office.due(Stage::Reply), None);
    office.act("2026-03-20", Act::Resume {}).unwrap();
    assert_eq!(office.due(Stage::Reply), Some(date("2026-04-13"))); // 8 days counted; 20/3 + 22 = Sat 11/4
}

#[test]
fn a_promised_date_in_bac_ninh_lies_at_most_ten_working_days_after_receipt() {
    let mut office = Office::received("2026-03-02", PetitionKind::Proposal, "vn-bac-ninh-80-2025", |_| {});
    assert_eq!(office.due(Stage::Reply), Some(date("2026-03-09")));
    // Tue 3/3 to Fri 6 are four, Mon 9 to Fri 13 nine, Mon 16 ten.
    assert!(office.refused("2026-03-05", promise("2026-03-17")).contains("16/03/2026"));
    office.act("2026-03-05", promise("2026-03-16")).unwrap();
    assert_eq!(office.due(Stage::Reply), Some(date("2026-03-16")));
    assert!(office.refused("2026-03-06", promise("2026-03-13")).ends_with("it allows 1 and 1 were granted"));
}

#[test]
fn an_apology_comes_a_day_before_the_date_given_and_once() {
    let mut office = Office::received("2026-03-02", PetitionKind::Proposal, "vn-one-stop-61-2018", |receive| {
        receive.assigned_due = Some(date("2026-03-12"));
    });
    assert_eq!(office.due(Stage::Reply), Some(date("2026-03-12")));
    assert!(office.refused("2026-03-12", promise("2026-03-20")).contains("on Wed 11/03/2026 at the latest"));
    office.act("2026-03-11", promise("2026-03-20")).unwrap();
    assert_eq!(office.due(Stage::Reply), Some(date("2026-03-20")));
    assert!(office.refused("2026-03-16", promise("2026-03-27")).ends_with("it allows 1 and 1 were granted"));
}

#[test]
fn the_code_of_the_ombudsman_wants_a_notice_of_an_extension() {
    let mut office = Office::received("2026-03-02", PetitionKind::Complaint, "uk-lgsco", variant("stage_two"));
    office.act("2026-03-03", Act::Accept {}).unwrap();
    assert!(office.refused("2026-03-04", extend(20)).ends_with("it needs a notice to the petitioner"));
}

#[test]
fn a_complaint_received_before_the_change_stays_under_the_old_version() {
    let mut office = Office::received("2026-06-30", PetitionKind::Complaint, "vn-complaints-2011", |_| {});
    let version = |office: &Office| {
        let deadline = office.register.deadline(PETITION, Stage::Acknowledge).unwrap().unwrap();
        deadline.rule().unwrap().to_string()
    };
    assert_eq!(version(&office), "vn-complaints-2011@2012-07-01");
    assert_eq!(office.act("2026-07-02", Act::Recompute {}).unwrap_err().code(), "nothing_to_recompute");
    assert_eq!(version(&office), "vn-complaints-2011@2012-07-01");
    assert_eq!(
        version(&Office::received("2026-07-01", PetitionKind::Complaint, "vn-complaints-2011", |_| {})),
        "vn-complaints-2011@2026-07-01"
    );
}

#[test]
fn a_default_rule_takes_the_kinds_that_it_is_about() {
    let mut book = Rulebook::default();
    for event in [
        Rulebook::adopt_calendar(calendar::VIETNAM, "t").unwrap(),
        Rulebook::adopt_rule(crate::law::COMPLAINTS_2011, "t").unwrap(),
        Rulebook::adopt_rule(crate::law::DENUNCIATIONS_2018, "t").unwrap(),
        RulebookEvent::DefaultsChosen(Defaults {
            calendar: "vn-state".into(),
            rules: Vec::from(["vn-complaints-2011".into(), "vn-denunciations-2018".into()]),
        }),
    ] {
        book.apply(event).unwrap();
    }
    let rules = |kind: PetitionKind| -> Vec<String> {
        let found = book.in_force(None, kind.code(), "2026-03-02".parse().unwrap()).unwrap();
        found.iter().map(ToString::to_string).collect()
    };
    assert_eq!(rules(PetitionKind::Complaint), ["vn-complaints-2011@2012-07-01"]);
    assert_eq!(rules(PetitionKind::Denunciation), ["vn-denunciations-2018@2019-01-01"]);
    assert_eq!(rules(PetitionKind::Feedback), Vec::<String>::new());
}
