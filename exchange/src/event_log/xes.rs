//! The log as XES (IEEE 1849-2016): one trace for each petition.
//!
//! Promises: the attributes that tools look for are those of the standard's extensions (`concept`,
//! `time`, `lifecycle`, `org`); what is our own has plain names.

use std::fmt::Write;

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use kiennghi::{lang::Lang, time::Moment};

use super::{DIMENSIONS, EventLog, LogCase, LogEvent};
use crate::xml::escaped;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <string key="lifecycle:transition" value="complete"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>
  </global>
  <classifier name="Activity" scope="event" keys="concept:name"/>
"#;

impl EventLog {
    /// The log as XES, its activities, sources and fields told in `lang`.
    pub fn to_xes(&self, lang: Lang) -> String {
        let mut xes = Xes { text: HEAD.to_owned(), zone: self.zone };
        xes.string("  ", "concept:name", &format!("kiennghi {}", self.head));
        for case in &self.cases {
            xes.trace(case, lang);
        }
        xes.text + "</log>\n"
    }
}

struct Xes {
    text: String,
    zone: Tz,
}

impl Xes {
    fn trace(&mut self, case: &LogCase, lang: Lang) {
        self.text.push_str("  <trace>\n");
        self.string("    ", "concept:name", &case.case.number().to_string());
        self.string("    ", "id", &case.id.to_string());
        for dimension in DIMENSIONS {
            if let Some(label) = EventLog::told(&case.case, dimension, lang) {
                self.string("    ", dimension.code(), &label);
            }
        }
        for event in &case.events {
            self.event(event, lang);
        }
        self.text.push_str("  </trace>\n");
    }

    fn event(&mut self, event: &LogEvent, lang: Lang) {
        self.text.push_str("    <event>\n");
        let indent = "      ";
        self.string(indent, "concept:name", event.label(lang));
        self.string(indent, "lifecycle:transition", "complete");
        self.date(indent, "time:timestamp", event.time);
        if let Some(unit) = &event.unit {
            self.string(indent, "org:group", unit);
        }
        self.string(indent, "org:role", event.role.code());
        self.string(indent, "activity", event.activity());
        self.string(indent, "occurred", &event.at.in_zone(self.zone).to_string());
        self.date(indent, "recorded_at", event.recorded_at);
        if let Some(before) = event.recorded_before {
            self.string(indent, "recorded_before", &before.in_zone(self.zone).to_string());
        }
        self.text.push_str("    </event>\n");
    }

    fn string(&mut self, indent: &str, key: &str, value: &str) {
        let _ = writeln!(self.text, "{indent}<string key=\"{key}\" value=\"{}\"/>", escaped(value));
    }

    fn date(&mut self, indent: &str, key: &str, at: DateTime<Utc>) {
        let _ = writeln!(self.text, "{indent}<date key=\"{key}\" value=\"{}\"/>", time_text(at, self.zone));
    }
}

/// An instant in the civil time of `zone`.
pub(super) fn time_text(at: DateTime<Utc>, zone: Tz) -> String {
    match Moment::of(at, zone) {
        Moment::Instant(instant) => instant.to_rfc3339_opts(SecondsFormat::AutoSi, false),
        Moment::Date(date) => date.to_string(),
    }
}
