//! Which cases are in a number of a table.
//!
//! Promises: as many as the number says, since both come from one pass. Every number has its list: of a
//! sum those of its parts, of a median, mean or rate those that it is of.

use alloc::{string::String, vec::Vec};

use super::{
    Columns, Counts, Question, RowFigure, StatisticsError, TableNumber,
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
        let mut listed = Listed { period, number: number.measure, found: Vec::new() };
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

/// One number of a table: which group, which period, which number.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behind {
    /// The code of each dimension; those that are not named are taken together.
    #[serde(default)]
    pub keys: Vec<(Dimension, Option<String>)>,
    /// The first day of the period.
    pub period: chrono::NaiveDate,
    /// Which number: a count, a sum of counts, what is measured, or what a ratio is of.
    pub measure: TableNumber,
}

/// Who is counted so in a period, in any group.
struct Listed {
    period: usize,
    number: TableNumber,
    found: Vec<(usize, Identity)>,
}

impl Sink for Listed {
    fn tally(&mut self, id: Identity, group: usize, period: usize, tally: Tally) {
        if period == self.period && self.number.holds(tally) {
            self.found.push((group, id));
        }
    }
}

impl TableNumber {
    /// Is what is tallied one of those that the number counts, or is of?
    fn holds(self, tally: Tally) -> bool {
        match self {
            TableNumber::Count(measure) => tally == Tally::Count(measure),
            TableNumber::Figure(figure) => figure.holds(tally),
            TableNumber::Ratio(ratio) => {
                let [_, divisor] = ratio.parts();
                divisor.holds(tally)
            }
        }
    }
}

impl RowFigure {
    fn holds(self, tally: Tally) -> bool {
        // A sum holds a count if it grows with it.
        let grows = |of: fn(&Counts) -> u64| matches!(tally, Tally::Count(measure) if of(&Counts::one(measure)) > 0);
        match (self, tally) {
            (RowFigure::ToDo, _) => grows(Counts::to_do),
            (RowFigure::Replied, _) => grows(Counts::replied),
            (RowFigure::Closed, _) => grows(Counts::closed),
            (RowFigure::Open, _) => grows(Counts::open),
            (RowFigure::OnTime, _) => grows(|counts| counts.on_time_rate().of),
            (RowFigure::OnTimeAmong, _) => grows(|counts| counts.on_time_rate().among),
            (RowFigure::OnTimeOriginally, Tally::Reply { originally_late, .. }) => originally_late == Some(false),
            (RowFigure::OnTimeOriginallyAmong, Tally::Reply { originally_late, .. }) => originally_late.is_some(),
            (
                RowFigure::MedianToReply | RowFigure::Percentile90ToReply | RowFigure::SumToReply | RowFigure::CountToReply,
                Tally::Reply { minutes, .. },
            ) => minutes.is_some(),
            (RowFigure::SumRecordingLag | RowFigure::CountRecordingLag, Tally::Reply { .. })
            | (RowFigure::SumRating | RowFigure::CountRating, Tally::Rating(_)) => true,
            _ => false,
        }
    }
}
