//! Texts of JSON as they lie in the file: shorter, and the same again to the byte.
//!
//! Promises: what is unpacked is the text that was packed; every text is tried when it is packed, and
//! one that would not come back, or would not be shorter, is stored as it is. Hashes are over the
//! text and not over this form, so that a file may hold an entry either way. The words of the table
//! below are in files: one may be added at its end, and none changed, moved or taken out, ever.
//!
//! The form is a byte that names it, then the text with hashes, ids, dates and instants as their
//! bytes and frequent words as one or two, each behind a byte that no text of JSON holds: control
//! characters are escaped there.

use std::sync::OnceLock;

use rusqlite::{
    ToSql,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};

/// Names this form.
pub(crate) const FORM: u8 = 1;
/// 64 hexadecimal digits as 32 bytes.
const HASH: u8 = 0x01;
/// 36 characters of a UUID as 16 bytes.
const UUID: u8 = 0x02;
/// `2026-03-05` as days since 1970.
pub(crate) const DATE: u8 = 0x03;
/// `2026-03-05T08:30:00+07:00` as days, seconds and quarters of an hour.
pub(crate) const SECOND: u8 = 0x04;
/// The same with microseconds.
pub(crate) const MICRO: u8 = 0x05;
/// A word by its place in the table.
const WORD: u8 = 0x06;
/// From here up to below the space: a word of the first ones.
const FIRST_WORD: u8 = 0x07;
const FIRST_WORDS: usize = 0x20 - FIRST_WORD as usize;

/// Words that are frequent in events and cases. The first 25 take one byte.
const WORDS: &[&str] = &[
    "\"},{\"at\":\"",
    "\"}},{\"at\":\"",
    "\",\"on_record\":\"",
    "\",\"turn\":{\"assigned\":{\"unit\":\"",
    "\",\"turn\":{\"closed\":{\"outcome\":\"replied\"}}}",
    "\",\"turn\":{\"paused\":{\"reason\":\"awaiting_supplement\"}}}",
    "\",\"turn\":\"resumed\"}",
    "\",\"turn\":{\"extended\":{\"by\":",
    "}}},{\"at\":\"",
    "\",\"officer\":\"",
    "{\"schema\":2,\"event\":{\"assigned\":{\"unit\":\"",
    "{\"schema\":2,\"event\":{\"replied\":{\"document\":{\"number\":\"",
    "{\"schema\":2,\"event\":{\"replied\":{\"finality\":\"",
    "{\"schema\":2,\"event\":{\"extended\":{\"by\":",
    "{\"schema\":1,\"event\":{\"supplement_requested\":{\"what\":\"",
    "\",\"issued_on\":\"",
    "\",\"issuer\":\"",
    "\"},\"finality\":\"final\",\"recipients\":[{\"kind\":\"",
    "\",\"name\":\"",
    "\"}],\"text\":\"",
    "\"}}}",
    ",\"reason\":\"",
    "interim\",\"text\":\"",
    "\"},{\"kind\":\"",
    "Phòng ",
    "{\"schema\":2,\"event\":{\"received\":{\"number\":{\"book\":\"PAKN\",\"year\":20",
    "{\"number\":{\"book\":\"PAKN\",\"year\":20",
    ",\"serial\":",
    "},\"terms\":{\"calendar\":{\"id\":\"vn-state\",\"version\":\"20",
    "\"},\"zone\":\"Asia/Ho_Chi_Minh\",\"rules\":[{\"id\":\"vn-citizen-reception-2013\",\"version\":\"2014-07-01\"},{\"id\":\"vn-decree-20-2008\",\"version\":\"2008-03-15\"}]},\"",
    "source\":\"",
    "provincial_committee",
    "department",
    "enterprise",
    "citizen",
    "other_agency",
    "\",\"delivered_by\":\"",
    "\",\"channel\":\"",
    "\",\"summary\":\"",
    "\",\"kind\":\"",
    "proposal",
    "feedback",
    "complaint",
    "denunciation",
    "\",\"document\":{\"number\":\"",
    "\"},\"field\":\"",
    "\",\"field\":\"",
    "\",\"in_force\":\"rule\"}}}",
    "\",\"originator\":{\"kind\":\"",
    "\",\"originator\":\"",
    "dimensions\":{\"",
    "\"},\"turns\":[{\"at\":\"",
    "\"},\"confidential\":true,\"turns\":[{\"at\":\"",
    "\",\"turn\":{\"opened\":{\"in_force\":\"rule\"}}}",
    "\",\"turn\":{\"opened\":{\"assigned_due\":\"",
    "\",\"in_force\":\"",
    "\"}}}]}",
    "]}",
    "{\"schema\":1,\"event\":{\"resumed\":{}}}",
    "{\"schema\":1,\"event\":{\"accepted\":{}}}",
    "{\"schema\":1,\"event\":{\"",
    "{\"schema\":2,\"event\":{\"",
    "{\"schema\":3,\"event\":{\"",
    "\",\"turn\":\"accepted\"}",
    "\",\"turn\":\"published\"}",
    "\",\"turn\":\"reopened\"}",
    "\",\"turn\":\"voided\"}",
    "\",\"turn\":{\"closed\":{\"outcome\":\"",
    "\",\"turn\":{\"paused\":{\"reason\":\"",
    "\",\"turn\":{\"promised\":{\"due\":\"",
    "\",\"turn\":{\"recomputed\":{\"terms\":{\"calendar\":{\"id\":\"",
    "\",\"turn\":{\"rated\":{\"score\":",
    "\",\"turn\":",
    "forwarded_out",
    "not_accepted",
    "reclassified",
    "withdrawn",
    "merged",
    "replied",
    "paused",
    "published\":{\"place\":\"",
    "\",\"approved_by\":\"",
    "\",\"helping\":[\"",
    "\",\"due\":\"",
    "\",\"text\":\"",
    "\"finality\":\"final",
    "\"finality\":\"interim",
    "\",\"recipients\":[{\"kind\":\"",
    "\",\"attachments\":[{\"file_name\":\"",
    "\",\"sha256\":\"",
    "\",\"arrival_number\":\"",
    "\"imported\":{\"recorded\":\"",
    "\"imported\":{}}",
    "},\"imported\":{\"recorded\":\"",
    "\"}},\"imported\":{\"recorded\":\"",
    "\"}},\"imported\":{}}",
    "\"rules\":[",
    "\"},\"zone\":\"",
    "\"variant\":\"",
    "letter",
    "portal",
    "telephone",
    "e_mail",
    "dialogue",
    "in_person",
    "association",
    "agency",
    "conduct",
    "regulation",
    "\",\"about\":\"",
    "\"reason\":\"",
    "\"document\":{\"number\":\"",
    "\"notice\":{\"number\":\"",
    "Công ty ",
    "Đất đai",
    "Lao động",
    "Môi trường",
    "Xây dựng",
    "Giao thông",
    "Đầu tư",
    "Quản lý ",
    "Văn phòng",
    "\",\"",
    "\":\"",
    "\":{\"",
    "\":[{\"",
    "\"},\"",
    "\"},{\"",
    "\"}],\"",
    "\"}}",
];

/// Words that begin alike: what they have in common after the branch before, and how they go on.
struct Branch {
    common: &'static [u8],
    /// The place in the table of the word that ends here.
    place: Option<usize>,
    branches: Vec<Branch>,
}

/// The words, by how they begin: one branch or none for each first byte.
fn by_beginning() -> &'static [Option<Branch>] {
    static TABLE: OnceLock<Vec<Option<Branch>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut words: Vec<(&[u8], usize)> = WORDS.iter().enumerate().map(|(place, word)| (word.as_bytes(), place)).collect();
        words.sort_unstable();
        let mut table: Vec<Option<Branch>> = core::iter::repeat_with(|| None).take(256).collect();
        for branch in branches(&words, 0) {
            if let Some(place) = branch.common.first().and_then(|first| table.get_mut(usize::from(*first))) {
                *place = Some(branch);
            }
        }
        table
    })
}

/// How sorted words go on that have their first bytes in common.
fn branches(words: &[(&'static [u8], usize)], common: usize) -> Vec<Branch> {
    let alike = words.chunk_by(|(a, _), (b, _)| a.get(common) == b.get(common));
    let branch = |words: &[(&'static [u8], usize)]| {
        let ((first, place), (last, _)) = (words.first()?, words.last()?);
        // Sorted, so that what the first and the last have in common all have.
        let end = first.iter().zip(*last).take_while(|(a, b)| a == b).count();
        let own = first.get(common..end).filter(|own| !own.is_empty())?;
        let place = (first.len() == end).then_some(*place);
        Some(Branch { common: own, place, branches: branches(words, end) })
    };
    alike.filter_map(branch).collect()
}

/// The longest word at the beginning of `text`: its place in the table and its length.
fn word(table: &[Option<Branch>], text: &[u8]) -> Option<(usize, usize)> {
    let mut branch = table.get(usize::from(*text.first()?))?.as_ref()?;
    let (mut longest, mut length) = (None, 0);
    while let Some(rest) = text.get(length..).filter(|rest| rest.starts_with(branch.common)) {
        length += branch.common.len();
        longest = branch.place.map(|place| (place, length)).or(longest);
        let Some(next) = rest.get(branch.common.len()) else { break };
        let Some(on) = branch.branches.iter().find(|branch| branch.common.first() == Some(next)) else { break };
        branch = on;
    }
    longest
}

/// Days since 1970 of `2026-03-05`, if they can be told in 16 bits and are told back alike.
pub(crate) fn days_of(text: &[u8]) -> Option<u16> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return None };
    let date = chrono::NaiveDate::from_ymd_opt(
        number(&[*y1, *y2, *y3, *y4])?.cast_signed(),
        number(&[*m1, *m2])?,
        number(&[*d1, *d2])?,
    )?;
    u16::try_from(date.to_epoch_days()).ok()
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |value, digit| digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0')))
}

/// An instant at the beginning of `text`, and how long it is there.
pub(crate) fn instant(text: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let (date, rest) = text.split_at_checked(10)?;
    let days = days_of(date)?;
    let ([b'T', h1, h2, b':', n1, n2, b':', s1, s2], rest) = rest.split_first_chunk::<9>()? else { return None };
    let (hour, minute, second) = (number(&[*h1, *h2])?, number(&[*n1, *n2])?, number(&[*s1, *s2])?);
    let (micros, rest, length) = match rest {
        [b'.', rest @ ..] => (Some(number(rest.get(..6)?)?), rest.get(6..)?, 32),
        rest => (None, rest, 25),
    };
    let ([sign, o1, o2, b':', p1, p2], _) = rest.split_first_chunk::<6>()? else { return None };
    let (hours, minutes) = (number(&[*o1, *o2])?, number(&[*p1, *p2])?);
    if hour > 23 || minute > 59 || second > 59 || hours > 18 || minutes > 59 || minutes % 15 != 0 || micros == Some(0) {
        return None;
    }
    let quarters = u8::try_from(hours * 4 + minutes / 15).ok()?;
    let quarters = match (sign, quarters) {
        (b'+', _) => quarters,
        (b'-', 1..) => quarters | 0x80,
        _ => return None,
    };
    let seconds = (hour * 60 + minute) * 60 + second;
    out.push(if micros.is_some() { MICRO } else { SECOND });
    out.extend(days.to_le_bytes());
    out.extend(seconds.to_le_bytes().iter().take(3));
    out.push(quarters);
    out.extend(micros.iter().flat_map(|micros| micros.to_le_bytes().into_iter().take(3)));
    Some(length)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// 64 hexadecimal digits at the beginning of `text`.
pub(crate) fn hash(text: &[u8]) -> Option<[u8; 32]> {
    let digits = text.first_chunk::<64>()?;
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    Some(bytes)
}

/// A UUID at the beginning of `text`.
fn uuid(text: &[u8]) -> Option<[u8; 16]> {
    let (digits, mut bytes) = (text.first_chunk::<36>()?, [0; 16]);
    let mut hex = [0; 32];
    let mut places = hex.iter_mut();
    for (place, digit) in digits.iter().enumerate() {
        if [8, 13, 18, 23].contains(&place) {
            if *digit != b'-' {
                return None;
            }
        } else {
            *places.next()? = nibble(*digit)?;
        }
    }
    for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = high << 4 | low;
    }
    Some(bytes)
}

/// The packed form; `None` if it would not be shorter or would not come back.
fn pack(text: &str) -> Option<Vec<u8>> {
    let bytes = text.as_bytes();
    let table = by_beginning();
    let mut out = Vec::with_capacity(bytes.len() / 2 + 8);
    out.push(FORM);
    let mut rest = bytes;
    // A hash, an id and a moment are whole strings, so they begin after a quotation mark.
    let mut after_quote = false;
    while let Some(first) = rest.first() {
        let mut length = None;
        if after_quote && first.is_ascii_hexdigit() {
            length = if let Some(bytes) = hash(rest) {
                out.push(HASH);
                out.extend(bytes);
                Some(64)
            } else if let Some(bytes) = uuid(rest) {
                out.push(UUID);
                out.extend(bytes);
                Some(36)
            } else if let Some(length) = instant(rest, &mut out) {
                Some(length)
            } else if let Some(days) = rest.get(..10).and_then(days_of) {
                out.push(DATE);
                out.extend(days.to_le_bytes());
                Some(10)
            } else {
                None
            };
        }
        if length.is_none()
            && let Some((place, long)) = word(table, rest)
        {
            if place < FIRST_WORDS {
                out.push(FIRST_WORD + u8::try_from(place).ok()?);
            } else {
                out.extend([WORD, u8::try_from(place).ok()?]);
            }
            length = Some(long);
        }
        let length = length.unwrap_or_else(|| {
            out.push(*first);
            1
        });
        let (taken, left) = rest.split_at_checked(length)?;
        after_quote = taken.last() == Some(&b'"');
        rest = left;
    }
    if out.len() >= bytes.len() {
        return None;
    }
    let mut tried = Vec::with_capacity(bytes.len());
    (unpack_into(&out, &mut tried).is_some() && tried == bytes).then_some(out)
}

/// The text of a packed form; `None` if it is none.
fn unpack(packed: &[u8]) -> Option<String> {
    let mut out = Vec::with_capacity(packed.len() * 3);
    unpack_into(packed, &mut out)?;
    String::from_utf8(out).ok()
}

/// The bytes of a packed form, in place of what `out` held; `None` if it is none.
pub(crate) fn unpack_into(packed: &[u8], out: &mut Vec<u8>) -> Option<()> {
    out.clear();
    let (form, mut rest) = packed.split_first()?;
    if *form != FORM {
        return None;
    }
    while let Some((code, after)) = rest.split_first() {
        rest = after;
        match *code {
            HASH => {
                let (bytes, after) = rest.split_first_chunk::<32>()?;
                hexadecimal(bytes, out);
                rest = after;
            }
            UUID => {
                let (bytes, after) = rest.split_first_chunk::<16>()?;
                for (n, byte) in bytes.iter().enumerate() {
                    if [4, 6, 8, 10].contains(&n) {
                        out.push(b'-');
                    }
                    hexadecimal(core::slice::from_ref(byte), out);
                }
                rest = after;
            }
            DATE => {
                let (days, after) = rest.split_first_chunk::<2>()?;
                date(u16::from_le_bytes(*days), out)?;
                rest = after;
            }
            SECOND | MICRO => {
                let ([d1, d2, s1, s2, s3, quarters], after) = rest.split_first_chunk::<6>()?;
                date(u16::from_le_bytes([*d1, *d2]), out)?;
                let seconds = u32::from_le_bytes([*s1, *s2, *s3, 0]);
                out.push(b'T');
                two(seconds / 3600, out)?;
                out.push(b':');
                two(seconds / 60 % 60, out)?;
                out.push(b':');
                two(seconds % 60, out)?;
                rest = after;
                if *code == MICRO {
                    let ([m1, m2, m3], after) = rest.split_first_chunk::<3>()?;
                    let micros = u32::from_le_bytes([*m1, *m2, *m3, 0]);
                    out.push(b'.');
                    two(micros / 10_000, out)?;
                    two(micros / 100 % 100, out)?;
                    two(micros % 100, out)?;
                    rest = after;
                }
                out.push(if quarters & 0x80 == 0 { b'+' } else { b'-' });
                let quarters = u32::from(quarters & 0x7F);
                two(quarters / 4, out)?;
                out.push(b':');
                two(quarters % 4 * 15, out)?;
            }
            WORD => {
                let (place, after) = rest.split_first()?;
                out.extend_from_slice(WORDS.get(usize::from(*place))?.as_bytes());
                rest = after;
            }
            code @ FIRST_WORD..0x20 => out.extend_from_slice(WORDS.get(usize::from(code - FIRST_WORD))?.as_bytes()),
            0 => return None,
            _ => {
                // A piece of text, up to the next code.
                let plain = after.iter().position(|byte| *byte < 0x20).unwrap_or(after.len());
                let (plain, after) = after.split_at_checked(plain)?;
                out.push(*code);
                out.extend_from_slice(plain);
                rest = after;
            }
        }
    }
    Some(())
}

/// The two digits of each byte.
const DIGITS: [[u8; 2]; 256] = {
    let (mut table, digits, mut byte) = ([[0; 2]; 256], b"0123456789abcdef", 0);
    #[expect(clippy::indexing_slicing, reason = "done when this is compiled, within the table")]
    while byte < 256 {
        table[byte] = [digits[byte >> 4], digits[byte & 0xF]];
        byte += 1;
    }
    table
};

fn hexadecimal(bytes: &[u8], out: &mut Vec<u8>) {
    let mut digits = [0; 64];
    for (two, byte) in digits.chunks_exact_mut(2).zip(bytes) {
        two.copy_from_slice(DIGITS.get(usize::from(*byte)).map_or(b"00", |digits| digits));
    }
    out.extend_from_slice(digits.get(..bytes.len() * 2).unwrap_or_default());
}

/// Two digits; `None` if the number has more.
fn two(number: u32, out: &mut Vec<u8>) -> Option<()> {
    let number = u8::try_from(number).ok().filter(|number| *number < 100)?;
    out.extend([b'0' + number / 10, b'0' + number % 10]);
    Some(())
}

fn date(days: u16, out: &mut Vec<u8>) -> Option<()> {
    use chrono::Datelike;
    let date = chrono::NaiveDate::from_epoch_days(days.into())?;
    let year = u32::try_from(date.year()).ok()?;
    two(year / 100, out)?;
    two(year % 100, out)?;
    out.push(b'-');
    two(date.month(), out)?;
    out.push(b'-');
    two(date.day(), out)
}

/// A text that is written packed if that is shorter.
pub(crate) struct Packing<'a>(pub(crate) &'a str);

impl ToSql for Packing<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match pack(self.0) {
            Some(packed) => ToSqlOutput::from(packed),
            None => ToSqlOutput::from(self.0),
        })
    }
}

/// The bytes of a text in whichever form it lies there, by way of `unpacked`. What is no packed form is
/// given as it lies there: its hash is then another.
pub(crate) fn bytes<'a>(value: ValueRef<'a>, unpacked: &'a mut Vec<u8>) -> FromSqlResult<&'a [u8]> {
    match value {
        ValueRef::Blob(packed) => Ok(if unpack_into(packed, unpacked).is_some() { unpacked } else { packed }),
        ValueRef::Text(text) => Ok(text),
        _ => Err(FromSqlError::InvalidType),
    }
}

/// A text that is read in whichever form it lies there. What was damaged is read as it lies there, with
/// marks for what is no text: the hash of the entry is then another, so that a verification can name it.
pub(crate) struct Unpacked(pub(crate) String);

impl FromSql for Unpacked {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Unpacked> {
        let as_it_lies = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match value {
            ValueRef::Blob(packed) => Ok(Unpacked(unpack(packed).unwrap_or_else(|| as_it_lies(packed)))),
            ValueRef::Text(text) => Ok(Unpacked(as_it_lies(text))),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn comes_back(text: &str) -> usize {
        match pack(text) {
            Some(packed) => {
                assert_eq!(unpack(&packed).as_deref(), Some(text));
                packed.len()
            }
            None => text.len(),
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back_as_it_was(
            pieces in proptest::collection::vec(prop_oneof![
                any::<String>(),
                proptest::sample::select(WORDS).prop_map(str::to_owned),
                "[0-9a-f]{64}", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
                "(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]",
                "20[0-9]{2}-0[1-9]-[12][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\\.[0-9]{3}|\\.[0-9]{6}|)([+-][01][0-9]:(00|15|30|45|07)|Z)",
                Just("\"".to_owned()),
            ], 0..12)
        ) {
            comes_back(&pieces.concat());
        }

        #[test]
        fn what_was_never_packed_is_refused_or_read_and_never_panics(bytes: Vec<u8>) {
            let _ = unpack(&bytes);
            let _ = unpack(&[&[FORM][..], &bytes].concat());
        }
    }

    #[test]
    fn the_longest_word_is_taken() {
        let longest =
            |text: &str| WORDS.iter().enumerate().filter(|(_, word)| text.starts_with(**word)).max_by_key(|(_, word)| word.len());
        for (a, b) in WORDS.iter().flat_map(|a| WORDS.iter().map(move |b| (a, b))) {
            let cut: String = a.chars().take(a.chars().count() - 1).collect();
            for text in [format!("{a}{b}"), format!("{cut}{b}"), format!("{a}x"), cut] {
                let found = word(by_beginning(), text.as_bytes());
                assert_eq!(found, longest(&text).map(|(place, word)| (place, word.len())), "{text}");
            }
        }
    }

    #[test]
    fn an_event_takes_little_more_than_its_commitments() {
        let hash = "ab".repeat(32);
        let text = format!("{{\"schema\":2,\"event\":{{\"replied\":{{\"finality\":\"interim\",\"text\":\"{hash}\"}}}}}}");
        assert!(comes_back(&text) <= 38, "{}", comes_back(&text));
        let at = "{\"at\":\"2026-01-06\",\"on_record\":\"2026-11-20T10:00:00.123456+07:00\"}";
        assert!(comes_back(at) < 30);
    }

    #[test]
    fn words_that_are_in_files_stay_what_they_are() {
        let table = WORDS.join("\n");
        let sum = table.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(1_099_511_628_211) ^ u64::from(byte));
        assert_eq!(
            (WORDS.len(), sum),
            (130, 14_038_173_305_783_570_922),
            "add words at the end alone, then write here what they are now"
        );
    }
}
