//! What a file may be at most.
//!
//! Promises: every limit stands here, with its reason; each is checked before the bytes in question
//! reach a parser, or while they come out of it; what goes beyond is a typed error, never a crash.

/// The largest file that is read: a register of a million rows as CSV has about 200 MB.
pub const MOST_BYTES: usize = 512 * 1024 * 1024;
/// The most rows that are read: what a spreadsheet can hold.
pub const MOST_ROWS: usize = 1_048_576;
/// The most columns of a row: what a spreadsheet can hold.
pub const MOST_COLUMNS: usize = 16_384;
/// The longest text of one cell in bytes: a spreadsheet holds 32,767 characters, of four bytes at
/// most. A quotation mark that is never closed makes a cell of the rest of its file.
pub const MOST_CELL_BYTES: usize = 4 * 32_767;
/// The most cells of a sheet, empty ones between others included: 32 columns of a million rows. They
/// take 16 bytes each.
pub const MOST_CELLS: usize = 32 * MOST_ROWS;
/// The most members of a workbook's archive: a workbook of a hundred sheets with pictures has a few
/// hundred.
pub const MOST_MEMBERS: usize = 4_096;
/// What all members of a workbook may come to when they are inflated: the sheet of a million rows of
/// 24 columns is about 1.5 GB of XML.
pub const MOST_INFLATED_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// How many times larger a member may become than it lies in the file. Sheets come to 5 to 40 times,
/// one full of one repeated value to 120; an archive made to fill the memory to 1,000.
pub const MOST_INFLATED_RATIO: u64 = 200;
/// From which inflated size on the ratio is looked at: below it nothing is filled.
pub const RATIO_FROM_BYTES: u64 = 4 * 1024 * 1024;
/// How deep the elements of a workbook's XML may lie in one another: sheets have about ten levels,
/// drawings twenty.
pub const MOST_NESTING: usize = 64;
/// The largest mapping file: the built-in one has 6 kB.
pub const MOST_MAPPING_BYTES: usize = 1024 * 1024;
/// The largest feed of holidays: one of a country over ten years has under 1 MB.
pub const MOST_FEED_BYTES: usize = 16 * 1024 * 1024;
/// The longest line of a feed, its folds taken back: a description of some pages.
pub const MOST_FEED_LINE_BYTES: usize = 64 * 1024;
/// The most events of a feed: fifty a year over the 400 years that a calendar can cover.
pub const MOST_FEED_EVENTS: usize = 20_000;
/// The most days that the events of a feed come to: all of those 400 years.
pub const MOST_FEED_DAYS: usize = 150_000;
/// How deep components of a feed may lie in one another: a calendar has events, and those alarms.
pub const MOST_FEED_NESTING: usize = 8;
/// The most notes about a feed that are kept; nobody reads more, and the others are counted.
pub const MOST_FEED_NOTES: usize = 1_000;
/// The most days of one event: what lasts longer than a year is no holiday.
pub const MOST_EVENT_DAYS: i64 = 366;
/// The largest list of service requests: a query gives at most a thousand of a few kB each. JSON of
/// nothing but commas and digits takes sixteen times its size in memory.
pub const MOST_OPEN311_BYTES: usize = 32 * 1024 * 1024;

/// The largest template of a letter: the built-in ones have under 10 kB, one with a coat of arms in it 200.
pub const MOST_TEMPLATE_BYTES: usize = 1024 * 1024;
/// The most steps of a template: a letter of three pages takes some hundreds.
pub const MOST_TEMPLATE_STEPS: u64 = 1_000_000;

/// Which limit a file goes beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// [`MOST_BYTES`].
    Bytes,
    /// [`MOST_ROWS`].
    Rows,
    /// [`MOST_COLUMNS`].
    Columns,
    /// [`MOST_CELL_BYTES`].
    CellBytes,
    /// [`MOST_CELLS`].
    Cells,
    /// [`MOST_MEMBERS`].
    Members,
    /// [`MOST_INFLATED_BYTES`].
    InflatedBytes,
    /// [`MOST_INFLATED_RATIO`].
    InflatedRatio,
    /// [`MOST_NESTING`].
    Nesting,
    /// [`MOST_MAPPING_BYTES`].
    MappingBytes,
    /// [`MOST_FEED_BYTES`].
    FeedBytes,
    /// [`MOST_FEED_LINE_BYTES`].
    FeedLineBytes,
    /// [`MOST_FEED_EVENTS`].
    FeedEvents,
    /// [`MOST_FEED_DAYS`].
    FeedDays,
    /// [`MOST_FEED_NESTING`].
    FeedNesting,
    /// [`MOST_OPEN311_BYTES`].
    Open311Bytes,
    /// [`MOST_TEMPLATE_BYTES`].
    TemplateBytes,
}

impl Limit {
    /// How much it allows.
    pub const fn most(self) -> u64 {
        match self {
            Limit::Bytes => MOST_BYTES as u64,
            Limit::Rows => MOST_ROWS as u64,
            Limit::Columns => MOST_COLUMNS as u64,
            Limit::CellBytes => MOST_CELL_BYTES as u64,
            Limit::Cells => MOST_CELLS as u64,
            Limit::Members => MOST_MEMBERS as u64,
            Limit::InflatedBytes => MOST_INFLATED_BYTES,
            Limit::InflatedRatio => MOST_INFLATED_RATIO,
            Limit::Nesting => MOST_NESTING as u64,
            Limit::MappingBytes => MOST_MAPPING_BYTES as u64,
            Limit::FeedBytes => MOST_FEED_BYTES as u64,
            Limit::FeedLineBytes => MOST_FEED_LINE_BYTES as u64,
            Limit::FeedEvents => MOST_FEED_EVENTS as u64,
            Limit::FeedDays => MOST_FEED_DAYS as u64,
            Limit::FeedNesting => MOST_FEED_NESTING as u64,
            Limit::Open311Bytes => MOST_OPEN311_BYTES as u64,
            Limit::TemplateBytes => MOST_TEMPLATE_BYTES as u64,
        }
    }

    const fn counted(self) -> &'static str {
        match self {
            Limit::Bytes => "bytes",
            Limit::Rows => "rows",
            Limit::Columns => "columns",
            Limit::CellBytes => "bytes in one cell",
            Limit::Cells => "cells",
            Limit::Members => "parts of the workbook",
            Limit::InflatedBytes => "bytes when it is unpacked",
            Limit::InflatedRatio => "times its size when it is unpacked",
            Limit::Nesting => "levels of XML in one another",
            Limit::MappingBytes => "bytes of a mapping",
            Limit::FeedBytes => "bytes of a feed",
            Limit::FeedLineBytes => "bytes in one line of a feed",
            Limit::FeedEvents => "events of a feed",
            Limit::FeedDays => "days of a feed",
            Limit::FeedNesting => "components in one another",
            Limit::Open311Bytes => "bytes of a list of requests",
            Limit::TemplateBytes => "bytes of a template",
        }
    }
}

impl std::fmt::Display for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let advice = match self {
            Limit::CellBytes => "is a quotation mark not closed",
            Limit::Members | Limit::InflatedBytes | Limit::InflatedRatio | Limit::Nesting => "save the sheet alone as CSV",
            Limit::Bytes | Limit::Rows | Limit::Cells | Limit::Open311Bytes => "split it",
            Limit::Columns => "keep the columns of the register only",
            Limit::MappingBytes => "name the columns only",
            Limit::TemplateBytes => "give a template of one letter only",
            Limit::FeedBytes | Limit::FeedLineBytes | Limit::FeedEvents | Limit::FeedDays | Limit::FeedNesting => {
                "give a feed of holidays only"
            }
        };
        write!(f, "more than {} {}; {advice}", self.most(), self.counted())
    }
}
