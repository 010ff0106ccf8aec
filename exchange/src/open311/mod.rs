//! Open311 GeoReport v2: petitions as service requests, and service requests as petitions.
//!
//! Promises: documents as the standard has them, JSON and XML, for whatever server sends them; what
//! it has no place for is in extension attributes: the due date with its reason, both times of receipt
//! and closing, interim replies, the unit. They are made to be published: no names, abstracts only if
//! they are asked for, and confidential petitions not at all unless they are. A list that comes in goes
//! the way of any sheet ([`import_as`](crate::import_as)): dry run, each request once, refused with a
//! reason. It is no server, and keeps no coordinates: the register has no place for them, and the
//! report of an import says that they were left out.

mod read;
#[cfg(test)]
mod tests;
mod write;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use chrono_tz::Tz;
use kiennghi::{
    case::{Case, Confidential, Dimension, Outcome, Turn},
    lang::Lang,
    law::{Deadline, Stage},
    ledger::Identity,
    petition::{Finality, Petition},
    register::{Register, RegisterError},
    statistics::Table,
    store::{Openness, Store},
    text::fold,
    time::Moment,
};

pub use read::{read_open311, read_open311_file, read_open311_post};

use crate::{ExchangeError, FeedTexts, Mapping, file};

/// How a list of requests is read.
const MAPPING: &str = include_str!("../../data/open311.toml");

impl Mapping {
    /// The built-in mapping of a list of Open311 requests, as [`read_open311`] makes a sheet of it.
    ///
    /// # Errors
    /// None in practice: a test loads it.
    pub fn open311() -> Result<Mapping, ExchangeError> {
        Mapping::from_toml(MAPPING, "built in")
    }
}

/// Which requests a list holds, and how they are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open311Query {
    /// The language of names, notes and reasons.
    pub lang: Lang,
    /// Open ones, closed ones, all.
    pub openness: Openness,
    /// Received on this day or later.
    pub since: Option<NaiveDate>,
    /// Received up to this day, with it.
    pub until: Option<NaiveDate>,
    /// Are abstracts told, as descriptions?
    pub texts: FeedTexts,
    /// Are confidential petitions in it?
    pub confidential: Confidential,
}

impl Open311Query {
    /// All requests, without their abstracts.
    pub fn new(lang: Lang) -> Open311Query {
        Open311Query {
            lang,
            openness: Openness::All,
            since: None,
            until: None,
            texts: FeedTexts::default(),
            confidential: Confidential::default(),
        }
    }

    fn admits(&self, case: &Case) -> bool {
        let received = case.received_at().date();
        let is_open = case.latest().is_some_and(|view| view.is_open());
        let wanted = match self.openness {
            Openness::Open => is_open,
            Openness::Closed => !is_open,
            Openness::All => true,
        };
        wanted
            && !case.is_void()
            && !self.confidential.hides(case)
            && self.since.is_none_or(|since| received >= since)
            && self.until.is_none_or(|until| received <= until)
    }
}

/// What can be requested: the fields of work of a register, and the kind of petition where none is noted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Open311Service {
    /// Its code: the name without case and diacritics, or the code of the kind.
    pub service_code: String,
    /// Its name.
    pub service_name: String,
}

/// A value of an extension attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Extended {
    /// One text.
    Text(Option<String>),
    /// Several.
    List(Vec<String>),
}

/// A service request: the attributes of the standard in its order, and the extension attributes. An
/// attribute without a value is there without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open311Request {
    pub(crate) standard: Vec<(&'static str, Option<String>)>,
    pub(crate) extended: Vec<(&'static str, Extended)>,
}

impl Open311Request {
    /// The value of an attribute of the standard, such as `expected_datetime`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.standard.iter().find(|(known, _)| *known == name).and_then(|(_, value)| value.as_deref())
    }

    fn of(petition: &Petition, deadline: Option<&Deadline>, query: &Open311Query) -> Open311Request {
        let (case, lang) = (petition.case(), query.lang);
        let zone = case.terms().zone;
        let (latest, service) = (case.latest(), Open311Service::of(case, lang));
        let closed = latest.as_ref().and_then(|view| view.closed());
        let outcome = latest.as_ref().and_then(|view| view.outcome());
        let unit = latest.as_ref().and_then(|view| view.unit()).map(str::to_owned);
        let changed = case.turns().iter().map(Turn::known_from).max().map(|at| Moment::of(at, zone));
        let due = deadline.and_then(Deadline::due);
        let notes = match (outcome, &latest) {
            (Some(outcome), _) => Some(outcome.label(lang).to_owned()),
            (None, Some(view)) => Some(view.status().label(lang).to_owned()),
            (None, None) => None,
        };
        let told = query.texts == FeedTexts::Told;
        let standard = Vec::from([
            ("service_request_id", Some(case.number().to_string())),
            ("status", Some(if closed.is_some() { "closed" } else { "open" }.to_owned())),
            ("status_notes", notes),
            ("service_name", Some(service.service_name)),
            ("service_code", Some(service.service_code)),
            ("description", petition.summary().text().filter(|_| told).map(str::to_owned)),
            ("agency_responsible", unit.clone()),
            ("service_notice", None),
            ("requested_datetime", Some(start_text(case.received_at(), zone))),
            ("updated_datetime", closed.map(|turn| turn.at).or(changed).map(|at| start_text(at, zone))),
            ("expected_datetime", due.map(|due| end_text(due, zone))),
            ("address", None),
            ("address_id", None),
            ("zipcode", None),
            ("lat", None),
            ("long", None),
            ("media_url", None),
        ]);
        let exact = |moment: Moment| moment.in_zone(zone).to_string();
        let interim = petition.replies().iter().filter(|reply| reply.finality == Finality::Interim);
        let first = case.turns().first();
        let reasons = deadline.map(|deadline| deadline.explain(lang)).unwrap_or_default();
        let code = |dimension| Extended::Text(case.dimension(dimension).map(str::to_owned));
        let extended = Vec::from([
            ("due", Extended::Text(due.map(exact))),
            ("due_reason", Extended::List(reasons)),
            ("received_at", Extended::Text(Some(exact(case.received_at())))),
            ("received_recorded_at", Extended::Text(first.map(|turn| exact(turn.on_record)))),
            ("closed_at", Extended::Text(closed.map(|turn| exact(turn.at)))),
            ("closed_recorded_at", Extended::Text(closed.map(|turn| exact(turn.on_record)))),
            ("outcome", Extended::Text(outcome.map(Outcome::code).map(str::to_owned))),
            ("interim_replies", Extended::List(interim.map(|reply| exact(reply.at)).collect())),
            ("unit", Extended::Text(unit)),
            ("source", code(Dimension::Source)),
            ("kind", code(Dimension::Kind)),
        ]);
        Open311Request { standard, extended }
    }
}

impl Open311Service {
    fn of(case: &Case, lang: Lang) -> Open311Service {
        let kind = case.dimension(Dimension::Kind);
        match case.dimension(Dimension::Field) {
            Some(field) => {
                let words = fold(field);
                let code = words.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
                Open311Service { service_code: code.collect::<Vec<_>>().join("-"), service_name: field.to_owned() }
            }
            None => Open311Service {
                service_code: kind.unwrap_or_default().to_owned(),
                service_name: Table::label(Dimension::Kind, kind, lang),
            },
        }
    }
}

/// A moment as the standard writes one: a day is its first second.
fn start_text(moment: Moment, zone: Tz) -> String {
    instant_text(moment.start_in(zone), zone)
}

/// A due moment: a day is its last second, for a day ends at 24:00 (Civil Code 2015, art. 148.6).
fn end_text(moment: Moment, zone: Tz) -> String {
    let end = match moment {
        Moment::Instant(instant) => instant.to_utc(),
        Moment::Date(date) => {
            let next = Moment::Date(date.succ_opt().unwrap_or(date)).start_in(zone);
            next.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(next)
        }
    };
    instant_text(end, zone)
}

fn instant_text(at: DateTime<Utc>, zone: Tz) -> String {
    match Moment::of(at, zone).instant() {
        Some(instant) => instant.to_rfc3339_opts(SecondsFormat::Secs, false),
        None => at.to_rfc3339_opts(SecondsFormat::Secs, false),
    }
}

/// The service requests of a register, by number.
///
/// # Errors
/// A due date cannot be computed; the store fails.
pub fn open311_requests(register: &Register<impl Store>, query: &Open311Query) -> Result<Vec<Open311Request>, RegisterError> {
    let _state = register.hold()?;
    let mut wanted: Vec<Identity> = Vec::new();
    register.each_case(&mut |id, case| {
        wanted.extend(query.admits(&case).then_some(id));
        Ok(())
    })?;
    let request = |id: Identity| {
        let petition = register.petition_for(id, query.confidential)?;
        Ok(Open311Request::of(&petition, register.deadline(id, Stage::Reply)?.as_ref(), query))
    };
    wanted.into_iter().map(request).collect()
}

/// The services of a register: what its petitions are about, by code.
///
/// # Errors
/// The store fails.
pub fn open311_services(register: &Register<impl Store>, lang: Lang) -> Result<Vec<Open311Service>, RegisterError> {
    let mut services: BTreeMap<String, Open311Service> = BTreeMap::new();
    register.each_case(&mut |_, case| {
        if !case.is_void() && !case.is_confidential() {
            let service = Open311Service::of(&case, lang);
            services.entry(service.service_code.clone()).or_insert(service);
        }
        Ok(())
    })?;
    Ok(services.into_values().collect())
}

/// Writes the requests of a register to a file, in place of one that is there: JSON or XML, by the
/// ending of its name; whole, or not at all. Gives how many.
///
/// # Errors
/// As [`open311_requests`]; the name ends otherwise; the file cannot be written.
pub fn open311_requests_file(register: &Register<impl Store>, query: &Open311Query, path: &str) -> Result<usize, ExchangeError> {
    let requests = open311_requests(register, query)?;
    let text = if is_xml(path) { write::requests_xml(&requests) } else { write::requests_json(&requests) };
    file::write(path, &text, &["json", "xml"])?;
    Ok(requests.len())
}

/// Writes the services of a register in the same way.
///
/// # Errors
/// As [`open311_services`]; the name ends otherwise; the file cannot be written.
pub fn open311_services_file(register: &Register<impl Store>, lang: Lang, path: &str) -> Result<usize, ExchangeError> {
    let services = open311_services(register, lang)?;
    let text = if is_xml(path) { write::services_xml(&services) } else { write::services_json(&services) };
    file::write(path, &text, &["json", "xml"])?;
    Ok(services.len())
}

fn is_xml(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("xml"))
}

pub use write::{requests_json as open311_requests_json, requests_xml as open311_requests_xml};
pub use write::{services_json as open311_services_json, services_xml as open311_services_xml};
