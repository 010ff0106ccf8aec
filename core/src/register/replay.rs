//! Entries back into petitions, and petitions into their projections.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::RegisterError;
use crate::{
    ledger::{Entry, Identity, StreamId},
    petition::{self, Envelope, Petition, evolve},
    store::{CaseRow, Reader},
    time::Moment,
};

/// The stream of a petition.
pub(super) fn petition_stream(id: Identity) -> StreamId {
    StreamId { kind: petition::STREAM, id }
}

/// Reads the event that an entry holds.
pub(super) fn read<T: serde::de::DeserializeOwned>(entry: &Entry) -> Result<T, RegisterError> {
    serde_json::from_str(&entry.draft.payload)
        .map_err(|error| RegisterError::Unreadable { sequence: entry.sequence, reason: error.to_string() })
}

/// Our own types always serialise: they have no maps with keys that are not texts.
pub(super) fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

pub(super) fn document_key(envelope: &Envelope) -> Option<String> {
    envelope.event.documents().and_then(|document| document.key())
}

pub(super) fn replay(known: Option<Petition>, id: Identity, envelope: &Envelope, entry: &Entry) -> Option<Petition> {
    let recorded = Moment::Instant(entry.draft.recorded_at.fixed_offset());
    evolve(known, id, envelope, entry.draft.occurred_at, recorded)
}

pub(super) fn load(reader: &(impl Reader + ?Sized), id: Identity) -> Result<Option<Petition>, RegisterError> {
    Ok(load_with_documents(reader, id)?.map(|(petition, _)| petition))
}

pub(super) fn load_with_documents(
    reader: &(impl Reader + ?Sized),
    id: Identity,
) -> Result<Option<(Petition, Vec<String>)>, RegisterError> {
    let mut petition = None;
    let mut documents = Vec::new();
    for entry in reader.stream(&petition_stream(id))? {
        let envelope: Envelope = read(&entry)?;
        documents.extend(document_key(&envelope));
        petition = replay(petition, id, &envelope, &entry);
    }
    Ok(petition.map(|petition| (petition, documents)))
}

pub(super) fn row(petition: &Petition, documents: &[String]) -> CaseRow {
    let mut documents = documents.to_vec();
    documents.sort();
    documents.dedup();
    CaseRow {
        id: petition.id(),
        number: petition.case().number().clone(),
        version: petition.version(),
        documents,
        case: json(petition.case()),
    }
}
