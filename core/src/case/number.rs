//! Registration numbers.

use alloc::string::String;
use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The number that the register gives: without gaps per book and year. Written `PAKN-2026-0012`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Number {
    /// The book, such as `PAKN`.
    pub book: String,
    /// The year of receipt.
    pub year: i32,
    /// 1, 2, 3, ... in that book and year.
    pub serial: u32,
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{:04}", self.book, self.year, self.serial)
    }
}

impl FromStr for Number {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.rsplitn(3, '-');
        let mut read = || {
            let serial = parts.next()?.parse().ok()?;
            let year = parts.next()?.parse().ok()?;
            Some(Number { book: parts.next()?.into(), year, serial })
        };
        read().ok_or_else(|| {
            let given: String = text.chars().take(40).collect();
            alloc::format!("`{given}` is not a registration number such as PAKN-2026-0012")
        })
    }
}
