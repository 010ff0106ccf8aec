//! What a new version of a calendar or rule would move: a plan first, then recorded acts.
//!
//! Promises: nothing is changed by planning; the plan names each open due date that would move,
//! from when to when, and the days or rules that move it. A case whose dates do not move stays
//! under the version that it has.

use alloc::{borrow::Cow, collections::BTreeMap, format, string::String, vec::Vec};

use super::{Register, RegisterError};
use crate::{
    calendar::{CalendarRef, DayChange, WorkCalendar},
    case::{Case, DeadlineFailure, Number, Terms, View},
    lang::Lang,
    law::{RuleRef, Rulebook, Stage, Timer, day_text},
    ledger::{CommandId, Identity},
    petition::{Act, Command, Provenance},
    store::Store,
    time::Moment,
};

/// A due date that would move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The petition.
    pub petition: Identity,
    /// Its number.
    pub number: Number,
    /// The stage whose due date it is.
    pub stage: Stage,
    /// What its clock shows now.
    pub from: Option<Timer>,
    /// What it would show.
    pub to: Option<Timer>,
    /// The days between its receipt and the later of the two dates that the calendar now has
    /// otherwise.
    pub days: Vec<DayChange>,
    /// The versions of rules that would change, old and new.
    pub rules: Vec<(RuleRef, RuleRef)>,
}

impl Move {
    /// Why it would move, one line a day or rule.
    pub fn why(&self, lang: Lang) -> Vec<String> {
        let days = self.days.iter().map(|change| {
            let day = day_text(change.date, lang);
            match lang {
                Lang::Vi => format!("{day}: trước là {}, nay là {}", change.was.vi, change.is.vi),
                Lang::En => format!("{day}: was {}, is now {}", change.was.en, change.is.en),
            }
        });
        let rules = self.rules.iter().map(|(old, new)| match lang {
            Lang::Vi => format!("quy định: trước là {old}, nay là {new}"),
            Lang::En => format!("rule: was {old}, is now {new}"),
        });
        days.chain(rules).collect()
    }
}

/// What would move, and what would not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecomputePlan {
    /// Each due date that would move, by petition and stage.
    pub moves: Vec<Move>,
    /// The versions of calendars that the moved cases would be under.
    pub calendars: Vec<CalendarRef>,
    /// Open cases that could be under later versions, and whose due dates would not move.
    pub unmoved: usize,
}

impl RecomputePlan {
    /// The commands that carry the plan out, one a petition, each with an id of `ids`. They record
    /// that it happened at `at`.
    ///
    /// # Errors
    /// What `ids` fails with.
    pub fn commands<E>(&self, at: Moment, mut ids: impl FnMut() -> Result<CommandId, E>) -> Result<Vec<Command>, E> {
        let petitions: BTreeMap<&Number, Identity> = self.moves.iter().map(|one| (&one.number, one.petition)).collect();
        let command = |petition| Ok(Command { id: ids()?, petition, at, provenance: Provenance::Live, act: Act::Recompute {} });
        petitions.into_values().map(command).collect()
    }
}

impl<S: Store> Register<S> {
    /// Which open due dates would move if every open petition were recomputed on `on`: under the
    /// latest version of its calendar, and under later versions of its rules that move open cases.
    /// `proposed` is a version that was not adopted: what it would move if it were.
    ///
    /// # Errors
    /// A due date cannot be computed; the store fails.
    pub fn recompute_plan(&self, proposed: Option<&WorkCalendar>, on: Moment) -> Result<RecomputePlan, RegisterError> {
        let state = self.state()?;
        let book = match proposed {
            Some(calendar) => Cow::Owned(state.rulebook.with_proposed(calendar.clone())),
            None => Cow::Borrowed(&*state.rulebook),
        };
        let mut plan = RecomputePlan { moves: Vec::new(), calendars: Vec::new(), unmoved: 0 };
        self.each_case(&mut |petition, case| {
            let Some(view) = case.latest().filter(View::is_open) else { return Ok(()) };
            let on = on.in_zone(view.terms().zone).date();
            let terms = view.terms().renewed(&book, case.received_at().date(), on)?;
            if terms == *view.terms() {
                return Ok(());
            }
            let moves = moved(petition, &case, &view, &terms, &book)?;
            match moves.is_empty() {
                true => plan.unmoved += 1,
                false => plan.calendars.push(terms.calendar.clone()),
            }
            plan.moves.extend(moves);
            Ok(())
        })?;
        plan.calendars.sort();
        plan.calendars.dedup();
        plan.moves.sort_by(|a, b| (&a.number, a.stage).cmp(&(&b.number, b.stage)));
        Ok(plan)
    }
}

/// The due dates of one case that `terms` would move.
fn moved(petition: Identity, case: &Case, view: &View<'_>, terms: &Terms, book: &Rulebook) -> Result<Vec<Move>, DeadlineFailure> {
    let (old, new) = (book.calendar(&view.terms().calendar)?, book.calendar(&terms.calendar)?);
    let renewed = view.under(terms);
    let mut moves = Vec::new();
    for stage in Stage::ALL.iter().copied().filter(|stage| view.fulfilled(*stage).is_none()) {
        let (from, to) = (view.timer(stage, book)?, renewed.timer(stage, book)?);
        if from == to {
            continue;
        }
        let due = [from, to].into_iter().flatten().filter_map(Timer::due).map(Moment::date).max();
        let until = due.unwrap_or(old.last()).min(old.last()).min(new.last());
        let days = old.differences(new, case.received_at().date(), until)?;
        let rules = view.terms().rules.iter().zip(&terms.rules).filter(|(old, new)| old != new);
        let rules = rules.map(|(old, new)| (old.clone(), new.clone())).collect();
        moves.push(Move { petition, number: case.number().clone(), stage, from, to, days, rules });
    }
    Ok(moves)
}
