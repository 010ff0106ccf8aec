//! Statistics over a table of one's own, without a register.
//!
//! Promises: the columns are those that the caller names, read where they lie; what a row means is
//! decided by the library alone. A row that cannot have been is named with its column.

use std::collections::HashMap;

use chrono::NaiveDate;
use kiennghi::{
    case::{Dimension, Outcome},
    ledger::Head,
    register::RegisterError,
    statistics::{Code, Columns, FlatCase, FlatFailure},
};
use pyo3::{prelude::*, types::PyDict};

use crate::{
    arrow::{Frame, Given, Lane, Texts, Values, per_second},
    counted,
    error::{Failure, argument},
    given::OneOrMany,
    guard, pool,
    question::{GivenPeriods, Parts},
    table::PyTable,
};

/// Days from 1 January of the year 1 to 1970.
const EPOCH: i64 = 719_163;

/// Days, or moments of civil time of which the day counts.
struct Days {
    lane: Lane,
    per_day: i64,
}

impl Days {
    fn read(given: Given, name: &str) -> PyResult<Days> {
        if !given.is_moments() {
            return Ok(Days { lane: given.days(name)?, per_day: 1 });
        }
        let times = given.moments(name)?;
        if !times.is_civil {
            return Err(argument(format!(
                "`{name}` holds instants, which are of another day in another zone; give civil days or times"
            )));
        }
        Ok(Days { lane: times.lane, per_day: per_second(times.unit) * 86_400 })
    }

    fn at(&self, row: usize) -> Option<NaiveDate> {
        let days = number(&self.lane, row)?.div_euclid(self.per_day);
        NaiveDate::from_num_days_from_ce_opt(i32::try_from(days.checked_add(EPOCH)?).ok()?)
    }
}

fn number(lane: &Lane, row: usize) -> Option<i64> {
    let number = match &lane.values {
        Values::Narrow(values) => values.get(row).copied().map(i64::from),
        Values::Wide(values) => values.get(row).copied(),
    };
    number.filter(|_| !lane.is_null(row))
}

/// The columns of a table by what they were named for.
struct Named {
    frame: Frame,
    columns: HashMap<String, String>,
}

/// What a column can be named for, besides dimensions.
const FIELDS: [&str; 12] = [
    "opened",
    "opened_recorded",
    "closed",
    "outcome",
    "closed_recorded",
    "due",
    "due_soon_from",
    "originally_due",
    "minutes",
    "rating",
    "rated",
    "published",
];

impl Named {
    fn check(&self) -> PyResult<()> {
        let is_known = |name: &str| FIELDS.contains(&name) || Dimension::ALL.iter().any(|dimension| dimension.code() == name);
        match self.columns.keys().find(|name| !is_known(name)) {
            None => Ok(()),
            Some(unknown) => {
                let dimensions = Dimension::ALL.iter().map(|dimension| dimension.code());
                let known: Vec<&str> = FIELDS.into_iter().chain(dimensions).collect();
                Err(argument(format!("`columns` names a column for `{unknown}`; there can be one for `{}`", known.join("`, `"))))
            }
        }
    }

    fn get<T>(&self, field: &str, read: impl FnOnce(Given, &str) -> PyResult<T>) -> PyResult<Option<T>> {
        self.columns.get(field).map(|name| read(self.frame.column(name, field)?, name)).transpose()
    }

    fn days(&self, field: &str) -> PyResult<Option<Days>> {
        self.get(field, Days::read)
    }
}

/// Cases as columns, from a table of one's own: asked any number of times.
///
/// >>> import kiennghi as kn, pyarrow as pa
/// >>> table = pa.table({"phòng": ["A", "B"], "đến": [date(2026, 3, 2), date(2026, 3, 3)], "trả": [date(2026, 3, 9), None]})
/// >>> columns = kn.Columns.from_arrow(table, columns={"opened": "đến", "closed": "trả", "unit": "phòng"})
/// >>> columns
/// <kiennghi.Columns of 2 cases>
/// >>> [row["unit"] for row in columns.statistics(by="unit", as_of="2026-03-31").rows if row["open"]]
/// ['B']
#[pyclass(frozen, module = "kiennghi", name = "Columns")]
pub(crate) struct PyColumns {
    columns: Columns,
}

#[pymethods]
impl PyColumns {
    /// The rows of a table with the Arrow PyCapsule interface, such as those of pyarrow, polars and
    /// pandas, as cases.
    ///
    /// `columns` says which column of the table is what. Days (or civil times, of which the day
    /// counts): `opened`, which must be there; `closed`; `due`, the last day on which a reply is on
    /// time; `due_soon_from`; `originally_due`, before anything moved it; `opened_recorded` and
    /// `closed_recorded`, when each was put on record; `rated`; `published`. `outcome` is a text of
    /// `labels("outcome")`, `replied` without it. Whole numbers: `minutes`, the working minutes to the
    /// reply, and `rating`, 1 to 5. Texts of any kind, categories too: `source`, `originator`,
    /// `channel`, `kind`, `about`, `field`, `unit`, `officer`. Where one is missing there is none.
    ///
    /// Raises `ArgumentError` that names row (from 0) and column of what cannot have been.
    ///
    /// >>> import kiennghi as kn, pyarrow as pa
    /// >>> table = pa.table({"in": [date(2026, 3, 2)], "out": [date(2026, 3, 1)]})
    /// >>> kn.Columns.from_arrow(table, columns={"opened": "in", "closed": "out"})
    /// Traceback (most recent call last):
    /// ...
    /// kiennghi.ArgumentError: row 0, column `out`: 2026-03-01 lies before 2026-03-02; what follows comes on that day or later
    #[staticmethod]
    #[pyo3(signature = (table, columns))]
    fn from_arrow(py: Python<'_>, table: &Bound<'_, PyAny>, columns: HashMap<String, String>) -> PyResult<PyColumns> {
        let named = Named { frame: Frame::read(table, "table")?, columns };
        named.check()?;
        let rows = Rows::of(&named)?;
        guard::run(py, || {
            let columns = pool::with(|| {
                rows.counted().map_err(|Wrong { row, field, reason }| {
                    let column = named.columns.get(&field).map_or(field.as_str(), String::as_str);
                    Failure::Argument(format!("row {row}, column `{column}`: {reason}"))
                })
            })?;
            Ok(PyColumns { columns })
        })
    }

    /// Counts, as `Register.statistics` does; `as_of` must be given, and `known_at` is an instant.
    /// A table has no catalogue of units and no links: `units` and `duplicates` are there for questions
    /// that are put to registers too.
    ///
    /// >>> import kiennghi as kn, pyarrow as pa
    /// >>> table = pa.table({"in": [date(2026, 3, 2)], "out": [date(2026, 3, 9)], "due": [date(2026, 3, 16)]})
    /// >>> columns = kn.Columns.from_arrow(table, columns={"opened": "in", "closed": "out", "due": "due"})
    /// >>> [(row["period_label"], row["replied_early"]) for row in columns.statistics(period="month", as_of="2026-03-31").rows]
    /// [('Tháng 3/2026', 1)]
    #[pyo3(signature = (by = OneOrMany::Many(Vec::new()), period = GivenPeriods::Kind("quarter".into()), since = None, until = None, *, as_of, basis = "in_fact", known_at = None, units = "of_the_time", duplicates = "each"),
           text_signature = "($self, by=[], period='quarter', since=None, until=None, *, as_of, basis='in_fact', known_at=None, units='of_the_time', duplicates='each')")]
    #[expect(clippy::too_many_arguments, reason = "the parts of one question, as Python names them")]
    fn statistics(
        &self,
        py: Python<'_>,
        by: OneOrMany,
        period: GivenPeriods<'_>,
        since: Option<&Bound<'_, PyAny>>,
        until: Option<&Bound<'_, PyAny>>,
        as_of: &Bound<'_, PyAny>,
        basis: &str,
        known_at: Option<&Bound<'_, PyAny>>,
        units: &str,
        duplicates: &str,
    ) -> PyResult<PyTable> {
        let parts = Parts::of(by, period, [since, until, Some(as_of)])?.with(basis, known_at, units, duplicates)?;
        let count = || {
            // The day was given.
            let question = parts.question(&self.columns, NaiveDate::default())?;
            Ok(PyTable::new(self.columns.table(&question).map_err(RegisterError::Statistics)?))
        };
        guard::run(py, || pool::with(count))
    }

    /// The rows, from 0, that are in one number of a table that these columns gave, as in
    /// `Register.behind`: each as often as it is counted there.
    ///
    /// >>> import kiennghi as kn, pyarrow as pa
    /// >>> table = pa.table({"phòng": ["A", "B"], "đến": [date(2026, 3, 2), date(2026, 3, 3)], "trả": [date(2026, 3, 9), None]})
    /// >>> columns = kn.Columns.from_arrow(table, columns={"opened": "đến", "closed": "trả", "unit": "phòng"})
    /// >>> columns.behind(columns.statistics(by="unit", as_of="2026-03-31"), "open", period="2026-01-01", unit="B")
    /// [1]
    #[pyo3(signature = (table, measure, /, *, period, **groups))]
    fn behind(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyTable>,
        measure: &str,
        period: &Bound<'_, PyAny>,
        groups: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Vec<u64>> {
        let number = counted::number(measure, period, groups)?;
        let question = table.get().question();
        let found = guard::run(py, || Ok(self.columns.behind(question, &number).map_err(RegisterError::Statistics)?))?;
        // An id is the number of the row.
        Ok(found.iter().filter_map(|id| u64::try_from(u128::from_be_bytes(*id.as_bytes())).ok()).collect())
    }

    fn __len__(&self) -> usize {
        self.columns.len()
    }

    fn __repr__(&self) -> String {
        let count = self.columns.len();
        format!("<kiennghi.Columns of {count} case{}>", if count == 1 { "" } else { "s" })
    }
}

/// The columns of the fields, as they lie in the table.
struct Rows {
    count: usize,
    opened: Days,
    days: [Option<Days>; 8],
    outcome: Option<Texts>,
    minutes: Option<Lane>,
    rating: Option<Lane>,
    dimensions: Vec<(usize, Dimension, Texts)>,
}

/// A row, a field, and what is wrong.
struct Wrong {
    row: u64,
    field: String,
    reason: String,
}

impl From<FlatFailure> for Wrong {
    fn from(FlatFailure { row, column, reason }: FlatFailure) -> Wrong {
        Wrong { row, field: column, reason: reason.to_string() }
    }
}

impl Rows {
    fn of(named: &Named) -> PyResult<Rows> {
        let opened = named.days("opened")?;
        let opened =
            opened.ok_or_else(|| argument("`columns` must say which column is `opened`: the day of arrival".to_owned()))?;
        let mut dimensions = Vec::new();
        for (place, dimension) in Dimension::ALL.iter().enumerate() {
            let texts = named.get(dimension.code(), Given::texts)?;
            dimensions.extend(texts.map(|texts| (place, *dimension, texts)));
        }
        let days = |field| named.days(field);
        Ok(Rows {
            count: named.frame.len(),
            opened,
            days: [
                days("opened_recorded")?,
                days("closed")?,
                days("closed_recorded")?,
                days("due")?,
                days("due_soon_from")?,
                days("originally_due")?,
                days("rated")?,
                days("published")?,
            ],
            outcome: named.get("outcome", Given::texts)?,
            minutes: named.get("minutes", Given::wholes)?,
            rating: named.get("rating", Given::wholes)?,
            dimensions,
        })
    }

    /// The cases that the rows tell.
    fn counted(&self) -> Result<Columns, Wrong> {
        let mut columns = Columns::new(Head::default());
        let mut codes: Vec<(usize, Vec<Option<Code>>)> = Vec::with_capacity(self.dimensions.len());
        for (place, dimension, texts) in &self.dimensions {
            let mut known: HashMap<String, Code> = HashMap::new();
            let of = |text: &str| match known.get(text) {
                Some(code) => *code,
                None => *known.entry(text.to_owned()).or_insert_with(|| columns.code(*dimension, text)),
            };
            codes.push((*place, texts.each(of)));
        }
        let outcomes = self.outcome.as_ref().map(|texts| texts.each(|text| text.parse::<Outcome>().ok()));
        let case = |row: u64| {
            let place = usize::try_from(row).unwrap_or(usize::MAX);
            let outcome = outcomes.as_ref().and_then(|outcomes| outcomes.get(place).copied().flatten());
            let mut case = self.case(row, place, outcome)?;
            for (dimension, codes) in &codes {
                if let (Some(to), Some(code)) = (case.codes.get_mut(*dimension), codes.get(place).copied().flatten()) {
                    *to = code;
                }
            }
            Ok::<FlatCase, Wrong>(case)
        };
        columns.extend_flat(0..self.count as u64, case)?;
        Ok(columns)
    }

    /// The case that a row tells, without its texts but the outcome.
    fn case(&self, row: u64, place: usize, outcome: Option<Option<Outcome>>) -> Result<FlatCase, Wrong> {
        let [opened_recorded, closed, closed_recorded, due, due_soon_from, originally_due, rated, published] = &self.days;
        let day = |days: &Option<Days>| days.as_ref().and_then(|days| days.at(place));
        let wrong = |field: &str, reason: &str| Wrong { row, field: field.to_owned(), reason: reason.to_owned() };
        let opened = self.opened.at(place).ok_or_else(|| wrong("opened", "there is no day of arrival; leave such rows out"))?;
        let outcome = match outcome {
            None => Outcome::Replied,
            Some(outcome) => outcome.ok_or_else(|| wrong("outcome", "there is no such outcome; see labels(\"outcome\")"))?,
        };
        let whole = |lane: &Option<Lane>| lane.as_ref().and_then(|lane| number(lane, place));
        let minutes = whole(&self.minutes).map(u32::try_from).transpose();
        let rating = whole(&self.rating).map(u8::try_from).transpose();
        Ok(FlatCase {
            opened_recorded: day(opened_recorded),
            closed: day(closed),
            outcome,
            closed_recorded: day(closed_recorded),
            due: day(due),
            due_soon_from: day(due_soon_from),
            originally_due: day(originally_due),
            minutes: minutes.map_err(|_| wrong("minutes", "there are no so many minutes; give 0 or more"))?,
            rating: rating.map_err(|_| wrong("rating", "there is no such score; give 1 to 5"))?,
            rated: day(rated),
            published: day(published),
            ..FlatCase::new(opened)
        })
    }
}

/// Counts the cases of a table of one's own, without a register: `Columns.from_arrow` and one question.
///
/// >>> import kiennghi as kn, pyarrow as pa
/// >>> table = pa.table({"phòng": ["A", "B"], "đến": [date(2026, 3, 2), date(2026, 3, 3)], "trả": [date(2026, 3, 9), None]})
/// >>> counted = kn.statistics(table, columns={"opened": "đến", "closed": "trả", "unit": "phòng"}, by="unit", as_of="2026-03-31")
/// >>> [(row["unit"], row["received"], row["replied"], row["open"]) for row in counted.rows]
/// [('A', 1, 1, 0), ('B', 1, 0, 1)]
#[pyfunction]
#[pyo3(signature = (table, columns, by = OneOrMany::Many(Vec::new()), period = GivenPeriods::Kind("quarter".into()), since = None, until = None, *, as_of, basis = "in_fact", known_at = None, units = "of_the_time", duplicates = "each"),
       text_signature = "(table, columns, by=[], period='quarter', since=None, until=None, *, as_of, basis='in_fact', known_at=None, units='of_the_time', duplicates='each')")]
#[expect(clippy::too_many_arguments, reason = "the parts of one question, as Python names them")]
pub(crate) fn statistics(
    py: Python<'_>,
    table: &Bound<'_, PyAny>,
    columns: HashMap<String, String>,
    by: OneOrMany,
    period: GivenPeriods<'_>,
    since: Option<&Bound<'_, PyAny>>,
    until: Option<&Bound<'_, PyAny>>,
    as_of: &Bound<'_, PyAny>,
    basis: &str,
    known_at: Option<&Bound<'_, PyAny>>,
    units: &str,
    duplicates: &str,
) -> PyResult<PyTable> {
    PyColumns::from_arrow(py, table, columns)?.statistics(py, by, period, since, until, as_of, basis, known_at, units, duplicates)
}
