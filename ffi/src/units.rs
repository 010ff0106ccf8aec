//! The units that a register knows.

use kiennghi::{lang::Lang, units};

use crate::{Text, values::LocalDate};

/// One unit of an authority.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct OfficeUnit {
    /// What an assignment names it by.
    pub id: String,
    /// What people call it.
    pub name: Text,
    /// Its first day; missing: older than the catalogue cares for.
    pub from: Option<LocalDate>,
    /// Its last day; missing: it goes on.
    pub until: Option<LocalDate>,
    /// The ids of the units that carried it on.
    pub becomes: Vec<String>,
}

impl From<&units::OfficeUnit> for OfficeUnit {
    fn from(unit: &units::OfficeUnit) -> Self {
        OfficeUnit {
            id: unit.id().into(),
            name: Text { vi: unit.name(Lang::Vi).into(), en: unit.name(Lang::En).into() },
            from: unit.from(),
            until: unit.until(),
            becomes: unit.becomes().to_vec(),
        }
    }
}
