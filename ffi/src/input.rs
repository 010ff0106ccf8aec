//! The records that go in.
//!
//! Promises: the fields are those of the Rust types, and the compiler checks that none is missing;
//! what is left out is as in Rust.

use kiennghi::{
    case::{AttachmentInput, DocumentInput, GroupInput, PartyInput, PartyKind, Seed},
    law::DueOrigin,
    ledger::{Actor, Hash},
    petition::{About, Act, Channel, Finality, PetitionKind, SourceKind},
};

use crate::{
    KiennghiError,
    values::{Instant, LocalDate, Moment, Sha256},
};

/// The world in which a command is carried out: the same world and command give the same bytes in
/// every language. An application needs none, its register takes it from the system; a test does.
#[derive(Clone, Debug, uniffi::Record)]
pub struct World {
    /// The present.
    pub now: Instant,
    /// Who acts: an account, not a person's name.
    pub actor: String,
    /// 64 hexadecimal digits from which salts are derived. Outside of tests: fresh and secret.
    pub seed: String,
}

impl TryFrom<World> for kiennghi::case::World {
    type Error = KiennghiError;
    fn try_from(World { now, actor, seed }: World) -> Result<Self, KiennghiError> {
        let seed: Hash = seed.parse().map_err(|_| KiennghiError::argument("a seed is 64 hexadecimal digits"))?;
        Ok(kiennghi::case::World { now, actor: Actor::new(actor), seed: Seed::new(*seed.as_bytes()) })
    }
}

/// A person or body, as a command gives it. The name lies outside the chain and can be erased.
#[uniffi::remote(Record)]
pub struct PartyInput {
    /// What kind.
    pub kind: PartyKind,
    /// The name.
    pub name: String,
}

/// A file that came with a document, by name and content hash. The name lies outside the chain; the
/// file itself stays where the host keeps files.
#[uniffi::remote(Record)]
pub struct AttachmentInput {
    /// What the file is called.
    pub name: String,
    /// SHA-256 over its content, 64 hexadecimal digits.
    pub sha256: Sha256,
}

/// Several people who raise one matter together. The name lies outside the chain.
#[uniffi::remote(Record)]
pub struct GroupInput {
    /// How many they are, at least 2.
    pub people: u32,
    /// Whom they named to speak for them.
    #[uniffi(default = None)]
    pub representative: Option<String>,
}

/// A document, as a command gives it.
#[uniffi::remote(Record)]
pub struct DocumentInput {
    /// Number and symbol: `1234/UBND-KT`.
    #[uniffi(default = None)]
    pub number: Option<String>,
    /// The date it bears.
    #[uniffi(default = None)]
    pub issued_on: Option<LocalDate>,
    /// Who issued it.
    #[uniffi(default = None)]
    pub issuer: Option<String>,
    /// Files that came with it.
    #[uniffi(default = [])]
    pub attachments: Vec<AttachmentInput>,
}

/// All about a petition that has arrived.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Receive {
    /// Who delivered it.
    pub source: SourceKind,
    /// The body's or person's name.
    pub delivered_by: String,
    /// How it came.
    pub channel: Channel,
    /// What it says, in short (*trích yếu*).
    pub summary: String,
    /// What kind it is; a proposal if not given.
    #[uniffi(default = None)]
    pub kind: Option<PetitionKind>,
    /// What it is about.
    #[uniffi(default = None)]
    pub about: Option<About>,
    /// Who raised it, if not who delivered it.
    #[uniffi(default = None)]
    pub originator: Option<PartyInput>,
    /// The letter it came by.
    #[uniffi(default = None)]
    pub document: Option<DocumentInput>,
    /// How many raised it together, if several did, and who speaks for them.
    #[uniffi(default = None)]
    pub group: Option<GroupInput>,
    /// The id or number of the petition whose letter also carried this one.
    #[uniffi(default = None)]
    pub split_from: Option<String>,
    /// The field of work.
    #[uniffi(default = None)]
    pub field: Option<String>,
    /// The number that an old register gave it (*số đến*).
    #[uniffi(default = None)]
    pub arrival_number: Option<String>,
    /// The book in which it is numbered; `PAKN` if not given.
    #[uniffi(default = None)]
    pub book: Option<String>,
    /// The ids of the rules it is under; the register's defaults if not given, none if empty.
    #[uniffi(default = None)]
    pub rules: Option<Vec<String>>,
    /// A named variant of the terms, such as `inter_agency`.
    #[uniffi(default = None)]
    pub variant: Option<String>,
    /// A due date that the forwarding letter sets.
    #[uniffi(default = None)]
    pub assigned_due: Option<Moment>,
    /// Which due date is in force. If not given: the assigned one if there is one, else the rule's.
    #[uniffi(default = None)]
    pub in_force: Option<DueOrigin>,
    /// Keep it out of lists and reports. Always so for a denunciation.
    #[uniffi(default = false)]
    pub confidential: bool,
}

impl From<Receive> for kiennghi::petition::Receive {
    fn from(receive: Receive) -> Self {
        kiennghi::petition::Receive {
            source: receive.source,
            delivered_by: receive.delivered_by,
            channel: receive.channel,
            summary: receive.summary,
            kind: receive.kind.unwrap_or_default(),
            about: receive.about,
            originator: receive.originator,
            document: receive.document,
            group: receive.group,
            // By id or by number: the register finds it.
            split_from: None,
            field: receive.field,
            arrival_number: receive.arrival_number,
            book: receive.book,
            rules: receive.rules,
            variant: receive.variant,
            assigned_due: receive.assigned_due,
            in_force: receive.in_force,
            confidential: receive.confidential,
        }
    }
}

/// A reply.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Reply {
    /// By which document.
    #[uniffi(default = None)]
    pub document: Option<DocumentInput>,
    /// Does it settle the matter? Final if not given.
    #[uniffi(default = None)]
    pub finality: Option<Finality>,
    /// To whom: who raised it, who forwarded it, who compiles.
    #[uniffi(default = [])]
    pub recipients: Vec<PartyInput>,
    /// What was answered, in short.
    #[uniffi(default = None)]
    pub text: Option<String>,
}

impl From<Reply> for Act {
    fn from(Reply { document, finality, recipients, text }: Reply) -> Self {
        Act::Reply { document, finality: finality.unwrap_or_default(), recipients, text }
    }
}
