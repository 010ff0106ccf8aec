//! The page as a file, and the workbook of what is overdue beside it.
//!
//! Promises: each is written whole or not at all, the workbook first, so that the page never tells of one
//! that is not there. A page that tells of none has none beside it.

use std::path::Path;

use kiennghi::lang::Lang;

use super::{Overview, overview_html};
use crate::{
    ExchangeError,
    file::whole_file,
    text::say,
    workbook_out::{overdue_xlsx, xlsx_file},
};

/// Writes the page of an overview to a file, in place of a page that is there, and all that is overdue as a
/// workbook beside it: `bao-cao-qua-han.xlsx` beside `bao-cao.html`. Without anything overdue there is no workbook.
///
/// # Errors
/// The name does not end in `.html` or `.htm`, so that no register is written over by mistake; a
/// file cannot be written.
pub fn overview_file(overview: &Overview, path: &str, lang: Lang) -> Result<(), ExchangeError> {
    let beside = Path::new(path).file_stem().and_then(|stem| stem.to_str()).filter(|_| !overview.overdue.is_empty());
    let beside = beside.map(|stem| format!("{stem}-{}.xlsx", say(lang, "qua-han", "overdue")));
    whole_file(path, &["html", "htm"], "a page needs a name that ends in .html", |out| {
        if let Some(file) = &beside {
            let place = Path::new(path).with_file_name(file);
            let place = place.to_str().unwrap_or(file);
            xlsx_file(place, |out| overdue_xlsx(&overview.overdue, overview.as_of, &overview.letterhead, lang, out))?;
        }
        let page = overview_html(&Overview { spreadsheet: beside.clone(), ..overview.clone() }, lang);
        out.write_all(page.as_bytes()).map_err(|error| ExchangeError::Unwritten { file: path.into(), reason: error.to_string() })
    })
}
