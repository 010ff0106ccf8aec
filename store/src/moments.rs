//! When something happened, as it lies in a row: a date in two bytes, an instant in six or nine.
//!
//! Promises: what is read is the text that was written, for the chain is over the text; a moment that
//! would not come back so is stored as its text. Hashes are not over this form.

use rusqlite::{
    ToSql,
    types::{FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};

use crate::packed::{self, DATE, FORM, MICRO, SECOND};

/// A moment as its text, or another text in its place, written short if it can be.
pub(crate) struct Short(pub(crate) String);

impl ToSql for Short {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(short(&self.0).map_or_else(|| ToSqlOutput::from(self.0.as_str()), ToSqlOutput::from))
    }
}

/// The short form of a text; `None` if it has none.
pub(crate) fn short(text: &str) -> Option<Vec<u8>> {
    let bytes = match packed::days_of(text.as_bytes()) {
        Some(days) => days.to_le_bytes().to_vec(),
        None => {
            let mut bytes = Vec::with_capacity(10);
            packed::instant(text.as_bytes(), &mut bytes).filter(|length| *length == text.len())?;
            // Its length says what the first byte does.
            bytes.get(1..)?.to_vec()
        }
    };
    let mut tried = Vec::with_capacity(text.len());
    (spell(&bytes, &mut tried).is_some() && tried == text.as_bytes()).then_some(bytes)
}

/// Spells the short form out, in place of what `out` held.
fn spell(bytes: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let code = match bytes.len() {
        2 => DATE,
        6 => SECOND,
        9 => MICRO,
        _ => return None,
    };
    let mut packed = [0; 11];
    let (head, rest) = packed.split_at_mut_checked(2)?;
    head.copy_from_slice(&[FORM, code]);
    rest.get_mut(..bytes.len())?.copy_from_slice(bytes);
    packed::unpack_into(packed.get(..bytes.len() + 2)?, out)
}

/// The text of a moment in whichever form it lies there, by way of `spelled`. What is no form of one is
/// given as it lies: its hash is then another.
pub(crate) fn text<'a>(value: ValueRef<'a>, spelled: &'a mut Vec<u8>) -> FromSqlResult<&'a [u8]> {
    match value {
        ValueRef::Blob(short) => Ok(if spell(short, spelled).is_some() { spelled } else { short }),
        ValueRef::Text(text) => Ok(text),
        _ => Err(FromSqlError::InvalidType),
    }
}

#[cfg(test)]
mod tests {
    use kiennghi::time::Moment;
    use proptest::prelude::*;

    use super::*;

    fn comes_back(text: &str) -> usize {
        let Some(short) = short(text) else { return text.len() };
        let mut spelled = Vec::new();
        assert_eq!(super::text(ValueRef::Blob(&short), &mut spelled).unwrap(), text.as_bytes());
        short.len()
    }

    proptest! {
        #[test]
        fn every_moment_comes_back_as_it_was_written(
            seconds in -80_000_000_000_i64..300_000_000_000, micros in prop_oneof![Just(0_u32), 0_u32..1_000_000], nanos in 0_u32..2,
            minutes in -1080_i32..1080
        ) {
            let offset = chrono::FixedOffset::east_opt(minutes * 60).unwrap();
            let instant = chrono::DateTime::from_timestamp(seconds, micros * 1000 + nanos).unwrap().with_timezone(&offset);
            comes_back(&Moment::Instant(instant).to_string());
            comes_back(&Moment::Date(instant.date_naive()).to_string());
        }

        #[test]
        fn what_is_no_moment_is_given_as_it_lies(bytes in proptest::collection::vec(any::<u8>(), 0..12)) {
            let mut spelled = Vec::new();
            let _ = text(ValueRef::Blob(&bytes), &mut spelled).unwrap();
            comes_back(&String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn what_offices_write_is_short() {
        for (text, bytes) in [
            ("2026-03-05", 2),
            ("2026-03-05T08:30:00+07:00", 6),
            ("2026-03-05T08:30:00.123456+07:00", 9),
            ("2026-03-05T08:30:00Z", 20),
            ("1969-12-31", 10),
            ("2026-03-05T08:30:00+07:07", 25),
        ] {
            assert_eq!(comes_back(text), bytes, "{text}");
        }
    }
}
