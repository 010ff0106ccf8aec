//! Under which variant of its rules' terms is a petition?
//!
//! Promises: a variant that no stage of the rules has is refused, for imported history too, since a
//! due date could not be explained by it. Whether a case is complex is for people to find (Decree
//! 31/2019/NĐ-CP, article 3, has the grounds for denunciations): nothing here decides it.

use alloc::{string::String, vec::Vec};

use super::Refusal;
use crate::{
    case::{Number, Terms},
    law::{LawError, RuleRef, Rulebook, Stage, StageTerm},
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

/// `terms` under another variant: calendar and rules stay in the versions that they have.
pub(super) fn chosen(number: &Number, terms: &Terms, variant: Option<&str>, rulebook: &Rulebook) -> Result<Terms, Refusal> {
    check(variant, &terms.rules, rulebook)?;
    if terms.variant.as_deref() == variant {
        let mut others = variants(&terms.rules, rulebook)?;
        others.retain(|other| Some(other.as_str()) != variant);
        return Err(Refusal::SameVariant { number: number.clone(), variant: terms.variant.clone(), others });
    }
    Ok(Terms { variant: variant.map(Into::into), ..terms.clone() })
}
