//! Many threads and one writer: commands that wait together share one durable write.
//!
//! Promises: each command has its effect whole or not at all, whatever becomes of the others of its
//! group; whoever is told that it was carried out is told so after it is on the disk; a refused one
//! leaves no trace and takes no number, and is told so after that write too, for it may be refused
//! because of what the others of its group did. Commands are carried out in the order in which they came.
//! If the store fails, everyone in that group is told so: what was done is then unknown, and the same
//! command may be sent again with the same id. Blocking: there is no async runtime inside, and no
//! thread waits for a time.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, Sender, SyncSender},
    },
    thread::{self, JoinHandle},
};

use kiennghi::{
    case::World,
    petition::Command,
    register::{Receipt, Register, RegisterError},
    store::{Store, StoreError},
};

/// How many commands share one write at most: more would make the first of them wait.
const GROUP: usize = 256;

/// A command, its world, and who waits for what becomes of it.
struct Waiting {
    command: Command,
    world: World,
    answer: SyncSender<Result<Receipt, RegisterError>>,
}

/// What the thread is told.
enum Told {
    Command(Box<Waiting>),
    Close,
}

/// Takes commands from many threads into one register; clones are the same writer. The thread that
/// writes ends with the last of them, or with [`GroupWriter::close`].
///
/// ```
/// use kiennghi_store::{GroupWriter, SqliteStore, identity_at, system_world};
/// # use kiennghi::{petition::*};
/// # let folder = std::env::temp_dir().join(format!("kiennghi-group-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # let path = folder.join("so-kien-nghi.db");
/// # let path = path.to_str().unwrap();
/// let world = system_world("van-thu")?;
/// let writer = GroupWriter::over(kiennghi_store::create(path, &world)?)?;
/// let threads: Vec<_> = (0..8)
///     .map(|n| {
///         let writer = writer.clone();
///         std::thread::spawn(move || {
///             let world = system_world("van-thu").unwrap();
///             let receive = Receive::new(SourceKind::Enterprise, format!("Công ty {n}"), Channel::Letter, "Xin gia hạn");
///             let command = Command {
///                 id: identity_at(&world).unwrap(),
///                 petition: identity_at(&world).unwrap(),
///                 at: world.now.date_naive().into(),
///                 provenance: Provenance::Live,
///                 act: Act::Receive(Box::new(receive)),
///             };
///             writer.execute(command, world).unwrap().number.serial
///         })
///     })
///     .collect();
/// let mut serials: Vec<u32> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
/// serials.sort();
/// assert_eq!(serials, (1..=8).collect::<Vec<_>>());
/// let register = writer.close().unwrap();
/// register.verify()?;
/// # drop(register);
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct GroupWriter<S> {
    commands: Sender<Told>,
    thread: Arc<Mutex<Option<Thread<S>>>>,
}

/// The thread, which gives the register back unless it met a panic.
type Thread<S> = JoinHandle<Option<Register<S>>>;

impl<S> Clone for GroupWriter<S> {
    fn clone(&self) -> Self {
        GroupWriter { commands: self.commands.clone(), thread: Arc::clone(&self.thread) }
    }
}

fn ended() -> RegisterError {
    let reason = "the thread that writes has ended; open the register again, and send the same command with the same id";
    StoreError::Io { place: "group writer".into(), reason: reason.into() }.into()
}

impl<S: Store + Send + 'static> GroupWriter<S> {
    /// A writer over a register, with a thread of its own.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn over(register: Register<S>) -> Result<GroupWriter<S>, StoreError> {
        let (commands, waiting) = mpsc::channel();
        let work = move || write(register, &waiting);
        let thread = thread::Builder::new()
            .name("kiennghi-writer".into())
            .spawn(work)
            .map_err(|error| StoreError::Io { place: "group writer".into(), reason: error.to_string() })?;
        Ok(GroupWriter { commands, thread: Arc::new(Mutex::new(Some(thread))) })
    }

    /// Carries out one command, durably, together with those that other threads send meanwhile.
    ///
    /// # Errors
    /// [`RegisterError::Refused`], for this command alone. If the store fails, for all that waited: the
    /// effect is then unknown, so send the same command again with the same id. After an error of the
    /// disk, and after the writer ended, every command is answered with an error: open the register
    /// again.
    pub fn execute(&self, command: Command, world: World) -> Result<Receipt, RegisterError> {
        let (answer, answered) = mpsc::sync_channel(1);
        let waiting = Box::new(Waiting { command, world, answer });
        self.commands.send(Told::Command(waiting)).map_err(|_| ended())?;
        // If the thread ends, it drops who waits, and this wakes up.
        answered.recv().unwrap_or_else(|_| Err(ended()))
    }

    /// Carries out what came before, ends the thread and gives the register back. `None` if that was
    /// done already, or the thread met a panic: then open the register again. Other clones are
    /// answered with an error from then on.
    pub fn close(self) -> Option<Register<S>> {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        // It may have ended by itself.
        let _ = self.commands.send(Told::Close);
        thread.join().ok().flatten()
    }
}

/// The thread: takes what waits, until nobody can send any more.
fn write<S: Store>(mut register: Register<S>, commands: &Receiver<Told>) -> Option<Register<S>> {
    loop {
        let mut group = Vec::new();
        let mut closing = match commands.recv() {
            Ok(Told::Command(first)) => {
                group.push(*first);
                false
            }
            Ok(Told::Close) | Err(_) => return Some(register),
        };
        while group.len() < GROUP && !closing {
            match commands.try_recv() {
                Ok(Told::Command(next)) => group.push(*next),
                Ok(Told::Close) => closing = true,
                Err(_) => break,
            }
        }
        // A panic would be a fault of ours: nothing is committed then, who waits is told, and the
        // register, which may be half changed in memory, is not used again.
        let done: Result<(), Box<dyn Any + Send>> = catch_unwind(AssertUnwindSafe(|| commit(&mut register, group)));
        done.ok()?;
        if closing {
            return Some(register);
        }
    }
}

/// Carries out a group in one transaction and answers each of it, when it is known what became of all.
fn commit<S: Store>(register: &mut Register<S>, group: Vec<Waiting>) {
    let mut decided = Vec::with_capacity(group.len());
    let mut group = group.into_iter();
    let mut carry_out = || -> Result<(), RegisterError> {
        let mut batch = register.batch()?;
        for waiting in group.by_ref() {
            match batch.execute(core::slice::from_ref(&waiting.command), &waiting.world) {
                Ok(receipts) => decided.push((waiting.answer, receipts.into_iter().next().ok_or_else(ended))),
                Err(error @ RegisterError::Store(_)) => {
                    decided.push((waiting.answer, Err(error.clone())));
                    return Err(error);
                }
                // It left the batch as it was.
                Err(error) => decided.push((waiting.answer, Err(error))),
            }
        }
        batch.commit().map(drop)
    };
    // Who waits may have gone.
    match carry_out() {
        Ok(()) => decided.into_iter().for_each(|(answer, decision)| drop(answer.send(decision))),
        Err(error) => {
            let all = decided.into_iter().map(|(answer, _)| answer).chain(group.map(|waiting| waiting.answer));
            all.for_each(|answer| drop(answer.send(Err(error.clone()))));
        }
    }
}
