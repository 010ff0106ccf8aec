//! Working time against a slow, obviously right oracle: it asks each minute by its civil time.

use std::{format, ops::Range, string::ToString, vec::Vec};

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::super::*;

/// A calendar as the oracle sees it, over the two months in which the clocks of these zones change.
#[derive(Clone, Debug)]
struct Office {
    zone: Tz,
    /// Hours of each weekday, in minutes.
    week: Vec<Vec<(u32, u32)>>,
    holidays: Vec<u64>,
    overrides: Vec<(u64, Vec<(u32, u32)>)>,
}

const FIRST: &str = "2026-03-01";

fn first() -> NaiveDate {
    FIRST.parse().unwrap()
}

fn span(minutes: &(u32, u32)) -> Span {
    let text = |m: u32| format!("{:02}:{:02}", m / 60, m % 60);
    format!("{}-{}", text(minutes.0), text(minutes.1)).parse().unwrap()
}

fn spans(hours: &[(u32, u32)]) -> Vec<Span> {
    hours.iter().map(span).collect()
}

impl Office {
    fn calendar(&self) -> WorkCalendar {
        let mut builder = CalendarBuilder::new("office", "1", self.zone).covering(2026, 2026);
        for (weekday, hours) in self.week.iter().enumerate() {
            builder = builder.hours(weekday, &spans(hours));
        }
        for day in &self.holidays {
            builder = builder.holiday(first() + Days::new(*day), Text { vi: "h".into(), en: "h".into() });
        }
        for (day, hours) in &self.overrides {
            builder = builder.on(first() + Days::new(*day), &spans(hours));
        }
        builder.build().unwrap()
    }

    /// Is the minute that starts at `at` worked? By the civil time there, and nothing else.
    fn works(&self, at: DateTime<Utc>) -> bool {
        let civil = at.with_timezone(&self.zone);
        let date = civil.date_naive();
        let day = (date - first()).num_days();
        let minute = civil.hour() * 60 + civil.minute();
        let within = |hours: &[(u32, u32)]| hours.iter().any(|(from, to)| (*from..*to).contains(&minute));
        if let Some((_, hours)) = self.overrides.iter().find(|(on, _)| i64::try_from(*on).unwrap() == day) {
            return within(hours);
        }
        !self.holidays.iter().any(|on| i64::try_from(*on).unwrap() == day)
            && within(&self.week[date.weekday().num_days_from_monday() as usize])
    }

    fn counts(&self, at: DateTime<Utc>, pauses: &[Range<DateTime<Utc>>]) -> bool {
        self.works(at) && !pauses.iter().any(|pause| pause.contains(&at))
    }

    /// Minute by minute from `from` to `to`.
    fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>, pauses: &[Range<DateTime<Utc>>]) -> i64 {
        let minutes = (0..(to - from).num_minutes()).map(|m| from + TimeDelta::minutes(m));
        i64::try_from(minutes.filter(|at| self.counts(*at, pauses)).count()).unwrap()
    }
}

fn some_hours() -> impl Strategy<Value = Vec<(u32, u32)>> {
    // Boundaries in quarters of an hour, some touching, some at 00:00 and 24:00.
    prop::collection::btree_set(0_u32..=96, 0..7).prop_map(|bounds| {
        let bounds: Vec<_> = bounds.into_iter().map(|quarter| quarter * 15).collect();
        bounds.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    })
}

fn some_office() -> impl Strategy<Value = Office> {
    let zone = prop::sample::select(std::vec![
        chrono_tz::Asia::Ho_Chi_Minh,
        chrono_tz::Europe::London,       // 29 March: 01:00 to 02:00
        chrono_tz::America::New_York,    // 8 March: 02:00 to 03:00
        chrono_tz::Asia::Beirut,         // 29 March: midnight is skipped
        chrono_tz::America::Santiago,    // 5 April: 24:00 back to 23:00
        chrono_tz::Australia::Lord_Howe, // 5 April: half an hour back
        chrono_tz::Africa::Casablanca,   // 22 March: forward after Ramadan
    ]);
    let any_week = prop::collection::vec(some_hours(), 7);
    // As in most offices: the same hours on each day that has any, at most two spans; or two kinds of days.
    let office_hours = || some_hours().prop_map(|hours| hours.into_iter().take(2).collect::<Vec<_>>());
    let kinds = prop::collection::vec(0..3_usize, 7);
    let like_most = (office_hours(), office_hours(), any::<bool>(), kinds).prop_map(|(most, few, are_alike, kinds)| {
        let of_kind = |kind| match kind {
            0 => Vec::new(),
            1 if !are_alike => few.clone(),
            _ => most.clone(),
        };
        kinds.into_iter().map(of_kind).collect()
    });
    let week = prop_oneof![any_week, like_most].prop_filter("a week has hours", |week| week.iter().any(|day| !day.is_empty()));
    let holidays = prop::collection::btree_set(0_u64..60, 0..6).prop_map(|days| days.into_iter().collect());
    let overrides = prop::collection::btree_map(0_u64..60, some_hours(), 0..4).prop_map(|days| days.into_iter().collect());
    (zone, week, holidays, overrides).prop_map(|(zone, week, holidays, overrides)| Office { zone, week, holidays, overrides })
}

/// A minute in March or April 2026.
fn some_minute() -> impl Strategy<Value = DateTime<Utc>> {
    (0_i64..50 * 1440).prop_map(|minute| super::utc("2026-03-03T00:00:00Z") + TimeDelta::minutes(minute))
}

fn some_pauses() -> impl Strategy<Value = Vec<Range<DateTime<Utc>>>> {
    prop::collection::vec((some_minute(), 0_i64..3000), 0..4)
        .prop_map(|pauses| pauses.into_iter().map(|(from, length)| from..from + TimeDelta::minutes(length)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn time_between_equals_a_count_minute_by_minute(
        office in some_office(), a in some_minute(), b in some_minute(), pauses in some_pauses(),
    ) {
        let calendar = office.calendar();
        let (from, to) = (a.min(b), a.max(b));
        let counted = TimeDelta::minutes(office.between(from, to, &pauses));
        prop_assert_eq!(calendar.working_time_between(from, to, &pauses).unwrap(), counted);
        prop_assert_eq!(calendar.working_time_between(to, from, &pauses).unwrap(), -counted);
        prop_assert_eq!(calendar.is_working_time(a).unwrap(), office.works(a));
    }

    #[test]
    fn adding_time_equals_a_walk_minute_by_minute(
        office in some_office(), start in some_minute(), amount in 1_i64..2000, pauses in some_pauses(),
    ) {
        let calendar = office.calendar();
        for direction in [1, -1] {
            let (mut at, mut left, mut steps) = (start, amount, 0);
            while left > 0 && steps < 60 * 1440 {
                let minute = if direction > 0 { at } else { at - TimeDelta::minutes(1) };
                left -= i64::from(office.counts(minute, &pauses));
                at += TimeDelta::minutes(direction);
                steps += 1;
            }
            let end = at;
            match calendar.add_working_time(start, TimeDelta::minutes(amount * direction), &pauses) {
                Ok(found) if left == 0 => prop_assert_eq!(found.to_utc(), end),
                Ok(found) => prop_assert!((found.to_utc() - start).num_days().abs() >= 59, "{found} is too near"),
                Err(_) => prop_assert!(left > 0, "the walk ended at {at}"),
            }
        }
    }

    #[test]
    fn adding_then_measuring_gives_the_amount_back(
        office in some_office(), start in some_minute(), seconds in -200_000_i64..200_000, micros in 0_i64..1_000_000, pauses in some_pauses(),
    ) {
        let calendar = office.calendar();
        let amount = TimeDelta::seconds(seconds) + TimeDelta::microseconds(micros);
        for landing in [Landing::AtClosing, Landing::AtNextOpening] {
            let policy = TimePolicy { landing, ..TimePolicy::default() };
            if let Ok(end) = calendar.add_working_time_by(start, amount, &pauses, policy) {
                prop_assert_eq!(calendar.working_time_between(start, end.to_utc(), &pauses).unwrap(), amount);
            }
        }
    }

    #[test]
    fn time_between_is_additive(office in some_office(), a in some_minute(), b in some_minute(), c in some_minute(), pauses in some_pauses()) {
        let calendar = office.calendar();
        let between = |x, y| calendar.working_time_between(x, y, &pauses).unwrap();
        prop_assert_eq!(between(a, b) + between(b, c), between(a, c));
    }

    #[test]
    fn a_calendar_that_never_closes_equals_elapsed_time(a in some_minute(), b in some_minute(), zone in some_office()) {
        let always = Office { week: std::vec![std::vec![(0, 1440)]; 7], holidays: Vec::new(), overrides: Vec::new(), ..zone };
        let calendar = always.calendar();
        prop_assert_eq!(calendar.working_time_between(a, b, &[]).unwrap(), b - a);
        prop_assert_eq!(calendar.add_working_time(a, b - a, &[]).unwrap().to_utc(), b);
        // No opening and no closing: the search ends, and says where.
        prop_assert!(calendar.next_closing(a).unwrap_err().to_string().starts_with("2027-01-01 is outside"));
        prop_assert_eq!(calendar.intervals(a.min(b), a.max(b)).unwrap().len(), usize::from(a != b));
    }

    #[test]
    fn splitting_a_pause_and_the_order_of_pauses_change_nothing(
        office in some_office(), start in some_minute(), minutes in -1500_i64..1500, pauses in some_pauses(), at in 0_i64..3000,
    ) {
        let calendar = office.calendar();
        let mut split: Vec<_> = pauses.iter().flat_map(|pause| {
            let middle = (pause.start + TimeDelta::minutes(at)).min(pause.end);
            [middle..pause.end, pause.start..middle]
        }).collect();
        split.reverse();
        let add = |pauses: &[Range<DateTime<Utc>>]| calendar.add_working_time(start, TimeDelta::minutes(minutes), pauses);
        prop_assert_eq!(add(&pauses), add(&split));
    }

    #[test]
    fn a_pause_outside_hours_changes_nothing(office in some_office(), start in some_minute(), minutes in 1_i64..1500, at in some_minute()) {
        let calendar = office.calendar();
        let (Ok(closing), Ok(end)) = (calendar.next_closing(at), calendar.add_working_time(start, TimeDelta::minutes(minutes), &[])) else {
            return Ok(());
        };
        let Ok(opening) = calendar.next_opening(closing.to_utc()) else { return Ok(()) };
        let paused = calendar.add_working_time(start, TimeDelta::minutes(minutes), &[closing.to_utc()..opening.to_utc()]).unwrap();
        prop_assert_eq!(paused, end);
    }

    #[test]
    fn a_holiday_more_is_never_earlier_and_a_make_up_day_never_later(
        office in some_office(), start in some_minute(), minutes in 1_i64..1500, days in 1_i32..15, on in 0_u64..50,
    ) {
        let calendar = office.calendar();
        let date = first() + Days::new(on);
        let name = Text { vi: "h".into(), en: "h".into() };
        let from = start.with_timezone(&office.zone).date_naive();
        let due = |calendar: &WorkCalendar| {
            // An error is later than any date: the calendar ended first.
            let time = calendar.add_working_time(start, TimeDelta::minutes(minutes), &[]).map_or(DateTime::<Utc>::MAX_UTC, |at| at.to_utc());
            (time, calendar.add_working_days(from, days).unwrap_or(NaiveDate::MAX))
        };
        if let Ok(fewer) = calendar.amend(&Amendment::new("2", "x").day_off(date, &name)) {
            prop_assert!(due(&fewer).0 >= due(&calendar).0 && due(&fewer).1 >= due(&calendar).1);
        }
        let hours = spans(&[(0, 1440)]);
        let more = calendar.amend(&Amendment::new("2", "x").hours(date, &hours, &name)).unwrap();
        prop_assert!(due(&more).0 <= due(&calendar).0 && due(&more).1 <= due(&calendar).1);
    }

    #[test]
    fn openings_and_closings_are_where_working_begins_and_ends(office in some_office(), at in some_minute()) {
        let calendar = office.calendar();
        let minute = TimeDelta::minutes(1);
        let is_opening = |t: DateTime<Utc>| office.works(t) && !office.works(t - minute);
        let is_closing = |t: DateTime<Utc>| !office.works(t) && office.works(t - minute);
        let forward = |is: &dyn Fn(DateTime<Utc>) -> bool| (0..14 * 1440).map(|m| at + minute * m).find(|t| is(*t));
        let back = |is: &dyn Fn(DateTime<Utc>) -> bool| (0..14 * 1440).map(|m| at - minute * m).find(|t| is(*t));
        for (expected, found) in [
            (forward(&is_opening), calendar.next_opening(at)),
            (forward(&is_closing), calendar.next_closing(at)),
            (back(&is_opening), calendar.previous_opening(at)),
            (back(&is_closing), calendar.previous_closing(at)),
        ] {
            if let Some(expected) = expected {
                prop_assert_eq!(found.unwrap().to_utc(), expected);
            }
        }
    }

    #[test]
    fn intervals_cover_exactly_what_is_worked(office in some_office(), a in some_minute(), length in 0_i64..5000) {
        let calendar = office.calendar();
        let b = a + TimeDelta::minutes(length);
        let intervals = calendar.intervals(a, b).unwrap();
        for minute in (0..length).map(|m| a + TimeDelta::minutes(m)) {
            let covered = intervals.iter().any(|interval| interval.contains(&minute.with_timezone(&office.zone)));
            prop_assert_eq!(covered, office.works(minute), "{}", minute);
        }
        // Each begins after the one before it has ended: those that touch are one.
        prop_assert!(intervals.windows(2).all(|pair| pair[0].end < pair[1].start));
    }

    #[test]
    fn slices_give_what_single_questions_give(
        office in some_office(),
        items in prop::collection::vec((some_minute(), -3000_i64..3000, some_pauses()), 1..20),
        per in prop::sample::select(std::vec![1_i64, 1_000, 1_000_000, 1_000_000_000]),
    ) {
        let calendar = office.calendar();
        let resolution = match per { 1 => Resolution::Seconds, 1_000 => Resolution::Milliseconds, 1_000_000 => Resolution::Microseconds, _ => Resolution::Nanoseconds };
        let at = |t: DateTime<Utc>| t.timestamp() * per;
        let starts: Vec<_> = items.iter().map(|(start, ..)| at(*start)).collect();
        let amounts: Vec<_> = items.iter().map(|(_, minutes, _)| minutes * 60 * per).collect();
        let (mut bounds, mut from, mut to) = (std::vec![0], Vec::new(), Vec::new());
        for (_, _, pauses) in &items {
            from.extend(pauses.iter().map(|pause| at(pause.start)));
            to.extend(pauses.iter().map(|pause| at(pause.end)));
            bounds.push(i32::try_from(from.len()).unwrap());
        }
        let pauses = Pauses { bounds: &bounds, from: &from, to: &to };
        let mut due = std::vec![0; items.len()];
        for landing in [Landing::AtClosing, Landing::AtNextOpening] {
            let policy = TimePolicy { landing, ..TimePolicy::default() };
            let single = |(start, minutes, pauses): &(DateTime<Utc>, i64, Vec<_>)| {
                calendar.add_working_time_by(*start, TimeDelta::minutes(*minutes), pauses, policy).map(|t| at(t.to_utc()))
            };
            let all = calendar.add_working_time_each(&starts, Amounts::Each(&amounts), Some(pauses), resolution, policy, &mut due);
            match items.iter().enumerate().find_map(|(index, item)| Some((index, single(item).err()?))) {
                Some((index, error)) => prop_assert_eq!(all, Err(CalendarError::Item { index, error: error.into() })),
                None => {
                    prop_assert_eq!(all, Ok(()));
                    prop_assert_eq!(&due, &items.iter().map(|item| single(item).unwrap()).collect::<Vec<_>>());
                }
            }
        }
        let mut between = std::vec![0; items.len()];
        let ends: Vec<_> = starts.iter().rev().copied().collect();
        calendar.working_time_between_each(&starts, &ends, Some(pauses), resolution, &mut between).unwrap();
        for ((item, other), found) in items.iter().zip(items.iter().rev()).zip(&between) {
            let single = calendar.working_time_between(item.0, other.0, &item.2).unwrap();
            prop_assert_eq!(single.num_seconds() * per, *found);
        }
    }

    #[test]
    fn days_over_pauses_equal_a_walk_and_give_the_amount_back(
        office in some_office(), from in 0_u64..60, days in -20_i32..20, pauses in prop::collection::vec((0_u64..60, 0_u64..9), 0..4),
    ) {
        let calendar = office.calendar();
        let day = |n: u64| first() + Days::new(n);
        let pauses: Vec<_> = pauses.into_iter().map(|(from, length)| (day(from), day(from + length))).collect();
        let counts = |d: NaiveDate| calendar.is_working_day(d).unwrap() && !pauses.iter().any(|(from, to)| *from < d && d <= *to);
        let start = day(from);
        if days == 0 || !calendar.is_working_day(start).unwrap() { return Ok(()); }
        let (mut at, mut left) = (start, days.abs());
        while left > 0 && (at - start).num_days().abs() < 300 && at.year() == 2026 {
            at = if days > 0 { at.succ_opt().unwrap() } else { at.pred_opt().unwrap() };
            if at.year() != 2026 { break; }
            left -= i32::from(counts(at));
        }
        match calendar.add_paused_days(start, days, &pauses) {
            Ok(found) => {
                prop_assert_eq!((found, left), (at, 0));
                if days > 0 {
                    prop_assert_eq!(calendar.unpaused_days_between(start, found, &pauses).unwrap(), days);
                }
            }
            Err(_) => prop_assert!(left > 0),
        }
    }

    #[test]
    fn the_order_of_entries_is_irrelevant_and_what_is_built_reads_back(office in some_office()) {
        let calendar = office.calendar();
        let mut turned = office.clone();
        turned.holidays.reverse();
        turned.overrides.reverse();
        turned.week.iter_mut().for_each(|day| day.reverse());
        prop_assert_eq!(&turned.calendar(), &calendar);
        prop_assert_eq!(&WorkCalendar::from_toml(calendar.text(), "again").unwrap(), &calendar);
    }
}

#[test]
fn days_in_slices_give_what_single_questions_give_and_name_the_first_that_has_no_answer() {
    let calendar = WorkCalendar::vietnam().unwrap();
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
    let days: Vec<i32> = (0..70_000).map(|n| 14_700 + n * 7_919 % 32_000).collect();
    let amounts: Vec<i32> = (0..70_000).map(|n| n % 41 - 20).collect();
    let mut due = std::vec![0; days.len()];
    let at = |day: i32| epoch + TimeDelta::days(day.into());
    for given in [Amounts::Same(5), Amounts::Same(0), Amounts::Same(-3), Amounts::Each(&amounts)] {
        calendar.add_working_days_each(&days, given, &mut due).unwrap();
        for (index, (day, due)) in days.iter().zip(&due).enumerate() {
            let amount = match given {
                Amounts::Same(amount) => amount,
                Amounts::Each(amounts) => amounts[index],
            };
            assert_eq!(at(*due), calendar.add_working_days(at(*day), amount).unwrap());
        }
    }
    let to: Vec<i32> = days.iter().rev().copied().collect();
    calendar.working_days_between_each(&days, &to, &mut due).unwrap();
    assert!(days.iter().zip(&to).zip(&due).all(|((a, b), n)| calendar.working_days_between(at(*a), at(*b)).unwrap() == *n));
    // In another chunk than the first, and the first of several.
    let mut wrong = days.clone();
    wrong[40_000] = 0;
    wrong[60_000] = i32::MIN;
    let error = calendar.add_working_days_each(&wrong, Amounts::Same(5), &mut due).unwrap_err();
    assert!(error.to_string().starts_with("item 40000: 1970-01-01 is outside calendar vn-state@"), "{error}");
    let error = calendar.add_working_days_each(&wrong, Amounts::Each(&[1]), &mut due).unwrap_err();
    assert_eq!(error.to_string(), "amounts has 1 items; 70000 would fit");
}

#[test]
fn a_pause_that_ends_before_it_starts_is_refused_alike_whatever_the_amount() {
    let calendar = WorkCalendar::vietnam().unwrap();
    let (start, from, to) = ("2026-03-06T15:00:00+07:00", "2026-03-06T16:00:00+07:00", "2026-03-06T15:30:00+07:00");
    let (start, from, to) = (super::utc(start), super::utc(from), super::utc(to));
    let seconds = |at: DateTime<Utc>| [at.timestamp()];
    let (starts, froms, tos) = (seconds(start), seconds(from), seconds(to));
    for amount in [0, 3_600, -3_600] {
        let error = calendar.add_working_time(start, TimeDelta::seconds(amount), &[from..to]).unwrap_err();
        assert_eq!(error, CalendarError::ReversedPause { from, to });
        let pauses = Pauses { bounds: &[0, 1], from: &froms, to: &tos };
        let (policy, mut due) = (TimePolicy::default(), [0]);
        let all =
            calendar.add_working_time_each(&starts, Amounts::Same(amount), Some(pauses), Resolution::Seconds, policy, &mut due);
        assert_eq!(all, Err(CalendarError::Item { index: 0, error: error.into() }));
    }
}

/// A column as offices have it: amounts of more than nothing, pauses earliest first, three blocks long.
/// Its pauses and amounts run over lunches, week-ends and Tết.
struct Column {
    starts: Vec<i64>,
    amounts: Vec<i64>,
    pauses: Vec<Vec<(i64, i64)>>,
}

impl Column {
    fn made() -> Column {
        let mut state = 7_u64;
        let mut next = |below: i64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from(state >> 33).unwrap() % below
        };
        let first = super::utc("2024-01-01T00:00:00+07:00").timestamp();
        let (mut starts, mut amounts, mut pauses) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..2_500 {
            let start = first + next(900 * 86_400);
            let mut at = start - 86_400;
            let own = (0..next(4)).map(|_| {
                let from = at + next(3 * 86_400);
                at = from + next(4 * 86_400);
                (from, at)
            });
            pauses.push(own.collect());
            starts.push(start);
            amounts.push(1 + next(10 * 28_800));
        }
        Column { starts, amounts, pauses }
    }

    /// Slices and single questions, which must agree, in a resolution.
    fn asked(
        &self,
        calendar: &WorkCalendar,
        landing: Landing,
        resolution: Resolution,
        per: i64,
    ) -> Result<Vec<i64>, CalendarError> {
        let policy = TimePolicy { landing, ..TimePolicy::default() };
        let told = |second: &i64| second * per;
        let (starts, amounts): (Vec<_>, Vec<_>) =
            (self.starts.iter().map(told).collect(), self.amounts.iter().map(told).collect());
        let mut bounds = std::vec![0];
        bounds.extend(self.pauses.iter().scan(0, |end, own| {
            *end += i32::try_from(own.len()).unwrap();
            Some(*end)
        }));
        let from: Vec<_> = self.pauses.iter().flatten().map(|(from, _)| from * per).collect();
        let to: Vec<_> = self.pauses.iter().flatten().map(|(_, to)| to * per).collect();
        let mut due = std::vec![0; starts.len()];
        let pauses = Pauses { bounds: &bounds, from: &from, to: &to };
        let all = calendar.add_working_time_each(&starts, Amounts::Each(&amounts), Some(pauses), resolution, policy, &mut due);
        let at = |second: i64| DateTime::from_timestamp(second, 0).unwrap();
        let single = |index: usize| {
            let own: Vec<_> = self.pauses[index].iter().map(|(from, to)| at(*from)..at(*to)).collect();
            let amount = TimeDelta::seconds(self.amounts[index]);
            calendar.add_working_time_by(at(self.starts[index]), amount, &own, policy).map(|due| due.timestamp() * per)
        };
        let singles =
            (0..starts.len()).map(|index| single(index).map_err(|error| CalendarError::Item { index, error: error.into() }));
        let singles: Result<Vec<_>, _> = singles.collect();
        let all = all.map(|()| due);
        assert_eq!(all, singles);
        all
    }
}

#[test]
fn a_long_column_gives_what_single_questions_give_also_with_one_odd_item_in_it() {
    let vietnam = WorkCalendar::vietnam().unwrap();
    let calendars = [
        // Days with work are all alike.
        vietnam.clone(),
        // Saturdays until noon, and one Friday.
        offices(&vietnam, &["07:30-11:30", "13:00-17:00"], &["07:30-11:30"]),
        // More spans than a quick view has room for.
        offices(&vietnam, &["07:30-09:00", "09:30-11:30", "13:00-17:00"], &["07:30-11:30"]),
    ];
    for calendar in &calendars {
        hold_columns_to_single_questions(calendar);
    }
}

/// An office with other hours on Saturdays and on one Friday than on other days.
fn offices(like: &WorkCalendar, weekday: &[&str], saturday: &[&str]) -> WorkCalendar {
    let spans = |hours: &[&str]| hours.iter().map(|span| span.parse().unwrap()).collect::<Vec<Span>>();
    let mut builder = CalendarBuilder::new("office", "1", like.zone()).covering(2010, 2100);
    for day in 0..5 {
        builder = builder.hours(day, &spans(weekday));
    }
    builder.hours(5, &spans(saturday)).on("2024-03-15".parse().unwrap(), &spans(saturday)).build().unwrap()
}

fn hold_columns_to_single_questions(calendar: &WorkCalendar) {
    let far = calendar.last().and_hms_opt(23, 59, 59).unwrap().and_utc().timestamp() + 10 * 86_400;
    let with_pauses = (0..2_500).filter(|index| Column::made().pauses[*index].len() > 1).nth(400).unwrap();
    type Odd = fn(&mut Column, usize, i64);
    let odd: [(&str, Odd); 8] = [
        ("nothing odd", |_, _, _| {}),
        ("no time at all", |column, index, _| column.amounts[index] = 0),
        ("back in time", |column, index, _| column.amounts[index] *= -1),
        ("pauses latest first", |column, index, _| column.pauses[index].reverse()),
        ("a reversed pause", |column, index, _| {
            column.pauses[index][1] = (column.starts[index] + 9_000_000, column.starts[index])
        }),
        ("a pause beyond the table, after the due date", |column, index, far| column.pauses[index][1] = (far, far + 1)),
        ("a start before the table", |column, index, _| column.starts[index] = 0),
        ("a due date beyond the table", |column, index, far| column.amounts[index] = far),
    ];
    for (what, make_odd) in odd {
        let mut column = Column::made();
        make_odd(&mut column, with_pauses, far);
        for landing in [Landing::AtClosing, Landing::AtNextOpening] {
            for (resolution, per) in [(Resolution::Seconds, 1), (Resolution::Microseconds, 1_000_000)] {
                let found = column.asked(calendar, landing, resolution, per);
                let fails = matches!(what, "a reversed pause" | "a pause beyond the table, after the due date")
                    || what.starts_with("a start before")
                    || what.starts_with("a due date beyond");
                assert_eq!(found.is_err(), fails, "{what}");
            }
        }
    }
}
