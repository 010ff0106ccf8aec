//! What the register counts: its cases as columns, and the answers to questions.
//!
//! Promises: what is counted and the head it is said of come from one held state of the store,
//! whoever writes meanwhile. What was known at an entry is what a register would say that ends there.

use alloc::{collections::BTreeMap, vec::Vec};

use chrono::NaiveDate;

use super::{
    Register, RegisterError,
    book::rulebook_stream,
    replay::{Known, petition_stream, read, read_envelope},
};
use crate::{
    case::{Case, WorkItem, worklist},
    law::{Rulebook, RulebookEvent},
    ledger::{Entry, Head, Identity},
    petition,
    statistics::{Behind, Columns, FilledForm, Form, KnownAt, Question, StatisticsError, Table},
    store::Store,
    time::Moment,
    units::UnitCatalogue,
};

impl<S: Store> Register<S> {
    /// The cases as columns, for any number of questions.
    ///
    /// # Errors
    /// A due date cannot be computed; the store fails.
    pub fn columns(&self) -> Result<Columns, RegisterError> {
        self.columns_and(&mut |_, _, _| Ok(()))
    }

    /// The cases as columns, and what was open at `at` as [`Register::worklist`] tells it: each case is
    /// read once.
    ///
    /// # Errors
    /// As [`Register::columns`].
    pub fn columns_and_worklist(&self, at: Moment) -> Result<(Columns, Vec<WorkItem>), RegisterError> {
        let mut items = Vec::new();
        let columns = self.columns_and(&mut |id, case, rulebook| {
            items.extend(worklist(id, case, at, rulebook)?);
            Ok(())
        })?;
        items.sort_by_cached_key(WorkItem::urgency);
        Ok((columns, items))
    }

    /// The cases as columns; `each` is told every case on the way.
    fn columns_and(
        &self,
        each: &mut dyn FnMut(Identity, &Case, &Rulebook) -> Result<(), RegisterError>,
    ) -> Result<Columns, RegisterError> {
        // Else others may commit after the head is read, and what is counted is not of that head.
        let state = self.state()?;
        let mut columns = Columns::new(self.head()?);
        for entry in self.store.stream(&rulebook_stream())? {
            push_units(&mut columns, &entry)?;
        }
        let mut changed = Vec::new();
        self.each_case(&mut |id, case| {
            each(id, &case, &state.rulebook)?;
            if case.is_told_in_order() {
                columns.push(id, &case, &state.rulebook)?;
            } else {
                changed.push(id);
            }
            Ok(())
        })?;
        for id in changed {
            self.tell(&mut columns, id, 0, &state.rulebook)?;
        }
        Ok(columns)
    }

    /// Brings columns up to the end of the ledger: only what was recorded since is read. Answers the
    /// cases that changed.
    ///
    /// # Errors
    /// As [`Register::columns`]; the columns may then be told in part, and are to be read anew.
    pub fn update_columns(&self, columns: &mut Columns) -> Result<Vec<Identity>, RegisterError> {
        let state = self.state()?;
        let (mut after, head) = (columns.head().sequence, self.head()?);
        let from = after;
        let mut changed: BTreeMap<Identity, ()> = BTreeMap::new();
        while after < head.sequence {
            let entries = self.store.entries(after, 4096)?;
            let Some(last) = entries.last() else { break };
            after = last.sequence;
            for entry in entries {
                if entry.draft.stream == rulebook_stream() {
                    push_units(columns, &entry)?;
                } else if entry.draft.stream.kind == petition::STREAM {
                    changed.insert(entry.draft.stream.id, ());
                }
            }
        }
        for id in changed.keys() {
            self.tell(columns, *id, from, &state.rulebook)?;
        }
        columns.set_head(head);
        Ok(changed.into_keys().collect())
    }

    /// Tells each state that a case had after its entries above `after`.
    fn tell(&self, columns: &mut Columns, id: Identity, after: u64, rulebook: &Rulebook) -> Result<(), RegisterError> {
        let mut known = None;
        for entry in self.store.stream(&petition_stream(id))? {
            known = Known::replayed(known, &read_envelope(&entry)?, &entry);
            if let Some(known) = known.as_ref().filter(|_| entry.sequence > after) {
                columns.update(id, known.petition.case(), entry.draft.recorded_at, rulebook)?;
            }
        }
        Ok(())
    }

    /// Counts.
    ///
    /// # Errors
    /// The question does not make sense; a due date cannot be computed; the store fails.
    pub fn statistics(&self, question: &Question) -> Result<Table, RegisterError> {
        self.table(None, question)
    }

    /// Counts columns of this register that were read before. What was known at an entry is read from
    /// the entries up to it.
    ///
    /// # Errors
    /// As [`Register::statistics`].
    pub fn statistics_of(&self, columns: &Columns, question: &Question) -> Result<Table, RegisterError> {
        self.table(Some(columns), question)
    }

    /// Which petitions are in a number of the answer to a question: each as often as it is counted there.
    ///
    /// # Errors
    /// The question has no such period or dimension; as [`Register::statistics`].
    pub fn behind(&self, question: &Question, number: &Behind) -> Result<Vec<Identity>, RegisterError> {
        self.counted(None, question, |columns, question| columns.behind(question, number))
    }

    /// The same of columns of this register that were read before, as in [`Register::statistics_of`].
    ///
    /// # Errors
    /// As [`Register::behind`].
    pub fn behind_of(&self, columns: &Columns, question: &Question, number: &Behind) -> Result<Vec<Identity>, RegisterError> {
        self.counted(Some(columns), question, |columns, question| columns.behind(question, number))
    }

    fn table(&self, before: Option<&Columns>, question: &Question) -> Result<Table, RegisterError> {
        let table = self.counted(before, question, Columns::table)?;
        Ok(match question.known_at {
            Some(known_at) => table.known_at(known_at),
            None => table,
        })
    }

    /// Asks columns that know what the question wants to be known: those read before, if there are any, or
    /// those that end with its entry, and then all that they know.
    fn counted<T>(
        &self,
        before: Option<&Columns>,
        question: &Question,
        ask: impl FnOnce(&Columns, &Question) -> Result<T, StatisticsError>,
    ) -> Result<T, RegisterError> {
        // Several entries may be recorded in one second: a number says more than a time.
        Ok(match (question.known_at, before) {
            (Some(KnownAt::Entry(number)), _) => {
                ask(&self.columns_at(number)?, &Question { known_at: None, ..question.clone() })?
            }
            (_, Some(columns)) => ask(columns, question)?,
            (_, None) => ask(&self.columns()?, question)?,
        })
    }

    /// A form with its numbers: the answer to [`Form::question`], or to that with other times. What the
    /// form says must be equal and is not is in its `failures`; [`FilledForm::check`] makes an error of it.
    ///
    /// # Errors
    /// The question is another than the form asks; as [`Register::statistics`].
    pub fn form(&self, form: &Form, question: &Question) -> Result<FilledForm, RegisterError> {
        Ok(form.draft(&self.statistics(question)?)?)
    }

    /// The cases as a register knew them that ended with entry `number`, read from its entries; all of
    /// them if it has no more.
    ///
    /// # Errors
    /// As [`Register::columns`]; an entry cannot be read.
    pub fn columns_at(&self, number: u64) -> Result<Columns, RegisterError> {
        let _state = self.store.hold()?;
        let (mut petitions, mut rulebook): (BTreeMap<Identity, Known>, _) = (BTreeMap::new(), Rulebook::default());
        let mut columns = Columns::new(Head::default());
        let mut after = 0;
        while after < number {
            let limit = usize::try_from(number - after).unwrap_or(usize::MAX).min(4096);
            let entries = self.store.entries(after, limit)?;
            let Some(last) = entries.last() else { break };
            after = last.sequence;
            columns.set_head(Head::from(last));
            for entry in &entries {
                if entry.draft.stream == rulebook_stream() {
                    rulebook.apply(read(entry)?)?;
                    push_units(&mut columns, entry)?;
                } else if entry.draft.stream.kind == petition::STREAM {
                    let id = entry.draft.stream.id;
                    let known = petitions.remove(&id);
                    petitions.extend(Known::replayed(known, &read_envelope(entry)?, entry).map(|known| (id, known)));
                }
            }
        }
        for (id, known) in &petitions {
            columns.push(*id, known.petition.case(), &rulebook)?;
        }
        Ok(columns)
    }

    /// First and last day on which a case of the register arrived; `None` if it has none.
    ///
    /// # Errors
    /// As [`Register::columns`].
    pub fn received_between(&self) -> Result<Option<(NaiveDate, NaiveDate)>, RegisterError> {
        Ok(self.columns()?.received_between())
    }
}

/// The catalogue of units that an entry of the rulebook adopts, if it adopts one.
fn push_units(columns: &mut Columns, entry: &Entry) -> Result<(), RegisterError> {
    if let RulebookEvent::UnitsAdopted { text, .. } = read(entry)? {
        let units = UnitCatalogue::from_toml(&text, "rulebook").map_err(crate::law::LawError::from)?;
        columns.push_units(entry.draft.recorded_at, units);
    }
    Ok(())
}
