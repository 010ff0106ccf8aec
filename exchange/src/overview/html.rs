//! The page: one file, without a script and without a network.
//!
//! Promises: every chart has its table under it; headings, captions and row headings say to a screen
//! reader what the eye sees; paper, telephone, dark screens and black ink are taken care of by one
//! style sheet. The same overview gives the same bytes.

use kiennghi::{
    case::Dimension,
    lang::Lang,
    statistics::{Band, Measure, Ranked, Row, Table, UnitCases},
};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    MOST_OVERDUE, Overview,
    chart::{self, Interval, Pair, RateColumn, Stack, Told},
    words::{band, count, day, hours, last_day, percent, short},
};

use crate::text::say;

const STYLE: &str = include_str!("style.css");
/// A chart of more units than these is longer than a page; the table under it has all.
const MOST_DRAWN: usize = 20;

/// The page of an overview: HTML with its style and charts in it.
pub fn overview_html(overview: &Overview, lang: Lang) -> String {
    let title = say(lang, "Tình hình tiếp nhận, trả lời phản ánh, kiến nghị", "Feedback and petitions: received, answered, open");
    let page = html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · " (day(overview.as_of)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (patterns())
                div class="page" {
                    header {
                        @if let Some(agency) = &overview.letterhead.agency { p class="agency" { (agency) } }
                        h1 { (title) }
                        p class="span" { (span(overview, lang)) }
                    }
                    main {
                        p class="lead" { (lead(overview, lang)) }
                        (cards(overview, lang))
                        (balance(overview, lang))
                        div class="charts" {
                            div { (by_period(overview, lang)) (ageing(overview, lang)) }
                            div { (by_source(overview, lang)) (ranking(overview, lang)) }
                        }
                        (overdue(overview, lang))
                    }
                    (footer(overview, lang))
                }
            }
        }
    };
    page.into_string()
}

/// What fills bars that are told apart without colour.
fn patterns() -> Markup {
    html! {
        svg class="defs" aria-hidden="true" focusable="false" {
            defs {
                pattern id="hatch" width="60" height="60" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect class="stripes" width="60" height="60" {}
                    line class="stripe" x1="0" y1="0" x2="0" y2="60" {}
                }
            }
        }
    }
}

fn span(overview: &Overview, lang: Lang) -> String {
    let (from, to) = (day(overview.whole.start()), day(last_day(&overview.whole)));
    let (as_of, basis) = (day(overview.as_of), overview.basis.label(lang).to_lowercase());
    match lang {
        Lang::Vi => format!("Từ {from} đến hết {to}, tính đến hết {as_of}; đúng hạn hay quá hạn xét theo: {basis}"),
        Lang::En => format!("From {from} to {to}, as of the end of {as_of}; on time or late is judged: {basis}"),
    }
}

/// The whole in sentences: what somebody reads who reads nothing else.
fn lead(overview: &Overview, lang: Lang) -> String {
    let counts = &overview.total.counts;
    let number = |number| count(number, lang);
    let (received, replied, rate) = (counts.get(Measure::Received), counts.replied(), counts.on_time_rate());
    let share = percent(rate, lang);
    let (of, among) = (number(rate.of), number(rate.among));
    let mut text = match lang {
        Lang::Vi => format!("Trong kỳ tiếp nhận {} vụ, trả lời {} vụ.", number(received), number(replied)),
        Lang::En => format!("{} were received and {} answered.", number(received), number(replied)),
    };
    if rate.among > 0 {
        text += &match lang {
            Lang::Vi => format!(" Trong {among} vụ trả lời có hạn, {of} vụ đúng hạn ({share})."),
            Lang::En => format!(" Of {among} answers that had a due date, {of} were on time ({share})."),
        };
    }
    let late_on_record = counts.get(Measure::LateOnRecordOnly);
    if late_on_record > 0 {
        text += &match lang {
            Lang::Vi => format!(" {} vụ trả lời đúng hạn nhưng nhập vào sổ sau hạn.", number(late_on_record)),
            Lang::En => format!(" {} were answered on time and put on record after the due date.", number(late_on_record)),
        };
    }
    text += &match (overview.overdue.len(), lang) {
        (0, Lang::Vi) => " Không có vụ nào đang quá hạn.".to_owned(),
        (0, Lang::En) => " None is overdue.".to_owned(),
        (overdue, Lang::Vi) => format!(" Đang quá hạn {} vụ", count(overdue as u64, lang)),
        (overdue, Lang::En) => format!(" {} are overdue", count(overdue as u64, lang)),
    };
    if !overview.overdue.is_empty() {
        let most = overview.overdue.iter().filter_map(|case| case.days).max();
        text += &match (most, lang) {
            (Some(days), Lang::Vi) => format!(", lâu nhất {} ngày làm việc.", count(days.into(), lang)),
            (Some(days), Lang::En) => format!(", the longest by {} working days.", count(days.into(), lang)),
            (None, _) => ".".to_owned(),
        };
    }
    text
}

fn cards(overview: &Overview, lang: Lang) -> Markup {
    let (counts, figures) = (&overview.total.counts, &overview.total.figures);
    let (rate, number) = (counts.on_time_rate(), |number| count(number, lang));
    let carried = number(counts.get(Measure::Opening));
    let closed = number(counts.closed());
    let open = number(counts.open());
    let ninth = hours(figures.to_reply.percentile(90), lang);
    let measured = number(figures.to_reply.count());
    let (of, among) = (number(rate.of), number(rate.among));
    let notes = match lang {
        Lang::Vi => [
            format!("kỳ trước chuyển qua {carried}; đã kết thúc {closed}"),
            format!("{of} trên {among} vụ trả lời có hạn"),
            format!("trong {open} vụ chưa kết thúc"),
            format!("90 % không quá {ninth} giờ; tính trên {measured} lần trả lời"),
        ],
        Lang::En => [
            format!("{carried} carried over; {closed} closed"),
            format!("{of} of {among} answers with a due date"),
            format!("of {open} that are open"),
            format!("90 % within {ninth} hours; {measured} answers measured"),
        ],
    };
    let [received, on_time, late, median] = notes;
    let card = |name: &str, value: Markup, note: String, class: Option<&str>| {
        html! {
            li class=[class] {
                span class="name" { (name) }
                span class="value" { (value) }
                span class="note" { (note) }
            }
        }
    };
    let alarm = (!overview.overdue.is_empty()).then_some("alarm");
    html! {
        ul class="cards" {
            (card(say(lang, "Tiếp nhận", "Received"), html! { (number(counts.get(Measure::Received))) }, received, None))
            (card(say(lang, "Trả lời đúng hạn", "Answered on time"), html! { (percent(rate, lang)) }, on_time, None))
            (card(say(lang, "Đang quá hạn", "Overdue"), html! { (number(overview.overdue.len() as u64)) }, late, alarm))
            (card(
                say(lang, "Thời gian đến khi trả lời (trung vị)", "Time to the answer (median)"),
                html! { (hours(figures.to_reply.median(), lang)) " " small { (say(lang, "giờ làm việc", "working hours")) } },
                median,
                None,
            ))
        }
    }
}

/// The balance as people check it: with a pencil.
fn balance(overview: &Overview, lang: Lang) -> Markup {
    let counts = &overview.total.counts;
    let part = |sign: Option<&str>, name: &str, value: u64, class: Option<&str>| {
        html! {
            li class=[class] {
                @if let Some(sign) = sign { span class="sign" { (sign) } }
                span class="part" { b { (count(value, lang)) } span { (name) } }
            }
        }
    };
    let came = [Measure::Opening, Measure::Received, Measure::Reopened, Measure::MovedIn];
    let came =
        came.into_iter().filter(|measure| counts.get(*measure) > 0 || matches!(measure, Measure::Opening | Measure::Received));
    let moved_out = counts.get(Measure::MovedOut);
    html! {
        section aria-labelledby="balance" {
            h2 id="balance" { (say(lang, "Cân đối", "The balance")) }
            p { (say(lang, "Vụ đến bằng vụ đi cộng vụ còn lại, trong mọi kỳ và mọi nhóm của báo cáo này.",
                "What came equals what went and what is still there, in every period and every group of this page.")) }
            ul class="sum" {
                @for (place, measure) in came.enumerate() {
                    (part((place > 0).then_some("+"), measure.label(lang), counts.get(measure), None))
                }
                (part(Some("="), say(lang, "Phải giải quyết", "To do"), counts.to_do(), Some("whole")))
                (part(Some("="), say(lang, "Đã kết thúc", "Closed"), counts.closed(), None))
                @if moved_out > 0 { (part(Some("+"), Measure::MovedOut.label(lang), moved_out, None)) }
                (part(Some("+"), say(lang, "Còn lại", "Open"), counts.open(), None))
            }
        }
    }
}

/// A part of the page with a heading, a word on how to read it, a chart and its table.
fn part(id: &str, title: &str, note: &str, inside: &Markup) -> Markup {
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (title) }
            p { (note) }
            (inside)
        }
    }
}

/// One column of a table.
struct Heading<'a>(&'a str, Side);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Text,
    Number,
    Day,
}

impl Side {
    fn class(self) -> Option<&'static str> {
        match self {
            Side::Text => None,
            Side::Number => Some("n"),
            Side::Day => Some("d"),
        }
    }
}

/// A table that may be wider than a telephone: it is then moved sideways, with the keyboard too. The
/// first cell of a line is its heading.
fn table(caption: &str, headings: &[Heading<'_>], rows: &[Vec<String>], foot: Option<&Vec<String>>, lang: Lang) -> Markup {
    let named = format!("{}: {caption}", say(lang, "Bảng", "Table"));
    let cells = |row: &[String]| {
        html! {
            @for (place, (cell, Heading(_, side))) in row.iter().zip(headings).enumerate() {
                @if place == 0 { th scope="row" class=[side.class()] { (cell) } } @else { td class=[side.class()] { (cell) } }
            }
        }
    };
    html! {
        div class="wide" role="region" aria-label=(named) tabindex="0" {
            table {
                caption { (caption) }
                thead { tr { @for Heading(name, side) in headings { th scope="col" class=[side.class()] { (name) } } } }
                tbody { @for row in rows { tr { (cells(row)) } } }
                @if let Some(row) = foot { tfoot { tr { (cells(row)) } } }
            }
        }
    }
}

fn by_period(overview: &Overview, lang: Lang) -> Markup {
    let named = || overview.by_period.iter().filter_map(|row| Some((overview.periods.get(row.period)?, row)));
    let columns: Vec<RateColumn> = named()
        .map(|(period, row)| {
            let rate = row.counts.on_time_rate();
            // Over a column there is no room for tenths.
            let value = rate.per_mille().map_or_else(String::new, |per_mille| format!("{}\u{a0}%", (per_mille + 5) / 10));
            RateColumn { label: short(period, lang), rate, value }
        })
        .collect();
    let line = |name: String, row: &Row| {
        let (counts, rate) = (&row.counts, row.counts.on_time_rate());
        let numbers = [counts.get(Measure::Received), counts.closed(), counts.open()].map(|number| count(number, lang));
        let median = hours(row.figures.to_reply.median(), lang);
        std::iter::once(name).chain(numbers).chain([percent(rate, lang), count(rate.among, lang), median]).collect::<Vec<_>>()
    };
    let rows: Vec<_> = named().map(|(period, row)| line(period.label(lang), row)).collect();
    let title = say(lang, "Tỷ lệ trả lời đúng hạn theo kỳ", "Answers on time, by period");
    let headings = [
        Heading(say(lang, "Kỳ", "Period"), Side::Day),
        Heading(say(lang, "Tiếp nhận", "Received"), Side::Number),
        Heading(say(lang, "Kết thúc", "Closed"), Side::Number),
        Heading(say(lang, "Còn lại cuối kỳ", "Open at the end"), Side::Number),
        Heading(say(lang, "Đúng hạn", "On time"), Side::Number),
        Heading(say(lang, "trên số có hạn", "of so many"), Side::Number),
        Heading(say(lang, "Trung vị, giờ", "Median, hours"), Side::Number),
    ];
    let total = line(say(lang, "Cả kỳ", "All").to_owned(), &overview.total);
    part(
        "by-period",
        title,
        say(
            lang,
            "Vạch đứng: khoảng tin cậy 95 %. Vạch càng dài, số vụ càng ít, tỷ lệ càng kém chắc chắn.",
            "Upright lines are 95 % intervals: the longer, the fewer answers, and the less sure the rate.",
        ),
        &html! {
            (chart::rates(&Told { id: "by-period-chart", title }, &columns))
            (table(title, &headings, &rows, Some(&total), lang))
        },
    )
}

fn by_source(overview: &Overview, lang: Lang) -> Markup {
    let name = |row: &Row| Table::label(Dimension::Source, row.keys.first().and_then(Option::as_deref), lang);
    let pairs: Vec<Pair> = overview
        .by_source
        .iter()
        .map(|row| {
            let values = [row.counts.get(Measure::Received), row.counts.closed()];
            Pair { label: name(row), values: values.map(|value| (value, count(value, lang))) }
        })
        .collect();
    let line = |name: String, row: &Row| {
        let counts = &row.counts;
        let numbers = [counts.get(Measure::Opening), counts.get(Measure::Received), counts.closed(), counts.open()];
        let numbers = numbers.map(|number| count(number, lang));
        std::iter::once(name).chain(numbers).chain([percent(counts.on_time_rate(), lang)]).collect::<Vec<_>>()
    };
    let rows: Vec<_> = overview.by_source.iter().map(|row| line(name(row), row)).collect();
    let (received, closed) = (say(lang, "Tiếp nhận", "Received"), say(lang, "Kết thúc", "Closed"));
    let title = say(lang, "Tiếp nhận và kết thúc theo nguồn", "Received and closed, by source");
    let headings = [
        Heading(Dimension::Source.label(lang), Side::Text),
        Heading(say(lang, "Chuyển qua", "Carried over"), Side::Number),
        Heading(received, Side::Number),
        Heading(closed, Side::Number),
        Heading(say(lang, "Còn lại", "Open"), Side::Number),
        Heading(say(lang, "Đúng hạn", "On time"), Side::Number),
    ];
    let total = line(say(lang, "Tổng", "Total").to_owned(), &overview.total);
    part(
        "by-source",
        title,
        say(lang, "Văn bản đến bằng đường nào.", "By which way letters came."),
        &html! {
            (chart::pairs(&Told { id: "by-source-chart", title }, [received, closed], &pairs))
            (table(title, &headings, &rows, Some(&total), lang))
        },
    )
}

fn ageing(overview: &Overview, lang: Lang) -> Markup {
    let title = say(lang, "Vụ quá hạn theo thời gian quá hạn", "Overdue, by how long");
    let note =
        say(lang, "Số ngày làm việc đã quá hạn, theo đơn vị đang giữ.", "Working days overdue, by the unit that holds them.");
    let Some(first) = overview.ageing.first() else {
        let none = say(lang, "Không có vụ nào quá hạn.", "None is overdue.");
        return part("ageing", title, none, &html! {});
    };
    let bands: Vec<String> = first.cases.iter().map(|(key, _)| band(key, lang)).collect();
    let counts = |unit: &UnitCases<Band>| unit.cases.iter().map(|(_, cases)| cases.len() as u64).collect::<Vec<_>>();
    let written = |numbers: &[u64]| numbers.iter().map(|number| count(*number, lang)).collect::<Vec<_>>();
    let name = |unit: &UnitCases<Band>| Table::label(Dimension::Unit, unit.unit.as_deref(), lang);
    let mut units: Vec<(String, Vec<u64>)> = overview.ageing.iter().map(|unit| (name(unit), counts(unit))).collect();
    units.sort_by_key(|(_, numbers)| std::cmp::Reverse(numbers.iter().sum::<u64>()));
    let stacks = units.iter().take(MOST_DRAWN).map(|(name, numbers)| Stack {
        label: name.clone(),
        parts: numbers.iter().copied().zip(written(numbers)).collect(),
        sum: count(numbers.iter().sum(), lang),
    });
    let line = |name: String, numbers: &[u64]| {
        let sum = count(numbers.iter().sum(), lang);
        std::iter::once(name).chain(written(numbers)).chain([sum]).collect::<Vec<_>>()
    };
    let rows: Vec<_> = units.iter().map(|(name, numbers)| line(name.clone(), numbers)).collect();
    let sums: Vec<u64> = (0..bands.len()).map(|place| units.iter().filter_map(|(_, numbers)| numbers.get(place)).sum()).collect();
    let mut headings = vec![Heading(Dimension::Unit.label(lang), Side::Text)];
    headings.extend(bands.iter().map(|band| Heading(band, Side::Number)));
    headings.push(Heading(say(lang, "Tổng", "Total"), Side::Number));
    part(
        "ageing",
        title,
        &format!("{note}{}", drawn(units.len(), lang)),
        &html! {
            (chart::stacks(&Told { id: "ageing-chart", title }, &bands, &stacks.collect::<Vec<_>>()))
            (table(title, &headings, &rows, Some(&line(say(lang, "Tổng", "Total").to_owned(), &sums)), lang))
        },
    )
}

/// What a chart leaves out is said.
fn drawn(units: usize, lang: Lang) -> String {
    match (units > MOST_DRAWN, lang) {
        (false, _) => String::new(),
        (true, Lang::Vi) => format!(" Hình chỉ vẽ {MOST_DRAWN} đơn vị đầu; bảng có đủ {units}."),
        (true, Lang::En) => format!(" The picture shows the first {MOST_DRAWN} units; the table has all {units}."),
    }
}

fn ranking(overview: &Overview, lang: Lang) -> Markup {
    let name = |one: &Ranked| Table::label(Dimension::Unit, one.key.as_deref(), lang);
    let ranked: Vec<_> = overview.ranking.iter().filter_map(|one| Some((one, one.bounds?))).collect();
    let things = ranked.iter().take(MOST_DRAWN).map(|(one, bounds)| Interval {
        label: name(one),
        rate: one.rate,
        bounds: *bounds,
        value: format!("{} ({}/{})", percent(one.rate, lang), count(one.rate.of, lang), count(one.rate.among, lang)),
    });
    let bound = |hundredths: Option<u64>, up: u64| {
        // As it was found: the lower bound is rounded down, the upper one up.
        hundredths.map_or_else(|| "–".into(), |hundredths| format!("{}\u{a0}%", (hundredths + up) / 100))
    };
    let rows: Vec<Vec<String>> = overview
        .ranking
        .iter()
        .map(|one| {
            vec![
                one.place.map_or_else(|| "–".into(), |place| place.to_string()),
                name(one),
                percent(one.rate, lang),
                count(one.rate.among, lang),
                bound(one.bounds.map(|bounds| bounds.lower), 0),
                bound(one.bounds.map(|bounds| bounds.upper), 99),
            ]
        })
        .collect();
    let title = say(lang, "Đơn vị theo tỷ lệ trả lời đúng hạn", "Units by answers on time");
    let headings = [
        Heading(say(lang, "Hạng", "Place"), Side::Number),
        Heading(Dimension::Unit.label(lang), Side::Text),
        Heading(say(lang, "Đúng hạn", "On time"), Side::Number),
        Heading(say(lang, "trên số có hạn", "of so many"), Side::Number),
        Heading(say(lang, "95 % từ", "95 % from"), Side::Number),
        Heading(say(lang, "đến", "to"), Side::Number),
    ];
    let note = say(
        lang,
        "Điểm: tỷ lệ; dải: khoảng tin cậy 95 %. Hai dải chồng lên nhau thì chưa thể nói đơn vị nào hơn.",
        "Points are rates, bands their 95 % intervals. Where two bands overlap, neither unit can be said to be better.",
    );
    part(
        "ranking",
        title,
        &format!("{note}{}", drawn(ranked.len(), lang)),
        &html! {
            @if !ranked.is_empty() { (chart::intervals(&Told { id: "ranking-chart", title }, &things.collect::<Vec<_>>())) }
            (table(title, &headings, &rows, None, lang))
        },
    )
}

fn overdue(overview: &Overview, lang: Lang) -> Markup {
    let title = say(lang, "Các vụ đang quá hạn", "What is overdue");
    let all = count(overview.overdue.len() as u64, lang);
    let note = match (overview.overdue.len(), lang) {
        (0, Lang::Vi) => "Không có vụ nào.".to_owned(),
        (0, Lang::En) => "None.".to_owned(),
        (1..=MOST_OVERDUE, Lang::Vi) => format!("{all} vụ, hạn sớm nhất trước."),
        (1..=MOST_OVERDUE, Lang::En) => format!("{all}, the earliest due date first."),
        (_, Lang::Vi) => format!("{MOST_OVERDUE} vụ đầu trong {all} vụ, hạn sớm nhất trước."),
        (_, Lang::En) => format!("The first {MOST_OVERDUE} of {all}, the earliest due date first."),
    };
    let rows: Vec<Vec<String>> = overview
        .overdue
        .iter()
        .take(MOST_OVERDUE)
        .map(|case| {
            vec![
                case.number.to_string(),
                day(case.received_at.date()),
                case.due.map_or_else(|| "–".into(), |due| day(due.date())),
                case.days.map_or_else(|| "–".into(), |days| count(days.into(), lang)),
                Table::label(Dimension::Source, case.source.as_deref(), lang),
                Table::label(Dimension::Unit, case.unit.as_deref(), lang),
            ]
        })
        .collect();
    let headings = [
        Heading(say(lang, "Số", "Number"), Side::Day),
        Heading(say(lang, "Ngày đến", "Received"), Side::Day),
        Heading(say(lang, "Hạn", "Due"), Side::Day),
        Heading(say(lang, "Quá, ngày làm việc", "Working days late"), Side::Number),
        Heading(Dimension::Source.label(lang), Side::Text),
        Heading(Dimension::Unit.label(lang), Side::Text),
    ];
    let spreadsheet = overview.spreadsheet.as_deref().filter(|_| !rows.is_empty());
    part(
        "overdue",
        title,
        &note,
        &html! {
            @if let Some(file) = spreadsheet {
                p { a href=(address(file)) { (file) } (match lang {
                    Lang::Vi => format!(": bảng tính có đủ {all} vụ."),
                    Lang::En => format!(": the spreadsheet has all {all}."),
                }) }
            }
            @if !rows.is_empty() { (table(title, &headings, &rows, None, lang)) }
        },
    )
}

/// A file beside the page as an address: what is no letter or figure of ASCII by its bytes.
fn address(file: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    let told = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    file.bytes().map(told).collect()
}

fn footer(overview: &Overview, lang: Lang) -> Markup {
    let (sequence, hash) = (overview.head.sequence, overview.head.hash.to_string());
    html! {
        footer {
            p {
                (say(lang, "Sổ cái khi lập báo cáo: ", "The ledger when this page was made: "))
                (count(sequence, lang)) " " (say(lang, "mục, mã cuối ", "entries, head "))
                code { (sequence) ":" (hash) }
                (say(lang, ". Ai giữ mã này có thể kiểm tra về sau rằng sổ cái không bị cắt hay viết lại: ",
                    ". Whoever keeps it can check later that the ledger was not cut or rewritten: "))
                code { "kiennghi verify --head" } "."
            }
            p {
                (say(lang,
                    "Đúng hạn: trả lời trước hoặc trong ngày hết hạn; ngày hết hạn tính theo lịch làm việc và văn bản quy định của từng vụ, kể cả tạm dừng và gia hạn. Vụ trả lời không có hạn không tính vào tỷ lệ. Khoảng tin cậy theo Wilson (1927). Trung vị là một giá trị đã xảy ra, tính bằng giờ làm việc. Trang này không có họ tên, nội dung vụ việc.",
                    "On time: answered before or on the due day, which follows from the calendar and the rule of each petition, its pauses and extensions. Answers without a due date are in no rate. Intervals by Wilson (1927). A median is a value that occurred, in working hours. This page holds no names and no texts of petitions."))
            }
        }
    }
}
