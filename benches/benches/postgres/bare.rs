//! The floor under a receipt: the same rows written by hand, in two flights over one connection.
//!
//! The rows are those that a receipt of ours wrote, with keys of their own each time. The first flight
//! begins, takes the lock of the register and reads where its ledger ends; the second is an INSERT for
//! each row and the COMMIT. All of it is prepared and sent without waiting in between. Nothing is decided,
//! hashed, looked for or checked.

use std::{pin::Pin, sync::Barrier, time::Duration};

use kiennghi_tests::server::Server;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, Config, NoTls, Row, Statement, types::ToSql};
use uuid::Uuid;

use super::{Rate, WARM_UP, paced};

/// What writes one row of a table: its columns in order, read from what a receipt wrote.
const TABLES: [(&str, &str); 5] = [
    ("entry", "register, sequence, stream_id, command_id, stream_kind, version, occurred_at, recorded_at, actor, payload, hash"),
    ("vault", "register, sequence, openings"),
    (
        "case_row",
        "register, opened, id, book, year, serial, version, open, status, received_at, due, due_by, due_soon, calendar, source, \
         field, unit, officer, confidential, content",
    ),
    ("case_document", "register, id, key"),
    ("case_word", "register, opened, folded, marked, lexemes"),
];

/// One connection and what it has prepared.
struct Bare {
    runtime: Runtime,
    client: Client,
    register: i32,
    lock: Statement,
    turn: Statement,
    end: Statement,
    inserts: Vec<(Statement, Row, &'static str)>,
}

/// What becomes of one statement of a flight.
type Sent<'a> = Pin<Box<dyn Future<Output = Result<Vec<Row>, tokio_postgres::Error>> + 'a>>;

/// Sends all of them, then waits for all of them.
async fn together(mut sent: Vec<Sent<'_>>) {
    let mut left = sent.len();
    let mut done = vec![false; left];
    std::future::poll_fn(|context| {
        for (sent, done) in sent.iter_mut().zip(&mut done).filter(|(_, done)| !**done) {
            if let std::task::Poll::Ready(answer) = sent.as_mut().poll(context) {
                answer.unwrap();
                (*done, left) = (true, left - 1);
            }
        }
        if left == 0 { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await
}

impl Bare {
    fn connect(server: &Server, name: &str) -> Bare {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let (client, connection) = runtime
            .block_on(async {
                let mut config = Config::new();
                config.host_path(server.socket()).user("postgres").dbname("postgres").connect(NoTls).await
            })
            .unwrap();
        runtime.spawn(connection);
        let (register, prepared) = runtime.block_on(async {
            client.batch_execute("SET search_path = kiennghi, pg_catalog").await.unwrap();
            let number = "SELECT register FROM register WHERE name = $1";
            let register: i32 = client.query_one(number, &[&name]).await.unwrap().get(0);
            let mut inserts = Vec::new();
            for (table, columns) in TABLES {
                let names: Vec<_> = columns.split(", ").collect();
                let read = columns.replace("lexemes", "lexemes::text");
                // What the first receipt of the register wrote: the rulebook has the entries before it.
                let one = "SELECT max(opened) FROM case_row WHERE register = $1";
                let opened: i64 = client.query_one(one, &[&register]).await.unwrap().get(0);
                let only = if table == "entry" { format!("AND sequence = {opened}") } else { String::new() };
                let rows = client.query(&format!("SELECT {read} FROM {table} WHERE register = $1 {only}"), &[&register]).await;
                let places: Vec<_> = (1..=names.len()).map(|n| format!("${n}")).collect();
                let places = places.join(", ").replace("$5", if table == "case_word" { "$5::text::tsvector" } else { "$5" });
                let insert = client.prepare(&format!("INSERT INTO {table} ({columns}) VALUES ({places})")).await.unwrap();
                inserts.extend(rows.unwrap().into_iter().map(|row| (insert.clone(), row, table)));
            }
            let lock = client.prepare("SELECT pg_advisory_xact_lock(7, $1)").await.unwrap();
            let turn = client.prepare("SELECT projections FROM turn WHERE register = $1 FOR UPDATE").await.unwrap();
            let end = "SELECT sequence, hash, recorded_at FROM entry WHERE register = $1 ORDER BY sequence DESC LIMIT 1";
            (register, (lock, turn, client.prepare(end).await.unwrap(), inserts))
        });
        let (lock, turn, end, inserts) = prepared;
        Bare { runtime, client, register, lock, turn, end, inserts }
    }

    /// The rows of a receipt once more, as the `n`th.
    fn receipt(&self, n: i64) {
        let client = &self.client;
        self.runtime.block_on(async {
            let begin: Sent<'_> = Box::pin(async { client.batch_execute("BEGIN").await.map(|()| Vec::new()) });
            let register: [&(dyn ToSql + Sync); 1] = [&self.register];
            let read = |statement| -> Sent<'_> { Box::pin(client.query(statement, &register)) };
            together(vec![begin, read(&self.lock), read(&self.turn), read(&self.end)]).await;
            let id = Uuid::from_u128((n as u128) << 64 | self.register as u128);
            let rows: Vec<_> =
                self.inserts.iter().map(|(statement, row, table)| (statement, self.values(row, table, n, id))).collect();
            let mut sent: Vec<Sent<'_>> = Vec::new();
            for (statement, values) in &rows {
                sent.push(Box::pin(async {
                    let values: Vec<_> = values.iter().map(|value| &**value).collect();
                    client.query(*statement, &values).await
                }));
            }
            sent.push(Box::pin(async { client.batch_execute("COMMIT").await.map(|()| Vec::new()) }));
            together(sent).await;
        });
    }

    /// The values of a row, with keys of their own in place of those that it has.
    fn values(&self, row: &Row, table: &str, n: i64, id: Uuid) -> Vec<Box<dyn ToSql + Sync>> {
        let mut values: Vec<Box<dyn ToSql + Sync>> = Vec::new();
        for (column, of) in row.columns().iter().enumerate() {
            values.push(match (of.name(), of.type_().name()) {
                ("register", _) => Box::new(self.register),
                ("sequence" | "opened" | "serial", _) => Box::new(n),
                ("stream_id" | "command_id" | "id", _) => Box::new(id),
                (_, "int8") => Box::new(row.get::<_, i64>(column)),
                (_, "int4") => Box::new(row.get::<_, i32>(column)),
                (_, "bool") => Box::new(row.get::<_, bool>(column)),
                (_, "bytea") => Box::new(row.get::<_, Vec<u8>>(column)),
                (_, "text") => Box::new(row.get::<_, Option<String>>(column)),
                (name, kind) => unreachable!("{table}.{name} is {kind}"),
            });
        }
        values
    }
}

/// Receipts by hand over so many connections, each on a register of its own.
pub(super) fn rate(server: &Server, round: usize, connections: usize) -> Rate {
    let name = |n: usize| format!("b{round}.{connections}.{n}");
    for n in 0..connections {
        let mut register = kiennghi_store::create(&server.url("postgres", &name(n)), &super::world().unwrap()).unwrap();
        register.execute(&super::receipts(0)[0], &super::world().unwrap()).unwrap();
    }
    paced(server, connections, |worker, ready: &Barrier, done: &Barrier, each: Duration| {
        let bare = Bare::connect(server, &name(worker));
        let first: i64 = bare.inserts.iter().map(|(_, row, table)| if *table == "entry" { row.get(1) } else { 0 }).max().unwrap();
        let mut count = 0_usize;
        let mut began = std::time::Instant::now();
        while count < WARM_UP || began.elapsed() < each {
            if count == WARM_UP {
                ready.wait();
                began = std::time::Instant::now();
            }
            count += 1;
            bare.receipt(first + count as i64);
        }
        let took = began.elapsed();
        done.wait();
        (count - WARM_UP, took)
    })
}
