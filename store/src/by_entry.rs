//! Version 3 of a file into version 4: entries by a number of their stream, the vault by entry.
//!
//! Promises: every entry keeps its parts and its hash, every text lies with each entry that names its
//! commitment; done in the transaction of the migration. What commits to a text is found as what stands
//! in the event as 64 hexadecimal digits and lies in the vault: so it needs no event to be readable.
//! A text that no entry commits to cannot be asked for and is left behind.

use kiennghi::case::Opening;
use rusqlite::{
    Connection, OptionalExtension, ToSql, params,
    types::{ToSqlOutput, ValueRef},
};

use crate::{
    moments,
    packed::{self, Packing},
    rows::wrong,
    vault,
};

/// Between the tables of the one version and those of the other; both are there.
pub(crate) fn bring_over(connection: &Connection) -> rusqlite::Result<()> {
    let mut entries = connection.prepare(
        "SELECT sequence, number, version, command_id, occurred_at, recorded_at, actor, payload, hash
         FROM entry LEFT JOIN stream ON id = stream_id AND kind = stream_kind ORDER BY sequence",
    )?;
    let mut put = connection.prepare("INSERT INTO entry_by_number VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?;
    let mut find = connection.prepare("SELECT text, salt FROM vault WHERE commitment = ?1")?;
    let mut keep = connection.prepare("INSERT INTO vault_by_entry (sequence, openings) VALUES (?1, ?2)")?;
    let (mut rows, mut unpacked) = (entries.query([])?, Vec::new());
    while let Some(row) = rows.next()? {
        let as_it_lies = |column: usize| Ok::<_, rusqlite::Error>(ToSqlOutput::Borrowed(row.get_ref(column)?));
        let occurred_at = row.get_ref(4)?.as_str().map_err(|error| wrong(4, error))?;
        let occurred_at = moments::short(occurred_at).map_or(ToSqlOutput::from(occurred_at), ToSqlOutput::from);
        let payload = row.get_ref(7)?;
        let packing = match payload {
            ValueRef::Text(text) => core::str::from_utf8(text).ok().map(Packing),
            _ => None,
        };
        let packed = match &packing {
            Some(packing) => packing.to_sql()?,
            None => ToSqlOutput::Borrowed(payload),
        };
        put.execute(params![
            as_it_lies(0)?,
            as_it_lies(1)?,
            as_it_lies(2)?,
            as_it_lies(3)?,
            occurred_at,
            as_it_lies(5)?,
            as_it_lies(6)?,
            packed,
            as_it_lies(8)?,
        ])?;
        let mut openings = Vec::new();
        for commitment in hashes(packed::bytes(payload, &mut unpacked)?) {
            let opening = find.query_row([commitment], |row| Ok(Opening { text: row.get(0)?, salt: row.get(1)? }));
            openings.extend(opening.optional()?);
        }
        if !openings.is_empty() {
            keep.execute(params![as_it_lies(0)?, vault::pack(&openings.iter().collect::<Vec<_>>())])?;
        }
    }
    Ok(())
}

/// The texts of an event that are 64 hexadecimal digits, each once, in their order.
fn hashes(event: &[u8]) -> Vec<[u8; 32]> {
    let mut hashes = Vec::new();
    for text in event.split(|byte| *byte == b'"').filter(|text| text.len() == 64) {
        hashes.extend(packed::hash(text).filter(|hash| !hashes.contains(hash)));
    }
    hashes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_commitment_is_found_once_each_in_its_order() {
        let (one, two) = ("ab".repeat(32), "0f".repeat(32));
        let event = format!(r#"{{"a":"{two}","b":{{"c":["{one}","{two}"]}},"d":"x{one}","e":"{}"}}"#, "AB".repeat(32));
        assert_eq!(hashes(event.as_bytes()), [[0x0F; 32], [0xAB; 32]]);
    }
}
