//! Events back into the acts that cause them: for a review of what was decided.
//!
//! Promises: an act is told as it was, but every sealed text is a placeholder. A decision looks at
//! whether a text was given, never at what it says; so a review needs no vault, and what was erased
//! is judged like the rest. A kind of event that is missing does not compile.

use alloc::{boxed::Box, string::String};

use super::{Act, Correction, CorrectionInput, Envelope, Event, Provenance, Receive, Received};
use crate::case::{AttachmentInput, Document, DocumentInput, Group, GroupInput, Party, PartyInput, Sealed};

/// Stands for any text that was given.
fn text() -> String {
    String::from("…")
}

fn given(sealed: &Option<Sealed>) -> Option<String> {
    sealed.as_ref().map(|_| text())
}

fn document(document: &Document) -> DocumentInput {
    let file = |sha256| AttachmentInput { name: text(), sha256 };
    DocumentInput {
        number: document.number.clone(),
        issued_on: document.issued_on,
        issuer: given(&document.issuer),
        attachments: document.attachments.iter().map(|attachment| file(attachment.sha256)).collect(),
    }
}

fn party(party: &Party) -> PartyInput {
    PartyInput { kind: party.kind, name: text() }
}

fn group(group: &Group) -> GroupInput {
    GroupInput { people: group.people, representative: given(&group.representative) }
}

fn receive(received: &Received) -> Receive {
    Receive {
        source: received.source,
        delivered_by: text(),
        channel: received.channel,
        summary: text(),
        kind: received.kind,
        about: received.about,
        originator: received.originator.as_ref().map(party),
        document: received.document.as_ref().map(document),
        group: received.group.as_ref().map(group),
        split_from: received.split_from,
        field: received.field.clone(),
        arrival_number: received.arrival_number.clone(),
        book: Some(received.number.book.clone()),
        rules: Some(received.terms.rules.iter().map(|rule| rule.id.clone()).collect()),
        variant: received.terms.variant.clone(),
        assigned_due: received.assigned_due,
        in_force: Some(received.in_force),
        confidential: received.confidential,
    }
}

fn correction(correction: &Correction) -> CorrectionInput {
    CorrectionInput {
        summary: given(&correction.summary),
        delivered_by: given(&correction.delivered_by),
        originator: correction.originator.as_ref().map(party),
        source: correction.source,
        channel: correction.channel,
        about: correction.about,
        field: correction.field.clone(),
        arrival_number: correction.arrival_number.clone(),
        document_number: correction.document_number.clone(),
        document_date: correction.document_date,
        document_issuer: given(&correction.document_issuer),
        moved: correction.moved,
    }
}

impl Event {
    /// The act that causes this event, its texts replaced; `None` if it comes from a command to
    /// another petition.
    pub(crate) fn retold(&self) -> Option<Act> {
        Some(match self {
            Event::Received(received) => Act::Receive(Box::new(receive(received))),
            Event::Accepted {} => Act::Accept {},
            Event::NotAccepted { .. } => Act::NotAccept { reason: text() },
            Event::ForwardedOut { document: by, .. } => Act::ForwardOut { to: text(), document: by.as_ref().map(document) },
            Event::Reclassified { kind, .. } => Act::Reclassify { kind: *kind, reason: text() },
            Event::Assigned { unit, officer, due, helping } => {
                Act::Assign { unit: unit.clone(), officer: officer.clone(), due: *due, helping: helping.clone() }
            }
            Event::SupplementRequested { what } => Act::RequestSupplement { what: given(what) },
            Event::Paused { reason } => Act::Pause { reason: *reason },
            Event::Resumed {} => Act::Resume {},
            Event::Extended { by, approved_by, notice, .. } => {
                Act::Extend { by: *by, reason: text(), approved_by: approved_by.clone(), notice: notice.as_ref().map(document) }
            }
            Event::DueDatePromised { due, in_force, reason } => {
                Act::Promise { due: *due, in_force: *in_force, reason: given(reason) }
            }
            Event::Replied { document: by, finality, recipients, text } => Act::Reply {
                document: by.as_ref().map(document),
                finality: *finality,
                recipients: recipients.iter().map(party).collect(),
                text: given(text),
            },
            Event::Published { place } => Act::Publish { place: place.clone() },
            Event::Rated { score } => Act::Rate { score: *score },
            Event::Reopened { .. } => Act::Reopen { reason: text() },
            Event::Withdrawn { reason } => Act::Withdraw { reason: given(reason) },
            Event::Linked { to, counted } => Act::Link { to: *to, counted: *counted },
            Event::Unlinked { .. } => Act::Unlink { reason: text() },
            Event::Connected { .. } => return None,
            Event::Corrected { correction: right, .. } => {
                Act::Correct { correction: Box::new(correction(right)), reason: text() }
            }
            Event::Voided { .. } => Act::Void { reason: text() },
            // Only the choice of a variant has a reason.
            Event::DeadlineRecomputed { terms, reason: Some(_) } => {
                Act::ChooseVariant { variant: terms.variant.clone(), reason: text() }
            }
            Event::DeadlineRecomputed { reason: None, .. } => Act::Recompute {},
        })
    }

    /// Does it say the same, whatever the sealed texts are?
    pub(crate) fn is_alike(&self, other: &Event) -> bool {
        let closed = |event: &Event| {
            let mut event = event.clone();
            event.sealed_mut().into_iter().for_each(|sealed| *sealed = Sealed::blank());
            event
        };
        closed(self) == closed(other)
    }
}

impl Envelope {
    /// Where its command came from.
    pub(crate) fn provenance(&self) -> Provenance {
        match self.imported {
            None => Provenance::Live,
            Some(imported) => Provenance::Imported { recorded: imported.recorded },
        }
    }
}
