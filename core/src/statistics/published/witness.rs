//! What is withheld so that no small count can be computed back.
//!
//! Promises: for each number of 1 up to but without `least` there is another table, no less possible than
//! the true one, that agrees with it in everything that is shown and in which that number is larger by
//! `least` or more. So whoever has all that is shown, and every identity of tables, finds an interval
//! for it that is no narrower; and whatever is withheld beside it is not determined either. It does not
//! promise that as little as possible is withheld: that is a hard problem (complementary suppression is
//! NP-hard, Kelly, Golden and Assad 1992); the circles taken are the cheapest found one after another.
//!
//! The other table (a witness) is the true one with a change that flows in a circle of the network of
//! one group, and the same change taken away from other groups, so that totals stay; or, where a
//! total is small itself or nobody else has enough, without that, and the total is withheld too. What
//! a change touches is withheld. It is the idea of the hypercube method (Repsilber 1994; a choice of
//! tau-Argus), with circles in place of cubes, since these tables have more identities than sums.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::{
    Choice,
    network::{
        AMONG, CLOSED, Edge, MOVED_IN, MOVED_OUT, Moves, Network, ON_TIME, OPEN, OPENING, RECEIVED, REPLIED, Step, TO_DO, edges,
        is_sum, value,
    },
};
use crate::{
    case::Dimension,
    statistics::{Counts, Figures, Measure, Table},
};

/// Others that are tried as partners of a group, and members of a sum as what is changed in it.
const TRIED: usize = 8;

/// One group, or several taken together.
pub(in crate::statistics) struct Aggregate {
    pub(in crate::statistics) by: Vec<Dimension>,
    pub(in crate::statistics) keys: Vec<Option<String>>,
    pub(super) members: Vec<usize>,
}

/// Counts and figures of an aggregate in a period.
#[derive(Clone, Default)]
pub(super) struct Sum {
    pub(super) counts: Counts,
    pub(super) figures: Figures,
}

/// A change from the true table to another: by how much each group follows the circle.
pub(super) struct Witness {
    pub(super) circle: Vec<Step>,
    pub(super) weights: Vec<(usize, i64)>,
}

/// A sum or difference of measures over groups and periods: what it is made of.
pub(in crate::statistics) type Terms = Vec<(i64, usize, usize, Measure)>;

/// A table of which some numbers are withheld.
pub(in crate::statistics) struct Withholding {
    pub(super) least: u64,
    pub(super) periods: usize,
    pub(super) groups: usize,
    pub(super) choice: Choice,
    /// The groups first, each by itself.
    pub(in crate::statistics) aggregates: Vec<Aggregate>,
    /// By aggregate and period.
    pub(super) sums: Vec<Sum>,
    /// The aggregates that a group is in.
    of_group: Vec<Vec<usize>>,
    /// The keys of a group without unit and officer: between these nothing moves.
    apart: Vec<Vec<Option<String>>>,
    has_moves: bool,
    free: Network,
    matched: Network,
    /// By aggregate and period, a bit for each edge: is it withheld, and is it so by enough?
    hidden: Vec<u32>,
    wide: Vec<u32>,
    pub(super) witnesses: Vec<Witness>,
}

/// Is a number too small to be shown?
pub(super) fn is_small(number: u64, least: u64) -> bool {
    (1..least).contains(&number)
}

impl Withholding {
    pub(in crate::statistics) fn new(table: &Table, least: u64, choice: Choice) -> Withholding {
        let by = table.dimensions();
        let periods = table.periods().len();
        let mut numbered: BTreeMap<&[Option<String>], usize> = BTreeMap::new();
        let mut keys: Vec<&[Option<String>]> = Vec::new();
        let mut own: Vec<Sum> = Vec::new();
        for row in table.rows() {
            let group = *numbered.entry(&row.keys).or_insert_with(|| {
                keys.push(&row.keys);
                keys.len() - 1
            });
            own.resize(own.len().max((group + 1) * periods), Sum::default());
            if let Some(sum) = own.get_mut(group * periods + row.period) {
                *sum = Sum { counts: row.counts, figures: row.figures.clone() };
            }
        }
        let groups = keys.len();
        let mut aggregates: Vec<Aggregate> = Vec::new();
        // Every choice of its dimensions, all of them first.
        for choice in (0..1_usize << by.len().min(16)).rev() {
            let chosen = |place: &usize| choice >> place & 1 == 1;
            let places: Vec<usize> = (0..by.len()).filter(chosen).collect();
            let dimensions: Vec<Dimension> = places.iter().filter_map(|place| by.get(*place)).copied().collect();
            let mut known: BTreeMap<Vec<Option<String>>, usize> = BTreeMap::new();
            if dimensions.is_empty() && groups == 0 {
                aggregates.push(Aggregate { by: Vec::new(), keys: Vec::new(), members: Vec::new() });
            }
            for (group, full) in keys.iter().enumerate() {
                let key: Vec<Option<String>> = places.iter().map(|place| full.get(*place).cloned().flatten()).collect();
                let place = *known.entry(key.clone()).or_insert_with(|| {
                    aggregates.push(Aggregate { by: dimensions.clone(), keys: key, members: Vec::new() });
                    aggregates.len() - 1
                });
                if let Some(aggregate) = aggregates.get_mut(place) {
                    aggregate.members.push(group);
                }
            }
        }
        let mut sums: Vec<Sum> = Vec::new();
        for aggregate in &aggregates {
            for period in 0..periods {
                let mut sum = Sum::default();
                for member in aggregate.members.iter().filter_map(|member| own.get(member * periods + period)) {
                    sum.counts += member.counts;
                    sum.figures += &member.figures;
                }
                sums.push(sum);
            }
        }
        let mut of_group: Vec<Vec<usize>> = Vec::new();
        of_group.resize_with(groups, Vec::new);
        for (place, aggregate) in aggregates.iter().enumerate() {
            for member in &aggregate.members {
                if let Some(of) = of_group.get_mut(*member) {
                    of.push(place);
                }
            }
        }
        let is_holder = |dimension: &Dimension| matches!(dimension, Dimension::Unit | Dimension::Officer);
        let apart =
            keys.iter().map(|keys| by.iter().zip(keys.iter()).filter(|(d, _)| !is_holder(d)).map(|(_, k)| k.clone()).collect());
        let bits = alloc::vec![0; aggregates.len() * periods];
        Withholding {
            least,
            periods,
            groups,
            choice,
            sums,
            of_group,
            apart: apart.collect(),
            has_moves: by.iter().any(is_holder),
            free: Network::new(table.periods(), Moves::Free),
            matched: Network::new(table.periods(), Moves::Matched),
            hidden: bits.clone(),
            wide: bits,
            witnesses: Vec::new(),
            aggregates,
        }
    }

    pub(super) fn sum(&self, aggregate: usize, period: usize) -> Option<&Sum> {
        self.sums.get(aggregate * self.periods + period)
    }

    pub(super) fn value(&self, aggregate: usize, period: usize, edge: Edge) -> u64 {
        self.sum(aggregate, period).map_or(0, |sum| value(&sum.counts, edge))
    }

    fn has_bit(&self, bits: &[u32], aggregate: usize, period: usize, edge: Edge) -> bool {
        bits.get(aggregate * self.periods + period).is_some_and(|bits| bits >> edge & 1 == 1)
    }

    pub(super) fn is_hidden(&self, aggregate: usize, period: usize, edge: Edge) -> bool {
        self.has_bit(&self.hidden, aggregate, period, edge)
    }

    pub(super) fn is_wide(&self, aggregate: usize, period: usize, edge: Edge) -> bool {
        self.has_bit(&self.wide, aggregate, period, edge)
    }

    /// Withholds so that no small number of any group or sum of groups can be told: totals first, since
    /// what hides them hides more.
    pub(super) fn withhold_all(&mut self) {
        for aggregate in (0..self.aggregates.len()).rev() {
            for period in 0..self.periods {
                for edge in edges() {
                    let is_open =
                        is_small(self.value(aggregate, period, edge), self.least) && !self.is_wide(aggregate, period, edge);
                    if is_open && let Some(witness) = self.witness(aggregate, period, edge, |_| true) {
                        self.take(witness);
                    }
                }
            }
        }
    }

    /// Withholds so that a sum of measures cannot be told. `false`: it could not be done.
    pub(in crate::statistics) fn withhold(&mut self, terms: &Terms) -> bool {
        let total: i64 = terms
            .iter()
            .map(|(factor, group, period, measure)| {
                factor.saturating_mul(i64::try_from(self.value(*group, *period, *measure as Edge)).unwrap_or(i64::MAX))
            })
            .sum();
        let least = self.least;
        if !is_small(total.unsigned_abs(), least) || self.change(terms) >= least {
            return true;
        }
        for (_, group, period, measure) in terms.iter().filter(|(factor, ..)| *factor > 0) {
            let is_enough = |witness: &Witness| change_of(witness, terms).unsigned_abs() >= least;
            // Nobody shares what this sum is made of: the group is changed by itself or against any other.
            if let Some(witness) = self.witness(*group, *period, *measure as Edge, is_enough) {
                self.take(witness);
                return true;
            }
        }
        false
    }

    /// By how much a witness changes a sum of measures, at the most.
    pub(in crate::statistics) fn change(&self, terms: &Terms) -> u64 {
        self.witnesses.iter().map(|witness| change_of(witness, terms).unsigned_abs()).max().unwrap_or(0)
    }

    /// The cheapest change in which a number grows by enough.
    fn witness(&self, aggregate: usize, period: usize, edge: Edge, is_enough: impl Fn(&Witness) -> bool) -> Option<Witness> {
        let inside = self.aggregates.get(aggregate).map(|a| a.members.as_slice()).unwrap_or_default();
        let mut members: Vec<usize> = inside.to_vec();
        members.sort_by_key(|group| core::cmp::Reverse(self.value(*group, period, edge)));
        members.truncate(TRIED);
        let mut partners: Vec<usize> = (0..self.groups).filter(|group| !inside.contains(group)).collect();
        partners.sort_by_key(|group| {
            let is_hidden = self.is_hidden(*group, period, edge);
            core::cmp::Reverse((is_hidden, self.value(*group, period, edge)))
        });
        let has_enough = |group: &&usize| self.value(**group, period, edge) >= self.least;
        let single = partners.iter().filter(has_enough).take(TRIED);
        let cheapest = |found: Vec<Option<(u64, Witness)>>| {
            let good = found.into_iter().flatten().filter(|(_, witness)| is_enough(witness));
            good.min_by_key(|(cost, _)| *cost)
        };
        let of_each = |change: &dyn Fn(usize) -> Option<(u64, Witness)>| members.iter().map(|member| change(*member)).collect();
        let one =
            cheapest(single.flat_map(|one| members.iter().map(|member| self.against(*member, &[*one], period, edge))).collect());
        let many = || cheapest(of_each(&|member| self.against(member, &partners, period, edge)));
        let none = || cheapest(of_each(&|member| self.alone(member, period, edge)));
        // What nobody sees makes a change that nobody makes up for cheap.
        match self.choice == Choice::all() {
            true => one.or_else(many).or_else(none).map(|(_, witness)| witness),
            false => cheapest([one, many(), none()].into()).map(|(_, witness)| witness),
        }
    }

    /// A change of one group that is taken from others.
    fn against(&self, group: usize, others: &[usize], period: usize, edge: Edge) -> Option<(u64, Witness)> {
        let is_free = others.iter().all(|other| self.apart.get(*other) == self.apart.get(group));
        let touched: Vec<(usize, i64)> = match others {
            [other] => self.touched(&[(group, 1), (*other, -1)]),
            // Of a pool nobody knows yet who gives.
            _ => self
                .touched(&[(group, 1)])
                .into_iter()
                .filter(|(a, _)| self.aggregates.get(*a).is_some_and(|a| a.members.len() == 1))
                .collect(),
        };
        let cost = |step: Step| {
            let available: u64 = match step.sign {
                _ if is_sum(step.edge) => self.least,
                1 => others.iter().map(|other| self.value(*other, step.period, step.edge)).sum(),
                _ => self.value(group, step.period, step.edge),
            };
            (available >= self.least).then(|| self.cost(&touched, step)).flatten()
        };
        let network = if is_free { &self.free } else { &self.matched };
        let (cost, circle) = network.circle(period, edge, cost)?;
        // Each gives what it has on the whole circle.
        let mut gives: Vec<(u64, usize)> = others
            .iter()
            .map(|other| {
                let grown = circle.iter().filter(|step| step.sign == 1 && !is_sum(step.edge));
                (grown.map(|step| self.value(*other, step.period, step.edge)).min().unwrap_or(self.least), *other)
            })
            .collect();
        gives.sort_by_key(|(has, other)| (core::cmp::Reverse(*has), *other));
        let mut left = self.least;
        let mut weights = Vec::from([(group, i64::try_from(self.least).ok()?)]);
        for (has, other) in gives {
            let given = has.min(left);
            if given > 0 {
                weights.push((other, -i64::try_from(given).ok()?));
                left -= given;
            }
        }
        (left == 0).then_some((cost, Witness { circle, weights }))
    }

    /// A change of one group that nobody makes up for: the sums that it is in change too.
    fn alone(&self, group: usize, period: usize, edge: Edge) -> Option<(u64, Witness)> {
        let touched = self.touched(&[(group, 1)]);
        let cost = |step: Step| {
            let is_there = step.sign == 1 || is_sum(step.edge) || self.value(group, step.period, step.edge) >= self.least;
            is_there.then(|| self.cost(&touched, step)).flatten()
        };
        let (cost, circle) = self.matched.circle(period, edge, cost)?;
        Some((cost, Witness { circle, weights: Vec::from([(group, i64::try_from(self.least).ok()?)]) }))
    }

    /// What withholding costs that is not withheld yet. Sums, and totals above all, are worth more; a
    /// zero that is withheld is worth little to hide behind.
    fn cost(&self, touched: &[(usize, i64)], step: Step) -> Option<u64> {
        let Step { period, edge, .. } = step;
        if !self.has_moves && matches!(edge, MOVED_IN | MOVED_OUT) {
            return None;
        }
        let one = |(aggregate, _): &(usize, i64)| {
            if self.is_hidden(*aggregate, period, edge) || !self.choice.needs(edge) {
                return 1;
            }
            let size = self.aggregates.get(*aggregate).map_or(0, |aggregate| aggregate.by.len());
            let level = match (size, *aggregate < self.groups) {
                (0, _) => 20,
                (_, true) => 1,
                (_, false) => 3,
            };
            let zero = if self.value(*aggregate, period, edge) == 0 { 40 } else { 0 };
            level * worth(edge) + zero
        };
        Some(touched.iter().map(one).sum())
    }

    /// The groups and sums of groups that such a change does not leave as they are, each with its weight.
    fn touched(&self, weights: &[(usize, i64)]) -> Vec<(usize, i64)> {
        let mut touched: BTreeMap<usize, i64> = BTreeMap::new();
        for (group, weight) in weights {
            for aggregate in self.of_group.get(*group).into_iter().flatten() {
                *touched.entry(*aggregate).or_default() += weight;
            }
        }
        touched.into_iter().filter(|(_, weight)| *weight != 0).collect()
    }

    fn take(&mut self, witness: Witness) {
        for (aggregate, weight) in self.touched(&witness.weights) {
            for Step { period, edge, .. } in &witness.circle {
                let place = aggregate * self.periods + period;
                if let Some(bits) = self.hidden.get_mut(place) {
                    *bits |= 1 << edge;
                }
                if weight.unsigned_abs() >= self.least
                    && let Some(bits) = self.wide.get_mut(place)
                {
                    *bits |= 1 << edge;
                }
            }
        }
        self.witnesses.push(witness);
    }

    /// The first number that is too small and that no witness covers, by aggregate and period.
    pub(super) fn uncovered(&self) -> Option<(usize, usize)> {
        let places = (0..self.aggregates.len()).flat_map(|aggregate| (0..self.periods).map(move |period| (aggregate, period)));
        let is_open = |(aggregate, period): &(usize, usize)| {
            edges().any(|edge| {
                is_small(self.value(*aggregate, *period, edge), self.least) && !self.is_wide(*aggregate, *period, edge)
            })
        };
        places.into_iter().find(is_open)
    }
}

/// What a number is worth to who reads a table: how much came, went and is left, before the ways of it.
fn worth(edge: Edge) -> u64 {
    match edge {
        TO_DO | CLOSED | OPEN => 40,
        REPLIED => 30,
        RECEIVED | OPENING => 20,
        ON_TIME | AMONG => 15,
        _ => 10,
    }
}

/// By how much a witness changes a sum of measures.
fn change_of(witness: &Witness, terms: &Terms) -> i64 {
    let one = |(factor, group, period, measure): &(i64, usize, usize, Measure)| {
        let weight = witness.weights.iter().find(|(other, _)| other == group).map_or(0, |(_, weight)| *weight);
        let signs = witness.circle.iter().filter(|step| (step.period, step.edge) == (*period, *measure as Edge));
        factor * weight * signs.map(|step| step.sign).sum::<i64>()
    };
    terms.iter().map(one).sum()
}
