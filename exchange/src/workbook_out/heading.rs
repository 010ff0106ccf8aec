//! Headings over columns, in as many rows as they are deep.
//!
//! Promises: each heading lies over what it is about; one over a single column reaches down to the
//! numbers. Heights are of what has to be read: a merged cell does not grow by itself.

use unicode_width::UnicodeWidthStr;

use super::page::Page;
use crate::ExchangeError;

/// A heading over columns, or over other headings.
pub(crate) struct Heading {
    text: String,
    /// Characters that its column is wide; of one over others nothing.
    width: f64,
    under: Vec<Heading>,
}

impl Heading {
    /// Over one column, so many characters wide.
    pub(crate) fn over_column(text: impl Into<String>, width: f64) -> Heading {
        Heading { text: text.into(), width, under: Vec::new() }
    }

    /// Over others.
    pub(crate) fn over(text: impl Into<String>, under: Vec<Heading>) -> Heading {
        Heading { text: text.into(), width: 0.0, under }
    }

    fn depth(&self) -> u32 {
        1 + self.under.iter().map(Heading::depth).max().unwrap_or(0)
    }

    /// How many columns it lies over.
    pub(crate) fn columns(&self) -> u16 {
        if self.under.is_empty() { 1 } else { self.under.iter().map(Heading::columns).sum() }
    }

    /// The width of each of its columns.
    pub(crate) fn widths(&self) -> Vec<f64> {
        if self.under.is_empty() { vec![self.width] } else { self.under.iter().flat_map(Heading::widths).collect() }
    }
}

/// A heading with its place.
struct Placed<'a> {
    text: &'a str,
    level: u32,
    /// The level of its last row.
    last_level: u32,
    column: u16,
    last_column: u16,
    width: f64,
}

fn place<'a>(headings: &'a [Heading], level: u32, levels: u32, mut column: u16, placed: &mut Vec<Placed<'a>>) {
    for heading in headings {
        let last_column = column + heading.columns() - 1;
        let last_level = if heading.under.is_empty() { levels - 1 } else { level };
        let width = heading.widths().iter().sum();
        placed.push(Placed { text: &heading.text, level, last_level, column, last_column, width });
        place(&heading.under, level + 1, levels, column, placed);
        column = last_column + 1;
    }
}

/// In how many lines a text stands that has so many characters of room: bold letters are wider.
pub(crate) fn lines(text: &str, width: f64) -> u32 {
    let room = (width * 0.95).max(1.0);
    let mut lines = 0;
    for paragraph in text.split('\n') {
        let mut used = 0.0;
        lines += 1;
        for word in paragraph.split(' ') {
            let word = u32::try_from(word.width()).map_or(0.0, f64::from);
            if used > 0.0 && used + 1.0 + word > room {
                lines += 1;
                used = word;
            } else {
                used += word + if used > 0.0 { 1.0 } else { 0.0 };
            }
        }
    }
    lines
}

/// Points that a line of 12 takes.
pub(crate) const LINE_POINTS: f64 = 16.5;

/// Writes the headings; answers their first and last row.
pub(crate) fn write(page: &mut Page, headings: &[Heading]) -> Result<(u32, u32), ExchangeError> {
    let levels = headings.iter().map(Heading::depth).max().unwrap_or(1);
    let mut placed = Vec::new();
    place(headings, 0, levels, 0, &mut placed);
    // Row by row: what was written cannot be come back to.
    placed.sort_by_key(|heading| heading.level);
    let top = page.row;
    let mut heights: Vec<u32> = (0..levels)
        .map(|level| {
            let own = placed.iter().filter(|heading| heading.level == level && heading.last_level == level);
            own.map(|heading| lines(heading.text, heading.width)).max().unwrap_or(1)
        })
        .collect();
    for heading in placed.iter().filter(|heading| heading.last_level > heading.level) {
        let own = heading.level as usize..=heading.last_level as usize;
        let room: u32 = heights.get(own).map(|heights| heights.iter().sum()).unwrap_or_default();
        if let Some(last) = heights.last_mut() {
            *last += lines(heading.text, heading.width).saturating_sub(room);
        }
    }
    for (row, height) in (top..).zip(&heights) {
        page.height(row, f64::from(*height) * LINE_POINTS + 6.0)?;
    }
    let style = page.styles.heading.clone();
    for heading in &placed {
        let (first, last) = (top + heading.level, top + heading.last_level);
        page.merged(first, heading.column, last, heading.last_column, heading.text, &style)?;
    }
    page.row = top + levels;
    Ok((top, top + levels - 1))
}
