//! Due dates of a register as a feed for calendar programs.

use std::path::PathBuf;

use kiennghi::time::Moment;
use kiennghi_exchange::{DueFeed, FeedTexts, due_feed_file};
use pyo3::prelude::*;

use crate::{
    error::argument,
    given,
    handle::{PyRegister, on},
    open::text_of,
};

/// Are abstracts told? By its code.
pub(crate) fn texts(code: &str) -> PyResult<FeedTexts> {
    match code {
        "left_out" => Ok(FeedTexts::LeftOut),
        "told" => Ok(FeedTexts::Told),
        _ => Err(argument("`texts` is `left_out` or `told`")),
    }
}

#[pymethods]
impl PyRegister {
    /// Writes the due dates of open petitions as an iCalendar file, which calendar programs subscribe to.
    ///
    /// Of `unit` or `officer`, if given, as of `at` (today). Each event reminds at opening time so many
    /// working days before as `reminders` say, 0 being the day itself: `[1, 0]` if not given. The same register gives the same
    /// bytes; an event keeps its identifier. It holds no names, and abstracts only with `texts="told"`, those
    /// of confidential petitions only with `confidential="shown"` too. `path` ends in `.ics`.
    ///
    /// Raises `ExchangeError` if the file cannot be written.
    ///
    /// >>> import pathlib, tempfile
    /// >>> path = pathlib.Path(tempfile.mkdtemp(), "han.ics")
    /// >>> register.due_feed(path, at="2026-03-10")
    /// >>> "DTSTART;VALUE=DATE:20260316" in path.read_text(encoding="utf-8")
    /// True
    #[pyo3(signature = (path, *, unit = None, officer = None, name = None, at = None, reminders = None,
        texts = "left_out", confidential = "hidden", lang = "vi"))]
    #[expect(clippy::too_many_arguments, reason = "the parts of one feed, as Python names them")]
    fn due_feed(
        &self,
        py: Python<'_>,
        path: PathBuf,
        unit: Option<String>,
        officer: Option<String>,
        name: Option<String>,
        at: Option<&Bound<'_, PyAny>>,
        reminders: Option<Vec<i64>>,
        texts: &str,
        confidential: &str,
        lang: &str,
    ) -> PyResult<()> {
        let path = text_of(path)?;
        let reminders: Option<Vec<u16>> = reminders
            .map(|all| all.into_iter().map(|days| given::whole(days, "reminders")).collect::<PyResult<_>>())
            .transpose()?;
        let (texts, confidential) = (self::texts(texts)?, given::code(confidential, "confidential")?);
        let plain = DueFeed::new(given::code(lang, "lang")?);
        let reminders = reminders.unwrap_or_else(|| plain.reminders.clone());
        let feed = DueFeed { unit, officer, name, reminders, texts, confidential, ..plain };
        let at = at.map(|at| given::moment(at, "at")).transpose()?;
        self.with(py, |handle| {
            let zone = handle.zone()?;
            let at = match at {
                Some(at) => at.moment(zone),
                None => Moment::of(handle.world(None)?.now, zone),
            };
            on!(handle, register => due_feed_file(register, &feed, at, &path)?);
            Ok(())
        })
    }
}
