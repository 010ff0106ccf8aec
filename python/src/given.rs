//! What Python gives, in the words of the library.
//!
//! Promises: a date, a `datetime` and ISO text are taken for what they are; a `datetime` is never
//! silently cut to a date; what cannot be read is refused with the name of the argument and what
//! would be right, without repeating texts that may be names.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use kiennghi::{
    case::{AttachmentInput, DocumentInput, Number, PartyInput},
    lang::UnknownCode,
    ledger::Identity,
    statistics::KnownAt,
    time::{Fold, Moment},
};
use pyo3::{
    prelude::*,
    types::{PyDate, PyDateTime, PyDict, PyString},
};

use crate::{error::argument, listed::PyCaseItem, petition::PyPetition, values::PyReceipt, worklist::PyWorkItem};

/// A moment before the zone is known in which it is civil.
#[derive(Clone, Copy)]
pub(crate) enum Given {
    /// A day.
    Date(NaiveDate),
    /// A time without a zone: civil in the register's.
    Civil(NaiveDateTime, Fold),
    /// An instant.
    Instant(DateTime<Utc>),
}

impl Given {
    /// The moment, told in `zone`.
    pub(crate) fn moment(self, zone: Tz) -> Moment {
        match self {
            Given::Date(date) => Moment::Date(date),
            Given::Civil(civil, fold) => Moment::from_civil(civil, zone, fold),
            Given::Instant(instant) => Moment::of(instant, zone),
        }
    }

    fn of_text(text: &str) -> Option<Given> {
        let civil = |form| NaiveDateTime::parse_from_str(text, form).ok();
        if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Some(Given::Date(date));
        }
        if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
            return Some(Given::Instant(instant.to_utc()));
        }
        let civil =
            ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S%.f"].into_iter().find_map(civil);
        civil.map(|civil| Given::Civil(civil, Fold::default()))
    }
}

/// A `date`, a `datetime` or ISO text.
pub(crate) fn moment(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Given> {
    let wrong = || argument(format!("`{name}` is a date, a datetime, or text such as 2026-03-05 or 2026-03-05T08:30:00+07:00"));
    // A datetime is a date too: it must be asked about first.
    if let Ok(datetime) = value.cast::<PyDateTime>() {
        return instant(datetime).map_err(|_| wrong());
    }
    if let Ok(date) = value.cast::<PyDate>() {
        return date.extract().map(Given::Date).map_err(|_| wrong());
    }
    let text = value.cast::<PyString>().map_err(|_| wrong())?;
    Given::of_text(text.to_cow()?.trim()).ok_or_else(wrong)
}

fn instant(datetime: &Bound<'_, PyDateTime>) -> PyResult<Given> {
    // A zone that gives no offset leaves a datetime naive, and `astimezone` would then take the
    // zone of the computer.
    let py = datetime.py();
    if datetime.call_method0("utcoffset")?.is_none() {
        let no_zone = PyDict::new(py);
        no_zone.set_item("tzinfo", py.None())?;
        let naive: NaiveDateTime = datetime.call_method("replace", (), Some(&no_zone))?.extract()?;
        let later = datetime.getattr("fold")?.extract::<u8>()? == 1;
        return Ok(Given::Civil(naive, if later { Fold::Later } else { Fold::Earlier }));
    }
    let utc = py.import("datetime")?.getattr("timezone")?.getattr("utc")?;
    Ok(Given::Instant(datetime.call_method1("astimezone", (utc,))?.extract()?))
}

/// An instant: an aware `datetime`, or ISO text with its offset.
pub(crate) fn exact_instant(value: &Bound<'_, PyAny>, name: &str) -> PyResult<DateTime<Utc>> {
    match moment(value, name)? {
        Given::Instant(instant) => Ok(instant),
        _ => Err(argument(format!("`{name}` must say its zone: an aware datetime, or text such as 2026-03-05T08:30:00+07:00"))),
    }
}

/// With which entries of the ledger: up to the number of one, or those recorded by an instant.
pub(crate) fn known_at(value: &Bound<'_, PyAny>) -> PyResult<KnownAt> {
    match value.extract::<u64>() {
        Ok(entry) => Ok(KnownAt::Entry(entry)),
        Err(_) => exact_instant(value, "known_at").map(KnownAt::Time),
    }
}

/// A `date` or ISO text. A `datetime` is refused: cutting its time off would lose which day it
/// was in another zone.
pub(crate) fn date(value: &Bound<'_, PyAny>, name: &str) -> PyResult<NaiveDate> {
    let wrong = || argument(format!("`{name}` is a date, or text such as 2026-03-05"));
    if value.is_instance_of::<PyDateTime>() {
        return Err(argument(format!(
            "`{name}` is a day, and a datetime was given; give its .date(), in the zone that is meant"
        )));
    }
    if let Ok(date) = value.cast::<PyDate>() {
        return date.extract().map_err(|_| wrong());
    }
    let text = value.cast::<PyString>().map_err(|_| wrong())?;
    NaiveDate::parse_from_str(text.to_cow()?.trim(), "%Y-%m-%d").map_err(|_| wrong())
}

/// A value of a closed vocabulary.
pub(crate) fn code<T: FromStr<Err = UnknownCode>>(text: &str, name: &str) -> PyResult<T> {
    text.parse().map_err(|error: UnknownCode| argument(format!("`{name}`: {error}")))
}

/// A whole number in the range of `T`.
pub(crate) fn whole<T: TryFrom<i64>>(number: i64, name: &str) -> PyResult<T> {
    T::try_from(number).map_err(|_| argument(format!("`{name}` is out of range")))
}

/// The id that a text or a `uuid.UUID` is.
pub(crate) fn identity(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Identity> {
    let text = value.str()?;
    text.to_cow()?.parse().map_err(|_| argument(format!("`{name}` is a UUID, such as 01890a5d-ac96-774b-bcce-b302099a8057")))
}

/// How a petition is named.
#[derive(Clone)]
pub(crate) enum Named {
    /// By its id.
    Id(Identity),
    /// By its number.
    Number(Number),
}

/// An id, a number, or a thing that has one.
pub(crate) fn named(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Named> {
    let has_id = value.is_instance_of::<PyReceipt>()
        || value.is_instance_of::<PyPetition>()
        || value.is_instance_of::<PyWorkItem>()
        || value.is_instance_of::<PyCaseItem>();
    let text = if has_id { value.getattr("id")?.str()? } else { value.str()? };
    let text = text.to_cow()?;
    let id = text.parse().map(Named::Id);
    let number = || text.parse().map(Named::Number);
    id.or_else(|_| number()).map_err(|_| {
        argument(format!("`{name}` is a petition's number such as PAKN-2026-0012, its id, or what the register gave for it"))
    })
}

/// A person or body: its kind and its name.
pub(crate) type Party = (String, String);

/// A party, as a command takes it.
pub(crate) fn party((kind, text): Party, name: &str) -> PyResult<PartyInput> {
    Ok(PartyInput { kind: code(&kind, name)?, name: text })
}

/// A file that came with a document: its name and the SHA-256 of its content.
pub(crate) type File = (String, String);

/// A document by number, date and files; `None` if nothing of it is given.
pub(crate) fn document(
    number: Option<String>,
    issued_on: Option<&Bound<'_, PyAny>>,
    files: Option<Vec<File>>,
) -> PyResult<Option<DocumentInput>> {
    let issued_on = issued_on.map(|given| date(given, "document_date")).transpose()?;
    let wrong = |_| argument("`attachments` are pairs of a file's name and the SHA-256 of its content, 64 hexadecimal digits");
    let file = |(name, sha256): File| Ok(AttachmentInput { name, sha256: sha256.parse().map_err(wrong)? });
    let attachments: Vec<_> = files.unwrap_or_default().into_iter().map(file).collect::<PyResult<_>>()?;
    let given = number.is_some() || issued_on.is_some() || !attachments.is_empty();
    Ok(given.then(|| DocumentInput { number, issued_on, attachments, ..DocumentInput::default() }))
}

/// One text, or a list of them: a text alone is not a list of letters.
#[derive(FromPyObject)]
pub(crate) enum OneOrMany {
    /// One.
    One(String),
    /// A list.
    Many(Vec<String>),
}

impl From<OneOrMany> for Vec<String> {
    fn from(given: OneOrMany) -> Vec<String> {
        match given {
            OneOrMany::One(text) => Vec::from([text]),
            OneOrMany::Many(texts) => texts,
        }
    }
}
