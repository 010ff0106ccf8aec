//! A register as a child would keep it: a list of papers, and what may be done with each.
//!
//! Promises: plain and slow, and written from the rules of the field, not from the library's code:
//! what the library refuses, answers and counts is held against it. Its acts come in the order of
//! their days, in March 2026, in which Monday to Friday are worked; times out of order are tested
//! with `decide`.

use std::collections::BTreeMap;

/// What is done with a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It arrives, with what it says.
    Receive(String),
    /// It is given to a unit.
    Assign(String),
    /// Another unit is asked: the clock runs on.
    Consult,
    /// The petitioner is asked for more: the clock stops.
    Ask,
    /// What was waited for has come.
    Resume,
    /// It gets so many more working days.
    Extend(u16),
    /// It is answered.
    Reply,
    /// It is opened again.
    Reopen,
    /// It is the same matter as that one.
    Link(u8),
    /// It is not the same matter after all.
    Unlink,
    /// What it says was typed wrong.
    Correct(String),
    /// Its number was given by mistake.
    Void,
}

/// Where a paper is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Somebody works on it, or will.
    Running,
    /// It stands still.
    Waiting,
    /// It was answered.
    Answered,
    /// It was merged into that one; was it waiting then?
    Merged(u8, bool),
    /// Its number was given by mistake.
    Void,
}

/// A paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Its number in the book of 2026.
    pub serial: u32,
    /// What it says.
    pub summary: String,
    /// Where it is.
    pub place: Place,
    /// The unit that has it.
    pub unit: Option<String>,
    /// The day from which its term is counted.
    pub start: u32,
    /// The day it arrived.
    pub arrived: u32,
    /// The working days by which the term was extended.
    pub extended: Option<u16>,
    /// Did the clock ever stop in this term?
    pub stopped: bool,
    /// Was anything done but to give it to a unit?
    pub touched: bool,
    /// How often it was answered, merged, and opened or separated again.
    pub counts: (u64, u64, u64),
}

impl Paper {
    /// Is there still something to be done?
    pub fn is_open(&self) -> bool {
        matches!(self.place, Place::Running | Place::Waiting)
    }

    /// The day in March by whose end it is to be answered, 32 being 1 April, counted on the fingers.
    /// Not told of one whose clock stopped.
    pub fn due(&self) -> Option<u32> {
        let (mut day, mut left) = (self.start, 10 + u32::from(self.extended.unwrap_or(0)));
        while left > 0 {
            day += 1;
            // 1 March 2026 is a Sunday.
            left -= u32::from(!matches!(day % 7, 0 | 1));
        }
        Some(day).filter(|_| !self.stopped)
    }
}

/// The papers, by what the test calls them.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Each paper that ever arrived.
    pub papers: BTreeMap<u8, Paper>,
}

impl Model {
    /// Does the deed if it may be done, and tells whether it was.
    pub fn does(&mut self, id: u8, day: u32, deed: &Deed) -> bool {
        let serial = self.papers.len() as u32 + 1;
        let Some(paper) = self.papers.get(&id) else {
            let Deed::Receive(summary) = deed else { return false };
            let paper = Paper {
                serial,
                summary: summary.clone(),
                place: Place::Running,
                unit: None,
                start: day,
                arrived: day,
                extended: None,
                stopped: false,
                touched: false,
                counts: (0, 0, 0),
            };
            self.papers.insert(id, paper);
            return true;
        };
        let mut paper = paper.clone();
        if day < paper.arrived {
            return false;
        }
        let (open, waiting) = (paper.is_open(), paper.place == Place::Waiting);
        let may = match deed {
            Deed::Receive(_) => false,
            Deed::Assign(_) | Deed::Reply => open,
            Deed::Consult | Deed::Ask => open && !waiting,
            Deed::Resume => waiting,
            // The rule's: once, by one to ten days.
            Deed::Extend(by) => open && paper.extended.is_none() && (1..=10).contains(by),
            Deed::Reopen => matches!(paper.place, Place::Answered | Place::Merged(..)),
            Deed::Link(to) => {
                let goes_on = |other: &Paper| !matches!(other.place, Place::Merged(..) | Place::Void);
                open && *to != id && self.papers.get(to).is_some_and(goes_on)
            }
            Deed::Unlink => matches!(paper.place, Place::Merged(..)),
            Deed::Correct(_) => paper.place != Place::Void,
            Deed::Void => {
                let merged_into_it = |other: &Paper| matches!(other.place, Place::Merged(to, _) if to == id);
                open && !paper.touched && !self.papers.values().any(merged_into_it)
            }
        };
        if !may {
            return false;
        }
        paper.touched |= !matches!(deed, Deed::Assign(_) | Deed::Correct(_));
        match deed {
            Deed::Receive(_) => {}
            Deed::Assign(unit) => paper.unit = Some(unit.clone()),
            Deed::Consult => paper.place = Place::Waiting,
            Deed::Ask => (paper.place, paper.stopped) = (Place::Waiting, true),
            Deed::Resume => paper.place = Place::Running,
            Deed::Extend(by) => paper.extended = Some(*by),
            Deed::Reply => {
                paper.place = Place::Answered;
                paper.counts.0 += 1;
            }
            Deed::Reopen => {
                (paper.place, paper.start, paper.extended, paper.stopped) = (Place::Running, day, None, false);
                paper.counts.2 += 1;
            }
            Deed::Link(to) => {
                paper.place = Place::Merged(*to, waiting);
                paper.counts.1 += 1;
            }
            Deed::Unlink => {
                let waited = matches!(paper.place, Place::Merged(_, true));
                paper.place = if waited { Place::Waiting } else { Place::Running };
                paper.counts.2 += 1;
            }
            Deed::Correct(summary) => paper.summary = summary.clone(),
            Deed::Void => paper.place = Place::Void,
        }
        self.papers.insert(id, paper);
        true
    }
}
