//! Commands of several threads that share one writer: the same in every process.

use kiennghi::{
    ledger::Identity,
    petition::{Act, Command},
};

use crate::{
    contract::{act, receive, reply},
    script::Fallible,
};

/// How many threads send commands.
pub const THREADS: u8 = 4;
/// How many petitions each of them registers.
pub const PETITIONS: u8 = 5;

fn id(thread: u8, n: u8, what: u8) -> Identity {
    Identity::from_bytes([thread + 1, n + 1, what, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7])
}

/// Is this command to be refused? It answers a petition that nobody registered.
pub fn is_refused(command: &Command) -> bool {
    command.id.as_bytes()[2] == 3
}

/// The commands of one thread: each of its petitions is received and assigned, and between them
/// stands one that is refused.
///
/// # Errors
/// None, unless this module is wrong.
pub fn commands_of(thread: u8) -> Fallible<Vec<Command>> {
    let mut commands = Vec::new();
    for n in 0..PETITIONS {
        let petition = id(thread, n, 0);
        commands.push(Command { id: id(thread, n, 1), petition, ..receive(n, "2026-01-05")? });
        let assign = Act::Assign { unit: "A".into(), officer: None, due: None, helping: Vec::new() };
        commands.push(Command { id: id(thread, n, 3), petition: id(thread, n, 9), ..act(0, 0, "2026-01-06", reply())? });
        commands.push(Command { id: id(thread, n, 2), petition, ..act(0, 0, "2026-01-06", assign)? });
    }
    Ok(commands)
}
