//! A published table as JSON: as a table, with what is withheld null and named.

use alloc::vec::Vec;

use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeStruct},
};

use super::{Published, PublishedRow, Shown};
use crate::{
    case::Dimension,
    statistics::{Period, TableNumber, out},
};

/// A row, under its table.
struct Flat<'a> {
    by: &'a [Dimension],
    period: &'a Period,
    row: &'a PublishedRow,
}

impl PublishedRow {
    /// The names of the numbers that are withheld.
    pub fn withheld(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.numbers().filter(|(_, shown)| *shown == Shown::Withheld).map(|(name, _)| name)
    }
}

impl Serialize for Flat<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (dimension, key) in self.by.iter().zip(&self.row.keys) {
            map.serialize_entry(dimension.code(), key)?;
        }
        map.serialize_entry("period", &self.period.start())?;
        map.serialize_entry("period_end", &self.period.end())?;
        self.row.numbers().try_for_each(|(name, shown)| map.serialize_entry(name, &shown.number()))?;
        map.serialize_entry("withheld", &self.row.withheld().collect::<Vec<_>>())?;
        map.end()
    }
}

/// As a table, with `least`; a number that is withheld is null, and its name stands under `withheld`.
impl Serialize for Published {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (dimensions, mut numbers) = out::names(self.dimensions());
        let chosen: Vec<&str> = self.chosen().map(TableNumber::code).collect();
        numbers.retain(|number| chosen.contains(&number.code()));
        let mut table = serializer.serialize_struct("Published", 8)?;
        table.serialize_field("question", self.question())?;
        table.serialize_field("least", &self.least())?;
        table.serialize_field("withheld", &self.withheld())?;
        table.serialize_field("dimensions", &dimensions)?;
        table.serialize_field("numbers", &numbers)?;
        table.serialize_field("rows", &flat(self.dimensions(), self.periods(), self.rows()))?;
        table.serialize_field("totals", &flat(&[], self.periods(), self.totals()))?;
        table.serialize_field("heads", self.heads())?;
        table.end()
    }
}

fn flat<'a>(by: &'a [Dimension], periods: &'a [Period], rows: &'a [PublishedRow]) -> Vec<Flat<'a>> {
    rows.iter().filter_map(|row| Some(Flat { by, period: periods.get(row.period)?, row })).collect()
}
