//! The name of any number of a table.
//!
//! Promises: one word for each number, the same wherever one is chosen: to be followed from period to
//! period, to list the cases behind it, to be published.

use alloc::string::String;
use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Measure, RowFigure};
use crate::lang::{Lang, UnknownCode, vocabulary};

vocabulary! {
    /// One figure of a row by another.
    pub enum Ratio("ratio", "tỷ lệ") {
        /// The share of replies on time, of those that had a due date, in percent.
        OnTimeRate = "on_time_rate" ("Tỷ lệ đúng hạn", "On-time rate"),
        /// The same by the due date before any extension or promise moved it.
        OnTimeOriginallyRate = "on_time_originally_rate" ("Tỷ lệ đúng hạn ban đầu", "On-time rate by the original date"),
        /// The mean working time to the reply, in minutes.
        MeanToReply = "mean_to_reply" ("Thời gian trả lời bình quân (phút làm việc)", "Mean time to the reply (working minutes)"),
        /// The mean of days by which replies were put on record after they were given.
        MeanRecordingLag = "mean_recording_lag" ("Số ngày nhập trễ bình quân", "Mean recording lag, days"),
        /// The mean score.
        MeanRating = "mean_rating" ("Điểm đánh giá bình quân", "Mean rating"),
    }
}

impl Ratio {
    /// What is divided, and by what.
    pub const fn parts(self) -> [RowFigure; 2] {
        match self {
            Ratio::OnTimeRate => [RowFigure::OnTime, RowFigure::OnTimeAmong],
            Ratio::OnTimeOriginallyRate => [RowFigure::OnTimeOriginally, RowFigure::OnTimeOriginallyAmong],
            Ratio::MeanToReply => [RowFigure::SumToReply, RowFigure::CountToReply],
            Ratio::MeanRecordingLag => [RowFigure::SumRecordingLag, RowFigure::CountRecordingLag],
            Ratio::MeanRating => [RowFigure::SumRating, RowFigure::CountRating],
        }
    }

    /// Is it told in percent?
    pub const fn is_share(self) -> bool {
        matches!(self, Ratio::OnTimeRate | Ratio::OnTimeOriginallyRate)
    }
}

/// A number of a table.
///
/// ```
/// use kiennghi::statistics::{Measure, TableNumber, Ratio, RowFigure};
/// assert_eq!("received".parse(), Ok(TableNumber::Count(Measure::Received)));
/// assert_eq!("to_do".parse(), Ok(TableNumber::Figure(RowFigure::ToDo)));
/// assert_eq!(TableNumber::Ratio(Ratio::OnTimeRate).code(), "on_time_rate");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum TableNumber {
    /// A count of cases.
    Count(Measure),
    /// A figure of a row.
    Figure(RowFigure),
    /// One figure by another.
    Ratio(Ratio),
}

impl TableNumber {
    /// The codes of all numbers: counts, figures, ratios.
    pub const CODES: &'static [&'static str] = &{
        let mut codes = [""; Measure::CODES.len() + RowFigure::CODES.len() + Ratio::CODES.len()];
        let (counts, rest) = codes.split_at_mut(Measure::CODES.len());
        let (figures, ratios) = rest.split_at_mut(RowFigure::CODES.len());
        counts.copy_from_slice(Measure::CODES);
        figures.copy_from_slice(RowFigure::CODES);
        ratios.copy_from_slice(Ratio::CODES);
        codes
    };

    /// The stable code, as in rows of a table.
    pub const fn code(self) -> &'static str {
        match self {
            TableNumber::Count(measure) => measure.code(),
            TableNumber::Figure(figure) => figure.code(),
            TableNumber::Ratio(ratio) => ratio.code(),
        }
    }

    /// What people call it.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            TableNumber::Count(measure) => measure.label(lang),
            TableNumber::Figure(figure) => figure.label(lang),
            TableNumber::Ratio(ratio) => ratio.label(lang),
        }
    }
}

impl TableNumber {
    /// Is it told in percent? Its changes are percentage points then.
    pub const fn is_share(self) -> bool {
        matches!(self, TableNumber::Ratio(ratio) if ratio.is_share())
    }
}

impl From<Measure> for TableNumber {
    fn from(measure: Measure) -> TableNumber {
        TableNumber::Count(measure)
    }
}

impl From<RowFigure> for TableNumber {
    fn from(figure: RowFigure) -> TableNumber {
        TableNumber::Figure(figure)
    }
}

impl From<Ratio> for TableNumber {
    fn from(ratio: Ratio) -> TableNumber {
        TableNumber::Ratio(ratio)
    }
}

impl From<TableNumber> for &'static str {
    fn from(number: TableNumber) -> &'static str {
        number.code()
    }
}

impl TryFrom<String> for TableNumber {
    type Error = UnknownCode;
    fn try_from(code: String) -> Result<TableNumber, UnknownCode> {
        code.parse()
    }
}

impl fmt::Display for TableNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for TableNumber {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<TableNumber, UnknownCode> {
        let count = code.parse().map(TableNumber::Count);
        let figure = || code.parse().map(TableNumber::Figure);
        count
            .or_else(|_: UnknownCode| figure())
            .or_else(|_: UnknownCode| code.parse().map(TableNumber::Ratio))
            .map_err(|error: UnknownCode| UnknownCode { vocabulary: "number of a table", known: TableNumber::CODES, ..error })
    }
}
