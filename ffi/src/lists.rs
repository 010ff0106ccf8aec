//! The records of lists: what is asked, and a page of what is found.
//!
//! Promises: the fields are those of the Rust types; what is left out is no condition.

use kiennghi::{
    case::{Confidential, Status},
    law::Standing,
    petition::SourceKind,
    register,
    store::{self, Openness},
    text::TextQuery,
};

use crate::{
    KiennghiError,
    values::{Instant, Moment},
};

/// Which petitions by being open.
#[uniffi::remote(Enum)]
pub enum Openness {
    /// Open ones: a worklist.
    Open,
    /// Closed ones.
    Closed,
    /// All of them.
    All,
}

/// Which petitions. Every condition that is given must hold.
///
/// Open ones come by due moment, then number; closed ones and all by number; but what a text is
/// searched for in, closed ones too, comes first where it stands with the same diacritics, and the
/// latest registered first.
#[derive(Clone, Debug, uniffi::Record)]
pub struct CaseQuery {
    /// Open, closed, all; open if not given.
    #[uniffi(default = None)]
    pub openness: Option<Openness>,
    /// Due before this instant; what is due on a day is due at its end.
    #[uniffi(default = None)]
    pub due_before: Option<Instant>,
    /// Held by this unit.
    #[uniffi(default = None)]
    pub unit: Option<String>,
    /// Held by this officer.
    #[uniffi(default = None)]
    pub officer: Option<String>,
    /// Of this source.
    #[uniffi(default = None)]
    pub source: Option<SourceKind>,
    /// In this status.
    #[uniffi(default = None)]
    pub status: Option<Status>,
    /// In this field of work.
    #[uniffi(default = None)]
    pub field: Option<String>,
    /// With these words in its texts, whatever their case and diacritics: `de nghi`, `"a phrase"`,
    /// `beginn*`; the last word may be begun only.
    #[uniffi(default = None)]
    pub text: Option<String>,
    /// Are texts of confidential petitions searched? Hidden if not given.
    #[uniffi(default = None)]
    pub confidential: Option<Confidential>,
}

impl TryFrom<CaseQuery> for store::CaseQuery {
    type Error = KiennghiError;
    fn try_from(query: CaseQuery) -> Result<Self, KiennghiError> {
        let CaseQuery { openness, due_before, unit, officer, source, status, field, text, confidential } = query;
        let text = text.as_deref().map(TextQuery::parse).transpose().map_err(store::QueryError::from)?;
        Ok(store::CaseQuery {
            openness: openness.unwrap_or_default(),
            due_before,
            unit,
            officer,
            source: source.map(|source| source.code().into()),
            status,
            field,
            text,
            confidential: confidential.unwrap_or_default(),
        })
    }
}

/// One petition of a list, open or closed. It holds no names and no free text.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CaseItem {
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// When it arrived.
    pub received_at: Moment,
    /// Where it is.
    pub status: Status,
    /// How it stands; missing if it is closed.
    pub standing: Option<Standing>,
    /// When its reply is or was due; missing while it stands still or has no deadline.
    pub due: Option<Moment>,
    /// Working days left, negative if overdue by so many; missing if it is closed.
    pub days_left: Option<i32>,
    /// The code of its source, such as `enterprise`.
    pub source: Option<String>,
    /// The field of work.
    pub field: Option<String>,
    /// The unit that holds it, or held it last.
    pub unit: Option<String>,
    /// The officer who holds it, or held it last.
    pub officer: Option<String>,
    /// Is it confidential?
    pub confidential: bool,
}

impl From<kiennghi::case::CaseItem> for CaseItem {
    fn from(item: kiennghi::case::CaseItem) -> Self {
        let kiennghi::case::CaseItem {
            id,
            number,
            received_at,
            status,
            standing,
            due,
            days_left,
            source,
            field,
            unit,
            officer,
            confidential,
        } = item;
        CaseItem {
            id: id.to_string(),
            number: number.to_string(),
            received_at,
            status,
            standing,
            due,
            days_left,
            source,
            field,
            unit,
            officer,
            confidential,
        }
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Page {
    /// The petitions, in the order of the list.
    pub items: Vec<CaseItem>,
    /// Where the next page begins: text that can be kept. Missing if this was the last.
    pub next: Option<String>,
}

impl From<register::Page> for Page {
    fn from(register::Page { items, next }: register::Page) -> Self {
        Page { items: items.into_iter().map(CaseItem::from).collect(), next: next.map(|next| next.to_string()) }
    }
}
