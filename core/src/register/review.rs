//! Was what is recorded lawful?
//!
//! Promises: every live act is decided again, in the order of the ledger, under the rulebook as it
//! stood at that entry, by the decisions of this library; what would be decided otherwise is a
//! finding. A finding is no damage: the ledger is what it is, and rules of this library may be newer
//! than the entry. Imported history is taken as it was, except that its numbers must follow each
//! other too. No text is read, so what was erased is judged like the rest. Nothing is written.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    Register, RegisterError,
    replay::{read, read_envelope},
};
use crate::{
    case::{Context, Number, Seed, World},
    lang::Lang,
    law::Rulebook,
    ledger::{CommandId, Entry, Head, Identity},
    petition::{self, Command, Envelope, Event, Petition, Refusal, decide, decide_other, evolve, other},
    store::Store,
    time::Moment,
};

/// What a review found, and how much it looked at: all entries of the ledger are in one class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// The end of the ledger that was reviewed.
    pub head: Head,
    /// Entries that were decided again.
    pub judged: u64,
    /// Entries of imported history: taken as they were.
    pub imported: u64,
    /// Entries of the rulebook, which is what is judged by.
    pub rulebook: u64,
    /// Entries about the register itself, which no rule of a case is about.
    pub not_judged: u64,
    /// What would be decided otherwise, in the order of the ledger.
    pub findings: Vec<Finding>,
}

/// An entry that a decision of today would not have made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The entry.
    pub sequence: u64,
    /// The petition.
    pub petition: Identity,
    /// Its number; `None` if it was never received.
    pub number: Option<Number>,
    /// What a decision of today says.
    pub objection: Objection,
}

/// What a decision of today says of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
    /// It would refuse the act.
    Refused(Refusal),
    /// It would record something else: other terms, say, or nothing at the other petition.
    Otherwise,
    /// Another number was next in its book and year.
    NumberNotNext {
        /// The one that was.
        next: Number,
    },
    /// It tells of a command to another petition, and that command is not there.
    WithoutCommand,
    /// The other petition that it concerns was never received.
    OtherMissing {
        /// That one.
        other: Identity,
    },
}

impl Finding {
    /// What is said of it, as a stable code: that of a refusal, or `otherwise`, `number_not_next`,
    /// `without_command`, `other_missing`.
    pub fn code(&self) -> &'static str {
        match &self.objection {
            Objection::Refused(refusal) => refusal.code(),
            Objection::Otherwise => "otherwise",
            Objection::NumberNotNext { .. } => "number_not_next",
            Objection::WithoutCommand => "without_command",
            Objection::OtherMissing { .. } => "other_missing",
        }
    }

    /// The finding in one line: entry, number, what is said of it. Holds no text of a petition.
    pub fn to_text(&self, lang: Lang) -> String {
        let number = self.number.as_ref().map_or_else(|| self.petition.to_string(), ToString::to_string);
        let said = match (&self.objection, lang) {
            (Objection::Refused(refusal), lang) => refusal.to_text(lang),
            (Objection::Otherwise, Lang::Vi) => "theo quy tắc hiện nay thì nội dung ghi nhận phải khác".into(),
            (Objection::Otherwise, Lang::En) => "a decision of today would record something else".into(),
            (Objection::NumberNotNext { next }, Lang::Vi) => format!("số kế tiếp phải là {next}"),
            (Objection::NumberNotNext { next }, Lang::En) => format!("the next number was {next}"),
            (Objection::WithoutCommand, Lang::Vi) => "không có thao tác của vụ kia đi cùng".into(),
            (Objection::WithoutCommand, Lang::En) => "the command to the other petition that it tells of is not there".into(),
            (Objection::OtherMissing { other }, Lang::Vi) => format!("không có vụ {other} mà mục này nói đến"),
            (Objection::OtherMissing { other }, Lang::En) => format!("there is no petition {other}, which it concerns"),
        };
        match lang {
            Lang::Vi => format!("mục {}, {number}: {said}", self.sequence),
            Lang::En => format!("entry {}, {number}: {said}", self.sequence),
        }
    }
}

impl<S: Store> Register<S> {
    /// Decides on every live act again and tells what would be decided otherwise today. Reads the
    /// whole ledger; keeps every petition in memory.
    ///
    /// # Errors
    /// An entry cannot be read; the store fails.
    pub fn review(&self) -> Result<Review, RegisterError> {
        let _state = self.store.hold()?;
        let mut reviewer = Reviewer::default();
        loop {
            let entries = self.store.entries(reviewer.review.head.sequence, 4096)?;
            if entries.is_empty() {
                reviewer.without_command();
                return Ok(reviewer.review);
            }
            entries.into_iter().try_for_each(|entry| reviewer.take(entry))?;
        }
    }
}

/// The register as it stood before the next entry.
#[derive(Default)]
struct Reviewer {
    review: Review,
    rulebook: Rulebook,
    petitions: BTreeMap<Identity, Petition>,
    serials: BTreeMap<(String, i32), u32>,
    /// What a command meant for another petition stands before what it is itself.
    waiting: Vec<(Entry, Envelope)>,
}

impl Reviewer {
    fn take(&mut self, entry: Entry) -> Result<(), RegisterError> {
        self.review.head = Head::from(&entry);
        let kind = &entry.draft.stream.kind;
        if *kind != petition::STREAM {
            self.without_command();
            if *kind == Rulebook::STREAM {
                self.review.rulebook += 1;
                self.rulebook.apply(read(&entry)?)?;
            } else {
                self.review.not_judged += 1;
            }
            return Ok(());
        }
        let envelope = read_envelope(&entry)?;
        if self.waiting.first().is_some_and(|(first, _)| first.draft.command_id != entry.draft.command_id) {
            self.without_command();
        }
        match envelope.imported {
            None => self.review.judged += 1,
            Some(_) => self.review.imported += 1,
        }
        if matches!(envelope.event, Event::Connected { .. }) {
            self.waiting.push((entry, envelope));
            return Ok(());
        }
        self.number(&entry, &envelope);
        if envelope.imported.is_none()
            && let Err(objection) = self.judge(&entry, &envelope)
        {
            self.find(&entry, &envelope, objection);
        }
        for (entry, envelope) in core::mem::take(&mut self.waiting) {
            self.evolve(&entry, &envelope);
        }
        self.evolve(&entry, &envelope);
        Ok(())
    }

    /// Gives up waiting for the command that connected petitions.
    fn without_command(&mut self) {
        for (entry, envelope) in core::mem::take(&mut self.waiting) {
            if envelope.imported.is_none() {
                self.find(&entry, &envelope, Objection::WithoutCommand);
            }
            self.evolve(&entry, &envelope);
        }
    }

    fn find(&mut self, entry: &Entry, envelope: &Envelope, objection: Objection) {
        let petition = entry.draft.stream.id;
        let number = match &envelope.event {
            Event::Received(received) => Some(received.number.clone()),
            _ => self.petitions.get(&petition).map(|petition| petition.case().number().clone()),
        };
        self.review.findings.push(Finding { sequence: entry.sequence, petition, number, objection });
    }

    /// Every number follows the one before in its book and year.
    fn number(&mut self, entry: &Entry, envelope: &Envelope) {
        let Event::Received(received) = &envelope.event else { return };
        let number = &received.number;
        let last = self.serials.entry((number.book.clone(), number.year)).or_default();
        let next = last.saturating_add(1);
        *last = number.serial.max(*last);
        if number.serial != next {
            let next = Number { serial: next, ..number.clone() };
            self.find(entry, envelope, Objection::NumberNotNext { next });
        }
    }

    /// Would it be decided so today?
    fn judge(&self, entry: &Entry, envelope: &Envelope) -> Result<(), Objection> {
        let id = entry.draft.stream.id;
        let Some(act) = envelope.event.retold() else { return Err(Objection::WithoutCommand) };
        let command_id: CommandId = entry.draft.command_id;
        let command =
            Command { id: command_id, petition: id, at: entry.draft.occurred_at, provenance: envelope.provenance(), act };
        // The ledger keeps microseconds; who gave the present may have had nanoseconds.
        let now = entry.draft.recorded_at + chrono::TimeDelta::nanoseconds(999);
        let world = World { now, actor: entry.draft.actor.clone(), seed: Seed::new([0; 32]) };
        let next_number = match &envelope.event {
            Event::Received(received) => received.number.clone(),
            _ => Number { book: String::new(), year: 0, serial: 0 },
        };
        let context = Context { world: &world, rulebook: &self.rulebook, next_number: &next_number };
        let petition = self.petitions.get(&id);
        let own = decide(petition, &command, &context).map_err(Objection::Refused)?;
        if !matches!(own.as_slice(), [own] if own.event.is_alike(&envelope.event)) {
            return Err(Objection::Otherwise);
        }
        let expected = match other(petition, &command) {
            None => Vec::new(),
            Some(other_id) => {
                let other = self.petitions.get(&other_id).ok_or(Objection::OtherMissing { other: other_id })?;
                let events = decide_other(other, &command).map_err(Objection::Refused)?;
                events.into_iter().map(|envelope| (other_id, envelope.event)).collect()
            }
        };
        let recorded = self.waiting.iter().map(|(entry, envelope)| (entry.draft.stream.id, &envelope.event));
        match recorded.eq(expected.iter().map(|(id, event)| (*id, event))) {
            true => Ok(()),
            false => Err(Objection::Otherwise),
        }
    }

    fn evolve(&mut self, entry: &Entry, envelope: &Envelope) {
        let id = entry.draft.stream.id;
        let recorded = Moment::Instant(entry.draft.recorded_at.fixed_offset());
        let petition = self.petitions.remove(&id);
        self.petitions.extend(evolve(petition, id, envelope, entry.draft.occurred_at, recorded).map(|petition| (id, petition)));
    }
}
