//! The choices that laws and offices make differently, each with its default.
//!
//! Promises: a choice is a value with a name, never a number in code; a default is what the Civil
//! Code 2015 says, or, where it is silent, what changes a date the least.

use serde::Deserialize;

use crate::lang::vocabulary;

vocabulary! {
    /// Does the day on which a term starts count?
    #[derive(Default)]
    pub enum FirstDay("first day policy", "cách tính ngày đầu") {
        /// No (Civil Code 2015, art. 147.2). The default.
        #[default]
        Excluded = "excluded" ("không tính ngày đầu", "the first day is not counted"),
        /// Yes.
        Included = "included" ("tính cả ngày đầu", "the first day is counted"),
    }
}

vocabulary! {
    /// What a start on a day off means.
    #[derive(Default)]
    pub enum StartOnDayOff("day-off policy", "nhận vào ngày nghỉ") {
        /// The term starts on that day; the first day counted is the next working day. The default.
        #[default]
        AsIs = "as_is" ("giữ nguyên ngày nhận", "the day of receipt stands"),
        /// The term starts on the next working day, at the same time of day.
        NextWorkingDay = "next_working_day" ("tính từ ngày làm việc kế tiếp", "starts on the next working day"),
    }
}

vocabulary! {
    /// What becomes of a date that is a day off.
    ///
    /// A term in calendar days, weeks, months or years that ends on a day off ends on the next
    /// working day (Civil Code 2015, art. 148.5): `next_working_day`, which is what a rule means
    /// unless it says otherwise.
    #[derive(Default)]
    pub enum Roll("roll policy", "ngày cuối là ngày nghỉ") {
        /// The next working day.
        #[default]
        NextWorkingDay = "next_working_day" ("chuyển sang ngày làm việc kế tiếp", "moves to the next working day"),
        /// The last working day before it.
        PreviousWorkingDay = "previous_working_day" ("chuyển về ngày làm việc liền trước", "moves to the working day before"),
        /// The next working day, unless that lies in another month: then the one before.
        NextInMonth = "next_in_month" ("ngày làm việc kế tiếp trong tháng", "moves to the next working day of that month"),
        /// The working day before, unless that lies in another month: then the next one.
        PreviousInMonth = "previous_in_month" ("ngày làm việc liền trước trong tháng", "moves to the working day before, of that month"),
        /// It stays.
        Stay = "stay" ("giữ nguyên", "stays"),
    }
}

vocabulary! {
    /// What a term in months or years gives when its last month has no corresponding day.
    #[derive(Default)]
    pub enum MonthEnd("month end policy", "tháng không có ngày tương ứng") {
        /// The last day of that month (Civil Code 2015, art. 148.4). The default.
        #[default]
        LastDay = "last_day" ("ngày cuối tháng", "the last day of the month"),
        /// The first day of the month after.
        FirstOfNext = "first_of_next" ("ngày đầu tháng sau", "the first day of the next month"),
        /// From the last day of a month to the last day of a month, even if that is a later day.
        LastToLast = "last_to_last" ("cuối tháng đến cuối tháng", "from month end to month end"),
        /// An error.
        Refuse = "refuse" ("không chấp nhận", "refused"),
    }
}

vocabulary! {
    /// A unit of the civil calendar.
    pub enum CivilUnit("civil unit", "đơn vị lịch") {
        /// Days.
        Day = "day" ("ngày", "days"),
        /// Weeks of seven days.
        Week = "week" ("tuần", "weeks"),
        /// Months.
        Month = "month" ("tháng", "months"),
        /// Years.
        Year = "year" ("năm", "years"),
    }
}

vocabulary! {
    /// What happens to working time that starts outside office hours.
    #[derive(Default)]
    pub enum OutsideHours("outside hours policy", "bắt đầu ngoài giờ làm việc") {
        /// It counts from the next opening (going back: from the last closing). The default.
        #[default]
        FromOpening = "from_opening" ("tính từ giờ mở cửa kế tiếp", "counts from the next opening"),
        /// An error.
        Refuse = "refuse" ("không chấp nhận", "refused"),
    }
}

vocabulary! {
    /// Where working time ends whose last second is the last one of a span of hours.
    #[derive(Default)]
    pub enum Landing("landing policy", "hết giờ đúng lúc đóng cửa") {
        /// At that closing (going back: at that opening). The default.
        #[default]
        AtClosing = "at_closing" ("lúc đóng cửa", "at the closing"),
        /// At the next opening (going back: at the closing before).
        AtNextOpening = "at_next_opening" ("lúc mở cửa kế tiếp", "at the next opening"),
    }
}

vocabulary! {
    /// What adding no working time gives, outside office hours.
    #[derive(Default)]
    pub enum ZeroAmount("zero amount policy", "thời lượng bằng không") {
        /// The start itself. The default.
        #[default]
        Unchanged = "unchanged" ("giữ nguyên", "unchanged"),
        /// The next opening.
        ToOpening = "to_opening" ("giờ mở cửa kế tiếp", "the next opening"),
    }
}

vocabulary! {
    /// What lies between two moments of which the second is the earlier.
    #[derive(Default)]
    pub enum Reversed("reversed interval policy", "khoảng thời gian ngược") {
        /// The amount between them, negative. The default.
        #[default]
        Negative = "negative" ("số âm", "negative"),
        /// Nothing.
        Zero = "zero" ("bằng không", "zero"),
        /// An error.
        Refuse = "refuse" ("không chấp nhận", "refused"),
    }
}

vocabulary! {
    /// When on its last day a term in days ends.
    #[derive(Default)]
    pub enum DueAt("due time policy", "thời điểm hết hạn") {
        /// At the end of the day, 24:00 (Civil Code 2015, art. 148.6). The default.
        #[default]
        EndOfDay = "end_of_day" ("hết ngày", "at the end of the day"),
        /// At the end of that day's office hours.
        EndOfHours = "end_of_hours" ("hết giờ làm việc", "at the end of office hours"),
        /// At the time of day at which it started.
        StartTime = "start_time" ("đúng giờ bắt đầu", "at the time of day it started"),
    }
}

vocabulary! {
    /// What gives a holiday on a weekly day off.
    #[derive(Default)]
    pub enum Substitute("substitute policy", "nghỉ bù") {
        /// Nothing. The default.
        #[default]
        None = "none" ("không nghỉ bù", "no substitute"),
        /// The next working day is off too (Labour Code 2019, art. 111.3).
        NextWorkingDay = "next_working_day" ("nghỉ bù ngày làm việc kế tiếp", "the next working day is off"),
    }
}

/// How working time is added, where laws and offices differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TimePolicy {
    /// A start outside office hours.
    pub outside_hours: OutsideHours,
    /// An end exactly at a closing.
    pub landing: Landing,
    /// No time at all.
    pub zero: ZeroAmount,
}
