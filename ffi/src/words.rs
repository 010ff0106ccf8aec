//! The closed vocabularies.
//!
//! Promises: each crosses as an enum of the same name and values. The values are named once more
//! here, for uniffi must see them; the code that it writes matches on the core's enum without a
//! wildcard, so that a value that is missing here, or one too many, does not compile. The code of a
//! value is its name in snake case, which a test holds; [`terms`] gives codes and labels.

use kiennghi::{
    calendar::{CivilUnit, Landing, MonthEnd, OutsideHours, Reversed, Roll, YearStanding, ZeroAmount},
    case::{Confidential, Dimension, Outcome, PartyKind, Status},
    lang::Lang,
    law::{DueOrigin, LeftUnit, PauseReason, RuleStanding, Stage, Standing, StartEvent},
    petition::{About, Channel, Counting, Finality, PetitionKind, SourceKind},
    register::{CopyKind, Effect},
    statistics::{Basis, Duplicates, Measure, PeriodKind, Ratio, RowFigure, UnitsBy},
};

use crate::Text;

/// One value of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Term {
    /// The vocabulary: `SourceKind`.
    pub vocabulary: String,
    /// The stable code of the value, as the ledger keeps it: `provincial_committee`.
    pub code: String,
    /// What people call it.
    pub label: Text,
}

macro_rules! terms_of {
    ($($name:ident)+) => {
        Vec::from([$(
            $name::ALL.iter().map(|value| Term {
                vocabulary: stringify!($name).into(),
                code: value.code().into(),
                label: Text::of(|lang| value.label(lang).into()),
            }).collect::<Vec<_>>(),
        )+]).concat()
    };
}

/// Every value of every vocabulary, in the order in which tables show them.
#[uniffi::export]
pub fn terms() -> Vec<Term> {
    terms_of!(SourceKind Channel PetitionKind About Finality PartyKind Dimension Status Outcome Standing Stage StartEvent
              LeftUnit DueOrigin PauseReason Measure PeriodKind Basis YearStanding CivilUnit Roll MonthEnd OutsideHours
              Landing ZeroAmount Reversed Lang Counting Confidential CopyKind RowFigure Ratio UnitsBy Duplicates RuleStanding)
}

/// Who delivered it.
#[uniffi::remote(Enum)]
pub enum SourceKind {
    /// Forwarded by the provincial People's Committee.
    ProvincialCommittee,
    /// Sent by a department.
    Department,
    /// Sent by an enterprise.
    Enterprise,
    /// Sent by a citizen.
    Citizen,
    /// Sent by another agency.
    OtherAgency,
}

/// How it came.
#[uniffi::remote(Enum)]
pub enum Channel {
    /// By letter.
    Letter,
    /// Through a portal.
    Portal,
    /// By telephone.
    Telephone,
    /// By e-mail.
    Email,
    /// At a dialogue conference.
    Dialogue,
    /// In person.
    InPerson,
}

/// What kind of petition.
#[uniffi::remote(Enum)]
pub enum PetitionKind {
    /// An opinion on a problem (*phản ánh*).
    Feedback,
    /// That, plus a proposed solution (*kiến nghị* in the narrow sense).
    Proposal,
    /// A complaint: leaves this flow.
    Complaint,
    /// A denunciation: leaves this flow and is confidential.
    Denunciation,
    /// A question.
    Enquiry,
}

/// What it is about.
#[uniffi::remote(Enum)]
pub enum About {
    /// Obstruction, delay, harassment, non-performance by an agency or official.
    Conduct,
    /// A rule: unsuited, inconsistent, illegal; solutions and initiatives.
    Regulation,
}

/// Does a reply settle the matter?
#[uniffi::remote(Enum)]
pub enum Finality {
    /// It tells how the matter stands; the case stays open.
    Interim,
    /// It settles the matter.
    Final,
}

/// How a petition counts that is the same matter as another.
#[uniffi::remote(Enum)]
pub enum Counting {
    /// Two letters, one matter.
    Once,
    /// The same demand by different people.
    Each,
}

/// Whether the texts and names of a confidential petition are wanted.
#[uniffi::remote(Enum)]
pub enum Confidential {
    /// They stay closed and no search finds them: for lists, reports and exports.
    Hidden,
    /// They are opened: whoever asks may read them.
    Shown,
}

/// What kind of copy of a register.
#[uniffi::remote(Enum)]
pub enum CopyKind {
    /// A store that can be opened.
    Backup,
    /// The ledger as text.
    Export,
}

/// What kind of person or body.
#[uniffi::remote(Enum)]
pub enum PartyKind {
    /// An enterprise.
    Enterprise,
    /// An association.
    Association,
    /// A citizen.
    Citizen,
    /// An agency.
    Agency,
}

/// By what cases are grouped.
#[uniffi::remote(Enum)]
pub enum Dimension {
    /// Who delivered it.
    Source,
    /// Who raised it.
    Originator,
    /// How it came.
    Channel,
    /// What kind of case it is.
    Kind,
    /// About conduct or about a regulation.
    About,
    /// The field of work.
    Field,
    /// The unit that held it at the time.
    Unit,
    /// The officer who held it at the time.
    Officer,
}

/// Where a case is.
#[uniffi::remote(Enum)]
pub enum Status {
    /// It has arrived.
    Received,
    /// It was taken up.
    Accepted,
    /// A unit works on it.
    Assigned,
    /// It stands still.
    Paused,
    /// It is closed; its outcome says how.
    Closed,
    /// Its number was given by mistake.
    Void,
}

/// How a case was closed.
#[uniffi::remote(Enum)]
pub enum Outcome {
    /// It was answered.
    Replied,
    /// It was passed to the competent body.
    ForwardedOut,
    /// It was not accepted.
    NotAccepted,
    /// It was really another kind of case.
    Reclassified,
    /// It was withdrawn.
    Withdrawn,
    /// It was merged into another: one matter, two letters.
    Merged,
}

/// How an open case stands at a moment.
#[uniffi::remote(Enum)]
pub enum Standing {
    /// The due moment has passed.
    Overdue,
    /// It is near.
    DueSoon,
    /// There is time.
    InTime,
    /// The clock stands still.
    Paused,
    /// No rule and no date.
    NoDeadline,
}

/// A stage of a rule: what must be done by the due date.
#[uniffi::remote(Enum)]
pub enum Stage {
    /// Tell the petitioner that it arrived.
    Acknowledge,
    /// Pass it to the competent body.
    Forward,
    /// The part of the unit that it was given to.
    Handle,
    /// Answer it.
    Reply,
    /// Publish the result.
    Publish,
}

/// What starts the term of a stage.
#[uniffi::remote(Enum)]
pub enum StartEvent {
    /// That the case arrived, or was opened again.
    Received,
    /// That it was taken up.
    Accepted,
    /// That the unit was given it which has it now.
    Assigned,
    /// That it was closed.
    Closed,
}

/// In what is counted how much of a term is left.
#[uniffi::remote(Enum)]
pub enum LeftUnit {
    /// Days that the calendar works.
    WorkingDay,
    /// Days of the civil calendar.
    CalendarDay,
    /// Minutes that the calendar works.
    WorkingMinute,
    /// Minutes that pass.
    Minute,
}

/// Where a due date comes from.
#[uniffi::remote(Enum)]
pub enum DueOrigin {
    /// The rule gives it.
    Rule,
    /// The letter that forwarded the case set it.
    Assigned,
    /// It was promised to the petitioner.
    Promised,
}

/// Why a clock stands still.
#[uniffi::remote(Enum)]
pub enum PauseReason {
    /// The petitioner was asked for more.
    AwaitingSupplement,
    /// Another unit or body is consulted.
    Consulting,
    /// Another body's decision, check or judgment is awaited.
    AwaitingOtherBody,
}

/// A count of cases.
#[uniffi::remote(Enum)]
pub enum Measure {
    /// Open when the period began.
    Opening,
    /// Arrived in the period.
    Received,
    /// Opened again in the period.
    Reopened,
    /// Came from another unit in the period.
    MovedIn,
    /// Answered before the due day.
    RepliedEarly,
    /// Answered on the due day.
    RepliedOnTime,
    /// Answered after the due day.
    RepliedLate,
    /// Answered without there being a due date.
    RepliedNoDeadline,
    /// Passed to the competent body.
    ForwardedOut,
    /// Not accepted.
    NotAccepted,
    /// Really another kind of case.
    Reclassified,
    /// Withdrawn.
    Withdrawn,
    /// Merged into another.
    Merged,
    /// Went to another unit in the period.
    MovedOut,
    /// Open at the end, with time.
    OpenInTime,
    /// Open at the end, and due soon.
    OpenDueSoon,
    /// Open at the end, and overdue.
    OpenOverdue,
    /// Open at the end, standing still.
    OpenPaused,
    /// Open at the end, without a deadline.
    OpenNoDeadline,
    /// Of those answered: on time in fact, but late on record. Not part of the balance.
    LateOnRecordOnly,
    /// The outcome was published in the period. Not part of the balance.
    Published,
}

/// What kind of period. Administrative ones run from the 15th to the 14th.
#[uniffi::remote(Enum)]
pub enum PeriodKind {
    /// A day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// Six months.
    Half,
    /// A year.
    Year,
    /// From the 15th of the month before to the 14th.
    AdministrativeMonth,
    /// Q1: 15 December to 14 March.
    AdministrativeQuarter,
    /// 15 December to 14 December.
    AdministrativeYear,
}

/// By which of the two times lateness is judged.
#[uniffi::remote(Enum)]
pub enum Basis {
    /// By when it happened, as the paper says.
    InFact,
    /// By when it was put on record.
    OnRecord,
}

/// Was a command taken now, or had it been before?
#[uniffi::remote(Enum)]
pub enum Effect {
    /// Now.
    Appended,
    /// Before: this is what it did the first time.
    AlreadyAppended,
}
