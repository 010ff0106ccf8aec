//! Lists of cases: their columns, and the SQL of a page.
//!
//! Promises: a page is what [`page_of`](kiennghi::store::page_of) says. Without a text it is read from
//! where the last one ended, in the order of an index. With one, the newest cases (or the first due)
//! are looked at first, for a frequent word is found there before long; then the index of words is
//! asked for all that are left, and nothing is left to the planner's guess of how many have it.

use kiennghi::{
    calendar::CalendarRef,
    case::{Confidential, Listing, Number, Status},
    store::{CaseQuery, Cursor, ListOrder, ListedCase, Openness, StoreError},
    text::{Matched, TextQuery, Words},
    time::MomentError,
};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::{
    link::Fields,
    rows::Rows,
    search::{self, Asked},
};

/// The columns of a list, in the order in which [`listed`] reads them.
pub(super) const LISTED: &str = "c.opened, c.id, c.book, c.year, c.serial, c.status, c.received_at, c.due, c.due_by, c.due_soon, \
                                 c.calendar, c.source, c.field, c.unit, c.officer, c.confidential";
/// How many they are.
pub(super) const LISTED_COLUMNS: usize = 16;
/// How many entries back the newest cases are looked at without the index of words.
const NEWEST: i64 = 2000;
/// One of so many that are wanted must have been found for more to be looked at without it.
const MANY: usize = 8;
/// How many open cases are looked at without it.
const FIRST_DUE: usize = 200;
/// How many rows are fetched at least when each has to be looked at.
const AT_ONCE: usize = 100;

/// Reads the columns of [`LISTED`].
pub(super) fn listed(row: &Fields<'_>) -> Result<ListedCase, StoreError> {
    let status: Status = row.get::<&str>(5)?.parse().map_err(|error: kiennghi::lang::UnknownCode| row.wrong(5, error))?;
    let calendar = row.get::<&str>(10)?.rsplit_once('@');
    let (id, version) = calendar.ok_or_else(|| row.wrong(10, "a calendar is written as id@version"))?;
    let listing = Listing {
        status,
        received_at: row.get::<&str>(6)?.parse().map_err(|error: MomentError| row.wrong(6, error))?,
        due: row.get::<&str>(7)?.parse().map_err(|error: MomentError| row.wrong(7, error))?,
        due_by: row.get(8)?,
        due_soon: row.number(9)?,
        calendar: CalendarRef { id: id.to_owned(), version: version.to_owned() },
        source: row.get(11)?,
        field: row.get(12)?,
        unit: row.get(13)?,
        officer: row.get(14)?,
        confidential: row.get(15)?,
    };
    let number = Number { book: row.get(2)?, year: row.get(3)?, serial: row.number(4)? };
    Ok(ListedCase { id: row.get::<Uuid>(1)?.into(), number, opened: row.number(0)?, listing, matched: None })
}

/// A statement as it is put together: text, and the values bound to it in order.
struct Select {
    sql: String,
    values: Vec<Box<dyn ToSql + Sync>>,
}

impl Select {
    fn new(sql: impl Into<String>) -> Select {
        Select { sql: sql.into(), values: Vec::new() }
    }

    /// Binds a value, and answers how it is written.
    fn bind(&mut self, value: impl ToSql + Sync + 'static) -> String {
        self.values.push(Box::new(value));
        format!("${}", self.values.len())
    }

    fn and(&mut self, condition: &str, value: impl ToSql + Sync + 'static) {
        let place = self.bind(value);
        self.sql.push_str(&format!(" AND {condition} {place}"));
    }

    /// The conditions of a query, its text aside.
    fn conditions(&mut self, query: &CaseQuery) {
        // Written out, not bound: the indexes of open cases are chosen by it.
        self.sql.push_str(match query.openness {
            Openness::Open => " AND c.open",
            Openness::Closed => " AND NOT c.open",
            Openness::All => "",
        });
        if query.text.is_some() && query.confidential == Confidential::Hidden {
            self.sql.push_str(" AND NOT c.confidential");
        }
        let status = query.status.map(|status| status.code().to_owned());
        for (column, value) in [
            ("c.unit =", &query.unit),
            ("c.officer =", &query.officer),
            ("c.source =", &query.source),
            ("c.field =", &query.field),
            ("c.status =", &status),
        ] {
            if let Some(value) = value {
                self.and(column, value.clone());
            }
        }
        // None of the open cases is void.
        if query.status.is_none() && query.openness != Openness::Open {
            self.sql.push_str(" AND c.status <> 'void'");
        }
        if let Some(before) = query.due_before {
            self.and("c.due_by <", before.timestamp_micros());
        }
    }

    /// From where on, in which order, and how many.
    fn continued(&mut self, order: ListOrder, after: Option<&Cursor>, limit: usize) {
        let mut place = |last: &Number| {
            let book = self.bind(last.book.clone());
            format!("{book}, {}, {}", self.bind(last.year), self.bind(i64::from(last.serial)))
        };
        match after {
            Some(Cursor::Due(due, last)) => {
                let place = place(last);
                self.and("(c.due_by, c.book, c.year, c.serial) > (", *due);
                self.sql.push_str(&format!(", {place})"));
            }
            Some(Cursor::Number(last)) => {
                let place = place(last);
                self.sql.push_str(&format!(" AND (c.book, c.year, c.serial) > ({place})"));
            }
            Some(Cursor::Found(..)) | None => {}
        }
        self.sql.push_str(match order {
            ListOrder::Due => " ORDER BY c.due_by, c.book, c.year, c.serial",
            ListOrder::Number => " ORDER BY c.book, c.year, c.serial",
            ListOrder::Found => " ORDER BY c.opened DESC",
        });
        let limit = self.bind(i64::try_from(limit).unwrap_or(i64::MAX));
        self.sql.push_str(&format!(" LIMIT {limit}"));
    }

    fn read<T>(&self, rows: &Rows<'_>, read: impl Fn(&Fields<'_>) -> Result<T, StoreError>) -> Result<Vec<T>, StoreError> {
        let values: Vec<_> = self.values.iter().map(|value| &**value).collect();
        rows.link.all(&self.sql, &values, read)
    }
}

fn with_words(row: &Fields<'_>) -> Result<(ListedCase, Words), StoreError> {
    Ok((listed(row)?, Words { folded: row.get(LISTED_COLUMNS)?, marked: row.get(LISTED_COLUMNS + 1)? }))
}

/// See [`Reader::page`](kiennghi::store::Reader::page).
pub(super) fn page(
    rows: &Rows<'_>,
    query: &CaseQuery,
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<ListedCase>, StoreError> {
    match (&query.text, query.order()) {
        (None, order) => {
            let mut select = Select::new(format!("SELECT {LISTED} FROM case_row c WHERE c.register = $1"));
            select.values.push(Box::new(rows.register));
            select.conditions(query);
            select.continued(order, after, limit);
            select.read(rows, listed)
        }
        (Some(text), ListOrder::Found) => found(rows, query, text, after, limit),
        (Some(text), order) => due_with_text(rows, query, text, order, after, limit),
    }
}

/// Cases with their words, `WHERE` and all; of those that the index finds below a bound, if it is asked.
/// Each stretch is asked by itself; what a stretch tells `but` is left out.
fn cases_with_words(register: i32, asked: Option<(&[Asked], &[Asked], i64)>) -> Select {
    let mut select = Select::new("");
    let own = select.bind(register);
    let (with, among) = match asked {
        None => (String::new(), ""),
        Some((asked, but, below)) => {
            let candidates = select.bind(asked.iter().map(|asked| asked.candidates.clone()).collect::<Vec<_>>());
            let certain: Vec<_> = but.iter().map(|but| but.certain.clone()).collect();
            let (but, below) = (select.bind(certain), select.bind(below));
            // Found first, and only then looked up: how many there are cannot be known beforehand. `IS TRUE`
            // keeps every other index out of it: that of all cases is longer than any list of words.
            let with = format!(
                "WITH found AS MATERIALIZED (SELECT w.opened FROM unnest({candidates}::text[], {but}::text[]) AS asked (candidates, but)
                 JOIN case_word w ON w.lexemes @@ CAST(asked.candidates AS tsquery)
                 WHERE (w.register = {own}) IS TRUE AND (w.opened < {below}) IS TRUE
                 AND (asked.but IS NULL OR NOT w.lexemes @@ CAST(asked.but AS tsquery))) "
            );
            (with, " AND c.opened = ANY (ARRAY(SELECT opened FROM found))")
        }
    };
    select.sql = format!(
        "{with}SELECT {LISTED}, w.folded, w.marked FROM case_row c
         JOIN case_word w ON w.register = c.register AND w.opened = c.opened WHERE c.register = {own}{among}"
    );
    select
}

/// Any of these, as one question. `IS TRUE` keeps the index out of it: rows are looked at one by one.
fn any_of(select: &mut Select, not: &str, asked: Vec<String>) {
    if !asked.is_empty() {
        let place = select.bind(asked.join(" | "));
        select.sql.push_str(&format!(" AND {not} (w.lexemes @@ CAST(CAST({place} AS text) AS tsquery)) IS TRUE"));
    }
}

/// Open cases with a text, by due moment. As long as some of those looked at agree, one looks on: only
/// for what few have the index of words is asked.
fn due_with_text(
    rows: &Rows<'_>,
    query: &CaseQuery,
    text: &TextQuery,
    order: ListOrder,
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<ListedCase>, StoreError> {
    let (mut cases, mut after, mut at_once) = (Vec::new(), after.cloned(), FIRST_DUE);
    let mut indexed: Option<Vec<Asked>> = None;
    loop {
        let mut select = cases_with_words(rows.register, indexed.as_deref().map(|asked| (asked, [].as_slice(), i64::MAX)));
        select.conditions(query);
        select.continued(order, after.as_ref(), at_once);
        let some = select.read(rows, with_words)?;
        let all = some.len() < at_once;
        after = some.last().map(|(case, _)| Cursor::of(order, case)).or(after);
        let before = cases.len();
        cases.extend(some.into_iter().filter(|(_, words)| text.matches(words).is_some()).map(|(case, _)| case));
        if all || cases.len() >= limit {
            cases.truncate(limit);
            return Ok(cases);
        }
        if indexed.is_none() && (cases.len() - before) * FIRST_DUE < at_once {
            let last = search::stretch(rows.end()?.0.sequence.cast_signed());
            indexed = Some(search::asked(rows.register, 0..=last, text, Matched::Folded));
        }
        at_once = (at_once * 2).max(limit);
    }
}

/// What a text is found in: exact matches, then the others; each the latest registered first.
fn found(
    rows: &Rows<'_>,
    query: &CaseQuery,
    text: &TextQuery,
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<ListedCase>, StoreError> {
    let mut cases: Vec<ListedCase> = Vec::new();
    for matched in [Matched::Exact, Matched::Folded] {
        let below = match after {
            Some(Cursor::Found(at, _)) if *at > matched => continue,
            Some(Cursor::Found(at, opened)) if *at == matched => opened.cast_signed(),
            _ => rows.end()?.0.sequence.cast_signed().saturating_add(1),
        };
        // The newest row by row, as long as many agree; then what the index finds of those before, by more
        // and more stretches.
        let (mut below, mut newest, mut stretches, mut indexed) = (below, NEWEST, 1, false);
        while cases.len() < limit && below > 0 {
            let first = search::stretch(below - 1).saturating_sub(stretches - 1);
            let down_to = if indexed { search::first_of(first) } else { (below - newest).max(0) };
            let before = cases.len();
            let mut at_once = limit.max(AT_ONCE);
            let range = search::stretch(down_to)..=search::stretch(below - 1);
            let asked = search::asked(rows.register, range.clone(), text, matched);
            // What agrees exactly was told before, where the index can tell it.
            let but = match matched {
                Matched::Exact => Vec::new(),
                Matched::Folded => search::asked(rows.register, range, text, Matched::Exact),
            };
            while cases.len() < limit && below > down_to {
                let mut select = cases_with_words(rows.register, indexed.then_some((&asked, &but, below)));
                if !indexed {
                    select.and("w.opened <", below);
                    select.and("w.opened >=", down_to);
                    any_of(&mut select, "", asked.iter().map(|asked| asked.candidates.clone()).collect());
                    any_of(&mut select, "NOT", but.iter().filter_map(|but| but.certain.clone()).collect());
                }
                select.conditions(query);
                select.continued(ListOrder::Found, None, at_once);
                let some = select.read(rows, with_words)?;
                below = if some.len() < at_once {
                    down_to
                } else {
                    some.last().map_or(down_to, |(case, _)| case.opened.cast_signed())
                };
                let agreed = some.into_iter().filter(|(_, words)| text.matches(words) == Some(matched));
                cases.extend(agreed.map(|(case, _)| ListedCase { matched: Some(matched), ..case }));
                at_once *= 2;
            }
            if indexed {
                stretches *= 4;
            }
            newest *= 2;
            indexed |= (cases.len() - before) * MANY < limit;
        }
    }
    cases.truncate(limit);
    Ok(cases)
}
