//! Parts of an answer as bytes, to be carried from one machine to another.
//!
//! Promises: what was written is read the same, by any later version of this library; anything else
//! is an error that says what is wrong, never a wrong number. The sum at the end finds what was cut
//! or damaged on the way; it is no seal.
//!
//! `kiennghi` and a zero, the version, then the question as JSON, the ends of the ledgers, and each
//! group with its cells; whole numbers seven bits to a byte, the low ones first. Last, eight bytes of
//! the SHA-256 of all before.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use sha2::{Digest, Sha256};

use super::{Counts, Durations, Figures, Mean, Measure, Partial, Question, Rate, StatisticsError, cells::Cell, figures::Change};
use crate::ledger::{Hash, Head};

const MAGIC: &[u8; 8] = b"kiennghi";
const VERSION: u64 = 1;

/// More than any register counts: sums of what is read stay far from what a number can hold.
const MOST: u64 = 1 << 44;

/// What stands at the end.
pub(super) fn sum(bytes: &[u8]) -> [u8; 8] {
    let mut sum = [0; 8];
    sum.iter_mut().zip(Sha256::digest(bytes)).for_each(|(to, from)| *to = from);
    sum
}

fn wrong(reason: impl Into<String>) -> StatisticsError {
    StatisticsError::Bytes { reason: reason.into() }
}

impl Partial {
    /// The part as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer(MAGIC.to_vec());
        to.number(VERSION);
        // A question has no maps whose keys are no texts.
        to.bytes(serde_json::to_string(&self.question).unwrap_or_default().as_bytes());
        to.number(self.heads.len() as u64);
        for head in &self.heads {
            to.number(head.sequence);
            to.0.extend(head.hash.as_bytes());
        }
        to.number(self.groups.len() as u64);
        for (keys, cells) in &self.groups {
            for key in keys {
                match key {
                    None => to.number(0),
                    Some(text) => {
                        to.number(1);
                        to.bytes(text.as_bytes());
                    }
                }
            }
            cells.iter().for_each(|cell| to.cell(cell));
        }
        let sum = sum(&to.0);
        to.0.extend(sum);
        to.0
    }

    /// The part that the bytes hold.
    ///
    /// # Errors
    /// [`StatisticsError::Bytes`]: they are no part, cut, damaged, or of a newer library.
    pub fn from_bytes(bytes: &[u8]) -> Result<Partial, StatisticsError> {
        let body = bytes.len().checked_sub(8).and_then(|end| bytes.split_at_checked(end));
        let Some((body, end)) = body.filter(|(body, _)| body.starts_with(MAGIC)) else {
            return Err(wrong("they do not begin as a part does"));
        };
        if sum(body) != end {
            return Err(wrong("they were cut or damaged on the way"));
        }
        let mut from = Reader(body.get(MAGIC.len()..).unwrap_or_default());
        match from.number()? {
            VERSION => {}
            newer => {
                return Err(wrong(alloc::format!(
                    "they are of version {newer} and this library knows {VERSION}; use a newer one"
                )));
            }
        }
        let question: Question = serde_json::from_slice(from.bytes()?).map_err(|error| wrong(alloc::format!("{error}")))?;
        question.check()?;
        let heads = (0..from.number()?).map(|_| from.head()).collect::<Result<Vec<_>, _>>()?;
        let (dimensions, periods) = (question.by.len(), question.begun().count());
        let mut groups: BTreeMap<Vec<Option<String>>, Vec<Cell>> = BTreeMap::new();
        for _ in 0..from.number()? {
            let keys = (0..dimensions).map(|_| from.key()).collect::<Result<Vec<_>, _>>()?;
            let cells = (0..periods).map(|_| from.cell()).collect::<Result<Vec<_>, _>>()?;
            if groups.insert(keys, cells).is_some() {
                return Err(wrong("a group stands in them twice"));
            }
        }
        if from.0.is_empty() { Ok(Partial { question, heads, groups }) } else { Err(wrong("something follows the last group")) }
    }
}

struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, mut number: u64) {
        while number > 0x7F {
            self.0.push(u8::try_from(number & 0x7F).unwrap_or_default() | 0x80);
            number >>= 7;
        }
        self.0.push(u8::try_from(number).unwrap_or_default());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend(bytes);
    }

    fn cell(&mut self, Cell { counts, figures }: &Cell) {
        let Figures { to_reply, recording_lag, rating, on_time_originally } = figures;
        // Counts are told by their codes: a later version may have more of them.
        let counted = || Measure::ALL.iter().filter(|measure| counts.get(**measure) > 0);
        self.number(counted().count() as u64);
        for measure in counted() {
            self.bytes(measure.code().as_bytes());
            self.number(counts.get(*measure));
        }
        for Mean { sum, count } in [recording_lag, rating] {
            self.number(*sum);
            self.number(*count);
        }
        self.number(on_time_originally.of);
        self.number(on_time_originally.among);
        self.number(to_reply.iter().len() as u64);
        let mut before = 0;
        for (minutes, count) in to_reply.iter() {
            self.number(u64::from(minutes - before));
            self.number(count);
            before = minutes;
        }
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn number(&mut self) -> Result<u64, StatisticsError> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first().ok_or_else(|| wrong("they end within a number"))?;
            self.0 = rest;
            let part = u64::from(byte & 0x7F);
            if part << shift >> shift != part {
                break;
            }
            number |= part << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(wrong("a number in them is too great"))
    }

    /// A count or a sum.
    fn count(&mut self) -> Result<u64, StatisticsError> {
        self.number().and_then(|count| if count < MOST { Ok(count) } else { Err(wrong("a count in them is too great")) })
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], StatisticsError> {
        let split = usize::try_from(length).ok().and_then(|length| self.0.split_at_checked(length));
        let (taken, rest) = split.ok_or_else(|| wrong("they end too early"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn bytes(&mut self) -> Result<&'a [u8], StatisticsError> {
        let length = self.number()?;
        self.take(length)
    }

    fn head(&mut self) -> Result<Head, StatisticsError> {
        let sequence = self.number()?;
        let hash = self.take(32)?.try_into().map_err(|_| wrong("they end within a hash"))?;
        Ok(Head { sequence, hash: Hash::from_bytes(hash) })
    }

    fn key(&mut self) -> Result<Option<String>, StatisticsError> {
        match self.number()? {
            0 => Ok(None),
            1 => match core::str::from_utf8(self.bytes()?) {
                Ok(text) => Ok(Some(text.into())),
                Err(_) => Err(wrong("the name of a group is no text")),
            },
            _ => Err(wrong("a group has neither a name nor none")),
        }
    }

    fn cell(&mut self) -> Result<Cell, StatisticsError> {
        let mut counts = Counts::default();
        for _ in 0..self.number()? {
            let code = core::str::from_utf8(self.bytes()?).ok().and_then(|code| code.parse::<Measure>().ok());
            let measure = code.ok_or_else(|| wrong("they count what this library does not know"))?;
            counts.add(measure, self.count()?, Change::Add);
        }
        let mut mean = || Ok::<_, StatisticsError>(Mean { sum: self.count()?, count: self.count()? });
        let (recording_lag, rating) = (mean()?, mean()?);
        let on_time_originally = Rate { of: self.count()?, among: self.count()? };
        let (mut to_reply, mut minutes) = (Durations::default(), 0_u64);
        for _ in 0..self.number()? {
            minutes = minutes.saturating_add(self.number()?);
            let value = u32::try_from(minutes).map_err(|_| wrong("a time in them is too long"))?;
            to_reply.add(value, self.count()?, Change::Add);
        }
        Ok(Cell { counts, figures: Figures { to_reply, recording_lag, rating, on_time_originally } })
    }
}
