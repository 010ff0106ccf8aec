//! A petition as it stands, as a row of a register sheet.
//!
//! Promises: the columns are those that an import reads, under headings that the built-in mapping knows in
//! both languages, so that the sheet can be imported again. It tells where a petition is now, not how it
//! came there: earlier units, interim replies, what was corrected, and why it was closed are in its history.
//! Where pauses, extensions, promises or other rules than the register's moved its due date in ways that a
//! row cannot tell, the date itself stands as one that was set by hand. A petition that stands still
//! after such turns has no date to tell: it comes back standing still, under its first term.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use chrono_tz::Tz;
use kiennghi::{
    case::{CaseItem, Outcome, Status, TurnKind, View},
    lang::Lang,
    law::{DueOrigin, PauseReason, Rulebook, Stage, Timer},
    petition::{Finality, Petition},
    register::RegisterError,
    time::{Fold, Moment},
};

use crate::text::say;

/// A column of a register sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Place,
    Number,
    ArrivalNumber,
    Received,
    DeliveredBy,
    DocumentNumber,
    DocumentDate,
    Summary,
    Unit,
    Due,
    Standing,
    Outcome,
    Closed,
    ReplyNumber,
    Source,
    Originator,
    OriginatorKind,
    Kind,
    About,
    Field,
    Channel,
    Account,
    Confidential,
    Accepted,
    SupplementRequested,
    SupplementReceived,
    ExtendedAt,
    ExtendedBy,
    AssignedDue,
    Published,
    ClosingRecorded,
}

/// What stands in a column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Told<'a> {
    Nothing,
    Text(Cow<'a, str>),
    Whole(usize),
    Day(NaiveDate),
    Time(NaiveDateTime),
}

impl Column {
    /// In the order of the sheet: first what an office prints.
    pub(crate) const ALL: [Column; 31] = [
        Column::Place,
        Column::Number,
        Column::ArrivalNumber,
        Column::Received,
        Column::DeliveredBy,
        Column::DocumentNumber,
        Column::DocumentDate,
        Column::Summary,
        Column::Unit,
        Column::Due,
        Column::Standing,
        Column::Outcome,
        Column::Closed,
        Column::ReplyNumber,
        Column::Source,
        Column::Originator,
        Column::OriginatorKind,
        Column::Kind,
        Column::About,
        Column::Field,
        Column::Channel,
        Column::Account,
        Column::Confidential,
        Column::Accepted,
        Column::SupplementRequested,
        Column::SupplementReceived,
        Column::ExtendedAt,
        Column::ExtendedBy,
        Column::AssignedDue,
        Column::Published,
        Column::ClosingRecorded,
    ];
    /// How many of them are printed.
    pub(crate) const PRINTED: usize = 14;

    /// Its heading, as the built-in mapping knows it.
    pub(crate) fn heading(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Column::Place => ("STT", "No"),
            Column::Number => ("Số đăng ký", "Number"),
            Column::ArrivalNumber => ("Số đến", "Arrival number"),
            Column::Received => ("Ngày đến", "Received"),
            Column::DeliveredBy => ("Nơi gửi", "Delivered by"),
            Column::DocumentNumber => ("Số, ký hiệu", "Document number"),
            Column::DocumentDate => ("Ngày văn bản", "Document date"),
            Column::Summary => ("Trích yếu", "Abstract"),
            Column::Unit => ("Đơn vị xử lý", "Unit"),
            Column::Due => ("Đến hạn ngày", "Due on"),
            Column::Standing => ("Tình trạng hạn", "Standing"),
            Column::Outcome => ("Kết quả", "Outcome"),
            Column::Closed => ("Ngày trả lời", "Replied on"),
            Column::ReplyNumber => ("Số văn bản trả lời", "Reply number"),
            Column::Source => ("Nguồn", "Source"),
            Column::Originator => ("Chủ thể kiến nghị", "Originator"),
            Column::OriginatorKind => ("Loại chủ thể", "Kind of originator"),
            Column::Kind => ("Loại", "Kind"),
            Column::About => ("Về hành vi hay quy định", "Conduct or regulation"),
            Column::Field => ("Lĩnh vực", "Field"),
            Column::Channel => ("Hình thức tiếp nhận", "Channel"),
            Column::Account => ("Tài khoản xử lý", "Officer account"),
            Column::Confidential => ("Mật", "Confidential"),
            Column::Accepted => ("Ngày thụ lý", "Accepted on"),
            Column::SupplementRequested => ("Ngày yêu cầu bổ sung", "Supplement requested"),
            Column::SupplementReceived => ("Ngày nhận bổ sung", "Supplement received"),
            Column::ExtendedAt => ("Ngày gia hạn", "Extended on"),
            Column::ExtendedBy => ("Gia hạn thêm (ngày làm việc)", "Extended by (working days)"),
            Column::AssignedDue => ("Hạn được giao", "Assigned due"),
            Column::Published => ("Ngày công khai", "Published on"),
            Column::ClosingRecorded => ("Ngày nhập kết quả", "Result recorded on"),
        };
        say(lang, vi, en)
    }

    /// Characters that it is wide.
    pub(crate) const fn width(self) -> f64 {
        match self {
            Column::Place => 6.0,
            Column::ArrivalNumber | Column::Confidential => 9.0,
            Column::Received
            | Column::DocumentDate
            | Column::Due
            | Column::Standing
            | Column::Closed
            | Column::Kind
            | Column::Accepted
            | Column::SupplementRequested
            | Column::SupplementReceived
            | Column::ExtendedAt
            | Column::ExtendedBy
            | Column::AssignedDue
            | Column::Published
            | Column::ClosingRecorded => 12.0,
            Column::Number | Column::OriginatorKind | Column::Channel | Column::Account | Column::Field => 17.0,
            Column::DocumentNumber | Column::ReplyNumber | Column::Outcome | Column::Unit | Column::About => 18.0,
            Column::DeliveredBy | Column::Source | Column::Originator => 24.0,
            Column::Summary => 46.0,
        }
    }
}

/// Facts from which an import computes the due date again.
#[derive(Clone, Copy, Default)]
struct Facts {
    paused: Option<Moment>,
    resumed: Option<Moment>,
    extended: Option<(Moment, u16)>,
    due: Option<Moment>,
}

/// A petition with what is told of it.
pub(crate) struct RegisterRow<'a> {
    petition: &'a Petition,
    item: &'a CaseItem,
    view: View<'a>,
    facts: Facts,
    due: Option<Moment>,
    zone: Tz,
    lang: Lang,
}

impl<'a> RegisterRow<'a> {
    /// The row of a petition of a list.
    ///
    /// # Errors
    /// A due date cannot be computed.
    pub(crate) fn of(
        petition: &'a Petition,
        item: &'a CaseItem,
        rulebook: &Rulebook,
        zone: Tz,
        lang: Lang,
    ) -> Result<Option<RegisterRow<'a>>, RegisterError> {
        let Some(view) = petition.case().latest() else { return Ok(None) };
        let due = view.timer(Stage::Reply, rulebook).map_err(RegisterError::from)?.and_then(Timer::due);
        let facts = facts(petition, &view, due, rulebook);
        Ok(Some(RegisterRow { petition, item, view, facts, due, zone, lang }))
    }

    /// What stands in a column.
    pub(crate) fn told(&self, column: Column, place: usize) -> Told<'a> {
        let (petition, view, lang) = (self.petition, &self.view, self.lang);
        let text = |text: &'a str| Told::Text(Cow::Borrowed(text));
        let some = |given: Option<&'a str>| given.map_or(Told::Nothing, text);
        let sealed = |sealed: &'a kiennghi::case::Sealed| match sealed.text() {
            Some(known) => text(known),
            None if petition.case().is_confidential() => text(say(lang, "(mật)", "(confidential)")),
            None => text(say(lang, "(đã xóa)", "(erased)")),
        };
        let moment = |given: Option<Moment>| given.map_or(Told::Nothing, |given| self.moment(given));
        let closed = view.closed().filter(|_| !view.is_open());
        match column {
            Column::Place => Told::Whole(place),
            Column::Number => Told::Text(Cow::Owned(self.item.number.to_string())),
            Column::ArrivalNumber => some(petition.arrival_number()),
            Column::Received => self.moment(petition.case().received_at()),
            Column::DeliveredBy => sealed(petition.delivered_by()),
            Column::DocumentNumber => some(petition.document().and_then(|document| document.number.as_deref())),
            Column::DocumentDate => petition.document().and_then(|document| document.issued_on).map_or(Told::Nothing, Told::Day),
            Column::Summary => sealed(petition.summary()),
            Column::Unit => some(view.unit()),
            Column::Due => moment(self.due),
            Column::Standing => {
                text(self.item.standing.map_or_else(|| view.status().label(lang), |standing| standing.label(lang)))
            }
            Column::Outcome => some(view.outcome().map(|outcome| outcome.label(lang))),
            Column::Closed => moment(closed.map(|turn| turn.at)),
            Column::ReplyNumber => {
                let last = petition.replies().iter().rev().find(|reply| reply.finality == Finality::Final);
                let last = last.filter(|_| view.outcome() == Some(Outcome::Replied));
                some(last.and_then(|reply| reply.document.as_ref()).and_then(|document| document.number.as_deref()))
            }
            Column::Source => text(petition.source().label(lang)),
            Column::Originator => petition.originator().map_or(Told::Nothing, |party| sealed(&party.name)),
            Column::OriginatorKind => some(petition.originator().map(|party| party.kind.label(lang))),
            Column::Kind => text(petition.kind().label(lang)),
            Column::About => some(petition.about().map(|about| about.label(lang))),
            Column::Field => some(petition.field()),
            Column::Channel => text(petition.channel().label(lang)),
            Column::Account => some(view.officer()),
            Column::Confidential => some(petition.case().is_confidential().then(|| say(lang, "Mật", "Confidential"))),
            Column::Accepted => moment(view.clock().accepted),
            Column::SupplementRequested => moment(self.facts.paused),
            Column::SupplementReceived => moment(self.facts.resumed),
            Column::ExtendedAt => moment(self.facts.extended.map(|(at, _)| at)),
            Column::ExtendedBy => self.facts.extended.map_or(Told::Nothing, |(_, by)| Told::Whole(by.into())),
            Column::AssignedDue => moment(self.facts.due),
            // Made public before it was opened again, it is not any more.
            Column::Published => moment(
                view.fulfilled(Stage::Publish)
                    .map(|turn| turn.at)
                    .filter(|at| closed.is_some_and(|closed| !at.is_before(closed.at))),
            ),
            Column::ClosingRecorded => {
                moment(closed.filter(|turn| turn.on_record.date() != turn.at.date()).map(|turn| turn.on_record))
            }
        }
    }

    /// A day; or a time, if a cell can hold it to the second and a reader finds the same instant in it.
    fn moment(&self, moment: Moment) -> Told<'a> {
        let Moment::Instant(instant) = moment else { return Told::Day(moment.date()) };
        let civil = instant.with_timezone(&self.zone).naive_local();
        let is_plain = civil.time() != NaiveTime::MIN && civil.nanosecond() == 0;
        match is_plain && Moment::from_civil(civil, self.zone, Fold::Earlier).instant() == Some(instant) {
            true => Told::Time(civil),
            false => Told::Text(Cow::Owned(civil.format("%d/%m/%Y %H:%M:%S%.f").to_string())),
        }
    }
}

/// What of a clock a row can tell, or the due date itself.
fn facts(petition: &Petition, view: &View<'_>, due: Option<Moment>, rulebook: &Rulebook) -> Facts {
    let clock = view.clock();
    let running = clock.pauses.last().filter(|pause| pause.to.is_none() && view.status() == Status::Paused);
    let paused = running.map(|pause| pause.from);
    let received = petition.case().received_at().date();
    let rules = rulebook.in_force(None, petition.kind().code(), received);
    let is_usual =
        |turn: &TurnKind| !matches!(turn, TurnKind::Recomputed { .. } | TurnKind::Reopened | TurnKind::Promised { .. });
    let is_told = clock.in_force == DueOrigin::Rule
        && petition.case().turns().iter().all(|turn| is_usual(&turn.turn))
        && view.terms().variant.is_none()
        && rules.is_ok_and(|rules| rules == view.terms().rules)
        && clock.extensions.len() <= 1
        && clock.pauses.len() <= 1
        && clock.pauses.iter().all(|pause| pause.reason == PauseReason::AwaitingSupplement);
    if !is_told {
        return Facts { paused, due, ..Facts::default() };
    }
    let pause = clock.pauses.first();
    let extended = clock.extensions.first().map(|extension| (extension.at, extension.by));
    Facts { paused: pause.map(|pause| pause.from), resumed: pause.and_then(|pause| pause.to), extended, due: None }
}
