//! Due dates as a feed that calendar programs subscribe to.
//!
//! Promises: one event for each open petition with a due date, with the same identifier in every
//! export; its sequence rises with each entry of the petition, and its times are those of the
//! ledger, so that the same register gives the same bytes whenever it is asked. A calendar travels
//! to servers that no erasure reaches: it holds no names, and abstracts only if they are asked for.
//!
//! Events and not to-dos (`VTODO`): the calendars that people have beside their mail show events of a
//! feed that they subscribe to, and leave its to-dos out. They leave the day free (`TRANSPARENT`).

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use kiennghi::{
    calendar::WorkCalendar,
    case::{Confidential, Dimension},
    lang::Lang,
    law::Stage,
    ledger::{Identity, StreamId},
    petition,
    register::{Register, RegisterError},
    statistics::Table,
    store::{CaseQuery, Store},
    time::{Fold, Moment},
};

use super::write::{Writer, escaped};
use crate::{ExchangeError, file};

/// Rows that are asked for at once.
const PAGE: usize = 500;
/// How long a calendar program may wait before it asks again: an office looks at its list by the hour.
const REFRESH: &str = "PT1H";

/// Are abstracts of petitions told?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FeedTexts {
    /// They are not: number, source and due date are enough to find a petition by. The default.
    #[default]
    LeftOut,
    /// They are, but those of confidential petitions only if these are asked for too.
    Told,
}

/// Which due dates a feed tells, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueFeed {
    /// Its language.
    pub lang: Lang,
    /// What calendar programs call it; what is not given is made of unit and officer.
    pub name: Option<String>,
    /// Only what this unit holds.
    pub unit: Option<String>,
    /// Only what this officer holds.
    pub officer: Option<String>,
    /// So many working days before the due date, at opening time, each event reminds; 0 is the
    /// morning of the day itself.
    pub reminders: Vec<u16>,
    /// Are abstracts told?
    pub texts: FeedTexts,
    /// Are those of confidential petitions?
    pub confidential: Confidential,
}

impl DueFeed {
    /// All open petitions, reminded of on the working day before and in the morning.
    pub fn new(lang: Lang) -> DueFeed {
        DueFeed {
            lang,
            name: None,
            unit: None,
            officer: None,
            reminders: Vec::from([1, 0]),
            texts: FeedTexts::default(),
            confidential: Confidential::default(),
        }
    }

    fn title(&self) -> String {
        let whose = [self.unit.as_deref(), self.officer.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let what = match self.lang {
            Lang::Vi => "Hạn trả lời phản ánh, kiến nghị",
            Lang::En => "Due dates of petitions",
        };
        match (&self.name, whose.as_str()) {
            (Some(name), _) => name.clone(),
            (None, "") => what.to_owned(),
            (None, whose) => format!("{what}: {whose}"),
        }
    }
}

/// The due dates of the petitions that are open at `at`, as an iCalendar file. What is due on a day is
/// an event of that whole day, what is due at an instant one at that instant. A petition whose clock
/// stands still has no due date, and is in no feed until it goes on.
///
/// ```
/// use kiennghi::{case::{Seed, World}, lang::Lang, ledger::{Actor, Identity}, petition::*, register::Register, store::MemoryStore};
/// use kiennghi_exchange::{DueFeed, due_feed};
/// let world = World { now: "2026-03-02T02:00:00Z".parse()?, actor: Actor::new("van-thu"), seed: Seed::new([7; 32]) };
/// let mut register = Register::create(MemoryStore::new(), &world)?;
/// let act = Act::Receive(Box::new(Receive::new(SourceKind::Enterprise, "Công ty A", Channel::Letter, "Xin gia hạn thuê đất")));
/// let (id, petition) = (Identity::from_bytes([1; 16]), Identity::from_bytes([2; 16]));
/// register.execute(&Command { id, petition, at: "2026-03-02".parse()?, provenance: Provenance::Live, act }, &world)?;
/// let feed = due_feed(&register, &DueFeed::new(Lang::Vi), "2026-03-10".parse()?)?;
/// assert!(feed.contains("DTSTART;VALUE=DATE:20260316\r\n") && !feed.contains("Công ty A"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// A due date cannot be computed; the store fails.
pub fn due_feed(register: &Register<impl Store>, feed: &DueFeed, at: Moment) -> Result<String, RegisterError> {
    let _state = register.hold()?;
    let mut writer = Writer::default();
    writer.line("BEGIN", "VCALENDAR");
    writer.line("VERSION", "2.0");
    writer.line("PRODID", &format!("-//kiennghi//due dates {}//{}", env!("CARGO_PKG_VERSION"), feed.lang.code().to_uppercase()));
    writer.line("CALSCALE", "GREGORIAN");
    writer.line("METHOD", "PUBLISH");
    let title = feed.title();
    // The first of each pair is the standard's, the second what older programs read.
    writer.text("NAME", &title);
    writer.text("X-WR-CALNAME", &title);
    writer.line("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
    writer.line("X-PUBLISHED-TTL", REFRESH);
    let query = CaseQuery { unit: feed.unit.clone(), officer: feed.officer.clone(), ..CaseQuery::worklist() };
    let mut after = None;
    loop {
        let page = register.page(&query, at, after.as_ref(), PAGE)?;
        for item in &page.items {
            if let Some(due) = item.due {
                event(&mut writer, register, feed, item.id, due)?;
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    writer.line("END", "VCALENDAR");
    Ok(writer.into_text())
}

/// Writes such a feed to a file whose name ends in `.ics`, in place of one that is there: whole, or
/// not at all.
///
/// # Errors
/// As [`due_feed`]; the name ends otherwise; the file cannot be written.
pub fn due_feed_file(register: &Register<impl Store>, feed: &DueFeed, at: Moment, path: &str) -> Result<(), ExchangeError> {
    file::write(path, &due_feed(register, feed, at)?, &["ics"])
}

fn event(
    writer: &mut Writer,
    register: &Register<impl Store>,
    feed: &DueFeed,
    id: Identity,
    due: Moment,
) -> Result<(), RegisterError> {
    let petition = register.petition_for(id, feed.confidential)?;
    let (case, lang) = (petition.case(), feed.lang);
    let entries = register.store().stream(&StreamId { kind: petition::STREAM, id })?;
    let recorded = entries.iter().map(|entry| entry.draft.recorded_at);
    let (Some(created), Some(changed)) = (recorded.clone().min(), recorded.max()) else { return Ok(()) };
    writer.line("BEGIN", "VEVENT");
    writer.line("UID", &id.to_string());
    writer.line("DTSTAMP", &utc(changed));
    writer.line("CREATED", &utc(created));
    writer.line("LAST-MODIFIED", &utc(changed));
    writer.line("SEQUENCE", &petition.version().saturating_sub(1).to_string());
    match due {
        Moment::Date(date) => {
            writer.line("DTSTART;VALUE=DATE", &day(date));
            writer.line("DTEND;VALUE=DATE", &day(date.succ_opt().unwrap_or(date)));
        }
        // An end of its own would say that the time before or after it is taken.
        Moment::Instant(instant) => writer.line("DTSTART", &utc(instant.to_utc())),
    }
    let what = if lang == Lang::Vi { "hạn trả lời" } else { "reply due" };
    let is_closed = case.is_confidential() && feed.confidential == Confidential::Hidden;
    let told = (feed.texts == FeedTexts::Told && !is_closed).then(|| petition.summary().text()).flatten();
    let summary = match told {
        Some(text) => format!("{}: {what} – {text}", case.number()),
        None => format!("{}: {what}", case.number()),
    };
    writer.text("SUMMARY", &summary);
    let source = Table::label(Dimension::Source, case.dimension(Dimension::Source), lang);
    let mut description = Vec::from([format!("{}: {source}", Dimension::Source.label(lang))]);
    let latest = case.latest();
    if let Some(unit) = latest.as_ref().and_then(|view| view.unit()) {
        description.push(format!("{}: {unit}", Dimension::Unit.label(lang)));
    }
    if let Some(deadline) = register.deadline(id, Stage::Reply)? {
        description.extend(deadline.explain(lang));
    }
    writer.text("DESCRIPTION", &description.join("\n"));
    writer.line("CATEGORIES", &escaped(&source));
    if case.is_confidential() {
        writer.line("CLASS", "CONFIDENTIAL");
    }
    writer.line("STATUS", "CONFIRMED");
    writer.line("TRANSP", "TRANSPARENT");
    if let Some(view) = latest {
        let terms = view.terms();
        let rulebook = register.rulebook()?;
        let calendar = rulebook.calendar(&terms.calendar)?;
        for trigger in feed.reminders.iter().filter_map(|days| trigger(calendar, terms.zone, due, *days)) {
            writer.line("BEGIN", "VALARM");
            writer.line("ACTION", "DISPLAY");
            writer.text("DESCRIPTION", &summary);
            writer.line("TRIGGER", &trigger);
            writer.line("END", "VALARM");
        }
    }
    writer.line("END", "VEVENT");
    Ok(())
}

fn day(date: NaiveDate) -> String {
    date.format("%Y%m%d").to_string()
}

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// How long after the start of the event, or before it, the office opens on the `days`-th working day
/// before the due date; on a due date that is not worked nobody is there to be reminded.
fn trigger(calendar: &WorkCalendar, zone: Tz, due: Moment, days: u16) -> Option<String> {
    let date = calendar.add_working_days(due.date(), -i32::from(days)).ok()?;
    let minute = calendar.day(date).ok()?.hours().first()?.start().minutes();
    let opening: NaiveDateTime = date.and_time(chrono::NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(minute.into()))?;
    let distance = match due {
        // A day begins where whoever looks at it is: civil times are compared.
        Moment::Date(date) => opening - date.and_time(chrono::NaiveTime::MIN),
        Moment::Instant(instant) => Moment::from_civil(opening, zone, Fold::Earlier).instant()?.to_utc() - instant.to_utc(),
    };
    // What is due at an instant may be due before the office opens: a reminder comes before it.
    let too_late = matches!(due, Moment::Instant(_)) && distance > TimeDelta::zero();
    (!too_late).then(|| duration(distance))
}

/// A duration as RFC 5545 writes it: `-P1DT16H30M`.
fn duration(distance: TimeDelta) -> String {
    let sign = if distance < TimeDelta::zero() { "-" } else { "" };
    let seconds = distance.abs().num_seconds();
    let mut text = format!("{sign}P");
    if seconds >= 86_400 {
        text += &format!("{}D", seconds / 86_400);
    }
    let parts = [(seconds / 3_600 % 24, 'H'), (seconds / 60 % 60, 'M'), (seconds % 60, 'S')];
    let time: String = parts.iter().filter(|(number, _)| *number > 0).map(|(number, unit)| format!("{number}{unit}")).collect();
    match (seconds, time.as_str()) {
        (0, _) => "PT0S".into(),
        (_, "") => text,
        (_, time) => text + "T" + time,
    }
}
