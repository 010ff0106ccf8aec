//! The pass over the columns that answers a question.
//!
//! Promises: every stay of a case in a group is counted once where it enters a period and once where
//! it leaves it, so that a table balances by the way it is made. A count and the list behind it come
//! from this one pass, so that they cannot differ.

use alloc::vec::Vec;

use chrono::Datelike;

use super::{
    Basis, Columns, Duplicates, KnownAt, Measure, Question, StatisticsError, UnitsBy,
    columns::{CaseRow, Dictionary, FIXED, NONE, Step},
    facts::{Closing, Event, Known, NO_MINUTES, UNKNOWN},
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
    /// The place of a group in what the sink keeps.
    fn group(&mut self, key: &[u32]) -> usize;
    fn tally(&mut self, id: Identity, group: usize, period: usize, tally: Tally);
}

/// Where the code of a dimension lies.
#[derive(Clone, Copy)]
enum Grouped {
    Fixed(usize),
    Unit,
    Officer,
}

/// A question made ready for some columns.
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
    /// The same for one case: who is told.
    key: Vec<u32>,
}

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
            key: Vec::new(),
        };
        if question.units == UnitsBy::Successor {
            pass.follow_units(question);
        }
        Ok(pass)
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

    /// The group of a case while `holder` has it.
    fn group(&mut self, row: &CaseRow, holder: (u32, u32), sink: &mut impl Sink) -> usize {
        self.key.clear();
        let units = &self.units;
        self.key.extend(self.by.iter().map(|grouped| match grouped {
            Grouped::Fixed(column) => row.fixed.get(*column).copied().unwrap_or(NONE),
            Grouped::Officer => holder.1,
            Grouped::Unit => {
                let carried_on = usize::try_from(holder.0).ok().and_then(|unit| units.get(unit));
                carried_on.copied().unwrap_or(holder.0)
            }
        }));
        sink.group(&self.key)
    }

    /// Counts one case: its stays in groups, and each stay in the periods that it touches.
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
        // Until someone got it, it belongs to whoever first gets it.
        let first = steps.iter().find(|step| step.unit != NONE);
        let mut holder = first.map_or((NONE, NONE), |step| (step.unit, step.officer));
        let (mut stay, mut last_group): (Option<Stay>, Option<usize>) = (None, None);
        for step in steps {
            match step.event {
                Event::Opened | Event::Reopened => {
                    let came = if step.event == Event::Opened { Measure::Received } else { Measure::Reopened };
                    stay = Some(Stay { group: self.group(row, holder, sink), from: step.day, came });
                }
                Event::Held => {
                    holder = (step.unit, step.officer);
                    let group = self.group(row, holder, sink);
                    if let Some(left) = stay.take_if(|stay| stay.group != group) {
                        self.stay(row, left, Some((step.day, Measure::MovedOut)), steps, sink);
                        stay = Some(Stay { group, from: step.day, came: Measure::MovedIn });
                    }
                }
                Event::Closed(closing) => {
                    if let Some(left) = stay.take() {
                        last_group = Some(left.group);
                        let measure = self.measure(&closing);
                        self.stay(row, left, Some((step.day, measure)), steps, sink);
                        self.reply(row, left.group, step.day, &closing, sink);
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
            self.stay(row, open, None, steps, sink);
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
    fn period(&self, day: i32) -> Option<usize> {
        let place = self.periods.partition_point(|(_, end)| *end <= day);
        self.periods.get(place).filter(|(start, _)| *start <= day).map(|_| place)
    }

    /// What is told of a reply beside its count.
    fn reply(&self, row: &CaseRow, group: usize, day: i32, closing: &Closing, sink: &mut impl Sink) {
        use Measure::{RepliedEarly, RepliedLate, RepliedNoDeadline, RepliedOnTime};
        let Some(period) = self.period(day) else { return };
        let originally_late = match (closing.in_fact, self.basis) {
            (RepliedEarly | RepliedOnTime | RepliedLate, Basis::InFact) => Some(closing.originally_late[0]),
            (RepliedEarly | RepliedOnTime | RepliedLate, Basis::OnRecord) => Some(closing.originally_late[1]),
            (RepliedNoDeadline, _) => None,
            _ => return,
        };
        let minutes = Some(closing.minutes).filter(|minutes| *minutes != NO_MINUTES);
        sink.tally(row.id, group, period, Tally::Reply { lag: closing.lag, minutes, originally_late });
        if closing.in_fact != RepliedLate && closing.on_record == RepliedLate {
            sink.tally(row.id, group, period, Tally::Count(Measure::LateOnRecordOnly));
        }
    }

    /// Counts one stay in every period that it touches.
    fn stay(&self, row: &CaseRow, stay: Stay, went: Option<(i32, Measure)>, steps: &[Step], sink: &mut impl Sink) {
        let first = self.periods.partition_point(|(_, end)| *end <= stay.from);
        for (period, (start, end)) in self.periods.iter().enumerate().skip(first) {
            if went.is_some_and(|(day, _)| day < *start) {
                break;
            }
            let came = if stay.from < *start { Measure::Opening } else { stay.came };
            sink.tally(row.id, stay.group, period, Tally::Count(came));
            let left = match went {
                Some((day, measure)) if day < *end => measure,
                _ => {
                    let day = self.as_of.min(*end - 1);
                    let last = steps.iter().rev().find(|step| step.day <= day);
                    last.map_or(Measure::OpenNoDeadline, |step| step.due.standing(day))
                }
            };
            sink.tally(row.id, stay.group, period, Tally::Count(left));
        }
    }
}
