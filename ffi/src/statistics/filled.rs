//! A form with its numbers.
//!
//! Promises: what the form says must be equal has been checked, and what is not is told with its row; a
//! cell says what kind of number it holds.

use std::{collections::HashMap, fmt};

use kiennghi::{lang::Lang, law::RuleStanding, register::RegisterError, statistics};
use kiennghi_exchange::{form_csv, form_json, form_text};

use super::{Heading, Period, Rate};
use crate::{Head, Text, error::guard, output::signed, register::Answer};

/// What stands in one cell of a form.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum FormCell {
    /// A count; negative only where a column takes more away than there is.
    Count {
        /// The count.
        value: i64,
    },
    /// A share.
    Share {
        /// The share; of 0, there is none.
        rate: Rate,
    },
    /// Working minutes.
    Minutes {
        /// How many; missing if there was no reply to measure.
        value: Option<i64>,
    },
    /// A mean in hundredths.
    Hundredths {
        /// How many; missing of nothing.
        value: Option<i64>,
    },
    /// Somebody fills it in.
    ByHand,
    /// It is too small to be published, or would give away one that is.
    Withheld,
}

impl From<statistics::FormCell> for FormCell {
    fn from(cell: statistics::FormCell) -> Self {
        match cell {
            statistics::FormCell::Count(value) => FormCell::Count { value },
            statistics::FormCell::Share { of, among } => FormCell::Share { rate: statistics::Rate { of, among }.into() },
            statistics::FormCell::Minutes(value) => FormCell::Minutes { value: value.map(signed) },
            statistics::FormCell::Hundredths(value) => FormCell::Hundredths { value: value.map(signed) },
            statistics::FormCell::ByHand => FormCell::ByHand,
            statistics::FormCell::Withheld => FormCell::Withheld,
        }
    }
}

/// One row of a form.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FormRow {
    /// The code of what it is about; missing if that is not stated, and in the total.
    pub key: Option<String>,
    /// What people call it.
    pub label: Text,
    /// The cell of each column, by the column's id.
    pub cells: HashMap<String, FormCell>,
}

/// Two numbers of a row that the form says are equal, and are not.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct IdentityFailure {
    /// Which row, from 1; missing: the total.
    pub row: Option<i32>,
    /// The one side, as the form writes it.
    pub left: String,
    /// What it comes to.
    pub left_value: i64,
    /// The other side.
    pub right: String,
    /// What it comes to.
    pub right_value: i64,
    /// All of it in a sentence.
    pub text: Text,
    /// What to look for in the register, if the form says.
    pub hint: Option<Text>,
}

fn text(of: &kiennghi::lang::Text) -> Text {
    Text::of(|lang| of.get(lang).into())
}

impl From<&statistics::IdentityFailure> for IdentityFailure {
    fn from(failure: &statistics::IdentityFailure) -> Self {
        IdentityFailure {
            row: failure.row.and_then(|row| i32::try_from(row).ok()),
            left: failure.left.clone(),
            left_value: failure.left_value,
            right: failure.right.clone(),
            right_value: failure.right_value,
            text: Text::of(|lang| failure.to_text(lang)),
            hint: failure.hint.as_ref().map(text),
        }
    }
}

/// A form with its numbers. `Register.form` makes it. As text it is what `to_text` gives in Vietnamese.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Display)]
pub struct FilledForm(pub(super) statistics::FilledForm);

impl fmt::Display for FilledForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&form_text(&self.0, Lang::default()))
    }
}

impl FilledForm {
    fn row(&self, row: &statistics::FormRow) -> FormRow {
        let cells = self.0.columns.iter().zip(&row.cells).map(|(column, cell)| (column.clone(), FormCell::from(*cell)));
        FormRow { key: row.key.clone(), label: text(&row.label), cells: cells.collect() }
    }
}

#[uniffi::export]
impl FilledForm {
    /// Which form, and in which version: `by-source@2026.1`.
    pub fn form(&self) -> Answer<String> {
        guard(|| Ok(self.0.form.to_string()))
    }

    /// What it is called.
    pub fn title(&self) -> Answer<Text> {
        guard(|| Ok(text(&self.0.title)))
    }

    /// Was its layout read in the instrument?
    pub fn standing(&self) -> Answer<RuleStanding> {
        guard(|| Ok(self.0.standing))
    }

    /// The period that it is of.
    pub fn period(&self) -> Answer<Period> {
        guard(|| Ok((&self.0.period).into()))
    }

    /// The headings, from left to right.
    pub fn headings(&self) -> Answer<Vec<Heading>> {
        guard(|| Ok(self.0.headings.iter().map(Heading::from).collect()))
    }

    /// The id of each column, from left to right: what the cells of a row are found by.
    pub fn columns(&self) -> Answer<Vec<String>> {
        guard(|| Ok(self.0.columns.clone()))
    }

    /// The rows.
    pub fn rows(&self) -> Answer<Vec<FormRow>> {
        guard(|| Ok(self.0.rows.iter().map(|row| self.row(row)).collect()))
    }

    /// All of them together.
    pub fn total(&self) -> Answer<FormRow> {
        guard(|| Ok(self.row(&self.0.total)))
    }

    /// What stands below.
    pub fn notes(&self) -> Answer<Vec<Text>> {
        guard(|| Ok(self.0.notes.iter().map(text).collect()))
    }

    /// What the form says must be equal and is not.
    pub fn failures(&self) -> Answer<Vec<IdentityFailure>> {
        guard(|| Ok(self.0.failures.iter().map(IdentityFailure::from).collect()))
    }

    /// Fails with `form_identity` if anything is not equal that the form says must be.
    pub fn check(&self) -> Answer<()> {
        guard(|| Ok(self.0.check().map_err(RegisterError::from)?))
    }

    /// Below what numbers are withheld; missing if it is not made to be published.
    pub fn least(&self) -> Answer<Option<i64>> {
        guard(|| Ok(self.0.least.map(signed)))
    }

    /// How many cells are withheld.
    pub fn withheld(&self) -> Answer<i64> {
        guard(|| Ok(signed(self.0.withheld())))
    }

    /// The end of the ledger that it was counted from.
    pub fn head(&self) -> Answer<Head> {
        guard(|| Ok(self.0.head.into()))
    }

    /// The whole of it as JSON, headings and question too.
    pub fn to_json(&self) -> Answer<String> {
        guard(|| Ok(form_json(&self.0)?))
    }

    /// A line a row and the total, for a spreadsheet, with headings in Vietnamese if no language is given.
    #[uniffi::method(default(lang = None))]
    pub fn to_csv(&self, lang: Option<Lang>) -> Answer<String> {
        guard(|| Ok(form_csv(&self.0, lang.unwrap_or_default())?))
    }

    /// The form as text for a terminal or a letter, in Vietnamese if no language is given.
    #[uniffi::method(default(lang = None))]
    pub fn to_text(&self, lang: Option<Lang>) -> Answer<String> {
        guard(|| Ok(form_text(&self.0, lang.unwrap_or_default())))
    }
}
