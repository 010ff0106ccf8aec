//! A table that is kept up while the register goes on.
//!
//! Promises: after each new entry, and each new day, it is what counting everything anew would give:
//! what a case came to before is taken away exactly, and what it comes to now is counted.

use alloc::vec::Vec;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::{
    Columns, Partial, Question, StatisticsError, Table, UnitsBy, asked::Asked, columns::Told, facts::known, figures::Change,
    partial::Tallies,
};
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
    asked: Asked,
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
        let (partial, asked) = (columns.partial(question)?, Asked::new(&columns, question)?);
        Ok(Running { columns, partial, asked })
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
        // What was recorded later than is asked about changes nothing of what was known then.
        let is_counted = known(at) <= self.asked.known_at;
        let before = if is_counted { self.tallies_of(id) } else { Vec::new() };
        self.columns.update(id, case, at, rulebook)?;
        if !self.asked.is_good_for(&self.columns) {
            self.asked = Asked::new(&self.columns, &self.partial.question)?;
        }
        let after = if is_counted { self.tallies_of(id) } else { Vec::new() };
        let periods = self.asked.periods.len();
        self.partial.change(&before, periods, Change::TakeAway);
        self.partial.change(&after, periods, Change::Add);
        self.columns.set_head(head);
        self.partial.heads = [head].into();
        Ok(())
    }

    /// What a case comes to now.
    fn tallies_of(&mut self, id: Identity) -> Vec<Tallies> {
        let told = self.columns.told_by(id);
        told.map(|told| Tallies::of(&self.columns, &self.asked, &told)).unwrap_or_default()
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
            (self.partial, self.asked) = (self.columns.partial(&question)?, Asked::new(&self.columns, &question)?);
            return Ok(());
        }
        let asked = Asked::new(&self.columns, &question)?;
        let day = from.num_days_from_ce();
        let (lines, ids) = self.columns.plain();
        let lines = lines.iter().zip(ids).filter(|(plain, _)| plain.is_told() && plain.goes_on_after(day));
        let lines = lines.map(|(plain, id)| Told::Plain(*id, *plain));
        let rows = self.columns.rows().iter().filter(|row| self.columns.goes_on_after(row, day));
        let told: Vec<Told> = lines.chain(rows.copied().map(Told::Row)).collect();
        let periods = asked.periods.len();
        for told in &told {
            let (before, after) = (Tallies::of(&self.columns, &self.asked, told), Tallies::of(&self.columns, &asked, told));
            self.partial.change(&before, periods, Change::TakeAway);
            self.partial.change(&after, periods, Change::Add);
        }
        self.partial.groups.values_mut().for_each(|cells| cells.resize_with(periods, Default::default));
        (self.partial.question, self.asked) = (question, asked);
        Ok(())
    }

    /// The table as it stands.
    ///
    /// # Errors
    /// An imbalance, which would be a fault of the library.
    pub fn table(&self) -> Result<Table, StatisticsError> {
        self.partial.clone().finish()
    }
}
