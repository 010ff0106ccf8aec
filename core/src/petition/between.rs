//! What a command means for another petition than the one that it is to.
//!
//! Promises: pure. A petition is linked only to one that was not linked itself, so that there is no
//! circle; a part of a letter is received when its letter was. The other petition
//! keeps what became of it, so that its number is never voided under what hangs on it.

use alloc::vec::Vec;

use super::{Act, Command, Connection, Envelope, Event, Petition, Refusal, decide::imported};
use crate::ledger::Identity;

/// The other petition that a command to `petition` concerns; `None` if there is none.
pub fn other(petition: Option<&Petition>, command: &Command) -> Option<Identity> {
    match &command.act {
        Act::Receive(receive) => receive.split_from,
        Act::Link { to, .. } => Some(*to),
        // To open it again says that it goes on by itself, as separating it does.
        Act::Unlink { .. } | Act::Reopen { .. } => petition?.linked_to,
        _ => None,
    }
    .filter(|other| *other != command.petition)
}

/// Decides what a command means for the other petition that it concerns.
///
/// # Errors
/// A [`Refusal`] that says which petition would be right.
pub fn decide_other(other: &Petition, command: &Command) -> Result<Vec<Envelope>, Refusal> {
    let number = || other.case.number().clone();
    let how = match &command.act {
        Act::Receive(_) | Act::Link { .. } if other.case.is_void() => return Err(Refusal::OtherIsVoid { number: number() }),
        Act::Receive(_) => {
            let received = other.case.received_at();
            if received.is_before(command.at) || received.is_after(command.at) {
                return Err(Refusal::ReceivedApart { number: number(), received, at: command.at });
            }
            Connection::Part
        }
        Act::Link { .. } => match other.linked_to {
            Some(to) => return Err(Refusal::LinkedOn { number: number(), to }),
            None => Connection::Merged,
        },
        Act::Unlink { .. } | Act::Reopen { .. } => Connection::Separated,
        _ => return Ok(Vec::new()),
    };
    Ok(Vec::from([Envelope::new(Event::Connected { petition: command.petition, how }, imported(command))]))
}
