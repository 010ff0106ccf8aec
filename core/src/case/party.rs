//! People and bodies, and the dimensions by which cases are counted.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use super::{Sealed, Sealer};
use crate::lang::vocabulary;

vocabulary! {
    /// What kind of person or body.
    pub enum PartyKind("kind of party", "loại chủ thể") {
        /// An enterprise.
        Enterprise = "enterprise" ("Doanh nghiệp", "Enterprise"),
        /// An association.
        Association = "association" ("Hiệp hội", "Association"),
        /// A citizen.
        Citizen = "citizen" ("Cá nhân", "Citizen"),
        /// An agency: one can itself raise a petition (Decree 20/2008/NĐ-CP).
        Agency = "agency" ("Cơ quan", "Agency"),
    }
}

vocabulary! {
    /// By what cases are grouped.
    pub enum Dimension("dimension", "tiêu chí thống kê") {
        /// Who delivered it.
        Source = "source" ("Nguồn", "Source"),
        /// Who raised it.
        Originator = "originator" ("Chủ thể", "Originator"),
        /// How it came.
        Channel = "channel" ("Kênh tiếp nhận", "Channel"),
        /// What kind of case it is.
        Kind = "kind" ("Loại", "Kind"),
        /// About conduct or about a regulation.
        About = "about" ("Nội dung", "About"),
        /// The field of work.
        Field = "field" ("Lĩnh vực", "Field"),
        /// The unit that held it at the time.
        Unit = "unit" ("Đơn vị xử lý", "Unit"),
        /// The officer who held it at the time.
        Officer = "officer" ("Công chức xử lý", "Officer"),
    }
}

/// A person or body, as a command gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyInput {
    /// What kind.
    pub kind: PartyKind,
    /// The name.
    pub name: String,
}

/// A person or body; the name lies in the vault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// What kind.
    pub kind: PartyKind,
    /// The name.
    pub name: Sealed,
}

/// Several people who raise one matter together, as a command gives them (Decree 154/2026/NĐ-CP).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupInput {
    /// How many they are, at least 2.
    pub people: u32,
    /// Whom they named to speak for them. A group must name one; an old book may not say whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative: Option<String>,
}

/// Several people who raised one matter together; the representative's name lies in the vault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// How many they are.
    pub people: u32,
    /// Whom they named to speak for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative: Option<Sealed>,
}

impl Group {
    /// Seals the representative's name.
    pub fn seal(input: &GroupInput, sealer: &mut Sealer) -> Group {
        Group { people: input.people, representative: sealer.seal_some(input.representative.as_deref()) }
    }
}

impl Party {
    /// Seals the name.
    pub fn seal(input: &PartyInput, sealer: &mut Sealer) -> Party {
        Party { kind: input.kind, name: sealer.seal(&input.name) }
    }
}
