//! Steps in words, for people who must answer for a due date.
//!
//! Promises: every step has a line in Vietnamese and in English, with dates as dd/mm/yyyy and the
//! weekday, as an office writes them.

use alloc::{format, string::String, vec::Vec};

use chrono::{Datelike, NaiveDate};

use super::{FirstDay, Skipped, Step, Timer};
use crate::{lang::Lang, time::Moment};

/// A date for people: `thứ Tư 07/01/2026`, `Wed 07/01/2026`.
pub fn day_text(date: NaiveDate, lang: Lang) -> String {
    let index = date.weekday().num_days_from_monday() as usize;
    let names = match lang {
        Lang::Vi => ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"],
        Lang::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    };
    format!("{} {}", names.get(index).copied().unwrap_or_default(), date.format("%d/%m/%Y"))
}

/// A moment for people: the time of day first, if it has one.
pub fn moment_text(moment: Moment, lang: Lang) -> String {
    match moment {
        Moment::Date(date) => day_text(date, lang),
        Moment::Instant(instant) => format!("{} {}", instant.format("%H:%M:%S"), day_text(instant.date_naive(), lang)),
    }
}

fn skipped(ranges: &[Skipped], lang: Lang) -> String {
    // One reason once, with all its ranges: a long term has many weekends.
    let mut by_reason: Vec<(&str, Vec<String>)> = Vec::new();
    for range in ranges {
        let days = match range.from == range.to {
            true => format!("{}", range.from.format("%d/%m")),
            false => format!("{}-{}", range.from.format("%d/%m"), range.to.format("%d/%m")),
        };
        let reason = range.reason.get(lang);
        match by_reason.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, list)) => list.push(days),
            None => by_reason.push((reason, Vec::from([days]))),
        }
    }
    let parts: Vec<_> = by_reason.iter().map(|(reason, days)| format!("{reason}: {}", days.join(", "))).collect();
    parts.join("; ")
}

pub(super) fn line(step: &Step, lang: Lang) -> String {
    let day = |date: &NaiveDate| day_text(*date, lang);
    let at = |at: &Moment| moment_text(*at, lang);
    match (step, lang) {
        (Step::Rule { citation, term, .. }, Lang::Vi) => format!("Thời hạn {} ({}).", term.label(lang), citation.label(lang)),
        (Step::Rule { citation, term, .. }, Lang::En) => format!("The term is {} ({}).", term.label(lang), citation.label(lang)),
        (Step::Start { at: start, first_day }, Lang::Vi) => format!(
            "Nhận {}; {}.",
            at(start),
            match first_day {
                FirstDay::Excluded => "không tính ngày này",
                FirstDay::Included => "tính cả ngày này",
            }
        ),
        (Step::Start { at: start, first_day }, Lang::En) => format!(
            "Received {}; that day is {}.",
            at(start),
            match first_day {
                FirstDay::Excluded => "not counted",
                FirstDay::Included => "counted",
            }
        ),
        (Step::StartMoved { to, reason, .. }, Lang::Vi) => format!("Tính như nhận {} ({}).", at(to), reason.vi),
        (Step::StartMoved { to, reason, .. }, Lang::En) => format!("Counts as received {} ({}).", at(to), reason.en),
        (Step::Extended { at: when, by }, Lang::Vi) => format!("Gia hạn ngày {}: thêm {}.", at(when), by.label(lang)),
        (Step::Extended { at: when, by }, Lang::En) => format!("Extended on {} by {}.", at(when), by.label(lang)),
        (Step::Counted { after, to, days, left, skipped: ranges }, lang) => {
            let skips = skipped(ranges, lang);
            let (line, skip, rest) = match lang {
                Lang::Vi => (
                    format!("Từ sau {} đến hết {}: tính {days} ngày", day(after), day(to)),
                    "không tính",
                    format!(", còn {left} ngày"),
                ),
                Lang::En => (
                    format!("After {}, up to and with {}: {days} days counted", day(after), day(to)),
                    "not counted",
                    format!(", {left} left"),
                ),
            };
            let rest = if *left == 0 { "" } else { &rest };
            if skips.is_empty() { format!("{line}{rest}.") } else { format!("{line}{rest}; {skip}: {skips}.") }
        }
        (Step::Paused { reason, from, to: Some(to) }, Lang::Vi) => {
            format!("Tạm dừng ({}) từ sau {} đến hết {}.", reason.label(lang), at(from), at(to))
        }
        (Step::Paused { reason, from, to: Some(to) }, Lang::En) => {
            format!("Paused ({}) after {}, up to and with {}.", reason.label(lang), at(from), at(to))
        }
        (Step::Paused { reason, from, to: None }, Lang::Vi) => {
            format!("Tạm dừng ({}) từ sau {}, chưa tiếp tục.", reason.label(lang), at(from))
        }
        (Step::Paused { reason, from, to: None }, Lang::En) => {
            format!("Paused ({}) since {}, not resumed.", reason.label(lang), at(from))
        }
        (Step::NotPaused { reason, from }, Lang::Vi) => {
            format!("Việc {} từ {} không làm dừng thời hạn theo quy định này.", reason.label(lang), at(from))
        }
        (Step::NotPaused { reason, from }, Lang::En) => {
            format!("The pause ({}) since {} does not stop the clock under this rule.", reason.label(lang), at(from))
        }
        (Step::Rolled { from, to, reason }, Lang::Vi) => {
            format!("{} là ngày nghỉ ({}): chuyển sang {}.", day(from), reason.vi, day(to))
        }
        (Step::Rolled { from, to, reason }, Lang::En) => format!("{} is off ({}): moved to {}.", day(from), reason.en, day(to)),
        (Step::YearStanding { year, standing }, Lang::Vi) => format!("Lưu ý: lịch nghỉ năm {year} {}.", standing.label(lang)),
        (Step::YearStanding { year, standing }, Lang::En) => {
            format!("Note: the days off of {year} are {}.", standing.label(lang))
        }
        (Step::Result { timer: Timer::Due(due), calendar }, Lang::Vi) => format!("Hạn: {} (lịch {calendar}).", at(due)),
        (Step::Result { timer: Timer::Due(due), calendar }, Lang::En) => format!("Due {} (calendar {calendar}).", at(due)),
        (Step::Result { timer: Timer::Paused { left }, calendar }, Lang::Vi) => {
            format!("Đang tạm dừng, còn {left} ngày (lịch {calendar}).")
        }
        (Step::Result { timer: Timer::Paused { left }, calendar }, Lang::En) => {
            format!("Standing still, {left} days left (calendar {calendar}).")
        }
        (Step::NoRule, Lang::Vi) => "Không có quy định nào đặt hạn cho giai đoạn này.".into(),
        (Step::NoRule, Lang::En) => "No rule sets a due date for this stage.".into(),
        (Step::SetByHand { origin, due }, Lang::Vi) => format!("Hạn áp dụng: {} ({}).", at(due), origin.label(lang)),
        (Step::SetByHand { origin, due }, Lang::En) => format!("In force: {} ({}).", at(due), origin.label(lang)),
    }
}
