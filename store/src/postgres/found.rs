//! What a text is found in, and the SQL of it.
//!
//! Promises: as [`page_of`](kiennghi::store::page_of) says, whatever the index of words can tell, for
//! [`TextQuery::matches`] has the last word. The newest cases (or the first due) are looked at first,
//! for a frequent word is found there before long. Then the index is walked, the latest stretch first,
//! and only as far as the page needs; nothing is left to the planner's guess of how many have a word. What
//! the index cannot tell is looked at where the texts lie, so that only what agrees is sent.

use kiennghi::{
    store::{CaseQuery, Cursor, ListOrder, ListedCase, StoreError},
    text::{LastWord, Matched, TextQuery, Words},
};
use tokio_postgres::Row;

use super::{
    link::{Fields, Sent},
    lists::{LISTED, LISTED_COLUMNS, Select, listed},
    rows::Rows,
    search::{self, Asked, Beginnings},
};

/// How many entries back the newest cases are looked at without the index of words.
const NEWEST: i64 = 2000;
/// How many of the newest cases tell how frequent a word is.
const SAMPLE: usize = 200;
/// How many open cases are looked at without the index.
const FIRST_DUE: usize = 200;
/// So many times as many are asked for where a case must agree in more than its texts.
const MORE: usize = 8;

/// What agrees in one way, the latest registered first, as far as it was looked for.
struct Way {
    matched: Matched,
    /// What was registered by entries from here on was looked at.
    below: i64,
    cases: Vec<ListedCase>,
}

impl Way {
    /// Takes rows of which `at_once` were asked for; if there were fewer, there are none down to `down_to`.
    fn take(
        &mut self,
        rows: &Rows<'_>,
        text: &TextQuery,
        answer: &[Row],
        at_once: usize,
        down_to: i64,
    ) -> Result<(), StoreError> {
        for row in answer {
            let row = rows.link.fields(row);
            let opened: i64 = row.get(LISTED_COLUMNS + 2)?;
            if opened >= self.below {
                return Err(rows.link.io("the server told what was found in another order than it was asked for"));
            }
            self.below = opened;
            // What agrees in its texts alone was looked at too.
            if row.get::<Option<i64>>(0)?.is_some() && text.matches(&words(&row)?) == Some(self.matched) {
                self.cases.push(ListedCase { matched: Some(self.matched), ..listed(&row)? });
            }
        }
        if answer.len() < at_once {
            self.below = down_to;
        }
        Ok(())
    }
}

fn words(row: &Fields<'_>) -> Result<Words, StoreError> {
    Ok(Words { folded: row.get(LISTED_COLUMNS)?, marked: row.get(LISTED_COLUMNS + 1)? })
}

/// What a text is found in: exact matches, then the others; each the latest registered first. `last` is
/// the number of the last entry.
pub(super) fn found(
    rows: &Rows<'_>,
    last: i64,
    query: &CaseQuery,
    text: &TextQuery,
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<ListedCase>, StoreError> {
    let way = |matched| match after {
        Some(Cursor::Found(at, _)) if *at > matched => None,
        Some(Cursor::Found(at, opened)) if *at == matched => Some((matched, opened.cast_signed())),
        _ => Some((matched, last.saturating_add(1))),
    };
    let ways = [Matched::Exact, Matched::Folded].into_iter().filter_map(way);
    let mut ways: Vec<Way> = ways.map(|(matched, below)| Way { matched, below, cases: Vec::new() }).collect();
    let down_to: Vec<i64> = ways.iter().map(|way| (way.below - NEWEST).max(0)).collect();
    let newest: Vec<_> =
        ways.iter().zip(&down_to).map(|(way, down_to)| newest(rows, query, text, way, *down_to, limit)).collect();
    for ((way, answer), down_to) in ways.iter_mut().zip(together(rows, &newest)?).zip(down_to) {
        way.take(rows, text, &answer, limit, down_to)?;
    }
    // Of what the newest have none of there is little or nothing: both ways are walked at once.
    let rare = ways.iter().all(|way| way.cases.is_empty());
    let mut beginnings = None;
    let mut at_once = if only_by_text(query) { limit } else { limit.saturating_mul(MORE) };
    loop {
        let mut wanted = limit;
        let mut short: Vec<&mut Way> = Vec::new();
        for way in &mut ways {
            let (found, more) = (way.cases.len(), way.below > 0);
            if wanted > 0 && more && found < wanted {
                short.push(way);
            }
            // Others are only told when these have come to their end.
            wanted = if more && !rare { 0 } else { wanted.saturating_sub(found) };
        }
        if short.is_empty() {
            break;
        }
        let beginnings = match beginnings {
            Some(known) => known,
            None => *beginnings.insert(of_beginnings(rows, last, text)?),
        };
        let walks: Vec<_> = short.iter().map(|way| walk(rows, query, text, way, beginnings, at_once)).collect();
        for (way, answer) in short.into_iter().zip(together(rows, &walks)?) {
            way.take(rows, text, &answer, at_once, 0)?;
        }
        at_once = at_once.saturating_mul(2);
    }
    let mut cases: Vec<ListedCase> = ways.into_iter().flat_map(|way| way.cases).collect();
    cases.truncate(limit);
    Ok(cases)
}

/// Does it ask for nothing that one in a few cases does not have?
fn only_by_text(query: &CaseQuery) -> bool {
    let CaseQuery { due_before, unit, officer, source, status, field, .. } = query;
    due_before.is_none() && unit.is_none() && officer.is_none() && source.is_none() && status.is_none() && field.is_none()
}

fn together(rows: &Rows<'_>, selects: &[Select]) -> Result<Vec<Vec<Row>>, StoreError> {
    let values: Vec<_> = selects.iter().map(Select::bound).collect();
    let sent: Vec<_> = selects.iter().zip(&values).map(|(select, values)| Sent::Bound(&select.sql, values)).collect();
    rows.link.together(&sent)?.into_iter().collect()
}

/// The columns of a case with its words and its place.
fn columns() -> String {
    format!("SELECT {LISTED}, w.folded, w.marked, w.opened")
}

/// Texts as they lie must have these words side by side.
fn side_by_side(select: &mut Select, text: &TextQuery, matched: Matched, beginnings: Beginnings) {
    let column = match matched {
        Matched::Exact => "w.marked",
        Matched::Folded => "w.folded",
    };
    for words in search::side_by_side(text, matched, beginnings) {
        let place = select.bind(words);
        select.sql.push_str(&format!(" AND strpos({column}, {place}) > 0"));
    }
}

/// What the index tells to agree exactly, for it was told before: to be left out.
fn told_before(rows: &Rows<'_>, stretches: core::ops::RangeInclusive<i64>, text: &TextQuery, matched: Matched) -> Vec<Asked> {
    match matched {
        Matched::Exact => Vec::new(),
        Matched::Folded => search::asked(rows.register, stretches, text, Matched::Exact, Beginnings::Asked),
    }
}

/// The newest, row by row and without the index of words, of which `IS TRUE` keeps the planner.
fn newest(rows: &Rows<'_>, query: &CaseQuery, text: &TextQuery, way: &Way, down_to: i64, limit: usize) -> Select {
    let mut select = Select::new(columns());
    let own = select.bind(rows.register);
    let (below, from) = (select.bind(way.below), select.bind(down_to));
    select.sql.push_str(&format!(
        " FROM (SELECT w.opened, w.folded, w.marked FROM case_word w
                WHERE w.register = {own} AND w.opened < {below} AND w.opened >= {from}"
    ));
    let stretches = search::stretch(down_to)..=search::stretch(way.below - 1);
    let asked = search::asked(rows.register, stretches.clone(), text, way.matched, Beginnings::Asked);
    let but = told_before(rows, stretches, text, way.matched);
    for (not, any) in [
        ("", asked.into_iter().map(|asked| asked.candidates).collect::<Vec<_>>()),
        ("NOT", but.into_iter().filter_map(|but| but.certain).collect()),
    ] {
        if !any.is_empty() {
            // Read once, and not for every row.
            let place = select.bind(any.join(" | "));
            select.sql.push_str(&format!(" AND {not} (w.lexemes @@ (SELECT CAST(CAST({place} AS text) AS tsquery))) IS TRUE"));
        }
    }
    side_by_side(&mut select, text, way.matched, Beginnings::Asked);
    select.sql.push_str(&format!(" ORDER BY w.opened DESC) w JOIN case_row c ON c.register = {own} AND c.opened = w.opened"));
    select.conditions(query);
    select.continued(ListOrder::Found, None, limit);
    select
}

/// What the index finds below, stretch by stretch, until there is enough: each is walked when the ones
/// after it were told. A case that has the words and not the rest is told by its place alone. An order of
/// all of it is not asked for, for it would be made of all stretches, or of one too many; stretches can be
/// joined in no other than theirs, and whoever takes the rows looks at it.
fn walk(rows: &Rows<'_>, query: &CaseQuery, text: &TextQuery, way: &Way, beginnings: Beginnings, at_once: usize) -> Select {
    let mut select = Select::new(columns());
    let own = select.bind(rows.register);
    let stretches = 0..=search::stretch(way.below - 1);
    let asked = search::asked(rows.register, stretches.clone(), text, way.matched, beginnings);
    let but = told_before(rows, stretches, text, way.matched);
    let candidates = select.bind(asked.into_iter().map(|asked| asked.candidates).collect::<Vec<_>>());
    let but = select.bind(but.into_iter().map(|but| but.certain).collect::<Vec<_>>());
    let below = select.bind(way.below);
    // `IS TRUE` keeps every other index out of it: that of all cases is longer than any list of words.
    select.sql.push_str(&format!(
        " FROM (SELECT w.opened, w.folded, w.marked FROM unnest({candidates}::text[], {but}::text[]) AS asked (candidates, but)
                CROSS JOIN LATERAL (SELECT w.opened, w.folded, w.marked FROM case_word w
                    WHERE w.lexemes @@ CAST(asked.candidates AS tsquery)
                    AND (w.register = {own}) IS TRUE AND (w.opened < {below}) IS TRUE
                    AND (asked.but IS NULL OR NOT w.lexemes @@ CAST(asked.but AS tsquery))"
    ));
    side_by_side(&mut select, text, way.matched, beginnings);
    select.sql.push_str(&format!(
        " ORDER BY w.opened DESC) w LIMIT {at_once}) w LEFT JOIN case_row c ON c.register = {own} AND c.opened = w.opened"
    ));
    select.conditions(query);
    select
}

/// Are beginnings of words asked of the index? Not if one of the other words is rarer: the list of a
/// word is walked only where the others go on, those of a beginning from end to end. The newest tell.
fn of_beginnings(rows: &Rows<'_>, last: i64, text: &TextQuery) -> Result<Beginnings, StoreError> {
    let kinds: Vec<LastWord> = search::each_word(rows.register, 0..=0, text).into_iter().map(|(_, kind)| kind).collect();
    if !(kinds.contains(&LastWord::Beginning) && kinds.contains(&LastWord::Whole)) {
        return Ok(Beginnings::Asked);
    }
    let newest = search::stretch(last);
    let words = search::each_word(rows.register, newest.saturating_sub(1).max(0)..=newest, text);
    let asked: Vec<_> = words.iter().map(|(asked, _)| asked.as_str()).collect();
    let sql = format!(
        "SELECT asked.place, count(*) FROM unnest(CAST($2::text[] AS tsquery[])) WITH ORDINALITY AS asked (word, place)
         JOIN (SELECT lexemes FROM case_word WHERE register = $1 ORDER BY opened DESC LIMIT {SAMPLE}) AS newest
            ON newest.lexemes @@ asked.word
         GROUP BY asked.place"
    );
    let counted = rows.link.all(&sql, &[&rows.register, &asked], |row| Ok((row.number::<usize>(0)?, row.get::<i64>(1)?)))?;
    let least = |kind: LastWord| {
        let of = |(n, _): (usize, &LastWord)| counted.iter().find(|(place, _)| *place == n + 1).map_or(0, |(_, count)| *count);
        kinds.iter().enumerate().filter(|(_, one)| **one == kind).map(of).min()
    };
    let rarer = least(LastWord::Beginning) > Some(0) && least(LastWord::Whole) <= least(LastWord::Beginning);
    Ok(if rarer { Beginnings::LookedAt } else { Beginnings::Asked })
}

/// Open cases with a text, by due moment. As long as some of those looked at agree, one looks on: only
/// for what few have the index of words is asked.
pub(super) fn due_with_text(
    rows: &Rows<'_>,
    last: i64,
    query: &CaseQuery,
    text: &TextQuery,
    order: ListOrder,
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<ListedCase>, StoreError> {
    let (mut cases, mut after, mut at_once) = (Vec::new(), after.cloned(), FIRST_DUE);
    let mut indexed: Option<Beginnings> = None;
    loop {
        let mut select = due(rows, last, text, indexed);
        select.conditions(query);
        select.continued(order, after.as_ref(), at_once);
        let some = select.read(rows, |row| Ok((listed(row)?, words(row)?)))?;
        let all = some.len() < at_once;
        after = some.last().map(|(case, _)| Cursor::of(order, case)).or(after);
        let before = cases.len();
        cases.extend(some.into_iter().filter(|(_, words)| text.matches(words).is_some()).map(|(case, _)| case));
        if all || cases.len() >= limit {
            cases.truncate(limit);
            return Ok(cases);
        }
        if indexed.is_none() && (cases.len() - before) * FIRST_DUE < at_once {
            indexed = Some(of_beginnings(rows, last, text)?);
        }
        at_once = (at_once * 2).max(limit);
    }
}

/// Cases with their words, `WHERE` and all; of those that the index finds, if it is asked.
fn due(rows: &Rows<'_>, last: i64, text: &TextQuery, indexed: Option<Beginnings>) -> Select {
    let mut select = Select::new("");
    let own = select.bind(rows.register);
    let mut among = "";
    if let Some(beginnings) = indexed {
        let asked = search::asked(rows.register, 0..=search::stretch(last), text, Matched::Folded, beginnings);
        let candidates = select.bind(asked.into_iter().map(|asked| asked.candidates).collect::<Vec<_>>());
        // Found first, and only then looked up: how many there are cannot be known beforehand.
        select.sql.push_str(&format!(
            "WITH found AS MATERIALIZED (SELECT w.opened FROM unnest({candidates}::text[]) AS asked (candidates)
             JOIN case_word w ON w.lexemes @@ CAST(asked.candidates AS tsquery) WHERE (w.register = {own}) IS TRUE"
        ));
        side_by_side(&mut select, text, Matched::Folded, beginnings);
        select.sql.push_str(") ");
        among = " AND c.opened = ANY (ARRAY(SELECT opened FROM found))";
    }
    select.sql.push_str(&format!(
        "{} FROM case_row c JOIN case_word w ON w.register = c.register AND w.opened = c.opened WHERE c.register = {own}{among}",
        columns()
    ));
    select
}
