//! What had to be found out to read a file.
//!
//! Promises: nothing that was guessed is kept from who holds the file; each note says what was found,
//! how sure it is, and can be overridden.

use kiennghi::lang::Lang;

use crate::encoding::Encoding;

/// Something that was found out about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// The encoding of a text file.
    Encoding {
        /// The encoding.
        encoding: Encoding,
        /// Of 100 words with letters outside ASCII, how many are Vietnamese when it is read so.
        score: u8,
    },
    /// How many bytes mean nothing in the encoding. Each is U+FFFD now.
    Unreadable(usize),
    /// What parts the cells.
    Separator(char),
    /// Which sheet of a workbook of several was read.
    Sheet {
        /// Its name.
        name: String,
        /// The others.
        others: Vec<String>,
    },
    /// A column held bytes of an old font, and is Unicode now.
    OldFont {
        /// The column, counted from 0.
        column: usize,
        /// The encoding of the font.
        encoding: Encoding,
        /// As for the encoding of a file.
        score: u8,
        /// How many cells were changed.
        cells: usize,
    },
    /// The headings stand in two rows.
    TwoHeadingRows,
    /// The row below the headings only numbers the columns.
    ColumnNumbers {
        /// The row, as a spreadsheet numbers it.
        row: usize,
    },
}

impl Note {
    /// The note in words.
    pub fn to_text(&self, lang: Lang) -> String {
        let vi = lang == Lang::Vi;
        match self {
            Note::Encoding { encoding, score } if vi => format!("bảng mã {} (chắc {score} %)", encoding.label(lang)),
            Note::Encoding { encoding, score } => format!("encoding {} (sure to {score} %)", encoding.label(lang)),
            Note::Unreadable(count) if vi => format!("{count} ký tự không đọc được trong bảng mã này"),
            Note::Unreadable(count) => format!("{count} characters that mean nothing in this encoding"),
            Note::Separator(sign) => {
                let sign = match (sign, vi) {
                    ('\t', true) => "dấu tab",
                    ('\t', false) => "tab",
                    (';', true) => "dấu chấm phẩy",
                    (';', false) => "semicolon",
                    (_, true) => "dấu phẩy",
                    (_, false) => "comma",
                };
                if vi { format!("các ô cách nhau bằng {sign}") } else { format!("cells parted by {sign}") }
            }
            Note::Sheet { name, others } if vi => format!("trang tính `{name}`; không đọc: {}", others.join(", ")),
            Note::Sheet { name, others } => format!("sheet `{name}`; not read: {}", others.join(", ")),
            Note::OldFont { column, encoding, score, cells } => {
                let (column, encoding) = (letters(*column), encoding.label(lang));
                match vi {
                    true => format!("cột {column}: {cells} ô theo bảng mã {encoding} đã chuyển sang Unicode (chắc {score} %)"),
                    false => format!("column {column}: {cells} cells in {encoding} turned into Unicode (sure to {score} %)"),
                }
            }
            Note::TwoHeadingRows if vi => "tiêu đề cột gồm hai dòng".into(),
            Note::TwoHeadingRows => "the headings stand in two rows".into(),
            Note::ColumnNumbers { row } if vi => format!("dòng {row} chỉ đánh số cột"),
            Note::ColumnNumbers { row } => format!("row {row} only numbers the columns"),
        }
    }
}

/// The name of a column, as a spreadsheet shows it: A, B, ... Z, AA.
pub(crate) fn letters(column: usize) -> String {
    let mut name = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        name.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    name.iter().rev().collect()
}
