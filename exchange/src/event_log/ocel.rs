//! The log as OCEL 2.0 (JSON): petitions and units as objects, and what was merged into or split from
//! what.
//!
//! Promises: each object and each event has one id, and each relation names ones that are there.

use std::collections::{BTreeMap, BTreeSet};

use kiennghi::{lang::Lang, ledger::Identity};
use serde_json::{Value, json};

use super::{DIMENSIONS, EventLog, xes::time_text};

impl EventLog {
    /// The log as OCEL 2.0 JSON, its activities, sources and fields told in `lang`.
    pub fn to_ocel(&self, lang: Lang) -> String {
        let numbers: BTreeMap<Identity, String> =
            self.cases.iter().map(|case| (case.id, case.case.number().to_string())).collect();
        let (mut objects, mut events) = (Vec::new(), Vec::new());
        let (mut units, mut types) = (BTreeSet::new(), BTreeSet::new());
        for case in &self.cases {
            let number = case.case.number().to_string();
            let since = case.events.first().map(|event| time_text(event.time, self.zone));
            let attributes = DIMENSIONS.iter().filter_map(|dimension| {
                let value = EventLog::told(&case.case, *dimension, lang)?;
                Some(json!({ "name": dimension.code(), "time": since, "value": value }))
            });
            let related = case
                .related
                .iter()
                .filter_map(|(id, how)| numbers.get(id).map(|number| json!({ "objectId": number, "qualifier": how })));
            objects.push(json!({
                "id": number,
                "type": "petition",
                "attributes": attributes.collect::<Vec<_>>(),
                "relationships": related.collect::<Vec<_>>(),
            }));
            for event in &case.events {
                types.insert(event.label(lang));
                let mut relations = Vec::from([json!({ "objectId": number, "qualifier": "petition" })]);
                if let Some(unit) = &event.unit {
                    units.insert(unit.as_str());
                    relations.push(json!({ "objectId": unit_id(unit), "qualifier": "unit" }));
                }
                let mut attributes = Vec::from([
                    json!({ "name": "activity", "value": event.activity() }),
                    json!({ "name": "occurred", "value": event.at.in_zone(self.zone).to_string() }),
                    json!({ "name": "recorded_at", "value": time_text(event.recorded_at, self.zone) }),
                    json!({ "name": "role", "value": event.role.code() }),
                ]);
                if let Some(before) = event.recorded_before {
                    attributes.push(json!({ "name": "recorded_before", "value": before.in_zone(self.zone).to_string() }));
                }
                events.push(json!({
                    "id": event.sequence.to_string(),
                    "type": event.label(lang),
                    "time": time_text(event.time, self.zone),
                    "attributes": attributes,
                    "relationships": relations,
                }));
            }
        }
        objects.extend(
            units.iter().map(|unit| json!({ "id": unit_id(unit), "type": "unit", "attributes": [], "relationships": [] })),
        );
        let text = |name: &str| json!({ "name": name, "type": "string" });
        let of_events: Vec<Value> = Vec::from([
            text("activity"),
            text("occurred"),
            json!({ "name": "recorded_at", "type": "time" }),
            text("role"),
            text("recorded_before"),
        ]);
        let log = json!({
            "objectTypes": [
                { "name": "petition", "attributes": DIMENSIONS.iter().map(|dimension| text(dimension.code())).collect::<Vec<_>>() },
                { "name": "unit", "attributes": [] },
            ],
            "eventTypes": types.iter().map(|name| json!({ "name": name, "attributes": of_events })).collect::<Vec<_>>(),
            "objects": objects,
            "events": events,
        });
        log.to_string() + "\n"
    }
}

/// The id of a unit: no petition has such a number.
fn unit_id(unit: &str) -> String {
    format!("unit:{unit}")
}
