//! Entries back into petitions, and petitions into their projections.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::RegisterError;
use crate::{
    ledger::{Entry, Identity, StreamId},
    petition::{self, Envelope, Petition, ReadError, evolve},
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

/// Reads an event of a petition, in whatever schema it was written.
pub(super) fn read_envelope(entry: &Entry) -> Result<Envelope, RegisterError> {
    Envelope::read(&entry.draft.payload).map_err(|error| match error {
        error @ ReadError::Newer { .. } => RegisterError::Newer { sequence: entry.sequence, error },
        ReadError::NoEvent { reason } => RegisterError::Unreadable { sequence: entry.sequence, reason },
    })
}

/// Our own types always serialise: they have no maps with keys that are not texts.
pub(super) fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
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
    for entry in reader.stream(&petition_stream(id))? {
        petition = replay(petition, id, &read_envelope(&entry)?, &entry);
    }
    Ok(petition.map(|petition: Petition| {
        let documents = petition.document_keys();
        (petition, documents)
    }))
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
