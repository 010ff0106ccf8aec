//! A table as flat rows of named numbers, for whoever has no types of ours.
//!
//! Promises: every number of a row is there, under one name in CSV, JSON, Arrow, Python and Kotlin.
//! Whole numbers only: a mean is a sum and a count, a share is two counts.

use alloc::{string::String, vec::Vec};

use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeStruct},
};

use super::{Measure, Period, Row, Table};
use crate::{
    case::Dimension,
    lang::{Lang, Text, vocabulary},
};

vocabulary! {
    /// A number of a row besides its counts.
    pub enum RowFigure("figure of a row", "số liệu") {
        /// Opening + received + reopened + moved in.
        ToDo = "to_do" ("Tổng phải giải quyết", "To do"),
        /// Answered, in each way.
        Replied = "replied" ("Đã trả lời", "Replied"),
        /// Closed, in each way.
        Closed = "closed" ("Tổng đã kết thúc", "Closed"),
        /// Still open at the end.
        Open = "open" ("Tổng còn lại", "Open"),
        /// Answered early or on time.
        OnTime = "on_time" ("Đúng hạn", "On time"),
        /// Of so many that were answered and had a due date.
        OnTimeAmong = "on_time_among" ("Trên số có hạn", "Among those with a due date"),
        /// On time before any extension or promise moved the due date.
        OnTimeOriginally = "on_time_originally" ("Đúng hạn ban đầu", "On time by the original date"),
        /// Of so many.
        OnTimeOriginallyAmong = "on_time_originally_among" ("Trên số có hạn ban đầu", "Among those with an original date"),
        /// Median working time to the reply, in minutes.
        MedianToReply = "median_to_reply" ("Trung vị (phút làm việc)", "Median (working minutes)"),
        /// Its 90th percentile, in minutes.
        Percentile90ToReply = "percentile_90_to_reply" ("Bách phân vị 90 (phút làm việc)", "90th percentile (working minutes)"),
        /// All working minutes to the replies that were measured.
        SumToReply = "sum_to_reply" ("Tổng phút làm việc", "Sum of working minutes"),
        /// How many replies were measured.
        CountToReply = "count_to_reply" ("Số trả lời đo được", "Replies measured"),
        /// Days by which all replies were put on record after they were given.
        SumRecordingLag = "sum_recording_lag" ("Tổng số ngày nhập trễ", "Sum of recording lags, days"),
        /// Of how many replies.
        CountRecordingLag = "count_recording_lag" ("Số trả lời xét nhập trễ", "Recording lags"),
        /// All scores.
        SumRating = "sum_rating" ("Tổng điểm đánh giá", "Sum of scores"),
        /// Of how many.
        CountRating = "count_rating" ("Số lượt đánh giá", "Scores"),
    }
}

impl Row {
    /// One number; `None` where there is nothing to measure.
    pub fn figure(&self, figure: RowFigure) -> Option<u64> {
        let (counts, figures) = (&self.counts, &self.figures);
        Some(match figure {
            RowFigure::ToDo => counts.to_do(),
            RowFigure::Replied => counts.replied(),
            RowFigure::Closed => counts.closed(),
            RowFigure::Open => counts.open(),
            RowFigure::OnTime => counts.on_time_rate().of,
            RowFigure::OnTimeAmong => counts.on_time_rate().among,
            RowFigure::OnTimeOriginally => figures.on_time_originally.of,
            RowFigure::OnTimeOriginallyAmong => figures.on_time_originally.among,
            RowFigure::MedianToReply => figures.to_reply.median()?.into(),
            RowFigure::Percentile90ToReply => figures.to_reply.percentile(90)?.into(),
            RowFigure::SumToReply => figures.to_reply.mean().sum,
            RowFigure::CountToReply => figures.to_reply.count(),
            RowFigure::SumRecordingLag => figures.recording_lag.sum,
            RowFigure::CountRecordingLag => figures.recording_lag.count,
            RowFigure::SumRating => figures.rating.sum,
            RowFigure::CountRating => figures.rating.count,
        })
    }

    /// Every number by its name: counts, then figures.
    pub fn numbers(&self) -> impl Iterator<Item = (&'static str, Option<u64>)> + '_ {
        let counts = Measure::ALL.iter().map(|measure| (measure.code(), Some(self.counts.get(*measure))));
        counts.chain(RowFigure::ALL.iter().map(|figure| (figure.code(), self.figure(*figure))))
    }
}

/// A name that programs use, and what people call it.
#[derive(Serialize)]
pub(super) struct Named {
    code: &'static str,
    label: Text,
}

impl Named {
    pub(super) fn code(&self) -> &'static str {
        self.code
    }

    fn new(code: &'static str, label: impl Fn(Lang) -> &'static str) -> Named {
        Named { code, label: Text { vi: label(Lang::Vi).into(), en: label(Lang::En).into() } }
    }
}

/// What the dimensions and the numbers of a table are called.
pub(super) fn names(by: &[Dimension]) -> (Vec<Named>, Vec<Named>) {
    let measures = Measure::ALL.iter().map(|m| Named::new(m.code(), |lang| m.label(lang)));
    let figures = RowFigure::ALL.iter().map(|f| Named::new(f.code(), |lang| f.label(lang)));
    (by.iter().map(|d| Named::new(d.code(), |lang| d.label(lang))).collect(), measures.chain(figures).collect())
}

/// A row, under its table.
struct Flat<'a> {
    by: &'a [Dimension],
    period: &'a Period,
    row: &'a Row,
}

impl Serialize for Flat<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (dimension, key) in self.by.iter().zip(&self.row.keys) {
            map.serialize_entry(dimension.code(), key)?;
        }
        map.serialize_entry("period", &self.period.start())?;
        map.serialize_entry("period_end", &self.period.end())?;
        self.row.numbers().try_for_each(|(name, number)| map.serialize_entry(name, &number))?;
        map.end()
    }
}

/// The question, what each name means, and every row and total with each number under its name.
impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let totals = self.subtotals(&[]).map_err(serde::ser::Error::custom)?;
        let flat = |by, rows| flat(by, self.periods(), rows);
        let (dimensions, numbers) = names(self.dimensions());
        let mut table = serializer.serialize_struct("Table", 6)?;
        table.serialize_field("question", self.question())?;
        table.serialize_field("dimensions", &dimensions)?;
        table.serialize_field("numbers", &numbers)?;
        table.serialize_field("rows", &flat(self.dimensions(), self.rows()))?;
        table.serialize_field("totals", &flat(&[], &totals))?;
        table.serialize_field("heads", self.heads())?;
        table.end()
    }
}

fn flat<'a>(by: &'a [Dimension], periods: &'a [Period], rows: &'a [Row]) -> Vec<Flat<'a>> {
    rows.iter().filter_map(|row| Some(Flat { by, period: periods.get(row.period)?, row })).collect()
}

impl Table {
    /// The labels of a row's groups, in the order of the question.
    pub fn labels(&self, row: &Row, lang: Lang) -> Vec<String> {
        let label = |(dimension, key): (&Dimension, &Option<String>)| Table::label(*dimension, key.as_deref(), lang);
        self.dimensions().iter().zip(&row.keys).map(label).collect()
    }
}
