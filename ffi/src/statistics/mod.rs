//! What is counted: tables, what they become, and what is asked for them.
//!
//! Promises: a table, a published table and a filled form are objects that keep their numbers on this
//! side, so that what is made of one is made of the same numbers; what is shown of them crosses as whole
//! lists. Every number, label and line of text comes from the library. Objects that are not closed are
//! given back when nothing holds them any more.

mod counted;
mod filled;
mod form;
mod outlook;
mod published;
mod question;
mod ranking;
mod table;
mod trend;
mod words;

pub use filled::{FilledForm, FormCell, FormRow, IdentityFailure};
pub use form::{Form, Heading};
pub use outlook::{AgeingBand, DueDay, Horizon, UnitAgeing, UnitForecast};
pub use published::{Published, PublishedRow, Shown};
pub use question::Question;
pub use ranking::{Bounds, Ranked};
pub use table::{Group, Period, Rate, Row, Table};
pub use trend::{Trend, TrendChange, TrendPoint};
