//! Documents: the letters by which cases come and are answered.

use alloc::{format, string::String, vec::Vec};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Sealed, Sealer};
use crate::ledger::Hash;

/// A file that came with a document, by name and content hash. The file itself stays where the
/// host keeps files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// File name, without a person's name in it.
    pub name: String,
    /// SHA-256 over its content.
    pub sha256: Hash,
}

/// A document, as a command gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentInput {
    /// Number and symbol: `1234/UBND-KT`.
    pub number: Option<String>,
    /// The date it bears.
    pub issued_on: Option<NaiveDate>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Files that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// A document: number and symbol, date, issuer, attachments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Number and symbol.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The date it bears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<NaiveDate>,
    /// Who issued it; lies in the vault, since an enterprise may bear its owner's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Sealed>,
    /// Files that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

impl Document {
    /// Seals the issuer.
    pub fn seal(input: &DocumentInput, sealer: &mut Sealer) -> Document {
        Document {
            number: input.number.clone(),
            issued_on: input.issued_on,
            issuer: input.issuer.as_ref().map(|issuer| sealer.seal(issuer)),
            attachments: input.attachments.clone(),
        }
    }

    /// What two records of the same document share: see [`DocumentInput::key`].
    pub fn key(&self) -> Option<String> {
        key(self.number.as_deref(), self.issued_on)
    }
}

impl DocumentInput {
    /// What two records of the same document share: number and symbol without case and spaces,
    /// and the date. `None` without a number.
    pub fn key(&self) -> Option<String> {
        key(self.number.as_deref(), self.issued_on)
    }
}

fn key(number: Option<&str>, issued_on: Option<NaiveDate>) -> Option<String> {
    let number: String = number?.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
    match issued_on {
        _ if number.is_empty() => None,
        Some(date) => Some(format!("{number}|{date}")),
        None => Some(format!("{number}|")),
    }
}
