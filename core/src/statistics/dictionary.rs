//! Texts as small numbers.
//!
//! Promises: a text has one code as long as the columns live, and 0 is none.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

/// The code of "none" in a column.
pub(super) const NONE: u32 = 0;

/// Texts as small numbers; 0 is none.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    codes: BTreeMap<String, u32>,
    texts: Vec<String>,
}

impl Dictionary {
    pub(super) fn code(&mut self, text: Option<&str>) -> u32 {
        let Some(text) = text else { return NONE };
        if let Some(code) = self.codes.get(text) {
            return *code;
        }
        self.texts.push(text.into());
        let code = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.codes.insert(text.into(), code);
        code
    }

    pub(super) fn known(&self, text: Option<&str>) -> Option<u32> {
        text.map_or(Some(NONE), |text| self.codes.get(text).copied())
    }

    pub(super) fn text(&self, code: u32) -> Option<&str> {
        self.texts.get(usize::try_from(code).ok()?.checked_sub(1)?).map(String::as_str)
    }

    /// How many texts.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.texts.len()).unwrap_or(u32::MAX)
    }

    /// Every text with its code.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        (1..).zip(self.texts.iter().map(String::as_str))
    }
}
