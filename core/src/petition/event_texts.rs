//! The sealed texts and the documents in an event.
//!
//! Promises: every text that lies in the vault is found here, so that it can be put there, opened
//! and closed; a kind of event that is missing does not compile.

use alloc::vec::Vec;

use super::Event;
use crate::case::{Document, Sealed};

/// The same walk twice: over texts to be read, and over texts to be opened.
macro_rules! texts {
    ($(#[$doc:meta])* $vis:vis fn $name:ident, $of_document:ident, $as_option:ident, $iter:ident $(, $mut:tt)?) => {
        $(#[$doc])*
        $vis fn $name(&$($mut)? self) -> Vec<&$($mut)? Sealed> {
            let mut all = Vec::new();
            match self {
                Event::Received(received) => {
                    let received = &$($mut)? **received;
                    all.extend([&$($mut)? received.delivered_by, &$($mut)? received.summary]);
                    all.extend(received.originator.$as_option().map(|party| &$($mut)? party.name));
                    all.extend(received.document.$iter().flat_map(Document::$of_document));
                    all.extend(received.group.$as_option().and_then(|group| group.representative.$as_option()));
                }
                Event::ForwardedOut { to, document } => {
                    all.push(to);
                    all.extend(document.$iter().flat_map(Document::$of_document));
                }
                Event::Extended { reason, notice, .. } => {
                    all.push(reason);
                    all.extend(notice.$iter().flat_map(Document::$of_document));
                }
                Event::Replied { document, recipients, text, .. } => {
                    all.extend(document.$iter().flat_map(Document::$of_document));
                    all.extend(recipients.$iter().map(|party| &$($mut)? party.name));
                    all.extend(text.$as_option());
                }
                Event::Corrected { correction, reason } => {
                    let correction = &$($mut)? **correction;
                    all.push(reason);
                    all.extend(correction.summary.$iter().chain(correction.delivered_by.$iter()));
                    all.extend(correction.originator.$as_option().map(|party| &$($mut)? party.name));
                    all.extend(correction.document_issuer.$as_option());
                }
                Event::NotAccepted { reason }
                | Event::Reclassified { reason, .. }
                | Event::Reopened { reason }
                | Event::Unlinked { reason }
                | Event::Voided { reason } => all.push(reason),
                Event::SupplementRequested { what: text }
                | Event::Withdrawn { reason: text }
                | Event::DueDatePromised { reason: text, .. }
                | Event::DeadlineRecomputed { reason: text, .. } => all.extend(text.$as_option()),
                Event::Accepted {}
                | Event::Assigned { .. }
                | Event::Paused { .. }
                | Event::Resumed {}
                | Event::Published { .. }
                | Event::Rated { .. }
                | Event::Linked { .. }
                | Event::Connected { .. } => {}
            }
            all
        }
    };
}

impl Event {
    texts! {
        /// Every sealed text in it.
        pub fn sealed, sealed, as_ref, iter
    }

    texts! {
        /// Every sealed text in it, to be opened.
        pub(crate) fn sealed_mut, sealed_mut, as_mut, iter_mut, mut
    }

    /// The document in it: its key finds the same letter elsewhere.
    pub fn documents(&self) -> Option<&Document> {
        match self {
            Event::Received(received) => received.document.as_ref(),
            Event::Replied { document, .. } | Event::ForwardedOut { document, .. } => document.as_ref(),
            Event::Extended { notice, .. } => notice.as_ref(),
            _ => None,
        }
    }

    /// The numbers by which it is known elsewhere: of its documents, and in an older register.
    pub fn references(&self) -> Vec<&str> {
        let (arrival, document) = match self {
            Event::Received(received) => (received.arrival_number.as_deref(), None),
            Event::Corrected { correction, .. } => (correction.arrival_number.as_deref(), correction.document_number.as_deref()),
            _ => (None, None),
        };
        let of_document = self.documents().and_then(|document| document.number.as_deref());
        [of_document, document, arrival].into_iter().flatten().collect()
    }
}
