//! The vocabularies of statistics, as those in the crate's `words`.

use kiennghi::{
    law::RuleStanding,
    statistics::{Duplicates, Measure, Ratio, RowFigure, TableNumber, UnitsBy},
};

/// A number of a row besides its counts.
#[uniffi::remote(Enum)]
pub enum RowFigure {
    /// Opening + received + reopened + moved in.
    ToDo,
    /// Answered, in each way.
    Replied,
    /// Closed, in each way.
    Closed,
    /// Still open at the end.
    Open,
    /// Answered early or on time.
    OnTime,
    /// Of so many that were answered and had a due date.
    OnTimeAmong,
    /// On time before any extension or promise moved the due date.
    OnTimeOriginally,
    /// Of so many.
    OnTimeOriginallyAmong,
    /// Median working time to the reply, in minutes.
    MedianToReply,
    /// Its 90th percentile, in minutes.
    Percentile90ToReply,
    /// All working minutes to the replies that were measured.
    SumToReply,
    /// How many replies were measured.
    CountToReply,
    /// Days by which all replies were put on record after they were given.
    SumRecordingLag,
    /// Of how many replies.
    CountRecordingLag,
    /// All scores.
    SumRating,
    /// Of how many.
    CountRating,
}

/// Under which unit a case is counted whose unit was merged into another.
#[uniffi::remote(Enum)]
pub enum UnitsBy {
    /// The unit that held it then. The default.
    OfTheTime,
    /// The unit that carries that one on, by the catalogue of units, on the day up to which the world is
    /// seen. One that nobody carries on, or several do, keeps its own name.
    Successor,
}

/// How letters are counted that are one matter.
#[uniffi::remote(Enum)]
pub enum Duplicates {
    /// Each letter: it was received, and closed as merged. The default.
    Each,
    /// As each link says: a letter that is to be counted once with its matter is left out.
    AsLinked,
    /// Matters: whatever stands merged into another is left out.
    Once,
}

/// One figure of a row by another.
#[uniffi::remote(Enum)]
pub enum Ratio {
    /// The share of replies on time, of those that had a due date, in percent.
    OnTimeRate,
    /// The same by the due date before any extension or promise moved it.
    OnTimeOriginallyRate,
    /// The mean working time to the reply, in minutes.
    MeanToReply,
    /// The mean of days by which replies were put on record after they were given.
    MeanRecordingLag,
    /// The mean score.
    MeanRating,
}

/// A number of a table: to be followed from period to period, to list the petitions behind it, to be
/// published.
#[uniffi::remote(Enum)]
pub enum TableNumber {
    /// A count of cases.
    Count(Measure),
    /// A figure of a row.
    Figure(RowFigure),
    /// One figure by another.
    Ratio(Ratio),
}

/// Was a rule, or the layout of a form, read in its instrument?
#[uniffi::remote(Enum)]
pub enum RuleStanding {
    /// Read in the text of the instrument.
    Verified,
    /// The instrument was not seen, or a part of it is not there.
    Unverified,
}
