//! Does a column of dates agree with itself?
//!
//! Promises: a date that can be read both ways is doubtful where other cells of its column are proof of
//! the other order; also where a spreadsheet of another country has turned day and month of those
//! cells that it could, and left the others as text. Nothing is turned back: it is named, with the
//! other reading as the proposal.

use chrono::{Datelike, NaiveDate};

use crate::{
    date::{DateOrder, digits},
    headings::Layout,
    mapping::Field,
    sheet::{Cell, Sheet},
};

/// How many cells are proof enough that a spreadsheet has turned the others. One may be a slip.
const ENOUGH: usize = 2;

/// What the cells of a column show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DateColumn {
    /// Texts whose first number is no month.
    day_first: usize,
    /// Texts whose second number is no month.
    month_first: usize,
    /// True dates whose day could be a month.
    turnable: usize,
    /// True dates whose day is no month.
    not_turnable: usize,
}

impl DateColumn {
    fn look(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Date(date) if date.day() <= 12 => self.turnable += 1,
            Cell::Date(_) => self.not_turnable += 1,
            Cell::Text(text) => match year_last(text) {
                Some((13..=31, 1..=12)) => self.day_first += 1,
                Some((1..=12, 13..=31)) => self.month_first += 1,
                _ => {}
            },
            _ => {}
        }
    }

    /// The other date that a cell may mean, if the rest of the column speaks for it.
    pub(crate) fn other_reading(&self, cell: Cell<'_>, order: DateOrder, date: NaiveDate) -> Option<NaiveDate> {
        let against = match order {
            DateOrder::DayMonth => self.month_first,
            DateOrder::MonthDay => self.day_first,
        };
        let doubtful = match cell {
            Cell::Date(_) => self.not_turnable == 0 && self.turnable >= ENOUGH && self.day_first >= ENOUGH,
            Cell::Text(text) => against > 0 && year_last(text).is_some(),
            _ => false,
        };
        if !doubtful || date.day() == date.month() {
            return None;
        }
        NaiveDate::from_ymd_opt(date.year(), date.day(), date.month())
    }
}

/// First and second number of a date of three whose year is last.
fn year_last(text: &str) -> Option<(u32, u32)> {
    let date = text.split_once(' ').map_or(text, |(date, _)| date);
    digits(date).filter(|[a, _, _]| a.1 <= 2).map(|[a, b, _]| (a.0, b.0))
}

/// Is it a date as text: three numbers, or `ngày 5 tháng 3 năm 2026`?
pub(crate) fn is_date_text(text: &str) -> bool {
    let first = text.split_once(' ').map_or(text, |(date, _)| date);
    digits(first).is_some() || crate::fold(first) == "ngay" && text.contains(|c: char| c.is_ascii_digit())
}

/// What stands first in these dates, as far as they are proof of one order alone.
pub(crate) fn order_of<'a>(cells: impl Iterator<Item = Cell<'a>>) -> Option<DateOrder> {
    let mut dates = DateColumn::default();
    cells.for_each(|cell| dates.look(cell));
    match (dates.day_first, dates.month_first) {
        (0, 0) => None,
        (_, 0) => Some(DateOrder::DayMonth),
        (0, _) => Some(DateOrder::MonthDay),
        _ => None,
    }
}

/// The other reading of a text that is no day as it stands: `5/13/2026` is 13 May.
pub(crate) fn turned(text: &str) -> Option<NaiveDate> {
    let [a, b, c] = digits(text.split_once(' ').map_or(text, |(date, _)| date))?;
    let year = if c.1 == 2 { c.0 + 2000 } else { c.0 };
    (a.1 <= 2).then(|| NaiveDate::from_ymd_opt(year.cast_signed(), a.0, b.0)).flatten()
}

/// Looks at all date columns of a sheet.
pub(crate) fn look(sheet: &Sheet, layout: &Layout) -> std::collections::BTreeMap<Field, DateColumn> {
    let columns = layout.columns.iter().filter(|(field, _)| field.is_date());
    let mut found: Vec<(Field, usize, DateColumn)> =
        columns.map(|(field, column)| (*field, *column, DateColumn::default())).collect();
    for row in (layout.first_row..sheet.len()).map(|row| sheet.row(row)) {
        for (_, column, dates) in &mut found {
            dates.look(row.cell(*column));
        }
    }
    found.into_iter().map(|(field, _, dates)| (field, dates)).collect()
}
