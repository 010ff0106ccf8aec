//! The days of a feed in a calendar.
//!
//! Promises: each day that changes the calendar is in the text of its new version with the name of
//! the event and of the feed, so that every due date that rests on it says so; a day that the
//! calendar has already is counted and changes nothing. A make-up day is worked with the hours of
//! its weekday, or of the first weekday that has some: a feed says no hours.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};
use kiennghi::{
    calendar::{Amendment, DayChange, Span, WorkCalendar},
    lang::{Lang, Text},
    text::fold,
};

use super::{
    FeedNote, FeedTrouble,
    component::{Event, Found, events},
    dates::{repeated, stretch, when, whole_days},
    lines::lines,
};
use crate::{
    ExchangeError, file,
    limits::{Limit, MOST_EVENT_DAYS, MOST_FEED_BYTES, MOST_FEED_DAYS},
};

/// What an event is called that makes a day off a working day, folded.
const WORKED: [&str; 8] =
    ["lam bu", "di lam bu", "lam viec bu", "ngay lam viec", "working day", "work day", "make up day", "makeup day"];
/// How the description of an event begins in feeds that hold observances beside public holidays.
const OBSERVANCE: [&str; 2] = ["observance", "ngay le ky niem"];

/// What a day of a feed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedEffect {
    /// Off.
    Off,
    /// Worked, though it is a weekly day off: a make-up day.
    Worked,
}

impl FeedEffect {
    /// The code of each: `off`, `worked`.
    pub const fn code(self) -> &'static str {
        match self {
            FeedEffect::Off => "off",
            FeedEffect::Worked => "worked",
        }
    }
}

/// A day of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedDay {
    /// The date.
    pub date: NaiveDate,
    /// Off, or worked.
    pub effect: FeedEffect,
    /// What the feed calls it; several names are joined.
    pub name: String,
    /// The line where its event begins.
    pub line: usize,
}

/// What a feed does to a calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct HolidayFeed {
    /// What the feed is called.
    pub file: String,
    /// The calendar after it: a new version, or the same if nothing changes.
    pub calendar: WorkCalendar,
    /// The days of the feed, by date.
    pub days: Vec<FeedDay>,
    /// The dates that are otherwise than before.
    pub changes: Vec<DayChange>,
    /// What was not taken as it stands.
    pub notes: Vec<FeedNote>,
    /// How many notes more there are.
    pub more_notes: usize,
}

/// Takes the holidays and moved working days of a feed into a calendar, as its version `version`.
/// `file` names the feed in the reasons of its days.
///
/// All-day events are days off, from DTSTART up to but without DTEND; those called *làm bù*, *ngày
/// làm việc* or *working day* are worked. Events are taken once or once a year on their date.
///
/// ```
/// use kiennghi::{calendar::WorkCalendar, lang::Lang};
/// use kiennghi_exchange::amend_by_feed;
/// let feed = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260706\r\n\
///             DTEND;VALUE=DATE:20260708\r\nSUMMARY:Bão số 3\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
/// let taken = amend_by_feed(&WorkCalendar::vietnam()?, feed.as_bytes(), "tinh.ics", "2026.9")?;
/// assert_eq!((taken.changes.len(), taken.calendar.reference().to_string().as_str()), (2, "vn-state@2026.9"));
/// let day = taken.calendar.day("2026-07-07".parse()?)?;
/// assert_eq!(day.reason(Lang::Vi), Some("Bão số 3 (theo tinh.ics)"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// It is no iCalendar file, or goes beyond a limit; the version is not new.
pub fn amend_by_feed(calendar: &WorkCalendar, bytes: &[u8], file: &str, version: &str) -> Result<HolidayFeed, ExchangeError> {
    let unreadable = |reason: &str| ExchangeError::Unreadable { file: file.into(), reason: reason.into() };
    let too_much = |limit: Limit, row: Option<usize>| ExchangeError::TooMuch { file: file.into(), limit, row };
    if bytes.len() > MOST_FEED_BYTES {
        return Err(too_much(Limit::FeedBytes, None));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(unreadable("it is UTF-16, and a calendar file is UTF-8 (RFC 5545, 3.1.4); save it so"));
    }
    let mut found = lines(bytes).and_then(events).map_err(|(limit, line)| too_much(limit, Some(line)))?;
    if !found.has_calendar {
        return Err(unreadable("it is no calendar file; one begins with BEGIN:VCALENDAR"));
    }
    let days = days(calendar, &mut found).map_err(|limit| too_much(limit, None))?;
    let (calendar, changes) = amended(calendar, &days, file, version)?;
    found.notes.sort_by_key(|note| note.line);
    Ok(HolidayFeed { file: file.into(), calendar, days, changes, notes: found.notes, more_notes: found.more_notes })
}

/// The same with a file of the disk.
///
/// # Errors
/// As [`amend_by_feed`]; the file cannot be read.
pub fn amend_by_feed_file(calendar: &WorkCalendar, path: &str, version: &str) -> Result<HolidayFeed, ExchangeError> {
    let bytes = file::read(path, MOST_FEED_BYTES, Limit::FeedBytes)?;
    amend_by_feed(calendar, &bytes, &file::name(path), version)
}

/// The days of all events, by date.
fn days(calendar: &WorkCalendar, found: &mut Found) -> Result<Vec<FeedDay>, Limit> {
    let mut by_date: BTreeMap<NaiveDate, Vec<FeedDay>> = BTreeMap::new();
    let (events, mut total) = (std::mem::take(&mut found.events), 0);
    let latest = latest(&events);
    let replaced = replaced(&events, calendar);
    for event in &events {
        let trouble = if event.is_cancelled {
            Some(FeedTrouble::Cancelled)
        } else if event.in_place_of.is_none() && latest.get(event.uid.as_str()).is_some_and(|line| *line != event.line) {
            Some(FeedTrouble::Replaced)
        } else if OBSERVANCE.iter().any(|word| fold(&event.description).starts_with(word)) {
            Some(FeedTrouble::Observance)
        } else {
            None
        };
        let dates = match trouble {
            Some(trouble) => Err(trouble),
            None => dates_of(event, calendar, &replaced),
        };
        let dates = match dates {
            Ok(dates) => dates,
            Err(trouble) => {
                found.note(event.line, &event.summary, trouble);
                continue;
            }
        };
        total += dates.len();
        if total > MOST_FEED_DAYS {
            return Err(Limit::FeedDays);
        }
        let name = fold(&event.summary);
        let effect = match WORKED.iter().any(|word| has_words(&name, word)) {
            true => FeedEffect::Worked,
            false => FeedEffect::Off,
        };
        let mut is_told = false;
        for date in dates {
            if date < calendar.first() || date > calendar.last() {
                if !is_told {
                    found.note(event.line, &event.summary, FeedTrouble::Outside(date));
                }
                is_told = true;
                continue;
            }
            let day = FeedDay { date, effect, name: event.summary.clone(), line: event.line };
            by_date.entry(date).or_default().push(day);
        }
    }
    Ok(by_date.into_values().filter_map(|same| one_of(same, found)).collect())
}

/// Do these words stand in the text, none of them begun or ended by another letter?
fn has_words(text: &str, words: &str) -> bool {
    format!(" {text} ").contains(&format!(" {words} "))
}

/// The line of the latest version of each event: of the highest sequence, the last in the file.
fn latest(events: &[Event]) -> BTreeMap<&str, usize> {
    let mut latest: BTreeMap<&str, (u32, usize)> = BTreeMap::new();
    for event in events.iter().filter(|event| !event.uid.is_empty() && event.in_place_of.is_none()) {
        let this = (event.sequence, event.line);
        let known = latest.entry(event.uid.as_str()).or_insert(this);
        *known = this.max(*known);
    }
    latest.into_iter().map(|(uid, (_, line))| (uid, line)).collect()
}

/// Which occurrences of which series have an event of their own.
fn replaced(events: &[Event], calendar: &WorkCalendar) -> BTreeMap<String, Vec<NaiveDate>> {
    let mut replaced: BTreeMap<String, Vec<NaiveDate>> = BTreeMap::new();
    for event in events {
        if let Some(line) = &event.in_place_of
            && let Ok(at) = when(line, &line.value, calendar.zone())
        {
            replaced.entry(event.uid.clone()).or_default().push(at.date());
        }
    }
    replaced
}

fn dates_of(
    event: &Event,
    calendar: &WorkCalendar,
    replaced: &BTreeMap<String, Vec<NaiveDate>>,
) -> Result<Vec<NaiveDate>, FeedTrouble> {
    let zone = calendar.zone();
    let line = event.start.as_ref().ok_or(FeedTrouble::NoStart)?;
    let start = when(line, &line.value, zone)?;
    let first = start.midnight().ok_or(FeedTrouble::PartOfADay)?;
    let length = match (&event.end, &event.duration) {
        (Some(_), Some(_)) => return Err(FeedTrouble::EndAndDuration),
        (Some(end), None) => {
            let end = when(end, &end.value, zone)?.midnight().ok_or(FeedTrouble::PartOfADay)?;
            match (end - first).num_days() {
                // Many write one day as one that ends on itself; of a moment that would be nothing.
                0 if matches!(start, super::dates::When::Day(_)) => 1,
                0 => return Err(FeedTrouble::PartOfADay),
                days if days < 0 => return Err(FeedTrouble::EndsBeforeStart),
                days => days,
            }
        }
        (None, Some(duration)) => whole_days(&duration.value).ok_or(FeedTrouble::PartOfADay)?,
        (None, None) if matches!(start, super::dates::When::Day(_)) => 1,
        (None, None) => return Err(FeedTrouble::PartOfADay),
    };
    if length > MOST_EVENT_DAYS {
        return Err(FeedTrouble::TooLong);
    }
    let listed = |lines: &[super::lines::Line]| -> Result<Vec<NaiveDate>, FeedTrouble> {
        let values = lines.iter().flat_map(|line| line.value.split(',').map(move |value| (line, value)));
        values.map(|(line, value)| Ok(when(line, value, zone)?.date())).collect()
    };
    let mut begins = match &event.repetition {
        Some(rule) => repeated(rule, first, calendar.last(), zone)?,
        None => Vec::from([first]),
    };
    if event.repetition.is_some() {
        // A series may have begun long before the calendar does.
        begins.retain(|day| *day >= calendar.first());
    }
    begins.extend(listed(&event.added)?);
    let mut left_out = listed(&event.left_out)?;
    if event.in_place_of.is_none() {
        left_out.extend(replaced.get(&event.uid).into_iter().flatten());
    }
    begins.sort_unstable();
    begins.dedup();
    begins.retain(|day| !left_out.contains(day));
    Ok(begins.into_iter().flat_map(|day| stretch(day, length)).collect())
}

/// What several events make of one date.
fn one_of(same: Vec<FeedDay>, found: &mut Found) -> Option<FeedDay> {
    let mut all = same.into_iter();
    let mut day = all.next()?;
    for other in all {
        if other.effect != day.effect {
            found.note(other.line, &other.name, FeedTrouble::Contradicted(day.date));
            return None;
        }
        if !day.name.split("; ").any(|name| name == other.name) {
            day.name = format!("{}; {}", day.name, other.name);
        }
    }
    Some(day)
}

/// The calendar with those of the days that are otherwise in it.
fn amended(
    calendar: &WorkCalendar,
    days: &[FeedDay],
    file: &str,
    version: &str,
) -> Result<(WorkCalendar, Vec<DayChange>), ExchangeError> {
    let mut amendment = Amendment::new(version, file);
    let mut changed: Option<(NaiveDate, NaiveDate)> = None;
    for day in days {
        let known = calendar.day(day.date)?;
        let named = |vi: &str, en: &str| {
            let name = |unnamed: &str| if day.name.is_empty() { unnamed.to_owned() } else { day.name.clone() };
            Text { vi: format!("{} (theo {file})", name(vi)), en: format!("{} (by {file})", name(en)) }
        };
        amendment = match (day.effect, known.is_working()) {
            (FeedEffect::Off, true) if known.is_special() => amendment.hours(day.date, &[], &named("ngày nghỉ", "day off")),
            (FeedEffect::Off, true) => amendment.day_off(day.date, &named("ngày nghỉ", "day off")),
            (FeedEffect::Worked, false) => {
                amendment.hours(day.date, hours_of(calendar, day.date), &named("ngày làm bù", "make-up day"))
            }
            _ => continue,
        };
        changed = Some(changed.map_or((day.date, day.date), |(first, _)| (first, day.date)));
    }
    let Some((first, last)) = changed else { return Ok((calendar.clone(), Vec::new())) };
    let amended = calendar.amend(&amendment)?;
    let changes = calendar.differences(&amended, first, last)?;
    Ok((amended, changes))
}

/// The hours of a make-up day.
fn hours_of(calendar: &WorkCalendar, date: NaiveDate) -> &[Span] {
    use chrono::Datelike;
    let week = calendar.week();
    let weekdays = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    let first = || weekdays.into_iter().map(|weekday| week.on(weekday)).find(|hours| !hours.is_empty());
    match week.on(date.weekday()) {
        [] => first().unwrap_or_default(),
        hours => hours,
    }
}

/// What a feed did to a calendar, each day and each note on its line.
pub fn holiday_feed_text(feed: &HolidayFeed, lang: Lang) -> String {
    let (days, changed, notes) = (feed.days.len(), feed.changes.len(), feed.notes.len() + feed.more_notes);
    let (file, reference) = (&feed.file, feed.calendar.reference());
    let mut text = match lang {
        Lang::Vi => format!("{file}: {days} ngày, {changed} ngày làm thay đổi lịch, {notes} ghi chú. Lịch: {reference}\n"),
        Lang::En => format!("{file}: {days} days, {changed} of them change the calendar, {notes} notes. Calendar: {reference}\n"),
    };
    for change in &feed.changes {
        let (date, was, is) = (change.date.format("%d/%m/%Y"), change.was.get(lang), change.is.get(lang));
        text += &format!("{date}  {was} -> {is}\n");
    }
    for note in &feed.notes {
        text += &note.to_text(lang);
        text += "\n";
    }
    if feed.more_notes > 0 {
        text += &match lang {
            Lang::Vi => format!("… và {} ghi chú khác\n", feed.more_notes),
            Lang::En => format!("... and {} notes more\n", feed.more_notes),
        };
    }
    text
}
