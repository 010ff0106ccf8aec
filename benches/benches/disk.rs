//! The register file: how fast it is written and read, beside a bare loop that writes and reads the
//! same rows; how many bytes it takes; what a handle keeps in memory.
//!
//! Ours and the bare loop take turns, round by round, in one run: disks and neighbours differ by the
//! minute. What is told is the median of the rounds and the median of their ratios. The bare loop
//! writes to a register file of its own, through SQL by hand with the settings of the store, every
//! row that ours wrote there: entries, vault, projections, and the index of words. The rows are
//! taken beforehand from a register that carried out the same commands.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench fails loudly and tells what it measured"
)]

use std::{
    collections::BTreeMap,
    env, fs, hint,
    path::PathBuf,
    process::Command as Process,
    time::{Duration, Instant},
};

use kiennghi::{
    petition::Command,
    register::Register,
    store::{Reader, Store},
};
use kiennghi_benches::{fill_typical, typical_commands, world};
use kiennghi_store::{GroupWriter, SqliteStore};
use rusqlite::{
    Connection, ToSql,
    config::DbConfig,
    params, params_from_iter,
    types::{Value, ValueRef},
};
use sha2::{Digest, Sha256};

type Row = Vec<Value>;

/// A folder that is gone with this value.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let path = env::temp_dir().join(format!("kiennghi-disk-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Medians of rounds in which ours and the bare loop took turns.
fn tell(what: &str, of: usize, rounds: &[(Duration, Duration)]) {
    let rate = |time: Duration| of as f64 / time.as_secs_f64();
    let ours = median(rounds.iter().map(|round| rate(round.0)).collect());
    let bare = median(rounds.iter().map(|round| rate(round.1)).collect());
    let ratio = median(rounds.iter().map(|round| rate(round.0) / rate(round.1)).collect());
    println!("{what}: {ours:.0}/s, bare {bare:.0}/s, ratio {ratio:.2} ({} rounds)", rounds.len());
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    hint::black_box(work());
    start.elapsed()
}

/// A connection with the settings of the store.
fn bare_connection(path: &str) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;
             PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 8192; PRAGMA cache_size = -8192",
        )
        .unwrap();
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
    connection.set_prepared_statement_cache_capacity(64);
    connection
}

fn read(connection: &Connection, sql: &str, params: &[&dyn ToSql]) -> Vec<Row> {
    let mut statement = connection.prepare_cached(sql).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map(params, |row| (0..columns).map(|column| row.get(column)).collect());
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

/// The rows that one commit wrote.
#[derive(Default)]
struct Written {
    entries: Vec<Row>,
    streams: Vec<Row>,
    vault: Vec<Row>,
    cases: Vec<Row>,
    documents: Vec<(Value, Vec<Row>)>,
    /// Key, words before, words after.
    words: Vec<(Value, Option<Value>, Value)>,
}

/// Carries out the commands, `size` in each commit, and answers what each commit wrote.
fn written(path: &str, commands: &[Command], size: usize) -> Vec<Written> {
    let mut register = Register::create(SqliteStore::create(path).unwrap(), &world().unwrap()).unwrap();
    let eye = Connection::open(path).unwrap();
    let (mut words, mut documents): (BTreeMap<i64, Value>, BTreeMap<i64, Vec<Row>>) = Default::default();
    let mut all = Vec::new();
    for commands in commands.chunks(size) {
        let before = i64::try_from(register.head().unwrap().sequence).unwrap();
        take(&mut register, commands);
        let rows = |sql: &str| read(&eye, sql, &[&before]);
        let mut done = Written {
            entries: rows("SELECT * FROM entry WHERE sequence > ?1"),
            streams: rows("SELECT * FROM stream WHERE number > ?1"),
            vault: rows("SELECT * FROM vault WHERE sequence > ?1"),
            cases: rows("SELECT * FROM case_row WHERE opened IN (SELECT stream FROM entry WHERE sequence > ?1) ORDER BY opened"),
            ..Written::default()
        };
        for case in &done.cases {
            let Value::Integer(opened) = case[0] else { continue };
            let now = read(&eye, "SELECT * FROM case_document WHERE opened = ?1", &[&opened]);
            if documents.insert(opened, now.clone()).unwrap_or_default() != now {
                done.documents.push((case[0].clone(), now));
            }
            for row in read(&eye, "SELECT words FROM case_word WHERE opened = ?1", &[&opened]) {
                let old = words.insert(opened, row[0].clone());
                if old.as_ref() != Some(&row[0]) {
                    done.words.push((case[0].clone(), old, row[0].clone()));
                }
            }
        }
        all.push(done);
    }
    all
}

/// One durable transaction that writes those rows.
fn write_bare(connection: &Connection, rows: &Written, put_case: &str) {
    let run = |sql: &str, row: &[Value]| connection.prepare_cached(sql).unwrap().execute(params_from_iter(row)).unwrap();
    connection.prepare_cached("BEGIN IMMEDIATE").unwrap().execute([]).unwrap();
    let marks = |row: &Row| format!("VALUES ({})", vec!["?"; row.len()].join(", "));
    for row in &rows.vault {
        run(&format!("INSERT INTO vault {}", marks(row)), row);
    }
    let mut streams = rows.streams.iter().peekable();
    for row in &rows.entries {
        // A stream has the number of its first entry, and stands before it.
        if let Some(stream) = streams.next_if(|stream| stream[0] == row[0]) {
            run(&format!("INSERT INTO stream {}", marks(stream)), stream);
        }
        run(&format!("INSERT INTO entry {}", marks(row)), row);
    }
    for row in &rows.cases {
        run(put_case, row);
    }
    for (id, documents) in &rows.documents {
        run("DELETE FROM case_document WHERE opened = ?", core::slice::from_ref(id));
        for row in documents {
            run("INSERT INTO case_document VALUES (?, ?)", row);
        }
    }
    for (opened, old, new) in &rows.words {
        if let Some(old) = old {
            let row = [opened.clone(), old.clone()];
            run("INSERT INTO case_search (case_search, rowid, words) VALUES ('delete', ?, ?)", &row);
        }
        let row = [opened.clone(), new.clone()];
        run("INSERT INTO case_word VALUES (?1, ?2) ON CONFLICT (opened) DO UPDATE SET words = ?2", &row);
        run("INSERT INTO case_search (rowid, words) VALUES (?, ?)", &row);
    }
    connection.prepare_cached("COMMIT").unwrap().execute([]).unwrap();
}

/// The statement that writes a case, over the columns that there are.
fn put_case(connection: &Connection) -> String {
    let columns = read(connection, "SELECT name FROM pragma_table_info('case_row') ORDER BY cid", &[]);
    let names: Vec<&str> = columns.iter().map(|row| if let Value::Text(name) = &row[0] { name.as_str() } else { "" }).collect();
    let kept = ["opened", "book", "year", "serial"];
    let set: Vec<_> =
        (1..).zip(&names).filter(|(_, name)| !kept.contains(name)).map(|(n, name)| format!("{name} = ?{n}")).collect();
    let marks: Vec<_> = (1..=names.len()).map(|n| format!("?{n}")).collect();
    format!("INSERT INTO case_row VALUES ({}) ON CONFLICT (opened) DO UPDATE SET {}", marks.join(", "), set.join(", "))
}

fn take(register: &mut Register<impl Store>, commands: &[Command]) {
    let world = world().unwrap();
    if let [command] = commands {
        register.execute(command, &world).unwrap();
        return;
    }
    let mut batch = register.batch().unwrap();
    for command in commands {
        batch.execute(core::slice::from_ref(command), &world).unwrap();
    }
    batch.commit().unwrap();
}

/// Ours and the bare loop in turns, `size` commands in each commit and `commits` in each round.
fn writes(what: &str, petitions: u32, size: usize, commits: usize) {
    let folder = Folder::new();
    let commands = typical_commands(0, petitions);
    let rows = written(&folder.file("seen.db"), &commands, size);
    let mut register = Register::create(SqliteStore::create(&folder.file("ours.db")).unwrap(), &world().unwrap()).unwrap();
    drop(Register::create(SqliteStore::create(&folder.file("bare.db")).unwrap(), &world().unwrap()).unwrap());
    let connection = bare_connection(&folder.file("bare.db"));
    let put_case = put_case(&connection);
    let mut rounds = Vec::new();
    for (n, (commands, rows)) in commands.chunks(size * commits).zip(rows.chunks(commits)).enumerate() {
        if commands.len() < size * commits {
            break;
        }
        let mut ours = || timed(|| commands.chunks(size).for_each(|commands| take(&mut register, commands)));
        let bare = || timed(|| rows.iter().for_each(|rows| write_bare(&connection, rows, &put_case)));
        // Who comes first changes: a checkpoint falls now on one and now on the other.
        rounds.push(if n % 2 == 0 {
            (ours(), bare())
        } else {
            let bare = bare();
            (ours(), bare)
        });
    }
    let same = "SELECT count(*), sum(length(payload)) FROM entry UNION ALL SELECT count(*), sum(number) FROM stream \
                UNION ALL SELECT count(*), sum(length(openings)) FROM vault \
                UNION ALL SELECT count(*), sum(length(content)) FROM case_row UNION ALL SELECT count(*), sum(length(words)) FROM case_word";
    assert_eq!(read(&connection, same, &[]), read(&Connection::open(folder.file("ours.db")).unwrap(), same, &[]));
    tell(what, size * commits, &rounds);
}

/// Threads that share one writer, beside one that commits each command by itself.
fn group(threads: usize) {
    const COMMANDS: usize = 512;
    let folder = Folder::new();
    let commands = typical_commands(0, 2_400);
    // Of one petition each: threads send what does not wait for another thread.
    let firsts: Vec<&Command> =
        commands.iter().filter(|command| matches!(command.act, kiennghi::petition::Act::Receive(_))).collect();
    let mut alone = Register::create(SqliteStore::create(&folder.file("alone.db")).unwrap(), &world().unwrap()).unwrap();
    let shared = Register::create(SqliteStore::create(&folder.file("shared.db")).unwrap(), &world().unwrap()).unwrap();
    let writer = GroupWriter::over(shared).unwrap();
    let mut rounds = Vec::new();
    for round in firsts.chunks_exact(COMMANDS) {
        let together = timed(|| {
            std::thread::scope(|scope| {
                for commands in round.chunks(COMMANDS / threads) {
                    let writer = writer.clone();
                    scope.spawn(move || {
                        commands.iter().for_each(|command| drop(writer.execute((*command).clone(), world().unwrap()).unwrap()))
                    });
                }
            });
        });
        let one = timed(|| round.iter().for_each(|command| take(&mut alone, std::slice::from_ref(*command))));
        rounds.push((together, one));
    }
    tell(&format!("group commit, {threads} threads (bare: one thread, one register)"), COMMANDS, &rounds);
    assert_eq!(writer.close().unwrap().head().unwrap().sequence, alone.head().unwrap().sequence);
}

/// Every row of the ledger read and hashed, with nothing checked.
fn hash_bare(connection: &Connection) -> [u8; 32] {
    let mut statement = connection.prepare_cached("SELECT * FROM entry ORDER BY sequence").unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let mut last = [0; 32];
    while let Some(row) = rows.next().unwrap() {
        let mut hasher = Sha256::new();
        hasher.update(last);
        for column in 0..columns {
            let value = row.get_ref(column).unwrap();
            match value {
                ValueRef::Integer(number) => hasher.update(number.to_be_bytes()),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                    hasher.update((bytes.len() as u64).to_be_bytes());
                    hasher.update(bytes);
                }
                _ => {}
            }
        }
        last = hasher.finalize().into();
    }
    last
}

/// The same ledger in a table of its own, its payloads as text: what is hashed lies there.
fn plain_texts(path: &str, register: &Register<SqliteStore>) -> Connection {
    let connection = bare_connection(path);
    connection
        .execute_batch(
            "CREATE TABLE entry (sequence INTEGER PRIMARY KEY, stream_kind TEXT, stream_id BLOB, version INTEGER, command_id BLOB,
             occurred_at TEXT, recorded_at INTEGER, actor TEXT, payload TEXT, hash BLOB); BEGIN",
        )
        .unwrap();
    for entry in register.store().entries(0, usize::MAX).unwrap() {
        let draft = &entry.draft;
        connection
            .prepare_cached("INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
            .unwrap()
            .execute(params![
                entry.sequence.cast_signed(),
                draft.stream.kind.as_str(),
                draft.stream.id.as_bytes(),
                draft.version,
                draft.command_id.as_bytes(),
                draft.occurred_at.to_string(),
                draft.recorded_at.timestamp_micros(),
                draft.actor.as_str(),
                draft.payload,
                entry.hash.as_bytes(),
            ])
            .unwrap();
    }
    connection.execute_batch("COMMIT").unwrap();
    connection
}

/// Every row of that table read, hashed as the chain hashes it, and compared with the hash that is
/// stored: one thread, one buffer, nothing else checked.
fn chain_bare(connection: &Connection) -> [u8; 32] {
    let mut statement = connection.prepare_cached("SELECT * FROM entry ORDER BY sequence").unwrap();
    let mut rows = statement.query([]).unwrap();
    let (mut last, mut frame) = ([0; 32], Vec::new());
    while let Some(row) = rows.next().unwrap() {
        frame.clear();
        let mut part = |part: &[u8]| {
            frame.extend_from_slice(&(part.len() as u64).to_be_bytes());
            frame.extend_from_slice(part);
        };
        part(b"kiennghi/entry/1");
        part(&last);
        for column in 0..9 {
            match row.get_ref(column).unwrap() {
                ValueRef::Integer(version) if column == 3 => part(&u32::try_from(version).unwrap().to_be_bytes()),
                ValueRef::Integer(number) => part(&number.to_be_bytes()),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => part(bytes),
                _ => {}
            }
        }
        last = Sha256::digest(&frame).into();
        assert_eq!(row.get_ref(9).unwrap().as_bytes().unwrap(), last);
    }
    last
}

fn reads(petitions: u32) {
    let folder = Folder::new();
    let path = folder.file("r.db");
    let mut register = fill_typical(SqliteStore::create(&path).unwrap(), petitions).unwrap();
    let entries = usize::try_from(register.head().unwrap().sequence).unwrap();
    let (packed, plain) = (bare_connection(&path), plain_texts(&folder.file("plain.db"), &register));
    assert_eq!(chain_bare(&plain), *register.verify().unwrap().hash.as_bytes());
    let (mut to_packed, mut to_plain) = (Vec::new(), Vec::new());
    for round in 0..15 {
        // Who comes first changes.
        let mut ours = Duration::ZERO;
        let mut verify = || ours = timed(|| register.verify().unwrap());
        if round % 2 == 0 {
            verify();
        }
        let bare = (timed(|| chain_bare(&plain)), timed(|| hash_bare(&packed)));
        if round % 2 == 1 {
            verify();
        }
        to_plain.push((ours, bare.0));
        to_packed.push((ours, bare.1));
    }
    tell("verify of hashes, entries (bare: texts from a plain table, hashed as the chain is)", entries, &to_plain);
    tell("the same (bare: the packed rows, hashed as they lie there)", entries, &to_packed);
    let (mut rounds, mut indexing) = (Vec::new(), Vec::new());
    let (rows, put_case) = (projections(&packed), put_case(&packed));
    for round in 0..6 {
        let mut bare = Duration::ZERO;
        let mut rebuild_bare = || {
            let (all, words) = rebuild_bare(&packed, &rows, &put_case);
            indexing.push(entries as f64 / words.as_secs_f64());
            bare = all;
        };
        // Who comes first changes.
        if round % 2 == 0 {
            rebuild_bare();
        }
        let ours = timed(|| register.rebuild().unwrap());
        if round % 2 == 1 {
            rebuild_bare();
        }
        rounds.push((ours, bare));
    }
    tell(
        "rebuild of all projections, entries (bare: the rows alone, in no ledger read and out of nothing made)",
        entries,
        &rounds,
    );
    println!("  of the bare rebuild, the index of words alone would give {:.0} entries/s", median(indexing));
    assert_eq!(register.verify_projections().unwrap(), rows.cases.len());
}

/// Every row of the projections, as it lies there.
fn projections(connection: &Connection) -> Written {
    let rows = |sql: &str| read(connection, sql, &[]);
    let documents = rows("SELECT * FROM case_document ORDER BY opened").into_iter().map(|row| (row[0].clone(), vec![row]));
    let words = rows("SELECT opened, words FROM case_word ORDER BY opened").into_iter();
    Written {
        cases: rows("SELECT * FROM case_row ORDER BY opened"),
        documents: documents.collect(),
        words: words.map(|row| (row[0].clone(), None, row[1].clone())).collect(),
        ..Written::default()
    }
}

/// Throws all projections away and writes those rows in one durable transaction; how long that took, and
/// how long of it the index of words.
fn rebuild_bare(connection: &Connection, rows: &Written, put_case: &str) -> (Duration, Duration) {
    let run = |sql: &str, row: &[Value]| connection.prepare_cached(sql).unwrap().execute(params_from_iter(row)).unwrap();
    let mut words = Duration::ZERO;
    let all = timed(|| {
        connection
            .execute_batch(
                "BEGIN IMMEDIATE; INSERT INTO case_search (case_search, rank) VALUES ('automerge', 0); DELETE FROM case_document;
                 DELETE FROM case_word; INSERT INTO case_search (case_search) VALUES ('delete-all'); DELETE FROM case_row",
            )
            .unwrap();
        for row in &rows.cases {
            run(put_case, row);
        }
        for (_, documents) in &rows.documents {
            for row in documents {
                run("INSERT INTO case_document VALUES (?, ?)", row);
            }
        }
        for (opened, _, words) in &rows.words {
            run("INSERT INTO case_word VALUES (?1, ?2)", &[opened.clone(), words.clone()]);
        }
        words = timed(|| {
            for (opened, _, words) in &rows.words {
                run("INSERT INTO case_search (rowid, words) VALUES (?, ?)", &[opened.clone(), words.clone()]);
            }
            connection.execute_batch("INSERT INTO case_search (case_search, rank) VALUES ('automerge', 4)").unwrap();
        });
        connection.execute_batch("COMMIT").unwrap();
    });
    (all, words)
}

/// Bytes of the file, by table and index, to each entry.
fn space(petitions: u32) {
    let folder = Folder::new();
    let path = folder.file("r.db");
    drop(fill_typical(SqliteStore::create(&path).unwrap(), petitions).unwrap());
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let entries: i64 = connection.query_row("SELECT count(*) FROM entry", [], |row| row.get(0)).unwrap();
    let mut statement =
        connection.prepare("SELECT name, sum(pgsize), sum(payload) FROM dbstat GROUP BY name ORDER BY 2 DESC").unwrap();
    let rows: Vec<(String, i64, i64)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap().map(Result::unwrap).collect();
    let (mut plain, mut search) = (0, 0);
    for (name, bytes, payload) in &rows {
        let each = |bytes: i64| bytes as f64 / entries as f64;
        if *bytes as f64 / entries as f64 >= 0.5 {
            println!("  {name}: {:.1} bytes an entry, {:.1} of them payload", each(*bytes), each(*payload));
        }
        if name.starts_with("case_search") || name == "case_word" { search += bytes } else { plain += bytes }
    }
    let file = i64::try_from(fs::metadata(&path).unwrap().len()).unwrap();
    println!(
        "{entries} entries of {petitions} petitions: {:.0} bytes an entry without search, which adds {:.0}; {:.0} the file",
        plain as f64 / entries as f64,
        search as f64 / entries as f64,
        file as f64 / entries as f64
    );
}

/// Anonymous memory of this process, in KiB.
fn anonymous_kib() -> i64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

const IDLE: &str = "KIENNGHI_BENCH_IDLE";

/// What a handle keeps after a batch of 10,000 commands: told by a process of its own.
fn memory() {
    let folder = Folder::new();
    let path = folder.file("r.db");
    drop(fill_typical(SqliteStore::create(&path).unwrap(), 10_000).unwrap());
    let out = Process::new(env::current_exe().unwrap()).env(IDLE, &path).output().unwrap();
    print!("{}", String::from_utf8_lossy(&out.stdout));
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

fn tell_memory(path: &str) {
    let commands = typical_commands(100_000, 2_100);
    let before = anonymous_kib();
    let mut register = kiennghi_store::open(path).unwrap();
    let opened = anonymous_kib();
    take(&mut register, &commands[..10_000]);
    println!(
        "memory of an idle handle in KiB: {} opened, {} after a batch of 10,000 commands",
        opened - before,
        anonymous_kib() - before
    );
}

fn main() {
    if let Ok(path) = env::var(IDLE) {
        return tell_memory(&path);
    }
    // Criterion's arguments are passed by `cargo bench`; a word among them chooses.
    let chosen: Vec<String> = env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_chosen = |name: &str| chosen.is_empty() || chosen.iter().any(|word| word == name);
    if is_chosen("single") {
        writes("durable single commands", 800, 1, 50);
    }
    if is_chosen("batch") {
        writes("commands in batches of 1,000", 6_000, 1000, 1);
    }
    if is_chosen("group") {
        [1, 8, 32, 128].into_iter().for_each(group);
    }
    if is_chosen("reads") {
        reads(10_000);
    }
    if is_chosen("space") {
        space(10_000);
    }
    if is_chosen("memory") {
        memory();
    }
}
