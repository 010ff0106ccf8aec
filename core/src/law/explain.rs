//! Steps in words, for people who must answer for a due date.
//!
//! Promises: every step has a line in Vietnamese and in English, with dates as dd/mm/yyyy and the
//! weekday, as an office writes them.

use alloc::{format, string::String, vec::Vec};

use chrono::{Datelike, NaiveDate};

use super::{LeftUnit, PauseReason, Skipped, StartEvent, Step, Timer, terms::amount_label};
use crate::{
    calendar::FirstDay,
    lang::{Lang, Text},
    time::Moment,
};

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

pub(super) fn skipped(ranges: &[Skipped], lang: Lang) -> String {
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

fn started(start: Moment, event: StartEvent, first_day: Option<FirstDay>, lang: Lang) -> String {
    let at = moment_text(start, lang);
    let event = match (lang, event) {
        (Lang::Vi, StartEvent::Received) => "Nhận",
        (Lang::Vi, StartEvent::Accepted) => "Thụ lý",
        (Lang::Vi, StartEvent::Assigned) => "Giao đơn vị",
        (Lang::Vi, StartEvent::Closed) => "Kết thúc",
        (Lang::En, StartEvent::Received) => "Received",
        (Lang::En, StartEvent::Accepted) => "Accepted",
        (Lang::En, StartEvent::Assigned) => "Given to the unit",
        (Lang::En, StartEvent::Closed) => "Closed",
    };
    let counts = match (lang, first_day, start) {
        (Lang::Vi, Some(FirstDay::Excluded), _) => "không tính ngày này",
        (Lang::Vi, Some(FirstDay::Included), _) => "tính cả ngày này",
        (Lang::Vi, None, Moment::Instant(_)) => "tính từ lúc này",
        (Lang::Vi, None, Moment::Date(_)) => "tính từ khi hết ngày này",
        (Lang::En, Some(FirstDay::Excluded), _) => "that day is not counted",
        (Lang::En, Some(FirstDay::Included), _) => "that day is counted",
        (Lang::En, None, Moment::Instant(_)) => "it counts from that moment",
        (Lang::En, None, Moment::Date(_)) => "it counts from the end of that day",
    };
    format!("{event} {at}; {counts}.")
}

/// A pause: of days from after one up to and with another, of hours from moment to moment.
fn paused(reason: PauseReason, from: Moment, to: Option<Moment>, unit: LeftUnit, lang: Lang) -> String {
    let (reason, from) = (reason.label(lang), moment_text(from, lang));
    let to = to.map(|to| moment_text(to, lang));
    let is_days = matches!(unit, LeftUnit::WorkingDay | LeftUnit::CalendarDay);
    match (lang, is_days, to) {
        (Lang::Vi, true, Some(to)) => format!("Tạm dừng ({reason}) từ sau {from} đến hết {to}."),
        (Lang::Vi, false, Some(to)) => format!("Tạm dừng ({reason}) từ {from} đến {to}."),
        (Lang::Vi, true, None) => format!("Tạm dừng ({reason}) từ sau {from}, chưa tiếp tục."),
        (Lang::Vi, false, None) => format!("Tạm dừng ({reason}) từ {from}, chưa tiếp tục."),
        (Lang::En, true, Some(to)) => format!("Paused ({reason}) after {from}, up to and with {to}."),
        (Lang::En, false, Some(to)) => format!("Paused ({reason}) from {from} to {to}."),
        (Lang::En, _, None) => format!("Paused ({reason}) since {from}, not resumed."),
    }
}

/// What is left of a term, for people: days, or hours and minutes.
pub fn left_label(left: u32, unit: LeftUnit, lang: Lang) -> String {
    match unit {
        // As it was always told: the unit of the term stands in the first line.
        LeftUnit::WorkingDay | LeftUnit::CalendarDay => match lang {
            Lang::Vi => format!("{left} ngày"),
            Lang::En => amount_label(left, "days", lang),
        },
        LeftUnit::WorkingMinute | LeftUnit::Minute => time_label(left, unit, lang),
    }
}

/// `3 giờ 30 phút làm việc`, `3 working hours and 30 minutes`.
fn time_label(minutes: u32, unit: LeftUnit, lang: Lang) -> String {
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let is_worked = unit == LeftUnit::WorkingMinute;
    match lang {
        Lang::Vi => {
            let amount = match (hours, minutes) {
                (0, minutes) => format!("{minutes} phút"),
                (hours, 0) => format!("{hours} giờ"),
                (hours, minutes) => format!("{hours} giờ {minutes} phút"),
            };
            if is_worked { format!("{amount} làm việc") } else { amount }
        }
        Lang::En => {
            let working = if is_worked { "working " } else { "" };
            match (hours, minutes) {
                (0, minutes) => amount_label(minutes, &format!("{working}minutes"), lang),
                (hours, 0) => amount_label(hours, &format!("{working}hours"), lang),
                (hours, minutes) => {
                    format!(
                        "{} and {}",
                        amount_label(hours, &format!("{working}hours"), lang),
                        amount_label(minutes, "minutes", lang)
                    )
                }
            }
        }
    }
}

/// A variant for people: “complex case”, or its name where no rule says what people call it.
pub(crate) fn variant_text(name: &str, label: Option<&Text>, lang: Lang) -> String {
    match label {
        Some(label) => format!("“{}”", label.get(lang)),
        None => format!("`{name}`"),
    }
}

pub(super) fn line(step: &Step, lang: Lang) -> String {
    let day = |date: &NaiveDate| day_text(*date, lang);
    let at = |at: &Moment| moment_text(*at, lang);
    match (step, lang) {
        (Step::Rule { citation, term, variant, variant_label, .. }, lang) => {
            let variant = variant.as_ref().map(|name| variant_text(name, variant_label.as_ref(), lang));
            let (term, citation) = (term.label(lang), citation.label(lang));
            match (lang, variant) {
                (Lang::Vi, None) => format!("Thời hạn {term} ({citation})."),
                (Lang::Vi, Some(variant)) => format!("Thời hạn {term}, trường hợp {variant} ({citation})."),
                (Lang::En, None) => format!("The term is {term} ({citation})."),
                (Lang::En, Some(variant)) => format!("The term is {term}, variant {variant} ({citation})."),
            }
        }
        (Step::Start { at: start, event, first_day }, lang) => started(*start, *event, *first_day, lang),
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
        (Step::Measured { from, term, days }, Lang::Vi) => format!("{} kể từ {} là {days} ngày.", term.label(lang), day(from)),
        (Step::Measured { from, term, days }, Lang::En) => format!("{} from {}: {days} days.", term.label(lang), day(from)),
        (Step::CountedTime { from, to, minutes, left, unit, skipped: ranges }, lang) => {
            let (minutes, rest) = (time_label(*minutes, *unit, lang), time_label(*left, *unit, lang));
            let (line, skip, rest) = match lang {
                Lang::Vi => (format!("Từ {} đến {}: tính {minutes}", at(from), at(to)), "không tính", format!(", còn {rest}")),
                Lang::En => {
                    (format!("From {} to {}: {minutes} counted", at(from), at(to)), "not counted", format!(", {rest} left"))
                }
            };
            let rest = if *left == 0 { "" } else { &rest };
            match skipped(ranges, lang) {
                skips if skips.is_empty() => format!("{line}{rest}."),
                skips => format!("{line}{rest}; {skip}: {skips}."),
            }
        }
        (Step::Restarted { at: when }, Lang::Vi) => format!("Thời hạn tính lại từ đầu từ {}.", at(when)),
        (Step::Restarted { at: when }, Lang::En) => format!("The whole term runs anew from {}.", at(when)),
        (Step::EndOfHours { at: when }, Lang::Vi) => format!("Ngày cuối kết thúc lúc hết giờ làm việc: {}.", at(when)),
        (Step::EndOfHours { at: when }, Lang::En) => format!("The last day ends with office hours: {}.", at(when)),
        (Step::RuleStanding { standing }, Lang::Vi) => format!("Lưu ý: quy định này {}.", standing.label(lang)),
        (Step::RuleStanding { standing }, Lang::En) => format!("Note: this rule is {}.", standing.label(lang)),
        (Step::Paused { reason, from, to, unit }, lang) => paused(*reason, *from, *to, *unit, lang),
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
        (Step::Result { timer: Timer::Paused { left, unit }, calendar }, Lang::Vi) => {
            format!("Đang tạm dừng, còn {} (lịch {calendar}).", left_label(*left, *unit, lang))
        }
        (Step::Result { timer: Timer::Paused { left, unit }, calendar }, Lang::En) => {
            format!("Standing still, {} left (calendar {calendar}).", left_label(*left, *unit, lang))
        }
        (Step::Result { timer: Timer::NotStarted { awaits }, calendar }, Lang::Vi) => {
            format!("Thời hạn chưa bắt đầu: chờ {} (lịch {calendar}).", awaits.label(lang))
        }
        (Step::Result { timer: Timer::NotStarted { awaits }, calendar }, Lang::En) => {
            format!("The term has not started: it awaits {} (calendar {calendar}).", awaits.label(lang))
        }
        (Step::NoRule, Lang::Vi) => "Không có quy định nào đặt hạn cho giai đoạn này.".into(),
        (Step::NoRule, Lang::En) => "No rule sets a due date for this stage.".into(),
        (Step::SetByHand { origin, due }, Lang::Vi) => format!("Hạn áp dụng: {} ({}).", at(due), origin.label(lang)),
        (Step::SetByHand { origin, due }, Lang::En) => format!("In force: {} ({}).", at(due), origin.label(lang)),
    }
}
