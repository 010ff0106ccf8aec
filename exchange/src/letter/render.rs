//! A template filled.
//!
//! Promises: all texts are escaped, and no template can ask that one is not; a template can read
//! nothing but what it is given, and cannot run for ever.

use std::collections::BTreeMap;

use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value};

use super::LetterKind;
use crate::{
    ExchangeError,
    limits::{Limit, MOST_TEMPLATE_BYTES, MOST_TEMPLATE_STEPS},
};

const LAYOUT: &str = include_str!("../../data/letters/layout.html");
const REPLY: &str = include_str!("../../data/letters/reply.html");
const APOLOGY: &str = include_str!("../../data/letters/apology.html");

/// What a template can show: names of groups, and the fields in them. One without a value is not there.
#[derive(Debug, Default)]
pub(super) struct Fields {
    groups: BTreeMap<&'static str, BTreeMap<&'static str, Value>>,
}

impl Fields {
    pub(super) fn set(&mut self, group: &'static str, name: &'static str, value: &str) {
        self.set_some(group, name, Some(value.to_owned()));
    }

    /// A field that may have no value; an empty one is none.
    pub(super) fn set_some(&mut self, group: &'static str, name: &'static str, value: Option<String>) {
        let fields = self.groups.entry(group).or_default();
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            fields.insert(name, Value::from(value));
        }
    }

    pub(super) fn set_list(&mut self, group: &'static str, name: &'static str, values: &[String]) {
        let fields = self.groups.entry(group).or_default();
        if !values.is_empty() {
            fields.insert(name, Value::from(values.to_vec()));
        }
    }
}

impl Fields {
    fn value(&self) -> Value {
        let of_group =
            |fields: &BTreeMap<&'static str, Value>| Value::from_pairs(fields.iter().map(|(name, value)| (*name, value.clone())));
        Value::from_pairs(self.groups.iter().map(|(name, fields)| (*name, of_group(fields))))
    }
}

/// The letter of that kind, by the agency's own template if it has one.
pub(super) fn render(kind: LetterKind, own: Option<&str>, fields: &Fields) -> Result<String, ExchangeError> {
    let built_in = match kind {
        LetterKind::Reply => REPLY,
        LetterKind::Apology => APOLOGY,
    };
    let source = own.unwrap_or(built_in);
    if source.len() > MOST_TEMPLATE_BYTES {
        return Err(ExchangeError::TooMuch { file: kind.code().into(), limit: Limit::TemplateBytes, row: None });
    }
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_fuel(Some(MOST_TEMPLATE_STEPS));
    environment.set_debug(true);
    // A text that somebody sent must never be taken for a part of the page.
    environment.remove_filter("safe");
    environment.add_template("layout", LAYOUT).map_err(|error| wrong(&error, LAYOUT))?;
    environment.add_template(kind.code(), source).map_err(|error| wrong(&error, source))?;
    let template = environment.get_template(kind.code()).map_err(|error| wrong(&error, source))?;
    template.render(fields.value()).map_err(|error| {
        let source = if error.name() == Some("layout") { LAYOUT } else { source };
        wrong(&error, source)
    })
}

/// What is wrong, and where; of a field without a value, which it is.
fn wrong(error: &Error, source: &str) -> ExchangeError {
    let label = error.name().unwrap_or("letter").to_owned();
    let place = format!("line {}", error.line().unwrap_or_default());
    let shown = error.range().and_then(|range| source.get(range)).map(str::trim);
    let reason = match (error.kind(), shown) {
        (ErrorKind::UndefinedError, Some(field)) => format!("`{field}` has no value; record it, or give it with the letter"),
        (ErrorKind::OutOfFuel, _) => "it does not come to an end; a letter needs no such loop".into(),
        // What minijinja says of a template quotes the template, and never a value.
        (kind, Some(place)) => format!("{kind} at `{}`", place.chars().take(60).collect::<String>()),
        (kind, None) => format!("{kind}{}", error.detail().map(|detail| format!(": {detail}")).unwrap_or_default()),
    };
    ExchangeError::Template { label, place, reason }
}
