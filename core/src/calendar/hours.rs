//! Rank and select over the working seconds of a calendar.
//!
//! Promises: how much working time lies before a moment, and when so much of it has passed, in
//! O(1), whatever the distance; exact in any resolution from seconds to nanoseconds; no answer
//! outside the table. A moment is worked exactly if its civil time lies in the hours of its civil
//! date, so days on which clocks change are right.

use alloc::{collections::BTreeMap, vec::Vec};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::{Tz, TzOffset};

use super::{
    Span, joined,
    policy::Landing,
    quick::Quick,
    zone::{DAY, Stretch, day_starts, midnight, stretches},
};

/// Work in one day, in seconds after the day's start: `[start, end)`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stint {
    pub(super) start: i32,
    pub(super) end: i32,
    /// Seconds worked in the day before it; more than any day has if there is none at this place.
    pub(super) before: i32,
}

impl Default for Stint {
    /// No work, at the place of a stint that other days have.
    fn default() -> Stint {
        Stint { start: 0, end: 0, before: i32::MAX }
    }
}

/// What lies before a day, in working seconds, and the shape of its work, in one word: a question
/// about a moment reads one place of memory, not two. Four hundred years have 2^34 seconds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DayWork(u64);

impl DayWork {
    fn new(before: i64, shape: u16) -> DayWork {
        DayWork(before.cast_unsigned() << 16 | u64::from(shape))
    }

    #[inline]
    pub(super) fn before(self) -> i64 {
        (self.0 >> 16).cast_signed()
    }

    #[inline]
    pub(super) fn shape(self) -> u16 {
        self.0 as u16
    }
}

#[derive(Clone, Debug)]
pub(super) struct HoursTable {
    /// When the first day starts, in seconds since 1970 UTC.
    base: i64,
    /// When each day starts and the last ends; empty if every day has 24 hours.
    pub(super) starts: Vec<i64>,
    /// Each day, and the moment after the last.
    pub(super) days: Vec<DayWork>,
    /// The stints of each shape, as many for each: a search has the same steps on every day, which
    /// the processor foresees.
    pub(super) stints: Vec<Stint>,
    /// How many stints a shape has.
    pub(super) width: usize,
    /// The offset of the zone, if it is the same all through the table.
    offset: Option<TzOffset>,
    /// The days that have work, and the end of the table.
    pub(super) worked: Vec<DayWork>,
    /// Which of `days` each of them is.
    pub(super) places: Vec<u32>,
    /// For every [`MARK`] working seconds, where in `worked` the first of them lies, in parts of
    /// [`PART`] of a working day. Between two marks days are about as long as one another, so the
    /// place of any second is told without a search; the few marks stay in the processor's cache.
    marks: Vec<i64>,
}

/// Working seconds between two marks: some five weeks of an office.
const MARK: i64 = 1 << MARK_BITS;
const MARK_BITS: u32 = 20;
/// Parts of a working day in which marks are told.
const PART: i64 = 1 << PART_BITS;
const PART_BITS: u32 = 16;

/// The marks over working days and the end of the table.
fn marks(worked: &[DayWork]) -> Vec<i64> {
    let mut marks = Vec::new();
    for (place, pair) in (0_i64..).zip(worked.windows(2)) {
        let [day, next] = pair else { continue };
        let (start, end) = (day.before(), next.before());
        while let second = MARK * i64::try_from(marks.len()).unwrap_or(i64::MAX)
            && second < end
        {
            marks.push(place * PART + (second - start) * PART / (end - start));
        }
    }
    // The stretch after the last mark goes on as a whole one would.
    let last = marks.last().copied().unwrap_or_default();
    let pace = marks.windows(2).next_back().and_then(|pair| Some(pair.last()? - pair.first()?)).unwrap_or_default();
    marks.push(last + pace);
    marks
}

/// More kinds of days than a table can tell apart.
#[derive(Debug)]
pub(super) struct TooManyShapes;

/// The shapes found so far.
#[derive(Default)]
struct Shapes<'a> {
    known: BTreeMap<Vec<(i32, i32)>, u16>,
    /// The hours of weekdays come again and again: found without making a key.
    quick: Vec<(&'a [Span], u16)>,
}

impl<'a> Shapes<'a> {
    fn of_hours(&mut self, hours: &'a [Span]) -> Result<u16, TooManyShapes> {
        if let Some((_, shape)) = self.quick.iter().take(8).find(|(known, _)| core::ptr::eq(*known, hours)) {
            return Ok(*shape);
        }
        let shape = self.of_stints(hours.iter().map(|span| (seconds(span.start()), seconds(span.end()))).collect())?;
        self.quick.push((hours, shape));
        Ok(shape)
    }

    fn of_stints(&mut self, stints: Vec<(i32, i32)>) -> Result<u16, TooManyShapes> {
        let next = u16::try_from(self.known.len()).map_err(|_| TooManyShapes)?;
        Ok(*self.known.entry(stints).or_insert(next))
    }
}

fn seconds(minute: super::MinuteOfDay) -> i32 {
    i32::from(minute.minutes()) * 60
}

impl HoursTable {
    /// The table over the dates from `first` on, each with its hours in `hours`.
    pub(super) fn build(zone: Tz, first: NaiveDate, hours: &[&[Span]]) -> Result<HoursTable, TooManyShapes> {
        let days = i64::try_from(hours.len()).unwrap_or(i64::MAX);
        let stretches = stretches(zone, midnight(first) - 2 * DAY, midnight(first) + (days + 2) * DAY);
        let starts = day_starts(&stretches, first, hours.len());
        let mut found = Shapes::default();
        let empty = found.of_stints(Vec::new())?;
        let mut shapes = Vec::with_capacity(hours.len() + 1);
        let mut rest = stretches.as_slice();
        let mut civil = midnight(first);
        for (day, (start, end)) in starts.iter().zip(starts.iter().skip(1)).enumerate() {
            while let Some((stretch, later)) = rest.split_first()
                && stretch.to <= *start
            {
                rest = later;
            }
            let ordinary = rest.first().is_some_and(|stretch| {
                *end <= stretch.to && end - start == DAY && *start == civil - stretch.ahead() && *start >= stretch.from
            });
            shapes.push(match ordinary {
                true => found.of_hours(hours.get(day).copied().unwrap_or_default())?,
                false => found.of_stints(moment_by_moment(rest, day, civil, (*start, *end), hours))?,
            });
            civil += DAY;
        }
        shapes.push(empty);
        let offset = match stretches.as_slice() {
            [always] => Some(always.offset),
            _ => None,
        };
        Ok(Self::assemble(starts, shapes, found.known, offset))
    }

    fn assemble(
        starts: Vec<i64>,
        shapes: Vec<u16>,
        known: BTreeMap<Vec<(i32, i32)>, u16>,
        offset: Option<TzOffset>,
    ) -> HoursTable {
        // At least two, so that offices with one span a day have the quick way too.
        let width = known.keys().map(Vec::len).max().unwrap_or_default().max(2);
        let mut by_shape: Vec<_> = known.into_iter().map(|(stints, shape)| (shape, stints)).collect();
        by_shape.sort();
        let mut stints = Vec::with_capacity(by_shape.len() * width);
        let mut totals = Vec::with_capacity(by_shape.len());
        for (_, list) in by_shape {
            let mut before = 0;
            let none = width - list.len();
            for (start, end) in list {
                stints.push(Stint { start, end, before });
                before += end - start;
            }
            stints.extend(core::iter::repeat_n(Stint::default(), none));
            totals.push(before);
        }
        let mut days = Vec::with_capacity(shapes.len());
        let mut worked = Vec::new();
        let mut places = Vec::new();
        let mut total = 0_i64;
        for (place, shape) in (0_u32..).zip(shapes) {
            let day = DayWork::new(total, shape);
            days.push(day);
            let seconds = totals.get(usize::from(shape)).copied().unwrap_or_default();
            if seconds > 0 {
                worked.push(day);
                places.push(place);
            }
            total += i64::from(seconds);
        }
        worked.extend(days.last());
        places.push(u32::try_from(days.len() - 1).unwrap_or(u32::MAX));
        worked.shrink_to_fit();
        places.shrink_to_fit();
        let marks = marks(&worked);
        let base = starts.first().copied().unwrap_or_default();
        let even = starts.iter().zip(0_i64..).all(|(start, day)| *start == base + day * DAY);
        let starts = if even { Vec::new() } else { starts };
        HoursTable { base, starts, days, stints, width, offset, worked, places, marks }
    }

    /// Bytes that the tables take.
    pub(super) fn bytes(&self) -> usize {
        (self.starts.capacity() + self.days.capacity() + self.worked.capacity()) * 8
            + self.stints.capacity() * size_of::<Stint>()
            + self.places.capacity() * 4
            + self.marks.capacity() * 8
    }

    /// A moment that the table covers, told in its zone.
    #[inline]
    pub(super) fn told(&self, zone: &Tz, at: DateTime<Utc>) -> DateTime<Tz> {
        // To ask the zone takes longer than everything else about a moment.
        self.offset.map_or_else(|| at.with_timezone(zone), |offset| DateTime::from_naive_utc_and_offset(at.naive_utc(), offset))
    }

    /// The moments that the table covers, in seconds since 1970 UTC: `[from, to)`.
    pub(super) fn covers(&self) -> (i64, i64) {
        let days = i64::try_from(self.days.len()).unwrap_or(i64::MAX) - 1;
        (self.base, self.starts.last().copied().unwrap_or(self.base + days * DAY))
    }

    /// The day of a moment and when it started, in seconds; the end of the table is a day without work.
    #[inline]
    fn day(&self, second: i64) -> Option<(usize, i64)> {
        let since = u64::try_from(second - self.base).ok()?;
        let mut day = usize::try_from(since / DAY.cast_unsigned()).ok()?;
        if self.starts.is_empty() {
            let start = self.base + i64::try_from(day).ok()? * DAY;
            return (day + 1 < self.days.len() || second == self.covers().1).then_some((day, start));
        }
        day = day.min(self.starts.len() - 1);
        while *self.starts.get(day)? > second {
            day -= 1;
        }
        while self.starts.get(day + 1).is_some_and(|start| *start <= second) {
            day += 1;
        }
        (second <= self.covers().1).then_some(())?;
        Some((day, *self.starts.get(day)?))
    }

    /// The stints of a day, in order, and then those that it has not.
    #[inline]
    fn stints(&self, day: DayWork) -> &[Stint] {
        let from = usize::from(day.shape()) * self.width;
        self.stints.get(from..from + self.width).unwrap_or_default()
    }

    /// The stints that a day has.
    fn work(&self, day: usize) -> &[Stint] {
        let stints = self.days.get(day).map_or(&[][..], |day| self.stints(*day));
        stints.get(..stints.partition_point(|stint| stint.before < i32::MAX)).unwrap_or_default()
    }

    /// Working time before the moment `at`, both in units of which a second has `PER`.
    #[inline]
    pub(super) fn rank<const PER: i64>(&self, at: i64) -> Option<i64> {
        if let Some(alike) = self.alike::<PER>().filter(|alike| alike.outside(at) >= 0) {
            return Some(alike.rank(at));
        }
        let (day, start) = self.day(at.div_euclid(PER))?;
        let day = *self.days.get(day)?;
        let within = at - start.checked_mul(PER)?;
        let worked = self.stints(day).iter().map(|stint| {
            let (start, end) = (i64::from(stint.start) * PER, i64::from(stint.end) * PER);
            (within - start).max(0).min(end - start)
        });
        Some(day.before().checked_mul(PER)? + worked.sum::<i64>())
    }

    /// Is the second that starts at `second` worked?
    pub(super) fn is_working(&self, second: i64) -> Option<bool> {
        let (_, end) = self.covers();
        let (day, start) = self.day(second).filter(|_| second < end)?;
        let within = second - start;
        Some(self.work(day).iter().any(|stint| (i64::from(stint.start)..i64::from(stint.end)).contains(&within)))
    }

    /// Which of `worked` holds the working second with that number, which is not negative.
    #[inline]
    pub(super) fn place(&self, second: i64) -> Option<usize> {
        let (mark, after) = (second >> MARK_BITS, second & (MARK - 1));
        let (from, to) = (*self.marks.get(mark as usize)?, *self.marks.get(mark as usize + 1)?);
        let told = (from + (((to - from) * after) >> MARK_BITS)) >> PART_BITS;
        let mut place = (told as usize).min(self.worked.len().saturating_sub(2));
        while self.worked.get(place)?.before() > second {
            place = place.checked_sub(1)?;
        }
        while self.worked.get(place + 1)?.before() <= second {
            place += 1;
        }
        Some(place)
    }

    /// The moment at which the unit of working time with that number starts.
    #[inline]
    fn start_of<const PER: i64>(&self, unit: i64) -> Option<i64> {
        if let Some(alike) = self.alike::<PER>() {
            return alike.start_of(unit);
        }
        let second = unit.div_euclid(PER);
        if second >= self.worked.last()?.before() {
            return None;
        }
        let place = self.place(second)?;
        let work = *self.worked.get(place)?;
        let within = unit - work.before() * PER;
        let stints = self.stints(work);
        let mut after = within + i64::from(stints.first()?.start) * PER;
        for (last, stint) in stints.iter().zip(stints.iter().skip(1)) {
            let gap = i64::from(stint.start - last.end) * PER;
            after += if within >= i64::from(stint.before) * PER { gap } else { 0 };
        }
        let day = *self.places.get(place)? as usize;
        let started = match self.starts.get(day) {
            Some(start) => *start,
            None => self.base + i64::try_from(day).ok()? * DAY,
        };
        started.checked_mul(PER)?.checked_add(after)
    }

    /// The moment at which `amount` of working time has passed since the table's start: the first
    /// such moment, or the last (the next opening).
    #[inline]
    pub(super) fn select<const PER: i64>(&self, amount: i64, landing: Landing) -> Option<i64> {
        match landing {
            Landing::AtClosing => Some(self.start_of::<PER>(amount.checked_sub(1)?)? + 1),
            Landing::AtNextOpening => self.start_of::<PER>(amount),
        }
    }

    /// The end of the work that is under way at `second`; `None` if it goes on to the table's end.
    pub(super) fn closing_of(&self, second: i64) -> Option<i64> {
        let (mut day, mut start) = self.day(second)?;
        let within = second - start;
        let mut end = self.work(day).iter().find(|stint| i64::from(stint.end) > within)?.end;
        loop {
            let (_, table_end) = self.covers();
            let closing = start + i64::from(end);
            if closing == table_end {
                return None;
            }
            match self.day(closing).filter(|(next, _)| *next != day) {
                // Work that touches midnight goes on if the next day begins with work.
                Some((next, next_start)) if self.work(next).first().is_some_and(|stint| stint.start == 0) => {
                    (day, start, end) = (next, next_start, self.work(next).first()?.end);
                }
                _ => return Some(closing),
            }
        }
    }

    /// The start of the work that is under way at `second`; `None` if it began before the table.
    pub(super) fn opening_of(&self, second: i64) -> Option<i64> {
        let (day, mut start) = self.day(second)?;
        let within = second - start;
        let mut opening = self.work(day).iter().rfind(|stint| i64::from(stint.start) <= within)?.start;
        loop {
            if opening > 0 {
                return Some(start + i64::from(opening));
            }
            let (before, before_start) = self.day(start - 1)?;
            match self.work(before).last() {
                Some(stint) if before_start + i64::from(stint.end) == start => {
                    (start, opening) = (before_start, stint.start);
                }
                _ => return Some(start),
            }
        }
    }
}

/// The work of a day on which clocks change: each moment by its own civil time.
fn moment_by_moment(
    stretches: &[Stretch],
    day: usize,
    civil: i64,
    (start, end): (i64, i64),
    hours: &[&[Span]],
) -> Vec<(i32, i32)> {
    let mut work = Vec::new();
    let around = [(day.checked_sub(1), civil - DAY), (Some(day), civil), (day.checked_add(1), civil + DAY)];
    for stretch in stretches.iter().take_while(|stretch| stretch.from < end) {
        for (day, civil) in around {
            for span in day.and_then(|day| hours.get(day)).copied().unwrap_or_default() {
                let at = |minute| civil + i64::from(seconds(minute)) - stretch.ahead();
                let from = at(span.start()).max(stretch.from).max(start);
                let to = at(span.end()).min(stretch.to).min(end);
                if from < to {
                    work.push((from - start, to - start));
                }
            }
        }
    }
    let short = |second: i64| i32::try_from(second).unwrap_or(i32::MAX);
    joined(work).into_iter().map(|(from, to)| (short(from), short(to))).collect()
}
