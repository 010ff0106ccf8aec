//! The golden vectors, and what this library makes of their inputs.
//!
//! A vector holds inputs and the results that every language must reach. [`remake`] reads one and
//! answers the same text with the results of this library in it: a test compares the two, and a
//! person who changed the library on purpose writes it out and reads the difference.

use kiennghi::{
    case::WorkItem,
    lang::Lang,
    law::{Rulebook, Stage},
    ledger::Identity,
    petition::{Act, Channel, Command, Provenance, Receive, SourceKind},
    register::{Effect, Register, RegisterError},
    statistics::{Counts, KnownAt, Measure, PeriodKind, Question},
    store::MemoryStore,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{WorldText, events, tables, working_time};

pub(crate) type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

/// A golden vector.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Vector {
    DueDates(DueDates),
    Life(Life),
    WorkingTime(WorkingTime),
    Events(Events),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Events {
    about: String,
    count: usize,
    events: Vec<events::Stored>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DueDates {
    about: String,
    count: usize,
    created: WorldText,
    rules: Vec<String>,
    cases: Vec<DueCase>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DueCase {
    name: String,
    rule: String,
    received: String,
    /// What happened after it was received.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    acts: Vec<ActText>,
    #[serde(default = "reply")]
    stage: Stage,
    due: Option<String>,
    #[serde(default)]
    explain: Value,
}

fn reply() -> Stage {
    Stage::Reply
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActText {
    at: String,
    act: Act,
    /// Why it is refused, if it is to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refused: Option<Refused>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    /// As it is written: like a due date, it is not remade.
    code: String,
    #[serde(default)]
    vi: String,
    #[serde(default)]
    en: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkingTime {
    about: String,
    count: usize,
    calendars: Vec<String>,
    cases: Vec<working_time::Case>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Life {
    about: String,
    count: usize,
    created: WorldText,
    steps: Vec<StepText>,
    #[serde(default)]
    head: Value,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    worklists: Vec<WorklistText>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    deadlines: Vec<DeadlineText>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    questions: Vec<QuestionText>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tables: Vec<tables::TableText>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    forms: Vec<tables::FormText>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepText {
    why: String,
    world: WorldText,
    command: Value,
    #[serde(default)]
    expect: Value,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WorklistText {
    at: String,
    #[serde(default)]
    items: Vec<Value>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeadlineText {
    petition: String,
    stage: String,
    #[serde(default)]
    due: Value,
    #[serde(default)]
    explain: Value,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionText {
    by: Vec<String>,
    period: String,
    from: String,
    to: String,
    as_of: String,
    /// The number of an entry, or a time; all that is known if it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    known_at: Option<Value>,
    basis: String,
    #[serde(default)]
    rows: Vec<Value>,
    #[serde(default)]
    totals: Vec<Value>,
}

/// The vector with this library's results, and how many results there are.
///
/// # Errors
/// The vector is written wrongly, or something in it fails that was not to.
pub fn remake(text: &str) -> Fallible<(String, usize)> {
    let mut vector: Vector = serde_json::from_str(text)?;
    let count = match &mut vector {
        Vector::DueDates(vector) => {
            due_dates(vector)?;
            vector.count = vector.cases.len();
            vector.count
        }
        Vector::WorkingTime(vector) => {
            working_time::check(&vector.calendars, &vector.cases)?;
            vector.count = vector.cases.len();
            vector.count
        }
        Vector::Events(vector) => {
            events::read(&mut vector.events)?;
            vector.count = vector.events.len();
            vector.count
        }
        Vector::Life(vector) => {
            life(vector)?;
            let asked = vector.worklists.len() + vector.deadlines.len() + vector.questions.len();
            vector.count = vector.steps.len() + asked + vector.tables.len() + vector.forms.len();
            vector.count
        }
    };
    Ok((serde_json::to_string_pretty(&vector)? + "\n", count))
}

fn due_dates(vector: &mut DueDates) -> Fallible<()> {
    let world = vector.created.world()?;
    let mut register = Register::create(MemoryStore::new(), &world)?;
    for rule in &vector.rules {
        register.adopt(vec![Rulebook::adopt_rule(rule, "vector")?], &world)?;
    }
    for (case, index) in vector.cases.iter_mut().zip(1_u8..) {
        let receive =
            Receive { rules: Some(vec![case.rule.clone()]), ..Receive::new(SourceKind::Enterprise, "A", Channel::Letter, "B") };
        let petition = Identity::from_bytes([index; 16]);
        let command = Command {
            id: petition,
            petition,
            at: case.received.parse()?,
            provenance: Provenance::Live,
            act: Act::Receive(Box::new(receive)),
        };
        register.execute(&command, &world)?;
        for (text, step) in case.acts.iter_mut().zip(1_u8..) {
            let id = Identity::from_bytes([index, step, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            let (at, act) = (text.at.parse()?, text.act.clone());
            let outcome = register.execute(&Command { id, petition, at, provenance: Provenance::Live, act }, &world);
            let Some(refused) = &mut text.refused else {
                outcome?;
                continue;
            };
            match outcome {
                Err(RegisterError::Refused(refusal)) if refusal.code() == refused.code => {
                    (refused.vi, refused.en) = (refusal.to_text(Lang::Vi), refusal.to_text(Lang::En));
                }
                other => return Err(format!("{}: to be refused as {}: {other:?}", case.name, refused.code).into()),
            }
        }
        let deadline = register.deadline(petition, case.stage)?.ok_or("no deadline")?;
        // The due date is not remade: it was worked out by hand from the calendar.
        let due = deadline.due().map(|due| due.to_string());
        if due != case.due {
            return Err(format!("{}: due {due:?}, by hand {:?}", case.name, case.due).into());
        }
        case.explain = json!({ "vi": deadline.explain(Lang::Vi), "en": deadline.explain(Lang::En) });
    }
    Ok(())
}

fn life(vector: &mut Life) -> Fallible<()> {
    let mut register = Register::create(MemoryStore::new(), &vector.created.world()?)?;
    for step in &mut vector.steps {
        let command: Command = serde_json::from_value(step.command.clone())?;
        step.expect = match register.execute(&command, &step.world.world()?) {
            Ok(receipt) => {
                let effect = match receipt.effect {
                    Effect::Appended => "appended",
                    Effect::AlreadyAppended => "already_appended",
                };
                json!({ "effect": effect, "number": receipt.number.to_string() })
            }
            Err(error) => json!({ "code": error.code() }),
        };
    }
    let head = register.verify()?;
    vector.head = json!({ "sequence": head.sequence, "hash": head.hash.to_string() });
    for worklist in &mut vector.worklists {
        worklist.items = register.worklist(worklist.at.parse()?)?.iter().map(item).collect();
    }
    for text in &mut vector.deadlines {
        let deadline = register.deadline(text.petition.parse()?, text.stage.parse()?)?;
        text.due = deadline.as_ref().and_then(|d| d.due()).map_or(Value::Null, |due| due.to_string().into());
        text.explain = deadline.map_or(Value::Null, |d| json!({ "vi": d.explain(Lang::Vi), "en": d.explain(Lang::En) }));
    }
    for text in &mut vector.questions {
        let period: PeriodKind = text.period.parse()?;
        let by = text.by.iter().map(|code| code.parse()).collect::<Result<_, _>>()?;
        let periods = period.covering(text.from.parse()?, text.to.parse()?);
        let known_at = match &text.known_at {
            None => None,
            Some(Value::Number(number)) => Some(KnownAt::Entry(number.as_u64().ok_or("no number of an entry")?)),
            Some(time) => Some(KnownAt::Time(serde_json::from_value(time.clone())?)),
        };
        let question = Question { known_at, basis: text.basis.parse()?, ..Question::new(by, periods, text.as_of.parse()?) };
        let table = register.statistics(&question)?;
        let period = |index: usize| table.periods().get(index).map(|period| period.start().to_string());
        text.rows = table
            .rows()
            .iter()
            .map(|row| json!({ "keys": row.keys, "period": period(row.period), "counts": counts(&row.counts), "on_time_rate": row.counts.on_time_rate().to_string() }))
            .collect();
        text.totals = table
            .totals()
            .iter()
            .enumerate()
            .map(|(index, total)| json!({ "period": period(index), "counts": counts(total) }))
            .collect();
    }
    vector.tables.iter_mut().try_for_each(|text| tables::table(&register, text))?;
    vector.forms.iter_mut().try_for_each(|text| tables::form(&register, text))?;
    Ok(())
}

fn item(item: &WorkItem) -> Value {
    json!({
        "number": item.number.to_string(),
        "standing": item.standing.code(),
        "due": item.due.map(|due| due.to_string()),
        "days_left": item.days_left,
        "unit": item.unit,
        "source": item.source,
    })
}

/// Counts that are not 0.
fn counts(counts: &Counts) -> Map<String, Value> {
    let some = Measure::ALL.iter().filter(|measure| counts.get(**measure) > 0);
    some.map(|measure| (measure.code().to_owned(), counts.get(*measure).into())).collect()
}
