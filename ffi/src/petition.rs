//! A petition as it comes out.
//!
//! Promises: whole, in one call; a text that was erased, or that is not for this list, is missing
//! and not empty.

use kiennghi::{
    case::{Outcome, Sealed, Status},
    petition::{About, Channel, Counting, PetitionKind, SourceKind},
};

use crate::values::{LocalDate, Moment, Sha256};

/// A file that came with a document.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Attachment {
    /// What it is called; missing if that was erased.
    pub name: Option<String>,
    /// SHA-256 over its content, 64 hexadecimal digits.
    pub sha256: Sha256,
}

/// A petition as it stands.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Petition {
    /// Its id.
    pub id: String,
    /// Its number, such as `PAKN-2026-0012`.
    pub number: String,
    /// What kind it is now.
    pub kind: PetitionKind,
    /// Who delivered it.
    pub source: SourceKind,
    /// How it came.
    pub channel: Channel,
    /// What it is about.
    pub about: Option<About>,
    /// The field of work.
    pub field: Option<String>,
    /// Where it is.
    pub status: Status,
    /// How it was closed, if it is.
    pub outcome: Option<Outcome>,
    /// The unit that holds it.
    pub unit: Option<String>,
    /// The officer who holds it.
    pub officer: Option<String>,
    /// The variant of its rules' terms that it is under, such as `complex`; missing for the ordinary
    /// terms.
    pub variant: Option<String>,
    /// When it arrived.
    pub received_at: Moment,
    /// What it says, in short; missing if it was erased.
    pub summary: Option<String>,
    /// The name of who delivered it; missing if it was erased.
    pub delivered_by: Option<String>,
    /// The name of who raised it, if not who delivered it.
    pub originator: Option<String>,
    /// Number and symbol of the letter it came by.
    pub document_number: Option<String>,
    /// The date that letter bears.
    pub document_date: Option<LocalDate>,
    /// The files that came with that letter.
    pub attachments: Vec<Attachment>,
    /// How many people raised it together; missing if one did.
    pub group_people: Option<u32>,
    /// The name of who speaks for them.
    pub representative: Option<String>,
    /// The units that help the one that holds it.
    pub helping: Vec<String>,
    /// The number that an old register gave it.
    pub arrival_number: Option<String>,
    /// The id of the petition that it was merged into.
    pub linked_to: Option<String>,
    /// How it counts then.
    pub counted: Option<Counting>,
    /// The ids of the petitions that were merged into it.
    pub merged: Vec<String>,
    /// The id of the petition whose letter also carried this one.
    pub split_from: Option<String>,
    /// The ids of the petitions that were split off from it.
    pub parts: Vec<String>,
    /// Are its texts kept out of lists and reports?
    pub confidential: bool,
    /// How many events it has.
    pub version: i32,
}

impl From<&kiennghi::petition::Petition> for Petition {
    fn from(petition: &kiennghi::petition::Petition) -> Self {
        let text = |sealed: &Sealed| sealed.text().map(str::to_owned);
        let file = |file: &kiennghi::case::Attachment| Attachment { name: text(&file.file_name), sha256: file.sha256 };
        let (case, document) = (petition.case(), petition.document());
        let view = case.latest();
        let held = |by: Option<&str>| by.map(str::to_owned);
        Petition {
            id: petition.id().to_string(),
            number: case.number().to_string(),
            kind: petition.kind(),
            source: petition.source(),
            channel: petition.channel(),
            about: petition.about(),
            field: petition.field().map(str::to_owned),
            // A case has at least the turn that opened it.
            status: view.as_ref().map_or(Status::Received, |view| view.status()),
            outcome: view.as_ref().and_then(|view| view.outcome()),
            unit: held(view.as_ref().and_then(|view| view.unit())),
            officer: held(view.as_ref().and_then(|view| view.officer())),
            variant: view.as_ref().and_then(|view| view.terms().variant.clone()),
            received_at: case.received_at(),
            summary: text(petition.summary()),
            delivered_by: text(petition.delivered_by()),
            originator: petition.originator().and_then(|party| text(&party.name)),
            document_number: document.and_then(|document| document.number.clone()),
            document_date: document.and_then(|document| document.issued_on),
            attachments: document.map(|document| document.attachments.iter().map(file).collect()).unwrap_or_default(),
            group_people: petition.group().map(|group| group.people),
            representative: petition.group().and_then(|group| text(group.representative.as_ref()?)),
            helping: view.as_ref().map(|view| view.helping().to_vec()).unwrap_or_default(),
            arrival_number: petition.arrival_number().map(str::to_owned),
            linked_to: petition.linked_to().map(|id| id.to_string()),
            counted: petition.counted(),
            merged: petition.merged().iter().map(ToString::to_string).collect(),
            split_from: petition.split_from().map(|id| id.to_string()),
            parts: petition.parts().iter().map(ToString::to_string).collect(),
            confidential: case.is_confidential(),
            version: i32::try_from(petition.version()).unwrap_or(i32::MAX),
        }
    }
}
