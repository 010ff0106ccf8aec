//! Which column means what.
//!
//! Promises: headings and values are recognised without case, diacritics and punctuation, in any
//! order; a mapping is data, and one of your own has the same shape as the built-in one.

use std::collections::BTreeMap;

use kiennghi::{case::PartyKind, petition::SourceKind, time::Fold};
use serde::Deserialize;

use crate::{
    DateOrder, ExchangeError, fold,
    limits::{Limit, MOST_MAPPING_BYTES},
};

/// The built-in mapping of a Vietnamese register sheet.
const VIETNAM: &str = include_str!("../data/vietnam.toml");

/// What a column of a register sheet can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The number that the sheet gives (*số đến*), with its gaps and repeats.
    ArrivalNumber,
    /// When it arrived.
    Received,
    /// Who delivered it.
    DeliveredBy,
    /// By which of the three ways it came: forwarded, from a department, from an enterprise. If no column says
    /// so, it follows from who delivered it.
    Source,
    /// Number and symbol of the letter.
    DocumentNumber,
    /// The date that the letter bears.
    DocumentDate,
    /// What it says, in short.
    Summary,
    /// Who raised it.
    Originator,
    /// What kind of person or body raised it.
    OriginatorKind,
    /// What kind of petition.
    Kind,
    /// About conduct, or about a regulation.
    About,
    /// The field of work.
    Field,
    /// How it came.
    Channel,
    /// The unit that deals with it.
    Unit,
    /// The officer who deals with it. A sheet names people: only those whose name `[values.officer]`
    /// maps to an account are taken, since a name in the ledger could never be erased.
    Officer,
    /// The account of the officer: taken as it is, if it looks like one and not like a name.
    Account,
    /// Are its texts confidential?
    Confidential,
    /// When it was taken up.
    Accepted,
    /// A due date that the letter sets.
    AssignedDue,
    /// The rule that it is under, by a value of the column.
    Rule,
    /// When the petitioner was asked for more.
    SupplementRequested,
    /// When that came.
    SupplementReceived,
    /// When the term was extended.
    ExtendedAt,
    /// By how much, in the unit of the term.
    ExtendedBy,
    /// When it was closed.
    Closed,
    /// Number and symbol of the reply.
    ReplyNumber,
    /// How it was closed.
    Outcome,
    /// When the result was made public.
    Published,
    /// When the old register recorded the closing.
    ClosingRecorded,
    /// Remarks; the reason, where a closing needs one.
    Note,
    /// Known, and of no use here.
    Ignored,
}

impl Field {
    /// Every field, in the order in which a sheet commonly has them.
    pub const ALL: [Field; 31] = [
        Field::ArrivalNumber,
        Field::Received,
        Field::DeliveredBy,
        Field::Source,
        Field::DocumentNumber,
        Field::DocumentDate,
        Field::Summary,
        Field::Originator,
        Field::OriginatorKind,
        Field::Kind,
        Field::About,
        Field::Field,
        Field::Channel,
        Field::Unit,
        Field::Officer,
        Field::Account,
        Field::Confidential,
        Field::Accepted,
        Field::AssignedDue,
        Field::Rule,
        Field::SupplementRequested,
        Field::SupplementReceived,
        Field::ExtendedAt,
        Field::ExtendedBy,
        Field::Closed,
        Field::ReplyNumber,
        Field::Outcome,
        Field::Published,
        Field::ClosingRecorded,
        Field::Note,
        Field::Ignored,
    ];

    /// What it is called in a mapping.
    pub const fn code(self) -> &'static str {
        match self {
            Field::ArrivalNumber => "arrival_number",
            Field::Received => "received",
            Field::DeliveredBy => "delivered_by",
            Field::Source => "source",
            Field::DocumentNumber => "document_number",
            Field::DocumentDate => "document_date",
            Field::Summary => "summary",
            Field::Originator => "originator",
            Field::OriginatorKind => "originator_kind",
            Field::Kind => "kind",
            Field::About => "about",
            Field::Field => "field",
            Field::Channel => "channel",
            Field::Unit => "unit",
            Field::Officer => "officer",
            Field::Account => "account",
            Field::Confidential => "confidential",
            Field::Accepted => "accepted",
            Field::AssignedDue => "assigned_due",
            Field::Rule => "rule",
            Field::SupplementRequested => "supplement_requested",
            Field::SupplementReceived => "supplement_received",
            Field::ExtendedAt => "extended_at",
            Field::ExtendedBy => "extended_by",
            Field::Closed => "closed",
            Field::ReplyNumber => "reply_number",
            Field::Outcome => "outcome",
            Field::Published => "published",
            Field::ClosingRecorded => "closing_recorded",
            Field::Note => "note",
            Field::Ignored => "ignored",
        }
    }

    /// Is it a date?
    pub fn is_date(self) -> bool {
        matches!(
            self,
            Field::Received
                | Field::DocumentDate
                | Field::Accepted
                | Field::AssignedDue
                | Field::SupplementRequested
                | Field::SupplementReceived
                | Field::ExtendedAt
                | Field::Closed
                | Field::Published
                | Field::ClosingRecorded
        )
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    scope: String,
    #[serde(default)]
    totals: Vec<String>,
    columns: BTreeMap<Field, Vec<String>>,
    defaults: Defaults,
    #[serde(default)]
    senders: Vec<SenderFile>,
    #[serde(default)]
    values: BTreeMap<Field, BTreeMap<String, Vec<String>>>,
    /// What a civil time means that occurs twice: `earlier` or `later`.
    #[serde(default)]
    repeated_hour: RepeatedHour,
    /// What stands first in `05/03/2026`: `day_month` or `month_day`.
    #[serde(default)]
    date_order: DateOrder,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Defaults {
    pub(crate) source: SourceKind,
    pub(crate) channel: String,
    pub(crate) kind: String,
    /// Who delivered it, where no column says so.
    pub(crate) delivered_by: Option<String>,
    /// The rules of every row: the register's defaults if not given, none if empty.
    pub(crate) rules: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SenderFile {
    source: SourceKind,
    party: PartyKind,
    begins: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RepeatedHour {
    #[default]
    Earlier,
    Later,
}

/// Which column means what, and what its values mean.
#[derive(Clone, Debug)]
pub struct Mapping {
    label: String,
    pub(crate) scope: String,
    pub(crate) defaults: Defaults,
    pub(crate) fold: Fold,
    pub(crate) order: DateOrder,
    /// Folded heading to field.
    headings: BTreeMap<String, Field>,
    totals: Vec<String>,
    /// Folded beginning of a sender's name, the longest first.
    senders: Vec<(String, SourceKind, PartyKind)>,
    /// Field and folded value to code.
    values: BTreeMap<(Field, String), String>,
}

impl Mapping {
    /// The built-in mapping of a Vietnamese register sheet, with headings in Vietnamese or English.
    ///
    /// # Errors
    /// None in practice: a test loads it.
    pub fn vietnam() -> Result<Mapping, ExchangeError> {
        Mapping::from_toml(VIETNAM, "built in")
    }

    /// Reads a mapping from TOML text. `label` names the text in errors.
    ///
    /// # Errors
    /// [`ExchangeError::Mapping`] with the place and what would be right.
    pub fn from_toml(text: &str, label: &str) -> Result<Mapping, ExchangeError> {
        if text.len() > MOST_MAPPING_BYTES {
            return Err(ExchangeError::TooMuch { file: label.into(), limit: Limit::MappingBytes, row: None });
        }
        let wrong = |place: String, reason: String| ExchangeError::Mapping { label: label.into(), place, reason };
        let file: File = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            wrong(format!("line {}", before.matches('\n').count() + 1), error.message().replace('\n', ", "))
        })?;
        let mut headings = BTreeMap::new();
        for (field, names) in &file.columns {
            for name in names {
                if let Some(other) = headings.insert(fold(name), *field).filter(|other| other != field) {
                    return Err(wrong("columns".into(), format!("`{name}` is given for {other:?} and for {field:?}")));
                }
            }
        }
        for needed in [Field::Received, Field::Summary] {
            if !file.columns.contains_key(&needed) {
                return Err(wrong("columns".into(), format!("{needed:?} has no column; a petition needs one")));
            }
        }
        let mut senders: Vec<_> = file
            .senders
            .iter()
            .flat_map(|sender| sender.begins.iter().map(|name| (fold(name), sender.source, sender.party)))
            .collect();
        // The longest beginning says most: "UBND tỉnh" before "UBND".
        senders.sort_by_key(|(name, ..)| std::cmp::Reverse(name.len()));
        let values = file.values.into_iter().flat_map(|(field, codes)| {
            codes.into_iter().flat_map(move |(code, names)| {
                names.into_iter().map(move |name| ((field, fold(&name)), code.clone())).collect::<Vec<_>>()
            })
        });
        Ok(Mapping {
            label: format!("{label} ({})", file.title),
            scope: file.scope,
            defaults: file.defaults,
            fold: match file.repeated_hour {
                RepeatedHour::Earlier => Fold::Earlier,
                RepeatedHour::Later => Fold::Later,
            },
            order: file.date_order,
            headings,
            totals: file.totals.iter().map(|name| fold(name)).collect(),
            senders,
            values: values.collect(),
        })
    }

    /// What the mapping is called in errors.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// What a heading means: as it stands, or without what stands in brackets (`Ngày đến (dd/mm/yyyy)`).
    pub fn heading(&self, heading: &str) -> Option<Field> {
        let folded = fold(heading);
        if folded.is_empty() {
            return None;
        }
        self.headings.get(&folded).copied().or_else(|| {
            let (before, rest) = heading.split_once(['(', '['])?;
            let after = rest.split_once([')', ']']).map_or("", |(_, after)| after);
            self.headings.get(&fold(&format!("{before} {after}"))).copied()
        })
    }

    /// Every heading that is known, folded, with what it means.
    pub(crate) fn headings(&self) -> impl Iterator<Item = (&str, Field)> {
        self.headings.iter().map(|(heading, field)| (heading.as_str(), *field))
    }

    /// What of the built-in mapping does not depend on the columns of a sheet: defaults, senders, values.
    pub(crate) fn below_the_columns() -> &'static str {
        VIETNAM.find("\n[defaults]").and_then(|at| VIETNAM.get(at + 1..)).unwrap_or_default()
    }

    /// The headings that would be recognised as `field`.
    pub(crate) fn headings_of(&self, field: Field) -> Vec<&str> {
        self.headings.iter().filter(|(_, known)| **known == field).map(|(heading, _)| heading.as_str()).collect()
    }

    /// Is this what stands in a total's row?
    pub(crate) fn is_total(&self, text: &str) -> bool {
        let folded = fold(text);
        self.totals
            .iter()
            .any(|total| folded.strip_prefix(total.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
    }

    /// What kind of source and party a name is, by how it begins.
    pub(crate) fn sender(&self, name: &str) -> Option<(SourceKind, PartyKind)> {
        let folded = fold(name);
        let begins = |known: &str| folded.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        self.senders.iter().find(|(known, ..)| begins(known)).map(|(_, source, party)| (*source, *party))
    }

    /// The code that a value of a column means.
    pub(crate) fn value(&self, field: Field, value: &str) -> Option<&str> {
        self.values.get(&(field, fold(value))).map(String::as_str)
    }

    /// The codes that a column's values can mean, for an error message.
    pub(crate) fn values_of(&self, field: Field) -> Vec<&str> {
        self.values.keys().filter(|(known, _)| *known == field).map(|(_, value)| value.as_str()).collect()
    }
}
