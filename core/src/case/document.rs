//! Documents: the letters by which cases come and are answered, with the files that came with them.
//!
//! Promises: an attachment is known by its content, and what it is called lies in the vault, since
//! people name files after people. A file itself is never kept here.

use alloc::{format, string::String, vec::Vec};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Sealed, Sealer};
use crate::ledger::Hash;

/// A file that came with a document, as a command gives it. The file itself stays where the host
/// keeps files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachmentInput {
    /// What the file is called; it may hold a person's name.
    pub name: String,
    /// SHA-256 over its content.
    pub sha256: Hash,
}

/// A file that came with a document: its sealed name and the hash of its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StoredAttachment")]
pub struct Attachment {
    /// What the file is called; lies in the vault.
    pub file_name: Sealed,
    /// SHA-256 over its content.
    pub sha256: Hash,
}

/// An attachment as any schema stored it: until the names were sealed, `name` held them openly.
#[derive(Deserialize)]
struct StoredAttachment {
    name: Option<String>,
    file_name: Option<Sealed>,
    sha256: Hash,
}

impl TryFrom<StoredAttachment> for Attachment {
    type Error = &'static str;
    fn try_from(StoredAttachment { name, file_name, sha256 }: StoredAttachment) -> Result<Self, Self::Error> {
        let file_name = file_name.or(name.map(Sealed::in_the_open)).ok_or("an attachment has no name")?;
        Ok(Attachment { file_name, sha256 })
    }
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
    pub attachments: Vec<AttachmentInput>,
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
    /// Seals the issuer and the names of the files.
    pub fn seal(input: &DocumentInput, sealer: &mut Sealer) -> Document {
        Document {
            number: input.number.clone(),
            issued_on: input.issued_on,
            issuer: input.issuer.as_ref().map(|issuer| sealer.seal(issuer)),
            attachments: input.attachments.iter().map(|file| seal_file(file, sealer)).collect(),
        }
    }

    /// Every sealed text in it.
    pub(crate) fn sealed(&self) -> impl Iterator<Item = &Sealed> {
        self.issuer.iter().chain(self.attachments.iter().map(|file| &file.file_name))
    }

    /// Every sealed text in it, to be opened.
    pub(crate) fn sealed_mut(&mut self) -> impl Iterator<Item = &mut Sealed> {
        self.issuer.iter_mut().chain(self.attachments.iter_mut().map(|file| &mut file.file_name))
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

fn seal_file(file: &AttachmentInput, sealer: &mut Sealer) -> Attachment {
    Attachment { file_name: sealer.seal(&file.name), sha256: file.sha256 }
}

fn key(number: Option<&str>, issued_on: Option<NaiveDate>) -> Option<String> {
    let number: String = number?.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
    match issued_on {
        _ if number.is_empty() => None,
        Some(date) => Some(format!("{number}|{date}")),
        None => Some(format!("{number}|")),
    }
}
