//! Cases that need no more than a line: they came, one unit got them, they were closed once and
//! rated once, and what was due stayed the same.
//!
//! Promises: a line of 48 bytes, and with the id of the case 64. It answers for any day and any time
//! of the ledger as the turns of the case would. What does not fit in it is told by its turns.

use alloc::vec::Vec;

use super::{
    Measure,
    columns::{FIXED, Step},
    dictionary::NONE,
    facts::{Closing, DueDays, Event, Known, NEVER, NO_MINUTES, UNKNOWN},
};

/// Days are counted from 1 January 1950: 179 years of them fit.
const BASE: i32 = 711_858;
/// Of days after the day of arrival: one that never comes.
const NOT: u16 = u16::MAX;

/// A case in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plain {
    opened_known: Known,
    held_known: Known,
    closed_known: Known,
    rated_known: Known,
    minutes: u32,
    /// Since [`BASE`].
    opened: u16,
    /// Since it was opened, as the next four.
    held: u16,
    closed: u16,
    rated: u16,
    soon: u16,
    overdue: u16,
    lag: u16,
    /// Closed in fact and on record, five bits each; late originally, in fact and on record, one bit
    /// each; the score, three bits; has it a deadline?
    bits: u16,
    unit: u16,
    officer: u16,
    field: u16,
    /// Source, originator, channel, kind, about.
    others: [u8; 5],
}

const _: () = assert!(size_of::<Plain>() == 48, "a line is 48 bytes");

/// A measure by its place; one that there is not cannot be asked for.
fn measure(place: u16) -> Measure {
    Measure::ALL.get(usize::from(place & 31)).copied().unwrap_or(Measure::Merged)
}

impl Plain {
    /// The case in a line; `None` if it needs its turns.
    pub(super) fn of(fixed: &[u32; FIXED.len()], steps: &[Step]) -> Option<Plain> {
        let (first, rest) = steps.split_first().filter(|(first, _)| first.event == Event::Opened)?;
        let after = |day: i32| u16::try_from(day - first.day).ok().filter(|days| *days != NOT);
        let due = |day: i32| if day == NEVER { Some(NOT) } else { after(day.max(first.day)) };
        let is_due = match first.due {
            DueDays { calm: Measure::OpenInTime, .. } => 1,
            DueDays { calm: Measure::OpenNoDeadline, soon_from: NEVER, overdue_from: NEVER } => 0,
            DueDays { .. } => return None,
        };
        let [source, originator, channel, kind, about, field] = *fixed;
        let mut others = [0; 5];
        for (other, code) in others.iter_mut().zip([source, originator, channel, kind, about]) {
            *other = u8::try_from(code).ok()?;
        }
        let mut plain = Plain {
            opened_known: first.known,
            held_known: UNKNOWN,
            closed_known: UNKNOWN,
            rated_known: UNKNOWN,
            minutes: NO_MINUTES,
            opened: u16::try_from(first.day - BASE).ok()?,
            held: NOT,
            closed: NOT,
            rated: NOT,
            soon: due(first.due.soon_from)?,
            overdue: due(first.due.overdue_from)?,
            lag: 0,
            bits: is_due << 15,
            unit: 0,
            officer: 0,
            field: u16::try_from(field).ok()?,
            others,
        };
        if (first.unit, first.officer) != (NONE, NONE) {
            return None;
        }
        for step in rest {
            if plain.closed == NOT && step.due != first.due {
                return None;
            }
            match step.event {
                Event::Other => {}
                Event::Held if plain.held == NOT && plain.closed == NOT => {
                    (plain.held, plain.held_known) = (after(step.day)?, step.known);
                    (plain.unit, plain.officer) = (u16::try_from(step.unit).ok()?, u16::try_from(step.officer).ok()?);
                    if plain.unit == 0 {
                        return None;
                    }
                }
                // One that was merged may be left out: its turns tell.
                Event::Closed(closing) if plain.closed == NOT && closing.in_fact != Measure::Merged => {
                    (plain.closed, plain.closed_known) = (after(step.day)?, step.known);
                    (plain.lag, plain.minutes) = (closing.lag, closing.minutes);
                    let [in_fact, on_record] = closing.originally_late;
                    plain.bits |= closing.in_fact as u16 | (closing.on_record as u16) << 5;
                    plain.bits |= u16::from(in_fact) << 10 | u16::from(on_record) << 11;
                }
                Event::Rated(score) if plain.rated == NOT && plain.closed != NOT && score < 8 => {
                    (plain.rated, plain.rated_known) = (after(step.day)?, step.known);
                    plain.bits |= u16::from(score) << 12;
                }
                _ => return None,
            }
        }
        Some(plain)
    }

    /// The code of a dimension that stays.
    #[inline]
    pub(super) fn fixed(&self, column: usize) -> u32 {
        self.others.get(column).map_or(u32::from(self.field), |code| u32::from(*code))
    }

    /// Is it known at that time, and has it come by that day?
    #[inline]
    pub(super) fn is_seen(&self, as_of: i32, known_at: Known) -> bool {
        self.opened_known <= known_at && self.opened() <= as_of
    }

    #[inline]
    pub(super) fn opened(&self) -> i32 {
        BASE + i32::from(self.opened)
    }

    /// Unit and officer who hold it, as seen on a day and known at a time.
    #[inline]
    pub(super) fn holder(&self, as_of: i32, known_at: Known) -> (u32, u32) {
        if self.happened(self.held, self.held_known, as_of, known_at) {
            (self.unit.into(), self.officer.into())
        } else {
            (NONE, NONE)
        }
    }

    /// The day it was closed, if that is seen.
    #[inline]
    pub(super) fn closed(&self, as_of: i32, known_at: Known) -> Option<i32> {
        let closed = self.happened(self.closed, self.closed_known, as_of, known_at);
        closed.then(|| self.opened() + i32::from(self.closed))
    }

    /// How it was closed.
    #[inline]
    pub(super) fn closing(&self) -> Closing {
        Closing {
            in_fact: measure(self.bits),
            on_record: measure(self.bits >> 5),
            originally_late: [self.bits >> 10 & 1 == 1, self.bits >> 11 & 1 == 1],
            lag: self.lag,
            minutes: self.minutes,
        }
    }

    /// The day and score of its rating, if that is seen.
    #[inline]
    pub(super) fn rated(&self, as_of: i32, known_at: Known) -> Option<(i32, u8)> {
        let rated = self.happened(self.rated, self.rated_known, as_of, known_at);
        rated.then(|| (self.opened() + i32::from(self.rated), u8::try_from(self.bits >> 12 & 7).unwrap_or_default()))
    }

    /// How it stands on a day while it is open.
    #[inline]
    pub(super) fn standing(&self, day: i32) -> Measure {
        let days = day - self.opened();
        match self.bits >> 15 {
            1 if self.overdue != NOT && days >= i32::from(self.overdue) => Measure::OpenOverdue,
            1 if self.soon != NOT && days >= i32::from(self.soon) => Measure::OpenDueSoon,
            1 => Measure::OpenInTime,
            _ => Measure::OpenNoDeadline,
        }
    }

    #[inline]
    fn happened(&self, days: u16, known: Known, as_of: i32, known_at: Known) -> bool {
        days != NOT && known <= known_at && self.opened() + i32::from(days) <= as_of
    }

    /// The turns that it stands for.
    pub(super) fn steps(&self) -> Vec<Step> {
        let far = |days: u16| if days == NOT { NEVER } else { self.opened() + i32::from(days) };
        let calm = if self.bits >> 15 == 1 { Measure::OpenInTime } else { Measure::OpenNoDeadline };
        let due = DueDays { calm, soon_from: far(self.soon), overdue_from: far(self.overdue) };
        let step = |days: u16, known, event, (unit, officer)| Step { day: far(days), known, event, unit, officer, due };
        let holder = (u32::from(self.unit), u32::from(self.officer));
        let held = if self.held == NOT { (NONE, NONE) } else { holder };
        let score = u8::try_from(self.bits >> 12 & 7).unwrap_or_default();
        let mut steps = Vec::from([step(0, self.opened_known, Event::Opened, (NONE, NONE))]);
        steps.extend((self.held != NOT).then(|| step(self.held, self.held_known, Event::Held, holder)));
        steps.extend((self.closed != NOT).then(|| step(self.closed, self.closed_known, Event::Closed(self.closing()), held)));
        steps.extend((self.rated != NOT).then(|| step(self.rated, self.rated_known, Event::Rated(score), held)));
        steps
    }

    /// A line that nothing counts: the case is told by its turns from now on.
    pub(super) fn clear(&mut self) {
        self.opened_known = UNKNOWN;
    }

    /// Is it counted?
    pub(super) fn is_told(&self) -> bool {
        self.opened_known != UNKNOWN
    }

    /// Can a later day count it in another way?
    pub(super) fn goes_on_after(&self, day: i32) -> bool {
        self.closed(day, UNKNOWN - 1).is_none() || (self.rated != NOT && self.rated(day, UNKNOWN - 1).is_none())
    }
}

/// The first day that a line can hold.
#[cfg(test)]
#[test]
fn days_are_counted_from_1950() {
    let base = chrono::NaiveDate::from_ymd_opt(1950, 1, 1).unwrap();
    assert_eq!(chrono::Datelike::num_days_from_ce(&base), BASE);
}
