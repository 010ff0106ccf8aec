//! A table of counts as text for a terminal or a letter, whole or as it may be published.
//!
//! Promises: what makes the balance stands with its sums; what is left out is said, and what is withheld
//! is marked and said. It decides nothing: every figure comes from the library.

use std::fmt::Write as _;

use kiennghi::{
    case::Dimension,
    lang::Lang,
    law::day_text,
    statistics::{Counts, Measure, Period, Published, PublishedRow, Question, Rate, Ratio, RowFigure, Shown, Table, TableNumber},
};

use crate::text::{Align, Grid, GridRow, pick, rate};

/// What stands for a number that is withheld.
pub(crate) const WITHHELD: &str = "•";

/// One column of a table of counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Figure {
    Count(Measure),
    ToDo,
    Closed,
    Open,
    /// What else whoever publishes chose.
    Other(RowFigure),
}

impl Figure {
    fn label(self, lang: Lang) -> String {
        match self {
            Figure::Count(measure) => measure.label(lang).to_owned(),
            Figure::ToDo => pick(lang, "Tổng phải giải quyết", "TO DO"),
            Figure::Closed => pick(lang, "Tổng đã kết thúc", "CLOSED"),
            Figure::Open => pick(lang, "Tổng còn lại", "OPEN"),
            Figure::Other(figure) => figure.label(lang).to_owned(),
        }
    }
}

impl Figure {
    fn number(self) -> TableNumber {
        match self {
            Figure::Count(measure) => measure.into(),
            Figure::ToDo => RowFigure::ToDo.into(),
            Figure::Closed => RowFigure::Closed.into(),
            Figure::Open => RowFigure::Open.into(),
            Figure::Other(figure) => figure.into(),
        }
    }
}

/// What a line shows.
trait Line {
    fn shown(&self, figure: Figure) -> Shown;
    /// `None`: it is withheld.
    fn on_time(&self) -> Option<Rate>;
    /// What the rate is of, which may be shown where the rate is not.
    fn among(&self) -> Shown;
}

impl Line for Counts {
    fn shown(&self, figure: Figure) -> Shown {
        Shown::Number(match figure {
            Figure::Count(measure) => self.get(measure),
            Figure::ToDo => self.to_do(),
            Figure::Closed => self.closed(),
            Figure::Open => self.open(),
            Figure::Other(_) => return Shown::Nothing,
        })
    }

    fn on_time(&self) -> Option<Rate> {
        Some(self.on_time_rate())
    }

    fn among(&self) -> Shown {
        Shown::Number(self.on_time_rate().among)
    }
}

impl Line for PublishedRow {
    fn shown(&self, figure: Figure) -> Shown {
        match figure {
            Figure::Count(measure) => self.get(measure),
            Figure::ToDo => self.figure(RowFigure::ToDo),
            Figure::Closed => self.figure(RowFigure::Closed),
            Figure::Open => self.figure(RowFigure::Open),
            Figure::Other(figure) => self.figure(figure),
        }
    }

    fn on_time(&self) -> Option<Rate> {
        self.on_time_rate()
    }

    fn among(&self) -> Shown {
        self.figure(RowFigure::OnTimeAmong)
    }
}

/// What is to be shown.
struct Choice<'a> {
    shows: &'a dyn Fn(TableNumber) -> bool,
    /// What no table shows as text unless somebody chooses it.
    others: Vec<RowFigure>,
}

/// What was chosen besides counts, their sums, and the parts of the rate.
fn others(published: &Published) -> Vec<RowFigure> {
    let is_whole = RowFigure::ALL.iter().all(|figure| published.shows(*figure));
    let has_rate = published.shows(Ratio::OnTimeRate);
    let is_other = |figure: &RowFigure| match figure {
        RowFigure::ToDo | RowFigure::Closed | RowFigure::Open => false,
        RowFigure::OnTime | RowFigure::OnTimeAmong => !has_rate,
        _ => true,
    };
    RowFigure::ALL.iter().filter(|figure| !is_whole && is_other(figure) && published.shows(**figure)).copied().collect()
}

type Lines<'a> = Vec<(&'a [Option<String>], usize, &'a dyn Line)>;

/// A table of counts: each group under its name, a line a period, and what makes the balance with
/// its sums. Columns that are 0 in every row are left out, and said so.
pub fn table_text(table: &Table, lang: Lang) -> String {
    let rows: Lines<'_> = table.rows().iter().map(|row| (row.keys.as_slice(), row.period, &row.counts as &dyn Line)).collect();
    let totals = table.totals().iter().enumerate();
    let totals: Lines<'_> = totals.map(|(period, counts)| (&[][..], period, counts as &dyn Line)).collect();
    let text = grid(table.dimensions(), table.periods(), &rows, &totals, &Choice { shows: &|_| true, others: Vec::new() }, lang);
    text + &below(table.question(), table.head(), lang)
}

/// The same of what may be published: `•` stands for what is withheld.
pub fn published_text(published: &Published, lang: Lang) -> String {
    let (rows, totals) = (lines(published.rows()), lines(published.totals()));
    let choice = Choice { shows: &|number| published.shows(number), others: others(published) };
    let text = grid(published.dimensions(), published.periods(), &rows, &totals, &choice, lang);
    text + &withheld_text(published.least(), published.withheld(), lang) + &below(published.question(), published.head(), lang)
}

fn lines(rows: &[PublishedRow]) -> Lines<'_> {
    rows.iter().map(|row| (row.keys.as_slice(), row.period, row as &dyn Line)).collect()
}

/// What is withheld, how much, and why.
pub(crate) fn withheld_text(least: u64, withheld: usize, lang: Lang) -> String {
    match lang {
        Lang::Vi => format!(
            "{WITHHELD} không công bố: số từ 1 đến {}, và những số có thể dùng để suy ra chúng; tất cả {withheld} số.\n",
            least - 1
        ),
        Lang::En => format!(
            "{WITHHELD} withheld: numbers from 1 to {}, and those from which they could be worked out; {withheld} in all.\n",
            least - 1
        ),
    }
}

fn grid(by: &[Dimension], periods: &[Period], rows: &Lines<'_>, totals: &Lines<'_>, choice: &Choice<'_>, lang: Lang) -> String {
    let shown = |measure: &Measure| {
        if !(choice.shows)((*measure).into()) {
            return false;
        }
        let needed = matches!(
            measure,
            Measure::Opening
                | Measure::Received
                | Measure::RepliedEarly
                | Measure::RepliedLate
                | Measure::OpenInTime
                | Measure::OpenOverdue
        );
        let has_any = |lines: &Lines<'_>| lines.iter().any(|(.., line)| line.shown(Figure::Count(*measure)) != Shown::Number(0));
        needed || has_any(totals) || has_any(rows)
    };
    let mut figures = Vec::new();
    for measure in Measure::ALL.iter().filter(|measure| shown(measure)) {
        // Each part of the balance is followed by its sum.
        match measure {
            Measure::RepliedEarly => figures.push(Figure::ToDo),
            Measure::OpenInTime => figures.push(Figure::Closed),
            Measure::LateOnRecordOnly | Measure::Published if !figures.contains(&Figure::Open) => figures.push(Figure::Open),
            _ => {}
        }
        figures.push(Figure::Count(*measure));
    }
    if !figures.contains(&Figure::Open) {
        figures.push(Figure::Open);
    }
    figures.retain(|figure| (choice.shows)(figure.number()));
    figures.extend(choice.others.iter().map(|figure| Figure::Other(*figure)));
    let shows_rate = (choice.shows)(Ratio::OnTimeRate.into());
    let mut columns = vec![(pick(lang, "Kỳ", "Period"), Align::Left)];
    columns.extend(figures.iter().map(|figure| (figure.label(lang), Align::Right)));
    if shows_rate {
        columns.push((pick(lang, "Tỷ lệ đúng hạn", "On-time rate"), Align::Right));
        columns.push((pick(lang, "trên số có hạn", "of so many"), Align::Right));
    }
    let mut grid = Grid::new(columns);
    let cells = |period: usize, line: &dyn Line| {
        let period = periods.get(period).map_or_else(String::new, |period| period.label(lang));
        let number = |shown: Shown| shown.number().map_or_else(|| WITHHELD.to_owned(), |number| number.to_string());
        let counts = figures.iter().map(|figure| number(line.shown(*figure)));
        let on_time = line.on_time().map_or_else(|| WITHHELD.to_owned(), |on_time| rate(on_time, lang));
        let on_time = [on_time, number(line.among())];
        std::iter::once(period).chain(counts).chain(on_time.into_iter().filter(|_| shows_rate)).collect()
    };
    let mut before: Option<&[Option<String>]> = None;
    for (keys, period, line) in rows.iter().filter(|_| !by.is_empty()) {
        if before != Some(keys) {
            let labels = by.iter().zip(*keys).map(|(dimension, code)| Table::label(*dimension, code.as_deref(), lang));
            let labels: Vec<_> = labels.collect();
            if before.is_some() {
                grid.rows.push(GridRow::Rule);
            }
            grid.rows.push(GridRow::Section(labels.join(" · ")));
        }
        grid.row(cells(*period, *line));
        before = Some(keys);
    }
    if before.is_some() {
        grid.rows.push(GridRow::Rule);
        grid.rows.push(GridRow::Section(pick(lang, "Tổng", "Total")));
    }
    for (_, period, line) in totals {
        grid.row(cells(*period, *line));
    }
    grid.render()
}

fn below(question: &Question, head: kiennghi::ledger::Head, lang: Lang) -> String {
    let mut text = String::new();
    let as_of = day_text(question.as_of, lang);
    let hash: String = head.hash.to_string().chars().take(16).collect();
    let (basis, sequence) = (question.basis.label(lang), head.sequence);
    let _ = match lang {
        Lang::Vi => writeln!(
            text,
            "Tính đến hết {as_of}; đúng hạn hay quá hạn xét theo: {basis}. Cân đối: tổng phải giải quyết = tổng đã kết thúc + chuyển đơn vị khác + tổng còn lại.\nChỉ tiêu bằng 0 ở mọi dòng không in. Sổ cái: {sequence} mục, {hash}…"
        ),
        Lang::En => writeln!(
            text,
            "As of the end of {as_of}; lateness judged: {basis}. Balance: to do = closed + moved out + open.\nMeasures that are 0 in every row are not printed. Ledger: {sequence} entries, {hash}…"
        ),
    };
    text
}
