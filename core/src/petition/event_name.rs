//! The kinds of events, by their names.
//!
//! Promises: a code is what the ledger holds; each kind has the number of the schema that this
//! library writes it in, which rises only when the shape of that kind changes.

use super::Event;
use crate::lang::vocabulary;

vocabulary! {
    /// What kind of event.
    pub enum EventName("kind of event", "loại sự kiện") {
        /// It arrived and was numbered.
        Received = "received" ("Đã tiếp nhận", "Received"),
        /// It was taken up.
        Accepted = "accepted" ("Đã thụ lý", "Accepted"),
        /// It was not accepted.
        NotAccepted = "not_accepted" ("Không tiếp nhận", "Not accepted"),
        /// It was passed to the competent body.
        ForwardedOut = "forwarded_out" ("Đã chuyển cơ quan có thẩm quyền", "Forwarded out"),
        /// It was really another kind of case.
        Reclassified = "reclassified" ("Đã chuyển loại", "Reclassified"),
        /// A unit and officer were given it.
        Assigned = "assigned" ("Đã phân công", "Assigned"),
        /// The petitioner was asked for more.
        SupplementRequested = "supplement_requested" ("Đã yêu cầu bổ sung", "Supplement requested"),
        /// The clock was stopped.
        Paused = "paused" ("Tạm dừng", "Paused"),
        /// The clock ran again.
        Resumed = "resumed" ("Tiếp tục", "Resumed"),
        /// The term was extended.
        Extended = "extended" ("Đã gia hạn", "Extended"),
        /// A date was promised.
        DueDatePromised = "due_date_promised" ("Đã hẹn ngày", "Due date promised"),
        /// It was answered.
        Replied = "replied" ("Đã trả lời", "Replied"),
        /// The result was made public.
        Published = "published" ("Đã đăng tải công khai", "Published"),
        /// The reply was rated.
        Rated = "rated" ("Đã được đánh giá", "Rated"),
        /// It was opened again.
        Reopened = "reopened" ("Đã mở lại", "Reopened"),
        /// It was withdrawn.
        Withdrawn = "withdrawn" ("Đã rút", "Withdrawn"),
        /// It was merged into another.
        Linked = "linked" ("Đã nhập vào vụ khác", "Merged into another"),
        /// It was separated again.
        Unlinked = "unlinked" ("Đã tách khỏi vụ đã nhập", "Separated again"),
        /// Another petition became something to it.
        Connected = "connected" ("Có vụ liên quan", "Connected"),
        /// It was put under another version of its calendar or rules.
        DeadlineRecomputed = "deadline_recomputed" ("Đã tính lại hạn", "Deadline recomputed"),
        /// Something typed wrong was put right.
        Corrected = "corrected" ("Đã đính chính", "Corrected"),
        /// Its number was voided.
        Voided = "voided" ("Đã hủy số", "Voided"),
    }
}

impl EventName {
    /// The schema that this library writes the kind in, from 1. It reads all up to that one.
    pub const fn schema(self) -> u16 {
        match self {
            // 2: the names of attachments are sealed; groups and parts of letters.
            EventName::Received => 2,
            // 2: the names of attachments are sealed.
            EventName::ForwardedOut | EventName::Extended | EventName::Replied => 2,
            // 2: units that help.
            EventName::Assigned => 2,
            // 2: how it counts.
            EventName::Linked => 2,
            // 2: why, where a variant was chosen.
            EventName::DeadlineRecomputed => 2,
            _ => 1,
        }
    }
}

impl Event {
    /// Its kind.
    pub fn name(&self) -> EventName {
        match self {
            Event::Received(_) => EventName::Received,
            Event::Accepted {} => EventName::Accepted,
            Event::NotAccepted { .. } => EventName::NotAccepted,
            Event::ForwardedOut { .. } => EventName::ForwardedOut,
            Event::Reclassified { .. } => EventName::Reclassified,
            Event::Assigned { .. } => EventName::Assigned,
            Event::SupplementRequested { .. } => EventName::SupplementRequested,
            Event::Paused { .. } => EventName::Paused,
            Event::Resumed {} => EventName::Resumed,
            Event::Extended { .. } => EventName::Extended,
            Event::DueDatePromised { .. } => EventName::DueDatePromised,
            Event::Replied { .. } => EventName::Replied,
            Event::Published { .. } => EventName::Published,
            Event::Rated { .. } => EventName::Rated,
            Event::Reopened { .. } => EventName::Reopened,
            Event::Withdrawn { .. } => EventName::Withdrawn,
            Event::Linked { .. } => EventName::Linked,
            Event::Unlinked { .. } => EventName::Unlinked,
            Event::Connected { .. } => EventName::Connected,
            Event::DeadlineRecomputed { .. } => EventName::DeadlineRecomputed,
            Event::Corrected { .. } => EventName::Corrected,
            Event::Voided { .. } => EventName::Voided,
        }
    }
}
