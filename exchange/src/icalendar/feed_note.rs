//! What was not understood of a feed.
//!
//! Promises: each note has its line and, in Vietnamese and English, what is wrong and what was done.
//! It repeats values of the file, so it is for whoever holds the file, and not for a log.

use chrono::NaiveDate;
use kiennghi::lang::Lang;

/// Something in a feed that was not taken as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedNote {
    /// The line where it stands, or where the event begins that it is about; counted from 1.
    pub line: usize,
    /// What the event is called; empty outside of one.
    pub event: String,
    /// What is wrong.
    pub trouble: FeedTrouble,
}

/// Why a line or an event of a feed was not taken as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FeedTrouble {
    /// It is no line of a calendar file.
    NotALine,
    /// Its bytes are not UTF-8.
    NotUtf8,
    /// An end of what was not begun, or not inside of it.
    Unbalanced(String),
    /// The file ends before this has ended.
    Unended(String),
    /// A component that is no holiday.
    NotAnEvent(String),
    /// An event without a start.
    NoStart,
    /// This is no date.
    NotADate(String),
    /// It does not begin and end at midnight.
    PartOfADay,
    /// It ends before it starts.
    EndsBeforeStart,
    /// It has an end and a duration, of which only one may be.
    EndAndDuration,
    /// It is longer than a year.
    TooLong,
    /// A time zone that is not known here.
    UnknownZone(String),
    /// A repetition that is more than once a year on one date.
    Repetition(String),
    /// It was called off.
    Cancelled,
    /// It is remembered and not a day off.
    Observance,
    /// Another event with the same identifier was made later.
    Replaced,
    /// The feed has the date as a day off and as a working day.
    Contradicted(NaiveDate),
    /// The calendar does not cover the date.
    Outside(NaiveDate),
}

impl FeedTrouble {
    /// What is wrong, and what was done.
    pub fn to_text(&self, lang: Lang) -> String {
        let pick = |vi: &str, en: &str| if lang == Lang::Vi { vi.to_owned() } else { en.to_owned() };
        match self {
            FeedTrouble::NotALine => pick("không phải dòng của tệp lịch; bỏ qua", "it is no line of a calendar file; left out"),
            FeedTrouble::NotUtf8 => pick("không phải UTF-8; bỏ qua dòng này", "it is not UTF-8; the line is left out"),
            FeedTrouble::Unbalanced(name) => pick(
                &format!("END:{name} không khớp với BEGIN; bỏ qua dòng này"),
                &format!("END:{name} ends nothing that was begun; the line is left out"),
            ),
            FeedTrouble::Unended(name) => pick(
                &format!("tệp hết khi {name} chưa kết thúc; phần này không được nhận"),
                &format!("the file ends within {name}; that part is not taken"),
            ),
            FeedTrouble::NotAnEvent(name) => {
                pick(&format!("{name} không phải ngày nghỉ; bỏ qua"), &format!("{name} is no holiday; left out"))
            }
            FeedTrouble::NoStart => pick("không có DTSTART; không nhận", "it has no DTSTART; not taken"),
            FeedTrouble::NotADate(value) => pick(
                &format!("`{value}` không phải ngày như 20260902; không nhận"),
                &format!("`{value}` is no date such as 20260902; not taken"),
            ),
            FeedTrouble::PartOfADay => pick(
                "không phải trọn ngày; không nhận, hãy ghi giờ làm việc riêng của ngày này vào lịch",
                "it is not a whole day; not taken, give the calendar the hours of that day",
            ),
            FeedTrouble::EndsBeforeStart => pick("kết thúc trước khi bắt đầu; không nhận", "it ends before it starts; not taken"),
            FeedTrouble::EndAndDuration => pick(
                "có cả DTEND và DURATION; không nhận, chỉ được có một",
                "it has DTEND and DURATION, and only one may be; not taken",
            ),
            FeedTrouble::TooLong => pick("dài hơn một năm; không nhận", "it is longer than a year; not taken"),
            FeedTrouble::UnknownZone(zone) => pick(
                &format!("không biết múi giờ `{zone}`; không nhận, hãy dùng tên như Asia/Ho_Chi_Minh hoặc sự kiện trọn ngày"),
                &format!(
                    "the zone `{zone}` is not known; not taken, a name such as Asia/Ho_Chi_Minh or an all-day event would do"
                ),
            ),
            FeedTrouble::Repetition(rule) => pick(
                &format!("lặp lại `{rule}` không nhận được; chỉ nhận mỗi năm một lần vào một ngày, hãy liệt kê từng ngày"),
                &format!("the repetition `{rule}` is not taken; once a year on one date would be, or list the days"),
            ),
            FeedTrouble::Cancelled => pick("đã hủy; không nhận", "it was cancelled; not taken"),
            FeedTrouble::Observance => {
                pick("là ngày kỷ niệm, không phải ngày nghỉ; không nhận", "it is an observance and no day off; not taken")
            }
            FeedTrouble::Replaced => pick("có bản mới hơn cùng UID; không nhận", "a later one has the same UID; not taken"),
            FeedTrouble::Contradicted(date) => pick(
                &format!("{} vừa là ngày nghỉ vừa là ngày làm việc; không nhận cả hai", date.format("%d/%m/%Y")),
                &format!("{date} is a day off and a working day; neither is taken"),
            ),
            FeedTrouble::Outside(date) => pick(
                &format!("{} nằm ngoài các năm của lịch; không nhận", date.format("%d/%m/%Y")),
                &format!("{date} lies outside the years of the calendar; not taken"),
            ),
        }
    }
}

impl FeedNote {
    /// The note as a line.
    pub fn to_text(&self, lang: Lang) -> String {
        let line = if lang == Lang::Vi { "dòng" } else { "line" };
        let trouble = self.trouble.to_text(lang);
        match self.event.as_str() {
            "" => format!("{line} {}: {trouble}", self.line),
            event => format!("{line} {}, `{event}`: {trouble}", self.line),
        }
    }
}
