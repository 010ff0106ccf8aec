//! The pass over the columns that answers a question.
//!
//! Promises: every stay of a case in a group is counted once where it enters a period and once where
//! it leaves it, so that a table balances by the way it is made. A count and the list behind it come
//! from this one pass, so that they cannot differ.

use alloc::{collections::BTreeMap, vec::Vec};

use chrono::Datelike;

use super::{
    Basis, Columns, Duplicates, KnownAt, Measure, Question, StatisticsError, UnitsBy,
    columns::{CaseRow, Dictionary, FIXED, NONE, Step, Told},
    facts::{Closing, Event, Known, NO_MINUTES, UNKNOWN},
    plain::Plain,
};
use crate::{
    case::{Counted, Dimension},
    ledger::Identity,
};

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
}

/// Up to so many groups and periods are numbered by what their codes come to, whether there are
/// such cases or not.
const MOST_CELLS: usize = 1 << 15;

/// Groups as small numbers.
#[derive(Clone)]
enum Groups {
    /// By what the codes come to: how much one of each dimension is, and how many codes it has.
    Dense(Vec<(usize, usize)>),
    /// In the order in which they were met.
    Met(BTreeMap<Vec<u32>, usize>),
}

/// Where the code of a dimension lies.
#[derive(Clone, Copy)]
enum Grouped {
    Fixed(usize),
    Unit,
    Officer,
}

/// A question made ready for some columns.
#[derive(Clone)]
pub(super) struct Pass<'a> {
    columns: &'a Columns,
    by: Vec<Grouped>,
    basis: Basis,
    duplicates: Duplicates,
    as_of: i32,
    known_at: Known,
    /// First day, and day after the last, of each period that has begun.
    periods: Vec<(i32, i32)>,
    /// The code that each unit is counted under, by its own; the same if there is none.
    units: Vec<u32>,
    /// Units that carry others on and that no case names: their codes follow those of the columns.
    more_units: Dictionary,
    groups: Groups,
    /// The period of each day from the first day of the first period on; none in between.
    period_of_day: Vec<u16>,
}

/// Of a day in no period.
const NO_PERIOD: u16 = u16::MAX;

/// One stay of a case in one group: from when, and how it came.
#[derive(Clone, Copy)]
struct Stay {
    group: usize,
    from: i32,
    came: Measure,
}

/// The last whole second of what a question knows; everything if it doesn't say.
pub(super) fn known_second(question: &Question) -> Result<Known, StatisticsError> {
    match question.known_at {
        None => Ok(UNKNOWN - 1),
        Some(KnownAt::Time(at)) => Ok(Known::try_from(at.timestamp().max(0)).unwrap_or(UNKNOWN).min(UNKNOWN - 1)),
        Some(KnownAt::Entry(entry)) => Err(StatisticsError::KnownAtEntry { entry }),
    }
}

impl<'a> Pass<'a> {
    pub(super) fn new(columns: &'a Columns, question: &Question) -> Result<Pass<'a>, StatisticsError> {
        question.check()?;
        let by = question.by.iter().map(|dimension| match FIXED.iter().position(|fixed| fixed == dimension) {
            Some(place) => Grouped::Fixed(place),
            None if *dimension == Dimension::Officer => Grouped::Officer,
            None => Grouped::Unit,
        });
        let days = |day: chrono::NaiveDate| day.num_days_from_ce();
        let mut pass = Pass {
            columns,
            by: by.collect(),
            basis: question.basis,
            duplicates: question.duplicates,
            as_of: days(question.as_of),
            known_at: known_second(question)?,
            periods: question.begun().map(|period| (days(period.start()), days(period.end()))).collect(),
            units: Vec::new(),
            more_units: Dictionary::default(),
            groups: Groups::Met(BTreeMap::new()),
            period_of_day: Vec::new(),
        };
        if question.units == UnitsBy::Successor {
            pass.follow_units(question);
        }
        Ok(pass)
    }

    /// The same, ready to count many cases.
    pub(super) fn for_many(mut self) -> Pass<'a> {
        let first = self.periods.first().map_or(0, |(start, _)| *start);
        for (period, (start, end)) in self.periods.iter().enumerate() {
            let (Ok(start), Ok(end)) = (usize::try_from(start - first), usize::try_from(end - first)) else { continue };
            self.period_of_day.resize(start, NO_PERIOD);
            self.period_of_day.resize(end, u16::try_from(period).unwrap_or(NO_PERIOD));
        }
        if self.periods.len() >= usize::from(NO_PERIOD) {
            self.period_of_day = Vec::new();
        }
        let mut groups = 1_usize;
        let codes = self.by.iter().map(|grouped| {
            let codes = 1 + self.codes(*grouped);
            let stride = groups;
            groups = groups.saturating_mul(codes);
            (stride, codes)
        });
        let codes = codes.collect();
        if groups.saturating_mul(self.periods.len()) <= MOST_CELLS {
            self.groups = Groups::Dense(codes);
        }
        self
    }

    /// How many texts a dimension has.
    fn codes(&self, grouped: Grouped) -> usize {
        let count = match grouped {
            Grouped::Fixed(column) => self.columns.dictionaries.get(column).map_or(0, Dictionary::len),
            Grouped::Officer => self.columns.officers.len(),
            Grouped::Unit => self.columns.units.len() + self.more_units.len(),
        };
        usize::try_from(count).unwrap_or(usize::MAX)
    }

    /// The codes of a group that was met.
    pub(super) fn key(&self, group: usize) -> Vec<u32> {
        match &self.groups {
            Groups::Dense(codes) => {
                let code = |(stride, codes): &(usize, usize)| u32::try_from(group / stride % codes).unwrap_or_default();
                codes.iter().map(code).collect()
            }
            Groups::Met(met) => met.iter().find(|(_, place)| **place == group).map_or_else(Vec::new, |(key, _)| key.clone()),
        }
    }

    /// All groups that were met, each with its number; `count` of them at most.
    pub(super) fn keys(&self, count: usize) -> Vec<(Vec<u32>, usize)> {
        match &self.groups {
            Groups::Dense(_) => (0..count).map(|group| (self.key(group), group)).collect(),
            Groups::Met(met) => met.iter().map(|(key, group)| (key.clone(), *group)).collect(),
        }
    }

    /// Units as of the day asked about: a unit that one other carries on is counted as that one.
    fn follow_units(&mut self, question: &Question) {
        let Some(catalogue) = self.columns.catalogue(self.known_at) else { return };
        let units = &self.columns.units;
        let mut codes = Vec::from([NONE]);
        for (code, unit) in units.iter() {
            let carried_on = match catalogue.successors(unit, question.as_of).as_slice() {
                [one] => Some(one.id()),
                _ => None,
            };
            codes.push(match carried_on {
                None => code,
                Some(one) => units.known(Some(one)).unwrap_or_else(|| units.len() + self.more_units.code(Some(one))),
            });
        }
        self.units = codes;
    }

    /// How many periods have begun.
    pub(super) fn periods(&self) -> usize {
        self.periods.len()
    }

    /// The text of a code of the dimension at that place of the question.
    pub(super) fn text(&self, place: usize, code: u32) -> Option<&str> {
        match self.by.get(place)? {
            Grouped::Fixed(column) => self.columns.dictionaries.get(*column)?.text(code),
            Grouped::Officer => self.columns.officers.text(code),
            Grouped::Unit => {
                let units = &self.columns.units;
                units.text(code).or_else(|| self.more_units.text(code.checked_sub(units.len())?))
            }
        }
    }

    /// The code of a text of the dimension at that place; `None` if nothing has it.
    pub(super) fn code(&self, place: usize, text: Option<&str>) -> Option<u32> {
        match self.by.get(place)? {
            Grouped::Fixed(column) => self.columns.dictionaries.get(*column)?.known(text),
            Grouped::Officer => self.columns.officers.known(text),
            Grouped::Unit => {
                let units = &self.columns.units;
                units.known(text).or_else(|| Some(self.more_units.known(text)? + units.len()))
            }
        }
    }

    /// The number of a group by the code of each dimension.
    #[inline]
    fn group(&mut self, fixed: impl Fn(usize) -> u32, (unit, officer): (u32, u32)) -> usize {
        let units = &self.units;
        let code = |grouped: &Grouped| match grouped {
            Grouped::Fixed(column) => fixed(*column),
            Grouped::Officer => officer,
            Grouped::Unit => usize::try_from(unit).ok().and_then(|unit| units.get(unit)).copied().unwrap_or(unit),
        };
        match &mut self.groups {
            Groups::Dense(strides) => {
                let part = |(grouped, (stride, _)): (&Grouped, &(usize, usize))| stride * code(grouped) as usize;
                self.by.iter().zip(strides).map(|(grouped, strides)| part((grouped, strides))).sum()
            }
            Groups::Met(met) => {
                let key: Vec<u32> = self.by.iter().map(code).collect();
                let next = met.len();
                *met.entry(key).or_insert(next)
            }
        }
    }

    /// Counts a case that a line tells.
    #[inline]
    pub(super) fn line(&mut self, id: Identity, plain: &Plain, sink: &mut impl Sink) {
        let (as_of, known_at) = (self.as_of, self.known_at);
        if !plain.is_seen(as_of, known_at) {
            return;
        }
        let group = self.group(|column| plain.fixed(column), plain.holder(as_of, known_at));
        let (opened, closed) = (plain.opened(), plain.closed(as_of, known_at));
        let (came, end) = (self.period(opened), closed.map(|day| self.period(day)));
        match (came, end) {
            // Most came and were closed in one period, or in two.
            (Some(came), Some(Some(end))) if came == end => {
                sink.tally(id, group, came, Tally::Count(Measure::Received));
                sink.tally(id, group, came, Tally::Count(self.measure(&plain.closing())));
            }
            _ => {
                let stay = Stay { group, from: opened, came: Measure::Received };
                let went = closed.map(|day| (day, self.measure(&plain.closing())));
                self.stay(id, stay, went, |day| plain.standing(day), sink);
            }
        }
        if let Some(Some(period)) = end {
            self.reply(id, group, period, &plain.closing(), sink);
        }
        if let Some((day, score)) = plain.rated(as_of, known_at)
            && let Some(period) = self.period(day)
        {
            sink.tally(id, group, period, Tally::Rating(score));
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
        if !(row.known_from..row.known_until).contains(&self.known_at) || row.void_from <= self.known_at {
            return;
        }
        let steps = self.columns.steps_of(row);
        let is_seen = |step: &&Step| step.day <= self.as_of && step.known <= self.known_at;
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
                        if let Some(period) = self.period(step.day) {
                            self.reply(row.id, left.group, period, &closing, sink);
                        }
                    }
                }
                Event::Rated(score) => {
                    let group = last_group.or(stay.map(|stay| stay.group));
                    if let Some((group, period)) = group.zip(self.period(step.day)) {
                        sink.tally(row.id, group, period, Tally::Rating(score));
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
        let once = match self.duplicates {
            Duplicates::Each => false,
            Duplicates::AsLinked => row.counted == Counted::Once,
            Duplicates::Once => true,
        };
        let last = || steps.iter().rev().find(|step| matches!(step.event, Event::Opened | Event::Reopened | Event::Closed(_)));
        once && last().is_some_and(|step| matches!(step.event, Event::Closed(closing) if closing.in_fact == Measure::Merged))
    }

    fn measure(&self, closing: &Closing) -> Measure {
        match self.basis {
            Basis::InFact => closing.in_fact,
            Basis::OnRecord => closing.on_record,
        }
    }

    /// The period that a day lies in.
    #[inline]
    fn period(&self, day: i32) -> Option<usize> {
        if !self.period_of_day.is_empty() {
            let first = self.periods.first().map_or(0, |(start, _)| *start);
            let place = usize::try_from(day - first).ok().and_then(|day| self.period_of_day.get(day));
            return place.filter(|period| **period != NO_PERIOD).map(|period| usize::from(*period));
        }
        let place = self.periods.partition_point(|(_, end)| *end <= day);
        self.periods.get(place).filter(|(start, _)| *start <= day).map(|_| place)
    }

    /// What is told of a reply beside its count.
    #[inline]
    fn reply(&self, id: Identity, group: usize, period: usize, closing: &Closing, sink: &mut impl Sink) {
        use Measure::{RepliedEarly, RepliedLate, RepliedNoDeadline, RepliedOnTime};
        let [late_in_fact, late_on_record] = closing.originally_late;
        let originally_late = match (closing.in_fact, self.basis) {
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
        let first = self.periods.partition_point(|(_, end)| *end <= stay.from);
        for (period, (start, end)) in self.periods.iter().enumerate().skip(first) {
            if went.is_some_and(|(day, _)| day < *start) {
                break;
            }
            let came = if stay.from < *start { Measure::Opening } else { stay.came };
            sink.tally(id, stay.group, period, Tally::Count(came));
            let left = match went {
                Some((day, measure)) if day < *end => measure,
                _ => standing(self.as_of.min(*end - 1)),
            };
            sink.tally(id, stay.group, period, Tally::Count(left));
        }
    }
}
