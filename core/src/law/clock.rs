//! The facts that move the clock of a case.
//!
//! Promises: facts only, in the order in which they happened; nothing here is a total or a result.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::StartEvent;
use crate::{lang::vocabulary, time::Moment};

vocabulary! {
    /// Why a clock stands still.
    pub enum PauseReason("pause reason", "lý do tạm dừng") {
        /// The petitioner was asked for more.
        AwaitingSupplement = "awaiting_supplement" ("chờ bổ sung thông tin", "awaiting supplement"),
        /// Another unit or body is consulted.
        Consulting = "consulting" ("lấy ý kiến phối hợp", "consulting another unit"),
        /// Another body's decision, check or judgment is awaited.
        AwaitingOtherBody = "awaiting_other_body" ("chờ kết quả của cơ quan khác", "awaiting another body"),
    }
}

vocabulary! {
    /// Where a due date comes from.
    #[derive(Default)]
    pub enum DueOrigin("origin of a due date", "căn cứ của hạn") {
        /// The rule gives it.
        #[default]
        Rule = "rule" ("theo quy định", "by the rule"),
        /// The letter that forwarded the case set it.
        Assigned = "assigned" ("theo văn bản giao", "assigned by the forwarding letter"),
        /// It was promised to the petitioner.
        Promised = "promised" ("theo ngày hẹn với người gửi", "promised to the petitioner"),
    }
}

/// A stretch during which the case stood still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Why.
    pub reason: PauseReason,
    /// From when; this day still counts.
    pub from: Moment,
    /// Until when; this day does not count yet, the one after does. `None`: it still stands still.
    pub to: Option<Moment>,
}

/// An extension that was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// When.
    pub at: Moment,
    /// By how much, in the unit of the rule's term.
    pub by: u16,
}

/// The facts of one case that its due date depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// When it arrived, or was opened again.
    pub start: Moment,
    /// When it was taken up, if it was.
    pub accepted: Option<Moment>,
    /// When the unit was given it that has it now, if one has it.
    pub handed_over: Option<Moment>,
    /// When it was closed, if it is.
    pub closed: Option<Moment>,
    /// Pauses, earliest first.
    pub pauses: Vec<Pause>,
    /// Extensions, earliest first.
    pub extensions: Vec<Extension>,
    /// A due date that the forwarding letter set.
    pub assigned: Option<Moment>,
    /// A due date promised to the petitioner.
    pub promised: Option<Moment>,
    /// Which of the due dates is in force.
    pub in_force: DueOrigin,
}

impl Clock {
    /// A clock that has only started.
    pub fn started(start: Moment) -> Clock {
        Clock {
            start,
            accepted: None,
            handed_over: None,
            closed: None,
            pauses: Vec::new(),
            extensions: Vec::new(),
            assigned: None,
            promised: None,
            in_force: DueOrigin::Rule,
        }
    }

    /// When a term starts that starts with `event`; `None` if that has not happened.
    pub fn at(&self, event: StartEvent) -> Option<Moment> {
        match event {
            StartEvent::Received => Some(self.start),
            StartEvent::Accepted => self.accepted,
            StartEvent::Assigned => self.handed_over,
            StartEvent::Closed => self.closed,
        }
    }

    /// The date set by hand that is in force, if one is.
    pub fn set_by_hand(&self) -> Option<Moment> {
        match self.in_force {
            DueOrigin::Rule => None,
            DueOrigin::Assigned => self.assigned,
            DueOrigin::Promised => self.promised,
        }
    }
}
