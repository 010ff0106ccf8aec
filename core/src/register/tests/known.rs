//! What a register said is what it says later of that time.

use super::*;
use crate::{
    petition::{Provenance, SourceKind},
    statistics::{Basis, KnownAt, Running, Table},
};

fn at(second: &str) -> World {
    World { now: second.parse().unwrap(), ..world() }
}

fn question(as_of: &str) -> Question {
    let as_of = as_of.parse().unwrap();
    let periods = PeriodKind::Month.covering("2026-03-01".parse().unwrap(), as_of);
    Question::new(vec![Dimension::Unit, Dimension::Source], periods, as_of)
}

#[test]
fn what_was_known_at_an_entry_or_a_time_is_what_the_register_said_then() {
    let mut register = Register::create(MemoryStore::new(), &at("2026-03-01T01:00:00Z")).unwrap();
    let act = |value: Value| -> Act { serde_json::from_value(value).unwrap() };
    let acts = [
        ("2026-03-02T03:00:00.25Z", 1, "2026-03-02", receive()),
        ("2026-03-02T03:00:00.75Z", 2, "2026-03-02", receive()),
        ("2026-03-03T03:00:00Z", 1, "2026-03-02", json!({"assign": {"unit": "A"}})),
        ("2026-03-04T03:00:00Z", 1, "2026-03-04", json!({"extend": {"by": 5, "reason": "R"}})),
        // Recorded late.
        ("2026-03-20T03:00:00Z", 1, "2026-03-09", json!({"assign": {"unit": "B"}})),
        ("2026-03-21T03:00:00Z", 1, "2026-03-18", json!({"reply": {}})),
        ("2026-03-22T03:00:00Z", 1, "2026-03-22", json!({"correct": {"correction": {"source": "citizen"}, "reason": "R"}})),
        ("2026-03-23T03:00:00Z", 2, "2026-03-06", json!({"request_supplement": {}})),
        (
            "2026-03-24T03:00:00Z",
            1,
            "2026-03-24",
            json!({"correct": {"correction": {"moved": {"version": 5, "at": "2026-03-13"}}, "reason": "R"}}),
        ),
        ("2026-03-25T03:00:00Z", 2, "2026-03-25", json!({"reclassify": {"kind": "complaint", "reason": "R"}})),
        ("2026-03-26T03:00:00Z", 3, "2026-03-02", receive()),
        ("2026-03-27T03:00:00Z", 3, "2026-03-27", json!({"void": {"reason": "R"}})),
        ("2026-03-28T03:00:00Z", 1, "2026-03-28", json!({"rate": {"score": 4}})),
        ("2026-03-29T03:00:00Z", 1, "2026-03-29", json!({"reopen": {"reason": "R"}})),
    ];
    let questions: Vec<Question> = ["2026-03-12", "2026-03-31", "2026-05-20"]
        .iter()
        .flat_map(|as_of| Basis::ALL.iter().map(|basis| Question { basis: *basis, ..question(as_of) }))
        .collect();
    let ask = |register: &Register<MemoryStore>, known_at| -> Vec<Table> {
        let questions = questions.iter().map(|question| Question { known_at, ..question.clone() });
        questions.map(|question| register.statistics(&question).unwrap()).collect()
    };
    let rows = |tables: &[Table]| tables.iter().map(|table| table.rows().to_vec()).collect::<Vec<_>>();
    let mut said = vec![];
    let mut columns = register.columns().unwrap();
    let mut running = Running::new(columns.clone(), &questions[0]).unwrap();
    for ((second, petition, day, value), command) in acts.into_iter().zip(1..) {
        // The third petition is history of an old register: known here from now on.
        let provenance = match petition {
            3 if command == 11 => Provenance::Imported { recorded: Some("2026-03-03".parse().unwrap()) },
            _ => Provenance::Live,
        };
        let command = Command { id: id(command), petition: id(petition), at: day.parse().unwrap(), provenance, act: act(value) };
        let receipt = register.execute(&command, &at(second)).unwrap_or_else(|error| panic!("{second}: {error}"));
        let now = ask(&register, None);
        for changed in register.update_columns(&mut columns).unwrap() {
            let known = register.petition(changed).unwrap();
            running
                .update(changed, known.case(), second.parse().unwrap(), &register.rulebook().unwrap(), columns.head())
                .unwrap();
        }
        for (question, table) in questions.iter().zip(&now) {
            assert_eq!(columns.table(question).unwrap(), *table, "{second}");
        }
        assert_eq!(running.table().unwrap(), now[0], "{second}");
        said.push((receipt.sequence, second, now));
    }
    for (sequence, second, then) in &said {
        let by_entry = ask(&register, Some(KnownAt::Entry(*sequence)));
        assert_eq!(rows(&by_entry), rows(then), "{second}");
        assert_eq!(by_entry[0].head().sequence, *sequence);
        // Two were recorded within one second: both are known when it is over.
        let (time, then) = match *sequence {
            5 | 6 => ("2026-03-02T03:00:01Z", &said[1].2),
            _ => (*second, then),
        };
        for columns in [&register.columns().unwrap(), &columns] {
            for (question, then) in questions.iter().zip(then) {
                let question = Question { known_at: Some(KnownAt::Time(time.parse().unwrap())), ..question.clone() };
                assert_eq!(columns.table(&question).unwrap().rows(), then.rows(), "{second}");
            }
        }
    }
    let mut desk = Desk { register, commands: 0 };
    desk.register.rebuild().unwrap();
    assert_eq!(desk.petition(1).source(), SourceKind::Citizen);
    desk.commands = 200;
}
