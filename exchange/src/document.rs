//! Number and symbol of a letter, with its date where both stand in one cell.
//!
//! Promises: the number stays as it is written unless a date was taken off its end. It checks no
//! symbol against a list of offices.

use kiennghi::time::Moment;

use crate::{date::DateReader, sheet::Cell};

/// `1234/UBND-KT ngày 05/3/2026` and `1234/UBND-KT (05/3/2026)` as number and date.
pub(crate) fn numbered_and_dated(text: &str, dates: &DateReader) -> (Option<String>, Option<Moment>) {
    for (at, _) in text.match_indices(char::is_whitespace) {
        let (number, rest) = text.split_at(at);
        let word = rest.split_whitespace().next().unwrap_or_default();
        if crate::fold(word) != "ngay" && !word.starts_with('(') {
            continue;
        }
        let rest = rest.trim_matches(['(', ')', ' ', '\n', ',', ';', '.']);
        // A bare number would be taken for a day number of a spreadsheet.
        if let (true, Ok(moment)) = (rest.contains(['/', '-', '.', ' ']), dates.read(Cell::of_text(rest))) {
            return (Some(number.trim_end_matches([' ', ',', ';', '\n']).to_owned()), Some(moment));
        }
    }
    (Some(text.to_owned()), None)
}
