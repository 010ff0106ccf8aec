//! A process of its own that writes to a register file: one that can be killed, or whose disk fails.
//!
//! Promises: a line is on its standard output before the next command is begun, and says what was
//! acknowledged, by the code of the error if it was none. It retries as an application should: with
//! the same command ids, first through the same handle and then through a new one.

use std::{
    env,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use kiennghi::{
    register::{Receipt, Register, RegisterError},
    time::Moment,
};
use kiennghi_store::{AnyStore, GroupWriter};
use kiennghi_tests::{
    crowd, group,
    script::{Fallible, STEPS_OF_A_HANDLE, steps, take, world_of},
};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["script", path] => script(path),
        ["write", path, writer] => write(path, writer),
        ["read", path] => read_until_stopped(path),
        ["group", path] => group(path),
        _ => Err("clerk script FILE | clerk write FILE WRITER | clerk read FILE | clerk group FILE".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn say(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

fn code<T>(result: &Result<T, RegisterError>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(error) => error.code(),
    }
}

/// Opens the register, trying once more if the disk failed.
fn open(path: &str) -> Fallible<Register<AnyStore>> {
    let world = world_of(0)?;
    let first = kiennghi_store::open_or_create(path, &world);
    say(&format!("opened {}", code(&first)))?;
    match first {
        Ok(register) => Ok(register),
        Err(_) => {
            let second = kiennghi_store::open_or_create(path, &world);
            say(&format!("opened {}", code(&second)))?;
            Ok(second?)
        }
    }
}

/// All that a reader does: the chain, and a list.
fn read(register: &Register<AnyStore>) -> Result<(), RegisterError> {
    register.verify()?;
    let at: Result<Moment, _> = "2026-02-01".parse();
    at.map_or(Ok(()), |at| register.worklist(at).map(drop))
}

fn script(path: &str) -> Fallible<()> {
    let mut register = open(path)?;
    for (n, commands) in steps()?.iter().enumerate() {
        if n > 0 && n % STEPS_OF_A_HANDLE == 0 {
            drop(register);
            register = open(path)?;
        }
        let world = world_of(n + 1)?;
        let mut taken = take(&mut register, commands, &world);
        if taken.is_err() {
            say(&format!("failed {n} {}", code(&taken)))?;
            say(&format!("read {}", code(&read(&register))))?;
            let again = take(&mut register, commands, &world);
            say(&format!("again {n} {}", code(&again)))?;
            drop(register);
            register = open(path)?;
            taken = take(&mut register, commands, &world);
        }
        say(&format!("step {n} {}", code(&taken)))?;
        taken?;
    }
    Ok(())
}

/// Carries out the commands of one of several writers, each until it is acknowledged.
fn write(path: &str, writer: &str) -> Fallible<()> {
    let (mut register, world) = (kiennghi_store::open(path)?, world_of(0)?);
    for (n, commands) in crowd::steps_of(writer.parse()?)?.iter().enumerate() {
        loop {
            let receipts = || -> Result<Vec<Receipt>, RegisterError> {
                let mut batch = register.batch()?;
                let receipts = batch.execute(commands, &world)?;
                batch.commit().map(|_| receipts)
            };
            match { receipts }() {
                Ok(receipts) => {
                    let numbers: Vec<_> = receipts.iter().map(|receipt| receipt.number.to_string()).collect();
                    say(&format!("done {n} {}", numbers.join(" ")))?;
                    break;
                }
                Err(error) if error.code() == "store_busy" => say(&format!("busy {n}"))?,
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

/// Several threads send their commands to one writer; each says what was acknowledged.
fn group(path: &str) -> Fallible<()> {
    let writer = GroupWriter::over(open(path)?)?;
    std::thread::scope(|scope| {
        for thread in 0..group::THREADS {
            let writer = writer.clone();
            scope.spawn(move || {
                for command in group::commands_of(thread).unwrap_or_default() {
                    let Ok(world) = world_of(1) else { return };
                    let id = command.id;
                    let said = match writer.execute(command, world) {
                        Ok(receipt) => say(&format!("done {id} {}", receipt.number.serial)),
                        Err(error) => say(&format!("not {id} {}", error.code())),
                    };
                    if said.is_err() {
                        return;
                    }
                }
            });
        }
    });
    // The file is closed on the thread that writes, and that is a write as well: it is waited for.
    drop(writer.close());
    say("ended")?;
    Ok(())
}

/// Reads again and again, each time all that there is, until there is a file that says to stop.
fn read_until_stopped(path: &str) -> Fallible<()> {
    let mut register = kiennghi_store::open(path)?;
    let mut round = 0;
    loop {
        let stopped = Path::new(&format!("{path}.stop")).exists();
        say(&format!("seen {}", crowd::consistent(&register)?))?;
        if stopped {
            return Ok(());
        }
        round += 1;
        if round % 5 == 0 {
            register = kiennghi_store::open(path)?;
        }
    }
}
