//! Letters to whoever raised a petition.

use std::{fs, path::PathBuf};

use kiennghi_exchange::{ExchangeError, LetterInput, LetterKind, Office, letter_file};
use pyo3::prelude::*;

use crate::{
    error::argument,
    given::{self, OneOrMany},
    handle::{PyRegister, on},
    open::text_of,
};

#[pymethods]
impl PyRegister {
    /// Writes a letter about a petition as an HTML page that prints to A4 in the layout of Decree
    /// 30/2020/NĐ-CP: `kind` is `reply`, or `apology` for the slip with the new date.
    ///
    /// `office` is a TOML file about the agency: `superior` (if there is one), `name`, `symbol`, `place`,
    /// `signs_as`, `signer`, `copies`. `template` is the agency's own Jinja template. What is not given is
    /// taken from the recorded reply or extension; number and date may be left to be written by hand. `body`
    /// is what is answered, each line a paragraph. A letter holds names and texts, also of a confidential
    /// petition: it is addressed to the person whom it is about.
    ///
    /// Raises `ExchangeError` with code `template` for a field without a value, and names it.
    ///
    /// >>> import pathlib, tempfile
    /// >>> folder = pathlib.Path(tempfile.mkdtemp())
    /// >>> _ = (folder / "office.toml").write_text('name = "Ban Quản lý"\nsymbol = "BQL"\nplace = "Bình Dương"\n'
    /// ...     'signs_as = ["Trưởng ban"]\nsigner = "Nguyễn Văn A"\ncopies = ["Như trên"]\n', encoding="utf-8")
    /// >>> register.letter(p, folder / "a.html", kind="reply", office=folder / "office.toml", body="Đồng ý.")
    /// >>> "Kính gửi: Công ty A" in (folder / "a.html").read_text(encoding="utf-8")
    /// True
    /// >>> register.letter(p, folder / "a.html", kind="apology", office=folder / "office.toml")
    /// Traceback (most recent call last):
    /// ...
    /// kiennghi.ExchangeError: apology, line ...: `apology.reason` has no value; record it, or give it with the letter
    #[pyo3(signature = (petition, path, *, kind, office, template = None, number = None, date = None, about = None, to = None,
        body = None, reason = None))]
    #[expect(clippy::too_many_arguments, reason = "the parts of one letter, as Python names them")]
    fn letter(
        &self,
        py: Python<'_>,
        petition: &Bound<'_, PyAny>,
        path: PathBuf,
        kind: &str,
        office: PathBuf,
        template: Option<PathBuf>,
        number: Option<String>,
        date: Option<&Bound<'_, PyAny>>,
        about: Option<String>,
        to: Option<OneOrMany>,
        body: Option<String>,
        reason: Option<String>,
    ) -> PyResult<()> {
        let petition = given::named(petition, "petition")?;
        let kind = LetterKind::ALL.into_iter().find(|known| known.code() == kind);
        let kind = kind.ok_or_else(|| argument("`kind` is `reply` or `apology`"))?;
        let date = date.map(|date| given::date(date, "date")).transpose()?;
        let to = to.map(Vec::from).unwrap_or_default();
        let input = LetterInput { number, date, about, to, body, reason };
        let (path, office, template) = (text_of(path)?, text_of(office)?, template.map(text_of).transpose()?);
        self.with(py, |handle| {
            let read = |path: &str| {
                fs::read_to_string(path)
                    .map_err(|error| ExchangeError::Unreadable { file: path.into(), reason: error.to_string() })
            };
            let template = template.as_deref().map(read).transpose()?;
            let office = Office::from_toml(&read(&office)?, &office)?;
            let id = handle.find(&petition)?;
            on!(handle, register => letter_file(register, id, kind, &office, &input, template.as_deref(), &path)?);
            Ok(())
        })
    }
}
