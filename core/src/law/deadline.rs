//! The due date of a case, and the steps that led to it.
//!
//! Promises: [`due`] and [`deadline`] are one walk over the facts, so that an explanation cannot
//! differ from the result. Same facts, rule and calendar: same answer, for ever.

use alloc::{string::ToString, vec::Vec};

use serde::Serialize;

use super::{
    Clock, DueOrigin, RuleRef, RuleStanding, RuleVersion, Stage, StageTerm, Step, Timer,
    walk::{Extensions, Walk},
};
use crate::{
    calendar::{CalendarError, CalendarRef, WorkCalendar},
    lang::Lang,
    time::Moment,
};

/// Why there is no deadline.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeadlineError {
    /// The calendar does not reach far enough.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// The rule has no term for that stage.
    #[error("rule {rule} has no stage `{stage}`; it has {known}")]
    NoStage {
        /// The rule.
        rule: RuleRef,
        /// The stage asked for.
        stage: Stage,
        /// The stages it has.
        known: alloc::string::String,
    },
    /// The rule leaves the date of that stage to whoever sets it by hand.
    #[error("rule {rule} has no term for stage `{stage}`: a date is set by hand")]
    NoTerm {
        /// The rule.
        rule: RuleRef,
        /// The stage asked for.
        stage: Stage,
    },
}

/// The deadline of one stage of one case, with its steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deadline {
    stage: Stage,
    origin: DueOrigin,
    timer: Timer,
    by_rule: Option<ByRule>,
    calendar: CalendarRef,
    steps: Vec<Step>,
}

/// What a rule gives, beside what is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct ByRule {
    rule: RuleRef,
    timer: Timer,
    original: Timer,
}

impl Deadline {
    /// The due moment in force; `None` while the clock stands still or has not started.
    pub fn due(&self) -> Option<Moment> {
        self.timer.due()
    }

    /// The clock in force.
    pub fn timer(&self) -> Timer {
        self.timer
    }

    /// The deadline of a case for which no rule sets one, but a date was set by hand.
    pub fn by_hand(stage: Stage, origin: DueOrigin, due: Moment, calendar: &CalendarRef) -> Deadline {
        let steps = Vec::from([Step::NoRule, Step::SetByHand { origin, due }]);
        Deadline { stage, origin, timer: Timer::Due(due), by_rule: None, calendar: calendar.clone(), steps }
    }

    /// What the rule gives, whatever is in force; `None` if no rule applies.
    pub fn by_rule(&self) -> Option<Timer> {
        self.by_rule.as_ref().map(|by_rule| by_rule.timer)
    }

    /// What the rule gave before any extension; `None` if no rule applies. Lateness is reported
    /// against both.
    pub fn original(&self) -> Option<Timer> {
        self.by_rule.as_ref().map(|by_rule| by_rule.original)
    }

    /// Where the date in force comes from.
    pub fn origin(&self) -> DueOrigin {
        self.origin
    }

    /// The stage.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The rule and its version; `None` if no rule applies.
    pub fn rule(&self) -> Option<&RuleRef> {
        self.by_rule.as_ref().map(|by_rule| &by_rule.rule)
    }

    /// The calendar and its version.
    pub fn calendar(&self) -> &CalendarRef {
        &self.calendar
    }

    /// The computation, as data.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The computation in words, one line a step.
    pub fn explain(&self, lang: Lang) -> Vec<alloc::string::String> {
        self.steps.iter().map(|step| super::explain::line(step, lang)).collect()
    }
}

/// The deadline of `stage` under `rule`, with its steps.
///
/// `variant` names a variant of the term that the rule may have (`inter_agency`).
///
/// # Errors
/// [`DeadlineError::NoStage`]; [`DeadlineError::NoTerm`]; [`DeadlineError::Calendar`] if the calendar
/// does not reach far enough.
pub fn deadline(
    rule: &RuleVersion,
    stage: Stage,
    variant: Option<&str>,
    calendar: &WorkCalendar,
    clock: &Clock,
) -> Result<Deadline, DeadlineError> {
    let terms = rule.stage(stage).ok_or_else(|| DeadlineError::NoStage {
        rule: rule.reference.clone(),
        stage,
        known: super::rule::known(rule.stages.iter().map(|s| s.stage.to_string())),
    })?;
    let term = terms.term(variant).ok_or_else(|| DeadlineError::NoTerm { rule: rule.reference.clone(), stage })?;
    let (reference, citation) = (rule.reference.clone(), rule.citation.clone());
    // A case may be under a variant that only another stage has.
    let variant = terms.variants().find(|name| Some(*name) == variant);
    let variant_label = variant.and_then(|name| terms.variant_label(name)).cloned();
    let variant = variant.map(Into::into);
    let mut steps = Vec::from([Step::Rule { rule: reference, citation, term, variant, variant_label }]);
    if rule.standing != RuleStanding::Verified {
        steps.push(Step::RuleStanding { standing: rule.standing });
    }
    let walk = |extensions, steps| Walk { terms, term, calendar, clock, extensions, steps }.timer();
    let by_rule = walk(Extensions::Counted, Some(&mut steps))?;
    let original = match clock.extensions.is_empty() {
        true => by_rule,
        false => walk(Extensions::Ignored, None)?,
    };
    steps.push(Step::Result { timer: by_rule, calendar: calendar.reference().clone() });
    let by_hand = clock.set_by_hand();
    if let Some(due) = by_hand {
        steps.push(Step::SetByHand { origin: clock.in_force, due });
    }
    Ok(Deadline {
        stage,
        origin: if by_hand.is_some() { clock.in_force } else { DueOrigin::Rule },
        timer: by_hand.map_or(by_rule, Timer::Due),
        by_rule: Some(ByRule { rule: rule.reference.clone(), timer: by_rule, original }),
        calendar: calendar.reference().clone(),
        steps,
    })
}

/// The clock in force, without the explanation: for many cases at once. `None` if the rule leaves
/// the date to whoever sets it by hand, and nobody did.
///
/// # Errors
/// The calendar does not reach far enough.
pub fn due(
    terms: &StageTerm,
    variant: Option<&str>,
    calendar: &WorkCalendar,
    clock: &Clock,
) -> Result<Option<Timer>, CalendarError> {
    match (clock.set_by_hand(), terms.term(variant)) {
        (Some(due), _) => Ok(Some(Timer::Due(due))),
        (None, None) => Ok(None),
        (None, Some(term)) => {
            Walk { terms, term, calendar, clock, extensions: Extensions::Counted, steps: None }.timer().map(Some)
        }
    }
}
