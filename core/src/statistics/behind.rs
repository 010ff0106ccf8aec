//! Which cases are in a number of a table.
//!
//! Promises: as many as the number says, since both come from one pass.

use alloc::{string::String, vec::Vec};

use super::{
    Columns, Measure, Question, StatisticsError,
    asked::Asked,
    pass::{Pass, Sink, Tally},
};
use crate::{case::Dimension, ledger::Identity};

impl Columns {
    /// Which cases are in a number: each as often as it is counted there, in the order of the columns.
    ///
    /// # Errors
    /// The question does not make sense; it has no such period or dimension.
    pub fn behind(&self, question: &Question, number: &Behind) -> Result<Vec<Identity>, StatisticsError> {
        let asked = Asked::new(self, question)?;
        let mut pass = Pass::new(self, &asked).for_many();
        let period = question.begun().position(|period| period.start() == number.period);
        let period = period.ok_or(StatisticsError::NoPeriod { start: number.period })?;
        let mut wanted = Vec::new();
        for (dimension, text) in &number.keys {
            let place = question.by.iter().position(|by| by == dimension);
            let place = place.ok_or(StatisticsError::NotGroupedBy { dimension: *dimension })?;
            match pass.code(place, text.as_deref()) {
                Some(code) => wanted.push((place, code)),
                None => return Ok(Vec::new()),
            }
        }
        let mut listed = Listed { period, measure: number.measure, found: Vec::new() };
        let (lines, ids) = self.plain();
        lines.iter().zip(ids).for_each(|(plain, id)| pass.line(*id, plain, &mut listed));
        self.rows().iter().for_each(|row| pass.case(row, &mut listed));
        let is_wanted = |group: usize| {
            let key = pass.key(group);
            wanted.iter().all(|(place, code)| key.get(*place) == Some(code))
        };
        Ok(listed.found.into_iter().filter(|(group, _)| is_wanted(*group)).map(|(_, id)| id).collect())
    }
}

/// One number of a table: which group, which period, which count.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behind {
    /// The code of each dimension; those that are not named are taken together.
    #[serde(default)]
    pub keys: Vec<(Dimension, Option<String>)>,
    /// The first day of the period.
    pub period: chrono::NaiveDate,
    /// The count.
    pub measure: Measure,
}

/// Who is counted so in a period, in any group.
struct Listed {
    period: usize,
    measure: Measure,
    found: Vec<(usize, Identity)>,
}

impl Sink for Listed {
    fn tally(&mut self, id: Identity, group: usize, period: usize, tally: Tally) {
        if period == self.period && tally == Tally::Count(self.measure) {
            self.found.push((group, id));
        }
    }
}
