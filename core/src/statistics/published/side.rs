//! What is measured besides the balance, in a published table: times, scores, original due dates, what was
//! published.
//!
//! Promises: a sum over groups is shown for every group of a period or for none, so that none follows
//! from the others; then the total is shown only if it leaves each small number an interval that is no
//! narrower than `least`. A median or percentile of fewer than `least` replies is withheld, and so is a sum of
//! scores that all are the best or all the worst, which tells what each one answered.

use super::{
    network::{AMONG, Edge, ON_TIME, REPLIED},
    witness::{Sum, Withholding, is_small},
};
use crate::statistics::{Basis, Mean, Measure, RowFigure};

/// The worst score and the best.
const SCORES: core::ops::RangeInclusive<u64> = 1..=5;

/// Numbers that are shown or withheld together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::statistics) enum Side {
    /// On time in fact, and late on record.
    OnRecordOnly,
    /// On time before the due date was moved.
    Originally,
    /// Working time to the replies.
    Time,
    /// By how much they were recorded late.
    Lag,
    /// Scores.
    Rating,
    /// Outcomes that were published, of whatever period.
    Published,
}

impl Side {
    /// Those that a figure belongs to; medians have their own rule.
    pub(super) fn of(figure: RowFigure) -> Option<Side> {
        Some(match figure {
            RowFigure::OnTimeOriginally => Side::Originally,
            RowFigure::SumToReply | RowFigure::CountToReply => Side::Time,
            RowFigure::SumRecordingLag => Side::Lag,
            RowFigure::SumRating | RowFigure::CountRating => Side::Rating,
            _ => return None,
        })
    }

    fn count(self, sum: &Sum) -> u64 {
        match self {
            Side::OnRecordOnly => sum.counts.get(Measure::LateOnRecordOnly),
            Side::Originally => sum.figures.on_time_originally.of,
            Side::Time => sum.figures.to_reply.count(),
            Side::Lag => sum.figures.recording_lag.count,
            Side::Rating => sum.figures.rating.count,
            Side::Published => sum.counts.get(Measure::Published),
        }
    }

    /// The number of the balance that it is a part of.
    fn whole(self, basis: Basis) -> Option<Edge> {
        match (self, basis) {
            (Side::OnRecordOnly, Basis::InFact) => Some(ON_TIME),
            (Side::OnRecordOnly, Basis::OnRecord) => Some(Measure::RepliedLate as Edge),
            (Side::Originally, _) => Some(AMONG),
            (Side::Time | Side::Lag, _) => Some(REPLIED),
            (Side::Rating | Side::Published, _) => None,
        }
    }
}

impl Sum {
    /// Does the sum of scores tell what each one answered: all the best, or all the worst?
    fn tells_answers(&self) -> bool {
        let Mean { sum, count } = self.figures.rating;
        count > 0 && (sum == count * SCORES.start() || sum == count * SCORES.end())
    }
}

impl Withholding {
    /// Is a number of that kind withheld of an aggregate in a period?
    pub(in crate::statistics) fn hides(&self, side: Side, basis: Basis, aggregate: usize, period: usize) -> bool {
        let is_total = self.aggregates.get(aggregate).is_some_and(|aggregate| aggregate.by.is_empty());
        let is_bad = (0..self.groups).any(|group| self.is_bad(side, basis, group, period));
        if !is_total {
            return is_bad;
        }
        self.is_bad(side, basis, aggregate, period)
            || (0..self.groups).any(|group| is_bad && !self.leaves_enough(side, basis, group, (aggregate, period)))
    }

    /// Is it too small, or what is left of its whole, or is its whole withheld?
    fn is_bad(&self, side: Side, basis: Basis, aggregate: usize, period: usize) -> bool {
        let count = self.sum(aggregate, period).map_or(0, |sum| side.count(sum));
        let whole = side.whole(basis);
        let rest = match whole {
            Some(whole) if side == Side::Originally => self.value(aggregate, period, whole).saturating_sub(count),
            _ => 0,
        };
        // No time and no lag tells that there was no reply.
        let tells_whole = count > 0 || matches!(side, Side::Time | Side::Lag);
        let is_whole_hidden = tells_whole && whole.is_some_and(|whole| self.is_hidden(aggregate, period, whole));
        let tells_answers = side == Side::Rating && self.sum(aggregate, period).is_some_and(Sum::tells_answers);
        is_small(count, self.least) || is_small(rest, self.least) || is_whole_hidden || tells_answers
    }

    /// Does the total leave a group an interval of `least`? It can have no more than its whole, or than
    /// the total; and no less than what the wholes of the others cannot hold.
    fn leaves_enough(&self, side: Side, basis: Basis, group: usize, (total, period): (usize, usize)) -> bool {
        let count = |aggregate: usize| self.sum(aggregate, period).map_or(0, |sum| side.count(sum));
        let is_sensitive = |count: u64, most: u64| {
            is_small(count, self.least) || side == Side::Originally && is_small(most.saturating_sub(count), self.least)
        };
        let all = count(total);
        let Some(whole) = side.whole(basis) else {
            let least_possible = if self.groups > 1 { 0 } else { all };
            return !is_small(count(group), self.least) || all - least_possible >= self.least;
        };
        let most = self.value(group, period, whole);
        if !is_sensitive(count(group), most) || side == Side::Lag {
            return true;
        }
        let raised = match self.is_wide(group, period, whole) && most < self.least {
            true => most.saturating_add(self.least),
            false => most,
        };
        let others = self.value(total, period, whole).saturating_sub(most);
        raised.min(all).saturating_sub(all.saturating_sub(others)) >= self.least
    }

    /// Is the median or a percentile withheld?
    pub(in crate::statistics) fn hides_median(&self, aggregate: usize, period: usize) -> bool {
        let measured = |aggregate: usize| self.sum(aggregate, period).map_or(0, |sum| sum.figures.to_reply.count());
        let is_hidden = |aggregate: usize| self.is_hidden(aggregate, period, REPLIED);
        // If replies are shown and their median is not, few of them were measured: then all medians go.
        let tells = |group: usize| !is_hidden(group) && is_small(measured(group), self.least);
        is_small(measured(aggregate), self.least)
            // That there is none would tell that there was no reply.
            || is_hidden(aggregate)
            || self.aggregates.get(aggregate).is_some_and(|a| !a.by.is_empty()) && (0..self.groups).any(tells)
    }
}
