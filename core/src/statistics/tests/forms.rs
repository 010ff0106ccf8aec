use serde_json::{Value, json};

use super::*;
use crate::{
    case::{Seed, World},
    lang::Lang,
    ledger::Actor,
    petition::{Act, Command},
    register::{Register, RegisterError},
    store::MemoryStore,
};

fn world(n: u8) -> World {
    World { now: "2026-03-30T02:00:00Z".parse().unwrap(), actor: Actor::new("van-thu"), seed: Seed::new([n; 32]) }
}

/// A register with what each line says: field, subject matter, and when it was answered.
fn register(lines: &[(&str, Option<&str>, Option<&str>)]) -> Register<MemoryStore> {
    let mut register = Register::create(MemoryStore::new(), &world(99)).unwrap();
    for (n, (field, about, replied)) in (1_u8..).zip(lines) {
        let mut act = |at: &str, second: u8, act: Value| {
            let (at, act): (Moment, Act) = (at.parse().unwrap(), serde_json::from_value(act).unwrap());
            let id = serde_json::from_value(json!(uuid::Uuid::from_bytes([n + second; 16]))).unwrap();
            let command = Command { id, petition: Identity::from_bytes([n; 16]), at, provenance: Default::default(), act };
            register.execute(&command, &world(n + second)).unwrap();
        };
        let mut receipt =
            json!({"source": "enterprise", "delivered_by": "A", "channel": "letter", "summary": "B", "field": field});
        if let Some(about) = about {
            receipt["about"] = json!(about);
        }
        act("2026-01-12", 0, json!({ "receive": receipt }));
        if let Some(at) = replied {
            act(at, 50, json!({"reply": {"finality": "final"}}));
        }
    }
    register
}

fn quarter() -> Period {
    PeriodKind::Quarter.containing(start()).unwrap()
}

fn end() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 31).unwrap()
}

#[test]
fn the_form_of_the_circular_holds_what_was_counted_by_hand() {
    let register = register(&[
        ("đất đai", Some("conduct"), Some("2026-01-20")),
        ("đất đai", Some("regulation"), None),
        ("đất đai", Some("regulation"), Some("2026-02-27")),
        ("lao động", Some("conduct"), None),
    ]);
    let form = Form::built_in("II.05a").unwrap();
    let filled = register.form(&form, &form.question(quarter(), end())).unwrap();
    filled.check().unwrap();
    let row = |row: &FormRow| {
        let count = |cell: &FormCell| if let FormCell::Count(count) = cell { *count } else { -1 };
        (row.label.vi.clone(), row.cells.iter().map(count).collect::<Vec<_>>())
    };
    assert_eq!(
        filled.columns,
        [
            "total",
            "conduct",
            "regulation",
            "carried_over",
            "new",
            "within_total",
            "done_conduct",
            "done_regulation",
            "in_progress_conduct",
            "in_progress_regulation",
            "forwarded",
            "published"
        ]
    );
    assert_eq!(row(&filled.rows[0]), ("lao động".into(), vec![1, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0]));
    assert_eq!(row(&filled.rows[1]), ("đất đai".into(), vec![3, 1, 2, 0, 3, 3, 1, 1, 0, 1, 0, 0]));
    assert_eq!(row(&filled.total), ("Tổng".into(), vec![4, 2, 2, 0, 4, 4, 1, 1, 1, 1, 0, 0]));
    let json = serde_json::to_value(&filled).unwrap();
    assert_eq!(json["rows"][1]["cells"][0], json!({"count": 3}));
    assert_eq!(json["head"]["sequence"], json!(filled.head.sequence));
}

#[test]
fn an_identity_that_fails_is_named_with_its_row_and_both_numbers() {
    let register = register(&[("a", Some("conduct"), None), ("b", None, None), ("b", Some("conduct"), None)]);
    let form = Form::built_in("II.05a").unwrap();
    let question = form.question(quarter(), end());
    let filled = register.form(&form, &question).unwrap();
    let error = filled.check().unwrap_err();
    assert_eq!(
        error.to_string(),
        "form vn-ii-05a-vpcp-kstt@2026.2: row 2: `total` is 2, but `conduct + regulation` is 1 (and 3 more)"
    );
    assert_eq!(error.code(), "form_identity");
    assert_eq!(form.fill(&register.statistics(&question).unwrap()).unwrap_err(), error);
    assert_eq!(filled.failures.iter().map(|failure| failure.row).collect::<Vec<_>>(), [Some(2), Some(2), None, None]);
    assert!(filled.failures[2].to_text(Lang::Vi).starts_with("dòng tổng: `total` là 3"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn rows_of_a_form_add_up_to_its_total_and_its_identities_hold(cases in some_cases(), as_of in 20_u64..89) {
        let book = book();
        let mut columns = Columns::new(Head::default());
        for (n, (steps, source)) in (1..).zip(&cases) {
            columns.push(id(n as usize), &some_case(&book, n, steps, *source), &book).unwrap();
        }
        let form = Form::built_in("by-source").unwrap();
        let table = columns.table(&form.question(quarter(), start() + Days::new(as_of))).unwrap();
        let filled = form.fill(&table).unwrap();
        for (place, cell) in filled.total.cells.iter().enumerate() {
            match cell {
                FormCell::Count(total) => {
                    let counts = filled.rows.iter().map(|row| match row.cells[place] { FormCell::Count(count) => count, _ => 0 });
                    prop_assert_eq!(counts.sum::<i64>(), *total);
                }
                FormCell::Share { of, among } => {
                    prop_assert_eq!(table.totals()[0].on_time_rate(), Rate { of: *of, among: *among });
                }
                FormCell::Minutes(median) => {
                    let total = table.subtotals(&[]).unwrap();
                    prop_assert_eq!(total[0].figures.to_reply.median().map(u64::from), *median);
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }
}

#[test]
fn a_table_that_answers_another_question_is_refused() {
    let columns = Columns::new(Head::default());
    let form = Form::built_in("II.05b").unwrap();
    let asked = form.question(quarter(), end());
    let told = |question: &Question| form.fill(&columns.table(question).unwrap()).unwrap_err().to_string();
    let by = Question { by: vec![Dimension::About, Dimension::Unit], ..asked.clone() };
    assert!(told(&by).ends_with("the table is grouped otherwise; group it by `unit`, `about`, in this order"));
    let two = Question { periods: PeriodKind::Month.covering(start(), start() + Days::new(40)), ..asked.clone() };
    assert!(told(&two).ends_with("the table has 2 periods that have begun; a form is of one"));
    let later = Question { as_of: start() - Days::new(30), ..asked };
    assert!(told(&later).ends_with("the table has 0 periods that have begun; a form is of one"));
    let error = RegisterError::from(form.fill(&columns.table(&two).unwrap()).unwrap_err());
    assert_eq!(error.code(), "form_table");
}

const FORM: &str = r#"id = "own"
version = "1"
title = { vi = "Mẫu", en = "Form" }
rows = "channel"
empty_rows = "shown"
period = "month"
[[column]]
id = "all"
heading = { vi = "Tất cả", en = "All" }
[[column.column]]
id = "came"
heading = { vi = "Đến", en = "Came" }
count = "received[kind=proposal, field=] + reopened"
[[column]]
id = "rate"
heading = { vi = "Tỷ lệ", en = "Rate" }
share = { of = "replied", among = "closed" }
[[identity]]
left = "came"
right = "came"
"#;

#[test]
fn an_office_writes_its_own_form_and_what_is_wrong_in_it_is_named() {
    let form = Form::from_toml(FORM, "own.toml").unwrap();
    assert_eq!(form.dimensions(), [Dimension::Channel, Dimension::Kind, Dimension::Field]);
    for (old, new, error) in [
        ("id = \"own\"", "id = \"\"", "form own.toml, id: it is empty, or holds `@` or a line break"),
        ("rows = \"channel\"", "row = \"channel\"", "form own.toml, line 4, column 1: unknown field `row`, expected one of"),
        ("version = \"1\"", "version = \"1\"\nversion = \"2\"", "form own.toml, line 3, column 1: duplicate key"),
        (
            "rows = \"channel\"",
            "rows = \"unit\"",
            "form own.toml, empty_rows: nobody knows every unit that there could be; leave it out",
        ),
        ("id = \"rate\"", "id = \"came\"", "form own.toml, column `came`: this id is given twice"),
        ("id = \"rate\"", "id = \"on time\"", "form own.toml, column `on time`: an id is of letters from a to z, digits and `_`"),
        (
            "share = {",
            "count = \"open\"\nshare = {",
            "form own.toml, column `rate`: it holds nothing, or two things; give one of",
        ),
        ("share = { of = \"replied\", among = \"closed\" }", "", "form own.toml, column `rate`: it holds nothing"),
        (
            "of = \"replied\"",
            "of = \"closed - open\"",
            "form own.toml, column `rate`, share: a share is of sums; nothing is taken away in it",
        ),
        ("+ reopened", "+ returned", "form own.toml, column `came`, count: `returned` is not a measure; it can be `opening`"),
        ("+ reopened", "reopened", "form own.toml, column `came`, count: ` + ` or ` - ` is missing before `reopened` in"),
        ("+ reopened", "+ ", "form own.toml, column `came`, count: ` + ` or ` - ` is missing before `+` in"),
        ("kind=proposal", "kind=opinion", "form own.toml, column `came`, count: `opinion` is no kind; it can be `feedback`"),
        ("kind=proposal", "colour=red", "form own.toml, column `came`, count: `colour` is not a dimension"),
        ("kind=proposal", "kind", "form own.toml, column `came`, count: `kind` is no filter such as `about=conduct`"),
        ("field=]", "field=", "form own.toml, column `came`, count: a bracket is not closed in"),
        (
            "kind=proposal, field=",
            "field=a, field=b",
            "form own.toml, column `came`, count: `field` is given twice in `[field=a, field=b]`",
        ),
        (
            "right = \"came\"",
            "right = \"rate\"",
            "form own.toml, identity 1, right: there is no column `rate` that holds a count",
        ),
        (
            "right = \"came\"",
            "right = \"came[kind=proposal]\"",
            "form own.toml, identity 1, right: `came[kind=proposal]` narrows a column",
        ),
    ] {
        assert!(FORM.contains(old), "{old}");
        let told = Form::from_toml(&FORM.replacen(old, new, 1), "own.toml").unwrap_err().to_string();
        assert!(told.starts_with(error), "{told}\ninstead of\n{error}");
    }
    let unknown = Form::built_in("II.99").unwrap_err().to_string();
    assert_eq!(unknown, "form II.99, name: there is no such form; there are `II.05a`, `II.05b`, `by-source`");
}
