//! Texts that lie outside the chain.
//!
//! Promises: the ledger holds only a salted commitment, so that deleting text and salt from the
//! vault erases the text while the chain stays whole; a vault that was changed is noticed when it
//! is opened. Sealing hides a text from who holds the ledger alone, not from who holds the vault.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Seed;
use crate::ledger::Hash;

/// A text and its salt: what the vault keeps under a commitment.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    /// The text.
    pub text: String,
    /// 16 bytes that make equal texts have different commitments.
    pub salt: [u8; 16],
}

impl Opening {
    /// The commitment to this text and salt.
    pub fn commitment(&self) -> Hash {
        Hash::of_parts("kiennghi/sealed/1", &[&self.salt, self.text.as_bytes()])
    }
}

impl fmt::Debug for Opening {
    /// Without the text: what is debugged may be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opening(..)")
    }
}

/// The vault holds another text than the one that was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the vault's text under {commitment} is not the one that was sealed")]
pub struct WrongOpening {
    /// The commitment.
    pub commitment: Hash,
}

/// A text outside the chain. Serialised as its commitment alone.
#[derive(Clone)]
pub struct Sealed {
    commitment: Hash,
    opening: Option<Opening>,
}

impl Sealed {
    /// The commitment.
    pub fn commitment(&self) -> Hash {
        self.commitment
    }

    /// A text that an old entry holds openly, from before such texts were sealed. There is nothing
    /// in the vault to erase: who asks for it must be told that the ledger itself holds it.
    pub(crate) fn in_the_open(text: String) -> Sealed {
        let opening = Opening { text, salt: [0; 16] };
        Sealed { commitment: opening.commitment(), opening: Some(opening) }
    }

    /// A text that stands for any: to compare what surrounds two texts.
    pub(crate) fn blank() -> Sealed {
        Sealed { commitment: Hash::ZERO, opening: None }
    }

    /// Text and salt, if this value was sealed or opened here.
    pub fn opening(&self) -> Option<&Opening> {
        self.opening.as_ref()
    }

    /// The text; `None` if it was not opened, or was erased.
    pub fn text(&self) -> Option<&str> {
        self.opening.as_ref().map(|opening| opening.text.as_str())
    }

    /// Forgets the text; the commitment stays.
    pub(crate) fn close(&mut self) {
        self.opening = None;
    }

    /// Takes text and salt from the vault.
    ///
    /// # Errors
    /// It is not what was sealed.
    pub fn open(&mut self, opening: Opening) -> Result<(), WrongOpening> {
        if opening.commitment() != self.commitment {
            return Err(WrongOpening { commitment: self.commitment });
        }
        self.opening = Some(opening);
        Ok(())
    }
}

impl PartialEq for Sealed {
    /// Two are equal if they commit to the same text and salt, opened or not.
    fn eq(&self, other: &Self) -> bool {
        self.commitment == other.commitment
    }
}

impl Eq for Sealed {}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({})", self.commitment)
    }
}

impl Serialize for Sealed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.commitment.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Sealed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Sealed { commitment: Hash::deserialize(deserializer)?, opening: None })
    }
}

/// Seals the texts of one command, each with a salt of its own derived from the command's seed.
#[derive(Debug)]
pub struct Sealer {
    seed: Seed,
    count: u32,
}

impl Sealer {
    /// For one command. `scope` keeps commands apart that share a seed: its id.
    pub fn new(seed: &Seed, scope: &[u8]) -> Sealer {
        let mixed = Hash::of_parts("kiennghi/seed/1", &[seed.as_bytes(), scope]);
        Sealer { seed: Seed::new(*mixed.as_bytes()), count: 0 }
    }

    /// Seals one text.
    pub fn seal(&mut self, text: &str) -> Sealed {
        let derived = Hash::of_parts("kiennghi/salt/1", &[self.seed.as_bytes(), &self.count.to_be_bytes()]);
        self.count += 1;
        let mut salt = [0; 16];
        for (to, from) in salt.iter_mut().zip(derived.as_bytes()) {
            *to = *from;
        }
        let opening = Opening { text: text.into(), salt };
        Sealed { commitment: opening.commitment(), opening: Some(opening) }
    }

    /// Seals a text that may be missing; an empty one counts as missing.
    pub fn seal_some(&mut self, text: Option<&str>) -> Option<Sealed> {
        text.filter(|text| !text.trim().is_empty()).map(|text| self.seal(text))
    }
}
