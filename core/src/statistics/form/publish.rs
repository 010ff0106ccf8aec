//! A form for the public, in which no small number can be told.
//!
//! Promises: of what a form shows, and of its shares and their rests, numbers of 1 up to but without the
//! threshold are withheld, with what they could be computed from, as in a published table; what failed
//! that must be equal is told only where nothing of it is withheld.

use alloc::{string::String, vec::Vec};

use super::{Content, FilledForm, Form, FormCell, FormError, FormFigure, expression::Expression};
use crate::statistics::{
    Measure, Table,
    published::{
        Choice,
        side::Side,
        witness::{Terms, Withholding},
    },
};

/// Is it in the balance?
fn is_tied(measure: Measure) -> bool {
    !matches!(measure, Measure::LateOnRecordOnly | Measure::Published)
}

impl Form {
    /// Fills the form as it may be published: numbers of 1 up to but without `least` are withheld, and
    /// what they could be computed from; see [`Table::published`].
    ///
    /// # Errors
    /// The table answers another question; `least` is below 2 or above a million.
    pub fn publish(&self, table: &Table, least: u64) -> Result<FilledForm, FormError> {
        let mut filled = self.draft(table)?;
        let other = |error| FormError::OtherTable { form: self.reference.clone(), reason: alloc::format!("{error}") };
        let mut withholding = Withholding::checked(table, least, Choice::all()).map_err(other)?;
        let numbers = self.numbers(table, &filled);
        let mut is_safe = true;
        let are_tied = |terms: &&Terms| terms.iter().all(|(.., measure)| is_tied(*measure));
        for terms in numbers.iter().flat_map(|(.., parts)| parts).filter(are_tied) {
            is_safe &= withholding.withhold(terms);
        }
        let untied = self.untied(&filled, least);
        let mut hidden: Vec<(usize, usize)> = Vec::new();
        for (row, column, parts) in &numbers {
            // Where nothing protects one of them, none is shown.
            if !is_safe || untied.contains(column) || parts.iter().any(|terms| withholding.change(terms) > 0) {
                hidden.push((*row, *column));
            }
        }
        for (column, (_, content)) in self.columns.iter().enumerate() {
            if let Content::Figure(figure) = content {
                let keys = filled.rows.iter().map(|row| Some(&row.key)).chain([None]).enumerate();
                let is_hidden = |key: Option<&Option<String>>| self.hides(*figure, table, &withholding, key);
                hidden.extend(keys.filter(|(_, key)| is_hidden(*key)).map(|(row, _)| (row, column)));
            }
        }
        for (row, column) in &hidden {
            let row = filled.rows.get_mut(*row).unwrap_or(&mut filled.total);
            if let Some(cell) = row.cells.get_mut(*column) {
                *cell = FormCell::Withheld;
            }
        }
        let FilledForm { rows, total, failures, .. } = &mut filled;
        failures.retain(|failure| {
            let row = failure.row.and_then(|row| rows.get(row.checked_sub(1)?)).unwrap_or(total);
            !row.cells.contains(&FormCell::Withheld)
        });
        filled.least = Some(least);
        Ok(filled)
    }

    /// By row and column, what a count or share tells: sums of measures. The total is the row after the last.
    fn numbers(&self, table: &Table, filled: &FilledForm) -> Vec<(usize, usize, Vec<Terms>)> {
        let mut numbers = Vec::new();
        let keys = filled.rows.iter().map(|row| Some(&row.key)).chain([None]);
        for (row, key) in keys.enumerate() {
            for (column, (_, content)) in self.columns.iter().enumerate() {
                let terms = |expression: &Expression, factor: i64| expression.terms(table, key, factor);
                let parts = match content {
                    Content::Count(count) => Vec::from([terms(count, 1)]),
                    Content::Share { of, among } => {
                        let rest = terms(among, 1).into_iter().chain(terms(of, -1)).collect();
                        Vec::from([terms(of, 1), terms(among, 1), rest])
                    }
                    Content::Figure(_) | Content::ByHand(_) => continue,
                };
                numbers.push((row, column, parts));
            }
        }
        numbers
    }

    /// The columns that count what no balance ties: shown or withheld whole.
    fn untied(&self, filled: &FilledForm, least: u64) -> Vec<usize> {
        let names_it = |content: &Content| match content {
            Content::Count(count) => !count.measures().all(is_tied),
            Content::Share { of, among } => !of.measures().chain(among.measures()).all(is_tied),
            Content::Figure(_) | Content::ByHand(_) => false,
        };
        let is_small = |number: u64| (1..least).contains(&number);
        let has_small = |column: usize| {
            filled.rows.iter().chain([&filled.total]).filter_map(|row| row.cells.get(column)).any(|cell| match cell {
                FormCell::Count(count) => is_small(count.unsigned_abs()),
                FormCell::Share { of, among } => is_small(*of) || is_small(*among) || is_small(among.abs_diff(*of)),
                _ => false,
            })
        };
        let columns = self.columns.iter().enumerate().filter(|(_, (_, content))| names_it(content)).map(|(column, _)| column);
        columns.filter(|column| has_small(*column)).collect()
    }

    /// Is a figure of a row, or of the total, withheld?
    fn hides(&self, figure: FormFigure, table: &Table, withholding: &Withholding, key: Option<&Option<String>>) -> bool {
        let by = [self.rows];
        let (by, keys): (&[_], &[_]) = match key {
            Some(key) => (&by, core::slice::from_ref(key)),
            None => (&[], &[]),
        };
        let Some(aggregate) = withholding.aggregates.iter().position(|a| a.by == by && a.keys == keys) else { return false };
        let side = |side| withholding.hides(side, table.basis(), aggregate, 0);
        match figure {
            FormFigure::MedianToReply | FormFigure::Percentile90ToReply => withholding.hides_median(aggregate, 0),
            FormFigure::MeanToReply => side(Side::Time),
            FormFigure::MeanRating => side(Side::Rating),
            FormFigure::MeanRecordingLag => side(Side::Lag),
            FormFigure::OnTimeOriginally => side(Side::Originally),
        }
    }
}
