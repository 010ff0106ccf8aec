//! Is a command allowed, and what happens then?
//!
//! Promises: pure; either the events, all checked, or one refusal and nothing. After the events
//! the due date can be computed: no petition gets into the register without one that can be
//! explained, or the knowledge that it has none.

use alloc::{boxed::Box, vec::Vec};

use super::{
    Act, ActName, Command, Envelope, Event, Imported, Petition, PetitionKind, Provenance, Receive, Received, Refusal,
    correction::corrected,
    evolve,
    new_date::{extension, not_before_receipt, promise},
    order::in_order,
    state::{CaseAfter, case_after},
    variant,
};
use crate::{
    case::{Context, Document, Group, Outcome, Party, Sealer, Status, Terms, TurnKind, View},
    law::{DueOrigin, PauseReason, Rulebook, Stage},
    time::Moment,
    units::OfficeUnit,
};

/// Decides on a command: the events that it causes, or why it is refused.
///
/// # Errors
/// A [`Refusal`] that says which rule was broken and what would be allowed.
pub fn decide(petition: Option<&Petition>, command: &Command, context: &Context<'_>) -> Result<Vec<Envelope>, Refusal> {
    let mut sealer = Sealer::new(&context.world.seed, command.id.as_bytes());
    let event = match (petition, &command.act) {
        (None, Act::Receive(receive)) => received(receive, command, context, &mut sealer)?,
        (Some(petition), Act::Receive(_)) => return Err(Refusal::AlreadyReceived { number: petition.case.number().clone() }),
        (None, _) => return Err(Refusal::NotReceived),
        (Some(petition), _) => happened(petition, command, context, &mut sealer)?,
    };
    let envelope = Envelope::new(event, imported(command));
    // The due date must be computable afterwards, else nobody could explain it.
    let now = Moment::Instant(context.world.now.fixed_offset());
    match petition {
        Some(petition) => match case_after(petition, &envelope, command.at, now) {
            CaseAfter::WithTurn(turn) => {
                if let Some(mut view) = petition.case.latest() {
                    turn.iter().for_each(|turn| view.take(turn));
                    is_computable(&view, context.rulebook)?;
                }
            }
            CaseAfter::Anew(case) => case.latest().map_or(Ok(()), |view| is_computable(&view, context.rulebook))?,
        },
        None => {
            let petition = evolve(None, command.petition, &envelope, command.at, now);
            let view = petition.as_ref().and_then(|petition| petition.case.latest());
            view.map_or(Ok(()), |view| is_computable(&view, context.rulebook))?;
        }
    }
    Ok(Vec::from([envelope]))
}

/// Can the clock of each stage be computed?
fn is_computable(view: &View<'_>, rulebook: &Rulebook) -> Result<(), Refusal> {
    for stage in Stage::ALL {
        view.timer(*stage, rulebook)?;
    }
    Ok(())
}

/// What an event keeps of where its command came from.
pub(super) fn imported(command: &Command) -> Option<Imported> {
    match command.provenance {
        Provenance::Live => None,
        Provenance::Imported { recorded } => Some(Imported { recorded }),
    }
}

fn not_in_future(command: &Command, context: &Context<'_>, zone: chrono_tz::Tz) -> Result<(), Refusal> {
    let now = Moment::of(context.world.now, zone);
    let recorded = match command.provenance {
        Provenance::Imported { recorded: Some(recorded) } => Some(recorded),
        _ => None,
    };
    match [Some(command.at), recorded].into_iter().flatten().find(|at| at.is_after(now)) {
        Some(at) => Err(Refusal::InFuture { at, now }),
        None => Ok(()),
    }
}

fn received(receive: &Receive, command: &Command, context: &Context<'_>, sealer: &mut Sealer) -> Result<Event, Refusal> {
    let calendar = context.rulebook.default_calendar()?;
    not_in_future(command, context, calendar.zone())?;
    for (field, text) in [("delivered_by", &receive.delivered_by), ("summary", &receive.summary)] {
        if text.trim().is_empty() {
            return Err(Refusal::Empty { field });
        }
    }
    if let Some(group) = &receive.group {
        let nobody = group.representative.as_ref().is_none_or(|name| name.trim().is_empty());
        match group.people {
            people @ 0..2 => return Err(Refusal::GroupTooSmall { people }),
            // An old book may not say whom; a group of today must name one.
            _ if nobody && command.provenance.is_live() => return Err(Refusal::Empty { field: "representative" }),
            _ => {}
        }
    }
    if receive.split_from == Some(command.petition) {
        return Err(Refusal::LinkedToItself);
    }
    let rules =
        context.rulebook.in_force(receive.rules.as_deref(), receive.kind.code(), command.at.in_zone(calendar.zone()).date())?;
    variant::check(receive.variant.as_deref(), &rules, context.rulebook)?;
    let in_force = receive.in_force.unwrap_or(match receive.assigned_due {
        Some(_) => DueOrigin::Assigned,
        None => DueOrigin::Rule,
    });
    match (in_force, receive.assigned_due) {
        (DueOrigin::Assigned, None) | (DueOrigin::Promised, _) => return Err(Refusal::NothingInForce),
        _ => {}
    }
    if let Some(due) = receive.assigned_due.filter(|due| due.is_before(command.at) && command.provenance.is_live()) {
        return Err(Refusal::DueBeforeReceipt { due, received: command.at });
    }
    Ok(Event::Received(Box::new(Received {
        number: context.next_number.clone(),
        terms: Terms { calendar: calendar.reference().clone(), zone: calendar.zone(), rules, variant: receive.variant.clone() },
        source: receive.source,
        delivered_by: sealer.seal(&receive.delivered_by),
        channel: receive.channel,
        summary: sealer.seal(&receive.summary),
        kind: receive.kind,
        about: receive.about,
        originator: receive.originator.as_ref().map(|party| Party::seal(party, sealer)),
        document: receive.document.as_ref().map(|document| Document::seal(document, sealer)),
        group: receive.group.as_ref().map(|group| Group::seal(group, sealer)),
        split_from: receive.split_from,
        field: receive.field.clone(),
        arrival_number: receive.arrival_number.clone(),
        assigned_due: receive.assigned_due,
        in_force,
        confidential: receive.confidential || receive.kind == PetitionKind::Denunciation,
    })))
}

/// What a petition allows where it is.
fn allowed(petition: &Petition, view: &View<'_>) -> Vec<ActName> {
    use ActName as A;
    let open = [A::Assign, A::Promise, A::Extend, A::Reply, A::ForwardOut, A::NotAccept, A::Reclassify, A::Withdraw, A::Link];
    let mut acts = Vec::new();
    match view.status() {
        Status::Received => acts.extend([A::Accept, A::RequestSupplement, A::Pause]),
        Status::Accepted | Status::Assigned => acts.extend([A::RequestSupplement, A::Pause]),
        Status::Paused => acts.push(A::Resume),
        Status::Closed => {
            acts.push(A::Reopen);
            if matches!(view.outcome(), Some(Outcome::Replied | Outcome::ForwardedOut | Outcome::NotAccepted)) {
                acts.extend([A::Publish, A::Rate]);
            }
            if view.outcome() == Some(Outcome::Merged) {
                acts.push(A::Unlink);
            }
            acts.push(A::Correct);
            return acts;
        }
        Status::Void => return acts,
    }
    acts.extend(open);
    acts.extend([A::ChooseVariant, A::Recompute, A::Correct]);
    if is_voidable(petition) {
        acts.push(A::Void);
    }
    acts
}

/// A number may be voided while nothing rests on it: it was received, and perhaps given to a unit.
fn is_voidable(petition: &Petition) -> bool {
    let only_arrived = |kind: &TurnKind| matches!(kind, TurnKind::Opened { .. } | TurnKind::Assigned { .. });
    petition.case.turns().iter().all(|turn| only_arrived(&turn.turn))
        && petition.replies.is_empty()
        && petition.parts.is_empty()
        && petition.merged.is_empty()
}

/// If the register has a catalogue of units, nothing is given to one that is not there on that day.
fn unit_exists(unit: &str, on: chrono::NaiveDate, rulebook: &Rulebook) -> Result<(), Refusal> {
    let Some(units) = rulebook.units().filter(|units| !units.exists(unit, on)) else { return Ok(()) };
    let ids = |units: &mut dyn Iterator<Item = &OfficeUnit>| units.map(|unit| unit.id().into()).collect();
    Err(Refusal::NoSuchUnit {
        unit: unit.into(),
        on,
        successors: ids(&mut units.successors(unit, on).into_iter()),
        known: ids(&mut units.on(on)),
    })
}

/// The units that help are others than the one that leads, and each is named once.
fn helping_units(unit: &str, helping: &[alloc::string::String]) -> Result<(), Refusal> {
    for (index, helper) in helping.iter().enumerate() {
        if helper.trim().is_empty() {
            return Err(Refusal::Empty { field: "helping" });
        }
        if helper == unit || helping.iter().take(index).any(|other| other == helper) {
            return Err(Refusal::UnitTwice { unit: helper.clone() });
        }
    }
    Ok(())
}

fn happened(petition: &Petition, command: &Command, context: &Context<'_>, sealer: &mut Sealer) -> Result<Event, Refusal> {
    let case = &petition.case;
    let number = || case.number().clone();
    not_in_future(command, context, case.terms().zone)?;
    if command.at.is_before(case.received_at()) {
        return Err(Refusal::BeforeReceipt { at: command.at, received: case.received_at() });
    }
    let Some(view) = case.latest() else { return Err(Refusal::NotReceived) };
    let act = command.act.name();
    let allowed = allowed(petition, &view);
    if !allowed.contains(&act) {
        return Err(Refusal::NotPossible { number: number(), status: view.status(), act, allowed });
    }
    in_order(petition, command)?;
    Ok(match &command.act {
        Act::Receive(_) => return Err(Refusal::AlreadyReceived { number: number() }),
        Act::Accept {} => Event::Accepted {},
        Act::NotAccept { reason } => Event::NotAccepted { reason: seal(sealer, "reason", reason)? },
        Act::ForwardOut { to, document } => Event::ForwardedOut {
            to: seal(sealer, "to", to)?,
            document: document.as_ref().map(|document| Document::seal(document, sealer)),
        },
        Act::Reclassify { kind, reason } => match kind {
            // Also one that was registered as what it is: it leaves this flow here.
            PetitionKind::Complaint | PetitionKind::Denunciation => {
                Event::Reclassified { kind: *kind, reason: seal(sealer, "reason", reason)? }
            }
            kind => return Err(Refusal::NotReclassified { kind: *kind }),
        },
        Act::Assign { unit, .. } if unit.trim().is_empty() => return Err(Refusal::Empty { field: "unit" }),
        Act::Assign { unit, officer, due, helping } => {
            not_before_receipt(*due, petition, command)?;
            helping_units(unit, helping)?;
            if command.provenance.is_live() {
                let on = command.at.in_zone(view.terms().zone).date();
                core::iter::once(unit).chain(helping).try_for_each(|unit| unit_exists(unit, on, context.rulebook))?;
            }
            Event::Assigned { unit: unit.clone(), officer: officer.clone(), due: *due, helping: helping.clone() }
        }
        Act::RequestSupplement { what } => Event::SupplementRequested { what: sealer.seal_some(what.as_deref()) },
        Act::Pause { reason: reason @ PauseReason::AwaitingSupplement } => {
            return Err(Refusal::PauseHasItsAct { reason: *reason });
        }
        Act::Pause { reason } => Event::Paused { reason: *reason },
        Act::Resume {} => Event::Resumed {},
        Act::Extend { by, reason, approved_by, notice } => {
            extension(petition, &view, command, context.rulebook)?;
            Event::Extended {
                by: *by,
                reason: seal(sealer, "reason", reason)?,
                approved_by: approved_by.clone(),
                notice: notice.as_ref().map(|notice| Document::seal(notice, sealer)),
            }
        }
        Act::Promise { due, in_force, reason } => {
            not_before_receipt(Some(*due), petition, command)?;
            if *in_force == DueOrigin::Assigned && view.clock().assigned.is_none() {
                return Err(Refusal::NothingInForce);
            }
            promise(*due, &view, command, context.rulebook)?;
            Event::DueDatePromised { due: *due, in_force: *in_force, reason: sealer.seal_some(reason.as_deref()) }
        }
        Act::Reply { document, finality, recipients, text } => Event::Replied {
            document: document.as_ref().map(|document| Document::seal(document, sealer)),
            finality: *finality,
            recipients: recipients.iter().map(|party| Party::seal(party, sealer)).collect(),
            text: sealer.seal_some(text.as_deref()),
        },
        Act::Publish { place } => Event::Published { place: place.clone() },
        Act::Rate { score } if !(1..=5).contains(score) => return Err(Refusal::ScoreOutOfRange { score: *score }),
        Act::Rate { score } => Event::Rated { score: *score },
        Act::Reopen { reason } => Event::Reopened { reason: seal(sealer, "reason", reason)? },
        Act::Withdraw { reason } => Event::Withdrawn { reason: sealer.seal_some(reason.as_deref()) },
        Act::Link { to, .. } if *to == petition.id => return Err(Refusal::LinkedToItself),
        Act::Link { to, counted } => Event::Linked { to: *to, counted: *counted },
        Act::Unlink { reason } => Event::Unlinked { reason: seal(sealer, "reason", reason)? },
        Act::Correct { correction, reason } => Event::Corrected {
            correction: corrected(correction, petition, command, sealer)?,
            reason: seal(sealer, "reason", reason)?,
        },
        Act::Void { reason } => Event::Voided { reason: seal(sealer, "reason", reason)? },
        Act::ChooseVariant { variant, reason } => Event::DeadlineRecomputed {
            terms: variant::chosen(petition, &view, variant.as_deref(), command, context.rulebook)?,
            reason: Some(seal(sealer, "reason", reason)?),
        },
        Act::Recompute {} => {
            let (received, on) = (case.received_at().date(), command.at.date());
            let terms = view.terms().renewed(context.rulebook, received, on)?;
            if terms == *view.terms() {
                return Err(Refusal::NothingToRecompute { number: number() });
            }
            Event::DeadlineRecomputed { terms, reason: None }
        }
    })
}

fn seal(sealer: &mut Sealer, field: &'static str, text: &str) -> Result<crate::case::Sealed, Refusal> {
    sealer.seal_some(Some(text)).ok_or(Refusal::Empty { field })
}
