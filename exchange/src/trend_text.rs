//! A number from period to period as text for a terminal or a letter.
//!
//! Promises: every number comes from the library, rounded to tenths; a gap is a dash, and a change has
//! its sign.

use kiennghi::{
    case::Dimension,
    lang::Lang,
    law::day_text,
    statistics::{Fraction, Table, TableNumber, Trend, TrendChange},
};

use crate::text::{Align, Grid, GridRow, pick};

/// Lines of periods, each group under its name: the number, how it changed against the period before and
/// against the year before, and the average over `window` periods.
pub fn trend_text(trends: &[Trend], table: &Table, by: &[Dimension], what: TableNumber, window: usize, lang: Lang) -> String {
    let is_rate = what.is_share();
    let mut columns = vec![
        (pick(lang, "Kỳ", "Period"), Align::Left),
        (what.label(lang).to_owned(), Align::Right),
        (pick(lang, "So kỳ trước", "Against the period before"), Align::Right),
        (pick(lang, "So cùng kỳ năm trước", "Against the year before"), Align::Right),
    ];
    if window > 1 {
        columns.push((
            match lang {
                Lang::Vi => format!("Bình quân {window} kỳ"),
                Lang::En => format!("Average of {window} periods"),
            },
            Align::Right,
        ));
    }
    let mut grid = Grid::new(columns);
    let value = |value: Option<Fraction>| value.map_or_else(|| "–".into(), |value| number(value, is_rate, lang));
    for (place, trend) in trends.iter().enumerate() {
        if !by.is_empty() {
            if place > 0 {
                grid.rows.push(GridRow::Rule);
            }
            let labels = by.iter().zip(&trend.keys).map(|(dimension, code)| Table::label(*dimension, code.as_deref(), lang));
            grid.rows.push(GridRow::Section(labels.collect::<Vec<_>>().join(" · ")));
        }
        for point in &trend.points {
            let period = table.periods().get(point.period).map_or_else(String::new, |period| period.label(lang));
            let mut cells = vec![period, value(point.value), change(point.change, lang), change(point.year_change, lang)];
            if window > 1 {
                cells.push(value(point.average));
            }
            grid.row(cells);
        }
    }
    let points = match (is_rate, lang) {
        (false, _) => "",
        (true, Lang::Vi) => " Thay đổi của tỷ lệ tính bằng điểm phần trăm.",
        (true, Lang::En) => " Changes of a rate are in percentage points.",
    };
    let as_of = day_text(table.as_of(), lang);
    let below = match lang {
        Lang::Vi => format!("Tính đến hết {as_of}: kỳ chưa hết được so với kỳ đủ ngày.{points} –: không có số để so.\n"),
        Lang::En => format!(
            "As of the end of {as_of}: a period that is not over is set against whole ones.{points} –: nothing to tell.\n"
        ),
    };
    grid.render() + &below
}

pub(crate) fn tenths(tenths: i128, lang: Lang) -> String {
    let (whole, part) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{whole}{}{part}", if lang == Lang::Vi { "," } else { "." })
}

/// A whole number as it is, another in tenths, a rate with its sign.
fn number(value: Fraction, is_rate: bool, lang: Lang) -> String {
    match (is_rate, value.numerator % value.denominator) {
        (true, _) => format!("{} %", tenths(value.tenths(), lang)),
        (false, 0) => (value.numerator / value.denominator).to_string(),
        (false, _) => tenths(value.tenths(), lang),
    }
}

/// `+3 (+12,5 %)`; of a rate `-2,3 đpt`: percentage points.
fn change(change: Option<TrendChange>, lang: Lang) -> String {
    let Some(TrendChange { by, percent }) = change else { return "–".into() };
    let signed = |text: String, value: Fraction| if value.numerator > 0 { format!("+{text}") } else { text };
    match percent {
        Some(percent) => {
            format!("{} ({} %)", signed(number(by, false, lang), by), signed(tenths(percent.tenths(), lang), percent))
        }
        None => signed(tenths(by.tenths(), lang), by),
    }
}
