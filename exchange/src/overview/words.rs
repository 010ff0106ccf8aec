//! Numbers and dates as people of each language write them.

use chrono::Datelike;
use kiennghi::{
    lang::Lang,
    statistics::{Band, Period, PeriodKind, Rate},
};

use crate::text::say;

/// `1.234`, `1,234`.
pub(super) fn count(number: u64, lang: Lang) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push_str(say(lang, ".", ","));
        }
        text.push(digit);
    }
    text
}

/// Whole and tenths: `76,5`.
pub(super) fn tenths(tenths: u64, lang: Lang) -> String {
    format!("{}{}{}", count(tenths / 10, lang), say(lang, ",", "."), tenths % 10)
}

/// `76,5 %`; a dash if there is nothing to divide by.
pub(super) fn percent(rate: Rate, lang: Lang) -> String {
    rate.per_mille().map_or_else(|| "–".into(), |per_mille| format!("{}\u{a0}%", tenths(per_mille, lang)))
}

/// Working minutes as hours: `52,3`; a dash for none.
pub(super) fn hours(minutes: Option<u32>, lang: Lang) -> String {
    minutes.map_or_else(|| "–".into(), |minutes| tenths((u64::from(minutes) * 10 + 30) / 60, lang))
}

/// `05/03/2026`.
pub(super) fn day(date: chrono::NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// The last day of a period.
pub(super) fn last_day(period: &Period) -> chrono::NaiveDate {
    period.end().pred_opt().unwrap_or(period.end())
}

/// A period in few signs, for an axis.
pub(super) fn short(period: &Period, lang: Lang) -> String {
    let last = last_day(period);
    let (month, year) = (last.month(), last.format("%y"));
    match period.kind() {
        Some(PeriodKind::Month | PeriodKind::AdministrativeMonth) => format!("{month:02}/{year}"),
        Some(PeriodKind::Quarter | PeriodKind::AdministrativeQuarter) => format!("Q{}/{year}", month.div_ceil(3)),
        Some(PeriodKind::Half) => format!("{}{}/{year}", say(lang, "N", "H"), month.div_ceil(6)),
        Some(PeriodKind::Year | PeriodKind::AdministrativeYear) => last.format("%Y").to_string(),
        Some(PeriodKind::Week) => format!("{}{}", say(lang, "T", "W"), period.start().format("%V")),
        Some(PeriodKind::Day) | None => period.start().format("%d/%m").to_string(),
    }
}

/// `0–5`, `21 trở lên`; what belongs together is not divided between two lines.
pub(super) fn band(band: &Band, lang: Lang) -> String {
    match band.to {
        Some(to) => format!("{}\u{2060}–\u{2060}{to}", band.from),
        None => format!("{}\u{a0}{}", band.from, say(lang, "trở\u{a0}lên", "and\u{a0}more")),
    }
}
