//! A case as it stood at a moment.
//!
//! Promises: only what had happened by then is seen. It is derived afresh from the turns.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::{Case, Outcome, Status, Terms, Turn, TurnKind};
use crate::{
    calendar::WorkCalendar,
    law::{
        Clock, Deadline, DeadlineError, DueOrigin, Extension, Lateness, LawError, Pause, RuleVersion, Rulebook, Stage, StageTerm,
        Standing, Timer, due, lateness, standing,
    },
    time::Moment,
};

/// A case as it stood at a moment.
#[derive(Clone, Debug)]
pub struct View<'a> {
    case: &'a Case,
    terms: &'a Terms,
    clock: Clock,
    status: Status,
    outcome: Option<Outcome>,
    closed: Option<&'a Turn>,
    accepted: Option<&'a Turn>,
    published: Option<&'a Turn>,
    /// The due date that the unit was given with the case.
    unit_due: Option<Moment>,
    /// How often a date was promised since it arrived or was opened again.
    promises: usize,
    unit: Option<&'a str>,
    officer: Option<&'a str>,
    helping: &'a [String],
    /// Did the closing end a pause? An unlinked case stands still again then.
    closed_in_pause: bool,
}

impl Case {
    /// The case as it stood at `at`, a date meaning the end of that day; `None` if it had not
    /// been opened.
    pub fn at(&self, at: Moment) -> Option<View<'_>> {
        self.after_turns(self.turns().iter().take_while(|turn| !turn.at.is_after(at)).count())
    }

    /// The case as it stands after all that is known.
    pub fn latest(&self) -> Option<View<'_>> {
        self.after_turns(self.turns().len())
    }

    /// The case as it stood after its first `count` turns.
    pub(crate) fn after_turns(&self, count: usize) -> Option<View<'_>> {
        let mut turns = self.turns().iter().take(count);
        let mut view = View::opened(self, turns.next()?);
        turns.for_each(|turn| view.take(turn));
        Some(view)
    }
}

impl<'a> View<'a> {
    /// The view after the turn that opened the case.
    pub(crate) fn opened(case: &'a Case, first: &'a Turn) -> View<'a> {
        let mut clock = Clock::started(first.at);
        if let TurnKind::Opened { assigned_due, in_force } = &first.turn {
            clock.assigned = *assigned_due;
            clock.in_force = *in_force;
        }
        View {
            case,
            terms: case.terms(),
            clock,
            status: Status::Received,
            outcome: None,
            closed: None,
            accepted: None,
            published: None,
            unit_due: None,
            promises: 0,
            unit: None,
            officer: None,
            helping: &[],
            closed_in_pause: false,
        }
    }

    /// Takes the next turn.
    pub(crate) fn take(&mut self, turn: &'a Turn) {
        match &turn.turn {
            TurnKind::Opened { .. } | TurnKind::Rated { .. } => {}
            TurnKind::Published => self.published = Some(turn),
            TurnKind::Accepted => {
                self.accepted.get_or_insert(turn);
                self.clock.accepted.get_or_insert(turn.at);
                if self.status == Status::Received {
                    self.status = Status::Accepted;
                }
            }
            TurnKind::Assigned { unit, officer, due, helping } => {
                // Another officer of the same unit: its part goes on.
                if self.unit != Some(unit.as_str()) || due.is_some() {
                    self.clock.handed_over = Some(turn.at);
                    self.unit_due = *due;
                }
                self.unit = Some(unit);
                self.officer = officer.as_deref();
                self.helping = helping;
                if matches!(self.status, Status::Received | Status::Accepted) {
                    self.status = Status::Assigned;
                }
            }
            TurnKind::Paused { reason } => {
                self.clock.pauses.push(Pause { reason: *reason, from: turn.at, to: None });
                self.status = Status::Paused;
            }
            TurnKind::Resumed => {
                self.end_pause(turn.at);
                self.status = self.running();
            }
            TurnKind::Extended { by } => self.clock.extensions.push(Extension { at: turn.at, by: *by }),
            TurnKind::Promised { due, in_force } => {
                self.clock.promised = Some(*due);
                self.clock.in_force = *in_force;
                self.promises += 1;
            }
            TurnKind::Recomputed { terms } => self.terms = terms,
            TurnKind::Closed { outcome } => {
                // What was waited for no longer matters: the clock ran again, and then stopped.
                self.closed_in_pause = self.end_pause(turn.at);
                self.status = Status::Closed;
                self.outcome = Some(*outcome);
                self.closed = Some(turn);
                self.clock.closed = Some(turn.at);
            }
            TurnKind::Reopened => {
                let handed_over = self.unit.map(|_| turn.at);
                self.clock = Clock { handed_over, ..Clock::started(turn.at) };
                (self.outcome, self.closed, self.published, self.accepted) = (None, None, None, None);
                (self.unit_due, self.promises) = (None, 0);
                self.status = self.running();
            }
            TurnKind::Unlinked => self.go_on(),
            TurnKind::Voided => {
                self.status = Status::Void;
                self.closed = Some(turn);
            }
        }
    }

    /// Takes back that it was closed as merged: its clock ran, or stood still, all the while.
    fn go_on(&mut self) {
        if self.outcome != Some(Outcome::Merged) {
            return;
        }
        (self.outcome, self.closed, self.clock.closed) = (None, None, None);
        self.status = self.running();
        if self.closed_in_pause
            && let Some(pause) = self.clock.pauses.last_mut()
        {
            pause.to = None;
            self.status = Status::Paused;
        }
    }

    /// Ends the pause that is running; answers whether one was.
    fn end_pause(&mut self, at: Moment) -> bool {
        let running = self.clock.pauses.last_mut().filter(|pause| pause.to.is_none());
        running.map(|pause| pause.to = Some(at)).is_some()
    }

    fn running(&self) -> Status {
        match (self.unit, self.accepted) {
            (Some(_), _) => Status::Assigned,
            (None, Some(_)) => Status::Accepted,
            (None, None) => Status::Received,
        }
    }

    /// Where it is.
    pub fn status(&self) -> Status {
        self.status
    }

    /// Is it open?
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// How it was closed, if it is.
    pub fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// The turn that closed it, if it is closed, or that voided its number.
    pub fn closed(&self) -> Option<&'a Turn> {
        self.closed
    }

    /// The turn that published its outcome, if it was published; the last one, if it was more than once.
    pub fn published(&self) -> Option<&'a Turn> {
        self.published
    }

    /// The unit that holds it.
    pub fn unit(&self) -> Option<&'a str> {
        self.unit
    }

    /// The officer who holds it.
    pub fn officer(&self) -> Option<&'a str> {
        self.officer
    }

    /// The units that help the one that holds it.
    pub fn helping(&self) -> &'a [String] {
        self.helping
    }

    /// The facts that its due date depends on.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The calendar and rules it is under.
    pub fn terms(&self) -> &'a Terms {
        self.terms
    }

    /// The case.
    pub fn case(&self) -> &'a Case {
        self.case
    }

    /// Calendar and stage term that apply to `stage`.
    ///
    /// # Errors
    /// The rulebook lacks what the terms name.
    pub fn stage<'r>(&self, stage: Stage, rulebook: &'r Rulebook) -> Result<(&'r WorkCalendar, Option<&'r StageTerm>), LawError> {
        let calendar = rulebook.calendar(&self.terms.calendar)?;
        Ok((calendar, rulebook.rule_for(&self.terms.rules, stage)?.and_then(|rule| rule.stage(stage))))
    }

    /// The clock of `stage`; `None` if neither a rule nor a hand set a due date.
    ///
    /// # Errors
    /// The rulebook lacks what the terms name; the calendar does not reach far enough.
    pub fn timer(&self, stage: Stage, rulebook: &Rulebook) -> Result<Option<Timer>, DeadlineFailure> {
        let (calendar, terms) = self.stage(stage, rulebook)?;
        match terms {
            Some(terms) => Ok(due(terms, self.terms.variant.as_deref(), calendar, &self.clock_of(stage))?),
            None => Ok(self.set_by_hand(stage).map(|(_, due)| Timer::Due(due))),
        }
    }

    /// The deadline of `stage` with its explanation; `None` if neither a rule nor a hand sets one.
    ///
    /// # Errors
    /// As [`View::timer`].
    pub fn deadline(&self, stage: Stage, rulebook: &Rulebook) -> Result<Option<Deadline>, DeadlineFailure> {
        let calendar = rulebook.calendar(&self.terms.calendar)?;
        let variant = self.terms.variant.as_deref();
        let has_term = |rule: &&RuleVersion| rule.stage(stage).is_some_and(|terms| terms.term(variant).is_some());
        match rulebook.rule_for(&self.terms.rules, stage)?.filter(has_term) {
            Some(rule) => Ok(Some(crate::law::deadline(rule, stage, variant, calendar, &self.clock_of(stage))?)),
            None => {
                let by_hand = |(origin, due)| Deadline::by_hand(stage, origin, due, calendar.reference());
                Ok(self.set_by_hand(stage).map(by_hand))
            }
        }
    }

    /// The deadlines of all stages that have one, in the order of the stages.
    ///
    /// # Errors
    /// As [`View::timer`].
    pub fn deadlines(&self, rulebook: &Rulebook) -> Result<Vec<Deadline>, DeadlineFailure> {
        Stage::ALL.iter().filter_map(|stage| self.deadline(*stage, rulebook).transpose()).collect()
    }

    /// The turn that fulfilled `stage`; `None` while none has. A closing of any kind ends all that
    /// was to be done before it.
    pub fn fulfilled(&self, stage: Stage) -> Option<&'a Turn> {
        match stage {
            Stage::Acknowledge => self.accepted.or(self.closed),
            Stage::Forward | Stage::Handle | Stage::Reply => self.closed,
            Stage::Publish => self.published,
        }
    }

    /// How often a date was promised since it arrived or was opened again.
    pub(crate) fn promises(&self) -> usize {
        self.promises
    }

    /// The same case under other terms.
    pub(crate) fn under(&self, terms: &'a Terms) -> View<'a> {
        View { terms, ..self.clone() }
    }

    /// The same case as if its term had never been extended and no date promised: lateness is reported
    /// against the first due date too.
    pub(crate) fn before_any_new_date(&self) -> View<'a> {
        let mut view = self.clone();
        view.clock.extensions.clear();
        if view.clock.in_force == DueOrigin::Promised {
            let (first, assigned) = (self.case.turns().first(), self.clock.assigned);
            let by_letter = |turn: &Turn| matches!(turn.turn, TurnKind::Opened { in_force: DueOrigin::Assigned, .. });
            let assigned = assigned.is_some() && first.is_some_and(by_letter);
            view.clock.in_force = if assigned { DueOrigin::Assigned } else { DueOrigin::Rule };
        }
        view
    }

    /// The date set by hand that is in force for a stage, if one is: those of the reply are about
    /// it alone, and the unit's part has the date that it was given with.
    fn set_by_hand(&self, stage: Stage) -> Option<(DueOrigin, Moment)> {
        match stage {
            Stage::Reply => self.clock.set_by_hand().map(|due| (self.clock.in_force, due)),
            Stage::Handle => self.unit_due.map(|due| (DueOrigin::Assigned, due)),
            Stage::Acknowledge | Stage::Forward | Stage::Publish => None,
        }
    }

    /// The clock of a stage. Extensions are about the reply alone.
    fn clock_of(&self, stage: Stage) -> Cow<'_, Clock> {
        if stage == Stage::Reply {
            return Cow::Borrowed(&self.clock);
        }
        let (in_force, assigned) = self.set_by_hand(stage).unzip();
        let in_force = in_force.unwrap_or(DueOrigin::Rule);
        Cow::Owned(Clock { in_force, assigned, extensions: Vec::new(), ..self.clock.clone() })
    }

    /// How an open case stands at `at` against the due date of its reply; `None` if it is closed.
    ///
    /// # Errors
    /// As [`View::timer`].
    pub fn standing(&self, at: Moment, rulebook: &Rulebook) -> Result<Option<Standing>, DeadlineFailure> {
        if !self.is_open() {
            return Ok(None);
        }
        let (calendar, terms) = self.stage(Stage::Reply, rulebook)?;
        let due_soon = terms.map_or(0, StageTerm::due_soon);
        Ok(Some(standing(self.timer(Stage::Reply, rulebook)?, due_soon, calendar, at)?))
    }

    /// How a closed case was closed against the due date of its reply, by when that happened and
    /// by when it was put on record; `None` if it is open.
    ///
    /// # Errors
    /// As [`View::timer`].
    pub fn lateness(&self, rulebook: &Rulebook) -> Result<Option<(Lateness, Lateness)>, DeadlineFailure> {
        let Some(closed) = self.closed else { return Ok(None) };
        let due = self.timer(Stage::Reply, rulebook)?.and_then(Timer::due);
        Ok(Some((lateness(due, closed.at), lateness(due, closed.on_record))))
    }
}

/// Why a deadline of a case could not be computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineFailure {
    /// The rulebook lacks something, or a rule is not in force.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The calendar does not reach far enough, or the rule has no such stage.
    #[error(transparent)]
    Deadline(#[from] DeadlineError),
}

impl From<crate::calendar::CalendarError> for DeadlineFailure {
    fn from(error: crate::calendar::CalendarError) -> Self {
        DeadlineFailure::Deadline(error.into())
    }
}
