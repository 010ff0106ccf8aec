//! Under which variant of its rules' terms is a petition?
//!
//! Promises: a variant that no stage of the rules has is refused, for imported history too, since a
//! due date could not be explained by it. A longer term is not chosen once the shorter one ran out,
//! unless the rule says that the variant is a fact and no decision: what is late stays late. Whether a case is complex is for people to find (Decree
//! 31/2019/NĐ-CP, article 3, has the grounds for denunciations): nothing here decides it.

use alloc::{string::String, vec::Vec};

use super::{Command, Petition, Refusal};
use crate::{
    case::{Terms, View},
    law::{LawError, RuleRef, Rulebook, Stage, StageTerm, Timer, VariantChoice},
};

/// The variants that a case under `rules` can be under, each once, stage by stage.
fn variants(rules: &[RuleRef], rulebook: &Rulebook) -> Result<Vec<String>, LawError> {
    let mut known: Vec<String> = Vec::new();
    for stage in Stage::ALL.iter().copied() {
        let terms = rulebook.rule_for(rules, stage)?.and_then(|rule| rule.stage(stage));
        for name in terms.into_iter().flat_map(StageTerm::variants) {
            if !known.iter().any(|other| other == name) {
                known.push(name.into());
            }
        }
    }
    Ok(known)
}

/// Refuses a variant that none of `rules` has.
pub(super) fn check(variant: Option<&str>, rules: &[RuleRef], rulebook: &Rulebook) -> Result<(), Refusal> {
    let Some(variant) = variant else { return Ok(()) };
    let known = variants(rules, rulebook)?;
    match known.iter().any(|name| name == variant) {
        true => Ok(()),
        false => Err(Refusal::UnknownVariant { known }),
    }
}

/// The terms of a petition under another variant: calendar and rules stay in the versions that they
/// have.
pub(super) fn chosen(
    petition: &Petition,
    view: &View<'_>,
    variant: Option<&str>,
    command: &Command,
    rulebook: &Rulebook,
) -> Result<Terms, Refusal> {
    let (number, terms) = (petition.case.number(), view.terms());
    check(variant, &terms.rules, rulebook)?;
    if terms.variant.as_deref() == variant {
        let mut others = variants(&terms.rules, rulebook)?;
        others.retain(|other| Some(other.as_str()) != variant);
        return Err(Refusal::SameVariant { number: number.clone(), variant: terms.variant.clone(), others });
    }
    let chosen = Terms { variant: variant.map(Into::into), ..terms.clone() };
    if command.provenance.is_live() {
        while_running(petition, view, &chosen, command, rulebook)?;
    }
    Ok(chosen)
}

/// No stage that ran out without being fulfilled in time gets a longer term.
fn while_running(
    petition: &Petition,
    view: &View<'_>,
    chosen: &Terms,
    command: &Command,
    rulebook: &Rulebook,
) -> Result<(), Refusal> {
    let under = view.under(chosen);
    for stage in Stage::ALL.iter().copied() {
        let (_, terms) = view.stage(stage, rulebook)?;
        if terms.is_none_or(|terms| terms.variant_choice(chosen.variant.as_deref()) == VariantChoice::AnyTime) {
            continue;
        }
        let (Some(Timer::Due(due)), Some(Timer::Due(later))) = (view.timer(stage, rulebook)?, under.timer(stage, rulebook)?)
        else {
            continue;
        };
        let late = view.fulfilled(stage).is_none_or(|turn| turn.at.is_after(due));
        if late && command.at.is_after(due) && later.is_after(due) {
            return Err(Refusal::VariantAfterDue { number: petition.case.number().clone(), stage, due });
        }
    }
    Ok(())
}
