//! The groups of a pass as small numbers.
//!
//! Promises: a group has one number throughout a pass, and its texts can be told from it.

use alloc::{collections::BTreeMap, vec::Vec};

use super::{asked::Grouped, dictionary::Dictionary, pass::Pass};

/// Up to so many groups and periods are numbered by what their codes come to, whether there are
/// such cases or not.
const MOST_CELLS: usize = 1 << 15;

/// Groups as small numbers.
#[derive(Clone)]
pub(super) enum Groups {
    /// By what the codes come to: how much one of each dimension is, and how many codes it has.
    Dense(Vec<(usize, usize)>),
    /// In the order in which they were met.
    Met(BTreeMap<Vec<u32>, usize>),
}

impl Default for Groups {
    fn default() -> Groups {
        Groups::Met(BTreeMap::new())
    }
}

impl Pass<'_> {
    /// The same, ready to count many cases.
    pub(super) fn for_many(mut self) -> Self {
        let mut groups = 1_usize;
        let codes = self.asked.by.iter().map(|grouped| {
            let codes = 1 + self.codes(*grouped);
            let stride = groups;
            groups = groups.saturating_mul(codes);
            (stride, codes)
        });
        let codes = codes.collect();
        if groups.saturating_mul(self.asked.periods.len()) <= MOST_CELLS {
            self.groups = Groups::Dense(codes);
        }
        self
    }

    /// How many texts a dimension has.
    fn codes(&self, grouped: Grouped) -> usize {
        let count = match grouped {
            Grouped::Fixed(column) => self.columns.dictionaries.get(column).map_or(0, Dictionary::len),
            Grouped::Officer => self.columns.officers.len(),
            Grouped::Unit => self.columns.units.len() + self.asked.more_units.len(),
        };
        usize::try_from(count).unwrap_or(usize::MAX)
    }

    /// The codes of a group that was met.
    pub(super) fn key(&self, group: usize) -> Vec<u32> {
        match &self.groups {
            Groups::Dense(codes) => {
                let code = |(stride, codes): &(usize, usize)| u32::try_from(group / stride % codes).unwrap_or_default();
                codes.iter().map(code).collect()
            }
            Groups::Met(met) => met.iter().find(|(_, place)| **place == group).map_or_else(Vec::new, |(key, _)| key.clone()),
        }
    }

    /// All groups that were met, each with its number; `count` of them at most.
    pub(super) fn keys(&self, count: usize) -> Vec<(Vec<u32>, usize)> {
        match &self.groups {
            Groups::Dense(_) => (0..count).map(|group| (self.key(group), group)).collect(),
            Groups::Met(met) => met.iter().map(|(key, group)| (key.clone(), *group)).collect(),
        }
    }

    /// The text of a code of the dimension at that place of the question.
    pub(super) fn text(&self, place: usize, code: u32) -> Option<&str> {
        match self.asked.by.get(place)? {
            Grouped::Fixed(column) => self.columns.dictionaries.get(*column)?.text(code),
            Grouped::Officer => self.columns.officers.text(code),
            Grouped::Unit => {
                let units = &self.columns.units;
                units.text(code).or_else(|| self.asked.more_units.text(code.checked_sub(units.len())?))
            }
        }
    }

    /// The code of a text of the dimension at that place; `None` if nothing has it.
    pub(super) fn code(&self, place: usize, text: Option<&str>) -> Option<u32> {
        match self.asked.by.get(place)? {
            Grouped::Fixed(column) => self.columns.dictionaries.get(*column)?.known(text),
            Grouped::Officer => self.columns.officers.known(text),
            Grouped::Unit => {
                let units = &self.columns.units;
                units.known(text).or_else(|| Some(self.asked.more_units.known(text)? + units.len()))
            }
        }
    }

    /// The number of a group by the code of each dimension.
    #[inline]
    pub(super) fn group(&mut self, fixed: impl Fn(usize) -> u32, (unit, officer): (u32, u32)) -> usize {
        let units = &self.asked.units;
        let code = |grouped: &Grouped| match grouped {
            Grouped::Fixed(column) => fixed(*column),
            Grouped::Officer => officer,
            Grouped::Unit => usize::try_from(unit).ok().and_then(|unit| units.get(unit)).copied().unwrap_or(unit),
        };
        match &mut self.groups {
            Groups::Dense(strides) => {
                let part = |(grouped, (stride, _)): (&Grouped, &(usize, usize))| stride * code(grouped) as usize;
                self.asked.by.iter().zip(strides).map(|(grouped, strides)| part((grouped, strides))).sum()
            }
            Groups::Met(met) => {
                let key: Vec<u32> = self.asked.by.iter().map(code).collect();
                let next = met.len();
                *met.entry(key).or_insert(next)
            }
        }
    }
}
