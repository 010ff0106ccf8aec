//! Lists of cases: their columns, and the SQL of a page.
//!
//! Promises: a page is read from where the last one ended, in the order of an index; it does not
//! read the case itself. Conditions that have no index of their own are checked row by row on the
//! way. The SQL is plain, but for the index of words.

use kiennghi::{
    calendar::CalendarRef,
    case::{Due, Listing, Number, Status},
    ledger::Identity,
    store::{CaseQuery, ConfidentialTexts, Cursor, ListOrder, ListedCase, Openness, StoreError},
    text::{Matched, TextQuery},
    time::Moment,
};
use rusqlite::{Row, params_from_iter, types::Value};

use crate::{
    rows::{Rows, wrong},
    search::{self, Candidates, Sure},
    sqlite::failure,
};

/// The columns of a list, in the order in which [`listed`] reads them.
pub(crate) const LISTED: &str = "case_row.opened, id, book, year, serial, status, received_at, due, due_by, due_soon, calendar, \
                                 source, field, unit, officer, confidential";
/// How many they are.
pub(crate) const LISTED_COLUMNS: usize = 16;

/// Writes a case. What never changes is not set again: its indexes stay as they are.
pub(crate) const PUT_CASE: &str = "
    INSERT INTO case_row (opened, id, book, year, serial, version, open, status, received_at, due, due_by, due_soon, calendar,
                          source, field, unit, officer, confidential, content)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
    ON CONFLICT (opened) DO UPDATE SET version = ?6, open = ?7, status = ?8, received_at = ?9, due = ?10, due_by = ?11,
        due_soon = ?12, calendar = ?13, source = ?14, field = ?15, unit = ?16, officer = ?17, confidential = ?18, content = ?19";

/// Up to how many rows with a text are sorted by due moment. Where there are more, open cases are
/// read in the order of that, and enough of them have the text before long.
const SORTED: usize = 4000;

/// A listing as it is stored.
pub(crate) struct Columns<'a> {
    pub(crate) open: i64,
    pub(crate) status: &'static str,
    pub(crate) received_at: String,
    pub(crate) due: String,
    pub(crate) due_by: i64,
    pub(crate) due_soon: u16,
    pub(crate) calendar: String,
    pub(crate) source: Option<&'a str>,
    pub(crate) field: Option<&'a str>,
    pub(crate) unit: Option<&'a str>,
    pub(crate) officer: Option<&'a str>,
    pub(crate) confidential: i64,
}

impl<'a> Columns<'a> {
    pub(crate) fn of(listing: &'a Listing) -> Columns<'a> {
        Columns {
            open: listing.is_open().into(),
            status: listing.status.code(),
            received_at: listing.received_at.to_string(),
            due: match listing.due {
                Due::On(due) => due.to_string(),
                Due::Paused => "paused".into(),
                Due::Never => "never".into(),
                Due::Unknown => "unknown".into(),
            },
            due_by: listing.due_by,
            due_soon: listing.due_soon,
            calendar: listing.calendar.to_string(),
            source: listing.source.as_deref(),
            field: listing.field.as_deref(),
            unit: listing.unit.as_deref(),
            officer: listing.officer.as_deref(),
            confidential: listing.confidential.into(),
        }
    }
}

/// Reads the columns of [`LISTED`].
pub(crate) fn listed(row: &Row<'_>) -> rusqlite::Result<ListedCase> {
    let text = |column: usize| row.get_ref(column)?.as_str().map_err(|error| wrong(column, error));
    let moment = |column: usize| text(column)?.parse::<Moment>().map_err(|error| wrong(column, error));
    let status: Status = text(5)?.parse().map_err(|error: kiennghi::lang::UnknownCode| wrong(5, error))?;
    let due = match text(7)? {
        "paused" => Due::Paused,
        "never" => Due::Never,
        "unknown" => Due::Unknown,
        _ => Due::On(moment(7)?),
    };
    let (id, version) = text(10)?.rsplit_once('@').ok_or_else(|| wrong(10, "a calendar is written as id@version"))?;
    let listing = Listing {
        status,
        received_at: moment(6)?,
        due,
        due_by: row.get(8)?,
        due_soon: row.get(9)?,
        calendar: CalendarRef { id: id.to_owned(), version: version.to_owned() },
        source: row.get(11)?,
        field: row.get(12)?,
        unit: row.get(13)?,
        officer: row.get(14)?,
        confidential: row.get(15)?,
    };
    let number = Number { book: row.get(2)?, year: row.get(3)?, serial: row.get(4)? };
    let opened = row.get::<_, i64>(0)?.cast_unsigned();
    Ok(ListedCase { id: Identity::from_bytes(row.get(1)?), number, opened, listing, matched: None })
}

/// A statement as it is put together: text, and the values bound to it in order.
struct Select {
    sql: String,
    values: Vec<Value>,
}

impl Select {
    /// `from` is what stands after FROM, a condition of it included.
    fn new(columns: &str, from: &str) -> Select {
        Select { sql: format!("SELECT {columns} FROM {from}"), values: Vec::new() }
    }

    fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.values.extend(values);
    }

    /// The conditions of a query, its text aside.
    fn conditions(&mut self, query: &CaseQuery) {
        // Written out, not bound: the indexes of open cases are chosen by it.
        match query.openness {
            Openness::Open => self.sql.push_str(" AND open = 1"),
            Openness::Closed => self.sql.push_str(" AND open = 0"),
            Openness::All => {}
        }
        if query.text.is_some() && query.confidential_texts == ConfidentialTexts::LeftOut {
            self.sql.push_str(" AND confidential = 0");
        }
        let given = [
            ("unit = ?", query.unit.clone()),
            ("officer = ?", query.officer.clone()),
            ("source = ?", query.source.clone()),
            ("field = ?", query.field.clone()),
            ("status = ?", query.status.map(|status| status.code().to_owned())),
        ];
        for (condition, value) in given {
            if let Some(value) = value {
                self.and(condition, [Value::from(value)]);
            }
        }
        if let Some(before) = query.due_before {
            self.and("due_by < ?", [Value::from(before.timestamp_micros())]);
        }
    }

    /// From where on, and in which order.
    fn continued(&mut self, order: ListOrder, after: Option<&Cursor>) {
        let number = |number: &Number| {
            [Value::from(number.book.clone()), Value::from(i64::from(number.year)), Value::from(i64::from(number.serial))]
        };
        match after {
            Some(Cursor::Due(due, last)) => {
                let place = core::iter::once(Value::from(*due)).chain(number(last));
                self.and("(due_by, book, year, serial) > (?, ?, ?, ?)", place);
            }
            Some(Cursor::Number(last)) => self.and("(book, year, serial) > (?, ?, ?)", number(last)),
            Some(Cursor::Found(..)) | None => {}
        }
        self.sql.push_str(match order {
            ListOrder::Due => " ORDER BY due_by, book, year, serial",
            ListOrder::Number | ListOrder::Found => " ORDER BY book, year, serial",
        });
    }

    /// Rows from the first on, as far as `take` takes them.
    fn read(
        &self,
        rows: &Rows<'_>,
        limit: usize,
        mut take: impl FnMut(&Row<'_>) -> rusqlite::Result<Option<ListedCase>>,
    ) -> Result<Vec<ListedCase>, StoreError> {
        let mut run = || {
            let mut statement = rows.connection.prepare_cached(&self.sql)?;
            let mut found = statement.query(params_from_iter(&self.values))?;
            let mut cases = Vec::new();
            while cases.len() < limit {
                let Some(row) = found.next()? else { break };
                cases.extend(take(row)?);
            }
            Ok(cases)
        };
        run().map_err(|error| failure(rows.place, error))
    }
}

/// See [`Reader::page`](kiennghi::store::Reader::page).
pub(crate) fn page(
    rows: &Rows<'_>,
    query: &CaseQuery,
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<ListedCase>, StoreError> {
    match (&query.text, query.order()) {
        (None, order) => {
            let mut select = Select::new(LISTED, "case_row WHERE true");
            select.conditions(query);
            select.continued(order, after);
            select.read(rows, limit, |row| listed(row).map(Some))
        }
        (Some(text), ListOrder::Found) => found(rows, query, text, after, limit),
        (Some(text), order) => due_with_text(rows, query, text, order, after, limit),
    }
}

const CASE_OF_WORDS: &str = "case_row ON case_row.opened = case_word.opened WHERE true";
const FOUND: &str = "case_search CROSS JOIN case_word ON case_word.opened = case_search.rowid CROSS JOIN";

/// Open cases with a text, by due moment.
fn due_with_text(
    rows: &Rows<'_>,
    query: &CaseQuery,
    text: &TextQuery,
    order: ListOrder,
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<ListedCase>, StoreError> {
    let columns = format!("{LISTED}, case_word.words");
    let mut select = match search::candidates(rows, text, Matched::Folded)? {
        Candidates::Nowhere => return Ok(Vec::new()),
        Candidates::Found { expression, .. } if few(rows, &expression)? => {
            let mut select = Select::new(&columns, &format!("{FOUND} {CASE_OF_WORDS}"));
            select.and("case_search MATCH ?", [Value::from(expression)]);
            select
        }
        // The words last: the other way round, every row would be sorted.
        Candidates::Found { .. } | Candidates::Anywhere => {
            Select::new(&columns, "case_row CROSS JOIN case_word ON case_word.opened = case_row.opened WHERE true")
        }
    };
    select.conditions(query);
    select.continued(order, after);
    select.read(rows, limit, |row| match text.matches(&words_of(row)?) {
        Some(_) => listed(row).map(Some),
        None => Ok(None),
    })
}

/// Are there few enough rows of it to sort them?
fn few(rows: &Rows<'_>, expression: &str) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM case_search WHERE case_search MATCH ?1 LIMIT ?2)";
    let limit = i64::try_from(SORTED + 1).unwrap_or(i64::MAX);
    let count = rows.one(sql, rusqlite::params![expression, limit], |row| row.get::<_, i64>(0))?;
    Ok(count.is_some_and(|count| count < limit))
}

fn words_of(row: &Row<'_>) -> rusqlite::Result<kiennghi::text::Words> {
    Ok(search::words(row.get_ref(LISTED_COLUMNS)?.as_str().map_err(|error| wrong(LISTED_COLUMNS, error))?))
}

/// What a text is found in: exact matches, then the others; each the latest registered first,
/// which is the order of the index backward.
fn found(
    rows: &Rows<'_>,
    query: &CaseQuery,
    text: &TextQuery,
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<ListedCase>, StoreError> {
    let exact = search::candidates(rows, text, Matched::Exact)?;
    let mut cases = Vec::new();
    for matched in [Matched::Exact, Matched::Folded] {
        let before = match after {
            Some(Cursor::Found(at, _)) if *at > matched => continue,
            Some(Cursor::Found(at, opened)) if *at == matched => Some(opened.cast_signed()),
            _ => None,
        };
        let folded;
        let (candidates, mut sure) = match matched {
            Matched::Exact => (&exact, Sure::Yes),
            Matched::Folded => {
                folded = search::candidates(rows, text, Matched::Folded)?;
                (&folded, Sure::Yes)
            }
        };
        let (mut select, key) = match candidates {
            Candidates::Nowhere => continue,
            Candidates::Anywhere => {
                sure = Sure::No;
                let select = Select::new(&format!("{LISTED}, case_word.words"), &format!("case_word CROSS JOIN {CASE_OF_WORDS}"));
                (select, "case_word.opened")
            }
            Candidates::Found { expression, sure: found } => {
                let (expression, rest) = match matched {
                    Matched::Exact => (expression.clone(), Sure::Yes),
                    Matched::Folded => search::without(expression.clone(), &exact),
                };
                if *found == Sure::No || rest == Sure::No {
                    sure = Sure::No;
                }
                let mut select = match sure {
                    Sure::Yes => {
                        Select::new(LISTED, "case_search CROSS JOIN case_row ON case_row.opened = case_search.rowid WHERE true")
                    }
                    Sure::No => Select::new(&format!("{LISTED}, case_word.words"), &format!("{FOUND} {CASE_OF_WORDS}")),
                };
                select.and("case_search MATCH ?", [Value::from(expression)]);
                (select, "case_search.rowid")
            }
        };
        if let Some(before) = before {
            select.and(&format!("{key} < ?"), [Value::from(before)]);
        }
        select.conditions(query);
        select.sql.push_str(&format!(" ORDER BY {key} DESC"));
        cases.extend(select.read(rows, limit - cases.len(), |row| {
            if sure == Sure::No && text.matches(&words_of(row)?) != Some(matched) {
                return Ok(None);
            }
            Ok(Some(ListedCase { matched: Some(matched), ..listed(row)? }))
        })?);
    }
    Ok(cases)
}
