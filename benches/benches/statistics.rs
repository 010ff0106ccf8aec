//! Statistics of ten million petitions beside a bare loop over plain arrays, in turns.
//!
//! The mix: six entries each; a fifth paused, 8 % extended, 5 % reopened, 5 % moved, 10 % recorded
//! late. By source, unit and quarter, with every count, median, 90th percentile and mean rating. The
//! bare loop is what a careful programmer writes for this question alone: stays as plain arrays,
//! nothing checked, no other dimension, nothing but this mix. It reaches the same numbers, which is
//! asserted. Then entries are told to a table that is kept up, one by one, by the unit of the time and
//! by its successor. `KIENNGHI_BENCH_CASES` and `KIENNGHI_BENCH_ROUNDS` set how many.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench fails loudly, and a bare loop checks nothing"
)]

use std::{collections::BTreeMap, env, hint::black_box, time::Instant};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use kiennghi::{
    calendar,
    case::{Case, Dimension, Number, Outcome, Terms, Turn, TurnKind},
    law::{self, Defaults, DueOrigin, PauseReason, Rulebook, RulebookEvent, Stage, Timer},
    ledger::{Head, Identity},
    statistics::{Columns, KnownAt, Measure, PeriodKind, Question, Running, Table, UnitsBy},
    time::Moment,
    units::UnitCatalogue,
};
use rayon::prelude::*;

const UNITS: usize = 20;
const SOURCES: [&str; 5] = ["provincial_committee", "department", "enterprise", "citizen", "other_agency"];
const MEASURES: usize = Measure::ALL.len();
const DISTINCT: u32 = 100_000;
const NEVER: i32 = i32::MAX;

fn book() -> Rulebook {
    let mut book = Rulebook::default();
    let defaults = Defaults { calendar: "vn-state".into(), rules: vec!["vn-citizen-reception-2013".into()] };
    for event in [
        Rulebook::adopt_calendar(calendar::VIETNAM, "bench").unwrap(),
        Rulebook::adopt_rule(law::CITIZEN_RECEPTION, "bench").unwrap(),
        RulebookEvent::DefaultsChosen(defaults),
    ] {
        book.apply(event).unwrap();
    }
    book
}

/// Randomness that is the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % below
    }
}

/// What is due of a stay from a day on.
#[derive(Clone, Copy)]
struct Segment {
    from: i32,
    known: u32,
    calm: u8,
    soon: i32,
    overdue: i32,
}

/// Stays as plain arrays: one row each.
#[derive(Clone, Default)]
struct Bare {
    source: Vec<u8>,
    unit: Vec<u8>,
    held: Vec<i32>,
    held_known: Vec<u32>,
    from: Vec<i32>,
    from_known: Vec<u32>,
    came: Vec<u8>,
    went: Vec<i32>,
    went_known: Vec<u32>,
    how: Vec<u8>,
    is_late_on_record_only: Vec<u8>,
    originally_late: Vec<u8>,
    lag: Vec<u16>,
    minutes: Vec<u32>,
    rated: Vec<i32>,
    rated_known: Vec<u32>,
    score: Vec<u8>,
    published: Vec<i32>,
    published_known: Vec<u32>,
    soon: Vec<i32>,
    overdue: Vec<i32>,
    /// Where the segments begin and end, if there is more than one.
    segments: Vec<(u32, u32)>,
    all_segments: Vec<Segment>,
}

fn known(at: DateTime<Utc>) -> u32 {
    u32::try_from(at.timestamp()).unwrap()
}

/// A petition of the mix, and its stays.
fn petition(n: u32, book: &Rulebook, bare: &mut Bare) -> Case {
    let mut chance = Chance(u64::from(n).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    (0..4).for_each(|_| _ = chance.below(2));
    let calendar = book.default_calendar().unwrap();
    let mut day = NaiveDate::from_ymd_opt(2023, 1, 2).unwrap() + Days::new(chance.below(1000));
    let terms = Terms {
        calendar: calendar.reference().clone(),
        zone: calendar.zone(),
        rules: book.in_force(None, "proposal", day).unwrap(),
        variant: None,
    };
    let late = chance.below(10) == 0;
    let turn = |day: NaiveDate, late: u64, turn| {
        let at = (day + Days::new(late)).and_time(NaiveTime::from_hms_opt(3, 0, 0).unwrap()).and_utc();
        Turn { at: Moment::Date(day), on_record: Moment::of(at, calendar.zone()), entered: None, turn }
    };
    let source = chance.below(5) as usize;
    let dimensions = BTreeMap::from([
        (Dimension::Source, SOURCES[source].to_owned()),
        (Dimension::Originator, "enterprise".to_owned()),
        (Dimension::Channel, ["letter", "portal"][chance.below(2) as usize].to_owned()),
        (Dimension::Kind, "proposal".to_owned()),
        (Dimension::Field, format!("f{}", chance.below(30))),
    ]);
    let opened = turn(day, 0, TurnKind::Opened { assigned_due: None, in_force: DueOrigin::Rule });
    let mut turns = vec![opened];
    let mut next = |chance: &mut Chance, most: u64, kind| {
        day = day + Days::new(chance.below(most));
        turns.push(turn(day, if late { 3 } else { 0 }, kind));
    };
    let assigned = |unit: u64| TurnKind::Assigned { unit: format!("u{unit}"), officer: None, due: None, helping: vec![] };
    let unit = chance.below(UNITS as u64);
    next(&mut chance, 2, assigned(unit));
    next(&mut chance, 2, TurnKind::Accepted);
    if chance.below(5) == 0 {
        next(&mut chance, 4, TurnKind::Paused { reason: PauseReason::AwaitingSupplement });
        next(&mut chance, 9, TurnKind::Resumed);
    }
    if chance.below(100) < 8 {
        next(&mut chance, 5, TurnKind::Extended { by: 5 });
    }
    if chance.below(20) == 0 {
        next(&mut chance, 5, assigned((unit + 1) % UNITS as u64));
    }
    if chance.below(10) > 0 {
        next(&mut chance, 16, TurnKind::Closed { outcome: Outcome::Replied });
        next(&mut chance, 3, TurnKind::Published);
        next(&mut chance, 5, TurnKind::Rated { score: 1 + (n % 5) as u8 });
        if chance.below(20) == 0 {
            next(&mut chance, 9, TurnKind::Reopened);
            next(&mut chance, 16, TurnKind::Closed { outcome: Outcome::Replied });
        }
    }
    let first = turns.remove(0);
    let mut case = Case::open(Number { book: "B".into(), year: 2026, serial: n }, terms, dimensions, first);
    bare.open(source, &case, book);
    for turn in turns {
        case.push(turn);
        bare.take(&case, book);
    }
    case
}

impl Bare {
    fn len(&self) -> usize {
        self.from.len()
    }

    fn due(case: &Case, book: &Rulebook) -> (u8, i32, i32) {
        let view = case.latest().unwrap();
        match view.timer(Stage::Reply, book).unwrap() {
            Some(Timer::Due(due)) => {
                let calendar = book.default_calendar().unwrap();
                let back = 2 + i32::from(!calendar.is_working_day(due.date()).unwrap());
                let soon = calendar.add_working_days(due.date(), -back).unwrap();
                (Measure::OpenInTime as u8, soon.num_days_from_ce(), due.date().num_days_from_ce() + 1)
            }
            _ => (Measure::OpenPaused as u8, NEVER, NEVER),
        }
    }

    fn stay(&mut self, source: u8, unit: u8, (from, known): (i32, u32), came: Measure) {
        self.source.push(source);
        self.unit.push(unit);
        self.held.push(NEVER);
        self.held_known.push(u32::MAX);
        self.from.push(from);
        self.from_known.push(known);
        self.came.push(came as u8);
        self.went.push(NEVER);
        self.went_known.push(u32::MAX);
        self.how.push(0);
        self.is_late_on_record_only.push(0);
        self.originally_late.push(0);
        self.lag.push(0);
        self.minutes.push(u32::MAX);
        self.rated.push(NEVER);
        self.rated_known.push(u32::MAX);
        self.score.push(0);
        self.published.push(NEVER);
        self.published_known.push(u32::MAX);
        let start = u32::try_from(self.all_segments.len()).unwrap();
        self.segments.push((start, start));
        self.soon.push(NEVER);
        self.overdue.push(NEVER);
    }

    fn segment(&mut self, (from, known): (i32, u32), (calm, soon, overdue): (u8, i32, i32)) {
        let last = self.len() - 1;
        let (start, end) = self.segments[last];
        if start == end {
            (self.soon[last], self.overdue[last]) = (soon, overdue);
        } else {
            let Segment { calm: c, soon: s, overdue: o, .. } = self.all_segments[end as usize - 1];
            if (c, s, o) == (calm, soon, overdue) {
                return;
            }
        }
        self.all_segments.push(Segment { from, known, calm, soon, overdue });
        self.segments[last].1 = end + 1;
    }

    fn open(&mut self, source: usize, case: &Case, book: &Rulebook) {
        let first = &case.turns()[0];
        let at = (first.at.date().num_days_from_ce(), known(first.known_from()));
        self.stay(source as u8, u8::MAX, at, Measure::Received);
        self.segment(at, Self::due(case, book));
    }

    fn take(&mut self, case: &Case, book: &Rulebook) {
        let (last, turn) = (self.len() - 1, case.turns().last().unwrap());
        let at = (turn.at.date().num_days_from_ce(), known(turn.known_from()));
        let (source, unit) = (self.source[last], self.unit[last]);
        match &turn.turn {
            TurnKind::Assigned { unit: name, .. } => {
                let new: u8 = name[1..].parse().unwrap();
                if unit == u8::MAX {
                    (self.unit[last], self.held[last], self.held_known[last]) = (new, at.0, at.1);
                } else {
                    (self.went[last], self.went_known[last], self.how[last]) = (at.0, at.1, Measure::MovedOut as u8);
                    self.stay(source, new, at, Measure::MovedIn);
                    (self.held[last + 1], self.held_known[last + 1]) = at;
                    self.segment(at, Self::due(case, book));
                }
            }
            TurnKind::Paused { .. } | TurnKind::Resumed | TurnKind::Extended { .. } => self.segment(at, Self::due(case, book)),
            TurnKind::Closed { .. } => {
                let view = case.latest().unwrap();
                let (in_fact, on_record) = view.lateness(book).unwrap().unwrap();
                let measure = [Measure::RepliedEarly, Measure::RepliedOnTime, Measure::RepliedLate][in_fact as usize];
                (self.went[last], self.went_known[last], self.how[last]) = (at.0, at.1, measure as u8);
                self.is_late_on_record_only[last] = u8::from(in_fact != law::Lateness::Late && on_record == law::Lateness::Late);
                let deadline = view.deadline(Stage::Reply, book).unwrap().unwrap();
                let original = deadline.original().unwrap().due().unwrap();
                self.originally_late[last] = u8::from(turn.at.date() > original.date());
                self.lag[last] = u16::try_from((turn.on_record.date() - turn.at.date()).num_days()).unwrap();
                let calendar = book.default_calendar().unwrap();
                let worked = |from: NaiveDate, to: NaiveDate| calendar.working_days_between(from, to).unwrap();
                let clock = view.clock();
                let paused = clock.pauses.iter().map(|pause| worked(pause.from.date(), pause.to.unwrap().date())).sum::<i32>();
                self.minutes[last] = u32::try_from((worked(clock.start.date(), turn.at.date()) - paused) * 480).unwrap();
            }
            TurnKind::Published => (self.published[last], self.published_known[last]) = at,
            TurnKind::Rated { score } => (self.rated[last], self.rated_known[last], self.score[last]) = (at.0, at.1, *score),
            TurnKind::Reopened => {
                let held = (self.held[last], self.held_known[last]);
                self.stay(source, unit, at, Measure::Reopened);
                (self.held[last + 1], self.held_known[last + 1]) = held;
                self.segment(at, Self::due(case, book));
            }
            _ => {}
        }
    }

    /// The same, so many times.
    fn repeated(&self, times: usize) -> Bare {
        macro_rules! repeat {
            ($($column:ident)+) => { Bare { $($column: self.$column.repeat(times),)+ all_segments: self.all_segments.clone() } };
        }
        repeat!(source unit held held_known from from_known came went went_known how is_late_on_record_only originally_late lag minutes rated rated_known score published published_known soon overdue segments)
    }
}

#[derive(Clone, Default)]
struct BareCell {
    counts: [u64; MEASURES],
    sums: [u64; 6],
    minutes: Vec<u32>,
}

/// The bare loop: as of a day, known at a time.
fn bare_loop(bare: &Bare, starts: &[i32], as_of: i32, known_at: u32) -> Vec<(BareCell, [Option<u32>; 2])> {
    let periods = starts.len() - 1;
    let first = starts[0];
    let mut period_of = vec![0_u8; (starts[periods] - first) as usize];
    for (period, pair) in starts.windows(2).enumerate() {
        period_of[(pair[0] - first) as usize..(pair[1] - first) as usize].fill(period as u8);
    }
    let part = bare.len().div_ceil(rayon::current_num_threads());
    let parts: Vec<Vec<BareCell>> = (0..bare.len())
        .into_par_iter()
        .step_by(part)
        .map(|begin| {
            let mut cells = vec![BareCell::default(); SOURCES.len() * (UNITS + 1) * periods];
            for i in begin..(begin + part).min(bare.len()) {
                let from = bare.from[i];
                if from > as_of || bare.from_known[i] > known_at {
                    continue;
                }
                let is_held = bare.held[i] <= as_of && bare.held_known[i] <= known_at;
                let unit = if is_held { bare.unit[i] as usize } else { UNITS };
                let cells = &mut cells[(bare.source[i] as usize * (UNITS + 1) + unit) * periods..][..periods];
                let went = if bare.went[i] <= as_of && bare.went_known[i] <= known_at { bare.went[i] } else { NEVER };
                let mut period = period_of[(from - first) as usize] as usize;
                cells[period].counts[bare.came[i] as usize] += 1;
                loop {
                    if went < starts[period + 1] {
                        let cell = &mut cells[period];
                        cell.counts[bare.how[i] as usize] += 1;
                        if bare.minutes[i] != u32::MAX {
                            cell.minutes.push(bare.minutes[i]);
                            cell.sums[0] += u64::from(bare.lag[i]);
                            cell.sums[1] += 1;
                            cell.sums[2] += 1 - u64::from(bare.originally_late[i]);
                            cell.counts[Measure::LateOnRecordOnly as usize] += u64::from(bare.is_late_on_record_only[i]);
                        }
                        break;
                    }
                    let day = as_of.min(starts[period + 1] - 1);
                    let (begin, end) = bare.segments[i];
                    let open = if end - begin < 2 {
                        if day >= bare.overdue[i] {
                            Measure::OpenOverdue
                        } else if day >= bare.soon[i] {
                            Measure::OpenDueSoon
                        } else {
                            Measure::OpenInTime
                        }
                    } else {
                        let segments = &bare.all_segments[begin as usize..end as usize];
                        let segment = segments.iter().rev().find(|s| s.from <= day && s.known <= known_at).unwrap();
                        if day >= segment.overdue {
                            Measure::OpenOverdue
                        } else if day >= segment.soon {
                            Measure::OpenDueSoon
                        } else {
                            Measure::ALL[segment.calm as usize]
                        }
                    };
                    cells[period].counts[open as usize] += 1;
                    period += 1;
                    if period == periods || starts[period] > as_of {
                        break;
                    }
                    cells[period].counts[Measure::Opening as usize] += 1;
                }
                if bare.rated[i] <= as_of && bare.rated_known[i] <= known_at {
                    let cell = &mut cells[period_of[(bare.rated[i] - first) as usize] as usize];
                    cell.sums[3] += u64::from(bare.score[i]);
                    cell.sums[4] += 1;
                }
                if bare.published[i] <= as_of && bare.published_known[i] <= known_at {
                    let cell = &mut cells[period_of[(bare.published[i] - first) as usize] as usize];
                    cell.counts[Measure::Published as usize] += 1;
                }
            }
            cells
        })
        .collect();
    let mut parts = parts.into_iter();
    let mut cells = parts.next().unwrap();
    for part in parts {
        for (mine, theirs) in cells.iter_mut().zip(part) {
            mine.counts.iter_mut().zip(theirs.counts).for_each(|(mine, theirs)| *mine += theirs);
            mine.sums.iter_mut().zip(theirs.sums).for_each(|(mine, theirs)| *mine += theirs);
            mine.minutes.extend(theirs.minutes);
        }
    }
    cells
        .into_par_iter()
        .map(|mut cell| {
            let count = cell.minutes.len();
            let mut at = |percent: usize| {
                let rank = (count * percent).div_ceil(100).max(1) - 1;
                (count > 0).then(|| *cell.minutes.select_nth_unstable(rank).1)
            };
            let found = [at(50), at(90)];
            (cell, found)
        })
        .collect()
}

fn ours(columns: &Columns, question: &Question) -> Table {
    columns.table(question).unwrap()
}

/// Both reach the same numbers.
fn same(table: &Table, bare: &[(BareCell, [Option<u32>; 2])], periods: usize) {
    let mut total = 0;
    for row in table.rows() {
        let source = SOURCES.iter().position(|source| Some(*source) == row.keys[0].as_deref()).unwrap();
        let unit = row.keys[1].as_ref().map_or(UNITS, |unit| unit[1..].parse().unwrap());
        let (cell, [median, ninth]) = &bare[(source * (UNITS + 1) + unit) * periods + row.period];
        let counts: Vec<u64> = Measure::ALL.iter().map(|measure| row.counts.get(*measure)).collect();
        assert_eq!(counts, cell.counts, "{:?} {}", row.keys, row.period);
        let figures = &row.figures;
        assert_eq!((figures.to_reply.median(), figures.to_reply.percentile(90)), (*median, *ninth));
        assert_eq!((figures.rating.sum, figures.rating.count), (cell.sums[3], cell.sums[4]));
        assert_eq!((figures.recording_lag.sum, figures.recording_lag.count), (cell.sums[0], cell.sums[1]));
        assert_eq!((figures.on_time_originally.of, figures.on_time_originally.among), (cell.sums[2], cell.sums[1]));
        total += counts.iter().sum::<u64>();
    }
    assert_eq!(total, bare.iter().flat_map(|(cell, _)| cell.counts).sum::<u64>());
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Each unit was merged with its neighbour.
fn catalogue() -> UnitCatalogue {
    let mut text = "id = \"office\"\nversion = \"1\"\ntitle = { vi = \"C\", en = \"O\" }\n".to_owned();
    for n in 0..UNITS {
        let into = UNITS + n / 2;
        text += &format!(
            "[[unit]]\nid = \"u{n}\"\nname = {{ vi = \"u{n}\", en = \"u{n}\" }}\nuntil = 2024-12-31\nbecomes = [\"u{into}\"]\n"
        );
    }
    for n in UNITS..UNITS + UNITS / 2 {
        text += &format!("[[unit]]\nid = \"u{n}\"\nname = {{ vi = \"u{n}\", en = \"u{n}\" }}\nfrom = 2025-01-01\n");
    }
    UnitCatalogue::from_toml(&text, "bench").unwrap()
}

/// One entry each for very many cases: the median, and what 99 of 100 do not exceed.
fn entries(name: &str, columns: &Columns, question: &Question, distinct: &[Case], book: &Rulebook) {
    let mut running = Running::new(columns.clone(), question).unwrap();
    let mut chance = Chance(42);
    let open: Vec<usize> = (0..distinct.len()).filter(|n| distinct[*n].latest().unwrap().is_open()).collect();
    let mut times = Vec::new();
    for round in 0..12_000 {
        let n = open[chance.below(open.len() as u64) as usize];
        let mut case = distinct[n].clone();
        let last = case.turns().last().unwrap().clone();
        let turn = TurnKind::Closed { outcome: Outcome::Replied };
        case.push(Turn { at: Moment::Date(last.at.date() + Days::new(1)), turn, ..last.clone() });
        let id = Identity::from_bytes((n as u128).to_be_bytes());
        let begun = Instant::now();
        running.update(id, &case, last.known_from(), book, Head::default()).unwrap();
        // The first one makes what finds a case by its id.
        if round > 1_000 {
            times.push(begun.elapsed().as_secs_f64());
        }
    }
    let middle = median(&mut times);
    println!("one entry, {name}: {:.1} µs, 99 of 100 within {:.1} µs", middle * 1e6, times[times.len() / 100 * 99] * 1e6);
}

fn main() {
    let number = |name: &str, default: usize| env::var(name).map_or(default, |value| value.parse().unwrap());
    let (cases, rounds) = (number("KIENNGHI_BENCH_CASES", 10_000_000), number("KIENNGHI_BENCH_ROUNDS", 15));
    let (book, mut one) = (book(), Bare::default());
    let distinct: Vec<Case> = (1..=DISTINCT).map(|n| petition(n, &book, &mut one)).collect();
    let times = cases / distinct.len();
    let (bare, mut columns) = (one.repeated(times), Columns::new(Head::default()));
    let begun = Instant::now();
    for n in 0..times * distinct.len() {
        columns.push(Identity::from_bytes((n as u128).to_be_bytes()), &distinct[n % distinct.len()], &book).unwrap();
    }
    println!(
        "{} petitions into columns: {:.1} s, {:.1} bytes each",
        columns.len(),
        begun.elapsed().as_secs_f64(),
        columns.bytes() as f64 / columns.len() as f64
    );
    let date = |text: &str| text.parse::<NaiveDate>().unwrap();
    let time = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    for (name, as_of, known_at) in [
        ("plain", date("2026-06-30"), None),
        ("as of another day", date("2024-08-20"), None),
        ("known at another day", date("2026-06-30"), Some(time("2024-08-20T17:00:00Z"))),
    ] {
        let periods = PeriodKind::Quarter.covering(date("2023-01-01"), date("2026-06-30"));
        let mut starts: Vec<i32> = periods.iter().map(|period| period.start().num_days_from_ce()).collect();
        starts.push(periods.last().unwrap().end().num_days_from_ce());
        let question = Question {
            known_at: known_at.map(KnownAt::Time),
            ..Question::new(vec![Dimension::Source, Dimension::Unit], periods, as_of)
        };
        let (day, second) = (as_of.num_days_from_ce(), known_at.map_or(u32::MAX - 1, known));
        same(&ours(&columns, &question), &bare_loop(&bare, &starts, day, second), starts.len() - 1);
        let (mut of_ours, mut of_bare) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            let begun = Instant::now();
            black_box(ours(black_box(&columns), &question));
            of_ours.push(begun.elapsed().as_secs_f64());
            let begun = Instant::now();
            black_box(bare_loop(black_box(&bare), &starts, day, second));
            of_bare.push(begun.elapsed().as_secs_f64());
        }
        let mut ratios: Vec<f64> = of_ours.iter().zip(&of_bare).map(|(ours, bare)| ours / bare).collect();
        let (ours, bare, ratio) = (median(&mut of_ours), median(&mut of_bare), median(&mut ratios));
        println!("{name}: ours {:.1} ms, bare loop {:.1} ms, ratio {ratio:.2}", ours * 1e3, bare * 1e3);
    }
    columns.push_units(time("2023-01-01T00:00:00Z"), catalogue());
    let periods = PeriodKind::Quarter.covering(date("2023-01-01"), date("2026-06-30"));
    let question = Question::new(vec![Dimension::Source, Dimension::Unit], periods, date("2026-06-30"));
    entries("unit of the time", &columns, &question, &distinct, &book);
    entries("by successor", &columns, &Question { units: UnitsBy::Successor, ..question }, &distinct, &book);
}
