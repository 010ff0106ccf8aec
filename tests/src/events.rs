//! Stored events of every kind and schema that ever was, and what they mean.
//!
//! A payload in the vector is never remade: it is what some version of the library wrote, and what
//! every later one must read. What it means is remade, and the difference is to be read with care.

use std::collections::{BTreeMap, BTreeSet};

use kiennghi::{
    lang::Lang,
    ledger::Identity,
    petition::{Around, Envelope, EventName, Petition, evolve},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::vectors::Fallible;

/// One stored event.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stored {
    petition: String,
    at: String,
    /// As it is stored, byte for byte.
    payload: String,
    #[serde(default)]
    meaning: Value,
}

/// Reads every event, and tells what it means: in today's shape, in words, and for its petition.
pub(crate) fn read(events: &mut [Stored]) -> Fallible<()> {
    let mut petitions: BTreeMap<Identity, Petition> = BTreeMap::new();
    let mut read = BTreeSet::new();
    for stored in events {
        let envelope = Envelope::read(&stored.payload)?;
        let name = envelope.event.name();
        read.insert((name, envelope.schema));
        // What this library writes itself is written the same way again.
        if envelope.schema == name.schema() && serde_json::to_string(&envelope)? != stored.payload {
            return Err(format!("{name} of schema {} is written otherwise today; raise its schema", envelope.schema).into());
        }
        let (id, at) = (stored.petition.parse()?, stored.at.parse()?);
        let petition = evolve(petitions.remove(&id), id, &envelope, at, at).ok_or("a petition begins with its receipt")?;
        let view = petition.case().latest().ok_or("a case has a turn")?;
        stored.meaning = json!({
            "vi": envelope.event.sentence(Lang::Vi, Around::default()),
            "en": envelope.event.sentence(Lang::En, Around::default()),
            "event": envelope.event,
            "then": view.outcome().map_or(view.status().code(), |outcome| outcome.code()),
        });
        petitions.insert(id, petition);
    }
    let all = EventName::ALL.iter().flat_map(|name| (1..=name.schema()).map(move |schema| (*name, schema)));
    let missing: Vec<_> = all.filter(|kind| !read.contains(kind)).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("no stored event of {missing:?} is here").into()) }
}
