//! Lists of what a text is found in.
//!
//! Promises: what is found is what [`TextQuery::matches`] says of each case. Work is bounded by the
//! page where the text is frequent, and by its rows where it is rare; nothing is sorted that an
//! index has in order, but the rows of a rare text by due moment.

use kiennghi::{
    store::{CaseQuery, Cursor, ListOrder, ListedCase, StoreError},
    text::{Matched, TextQuery, Words},
};
use rusqlite::{Row, params, types::Value};

use crate::{
    lists::{LISTED, LISTED_COLUMNS, Select, listed},
    rows::{Rows, wrong},
    search::{self, Candidates, ManyWords, Sure},
};

/// Up to how many rows with a text are sorted by due moment. Where there are more, open cases are
/// read in the order of that, and enough of them have the text before long.
const SORTED: i64 = 2000;
/// How many rows are looked at for a beginning of many words before the index collects its rows.
const LOOKED_AT: usize = 1000;

/// What stands after FROM to find cases with their words.
const FOUND_WITH_WORDS: &str = "case_search CROSS JOIN case_word ON case_word.opened = case_search.rowid \
                                CROSS JOIN case_row ON case_row.opened = case_word.opened \
                                CROSS JOIN stream ON stream.number = case_row.opened WHERE true";
const FOUND: &str = "case_search CROSS JOIN case_row ON case_row.opened = case_search.rowid \
                     CROSS JOIN stream ON stream.number = case_row.opened WHERE true";
const LATEST_WITH_WORDS: &str = "case_word CROSS JOIN case_row ON case_row.opened = case_word.opened \
                                 CROSS JOIN stream ON stream.number = case_row.opened WHERE true";
const CASES_WITH_WORDS: &str = "case_row CROSS JOIN case_word ON case_word.opened = case_row.opened \
                                CROSS JOIN stream ON stream.number = case_row.opened WHERE true";

fn with_words() -> String {
    format!("{LISTED}, case_word.words")
}

fn words_of(row: &Row<'_>) -> rusqlite::Result<Words> {
    Ok(search::words(row.get_ref(LISTED_COLUMNS)?.as_str().map_err(|error| wrong(LISTED_COLUMNS, error))?))
}

/// Open cases with a text, by due moment.
pub(crate) fn due_with_text(
    rows: &Rows<'_>,
    query: &CaseQuery,
    text: &TextQuery,
    order: ListOrder,
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<ListedCase>, StoreError> {
    let take = |row: &Row<'_>| match text.matches(&words_of(row)?) {
        Some(_) => listed(row).map(Some),
        None => Ok(None),
    };
    let mut all = Select::new(&with_words(), CASES_WITH_WORDS);
    all.conditions(query);
    all.continued(order, after);
    let expression = match search::candidates(rows, text, Matched::Folded, ManyWords::LookAt)? {
        Candidates::Nowhere => return Ok(Vec::new()),
        Candidates::Found { expression, sure: Sure::Yes } => expression,
        // The first open cases, in case that most of them have it.
        Candidates::Found { .. } | Candidates::Anywhere => {
            if let Some(cases) = all.read(rows, limit, LOOKED_AT, take)? {
                return Ok(cases);
            }
            match search::candidates(rows, text, Matched::Folded, ManyWords::Collect)? {
                Candidates::Found { expression, .. } => expression,
                Candidates::Nowhere | Candidates::Anywhere => return Ok(Vec::new()),
            }
        }
    };
    let sql = "SELECT count(*) FROM (SELECT 1 FROM case_search WHERE case_search MATCH ?1 LIMIT ?2)";
    let count: Option<i64> = rows.one(sql, params![expression, SORTED + 1], |row| row.get(0))?;
    let cases = if count.is_some_and(|count| count <= SORTED) {
        let mut select = Select::new(LISTED, FOUND);
        select.and("case_search MATCH ?", [Value::from(expression)]);
        select.conditions(query);
        select.continued(order, after);
        select.read(rows, limit, usize::MAX, |row| listed(row).map(Some))?
    } else {
        all.read(rows, limit, usize::MAX, take)?
    };
    Ok(cases.unwrap_or_default())
}

/// What a text is found in: exact matches, then the others; each the latest registered first,
/// which is the order of the index backward.
pub(crate) fn found(
    rows: &Rows<'_>,
    query: &CaseQuery,
    text: &TextQuery,
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<ListedCase>, StoreError> {
    let mut cases = Vec::new();
    for matched in [Matched::Exact, Matched::Folded] {
        let before = match after {
            Some(Cursor::Found(at, _)) if *at > matched => continue,
            Some(Cursor::Found(at, opened)) if *at == matched => Some(opened.cast_signed()),
            _ => None,
        };
        let (wanted, mut found) = (limit - cases.len(), None);
        for many in [ManyWords::LookAt, ManyWords::Collect] {
            let Some((select, sure)) = select(rows, query, text, matched, before, many)? else {
                found = Some(Vec::new());
                break;
            };
            let most = if many == ManyWords::LookAt && sure == Sure::No { LOOKED_AT } else { usize::MAX };
            found = select.read(rows, wanted, most, |row| {
                if sure == Sure::No && text.matches(&words_of(row)?) != Some(matched) {
                    return Ok(None);
                }
                Ok(Some(ListedCase { matched: Some(matched), ..listed(row)? }))
            })?;
            if found.is_some() {
                break;
            }
        }
        cases.extend(found.into_iter().flatten());
    }
    Ok(cases)
}

/// The statement of one way of matching, and whether each of its rows has to be looked at; `None`
/// if there is nothing.
fn select(
    rows: &Rows<'_>,
    query: &CaseQuery,
    text: &TextQuery,
    matched: Matched,
    before: Option<i64>,
    many: ManyWords,
) -> Result<Option<(Select, Sure)>, StoreError> {
    let (mut select, key, sure) = match search::candidates(rows, text, matched, many)? {
        Candidates::Nowhere => return Ok(None),
        Candidates::Anywhere => (Select::new(&with_words(), LATEST_WITH_WORDS), "case_word.opened", Sure::No),
        Candidates::Found { expression, sure } => {
            let (expression, rest) = match matched {
                Matched::Exact => (expression, Sure::Yes),
                Matched::Folded => search::without(expression, &search::candidates(rows, text, Matched::Exact, many)?),
            };
            let sure = if rest == Sure::No { Sure::No } else { sure };
            let mut select = match sure {
                Sure::Yes => Select::new(LISTED, FOUND),
                Sure::No => Select::new(&with_words(), FOUND_WITH_WORDS),
            };
            select.and("case_search MATCH ?", [Value::from(expression)]);
            (select, "case_search.rowid", sure)
        }
    };
    if let Some(before) = before {
        select.and(&format!("{key} < ?"), [Value::from(before)]);
    }
    select.conditions(query);
    select.sql.push_str(&format!(" ORDER BY {key} DESC"));
    Ok(Some((select, sure)))
}
