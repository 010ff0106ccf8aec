//! One connection: statements that are prepared once, and what went wrong as an error of ours.
//!
//! Promises: an error text holds no value of a row and no password; a connection that is lost is not
//! made again behind the caller's back, for what was read before and after it would not fit. Not to be
//! called from inside an asynchronous runtime: it has one of its own.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use kiennghi::store::StoreError;
use postgres::{Client, NoTls, Row, SimpleQueryMessage, Statement, error::SqlState, types::FromSql, types::ToSql};

use super::address::Address;

/// Statements kept prepared: all that there are, with the lists that are asked for most.
const STATEMENTS: usize = 128;

/// A connection of its own, used by one caller at a time.
pub(super) struct Link {
    client: RefCell<Client>,
    statements: RefCell<HashMap<String, Statement>>,
    pub(super) place: String,
    /// Set when it is lost, or by a commit of which nobody knows whether it happened.
    pub(super) broken: Cell<bool>,
}

impl core::fmt::Debug for Link {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Link({})", self.place)
    }
}

/// Values bound to a statement.
pub(super) type Values<'a> = [&'a (dyn ToSql + Sync)];

impl Link {
    /// # Errors
    /// The server cannot be reached, or does not let the user in.
    pub(super) fn connect(address: &Address) -> Result<Link, StoreError> {
        let client = address.config.connect(NoTls).map_err(|error| failure(&address.place, &error))?;
        let statements = RefCell::new(HashMap::new());
        Ok(Link { client: RefCell::new(client), statements, place: address.place.clone(), broken: Cell::new(false) })
    }

    fn with<T>(&self, run: impl FnOnce(&mut Client) -> Result<T, postgres::Error>) -> Result<T, StoreError> {
        let mut client = self.client.try_borrow_mut().map_err(|_| self.io("the connection is in use"))?;
        let done = run(&mut client).map_err(|error| failure(&self.place, &error));
        if client.is_closed() {
            self.broken.set(true);
        }
        done
    }

    /// Plain statements, one message to the server.
    pub(super) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.with(|client| client.batch_execute(sql))
    }

    /// The same, with the rows that they give, as text.
    pub(super) fn simple(&self, sql: &str) -> Result<Vec<SimpleQueryMessage>, StoreError> {
        self.with(|client| client.simple_query(sql))
    }

    pub(super) fn rows(&self, sql: &str, values: &Values<'_>) -> Result<Vec<Row>, StoreError> {
        let known = self.statements.borrow().get(sql).cloned();
        let statement = match known {
            Some(statement) => statement,
            None => {
                let statement = self.with(|client| client.prepare(sql))?;
                let mut statements = self.statements.borrow_mut();
                if statements.len() >= STATEMENTS {
                    statements.clear();
                }
                statements.insert(sql.to_owned(), statement.clone());
                statement
            }
        };
        self.with(|client| client.query(&statement, values))
    }

    pub(super) fn one<T>(
        &self,
        sql: &str,
        values: &Values<'_>,
        read: impl FnOnce(&Fields<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let rows = self.rows(sql, values)?;
        rows.first().map(|row| read(&Fields { row, place: &self.place })).transpose()
    }

    pub(super) fn all<T>(
        &self,
        sql: &str,
        values: &Values<'_>,
        read: impl Fn(&Fields<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = self.rows(sql, values)?;
        rows.iter().map(|row| read(&Fields { row, place: &self.place })).collect()
    }

    pub(super) fn io(&self, reason: &str) -> StoreError {
        StoreError::Io { place: self.place.clone(), reason: reason.into() }
    }

    pub(super) fn corrupt(&self, reason: impl ToString) -> StoreError {
        StoreError::Corrupt { place: self.place.clone(), reason: reason.to_string() }
    }
}

/// A row that is read column by column; what cannot be what was written is named by its column.
pub(super) struct Fields<'a> {
    row: &'a Row,
    place: &'a str,
}

impl<'a> Fields<'a> {
    pub(super) fn get<T: FromSql<'a>>(&self, column: usize) -> Result<T, StoreError> {
        self.row.try_get(column).map_err(|_| self.wrong(column, "it has another type"))
    }

    /// A number that is stored with room to spare.
    pub(super) fn number<T: TryFrom<i64>>(&self, column: usize) -> Result<T, StoreError> {
        T::try_from(self.get::<i64>(column)?).map_err(|_| self.wrong(column, "the number is out of range"))
    }

    pub(super) fn bytes<const N: usize>(&self, column: usize) -> Result<[u8; N], StoreError> {
        let bytes: &[u8] = self.get(column)?;
        bytes.try_into().map_err(|_| self.wrong(column, "it has another length"))
    }

    pub(super) fn wrong(&self, column: usize, reason: impl core::fmt::Display) -> StoreError {
        let column = self.row.columns().get(column).map_or("?", |column| column.name());
        StoreError::Corrupt { place: self.place.into(), reason: format!("column {column}: {reason}") }
    }
}

/// What the server or the way to it said, as an error of ours.
pub(super) fn failure(place: &str, error: &postgres::Error) -> StoreError {
    let place = place.to_owned();
    let Some(said) = error.as_db_error() else {
        // The driver tells what it tried; the system's reason stands behind it.
        let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
        let again = if error.is_closed() { "; open it again" } else { "" };
        return StoreError::Io { place, reason: format!("{error}{cause}{again}").replace(&format!("{cause}{cause}"), &cause) };
    };
    let code = said.code();
    let busy = [SqlState::LOCK_NOT_AVAILABLE, SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
    if busy.contains(code) {
        return StoreError::Busy { place };
    }
    if [SqlState::DATA_CORRUPTED, SqlState::INDEX_CORRUPTED].contains(code) {
        return StoreError::Corrupt { place, reason: format!("{} ({})", said.message(), code.code()) };
    }
    // Messages of these classes repeat values: what was searched for, the key of a row.
    let silent = ["22", "23", "42601"].iter().any(|class| code.code().starts_with(class));
    let reason = match code {
        _ if [SqlState::CHARACTER_NOT_IN_REPERTOIRE, SqlState::UNTRANSLATABLE_CHARACTER].contains(code) => {
            "PostgreSQL keeps no NUL sign in a column of a list; take it out of unit, officer, field, book or account".into()
        }
        _ if *code == SqlState::INSUFFICIENT_PRIVILEGE => "the user may not do this in the schema kiennghi; ask its owner".into(),
        _ if silent => format!("the server refused a statement ({})", code.code()),
        _ => format!("{} ({})", said.message(), code.code()),
    };
    StoreError::Io { place, reason }
}
