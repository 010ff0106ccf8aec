//! Columns of Python: in from NumPy and from whatever speaks Arrow, out to both.
//!
//! Promises: no item passes through Python, and no column is copied that need not be. What lies in
//! one piece in the form that the library computes with is read where it lies; several chunks are
//! joined, and what is strided, or of another width, is copied once. A null of Arrow and a NaT of
//! NumPy are the same.

mod column;
mod frame;
mod given;
mod glue;
mod lane;
mod list;
mod numpy;
pub(crate) mod rows;

pub(crate) use column::PyColumn;
pub(crate) use frame::{Frame, Texts};
pub(crate) use given::{Given, Times, is_column, per_second, time_unit};
pub(crate) use glue::zeros;
pub(crate) use lane::{Lane, Nulls, Values};
pub(crate) use list::Lists;
pub(crate) use numpy::{array_of, unit_name};
