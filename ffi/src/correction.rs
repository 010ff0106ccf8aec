//! What is right where something was typed wrong.
//!
//! Promises: the fields are those of the Rust type; what is not given stays.

use kiennghi::{
    case::PartyInput,
    petition::{self, About, Channel, CorrectionInput, SourceKind},
};

use crate::{
    KiennghiError,
    values::{LocalDate, Moment},
};

/// A time that was typed wrong.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Moved {
    /// Which act of the petition, as its history numbers them: 1 is the receipt.
    pub version: i32,
    /// When it really happened.
    pub at: Moment,
}

/// What is right. What is not given stays.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Correction {
    /// What it says, in short.
    #[uniffi(default = None)]
    pub summary: Option<String>,
    /// The name of who delivered it.
    #[uniffi(default = None)]
    pub delivered_by: Option<String>,
    /// Who raised it.
    #[uniffi(default = None)]
    pub originator: Option<PartyInput>,
    /// Who delivered it.
    #[uniffi(default = None)]
    pub source: Option<SourceKind>,
    /// How it came.
    #[uniffi(default = None)]
    pub channel: Option<Channel>,
    /// What it is about.
    #[uniffi(default = None)]
    pub about: Option<About>,
    /// The field of work; an empty text: none.
    #[uniffi(default = None)]
    pub field: Option<String>,
    /// The number that an old book gave it; an empty text: none.
    #[uniffi(default = None)]
    pub arrival_number: Option<String>,
    /// Number and symbol of the letter it came by; an empty text: none.
    #[uniffi(default = None)]
    pub document_number: Option<String>,
    /// The date that the letter bears.
    #[uniffi(default = None)]
    pub document_date: Option<LocalDate>,
    /// Who issued the letter.
    #[uniffi(default = None)]
    pub document_issuer: Option<String>,
    /// When the receipt, or another act, really happened.
    #[uniffi(default = None)]
    pub moved: Option<Moved>,
}

impl TryFrom<Correction> for CorrectionInput {
    type Error = KiennghiError;
    fn try_from(right: Correction) -> Result<Self, KiennghiError> {
        let version = |version: i32| {
            let wrong = |_| KiennghiError::argument(format!("an act is numbered from 1, not {version}"));
            u32::try_from(version).map_err(wrong)
        };
        let moved = |moved: Moved| Ok::<_, KiennghiError>(petition::Moved { version: version(moved.version)?, at: moved.at });
        Ok(CorrectionInput {
            summary: right.summary,
            delivered_by: right.delivered_by,
            originator: right.originator,
            source: right.source,
            channel: right.channel,
            about: right.about,
            field: right.field,
            arrival_number: right.arrival_number,
            document_number: right.document_number,
            document_date: right.document_date,
            document_issuer: right.document_issuer,
            moved: right.moved.map(moved).transpose()?,
        })
    }
}
