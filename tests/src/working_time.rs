//! The golden vector of working time: every answer was worked out by hand, and none is remade.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kiennghi::calendar::{
    CalendarError, CivilUnit, Landing, MonthEnd, Roll, TimePolicy, WorkCalendar,
    lunar::{LunarDate, MonthKind},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::vectors::Fallible;

/// One question to one calendar.
#[derive(Serialize, Deserialize)]
pub(crate) struct Case {
    name: String,
    calendar: String,
    ask: String,
    #[serde(flatten)]
    given: Map<String, Value>,
}

impl Case {
    fn text(&self, key: &str) -> Fallible<&str> {
        self.given.get(key).and_then(Value::as_str).ok_or_else(|| format!("{}: no text `{key}`", self.name).into())
    }

    fn number<T: TryFrom<i64>>(&self, key: &str) -> Fallible<T> {
        let number = self.given.get(key).and_then(Value::as_i64).and_then(|number| T::try_from(number).ok());
        number.ok_or_else(|| format!("{}: no number `{key}`", self.name).into())
    }

    fn at(&self, key: &str) -> Fallible<DateTime<Utc>> {
        Ok(DateTime::parse_from_rfc3339(self.text(key)?)?.to_utc())
    }

    fn date(&self, key: &str) -> Fallible<NaiveDate> {
        Ok(self.text(key)?.parse()?)
    }

    fn pauses<T, E: std::error::Error + 'static>(&self, read: impl Fn(&str) -> Result<T, E>) -> Fallible<Vec<(T, T)>> {
        let pauses: Vec<(String, String)> = match self.given.get("pauses") {
            Some(pauses) => serde_json::from_value(pauses.clone())?,
            None => Vec::new(),
        };
        pauses.iter().map(|(from, to)| Ok((read(from)?, read(to)?))).collect()
    }
}

/// Asks every question, and fails at the first answer that is not the one worked out by hand.
pub(crate) fn check(calendars: &[String], cases: &[Case]) -> Fallible<()> {
    let mut known = vec![WorkCalendar::vietnam()?];
    for text in calendars {
        known.push(WorkCalendar::from_toml(text, "vector")?);
    }
    for case in cases {
        let calendar = known.iter().find(|calendar| calendar.reference().id == case.calendar).ok_or("an unknown calendar")?;
        let found = match answer(case, calendar)? {
            Ok(value) => value,
            Err(CalendarError::OutsideTable { .. }) => "error".into(),
            Err(error) => return Err(error.into()),
        };
        if Some(&found) != case.given.get("expect") {
            return Err(format!("{}: {found}, by hand {:?}", case.name, case.given.get("expect")).into());
        }
    }
    Ok(())
}

fn answer(case: &Case, calendar: &WorkCalendar) -> Fallible<Result<Value, CalendarError>> {
    let instants = || -> Fallible<Vec<_>> {
        let pauses = case.pauses(|text| DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()))?;
        Ok(pauses.into_iter().map(|(from, to)| from..to).collect())
    };
    let dates = || case.pauses(str::parse::<NaiveDate>);
    let told = |found: Result<DateTime<chrono_tz::Tz>, CalendarError>| found.map(|at| at.to_rfc3339().into());
    Ok(match case.ask.as_str() {
        "add_working_time" => {
            let landing = case.text("landing").map_or(Ok(Landing::default()), str::parse)?;
            let policy = TimePolicy { landing, ..TimePolicy::default() };
            let amount = TimeDelta::seconds(case.number("seconds")?);
            told(calendar.add_working_time_by(case.at("start")?, amount, &instants()?, policy))
        }
        "working_time_between" => {
            let between = calendar.working_time_between(case.at("start")?, case.at("end")?, &instants()?);
            between.map(|between| between.num_seconds().into())
        }
        "next_opening" => told(calendar.next_opening(case.at("start")?)),
        "next_closing" => told(calendar.next_closing(case.at("start")?)),
        "previous_opening" => told(calendar.previous_opening(case.at("start")?)),
        "previous_closing" => told(calendar.previous_closing(case.at("start")?)),
        "add_working_days" => {
            let found = calendar.add_paused_days(case.date("start")?, case.number("days")?, &dates()?);
            found.map(|date| date.to_string().into())
        }
        "working_days_between" => {
            calendar.unpaused_days_between(case.date("start")?, case.date("end")?, &dates()?).map(Value::from)
        }
        "add_months" => {
            let (roll, month_end): (Roll, MonthEnd) = (case.text("roll")?.parse()?, case.text("month_end")?.parse()?);
            let found = calendar.add_civil(case.date("start")?, case.number("months")?, CivilUnit::Month, roll, month_end);
            found.map(|date| date.to_string().into())
        }
        "lunar_to_solar" => {
            let kind = if case.given.get("leap") == Some(&true.into()) { MonthKind::Leap } else { MonthKind::Ordinary };
            let date = LunarDate::new(case.number("year")?, case.number("month")?, kind, case.number("day")?)?;
            Ok(date.to_solar().to_string().into())
        }
        other => return Err(format!("{}: `{other}` cannot be asked", case.name).into()),
    })
}
