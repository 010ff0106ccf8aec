//! Lists of cases: their columns, and the SQL of a page.
//!
//! Promises: a page is what [`page_of`](kiennghi::store::page_of) says. Without a text it is read from
//! where the last one ended, in the order of an index; what a text is found in is told in
//! [`found`](super::found).

use kiennghi::{
    calendar::CalendarRef,
    case::{Confidential, Listing, Number, Status},
    ledger::Head,
    store::{CaseQuery, Cursor, ListOrder, ListedCase, Openness, StoreError},
    time::MomentError,
};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::{found, link::Fields, rows::Rows};

/// The columns of a list, in the order in which [`listed`] reads them.
pub(super) const LISTED: &str = "c.opened, c.id, c.book, c.year, c.serial, c.status, c.received_at, c.due, c.due_by, c.due_soon, \
                                 c.calendar, c.source, c.field, c.unit, c.officer, c.confidential";
/// How many they are.
pub(super) const LISTED_COLUMNS: usize = 16;

/// No page is longer than a number of the server's.
const MOST: usize = i64::MAX.unsigned_abs() as usize;

/// Reads the columns of [`LISTED`].
pub(super) fn listed(row: &Fields<'_>) -> Result<ListedCase, StoreError> {
    let status: Status = row.get::<&str>(5)?.parse().map_err(|error: kiennghi::lang::UnknownCode| row.wrong(5, error))?;
    let calendar = row.get::<&str>(10)?.rsplit_once('@');
    let (id, version) = calendar.ok_or_else(|| row.wrong(10, "a calendar is written as id@version"))?;
    let listing = Listing {
        status,
        received_at: row.get::<&str>(6)?.parse().map_err(|error: MomentError| row.wrong(6, error))?,
        due: row.get::<&str>(7)?.parse().map_err(|error: MomentError| row.wrong(7, error))?,
        due_by: row.get(8)?,
        due_soon: row.number(9)?,
        calendar: CalendarRef { id: id.to_owned(), version: version.to_owned() },
        source: row.get(11)?,
        field: row.get(12)?,
        unit: row.get(13)?,
        officer: row.get(14)?,
        confidential: row.get(15)?,
    };
    let number = Number { book: row.get(2)?, year: row.get(3)?, serial: row.number(4)? };
    Ok(ListedCase { id: row.get::<Uuid>(1)?.into(), number, opened: row.number(0)?, listing, matched: None })
}

/// A statement as it is put together: text, and the values bound to it in order.
pub(super) struct Select {
    pub(super) sql: String,
    pub(super) values: Vec<Box<dyn ToSql + Sync>>,
}

impl Select {
    pub(super) fn new(sql: impl Into<String>) -> Select {
        Select { sql: sql.into(), values: Vec::new() }
    }

    /// Binds a value, and answers how it is written.
    pub(super) fn bind(&mut self, value: impl ToSql + Sync + 'static) -> String {
        self.values.push(Box::new(value));
        format!("${}", self.values.len())
    }

    fn and(&mut self, condition: &str, value: impl ToSql + Sync + 'static) {
        let place = self.bind(value);
        self.sql.push_str(&format!(" AND {condition} {place}"));
    }

    /// The conditions of a query, its text aside.
    pub(super) fn conditions(&mut self, query: &CaseQuery) {
        // Written out, not bound: the indexes of open cases are chosen by it.
        self.sql.push_str(match query.openness {
            Openness::Open => " AND c.open",
            Openness::Closed => " AND NOT c.open",
            Openness::All => "",
        });
        if query.text.is_some() && query.confidential == Confidential::Hidden {
            self.sql.push_str(" AND NOT c.confidential");
        }
        let status = query.status.map(|status| status.code().to_owned());
        for (column, value) in [
            ("c.unit =", &query.unit),
            ("c.officer =", &query.officer),
            ("c.source =", &query.source),
            ("c.field =", &query.field),
            ("c.status =", &status),
        ] {
            if let Some(value) = value {
                self.and(column, value.clone());
            }
        }
        // None of the open cases is void.
        if query.status.is_none() && query.openness != Openness::Open {
            self.sql.push_str(" AND c.status <> 'void'");
        }
        if let Some(before) = query.due_before {
            self.and("c.due_by <", before.timestamp_micros());
        }
    }

    /// From where on, in which order, and how many.
    pub(super) fn continued(&mut self, order: ListOrder, after: Option<&Cursor>, limit: usize) {
        let mut place = |last: &Number| {
            let book = self.bind(last.book.clone());
            format!("{book}, {}, {}", self.bind(last.year), self.bind(i64::from(last.serial)))
        };
        match after {
            Some(Cursor::Due(due, last)) => {
                let place = place(last);
                self.and("(c.due_by, c.book, c.year, c.serial) > (", *due);
                self.sql.push_str(&format!(", {place})"));
            }
            Some(Cursor::Number(last)) => {
                let place = place(last);
                self.sql.push_str(&format!(" AND (c.book, c.year, c.serial) > ({place})"));
            }
            Some(Cursor::Found(..)) | None => {}
        }
        self.sql.push_str(match order {
            ListOrder::Due => " ORDER BY c.due_by, c.book, c.year, c.serial",
            ListOrder::Number => " ORDER BY c.book, c.year, c.serial",
            ListOrder::Found => " ORDER BY c.opened DESC",
        });
        // Written out, not bound: of a number that is to come the planner expects a tenth of the table.
        self.sql.push_str(&format!(" LIMIT {}", limit.min(MOST)));
    }

    pub(super) fn read<T>(
        &self,
        rows: &Rows<'_>,
        read: impl Fn(&Fields<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        rows.link.all(&self.sql, &self.bound(), read)
    }

    /// The values, in the order of their places.
    pub(super) fn bound(&self) -> Vec<&(dyn ToSql + Sync)> {
        self.values.iter().map(|value| &**value).collect()
    }
}

/// A page of a list without a text.
pub(super) fn select(rows: &Rows<'_>, query: &CaseQuery, after: Option<&Cursor>, limit: usize) -> Select {
    let mut select = Select::new(format!("SELECT {LISTED} FROM case_row c WHERE c.register = $1"));
    select.values.push(Box::new(rows.register));
    select.conditions(query);
    select.continued(query.order(), after, limit);
    select
}

/// See [`Reader::page`](kiennghi::store::Reader::page).
pub(super) fn page(
    rows: &Rows<'_>,
    head: Head,
    query: &CaseQuery,
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<ListedCase>, StoreError> {
    let last = head.sequence.cast_signed();
    match (&query.text, query.order()) {
        (None, _) => select(rows, query, after, limit).read(rows, listed),
        (Some(text), ListOrder::Found) => found::found(rows, last, query, text, after, limit),
        (Some(text), order) => found::due_with_text(rows, last, query, text, order, after, limit),
    }
}
