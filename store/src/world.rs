//! The world as the operating system gives it: time and randomness.
//!
//! Promises: the domain stays pure; whoever wants other times and ids makes a [`World`] himself.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::DateTime;
use kiennghi::{
    case::{Seed, World},
    ledger::{Actor, Identity},
    store::StoreError,
};

fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| StoreError::Io { place: "the system's randomness".into(), reason: error.to_string() })?;
    Ok(bytes)
}

/// The present, a fresh seed, and `actor` as who acts: an account, not a person's name.
///
/// # Errors
/// The system has no randomness, or its clock stands before 1970.
pub fn system_world(actor: &str) -> Result<World, StoreError> {
    let clock = |reason: String| StoreError::Io { place: "the system's clock".into(), reason };
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|error| clock(error.to_string()))?;
    let micros = i64::try_from(since.as_micros()).map_err(|error| clock(error.to_string()))?;
    let now = DateTime::from_timestamp_micros(micros).ok_or_else(|| clock("it is out of range".into()))?;
    Ok(World { now, actor: Actor::new(actor), seed: Seed::new(random()?) })
}

/// A new id (UUID version 7) that sorts by the time of `world`.
///
/// # Errors
/// The system has no randomness.
pub fn identity_at(world: &World) -> Result<Identity, StoreError> {
    let millis = u64::try_from(world.now.timestamp_millis()).unwrap_or_default();
    Ok(Identity::from(uuid::Builder::from_unix_timestamp_millis(millis, &random()?).into_uuid()))
}
