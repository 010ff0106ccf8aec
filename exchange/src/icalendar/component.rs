//! The events of an iCalendar file.
//!
//! Promises: every line is a property of an event, known to be of no use here, or a note. How deep
//! components lie in one another, and how many events there are, is limited.

use super::{
    FeedNote, FeedTrouble,
    lines::{Line, Numbered},
};
use crate::limits::{Limit, MOST_FEED_EVENTS, MOST_FEED_NESTING, MOST_FEED_NOTES};

/// An event, with the lines that say when it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Event {
    pub(super) line: usize,
    pub(super) uid: String,
    pub(super) sequence: u32,
    pub(super) summary: String,
    pub(super) description: String,
    pub(super) is_cancelled: bool,
    pub(super) start: Option<Line>,
    pub(super) end: Option<Line>,
    pub(super) duration: Option<Line>,
    pub(super) repetition: Option<Line>,
    pub(super) added: Vec<Line>,
    pub(super) left_out: Vec<Line>,
    /// Which occurrence of a series it is in place of.
    pub(super) in_place_of: Option<Line>,
}

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) events: Vec<Event>,
    pub(super) notes: Vec<FeedNote>,
    /// Notes that were not kept.
    pub(super) more_notes: usize,
    pub(super) has_calendar: bool,
}

impl Found {
    pub(super) fn note(&mut self, line: usize, event: &str, trouble: FeedTrouble) {
        if self.notes.len() < MOST_FEED_NOTES {
            self.notes.push(FeedNote { line, event: event.chars().take(120).collect(), trouble });
        } else {
            self.more_notes += 1;
        }
    }
}

/// Components that say nothing about days off, and are no surprise in a feed.
const QUIET: [&str; 5] = ["VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VALARM"];

/// Finds the events among the lines.
///
/// # Errors
/// There are more events, or deeper components, than a feed has.
pub(super) fn events(lines: Vec<Numbered>) -> Result<Found, (Limit, usize)> {
    let mut found = Found::default();
    let mut open: Vec<(usize, String)> = Vec::new();
    let mut event: Option<Event> = None;
    for (number, line) in lines {
        let line = match line {
            Ok(line) => line,
            Err(trouble) => {
                found.note(number, "", trouble);
                continue;
            }
        };
        match line.name.as_str() {
            "BEGIN" => {
                let name = line.value.trim().to_ascii_uppercase();
                if open.len() >= MOST_FEED_NESTING {
                    return Err((Limit::FeedNesting, number));
                }
                found.has_calendar |= name == "VCALENDAR" && open.is_empty();
                if name == "VEVENT" && event.is_none() {
                    event = Some(Event { line: number, ..Event::default() });
                } else if !QUIET.contains(&name.as_str()) {
                    found.note(number, "", FeedTrouble::NotAnEvent(name.chars().take(40).collect()));
                }
                open.push((number, name));
            }
            "END" => {
                let name = line.value.trim().to_ascii_uppercase();
                if open.last().is_none_or(|(_, last)| *last != name) {
                    found.note(number, "", FeedTrouble::Unbalanced(name.chars().take(40).collect()));
                    continue;
                }
                open.pop();
                let is_inside = open.iter().any(|(_, outer)| outer == "VEVENT");
                if name == "VEVENT"
                    && !is_inside
                    && let Some(event) = event.take()
                {
                    if found.events.len() >= MOST_FEED_EVENTS {
                        return Err((Limit::FeedEvents, number));
                    }
                    found.events.push(event);
                }
            }
            // What is said inside of an alarm is said of the alarm.
            _ if open.last().is_some_and(|(_, inner)| inner == "VEVENT") => {
                if let Some(event) = &mut event {
                    take(event, line);
                }
            }
            _ => {}
        }
    }
    for (number, name) in open {
        found.note(number, "", FeedTrouble::Unended(name.chars().take(40).collect()));
    }
    Ok(found)
}

fn take(event: &mut Event, line: Line) {
    match line.name.as_str() {
        "UID" => event.uid = line.value.trim().to_owned(),
        "SEQUENCE" => event.sequence = line.value.trim().parse().unwrap_or_default(),
        "SUMMARY" => event.summary = line.text().split_whitespace().collect::<Vec<_>>().join(" "),
        "DESCRIPTION" => event.description = line.text(),
        "STATUS" => event.is_cancelled = line.is("STATUS", "CANCELLED"),
        "DTSTART" => event.start = Some(line),
        "DTEND" => event.end = Some(line),
        "DURATION" => event.duration = Some(line),
        "RRULE" => event.repetition = Some(line),
        "RDATE" => event.added.push(line),
        "EXDATE" => event.left_out.push(line),
        "RECURRENCE-ID" => event.in_place_of = Some(line),
        _ => {}
    }
}
