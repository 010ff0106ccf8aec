//! Forms from TOML text.
//!
//! Promises: a text is taken whole or refused with the place and what would be right.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use serde::Deserialize;

use super::{
    Content, EmptyRows, Form, FormError, FormFigure, FormRef, Heading,
    expression::{Expression, Sign, terms},
};
use crate::{
    case::Dimension,
    data,
    lang::Text,
    law::{Citation, RuleStanding},
    statistics::{PeriodKind, Table},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    version: String,
    title: Text,
    citation: Option<Citation>,
    #[serde(default)]
    standing: RuleStanding,
    rows: Dimension,
    #[serde(default)]
    empty_rows: EmptyRows,
    period: PeriodKind,
    column: Vec<FileColumn>,
    #[serde(default)]
    identity: Vec<FileIdentity>,
    #[serde(default)]
    notes: Vec<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileColumn {
    id: String,
    heading: Text,
    count: Option<String>,
    share: Option<FileShare>,
    figure: Option<FormFigure>,
    by_hand: Option<Text>,
    #[serde(default)]
    column: Vec<FileColumn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileShare {
    of: String,
    among: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileIdentity {
    left: String,
    right: String,
    hint: Option<Text>,
}

/// Two sums of columns that are equal in every row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    /// As they are written.
    pub(super) texts: (String, String),
    /// The places of their columns.
    pub(super) sides: (Side, Side),
    /// What to look for if it fails.
    pub(super) hint: Option<Text>,
}

/// The places of columns, each added or taken away.
pub(super) type Side = Vec<(Sign, usize)>;

/// The place, and what is wrong there.
type Wrong = (String, String);

pub(super) fn from_toml(text: &str, label: &str) -> Result<Form, FormError> {
    let load = |(place, reason): Wrong| FormError::Load { label: label.into(), place, reason };
    let file: File = data::parse(text).map_err(load)?;
    for (key, value) in [("id", &file.id), ("version", &file.version)] {
        if value.trim().is_empty() || value.contains(['@', '\n']) {
            return Err(load((key.into(), "it is empty, or holds `@` or a line break".into())));
        }
    }
    if file.empty_rows == EmptyRows::Shown && Table::codes(file.rows).is_empty() {
        let reason = format!("nobody knows every {} that there could be; leave it out", file.rows);
        return Err(load(("empty_rows".into(), reason)));
    }
    let (mut columns, mut ids) = (Vec::new(), Vec::new());
    let headings = headings(file.column, "column", &mut columns, &mut ids).map_err(load)?;
    let mut identities = Vec::new();
    for (index, FileIdentity { left, right, hint }) in file.identity.into_iter().enumerate() {
        let wrong = |key: &str, reason| load((format!("identity {}, {key}", index + 1), reason));
        let sides = (
            side(&left, &columns).map_err(|reason| wrong("left", reason))?,
            side(&right, &columns).map_err(|reason| wrong("right", reason))?,
        );
        identities.push(Identity { texts: (left, right), sides, hint });
    }
    Ok(Form {
        reference: FormRef { id: file.id, version: file.version },
        title: file.title,
        citation: file.citation,
        standing: file.standing,
        rows: file.rows,
        empty_rows: file.empty_rows,
        period: file.period,
        headings,
        columns,
        identities,
        notes: file.notes,
    })
}

/// The tree of headings; its columns are added to `columns`, from left to right.
fn headings(
    given: Vec<FileColumn>,
    over: &str,
    columns: &mut Vec<(String, Content)>,
    ids: &mut Vec<String>,
) -> Result<Vec<Heading>, Wrong> {
    if given.is_empty() {
        return Err((over.into(), "it needs at least one column".into()));
    }
    let mut headings = Vec::new();
    for column in given {
        let place = format!("column `{}`", column.id);
        let is_name = |id: &str| !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !is_name(&column.id) {
            return Err((place, "an id is of letters from a to z, digits and `_`".into()));
        }
        if ids.contains(&column.id) {
            return Err((place, "this id is given twice".into()));
        }
        ids.push(column.id.clone());
        let read = |key: &str, text: &str| Expression::read(text).map_err(|reason| (format!("{place}, {key}"), reason));
        let under = match (column.column.is_empty(), column.count, column.share, column.figure, column.by_hand) {
            (false, None, None, None, None) => self::headings(column.column, &place, columns, ids)?,
            (true, count, share, figure, by_hand) => {
                let content = match (count, share, figure, by_hand) {
                    (Some(count), None, None, None) => Content::Count(read("count", &count)?),
                    (None, Some(share), None, None) => {
                        let (of, among) = (read("share", &share.of)?, read("share", &share.among)?);
                        if !of.is_sum() || !among.is_sum() {
                            return Err((format!("{place}, share"), "a share is of sums; nothing is taken away in it".into()));
                        }
                        Content::Share { of, among }
                    }
                    (None, None, Some(figure), None) => Content::Figure(figure),
                    (None, None, None, Some(why)) => Content::ByHand(why),
                    _ => return Err((place, one_of_these())),
                };
                columns.push((column.id.clone(), content));
                Vec::new()
            }
            _ => return Err((place, one_of_these())),
        };
        headings.push(Heading { id: column.id, text: column.heading, under });
    }
    Ok(headings)
}

fn one_of_these() -> String {
    "it holds nothing, or two things; give one of `count`, `share`, `figure`, `by_hand` or columns of its own".to_string()
}

/// The columns that one side of an identity names.
fn side(text: &str, columns: &[(String, Content)]) -> Result<Side, String> {
    let place = |term: super::expression::Written<'_>| {
        let found = columns.iter().position(|(id, content)| id == term.name && matches!(content, Content::Count(_)));
        match (found, term.filter) {
            (Some(place), None) => Ok((term.sign, place)),
            (Some(_), Some(_)) => Err(format!("`{text}` narrows a column; give that a column of its own")),
            (None, _) => Err(format!("there is no column `{}` that holds a count", term.name)),
        }
    };
    terms(text)?.into_iter().map(place).collect()
}
