//! # kiennghi
//!
//! The register of feedback and petitions (*phản ánh, kiến nghị*) that other systems embed.
//! It keeps four promises: every due date can be explained; everything adds up; two times,
//! what happened and what was recorded; nothing is lost and nothing changes silently.
//!
//! This crate is the domain, and it is pure. It is `no_std`: there is no file, no network, no
//! clock and no randomness for it to reach. Whoever calls it supplies the world in a
//! [`Context`](case::Context): the time, who acts, and a seed for salts. The same inputs give
//! the same bytes in every language.
//!
//! The map, from the ground up; a module uses only those above it in this list:
//!
//! | module | what it is |
//! |---|---|
//! | [`lang`] | Vietnamese and English labels, closed vocabularies |
//! | [`text`] | text as people search for it: folded, and the queries over it |
//! | [`time`] | a [`Moment`](time::Moment): a civil date or an instant, as the paper gives it |
//! | [`calendar`] | which days are worked; working days added and counted in O(1) |
//! | [`ledger`] | entries in streams, their two times, their hash chain |
//! | [`units`] | the units of an authority: which exist on a day, who carries on what |
//! | [`law`] | deadline rules as data; the clock of a case; due dates and their explanation |
//! | [`case`] | what every kind of case shares: parties, documents, units, timeline, numbers |
//! | [`petition`] | one kind of case: commands, events, `decide` and `evolve` |
//! | [`statistics`] | columns over cases, groups, periods, the balance |
//! | [`store`] | the trait that a store implements, and the in-memory store |
//! | [`register`] | [`Register`](register::Register): what an application calls |
//!
//! ```
//! use kiennghi::calendar::WorkCalendar;
//! let calendar = WorkCalendar::vietnam()?;
//! // Five working days from Monday 29/12/2025: 1 January is off, and so is the swapped 2 January.
//! let due = calendar.add_working_days("2025-12-29".parse()?, 5)?;
//! assert_eq!(due.to_string(), "2026-01-07");
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
#![no_std]

extern crate alloc;
#[cfg(any(test, feature = "parallel"))]
extern crate std;

pub mod calendar;
pub mod case;
mod data;
pub mod lang;
pub mod law;
pub mod ledger;
pub mod petition;
pub mod register;
pub mod statistics;
pub mod store;
pub mod text;
pub mod time;
pub mod units;
