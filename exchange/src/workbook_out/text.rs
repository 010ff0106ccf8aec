//! A text as a cell can hold it.
//!
//! Promises: a text is always text, whatever it begins with; what a cell or XML cannot hold is replaced
//! or cut so that a reader sees it, and counted. Nothing else is changed.

use std::borrow::Cow;

use kiennghi::lang::Lang;

use crate::text::say;

/// The longest text of a cell, in units of UTF-16: what spreadsheets hold.
pub const MOST_CELL_UNITS: usize = 32_767;

/// What had to be changed so that cells could hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Texts of more than [`MOST_CELL_UNITS`]: cut, and the cut is said at their end.
    pub cut: usize,
    /// Texts with characters that XML has not (control characters but tab and line feed): each is `\u{fffd}`.
    pub replaced: usize,
}

/// The text as it is written.
pub(crate) fn held<'a>(text: &'a str, lang: Lang, changed: &mut Changed) -> Cow<'a, str> {
    let clean = clean(text, changed);
    // Most texts are far from the limit, whatever they are counted in.
    if clean.len() <= MOST_CELL_UNITS || clean.encode_utf16().count() <= MOST_CELL_UNITS {
        return clean;
    }
    changed.cut += 1;
    let end = say(lang, "… (đã cắt: ô chỉ chứa được 32.767 ký tự)", "… (cut: a cell holds 32,767 characters)");
    let mut left = MOST_CELL_UNITS - end.encode_utf16().count();
    let kept = |c: &char| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    };
    Cow::Owned(clean.chars().take_while(kept).chain(end.chars()).collect())
}

/// Line ends as spreadsheets write them, and no character that XML has not.
fn clean<'a>(text: &'a str, changed: &mut Changed) -> Cow<'a, str> {
    let is_odd = |c: char| (c < ' ' && c != '\t' && c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}');
    if !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if !text.contains(is_odd) {
        return Cow::Owned(text);
    }
    changed.replaced += 1;
    Cow::Owned(text.chars().map(|c| if is_odd(c) { '\u{fffd}' } else { c }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_a_cell_can_hold_is_as_it_was() {
        let mut changed = Changed::default();
        for text in ["", "=1+1", "+84", "-x", "@a", "\tb", "a\nb", "'a", "_x0041_", &"ề".repeat(MOST_CELL_UNITS)] {
            assert_eq!(held(text, Lang::Vi, &mut changed), text);
        }
        assert_eq!(changed, Changed::default());
    }

    #[test]
    fn what_is_cut_or_replaced_is_seen_and_counted() {
        let mut changed = Changed::default();
        for one in ["a", "ề", "𝄞"] {
            let long = one.repeat(MOST_CELL_UNITS + 1);
            let cut = held(&long, Lang::Vi, &mut changed);
            assert!(cut.encode_utf16().count() <= MOST_CELL_UNITS && cut.encode_utf16().count() >= MOST_CELL_UNITS - 1);
            assert!(cut.starts_with(one) && cut.ends_with("(đã cắt: ô chỉ chứa được 32.767 ký tự)"));
        }
        assert_eq!(held("a\r\nb\rc", Lang::Vi, &mut changed), "a\nb\nc");
        assert_eq!(held("a\u{0}b\u{1b}\u{ffff}", Lang::Vi, &mut changed), "a\u{fffd}b\u{fffd}\u{fffd}");
        assert_eq!(changed, Changed { cut: 3, replaced: 1 });
    }
}
