//! A PostgreSQL server of its own for a test program, on a socket and without a port.
//!
//! Promises: it is made when it is first asked for, and stopped and deleted when the program ends,
//! however that ends: a shell waits for the other end of a pipe to be closed, which no way of ending
//! leaves open. A machine without PostgreSQL skips such tests and says so; with `CI` set it fails.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails loudly")]

use std::{
    env, fs,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio, id},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// Does what is committed outlive the server's machine, or only the server?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Every commit is synced, as where real registers are kept.
    Synced,
    /// Nothing is: quick, for tests of everything else.
    None,
}

/// A server of its own.
#[derive(Debug)]
pub struct Server {
    programs: PathBuf,
    folder: PathBuf,
    /// The user that the server runs as, if it is not ours: it refuses root.
    user: Option<String>,
    options: String,
    /// Ends with us, and takes the server along.
    _keeper: Child,
}

static SERVERS: AtomicU32 = AtomicU32::new(0);

impl Server {
    /// The server of this test program, whose commits are not synced; `None` if there is no PostgreSQL.
    pub fn shared() -> Option<&'static Server> {
        static SHARED: OnceLock<Option<Server>> = OnceLock::new();
        SHARED.get_or_init(|| Server::start(Durability::None)).as_ref()
    }

    /// A server for one test; `None` if there is no PostgreSQL.
    pub fn start(durability: Durability) -> Option<Server> {
        let Some(programs) = programs() else {
            let missing = "the tests on PostgreSQL: it is missing (Debian's package is postgresql)";
            assert!(env::var_os("CI").is_none(), "with CI set nothing may be skipped: {missing}");
            eprintln!("SKIPPED: {missing}");
            return None;
        };
        let fsync = if durability == Durability::Synced { "on" } else { "off" };
        let server = Server::prepared(programs, format!("-c fsync={fsync}"));
        let data = server.data().display().to_string();
        server.run("initdb", &["-D", &data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]);
        server.start_again();
        Some(server)
    }

    /// A second server that follows this one, under that name, and tells it what its own readers still see.
    pub fn standby(&self, name: &str) -> Option<Server> {
        let options =
            format!("-c fsync=off -c cluster_name={name} -c hot_standby_feedback=on -c wal_receiver_status_interval=1s");
        let standby = Server::prepared(programs()?, options);
        let (data, socket) = (standby.data().display().to_string(), self.socket().display().to_string());
        standby.run("pg_basebackup", &["-D", &data, "-h", &socket, "-U", "postgres", "-R", "-c", "fast", "-N"]);
        standby.start_again();
        Some(standby)
    }

    /// A folder for one, of which nothing is left when the program ends.
    fn prepared(programs: PathBuf, options: String) -> Server {
        let number = SERVERS.fetch_add(1, Ordering::Relaxed);
        // Short: a path of a socket has at most 107 bytes.
        let folder = env::temp_dir().join(format!("kiennghi-pg-{}-{number}", id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let user = (output("id", &["-u"]) == "0").then(|| String::from("postgres"));
        if let Some(user) = &user {
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
            chown(&folder, Some(output("id", &["-u", user]).parse().unwrap()), None).unwrap();
        }
        let options = format!(
            "-k {} -c listen_addresses='' {options} -c shared_buffers=64MB -c max_connections=60 -c max_wal_size=256MB -c max_prepared_transactions=2",
            folder.display()
        );
        let stop = format!(
            "trap '' INT TERM HUP; read line; {} >/dev/null 2>&1; rm -rf '{}'",
            spelled(&user, &programs, &folder, &["-m", "immediate", "stop"]),
            folder.display()
        );
        let keeper = Command::new("sh").arg("-c").arg(stop).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        Server { programs, folder, user, options, _keeper: keeper }
    }

    /// Starts it, after it was stopped.
    pub fn start_again(&self) {
        self.start_again_with("");
    }

    /// Starts it with other options besides its own, after it was stopped.
    pub fn start_again_with(&self, more: &str) {
        let (data, log) = (self.data().display().to_string(), self.folder.join("log").display().to_string());
        self.run("pg_ctl", &["-D", &data, "-l", &log, "-w", "-o", &format!("{} {more}", self.options), "start"]);
    }

    /// Stops it as a crash would: nothing is written that was not.
    pub fn crash(&self) {
        let data = self.data().display().to_string();
        self.run("pg_ctl", &["-D", &data, "-m", "immediate", "-w", "stop"]);
    }

    /// The folder of its files.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The folder of its socket.
    pub fn socket(&self) -> &Path {
        &self.folder
    }

    /// The URL of a register in a database.
    pub fn url(&self, database: &str, register: &str) -> String {
        format!("postgresql://postgres@/{database}?host={}&register={register}", self.folder.display())
    }

    /// A connection of the server's owner, for what only that one may.
    pub fn owner(&self, database: &str) -> postgres::Client {
        let mut config = postgres::Config::new();
        config.host_path(&self.folder).user("postgres").dbname(database).connect(postgres::NoTls).unwrap()
    }

    /// Makes a database of that name.
    pub fn database(&self, name: &str) {
        self.owner("postgres").batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let mut command = match &self.user {
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(self.programs.join(program));
                command
            }
            None => Command::new(self.programs.join(program)),
        };
        // What goes on running must not hold our pipes open.
        let command = command.args(arguments).current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::null());
        let status = command.stderr(Stdio::null()).status().unwrap();
        if !status.success() {
            let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            panic!("{program} {arguments:?}: {status}\n{log}");
        }
    }
}

/// `pg_ctl` as a shell runs it.
fn spelled(user: &Option<String>, programs: &Path, folder: &Path, arguments: &[&str]) -> String {
    let user = user.as_ref().map(|user| format!("runuser -u {user} -- ")).unwrap_or_default();
    let (programs, data) = (programs.display(), folder.join("data"));
    format!("cd '{}' && {user}'{programs}/pg_ctl' -D '{}' {}", folder.display(), data.display(), arguments.join(" "))
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Where the server's programs are: the newest of Debian's, else where `initdb` is on the path.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let mut versions: Vec<_> = versions.filter(|bin| bin.join("initdb").exists()).collect();
    versions.sort();
    let on_path = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    versions.pop().or_else(|| on_path.into_iter().find(|bin| bin.join("initdb").exists() && bin.join("pg_ctl").exists()))
}
