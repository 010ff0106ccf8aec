//! Letters to whoever raised a petition: the reply, and the slip of apology with the new date (*phiếu xin
//! lỗi và hẹn lại ngày trả kết quả*).
//!
//! Promises: one HTML file that needs no network and prints to A4 as Decree 30/2020/NĐ-CP wants an
//! official letter; every text in it is escaped, whatever template is used. A field that a template shows
//! and that has no value is an error that names it: no letter goes out with a hole in it. Number and
//! date may be left to be written by hand.
//!
//! A letter holds names and texts, those of confidential petitions too, for it is addressed to the person
//! whom it is about. It is the one thing that this crate writes of which that is so: it is made for one
//! petition that is named, and is no list.

mod office;
mod render;
#[cfg(test)]
mod tests;

use chrono::{Datelike, NaiveDate, Timelike};
use kiennghi::{
    case::{Dimension, Document, Sealed},
    lang::Lang,
    law::{Stage, Timer},
    ledger::Identity,
    petition::{Event, Finality, Petition, PetitionKind},
    register::{HistoryItem, Register},
    store::Store,
    time::Moment,
};

pub use office::Office;
use render::Fields;

use crate::{ExchangeError, file, row::NOT_STATED};

/// Which letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterKind {
    /// The answer.
    Reply,
    /// The apology for a date that is not kept, with the new one.
    Apology,
}

impl LetterKind {
    /// Every kind.
    pub const ALL: [LetterKind; 2] = [LetterKind::Reply, LetterKind::Apology];

    /// The code of each: `reply`, `apology`.
    pub const fn code(self) -> &'static str {
        match self {
            LetterKind::Reply => "reply",
            LetterKind::Apology => "apology",
        }
    }
}

/// What a letter says that the register does not know yet, or should not be asked for. What is given
/// stands in place of what is recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterInput {
    /// Its number and symbol, `15/BQL-VP`; that of the recorded reply, else left to be written by hand.
    pub number: Option<String>,
    /// Its date; that of the recorded act, else left to be written by hand.
    pub date: Option<NaiveDate>,
    /// What it is about, after *V/v*; else the number of the petition.
    pub about: Option<String>,
    /// To whom; else the recipients of the recorded reply, else who raised the petition or delivered it.
    pub to: Vec<String>,
    /// What is answered, each line a paragraph; else the text of the recorded reply.
    pub body: Option<String>,
    /// Why the date is not kept; else the reason of the extension or promise that was recorded last.
    pub reason: Option<String>,
}

/// The letter as one HTML file.
///
/// `template` is an agency's own, a Jinja template; it is given `office`, `petition`, `letter`, `reply`
/// and `apology`, and may begin with `{% extends "layout" %}`.
///
/// ```
/// use kiennghi::{case::{Seed, World}, ledger::{Actor, Identity}, petition::*, register::Register, store::MemoryStore};
/// use kiennghi_exchange::{LetterInput, LetterKind, Office, letter_html};
/// let world = World { now: "2026-03-02T02:00:00Z".parse()?, actor: Actor::new("van-thu"), seed: Seed::new([7; 32]) };
/// let mut register = Register::create(MemoryStore::new(), &world)?;
/// let act = Act::Receive(Box::new(Receive::new(SourceKind::Enterprise, "Công ty A", Channel::Letter, "Xin gia hạn thuê đất")));
/// let (id, petition) = (Identity::from_bytes([1; 16]), Identity::from_bytes([2; 16]));
/// register.execute(&Command { id, petition, at: "2026-03-02".parse()?, provenance: Provenance::Live, act }, &world)?;
/// let office = Office::from_toml(r#"
///     name = "Ban Quản lý các khu công nghiệp"
///     symbol = "BQL-VP"
///     place = "Bình Dương"
///     signs_as = ["Trưởng ban"]
///     signer = "Nguyễn Văn A"
///     copies = ["Như trên", "Lưu: VT"]
/// "#, "office.toml")?;
/// let input = LetterInput { body: Some("Đồng ý gia hạn.".into()), ..LetterInput::default() };
/// let html = letter_html(&register, petition, LetterKind::Reply, &office, &input, None)?;
/// assert!(html.contains("Kính gửi: Công ty A"));
/// let error = letter_html(&register, petition, LetterKind::Reply, &office, &LetterInput::default(), None).unwrap_err();
/// assert!(error.to_string().contains("`reply.paragraphs` has no value"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// There is no such petition; [`ExchangeError::Template`] with the line of the template, and the field
/// that has no value; the store fails.
pub fn letter_html(
    register: &Register<impl Store>,
    id: Identity,
    kind: LetterKind,
    office: &Office,
    input: &LetterInput,
    template: Option<&str>,
) -> Result<String, ExchangeError> {
    let _state = register.hold()?;
    let (petition, history) = (register.petition(id)?, register.history(id)?);
    let deadline = register.deadline(id, Stage::Reply)?;
    let mut fields = Fields::default();
    office.tell(&mut fields);
    about_petition(&mut fields, &petition);
    let reply = petition.replies().iter().rev().find(|reply| reply.finality == Finality::Final).or(petition.replies().last());
    let reply = reply.filter(|_| kind == LetterKind::Reply);
    let new_date = history.iter().rev().find_map(|item| new_date(item).map(|reason| (item, reason)));
    let number = reply.and_then(|reply| reply.document.as_ref()).and_then(|document| document.number.clone());
    let recorded = match (kind, reply, &new_date) {
        (LetterKind::Reply, Some(reply), _) => Some(reply.at),
        (LetterKind::Apology, _, Some((item, _))) => Some(item.at()),
        _ => None,
    };
    fields.set("letter", "kind", kind.code());
    fields.set_some("letter", "number", input.number.clone().or(number));
    fields.set_some("letter", "date", input.date.or(recorded.map(Moment::date)).map(day_words));
    fields.set_some("letter", "about", input.about.clone());
    let recipients = reply.map(|reply| reply.recipients.iter().filter_map(|party| party.name.text()).collect::<Vec<_>>());
    let from = sender(&petition);
    let to = match (input.to.as_slice(), recipients.unwrap_or_default()) {
        ([], recipients) if recipients.is_empty() => from.map(str::to_owned).into_iter().collect(),
        ([], recipients) => recipients.into_iter().map(str::to_owned).collect(),
        (given, _) => given.to_vec(),
    };
    fields.set_list("letter", "to", &to);
    let body = input.body.as_deref().or_else(|| reply.and_then(|reply| reply.text.as_ref()).and_then(Sealed::text));
    let paragraphs = body.unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
    fields.set_list("reply", "paragraphs", &paragraphs.collect::<Vec<_>>());
    // The date that was told first is the one that was not kept.
    let first = deadline.as_ref().and_then(|deadline| deadline.original().and_then(Timer::due).or(deadline.due()));
    fields.set_some("apology", "due", first.map(moment_words));
    // What an import writes where the old book says nothing is no reason to give anybody.
    let reason = new_date.as_ref().and_then(|(_, reason)| *reason).filter(|reason| *reason != NOT_STATED).map(str::to_owned);
    fields.set_some("apology", "reason", input.reason.clone().or(reason));
    let moved = deadline.as_ref().and_then(|deadline| deadline.due()).filter(|due| Some(*due) != first);
    fields.set_some("apology", "new_due", moved.map(moment_words));
    render::render(kind, template, &fields)
}

/// Writes the letter to a file whose name ends in `.html` or `.htm`, in place of one that is there: whole,
/// or not at all.
///
/// # Errors
/// As [`letter_html`]; the name ends otherwise; the file cannot be written.
pub fn letter_file(
    register: &Register<impl Store>,
    id: Identity,
    kind: LetterKind,
    office: &Office,
    input: &LetterInput,
    template: Option<&str>,
    path: &str,
) -> Result<(), ExchangeError> {
    file::write(path, &letter_html(register, id, kind, office, input, template)?, &["html", "htm"])
}

fn about_petition(fields: &mut Fields, petition: &Petition) {
    let case = petition.case();
    fields.set("petition", "number", &case.number().to_string());
    fields.set("petition", "received", &moment_words(case.received_at()));
    fields.set("petition", "kind", &kind_words(petition.kind()));
    fields.set_some("petition", "from", sender(petition).map(str::to_owned));
    fields.set_some("petition", "delivered_by", petition.delivered_by().text().map(str::to_owned));
    fields.set_some("petition", "summary", petition.summary().text().map(str::to_owned));
    fields.set_some("petition", "field", case.dimension(Dimension::Field).map(str::to_owned));
    fields.set_some("petition", "arrival_number", petition.arrival_number().map(str::to_owned));
    fields.set_some("petition", "document", petition.document().and_then(|document: &Document| document.number.clone()));
    fields.set_some("petition", "document_date", petition.document().and_then(|document| document.issued_on).map(day_words));
}

/// What kind it is, in a sentence.
fn kind_words(kind: PetitionKind) -> String {
    match kind {
        // In a letter both are told by the name that the law gives to the two together.
        PetitionKind::Feedback | PetitionKind::Proposal => "phản ánh, kiến nghị".into(),
        other => other.label(Lang::Vi).to_lowercase(),
    }
}

/// Who raised it; whoever delivered it, if no other is named.
fn sender(petition: &Petition) -> Option<&str> {
    petition.originator().map_or(petition.delivered_by(), |party| &party.name).text()
}

/// The reason of an act that gave a new date; `None` if it is no such act.
fn new_date(item: &HistoryItem) -> Option<Option<&str>> {
    match &item.envelope.event {
        Event::Extended { reason, .. } => Some(reason.text()),
        Event::DueDatePromised { reason, .. } => Some(reason.as_ref().and_then(Sealed::text)),
        _ => None,
    }
}

/// A date as an official letter writes it (Decree 30/2020/NĐ-CP, appendix I): days below 10 and months
/// below 3 have a zero before them.
fn day_words(date: NaiveDate) -> String {
    let month = if date.month() < 3 { format!("0{}", date.month()) } else { date.month().to_string() };
    format!("ngày {:02} tháng {month} năm {}", date.day(), date.year())
}

fn moment_words(moment: Moment) -> String {
    match moment {
        Moment::Date(date) => day_words(date),
        Moment::Instant(at) => format!("{:02} giờ {:02} {}", at.hour(), at.minute(), day_words(at.date_naive())),
    }
}
