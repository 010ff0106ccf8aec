//! Cases as columns, built once and updated in place.
//!
//! Promises: what is known of a case is never lost: when something is put right, or recorded after
//! what came later, the row that told it before stays, with the time until which it was all that was
//! known. So the same columns answer for any day of the world and any time of the ledger. What is due
//! is computed once, when a case is added, and never while counting.

use alloc::{collections::BTreeMap, vec::Vec};

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    dictionary::{Dictionary, NONE},
    facts::{DueDays, Event, Fact, Known, UNKNOWN, facts, known},
    plain::Plain,
};
use crate::{
    case::{Case, Counted, DeadlineFailure, Dimension},
    law::Rulebook,
    ledger::{Head, Identity},
    units::UnitCatalogue,
};

/// Dimensions that a case keeps all its life, in the order of their columns.
pub(super) const FIXED: [Dimension; 6] =
    [Dimension::Source, Dimension::Originator, Dimension::Channel, Dimension::Kind, Dimension::About, Dimension::Field];

/// A turn of a case as it is counted, with its texts as codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) day: i32,
    pub(super) known: Known,
    pub(super) event: Event,
    pub(super) unit: u32,
    pub(super) officer: u32,
    pub(super) due: DueDays,
}

/// What was known of a case during a time of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CaseRow {
    pub(super) id: Identity,
    pub(super) fixed: [u32; FIXED.len()],
    pub(super) start: usize,
    pub(super) end: usize,
    /// From when on this row tells what is known; an earlier one does before.
    pub(super) known_from: Known,
    /// Until when; [`UNKNOWN`]: still.
    pub(super) known_until: Known,
    /// From when on its number is known to be void.
    pub(super) void_from: Known,
    /// Is it counted where letters are, if it was merged into another?
    pub(super) counted: Counted,
}

/// Cases as columns.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    head: Head,
    /// Cases that need no more than a line, and which they are.
    pub(super) plain: Vec<Plain>,
    pub(super) plain_ids: Vec<Identity>,
    /// All others, and what is told of the past of some.
    pub(super) rows: Vec<CaseRow>,
    pub(super) steps: Vec<Step>,
    /// Lines and turns that nothing tells any more.
    pub(super) dead_lines: usize,
    pub(super) dead_steps: usize,
    pub(super) dictionaries: [Dictionary; FIXED.len()],
    pub(super) units: Dictionary,
    pub(super) officers: Dictionary,
    /// The catalogues of units, each from when it was adopted.
    catalogues: Vec<(Known, UnitCatalogue)>,
    /// Where each case is told, made when one is first updated.
    pub(super) last: Option<BTreeMap<Identity, Place>>,
}

/// Where a case is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Plain(usize),
    Row(usize),
}

/// One case as it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Plain(Identity, Plain),
    Row(CaseRow),
}

impl Columns {
    /// No cases, of a ledger that ends at `head`.
    pub fn new(head: Head) -> Columns {
        Columns { head, ..Columns::default() }
    }

    /// The end of the ledger that they were read from.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Says that the columns now tell the ledger up to `head`.
    pub fn set_head(&mut self, head: Head) {
        self.head = head;
    }

    /// Adds a catalogue of units that was adopted at `at`, after those that were adopted before.
    pub fn push_units(&mut self, at: DateTime<Utc>, units: UnitCatalogue) {
        self.catalogues.push((known(at), units));
    }

    /// First and last day on which a case arrived; `None` if there is none.
    pub fn received_between(&self) -> Option<(NaiveDate, NaiveDate)> {
        let rows = || self.told().filter_map(|row| self.steps_of(row).first()).map(|step| step.day);
        let days = || self.plain.iter().filter(|plain| plain.is_told()).map(Plain::opened).chain(rows());
        let date = NaiveDate::from_num_days_from_ce_opt;
        Some((date(days().min()?)?, date(days().max()?)?))
    }

    /// How many units are named, and how many catalogues say who carries them on.
    pub(super) fn named_units(&self) -> (u32, usize) {
        (self.units.len(), self.catalogues.len())
    }

    /// How many cases; those whose number is void are none.
    pub fn len(&self) -> usize {
        self.told().count() + self.plain.iter().filter(|plain| plain.is_told()).count()
    }

    /// How many bytes they take in memory, without the texts and what finds a case by its id.
    pub fn bytes(&self) -> usize {
        self.plain.len() * (size_of::<Plain>() + size_of::<Identity>())
            + self.rows.len() * size_of::<CaseRow>()
            + self.steps.len() * size_of::<Step>()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows that tell what is known now.
    fn told(&self) -> impl Iterator<Item = &CaseRow> + Clone {
        self.rows.iter().filter(|row| row.known_until == UNKNOWN && row.void_from == UNKNOWN)
    }

    pub(super) fn plain(&self) -> (&[Plain], &[Identity]) {
        (&self.plain, &self.plain_ids)
    }

    pub(super) fn rows(&self) -> &[CaseRow] {
        &self.rows
    }

    pub(super) fn steps_of(&self, row: &CaseRow) -> &[Step] {
        self.steps.get(row.start..row.end).unwrap_or_default()
    }

    /// The catalogue of units in force at a time of the ledger.
    pub(super) fn catalogue(&self, known_at: Known) -> Option<&UnitCatalogue> {
        self.catalogues.iter().rev().find(|(from, _)| *from <= known_at).map(|(_, units)| units)
    }

    /// Adds a case that is not there yet.
    ///
    /// What was known of it earlier is taken to be the beginning of its turns. Where it is not (see
    /// [`Case::is_told_in_order`]), tell each state of it in turn with [`Columns::update`].
    ///
    /// # Errors
    /// A due date of it cannot be computed; nothing is added then.
    pub fn push(&mut self, id: Identity, case: &Case, rulebook: &Rulebook) -> Result<(), DeadlineFailure> {
        let (facts, void_from) = facts(case, rulebook)?;
        let (fixed, steps) = (self.fixed(case), self.coded(&facts));
        self.add(id, fixed, &steps, case.counted(), void_from);
        Ok(())
    }

    /// Adds a case by its codes.
    pub(super) fn add(&mut self, id: Identity, fixed: [u32; FIXED.len()], steps: &[Step], counted: Counted, void_from: Known) {
        let place = match Plain::of(&fixed, steps).filter(|_| void_from == UNKNOWN) {
            Some(plain) => {
                self.plain.push(plain);
                self.plain_ids.push(id);
                Place::Plain(self.plain.len() - 1)
            }
            None => {
                let row = CaseRow { known_from: 0, known_until: UNKNOWN, void_from, ..self.row(id, fixed, counted, steps) };
                self.rows.push(row);
                Place::Row(self.rows.len() - 1)
            }
        };
        if let Some(last) = &mut self.last {
            last.insert(id, place);
        }
    }

    /// A row of all that is known, with its turns.
    pub(super) fn row(&mut self, id: Identity, fixed: [u32; FIXED.len()], counted: Counted, steps: &[Step]) -> CaseRow {
        let start = self.steps.len();
        self.steps.extend(steps);
        let end = self.steps.len();
        CaseRow { id, fixed, start, end, known_from: 0, known_until: UNKNOWN, void_from: UNKNOWN, counted }
    }

    /// Can a later day count the case in another way? Not if it was closed for good by then.
    pub(super) fn goes_on_after(&self, row: &CaseRow, day: i32) -> bool {
        let steps = self.steps_of(row);
        let is_turning = |step: &&Step| matches!(step.event, Event::Opened | Event::Reopened | Event::Closed(_));
        let is_closed = steps.iter().rev().find(is_turning).is_some_and(|step| matches!(step.event, Event::Closed(_)));
        !is_closed || steps.last().is_some_and(|step| step.day > day)
    }

    pub(super) fn fixed(&mut self, case: &Case) -> [u32; FIXED.len()] {
        let mut fixed = [NONE; FIXED.len()];
        for ((code, dictionary), dimension) in fixed.iter_mut().zip(&mut self.dictionaries).zip(FIXED) {
            *code = dictionary.code(case.dimension(dimension));
        }
        fixed
    }

    /// The facts with their texts as codes.
    pub(super) fn coded(&mut self, facts: &[Fact<'_>]) -> Vec<Step> {
        let mut coded = |fact: &Fact<'_>| {
            let Fact { day, known, event, unit, officer, due } = *fact;
            Step { day, known, event, unit: self.units.code(unit), officer: self.officers.code(officer), due }
        };
        let mut steps: Vec<Step> = Vec::with_capacity(facts.len());
        for step in facts.iter().map(&mut coded) {
            // What changes nothing that is counted is not kept.
            let is_same = |last: &Step| (last.due, last.unit, last.officer) == (step.due, step.unit, step.officer);
            if step.event != Event::Other || !steps.last().is_some_and(is_same) {
                steps.push(step);
            }
        }
        steps
    }
}
