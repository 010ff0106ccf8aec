//! Searches in a register of several stretches of the index of words: what is found is what the plain
//! meaning of a page says, which the store in memory has, page after page.

use kiennghi::{
    ledger::Identity,
    petition::{Act, Channel, Command, Provenance, Receive, SourceKind},
    register::Register,
    store::{CaseQuery, MemoryStore, Openness, Store},
};
use kiennghi_store::PostgresStore;
use kiennghi_tests::noon;

/// Three entries each, so that they lie in two stretches, and most are not among the newest.
const PETITIONS: u32 = 6_500;

fn id(n: u32, what: u8) -> Identity {
    let [a, b, c, d] = n.to_be_bytes();
    Identity::from_bytes([1, 1, 1, 1, a, b, c, d, 1, 1, 1, 1, 1, 1, 1, what])
}

/// Words that stand together often, seldom, or in one petition; side by side or not; some typed without
/// diacritics; two of three petitions go on, and a few are confidential.
fn commands(n: u32) -> Vec<Command> {
    let pick = |words: [&'static str; 3], of: u32| words[(n / of % 3) as usize];
    let text = format!(
        "{} {} {} {} số {n}/ĐN",
        pick(["đề nghị", "nghị đề", "đề xuất nghị"], 1),
        pick(["thuê đất", "đất thuê", "thuê"], 7),
        if n % 400 == 3 { "tiếng ồn" } else { "ông" },
        if n % 1_000 == 77 { "hiếm thấy" } else { "thấy" },
    );
    let text = if n.is_multiple_of(9) { kiennghi::text::fold(&text) } else { text };
    let receive = Receive {
        confidential: n.is_multiple_of(50),
        ..Receive::new(SourceKind::Enterprise, format!("Công ty {}", n % 40), Channel::Letter, text)
    };
    let at = "2026-01-05".parse().unwrap();
    let command = |what, act| Command { id: id(n, what), petition: id(n, 0), at, provenance: Provenance::Live, act };
    let assign = |unit| Act::Assign { unit, officer: None, due: None, helping: Vec::new() };
    let last = if n.is_multiple_of(3) { kiennghi_tests::contract::reply() } else { assign(format!("Phòng {}", n % 30)) };
    vec![command(1, Act::Receive(Box::new(receive))), command(2, assign("Văn phòng".into())), command(3, last)]
}

fn filled<S: Store>(store: S) -> Register<S> {
    let world = noon("2026-06-30").unwrap();
    let mut register = Register::create(store, &world).unwrap();
    let mut next = 0;
    while next < PETITIONS {
        let mut batch = register.batch().unwrap();
        for n in next..PETITIONS.min(next + 500) {
            batch.execute(&commands(n), &world).unwrap();
        }
        batch.commit().unwrap();
        next += 500;
    }
    register
}

/// The numbers on the first pages of a list, and on the last.
fn pages<S: Store>(register: &Register<S>, query: &CaseQuery, limit: usize) -> Vec<u32> {
    let (mut found, mut after) = (Vec::new(), None);
    for _ in 0..8 {
        let page = register.page(query, "2026-06-30".parse().unwrap(), after.as_ref(), limit).unwrap();
        found.extend(page.items.iter().map(|item| item.number.serial));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    found
}

#[test]
fn what_is_found_in_several_stretches_is_what_a_page_plainly_means() {
    let Some(server) = super::database("searched") else { return };
    let kept = filled(PostgresStore::create(&server.url("searched", "a")).unwrap());
    let plain = filled(MemoryStore::new());
    assert!(kept.head().unwrap().sequence > 16_384 + 2_000);
    for text in [
        "đề nghị",
        "de nghi",
        "\"đề nghị\"",
        "\"nghi de\"",
        "\"thuê đất\" \"nghị đề\"",
        "tiếng ồn",
        "tieng on",
        "hiem th",
        "\"hiếm thấy\"",
        "đề tiế",
        "n",
        "1003/ĐN",
        "1003/D",
        "77/ĐN hi",
        "cong khongco",
        "khongco",
        "\"đất đề\"",
    ] {
        for (openness, unit, limit) in [
            (Openness::All, None, 20),
            (Openness::All, None, 400),
            (Openness::Closed, None, 20),
            (Openness::Open, Some("Phòng 7"), 20),
        ] {
            let query = CaseQuery { openness, unit: unit.map(String::from), ..CaseQuery::search(text).unwrap() };
            assert_eq!(pages(&kept, &query, limit), pages(&plain, &query, limit), "{text}, {openness:?}, {limit}");
        }
    }
}
