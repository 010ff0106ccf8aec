//! A table of counts as a workbook: a part for each period, subtotals of each group in it.
//!
//! Promises: every sum is a formula over the lines it is made of, with our own figure stored as its
//! result; the balance is a formula too. A published table has no formulas: a sum that a
//! spreadsheet computes would leave out what is withheld, or give it away.

use std::{collections::BTreeSet, io::Write};

use kiennghi::{
    case::Dimension,
    lang::Lang,
    statistics::{Measure, Period, Published, PublishedRow, Ratio, Row, RowFigure, Shown, Table, TableNumber},
};
use unicode_width::UnicodeWidthStr;

use super::{
    Letterhead,
    heading::Heading,
    page::{Numbered, Page, Value, at, guarded},
    style::{Kind, Weight},
    text::Changed,
};
use crate::{
    ExchangeError,
    table_text::{WITHHELD, withheld_text},
    text::{head_text, pick, say},
};

/// A column of the table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Count(Measure),
    ToDo,
    Closed,
    Open,
    OnTimeRate,
    Among,
    Median,
}

/// What came; what was done with it; what is still there.
const CAME: [Measure; 4] = [Measure::Opening, Measure::Received, Measure::Reopened, Measure::MovedIn];
const REPLIED: [Measure; 4] = [Measure::RepliedEarly, Measure::RepliedOnTime, Measure::RepliedLate, Measure::RepliedNoDeadline];
const OTHERWISE: [Measure; 5] =
    [Measure::ForwardedOut, Measure::NotAccepted, Measure::Reclassified, Measure::Withdrawn, Measure::Merged];
const LEFT: [Measure; 5] =
    [Measure::OpenInTime, Measure::OpenDueSoon, Measure::OpenOverdue, Measure::OpenPaused, Measure::OpenNoDeadline];

/// Characters that a column of counts is wide.
const COUNT_WIDTH: f64 = 9.0;
/// Characters that a column of labels is wide, at least and at most.
const LABEL_WIDTHS: (f64, f64) = (14.0, 36.0);

/// One line, whole or as it may be published.
trait Line {
    fn keys(&self) -> &[Option<String>];
    fn period(&self) -> usize;
    fn count(&self, measure: Measure) -> Shown;
    fn figure(&self, figure: RowFigure) -> Shown;
}

impl Line for Row {
    fn keys(&self) -> &[Option<String>] {
        &self.keys
    }
    fn period(&self) -> usize {
        self.period
    }
    fn count(&self, measure: Measure) -> Shown {
        Shown::Number(self.counts.get(measure))
    }
    fn figure(&self, figure: RowFigure) -> Shown {
        Row::figure(self, figure).map_or(Shown::Nothing, Shown::Number)
    }
}

impl Line for PublishedRow {
    fn keys(&self) -> &[Option<String>] {
        &self.keys
    }
    fn period(&self) -> usize {
        self.period
    }
    fn count(&self, measure: Measure) -> Shown {
        self.get(measure)
    }
    fn figure(&self, figure: RowFigure) -> Shown {
        PublishedRow::figure(self, figure)
    }
}

/// Are sums written as formulas?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sums {
    Formulas,
    Figures,
}

/// A table to be written: its lines and, for each number of leading dimensions, their subtotals.
struct Parts<'a, L> {
    by: &'a [Dimension],
    periods: &'a [Period],
    /// By how many dimensions they are grouped; the last are the lines themselves, the first the totals.
    levels: Vec<Vec<&'a L>>,
    sums: Sums,
    /// Was that number chosen to be shown? Others have no column.
    chosen: &'a dyn Fn(TableNumber) -> bool,
}

/// Writes a table of counts, under the letterhead, to `out`. Sums are formulas.
///
/// # Errors
/// It cannot be written; it has more rows than a sheet holds.
pub fn table_xlsx(table: &Table, letterhead: &Letterhead, lang: Lang, out: impl Write + Send) -> Result<Changed, ExchangeError> {
    let wrong =
        |error: kiennghi::statistics::StatisticsError| ExchangeError::from(kiennghi::register::RegisterError::from(error));
    let by = table.dimensions();
    let groups = (0..by.len()).map(|first| table.subtotals(by.get(..first).unwrap_or_default()));
    let subtotals = groups.collect::<Result<Vec<_>, _>>().map_err(wrong)?;
    let totals = if by.is_empty() { table.subtotals(&[]).map_err(wrong)? } else { Vec::new() };
    let lines = if by.is_empty() { &totals } else { table.rows() };
    let levels = subtotals.iter().map(Vec::as_slice).chain([lines]).map(in_order).collect();
    let parts = Parts { by, periods: table.periods(), levels, sums: Sums::Formulas, chosen: &|_| true };
    let below = head_text(table.as_of(), table.basis(), table.head(), lang);
    guarded(|| write(&parts, letterhead, lang, &[below], out))
}

/// The same of what may be published: `•` stands for what is withheld, and nothing is a formula.
///
/// # Errors
/// As [`table_xlsx`].
pub fn published_xlsx(
    published: &Published,
    letterhead: &Letterhead,
    lang: Lang,
    out: impl Write + Send,
) -> Result<Changed, ExchangeError> {
    let wrong =
        |error: kiennghi::statistics::StatisticsError| ExchangeError::from(kiennghi::register::RegisterError::from(error));
    let by = published.dimensions();
    let groups = (1..by.len()).map(|first| published.subtotals(by.get(..first).unwrap_or_default()));
    let mut levels = groups.collect::<Result<Vec<_>, _>>().map_err(wrong)?;
    levels.insert(0, published.totals());
    if !by.is_empty() {
        levels.push(published.rows());
    }
    let levels = levels.into_iter().map(in_order).collect();
    let question = published.question();
    let below = head_text(question.as_of, question.basis, published.head(), lang);
    let withheld = withheld_text(published.least(), published.withheld(), lang);
    let chosen = |number| published.shows(number);
    let parts = Parts { by, periods: published.periods(), levels, sums: Sums::Figures, chosen: &chosen };
    guarded(|| write(&parts, letterhead, lang, &[withheld, below], out))
}

/// The columns of a part of the balance: those that were chosen, without those that are 0 in every line.
fn shown<L: Line>(measures: &[Measure], parts: &Parts<'_, L>) -> Vec<Measure> {
    let needed = [Measure::Opening, Measure::Received, Measure::RepliedEarly, Measure::RepliedLate, Measure::OpenOverdue];
    let is_shown = |measure: &&Measure| {
        let mut lines = parts.levels.iter().flatten();
        (parts.chosen)((**measure).into())
            && (needed.contains(measure) || lines.any(|line| line.count(**measure) != Shown::Number(0)))
    };
    measures.iter().filter(is_shown).copied().collect()
}

/// The headings and what stands under each.
fn layout<L: Line>(parts: &Parts<'_, L>, lang: Lang) -> (Vec<Heading>, Vec<Column>) {
    let (mut headings, mut columns) = (Vec::new(), Vec::new());
    if parts.by.is_empty() {
        headings.push(Heading::over_column(say(lang, "Kỳ", "Period"), 24.0));
    }
    for (place, dimension) in parts.by.iter().enumerate() {
        headings.push(Heading::over_column(dimension.label(lang), label_width(parts, place, *dimension, lang)));
    }
    let count = |measure: Measure| Heading::over_column(measure.label(lang), COUNT_WIDTH);
    let total = || Heading::over_column(say(lang, "Tổng số", "Total"), COUNT_WIDTH);
    let group = |text: &str,
                 (sum, figure): (Column, RowFigure),
                 measures: Vec<Measure>,
                 (headings, columns): (&mut Vec<Heading>, &mut Vec<Column>)| {
        let sum = (parts.chosen)(figure.into()).then_some(sum);
        columns.extend(sum);
        columns.extend(measures.iter().map(|measure| Column::Count(*measure)));
        let own: Vec<Heading> = sum.map(|_| total()).into_iter().chain(measures.into_iter().map(count)).collect();
        headings.extend((!own.is_empty()).then(|| Heading::over(text, own)));
    };
    let closed: Vec<Measure> = REPLIED.into_iter().chain(OTHERWISE).collect();
    group(
        say(lang, "Phải giải quyết", "To do"),
        (Column::ToDo, RowFigure::ToDo),
        shown(&CAME, parts),
        (&mut headings, &mut columns),
    );
    group(
        say(lang, "Đã kết thúc", "Closed"),
        (Column::Closed, RowFigure::Closed),
        shown(&closed, parts),
        (&mut headings, &mut columns),
    );
    for measure in shown(&[Measure::MovedOut], parts) {
        columns.push(Column::Count(measure));
        headings.push(count(measure));
    }
    group(say(lang, "Còn lại", "Open"), (Column::Open, RowFigure::Open), shown(&LEFT, parts), (&mut headings, &mut columns));
    let rates = [
        (Column::OnTimeRate, TableNumber::from(Ratio::OnTimeRate), say(lang, "Tỷ lệ", "Rate")),
        (Column::Among, RowFigure::OnTimeAmong.into(), say(lang, "trên số có hạn", "of so many")),
    ];
    let rates: Vec<_> = rates.into_iter().filter(|(_, number, _)| (parts.chosen)(*number)).collect();
    columns.extend(rates.iter().map(|(column, ..)| *column));
    let own: Vec<Heading> = rates.into_iter().map(|(.., text)| Heading::over_column(text, COUNT_WIDTH)).collect();
    headings.extend((!own.is_empty()).then(|| Heading::over(say(lang, "Trả lời đúng hạn", "Replied on time"), own)));
    if (parts.chosen)(RowFigure::MedianToReply.into()) {
        columns.push(Column::Median);
        headings.push(Heading::over_column(
            say(lang, "Trung vị đến khi trả lời (giờ làm việc)", "Median to the reply (working hours)"),
            11.0,
        ));
    }
    for measure in shown(&[Measure::LateOnRecordOnly], parts) {
        columns.push(Column::Count(measure));
        headings.push(count(measure));
    }
    (headings, columns)
}

/// Characters for the labels of a dimension: as many as the longest has, within what a page bears. Labels
/// of sums go on to the right.
fn label_width<L: Line>(parts: &Parts<'_, L>, place: usize, dimension: Dimension, lang: Lang) -> f64 {
    let is_last = place + 1 == parts.by.len();
    let keys: BTreeSet<Option<&str>> = match parts.levels.last() {
        Some(lines) if is_last => lines.iter().filter_map(|line| line.keys().get(place)).map(Option::as_deref).collect(),
        _ => BTreeSet::new(),
    };
    let longest = keys.into_iter().map(|key| Table::label(dimension, key, lang).width()).max().unwrap_or_default();
    let longest = u32::try_from(longest).map_or(LABEL_WIDTHS.1, f64::from);
    (longest * 1.1 + 1.0).clamp(LABEL_WIDTHS.0, LABEL_WIDTHS.1)
}

/// Where the columns stand.
struct Places<'a> {
    first: u16,
    columns: &'a [Column],
}

impl Places<'_> {
    fn of(&self, column: Column) -> Option<u16> {
        let place = self.columns.iter().position(|known| *known == column)?;
        Some(self.first + u16::try_from(place).ok()?)
    }

    /// The cells of the measures that have a column.
    fn cells(&self, measures: &[Measure], row: u32) -> String {
        let places = measures.iter().filter_map(|measure| self.of(Column::Count(*measure)));
        places.map(|column| at(row, column)).collect::<Vec<_>>().join(",")
    }

    /// The parts of a sum that stands beside them.
    fn sum(&self, column: Column, row: u32) -> Option<String> {
        let cells = match column {
            Column::ToDo => self.cells(&CAME, row),
            Column::Closed => self.cells(&[REPLIED.as_slice(), &OTHERWISE].concat(), row),
            Column::Open => self.cells(&LEFT, row),
            Column::Among => self.cells(&[Measure::RepliedEarly, Measure::RepliedOnTime, Measure::RepliedLate], row),
            _ => return None,
        };
        Some(format!("SUM({cells})"))
    }
}

fn write<L: Line>(
    parts: &Parts<'_, L>,
    letterhead: &Letterhead,
    lang: Lang,
    notes: &[String],
    out: impl Write + Send,
) -> Result<Changed, ExchangeError> {
    let (headings, columns) = layout(parts, lang);
    let labels = u16::try_from(parts.by.len().max(1)).unwrap_or(1);
    let mut page = Page::new(say(lang, "Thống kê", "Statistics"), &headings, lang)?;
    page.letterhead(letterhead)?;
    let title = say(lang, "Thống kê tiếp nhận, giải quyết phản ánh, kiến nghị", "Feedback and petitions received and handled");
    page.title(title, &below_title(parts, lang))?;
    page.headings(&headings, Numbered::Nothing, labels)?;
    let places = Places { first: labels, columns: &columns };
    let first = page.row;
    let mut next = vec![0; parts.levels.len()];
    for period in 0..parts.periods.len() {
        part(&mut page, parts, &places, &mut next, 0, (period, &[]))?;
    }
    let last = page.row.saturating_sub(1);
    page.end_row()?;
    if parts.sums == Sums::Formulas && last >= first {
        page.check(&balance_text(lang), &balance(&places, first, last), 0.0)?;
    }
    for text in notes.iter().flat_map(|note| note.lines()) {
        page.note(text)?;
    }
    page.note(say(
        lang,
        "Chỉ tiêu bằng 0 ở mọi dòng không có cột. Giữa các kỳ không cộng: vụ còn lại của kỳ trước được chuyển qua kỳ sau.",
        "Measures that are 0 in every line have no column. Periods are not added up: what is open in one is carried over into the next.",
    ))?;
    page.signatures(letterhead)?;
    page.finish(out)
}

fn below_title<L>(parts: &Parts<'_, L>, lang: Lang) -> Vec<String> {
    let day = |day: chrono::NaiveDate| day.format("%d/%m/%Y");
    let (Some(first), Some(last)) = (parts.periods.first(), parts.periods.last()) else { return Vec::new() };
    let last = last.end().pred_opt().unwrap_or(last.end());
    let by: Vec<_> = parts.by.iter().map(|dimension| dimension.label(lang).to_lowercase()).collect();
    let span = match lang {
        Lang::Vi => format!("Từ ngày {} đến hết ngày {}", day(first.start()), day(last)),
        Lang::En => format!("From {} to {}", day(first.start()), day(last)),
    };
    match by.is_empty() {
        true => vec![span],
        false => vec![format!("{} {}", say(lang, "Theo", "By"), by.join(", ")), span],
    }
}

/// Writes a group and all under it: its sum, then its parts. Those that have no parts are lines. `next` is
/// the next line of each level: lines of all levels lie in the same order, so each is looked at once.
fn part<L: Line>(
    page: &mut Page,
    parts: &Parts<'_, L>,
    places: &Places<'_>,
    next: &mut [usize],
    level: usize,
    (period, keys): (usize, &[Option<String>]),
) -> Result<(), ExchangeError> {
    let (Some(lines), is_line) = (parts.levels.get(level), level + 1 == parts.levels.len()) else { return Ok(()) };
    while let Some(line) = next.get(level).and_then(|at| lines.get(*at)).filter(|line| is_under(**line, period, keys)) {
        if let Some(at) = next.get_mut(level) {
            *at += 1;
        }
        let weight = if is_line { Weight::Line } else { Weight::Sum };
        let below = parts
            .levels
            .iter()
            .zip(&*next)
            .skip(level + 1)
            .map(|(lines, at)| lines.iter().skip(*at).take_while(|other| is_under(**other, period, line.keys())).count());
        let below = u32::try_from(below.sum::<usize>()).unwrap_or(u32::MAX);
        labels(page, parts, *line, period, level, weight)?;
        for (place, column) in (places.first..).zip(places.columns) {
            page.cell(place, &value(parts.sums, places, *column, *line, page.row, below), weight)?;
        }
        page.end_row()?;
        part(page, parts, places, next, level + 1, (period, line.keys()))?;
    }
    Ok(())
}

fn is_under(line: &impl Line, period: usize, keys: &[Option<String>]) -> bool {
    line.period() == period && line.keys().starts_with(keys)
}

/// The lines in the order in which they are written.
fn in_order<L: Line>(lines: &[L]) -> Vec<&L> {
    let mut lines: Vec<&L> = lines.iter().collect();
    lines.sort_by_key(|line| line.period());
    lines
}

fn labels<L: Line>(
    page: &mut Page,
    parts: &Parts<'_, L>,
    line: &L,
    period: usize,
    level: usize,
    weight: Weight,
) -> Result<(), ExchangeError> {
    let lang = page.lang;
    let last = u16::try_from(parts.by.len().max(1) - 1).unwrap_or_default();
    let Some((dimension, key)) = level.checked_sub(1).and_then(|at| parts.by.get(at).zip(line.keys().get(at))) else {
        let label = parts.periods.get(period).map_or_else(String::new, |period| period.label(lang));
        return page.label(0, last, &label, weight);
    };
    let own = u16::try_from(level - 1).unwrap_or_default();
    for before in 0..own {
        page.cell(before, &Value::Blank(Kind::Text), weight)?;
    }
    page.label(own, last, &Table::label(*dimension, key.as_deref(), lang), weight)
}

fn value<'a>(sums: Sums, places: &Places<'_>, column: Column, line: &impl Line, row: u32, below: u32) -> Value<'a> {
    let own = match column {
        Column::Count(measure) => line.count(measure),
        Column::ToDo => line.figure(RowFigure::ToDo),
        Column::Closed => line.figure(RowFigure::Closed),
        Column::Open => line.figure(RowFigure::Open),
        Column::Among => line.figure(RowFigure::OnTimeAmong),
        Column::Median => line.figure(RowFigure::MedianToReply),
        Column::OnTimeRate => return rate(sums, places, line, row),
    };
    let number = match own {
        Shown::Number(number) => number,
        Shown::Nothing => return Value::Middle("–"),
        Shown::Withheld => return Value::Middle(WITHHELD),
    };
    if column == Column::Median {
        return Value::Number(Kind::Tenths, number as f64 / 60.0);
    }
    // Sums within sums are left out of it.
    let over = |place| format!("SUBTOTAL(9,{}:{})", at(row + 1, place), at(row + below, place));
    let formula = places.sum(column, row).or_else(|| places.of(column).filter(|_| below > 0).map(over));
    match formula.filter(|_| sums == Sums::Formulas) {
        Some(formula) => Value::Formula(Kind::Whole, formula, number as f64),
        None => Value::Whole(i64::try_from(number).unwrap_or(i64::MAX)),
    }
}

fn rate<'a>(sums: Sums, places: &Places<'_>, line: &impl Line, row: u32) -> Value<'a> {
    let (of, among) = match (line.figure(RowFigure::OnTime), line.figure(RowFigure::OnTimeAmong)) {
        (Shown::Number(_), Shown::Number(0)) => return Value::Middle("–"),
        (Shown::Number(of), Shown::Number(among)) => (of as f64, among as f64),
        _ => return Value::Middle(WITHHELD),
    };
    match (sums, places.of(Column::Among)) {
        (Sums::Formulas, Some(divisor)) => {
            let cells = places.cells(&[Measure::RepliedEarly, Measure::RepliedOnTime], row);
            Value::Formula(Kind::Share, format!("SUM({cells})/{}", at(row, divisor)), of / among)
        }
        _ => Value::Number(Kind::Share, of / among),
    }
}

fn balance_text(lang: Lang) -> String {
    pick(
        lang,
        "Đối chiếu: Phải giải quyết − Đã kết thúc − Chuyển đơn vị khác − Còn lại, cộng mọi dòng; phải bằng 0:",
        "Check: to do − closed − moved out − open, over all lines; it must be 0:",
    )
}

/// What the balance is out by, over all lines.
fn balance(places: &Places<'_>, first: u32, last: u32) -> String {
    let range = |column| places.of(column).map(|place| format!("{}:{}", at(first, place), at(last, place)));
    let moved = range(Column::Count(Measure::MovedOut));
    let ranges = [range(Column::ToDo), range(Column::Closed), moved, range(Column::Open)];
    format!("SUMPRODUCT(ABS({}))", ranges.into_iter().flatten().collect::<Vec<_>>().join("-"))
}
