//! The agency whose letters they are.
//!
//! Promises: data of an agency, not of the library; a key that is not known is refused, one that a
//! template needs and that is not there is named when the letter is made.

use serde::Deserialize;

use super::render::Fields;
use crate::{
    ExchangeError,
    limits::{Limit, MOST_MAPPING_BYTES},
};

/// What every letter of an agency says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// The agency above it, if its letters name one.
    #[serde(default)]
    pub superior: Option<String>,
    /// Its name, as it stands in a sentence.
    pub name: String,
    /// What stands behind the number of a letter: `BQL-VP`.
    pub symbol: String,
    /// Where it is: the place before the date.
    pub place: String,
    /// How it is signed, each line by itself: `KT. Trưởng ban`, `Phó Trưởng ban`.
    pub signs_as: Vec<String>,
    /// Who signs.
    pub signer: String,
    /// Who gets copies (*nơi nhận*), the last being where it is kept.
    pub copies: Vec<String>,
}

impl Office {
    /// Reads an agency from TOML text. `label` names the text in errors.
    ///
    /// # Errors
    /// [`ExchangeError::Template`] with the line, for an unknown or missing key.
    pub fn from_toml(text: &str, label: &str) -> Result<Office, ExchangeError> {
        if text.len() > MOST_MAPPING_BYTES {
            return Err(ExchangeError::TooMuch { file: label.into(), limit: Limit::MappingBytes, row: None });
        }
        toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let place = format!("line {}", before.matches('\n').count() + 1);
            ExchangeError::Template { label: label.into(), place, reason: error.message().replace('\n', ", ") }
        })
    }

    pub(super) fn tell(&self, fields: &mut Fields) {
        fields.set_some("office", "superior", self.superior.clone());
        for (name, value) in [("name", &self.name), ("symbol", &self.symbol), ("place", &self.place), ("signer", &self.signer)] {
            fields.set("office", name, value);
        }
        fields.set_list("office", "signs_as", &self.signs_as);
        fields.set_list("office", "copies", &self.copies);
    }
}
