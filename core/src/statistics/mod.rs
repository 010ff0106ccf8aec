//! Statistics: columns over cases, groups, periods, and the balance.
//!
//! Promises: for every group and period, opening + received + reopened + moved in = closed (in
//! each way) + moved out + still open, and what is open at the end of one period is the opening of
//! the next; the code checks both and gives no table that breaks them. Rates are exact fractions,
//! and none where there is nothing to divide by; a median is a value that occurred. What it counts are
//! cases; of petitions it knows the labels alone.
//!
//! A [`Question`] has three independent times: `as_of` (up to which day the world is seen),
//! `known_at` (with which entries of the ledger) and `basis` (by which of the two times lateness is
//! judged). [`Columns`] answer any combination of them, by any groups at once ([`Table::subtotals`]
//! has the sums), tell which cases are behind a number ([`Columns::behind`]), and are updated by new
//! entries. A [`Running`] table is kept up with them. [`Partial`] answers merge, from any number of
//! columns in any order, and travel as bytes.
//!
//! How the edges are decided:
//! - A period is half open, and days are civil in the calendar's zone. `as_of` is the end of a day.
//! - A case that was closed and opened again was closed once and reopened once; both count.
//! - A case that was merged into another and separated again was closed as merged and came back as
//!   reopened: what was reported stays as it was, and its due date is the one that it always had.
//! - A case whose number is void is counted nowhere, in no period, from when that is known.
//! - A case closed on the day it came is received and closed on that day.
//! - A case belongs to the unit that first got it from the day it came.
//! - A case that changed unit within a period is moved out of the one and moved in to the other; one
//!   that came and went within it was received, or moved in, and moved out.
//! - A case closed while it stood still is judged by the clock as if it had run again that day.
//! - A case that stands still at the end of a period is open and paused, whatever its due date was.
//! - Without a deadline a reply is neither on time nor late, and is in no rate.
//! - An extension or promise moves the due date that counts name; [`Figures::on_time_originally`] is
//!   by the one before them.
//! - Forwarding out and not accepting close a case; they are no replies and are in no rate.
//! - Letters that are one matter are counted each, once, or as each link says ([`Duplicates`]). Once
//!   means that whatever stands merged as of the day asked about is counted nowhere: a later link
//!   changes what an earlier period says then, and `known_at` says what was said.
//! - A unit that was merged into another is counted under its own name, or that of whoever carries it
//!   on ([`UnitsBy`]); what moves between two units with one successor does not move. What several
//!   carry on, or nobody, keeps its name.
//! - Working time to the reply is from arrival or opening again, without what the rule does not count.
//!   A day stands for its end. Where the calendar does not reach it is not measured.
//! - A score counts in the period in which it was given, for the unit that replied.
//! - What was recorded late, or put right, is not known before it was recorded: neither what it says
//!   nor what follows from it, such as a due date.

mod asked;
mod behind;
mod bytes;
mod cells;
mod columns;
mod dictionary;
mod facts;
mod figures;
mod flat;
mod flat_many;
mod form;
mod groups;
mod measure;
mod out;
mod outlook;
mod partial;
mod pass;
mod period;
mod plain;
mod published;
mod question;
mod ranking;
mod running;
mod table;
mod table_number;
mod trend;
mod update;

pub use behind::Behind;
pub use columns::Columns;
pub use figures::{Durations, Figures, Mean};
pub use flat::{Code, FlatCase, FlatFailure, FlatReason};
pub use form::{
    BUILT_IN_FORMS, Content, CountName, EmptyRows, Expression, FORM_BY_SOURCE, FORM_II_05A, FORM_II_05B, FilledForm, Form,
    FormCell, FormError, FormFigure, FormIdentity, FormRef, FormRow, FormSide, Heading, IdentityFailure,
};
pub use measure::{Counts, Measure, Rate};
pub use out::RowFigure;
pub use outlook::{AGEING_BANDS, Band, Horizon, UnitCases, ageing, falls_due};
pub use partial::Partial;
pub use period::{Period, PeriodKind};
pub use published::{Published, PublishedRow, Shown};
pub use question::{Basis, Duplicates, KnownAt, Question, UnitsBy};
pub use ranking::{Bounds, Ranked};
pub use running::{Running, RunningFailure};
pub use table::{Row, StatisticsError, Table};
pub use table_number::{Ratio, TableNumber};
pub use trend::{Change as TrendChange, Fraction, Trend, TrendPoint};

#[cfg(test)]
mod tests;
