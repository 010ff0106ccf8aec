//! A reading of the whole ledger of a file, as a verification needs it.
//!
//! Promises: entries come as they lie in their rows, in order, and none is built; a stream that is not
//! there is a damaged row, and no row less. The streams met last are kept, as many as there is room for,
//! since an entry names its stream by number and looking each up costs as much as reading the entry. What
//! is kept is of this reading alone: a later one meets what the file holds then.

use kiennghi::{
    ledger::{Hash, StoredEntry, Stretch},
    store::{StoreError, Walk},
};
use rusqlite::{OptionalExtension, Row, params};

use crate::{
    moments, packed,
    rows::{Rows, wrong},
    sqlite::failure,
};

/// How many streams are kept. Their numbers are those of their first entries, so that
/// streams that began near each other do not take each other's place.
const KEPT: usize = 8192;

/// What a stream is called in the chain.
#[derive(Clone, Default)]
struct Named {
    /// Its number; 0, which none has, while the place is empty.
    number: i64,
    kind: Vec<u8>,
    id: Vec<u8>,
}

impl Named {
    fn set(&mut self, number: i64, row: &Row<'_>) -> rusqlite::Result<()> {
        let (kind, id) = (row.get_ref(0)?.as_str()?.as_bytes(), row.get_ref(1)?.as_blob()?);
        self.number = number;
        self.kind.clear();
        self.kind.extend_from_slice(kind);
        self.id.clear();
        self.id.extend_from_slice(id);
        Ok(())
    }
}

/// A reading of the ledger.
pub(crate) struct LedgerWalk<'a> {
    rows: Rows<'a>,
    streams: Vec<Named>,
    unpacked: Vec<u8>,
    spelled: Vec<u8>,
}

impl<'a> LedgerWalk<'a> {
    pub(crate) fn over(rows: Rows<'a>) -> LedgerWalk<'a> {
        LedgerWalk::keeping(rows, KEPT)
    }

    fn keeping(rows: Rows<'a>, kept: usize) -> LedgerWalk<'a> {
        LedgerWalk { rows, streams: vec![Named::default(); kept], unpacked: Vec::new(), spelled: Vec::new() }
    }

    fn read(&mut self, stretch: &mut Stretch, limit: usize) -> rusqlite::Result<()> {
        let (after, limit) = (stretch.taken().head().sequence.cast_signed(), i64::try_from(limit).unwrap_or(i64::MAX));
        let LedgerWalk { rows: Rows { connection, .. }, streams, unpacked, spelled } = self;
        let kept = streams.len();
        let place = |number: i64| number.cast_unsigned() as usize % kept;
        // Those that begin here lie in a row: they are read in order.
        let mut begin = connection.prepare_cached("SELECT kind, id, number FROM stream WHERE number > ?1 AND number <= ?2")?;
        let mut beginning = begin.query(params![after, after.saturating_add(limit)])?;
        while let Some(row) = beginning.next()? {
            let number = row.get(2)?;
            if let Some(named) = streams.get_mut(place(number)) {
                named.set(number, row)?;
            }
        }
        let mut stream = connection.prepare_cached("SELECT kind, id FROM stream WHERE number = ?1")?;
        let mut statement = connection.prepare_cached(
            "SELECT sequence, stream, version, command_id, occurred_at, recorded_at, actor, payload, hash
             FROM entry WHERE sequence > ?1 ORDER BY sequence LIMIT ?2",
        )?;
        let mut entries = statement.query(params![after, limit])?;
        while let Some(row) = entries.next()? {
            let number = row.get(1)?;
            let Some(named) = streams.get_mut(place(number)) else { continue };
            if named.number != number {
                let found = stream.query_row([number], |row| named.set(number, row)).optional()?;
                found.ok_or_else(|| wrong(1, "an entry is of a stream that is not there"))?;
            }
            // Of the same types as an entry is read: what verifies can be read.
            let entry = StoredEntry {
                sequence: row.get_ref(0)?.as_i64()?.cast_unsigned(),
                stream_kind: &named.kind,
                stream_id: &named.id,
                version: row.get(2)?,
                command_id: row.get_ref(3)?.as_blob()?,
                occurred_at: moments::text(row.get_ref(4)?, spelled)?,
                recorded_at: row.get_ref(5)?.as_i64()?,
                actor: row.get_ref(6)?.as_str()?.as_bytes(),
                payload: packed::bytes(row.get_ref(7)?, unpacked)?,
            };
            stretch.push(&entry, Hash::from_bytes(row.get(8)?));
        }
        Ok(())
    }
}

impl Walk for LedgerWalk<'_> {
    fn next(&mut self, stretch: &mut Stretch, limit: usize) -> Result<(), StoreError> {
        let place = self.rows.place;
        self.read(stretch, limit).map_err(|error| failure(place, error))
    }
}

#[cfg(test)]
mod tests {
    use kiennghi::{
        ledger::{Head, Identity, Verifier},
        petition::{Act, Channel, Command, Provenance, Receive, SourceKind},
        register::Register,
    };

    use super::*;
    use crate::{SqliteStore, system_world};

    /// The end of the ledger as a walk finds it that keeps so many streams.
    fn verified(store: &SqliteStore, kept: usize, limit: usize) -> Head {
        let rows = Rows { connection: &store.connection, place: "test" };
        let (mut walk, mut stretch, mut taken) = (LedgerWalk::keeping(rows, kept), Stretch::default(), Verifier::default());
        loop {
            stretch.begin(&taken);
            walk.next(&mut stretch, limit).unwrap();
            stretch.check().unwrap();
            if stretch.is_empty() {
                return taken.head();
            }
            taken = stretch.taken().clone();
        }
    }

    #[test]
    fn streams_that_take_each_others_place_are_looked_up_again() {
        let world = system_world("test").unwrap();
        let folder = std::env::temp_dir().join(format!("kiennghi-walk-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let store = SqliteStore::create(folder.join("r.db").to_str().unwrap()).unwrap();
        let mut register = Register::create(store, &world).unwrap();
        let command = |n: u8, what: u8, act: Act| Command {
            id: Identity::from_bytes([[n, what]; 8].concat().try_into().unwrap()),
            petition: Identity::from_bytes([n; 16]),
            at: "2026-03-02".parse().unwrap(),
            provenance: Provenance::Live,
            act,
        };
        for n in 1..=20 {
            let receive = Receive::new(SourceKind::Citizen, format!("Ông {n}"), Channel::Letter, "Ngập đường");
            register.execute(&command(n, 1, Act::Receive(Box::new(receive))), &world).unwrap();
        }
        for n in (1..=20).rev() {
            register.execute(&command(n, 2, Act::Accept {}), &world).unwrap();
        }
        let head = register.head().unwrap();
        assert_eq!(head.sequence, 44);
        for (kept, limit) in [(1, 100), (3, 7), (4, 1), (64, 5)] {
            assert_eq!(verified(register.store(), kept, limit), head, "{kept} kept, {limit} at a time");
        }
        drop(register);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
