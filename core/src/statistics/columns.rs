//! Columns over cases, and the one pass that counts them.
//!
//! Promises: every stay of a case in a group is counted once where it enters a period and once
//! where it leaves it, so that a table balances by the way it is made; what is due is computed
//! once, when a case is added, and never while counting.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use chrono::{Datelike, NaiveDate};

use super::{Counts, Measure, Period, Row, StatisticsError, Table};
use crate::{
    case::{Case, DeadlineFailure, Dimension, Outcome, TurnKind, View},
    lang::vocabulary,
    law::{Lateness, Rulebook, Stage, StageTerm, Timer},
    ledger::{Head, Identity},
    time::Moment,
};

vocabulary! {
    /// By which of the two times lateness is judged.
    #[derive(Default)]
    pub enum Basis("basis", "căn cứ") {
        /// By when it happened, as the paper says. The default.
        #[default]
        InFact = "in_fact" ("Thực tế", "In fact"),
        /// By when it was put on record.
        OnRecord = "on_record" ("Theo sổ", "On record"),
    }
}

/// What is asked of the columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The groups; none for one line a period.
    pub by: Vec<Dimension>,
    /// The periods, in order. Those that begin after `as_of` are left out.
    pub periods: Vec<Period>,
    /// Up to the end of which day the world is seen.
    pub as_of: NaiveDate,
    /// By which time lateness is judged.
    pub basis: Basis,
}

/// Dimensions that a case keeps all its life, in the order of their columns.
const FIXED: [Dimension; 6] =
    [Dimension::Source, Dimension::Originator, Dimension::Channel, Dimension::Kind, Dimension::About, Dimension::Field];

/// The code of "none" in a column.
const NONE: u32 = 0;
/// A day that never comes.
const NEVER: i32 = i32::MAX;

/// Texts as small numbers; 0 is none.
#[derive(Clone, Debug, Default)]
struct Dictionary {
    codes: BTreeMap<String, u32>,
    texts: Vec<String>,
}

impl Dictionary {
    fn code(&mut self, text: Option<&str>) -> u32 {
        let Some(text) = text else { return NONE };
        if let Some(code) = self.codes.get(text) {
            return *code;
        }
        self.texts.push(text.into());
        let code = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.codes.insert(text.into(), code);
        code
    }

    fn text(&self, code: u32) -> Option<&str> {
        self.texts.get(usize::try_from(code).ok()?.checked_sub(1)?).map(String::as_str)
    }
}

/// What a turn means to a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Opened,
    Reopened,
    Held,
    Closed { in_fact: Measure, on_record: Measure },
    Other,
}

/// What is due after a turn, as the days on which it begins to matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct DueDays {
    /// What an open case counts as before any of the days below.
    calm: Measure,
    soon_from: i32,
    overdue_from: i32,
}

impl DueDays {
    fn standing(&self, day: i32) -> Measure {
        match day {
            day if day >= self.overdue_from => Measure::OpenOverdue,
            day if day >= self.soon_from => Measure::OpenDueSoon,
            _ => self.calm,
        }
    }
}

/// Cases as columns: one row a case, and one row a turn.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    head: Head,
    ids: Vec<Identity>,
    fixed: [Vec<u32>; FIXED.len()],
    dictionaries: [Dictionary; FIXED.len()],
    units: Dictionary,
    officers: Dictionary,
    /// Where the turns of each case end; they begin where those of the case before end.
    turns_end: Vec<usize>,
    turn_day: Vec<i32>,
    turn_change: Vec<Change>,
    turn_unit: Vec<u32>,
    turn_officer: Vec<u32>,
    turn_due: Vec<DueDays>,
}

impl Columns {
    /// No cases, of a ledger that ends at `head`.
    pub fn new(head: Head) -> Columns {
        Columns { head, ..Columns::default() }
    }

    /// First and last day on which a case arrived; `None` if there is none.
    pub fn received_between(&self) -> Option<(NaiveDate, NaiveDate)> {
        let opened = self.turn_day.iter().zip(&self.turn_change).filter(|(_, change)| **change == Change::Opened);
        let days = || opened.clone().map(|(day, _)| *day);
        let date = NaiveDate::from_num_days_from_ce_opt;
        Some((date(days().min()?)?, date(days().max()?)?))
    }

    /// How many cases.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Adds a case; one whose number is void is not counted.
    ///
    /// # Errors
    /// A due date of it cannot be computed; nothing is added then.
    pub fn push(&mut self, id: Identity, case: &Case, rulebook: &Rulebook) -> Result<(), DeadlineFailure> {
        let mut turns = case.turns().iter();
        let Some(first) = turns.next().filter(|_| !case.is_void()) else { return Ok(()) };
        let mut view = View::opened(case, first);
        let mut due = due_days(&view, rulebook)?;
        let mut added = Vec::from([(first.at.date(), Change::Opened, view.unit(), view.officer(), due)]);
        for turn in turns {
            let merged = view.outcome() == Some(Outcome::Merged);
            view.take(turn);
            let change = match &turn.turn {
                TurnKind::Reopened => Change::Reopened,
                TurnKind::Unlinked if merged => Change::Reopened,
                TurnKind::Assigned { .. } => Change::Held,
                TurnKind::Closed { outcome } => closed(*outcome, &view, rulebook)?,
                _ => Change::Other,
            };
            match &turn.turn {
                TurnKind::Assigned { .. } | TurnKind::Accepted | TurnKind::Published | TurnKind::Rated { .. } => {}
                TurnKind::Closed { .. } => {}
                _ => due = due_days(&view, rulebook)?,
            }
            added.push((turn.at.date(), change, view.unit(), view.officer(), due));
        }
        for (day, change, unit, officer, due) in added {
            self.turn_day.push(day.num_days_from_ce());
            self.turn_change.push(change);
            self.turn_unit.push(self.units.code(unit));
            self.turn_officer.push(self.officers.code(officer));
            self.turn_due.push(due);
        }
        for ((column, dictionary), dimension) in self.fixed.iter_mut().zip(&mut self.dictionaries).zip(FIXED) {
            column.push(dictionary.code(case.dimension(dimension)));
        }
        self.turns_end.push(self.turn_day.len());
        self.ids.push(id);
        Ok(())
    }

    /// Counts, and checks that everything adds up.
    ///
    /// # Errors
    /// Periods that overlap or are out of order; an imbalance, which would be a fault of this code.
    pub fn table(&self, question: &Question) -> Result<Table, StatisticsError> {
        Table::check_periods(&question.periods)?;
        let mut pass = Pass::new(self, question);
        let mut start = 0;
        for (row, end) in self.turns_end.iter().enumerate() {
            pass.case(row, start..*end);
            start = *end;
        }
        Table::new(question, pass.rows(), self.head)
    }
}

fn due_days(view: &View<'_>, rulebook: &Rulebook) -> Result<DueDays, DeadlineFailure> {
    let due = match view.timer(Stage::Reply, rulebook)? {
        None | Some(Timer::NotStarted { .. }) => {
            return Ok(DueDays { calm: Measure::OpenNoDeadline, soon_from: NEVER, overdue_from: NEVER });
        }
        Some(Timer::Paused { .. }) => {
            return Ok(DueDays { calm: Measure::OpenPaused, soon_from: NEVER, overdue_from: NEVER });
        }
        Some(Timer::Due(due)) => due,
    };
    let (calendar, terms) = view.stage(Stage::Reply, rulebook)?;
    let day = due.date().num_days_from_ce();
    // The first day from which at most `due_soon` working days are left: see `law::standing`. A
    // date set by hand may lie where the calendar does not reach, and is never due soon then.
    let soon_from = match calendar.is_working_day(due.date()) {
        Ok(worked) => {
            let back = i32::from(terms.map_or(0, StageTerm::due_soon)) + i32::from(!worked);
            calendar.add_working_days(due.date(), -back).map_or(NEVER, |day| day.num_days_from_ce())
        }
        Err(_) => NEVER,
    };
    let overdue_from = match due {
        Moment::Date(_) => day + 1,
        Moment::Instant(_) => day, // at the end of that day it has passed
    };
    Ok(DueDays { calm: Measure::OpenInTime, soon_from, overdue_from })
}

fn closed(outcome: Outcome, view: &View<'_>, rulebook: &Rulebook) -> Result<Change, DeadlineFailure> {
    let one = |measure| Change::Closed { in_fact: measure, on_record: measure };
    Ok(match outcome {
        Outcome::Replied => {
            let replied = |lateness| match lateness {
                Lateness::Early => Measure::RepliedEarly,
                Lateness::OnTime => Measure::RepliedOnTime,
                Lateness::Late => Measure::RepliedLate,
                Lateness::NoDeadline => Measure::RepliedNoDeadline,
            };
            match view.lateness(rulebook)? {
                Some((in_fact, on_record)) => Change::Closed { in_fact: replied(in_fact), on_record: replied(on_record) },
                None => Change::Other,
            }
        }
        Outcome::ForwardedOut => one(Measure::ForwardedOut),
        Outcome::NotAccepted => one(Measure::NotAccepted),
        Outcome::Reclassified => one(Measure::Reclassified),
        Outcome::Withdrawn => one(Measure::Withdrawn),
        Outcome::Merged => one(Measure::Merged),
    })
}

/// One stay of a case in one group: from when and how it came, to when and how it went.
struct Stay {
    group: usize,
    from: i32,
    came: Measure,
    went: Option<(i32, Measure)>,
    late_on_record_only: bool,
}

/// The pass over the columns that answers one question.
struct Pass<'a> {
    columns: &'a Columns,
    question: &'a Question,
    as_of: i32,
    /// First day, and day after the last, of each period that has begun.
    periods: Vec<(i32, i32)>,
    groups: BTreeMap<Vec<u32>, usize>,
    /// Group by group, period by period.
    cells: Vec<Counts>,
}

impl<'a> Pass<'a> {
    fn new(columns: &'a Columns, question: &'a Question) -> Pass<'a> {
        let begun = question.periods.iter().filter(|period| period.start() <= question.as_of);
        let periods = begun.map(|p| (p.start().num_days_from_ce(), p.end().num_days_from_ce())).collect();
        let as_of = question.as_of.num_days_from_ce();
        Pass { columns, question, as_of, periods, groups: BTreeMap::new(), cells: Vec::new() }
    }

    /// The group of a case while `unit` and `officer` hold it.
    fn group(&mut self, row: usize, unit: u32, officer: u32) -> usize {
        let code = |dimension: &Dimension| match dimension {
            Dimension::Unit => unit,
            Dimension::Officer => officer,
            fixed => {
                let column = FIXED.iter().position(|known| known == fixed).and_then(|i| self.columns.fixed.get(i));
                column.and_then(|column| column.get(row)).copied().unwrap_or(NONE)
            }
        };
        let key: Vec<u32> = self.question.by.iter().map(code).collect();
        let next = self.groups.len();
        let group = *self.groups.entry(key).or_insert(next);
        if group == next {
            self.cells.resize((next + 1) * self.periods.len(), Counts::default());
        }
        group
    }

    /// Counts one case: its stays in groups, and each stay in the periods that it touches.
    fn case(&mut self, row: usize, turns: core::ops::Range<usize>) {
        let columns = self.columns;
        let seen = || turns.clone().take_while(|turn| columns.turn_day.get(*turn).is_some_and(|day| *day <= self.as_of));
        let seen: Vec<usize> = seen().collect();
        let value = |column: &Vec<u32>, turn: usize| column.get(turn).copied().unwrap_or(NONE);
        // Until someone got it, it belongs to whoever first gets it.
        let first_held = seen.iter().copied().find(|turn| value(&columns.turn_unit, *turn) != NONE);
        let mut holder = first_held.map_or((NONE, NONE), |t| (value(&columns.turn_unit, t), value(&columns.turn_officer, t)));
        let mut stay: Option<Stay> = None;
        for turn in &seen {
            let (Some(day), Some(change)) = (columns.turn_day.get(*turn), columns.turn_change.get(*turn)) else { continue };
            match *change {
                Change::Opened | Change::Reopened => {
                    let came = if *change == Change::Opened { Measure::Received } else { Measure::Reopened };
                    let group = self.group(row, holder.0, holder.1);
                    stay = Some(Stay { group, from: *day, came, went: None, late_on_record_only: false });
                }
                Change::Held => {
                    holder = (value(&columns.turn_unit, *turn), value(&columns.turn_officer, *turn));
                    let group = self.group(row, holder.0, holder.1);
                    if let Some(mut left) = stay.take_if(|stay| stay.group != group) {
                        left.went = Some((*day, Measure::MovedOut));
                        self.stay(&left, &seen);
                        stay = Some(Stay { group, from: *day, came: Measure::MovedIn, went: None, late_on_record_only: false });
                    }
                }
                Change::Closed { in_fact, on_record } => {
                    if let Some(mut left) = stay.take() {
                        let measure = match self.question.basis {
                            Basis::InFact => in_fact,
                            Basis::OnRecord => on_record,
                        };
                        left.went = Some((*day, measure));
                        left.late_on_record_only = in_fact != Measure::RepliedLate && on_record == Measure::RepliedLate;
                        self.stay(&left, &seen);
                    }
                }
                Change::Other => {}
            }
        }
        if let Some(open) = stay {
            self.stay(&open, &seen);
        }
    }

    /// Counts one stay in every period that it touches.
    fn stay(&mut self, stay: &Stay, turns: &[usize]) {
        let first = self.periods.partition_point(|(_, end)| *end <= stay.from);
        for (index, (start, end)) in self.periods.iter().enumerate().skip(first) {
            if stay.went.is_some_and(|(day, _)| day < *start) {
                break;
            }
            let Some(cell) = self.cells.get_mut(stay.group * self.periods.len() + index) else { break };
            cell.add_one(if stay.from < *start { Measure::Opening } else { stay.came });
            match stay.went {
                Some((day, measure)) if day < *end => {
                    cell.add_one(measure);
                    if stay.late_on_record_only {
                        cell.add_one(Measure::LateOnRecordOnly);
                    }
                }
                _ => {
                    let day = self.as_of.min(*end - 1);
                    let known = |turn: &&usize| self.columns.turn_day.get(**turn).is_some_and(|at| *at <= day);
                    let last = turns.iter().rev().find(known).and_then(|turn| self.columns.turn_due.get(*turn));
                    cell.add_one(last.map_or(Measure::OpenNoDeadline, |due| due.standing(day)));
                }
            }
        }
    }

    fn rows(self) -> Vec<Row> {
        let mut rows = Vec::new();
        let text = |dimension: &Dimension, code: u32| {
            let dictionary = match dimension {
                Dimension::Unit => Some(&self.columns.units),
                Dimension::Officer => Some(&self.columns.officers),
                fixed => FIXED.iter().position(|known| known == fixed).and_then(|i| self.columns.dictionaries.get(i)),
            };
            dictionary.and_then(|dictionary| dictionary.text(code)).map(String::from)
        };
        for (key, group) in &self.groups {
            let keys: Vec<_> = self.question.by.iter().zip(key).map(|(dimension, code)| text(dimension, *code)).collect();
            for period in 0..self.periods.len() {
                if let Some(counts) = self.cells.get(group * self.periods.len() + period) {
                    rows.push(Row { keys: keys.clone(), period, counts: *counts });
                }
            }
        }
        rows
    }
}
