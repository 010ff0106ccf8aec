//! May a due date be moved: by an extension, or by a new date promised to the petitioner?
//!
//! Promises: the answer is the rule's, and a refusal says what it would allow; imported history is
//! taken as it was.

use chrono::NaiveDate;

use super::{Act, Command, ExtensionProblem, Petition, Refusal};
use crate::{
    calendar::{CivilUnit, MonthEnd, Roll, WorkCalendar},
    case::{DeadlineFailure, View},
    law::{Need, Rulebook, Stage, Term, TermUnit, Timer},
    time::Moment,
};

/// A due date of the present does not lie before the receipt. Imported history is taken as it was.
pub(super) fn not_before_receipt(due: Option<Moment>, petition: &Petition, command: &Command) -> Result<(), Refusal> {
    let received = petition.case.received_at();
    match due.filter(|due| due.is_before(received) && command.provenance.is_live()) {
        Some(due) => Err(Refusal::DueBeforeReceipt { due, received }),
        None => Ok(()),
    }
}

/// Is an extension allowed? Imported history is taken as it was.
pub(super) fn extension(petition: &Petition, view: &View<'_>, command: &Command, rulebook: &Rulebook) -> Result<(), Refusal> {
    let Act::Extend { by, approved_by, notice, .. } = &command.act else { return Ok(()) };
    let number = || petition.case.number().clone();
    let variant = view.terms().variant.as_deref();
    let rule = rulebook.rule_for(&view.terms().rules, Stage::Reply)?;
    let Some((rule, stage, term)) = rule.and_then(|rule| {
        let stage = rule.stage(Stage::Reply)?;
        Some((rule, stage, stage.term(variant)?))
    }) else {
        return Err(Refusal::NothingToExtend { number: number() });
    };
    if !command.provenance.is_live() {
        return Ok(());
    }
    let refuse = |problem| Err(Refusal::ExtensionNotAllowed { rule: rule.reference().clone(), problem });
    let Some(terms) = stage.extension(variant) else {
        return refuse(ExtensionProblem::NoneAllowed);
    };
    let before = &view.clock().extensions;
    if before.len() >= usize::from(terms.times) {
        return refuse(ExtensionProblem::UsedUp { allowed: terms.times, granted: before.len() });
    }
    if let Some(each) = terms.each.filter(|each| by > each) {
        return refuse(ExtensionProblem::TooLong { each: Term { amount: each, ..term }, by: *by });
    }
    let total = before.iter().map(|extension| u32::from(extension.by)).sum::<u32>() + u32::from(*by);
    if *by == 0 || total > u32::from(terms.most) {
        return refuse(ExtensionProblem::OutOfRange { most: Term { amount: terms.most, ..term }, total });
    }
    let missing = terms.needs.iter().find(|need| match need {
        Need::Approver => approved_by.is_none(),
        Need::Notice => notice.is_none(),
    });
    if let Some(need) = missing {
        return refuse(ExtensionProblem::Missing { need: *need });
    }
    let Some(Timer::Due(due)) = view.timer(Stage::Reply, rulebook)? else { return Ok(()) };
    if command.at.is_after(due) {
        return Err(Refusal::ExtensionAfterDue { number: number(), due });
    }
    match too_late(terms.before_due, due, command.at, view, rulebook)? {
        Some(problem) => refuse(problem),
        None => Ok(()),
    }
}

/// Is a new date allowed? The rule may say nothing of it; imported history is taken as it was.
pub(super) fn promise(due: Moment, view: &View<'_>, command: &Command, rulebook: &Rulebook) -> Result<(), Refusal> {
    let rule = rulebook.rule_for(&view.terms().rules, Stage::Reply)?;
    let Some((rule, stage)) = rule.and_then(|rule| Some((rule, rule.stage(Stage::Reply)?))) else { return Ok(()) };
    let Some(terms) = stage.promise().filter(|_| command.provenance.is_live()) else { return Ok(()) };
    let refuse = |problem| Err(Refusal::PromiseNotAllowed { rule: rule.reference().clone(), problem });
    if view.promises() >= usize::from(terms.times) {
        return refuse(ExtensionProblem::UsedUp { allowed: terms.times, granted: view.promises() });
    }
    if let (Some(within), Some(start)) = (terms.within, view.clock().at(stage.starts())) {
        let calendar = rulebook.calendar(&view.terms().calendar)?;
        let last = days_from(calendar, start.date(), within, 1)?;
        if due.date() > last {
            return refuse(ExtensionProblem::TooFar { within, last });
        }
    }
    let before = match view.timer(Stage::Reply, rulebook)? {
        Some(Timer::Due(before)) => before,
        _ => return Ok(()),
    };
    match too_late(terms.before_due, before, command.at, view, rulebook)? {
        Some(problem) => refuse(problem),
        None => Ok(()),
    }
}

/// What is against an act at `at` that must come so long before `due`.
fn too_late(
    before: Option<Term>,
    due: Moment,
    at: Moment,
    view: &View<'_>,
    rulebook: &Rulebook,
) -> Result<Option<ExtensionProblem>, Refusal> {
    let Some(before) = before else { return Ok(None) };
    let last = days_from(rulebook.calendar(&view.terms().calendar)?, due.date(), before, -1)?;
    Ok((at.date() > last).then_some(ExtensionProblem::TooLate { before, last }))
}

/// The day so many working or calendar days after `from`, or before it.
fn days_from(calendar: &WorkCalendar, from: NaiveDate, term: Term, sign: i32) -> Result<NaiveDate, Refusal> {
    let amount = sign * i32::from(term.amount);
    let found = match term.unit {
        TermUnit::WorkingDay => calendar.add_working_days(from, amount),
        _ => calendar.add_civil(from, amount, term.unit.civil().unwrap_or(CivilUnit::Day), Roll::Stay, MonthEnd::LastDay),
    };
    Ok(found.map_err(DeadlineFailure::from)?)
}
