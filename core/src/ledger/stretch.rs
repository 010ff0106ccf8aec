//! Entries in a row, as the chain reads them.
//!
//! Promises: a [`Stretch`] says of the entries given to it what a [`Verifier`] would say that takes
//! them one by one. It builds no entry: the parts are hashed as they lie in the store. The hash of
//! an entry needs only the stored hash of the one before, so that stretches can be checked at once
//! by several threads; the first that does not fit is the first of the first stretch that has one.

use alloc::vec::Vec;

use super::{Break, Hash, Head, Verifier};

/// The parts of an entry, as they lie in a store.
#[derive(Clone, Copy, Debug)]
pub struct StoredEntry<'a> {
    /// Its number.
    pub sequence: u64,
    /// The kind of its stream.
    pub stream_kind: &'a [u8],
    /// The id of its stream.
    pub stream_id: &'a [u8],
    /// Its place in the stream.
    pub version: u32,
    /// The command that caused it.
    pub command_id: &'a [u8],
    /// When it happened, as it is written.
    pub occurred_at: &'a [u8],
    /// When it was recorded, in microseconds since 1970, UTC.
    pub recorded_at: i64,
    /// Who recorded it.
    pub actor: &'a [u8],
    /// The event.
    pub payload: &'a [u8],
}

impl StoredEntry<'_> {
    /// Appends what is hashed of this entry after one with hash `previous`: each part behind its length.
    pub(super) fn frame(&self, previous: &Hash, into: &mut Vec<u8>) {
        let parts: [&[u8]; 11] = [
            b"kiennghi/entry/1",
            previous.as_bytes(),
            &self.sequence.to_be_bytes(),
            self.stream_kind,
            self.stream_id,
            &self.version.to_be_bytes(),
            self.command_id,
            self.occurred_at,
            &self.recorded_at.to_be_bytes(),
            self.actor,
            self.payload,
        ];
        into.reserve(parts.iter().map(|part| part.len() + 8).sum());
        for part in parts {
            into.extend_from_slice(&(part.len() as u64).to_be_bytes());
            into.extend_from_slice(part);
        }
    }
}

/// An entry that waits for its hash to be checked.
#[derive(Clone, Debug)]
struct Framed {
    /// Where its bytes end.
    end: usize,
    /// Its number and the hash that is stored with it.
    head: Head,
}

/// Entries in a row; kept and filled again, it takes no new memory.
#[derive(Clone, Debug, Default)]
pub struct Stretch {
    /// What is hashed of each, one after the other.
    bytes: Vec<u8>,
    entries: Vec<Framed>,
    /// What was taken, if all hashes fit.
    taken: Verifier,
    /// What does not fit besides hashes; nothing is taken after it.
    broken: Option<Break>,
}

impl Stretch {
    /// Empties it, to be filled with the entries that follow what `before` took.
    pub fn begin(&mut self, before: &Verifier) {
        self.bytes.clear();
        self.entries.clear();
        self.taken = before.clone();
        self.broken = None;
    }

    /// Takes the next entry, with the hash that is stored with it.
    pub fn push(&mut self, entry: &StoredEntry<'_>, hash: Hash) {
        if self.broken.is_some() {
            return;
        }
        self.broken = self.taken.follows(entry.sequence).err();
        if self.broken.is_some() {
            return;
        }
        entry.frame(&self.taken.head().hash, &mut self.bytes);
        let head = Head { sequence: entry.sequence, hash };
        self.entries.push(Framed { end: self.bytes.len(), head });
        self.broken = self.taken.take(head, entry.recorded_at).err();
    }

    /// How many entries it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Does it hold none?
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Is there something besides hashes that does not fit? What follows need not be read then.
    pub fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// What was taken up to its end, if all hashes fit: what the next stretch begins after.
    pub fn taken(&self) -> &Verifier {
        &self.taken
    }

    /// The head of the entry with that number, if the stretch holds it.
    pub fn head_of(&self, sequence: u64) -> Option<Head> {
        let place = self.entries.binary_search_by_key(&sequence, |entry| entry.head.sequence).ok()?;
        self.entries.get(place).map(|entry| entry.head)
    }

    /// Checks every hash.
    ///
    /// # Errors
    /// The first entry that does not follow the one before: its number, its hash or its recorded time.
    pub fn check(&self) -> Result<(), Break> {
        let mut rest = self.bytes.as_slice();
        let mut from = 0;
        for entry in &self.entries {
            let (bytes, after) = rest.split_at_checked(entry.end - from).unwrap_or((rest, &[]));
            if Hash::of_frame(bytes) != entry.head.hash {
                return Err(Break::wrong_hash(entry.head.sequence));
            }
            (rest, from) = (after, entry.end);
        }
        self.broken.clone().map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use proptest::prelude::*;

    use super::*;
    use crate::ledger::{Actor, Draft, Entry, Identity, StreamId, StreamKind};

    fn ledger(count: u64) -> Vec<Entry> {
        let mut head = Head::default();
        let entry = |n: u64| {
            let draft = Draft {
                stream: StreamId { kind: StreamKind::new("test"), id: Identity::from_bytes([1; 16]) },
                version: u32::try_from(n).unwrap(),
                command_id: Identity::from_bytes([u8::try_from(n).unwrap(); 16]),
                occurred_at: "2026-03-05".parse().unwrap(),
                recorded_at: chrono::DateTime::from_timestamp_micros(i64::try_from(n / 3).unwrap()).unwrap(),
                actor: Actor::new("a"),
                payload: "x".repeat(usize::try_from(n * 7 % 200).unwrap()),
            };
            let entry = head.append(draft);
            head = Head::from(&entry);
            entry
        };
        (1..=count).map(entry).collect()
    }

    fn push(stretch: &mut Stretch, entry: &Entry) {
        let occurred_at = entry.draft.occurred_at.to_string();
        stretch.push(&entry.draft.stored(entry.sequence, &occurred_at), entry.hash);
    }

    proptest! {
        #[test]
        fn stretches_say_what_one_verifier_says(
            count in 0_u64..40, long in 1_usize..9, changes in proptest::collection::vec((0_usize..40, 0_u8..6), 0..3)
        ) {
            let mut entries = ledger(count);
            for (place, change) in changes {
                let Some(entry) = entries.get_mut(place) else { continue };
                match change {
                    0 => entry.draft.payload.push('y'),
                    1 => entry.sequence += 1,
                    2 => entry.hash = Hash::ZERO,
                    3 => entry.draft.recorded_at = chrono::DateTime::UNIX_EPOCH - chrono::TimeDelta::days(1),
                    4 => {
                        // Recorded before the one that precedes it, with the hash that this has.
                        entry.draft.recorded_at = chrono::DateTime::UNIX_EPOCH - chrono::TimeDelta::days(1);
                        let previous = place.checked_sub(1).map_or(Hash::ZERO, |place| entries[place].hash);
                        let entry = &mut entries[place];
                        entry.hash = crate::ledger::link(&previous, entry.sequence, &entry.draft);
                    }
                    _ => drop(entries.remove(place)),
                }
            }
            let mut verifier = Verifier::default();
            let one_by_one = entries.iter().try_for_each(|entry| verifier.push(entry));
            let (mut stretch, mut taken) = (Stretch::default(), Verifier::default());
            let together = entries.chunks(long).try_for_each(|entries| {
                stretch.begin(&taken);
                entries.iter().for_each(|entry| push(&mut stretch, entry));
                taken = stretch.taken().clone();
                stretch.check()
            });
            prop_assert_eq!(&together, &one_by_one);
            if together.is_ok() {
                prop_assert_eq!(taken.head(), verifier.head());
            }
        }
    }
}
