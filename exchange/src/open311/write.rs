//! Requests and services as the documents of the standard.
//!
//! Promises: every attribute of the standard is there, empty where there is no value; XML has its
//! declaration and is UTF-8.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::{Extended, Open311Request, Open311Service};
use crate::xml::escaped;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

/// The requests as JSON: a list.
pub fn requests_json(requests: &[Open311Request]) -> String {
    let all: Vec<Value> = requests.iter().map(request).collect();
    Value::Array(all).to_string() + "\n"
}

fn request(request: &Open311Request) -> Value {
    let mut fields: Map<String, Value> =
        request.standard.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    let extended = request.extended.iter().map(|(name, value)| {
        let value = match value {
            Extended::Text(text) => json!(text),
            Extended::List(texts) => json!(texts),
        };
        ((*name).to_owned(), value)
    });
    fields.insert("extended_attributes".into(), Value::Object(extended.collect()));
    Value::Object(fields)
}

/// The requests as XML.
pub fn requests_xml(requests: &[Open311Request]) -> String {
    let mut text = format!("{DECLARATION}<service_requests>\n");
    for request in requests {
        text.push_str("  <request>\n");
        for (name, value) in &request.standard {
            element(&mut text, "    ", name, value.as_deref());
        }
        text.push_str("    <extended_attributes>\n");
        for (name, value) in &request.extended {
            match value {
                Extended::Text(value) => element(&mut text, "      ", name, value.as_deref()),
                Extended::List(values) => {
                    let _ = writeln!(text, "      <{name}>");
                    values.iter().for_each(|value| element(&mut text, "        ", "value", Some(value)));
                    let _ = writeln!(text, "      </{name}>");
                }
            }
        }
        text.push_str("    </extended_attributes>\n  </request>\n");
    }
    text + "</service_requests>\n"
}

/// The attributes of a service. Its requests are numbered by the register, later than they are sent, so
/// it is a `batch` one; it asks for no attributes of its own.
fn attributes(service: &Open311Service) -> [(&'static str, Option<&str>); 7] {
    [
        ("service_code", Some(service.service_code.as_str())),
        ("service_name", Some(service.service_name.as_str())),
        ("description", None),
        ("metadata", Some("false")),
        ("type", Some("batch")),
        ("keywords", None),
        ("group", None),
    ]
}

/// The services as JSON: a list.
pub fn services_json(services: &[Open311Service]) -> String {
    let service = |service| {
        let fields = attributes(service).into_iter().map(|(name, value)| match name {
            "metadata" => (name.to_owned(), json!(false)),
            _ => (name.to_owned(), json!(value)),
        });
        Value::Object(fields.collect())
    };
    Value::Array(services.iter().map(service).collect()).to_string() + "\n"
}

/// The services as XML.
pub fn services_xml(services: &[Open311Service]) -> String {
    let mut text = format!("{DECLARATION}<services>\n");
    for service in services {
        text.push_str("  <service>\n");
        attributes(service).into_iter().for_each(|(name, value)| element(&mut text, "    ", name, value));
        text.push_str("  </service>\n");
    }
    text + "</services>\n"
}

fn element(text: &mut String, indent: &str, name: &str, value: Option<&str>) {
    let _ = writeln!(text, "{indent}<{name}>{}</{name}>", value.map(escaped).unwrap_or_default());
}
