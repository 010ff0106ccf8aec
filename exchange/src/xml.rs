//! Texts in XML.
//!
//! Promises: whatever a text holds, what is written is well formed; a character that XML 1.0 has no
//! place for becomes the one that stands for what cannot be shown.

use quick_xml::escape::escape;

/// The text between tags, or in quotation marks.
pub(crate) fn escaped(text: &str) -> String {
    let allowed = |character: char| matches!(character, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
    match text.chars().all(allowed) {
        true => escape(text).into_owned(),
        false => {
            let shown: String = text.chars().map(|character| if allowed(character) { character } else { '\u{FFFD}' }).collect();
            escape(shown.as_str()).into_owned()
        }
    }
}
