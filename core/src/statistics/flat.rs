//! Cases straight from somebody's own table, without a register.
//!
//! Promises: a row is a case with the days that its table gives it, and is counted as a case of a
//! register would be that had these days. Nothing is guessed: what has no due day has none. A row that
//! cannot have been is refused, with its column. It knows of no pauses and no moves: whoever has those
//! has a register.

use alloc::string::String;

use chrono::{Datelike, NaiveDate};

use super::{
    Columns, Measure,
    columns::{FIXED, Step},
    dictionary::NONE,
    facts::{Closing, DueDays, Event, Known, NEVER, NO_MINUTES, UNKNOWN, known},
};
use crate::{
    case::{Counted, Dimension, Outcome},
    ledger::Identity,
    time::day_after,
};

/// A text of a dimension as the columns keep it. The default is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Code(u32);

/// A case as a row of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlatCase {
    /// The day on which it arrived.
    pub opened: NaiveDate,
    /// The day on which the arrival was recorded; `None`: known from the beginning.
    pub opened_recorded: Option<NaiveDate>,
    /// The day on which it was closed.
    pub closed: Option<NaiveDate>,
    /// How it was closed.
    pub outcome: Outcome,
    /// The day on which the closing was recorded; `None`: on that day.
    pub closed_recorded: Option<NaiveDate>,
    /// The last day on which a reply is on time.
    pub due: Option<NaiveDate>,
    /// The first day from which it is due soon; `None`: the last day itself.
    pub due_soon_from: Option<NaiveDate>,
    /// What was due before anything moved it; `None`: nothing did.
    pub originally_due: Option<NaiveDate>,
    /// Working minutes from arrival to reply, less than 4,294,967,295.
    pub minutes: Option<u32>,
    /// The score that the reply got, 1 to 5.
    pub rating: Option<u8>,
    /// The day on which the score was given; `None`: that of the reply.
    pub rated: Option<NaiveDate>,
    /// The day on which the outcome was published. It is known when the closing is.
    pub published: Option<NaiveDate>,
    /// The text of each dimension, in the order of [`Dimension::ALL`]; see [`Columns::code`].
    pub codes: [Code; Dimension::ALL.len()],
}

impl FlatCase {
    /// A case of which nothing is known but the day on which it arrived.
    pub fn new(opened: NaiveDate) -> FlatCase {
        FlatCase {
            opened,
            opened_recorded: None,
            closed: None,
            outcome: Outcome::Replied,
            closed_recorded: None,
            due: None,
            due_soon_from: None,
            originally_due: None,
            minutes: None,
            rating: None,
            rated: None,
            published: None,
            codes: [Code::default(); Dimension::ALL.len()],
        }
    }
}

/// Why a row is no case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("row {row}, column `{column}`: {reason}")]
pub struct FlatFailure {
    /// The row, from 0.
    pub row: u64,
    /// The field of [`FlatCase`], or the dimension.
    pub column: String,
    /// What is wrong with it.
    pub reason: FlatReason,
}

/// What is wrong with a field of a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlatReason {
    /// A day before the one on which the case arrived, or was closed.
    #[error("{day} lies before {after}; what follows comes on that day or later")]
    Before {
        /// The day that is given.
        day: NaiveDate,
        /// What it cannot lie before.
        after: NaiveDate,
    },
    /// A score that there is not.
    #[error("there is no score of {score}; give 1 to 5")]
    Score {
        /// What was given.
        score: u8,
    },
    /// A score, or a publication, of what was not closed.
    #[error("it was not closed and this came after its closing; give the day of its closing, or leave this out")]
    NotClosed,
    /// More minutes than can be counted.
    #[error("the minutes are too many; give less than {}", NO_MINUTES)]
    Minutes,
    /// A code of other columns.
    #[error("the code is none of these columns; ask them for it")]
    Code,
}

/// A row by its codes, and its turns: so many of them.
pub(super) struct ToldFlat {
    pub(super) id: Identity,
    pub(super) fixed: [u32; FIXED.len()],
    pub(super) steps: [Step; 5],
    pub(super) count: usize,
}

impl Columns {
    /// The code of a text of a dimension, for [`FlatCase::codes`].
    pub fn code(&mut self, dimension: Dimension, text: &str) -> Code {
        let dictionary = match FIXED.iter().position(|fixed| *fixed == dimension) {
            Some(place) => self.dictionaries.get_mut(place),
            None if dimension == Dimension::Officer => Some(&mut self.officers),
            None => Some(&mut self.units),
        };
        Code(dictionary.map_or(NONE, |dictionary| dictionary.code(Some(text))))
    }

    /// Adds a case as a row of a table; its id is the number of the row, from 0, which
    /// [`Columns::behind`] tells.
    ///
    /// ```
    /// use kiennghi::{case::Dimension, ledger::Head, statistics::{Columns, FlatCase, Measure, PeriodKind, Question}};
    /// let mut columns = Columns::new(Head::default());
    /// let day = |text: &str| text.parse::<chrono::NaiveDate>();
    /// let mut case = FlatCase { closed: Some(day("2026-03-20")?), due: Some(day("2026-03-16")?), ..FlatCase::new(day("2026-03-02")?) };
    /// case.codes[0] = columns.code(Dimension::Source, "enterprise");
    /// columns.push_flat(0, &case)?;
    /// let months = PeriodKind::Month.covering(day("2026-03-01")?, day("2026-03-31")?);
    /// let table = columns.table(&Question::new(vec![Dimension::Source], months, day("2026-03-31")?))?;
    /// assert_eq!(table.rows()[0].keys, [Some("enterprise".to_owned())]);
    /// assert_eq!(table.rows()[0].counts.get(Measure::RepliedLate), 1);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// It cannot have been; nothing is added then.
    pub fn push_flat(&mut self, row: u64, case: &FlatCase) -> Result<(), FlatFailure> {
        let ToldFlat { id, fixed, steps, count } = self.told_flat(row, case)?;
        self.add(id, fixed, steps.get(..count).unwrap_or_default(), Counted::Each, UNKNOWN);
        Ok(())
    }

    /// What a row tells.
    pub(super) fn told_flat(&self, row: u64, case: &FlatCase) -> Result<ToldFlat, FlatFailure> {
        let fail = |column: &str, reason| Err(FlatFailure { row, column: column.into(), reason });
        if let Some(score) = case.rating.filter(|score| !(1..=5).contains(score)) {
            return fail("rating", FlatReason::Score { score });
        }
        if case.minutes == Some(NO_MINUTES) {
            return fail("minutes", FlatReason::Minutes);
        }
        let after_closing = [("rating", case.rating.is_some()), ("published", case.published.is_some())];
        if let Some((column, _)) = after_closing.iter().find(|(_, is_given)| *is_given && case.closed.is_none()) {
            return fail(column, FlatReason::NotClosed);
        }
        let closed = case.closed.unwrap_or(case.opened);
        for (column, day, after) in [
            ("opened_recorded", case.opened_recorded, case.opened),
            ("closed", case.closed, case.opened),
            ("closed_recorded", case.closed_recorded, closed),
            ("rated", case.rated, closed),
            ("published", case.published, closed),
        ] {
            if let Some(day) = day.filter(|day| *day < after) {
                return fail(column, FlatReason::Before { day, after });
            }
        }
        let [source, originator, channel, kind, about, field, unit, officer] = case.codes.map(|Code(code)| code);
        let fixed = [source, originator, channel, kind, about, field];
        let known = self.dictionaries.iter().chain([&self.units, &self.officers]);
        let places = case.codes.iter().zip(known).zip(Dimension::ALL);
        if let Some((_, dimension)) = places.into_iter().find(|((Code(code), dictionary), _)| *code > dictionary.len()) {
            return fail(dimension.code(), FlatReason::Code);
        }
        let id = Identity::from_bytes(u128::from(row).to_be_bytes());
        let (steps, count) = steps(case, (unit, officer));
        Ok(ToldFlat { id, fixed, steps, count })
    }
}

/// By when a day is over.
fn known_by(day: Option<NaiveDate>) -> Known {
    day.map_or(0, |day| known(day_after(day).and_time(chrono::NaiveTime::MIN).and_utc()))
}

/// The turns of the case, and how many of them there are.
fn steps(case: &FlatCase, (unit, officer): (u32, u32)) -> ([Step; 5], usize) {
    let days = |day: NaiveDate| day.num_days_from_ce();
    let opened = days(case.opened);
    let due = match case.due {
        None => DueDays { calm: Measure::OpenNoDeadline, soon_from: NEVER, overdue_from: NEVER },
        Some(due) => {
            DueDays { calm: Measure::OpenInTime, soon_from: days(case.due_soon_from.unwrap_or(due)), overdue_from: days(due) + 1 }
        }
    };
    let first = Step { day: opened, known: known_by(case.opened_recorded), event: Event::Opened, unit: NONE, officer: NONE, due };
    let (mut steps, mut count) = ([first; 5], 1);
    let mut push = |step: Step| {
        if let Some(place) = steps.get_mut(count) {
            *place = step;
            count += 1;
        }
    };
    let held = Step { unit, officer, event: Event::Held, ..first };
    if (unit, officer) != (NONE, NONE) {
        push(held);
    }
    if let Some(closed) = case.closed {
        let known = first.known.max(known_by(case.closed_recorded));
        push(Step { day: days(closed), known, event: Event::Closed(closing(case, closed)), ..held });
        let rated = case.rating.map(|score| (days(case.rated.unwrap_or(closed)), Event::Rated(score)));
        let published = case.published.map(|day| (days(day), Event::Published));
        // Turns come by their days.
        let is_later = rated.zip(published).is_some_and(|((rated, _), (published, _))| rated > published);
        let after = if is_later { [published, rated] } else { [rated, published] };
        after.into_iter().flatten().for_each(|(day, event)| push(Step { day, known, event, ..held }));
    }
    (steps, count)
}

fn closing(case: &FlatCase, closed: NaiveDate) -> Closing {
    let recorded = case.closed_recorded.unwrap_or(closed);
    let otherwise = match case.outcome {
        Outcome::Replied => None,
        Outcome::ForwardedOut => Some(Measure::ForwardedOut),
        Outcome::NotAccepted => Some(Measure::NotAccepted),
        Outcome::Reclassified => Some(Measure::Reclassified),
        Outcome::Withdrawn => Some(Measure::Withdrawn),
        Outcome::Merged => Some(Measure::Merged),
    };
    let replied = |day: NaiveDate| match case.due {
        None => Measure::RepliedNoDeadline,
        Some(due) if day < due => Measure::RepliedEarly,
        Some(due) if day == due => Measure::RepliedOnTime,
        Some(_) => Measure::RepliedLate,
    };
    let is_late = |day: NaiveDate| case.originally_due.or(case.due).is_some_and(|due| day > due);
    let lag = u16::try_from((recorded - closed).num_days()).unwrap_or(u16::MAX);
    Closing {
        in_fact: otherwise.unwrap_or_else(|| replied(closed)),
        on_record: otherwise.unwrap_or_else(|| replied(recorded)),
        originally_late: [is_late(closed), is_late(recorded)],
        lag: if otherwise.is_some() { 0 } else { lag },
        minutes: case.minutes.filter(|_| otherwise.is_none()).unwrap_or(NO_MINUTES),
    }
}
