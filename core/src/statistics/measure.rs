//! What is counted.
//!
//! Promises: the balance is made of counts alone; a rate is a fraction of two of them.

use core::{fmt, ops::AddAssign};

use super::figures::Change;
use crate::lang::vocabulary;

vocabulary! {
    /// A count of cases.
    pub enum Measure("measure", "chỉ tiêu") {
        /// Open when the period began.
        Opening = "opening" ("Kỳ trước chuyển qua", "Carried over"),
        /// Arrived in the period.
        Received = "received" ("Tiếp nhận mới", "Received"),
        /// Opened again in the period, or separated from the petition that it was merged into.
        Reopened = "reopened" ("Mở lại", "Reopened"),
        /// Came from another unit in the period.
        MovedIn = "moved_in" ("Đơn vị khác chuyển đến", "Moved in"),
        /// Answered before the due day.
        RepliedEarly = "replied_early" ("Trả lời trước hạn", "Replied early"),
        /// Answered on the due day.
        RepliedOnTime = "replied_on_time" ("Trả lời đúng hạn", "Replied on time"),
        /// Answered after the due day.
        RepliedLate = "replied_late" ("Trả lời quá hạn", "Replied late"),
        /// Answered without there being a due date.
        RepliedNoDeadline = "replied_no_deadline" ("Trả lời, không có hạn", "Replied, no deadline"),
        /// Passed to the competent body.
        ForwardedOut = "forwarded_out" ("Chuyển cơ quan có thẩm quyền", "Forwarded out"),
        /// Not accepted.
        NotAccepted = "not_accepted" ("Không tiếp nhận", "Not accepted"),
        /// Really another kind of case.
        Reclassified = "reclassified" ("Chuyển loại", "Reclassified"),
        /// Withdrawn.
        Withdrawn = "withdrawn" ("Rút", "Withdrawn"),
        /// Merged into another.
        Merged = "merged" ("Nhập vào vụ khác", "Merged"),
        /// Went to another unit in the period.
        MovedOut = "moved_out" ("Chuyển đơn vị khác", "Moved out"),
        /// Open at the end, with time.
        OpenInTime = "open_in_time" ("Đang xử lý, trong hạn", "Open, in time"),
        /// Open at the end, and due soon.
        OpenDueSoon = "open_due_soon" ("Đang xử lý, sắp đến hạn", "Open, due soon"),
        /// Open at the end, and overdue.
        OpenOverdue = "open_overdue" ("Đang xử lý, quá hạn", "Open, overdue"),
        /// Open at the end, standing still.
        OpenPaused = "open_paused" ("Đang tạm dừng", "Open, paused"),
        /// Open at the end, without a deadline.
        OpenNoDeadline = "open_no_deadline" ("Đang xử lý, không có hạn", "Open, no deadline"),
        /// Of those answered: on time in fact, but late on record. Not part of the balance.
        LateOnRecordOnly = "late_on_record_only" ("Đúng hạn thực tế, nhập trễ", "On time in fact, late on record"),
        /// The outcome was published in the period, however long ago the case was closed. Not part of the
        /// balance.
        Published = "published" ("Đã đăng tải công khai", "Published"),
    }
}

const LEFT: [Measure; 4] = [Measure::Opening, Measure::Received, Measure::Reopened, Measure::MovedIn];
const REPLIED: [Measure; 4] = [Measure::RepliedEarly, Measure::RepliedOnTime, Measure::RepliedLate, Measure::RepliedNoDeadline];
const CLOSED_OTHERWISE: [Measure; 5] =
    [Measure::ForwardedOut, Measure::NotAccepted, Measure::Reclassified, Measure::Withdrawn, Measure::Merged];
const OPEN: [Measure; 5] =
    [Measure::OpenInTime, Measure::OpenDueSoon, Measure::OpenOverdue, Measure::OpenPaused, Measure::OpenNoDeadline];

/// All counts of one group in one period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts([u64; Measure::ALL.len()]);

impl Counts {
    /// One count.
    pub fn get(&self, measure: Measure) -> u64 {
        self.0.get(measure as usize).copied().unwrap_or_default()
    }

    pub(super) fn add(&mut self, measure: Measure, count: u64, change: Change) {
        if let Some(known) = self.0.get_mut(measure as usize) {
            change.apply(known, count);
        }
    }

    /// One case that is counted so.
    pub(super) fn one(measure: Measure) -> Counts {
        let mut counts = Counts::default();
        counts.add(measure, 1, Change::Add);
        counts
    }

    fn sum(&self, measures: &[Measure]) -> u64 {
        measures.iter().map(|measure| self.get(*measure)).sum()
    }

    /// Opening + received + reopened + moved in: all there was to do.
    pub fn to_do(&self) -> u64 {
        self.sum(&LEFT)
    }

    /// Answered, in each way.
    pub fn replied(&self) -> u64 {
        self.sum(&REPLIED)
    }

    /// Closed, in each way.
    pub fn closed(&self) -> u64 {
        self.replied() + self.sum(&CLOSED_OTHERWISE)
    }

    /// Still open at the end.
    pub fn open(&self) -> u64 {
        self.sum(&OPEN)
    }

    /// Does what came equal what went and what is still there?
    pub fn is_balanced(&self) -> bool {
        self.to_do() == self.closed() + self.get(Measure::MovedOut) + self.open()
    }

    /// Answered early or on time, of those that were answered and had a due date.
    pub fn on_time_rate(&self) -> Rate {
        let on_time = self.get(Measure::RepliedEarly) + self.get(Measure::RepliedOnTime);
        Rate { of: on_time, among: on_time + self.get(Measure::RepliedLate) }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }
}

/// A share, as a fraction: `of` among `among`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    /// The counted ones.
    pub of: u64,
    /// All of them; 0 means that there is no rate.
    pub among: u64,
}

impl Rate {
    /// In tenths of a percent, rounded half up; `None` if there is nothing to divide by.
    pub fn per_mille(self) -> Option<u64> {
        (self.among > 0).then(|| (self.of * 2000 + self.among) / (self.among * 2))
    }
}

impl fmt::Display for Rate {
    /// `76.5 %`, or `n/a`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.per_mille() {
            Some(rate) => write!(f, "{}.{} %", rate / 10, rate % 10),
            None => f.write_str("n/a"),
        }
    }
}
