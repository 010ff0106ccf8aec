//! Lists of cases: their columns, and the SQL of a page.
//!
//! Promises: a page is read from where the last one ended, in the order of an index; it does not
//! read the case itself. Conditions that have no index of their own are checked row by row on the
//! way. The SQL is plain; that of the index of words is in `found`.

use kiennghi::{
    calendar::CalendarRef,
    case::{Confidential, Listing, Number, Status},
    ledger::Identity,
    store::{CaseQuery, Cursor, ListOrder, ListedCase, Openness, StoreError},
    time::MomentError,
};
use rusqlite::{Row, params_from_iter, types::Value};

use crate::{
    found,
    moments::{self, Short},
    rows::{Rows, wrong},
    sqlite::failure,
};

/// The columns of a list, in the order in which [`listed`] reads them.
pub(crate) const LISTED: &str = "case_row.opened, id, book, year, serial, status, received_at, due, due_by, due_soon, calendar, \
                                 source, field, unit, officer, confidential";
/// How many they are.
pub(crate) const LISTED_COLUMNS: usize = 16;

/// What stands after FROM to read cases: the id of each is that of its stream.
pub(crate) const CASES: &str = "case_row CROSS JOIN stream ON stream.number = case_row.opened";

/// Writes a case. What never changes is not set again: its indexes stay as they are.
pub(crate) const PUT_CASE: &str = "
    INSERT INTO case_row (opened, book, year, serial, version, open, status, received_at, due, due_by, due_soon, calendar,
                          source, field, unit, officer, confidential, content)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
    ON CONFLICT (opened) DO UPDATE SET version = ?5, open = ?6, status = ?7, received_at = ?8, due = ?9, due_by = ?10,
        due_soon = ?11, calendar = ?12, source = ?13, field = ?14, unit = ?15, officer = ?16, confidential = ?17, content = ?18";

/// A listing as it is stored.
pub(crate) struct Columns<'a> {
    pub(crate) open: i64,
    pub(crate) status: &'static str,
    pub(crate) received_at: Short,
    pub(crate) due: Short,
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
            received_at: Short(listing.received_at.to_string()),
            due: Short(listing.due.to_string()),
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

/// A moment in whichever form it lies there, or the text that stands in its place.
pub(crate) fn moment<'a>(row: &'a Row<'_>, column: usize, spelled: &'a mut Vec<u8>) -> rusqlite::Result<&'a str> {
    let text = moments::text(row.get_ref(column)?, spelled)?;
    core::str::from_utf8(text).map_err(|error| wrong(column, error))
}

/// Reads the columns of [`LISTED`].
pub(crate) fn listed(row: &Row<'_>) -> rusqlite::Result<ListedCase> {
    let text = |column: usize| row.get_ref(column)?.as_str().map_err(|error| wrong(column, error));
    let mut spelled = Vec::new();
    let status: Status = text(5)?.parse().map_err(|error: kiennghi::lang::UnknownCode| wrong(5, error))?;
    let (id, version) = text(10)?.rsplit_once('@').ok_or_else(|| wrong(10, "a calendar is written as id@version"))?;
    let listing = Listing {
        status,
        received_at: moment(row, 6, &mut spelled)?.parse().map_err(|error: MomentError| wrong(6, error))?,
        due: moment(row, 7, &mut spelled)?.parse().map_err(|error: MomentError| wrong(7, error))?,
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
pub(crate) struct Select {
    pub(crate) sql: String,
    values: Vec<Value>,
}

impl Select {
    /// `from` is what stands after FROM, a condition of it included.
    pub(crate) fn new(columns: &str, from: &str) -> Select {
        Select { sql: format!("SELECT {columns} FROM {from}"), values: Vec::new() }
    }

    pub(crate) fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.values.extend(values);
    }

    /// The conditions of a query, its text aside.
    pub(crate) fn conditions(&mut self, query: &CaseQuery) {
        // Written out, not bound: the indexes of open cases are chosen by it.
        match query.openness {
            Openness::Open => self.sql.push_str(" AND open = 1"),
            Openness::Closed => self.sql.push_str(" AND open = 0"),
            Openness::All => {}
        }
        if query.text.is_some() && query.confidential == Confidential::Hidden {
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
        // None of the open cases is void, and their indexes need not be told.
        if query.status.is_none() && query.openness != Openness::Open {
            self.sql.push_str(" AND status <> 'void'");
        }
        if let Some(before) = query.due_before {
            self.and("due_by < ?", [Value::from(before.timestamp_micros())]);
        }
    }

    /// From where on, and in which order.
    pub(crate) fn continued(&mut self, order: ListOrder, after: Option<&Cursor>) {
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

    /// Up to `limit` rows that `take` takes; `None` if `most` were looked at before there were so
    /// many, and there are more to look at.
    pub(crate) fn read(
        &self,
        rows: &Rows<'_>,
        limit: usize,
        most: usize,
        mut take: impl FnMut(&Row<'_>) -> rusqlite::Result<Option<ListedCase>>,
    ) -> Result<Option<Vec<ListedCase>>, StoreError> {
        let mut run = || {
            let mut statement = rows.connection.prepare_cached(&self.sql)?;
            let mut found = statement.query(params_from_iter(&self.values))?;
            let (mut cases, mut looked_at) = (Vec::new(), 0);
            while cases.len() < limit {
                let Some(row) = found.next()? else { break };
                if looked_at == most {
                    return Ok(None);
                }
                looked_at += 1;
                cases.extend(take(row)?);
            }
            Ok(Some(cases))
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
            let mut select = Select::new(LISTED, &format!("{CASES} WHERE true"));
            select.conditions(query);
            select.continued(order, after);
            Ok(select.read(rows, limit, usize::MAX, |row| listed(row).map(Some))?.unwrap_or_default())
        }
        (Some(text), ListOrder::Found) => found::found(rows, query, text, after, limit),
        (Some(text), order) => found::due_with_text(rows, query, text, order, after, limit),
    }
}
