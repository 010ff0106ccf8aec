//! Forms: the tables that an instrument or an office wants, as data over named counts.
//!
//! Promises: nothing about a particular form is in Rust code; a filled form has checked the
//! identities that its text names, and says which fails and in which row. It lays nothing out.
//!
//! ```
//! use kiennghi::{ledger::Head, statistics::{Columns, Form, PeriodKind}};
//! let form = Form::from_toml(kiennghi::statistics::FORM_BY_SOURCE, "built in")?;
//! let period = PeriodKind::Quarter.containing("2026-02-10".parse()?).unwrap();
//! let table = Columns::new(Head::default()).table(&form.question(period, "2026-03-31".parse()?))?;
//! let filled = form.fill(&table)?;
//! assert_eq!(filled.rows.len(), 5); // each source has its row, of zeros too
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

mod expression;
mod fill;
mod load;
mod publish;

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use self::{
    expression::{CountName, Expression},
    fill::{FilledForm, FormCell, FormIdentity, FormRow, FormSide, IdentityFailure},
};
use super::{Period, PeriodKind, Question};
use crate::{
    case::Dimension,
    lang::{Text, vocabulary},
    law::{Citation, RuleStanding},
};

/// Form II.05a/VPCP/KSTT of Circular 01/2020/TT-VPCP: feedback and petitions, by field.
pub const FORM_II_05A: &str = include_str!("../../../data/forms/vn-ii-05a-vpcp-kstt.toml");
/// Form II.05b/VPCP/KSTT of Circular 01/2020/TT-VPCP: the same, by unit.
pub const FORM_II_05B: &str = include_str!("../../../data/forms/vn-ii-05b-vpcp-kstt.toml");
/// How letters of each source were answered: by no instrument, but what an agency could not count.
pub const FORM_BY_SOURCE: &str = include_str!("../../../data/forms/by-source.toml");

/// Every form that ships with the library: what it is called for short, and its text.
pub const BUILT_IN_FORMS: &[(&str, &str)] = &[("II.05a", FORM_II_05A), ("II.05b", FORM_II_05B), ("by-source", FORM_BY_SOURCE)];

vocabulary! {
    /// Does a form show the rows of values that nothing was counted for?
    #[derive(Default)]
    pub enum EmptyRows("showing of empty rows", "dòng trống") {
        /// They are left out. The default.
        #[default]
        Hidden = "hidden" ("Không in", "Hidden"),
        /// Each value of the vocabulary has its row.
        Shown = "shown" ("In đủ", "Shown"),
    }
}

vocabulary! {
    /// A figure that a column of a form can hold besides counts and shares.
    pub enum FormFigure("figure", "số đo") {
        /// Median working time to the reply.
        MedianToReply = "median_to_reply" ("Thời gian trả lời, trung vị", "Working time to reply, median"),
        /// Its 90th percentile.
        Percentile90ToReply = "percentile_90_to_reply" ("Thời gian trả lời, bách phân vị 90", "Working time to reply, 90th percentile"),
        /// Its mean.
        MeanToReply = "mean_to_reply" ("Thời gian trả lời, trung bình", "Working time to reply, mean"),
        /// Mean score.
        MeanRating = "mean_rating" ("Điểm đánh giá trung bình", "Mean rating"),
        /// Mean number of days by which replies were recorded late.
        MeanRecordingLag = "mean_recording_lag" ("Số ngày nhập trễ trung bình", "Mean recording lag, days"),
        /// On time before any extension or promise moved the due date.
        OnTimeOriginally = "on_time_originally" ("Tỷ lệ đúng hạn ban đầu", "On time by the original date"),
    }
}

/// Which version of which form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormRef {
    /// The form's stable id.
    pub id: String,
    /// Its version.
    pub version: String,
}

impl fmt::Display for FormRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.id, self.version)
    }
}

/// Why there is no form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormError {
    /// The TOML text is no form.
    #[error("form {label}, {place}: {reason}")]
    Load {
        /// What the caller named the text.
        label: String,
        /// Line and column, or the key.
        place: String,
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// The table answers another question than the form asks.
    #[error("form {form}: {reason}")]
    OtherTable {
        /// Which form.
        form: FormRef,
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// What the form says must be equal is not.
    #[error("form {form}: {}", told(failures))]
    Identities {
        /// Which form.
        form: FormRef,
        /// What fails, and where: at least one.
        failures: Vec<IdentityFailure>,
    },
}

fn told(failures: &[IdentityFailure]) -> String {
    let first = failures.first().map(IdentityFailure::to_string).unwrap_or_default();
    match failures.len() {
        0 | 1 => first,
        many => format!("{first} (and {} more)", many - 1),
    }
}

impl FormError {
    /// A stable code, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            FormError::Load { .. } => "form",
            FormError::OtherTable { .. } => "form_table",
            FormError::Identities { .. } => "form_identity",
        }
    }
}

/// A heading over columns or other headings; without any, over one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// What identities name the column by.
    pub id: String,
    /// What stands in it.
    pub text: Text,
    /// What is under it, from left to right.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub under: Vec<Heading>,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A count: a sum or difference of measures.
    Count(Expression),
    /// A share: the one among the other.
    Share {
        /// The counted ones.
        of: Expression,
        /// All of them.
        among: Expression,
    },
    /// A figure.
    Figure(FormFigure),
    /// Nothing that the register counts: somebody fills it in, and why.
    ByHand(Text),
}

/// A form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    reference: FormRef,
    title: Text,
    citation: Option<Citation>,
    standing: RuleStanding,
    rows: Dimension,
    empty_rows: EmptyRows,
    period: PeriodKind,
    headings: Vec<Heading>,
    /// The id and content of each column, from left to right.
    columns: Vec<(String, Content)>,
    /// Expressions over columns: each pair is equal in every row.
    identities: Vec<load::Identity>,
    notes: Vec<Text>,
}

impl Form {
    /// Reads a form. `label` names the text in errors.
    ///
    /// # Errors
    /// [`FormError::Load`] for an unknown key or name, an id given twice, a column that holds nothing
    /// or two things.
    pub fn from_toml(text: &str, label: &str) -> Result<Form, FormError> {
        load::from_toml(text, label)
    }

    /// A form that ships with the library, by its id or by what it is called for short (`II.05a`).
    ///
    /// # Errors
    /// There is none of that name; the answer lists those that are.
    pub fn built_in(name: &str) -> Result<Form, FormError> {
        for (short, text) in BUILT_IN_FORMS {
            let form = Form::from_toml(text, short)?;
            if *short == name || form.reference.id == name {
                return Ok(form);
            }
        }
        let known: Vec<_> = BUILT_IN_FORMS.iter().map(|(short, _)| format!("`{short}`")).collect();
        let (place, reason) = ("name".into(), format!("there is no such form; there are {}", known.join(", ")));
        Err(FormError::Load { label: name.chars().take(40).collect(), place, reason })
    }

    /// Id and version.
    pub fn reference(&self) -> &FormRef {
        &self.reference
    }

    /// What it is called.
    pub fn title(&self) -> &Text {
        &self.title
    }

    /// The instrument that prescribes it, if one does.
    pub fn citation(&self) -> Option<&Citation> {
        self.citation.as_ref()
    }

    /// Was its layout read in the instrument?
    pub fn standing(&self) -> RuleStanding {
        self.standing
    }

    /// By what its rows are grouped.
    pub fn rows(&self) -> Dimension {
        self.rows
    }

    /// For what kind of period it is made.
    pub fn period(&self) -> PeriodKind {
        self.period
    }

    /// Its headings, from left to right.
    pub fn headings(&self) -> &[Heading] {
        &self.headings
    }

    /// The id and content of each column, from left to right.
    pub fn columns(&self) -> &[(String, Content)] {
        &self.columns
    }

    /// The dimensions that it asks for: that of its rows first, then those that its columns tell apart.
    pub fn dimensions(&self) -> Vec<Dimension> {
        let mut dimensions = Vec::from([self.rows]);
        let expressions = self.columns.iter().flat_map(|(_, content)| match content {
            Content::Count(count) => [Some(count), None],
            Content::Share { of, among } => [Some(of), Some(among)],
            Content::Figure(_) | Content::ByHand(_) => [None, None],
        });
        for dimension in expressions.flatten().flat_map(Expression::dimensions) {
            if !dimensions.contains(&dimension) {
                dimensions.push(dimension);
            }
        }
        dimensions
    }

    /// What is to be asked for it, with all that a question leaves open at its default.
    pub fn question(&self, period: Period, as_of: NaiveDate) -> Question {
        Question::new(self.dimensions(), Vec::from([period]), as_of)
    }
}
