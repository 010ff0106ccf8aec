//! The JSON Schemas for editors against the loaders: the same keys, the same codes, the same defaults.

use std::{collections::BTreeSet, format, string::String, string::ToString, vec::Vec};

use serde_json::Value;

use crate::{
    calendar::{DueAt, FirstDay, Landing, MonthEnd, Roll, StartOnDayOff, Substitute, WorkCalendar, YearStanding},
    law::{Need, OpenCases, PauseReason, Rule, RuleStanding, Stage, StartEvent, TermUnit, VariantChoice},
};

const RULE: &str = include_str!("../../../data/schema/rule.schema.json");
const UNITS: &str = include_str!("../../../data/schema/units.schema.json");
const CALENDAR: &str = include_str!("../../../data/schema/calendar.schema.json");

fn schema(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect()
}

#[test]
fn an_enum_of_a_schema_has_the_codes_of_its_vocabulary_and_its_default() {
    let rule = [
        ("stage", Stage::CODES, None),
        ("start_event", StartEvent::CODES, Some(StartEvent::default().code())),
        ("term_unit", TermUnit::CODES, None),
        ("rule_standing", RuleStanding::CODES, Some(RuleStanding::default().code())),
        ("open_cases", OpenCases::CODES, Some(OpenCases::default().code())),
        ("first_day", FirstDay::CODES, Some(FirstDay::default().code())),
        ("start_on_day_off", StartOnDayOff::CODES, Some(StartOnDayOff::default().code())),
        ("due_at", DueAt::CODES, Some(DueAt::default().code())),
        ("roll", Roll::CODES, Some(Roll::default().code())),
        ("month_end", MonthEnd::CODES, Some(MonthEnd::default().code())),
        ("landing", Landing::CODES, Some(Landing::default().code())),
        ("pause_reason", PauseReason::CODES, None),
        ("variant_choice", VariantChoice::CODES, Some(VariantChoice::default().code())),
        ("need", Need::CODES, None),
    ];
    let calendar =
        [("year_standing", YearStanding::CODES, None), ("substitute", Substitute::CODES, Some(Substitute::default().code()))];
    for (text, vocabularies) in [(RULE, &rule[..]), (CALENDAR, &calendar)] {
        let schema = schema(text);
        for (name, codes, default) in vocabularies {
            let found = &schema["$defs"][name];
            assert_eq!(strings(&found["enum"]), *codes, "{name}");
            assert_eq!(found["default"].as_str(), *default, "{name}");
        }
        // No enum of the schema is left out above.
        let named = vocabularies.iter().map(|(name, ..)| *name).collect::<BTreeSet<_>>();
        let defs = schema["$defs"].as_object().unwrap().iter();
        let enums = defs.filter(|(_, def)| def.get("enum").is_some()).map(|(name, _)| name.as_str());
        assert_eq!(enums.collect::<BTreeSet<_>>(), named);
    }
}

/// The keys that a loader says it knows, when it is given one that it does not.
fn keys_in(error: &str) -> BTreeSet<String> {
    let (_, known) = error.split_once("unknown field `zz`, expected ").unwrap_or_else(|| panic!("{error}"));
    known.split('`').skip(1).step_by(2).map(String::from).collect()
}

#[test]
fn a_schema_has_the_keys_that_the_loader_knows() {
    let stage = |inner: &str| format!("[[version]]\nstage = [{{ {inner} }}]");
    let rules = [
        ("/properties", "zz = 1".to_string()),
        ("/$defs/text/properties", "title = { zz = 1 }".to_string()),
        ("/$defs/version/properties", "[[version]]\nzz = 1".to_string()),
        ("/$defs/citation/properties", "[[version]]\ncitation = { zz = 1 }".to_string()),
        ("/$defs/stage_term/properties", stage("zz = 1")),
        ("/$defs/term/properties", stage("term = { zz = 1 }")),
        ("/$defs/variant/properties", stage("variants = { a = { zz = 1 } }")),
        ("/$defs/extension/properties", stage("extension = { zz = 1 }")),
        ("/$defs/days/properties", stage("extension = { before_due = { zz = 1 } }")),
        ("/$defs/promise/properties", stage("promise = { zz = 1 }")),
        ("/$defs/distance/properties", stage("promise = { within = { zz = 1 } }")),
    ];
    let calendars = [
        ("/properties", "zz = 1"),
        ("/properties/covers/properties", "covers = { zz = 1 }"),
        ("/properties/week/properties", "week = { zz = 1 }"),
        ("/$defs/text/properties", "names = { a = { zz = 1 } }"),
        ("/$defs/holiday/properties", "holiday = [{ zz = 1 }]"),
        ("/$defs/year/properties", "year = [{ zz = 1 }]"),
        ("/$defs/swaps/items/properties", "swaps = [{ zz = 1 }]"),
        ("/$defs/days_off/items/properties", "days_off = [{ zz = 1 }]"),
        ("/$defs/overrides/items/properties", "overrides = [{ zz = 1 }]"),
        ("/$defs/amendment/properties", "amendment = [{ zz = 1 }]"),
    ];
    let keys = |schema: &Value, place: &str| -> BTreeSet<String> {
        schema.pointer(place).unwrap().as_object().unwrap().keys().cloned().collect()
    };
    let schema_of_rules = schema(RULE);
    for (place, text) in rules {
        let error = Rule::from_toml(&text, "t").unwrap_err().to_string();
        assert_eq!(keys(&schema_of_rules, place), keys_in(&error), "{place}");
    }
    let schema_of_calendars = schema(CALENDAR);
    for (place, text) in calendars {
        let error = WorkCalendar::from_toml(text, "t").unwrap_err().to_string();
        assert_eq!(keys(&schema_of_calendars, place), keys_in(&error), "{place}");
    }
    let schema_of_units = schema(UNITS);
    for (place, text) in [
        ("/properties", "zz = 1"),
        ("/$defs/text/properties", "title = { zz = 1 }"),
        ("/$defs/unit/properties", "unit = [{ zz = 1 }]"),
    ] {
        let error = crate::units::UnitCatalogue::from_toml(text, "t").unwrap_err().to_string();
        assert_eq!(keys(&schema_of_units, place), keys_in(&error), "{place}");
    }
}

#[test]
fn every_object_of_a_schema_is_closed_and_every_key_is_described() {
    fn walk(value: &Value, path: &str) {
        if let Some(properties) = value.get("properties").filter(|_| value.get("type").is_some()) {
            assert_eq!(value["additionalProperties"], false, "{path}");
            for (key, property) in properties.as_object().unwrap() {
                let is_described = property.get("description").is_some() || property.get("$ref").is_some();
                assert!(is_described, "{path}/{key}");
            }
        }
        let children: Vec<(String, &Value)> = match value {
            Value::Object(map) => map.iter().map(|(key, child)| (key.clone(), child)).collect(),
            Value::Array(list) => list.iter().enumerate().map(|(index, child)| (index.to_string(), child)).collect(),
            _ => Vec::new(),
        };
        children.into_iter().for_each(|(key, child)| walk(child, &format!("{path}/{key}")));
    }
    for text in [RULE, CALENDAR, UNITS] {
        walk(&schema(text), "");
    }
}

/// A rule with one stage.
fn with_stage(stage: &str) -> Result<Rule, crate::law::LawError> {
    let text = format!(
        "id = \"r\"\ntitle = {{ vi = \"r\", en = \"r\" }}\n[[version]]\nversion = \"1\"\nvalid_from = 2015-01-01\n\
         [version.citation]\ninstrument = {{ vi = \"L\", en = \"L\" }}\narticle = {{ vi = \"1\", en = \"1\" }}\n\
         [[version.stage]]\n{stage}"
    );
    Rule::from_toml(&text, "t")
}

/// The conditions of a stage: what is asked about, and what follows.
fn conditions(schema: &Value) -> Vec<(&Value, &Value)> {
    let all = schema.pointer("/$defs/stage_term/allOf").unwrap().as_array().unwrap();
    all.iter().map(|condition| (&condition["if"]["properties"], &condition["then"]["properties"])).collect()
}

#[test]
fn a_schema_and_the_loader_let_the_same_events_start_a_stage() {
    let schema = schema(RULE);
    for stage in Stage::CODES {
        let (_, then) = conditions(&schema)
            .into_iter()
            .find(|(when, _)| when.pointer("/stage/enum").is_some_and(|stages| strings(stages).contains(stage)))
            .unwrap();
        let allowed = strings(&then["starts"]["enum"]);
        for starts in StartEvent::CODES {
            let text = format!("stage = \"{stage}\"\nstarts = \"{starts}\"\nterm = {{ amount = 5, unit = \"week\" }}");
            assert_eq!(with_stage(&text).is_ok(), allowed.contains(starts), "{stage} from {starts}");
        }
    }
}

#[test]
fn a_schema_and_the_loader_want_one_unit_for_a_term_and_its_variants() {
    let schema = schema(RULE);
    for unit in TermUnit::CODES {
        let (_, then) = conditions(&schema)
            .into_iter()
            .find(|(when, _)| when.pointer("/term/properties/unit/const").is_some_and(|known| known == unit))
            .unwrap_or_else(|| panic!("no condition for {unit}"));
        assert_eq!(then.pointer("/variants/additionalProperties/properties/unit/const").unwrap(), unit);
        for other in TermUnit::CODES {
            let text = format!(
                "stage = \"reply\"\nterm = {{ amount = 5, unit = \"{unit}\" }}\nvariants = {{ a = {{ amount = 7, unit = \"{other}\" }} }}"
            );
            assert_eq!(with_stage(&text).is_ok(), unit == other, "{unit}, {other}");
        }
    }
}

#[test]
fn a_schema_and_the_loader_count_the_days_before_a_due_date_in_the_same_units() {
    let schema = schema(RULE);
    let allowed = strings(schema.pointer("/$defs/days/properties/unit/enum").unwrap());
    for unit in TermUnit::CODES {
        for key in ["extension = { times = 1, most = 1", "promise = { times = 1"] {
            let text = format!(
                "stage = \"reply\"\nterm = {{ amount = 5, unit = \"week\" }}\n{key}, before_due = {{ amount = 1, unit = \"{unit}\" }} }}"
            );
            assert_eq!(with_stage(&text).is_ok(), allowed.contains(unit), "{key}, {unit}");
        }
    }
}
