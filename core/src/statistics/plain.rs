//! Cases that need no more than a line: they came, one unit got them, they were closed once, rated once
//! and published once, and what was due stayed the same.
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
/// Of days after another day: one that never comes.
const NOT: u16 = u16::MAX;
/// The same of a few days.
const NOT_SOON: u8 = u8::MAX;
/// No working minutes, in three bytes.
const NO_TIME: u32 = (1 << 24) - 1;

/// A case in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plain {
    opened_known: Known,
    held_known: Known,
    closed_known: Known,
    rated_known: Known,
    published_known: Known,
    /// Since [`BASE`].
    opened: u16,
    /// Since it was opened, as the next one.
    closed: u16,
    overdue: u16,
    lag: u16,
    /// Closed in fact and on record, five bits each; late originally, in fact and on record, one bit
    /// each; the score, three bits; has it a deadline?
    bits: u16,
    unit: u16,
    officer: u16,
    field: u16,
    /// Three bytes of them, the low ones first.
    minutes: [u8; 3],
    /// Since it was opened.
    held: u8,
    /// Since it was closed, as the next one.
    rated: u8,
    published: u8,
    /// How long before it is overdue.
    soon: u8,
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
        let few = |days: i32| u8::try_from(days).ok().filter(|days| *days != NOT_SOON);
        let (is_due, overdue, soon) = match first.due {
            DueDays { calm: Measure::OpenInTime, soon_from, overdue_from } if overdue_from != NEVER => {
                // Before it came nobody asks how it stands, and what is overdue is not due soon.
                let overdue = overdue_from.max(first.day);
                let soon = if soon_from == NEVER { NOT_SOON } else { few(overdue - soon_from.clamp(first.day, overdue))? };
                (1, after(overdue)?, soon)
            }
            DueDays { calm: Measure::OpenNoDeadline, soon_from: NEVER, overdue_from: NEVER } => (0, NOT, NOT_SOON),
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
            published_known: UNKNOWN,
            opened: u16::try_from(first.day - BASE).ok()?,
            closed: NOT,
            overdue,
            lag: 0,
            bits: is_due << 15,
            unit: 0,
            officer: 0,
            field: u16::try_from(field).ok()?,
            minutes: [u8::MAX; 3],
            held: NOT_SOON,
            rated: NOT_SOON,
            published: NOT_SOON,
            soon,
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
                Event::Held if plain.held == NOT_SOON && plain.closed == NOT => {
                    (plain.held, plain.held_known) = (few(step.day - first.day)?, step.known);
                    (plain.unit, plain.officer) = (u16::try_from(step.unit).ok()?, u16::try_from(step.officer).ok()?);
                    if plain.unit == 0 {
                        return None;
                    }
                }
                // One that was merged may be left out: its turns tell.
                Event::Closed(closing) if plain.closed == NOT && closing.in_fact != Measure::Merged => {
                    (plain.closed, plain.closed_known) = (after(step.day)?, step.known);
                    plain.lag = closing.lag;
                    if closing.minutes != NO_MINUTES {
                        let [low, middle, high, _] = Some(closing.minutes).filter(|m| *m < NO_TIME)?.to_le_bytes();
                        plain.minutes = [low, middle, high];
                    }
                    let [in_fact, on_record] = closing.originally_late;
                    plain.bits |= closing.in_fact as u16 | (closing.on_record as u16) << 5;
                    plain.bits |= u16::from(in_fact) << 10 | u16::from(on_record) << 11;
                }
                Event::Rated(score) if plain.rated == NOT_SOON && plain.closed != NOT && score < 8 => {
                    (plain.rated, plain.rated_known) = (few(step.day - plain.closed_on())?, step.known);
                    plain.bits |= u16::from(score) << 12;
                }
                Event::Published if plain.published == NOT_SOON && plain.closed != NOT => {
                    (plain.published, plain.published_known) = (few(step.day - plain.closed_on())?, step.known);
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

    /// The day it was closed, if it was.
    #[inline]
    fn closed_on(&self) -> i32 {
        self.opened() + i32::from(self.closed)
    }

    /// Unit and officer who hold it, as seen on a day and known at a time.
    #[inline]
    pub(super) fn holder(&self, as_of: i32, known_at: Known) -> (u32, u32) {
        let is_seen = self.held != NOT_SOON && self.held_known <= known_at && self.opened() + i32::from(self.held) <= as_of;
        if is_seen { (self.unit.into(), self.officer.into()) } else { (NONE, NONE) }
    }

    /// The day it was closed, if that is seen.
    #[inline]
    pub(super) fn closed(&self, as_of: i32, known_at: Known) -> Option<i32> {
        let day = self.closed_on();
        (self.closed != NOT && self.closed_known <= known_at && day <= as_of).then_some(day)
    }

    /// How it was closed.
    #[inline]
    pub(super) fn closing(&self) -> Closing {
        Closing {
            in_fact: measure(self.bits),
            on_record: measure(self.bits >> 5),
            originally_late: [self.bits >> 10 & 1 == 1, self.bits >> 11 & 1 == 1],
            lag: self.lag,
            minutes: self.minutes(),
        }
    }

    #[inline]
    fn minutes(&self) -> u32 {
        let [low, middle, high] = self.minutes;
        match u32::from_le_bytes([low, middle, high, 0]) {
            NO_TIME => NO_MINUTES,
            minutes => minutes,
        }
    }

    /// The day and score of its rating, if that is seen.
    #[inline]
    pub(super) fn rated(&self, as_of: i32, known_at: Known) -> Option<(i32, u8)> {
        let day = self.closed_on() + i32::from(self.rated);
        let is_seen = self.rated != NOT_SOON && self.rated_known <= known_at && day <= as_of;
        is_seen.then(|| (day, u8::try_from(self.bits >> 12 & 7).unwrap_or_default()))
    }

    /// The day its outcome was published, if that is seen.
    #[inline]
    pub(super) fn published(&self, as_of: i32, known_at: Known) -> Option<i32> {
        let day = self.closed_on() + i32::from(self.published);
        (self.published != NOT_SOON && self.published_known <= known_at && day <= as_of).then_some(day)
    }

    /// How it stands on a day while it is open.
    #[inline]
    pub(super) fn standing(&self, day: i32) -> Measure {
        let left = self.opened() + i32::from(self.overdue) - day;
        match self.bits >> 15 {
            1 if left <= 0 => Measure::OpenOverdue,
            1 if self.soon != NOT_SOON && left <= i32::from(self.soon) => Measure::OpenDueSoon,
            1 => Measure::OpenInTime,
            _ => Measure::OpenNoDeadline,
        }
    }

    /// The turns that it stands for.
    pub(super) fn steps(&self) -> Vec<Step> {
        let due = match (self.bits >> 15, self.soon) {
            (1, NOT_SOON) => self.due(NEVER),
            (1, days) => self.due(self.opened() + i32::from(self.overdue) - i32::from(days)),
            _ => DueDays { calm: Measure::OpenNoDeadline, soon_from: NEVER, overdue_from: NEVER },
        };
        let holder = (u32::from(self.unit), u32::from(self.officer));
        let held = if self.held == NOT_SOON { (NONE, NONE) } else { holder };
        let score = u8::try_from(self.bits >> 12 & 7).unwrap_or_default();
        let step = |day, known, event, (unit, officer)| Step { day, known, event, unit, officer, due };
        let (opened, closed) = (self.opened(), self.closed_on());
        let mut steps = Vec::from([step(opened, self.opened_known, Event::Opened, (NONE, NONE))]);
        if self.held != NOT_SOON {
            steps.push(step(opened + i32::from(self.held), self.held_known, Event::Held, holder));
        }
        if self.closed != NOT {
            steps.push(step(closed, self.closed_known, Event::Closed(self.closing()), held));
        }
        if self.rated != NOT_SOON {
            steps.push(step(closed + i32::from(self.rated), self.rated_known, Event::Rated(score), held));
        }
        if self.published != NOT_SOON {
            steps.push(step(closed + i32::from(self.published), self.published_known, Event::Published, held));
        }
        // Turns come by their days, and one is known no later than the next.
        steps.sort_by_key(|step| (step.day, step.known));
        steps
    }

    fn due(&self, soon_from: i32) -> DueDays {
        DueDays { calm: Measure::OpenInTime, soon_from, overdue_from: self.opened() + i32::from(self.overdue) }
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
        self.closed(day, UNKNOWN - 1).is_none()
            || (self.rated != NOT_SOON && self.rated(day, UNKNOWN - 1).is_none())
            || (self.published != NOT_SOON && self.published(day, UNKNOWN - 1).is_none())
    }
}

/// The first day that a line can hold.
#[cfg(test)]
#[test]
fn days_are_counted_from_1950() {
    let base = chrono::NaiveDate::from_ymd_opt(1950, 1, 1).unwrap();
    assert_eq!(chrono::Datelike::num_days_from_ce(&base), BASE);
}
