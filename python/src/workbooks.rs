//! The register as a sheet to send or to take elsewhere, as methods of the register.
//!
//! Promises: methods of Python one for one over those of the library.

use std::path::PathBuf;

use kiennghi::{
    case::{Confidential, WorkItem},
    lang::Lang,
    time::Moment,
};
use kiennghi_exchange::{Letterhead, RegisterSheet, SheetFormat, register_file, worklist_xlsx, xlsx_file};
use pyo3::prelude::*;

use crate::{
    given,
    handle::{PyRegister, on},
    open::text_of,
};

impl PyRegister {
    /// Writes the register as a sheet; gives how many petitions are in it.
    fn sheet(
        &self,
        py: Python<'_>,
        path: PathBuf,
        format: SheetFormat,
        letterhead: Letterhead,
        confidential: &str,
        lang: &str,
    ) -> PyResult<usize> {
        let (path, lang) = (text_of(path)?, given::code::<Lang>(lang, "lang")?);
        let confidential: Confidential = given::code(confidential, "confidential")?;
        self.with(py, |handle| {
            let world = handle.world(None)?;
            let at = Moment::Date(Moment::of(world.now, handle.zone()?).date());
            let sheet = RegisterSheet { at, confidential, letterhead, lang };
            Ok(on!(handle, register => register_file(register, &sheet, format, &path, &world)?).rows)
        })
    }
}

#[pymethods]
impl PyRegister {
    /// Writes every petition as it stands to a workbook, by number; gives how many they are.
    ///
    /// What an office prints stands first, on A4; what only an import needs stands to the right of it.
    /// `import_file` takes the sheet in again. Texts of confidential petitions are in it only if
    /// `confidential` is `"shown"`. `agency` and `parent`, the body above it, stand above the title.
    /// `path` ends in `.xlsx`; a file that is there is replaced. The register records that there is such a
    /// copy, as of every export, for whoever erases a person.
    ///
    /// Raises `ExchangeError` if the file cannot be written.
    ///
    /// >>> import pathlib, tempfile
    /// >>> folder = pathlib.Path(tempfile.mkdtemp())
    /// >>> register.to_xlsx(folder / "so.xlsx", agency="Ban Quản lý các khu công nghiệp")
    /// 1
    /// >>> kn.Register.memory().import_file(folder / "so.xlsx").added
    /// 1
    #[pyo3(signature = (path, *, confidential = "hidden", agency = None, parent = None, lang = "vi"))]
    fn to_xlsx(
        &self,
        py: Python<'_>,
        path: PathBuf,
        confidential: &str,
        agency: Option<String>,
        parent: Option<String>,
        lang: &str,
    ) -> PyResult<usize> {
        self.sheet(py, path, SheetFormat::Xlsx, Letterhead { parent, agency }, confidential, lang)
    }

    /// The same as CSV, for other programs: the same columns, dates as dd/mm/yyyy. `path` ends in `.csv`.
    ///
    /// >>> import pathlib, tempfile
    /// >>> path = pathlib.Path(tempfile.mkdtemp(), "so.csv")
    /// >>> register.to_csv(path, lang="en")
    /// 1
    /// >>> path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")[:4]
    /// ['No', 'Number', 'Arrival number', 'Received']
    #[pyo3(signature = (path, *, confidential = "hidden", lang = "vi"))]
    fn to_csv(&self, py: Python<'_>, path: PathBuf, confidential: &str, lang: &str) -> PyResult<usize> {
        self.sheet(py, path, SheetFormat::Csv, Letterhead::default(), confidential, lang)
    }

    /// Writes every petition that is open at the end of `as_of` (by default today), the most urgent first,
    /// to a workbook; gives how many they are. The rest is as for `to_xlsx`.
    ///
    /// >>> import pathlib, tempfile
    /// >>> register.worklist_to_xlsx(pathlib.Path(tempfile.mkdtemp(), "viec.xlsx"), as_of="2026-03-10")
    /// 1
    #[pyo3(signature = (path, *, as_of = None, confidential = "hidden", agency = None, parent = None, lang = "vi"))]
    #[expect(clippy::too_many_arguments, reason = "the parts of one sheet, as Python names them")]
    fn worklist_to_xlsx(
        &self,
        py: Python<'_>,
        path: PathBuf,
        as_of: Option<&Bound<'_, PyAny>>,
        confidential: &str,
        agency: Option<String>,
        parent: Option<String>,
        lang: &str,
    ) -> PyResult<usize> {
        let (path, lang) = (text_of(path)?, given::code::<Lang>(lang, "lang")?);
        let confidential: Confidential = given::code(confidential, "confidential")?;
        let as_of = as_of.map(|given| given::date(given, "as_of")).transpose()?;
        let letterhead = Letterhead { parent, agency };
        self.with(py, |handle| {
            let as_of = as_of.unwrap_or(Moment::of(handle.world(None)?.now, handle.zone()?).date());
            Ok(on!(handle, register => {
                let register = &*register;
                let _state = register.hold()?;
                let items = register.worklist(Moment::Date(as_of))?;
                let details = |item: &WorkItem| register.petition_for(item.id, confidential);
                xlsx_file(&path, |out| worklist_xlsx(&items, as_of, &letterhead, lang, out, details))?;
                items.len()
            }))
        })
    }
}
