//! The due date that the rule gives a row, to compare with the one in the sheet.
//!
//! Promises: the computation of the register itself, for a petition as it is received. What happens
//! later (pauses, extensions) moves no date that a sheet states.

use kiennghi::{
    law::{Clock, Rulebook, Stage, StartEvent, Timer, due},
    petition::Receive,
    time::Moment,
};

/// When the reply is due by rule; `None` where no rule says so, or not from the receipt on.
pub(crate) fn due_by_rule(rulebook: &Rulebook, receive: &Receive, received: Moment) -> Option<Moment> {
    let calendar = rulebook.default_calendar().ok()?;
    let received = received.in_zone(calendar.zone());
    let rules = rulebook.in_force(receive.rules.as_deref(), receive.kind.code(), received.date()).ok()?;
    let version = rulebook.rule_for(&rules, Stage::Reply).ok()??;
    let terms = version.stage(Stage::Reply).filter(|terms| terms.starts() == StartEvent::Received)?;
    match due(terms, None, calendar, &Clock::started(received)).ok()?? {
        Timer::Due(moment) => Some(moment),
        _ => None,
    }
}
