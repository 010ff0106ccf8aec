//! The closed vocabularies, with their labels.

use kiennghi::{
    calendar::{MonthEnd, Roll},
    case::{Confidential, Dimension, Outcome, PartyKind, Status},
    lang::Lang,
    law::{DueOrigin, Lateness, LeftUnit, PauseReason, Stage, Standing, StartEvent},
    petition::{About, ActName, Channel, Connection, Counting, EventName, Finality, PetitionKind, SourceKind},
    statistics::{Basis, Duplicates, Measure, PeriodKind, Ratio, RowFigure, UnitsBy},
};
use pyo3::{prelude::*, types::PyDict};

use crate::{error::argument, given};

/// The codes of a closed vocabulary and what people call them.
///
/// `vocabulary` is one of `about`, `act`, `basis`, `channel`, `confidential`, `connection`,
/// `counting`, `dimension`, `due_origin`, `duplicates`, `event`, `finality`, `kind`, `lateness`, `measure`, `originator`, `outcome`, `pause_reason`, `period`,
/// `ratio`, `row_figure`, `source`, `stage`, `standing`, `status`, `units_by`; `lang` is `"vi"` or `"en"`. Raises `ArgumentError`
/// for another.
///
/// >>> import kiennghi as kn
/// >>> kn.labels("source")["enterprise"]
/// 'Văn bản do doanh nghiệp gửi'
/// >>> list(kn.labels("standing", "en").values())
/// ['Overdue', 'Due soon', 'In time', 'Paused', 'No deadline']
#[pyfunction]
#[pyo3(signature = (vocabulary, lang = "vi"))]
pub(crate) fn labels<'py>(py: Python<'py>, vocabulary: &str, lang: &str) -> PyResult<Bound<'py, PyDict>> {
    let lang: Lang = given::code(lang, "lang")?;
    macro_rules! words {
        ($($name:literal => $words:ty,)+) => {
            match vocabulary {
                $($name => <$words>::ALL.iter().map(|word| (word.code(), word.label(lang))).collect::<Vec<_>>(),)+
                _ => {
                    let known = [$($name),+].join("`, `");
                    return Err(argument(format!("`vocabulary` can be `{known}`")));
                }
            }
        };
    }
    let words = words! {
        "about" => About,
        "act" => ActName,
        "basis" => Basis,
        "channel" => Channel,
        "confidential" => Confidential,
        "connection" => Connection,
        "counting" => Counting,
        "dimension" => Dimension,
        "due_origin" => DueOrigin,
        "duplicates" => Duplicates,
        "event" => EventName,
        "finality" => Finality,
        "kind" => PetitionKind,
        "lateness" => Lateness,
        "left_unit" => LeftUnit,
        "measure" => Measure,
        "month_end" => MonthEnd,
        "originator" => PartyKind,
        "outcome" => Outcome,
        "pause_reason" => PauseReason,
        "period" => PeriodKind,
        "ratio" => Ratio,
        "roll" => Roll,
        "row_figure" => RowFigure,
        "source" => SourceKind,
        "stage" => Stage,
        "standing" => Standing,
        "start_event" => StartEvent,
        "status" => Status,
        "units_by" => UnitsBy,
    };
    let dict = PyDict::new(py);
    words.into_iter().try_for_each(|(code, label)| dict.set_item(code, label))?;
    Ok(dict)
}
