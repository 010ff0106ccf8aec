//! The whole ledger as lines of JSON, and back.
//!
//! Promises: an export holds every entry as it is stored, the texts that the vault still has, each
//! after the entry that commits to it, and before all of it the head. An import into an empty store
//! gives the same head and the same bytes, or nothing: the first line that does not fit is named.
//! Projections are not in it; they are made again. Of confidential petitions the texts are in it too:
//! an export is a copy of the register. No file is opened here.

use alloc::{collections::BTreeSet, format, string::String, vec::Vec};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Register, RegisterError,
    book::Book,
    replay::{fill, json, read_envelope},
    vault::{commitments, sealed_texts_of},
};
use crate::{
    case::{Opening, WrongOpening},
    ledger::{Actor, Break, Draft, Entry, Hash, Head, Identity, StreamId, Verifier},
    petition,
    store::{Store, StoreError, Transaction},
    time::Moment,
};

/// The schema of the lines that this library writes.
const SCHEMA: u16 = 1;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Ledger(FirstLine),
    Entry(EntryLine),
    Opening(OpeningLine),
}

#[derive(Serialize, Deserialize)]
struct FirstLine {
    schema: u16,
    head: Head,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryLine {
    sequence: u64,
    stream: StreamId,
    version: u32,
    command_id: Identity,
    occurred_at: Moment,
    recorded_at: DateTimeText,
    actor: Actor,
    /// As it is stored and hashed, so a text and not JSON in JSON.
    payload: String,
    hash: Hash,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpeningLine {
    commitment: Hash,
    text: String,
    /// 32 hexadecimal digits.
    salt: SaltText,
}

/// An instant in UTC to the microsecond.
#[derive(Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[derive(Clone, Copy)]
struct DateTimeText(DateTime<Utc>);

impl TryFrom<String> for DateTimeText {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(DateTimeText).map_err(|_| "`recorded_at` is no instant")
    }
}

impl From<DateTimeText> for String {
    fn from(at: DateTimeText) -> String {
        at.0.to_rfc3339_opts(SecondsFormat::Micros, true)
    }
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct SaltText([u8; 16]);

impl TryFrom<String> for SaltText {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits = u128::from_str_radix(&text, 16).ok().filter(|_| text.len() == 32 && !text.starts_with('+'));
        digits.map(|digits| SaltText(digits.to_be_bytes())).ok_or("a salt is 32 hexadecimal digits")
    }
}

impl From<SaltText> for String {
    fn from(salt: SaltText) -> String {
        format!("{:032x}", u128::from_be_bytes(salt.0))
    }
}

impl From<&Entry> for EntryLine {
    fn from(entry: &Entry) -> EntryLine {
        let draft = entry.draft.clone();
        EntryLine {
            sequence: entry.sequence,
            stream: draft.stream,
            version: draft.version,
            command_id: draft.command_id,
            occurred_at: draft.occurred_at,
            recorded_at: DateTimeText(draft.recorded_at),
            actor: draft.actor,
            payload: draft.payload,
            hash: entry.hash,
        }
    }
}

impl From<EntryLine> for Entry {
    fn from(line: EntryLine) -> Entry {
        let draft = Draft {
            stream: line.stream,
            version: line.version,
            command_id: line.command_id,
            occurred_at: line.occurred_at,
            recorded_at: line.recorded_at.0,
            actor: line.actor,
            payload: line.payload,
        };
        Entry { sequence: line.sequence, draft, hash: line.hash }
    }
}

/// A line of an export that cannot be taken. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct LedgerLineError {
    /// Which line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub problem: LedgerLineProblem,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerLineProblem {
    /// It is not what this library writes. What stands there is not told: it may be a name.
    #[error("column {column}: it is no line of a ledger export")]
    NotALine {
        /// Where reading stopped, from 1.
        column: usize,
    },
    /// A newer library wrote it.
    #[error("the export has schema {schema}, and this library knows {SCHEMA}; use a newer library")]
    Newer {
        /// The schema that it says.
        schema: u16,
    },
    /// It does not stand where such a line stands.
    #[error("{expected} stands here in an export")]
    OutOfPlace {
        /// What is right.
        expected: &'static str,
    },
    /// The entry does not follow the one before.
    #[error(transparent)]
    Changed(Break),
    /// The text is not the one that was sealed.
    #[error(transparent)]
    Opening(WrongOpening),
    /// The export ends before its head, or was made of two.
    #[error("the export ends with the head {found}, and its first line says {said}")]
    Head {
        /// What the first line says.
        said: Head,
        /// Where its entries end.
        found: Head,
    },
}

/// What an entry commits to, and lies in the vault or did.
fn committed(entry: &Entry) -> Result<Vec<Hash>, RegisterError> {
    match entry.draft.stream.kind == petition::STREAM {
        true => Ok(commitments(&read_envelope(entry)?)),
        false => Ok(Vec::new()),
    }
}

/// Texts of an entry that are waited for, and those that came.
#[derive(Default)]
struct Awaited {
    sequence: u64,
    open: BTreeSet<Hash>,
    came: Vec<Opening>,
}

impl Awaited {
    /// Nothing more comes for this entry.
    fn keep(&mut self, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        let came: Vec<&Opening> = self.came.iter().collect();
        match came.as_slice() {
            [] => Ok(()),
            came => transaction.keep_openings(self.sequence, came),
        }
    }
}

impl<S: Store> Register<S> {
    /// Tells the whole ledger in lines of JSON, without their ends, and returns the head that they
    /// lead to. What is recorded meanwhile is not in it.
    ///
    /// # Errors
    /// What `each` returns; an entry cannot be read; the vault was changed; the store fails.
    pub fn export_ledger(&self, each: &mut dyn FnMut(&str) -> Result<(), StoreError>) -> Result<Head, RegisterError> {
        let _state = self.store.hold()?;
        let head = self.head()?;
        let mut tell = |line: Line| each(&json(&line));
        tell(Line::Ledger(FirstLine { schema: SCHEMA, head }))?;
        let mut after = 0;
        while after < head.sequence {
            let entries = self.store.entries(after, 4096)?;
            let Some(last) = entries.last() else { break };
            after = last.sequence;
            for entry in entries.iter().filter(|entry| entry.sequence <= head.sequence) {
                tell(Line::Entry(EntryLine::from(entry)))?;
                let commitments = committed(entry)?;
                if commitments.is_empty() {
                    continue;
                }
                let mut texts = sealed_texts_of(&self.store, entry.sequence, &commitments)?;
                for commitment in commitments {
                    let Some(Opening { text, salt }) = texts.remove(&commitment) else { continue };
                    tell(Line::Opening(OpeningLine { commitment, text, salt: SaltText(salt) }))?;
                }
            }
        }
        Ok(head)
    }

    /// Makes a register in an empty store from the lines of an export: the same entries, the same
    /// texts, the same head. All in one transaction.
    ///
    /// # Errors
    /// [`RegisterError::Line`] names the first line that does not fit; there is a register already;
    /// a line cannot be read; the store fails. The store is then as it was.
    pub fn import_ledger(
        mut store: S,
        lines: impl IntoIterator<Item = Result<String, StoreError>>,
    ) -> Result<Register<S>, RegisterError> {
        let mut transaction = store.begin()?;
        let entries = transaction.head()?.sequence;
        if entries > 0 {
            return Err(RegisterError::AlreadyCreated { entries });
        }
        let mut verifier = Verifier::default();
        let (mut number, mut said) = (0, None);
        // The texts that may follow the last entry.
        let mut awaited = Awaited::default();
        for text in lines {
            number += 1;
            let wrong = |problem| RegisterError::Line(LedgerLineError { line: number, problem });
            let line = serde_json::from_str(&text?)
                .map_err(|error| wrong(LedgerLineProblem::NotALine { column: error.column().max(1) }))?;
            match (line, said) {
                (Line::Ledger(FirstLine { schema, head }), None) => {
                    if schema > SCHEMA {
                        return Err(wrong(LedgerLineProblem::Newer { schema }));
                    }
                    said = Some(head);
                }
                (_, None) => return Err(wrong(LedgerLineProblem::OutOfPlace { expected: "the line with the head" })),
                (Line::Ledger(_), Some(_)) => return Err(wrong(LedgerLineProblem::OutOfPlace { expected: "an entry" })),
                (Line::Entry(line), Some(_)) => {
                    let entry = Entry::from(line);
                    verifier.push(&entry).map_err(|error| wrong(LedgerLineProblem::Changed(error)))?;
                    awaited.keep(&mut *transaction)?;
                    let open = committed(&entry)?.into_iter().collect();
                    awaited = Awaited { sequence: entry.sequence, open, came: Vec::new() };
                    transaction.append(&entry)?;
                }
                (Line::Opening(OpeningLine { commitment, text, salt }), Some(_)) => {
                    let opening = Opening { text, salt: salt.0 };
                    if opening.commitment() != commitment {
                        return Err(wrong(LedgerLineProblem::Opening(WrongOpening { commitment })));
                    }
                    if !awaited.open.remove(&commitment) {
                        let expected = "an entry, or a text of the entry before,";
                        return Err(wrong(LedgerLineProblem::OutOfPlace { expected }));
                    }
                    awaited.came.push(opening);
                }
            }
        }
        awaited.keep(&mut *transaction)?;
        let found = verifier.head();
        match said {
            Some(said) if said == found => {}
            said => {
                let problem = LedgerLineProblem::Head { said: said.unwrap_or_default(), found };
                return Err(LedgerLineError { line: number, problem }.into());
            }
        }
        let (rulebook, _) = Book::default().of(&*transaction)?;
        fill(&mut *transaction, &rulebook)?;
        transaction.commit()?;
        Register::open(store)
    }
}
