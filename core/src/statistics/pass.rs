//! The pass over the columns that answers a question.
//!
//! Promises: every stay of a case in a group is counted once where it enters a period and once where
//! it leaves it, so that a table balances by the way it is made. A count and the list behind it come
//! from this one pass, so that they cannot differ.

use super::{
    Basis, Columns, Duplicates, Measure,
    asked::Asked,
    columns::{CaseRow, Step, Told},
    dictionary::NONE,
    facts::{Closing, Event, NO_MINUTES},
    groups::Groups,
    plain::Plain,
};
use crate::{case::Counted, ledger::Identity};

/// What is counted of a case in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tally {
    Count(Measure),
    /// More about a reply, which is among the counts too: by how many days it was recorded late, how
    /// many working minutes it took and, if it had a due date, whether it was late originally.
    Reply {
        lag: u16,
        minutes: Option<u32>,
        originally_late: Option<bool>,
    },
    Rating(u8),
}

/// Who is told what is counted.
pub(super) trait Sink {
    fn tally(&mut self, id: Identity, group: usize, period: usize, tally: Tally);

    /// Several of one case in one cell.
    #[inline]
    fn tally_all<const N: usize>(&mut self, id: Identity, group: usize, period: usize, tallies: [Tally; N]) {
        tallies.into_iter().for_each(|tally| self.tally(id, group, period, tally));
    }
}

/// A question put to some columns.
#[derive(Clone)]
pub(super) struct Pass<'a> {
    pub(super) columns: &'a Columns,
    pub(super) asked: &'a Asked,
    pub(super) groups: Groups,
}

/// One stay of a case in one group: from when, and how it came.
#[derive(Clone, Copy)]
struct Stay {
    group: usize,
    from: i32,
    came: Measure,
}

impl<'a> Pass<'a> {
    pub(super) fn new(columns: &'a Columns, asked: &'a Asked) -> Pass<'a> {
        Pass { columns, asked, groups: Groups::default() }
    }

    /// How many periods have begun.
    pub(super) fn periods(&self) -> usize {
        self.asked.periods.len()
    }

    /// Counts a case that a line tells.
    #[inline]
    pub(super) fn line(&mut self, id: Identity, plain: &Plain, sink: &mut impl Sink) {
        let (as_of, known_at) = (self.asked.as_of, self.asked.known_at);
        if !plain.is_seen(as_of, known_at) {
            return;
        }
        let group = self.group(|column| plain.fixed(column), plain.holder(as_of, known_at));
        let (opened, closed) = (plain.opened(), plain.closed(as_of, known_at));
        let (came, end) = (self.asked.period(opened), closed.map(|day| self.asked.period(day)));
        let closing = plain.closing();
        match (came, end) {
            // Most came and were closed in one period, or in two.
            (Some(came), Some(Some(end))) if came == end => {
                let counts = [Measure::Received, self.measure(&closing)].map(Tally::Count);
                sink.tally_all(id, group, came, counts);
            }
            _ => {
                let stay = Stay { group, from: opened, came: Measure::Received };
                let went = closed.map(|day| (day, self.measure(&closing)));
                self.stay(id, stay, went, |day| plain.standing(day), sink);
            }
        }
        if let Some(Some(period)) = end {
            self.reply(id, group, period, &closing, sink);
        }
        if let Some((day, score)) = plain.rated(as_of, known_at)
            && let Some(period) = self.asked.period(day)
        {
            sink.tally(id, group, period, Tally::Rating(score));
        }
        if let Some(period) = plain.published(as_of, known_at).and_then(|day| self.asked.period(day)) {
            sink.tally(id, group, period, Tally::Count(Measure::Published));
        }
    }

    /// Counts a case.
    pub(super) fn told(&mut self, told: &Told, sink: &mut impl Sink) {
        match told {
            Told::Plain(id, plain) => self.line(*id, plain, sink),
            Told::Row(row) => self.case(row, sink),
        }
    }

    /// Counts a case that its turns tell: its stays in groups, and each stay in the periods that it
    /// touches.
    pub(super) fn case(&mut self, row: &CaseRow, sink: &mut impl Sink) {
        if !(row.known_from..row.known_until).contains(&self.asked.known_at) || row.void_from <= self.asked.known_at {
            return;
        }
        let steps = self.columns.steps_of(row);
        let is_seen = |step: &&Step| step.day <= self.asked.as_of && step.known <= self.asked.known_at;
        let steps = steps.get(..steps.iter().take_while(is_seen).count()).unwrap_or_default();
        if self.is_left_out(row, steps) {
            return;
        }
        let fixed = |column: usize| row.fixed.get(column).copied().unwrap_or(NONE);
        let standing = |day: i32| {
            let last = steps.iter().rev().find(|step| step.day <= day);
            last.map_or(Measure::OpenNoDeadline, |step| step.due.standing(day))
        };
        // Until someone got it, it belongs to whoever first gets it.
        let first = steps.iter().find(|step| step.unit != NONE);
        let mut holder = first.map_or((NONE, NONE), |step| (step.unit, step.officer));
        let (mut stay, mut last_group): (Option<Stay>, Option<usize>) = (None, None);
        for step in steps {
            match step.event {
                // What is open cannot be opened again; where the turns say so, its stay goes on.
                Event::Opened | Event::Reopened if stay.is_some() => {}
                Event::Opened | Event::Reopened => {
                    let came = if step.event == Event::Opened { Measure::Received } else { Measure::Reopened };
                    stay = Some(Stay { group: self.group(fixed, holder), from: step.day, came });
                }
                Event::Held => {
                    holder = (step.unit, step.officer);
                    let group = self.group(fixed, holder);
                    if let Some(left) = stay.take_if(|stay| stay.group != group) {
                        self.stay(row.id, left, Some((step.day, Measure::MovedOut)), standing, sink);
                        stay = Some(Stay { group, from: step.day, came: Measure::MovedIn });
                    }
                }
                Event::Closed(closing) => {
                    if let Some(left) = stay.take() {
                        last_group = Some(left.group);
                        let measure = self.measure(&closing);
                        self.stay(row.id, left, Some((step.day, measure)), standing, sink);
                        if let Some(period) = self.asked.period(step.day) {
                            self.reply(row.id, left.group, period, &closing, sink);
                        }
                    }
                }
                Event::Rated(score) => {
                    let group = last_group.or(stay.map(|stay| stay.group));
                    if let Some((group, period)) = group.zip(self.asked.period(step.day)) {
                        sink.tally(row.id, group, period, Tally::Rating(score));
                    }
                }
                Event::Published => {
                    let group = last_group.or(stay.map(|stay| stay.group));
                    if let Some((group, period)) = group.zip(self.asked.period(step.day)) {
                        sink.tally(row.id, group, period, Tally::Count(Measure::Published));
                    }
                }
                Event::Other => {}
            }
        }
        if let Some(open) = stay {
            self.stay(row.id, open, None, standing, sink);
        }
    }

    /// Is it another letter of a matter that is counted once?
    fn is_left_out(&self, row: &CaseRow, steps: &[Step]) -> bool {
        let once = match self.asked.duplicates {
            Duplicates::Each => false,
            Duplicates::AsLinked => row.counted == Counted::Once,
            Duplicates::Once => true,
        };
        let last = || steps.iter().rev().find(|step| matches!(step.event, Event::Opened | Event::Reopened | Event::Closed(_)));
        once && last().is_some_and(|step| matches!(step.event, Event::Closed(closing) if closing.in_fact == Measure::Merged))
    }

    fn measure(&self, closing: &Closing) -> Measure {
        match self.asked.basis {
            Basis::InFact => closing.in_fact,
            Basis::OnRecord => closing.on_record,
        }
    }

    /// What is told of a reply beside its count.
    #[inline]
    fn reply(&self, id: Identity, group: usize, period: usize, closing: &Closing, sink: &mut impl Sink) {
        use Measure::{RepliedEarly, RepliedLate, RepliedNoDeadline, RepliedOnTime};
        let [late_in_fact, late_on_record] = closing.originally_late;
        let originally_late = match (closing.in_fact, self.asked.basis) {
            (RepliedEarly | RepliedOnTime | RepliedLate, Basis::InFact) => Some(late_in_fact),
            (RepliedEarly | RepliedOnTime | RepliedLate, Basis::OnRecord) => Some(late_on_record),
            (RepliedNoDeadline, _) => None,
            _ => return,
        };
        let minutes = Some(closing.minutes).filter(|minutes| *minutes != NO_MINUTES);
        sink.tally(id, group, period, Tally::Reply { lag: closing.lag, minutes, originally_late });
        if closing.in_fact != RepliedLate && closing.on_record == RepliedLate {
            sink.tally(id, group, period, Tally::Count(Measure::LateOnRecordOnly));
        }
    }

    /// Counts one stay in every period that it touches.
    fn stay(
        &self,
        id: Identity,
        stay: Stay,
        went: Option<(i32, Measure)>,
        standing: impl Fn(i32) -> Measure,
        sink: &mut impl Sink,
    ) {
        let first = self.asked.periods.partition_point(|(_, end)| *end <= stay.from);
        for (period, (start, end)) in self.asked.periods.iter().enumerate().skip(first) {
            if went.is_some_and(|(day, _)| day < *start) {
                break;
            }
            let came = if stay.from < *start { Measure::Opening } else { stay.came };
            sink.tally(id, stay.group, period, Tally::Count(came));
            let left = match went {
                Some((day, measure)) if day < *end => measure,
                _ => standing(self.asked.as_of.min(*end - 1)),
            };
            sink.tally(id, stay.group, period, Tally::Count(left));
        }
    }
}
