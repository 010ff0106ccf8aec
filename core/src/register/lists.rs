//! Lists of cases, page by page: worklists, and what a text is found in.
//!
//! Promises: a page is made from columns that stand beside the case, without reading it; how each
//! case stands is told for the moment asked about. Who it is about is not in a list.

use alloc::{string::ToString, vec::Vec};

use super::{Register, RegisterError};
use crate::{
    case::{Case, CaseItem, Due, Listing},
    law::{Rulebook, Stage},
    store::{CaseQuery, Cursor, Expected, ListedCase, QueryError, Store, StoreError, page_of},
    text::Words,
    time::Moment,
};

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The cases, in the order of the list: see [`CaseQuery`].
    pub items: Vec<CaseItem>,
    /// Where the next page begins; `None` if this was the last.
    pub next: Option<Cursor>,
}

impl<S: Store> Register<S> {
    /// A page of the list of `query`: up to `limit` cases after the row that `after` names, each
    /// with how it stands at `at`.
    ///
    /// On the day of the last entry of the ledger and on every later one (so, today or a day to
    /// come), cases are told as they stand after that entry; the page is looked up in an index, and
    /// takes the same time in a register of any size. On a day before, every case is read as it
    /// stood at `at`, and no text can be searched.
    ///
    /// ```
    /// use kiennghi::{case::{Seed, World}, ledger::{Actor, Identity}, petition::*, register::Register};
    /// use kiennghi::store::{CaseQuery, MemoryStore};
    /// let world = World { now: "2026-03-02T02:00:00Z".parse()?, actor: Actor::new("van-thu"), seed: Seed::new([7; 32]) };
    /// let mut register = Register::create(MemoryStore::new(), &world)?;
    /// for n in 1..=3 {
    ///     let receive = Receive::new(SourceKind::Enterprise, "Công ty A", Channel::Letter, "Đề nghị gia hạn thuê đất");
    ///     let (id, petition) = (Identity::from_bytes([n; 16]), Identity::from_bytes([n; 16]));
    ///     let act = Act::Receive(Box::new(receive));
    ///     register.execute(&Command { id, petition, at: "2026-03-02".parse()?, provenance: Provenance::Live, act }, &world)?;
    /// }
    /// let today = "2026-03-10".parse()?;
    /// let page = register.page(&CaseQuery::worklist(), today, None, 2)?;
    /// assert_eq!(page.items[1].number.to_string(), "PAKN-2026-0002");
    /// let page = register.page(&CaseQuery::worklist(), today, page.next.as_ref(), 2)?;
    /// assert_eq!((page.items.len(), page.next), (1, None));
    /// assert_eq!(register.page(&CaseQuery::search("de nghi dat")?, today, None, 50)?.items.len(), 3);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`RegisterError::Query`]: a limit of 0, a cursor of a list in another order, a text at a
    /// day that has passed; a due date cannot be computed; the store fails.
    pub fn page(&self, query: &CaseQuery, at: Moment, after: Option<&Cursor>, limit: usize) -> Result<Page, RegisterError> {
        if limit == 0 {
            return Err(QueryError::Limit.into());
        }
        if after.is_some_and(|after| after.order() != query.order()) {
            return Err(QueryError::OtherOrder.into());
        }
        // One row more tells whether there is a page after this one.
        let wanted = limit.saturating_add(1);
        let page = Some((query.clone(), after.cloned(), wanted));
        let state = self.state_expecting(Expected { page, ..Expected::default() })?;
        let rulebook = &state.rulebook;
        let mut rows = match self.is_past(at, rulebook)? {
            false => self.store.page(query, after, wanted)?,
            true if query.text.is_some() => return Err(QueryError::TextOfThePast.into()),
            true => page_of(self.listed_at(at, rulebook)?.into_iter().map(|case| (case, &NO_WORDS)), query, after, wanted),
        };
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|last| Cursor::of(query.order(), last));
        let items = rows.into_iter().map(|row| self.item(row, at, rulebook)).collect::<Result<_, _>>()?;
        Ok(Page { items, next })
    }

    /// Was something recorded on a day after that of `at`? If not, every case stands as its columns
    /// say, for nothing happens after it is recorded. Days are compared: whoever asks about the
    /// present has a clock of his own, and another process may have written a moment ago by one that
    /// is a little ahead.
    fn is_past(&self, at: Moment, rulebook: &Rulebook) -> Result<bool, RegisterError> {
        let zone = rulebook.default_calendar()?.zone();
        Ok(self.store.last_recorded()?.is_some_and(|last| at.in_zone(zone).date() < Moment::of(last, zone).date()))
    }

    /// Every case as it stood at a moment; a number that was voided since is in no list of any day.
    fn listed_at(&self, at: Moment, rulebook: &Rulebook) -> Result<Vec<ListedCase>, RegisterError> {
        let mut cases = Vec::new();
        self.each_case(&mut |id, case| {
            if let Some(view) = case.at(at).filter(|_| !case.is_void()) {
                let (number, listing) = (case.number().clone(), Listing::of(&view, rulebook));
                cases.push(ListedCase { id, number, opened: 0, listing, matched: None });
            }
            Ok(())
        })?;
        Ok(cases)
    }

    fn item(&self, mut row: ListedCase, at: Moment, rulebook: &Rulebook) -> Result<CaseItem, RegisterError> {
        // What could not be computed when it was written is computed now, or says why it cannot be.
        if row.listing.due == Due::Unknown && row.listing.is_open() {
            let missing = || RegisterError::NoSuchPetition(row.id.to_string());
            let stored = self.store.case(row.id)?.ok_or_else(missing)?;
            let unreadable = |error: serde_json::Error| StoreError::Corrupt {
                place: alloc::format!("case {}", row.number),
                reason: alloc::format!("its projection cannot be read ({error}); rebuild the projections"),
            };
            let case: Case = serde_json::from_str(&stored.case).map_err(unreadable)?;
            let at = if self.is_past(at, rulebook)? { case.at(at) } else { case.latest() };
            if let Some(view) = at {
                view.timer(Stage::Reply, rulebook)?;
                row.listing = Listing::of(&view, rulebook);
            }
        }
        Ok(CaseItem::of(row.id, row.number, row.listing, at, rulebook)?)
    }
}

/// What a case of the past is searched by: nothing.
static NO_WORDS: Words = Words { folded: alloc::string::String::new(), marked: alloc::string::String::new() };
