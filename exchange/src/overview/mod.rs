//! What an office tells of its register on a page: what came, what was answered in time, what is overdue.
//!
//! Promises: every figure is the library's own, from one state of the register, with the head of the
//! ledger that it was counted from. It holds no name and no free text: a page travels further than
//! an erasure can follow. [`overview_html`] makes one file of it that needs no network; a workbook beside
//! it has all that is overdue.

mod chart;
mod file;
mod html;
mod words;

use chrono::{Datelike, NaiveDate};
use kiennghi::{
    case::{Dimension, Number, WorkItem},
    law::Standing,
    ledger::Head,
    register::{Register, RegisterError},
    statistics::{AGEING_BANDS, Band, Basis, Period, PeriodKind, Question, Ranked, Row, StatisticsError, UnitCases, ageing},
    store::Store,
    time::Moment,
};

pub use file::overview_file;
pub use html::overview_html;

use crate::Letterhead;

/// How many of the overdue the page names.
pub const MOST_OVERDUE: usize = 100;

/// A petition that is overdue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverdueCase {
    /// Its number.
    pub number: Number,
    /// When it arrived.
    pub received_at: Moment,
    /// When its reply was due.
    pub due: Option<Moment>,
    /// By how many working days it is overdue; `None` where the calendar does not reach.
    pub days: Option<u32>,
    /// The code of its source.
    pub source: Option<String>,
    /// The unit that holds it.
    pub unit: Option<String>,
}

/// The figures of a page, of one state of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// Whose register it is, as it is to be called; without the agency it is not told.
    pub letterhead: Letterhead,
    /// Up to the end of which day the world is seen.
    pub as_of: NaiveDate,
    /// By which time lateness is judged.
    pub basis: Basis,
    /// The periods, one after the other.
    pub periods: Vec<Period>,
    /// All of them as one, up to the day asked about.
    pub whole: Period,
    /// The counts of `whole`.
    pub total: Row,
    /// Those of each period.
    pub by_period: Vec<Row>,
    /// Those of each source, over `whole`.
    pub by_source: Vec<Row>,
    /// Those of each unit, over `whole`.
    pub by_unit: Vec<Row>,
    /// The units by their on-time rate, over `whole`.
    pub ranking: Vec<Ranked>,
    /// The overdue of each unit, by how long.
    pub ageing: Vec<UnitCases<Band>>,
    /// All that are overdue, the earliest due date first. The page names the first [`MOST_OVERDUE`].
    pub overdue: Vec<OverdueCase>,
    /// The workbook beside the page that has all of them, by its file name; `None` is not told.
    pub spreadsheet: Option<String>,
    /// The end of the ledger that all of it was counted from.
    pub head: Head,
}

impl Overview {
    /// The periods of a page: those of a kind that cover `since`, by default the first day of the year of
    /// `as_of`, to `until`, by default `as_of`.
    pub fn periods(kind: PeriodKind, since: Option<NaiveDate>, until: Option<NaiveDate>, as_of: NaiveDate) -> Vec<Period> {
        let year = NaiveDate::from_ymd_opt(as_of.year(), 1, 1).unwrap_or(as_of);
        kind.covering(since.unwrap_or(year), until.unwrap_or(as_of))
    }

    /// Counts what the page tells. The periods follow each other; the last may go on after `as_of`.
    ///
    /// ```
    /// use kiennghi::{case::{Seed, World}, lang::Lang, ledger::Actor, register::Register, statistics::PeriodKind, store::MemoryStore};
    /// use kiennghi_exchange::{Letterhead, Overview, overview_html};
    /// let world = World { now: "2026-03-20T02:00:00Z".parse()?, actor: Actor::new("lan.nt"), seed: Seed::new([7; 32]) };
    /// let register = Register::create(MemoryStore::new(), &world)?;
    /// let as_of = "2026-03-20".parse()?;
    /// let overview = Overview::of(&register, Overview::periods(PeriodKind::Month, None, None, as_of), as_of)?;
    /// let letterhead = Letterhead { agency: Some("Ban Quản lý các khu công nghiệp".into()), ..Letterhead::default() };
    /// let page = overview_html(&Overview { letterhead, ..overview }, Lang::Vi);
    /// assert!(page.starts_with("<!DOCTYPE html>"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// There is no period, one does not follow the other, or none has begun by `as_of`; a due date
    /// cannot be computed; the store fails.
    pub fn of(register: &Register<impl Store>, periods: Vec<Period>, as_of: NaiveDate) -> Result<Overview, RegisterError> {
        let _state = register.hold()?;
        let (columns, items) = register.columns_and_worklist(Moment::Date(as_of))?;
        let whole = whole(&periods, as_of)?;
        let table = |by: &[Dimension], periods: Vec<Period>| columns.table(&Question::new(by.to_vec(), periods, as_of));
        let by_period = table(&[], periods)?;
        let by_unit = table(&[Dimension::Unit], vec![whole])?;
        let by_source = table(&[Dimension::Source], vec![whole])?;
        let total = table(&[], vec![whole])?.subtotals(&[])?;
        let overdue: Vec<&WorkItem> = items.iter().filter(|item| item.standing == Standing::Overdue).collect();
        Ok(Overview {
            letterhead: Letterhead::default(),
            as_of,
            basis: by_period.basis(),
            periods: by_period.periods().to_vec(),
            whole,
            total: total.into_iter().next().ok_or(StatisticsError::NoPeriod { start: whole.start() })?,
            by_period: by_period.subtotals(&[])?,
            by_source: by_source.rows().to_vec(),
            ranking: by_unit.ranking(Dimension::Unit)?,
            by_unit: by_unit.rows().to_vec(),
            ageing: ageing(&items, &Band::ending(AGEING_BANDS)),
            overdue: overdue.into_iter().map(OverdueCase::of).collect(),
            spreadsheet: None,
            head: columns.head(),
        })
    }
}

impl OverdueCase {
    fn of(item: &WorkItem) -> OverdueCase {
        OverdueCase {
            number: item.number.clone(),
            received_at: item.received_at,
            due: item.due,
            days: item.days_left.map(|left| left.min(0).unsigned_abs()),
            source: item.source.clone(),
            unit: item.unit.clone(),
        }
    }
}

/// All periods that have begun as one, up to the day asked about.
fn whole(periods: &[Period], as_of: NaiveDate) -> Result<Period, StatisticsError> {
    let first = periods.first().map_or(as_of, Period::start);
    if let Some((before, next)) = periods.iter().zip(periods.iter().skip(1)).find(|(before, next)| before.end() != next.start()) {
        return Err(StatisticsError::Apart { start: next.start(), end: before.end() });
    }
    let begun = periods.iter().any(|period| period.start() <= as_of);
    let last = periods.last().map_or(as_of, |last| last.end().pred_opt().unwrap_or(last.end())).min(as_of);
    match last.succ_opt().filter(|_| begun) {
        Some(end) => Period::between(first, end),
        None => Err(StatisticsError::NoPeriod { start: first }),
    }
}

#[cfg(test)]
mod tests;
