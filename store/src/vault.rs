//! The texts of an entry as they lie in one row of the vault.
//!
//! Promises: what is read is what was written, or it is damaged. Texts lie there as they are, each
//! behind its salt and its length; the commitments that they fit are in the entry and made again.

use kiennghi::case::Opening;

/// Names this form.
const FORM: u8 = 1;

/// How many bits of a length a byte holds; the highest says that there are more.
const BITS: u32 = 7;

/// One row of texts: the form, then salt, length of the text, and text of each.
pub(crate) fn pack(openings: &[&Opening]) -> Vec<u8> {
    let size = openings.iter().map(|opening| opening.text.len() + 18).sum::<usize>();
    let mut row = Vec::with_capacity(size + 1);
    row.push(FORM);
    for opening in openings {
        row.extend(opening.salt);
        let mut length = opening.text.len();
        while length >> BITS > 0 {
            row.push(0x80 | (length & 0x7F) as u8);
            length >>= BITS;
        }
        row.push(length as u8);
        row.extend(opening.text.as_bytes());
    }
    row
}

/// The texts of a row; `None` if it is none.
pub(crate) fn unpack(row: &[u8]) -> Option<Vec<Opening>> {
    let (form, mut rest) = row.split_first()?;
    if *form != FORM {
        return None;
    }
    let mut openings = Vec::new();
    while !rest.is_empty() {
        let (salt, after) = rest.split_first_chunk::<16>()?;
        let (length, after) = length(after)?;
        let (text, after) = after.split_at_checked(length)?;
        openings.push(Opening { text: core::str::from_utf8(text).ok()?.to_owned(), salt: *salt });
        rest = after;
    }
    Some(openings)
}

/// A length at the beginning of what follows it.
fn length(row: &[u8]) -> Option<(usize, &[u8])> {
    let (mut length, mut shift, mut rest) = (0_usize, 0, row);
    loop {
        let (byte, after) = rest.split_first()?;
        // No text is longer than SQLite's longest blob, which 31 bits tell.
        if shift > 4 * BITS {
            return None;
        }
        length |= usize::from(byte & 0x7F) << shift;
        (rest, shift) = (after, shift + BITS);
        if byte & 0x80 == 0 {
            return Some((length, rest));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_text_comes_back_with_its_salt(texts in proptest::collection::vec((any::<String>(), any::<[u8; 16]>(), 0_usize..20_000), 0..5)) {
            let of = |(text, salt, more): (String, [u8; 16], usize)| Opening { text: text + &"ê".repeat(more), salt };
            let openings: Vec<Opening> = texts.into_iter().map(of).collect();
            let row = pack(&openings.iter().collect::<Vec<_>>());
            prop_assert!(unpack(&row).as_ref() == Some(&openings));
            // Cut anywhere it is none, or holds fewer.
            let cut = unpack(&row[..row.len() - 1]);
            prop_assert!(cut.is_none() || cut.is_some_and(|cut| cut.len() < openings.len()));
        }

        #[test]
        fn what_was_never_a_row_is_refused_or_read_and_never_panics(bytes: Vec<u8>) {
            let _ = unpack(&bytes);
            let _ = unpack(&[&[FORM][..], &bytes].concat());
        }
    }
}
