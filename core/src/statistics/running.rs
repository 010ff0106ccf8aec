//! A table that is kept up while the register goes on.
//!
//! Promises: after each new entry, and each new day, it is what counting everything anew would give:
//! what a case came to before is taken away exactly, and what it comes to now is counted.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::{Columns, Partial, Question, StatisticsError, Table, UnitsBy, columns::CaseRow, figures::Change};
use crate::{
    case::{Case, DeadlineFailure},
    law::Rulebook,
    ledger::{Head, Identity},
};

/// Columns, and what they come to for one question.
#[derive(Clone, Debug)]
pub struct Running {
    columns: Columns,
    partial: Partial,
}

/// Why a running table could not be kept up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunningFailure {
    /// A due date of the case cannot be computed.
    #[error(transparent)]
    Deadline(#[from] DeadlineFailure),
    /// The question does not make sense.
    #[error(transparent)]
    Statistics(#[from] StatisticsError),
}

impl Running {
    /// Counts the columns once.
    ///
    /// # Errors
    /// The question does not make sense.
    pub fn new(columns: Columns, question: &Question) -> Result<Running, StatisticsError> {
        let partial = columns.partial(question)?;
        Ok(Running { columns, partial })
    }

    /// The columns.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Tells the state of a case after an entry that was recorded at `at`, a new one too, of a ledger
    /// that ends at `head` now.
    ///
    /// # Errors
    /// A due date of it cannot be computed; nothing changed then.
    pub fn update(
        &mut self,
        id: Identity,
        case: &Case,
        at: DateTime<Utc>,
        rulebook: &Rulebook,
        head: Head,
    ) -> Result<(), RunningFailure> {
        let before = self.columns.latest_rows(id);
        self.columns.update(id, case, at, rulebook)?;
        // The row that told it before may still tell what was known at an earlier time.
        let after = self.columns.rows_since(id, before.as_ref().map(|(place, _)| *place));
        if let Some((_, row)) = before {
            self.partial.change(&self.columns, &[row], Change::TakeAway)?;
        }
        self.partial.change(&self.columns, &after, Change::Add)?;
        self.columns.set_head(head);
        self.partial.heads = [head].into();
        Ok(())
    }

    /// Moves on to the end of a later day.
    ///
    /// # Errors
    /// The question does not make sense.
    pub fn advance(&mut self, as_of: NaiveDate) -> Result<(), StatisticsError> {
        let from = self.partial.question.as_of;
        let question = Question { as_of, ..self.partial.question.clone() };
        if as_of < from || question.units == UnitsBy::Successor || question.known_at.is_some() {
            // Units may be carried on by others on that day, and what is closed may not be known to be:
            // nothing stays as it was.
            self.partial = self.columns.partial(&question)?;
            return Ok(());
        }
        let goes_on = |row: &&CaseRow| self.columns.goes_on_after(row, from.num_days_from_ce());
        let rows: alloc::vec::Vec<CaseRow> = self.columns.rows().iter().filter(goes_on).copied().collect();
        self.partial.change(&self.columns, &rows, Change::TakeAway)?;
        self.partial.question = question;
        let periods = self.partial.question.begun().count();
        self.partial.groups.values_mut().for_each(|cells| cells.resize_with(periods, Default::default));
        self.partial.change(&self.columns, &rows, Change::Add)
    }

    /// The table as it stands.
    ///
    /// # Errors
    /// An imbalance, which would be a fault of the library.
    pub fn table(&self) -> Result<Table, StatisticsError> {
        self.partial.clone().finish()
    }
}
