//! What a petition is in the book: one matter of several letters, a mistake, a line in a list; and
//! the units that it can be given to.
//!
//! Promises: as the methods in `register`. Texts of confidential petitions are in no list unless
//! they are asked for in so many words.

use kiennghi::{
    case::Confidential,
    law::Rulebook,
    petition::{Act, Counting},
};

use crate::{
    Correction, Head, HistoryEntry, OfficeUnit, Petition, Receipt, Register,
    error::guard,
    open::{Open, identify, with},
    register::Answer,
    values::{LocalDate, Moment},
};

#[uniffi::export]
impl Register {
    /// It is the same matter as `to`, and closed as merged into it; `counted` once if not given.
    #[uniffi::method(default(counted = None))]
    pub fn link(&self, petition: &str, at: Moment, to: &str, counted: Option<Counting>) -> Answer<Receipt> {
        guard(|| {
            let to = identify(&*self.lock()?, to)?;
            self.act(petition, at, Act::Link { to, counted: counted.unwrap_or_default() })
        })
    }

    /// It is not the same matter after all, and goes on under the clock that it always had.
    pub fn unlink(&self, petition: &str, at: Moment, reason: String) -> Answer<Receipt> {
        self.act(petition, at, Act::Unlink { reason })
    }

    /// It is put under another variant of its rules' terms, such as `complex` once it is found to be
    /// (*xác định vụ việc phức tạp*); none is the ordinary terms. A term of another amount has it from
    /// its start; extensions that were granted stay. Fails with `unknown_variant`, which lists those
    /// there are, `same_variant`, or `variant_after_due`: a longer term is chosen while the shorter one runs,
    /// unless the rule says that the variant is a fact and no decision.
    pub fn choose_variant(&self, petition: &str, at: Moment, variant: Option<String>, reason: String) -> Answer<Receipt> {
        self.act(petition, at, Act::ChooseVariant { variant, reason })
    }

    /// Something was typed wrong: what is right. The ledger keeps both.
    pub fn correct(&self, petition: &str, at: Moment, correction: Correction, reason: String) -> Answer<Receipt> {
        guard(|| self.act(petition, at, Act::Correct { correction: Box::new(correction.try_into()?), reason }))
    }

    /// Its number was given by mistake: it leaves every list and count.
    pub fn void_number(&self, petition: &str, at: Moment, reason: String) -> Answer<Receipt> {
        self.act(petition, at, Act::Void { reason })
    }

    /// Many petitions in one call, in the order asked for: for a list that shows abstracts. Those
    /// that are confidential come without texts, unless they are asked for.
    #[uniffi::method(default(confidential = None))]
    pub fn petitions(&self, petitions: Vec<String>, confidential: Option<Confidential>) -> Answer<Vec<Petition>> {
        let confidential = confidential.unwrap_or_default();
        let one = |petition: &String| {
            guard(|| {
                let open = self.lock()?;
                let id = identify(&open, petition)?;
                Ok(Petition::from(&with!(&*open, register => register.petition_for(id, confidential))?))
            })
        };
        petitions.iter().map(one).collect()
    }

    /// All that happened to a petition, in the order of recording; of a confidential one without
    /// names and texts, unless they are asked for.
    #[uniffi::method(default(confidential = None))]
    pub fn history(&self, petition: &str, confidential: Option<Confidential>) -> Answer<Vec<HistoryEntry>> {
        guard(|| {
            let open = self.lock()?;
            let id = identify(&open, petition)?;
            let items = with!(&*open, register => register.history_for(id, confidential.unwrap_or_default()))?;
            Ok(items.iter().map(HistoryEntry::from).collect())
        })
    }

    /// The numbers that were voided: they are in no other list.
    pub fn void_numbers(&self) -> Answer<Vec<String>> {
        guard(|| {
            let numbers = with!(&*self.lock()?, register => register.void_numbers())?;
            Ok(numbers.iter().map(|(_, number)| number.to_string()).collect())
        })
    }

    /// Adopts a catalogue of units from TOML text; `label` names the text in errors. From then on
    /// nothing is assigned to a unit that is not there on that day.
    pub fn adopt_units(&self, toml: &str, label: &str) -> Answer<Head> {
        guard(|| self.adopt(Rulebook::adopt_units(toml, label)?))
    }

    /// The units that exist on a day, in the order of the catalogue; none if none was adopted.
    pub fn units(&self, on: LocalDate) -> Answer<Vec<OfficeUnit>> {
        guard(|| {
            let open = self.lock()?;
            let rulebook = with!(&*open, register => register.rulebook())?;
            Ok(rulebook.units().map(|units| units.on(on).map(OfficeUnit::from).collect()).unwrap_or_default())
        })
    }

    /// The units that carry on a unit as of a day, through every merger and split: itself while it
    /// exists.
    pub fn unit_successors(&self, unit: &str, on: LocalDate) -> Answer<Vec<OfficeUnit>> {
        guard(|| {
            let open = self.lock()?;
            let rulebook = with!(&*open, register => register.rulebook())?;
            Ok(rulebook
                .units()
                .map(|units| units.successors(unit, on).into_iter().map(OfficeUnit::from).collect())
                .unwrap_or_default())
        })
    }
}
