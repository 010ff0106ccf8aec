//! One connection: statements that are prepared once, and what went wrong as an error of ours.
//!
//! Promises: an error text holds no value of a row and no password; a connection that is lost is not
//! made again behind the caller's back, for what was read before and after it would not fit. Not to be
//! called from inside an asynchronous runtime: it has one of its own.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    future::poll_fn,
    pin::{Pin, pin},
    task::Poll,
    time::Duration,
};

use kiennghi::store::StoreError;
use tokio::{
    runtime::{Builder, Runtime},
    task::{JoinHandle, yield_now},
    time::timeout,
};
use tokio_postgres::{Client, Error, NoTls, Row, Statement, error::SqlState, types::FromSql, types::ToSql};

use super::address::Address;

/// Statements kept prepared: all that there are, with the lists that are asked for most.
const STATEMENTS: usize = 128;
/// How long the server is given to be told good-bye.
const PARTING: Duration = Duration::from_secs(1);

/// A connection of its own, used by one caller at a time.
pub(super) struct Link {
    /// Before the connection, which ends when nobody can send on it.
    client: Client,
    connection: Connection,
    statements: RefCell<HashMap<String, Statement>>,
    pub(super) place: String,
    /// Set when it is lost, or by a commit of which nobody knows whether it happened.
    pub(super) broken: Cell<bool>,
}

/// What moves the bytes, whenever an answer is waited for.
struct Connection {
    runtime: Runtime,
    task: JoinHandle<Result<(), Error>>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        let Connection { runtime, task } = self;
        // A server that is not told takes it for a loss. Whether it hears of it is not ours to mend.
        let _ = runtime.block_on(async { timeout(PARTING, task).await });
    }
}

impl core::fmt::Debug for Link {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Link({})", self.place)
    }
}

/// Values bound to a statement.
pub(super) type Values<'a> = [&'a (dyn ToSql + Sync)];

/// The rows of a statement, to come.
type Answer<'a> = Pin<Box<dyn Future<Output = Result<Vec<Row>, Error>> + 'a>>;

/// One statement of several that are sent together.
#[derive(Clone, Copy)]
pub(super) enum Sent<'a> {
    /// A plain one, whose rows nobody wants.
    Plain(&'a str),
    /// One that is prepared, with its values.
    Bound(&'a str, &'a Values<'a>),
}

impl Link {
    /// # Errors
    /// The server cannot be reached, or does not let the user in.
    pub(super) fn connect(address: &Address) -> Result<Link, StoreError> {
        let place = address.place.clone();
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| StoreError::Io { place: place.clone(), reason: error.to_string() })?;
        let connected = runtime.block_on(address.config.connect(NoTls));
        let (client, connection) = connected.map_err(|error| failure(&place, &error))?;
        let connection = Connection { task: runtime.spawn(connection), runtime };
        Ok(Link { client, connection, statements: RefCell::default(), place, broken: Cell::new(false) })
    }

    fn wait<T>(&self, answer: impl Future<Output = Result<T, Error>>) -> Result<T, StoreError> {
        let done = self.connection.runtime.block_on(answer).map_err(|error| failure(&self.place, &error));
        if self.client.is_closed() {
            self.broken.set(true);
        }
        done
    }

    /// Plain statements, one message to the server.
    pub(super) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.wait(self.client.batch_execute(sql))
    }

    /// Sends a plain statement without waiting for its answer: whatever is sent next is answered after it.
    pub(super) fn send(&self, sql: &str) {
        let sent = async {
            let mut answer = pin!(self.client.batch_execute(sql));
            // Asked for the first time it is handed over; then whoever moves the bytes has a turn.
            let handed_over = poll_fn(|context| Poll::Ready(answer.as_mut().poll(context).is_pending())).await;
            yield_now().await;
            handed_over
        };
        if !self.connection.runtime.block_on(sent) {
            self.broken.set(true);
        }
    }

    /// The statement, prepared when it is first needed.
    fn prepared(&self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.borrow().get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.wait(self.client.prepare(sql))?;
        let mut statements = self.statements.borrow_mut();
        if statements.len() >= STATEMENTS {
            statements.clear();
        }
        statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(super) fn rows(&self, sql: &str, values: &Values<'_>) -> Result<Vec<Row>, StoreError> {
        let statement = self.prepared(sql)?;
        self.wait(self.client.query(&statement, values))
    }

    /// Sends statements without waiting in between, and answers with the rows of each: one way to the
    /// server and back for all of them. The server takes them one after the other.
    ///
    /// # Errors
    /// One of them cannot be prepared, and none was sent. What the server says of each is in its answer:
    /// inside a transaction those after one that failed have no effect.
    pub(super) fn together(&self, sent: &[Sent<'_>]) -> Result<Vec<Result<Vec<Row>, StoreError>>, StoreError> {
        let mut answers: Vec<Answer<'_>> = Vec::new();
        for sent in sent {
            answers.push(match *sent {
                Sent::Plain(sql) => Box::pin(async move { self.client.batch_execute(sql).await.map(|()| Vec::new()) }),
                Sent::Bound(sql, values) => {
                    let statement = self.prepared(sql)?;
                    Box::pin(async move { self.client.query(&statement, values).await })
                }
            });
        }
        let mut done: Vec<Option<Result<Vec<Row>, Error>>> = answers.iter().map(|_| None).collect();
        // Whoever is asked for the first time sends; so they are sent in this order.
        let all = poll_fn(|context| {
            let mut all = true;
            for (answer, done) in answers.iter_mut().zip(&mut done).filter(|(_, done)| done.is_none()) {
                match answer.as_mut().poll(context) {
                    Poll::Ready(answer) => *done = Some(answer),
                    Poll::Pending => all = false,
                }
            }
            if all { Poll::Ready(Ok(())) } else { Poll::Pending }
        });
        self.wait(all)?;
        Ok(done.into_iter().flatten().map(|answer| answer.map_err(|error| failure(&self.place, &error))).collect())
    }

    /// A row that was answered, to be read column by column.
    pub(super) fn fields<'a>(&'a self, row: &'a Row) -> Fields<'a> {
        Fields { row, place: &self.place }
    }

    pub(super) fn one<T>(
        &self,
        sql: &str,
        values: &Values<'_>,
        read: impl FnOnce(&Fields<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let rows = self.rows(sql, values)?;
        rows.first().map(|row| read(&self.fields(row))).transpose()
    }

    pub(super) fn all<T>(
        &self,
        sql: &str,
        values: &Values<'_>,
        read: impl Fn(&Fields<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = self.rows(sql, values)?;
        rows.iter().map(|row| read(&self.fields(row))).collect()
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

    /// The same, where there may be none.
    pub(super) fn number_or_none<T: TryFrom<i64>>(&self, column: usize) -> Result<Option<T>, StoreError> {
        self.get::<Option<i64>>(column)?.map(|_| self.number(column)).transpose()
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
pub(super) fn failure(place: &str, error: &Error) -> StoreError {
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
