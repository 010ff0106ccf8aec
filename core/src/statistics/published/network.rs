//! The identities of a table as a network that counts flow through.
//!
//! Promises: a change of counts that flows in a circle keeps every identity of a group: the balance,
//! the parts of each sum, and what is open at the end of a period as what the next carries over.

use alloc::{collections::BinaryHeap, vec::Vec};
use core::cmp::Reverse;

use crate::statistics::{Counts, Measure, Period, RowFigure};

/// A number of a row that the identities tie together: a measure by its place, or a sum behind them.
pub(super) type Edge = usize;

/// One more than the last edge.
pub(super) const EDGES: usize = TO_DO + 6;
pub(super) const TO_DO: Edge = Measure::ALL.len();
pub(super) const REPLIED: Edge = TO_DO + 1;
pub(super) const CLOSED: Edge = TO_DO + 2;
pub(super) const OPEN: Edge = TO_DO + 3;
pub(super) const ON_TIME: Edge = TO_DO + 4;
pub(super) const AMONG: Edge = TO_DO + 5;
pub(super) const OPENING: Edge = Measure::Opening as Edge;
pub(super) const RECEIVED: Edge = Measure::Received as Edge;
pub(super) const MOVED_IN: Edge = Measure::MovedIn as Edge;
pub(super) const MOVED_OUT: Edge = Measure::MovedOut as Edge;

/// All of them; what is late on record only, and what was published, is in no identity.
pub(super) fn edges() -> impl Iterator<Item = Edge> {
    (0..EDGES).filter(|edge| ![Measure::LateOnRecordOnly as Edge, Measure::Published as Edge].contains(edge))
}

pub(super) fn is_sum(edge: Edge) -> bool {
    edge >= TO_DO
}

/// The edge behind a figure of a row.
pub(super) fn edge_of(figure: RowFigure) -> Option<Edge> {
    Some(match figure {
        RowFigure::ToDo => TO_DO,
        // Each reply has its lag.
        RowFigure::Replied | RowFigure::CountRecordingLag => REPLIED,
        RowFigure::Closed => CLOSED,
        RowFigure::Open => OPEN,
        RowFigure::OnTime => ON_TIME,
        // Who has a due date had one originally.
        RowFigure::OnTimeAmong | RowFigure::OnTimeOriginallyAmong => AMONG,
        _ => return None,
    })
}

pub(super) fn value(counts: &Counts, edge: Edge) -> u64 {
    match edge {
        TO_DO => counts.to_do(),
        REPLIED => counts.replied(),
        CLOSED => counts.closed(),
        OPEN => counts.open(),
        ON_TIME => counts.on_time_rate().of,
        AMONG => counts.on_time_rate().among,
        leaf => Measure::ALL.get(leaf).map_or(0, |measure| counts.get(*measure)),
    }
}

/// One way through an edge in one period: with it, the count grows; against it, it falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) period: usize,
    pub(super) edge: Edge,
    /// 1 or -1.
    pub(super) sign: i64,
}

/// Are moves to and from others sources and ends like any, or must as many come as go?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moves {
    Free,
    Matched,
}

type Node = usize;
const OUTSIDE: Node = 0;
/// Nodes of a period.
const NODES: usize = 9;

/// What it costs to get to a node, and by which step from where.
type Reached = (u64, Option<(Node, Step)>);

struct Link {
    period: usize,
    edge: Edge,
    from: Node,
    to: Node,
}

/// The network of one group over all periods.
pub(super) struct Network {
    links: Vec<Link>,
    /// The links at each node.
    at: Vec<Vec<usize>>,
}

impl Network {
    pub(super) fn new(periods: &[Period], moves: Moves) -> Network {
        let follows = |place: usize| match (place.checked_sub(1).and_then(|p| periods.get(p)), periods.get(place)) {
            (Some(before), Some(this)) => before.end() == this.start(),
            _ => false,
        };
        let mut links = Vec::new();
        for period in 0..periods.len() {
            let node = |n: Node| 1 + period * NODES + n;
            let (came, to_do, closed, replied, due, on_time, open) =
                (node(0), node(1), node(2), node(3), node(4), node(5), node(6));
            let carried = if follows(period + 1) { node(7) } else { OUTSIDE };
            let moved = if moves == Moves::Matched { node(8) } else { OUTSIDE };
            let before = if follows(period) { node(7) - NODES } else { OUTSIDE };
            let mut link = |edge: Edge, from: Node, to: Node| links.push(Link { period, edge, from, to });
            for measure in Measure::ALL {
                let (from, to) = match measure {
                    Measure::Opening => (before, came),
                    Measure::Received | Measure::Reopened => (OUTSIDE, came),
                    Measure::MovedIn => (moved, came),
                    Measure::RepliedEarly | Measure::RepliedOnTime => (on_time, OUTSIDE),
                    Measure::RepliedLate => (due, OUTSIDE),
                    Measure::RepliedNoDeadline => (replied, OUTSIDE),
                    Measure::ForwardedOut
                    | Measure::NotAccepted
                    | Measure::Reclassified
                    | Measure::Withdrawn
                    | Measure::Merged => (closed, OUTSIDE),
                    Measure::MovedOut => (to_do, moved),
                    Measure::OpenInTime
                    | Measure::OpenDueSoon
                    | Measure::OpenOverdue
                    | Measure::OpenPaused
                    | Measure::OpenNoDeadline => (open, carried),
                    Measure::LateOnRecordOnly | Measure::Published => continue,
                };
                link(*measure as Edge, from, to);
            }
            for (edge, from, to) in [
                (TO_DO, came, to_do),
                (CLOSED, to_do, closed),
                (OPEN, to_do, open),
                (REPLIED, closed, replied),
                (AMONG, replied, due),
                (ON_TIME, due, on_time),
            ] {
                link(edge, from, to);
            }
        }
        let mut at: Vec<Vec<usize>> = Vec::new();
        at.resize_with(1 + periods.len() * NODES, Vec::new);
        for (number, link) in links.iter().enumerate() {
            for end in [link.from, link.to] {
                if let Some(at) = at.get_mut(end) {
                    at.push(number);
                }
            }
        }
        Network { links, at }
    }

    /// The cheapest circle in which a count grows, and what it costs; `cost` says what a step costs, or
    /// that it cannot be taken.
    pub(super) fn circle(&self, period: usize, edge: Edge, cost: impl Fn(Step) -> Option<u64>) -> Option<(u64, Vec<Step>)> {
        let wanted = self.links.iter().position(|link| (link.period, link.edge) == (period, edge))?;
        let (start, goal) = self.links.get(wanted).map(|link| (link.to, link.from))?;
        let first = Step { period, edge, sign: 1 };
        let own = cost(first)?;
        // What each node costs, and by which step from where it is reached.
        let mut reached: Vec<Option<Reached>> = Vec::new();
        reached.resize_with(self.at.len(), || None);
        let mut next = BinaryHeap::from([Reverse((0_u64, start))]);
        if let Some(place) = reached.get_mut(start) {
            *place = Some((0, None));
        }
        while let Some(Reverse((spent, node))) = next.pop() {
            if node == goal {
                break;
            }
            if reached.get(node).copied().flatten().is_none_or(|(known, _)| known < spent) {
                continue;
            }
            for number in self.at.get(node).into_iter().flatten().filter(|number| **number != wanted) {
                let Some(link) = self.links.get(*number) else { continue };
                let (sign, to) = if link.from == node { (1, link.to) } else { (-1, link.from) };
                let step = Step { period: link.period, edge: link.edge, sign };
                let Some(more) = cost(step) else { continue };
                let total = spent.saturating_add(more);
                let Some(place) = reached.get_mut(to) else { continue };
                if place.is_none_or(|(known, _)| total < known) {
                    *place = Some((total, Some((node, step))));
                    next.push(Reverse((total, to)));
                }
            }
        }
        let (spent, _) = reached.get(goal).copied().flatten()?;
        let mut steps = Vec::from([first]);
        let mut node = goal;
        while let Some((_, Some((before, step)))) = reached.get(node).copied().flatten() {
            steps.push(step);
            node = before;
        }
        Some((spent.saturating_add(own), steps))
    }
}
