//! Whether the texts of confidential cases are wanted.
//!
//! Promises: one choice with one default for every list, search, history and export, in every
//! language: they are hidden unless whoever asks says in so many words that he may read them.

use super::Case;
use crate::lang::vocabulary;

vocabulary! {
    /// Whether the texts and names of confidential cases are wanted.
    #[derive(Default)]
    pub enum Confidential("treatment of confidential texts", "cách hiện nội dung mật") {
        /// They stay closed, and no search finds them: what lists, reports and exports are given. The
        /// default.
        #[default]
        Hidden = "hidden" ("Ẩn", "Hidden"),
        /// They are opened and searched: whoever asks says in so many words that he may read them.
        Shown = "shown" ("Hiện", "Shown"),
    }
}

impl Confidential {
    /// Are the texts of that case to stay closed?
    pub fn hides(self, case: &Case) -> bool {
        self == Confidential::Hidden && case.is_confidential()
    }
}
