//! Dates as offices write them.
//!
//! Promises: day before month, never guessed from the values; a day that does not exist is an
//! error and not the day after; a time that occurs twice follows the mapping's stated policy.

use calamine::{ExcelDateTime, ExcelDateTimeType};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;
use kiennghi::time::{Fold, Moment};

use crate::sheet::{Cell, of_excel};

/// Why a cell is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateProblem {
    /// It looks like a date, but the calendar has no such day.
    NoSuchDay,
    /// It is no date at all.
    NotADate,
}

/// Days since 1899-12-30 that a number in a date column may mean: 1954 to 2119.
const SERIAL_DAYS: std::ops::RangeInclusive<f64> = 20_000.0..=80_000.0;

/// Reads a date, or a date with a time in `zone`. Day before month: `5/3/2026`, `05-03-26`,
/// `5.3.2026`, `2026-03-05`, `2026-03-05 08:30:00`, `ngày 5 tháng 3 năm 2026`, or a spreadsheet's
/// date or day number. Two digits of a year mean 2000 to 2099.
///
/// # Errors
/// [`DateProblem`].
pub fn read_moment(cell: &Cell, zone: Tz, fold: Fold) -> Result<Moment, DateProblem> {
    let civil = |at: NaiveDateTime| Moment::from_civil(at, zone, fold);
    match cell {
        Cell::Empty => Err(DateProblem::NotADate),
        Cell::Date(date) => Ok(Moment::Date(*date)),
        Cell::DateTime(at) => Ok(civil(*at)),
        Cell::Number(serial) if SERIAL_DAYS.contains(serial) => {
            let at = ExcelDateTime::new(*serial, ExcelDateTimeType::DateTime, false);
            read_moment(&of_excel(&at).unwrap_or(Cell::Empty), zone, fold)
        }
        Cell::Number(_) => Err(DateProblem::NotADate),
        Cell::Text(text) => match text.parse::<f64>() {
            Ok(serial) => read_moment(&Cell::Number(serial), zone, fold),
            Err(_) => match read_text(text)? {
                (date, None) => Ok(Moment::Date(date)),
                (date, Some(time)) => Ok(civil(date.and_time(time))),
            },
        },
    }
}

fn read_text(text: &str) -> Result<(NaiveDate, Option<NaiveTime>), DateProblem> {
    let (date, time) = match text.split_once([' ', 'T']) {
        Some((date, time)) if time.contains(':') => (date, Some(time.trim())),
        _ => (text, None),
    };
    let time = time.map(|time| read_time(time).ok_or(DateProblem::NotADate)).transpose()?;
    let numbers = if date.starts_with(|c: char| c.is_ascii_digit()) { digits(date) } else { in_words(date) };
    let [a, b, c] = numbers.ok_or(DateProblem::NotADate)?;
    let (year, month, day) = match (a.1, c.1) {
        (4, _) => (a.0, b.0, c.0),
        (1 | 2, 4) => (c.0, b.0, a.0),
        (1 | 2, 2) => (c.0 + 2000, b.0, a.0),
        _ => return Err(DateProblem::NotADate),
    };
    let date = NaiveDate::from_ymd_opt(year.cast_signed(), month, day).ok_or(DateProblem::NoSuchDay)?;
    Ok((date, time))
}

/// Three numbers with their lengths, parted by one of `/`, `-`, `.`.
fn digits(text: &str) -> Option<[(u32, usize); 3]> {
    let mut parts = text.split(['/', '-', '.']).map(|part| {
        let part = part.trim();
        let all_digits = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if all_digits { Some((part.parse().ok()?, part.len())) } else { None }
    });
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

/// `ngày 5 tháng 3 năm 2026`, with or without diacritics.
fn in_words(text: &str) -> Option<[(u32, usize); 3]> {
    let folded = crate::fold(text);
    let mut words = folded.split(' ');
    let mut after = |name: &str| {
        let number = (words.next()? == name).then(|| words.next())??;
        Some((number.parse().ok()?, number.len()))
    };
    let numbers = [after("ngay")?, after("thang")?, after("nam")?];
    words.next().is_none().then_some(numbers)
}

fn read_time(text: &str) -> Option<NaiveTime> {
    ["%H:%M:%S", "%H:%M", "%H:%M:%S%.f"].iter().find_map(|format| NaiveTime::parse_from_str(text, format).ok())
}
