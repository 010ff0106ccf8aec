//! What keeps a register for years: verification at three depths, erasure, copies, the ledger as
//! lines, reading alone.
//!
//! Promises: as the methods in `register`. Nothing is erased that a plan did not tell; what an
//! erasure cannot reach is in its answer.

use std::sync::Arc;

use kiennghi::{
    lang::Lang,
    register::{self, CopyKind, ErasureGrounds},
    store::MemoryStore,
};
use kiennghi_exchange::{export_ledger_file, import_ledger_file};

use crate::{
    Head, KiennghiError, Register, Text,
    error::guard,
    open::{Open, identify, with},
    output::signed,
    register::Answer,
    values::Instant,
};

/// How deep a register is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum VerifyLevel {
    /// The chain of hashes, entry by entry.
    Hashes,
    /// And every list, every word that is searched and every text of the vault, against the ledger.
    Projections,
}

/// What a review found, and how much it looked at: all entries of the ledger are in one class.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Review {
    /// The end of the ledger that was reviewed.
    pub head: Head,
    /// Entries that were decided again.
    pub judged: i64,
    /// Entries of imported history: taken as they were.
    pub imported: i64,
    /// Entries of the rulebook, which is what is judged by.
    pub rulebook: i64,
    /// Entries about the register itself.
    pub not_judged: i64,
    /// What would be decided otherwise, in the order of the ledger.
    pub findings: Vec<Finding>,
}

/// An entry that a decision of today would not have made. It is no damage.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Finding {
    /// The entry.
    pub sequence: i64,
    /// The petition's id.
    pub petition: String,
    /// Its number; missing if it was never received.
    pub number: Option<String>,
    /// What is said of it, as a stable code: that of a refusal, or `otherwise`, `number_not_next`,
    /// `without_command`, `other_missing`.
    pub code: String,
    /// The finding in one line, without any text of a petition.
    pub text: Text,
}

impl From<register::Review> for Review {
    fn from(review: register::Review) -> Self {
        let finding = |finding: &register::Finding| Finding {
            sequence: signed(finding.sequence),
            petition: finding.petition.to_string(),
            number: finding.number.as_ref().map(ToString::to_string),
            code: finding.code().into(),
            text: Text { vi: finding.to_text(Lang::Vi), en: finding.to_text(Lang::En) },
        };
        Review {
            head: review.head.into(),
            judged: signed(review.judged),
            imported: signed(review.imported),
            rulebook: signed(review.rulebook),
            not_judged: signed(review.not_judged),
            findings: review.findings.iter().map(finding).collect(),
        }
    }
}

/// Whose texts are erased.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum ErasureSubject {
    /// All texts of one petition.
    Petition {
        /// Its id or number.
        petition: String,
    },
    /// Every text of the register in which this name stands, word by word, whatever its case and
    /// diacritics: look at the plan first. It holds the name: not for a log.
    Name {
        /// The name.
        name: String,
    },
}

impl std::fmt::Debug for ErasureSubject {
    /// Without the name, which would stand in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ErasureSubject::Petition { petition } => f.debug_struct("Petition").field("petition", petition).finish(),
            ErasureSubject::Name { .. } => f.debug_struct("Name").finish_non_exhaustive(),
        }
    }
}

impl ErasureSubject {
    fn in_register<'a>(&'a self, open: &Open) -> Answer<register::ErasureSubject<'a>> {
        match self {
            ErasureSubject::Petition { petition } => Ok(register::ErasureSubject::Petition(identify(open, petition)?)),
            ErasureSubject::Name { name } => Ok(register::ErasureSubject::Name(name)),
        }
    }
}

/// What an erasure takes away, and what it cannot reach.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Erasure {
    /// The entry that records it; missing if nothing was erased.
    pub entry: Option<i64>,
    /// How many texts.
    pub texts: i64,
    /// The numbers of the petitions that they were in, in the order of the register.
    pub petitions: Vec<String>,
    /// Entries that hold such a text openly, from before it was sealed.
    pub held_openly: Vec<i64>,
    /// The copies of the register that were made when the texts were in it, and may hold them.
    pub copies: Vec<RegisterCopy>,
}

impl From<register::Erasure> for Erasure {
    fn from(erasure: register::Erasure) -> Self {
        Erasure {
            entry: erasure.entry.map(signed),
            texts: signed(erasure.texts),
            petitions: erasure.petitions.iter().map(|(_, number)| number.to_string()).collect(),
            held_openly: erasure.held_openly.into_iter().map(signed).collect(),
            copies: erasure.copies.into_iter().map(RegisterCopy::from).collect(),
        }
    }
}

/// A copy of the register that is on record.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RegisterCopy {
    /// The entry that records it.
    pub entry: i64,
    /// What kind.
    pub kind: CopyKind,
    /// Where it lies, as whoever made it names the place.
    pub label: String,
    /// The end of the ledger in it.
    pub head: Head,
    /// When it was recorded.
    pub recorded_at: Instant,
}

impl From<register::RegisterCopy> for RegisterCopy {
    fn from(register::RegisterCopy { entry, kind, label, head, recorded_at }: register::RegisterCopy) -> Self {
        RegisterCopy { entry: signed(entry), kind, label, head: head.into(), recorded_at }
    }
}

#[uniffi::export]
impl Register {
    /// Opens the register in the SQLite file at `path` for reading alone: for reports, on a file or
    /// folder that cannot be written, or beside those who write. Commands fail with `opened_to_read`.
    #[uniffi::constructor]
    pub fn open_read_only(path: &str) -> Answer<Arc<Register>> {
        guard(|| Ok(Register::new(Open::File(kiennghi_store::open_read_only(path)?), "read-only".into())))
    }

    /// Makes a register from the lines that [`Register::export_ledger`] wrote to the file at `path`:
    /// the same entries, texts and head, or nothing. `into` is the path of a new register file; without
    /// it the register is in memory. Fails with `ledger_line`, which names the first line that does not
    /// fit, or `already_created`.
    #[uniffi::constructor(default(into = None))]
    pub fn import_ledger(path: &str, actor: String, into: Option<String>) -> Answer<Arc<Register>> {
        guard(|| {
            let open = match into {
                None => Open::Memory(import_ledger_file(MemoryStore::new(), path)?),
                Some(place) => Open::File(import_ledger_file(kiennghi_store::empty_store(&place)?, path)?),
            };
            Ok(Register::new(open, actor))
        })
    }

    /// Walks the whole ledger and checks its chain; if `saved` is given, a head that was kept elsewhere,
    /// also that the ledger still leads through it. Gives the head. `level` says how deep: hashes, if
    /// not given. Fails at the first place that is not as it should be, with `ledger_changed`,
    /// `ledger_cut`, `ledger_rewritten`, `projection_changed` or `store_corrupt`.
    #[uniffi::method(default(saved = None, level = None))]
    pub fn verify(&self, saved: Option<Head>, level: Option<VerifyLevel>) -> Answer<Head> {
        guard(|| {
            let saved = saved.map(kiennghi::ledger::Head::try_from).transpose()?;
            let open = self.lock()?;
            with!(&*open, register => {
                let _state = register.hold()?;
                let head = match &saved {
                    Some(saved) => register.verify_against(saved)?,
                    None => register.verify()?,
                };
                if level == Some(VerifyLevel::Projections) {
                    register.verify_projections()?;
                }
                Ok(head.into())
            })
        })
    }

    /// Decides on every live act again, under the rules as they stood then, and tells what would be
    /// decided otherwise today. A finding is no damage.
    pub fn review(&self) -> Answer<Review> {
        guard(|| Ok(with!(&*self.lock()?, register => register.review())?.into()))
    }

    /// What an erasure would take away. Nothing is written.
    pub fn erasure_plan(&self, subject: ErasureSubject) -> Answer<Erasure> {
        guard(|| {
            let open = self.lock()?;
            let subject = subject.in_register(&open)?;
            Ok(with!(&*open, register => register.erasure_plan(subject))?.into())
        })
    }

    /// Erases texts for good: from the register, its lists, its searches and every byte of its files.
    /// It cannot be undone. `reason` and `citation` stay in the ledger, so they hold no name. Fails with
    /// `erasure` if they do; with `not_purged` if bytes may be left since others are reading: `purge`.
    pub fn erase(&self, subject: ErasureSubject, reason: String, citation: String) -> Answer<Erasure> {
        guard(|| {
            let world = self.world()?;
            let mut open = self.lock()?;
            let subject = subject.in_register(&open)?;
            let grounds = ErasureGrounds { reason, citation };
            Ok(with!(&mut *open, register => register.erase(subject, &grounds, &world))?.into())
        })
    }

    /// Leaves no byte in the register's files of what was erased. `erase` does it itself; this is for
    /// when it could not.
    pub fn purge(&self) -> Answer<()> {
        guard(|| Ok(with!(&mut *self.lock()?, register => register.purge())?))
    }

    /// The copies of the register that are on record, in their order.
    pub fn copies(&self) -> Answer<Vec<RegisterCopy>> {
        guard(|| Ok(with!(&*self.lock()?, register => register.copies())?.into_iter().map(RegisterCopy::from).collect()))
    }

    /// Records a copy that another program made, so that an erasure can tell of it; gives the entry.
    /// `label` says where it lies, without personal data; `head` is the end of the ledger in it, as it
    /// is now if not given.
    #[uniffi::method(default(head = None))]
    pub fn record_copy(&self, label: &str, head: Option<Head>) -> Answer<i64> {
        guard(|| {
            let (world, head) = (self.world()?, head.map(kiennghi::ledger::Head::try_from).transpose()?);
            let mut open = self.lock()?;
            with!(&mut *open, register => {
                let head = head.map_or_else(|| register.head(), Ok)?;
                Ok(signed(register.record_copy(CopyKind::Backup, label, &head, &world)?))
            })
        })
    }

    /// Writes a backup to a new file while the register is in use, verifies it and records it; gives the
    /// head that it holds. A register in memory is exported instead.
    pub fn backup_to(&self, path: &str) -> Answer<Head> {
        guard(|| {
            let world = self.world()?;
            match &mut *self.lock()? {
                Open::File(register) => Ok(kiennghi_store::backup_to(register, path, &world)?.into()),
                Open::Memory(_) => {
                    Err(KiennghiError::argument("a register in memory has no file to copy; use exportLedger(path)"))
                }
            }
        })
    }

    /// Writes the whole ledger, with the texts that are not erased, to a new file of JSON Lines, and
    /// records it; gives the head that it leads to. Texts of confidential petitions are in it.
    pub fn export_ledger(&self, path: &str) -> Answer<Head> {
        guard(|| {
            let world = self.world()?;
            Ok(with!(&mut *self.lock()?, register => export_ledger_file(register, path, &world))?.into())
        })
    }
}
