//! The part of the contract of a store that is about lists: pages, conditions, words.

use std::collections::BTreeSet;

use kiennghi::{
    case::{Confidential, Due, Status, World},
    law::Standing,
    ledger::Identity,
    petition::{Act, Channel, Command, Receive, SourceKind},
    register::{Page, Register, RegisterError},
    store::{CaseQuery, Cursor, Openness, QueryError, Store},
    text::TextQueryError,
    time::Moment,
};

use crate::{
    contract::{Clause, act, check, receive, reply, rows},
    noon,
};

fn world() -> Result<World, Box<dyn std::error::Error>> {
    noon("2026-01-30")
}

fn today() -> Result<Moment, Box<dyn std::error::Error>> {
    Ok("2026-01-30".parse()?)
}

fn received(n: u8, at: &str, receive: Receive) -> Result<Command, Box<dyn std::error::Error>> {
    act(n, n, at, Act::Receive(Box::new(receive)))
}

fn with_summary(summary: &str) -> Receive {
    Receive::new(SourceKind::Enterprise, "Công ty A", Channel::Letter, summary)
}

fn serials(page: &Page) -> Vec<u32> {
    page.items.iter().map(|item| item.number.serial).collect()
}

/// Every page of a list, `limit` rows at a time, its cursors written and read back.
///
/// # Errors
/// A page cannot be made.
pub fn all_pages(
    register: &Register<impl Store>,
    query: &CaseQuery,
    at: Moment,
    limit: usize,
) -> Result<Vec<kiennghi::case::CaseItem>, Box<dyn std::error::Error>> {
    let (mut items, mut after): (Vec<_>, Option<Cursor>) = (Vec::new(), None);
    loop {
        let page = register.page(query, at, after.as_ref(), limit)?;
        check(page.items.len() == limit || page.next.is_none(), "a page is full, or the last")?;
        items.extend(page.items);
        let Some(next) = page.next else { return Ok(items) };
        check(after.as_ref() != Some(&next), "a page after this one goes on")?;
        after = Some(next.to_string().parse()?);
    }
}

/// A worklist comes page by page, the first due first; what stands still comes last; a case that is
/// closed between two pages shifts nothing.
pub fn a_worklist_comes_page_by_page_and_nothing_is_shifted_between_pages(store: impl Store) -> Clause {
    let mut register = Register::create(store, &world()?)?;
    for (n, at) in [(1, "2026-01-08"), (2, "2026-01-05"), (3, "2026-01-05"), (4, "2026-01-02"), (5, "2026-01-09")] {
        register.execute(&received(n, at, with_summary("x"))?, &world()?)?;
    }
    register.execute(&act(20, 4, "2026-01-06", Act::RequestSupplement { what: None })?, &world()?)?;
    let none = Receive { rules: Some(Vec::new()), ..with_summary("x") };
    register.execute(&received(6, "2026-01-03", none)?, &world()?)?;
    let query = CaseQuery::worklist();
    let first = register.page(&query, today()?, None, 2)?;
    check(serials(&first) == [2, 3], "the first due first, then by number")?;
    register.execute(&act(21, 2, "2026-01-12", reply())?, &world()?)?;
    let second = register.page(&query, today()?, first.next.as_ref(), 2)?;
    check(serials(&second) == [1, 5], "the page after the row that was last, though one is gone")?;
    let third = register.page(&query, today()?, second.next.as_ref(), 2)?;
    check(serials(&third) == [4, 6] && third.next.is_none(), "what stands still and what has no deadline last")?;
    check(
        third.items.iter().map(|item| item.standing).eq([Some(Standing::Paused), Some(Standing::NoDeadline)]),
        "how they stand",
    )?;
    // The same items as in the worklist that reads every case.
    let mut work = register.worklist(today()?)?;
    work.sort_by(|a, b| a.number.cmp(&b.number));
    let mut paged = all_pages(&register, &query, today()?, 2)?;
    paged.sort_by(|a, b| a.number.cmp(&b.number));
    check(paged.into_iter().filter_map(|item| item.into_work()).eq(work), "as the worklist tells them")?;
    let row = register.store().case(Identity::from_bytes([1; 16]))?.ok_or("stored")?;
    check(row.listing.due == Due::On("2026-01-21".parse()?), "ten working days, a made-up Saturday among them")?;
    check(row.listing.due_by == 1_769_014_799_999_999, "the end of 21 January in Hanoi")
}

/// Each condition leaves out what it says, and all hold together.
pub fn lists_hold_what_they_are_asked_for(store: impl Store) -> Clause {
    let mut register = Register::create(store, &world()?)?;
    for n in 1..=6_u8 {
        let source = if n % 2 == 0 { SourceKind::Department } else { SourceKind::Enterprise };
        let field = (n > 3).then(|| "Đất đai".to_owned());
        let at = format!("2026-01-{:02}", 4 + n);
        register.execute(&received(n, &at, Receive { source, field, ..with_summary("x") })?, &world()?)?;
        let unit = if n < 5 { "Phòng A" } else { "Phòng B" };
        let officer = (n % 3 == 0).then(|| "lan.nt".to_owned());
        register.execute(
            &act(50 + n, n, &at, Act::Assign { unit: unit.into(), officer, due: None, helping: Vec::new() })?,
            &world()?,
        )?;
    }
    register.execute(&act(90, 2, "2026-01-12", reply())?, &world()?)?;
    let ask = |query: CaseQuery| -> Result<BTreeSet<u32>, Box<dyn std::error::Error>> {
        let items = all_pages(&register, &query, today()?, 2)?;
        Ok(items.iter().map(|item| item.number.serial).collect())
    };
    let open = CaseQuery::worklist;
    let (a, b) = (Some("Phòng A".to_owned()), Some("Phòng B".to_owned()));
    check(ask(CaseQuery { unit: a.clone(), ..open() })? == [1, 3, 4].into(), "unit")?;
    check(ask(CaseQuery { unit: a.clone(), ..CaseQuery::all() })? == [1, 2, 3, 4].into(), "unit, closed ones too")?;
    check(ask(CaseQuery { officer: Some("lan.nt".into()), ..open() })? == [3, 6].into(), "officer")?;
    check(ask(CaseQuery { officer: Some("lan.nt".into()), unit: b, ..open() })? == [6].into(), "officer and unit")?;
    check(ask(CaseQuery { source: Some("department".into()), ..open() })? == [4, 6].into(), "source")?;
    check(ask(CaseQuery { field: Some("Đất đai".into()), ..CaseQuery::all() })? == [4, 5, 6].into(), "field")?;
    let closed = CaseQuery { openness: Openness::Closed, ..CaseQuery::default() };
    check(ask(closed)? == [2].into(), "closed")?;
    check(ask(CaseQuery { status: Some("closed".parse()?), ..CaseQuery::all() })? == [2].into(), "status")?;
    check(ask(CaseQuery { unit: Some("Phòng".into()), ..open() })?.is_empty(), "a unit is named whole")?;
    // Number 4 is due on 21 January: before the 22nd, and not before an hour of its day.
    let zone = register.rulebook()?.default_calendar()?.zone();
    let before = |moment: &str| -> Result<_, Box<dyn std::error::Error>> { Ok(Some(moment.parse::<Moment>()?.start_in(zone))) };
    check(ask(CaseQuery { due_before: before("2026-01-22")?, ..open() })? == [1, 3, 4].into(), "due before a day")?;
    check(ask(CaseQuery { due_before: before("2026-01-21T23:00:00+07:00")?, ..open() })? == [1, 3].into(), "due before an hour")?;
    let limit = register.page(&open(), today()?, None, 0);
    check(matches!(limit, Err(RegisterError::Query(QueryError::Limit))), "a page of nothing")?;
    let cursor = register.page(&open(), today()?, None, 1)?.next;
    let other = register.page(&CaseQuery::all(), today()?, cursor.as_ref(), 1);
    check(matches!(other, Err(RegisterError::Query(QueryError::OtherOrder))), "a cursor of another list")?;
    check("d5.PAKN-2026-1".parse::<Cursor>().is_err() && "".parse::<Cursor>().is_err(), "only what a page gave is a cursor")
}

/// A list of a day that has passed is of the cases as they stood then.
pub fn a_list_of_a_past_day_tells_how_cases_stood_then(store: impl Store) -> Clause {
    let mut register = Register::create(store, &world()?)?;
    for n in 1..=3 {
        register.execute(&received(n, "2026-01-05", with_summary("x"))?, &world()?)?;
        register.execute(
            &act(10 + n, n, "2026-01-06", Act::Assign { unit: "A".into(), officer: None, due: None, helping: Vec::new() })?,
            &world()?,
        )?;
    }
    register.execute(&act(20, 1, "2026-01-09", reply())?, &world()?)?;
    let assign = Act::Assign { unit: "B".into(), officer: None, due: None, helping: Vec::new() };
    register.execute(&act(21, 2, "2026-01-09", assign)?, &world()?)?;
    let query = CaseQuery { unit: Some("A".into()), ..CaseQuery::worklist() };
    let page =
        |at: &str, limit| -> Result<Page, Box<dyn std::error::Error>> { Ok(register.page(&query, at.parse()?, None, limit)?) };
    check(serials(&page("2026-01-30", 9)?) == [3], "today")?;
    check(serials(&page("2026-01-08", 9)?) == [1, 2, 3], "on a day before")?;
    check(serials(&page("2026-01-05", 9)?).is_empty(), "before any unit had one")?;
    let (first, at) = (page("2026-01-08", 2)?, "2026-01-08".parse()?);
    check(serials(&register.page(&query, at, first.next.as_ref(), 2)?) == [3], "page by page")?;
    check(page("2026-01-08", 9)?.items.iter().all(|item| item.days_left == Some(7)), "days left are of that day")?;
    let text = register.page(&CaseQuery::search("x")?, at, None, 9);
    check(matches!(text, Err(RegisterError::Query(QueryError::TextOfThePast))), "no text is searched there")
}

/// A text is found whatever its case and diacritics, đ included, by words, beginnings and phrases;
/// where it stands with the same diacritics comes first, then the latest registered first.
pub fn a_text_is_found_whatever_its_case_and_diacritics(store: impl Store) -> Clause {
    let mut register = Register::create(store, &world()?)?;
    let texts = [
        "Đề nghị gia hạn thuê đất",
        "ĐE NGHI giảm tiền thuê đất",
        "Đạt yêu cầu, đe\u{302}\u{300} nghi\u{323} trả lời",
        "Ngập đường số 5",
    ];
    for (n, text) in (1..).zip(texts) {
        register.execute(&received(n, "2026-01-05", with_summary(text))?, &world()?)?;
    }
    let find = |register: &Register<_>, text: &str, limit| -> Result<Vec<u32>, Box<dyn std::error::Error>> {
        let items = all_pages(register, &CaseQuery::search(text)?, today()?, limit)?;
        Ok(items.iter().map(|item| item.number.serial).collect())
    };
    for limit in [1, 2, 50] {
        for (text, expected) in [
            ("de nghi", &[3, 2, 1][..]),
            ("đề nghị", &[3, 1, 2]),
            ("ĐỀ NGHỊ", &[3, 1, 2]),
            ("dat", &[3, 2, 1]),
            ("đạt", &[3, 2, 1]),
            ("đất", &[2, 1, 3]),
            ("thue dat", &[2, 1]),
            ("\"thuê đất\"", &[2, 1]),
            ("\"đất thuê\"", &[]),
            ("đất hạn", &[1]),
            ("đườ", &[4]),
            ("duon", &[4]),
            ("duon so", &[]),
            ("duon* so", &[4]),
            ("\"duon\"", &[]),
            ("cong ty", &[4, 3, 2, 1]),
            ("không có", &[]),
        ] {
            check(find(&register, text, limit)? == expected, &format!("{text}, {limit} a page"))?;
        }
    }
    // What comes later is found; a text that is in no list of open cases is in that of all.
    let answer =
        Act::Reply { document: None, finality: Default::default(), recipients: Vec::new(), text: Some("Chấp thuận".into()) };
    register.execute(&act(30, 4, "2026-01-08", answer)?, &world()?)?;
    check(find(&register, "chap thuan ngap", 9)? == [4], "words of a petition and of its reply")?;
    let open = CaseQuery { openness: Openness::Open, ..CaseQuery::search("chap thuan")? };
    check(register.page(&open, today()?, None, 9)?.items.is_empty(), "it is closed")?;
    let open = CaseQuery { openness: Openness::Open, ..CaseQuery::search("dat")? };
    check(
        all_pages(&register, &open, today()?, 1)?.iter().map(|item| item.number.serial).eq([1, 2, 3]),
        "a worklist keeps its order",
    )?;
    let before = rows(&register)?;
    register.rebuild()?;
    check(rows(&register)? == before && find(&register, "dat", 9)? == [3, 2, 1], "a rebuild finds the same")?;
    for (text, error) in
        [("\"de nghi", TextQueryError::OpenQuote), ("d*t", TextQueryError::Asterisk), ("--", TextQueryError::NoWord)]
    {
        check(CaseQuery::search(text) == Err(QueryError::Text(error)), text)?;
    }
    Ok(())
}

/// The texts of a confidential petition are found only by whoever asks for them in so many words.
pub fn texts_of_confidential_cases_are_found_only_when_asked_for(store: impl Store) -> Clause {
    let mut register = Register::create(store, &world()?)?;
    register.execute(&received(1, "2026-01-05", with_summary("đất đai"))?, &world()?)?;
    let secret = Receive { confidential: true, ..with_summary("đất đai") };
    register.execute(&received(2, "2026-01-05", secret)?, &world()?)?;
    let query = CaseQuery::search("dat")?;
    check(serials(&register.page(&query, today()?, None, 9)?) == [1], "left out")?;
    let query = CaseQuery { confidential: Confidential::Shown, ..query };
    check(serials(&register.page(&query, today()?, None, 9)?) == [2, 1], "asked for")?;
    // A denunciation is confidential from when it is known to be one.
    let denounced = Act::Reclassify { kind: "denunciation".parse()?, reason: "tố cáo".into() };
    register.execute(&act(9, 1, "2026-01-06", denounced)?, &world()?)?;
    check(register.page(&CaseQuery::search("dat")?, today()?, None, 9)?.items.is_empty(), "no longer found")?;
    check(register.page(&CaseQuery::worklist(), today()?, None, 9)?.items.iter().all(|item| item.confidential), "a list says so")
}

/// A batch that is dropped leaves the lists as they were.
pub fn a_dropped_batch_leaves_the_lists_as_they_were(store: impl Store) -> Clause {
    let mut register = Register::create(store, &world()?)?;
    register.execute(&received(1, "2026-01-05", with_summary("đất"))?, &world()?)?;
    let mut batch = register.batch()?;
    batch.execute(&[received(2, "2026-01-05", with_summary("đất"))?, act(9, 1, "2026-01-06", reply())?], &world()?)?;
    drop(batch);
    check(serials(&register.page(&CaseQuery::search("dat")?, today()?, None, 9)?) == [1], "found")?;
    check(serials(&register.page(&CaseQuery::worklist(), today()?, None, 9)?) == [1], "open")
}

/// A number that was given by mistake is in no list of any day, but in that of void numbers.
pub fn a_void_number_is_in_no_list(store: impl Store) -> Clause {
    let mut register = Register::create(store, &noon("2026-06-30")?)?;
    register.execute(&receive(1, "2026-01-05")?, &noon("2026-06-30")?)?;
    register.execute(&receive(2, "2026-01-05")?, &noon("2026-06-30")?)?;
    register.execute(&act(3, 2, "2026-01-07", Act::Void { reason: "Nhầm".into() })?, &noon("2026-06-30")?)?;
    let closed = CaseQuery { openness: Openness::Closed, ..CaseQuery::all() };
    for (query, expected) in [(CaseQuery::worklist(), 1), (CaseQuery::all(), 1), (CaseQuery::search("trich")?, 1), (closed, 0)] {
        check(all_pages(&register, &query, "2026-06-30".parse()?, 1)?.len() == expected, "not today")?;
        if query.text.is_none() {
            check(all_pages(&register, &query, "2026-01-06".parse()?, 1)?.len() == expected, "nor on a day before")?;
        }
    }
    let void = CaseQuery { status: Some(Status::Void), ..CaseQuery::all() };
    let found = all_pages(&register, &void, "2026-06-30".parse()?, 1)?;
    check(found.len() == 1 && found.iter().all(|item| item.standing.is_none()), "where it is asked for, without a standing")
}
