//! What the benches share: a register of made-up petitions, the same every time.

use kiennghi::{
    case::{Seed, World},
    ledger::{Actor, Identity},
    petition::{Act, Channel, Command, Finality, Provenance, Receive, SourceKind},
    register::Register,
    store::Store,
};

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

/// A world that is the same every time.
///
/// # Errors
/// None in practice.
pub fn world() -> Fallible<World> {
    Ok(World { now: "2026-11-20T03:00:00Z".parse()?, actor: Actor::new("bench"), seed: Seed::new([7; 32]) })
}

/// The commands of petition `n`: received, assigned, and two of three answered.
///
/// # Errors
/// None in practice.
pub fn commands(n: u32) -> Fallible<Vec<Command>> {
    let sources = [SourceKind::ProvincialCommittee, SourceKind::Department, SourceKind::Enterprise];
    let source = sources.get(n as usize % 3).copied().unwrap_or(SourceKind::Enterprise);
    let day = |offset: u32| format!("2026-{:02}-{:02}", 1 + (n % 9) + offset / 28, 1 + (n / 9 + offset) % 28).parse();
    let id = |what: u8| {
        let [a, b, c, d] = n.to_be_bytes();
        Identity::from_bytes([0, 0, 0, 0, a, b, c, d, 0, 0, 0, 0, 0, 0, 0, what])
    };
    let command = |what: u8, at, act| Command { id: id(what), petition: id(0), at, provenance: Provenance::Live, act };
    let receive = Receive::new(
        source,
        format!("Công ty {n}"),
        Channel::Letter,
        "Kiến nghị về gia hạn thời hạn thuê đất tại khu công nghiệp",
    );
    let received = day(0)?;
    let mut commands = vec![
        command(1, received, Act::Receive(Box::new(receive))),
        command(2, received, Act::Assign { unit: format!("Phòng {}", n % 7), officer: None, due: None, helping: Vec::new() }),
    ];
    if !n.is_multiple_of(3) {
        let reply =
            Act::Reply {
                document: None, finality: Finality::Final, recipients: Vec::new(), text: Some("Đã giải quyết".into())
            };
        commands.push(command(3, kiennghi::time::Moment::Date(received_plus(&commands, n % 20)), reply));
    }
    Ok(commands)
}

fn received_plus(commands: &[Command], days: u32) -> chrono::NaiveDate {
    let first = commands.first().map(|command| command.at.date()).unwrap_or_default();
    first + chrono::Days::new(days.into())
}

/// Fills a register with `petitions` petitions in batches of 1,000.
///
/// # Errors
/// The store fails.
pub fn fill<S: Store>(store: S, petitions: u32) -> Fallible<Register<S>> {
    let world = world()?;
    let mut register = Register::create(store, &world)?;
    let mut next = 0;
    while next < petitions {
        let mut batch = register.batch()?;
        for n in next..petitions.min(next + 1000) {
            batch.execute(&commands(n)?, &world)?;
        }
        batch.commit()?;
        next += 1000;
    }
    Ok(register)
}
