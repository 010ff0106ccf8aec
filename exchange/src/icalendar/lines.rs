//! The lines of an iCalendar file.
//!
//! Promises: a line that was folded is one line again, with the number of the line where it begins,
//! wherever it was cut, inside of a letter too; any bytes give lines or troubles, never a panic.
//! What a line means is decided elsewhere.

use super::FeedTrouble;
use crate::limits::{Limit, MOST_FEED_LINE_BYTES};

/// A line: `NAME;PARAMETER=value:VALUE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it begins in the file, counted from 1.
    pub(super) number: usize,
    /// Its name, in capitals.
    pub(super) name: String,
    /// Its parameters, their names in capitals.
    parameters: Vec<(String, String)>,
    /// Its value, as it stands.
    pub(super) value: String,
}

impl Line {
    /// The value of a parameter, if the line has it.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value as a text: escapes taken back.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut characters = self.value.chars();
        while let Some(character) = characters.next() {
            match character {
                '\\' => match characters.next() {
                    Some('n' | 'N') => text.push('\n'),
                    Some(escaped) => text.push(escaped),
                    None => text.push('\\'),
                },
                other => text.push(other),
            }
        }
        text
    }

    /// Is it `NAME:VALUE`, whatever the case of its value?
    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.name == name && self.value.trim().eq_ignore_ascii_case(value)
    }
}

/// A line with where it begins, or what is wrong with it.
pub(super) type Numbered = (usize, Result<Line, FeedTrouble>);

/// Reads the lines of a file, each with where it begins.
///
/// # Errors
/// A line goes beyond [`MOST_FEED_LINE_BYTES`]; its number is told.
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<Numbered>, (Limit, usize)> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut found = Vec::new();
    let mut line: Option<(usize, Vec<u8>)> = None;
    for (index, physical) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let physical = physical.strip_suffix(b"\r").unwrap_or(physical);
        match (physical, &mut line) {
            // One character of white space says that the line goes on; what comes after it belongs to it.
            ([b' ' | b'\t', rest @ ..], Some((number, begun))) => {
                if begun.len() + rest.len() > MOST_FEED_LINE_BYTES {
                    return Err((Limit::FeedLineBytes, *number));
                }
                begun.extend_from_slice(rest);
            }
            _ => {
                found.extend(line.take().map(read));
                if physical.len() > MOST_FEED_LINE_BYTES {
                    return Err((Limit::FeedLineBytes, index + 1));
                }
                if !physical.is_empty() {
                    line = Some((index + 1, physical.to_vec()));
                }
            }
        }
    }
    found.extend(line.take().map(read));
    Ok(found)
}

fn read((number, bytes): (usize, Vec<u8>)) -> Numbered {
    let line = match std::str::from_utf8(&bytes) {
        Ok(text) => parts(number, text).ok_or(FeedTrouble::NotALine),
        Err(_) => Err(FeedTrouble::NotUtf8),
    };
    (number, line)
}

/// Name, parameters and value; a colon, a semicolon or a comma in quotation marks is of the value.
fn parts(number: usize, text: &str) -> Option<Line> {
    let mut quoted = false;
    let colon = text.char_indices().find_map(|(place, character)| {
        quoted ^= character == '"';
        (character == ':' && !quoted).then_some(place)
    })?;
    let (head, value) = (text.get(..colon)?, text.get(colon + 1..)?);
    let mut quoted = false;
    let mut head = head.split(|character: char| {
        quoted ^= character == '"';
        character == ';' && !quoted
    });
    let name = head.next()?;
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let mut parameters = Vec::new();
    for parameter in head {
        let (name, value) = parameter.split_once('=')?;
        parameters.push((name.to_ascii_uppercase(), value.trim_matches('"').to_owned()));
    }
    is_name(name).then(|| Line { number, name: name.to_ascii_uppercase(), parameters, value: value.to_owned() })
}
