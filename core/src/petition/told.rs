//! What happened to a petition, in one sentence for people.
//!
//! Promises: every kind of event has a sentence in Vietnamese and in English, with dates as
//! dd/mm/yyyy; a text stands in it only where the vault still has it, and where the event was
//! opened. A sentence with texts in it is for whoever may read them, not for a log.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{ActName, Connection, Correction, Counting, Event, Finality, Received, refusal::under};
use crate::{
    case::{Document, Party, Sealed},
    lang::{Lang, Text},
    law::{DueOrigin, Term, TermUnit},
    ledger::Identity,
    time::Moment,
};

/// What a sentence tells that does not stand in its event. Nothing of it need be known: an id or a
/// name then stands in its place.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The number of another petition.
    pub number_of: &'a dyn Fn(Identity) -> Option<String>,
    /// What people call the variant that the petition is under after the event.
    pub variant: Option<&'a Text>,
    /// The unit of the term, which an extension adds to.
    pub unit: Option<TermUnit>,
}

impl Default for Around<'_> {
    fn default() -> Self {
        Around { number_of: &|_| None, variant: None, unit: None }
    }
}

impl core::fmt::Debug for Around<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Around").field("variant", &self.variant).field("unit", &self.unit).finish_non_exhaustive()
    }
}

/// Tells events in one language.
#[derive(Clone, Copy)]
pub(super) struct Teller {
    pub(super) lang: Lang,
    /// What stands for a text that is not there: it was erased, or is not for this list.
    pub(super) missing: &'static str,
}

/// A date, or a date and a time of day, without the weekday: a line of a list is short.
fn at(moment: Moment) -> String {
    match moment {
        Moment::Date(date) => date.format("%d/%m/%Y").to_string(),
        Moment::Instant(instant) => instant.format("%d/%m/%Y %H:%M").to_string(),
    }
}

impl Teller {
    fn pick(self, vi: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    fn text(self, sealed: &Sealed) -> &str {
        sealed.text().unwrap_or(self.missing)
    }

    /// `: text`, if there was one.
    fn after_colon(self, sealed: Option<&Sealed>) -> String {
        sealed.map_or_else(String::new, |sealed| format!(": {}", self.text(sealed)))
    }

    /// ` by document 12/BQL of 01/03/2026`, if there was one.
    fn by_document(self, document: Option<&Document>) -> String {
        let Some(document) = document else { return String::new() };
        let mut told = String::from(self.pick(", văn bản", ", by document"));
        if let Some(number) = &document.number {
            told.extend([" ", number]);
        }
        if let Some(date) = document.issued_on {
            told.push_str(&format!("{}{}", self.pick(" ngày ", " of "), date.format("%d/%m/%Y")));
        }
        match document.attachments.len() {
            0 => {}
            files => told.push_str(&format!(" ({files} {})", self.pick("tệp đính kèm", "attached"))),
        }
        told
    }

    fn names(self, parties: &[Party]) -> String {
        let names: Vec<_> = parties.iter().map(|party| self.text(&party.name)).collect();
        names.join(", ")
    }

    /// The other petition: its number where it is known, its id where it is not.
    fn other(self, id: Identity, around: Around<'_>) -> String {
        (around.number_of)(id).unwrap_or_else(|| id.to_string())
    }

    fn received(self, received: &Received, around: Around<'_>) -> String {
        let mut told = format!(
            "{} {}: {} ({}). {}",
            self.pick("Tiếp nhận, số", "Received as"),
            received.number,
            received.source.label(self.lang),
            self.text(&received.delivered_by),
            self.text(&received.summary)
        );
        if let Some(party) = &received.originator {
            told.push_str(&format!("; {} {}", self.pick("của", "raised by"), self.text(&party.name)));
        }
        if let Some(group) = &received.group {
            told.push_str(&format!("; {} {}", group.people, self.pick("người cùng kiến nghị", "people together")));
            if let Some(name) = &group.representative {
                told.push_str(&format!("{}{}", self.pick(", đại diện: ", ", represented by "), self.text(name)));
            }
        }
        // The abstract before it is a text of its own, with commas in it.
        told.push_str(&self.by_document(received.document.as_ref()).replacen(", ", "; ", 1));
        if let Some(parent) = received.split_from {
            told.push_str(&format!("; {} {}", self.pick("tách từ vụ", "split from"), self.other(parent, around)));
        }
        if let Some(name) = &received.terms.variant {
            told.push_str(&format!("; {}", under(Some(name), around.variant, self.lang)));
        }
        if let Some(due) = received.assigned_due {
            told.push_str(&format!("; {} {}", self.pick("hạn theo văn bản giao:", "due by the letter on"), at(due)));
        }
        told
    }

    /// What was put right, field by field.
    fn correction(self, correction: &Correction) -> String {
        let text = |sealed: &Option<Sealed>| sealed.as_ref().map(|sealed| self.text(sealed).to_string());
        let none = || self.pick("(bỏ trống)", "(none)").to_string();
        let open = |value: &Option<String>| value.clone().map(|text| if text.is_empty() { none() } else { text });
        let moved = correction.moved.map(|moved| format!("{} {}", at(moved.at), self.act(moved.version)));
        let parts = [
            (self.pick("trích yếu", "abstract"), text(&correction.summary)),
            (self.pick("nơi gửi", "delivered by"), text(&correction.delivered_by)),
            (self.pick("chủ thể", "raised by"), correction.originator.as_ref().map(|party| self.text(&party.name).to_string())),
            (self.pick("nguồn", "source"), correction.source.map(|source| source.label(self.lang).to_string())),
            (self.pick("kênh", "channel"), correction.channel.map(|channel| channel.label(self.lang).to_string())),
            (self.pick("nội dung", "about"), correction.about.map(|about| about.label(self.lang).to_string())),
            (self.pick("lĩnh vực", "field"), open(&correction.field)),
            (self.pick("số đến", "arrival number"), open(&correction.arrival_number)),
            (self.pick("số văn bản", "document number"), open(&correction.document_number)),
            (self.pick("ngày văn bản", "document date"), correction.document_date.map(|date| at(Moment::Date(date)))),
            (self.pick("nơi ban hành", "issuer"), text(&correction.document_issuer)),
            (self.pick("ngày", "date"), moved),
        ];
        let parts = parts.into_iter().filter_map(|(name, right)| Some(format!("{name}: {}", right?)));
        parts.collect::<Vec<_>>().join("; ")
    }

    fn act(self, version: u32) -> String {
        match (self.lang, version) {
            (Lang::Vi, 1) => "(tiếp nhận)".into(),
            (Lang::En, 1) => "(receipt)".into(),
            (Lang::Vi, version) => format!("(thao tác {version})"),
            (Lang::En, version) => format!("(act {version})"),
        }
    }

    pub(super) fn tell(self, event: &Event, around: Around<'_>) -> String {
        let name = event.name().label(self.lang);
        match event {
            Event::Received(received) => self.received(received, around),
            Event::Accepted {} | Event::Resumed {} => name.into(),
            Event::NotAccepted { reason }
            | Event::Reopened { reason }
            | Event::Unlinked { reason }
            | Event::Voided { reason } => format!("{name}{}", self.after_colon(Some(reason))),
            Event::ForwardedOut { to, document } => {
                format!("{name}{}{}", self.after_colon(Some(to)), self.by_document(document.as_ref()))
            }
            Event::Reclassified { kind, reason } => {
                format!("{name}{}{}{}", self.pick(" thành ", " as "), kind.label(self.lang), self.after_colon(Some(reason)))
            }
            Event::Assigned { unit, officer, due, helping } => {
                let officer = officer.as_ref().map_or_else(String::new, |officer| format!(" ({officer})"));
                let due = due.map_or_else(String::new, |due| format!("{}{}", self.pick("; hạn: ", "; due "), at(due)));
                let help = match helping.is_empty() {
                    true => String::new(),
                    false => format!("{}{}", self.pick("; phối hợp: ", "; helping: "), helping.join(", ")),
                };
                format!("{name}: {unit}{officer}{due}{help}")
            }
            Event::SupplementRequested { what: text } | Event::Withdrawn { reason: text } => {
                format!("{name}{}", self.after_colon(text.as_ref()))
            }
            Event::Paused { reason } => format!("{name}: {}", reason.label(self.lang)),
            Event::Extended { by, reason, approved_by, notice } => {
                let approved = approved_by.as_ref().map_or_else(String::new, |actor| {
                    format!("{}{}", self.pick("; phê duyệt: ", "; approved by "), actor.as_str())
                });
                format!(
                    "{name} {}{}{approved}{}",
                    match (around.unit, self.lang) {
                        (Some(unit), lang) => {
                            format!("{} {}", self.pick("thêm", "by"), Term { amount: *by, unit }.label(lang))
                        }
                        (None, Lang::Vi) => format!("thêm {by} (theo đơn vị của thời hạn)"),
                        (None, Lang::En) => format!("by {by} (in the unit of the term)"),
                    },
                    self.after_colon(Some(reason)),
                    self.by_document(notice.as_ref())
                )
            }
            Event::DueDatePromised { due, in_force, reason } => {
                let force = match in_force {
                    DueOrigin::Promised => String::new(),
                    other => format!("{}{}", self.pick("; hạn áp dụng: ", "; in force: "), other.label(self.lang)),
                };
                format!("{name} {}{force}{}", at(*due), self.after_colon(reason.as_ref()))
            }
            Event::Replied { document, finality, recipients, text } => {
                let how = match finality {
                    Finality::Final => name,
                    Finality::Interim => finality.label(self.lang),
                };
                let to = match recipients.is_empty() {
                    true => String::new(),
                    false => format!("{}{}", self.pick(", gửi: ", ", to: "), self.names(recipients)),
                };
                format!("{how}{}{to}{}", self.by_document(document.as_ref()), self.after_colon(text.as_ref()))
            }
            Event::Published { place } => format!("{name}: {place}"),
            Event::Rated { score } => format!("{name}: {score}/5"),
            Event::Linked { to, counted } => {
                let each = match counted {
                    Counting::Once => String::new(),
                    Counting::Each => format!(" ({})", counted.label(self.lang)),
                };
                format!("{name}: {}{each}", self.other(*to, around))
            }
            Event::Connected { petition, how } => {
                let other = self.other(*petition, around);
                match (self.lang, how) {
                    (Lang::Vi, Connection::Part) => format!("Tách ra vụ {other}"),
                    (Lang::En, Connection::Part) => format!("{other} was split off"),
                    (Lang::Vi, Connection::Merged) => format!("Vụ {other} được nhập vào vụ này"),
                    (Lang::En, Connection::Merged) => format!("{other} was merged into this one"),
                    (Lang::Vi, Connection::Separated) => format!("Vụ {other} được tách khỏi vụ này"),
                    (Lang::En, Connection::Separated) => format!("{other} was separated from this one"),
                }
            }
            Event::DeadlineRecomputed { terms, reason: reason @ Some(_) } => {
                let act = ActName::ChooseVariant.label(self.lang);
                let variant = under(terms.variant.as_deref(), around.variant, self.lang);
                format!("{act} ({variant}){}", self.after_colon(reason.as_ref()))
            }
            Event::DeadlineRecomputed { terms, reason: None } => {
                let rules: Vec<_> = terms.rules.iter().map(ToString::to_string).collect();
                format!("{name}: {}", core::iter::once(terms.calendar.to_string()).chain(rules).collect::<Vec<_>>().join(", "))
            }
            Event::Corrected { correction, reason } => {
                format!("{name} ({}){}", self.correction(correction), self.after_colon(Some(reason)))
            }
        }
    }
}

impl Event {
    /// What happened, in one sentence. Texts stand in it where the event was opened.
    pub fn sentence(&self, lang: Lang, around: Around<'_>) -> String {
        let missing = match lang {
            Lang::Vi => "(đã xóa)",
            Lang::En => "(erased)",
        };
        Teller { lang, missing }.tell(self, around)
    }

    /// The same without any text that lies in the vault: for a list that shows a confidential case.
    pub fn masked_sentence(&self, lang: Lang, around: Around<'_>) -> String {
        let missing = match lang {
            Lang::Vi => "(mật)",
            Lang::En => "(confidential)",
        };
        let mut closed = self.clone();
        closed.sealed_mut().into_iter().for_each(Sealed::close);
        Teller { lang, missing }.tell(&closed, around)
    }
}
