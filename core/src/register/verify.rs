//! Is the register what it was?
//!
//! Promises: the first place that is not as it should be is named. Hashes tell of every change inside
//! the ledger; a head that was kept elsewhere tells of a cut tail and of a ledger that was rewritten
//! whole; a rebuild in memory tells of projections that are not those of the ledger, and of a vault
//! that holds other texts than were sealed. Nothing is written and nothing is repaired. Whether what
//! is recorded was lawful is the question of `review`.

use alloc::vec::Vec;

use super::{
    Register, RegisterError,
    replay::{Known, replay_all},
    vault::sealed_texts_of,
};
use crate::{
    case::Number,
    ledger::{Head, HeadMismatch, Stretch, Verifier},
    store::{CaseRow, Store, StoreError},
};

/// A projection that is not the one that the ledger gives. Rebuild the projections; and find out
/// who wrote past the register.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProjectionMismatch {
    /// The ledger has a case, and the projections do not.
    #[error("the projection of {number} is missing; rebuild the projections")]
    Missing {
        /// Its number.
        number: Number,
    },
    /// The projections have a case that the ledger does not have.
    #[error("the projections hold {number}, which the ledger does not; rebuild the projections")]
    Surplus {
        /// The number that it has there.
        number: Number,
    },
    /// The index of words has words of a case that the ledger does not have.
    #[error("the index of words holds words of a case opened by entry {opened}, which opened none; rebuild the projections")]
    SurplusWords {
        /// The entry.
        opened: u64,
    },
    /// A field of a projection has another value.
    #[error("the projection of {number} has another `{field}` than the ledger gives; rebuild the projections")]
    Different {
        /// Its number.
        number: Number,
        /// The first field that differs.
        field: &'static str,
    },
}

/// The first field in which two rows differ.
fn difference(row: &CaseRow, right: &CaseRow) -> Option<&'static str> {
    [
        ("number", row.number == right.number),
        ("opened", row.opened == right.opened),
        ("version", row.version == right.version),
        ("documents", row.documents == right.documents),
        ("listing", row.listing == right.listing),
        ("words", row.words == right.words),
        ("case", row.case == right.case),
    ]
    .into_iter()
    .find_map(|(field, same)| (!same).then_some(field))
}

/// How many entries are read before their hashes are checked.
const STRETCH: usize = 512;
/// How many stretches are kept: while one is read, others may be checked.
const AT_ONCE: usize = 8;

/// Is there more of the ledger?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    More,
    None,
}

/// Fills the stretches one after the other, as far as there are entries, and checks each: while the next
/// is read, if there are threads. The first that does not fit is named, be it before what cannot be read.
#[cfg(feature = "parallel")]
fn check_each(
    stretches: &mut [Stretch],
    next: &mut impl FnMut(&mut Stretch) -> Result<Rest, StoreError>,
) -> Result<Rest, RegisterError> {
    use core::sync::atomic::{AtomicBool, Ordering};
    let all_fit = AtomicBool::new(true);
    let mut filled = 0;
    let rest = rayon::in_place_scope(|scope| {
        for stretch in stretches.iter_mut() {
            let read = next(stretch);
            filled += 1;
            let (stretch, all_fit) = (&*stretch, &all_fit);
            let check = move || {
                if stretch.check().is_err() {
                    all_fit.store(false, Ordering::Relaxed);
                }
            };
            match read {
                Ok(Rest::More) => scope.spawn(move |_| check()),
                // The end, or what cannot be read: a small ledger wakes no thread.
                last => {
                    check();
                    return last;
                }
            }
        }
        Ok(Rest::More)
    });
    if !all_fit.into_inner() {
        stretches.iter().take(filled).try_for_each(Stretch::check)?;
    }
    Ok(rest?)
}

/// Fills the stretches one after the other, as far as there are entries, and checks each. The first
/// that does not fit is named.
#[cfg(not(feature = "parallel"))]
fn check_each(
    stretches: &mut [Stretch],
    next: &mut impl FnMut(&mut Stretch) -> Result<Rest, StoreError>,
) -> Result<Rest, RegisterError> {
    let Some(stretch) = stretches.first_mut() else { return Ok(Rest::None) };
    let rest = next(stretch);
    stretch.check()?;
    Ok(rest?)
}

impl<S: Store> Register<S> {
    /// Walks the whole ledger and checks its chain.
    ///
    /// # Errors
    /// [`RegisterError::Changed`] names the first entry that does not fit; the store fails.
    pub fn verify(&self) -> Result<Head, RegisterError> {
        self.walk(None)
    }

    /// The same, and checks that the ledger still leads through `saved`, a head that was kept
    /// elsewhere.
    ///
    /// # Errors
    /// As [`Register::verify`]; [`RegisterError::Head`] if the ledger ends before that head, or has
    /// another entry there.
    pub fn verify_against(&self, saved: &Head) -> Result<Head, RegisterError> {
        self.walk(Some(saved))
    }

    fn walk(&self, saved: Option<&Head>) -> Result<Head, RegisterError> {
        let _state = self.store.hold()?;
        let mut stretches: Vec<Stretch> = core::iter::repeat_with(Stretch::default).take(AT_ONCE).collect();
        let mut walk = self.store.walk();
        let mut taken = Verifier::default();
        let mut met = saved.filter(|saved| saved.sequence == 0).map(|_| Head::default());
        let mut next = |stretch: &mut Stretch| {
            stretch.begin(&taken);
            walk.next(stretch, STRETCH)?;
            taken = stretch.taken().clone();
            met = met.or_else(|| saved.and_then(|saved| stretch.head_of(saved.sequence)));
            Ok(if stretch.is_broken() || stretch.is_empty() { Rest::None } else { Rest::More })
        };
        while check_each(&mut stretches, &mut next)? == Rest::More {}
        let last = taken.head();
        match (saved, met) {
            (Some(saved), None) => Err(HeadMismatch::Cut { saved: saved.sequence, last: last.sequence }.into()),
            (Some(saved), Some(met)) if met.hash != saved.hash => {
                Err(HeadMismatch::Rewritten { sequence: saved.sequence, saved: saved.hash, found: met.hash }.into())
            }
            _ => Ok(last),
        }
    }

    /// Makes every projection again in memory and compares it with the one that is stored; checks
    /// every text in the vault against its commitment. Returns how many cases there are.
    ///
    /// # Errors
    /// [`RegisterError::Projection`] names the first case, in the order of the register, and its
    /// field; [`StoreError::Corrupt`] if the vault holds another text than was sealed; an entry
    /// cannot be read; the store fails.
    pub fn verify_projections(&self) -> Result<usize, RegisterError> {
        let state = self.state()?;
        let petitions = replay_all(&self.store)?;
        let mut known: Vec<&Known> = petitions.values().map(AsRef::as_ref).collect();
        known.sort_unstable_by_key(|known| known.opened);
        for known in known {
            for (entry, commitments) in known.sealed() {
                sealed_texts_of(&self.store, entry, &commitments)?;
            }
            let Some(right) = known.row(&state.rulebook, &self.store)? else { continue };
            let number = right.number.clone();
            match self.store.case(right.id)? {
                None => return Err(ProjectionMismatch::Missing { number }.into()),
                Some(row) => {
                    if let Some(field) = difference(&row, &right) {
                        return Err(ProjectionMismatch::Different { number, field }.into());
                    }
                }
            }
        }
        let mut surplus = None;
        self.store.cases(&mut |row| {
            if !petitions.contains_key(&row.id) && surplus.is_none() {
                surplus = Some(row.number);
            }
            Ok(())
        })?;
        if let Some(number) = surplus {
            return Err(ProjectionMismatch::Surplus { number }.into());
        }
        match self.store.wrongly_indexed()? {
            None => Ok(petitions.len()),
            Some(opened) => Err(match petitions.values().find(|known| known.opened == opened) {
                Some(known) => {
                    let number = known.petition.case().number().clone();
                    ProjectionMismatch::Different { number, field: "index of words" }.into()
                }
                None => ProjectionMismatch::SurplusWords { opened }.into(),
            }),
        }
    }
}
