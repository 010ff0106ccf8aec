//! How cells look in a workbook that an office sends.
//!
//! Promises: one typeface, that of official documents (Decree 30/2020/NĐ-CP, annex I: Times New Roman,
//! 13 or 14 in texts; tables have 12); dates as dd/mm/yyyy whatever the computer's own habit.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

const TYPEFACE: &str = "Times New Roman";
/// What subtotals and totals stand on; it prints as a light grey.
const SHADE: Color = Color::RGB(0x00F2_F2F2);
const SHADE_OF_HEADINGS: Color = Color::RGB(0x00E2_E8F0);

const WHOLE: &str = "#,##0";
const SHARE: &str = "0.0%";
const TENTHS: &str = "#,##0.0";
const HUNDREDTHS: &str = "#,##0.00";
const DAY: &str = "dd/mm/yyyy";
const TIME: &str = "dd/mm/yyyy hh:mm:ss";

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text, to the left.
    Text,
    /// A word or number of a list, in the middle.
    Middle,
    /// The number of a line, in the middle.
    Place,
    /// A whole number.
    Whole,
    /// A share, shown in percent.
    Share,
    /// A number with one decimal.
    Tenths,
    /// A number with two decimals.
    Hundredths,
    /// A day.
    Day,
    /// A day with a time of day.
    Time,
}

impl Kind {
    /// All of them, in the order of [`Styles`].
    const ALL: [Kind; 9] =
        [Kind::Text, Kind::Middle, Kind::Place, Kind::Whole, Kind::Share, Kind::Tenths, Kind::Hundredths, Kind::Day, Kind::Time];

    fn format(self) -> Format {
        let format = typeface(12).set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        match self {
            // Text stays text when somebody edits it: a number of a letter such as 12-3 becomes no date.
            Kind::Text => format.set_text_wrap().set_num_format("@"),
            Kind::Middle => format.set_text_wrap().set_align(FormatAlign::Center).set_num_format("@"),
            Kind::Place => format.set_align(FormatAlign::Center).set_num_format("0"),
            Kind::Whole => format.set_num_format(WHOLE),
            Kind::Share => format.set_num_format(SHARE),
            Kind::Tenths => format.set_num_format(TENTHS),
            Kind::Hundredths => format.set_num_format(HUNDREDTHS),
            Kind::Day => format.set_num_format(DAY).set_align(FormatAlign::Center),
            Kind::Time => format.set_num_format(TIME).set_align(FormatAlign::Center),
        }
    }
}

/// Is a line one of many, or their sum?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// One of many.
    Line,
    /// A sum.
    Sum,
}

/// Everything that a sheet is written in.
pub(crate) struct Styles {
    pub(crate) plain: Format,
    pub(crate) office: Format,
    pub(crate) office_above: Format,
    pub(crate) motto: Format,
    pub(crate) title: Format,
    pub(crate) under_title: Format,
    pub(crate) heading: Format,
    pub(crate) column_number: Format,
    pub(crate) note: Format,
    pub(crate) note_number: Format,
    pub(crate) place_and_date: Format,
    pub(crate) signed_by: Format,
    pub(crate) how_to_sign: Format,
    lines: [Format; 9],
    sums: [Format; 9],
}

impl Styles {
    pub(crate) fn new() -> Styles {
        let middle = |size| typeface(size).set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter).set_text_wrap();
        let heading = middle(12).set_bold().set_border(FormatBorder::Thin).set_background_color(SHADE_OF_HEADINGS);
        Styles {
            plain: typeface(12),
            office_above: middle(12),
            office: middle(12).set_bold().set_underline(FormatUnderline::Single),
            motto: middle(12).set_bold(),
            title: middle(14).set_bold(),
            under_title: middle(12).set_italic(),
            heading,
            column_number: middle(10).set_italic().set_border(FormatBorder::Thin),
            note: typeface(11).set_italic().set_text_wrap().set_align(FormatAlign::VerticalCenter),
            note_number: typeface(11).set_italic().set_align(FormatAlign::VerticalCenter).set_num_format(WHOLE),
            place_and_date: middle(12).set_italic(),
            signed_by: middle(12).set_bold(),
            how_to_sign: middle(11).set_italic(),
            lines: Kind::ALL.map(Kind::format),
            sums: Kind::ALL.map(|kind| kind.format().set_bold().set_background_color(SHADE)),
        }
    }

    /// The look of a cell of a table.
    pub(crate) fn cell(&self, kind: Kind, weight: Weight) -> &Format {
        let all = match weight {
            Weight::Line => &self.lines,
            Weight::Sum => &self.sums,
        };
        all.get(kind as usize).unwrap_or(&self.plain)
    }
}

/// The default of a workbook, which cells that were never written have too.
pub(crate) fn typeface(size: u32) -> Format {
    Format::new().set_font_name(TYPEFACE).set_font_size(size)
}
