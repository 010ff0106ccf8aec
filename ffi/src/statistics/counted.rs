//! What a register counts.
//!
//! Promises: what was counted before is kept, and the next question reads what was recorded since;
//! several of these answers may be asked at once, and each is of one state of the register.

use std::{collections::HashMap, sync::Arc};

use kiennghi::{
    case::Dimension,
    register::RegisterError,
    statistics::{self, Behind, Columns, KnownAt, TableNumber},
};

use super::{FilledForm, Form, Question, Table};
use crate::{
    KiennghiError, Register,
    error::guard,
    open::{Open, with},
    register::Answer,
    values::LocalDate,
};

impl Register {
    /// Asks the cases as columns, up to the end of the ledger, and the register that they are of.
    fn counted<T>(&self, ask: impl FnOnce(&Open, &Columns) -> Answer<T>) -> Answer<T> {
        let open = self.lock()?;
        let mut kept = self.columns()?;
        // What fails half way is read anew by the next question: it is not put back.
        let columns = match kept.take() {
            Some(mut columns) => {
                with!(&*open, register => register.update_columns(&mut columns))?;
                columns
            }
            None => with!(&*open, register => register.columns())?,
        };
        ask(&open, kept.insert(columns))
    }

    fn table(&self, question: &statistics::Question) -> Answer<statistics::Table> {
        self.counted(|open, columns| Ok(with!(open, register => register.statistics_of(columns, question))?))
    }
}

#[uniffi::export]
impl Register {
    /// Counts by group and period. Everything adds up, or there is no table.
    /// Fails with `statistics` for a question that makes no sense.
    pub fn statistics(&self, question: Question) -> Answer<Arc<Table>> {
        guard(|| Ok(Arc::new(Table(self.table(&question.try_into()?)?))))
    }

    /// A form with its numbers: the answer to `Form.question`, or to that with other times. With
    /// `suppress` it may be published: numbers of 1 up to but without that are withheld, and what they
    /// could be computed from. What the form says must be equal and is not is in its `failures`.
    /// Fails with `form_table` if the question is another than the form asks.
    #[uniffi::method(default(suppress = None))]
    pub fn form(&self, form: &Form, question: Question, suppress: Option<i32>) -> Answer<Arc<FilledForm>> {
        guard(|| {
            let table = self.table(&question.try_into()?)?;
            let filled = match suppress {
                // What is negative is refused as what withholds nothing.
                Some(least) => form.0.publish(&table, u64::try_from(least).unwrap_or_default()),
                None => form.0.draft(&table),
            };
            Ok(Arc::new(FilledForm(filled.map_err(RegisterError::from)?)))
        })
    }

    /// The numbers of the petitions that are in one number of a table of this register: each as often as it
    /// is counted there, whatever was recorded since. `period` is the first day of the row's period,
    /// `groups` its groups by their codes; those that are not named are taken together.
    /// Fails with `statistics` if the table has no such period or dimension.
    #[uniffi::method(default(groups))]
    pub fn behind(
        &self,
        table: &Table,
        number: TableNumber,
        period: LocalDate,
        groups: HashMap<Dimension, Option<String>>,
    ) -> Answer<Vec<String>> {
        guard(|| {
            let behind = Behind { keys: groups.into_iter().collect(), period, measure: number };
            self.counted(|open, columns| {
                // As the ledger was when the table was counted.
                let (question, head) = (table.0.question(), table.0.head());
                let known_at = question.known_at.or((head != columns.head()).then_some(KnownAt::Entry(head.sequence)));
                let question = statistics::Question { known_at, ..question.clone() };
                with!(open, register => {
                    let _state = register.hold()?;
                    let found = register.behind_of(columns, &question, &behind)?;
                    let number = |id| Ok::<_, KiennghiError>(register.petition(id)?.case().number().to_string());
                    found.into_iter().map(number).collect()
                })
            })
        })
    }
}
