//! Lists of service requests as a sheet: one row for each request, one column for each attribute.
//!
//! Promises: JSON and XML of the same requests give the same sheet; a list can fill no memory and
//! follow no reference: size, depth and texts are limited, and XML with a document type or an entity of
//! its own is refused. Who sent a request is told by name alone; addresses of mail and telephone numbers
//! are never taken. What a request means is decided by the mapping.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use quick_xml::{Reader, events::Event};
use serde_json::Value;

use crate::{
    ExchangeError, file,
    limits::{Limit, MOST_CELL_BYTES, MOST_NESTING, MOST_OPEN311_BYTES, MOST_ROWS},
    sheet::{Sheet, Slot},
};

/// A request: its attributes, those inside of others with a dot.
type Request = BTreeMap<String, String>;

/// Columns that are always there, in their order: what the mapping of such lists knows.
const COLUMNS: [&str; 12] = [
    "service_request_id",
    "requested_datetime",
    "status",
    "status_notes",
    "service_name",
    "description",
    "requestor",
    "agency_responsible",
    "expected_datetime",
    "updated_datetime",
    "extended_attributes.kind",
    "extended_attributes.closed_recorded_at",
];
/// Attributes that are moments.
const MOMENTS: [&str; 4] =
    ["requested_datetime", "expected_datetime", "updated_datetime", "extended_attributes.closed_recorded_at"];
/// Extension attributes that say more exactly what one of the standard says: they are taken in its place.
const EXACT: [(&str, &str); 5] = [
    ("extended_attributes.received_at", "requested_datetime"),
    ("extended_attributes.due", "expected_datetime"),
    ("extended_attributes.closed_at", "updated_datetime"),
    ("extended_attributes.outcome", "status"),
    ("extended_attributes.unit", "agency_responsible"),
];
/// What is about a person and is not asked for.
const PERSONAL: [&str; 4] = ["email", "phone", "device_id", "account_id"];

/// Reads a list of requests, JSON or XML, as a sheet; `zone` is that of the register, in which its times
/// are told. Row 1 of the sheet holds the names of the attributes, row 2 the first request.
///
/// ```
/// use kiennghi::{case::{Seed, World}, ledger::Actor, register::Register, store::MemoryStore};
/// use kiennghi_exchange::{Mapping, import, read_open311};
/// let list = r#"[{"service_request_id": "638344", "status": "open", "service_name": "Ngập úng",
///     "description": "Ngập đường số 3", "requested_datetime": "2026-03-02T08:30:00+07:00"}]"#;
/// let world = World { now: "2026-03-20T02:00:00Z".parse()?, actor: Actor::new("import"), seed: Seed::new([7; 32]) };
/// let mut register = Register::create(MemoryStore::new(), &world)?;
/// let sheet = read_open311(list.as_bytes(), "requests.json", chrono_tz::Asia::Ho_Chi_Minh)?;
/// assert_eq!(import(&mut register, &sheet, &Mapping::open311()?, &world)?.added, 1);
/// assert_eq!(import(&mut register, &sheet, &Mapping::open311()?, &world)?.unchanged, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// It is neither, or goes beyond a limit.
pub fn read_open311(bytes: &[u8], name: &str, zone: Tz) -> Result<Sheet, ExchangeError> {
    let unreadable = |reason: String| ExchangeError::Unreadable { file: name.into(), reason };
    if bytes.len() > MOST_OPEN311_BYTES {
        return Err(ExchangeError::TooMuch { file: name.into(), limit: Limit::Open311Bytes, row: None });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8, which Open311 requires".into()))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text).trim_start();
    let requests = match text.bytes().next() {
        Some(b'<') => of_xml(text),
        Some(b'[' | b'{') => of_json(text),
        _ => Err(Wrong::Reason("it is no list of service requests: neither JSON nor XML".into())),
    };
    let sheet = requests.and_then(|requests| sheet_of(&requests, name, zone));
    sheet.map_err(|wrong| match wrong {
        Wrong::Reason(reason) => unreadable(reason),
        Wrong::Limit(limit, row) => ExchangeError::TooMuch { file: name.into(), limit, row },
    })
}

/// The same with a file of the disk.
///
/// # Errors
/// As [`read_open311`]; the file cannot be read.
pub fn read_open311_file(path: &str, zone: Tz) -> Result<Sheet, ExchangeError> {
    read_open311(&file::read(path, MOST_OPEN311_BYTES, Limit::Open311Bytes)?, &file::name(path), zone)
}

/// Reads one request as it is posted (`application/x-www-form-urlencoded`): the server that took it says
/// its identifier and when it came.
///
/// # Errors
/// It is no form, or goes beyond a limit.
pub fn read_open311_post(form: &str, id: &str, at: DateTime<Utc>, zone: Tz) -> Result<Sheet, ExchangeError> {
    let name = "POST";
    if form.len() > MOST_OPEN311_BYTES {
        return Err(ExchangeError::TooMuch { file: name.into(), limit: Limit::Open311Bytes, row: None });
    }
    let mut request = Request::new();
    for pair in form.trim().split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let decoded = decoded(key).zip(decoded(value));
        let (key, value) = decoded.ok_or_else(|| ExchangeError::Unreadable {
            file: name.into(),
            reason: "it is no form: a part is not percent-encoded UTF-8".into(),
        })?;
        request.insert(key, value);
    }
    request.insert("service_request_id".into(), id.into());
    request.insert("requested_datetime".into(), at.to_rfc3339());
    request.insert("status".into(), "open".into());
    sheet_of(&[request], name, zone).map_err(|wrong| match wrong {
        Wrong::Reason(reason) => ExchangeError::Unreadable { file: name.into(), reason },
        Wrong::Limit(limit, row) => ExchangeError::TooMuch { file: name.into(), limit, row },
    })
}

/// A part of a form, its percent signs and plus signs taken back.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut given = text.bytes();
    while let Some(byte) = given.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                u8::try_from(digit(given.next())? * 16 + digit(given.next())?).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

enum Wrong {
    Reason(String),
    Limit(Limit, Option<usize>),
}

fn of_json(text: &str) -> Result<Vec<Request>, Wrong> {
    // Its parser goes no deeper than 128 levels by itself.
    let value: Value = serde_json::from_str(text)
        .map_err(|error| Wrong::Reason(format!("it is no JSON at line {}, column {}", error.line(), error.column())))?;
    let list = match value {
        Value::Array(list) => list,
        Value::Object(mut fields) => match fields.remove("service_requests").or_else(|| fields.remove("requests")) {
            Some(Value::Array(list)) => list,
            _ => return Err(Wrong::Reason("it has no list of service requests".into())),
        },
        _ => return Err(Wrong::Reason("it is no list of service requests".into())),
    };
    let mut requests = Vec::with_capacity(list.len().min(MOST_ROWS));
    for (index, request) in list.into_iter().enumerate() {
        let Value::Object(_) = request else {
            return Err(Wrong::Reason(format!("request {} is no object", index + 1)));
        };
        let mut fields = Request::new();
        flatten(&mut fields, "", request);
        requests.push(fields);
    }
    Ok(requests)
}

fn flatten(fields: &mut Request, path: &str, value: Value) {
    match value {
        Value::Null => {}
        Value::String(text) => join(fields, path, &text),
        Value::Bool(_) | Value::Number(_) => join(fields, path, &value.to_string()),
        Value::Array(values) => values.into_iter().for_each(|value| flatten(fields, path, value)),
        Value::Object(inner) => {
            for (name, value) in inner {
                let path = if path.is_empty() { name } else { format!("{path}.{name}") };
                flatten(fields, &path, value);
            }
        }
    }
}

/// Several values of one attribute stand behind each other.
fn join(fields: &mut Request, path: &str, text: &str) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let known = fields.entry(path.to_owned()).or_default();
    if !known.is_empty() {
        known.push_str("; ");
    }
    known.push_str(text);
}

fn of_xml(text: &str) -> Result<Vec<Request>, Wrong> {
    let mut reader = Reader::from_str(text);
    // An element without content is one that has none, a request too.
    reader.config_mut().expand_empty_elements = true;
    let (mut requests, mut path): (Vec<Request>, Vec<String>) = (Vec::new(), Vec::new());
    let mut value = String::new();
    loop {
        let place = reader.buffer_position();
        let broken = |reason: &str| Wrong::Reason(format!("{reason} at byte {place}"));
        match reader.read_event().map_err(|_| broken("it is no well-formed XML"))? {
            Event::Start(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                path.push(name);
                if path.len() > MOST_NESTING {
                    return Err(Wrong::Limit(Limit::Nesting, None));
                }
                match path.as_slice() {
                    [root] if root != "service_requests" && root != "requests" => {
                        return Err(Wrong::Reason(format!(
                            "`{}` is no list of service requests",
                            root.chars().take(40).collect::<String>()
                        )));
                    }
                    [_, request] if request == "request" => {
                        if requests.len() >= MOST_ROWS {
                            return Err(Wrong::Limit(Limit::Rows, None));
                        }
                        requests.push(Request::new());
                    }
                    _ => {}
                }
                value.clear();
            }
            Event::End(_) => {
                if let ([_, request, inner @ ..], Some(last)) = (path.as_slice(), requests.last_mut())
                    && request == "request"
                    && !inner.is_empty()
                {
                    // The values of a list are not an attribute of their own.
                    let names: Vec<&str> = inner.iter().map(String::as_str).filter(|name| *name != "value").collect();
                    join(last, &names.join("."), &value);
                }
                value.clear();
                path.pop();
            }
            Event::Text(text) => value.push_str(&text),
            Event::CData(text) => value.push_str(&text),
            Event::GeneralRef(reference) => match quick_xml::escape::unescape(&format!("&{};", &*reference)) {
                Ok(character) => value.push_str(&character),
                Err(_) => return Err(broken("it has an entity of its own, which is not followed")),
            },
            Event::DocType(_) => return Err(broken("it has a document type (DTD), which is not followed")),
            Event::Eof => break,
            Event::Empty(_) | Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
        }
        if value.len() > MOST_CELL_BYTES {
            return Err(Wrong::Limit(Limit::CellBytes, Some(requests.len() + 1)));
        }
    }
    if !path.is_empty() {
        return Err(Wrong::Reason("it ends before its list has ended".into()));
    }
    Ok(requests)
}

/// The requests as rows below the names of their attributes.
fn sheet_of(requests: &[Request], name: &str, zone: Tz) -> Result<Sheet, Wrong> {
    let requests: Vec<Request> = requests.iter().map(understood).collect();
    let mut columns: Vec<&str> = COLUMNS.to_vec();
    let others = requests.iter().flat_map(BTreeMap::keys).map(String::as_str);
    let others: std::collections::BTreeSet<&str> = others.filter(|name| !COLUMNS.contains(name)).collect();
    columns.extend(others);
    let mut sheet = Sheet::named(name);
    let row = |sheet: &mut Sheet, row: usize, of: &dyn Fn(&str) -> Option<String>| {
        let cells = columns.iter().try_for_each(|column| match of(column) {
            Some(text) if row > 1 && MOMENTS.contains(column) => match DateTime::parse_from_rfc3339(&text) {
                Ok(at) => sheet.push(Slot::DateTime(at.with_timezone(&zone).naive_local())),
                // A day alone, or what the import will refuse with its value.
                Err(_) => sheet.push_text(&text),
            },
            Some(text) => sheet.push_text(&text),
            None => sheet.push(Slot::Empty),
        });
        cells.and_then(|()| sheet.end_row()).map_err(|limit| Wrong::Limit(limit, Some(row)))
    };
    row(&mut sheet, 1, &|column| Some(column.to_owned()))?;
    for (index, request) in requests.iter().enumerate() {
        row(&mut sheet, index + 2, &|column| request.get(column).cloned())?;
    }
    Ok(sheet)
}

/// A request as the mapping reads it.
fn understood(request: &Request) -> Request {
    let mut request = request.clone();
    PERSONAL.iter().for_each(|name| drop(request.remove(*name)));
    let full = [request.remove("first_name"), request.remove("last_name")];
    let full = full.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if !full.trim().is_empty() {
        request.insert("requestor".into(), full);
    }
    for (exact, name) in EXACT {
        if let Some(value) = request.remove(exact) {
            request.insert(name.into(), value);
        }
    }
    // Only a request that is closed was closed when it was updated.
    if request.get("status").is_none_or(|status| status == "open") {
        request.remove("updated_datetime");
        request.remove("extended_attributes.closed_recorded_at");
    }
    let address = request.remove("address").or_else(|| request.remove("address_string"));
    let what = request.remove("description").or_else(|| request.get("service_name").cloned());
    let what = match (what, address) {
        (Some(what), Some(address)) if !what.contains(&address) => Some(format!("{what} ({address})")),
        (what, address) => what.or(address),
    };
    if let Some(what) = what {
        request.insert("description".into(), what);
    }
    request
}

/// The zone in which times are told where no register says one.
#[cfg(test)]
pub(super) const ZONE: Tz = chrono_tz::Asia::Ho_Chi_Minh;
