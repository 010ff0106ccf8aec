//! A proposed mapping as the file that a person reads.
//!
//! Promises: it is a mapping, or says what is to be written in; each column is in it once, beside its
//! field or among those that were not recognised.

use std::collections::BTreeMap;

use super::{
    Because,
    looks::{Looks, MOST_VALUES, OF_WORDS},
};
use crate::{
    DateOrder,
    headings::Heading,
    mapping::{Field, Mapping},
    note::letters,
    sheet::Sheet,
};

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn why(because: &Because) -> String {
    match because {
        Because::Known => "a known heading".into(),
        Because::Like(name) => format!("its heading resembles `{name}`"),
        Because::Cells { fit, of } => format!("by its cells, {fit} of {of}; look at it"),
    }
}

pub(super) fn written(
    sheet: &Sheet,
    built_in: &Mapping,
    columns: &[(usize, Heading, Looks)],
    given: &BTreeMap<usize, (Field, Because)>,
    missing: &[Field],
    order: Option<DateOrder>,
) -> String {
    let mut toml = String::new();
    let mut line = |text: String| {
        toml.push_str(&text);
        toml.push('\n');
    };
    line("# How this sheet is read: a proposal. Read it, mend it, keep it beside the sheet.".into());
    line("# Headings and values are compared without case, diacritics and punctuation.".into());
    line(format!("title = {}", quoted(sheet.name())));
    line("# Petitions of the same sheet are told apart by their arrival number and year of arrival; without a".into());
    line("# number by dates, sender and abstract.".into());
    line("scope = \"so-den\"".into());
    line("# A row with nothing but one of these is a total, not a petition.".into());
    line("totals = [\"Cộng\", \"Tổng cộng\", \"Tổng số\"]".into());
    if order == Some(DateOrder::MonthDay) {
        line("# Of dates like 05/13/2026 some have no other reading.".into());
        line("date_order = \"month_day\"".into());
    }
    line("\n[columns]".into());
    let mut fields: Vec<(&str, Vec<String>, Vec<String>)> = Vec::new();
    for (column, heading, _) in columns {
        let Some((field, because)) = given.get(column) else { continue };
        let told = format!("column {}: {}", letters(*column), why(because));
        match fields.iter_mut().find(|(code, ..)| *code == field.code()) {
            Some((_, names, tolds)) => {
                names.push(quoted(&heading.text));
                tolds.push(told);
            }
            None => fields.push((field.code(), vec![quoted(&heading.text)], vec![told])),
        }
    }
    for (code, mut names, told) in fields {
        names.dedup();
        line(format!("# {}\n{code} = [{}]", told.join("\n# "), names.join(", ")));
    }
    for field in missing {
        line(format!("# Needed, and no column was found for it: write its heading here.\n# {} = [\"\"]", field.code()));
    }
    let unknown: Vec<_> = columns.iter().filter(|(column, ..)| !given.contains_key(column)).collect();
    if !unknown.is_empty() {
        line("\n# Not recognised. Write each beside a field, or under `ignored`; an import passes over them.".into());
        for (column, heading, looks) in unknown {
            let of = looks.filled;
            let looks = match of {
                0 => "empty".into(),
                _ if looks.most(looks.dates) => format!("dates in {} of {of} filled cells", looks.dates),
                _ if looks.most(looks.numbers) => format!("numbers in {} of {of} filled cells", looks.numbers),
                _ => format!("{of} filled cells, {} letters each", looks.letters / of),
            };
            line(format!("#   column {}: {} ({looks})", letters(*column), quoted(&heading.text)));
        }
        let free: Vec<&str> = Field::ALL
            .iter()
            .filter(|field| !given.values().any(|(taken, _)| taken == *field))
            .map(|field| field.code())
            .collect();
        line(format!("# Fields that have no column: {}", free.join(", ")));
    }
    for (column, heading, looks) in columns {
        let Some((field, _)) = given.get(column).filter(|(field, _)| OF_WORDS.contains(field)) else { continue };
        let known = looks.words.get(field).copied().unwrap_or_default();
        if known == looks.filled || looks.different.len() > MOST_VALUES {
            continue;
        }
        line(format!(
            "\n# Values of {} that are not known; write each beside a code of [values.{}] below:",
            quoted(&heading.text),
            field.code()
        ));
        for (value, count) in looks.different.iter().filter(|(value, _)| built_in.value(*field, value).is_none()) {
            line(format!("#   {} (rows: {count})", quoted(value)));
        }
    }
    toml.push('\n');
    toml.push_str(Mapping::below_the_columns());
    toml
}
