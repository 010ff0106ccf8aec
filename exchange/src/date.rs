//! Dates as offices write them.
//!
//! Promises: day before month unless the mapping says otherwise, never guessed from one value; a day
//! that does not exist is an error and not the day after; a time that occurs twice follows the
//! mapping's stated policy. Whether a column agrees with itself is looked at in `date_column`.

use calamine::{ExcelDateTime, ExcelDateTimeType};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use chrono_tz::Tz;
use kiennghi::time::{Fold, Moment};
use serde::Deserialize;

use crate::{
    sheet::{Cell, Epoch, Slot},
    workbook::of_excel,
};

/// Why a cell is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateProblem {
    /// It looks like a date, but the calendar has no such day.
    NoSuchDay,
    /// It is no date at all.
    NotADate,
}

/// What stands first in a date of three numbers whose year is last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// The day: `05/03/2026` is 5 March.
    #[default]
    DayMonth,
    /// The month: `05/03/2026` is 3 May.
    MonthDay,
}

/// Days since 1899-12-30 that a number in a date column may mean: 1954 to 2119.
const SERIAL_DAYS: std::ops::RangeInclusive<f64> = 20_000.0..=80_000.0;
/// How many days later workbooks of the Macintosh begin to count.
const EPOCHS_APART_DAYS: f64 = 1_462.0;

/// How the dates of a sheet are read.
///
/// ```
/// use kiennghi_exchange::{Cell, DateReader};
/// let dates = DateReader::new(chrono_tz::Asia::Ho_Chi_Minh);
/// let read = |text| dates.read(Cell::of_text(text)).map(|moment| moment.to_string());
/// assert_eq!(read("5/3/26").as_deref(), Ok("2026-03-05"));
/// assert_eq!(read("8 giờ 30 ngày 5 tháng 3 năm 2026").as_deref(), Ok("2026-03-05T08:30:00+07:00"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct DateReader {
    /// The zone of times of day.
    pub zone: Tz,
    /// Which of two is meant, when clocks are set back.
    pub fold: Fold,
    /// What stands first.
    pub order: DateOrder,
    /// From which day bare numbers count.
    pub epoch: Epoch,
}

impl DateReader {
    /// Day before month, days counted from 1900, the earlier of two times.
    pub fn new(zone: Tz) -> DateReader {
        DateReader { zone, fold: Fold::Earlier, order: DateOrder::DayMonth, epoch: Epoch::Since1900 }
    }

    /// Reads a date, or a date with a time: `5/3/2026`, `05-03-26`, `5.3.2026`, `2026-03-05`,
    /// `2026-03-05 08:30:00`, `8h30 ngày 5/3/2026`, `ngày 5 tháng 3 năm 2026`, or a spreadsheet's date
    /// or day number. Two digits of a year mean 2000 to 2099.
    ///
    /// # Errors
    /// [`DateProblem`].
    pub fn read(&self, cell: Cell<'_>) -> Result<Moment, DateProblem> {
        let civil = |at: NaiveDateTime| Moment::from_civil(at, self.zone, self.fold);
        match cell {
            Cell::Empty => Err(DateProblem::NotADate),
            Cell::Date(date) => Ok(Moment::Date(date)),
            Cell::DateTime(at) => Ok(civil(at)),
            Cell::Number(serial) => match self.of_serial(serial) {
                Some(Slot::Date(date)) => Ok(Moment::Date(date)),
                Some(Slot::DateTime(at)) => Ok(civil(at)),
                _ => Err(DateProblem::NotADate),
            },
            Cell::Text(text) => match number(text) {
                Some(serial) => self.read(Cell::Number(serial)),
                None => match self.of_text(text)? {
                    (date, None) => Ok(Moment::Date(date)),
                    (date, Some(time)) => Ok(civil(date.and_time(time))),
                },
            },
        }
    }

    fn of_serial(&self, serial: f64) -> Option<Slot> {
        let serial = match self.epoch {
            Epoch::Since1900 => serial,
            Epoch::Since1904 => serial + EPOCHS_APART_DAYS,
        };
        let in_range = SERIAL_DAYS.contains(&serial);
        in_range.then(|| of_excel(&ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false))).flatten()
    }

    fn of_text(&self, text: &str) -> Result<(NaiveDate, Option<NaiveTime>), DateProblem> {
        let (date, time) = match text.split_once([' ', 'T']) {
            Some((date, time)) if time.contains(':') => (date, Some(time.trim())),
            _ => (text, None),
        };
        if let (Some(numbers), Some(time)) = (digits(date), time.map(read_time).map_or(Some(None), |time| time.map(Some))) {
            return Ok((self.day(numbers)?, time));
        }
        self.in_words(text)
    }

    fn day(&self, [a, b, c]: [(u32, usize); 3]) -> Result<NaiveDate, DateProblem> {
        let (year, month, day) = match (a.1, c.1, self.order) {
            (4, _, _) => (a.0, b.0, c.0),
            (1 | 2, 4, DateOrder::DayMonth) => (c.0, b.0, a.0),
            (1 | 2, 4, DateOrder::MonthDay) => (c.0, a.0, b.0),
            (1 | 2, 2, DateOrder::DayMonth) => (c.0 + 2000, b.0, a.0),
            (1 | 2, 2, DateOrder::MonthDay) => (c.0 + 2000, a.0, b.0),
            _ => return Err(DateProblem::NotADate),
        };
        NaiveDate::from_ymd_opt(year.cast_signed(), month, day).ok_or(DateProblem::NoSuchDay)
    }

    /// `8h30 ngày 05/3/2026`, `lúc 8 giờ 30 phút ngày 5 tháng 3 năm 2026`, with or without diacritics.
    fn in_words(&self, text: &str) -> Result<(NaiveDate, Option<NaiveTime>), DateProblem> {
        const NO: DateProblem = DateProblem::NotADate;
        let words: Vec<&str> = text.split([' ', ',', '\u{A0}', '\n']).filter(|word| !word.is_empty()).collect();
        let number_of = |place: usize| Some(words.get(place)?).filter(|word| word.len() <= 4).and_then(|word| whole(word));
        let (mut date, mut time) = (None, None);
        let (mut day, mut month, mut year) = (None, None, None);
        let mut place = 0;
        while let Some(word) = words.get(place) {
            place += 1;
            let folded = crate::fold(word);
            match folded.as_str() {
                "luc" | "vao" | "hoi" => {}
                "ngay" => {
                    day = number_of(place);
                    place += usize::from(day.is_some());
                }
                "thang" => {
                    month = Some(number_of(place).ok_or(NO)?);
                    place += 1;
                }
                "nam" => {
                    year = Some(number_of(place).ok_or(NO)?);
                    place += 1;
                }
                "sa" | "am" => {}
                "ch" | "pm" => time = time.and_then(afternoon),
                _ if word.contains(':') => time = Some(read_time(word).ok_or(NO)?),
                _ if digits(word).is_some() => date = Some(self.day(digits(word).ok_or(NO)?)?),
                _ if words.get(place).is_some_and(|next| crate::fold(next) == "gio") => {
                    let hour = whole(word).ok_or(NO)?;
                    place += 1;
                    let minute = number_of(place);
                    place += usize::from(minute.is_some());
                    place += usize::from(words.get(place).is_some_and(|next| crate::fold(next) == "phut"));
                    time = Some(NaiveTime::from_hms_opt(hour, minute.unwrap_or(0), 0).ok_or(NO)?);
                }
                _ => {
                    let (hour, minute) = word.split_once(['h', 'H', 'g']).ok_or(NO)?;
                    let minute = if minute.is_empty() { 0 } else { whole(minute).ok_or(NO)? };
                    time = Some(NaiveTime::from_hms_opt(whole(hour).ok_or(NO)?, minute, 0).ok_or(NO)?);
                }
            }
        }
        match (date, day, month, year) {
            (Some(date), None, None, None) => Ok((date, time)),
            (None, Some(day), Some(month), Some(year)) => {
                let year = if year < 100 { year + 2000 } else { year };
                let date = NaiveDate::from_ymd_opt(year.cast_signed(), month, day).ok_or(DateProblem::NoSuchDay)?;
                Ok((date, time))
            }
            _ => Err(NO),
        }
    }
}

/// A number, with a decimal point or comma.
pub(crate) fn number(text: &str) -> Option<f64> {
    // What begins with a letter, or is longer than any number, is none: most cells.
    if text.len() > 24 || !text.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return None;
    }
    text.parse().ok().or_else(|| text.replacen(',', ".", 1).parse().ok())
}

fn whole(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn afternoon(time: NaiveTime) -> Option<NaiveTime> {
    if time.hour() < 12 { time.with_hour(time.hour() + 12) } else { Some(time) }
}

/// Three numbers with their lengths, parted by one of `/`, `-`, `.`.
pub(crate) fn digits(text: &str) -> Option<[(u32, usize); 3]> {
    let mut parts = text.split(['/', '-', '.']).map(|part| {
        let part = part.trim();
        let all_digits = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if all_digits { Some((part.parse().ok()?, part.len())) } else { None }
    });
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

fn read_time(text: &str) -> Option<NaiveTime> {
    let (text, late) = match text.rsplit_once(' ') {
        Some((time, half)) => match crate::fold(half).as_str() {
            "am" | "sa" => (time, false),
            "pm" | "ch" => (time, true),
            _ => return None,
        },
        None => (text, false),
    };
    let read = |format: &&str| NaiveTime::parse_from_str(text, format).ok();
    let time = ["%H:%M:%S", "%H:%M", "%H:%M:%S%.f"].iter().find_map(read)?;
    if late { afternoon(time) } else { Some(time) }
}
