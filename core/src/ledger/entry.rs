//! One entry of the ledger and the small types that name things in it.

use alloc::{borrow::Cow, string::String};
use core::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

use super::StoredEntry;
use crate::time::Moment;

/// 16 bytes that name a stream or a command, made by whoever issues them, also offline. Written
/// as a UUID; version 7 is advised, since it sorts by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Identity(Uuid);

impl Identity {
    /// From its bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Identity {
        Identity(Uuid::from_bytes(bytes))
    }

    /// From the bytes of a hash: an identity that is the same whenever its source is.
    pub fn from_hash(hash: &Hash) -> Identity {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, ..] = hash.0;
        Identity(uuid::Builder::from_custom_bytes([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]).into_uuid())
    }

    /// From a time and a hash: the same whenever both are, and sorted by time, so that what
    /// happened together lies together in a store.
    pub fn from_time_and_hash(at: DateTime<Utc>, hash: &Hash) -> Identity {
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        let [a, b, c, d, e, f, g, h, i, j, ..] = hash.0;
        Identity(uuid::Builder::from_unix_timestamp_millis(millis, &[a, b, c, d, e, f, g, h, i, j]).into_uuid())
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Identity {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let uuid = Uuid::try_parse(text).map_err(|_| {
            let given: String = text.chars().take(40).collect();
            alloc::format!("`{given}` is not an identity such as 01890a5d-ac96-774b-bcce-b302099a8057")
        })?;
        Ok(Identity(uuid))
    }
}

impl From<Uuid> for Identity {
    fn from(uuid: Uuid) -> Self {
        Identity(uuid)
    }
}

/// Names one command. A command that is sent twice has its effect once.
pub type CommandId = Identity;

/// What a stream is about: `petition`, `rulebook`. The ledger itself attaches no meaning to it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StreamKind(Cow<'static, str>);

impl StreamKind {
    /// A kind known when the program is written.
    pub const fn new(kind: &'static str) -> StreamKind {
        StreamKind(Cow::Borrowed(kind))
    }

    /// A kind read from a store.
    pub fn from_stored(kind: String) -> StreamKind {
        StreamKind(Cow::Owned(kind))
    }

    /// Its name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One stream of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StreamId {
    /// What it is about.
    pub kind: StreamKind,
    /// Which one.
    pub id: Identity,
}

/// Who acted: the account that the host system knows, never a person's name, since an entry
/// cannot be erased.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Actor(String);

impl Actor {
    /// An account of the host system.
    pub fn new(account: impl Into<String>) -> Actor {
        Actor(account.into())
    }

    /// The account.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A SHA-256 hash, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hash([u8; 32]);

impl Hash {
    /// What stands before the first entry of a chain.
    pub const ZERO: Hash = Hash([0; 32]);

    /// From its bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Hash {
        Hash(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The hash of `parts`, each framed by its length, under a `domain` that keeps hashes made
    /// for different purposes apart.
    pub fn of_parts(domain: &str, parts: &[&[u8]]) -> Hash {
        use sha2::{Digest, Sha256};
        let mut hasher = Sha256::new();
        for part in core::iter::once(&domain.as_bytes()).chain(parts) {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        Hash(hasher.finalize().into())
    }

    /// The hash of parts that were framed already.
    pub(super) fn of_frame(frame: &[u8]) -> Hash {
        use sha2::{Digest, Sha256};
        Hash(Sha256::digest(frame).into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; 64];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
            let digit = |half: u8| if half < 10 { b'0' + half } else { b'a' - 10 + half };
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 0x0F)]);
        }
        f.write_str(core::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || String::from("a hash is 64 hexadecimal digits");
        let digit = |digit: u8| match digit {
            b'0'..=b'9' => Ok(digit - b'0'),
            b'a'..=b'f' => Ok(digit - b'a' + 10),
            b'A'..=b'F' => Ok(digit - b'A' + 10),
            _ => Err(wrong()),
        };
        let mut bytes = [0; 32];
        if text.len() != 64 {
            return Err(wrong());
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let [high, low] = pair else { return Err(wrong()) };
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Ok(Hash(bytes))
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// What is to be appended: an entry without its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The stream.
    pub stream: StreamId,
    /// The place in the stream, from 1.
    pub version: u32,
    /// The command that caused it.
    pub command_id: CommandId,
    /// When it happened, as the paper gives it.
    pub occurred_at: Moment,
    /// When it was recorded: the ledger's own clock, in microseconds, never going back.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub actor: Actor,
    /// The event, serialised once.
    pub payload: String,
}

impl Draft {
    /// Its parts as a store keeps them; `occurred_at` is that time as it is written.
    pub fn stored<'a>(&'a self, sequence: u64, occurred_at: &'a str) -> StoredEntry<'a> {
        StoredEntry {
            sequence,
            stream_kind: self.stream.kind.as_str().as_bytes(),
            stream_id: self.stream.id.as_bytes(),
            version: self.version,
            command_id: self.command_id.as_bytes(),
            occurred_at: occurred_at.as_bytes(),
            recorded_at: self.recorded_at.timestamp_micros(),
            actor: self.actor.as_str().as_bytes(),
            payload: self.payload.as_bytes(),
        }
    }
}

/// One entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the ledger, from 1, without gaps.
    pub sequence: u64,
    /// What it says.
    pub draft: Draft,
    /// The hash over all of it and over the hash of the entry before.
    pub hash: Hash,
}
