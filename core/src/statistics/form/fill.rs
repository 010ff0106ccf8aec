//! A form filled from a table.
//!
//! Promises: every number is one of the table's, or a sum of them; rows add up to the total; what the
//! form says must be equal is, or [`Form::fill`] gives no form. It is data, and lays nothing out.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use serde::Serialize;

use super::{
    Content, EmptyRows, Form, FormError, FormFigure, FormRef, Heading,
    expression::Sign,
    load::{self, Side},
};
use crate::{
    case::Dimension,
    lang::{Lang, Text},
    law::{Citation, RuleStanding},
    ledger::Head,
    statistics::{Figures, Period, Question, Rate, Row, Table},
};

/// What stands in one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FormCell {
    /// A count; negative only where a column takes more away than there is.
    Count(i64),
    /// A share; with 0 `among`, there is none.
    Share {
        /// The counted ones.
        of: u64,
        /// All of them.
        among: u64,
    },
    /// Working minutes; `None` if there was no reply to measure.
    Minutes(Option<u64>),
    /// A mean in hundredths; `None` of nothing.
    Hundredths(Option<u64>),
    /// Somebody fills it in.
    ByHand,
    /// It is too small to be published, or would give away one that is.
    Withheld,
}

impl FormCell {
    /// The share, if it is one.
    pub fn rate(self) -> Option<Rate> {
        if let FormCell::Share { of, among } = self { Some(Rate { of, among }) } else { None }
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormRow {
    /// The code of what it is about; `None` if that is not stated, and in the total.
    pub key: Option<String>,
    /// What people call it.
    pub label: Text,
    /// A cell for each column, from left to right.
    pub cells: Vec<FormCell>,
}

/// Two numbers of a row that the form says are equal, and are not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IdentityFailure {
    /// Which row, from 1; `None`: the total.
    pub row: Option<usize>,
    /// The one side, as the form writes it.
    pub left: String,
    /// What it comes to.
    pub left_value: i64,
    /// The other side.
    pub right: String,
    /// What it comes to.
    pub right_value: i64,
    /// What to look for in the register, if the form says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<Text>,
}

impl IdentityFailure {
    /// For people.
    pub fn to_text(&self, lang: Lang) -> String {
        let IdentityFailure { row, left, left_value, right, right_value, .. } = self;
        match (lang, row) {
            (Lang::Vi, Some(row)) => format!("dòng {row}: `{left}` là {left_value}, còn `{right}` là {right_value}"),
            (Lang::Vi, None) => format!("dòng tổng: `{left}` là {left_value}, còn `{right}` là {right_value}"),
            (Lang::En, Some(row)) => format!("row {row}: `{left}` is {left_value}, but `{right}` is {right_value}"),
            (Lang::En, None) => format!("total: `{left}` is {left_value}, but `{right}` is {right_value}"),
        }
    }
}

impl fmt::Display for IdentityFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text(Lang::En))
    }
}

/// A sum or difference of columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormSide {
    /// The places of the columns that are added, from 0.
    pub added: Vec<usize>,
    /// Of those that are taken away.
    pub taken: Vec<usize>,
}

impl FormSide {
    fn of(side: &Side) -> FormSide {
        let places = |wanted: Sign| side.iter().filter(|(sign, _)| *sign == wanted).map(|(_, place)| *place).collect();
        FormSide { added: places(Sign::Plus), taken: places(Sign::Minus) }
    }

    /// What it comes to over the cells of a row; what is no count adds nothing.
    pub fn value(&self, cells: &[FormCell]) -> i64 {
        let count = |place: &usize| match cells.get(*place) {
            Some(FormCell::Count(count)) => *count,
            _ => 0,
        };
        let sum = |sum: i64, place: &usize| sum.saturating_add(count(place));
        self.added.iter().fold(0, sum).saturating_sub(self.taken.iter().fold(0, sum))
    }
}

/// What the form says is equal in every row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormIdentity {
    /// The one side.
    pub left: FormSide,
    /// The other.
    pub right: FormSide,
}

/// A form with its numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FilledForm {
    /// Which form.
    pub form: FormRef,
    /// What it is called.
    pub title: Text,
    /// The instrument that prescribes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citation: Option<Citation>,
    /// Was its layout read in the instrument?
    pub standing: RuleStanding,
    /// By what its rows are grouped.
    pub by: Dimension,
    /// The period.
    pub period: Period,
    /// The headings, from left to right.
    pub headings: Vec<Heading>,
    /// The id of each column, from left to right.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<FormRow>,
    /// All of them together.
    pub total: FormRow,
    /// What stands below: those of the form, and why a column is filled in by hand.
    pub notes: Vec<Text>,
    /// What the form says must be equal, for whoever computes it again. It is told with the form, not
    /// with its numbers.
    #[serde(skip)]
    pub identities: Vec<FormIdentity>,
    /// What the form says must be equal and is not. None in what [`Form::fill`] gives.
    pub failures: Vec<IdentityFailure>,
    /// What was asked.
    pub question: Question,
    /// The end of the ledger that it was counted from.
    pub head: Head,
    /// Below what numbers are withheld, if it is to be published: see [`Form::publish`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<u64>,
}

impl FilledForm {
    /// How many cells are withheld.
    pub fn withheld(&self) -> usize {
        let rows = self.rows.iter().chain([&self.total]);
        rows.flat_map(|row| &row.cells).filter(|cell| **cell == FormCell::Withheld).count()
    }

    /// Does everything hold that the form says must be equal?
    ///
    /// # Errors
    /// What fails, and where.
    pub fn check(&self) -> Result<(), FormError> {
        match self.failures.is_empty() {
            true => Ok(()),
            false => Err(FormError::Identities { form: self.form.clone(), failures: self.failures.clone() }),
        }
    }
}

impl Form {
    /// Fills the form from the answer to its question.
    ///
    /// # Errors
    /// The table answers another question; something that the form says must be equal is not.
    pub fn fill(&self, table: &Table) -> Result<FilledForm, FormError> {
        let filled = self.draft(table)?;
        filled.check()?;
        Ok(filled)
    }

    /// Fills the form all the same if something fails that must be equal: to be looked at, and put
    /// right in the register. [`FilledForm::failures`] tells what.
    ///
    /// # Errors
    /// The table answers another question.
    pub fn draft(&self, table: &Table) -> Result<FilledForm, FormError> {
        let other = |reason: String| FormError::OtherTable { form: self.reference.clone(), reason };
        let by = self.dimensions();
        if table.dimensions() != by {
            let codes: Vec<_> = by.iter().map(|dimension| format!("`{dimension}`")).collect();
            return Err(other(format!("the table is grouped otherwise; group it by {}, in this order", codes.join(", "))));
        }
        let [period] = table.periods() else {
            let periods = table.periods().len();
            return Err(other(format!("the table has {periods} periods that have begun; a form is of one")));
        };
        let mut groups: Vec<(Option<String>, Vec<&Row>)> = Vec::new();
        if self.empty_rows == EmptyRows::Shown {
            groups.extend(Table::codes(self.rows).iter().map(|code| (Some(String::from(*code)), Vec::new())));
        }
        for row in table.rows() {
            let key = row.keys.first().cloned().flatten();
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, rows)) => rows.push(row),
                None => groups.push((key, Vec::from([row]))),
            }
        }
        let label =
            |key: Option<&str>| Text { vi: Table::label(self.rows, key, Lang::Vi), en: Table::label(self.rows, key, Lang::En) };
        let row = |(key, rows): &(Option<String>, Vec<&Row>)| FormRow {
            key: key.clone(),
            label: label(key.as_deref()),
            cells: self.cells(&by, rows),
        };
        let rows: Vec<FormRow> = groups.iter().map(row).collect();
        let all: Vec<&Row> = table.rows().iter().collect();
        let (vi, en) = ("Tổng".to_string(), "Total".to_string());
        let total = FormRow { key: None, label: Text { vi, en }, cells: self.cells(&by, &all) };
        let numbered = (1..).map(Some).zip(&rows).chain([(None, &total)]);
        let failures = numbered.flat_map(|(number, row)| self.failures(number, row)).collect();
        let by_hand = self.columns.iter().filter_map(|(_, content)| match content {
            Content::ByHand(why) => Some(why.clone()),
            _ => None,
        });
        let identity = |identity: &load::Identity| {
            let (left, right) = &identity.sides;
            FormIdentity { left: FormSide::of(left), right: FormSide::of(right) }
        };
        Ok(FilledForm {
            form: self.reference.clone(),
            title: self.title.clone(),
            citation: self.citation.clone(),
            standing: self.standing,
            by: self.rows,
            period: *period,
            headings: self.headings.clone(),
            columns: self.columns.iter().map(|(id, _)| id.clone()).collect(),
            rows,
            total,
            notes: self.notes.iter().cloned().chain(by_hand).collect(),
            identities: self.identities.iter().map(identity).collect(),
            failures,
            question: table.question().clone(),
            head: table.head(),
            least: None,
        })
    }

    fn cells(&self, by: &[Dimension], rows: &[&Row]) -> Vec<FormCell> {
        let mut figures = Figures::default();
        if self.columns.iter().any(|(_, content)| matches!(content, Content::Figure(_))) {
            rows.iter().for_each(|row| figures += &row.figures);
        }
        let cell = |(_, content): &(String, Content)| match content {
            Content::Count(count) => FormCell::Count(count.value(by, rows)),
            Content::Share { of, among } => {
                // Sums of counts: never negative.
                FormCell::Share { of: of.value(by, rows).unsigned_abs(), among: among.value(by, rows).unsigned_abs() }
            }
            Content::Figure(figure) => match figure {
                FormFigure::MedianToReply => FormCell::Minutes(figures.to_reply.median().map(u64::from)),
                FormFigure::Percentile90ToReply => FormCell::Minutes(figures.to_reply.percentile(90).map(u64::from)),
                FormFigure::MeanToReply => {
                    let hundredths = figures.to_reply.mean().hundredths();
                    FormCell::Minutes(hundredths.map(|hundredths| hundredths.saturating_add(50) / 100))
                }
                FormFigure::MeanRating => FormCell::Hundredths(figures.rating.hundredths()),
                FormFigure::MeanRecordingLag => FormCell::Hundredths(figures.recording_lag.hundredths()),
                FormFigure::OnTimeOriginally => {
                    FormCell::Share { of: figures.on_time_originally.of, among: figures.on_time_originally.among }
                }
            },
            Content::ByHand(_) => FormCell::ByHand,
        };
        self.columns.iter().map(cell).collect()
    }

    fn failures(&self, number: Option<usize>, row: &FormRow) -> Vec<IdentityFailure> {
        let value = |side: &Side| FormSide::of(side).value(&row.cells);
        let failure = |identity: &load::Identity| {
            let (left_value, right_value) = (value(&identity.sides.0), value(&identity.sides.1));
            let (left, right) = identity.texts.clone();
            let hint = identity.hint.clone();
            (left_value != right_value).then_some(IdentityFailure { row: number, left, left_value, right, right_value, hint })
        };
        self.identities.iter().filter_map(failure).collect()
    }
}
