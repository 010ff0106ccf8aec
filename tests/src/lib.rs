//! What the tests of several crates share: worlds that are the same every time, and the golden
//! vectors with what this library makes of them.

use std::{fs, path::PathBuf};

use kiennghi::{
    case::{Seed, World},
    ledger::Actor,
};
use serde::{Deserialize, Serialize};

pub mod chance;
pub mod contract;
pub mod crowd;
pub mod erased;
mod events;
pub mod folder;
pub mod group;
pub mod lists;
pub mod model;
pub mod others;
pub mod script;
pub mod server;
mod tables;
pub mod vectors;
mod working_time;

/// A world as a vector states it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldText {
    /// The present.
    pub now: String,
    /// Who acts.
    pub actor: String,
    /// 64 hexadecimal digits.
    pub seed: String,
}

impl WorldText {
    /// As the library takes it.
    ///
    /// # Errors
    /// A vector that is written wrongly.
    pub fn world(&self) -> Result<World, Box<dyn std::error::Error>> {
        let seed: kiennghi::ledger::Hash = self.seed.parse()?;
        Ok(World { now: self.now.parse()?, actor: Actor::new(&self.actor), seed: Seed::new(*seed.as_bytes()) })
    }
}

/// A world at noon of a day in Hanoi, the same every time.
///
/// # Errors
/// `date` is no date.
pub fn noon(date: &str) -> Result<World, Box<dyn std::error::Error>> {
    let text = WorldText { now: format!("{date}T05:00:00Z"), actor: "test".into(), seed: "5e".repeat(32) };
    text.world()
}

/// The root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The text of a golden vector.
///
/// # Errors
/// There is none of that name.
pub fn vector(name: &str) -> Result<String, std::io::Error> {
    fs::read_to_string(root().join("tests/vectors").join(name))
}
