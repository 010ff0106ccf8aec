//! Is a workbook's archive what it says, before a parser sees it?
//!
//! Promises: every member is unpacked once, into nothing, so that what an archive claims about its
//! sizes need not be believed; number, size, ratio and nesting of what is in it are within limits, and
//! so are the cells that an ODS sheet repeats. A damaged archive is an error here already.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::limits::{Limit, MOST_CELLS, MOST_INFLATED_BYTES, MOST_INFLATED_RATIO, MOST_MEMBERS, MOST_NESTING, RATIO_FROM_BYTES};

/// What an archive is, by what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Xlsx,
    Xlsb,
    Ods,
    Other,
}

/// Why an archive is not read.
#[derive(Debug)]
pub(crate) enum Unfit {
    Beyond(Limit),
    Damaged(String),
    Locked,
}

/// Checks all of it.
pub(crate) fn check(bytes: &[u8]) -> Result<Kind, Unfit> {
    let damaged = |error: &dyn std::fmt::Display| Unfit::Damaged(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > MOST_MEMBERS {
        return Err(Unfit::Beyond(Limit::Members));
    }
    let (mut kind, mut all) = (Kind::Other, 0);
    for index in 0..archive.len() {
        let mut member = match archive.by_index(index) {
            Ok(member) => member,
            Err(zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED)) => {
                return Err(Unfit::Locked);
            }
            Err(error) => return Err(damaged(&error)),
        };
        let name = member.name().map_err(|error| damaged(&error))?.into_owned();
        match name.as_str() {
            "xl/workbook.xml" => kind = Kind::Xlsx,
            "xl/workbook.bin" => kind = Kind::Xlsb,
            "content.xml" => kind = Kind::Ods,
            _ => {}
        }
        let packed = member.compressed_size().max(1);
        let is_xml = [".xml", ".rels", ".vml"].iter().any(|end| name.ends_with(end));
        let mut tags = Tags::default();
        let mut repeated = (name == "content.xml").then(Repeated::default);
        let mut size = 0;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let read = member.read(&mut buffer).map_err(|error| damaged(&error))?;
            let piece = buffer.get(..read).unwrap_or_default();
            if piece.is_empty() {
                break;
            }
            size += read as u64;
            all += read as u64;
            if all > MOST_INFLATED_BYTES {
                return Err(Unfit::Beyond(Limit::InflatedBytes));
            }
            if size > RATIO_FROM_BYTES && size / packed > MOST_INFLATED_RATIO {
                return Err(Unfit::Beyond(Limit::InflatedRatio));
            }
            if is_xml {
                tags.take(piece, |tag| repeated.as_mut().map_or(Ok(()), |repeated| repeated.take(tag))).map_err(Unfit::Beyond)?;
            }
        }
    }
    Ok(kind)
}

/// The tags of XML that comes in pieces, and how deep they lie in one another.
#[derive(Default)]
struct Tags {
    depth: usize,
    /// The tag that has begun, without its brackets; only its first bytes if it is long.
    tag: Vec<u8>,
    inside: bool,
    /// Its last byte, and whether a quotation mark is open in it.
    last: u8,
    quoted: bool,
}

impl Tags {
    /// As much of a tag as is looked at.
    const KEPT: usize = 2_048;

    fn take(&mut self, mut piece: &[u8], mut each: impl FnMut(&[u8]) -> Result<(), Limit>) -> Result<(), Limit> {
        while !piece.is_empty() {
            let wanted = if self.inside { b'>' } else { b'<' };
            let place = piece.iter().position(|byte| *byte == wanted);
            let (before, after) = piece.split_at(place.unwrap_or(piece.len()));
            piece = after.get(1..).unwrap_or_default();
            if !self.inside {
                self.inside = place.is_some();
                continue;
            }
            let room = Tags::KEPT.saturating_sub(self.tag.len());
            self.tag.extend_from_slice(before.get(..room).unwrap_or(before));
            self.last = before.last().copied().unwrap_or(self.last);
            self.quoted ^= before.iter().filter(|byte| **byte == b'"').count() % 2 == 1;
            if place.is_some() && !self.quoted {
                match self.tag.first() {
                    Some(b'/') => self.depth = self.depth.saturating_sub(1),
                    Some(b'?' | b'!') => {}
                    _ if self.last == b'/' => {}
                    _ => self.depth += 1,
                }
                if self.depth > MOST_NESTING {
                    return Err(Limit::Nesting);
                }
                if self.last == b'/' && self.tag.len() < Tags::KEPT && self.tag.last() != Some(&b'/') {
                    self.tag.push(b'/');
                }
                each(&self.tag)?;
                self.tag.clear();
                (self.inside, self.last, self.quoted) = (false, 0, false);
            }
        }
        Ok(())
    }
}

/// What an ODS sheet repeats: a cell of a few bytes can stand for a million.
#[derive(Default)]
struct Repeated {
    cells: usize,
    rows: usize,
    width: usize,
    widest: usize,
    /// Empty cells that count only if a filled one comes after them.
    empty: usize,
    row_repeats: usize,
}

impl Repeated {
    fn take(&mut self, tag: &[u8]) -> Result<(), Limit> {
        let number = |name: &[u8]| {
            let at = tag.windows(name.len()).position(|part| part == name)?;
            let digits = tag.get(at + name.len()..)?;
            let end = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
            std::str::from_utf8(digits.get(..end)?).ok()?.parse::<usize>().ok()
        };
        if tag.starts_with(b"table:table-cell") || tag.starts_with(b"table:covered-table-cell") {
            let repeats = number(b"number-columns-repeated=\"").unwrap_or(1);
            let is_empty = tag.ends_with(b"/") && !tag.windows(12).any(|part| part == b"office:value");
            if is_empty {
                self.empty = self.empty.saturating_add(repeats);
            } else {
                self.width = self.width.saturating_add(self.empty).saturating_add(repeats);
                self.empty = 0;
            }
        } else if tag.starts_with(b"table:table-row") {
            self.row_repeats = number(b"number-rows-repeated=\"").unwrap_or(1);
        } else if tag.starts_with(b"/table:table-row") {
            self.cells = self.cells.saturating_add(self.width);
            self.widest = self.widest.max(self.width);
            // Rows without a cell at the end of a sheet come to nothing.
            if self.width > 0 {
                self.rows = self.rows.saturating_add(self.row_repeats);
            }
            (self.width, self.empty) = (0, 0);
        }
        match self.cells > MOST_CELLS || self.rows.saturating_mul(self.widest) > MOST_CELLS {
            true => Err(Limit::Cells),
            false => Ok(()),
        }
    }
}
