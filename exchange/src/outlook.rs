//! Overdue cases by unit, what falls due next, and the ranking, as text for a terminal.
//!
//! Promises: every figure comes from the library; nothing to show is said.

use kiennghi::{
    case::Dimension,
    lang::Lang,
    ledger::Identity,
    statistics::{Band, Ranked, Table, UnitCases},
};

use crate::text::{Align, Grid, pick, rate};

fn unit(code: Option<&str>, lang: Lang) -> String {
    Table::label(Dimension::Unit, code, lang)
}

/// A line a unit, a column each of what its cases are told apart by, and their sums.
fn grid<K>(title: &str, units: &[UnitCases<K>], heading: impl Fn(&K) -> String, lang: Lang) -> String {
    let Some(first) = units.first() else {
        return format!("{title}: {}\n\n", pick(lang, "không có", "none"));
    };
    let sum = |cases: &[(K, Vec<Identity>)]| cases.iter().map(|(_, ids)| ids.len()).sum::<usize>();
    let all: usize = units.iter().map(|unit| sum(&unit.cases)).sum();
    let mut columns = vec![(Dimension::Unit.label(lang).to_owned(), Align::Left)];
    columns.extend(first.cases.iter().map(|(key, _)| (heading(key), Align::Right)));
    columns.push((pick(lang, "Tổng", "Total"), Align::Right));
    let mut grid = Grid::new(columns);
    for UnitCases { unit: code, cases } in units {
        let counts = cases.iter().map(|(_, ids)| ids.len().to_string());
        grid.row(std::iter::once(unit(code.as_deref(), lang)).chain(counts).chain([sum(cases).to_string()]).collect());
    }
    format!("{title} ({all})\n{}\n", grid.render())
}

/// How many working days overdue, by unit.
pub fn ageing_text(units: &[UnitCases<Band>], lang: Lang) -> String {
    let heading = |band: &Band| match (band.to, lang) {
        (Some(to), _) => format!("{}-{to}", band.from),
        (None, Lang::Vi) => format!("từ {}", band.from),
        (None, Lang::En) => format!("{}+", band.from),
    };
    grid(&pick(lang, "QUÁ HẠN, theo số ngày làm việc", "OVERDUE, by working days"), units, heading, lang)
}

/// What falls due within so many working days, by unit and day.
pub fn falls_due_text(units: &[UnitCases<chrono::NaiveDate>], days: u16, lang: Lang) -> String {
    let title = match lang {
        Lang::Vi => format!("ĐẾN HẠN TRONG {days} NGÀY LÀM VIỆC TỚI"),
        Lang::En => format!("DUE WITHIN {days} WORKING DAYS"),
    };
    grid(&title, units, |day| day.format("%d/%m").to_string(), lang)
}

/// Units by their on-time rate, with the bounds of each, over the periods of the table.
pub fn ranking_text(ranking: &[Ranked], table: &Table, lang: Lang) -> String {
    let mut grid = Grid::new(vec![
        (pick(lang, "Hạng", "Place"), Align::Left),
        (Dimension::Unit.label(lang).to_owned(), Align::Left),
        (pick(lang, "Tỷ lệ đúng hạn", "On-time rate"), Align::Right),
        (pick(lang, "trên số có hạn", "of so many"), Align::Right),
        (pick(lang, "Cận dưới 95 %", "Lower 95 %"), Align::Right),
        (pick(lang, "Cận trên 95 %", "Upper 95 %"), Align::Right),
    ]);
    for one in ranking {
        // A bound is rounded as it was found: the lower down, the upper up.
        let bound = |hundredths: Option<u64>| {
            let text = hundredths.map_or_else(|| "n/a".into(), |h| format!("{}.{:02} %", h / 100, h % 100));
            if lang == Lang::Vi { text.replace('.', ",") } else { text }
        };
        grid.row(vec![
            one.place.map_or_else(|| "-".into(), |place| place.to_string()),
            unit(one.key.as_deref(), lang),
            rate(one.rate, lang),
            one.rate.among.to_string(),
            bound(one.bounds.map(|bounds| bounds.lower)),
            bound(one.bounds.map(|bounds| bounds.upper)),
        ]);
    }
    let periods: Vec<_> = table.periods().iter().map(|period| period.label(lang)).collect();
    format!("{}: {}\n{}", pick(lang, "TRẢ LỜI ĐÚNG HẠN", "REPLIES ON TIME"), periods.join(", "), grid.render())
}
