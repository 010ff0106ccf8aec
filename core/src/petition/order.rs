//! What cannot have happened before what.
//!
//! Promises: an act does not come before the one that made it possible, nor a closing before
//! anything else that is on record. The same table judges new acts and corrected times.

use super::{ActName, Command, Petition, Refusal};
use crate::{
    case::{Outcome, TurnKind},
    law::PauseReason,
};

/// The act that `act` must follow if `turn` is on record; `None` if the two may come in any order.
pub(super) fn must_follow(act: ActName, turn: &TurnKind) -> Option<ActName> {
    use ActName as A;
    let goes_on = || match turn {
        TurnKind::Reopened => Some(A::Reopen),
        TurnKind::Unlinked => Some(A::Unlink),
        _ => None,
    };
    match act {
        // They say something of what is on record, and may be made at any time after it.
        A::Correct | A::Void => None,
        A::Resume => matches!(turn, TurnKind::Paused { .. }).then_some(A::Pause).or_else(goes_on),
        A::Pause | A::RequestSupplement => matches!(turn, TurnKind::Resumed).then_some(A::Resume).or_else(goes_on),
        A::Unlink => matches!(turn, TurnKind::Closed { outcome: Outcome::Merged }).then_some(A::Link),
        A::Reopen | A::Publish | A::Rate => matches!(turn, TurnKind::Closed { .. }).then(|| act_of(turn)),
        A::Reply | A::ForwardOut | A::NotAccept | A::Reclassify | A::Withdraw | A::Link => match turn {
            TurnKind::Paused { .. } => Some(A::Pause),
            TurnKind::Resumed => Some(A::Resume),
            TurnKind::Extended { .. } => Some(A::Extend),
            _ => goes_on(),
        },
        // Each holds the whole terms from then on: one put before another would be undone by it.
        A::ChooseVariant | A::Recompute => matches!(turn, TurnKind::Recomputed { .. }).then_some(A::Recompute).or_else(goes_on),
        _ => goes_on(),
    }
}

/// The act that made a turn.
pub(super) fn act_of(turn: &TurnKind) -> ActName {
    match turn {
        TurnKind::Opened { .. } => ActName::Receive,
        TurnKind::Accepted => ActName::Accept,
        TurnKind::Assigned { .. } => ActName::Assign,
        TurnKind::Paused { reason: PauseReason::AwaitingSupplement } => ActName::RequestSupplement,
        TurnKind::Paused { .. } => ActName::Pause,
        TurnKind::Resumed => ActName::Resume,
        TurnKind::Extended { .. } => ActName::Extend,
        TurnKind::Promised { .. } => ActName::Promise,
        TurnKind::Recomputed { .. } => ActName::Recompute,
        TurnKind::Closed { outcome } => match outcome {
            Outcome::Replied => ActName::Reply,
            Outcome::ForwardedOut => ActName::ForwardOut,
            Outcome::NotAccepted => ActName::NotAccept,
            Outcome::Reclassified => ActName::Reclassify,
            Outcome::Withdrawn => ActName::Withdraw,
            Outcome::Merged => ActName::Link,
        },
        TurnKind::Published => ActName::Publish,
        TurnKind::Rated { .. } => ActName::Rate,
        TurnKind::Reopened => ActName::Reopen,
        TurnKind::Unlinked => ActName::Unlink,
        TurnKind::Voided => ActName::Void,
    }
}

/// A new act follows what made it possible.
pub(super) fn in_order(petition: &Petition, command: &Command) -> Result<(), Refusal> {
    let act = command.act.name();
    let last = petition.case.turns().iter().rev().find_map(|turn| Some((must_follow(act, &turn.turn)?, turn.at)));
    match last {
        Some((after, then)) if command.at.is_before(then) => Err(Refusal::OutOfOrder { act, at: command.at, after, then }),
        _ => Ok(()),
    }
}
