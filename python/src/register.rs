//! What can be asked of a register.
//!
//! Promises: methods of Python one for one over those of the library. Opening one is in `open`,
//! what is done with a petition in `acts`.

use std::path::PathBuf;

use kiennghi::{
    case::Confidential, law::Rulebook, petition::Command, register::RegisterError, statistics::Columns, time::Moment,
};
use kiennghi_exchange::import_as;
use pyo3::{prelude::*, types::PyList};

use crate::{
    error::{Failure, without_values},
    given::{self, OneOrMany},
    handle::{Kept, PyRegister, kept, on},
    history::History,
    open::supplied,
    petition::PyPetition,
    pool,
    question::{GivenPeriods, Parts},
    report::PyImportReport,
    sheets::{self, Sheeted, Watch},
    table::PyTable,
    values::{PyHead, PyReceipt, PyWorld},
};

#[pymethods]
impl PyRegister {
    /// Carries out a command given as JSON, in a world that is given or in that of the system.
    ///
    /// The low-level door: a command carries its own ids, so it can be issued offline, sent, and
    /// sent again. The methods `receive`, `reply` and so on make ids and world themselves.
    ///
    /// Raises `ArgumentError` if the text is no command, `RefusedError` if it is not allowed.
    ///
    /// >>> import json
    /// >>> command = {
    /// ...     "id": "01010101-0101-0101-0101-010101010101",
    /// ...     "petition": "02020202-0202-0202-0202-020202020202",
    /// ...     "at": "2026-03-02",
    /// ...     "act": {"receive": {"source": "enterprise", "delivered_by": "Công ty A",
    /// ...                         "channel": "letter", "summary": "Xin gia hạn thuê đất"}},
    /// ... }
    /// >>> world = kn.World(now="2026-03-02T02:00:00Z", actor="van-thu", seed=bytes(32))
    /// >>> register = kn.Register.memory(world=world)
    /// >>> register.execute_json(json.dumps(command), world).number
    /// 'PAKN-2026-0001'
    /// >>> register.execute_json(json.dumps(command), world).effect  # the second time
    /// 'already_appended'
    #[pyo3(signature = (command_json, world = None))]
    fn execute_json(&self, py: Python<'_>, command_json: String, world: Option<&Bound<'_, PyWorld>>) -> PyResult<PyReceipt> {
        let given = supplied(world);
        self.with(py, |handle| {
            let unreadable = |error| Failure::Argument(format!("`command_json` is no command: {}", without_values(&error)));
            let command: Command = serde_json::from_str(&command_json).map_err(unreadable)?;
            let world = handle.world(given)?;
            Ok(handle.execute(&command, &world)?.into())
        })
    }

    /// A petition as it stands now, named by its number, by its id, or by what the register gave
    /// for it (a receipt, an item of the worklist).
    ///
    /// Raises `RefusedError` with code `no_such_petition` if there is none.
    ///
    /// >>> register.petition("PAKN-2026-0001")
    /// <kiennghi.Petition PAKN-2026-0001: received>
    #[pyo3(signature = (id, /))]
    fn petition(&self, py: Python<'_>, id: &Bound<'_, PyAny>) -> PyResult<PyPetition> {
        let named = given::named(id, "id")?;
        self.with(py, |handle| {
            let id = handle.find(&named)?;
            let (petition, history) = on!(handle, register => {
                let _state = register.hold()?;
                (register.petition(id)?, History::new(register.history(id)?))
            });
            Ok(PyPetition::new(petition, history, handle.rulebook()?))
        })
    }

    /// All that happened to a petition, as `Petition.history` tells it; of a confidential one without
    /// names and texts, unless `confidential` is `"shown"`: for lists and reports.
    ///
    /// >>> for event in register.history(p):
    /// ...     print(event["at"], event["actor"], event["en"])
    /// 2026-03-02 van-thu Received as PAKN-2026-0001: Sent by an enterprise (Công ty A). Xin gia hạn thuê đất
    #[pyo3(signature = (id, /, *, confidential = "hidden"))]
    fn history<'py>(&self, py: Python<'py>, id: &Bound<'py, PyAny>, confidential: &str) -> PyResult<Bound<'py, PyList>> {
        let (named, confidential): (_, Confidential) = (given::named(id, "id")?, given::code(confidential, "confidential")?);
        let (items, zone) = self.with(py, |handle| {
            let id = handle.find(&named)?;
            Ok((on!(handle, register => register.history_for(id, confidential)?), handle.zone()?))
        })?;
        History::new(items).list(py, zone)
    }

    /// The numbers that were voided: they are in no other list.
    ///
    /// >>> register.void_numbers()
    /// []
    fn void_numbers(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        let numbers = self.with(py, |handle| Ok(on!(handle, register => register.void_numbers()?)))?;
        Ok(numbers.iter().map(|(_, number)| number.to_string()).collect())
    }

    /// Counts petitions by groups and periods. Everything adds up, or there is no table.
    ///
    /// `by` names dimensions (`source`, `originator`, `channel`, `kind`, `about`, `field`,
    /// `unit`, `officer`), none for one line a period; `period` is `day`, `week`, `month`,
    /// `quarter`, `half`, `year` or `administrative_month`, `..._quarter`, `..._year`: those that cover
    /// `since` to `until`, by default from the first receipt to `as_of`. Or it is a list of days: the
    /// first of each period, and the day after the last.
    /// `as_of` is the day up to whose end the world is seen, by default today. `basis` says by
    /// which time lateness is judged: `in_fact`, or `on_record`. `known_at` says with which entries of
    /// the ledger: those recorded by an instant (to the second), or up to the number of an entry; by
    /// default all. If `as_of` is later, the table is a forecast from what was known. `units` names
    /// units that were merged as they were (`of_the_time`) or by their `successor`; `duplicates` counts
    /// `each` letter, each matter `once`, or `as_linked`.
    ///
    /// Raises `ArgumentError` for a word that is not in its vocabulary.
    ///
    /// >>> r = register.reply(p, at="2026-03-12", document_number="15/BQL-VP")
    /// >>> row = register.statistics(by=["source"], as_of="2026-03-31").rows[0]
    /// >>> row["source"], row["period_label"], row["received"], row["replied_early"]
    /// ('enterprise', 'Quý 1/2026', 1, 1)
    #[pyo3(signature = (by = OneOrMany::One("source".into()), period = GivenPeriods::Kind("quarter".into()), since = None, until = None, as_of = None, basis = "in_fact", known_at = None, units = "of_the_time", duplicates = "each"),
           text_signature = "($self, by='source', period='quarter', since=None, until=None, as_of=None, basis='in_fact', known_at=None, units='of_the_time', duplicates='each')")]
    #[expect(clippy::too_many_arguments, reason = "the parts of one question, as Python names them")]
    fn statistics(
        &self,
        py: Python<'_>,
        by: OneOrMany,
        period: GivenPeriods<'_>,
        since: Option<&Bound<'_, PyAny>>,
        until: Option<&Bound<'_, PyAny>>,
        as_of: Option<&Bound<'_, PyAny>>,
        basis: &str,
        known_at: Option<&Bound<'_, PyAny>>,
        units: &str,
        duplicates: &str,
    ) -> PyResult<PyTable> {
        let parts = Parts::of(by, period, [since, until, as_of])?.with(basis, known_at, units, duplicates)?;
        self.with(py, |handle| {
            let today = Moment::of(handle.world(None)?.now, handle.zone()?).date();
            let count = |kept: &Kept, columns: &Columns| -> Result<_, RegisterError> {
                let question = parts.question(columns, today)?;
                kept!(kept, register => register.statistics_of(columns, &question))
            };
            Ok(PyTable::new(pool::with(|| Ok(handle.counted(count)?))?))
        })
    }

    /// Takes in a register sheet as history: CSV in any encoding and separator, XLSX, XLS or ODS. The
    /// same file again adds nothing.
    ///
    /// `mapping` is the path of a TOML file that says which column means what; without it the
    /// headings are those of a Vietnamese register sheet. A row that cannot be taken is in the
    /// report, with its column, value and reason; it is no exception.
    ///
    /// `encoding` (`utf-8`, `utf-16le`, `utf-16be`, `windows-1258`, `windows-1252`, `tcvn3`, `vni`) and
    /// `sheet`, the name of one in a workbook, are found out if not given; `report.notes` tells how the
    /// file was read. `mode` is `row_by_row`, `all_or_nothing` (nothing is written if a row is refused) or
    /// `dry_run` (nothing is written). `progress(done, rows)` is called every few hundred rows; what it
    /// raises stops the import, and so does Ctrl-C. Rows that were durable before stay: importing the
    /// file again goes on. Do not use the register in `progress`: it waits for the import.
    ///
    /// Raises `ExchangeError` if the file or the mapping cannot be read; nothing is written then.
    ///
    /// >>> report = register.import_file(path_of_a_sheet, mode="dry_run")
    /// >>> report.added, report.written
    /// (2, 'dry_run')
    /// >>> report = register.import_file(path_of_a_sheet)
    /// >>> report.added, report.refused[0].to_text("en")
    /// (2, 'row 4, column `Ngày đến`, value `31/02/2026`: there is no such day in the calendar')
    #[pyo3(signature = (path, mapping = None, *, encoding = None, sheet = None, mode = "row_by_row", progress = None))]
    #[expect(clippy::too_many_arguments, reason = "all about one file, as Python names it")]
    fn import_file(
        &self,
        py: Python<'_>,
        path: PathBuf,
        mapping: Option<PathBuf>,
        encoding: Option<&str>,
        sheet: Option<String>,
        mode: &str,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<PyImportReport> {
        let file = Sheeted::read(py, path, mapping, encoding, sheet)?;
        let mode = sheets::mode(mode)?;
        let mut watch = Watch::new(progress);
        let report = self.with(py, |handle| {
            let world = handle.world(None)?;
            Ok(on!(handle, register => import_as(register, &file.sheet, &file.mapping, &world, mode, &mut |at| watch.told(at))?))
        });
        watch.raised.map_or(report.map(PyImportReport::new), Err)
    }

    /// The end of the ledger.
    #[getter]
    fn head(&self, py: Python<'_>) -> PyResult<PyHead> {
        self.with(py, |handle| Ok(on!(handle, register => register.head()?).into()))
    }

    /// Makes all that lists and statistics read again from the ledger; gives how many petitions.
    ///
    /// >>> kn.Register.memory().rebuild()
    /// 0
    fn rebuild(&self, py: Python<'_>) -> PyResult<usize> {
        self.with(py, |handle| Ok(on!(handle, register => register.rebuild()?)))
    }

    /// Adopts a deadline rule, as TOML text. `label` names the text in errors.
    ///
    /// Raises `LawError` if it is no rule, or changes a version that was adopted.
    ///
    /// >>> kn.Register.memory().adopt_rule("id = 5", label="quy-dinh.toml")
    /// Traceback (most recent call last):
    /// ...
    /// kiennghi.LawError: rule quy-dinh.toml, line 1, column 6: invalid type: integer `5`, expected a string
    #[pyo3(signature = (toml_text, *, label = "text", world = None))]
    fn adopt_rule(&self, py: Python<'_>, toml_text: &str, label: &str, world: Option<&Bound<'_, PyWorld>>) -> PyResult<PyHead> {
        let given = supplied(world);
        self.with(py, |handle| {
            let world = handle.world(given)?;
            Ok(handle.adopt(Rulebook::adopt_rule(toml_text, label)?, &world)?.into())
        })
    }

    /// Adopts a calendar, as TOML text. `label` names the text in errors.
    ///
    /// Raises `CalendarError` if it is no calendar, `LawError` if it changes a version that was
    /// adopted. Cases keep the version they are under; see `recompute`.
    ///
    /// >>> kn.Register.memory().adopt_calendar("id = 5", label="lich.toml")
    /// Traceback (most recent call last):
    /// ...
    /// kiennghi.CalendarError: calendar lich.toml, line 1, column 6: invalid type: integer `5`, expected a string
    #[pyo3(signature = (toml_text, *, label = "text", world = None))]
    fn adopt_calendar(
        &self,
        py: Python<'_>,
        toml_text: &str,
        label: &str,
        world: Option<&Bound<'_, PyWorld>>,
    ) -> PyResult<PyHead> {
        let given = supplied(world);
        self.with(py, |handle| {
            let world = handle.world(given)?;
            Ok(handle.adopt(Rulebook::adopt_calendar(toml_text, label)?, &world)?.into())
        })
    }
}
