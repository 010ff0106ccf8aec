//! The history of a petition as text.
//!
//! Promises: a line an entry, with when it happened, when it was recorded and by whom; what a
//! confidential petition holds is masked where the history was asked for so.

use std::fmt::Write as _;

use chrono_tz::Tz;
use kiennghi::{case::Number, lang::Lang, register::HistoryItem, time::Moment};

/// The history of a petition: when it happened, what happened, and under it who recorded that and
/// when, told in `zone`.
pub fn history_text(number: &Number, items: &[HistoryItem], zone: Tz, lang: Lang) -> String {
    let mut text = format!("{number}\n");
    for item in items {
        let (draft, imported) = (&item.entry.draft, item.envelope.imported);
        let recorded = minute(Moment::of(draft.recorded_at, zone));
        let elsewhere = match (imported, lang) {
            (None, _) => String::new(),
            (Some(_), Lang::Vi) => ", nhập từ sổ cũ".into(),
            (Some(_), Lang::En) => ", imported from an old book".into(),
        };
        let _ = writeln!(text, "{:>2}. {}  {}", draft.version, minute(item.at()), item.sentence(lang));
        let _ = match lang {
            Lang::Vi => writeln!(text, "      ghi sổ {recorded}, {}{elsewhere}", draft.actor.as_str()),
            Lang::En => writeln!(text, "      recorded {recorded}, {}{elsewhere}", draft.actor.as_str()),
        };
    }
    text
}

fn minute(moment: Moment) -> String {
    match moment {
        Moment::Date(date) => date.format("%d/%m/%Y").to_string(),
        Moment::Instant(instant) => instant.format("%d/%m/%Y %H:%M").to_string(),
    }
}
