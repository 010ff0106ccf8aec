//! One sheet of a workbook, written from top to bottom.
//!
//! Promises: a row that was written is out of memory, however many follow; the same content gives the
//! same bytes; it prints on A4, one page wide, headings on each page, pages numbered. What it
//! writes to meanwhile is a file without a name, which the system takes away.

use std::{
    io::Write,
    panic::{AssertUnwindSafe, catch_unwind},
};

use chrono::{NaiveDate, NaiveDateTime};
use kiennghi::lang::Lang;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};

use super::{
    Letterhead,
    heading::{self, Heading, LINE_POINTS, lines},
    style::{Kind, Styles, Weight, typeface},
    text::{Changed, held},
};
use crate::{ExchangeError, limits::Limit, text::say};

/// Characters that fit the width of an upright A4 page in a size that is read without effort.
const UPRIGHT_CHARACTERS: f64 = 88.0;
/// A4, as workbooks number papers.
const A4: u8 = 9;
/// Inches: 20 mm above, below and, for the binding (Decree 30/2020/NĐ-CP, annex I), 30 mm to the left.
const MARGINS: [f64; 6] = [1.18, 0.59, 0.79, 0.79, 0.4, 0.4];
/// What spreadsheets themselves compress with: a third of the time of level 6, a twentieth more bytes.
const COMPRESSION: u8 = 3;
/// Pixels of a row of size 12, and of a column of eight characters.
const DEFAULT_PIXELS: (u32, u32) = (21, 72);
/// How many rows are made high enough for texts of several lines: the height of each is kept in memory
/// until the end. Excel makes the others so when it opens the file; LibreOffice leaves them to the reader.
const MOST_HEIGHTENED: usize = 20_000;
/// From which day on all spreadsheets agree on the number of a day: 1900 had no 29 February.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(1900, 3, 1) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    /// Nothing, in a column of that kind.
    Blank(Kind),
    /// A text.
    Text(&'a str),
    /// A text in the middle, also one that stands for a number that is not told.
    Middle(&'a str),
    /// The number of a line.
    Place(usize),
    /// A whole number.
    Whole(i64),
    /// Anything else that is a number.
    Number(Kind, f64),
    /// A day.
    Day(NaiveDate),
    /// A day with its time, civil.
    Time(NaiveDateTime),
    /// What the spreadsheet computes, and what it came to when we did.
    Formula(Kind, String, f64),
}

/// A sheet while it is written.
pub(crate) struct Page {
    book: Workbook,
    sheet: Worksheet,
    pub(super) styles: Styles,
    pub(crate) lang: Lang,
    /// The next row, from 0.
    pub(crate) row: u32,
    widths: Vec<f64>,
    /// How many columns are printed, from the left.
    printed: u16,
    /// Lines that the longest text of the row takes, and how many rows were made high enough for theirs.
    deepest: u32,
    heightened: usize,
    changed: Changed,
}

/// Why a workbook could not be written.
pub(super) fn failed(error: XlsxError) -> ExchangeError {
    let file = "XLSX".into();
    match error {
        XlsxError::RowColumnLimitError => ExchangeError::TooMuch { file, limit: Limit::Rows, row: None },
        error => ExchangeError::Unwritten { file, reason: error.to_string() },
    }
}

/// The writer ends the thread if its temporary file cannot be written: that is an error like any other.
pub(super) fn guarded<T>(write: impl FnOnce() -> Result<T, ExchangeError>) -> Result<T, ExchangeError> {
    let full = || "the folder for temporary files cannot be written to, or its disk is full".into();
    let reason = |_| ExchangeError::Unwritten { file: "XLSX".into(), reason: full() };
    catch_unwind(AssertUnwindSafe(write)).map_err(reason)?
}

impl Page {
    /// A sheet under these headings; `name` is what its tab is called.
    pub(crate) fn new(name: &str, headings: &[Heading], lang: Lang) -> Result<Page, ExchangeError> {
        let mut book = Workbook::new();
        book.set_default_format(&typeface(12), DEFAULT_PIXELS.0, DEFAULT_PIXELS.1).map_err(failed)?;
        book.set_zip_compression_level(COMPRESSION);
        let mut sheet = book.new_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(name).map_err(failed)?;
        let widths: Vec<f64> = headings.iter().flat_map(Heading::widths).collect();
        for (column, width) in (0..).zip(&widths) {
            sheet.set_column_width(column, *width).map_err(failed)?;
        }
        let printed = u16::try_from(widths.len()).unwrap_or(u16::MAX);
        Ok(Page {
            book,
            sheet,
            styles: Styles::new(),
            lang,
            row: 0,
            widths,
            printed,
            deepest: 1,
            heightened: 0,
            changed: Changed::default(),
        })
    }

    /// Only the first columns are printed: what stands beside them is for other programs.
    pub(crate) fn print_columns(&mut self, columns: u16) {
        self.printed = columns;
    }

    /// Whose sheet it is: the offices to the left, the name of the state to the right.
    pub(crate) fn letterhead(&mut self, letterhead: &Letterhead) -> Result<(), ExchangeError> {
        let above = letterhead.parent.as_deref().map(str::to_uppercase).unwrap_or_default();
        let Some(agency) = letterhead.agency.as_deref().map(str::to_uppercase) else { return Ok(()) };
        let motto = match self.lang {
            Lang::Vi => ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
            Lang::En => ["", ""],
        };
        let (middle, last) = (self.middle(), self.printed.saturating_sub(1));
        let (left, right) = (self.span(0, middle), self.span(middle + 1, last));
        let styles = [&self.styles.office_above, &self.styles.motto, &self.styles.office, &self.styles.office].map(Format::clone);
        let [style_above, style_motto, style_office, style_second] = styles;
        let rows = [(above.as_str(), motto[0], style_above, style_motto), (&agency, motto[1], style_office, style_second)];
        for (office, state, office_style, state_style) in rows {
            if office.is_empty() && state.is_empty() {
                continue;
            }
            let height = lines(office, left).max(lines(state, right));
            self.height(self.row, f64::from(height) * LINE_POINTS + 1.5)?;
            self.merged(self.row, 0, self.row, middle, office, &office_style)?;
            if last > middle {
                self.merged(self.row, middle + 1, self.row, last, state, &state_style)?;
            }
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    /// The last column of the left half.
    fn middle(&self) -> u16 {
        let printed = usize::from(self.printed);
        let half = self.widths.iter().take(printed).sum::<f64>() * 0.45;
        let mut sum = 0.0;
        let left = self.widths.iter().take(printed).take_while(|width| {
            sum += **width;
            sum <= half
        });
        u16::try_from(left.count()).unwrap_or_default().clamp(1, self.printed.max(2) - 1) - 1
    }

    fn span(&self, first: u16, last: u16) -> f64 {
        let (first, last) = (usize::from(first), usize::from(last));
        self.widths.iter().take(last + 1).skip(first).sum()
    }

    /// A line over all columns.
    fn line(&mut self, text: &str, style: &Format, points: f64) -> Result<(), ExchangeError> {
        let last = self.printed.saturating_sub(1);
        // A line of 14 has a sixth more of everything than one of 12.
        let height = f64::from(lines(text, self.span(0, last) * LINE_POINTS / points)) * points;
        self.height(self.row, height + 1.5)?;
        self.merged(self.row, 0, self.row, last, text, style)?;
        self.row += 1;
        Ok(())
    }

    /// What it is, in capitals, and what it is about below: each of its own line.
    pub(crate) fn title(&mut self, title: &str, below: &[String]) -> Result<(), ExchangeError> {
        let (large, small) = (self.styles.title.clone(), self.styles.under_title.clone());
        // The symbol of a form stays as it is written.
        let (symbol, words) = title.split_once(": ").map_or((None, title), |(symbol, words)| (Some(symbol), words));
        symbol.into_iter().try_for_each(|symbol| self.line(symbol, &large, 19.5))?;
        self.line(&words.to_uppercase(), &large, 21.0)?;
        below.iter().try_for_each(|text| self.line(text, &small, LINE_POINTS))?;
        self.row += 1;
        self.book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&first_instant()?));
        Ok(())
    }

    /// The headings, which are repeated on each page and stay in view, as do the first columns.
    pub(crate) fn headings(&mut self, headings: &[Heading], numbered: Numbered, kept: u16) -> Result<(), ExchangeError> {
        let (first, mut last) = heading::write(self, headings)?;
        if numbered == Numbered::Columns {
            let style = self.styles.column_number.clone();
            for column in 0..self.widths.len() {
                let at = u16::try_from(column).unwrap_or(u16::MAX);
                self.write_text(self.row, at, &format!("({})", column + 1), &style)?;
            }
            last += 1;
            self.row += 1;
        }
        self.sheet.set_repeat_rows(first, last).map_err(failed)?;
        self.sheet.set_freeze_panes(self.row, kept).map_err(failed)?;
        Ok(())
    }

    /// Points that a row is high.
    pub(super) fn height(&mut self, row: u32, points: f64) -> Result<(), ExchangeError> {
        // What a row can be at most.
        self.sheet.set_row_height(row, points.min(409.0)).map(|_| ()).map_err(failed)
    }

    /// A text over several cells, or in one.
    pub(super) fn merged(
        &mut self,
        first_row: u32,
        first_column: u16,
        last_row: u32,
        last_column: u16,
        text: &str,
        style: &Format,
    ) -> Result<(), ExchangeError> {
        if (first_row, first_column) == (last_row, last_column) {
            return self.write_text(first_row, first_column, text, style);
        }
        let text = held(text, self.lang, &mut self.changed);
        self.sheet.merge_range(first_row, first_column, last_row, last_column, &text, style).map(|_| ()).map_err(failed)
    }

    fn write_text(&mut self, row: u32, column: u16, text: &str, style: &Format) -> Result<(), ExchangeError> {
        let text = held(text, self.lang, &mut self.changed);
        self.sheet.write_string_with_format(row, column, text, style).map(|_| ()).map_err(failed)
    }

    /// Writes a cell of the row.
    pub(crate) fn cell(&mut self, column: u16, value: &Value<'_>, weight: Weight) -> Result<(), ExchangeError> {
        if let Value::Text(text) | Value::Middle(text) = value
            && self.heightened < MOST_HEIGHTENED
        {
            let width = self.widths.get(usize::from(column)).copied().unwrap_or_default();
            // Most texts fit, and a text has no more characters than bytes.
            if text.len() as f64 > width * 0.9 {
                self.deepest = self.deepest.max(lines(text, width));
            }
        }
        let Page { sheet, styles, row, changed, lang, .. } = self;
        let row = *row;
        let style = |kind| styles.cell(kind, weight);
        let written = match value {
            Value::Blank(kind) => sheet.write_blank(row, column, style(*kind)),
            Value::Text(text) => sheet.write_string_with_format(row, column, held(text, *lang, changed), style(Kind::Text)),
            Value::Middle(text) => sheet.write_string_with_format(row, column, held(text, *lang, changed), style(Kind::Middle)),
            // No count of a register is beyond what a spreadsheet's numbers hold exactly.
            Value::Place(number) => sheet.write_number_with_format(row, column, *number as f64, style(Kind::Place)),
            Value::Whole(number) => sheet.write_number_with_format(row, column, *number as f64, style(Kind::Whole)),
            Value::Number(kind, number) => sheet.write_number_with_format(row, column, *number, style(*kind)),
            Value::Day(day) => match serial(*day) {
                Some(serial) => sheet.write_number_with_format(row, column, serial, style(Kind::Day)),
                None => sheet.write_string_with_format(row, column, day.format("%d/%m/%Y").to_string(), style(Kind::Middle)),
            },
            Value::Time(at) => match serial(at.date()) {
                Some(day) => {
                    let seconds = f64::from(chrono::Timelike::num_seconds_from_midnight(at));
                    sheet.write_number_with_format(row, column, day + seconds / 86_400.0, style(Kind::Time))
                }
                None => {
                    let text = at.format("%d/%m/%Y %H:%M:%S").to_string();
                    sheet.write_string_with_format(row, column, text, style(Kind::Middle))
                }
            },
            Value::Formula(kind, text, result) => {
                let formula = Formula::new(text).set_result(result.to_string());
                sheet.write_formula_with_format(row, column, formula, style(*kind))
            }
        };
        written.map(|_| ()).map_err(failed)
    }

    /// The label of a row, over several columns.
    pub(crate) fn label(&mut self, first: u16, last: u16, text: &str, weight: Weight) -> Result<(), ExchangeError> {
        let style = self.styles.cell(Kind::Text, weight).clone();
        let row = self.row;
        self.deepest = self.deepest.max(lines(text, self.span(first, last)));
        self.merged(row, first, row, last, text, &style)
    }

    /// Ends the row, which is as high as its longest text needs.
    pub(crate) fn end_row(&mut self) -> Result<(), ExchangeError> {
        if self.deepest > 1 {
            self.height(self.row, f64::from(self.deepest) * LINE_POINTS)?;
            self.heightened += 1;
            self.deepest = 1;
        }
        self.row += 1;
        Ok(())
    }

    /// A sentence below the table.
    pub(crate) fn note(&mut self, text: &str) -> Result<(), ExchangeError> {
        let style = self.styles.note.clone();
        self.line(text, &style, LINE_POINTS - 1.5)
    }

    /// A sentence below the table with a number that the spreadsheet computes.
    pub(crate) fn check(&mut self, text: &str, formula: &str, result: f64) -> Result<(), ExchangeError> {
        let (style, number) = (self.styles.note.clone(), self.styles.note_number.clone());
        let (row, last) = (self.row, self.printed.saturating_sub(1).max(1));
        let height = f64::from(lines(text, self.span(0, last - 1))) * (LINE_POINTS - 1.5);
        self.height(row, height + 1.5)?;
        self.merged(row, 0, row, last - 1, text, &style)?;
        let formula = Formula::new(formula).set_result(result.to_string());
        self.sheet.write_formula_with_format(row, last, formula, &number).map_err(failed)?;
        self.row += 1;
        Ok(())
    }

    /// Who signs, and the room for it.
    pub(crate) fn signatures(&mut self, letterhead: &Letterhead) -> Result<(), ExchangeError> {
        if letterhead.agency.is_none() {
            return Ok(());
        }
        let (middle, last, lang) = (self.middle(), self.printed.saturating_sub(1), self.lang);
        let dated = say(lang, "………, ngày … tháng … năm ……", "………, … … ……");
        let how = say(lang, "(Ký, ghi rõ họ tên)", "(Signature, full name)");
        let signed = [say(lang, "NGƯỜI LẬP BIỂU", "PREPARED BY"), say(lang, "THỦ TRƯỞNG CƠ QUAN", "HEAD OF THE AGENCY")];
        let styles = [&self.styles.place_and_date, &self.styles.signed_by, &self.styles.how_to_sign].map(Format::clone);
        self.row += 1;
        for ([left, right], style) in [["", dated], signed, [how, how]].into_iter().zip(&styles) {
            if !left.is_empty() {
                self.merged(self.row, 0, self.row, middle, left, style)?;
            }
            if last > middle {
                self.merged(self.row, middle + 1, self.row, last, right, style)?;
            }
            self.row += 1;
        }
        Ok(())
    }

    /// Sets it up for the printer and writes the workbook.
    pub(crate) fn finish(mut self, out: impl Write + Send) -> Result<Changed, ExchangeError> {
        let [left, right, top, bottom, header, footer] = MARGINS;
        let last = self.printed.saturating_sub(1);
        let wide = self.span(0, last) > UPRIGHT_CHARACTERS;
        let sheet = &mut self.sheet;
        sheet.set_paper_size(A4).set_margins(left, right, top, bottom, header, footer);
        sheet.set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
        sheet.set_footer(say(self.lang, "&C&\"Times New Roman\"&11Trang &P/&N", "&C&\"Times New Roman\"&11Page &P of &N"));
        if wide {
            sheet.set_landscape();
        }
        if usize::from(self.printed) < self.widths.len() {
            sheet.set_print_area(0, 0, self.row.saturating_sub(1), last).map_err(failed)?;
        }
        self.book.push_worksheet(self.sheet);
        self.book.save_to_writer(out).map_err(failed)?;
        Ok(self.changed)
    }
}

/// Are the columns numbered below their headings, as those of forms are?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbered {
    /// Yes.
    Columns,
    /// No.
    Nothing,
}

/// The same for every workbook: when it was made is known from its file, and content alone makes its bytes.
fn first_instant() -> Result<ExcelDateTime, ExchangeError> {
    ExcelDateTime::from_ymd(2020, 1, 1).map_err(failed)
}

/// The number of a day in a spreadsheet.
fn serial(day: NaiveDate) -> Option<f64> {
    let days = u32::try_from((day - FIRST_DAY).num_days()).ok()?;
    // The first of March of 1900 is day 61.
    Some(f64::from(days) + 61.0)
}

/// `AB12`: a cell by its row and column, from 0.
pub(crate) fn at(row: u32, column: u16) -> String {
    rust_xlsxwriter::utility::row_col_to_cell(row, column)
}
