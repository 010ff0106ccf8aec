//! Which numbers a published table shows.
//!
//! Promises: what is not chosen is not shown, and small numbers of it are protected all the same: they
//! could follow from what is. What nobody sees is the cheapest to hide behind.

use super::{
    network::{AMONG, Edge, ON_TIME, REPLIED, edge_of, edges},
    side::Side,
};
use crate::statistics::{Basis, Measure, RowFigure, TableNumber};

/// Which numbers are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::statistics) struct Choice {
    /// A bit for each, by its place.
    measures: u32,
    figures: u32,
    /// Those of the balance that are shown, or decide what else is.
    needed: u32,
}

impl Choice {
    /// Every number.
    pub(in crate::statistics) fn all() -> Choice {
        let every = edges().fold(0, |bits, edge| bits | 1 << edge);
        Choice { measures: u32::MAX, figures: u32::MAX, needed: every }
    }

    /// Some of them; of a ratio both parts, which tell more than the ratio.
    pub(super) fn of(numbers: &[TableNumber], basis: Basis) -> Choice {
        let mut choice = Choice { measures: 0, figures: 0, needed: 0 };
        for number in numbers {
            match number {
                TableNumber::Count(measure) => choice.take_measure(*measure, basis),
                TableNumber::Figure(figure) => choice.take_figure(*figure),
                TableNumber::Ratio(ratio) => ratio.parts().into_iter().for_each(|part| choice.take_figure(part)),
            }
        }
        choice
    }

    fn take_measure(&mut self, measure: Measure, basis: Basis) {
        self.measures |= 1 << measure as u32;
        match (measure, basis) {
            (Measure::Published, _) => {}
            (Measure::LateOnRecordOnly, Basis::InFact) => self.needed |= 1 << ON_TIME,
            (Measure::LateOnRecordOnly, Basis::OnRecord) => self.needed |= 1 << (Measure::RepliedLate as Edge),
            (tied, _) => self.needed |= 1 << (tied as Edge),
        }
    }

    fn take_figure(&mut self, figure: RowFigure) {
        self.figures |= 1 << figure as u32;
        match (edge_of(figure), Side::of(figure)) {
            (Some(edge), _) => self.needed |= 1 << edge,
            (None, Some(Side::Originally)) => self.needed |= 1 << AMONG,
            (None, Some(Side::Rating)) => {}
            // Times, lags and medians are of replies.
            (None, _) => self.needed |= 1 << REPLIED,
        }
    }

    pub(super) fn has_measure(&self, measure: Measure) -> bool {
        self.measures >> measure as u32 & 1 == 1
    }

    pub(super) fn has_figure(&self, figure: RowFigure) -> bool {
        self.figures >> figure as u32 & 1 == 1
    }

    /// Does it matter to who reads the table whether that one is withheld?
    pub(super) fn needs(&self, edge: Edge) -> bool {
        self.needed >> edge & 1 == 1
    }
}
