//! Open311 GeoReport v2: service requests and services out, lists of requests in.

use std::path::PathBuf;

use kiennghi::store::Openness;
use kiennghi_exchange::{
    ExchangeError, Mapping, Open311Query, import_as, open311_requests_file, open311_services_file, read_open311_file,
};
use pyo3::prelude::*;

use crate::{
    due_feed, given,
    handle::{PyRegister, on},
    open::text_of,
    report::PyImportReport,
    sheets::{self, Watch},
};

#[pymethods]
impl PyRegister {
    /// Writes petitions as service requests of Open311 GeoReport v2, JSON or XML by the ending of `path`, and
    /// gives how many. Due date with its reason, both times, interim replies and unit are in
    /// `extended_attributes`.
    ///
    /// Such a list is made to be published: it holds no names, descriptions only with `texts="told"`, and
    /// confidential petitions only with `confidential="shown"`. `since` and `until` are days of receipt.
    ///
    /// Raises `ExchangeError` if the file cannot be written.
    ///
    /// >>> import json, pathlib, tempfile
    /// >>> path = pathlib.Path(tempfile.mkdtemp(), "requests.json")
    /// >>> register.open311_requests(path)
    /// 1
    /// >>> json.loads(path.read_text(encoding="utf-8"))[0]["expected_datetime"]
    /// '2026-03-16T23:59:59+07:00'
    #[pyo3(signature = (path, *, openness = "all", since = None, until = None, texts = "left_out", confidential = "hidden",
        lang = "vi"))]
    #[expect(clippy::too_many_arguments, reason = "the parts of one list, as Python names them")]
    fn open311_requests(
        &self,
        py: Python<'_>,
        path: PathBuf,
        openness: &str,
        since: Option<&Bound<'_, PyAny>>,
        until: Option<&Bound<'_, PyAny>>,
        texts: &str,
        confidential: &str,
        lang: &str,
    ) -> PyResult<usize> {
        let path = text_of(path)?;
        let query = Open311Query {
            openness: given::code::<Openness>(openness, "openness")?,
            since: since.map(|day| given::date(day, "since")).transpose()?,
            until: until.map(|day| given::date(day, "until")).transpose()?,
            texts: due_feed::texts(texts)?,
            confidential: given::code(confidential, "confidential")?,
            ..Open311Query::new(given::code(lang, "lang")?)
        };
        self.with(py, |handle| Ok(on!(handle, register => open311_requests_file(register, &query, &path)?)))
    }

    /// Writes what petitions are about as services of Open311, JSON or XML by the ending of `path`, and gives
    /// how many: the fields of work, and the kind of petition where none is noted.
    ///
    /// >>> import pathlib, tempfile
    /// >>> path = pathlib.Path(tempfile.mkdtemp(), "services.xml")
    /// >>> register.open311_services(path)
    /// 1
    /// >>> "<service_code>proposal</service_code>" in path.read_text(encoding="utf-8")
    /// True
    #[pyo3(signature = (path, *, lang = "vi"))]
    fn open311_services(&self, py: Python<'_>, path: PathBuf, lang: &str) -> PyResult<usize> {
        let (path, lang) = (text_of(path)?, given::code(lang, "lang")?);
        self.with(py, |handle| Ok(on!(handle, register => open311_services_file(register, lang, &path)?)))
    }

    /// Takes in a list of Open311 service requests, JSON or XML: each request once, by its
    /// `service_request_id`. In the report row 2 is the first request, and columns are its attributes.
    ///
    /// `mapping`, `mode` and `progress` as in `import_file`; the built-in mapping takes what the standard
    /// names. Coordinates are not kept: the report says so.
    ///
    /// Raises `ExchangeError` if it is no such list, or one that is followed elsewhere (XML with a document
    /// type or an entity of its own).
    ///
    /// >>> import json, pathlib, tempfile
    /// >>> path = pathlib.Path(tempfile.mkdtemp(), "requests.json")
    /// >>> request = {"service_request_id": "638344", "status": "open", "service_name": "Ngập úng",
    /// ...            "requested_datetime": "2026-03-02T08:30:00+07:00"}
    /// >>> _ = path.write_text(json.dumps([request]), encoding="utf-8")
    /// >>> register.import_open311(path).added, register.import_open311(path).unchanged
    /// (1, 1)
    #[pyo3(signature = (path, mapping = None, *, mode = "row_by_row", progress = None))]
    fn import_open311(
        &self,
        py: Python<'_>,
        path: PathBuf,
        mapping: Option<PathBuf>,
        mode: &str,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<PyImportReport> {
        let (path, own) = (text_of(path)?, mapping.map(text_of).transpose()?);
        let mode = sheets::mode(mode)?;
        let mut watch = Watch::new(progress);
        let report = self.with(py, |handle| {
            let mapping = match own {
                None => Mapping::open311()?,
                Some(file) => {
                    let text = std::fs::read_to_string(&file)
                        .map_err(|error| ExchangeError::Unreadable { file: file.clone(), reason: error.to_string() })?;
                    Mapping::from_toml(&text, &file)?
                }
            };
            let (sheet, world) = (read_open311_file(&path, handle.zone()?)?, handle.world(None)?);
            Ok(on!(handle, register => import_as(register, &sheet, &mapping, &world, mode, &mut |at| watch.told(at))?))
        });
        watch.raised.map_or(report.map(PyImportReport::new), Err)
    }
}
