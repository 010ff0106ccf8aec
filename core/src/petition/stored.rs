//! How an event is stored, and how old ones are read.
//!
//! Promises: every kind of event that was ever stored, in every schema, is read for ever; one that a
//! newer library wrote is said to be that, and never guessed at.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
};

use serde::{Deserialize, Serialize, de::IgnoredAny};

use super::{Event, EventName};
use crate::time::Moment;

/// An event as it is stored: with its schema and, if it was imported, what the old register knew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The schema it was written in.
    pub schema: u16,
    /// What happened.
    pub event: Event,
    /// Present if it is imported history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<Imported>,
}

/// What is known of an imported event besides what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// When the old register recorded it, if it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Moment>,
}

/// Why a stored event cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// A newer library wrote it.
    #[error("a newer library wrote it: event `{event}` in schema {schema}, and this one knows {}; use a newer library", known_text(*.known))]
    Newer {
        /// The kind of event.
        event: String,
        /// The schema it was written in.
        schema: u16,
        /// The newest schema of that kind that this library knows; `None`: not even the kind.
        known: Option<u16>,
    },
    /// It is no event.
    #[error("it is no event: {reason}")]
    NoEvent {
        /// Why.
        reason: String,
    },
}

fn known_text(known: Option<u16>) -> String {
    known.map_or_else(|| "no such event".into(), |known| alloc::format!("it up to schema {known}"))
}

/// What can be told of an event whose shape is not known.
#[derive(Deserialize)]
struct Outline {
    schema: u16,
    event: BTreeMap<String, IgnoredAny>,
}

impl Envelope {
    /// An event as this library writes it.
    pub fn new(event: Event, imported: Option<Imported>) -> Envelope {
        Envelope { schema: event.name().schema(), event, imported }
    }

    /// Reads what an entry holds, in whatever schema it was written.
    ///
    /// # Errors
    /// A newer library wrote it; it is no event.
    pub fn read(payload: &str) -> Result<Envelope, ReadError> {
        let newer = |event: &str, schema: u16| {
            let known = event.parse().ok().map(EventName::schema);
            known.is_none_or(|known| schema > known).then(|| ReadError::Newer { event: event.into(), schema, known })
        };
        match serde_json::from_str::<Envelope>(payload) {
            // A shape that fits does not mean that nothing was added to it.
            Ok(envelope) => match newer(envelope.event.name().code(), envelope.schema) {
                Some(error) => Err(error),
                None => Ok(envelope),
            },
            Err(error) => {
                let outline: Option<Outline> = serde_json::from_str(payload).ok();
                let newer = outline.and_then(|outline| newer(outline.event.keys().next()?, outline.schema));
                Err(newer.unwrap_or_else(|| ReadError::NoEvent { reason: error.to_string() }))
            }
        }
    }
}
