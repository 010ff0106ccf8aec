//! Columns that go on with the register.
//!
//! Promises: what was known before stays. Lines and turns that nothing tells any more are given back
//! once they are more than half of all, so that an update takes the same time on average however many
//! there were.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};

use super::{
    Columns,
    columns::{CaseRow, FIXED, Place, Step, Told},
    facts::{Known, UNKNOWN, facts, known},
    plain::Plain,
};
use crate::{
    case::{Case, Counted, DeadlineFailure},
    law::Rulebook,
    ledger::Identity,
};

/// So few are not worth giving back.
const FEW: usize = 1 << 10;

impl Columns {
    /// Tells the state of a case after an entry that was recorded at `at`; adds it if it is not there
    /// yet.
    ///
    /// # Errors
    /// A due date of it cannot be computed; everything stays as it was then.
    pub fn update(&mut self, id: Identity, case: &Case, at: DateTime<Utc>, rulebook: &Rulebook) -> Result<(), DeadlineFailure> {
        let Some(place) = self.place(id) else { return self.push(id, case, rulebook) };
        let (facts, void_from) = facts(case, rulebook)?;
        let (fixed, steps) = (self.fixed(case), self.coded(&facts));
        match place {
            Place::Plain(index) => self.update_plain(index, id, (fixed, &steps), case.counted(), void_from, known(at)),
            Place::Row(index) => self.update_row(index, id, (fixed, &steps), case.counted(), void_from, known(at)),
        }
        self.give_back();
        Ok(())
    }

    /// Tells a case anew that a line told.
    fn update_plain(
        &mut self,
        index: usize,
        id: Identity,
        (fixed, steps): ([u32; FIXED.len()], &[Step]),
        counted: Counted,
        void_from: Known,
        now: Known,
    ) {
        let Some(old) = self.plain.get(index).copied() else { return };
        // Is what the line told the beginning of what is told now?
        let is_longer = (1..=steps.len()).any(|length| {
            let (before, since) = steps.split_at_checked(length).unwrap_or_default();
            since.iter().all(|step| step.known >= now) && Plain::of(&fixed, before) == Some(old)
        });
        let new = Plain::of(&fixed, steps).filter(|_| is_longer && void_from == UNKNOWN);
        let Some(plain) = self.plain.get_mut(index) else { return };
        if let Some(new) = new {
            *plain = new;
            return;
        }
        plain.clear();
        self.dead_lines += 1;
        let mut known_from = 0;
        if !is_longer {
            let (told, fixed) = (old.steps(), core::array::from_fn(|column| old.fixed(column)));
            let past = CaseRow { known_until: now, ..self.row(id, fixed, counted, &told) };
            self.rows.push(past);
            known_from = now;
        }
        let row = CaseRow { known_from, void_from, ..self.row(id, fixed, counted, steps) };
        self.last.get_or_insert_default().insert(id, Place::Row(self.rows.len()));
        self.rows.push(row);
    }

    /// Tells a case anew that its turns told.
    fn update_row(
        &mut self,
        index: usize,
        id: Identity,
        (fixed, steps): ([u32; FIXED.len()], &[Step]),
        counted: Counted,
        void_from: Known,
        now: Known,
    ) {
        let Some(old) = self.rows.get(index).copied() else { return };
        let is_longer = old.fixed == fixed && old.counted == counted && steps.starts_with(self.steps_of(&old));
        let new = CaseRow { void_from, known_from: old.known_from, ..self.row(id, fixed, counted, steps) };
        match self.rows.get_mut(index) {
            Some(row) if is_longer || now <= old.known_from => {
                *row = new;
                self.dead_steps += old.end - old.start;
            }
            Some(row) => {
                row.known_until = now;
                self.last.get_or_insert_default().insert(id, Place::Row(self.rows.len()));
                self.rows.push(CaseRow { known_from: now, ..new });
            }
            None => {}
        }
    }

    /// Gives back what nothing tells any more, if that is most of it.
    fn give_back(&mut self) {
        if self.dead_steps > FEW && self.dead_steps > self.steps.len() / 2 {
            let mut steps = Vec::with_capacity(self.steps.len() - self.dead_steps);
            for row in &mut self.rows {
                let start = steps.len();
                steps.extend(self.steps.get(row.start..row.end).unwrap_or_default());
                (row.start, row.end) = (start, steps.len());
            }
            (self.steps, self.dead_steps) = (steps, 0);
        }
        if self.dead_lines > FEW && self.dead_lines > self.plain.len() / 2 {
            let told: Vec<bool> = self.plain.iter().map(Plain::is_told).collect();
            let mut is_told = told.iter().copied();
            self.plain_ids.retain(|_| is_told.next().unwrap_or_default());
            self.plain.retain(Plain::is_told);
            // Found anew when next asked for.
            (self.last, self.dead_lines) = (None, 0);
        }
    }

    /// Where a case is told.
    fn place(&mut self, id: Identity) -> Option<Place> {
        let (plain, ids, rows) = (&self.plain, &self.plain_ids, &self.rows);
        let last = self.last.get_or_insert_with(|| {
            let lines = plain.iter().zip(ids).enumerate().filter(|(_, (plain, _))| plain.is_told());
            let lines = lines.map(|(place, (_, id))| (*id, Place::Plain(place)));
            // The last row of a case is the one that is told now.
            lines.chain(rows.iter().enumerate().map(|(place, row)| (row.id, Place::Row(place)))).collect()
        });
        last.get(&id).copied()
    }

    /// What a case is told by now.
    pub(super) fn told_by(&mut self, id: Identity) -> Option<Told> {
        match self.place(id)? {
            Place::Plain(index) => Some(Told::Plain(id, *self.plain.get(index)?)),
            Place::Row(index) => Some(Told::Row(*self.rows.get(index)?)),
        }
    }
}
