//! iCalendar (RFC 5545): holidays of a feed into a calendar, due dates of a register out as a feed.
//!
//! Promises: of a feed that comes in, every event becomes days off or moved working days of the
//! calendar, or is named with its line and the reason; whoever asks the calendar is told which feed
//! a day comes from. A feed that goes out is the same bytes whenever the register says the same.
//! It fetches nothing and sends nothing: bytes in, text out.

mod component;
mod dates;
mod due;
mod feed_note;
mod holidays;
mod lines;
mod write;

pub use due::{DueFeed, FeedTexts, due_feed, due_feed_file};
pub use feed_note::{FeedNote, FeedTrouble};
pub use holidays::{FeedDay, FeedEffect, HolidayFeed, amend_by_feed, amend_by_feed_file, holiday_feed_text};

#[cfg(test)]
mod tests;
