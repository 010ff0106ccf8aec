//! What is asked of a store's lists: which cases, in which order, from where on.
//!
//! Promises: every list has one total order, and a page of it is named by the key of the last row
//! before it, never by a count: a row that comes or goes meanwhile shifts nothing. [`page_of`] says
//! what every store must answer, in the plainest way.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt, str::FromStr};

use chrono::{DateTime, Utc};

use crate::{
    case::{Confidential, Listing, Number, Status},
    lang::vocabulary,
    ledger::Identity,
    text::{Matched, TextQuery, TextQueryError, Words},
};

vocabulary! {
    /// Which cases by being open.
    #[derive(Default)]
    pub enum Openness("openness", "tình trạng xử lý") {
        /// Open ones: a worklist. The default.
        #[default]
        Open = "open" ("Đang xử lý", "Open"),
        /// Closed ones.
        Closed = "closed" ("Đã kết thúc", "Closed"),
        /// All of them.
        All = "all" ("Tất cả", "All"),
    }
}

/// Which cases. Every condition that is given must hold; none is given at first.
///
/// Open ones come by due moment, then number; closed ones and all by number; but what a text is
/// searched for in, closed ones too, comes first where it stands with the same diacritics, and the
/// latest registered first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseQuery {
    /// Open, closed, all.
    pub openness: Openness,
    /// Due before this instant; what is due on a day is due at its end. See
    /// [`Moment::start_in`](crate::time::Moment::start_in).
    pub due_before: Option<DateTime<Utc>>,
    /// Held by this unit.
    pub unit: Option<String>,
    /// Held by this officer.
    pub officer: Option<String>,
    /// Of this source, as a code.
    pub source: Option<String>,
    /// In this status; if none is named, in any but that of a void number.
    pub status: Option<Status>,
    /// In this field of work.
    pub field: Option<String>,
    /// With these words in its texts.
    pub text: Option<TextQuery>,
    /// Are texts of confidential cases searched? A name in a denunciation is found only by whoever asks
    /// for it in so many words.
    pub confidential: Confidential,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOrder {
    /// By due moment, then number.
    Due,
    /// By number.
    Number,
    /// Exact matches first, then the latest registered first.
    Found,
}

/// One row of a list: what [`Reader::page`](super::Reader::page) gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedCase {
    /// The case.
    pub id: Identity,
    /// Its number.
    pub number: Number,
    /// The entry that opened it.
    pub opened: u64,
    /// What lists read of it.
    pub listing: Listing,
    /// How its texts agree with what is searched for, in a list that is ordered by that.
    pub matched: Option<Matched>,
}

/// Where a page of a list begins: after this row. Text that survives a process; what it is made of
/// is not for anybody to rely on. It holds no names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// In the order of due moments.
    Due(i64, Number),
    /// In the order of numbers.
    Number(Number),
    /// In the order of what was found.
    Found(Matched, u64),
}

/// A list that cannot be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The text cannot be meant.
    #[error(transparent)]
    Text(#[from] TextQueryError),
    /// It is no cursor.
    #[error("the cursor is not one that a page of a list gave; begin again without one")]
    Cursor,
    /// The cursor is of a list in another order.
    #[error("the cursor is of a list in another order; begin again without one, or ask as it was asked for that page")]
    OtherOrder,
    /// A page of nothing.
    #[error("a page has at least one row; give a limit of 1 or more")]
    Limit,
    /// A text is searched on a day that has passed since.
    #[error("a text is searched as the register stands now; ask without a day before that of its last entry")]
    TextOfThePast,
}

impl CaseQuery {
    /// Open cases, the first due first.
    pub fn worklist() -> CaseQuery {
        CaseQuery::default()
    }

    /// All cases, by number. Void numbers are in no list but that of [`Status::Void`].
    pub fn all() -> CaseQuery {
        CaseQuery { openness: Openness::All, ..CaseQuery::default() }
    }

    /// All cases with `text` in them, the confidential ones left out.
    ///
    /// # Errors
    /// As [`TextQuery::parse`].
    pub fn search(text: &str) -> Result<CaseQuery, QueryError> {
        Ok(CaseQuery { openness: Openness::All, text: Some(TextQuery::parse(text)?), ..CaseQuery::default() })
    }

    /// The order that its list has.
    pub fn order(&self) -> ListOrder {
        match (self.openness, &self.text) {
            (Openness::Open, _) => ListOrder::Due,
            (_, Some(_)) => ListOrder::Found,
            (_, None) => ListOrder::Number,
        }
    }

    /// Does a case belong to it, its texts aside?
    pub fn admits(&self, listing: &Listing) -> bool {
        let same = |wanted: &Option<String>, is: &Option<String>| wanted.is_none() || wanted == is;
        let open = match self.openness {
            Openness::Open => listing.is_open(),
            Openness::Closed => !listing.is_open(),
            Openness::All => true,
        };
        open && self.due_before.is_none_or(|before| listing.due_by < before.timestamp_micros())
            && same(&self.unit, &listing.unit)
            && same(&self.officer, &listing.officer)
            && same(&self.source, &listing.source)
            && same(&self.field, &listing.field)
            && self.status.map_or(listing.status != Status::Void, |status| status == listing.status)
            && (self.text.is_none() || !listing.confidential || self.confidential == Confidential::Shown)
    }
}

impl Cursor {
    /// The place of a row in a list of that order.
    pub fn of(order: ListOrder, row: &ListedCase) -> Cursor {
        match order {
            ListOrder::Due => Cursor::Due(row.listing.due_by, row.number.clone()),
            ListOrder::Number => Cursor::Number(row.number.clone()),
            ListOrder::Found => Cursor::Found(row.matched.unwrap_or(Matched::Folded), row.opened),
        }
    }

    /// The order of lists that it is of.
    pub fn order(&self) -> ListOrder {
        match self {
            Cursor::Due(..) => ListOrder::Due,
            Cursor::Number(_) => ListOrder::Number,
            Cursor::Found(..) => ListOrder::Found,
        }
    }

    /// Does `self` stand after `other`, a place of the same order?
    fn is_after(&self, other: &Cursor) -> bool {
        match (self, other) {
            (Cursor::Due(a, m), Cursor::Due(b, n)) => (a, m) > (b, n),
            (Cursor::Number(m), Cursor::Number(n)) => m > n,
            (Cursor::Found(a, m), Cursor::Found(b, n)) => (a, n) > (b, m),
            _ => false,
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cursor::Due(due, number) => write!(f, "d{due}.{number}"),
            Cursor::Number(number) => write!(f, "n{number}"),
            Cursor::Found(Matched::Exact, opened) => write!(f, "e{opened}"),
            Cursor::Found(Matched::Folded, opened) => write!(f, "f{opened}"),
        }
    }
}

impl FromStr for Cursor {
    type Err = QueryError;
    fn from_str(text: &str) -> Result<Cursor, QueryError> {
        let read = || {
            let rest = text.get(1..)?;
            match text.as_bytes().first()? {
                b'd' => {
                    let (due, number) = rest.split_once('.')?;
                    Some(Cursor::Due(due.parse().ok()?, number.parse().ok()?))
                }
                b'n' => rest.parse().ok().map(Cursor::Number),
                b'e' => rest.parse().ok().map(|opened| Cursor::Found(Matched::Exact, opened)),
                b'f' => rest.parse().ok().map(|opened| Cursor::Found(Matched::Folded, opened)),
                _ => None,
            }
        };
        // Only what we would write: a cursor that reads as another is none.
        read().filter(|cursor: &Cursor| cursor.to_string() == text).ok_or(QueryError::Cursor)
    }
}

/// The page of a list, made by looking at every case: what a store in memory does, and what every
/// index must agree with. The words of a case are asked for only if a text is searched.
pub fn page_of<'a>(
    cases: impl Iterator<Item = (ListedCase, &'a Words)>,
    query: &CaseQuery,
    after: Option<&Cursor>,
    limit: usize,
) -> Vec<ListedCase> {
    let order = query.order();
    let mut found: Vec<(Cursor, ListedCase)> = Vec::new();
    for (mut case, words) in cases.filter(|(case, _)| query.admits(&case.listing)) {
        if let Some(text) = &query.text {
            let Some(matched) = text.matches(words) else { continue };
            case.matched = (order == ListOrder::Found).then_some(matched);
        }
        let place = Cursor::of(order, &case);
        if after.is_none_or(|after| place.is_after(after)) {
            found.push((place, case));
        }
    }
    found.sort_by(|(a, _), (b, _)| if a.is_after(b) { core::cmp::Ordering::Greater } else { core::cmp::Ordering::Less });
    found.into_iter().take(limit).map(|(_, case)| case).collect()
}
