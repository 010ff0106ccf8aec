//! One row as commands.
//!
//! Promises: pure; either commands with their doubts, or every problem of the row at once. The
//! same row gives the same ids for ever, so that importing it again is the same commands again.

use std::collections::BTreeMap;

use chrono::Datelike;
use kiennghi::{
    case::{DocumentInput, PartyInput, PartyKind},
    ledger::{Hash, Identity},
    petition::{Act, Command, Finality, PetitionKind, Provenance, Receive},
    time::Moment,
};

use crate::{
    date::{DateProblem, DateReader, number},
    date_column::{DateColumn, turned},
    document::numbered_and_dated,
    headings::Layout,
    mapping::{Field, Mapping},
    report::{Problem, Reason},
    sheet::{Cell, Row},
};

/// What stands for a reason that an act needs and the book does not state.
pub(crate) const NOT_STATED: &str = "(sổ không ghi)";

/// A row that was understood.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) petition: Identity,
    pub(crate) commands: Vec<Command>,
    pub(crate) doubts: Vec<Problem>,
    /// Number and symbol of its document, with the key by which others are found.
    pub(crate) document: Option<(String, String)>,
}

/// Reads rows of one sheet.
pub(crate) struct RowReader<'a> {
    pub(crate) mapping: &'a Mapping,
    pub(crate) layout: &'a Layout,
    pub(crate) dates: DateReader,
    /// What the date columns show as a whole.
    pub(crate) columns: BTreeMap<Field, DateColumn>,
    /// How often each key has come, and the row where it came first: repeats are told apart.
    pub(crate) seen: BTreeMap<Vec<String>, (usize, usize)>,
}

/// The cells of one row, with what is wrong with them.
struct Cells<'a> {
    reader: &'a RowReader<'a>,
    cells: Row<'a>,
    row: usize,
    problems: Vec<Problem>,
    doubts: Vec<Problem>,
}

impl<'a> Cells<'a> {
    fn cell(&self, field: Field) -> Cell<'a> {
        self.reader.layout.columns.get(&field).map_or(Cell::Empty, |column| self.cells.cell(*column))
    }

    fn text(&self, field: Field) -> Option<String> {
        Some(self.cell(field).show()).filter(|text| !text.is_empty())
    }

    fn problem(&self, field: Field, reason: Reason) -> Problem {
        Problem::new(self.row, self.reader.layout.heading(field), self.cell(field).show(), reason)
    }

    fn refuse(&mut self, field: Field, reason: Reason) {
        let problem = self.problem(field, reason);
        self.problems.push(problem);
    }

    fn moment(&mut self, field: Field) -> Option<Moment> {
        let cell = self.cell(field);
        if cell.is_empty() {
            return None;
        }
        match self.reader.dates.read(cell) {
            Ok(moment) => {
                let column = self.reader.columns.get(&field);
                if let Some(other) = column.and_then(|it| it.other_reading(cell, self.reader.dates.order, moment.date())) {
                    let doubt = self.problem(field, Reason::DayOrMonth).proposing(other);
                    self.doubts.push(doubt);
                }
                Some(moment)
            }
            Err(problem) => {
                let told = match (problem, cell) {
                    (DateProblem::NotADate, _) => self.problem(field, Reason::NotADate),
                    (DateProblem::NoSuchDay, Cell::Text(text)) => {
                        let told = self.problem(field, Reason::NoSuchDay);
                        turned(text).map_or(told.clone(), |day| told.proposing(day))
                    }
                    (DateProblem::NoSuchDay, _) => self.problem(field, Reason::NoSuchDay),
                };
                self.problems.push(told);
                None
            }
        }
    }

    /// The code that a value means; `None` for an empty cell.
    fn value(&mut self, field: Field) -> Option<String> {
        let text = self.text(field)?;
        let known = self.reader.mapping.value(field, &text).map(str::to_owned);
        if known.is_none() {
            let values = self.reader.mapping.values_of(field).into_iter().map(str::to_owned).collect();
            self.refuse(field, Reason::UnknownValue(values));
        }
        known
    }

    fn code<T: std::str::FromStr>(&mut self, field: Field, default: &str) -> Option<T> {
        let code = match self.text(field) {
            Some(_) => self.value(field)?,
            None => default.to_owned(),
        };
        let parsed = code.parse().ok();
        if parsed.is_none() {
            self.refuse(field, Reason::UnknownValue(Vec::from([code])));
        }
        parsed
    }
}

/// What a row says of the closing.
struct Closing {
    at: Moment,
    act: Act,
    recorded: Option<Moment>,
}

impl RowReader<'_> {
    /// The plan of a row, or everything that is wrong with it.
    pub(crate) fn read(&mut self, cells: Row<'_>, row: usize) -> Result<Plan, Vec<Problem>> {
        let mut cells = Cells { reader: self, cells, row, problems: Vec::new(), doubts: Vec::new() };
        let received = cells.moment(Field::Received);
        if received.is_none() && cells.problems.is_empty() {
            cells.refuse(Field::Received, Reason::Missing);
        }
        let receive = receive(&mut cells);
        let mut acts = steps(&mut cells);
        let closing = closing(&mut cells);
        let published = cells.moment(Field::Published);
        let (Some(received), Some(receive), true) = (received, receive, cells.problems.is_empty()) else {
            return Err(cells.problems);
        };
        if let Some(closing) = closing {
            acts.push((closing.at, Provenance::Imported { recorded: closing.recorded }, closing.act));
        }
        if let Some(at) = published {
            acts.push((at, Provenance::Imported { recorded: None }, Act::Publish { place: "website".into() }));
        }
        // Stable: what happened on one day keeps the order of the columns.
        acts.sort_by_key(|(at, ..)| at.date());
        if receive.assigned_due.is_some_and(|due| due.is_before(received)) {
            let doubt = cells.problem(Field::AssignedDue, Reason::DueBeforeReceived);
            cells.doubts.push(doubt);
        }
        let document = receive.document.as_ref().and_then(|document| Some((document.number.clone()?, document.key()?)));
        let key = key(self.mapping, &receive, received);
        let repeated = cells.problem(Field::ArrivalNumber, Reason::Missing);
        let mut doubts = cells.doubts;
        let seen = self.seen.entry(key.clone()).or_insert((0, row));
        seen.0 += 1;
        let occurrence = seen.0;
        if occurrence > 1 && receive.arrival_number.is_some() {
            doubts.push(Problem { reason: Reason::RepeatedNumber(seen.1), ..repeated });
        }
        let petition = id("petition", received, &key, &[occurrence.to_string().as_str()]);
        let imported = Provenance::Imported { recorded: None };
        let all = std::iter::once((received, imported, Act::Receive(Box::new(receive)))).chain(acts);
        let commands = all.map(|(at, provenance, act)| {
            // The whole content is in the id: the same row again is the same command, another is not.
            let mut command = Command { id: petition, petition, at, provenance, act };
            let content = serde_json::to_string(&command).unwrap_or_default();
            command.id = id("command", at, &[], &[&content]);
            command
        });
        Ok(Plan { petition, commands: commands.collect(), doubts, document })
    }
}

fn receive(cells: &mut Cells<'_>) -> Option<Receive> {
    let mapping = cells.reader.mapping;
    let delivered_by = cells.text(Field::DeliveredBy).or_else(|| mapping.defaults.delivered_by.clone());
    let summary = cells.text(Field::Summary);
    for (field, missing) in [(Field::DeliveredBy, delivered_by.is_none()), (Field::Summary, summary.is_none())] {
        if missing {
            cells.refuse(field, Reason::Missing);
        }
    }
    let kind = match reclassified(cells) {
        // What it turned out to be is no kind that it came as.
        Some(_) => mapping.defaults.kind.parse().ok(),
        None => cells.code::<PetitionKind>(Field::Kind, &mapping.defaults.kind),
    };
    let channel = cells.code(Field::Channel, &mapping.defaults.channel);
    let assigned_due = cells.moment(Field::AssignedDue);
    let document_date = cells.moment(Field::DocumentDate);
    // A value that names no rule leaves the row under the default ones.
    let rule = cells.text(Field::Rule).and_then(|value| mapping.value(Field::Rule, &value).map(str::to_owned));
    let delivered_by = delivered_by?;
    let sender = mapping.sender(&delivered_by);
    let stated = stated(cells, Field::Source);
    if sender.is_none() && stated.is_none() && mapping.defaults.delivered_by.as_ref().is_none_or(|known| *known != delivered_by) {
        let doubt = cells.problem(Field::DeliveredBy, Reason::UnknownSender);
        cells.doubts.push(doubt);
    }
    let source = stated.unwrap_or_else(|| sender.map_or(mapping.defaults.source, |(source, _)| source));
    let party = cells.value(Field::OriginatorKind).and_then(|code| code.parse().ok());
    let is_told = |name: &String| *name != delivered_by || party.is_some();
    let originator = match cells.text(Field::Originator).filter(is_told) {
        Some(name) => {
            let kind = party.unwrap_or_else(|| mapping.sender(&name).map_or(PartyKind::Citizen, |(_, party)| party));
            Some(PartyInput { kind, name })
        }
        // An association that delivers its own petition is not an enterprise; a sheet that tells sources
        // tells who raised it too.
        None => sender
            .filter(|_| stated.is_none())
            .filter(|(_, party)| *party == PartyKind::Association)
            .map(|(_, kind)| PartyInput { kind, name: delivered_by.clone() }),
    };
    let (number, dated) =
        cells.text(Field::DocumentNumber).map_or((None, None), |text| numbered_and_dated(&text, &cells.reader.dates));
    let document_date = document_date.or(dated);
    let document = (number.is_some() || document_date.is_some()).then(|| DocumentInput {
        number,
        issued_on: document_date.map(Moment::date),
        issuer: None,
        attachments: Vec::new(),
    });
    let about = cells.value(Field::About).and_then(|code| code.parse().ok());
    let confidential = cells.value(Field::Confidential).is_some_and(|code| code == "yes");
    Some(Receive {
        kind: kind?,
        about,
        confidential,
        originator,
        document,
        field: cells.text(Field::Field),
        arrival_number: cells.text(Field::ArrivalNumber),
        rules: rule.map(|rule| Vec::from([rule])).or_else(|| mapping.defaults.rules.clone()),
        assigned_due,
        ..Receive::new(source, delivered_by, channel?, summary?)
    })
}

/// The code that a value means, where a value that means none is not the row's fault: other registers have
/// columns of the same name that say something else.
fn stated<T: std::str::FromStr>(cells: &mut Cells<'_>, field: Field) -> Option<T> {
    let text = cells.text(field)?;
    let known = cells.reader.mapping.value(field, &text).and_then(|code| code.parse().ok());
    if known.is_none() {
        let values = cells.reader.mapping.values_of(field).into_iter().map(str::to_owned).collect();
        let doubt = cells.problem(field, Reason::UnknownValue(values));
        cells.doubts.push(doubt);
    }
    known
}

/// What it turned out to be, if that is how it was closed: a kind that leaves this flow.
fn reclassified(cells: &Cells<'_>) -> Option<PetitionKind> {
    let mapping = cells.reader.mapping;
    let code = |field| cells.text(field).and_then(|text| mapping.value(field, &text).map(str::to_owned));
    let kind = code(Field::Kind).filter(|_| code(Field::Outcome).as_deref() == Some("reclassified"))?.parse().ok()?;
    matches!(kind, PetitionKind::Complaint | PetitionKind::Denunciation).then_some(kind)
}

/// An account: what a system calls somebody, in letters without diacritics and without a space. A name of two
/// words or with diacritics is none; it could never be erased from the ledger.
fn account(text: &str) -> Option<&str> {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
    (text.chars().all(is_sign) && text.contains(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())).then_some(text)
}

/// What happened between receipt and closing, in the order in which it usually does.
fn steps(cells: &mut Cells<'_>) -> Vec<(Moment, Provenance, Act)> {
    let imported = Provenance::Imported { recorded: None };
    let mut acts = Vec::new();
    let accepted = cells.moment(Field::Accepted);
    acts.extend(accepted.map(|at| (at, imported, Act::Accept {})));
    let unit = cells.text(Field::Unit);
    // Sheets do not say when it was assigned: on the day it came, or was taken up, which comes before.
    if let (Some(unit), Ok(received)) = (unit, cells.reader.dates.read(cells.cell(Field::Received))) {
        // A sheet names people, and a name in the ledger could never be erased: only accounts go in.
        let officer =
            cells.text(Field::Officer).and_then(|name| cells.reader.mapping.value(Field::Officer, &name).map(str::to_owned));
        let officer = officer.or_else(|| cells.text(Field::Account).and_then(|text| account(&text).map(str::to_owned)));
        let at = accepted.filter(|at| !at.is_before(received)).unwrap_or(received);
        acts.push((at, imported, Act::Assign { unit, officer, due: None, helping: Vec::new() }));
    }
    let (asked, given) = (cells.moment(Field::SupplementRequested), cells.moment(Field::SupplementReceived));
    if let Some(at) = asked {
        acts.push((at, imported, Act::RequestSupplement { what: None }));
    } else if given.is_some() {
        cells.refuse(Field::SupplementRequested, Reason::Missing);
    }
    if let (Some(at), Some(_)) = (given, asked) {
        acts.push((at, imported, Act::Resume {}));
    }
    let (extended, by) = (cells.moment(Field::ExtendedAt), cells.text(Field::ExtendedBy));
    match (extended, by.map(|by| whole_days(&by))) {
        (Some(at), Some(Some(by))) => {
            let reason = cells.text(Field::Note).unwrap_or_else(|| NOT_STATED.into());
            acts.push((at, imported, Act::Extend { by, reason, approved_by: None, notice: None }));
        }
        (_, Some(None)) => cells.refuse(Field::ExtendedBy, Reason::NotANumber),
        (Some(_), None) => cells.refuse(Field::ExtendedBy, Reason::Missing),
        (None, Some(_)) if cells.cell(Field::ExtendedAt).is_empty() => cells.refuse(Field::ExtendedAt, Reason::Missing),
        (None, _) => {}
    }
    acts
}

/// A positive whole number of days: `10`, `10,0`, `10 ngày`.
fn whole_days(text: &str) -> Option<u16> {
    let figure = text.split_once(' ').map_or(text, |(figure, _)| figure);
    let days = number(figure).filter(|days| days.fract() == 0.0 && (1.0..=f64::from(u16::MAX)).contains(days))?;
    format!("{days:.0}").parse().ok()
}

fn closing(cells: &mut Cells<'_>) -> Option<Closing> {
    let outcome = cells.value(Field::Outcome).filter(|outcome| outcome != "open");
    let unknown_outcome = outcome.is_none()
        && cells.text(Field::Outcome).is_some_and(|text| cells.reader.mapping.value(Field::Outcome, &text) != Some("open"));
    let stated_open = cells.text(Field::Outcome).is_some() && outcome.is_none();
    let at = cells.moment(Field::Closed);
    let recorded = cells.moment(Field::ClosingRecorded);
    let date_given = !cells.cell(Field::Closed).is_empty();
    if unknown_outcome || (date_given && at.is_none()) {
        return None; // reported already
    }
    if (outcome.is_some() && !date_given) || (stated_open && date_given) {
        cells.refuse(Field::Outcome, Reason::OutcomeWithoutDate);
        return None;
    }
    let at = at?;
    let note = cells.text(Field::Note);
    let reason = || note.clone().unwrap_or_else(|| NOT_STATED.into());
    let document =
        cells.text(Field::ReplyNumber).map(|number| DocumentInput { number: Some(number), ..DocumentInput::default() });
    // A date without an outcome is a reply: many sheets have no column for the outcome.
    let act = match outcome.as_deref().unwrap_or("replied") {
        "forwarded_out" => Act::ForwardOut { to: reason(), document },
        "not_accepted" => Act::NotAccept { reason: reason() },
        "reclassified" => Act::Reclassify { kind: reclassified(cells).unwrap_or(PetitionKind::Complaint), reason: reason() },
        "withdrawn" => Act::Withdraw { reason: note },
        _ => Act::Reply { document, finality: Finality::Final, recipients: Vec::new(), text: None },
    };
    Some(Closing { at, act, recorded })
}

/// What tells the petitions of a sheet apart.
fn key(mapping: &Mapping, receive: &Receive, received: Moment) -> Vec<String> {
    let mut key = Vec::from([mapping.scope.clone()]);
    match &receive.arrival_number {
        Some(number) => key.extend([number.clone(), received.date().year().to_string()]),
        None => {
            let document = receive.document.as_ref().and_then(|document| document.number.clone());
            key.extend([
                received.to_string(),
                document.unwrap_or_default(),
                receive.delivered_by.clone(),
                receive.summary.clone(),
            ]);
        }
    }
    key
}

/// The same whenever what it is made of is the same, and sorted by when it happened.
fn id(what: &str, at: Moment, key: &[String], more: &[&str]) -> Identity {
    let parts: Vec<&[u8]> =
        std::iter::once(what).chain(key.iter().map(String::as_str)).chain(more.iter().copied()).map(str::as_bytes).collect();
    let time = match at {
        Moment::Instant(instant) => instant.to_utc(),
        Moment::Date(date) => date.and_time(chrono::NaiveTime::MIN).and_utc(),
    };
    Identity::from_time_and_hash(time, &Hash::of_parts("kiennghi/import/1", &parts))
}
