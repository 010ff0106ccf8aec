//! Forms: the tables that an instrument or an office wants, as data.
//!
//! Promises: a form that cannot be read is an error with its place and what would be right; nothing
//! about a particular form is here.

use std::sync::Arc;

use kiennghi::{
    case::Dimension,
    law::RuleStanding,
    register::RegisterError,
    statistics::{self, PeriodKind},
};

use super::Question;
use crate::{Text, error::guard, register::Answer, values::LocalDate};

/// A heading of a form, over columns or other headings; without any, over one column.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Heading {
    /// What identities and cells name the column by.
    pub id: String,
    /// What stands in it.
    pub text: Text,
    /// What is under it, from left to right.
    pub under: Vec<Heading>,
}

impl From<&statistics::Heading> for Heading {
    fn from(heading: &statistics::Heading) -> Self {
        Heading {
            id: heading.id.clone(),
            text: Text::of(|lang| heading.text.get(lang).into()),
            under: heading.under.iter().map(Heading::from).collect(),
        }
    }
}

/// A form: which columns a table for an instrument or an office has, and what they hold.
#[derive(Debug, uniffi::Object)]
pub struct Form(pub(super) statistics::Form);

#[uniffi::export]
impl Form {
    /// A form that ships with the library: `II.05a` and `II.05b` of Circular 01/2020/TT-VPCP, or
    /// `by-source`. Fails with `form`, which lists those there are.
    #[uniffi::constructor]
    pub fn built_in(name: &str) -> Answer<Arc<Form>> {
        guard(|| Ok(Arc::new(Form(statistics::Form::built_in(name).map_err(RegisterError::from)?))))
    }

    /// Reads a form from TOML text. `label` names the text in errors.
    /// Fails with `form`, with the place and what would be right.
    #[uniffi::constructor]
    pub fn from_toml(toml: &str, label: &str) -> Answer<Arc<Form>> {
        guard(|| Ok(Arc::new(Form(statistics::Form::from_toml(toml, label).map_err(RegisterError::from)?))))
    }

    /// Id and version, such as `by-source@2026.1`.
    pub fn reference(&self) -> Answer<String> {
        guard(|| Ok(self.0.reference().to_string()))
    }

    /// What it is called.
    pub fn title(&self) -> Answer<Text> {
        guard(|| Ok(Text::of(|lang| self.0.title().get(lang).into())))
    }

    /// The article and instrument that prescribe it, if one does.
    pub fn citation(&self) -> Answer<Option<Text>> {
        guard(|| Ok(self.0.citation().map(|citation| Text::of(|lang| citation.label(lang)))))
    }

    /// Was its layout read in the instrument?
    pub fn standing(&self) -> Answer<RuleStanding> {
        guard(|| Ok(self.0.standing()))
    }

    /// By what its rows are grouped.
    pub fn by(&self) -> Answer<Dimension> {
        guard(|| Ok(self.0.rows()))
    }

    /// For what kind of period it is made.
    pub fn period(&self) -> Answer<PeriodKind> {
        guard(|| Ok(self.0.period()))
    }

    /// Its headings, from left to right.
    pub fn headings(&self) -> Answer<Vec<Heading>> {
        guard(|| Ok(self.0.headings().iter().map(Heading::from).collect()))
    }

    /// What is to be asked for it: of the period of its kind that `within` lies in, with all that a
    /// question leaves open at its default. Change those, and `period` to none for any two dates.
    pub fn question(&self, within: LocalDate, as_of: LocalDate) -> Answer<Question> {
        guard(|| {
            Ok(Question {
                by: self.0.dimensions(),
                period: Some(self.0.period()),
                from: within,
                to: within,
                as_of,
                basis: None,
                known_at: None,
                known_at_entry: None,
                units: None,
                duplicates: None,
            })
        })
    }
}
