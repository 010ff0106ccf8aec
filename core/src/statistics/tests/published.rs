use super::{super::published::witness::Withholding, *};

/// Every number of a published table that the identities tie together, as what it is a sum of: groups
/// and measures in one period.
struct Attack {
    /// Unknowns: group, period, measure, with what they truly are.
    truth: Vec<u64>,
    /// What is shown, and what always holds: a sum of unknowns with factors, and what it comes to.
    equations: Vec<(Vec<(usize, i128)>, i128)>,
}

const BALANCE: [Measure; 19] = {
    let mut all = [Measure::Opening; 19];
    let mut place = 0;
    while place < 19 {
        all[place] = Measure::ALL[place];
        place += 1;
    }
    all
};

/// What each named sum is made of, worked out by hand and not taken from the library.
fn parts(name: &str) -> Vec<Measure> {
    use Measure::*;
    match name {
        "to_do" => vec![Opening, Received, Reopened, MovedIn],
        "replied" | "count_recording_lag" => vec![RepliedEarly, RepliedOnTime, RepliedLate, RepliedNoDeadline],
        "closed" => [parts("replied"), vec![ForwardedOut, NotAccepted, Reclassified, Withdrawn, Merged]].concat(),
        "open" => vec![OpenInTime, OpenDueSoon, OpenOverdue, OpenPaused, OpenNoDeadline],
        "on_time" => vec![RepliedEarly, RepliedOnTime],
        "on_time_among" | "on_time_originally_among" => vec![RepliedEarly, RepliedOnTime, RepliedLate],
        "late_on_record_only" | "published" => vec![],
        measure => measure.parse().map(|measure| vec![measure]).unwrap_or_default(),
    }
}

impl Attack {
    fn unknown(&self, periods: usize, group: usize, period: usize, measure: Measure) -> usize {
        (group * periods + period) * 19 + measure as usize
    }

    /// All that whoever reads the published table knows.
    fn on(table: &Table, published: &Published) -> (Attack, Vec<Vec<Option<String>>>) {
        let (periods, mut groups) = (table.periods().len(), Vec::<Vec<Option<String>>>::new());
        for row in table.rows() {
            if !groups.contains(&row.keys) {
                groups.push(row.keys.clone());
            }
        }
        let mut attack = Attack { truth: vec![0; groups.len() * periods * 19], equations: Vec::new() };
        for row in table.rows() {
            let group = groups.iter().position(|keys| *keys == row.keys).unwrap();
            for measure in BALANCE {
                let unknown = attack.unknown(periods, group, row.period, measure);
                attack.truth[unknown] = row.counts.get(measure);
            }
            let mut balance: Vec<(usize, i128)> = Vec::new();
            for (name, factor) in [("to_do", 1), ("closed", -1), ("moved_out", -1), ("open", -1)] {
                balance.extend(parts(name).into_iter().map(|m| (attack.unknown(periods, group, row.period, m), factor)));
            }
            attack.equations.push((balance, 0));
            if row.period + 1 < periods && table.periods()[row.period].end() == table.periods()[row.period + 1].start() {
                let mut carried: Vec<(usize, i128)> =
                    parts("open").into_iter().map(|m| (attack.unknown(periods, group, row.period, m), 1)).collect();
                carried.push((attack.unknown(periods, group, row.period + 1, Measure::Opening), -1));
                attack.equations.push((carried, 0));
            }
        }
        // As many move in as move out, within each value of what nothing moves between.
        let fixed: Vec<usize> = (0..table.dimensions().len())
            .filter(|place| !matches!(table.dimensions()[*place], Dimension::Unit | Dimension::Officer))
            .collect();
        let apart = |keys: &[Option<String>]| fixed.iter().map(|place| keys[*place].clone()).collect::<Vec<_>>();
        for keys in &groups {
            for period in 0..periods {
                let mut moved = Vec::new();
                for (group, _) in groups.iter().enumerate().filter(|(_, other)| apart(other) == apart(keys)) {
                    moved.push((attack.unknown(periods, group, period, Measure::MovedIn), 1));
                    moved.push((attack.unknown(periods, group, period, Measure::MovedOut), -1));
                }
                attack.equations.push((moved, 0));
            }
        }
        for (shown, terms) in attack.numbers(table, published, &groups) {
            if let Shown::Number(number) = shown {
                attack.equations.push((terms, number.into()));
            }
        }
        for (terms, sum) in &attack.equations {
            let truth: i128 = terms.iter().map(|(unknown, factor)| factor * i128::from(attack.truth[*unknown])).sum();
            assert_eq!(truth, *sum, "what the attacker knows is true");
        }
        (attack, groups)
    }

    /// Every number that is a sum of unknowns, whether it is shown or not.
    fn all_numbers(&self, table: &Table, groups: &[Vec<Option<String>>]) -> Vec<(&'static str, Vec<(usize, i128)>)> {
        let by = table.dimensions();
        let mut numbers = Vec::new();
        for choice in 0..1 << by.len() {
            let places: Vec<usize> = (0..by.len()).filter(|place| choice >> place & 1 == 1).collect();
            let dimensions: Vec<Dimension> = places.iter().map(|place| by[*place]).collect();
            for row in table.subtotals(&dimensions).unwrap() {
                let is_in = |keys: &[Option<String>]| places.iter().zip(&row.keys).all(|(place, key)| keys[*place] == *key);
                let members: Vec<usize> = (0..groups.len()).filter(|group| is_in(&groups[*group])).collect();
                for name in TableNumber::CODES.iter().filter(|name| !parts(name).is_empty()) {
                    let unknown = |group: &usize, measure| (self.unknown(table.periods().len(), *group, row.period, measure), 1);
                    let of = |group: &usize| parts(name).into_iter().map(|measure| unknown(group, measure)).collect::<Vec<_>>();
                    numbers.push((*name, members.iter().flat_map(of).collect()));
                }
            }
        }
        numbers
    }

    /// Each published number that is a sum of unknowns, of every choice of dimensions.
    fn numbers(&self, table: &Table, published: &Published, groups: &[Vec<Option<String>>]) -> Vec<(Shown, Vec<(usize, i128)>)> {
        let by = table.dimensions();
        let mut numbers = Vec::new();
        for choice in 0..1 << by.len() {
            let places: Vec<usize> = (0..by.len()).filter(|place| choice >> place & 1 == 1).collect();
            let dimensions: Vec<Dimension> = places.iter().map(|place| by[*place]).collect();
            for row in published.subtotals(&dimensions).unwrap() {
                let members = groups
                    .iter()
                    .enumerate()
                    .filter(|(_, keys)| places.iter().zip(&row.keys).all(|(place, key)| keys[*place] == *key));
                let members: Vec<usize> = members.map(|(group, _)| group).collect();
                for (name, shown) in row.numbers() {
                    // Every reply was measured: a median of nothing, or a count of times, tells of replies.
                    let (name, shown) = match (name, shown) {
                        ("median_to_reply" | "percentile_90_to_reply", Shown::Nothing) => ("replied", Shown::Number(0)),
                        ("count_to_reply", Shown::Number(_)) => ("replied", shown),
                        ("sum_recording_lag", Shown::Number(0)) => ("replied", Shown::Number(0)),
                        _ => (name, shown),
                    };
                    let unknown = |group: &usize| {
                        let unknown = |measure| (self.unknown(table.periods().len(), *group, row.period, measure), 1);
                        parts(name).into_iter().map(unknown).collect::<Vec<_>>()
                    };
                    let terms: Vec<_> = members.iter().flat_map(unknown).collect();
                    if !terms.is_empty() {
                        numbers.push((shown, terms));
                    }
                }
            }
        }
        numbers
    }

    fn value(&self, terms: &[(usize, i128)]) -> i128 {
        terms.iter().map(|(unknown, factor)| factor * i128::from(self.truth[*unknown])).sum()
    }

    /// Sums that follow from the equations by elimination, over a prime field that no factor reaches.
    fn eliminated(&self) -> Eliminated {
        let mut rows = Eliminated::default();
        for (terms, _) in &self.equations {
            rows.add(terms);
        }
        rows
    }
}

const PRIME: i128 = (1 << 61) - 1;

fn inverse(of: i128) -> i128 {
    let (mut power, mut base, mut left) = (1, of.rem_euclid(PRIME), PRIME - 2);
    while left > 0 {
        if left & 1 == 1 {
            power = power * base % PRIME;
        }
        base = base * base % PRIME;
        left >>= 1;
    }
    power
}

/// Rows in echelon form, each under its first unknown.
#[derive(Default)]
struct Eliminated(BTreeMap<usize, BTreeMap<usize, i128>>);

impl Eliminated {
    fn reduced(&self, terms: &[(usize, i128)]) -> BTreeMap<usize, i128> {
        let mut row: BTreeMap<usize, i128> = BTreeMap::new();
        for (unknown, factor) in terms {
            let sum = row.entry(*unknown).or_default();
            *sum = (*sum + factor).rem_euclid(PRIME);
        }
        row.retain(|_, factor| *factor != 0);
        let mut from = 0;
        while let Some((unknown, factor)) = row.range(from..).next().map(|(unknown, factor)| (*unknown, *factor)) {
            from = unknown + 1;
            if let Some(pivot) = self.0.get(&unknown) {
                for (other, theirs) in pivot {
                    let sum = row.entry(*other).or_default();
                    *sum = (*sum - factor * theirs % PRIME).rem_euclid(PRIME);
                }
                row.retain(|_, factor| *factor != 0);
            }
        }
        row
    }

    fn add(&mut self, terms: &[(usize, i128)]) {
        let row = self.reduced(terms);
        if let Some((first, factor)) = row.iter().next().map(|(unknown, factor)| (*unknown, *factor)) {
            let by = inverse(factor);
            self.0.insert(first, row.into_iter().map(|(unknown, factor)| (unknown, factor * by % PRIME)).collect());
        }
    }

    /// Can the sum be computed from what was added?
    fn tells(&self, terms: &[(usize, i128)]) -> bool {
        self.reduced(terms).is_empty()
    }
}

fn some_table(cases: &[(Vec<(u8, u8)>, u8)], by: usize, kind: PeriodKind) -> Table {
    let book = book();
    let mut columns = Columns::new(Head::default());
    for (n, (steps, source)) in (1_u32..).zip(cases) {
        columns.push(id(n as usize), &some_case(&book, n, steps, *source), &book).unwrap();
    }
    let as_of = start() + Days::new(120);
    let by: &[Dimension] = [&[][..], &[Dimension::Source], &[Dimension::Unit], &[Dimension::Unit, Dimension::Source]][by];
    columns.table(&Question::new(by.to_vec(), kind.covering(start(), as_of), as_of)).unwrap()
}

fn many_cases() -> impl Strategy<Value = Vec<(Vec<(u8, u8)>, u8)>> {
    prop::collection::vec((prop::collection::vec((any::<u8>(), 0_u8..25), 0..6), 0_u8..4), 1..160)
}

/// Some numbers, or none for all of them.
fn some_choice() -> impl Strategy<Value = Vec<TableNumber>> {
    let number = (0..TableNumber::CODES.len()).prop_map(|place| TableNumber::CODES[place].parse().unwrap());
    prop_oneof![Just(vec![]), prop::collection::vec(number, 1..9)]
}

fn published(table: &Table, least: u64, choice: &[TableNumber]) -> Published {
    if choice.is_empty() { table.published(least).unwrap() } else { table.published_of(least, choice).unwrap() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn nothing_that_is_withheld_follows_from_what_is_shown(
        cases in many_cases(), by in 0_usize..4, least in 2_u64..9, choice in some_choice(),
    ) {
        for kind in [PeriodKind::Quarter, PeriodKind::Month] {
            let table = some_table(&cases, by, kind);
            let published = published(&table, least, &choice);
            let (attack, groups) = Attack::on(&table, &published);
            let known = attack.eliminated();
            for (shown, terms) in attack.numbers(&table, &published, &groups) {
                match shown {
                    Shown::Withheld => prop_assert!(!known.tells(&terms), "{:?} is told", attack.value(&terms)),
                    Shown::Number(number) => prop_assert!(number == 0 || number >= least, "{} is shown", number),
                    Shown::Nothing => {}
                }
            }
            // What was not chosen is not there, and small numbers of it do not follow either.
            for (name, terms) in attack.all_numbers(&table, &groups) {
                let number: TableNumber = name.parse().unwrap();
                let value = attack.value(&terms);
                if !published.shows(number) && (1..i128::from(least)).contains(&value) {
                    prop_assert!(!known.tells(&terms), "{name} of {value} is told");
                }
            }
            for row in published.rows() {
                prop_assert!(row.numbers().all(|(name, _)| choice.is_empty() || published.shows(name.parse::<TableNumber>().unwrap())));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn each_small_number_has_another_table_that_shows_the_same_and_in_which_it_is_larger_by_the_threshold(
        cases in many_cases(), by in 0_usize..4, least in 2_u64..9, choice in some_choice(),
    ) {
        let table = some_table(&cases, by, PeriodKind::Month);
        let published = published(&table, least, &choice);
        let (attack, groups) = Attack::on(&table, &published);
        let periods = table.periods().len();
        let numbers = attack.numbers(&table, &published, &groups);
        let mut covered = vec![false; numbers.len()];
        for change in Withholding::changes(&table, least, &choice) {
            let mut other: Vec<i128> = attack.truth.iter().map(|count| i128::from(*count)).collect();
            for (group, period, measure, by) in change {
                other[(group * periods + period) * 19 + measure] += i128::from(by);
            }
            prop_assert!(other.iter().all(|count| *count >= 0));
            let value = |terms: &[(usize, i128)]| terms.iter().map(|(unknown, factor)| factor * other[*unknown]).sum::<i128>();
            for (terms, sum) in &attack.equations {
                prop_assert_eq!(value(terms), *sum, "whoever knows all that is shown cannot rule it out");
            }
            for (covered, (_, terms)) in covered.iter_mut().zip(&numbers) {
                *covered |= value(terms) >= attack.value(terms) + i128::from(least);
            }
        }
        for (covered, (shown, terms)) in covered.iter().zip(&numbers) {
            if (1..i128::from(least)).contains(&attack.value(terms)) {
                prop_assert!(*covered && *shown == Shown::Withheld);
            }
        }
    }
}

/// A form that shows counts, a sum, a difference and a share, by source.
const FORM: &str = r#"
id = "test"
version = "1"
title = { vi = "a", en = "a" }
rows = "source"
period = "year"
[[column]]
id = "came"
heading = { vi = "a", en = "a" }
count = "received + opening + reopened"
[[column]]
id = "done"
heading = { vi = "a", en = "a" }
count = "closed"
[[column]]
id = "left"
heading = { vi = "a", en = "a" }
count = "to_do - closed"
[[column]]
id = "rate"
heading = { vi = "a", en = "a" }
share = { of = "replied_early + replied_on_time", among = "replied_early + replied_on_time + replied_late" }
[[column]]
id = "median"
heading = { vi = "a", en = "a" }
figure = "median_to_reply"
[[identity]]
left = "came"
right = "done + left"
"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_published_form_shows_no_small_number_and_none_that_follows(cases in many_cases(), least in 2_u64..9) {
        let form = Form::from_toml(FORM, "test").unwrap();
        let table = some_table(&cases, 1, PeriodKind::Year);
        let (open, filled) = (form.draft(&table).unwrap(), form.publish(&table, least).unwrap());
        prop_assert_eq!(filled.least, Some(least));
        let mut known = Eliminated::default();
        // Unknowns: a column of a row; came = done + left in each, and each column adds up to the total.
        let rows = filled.rows.len();
        for column in 0..3 {
            let sum = (0..rows).map(|row| (row * 3 + column, 1)).chain([(rows * 3 + column, -1)]);
            known.add(&sum.collect::<Vec<_>>());
        }
        let cells = |form: &FilledForm| form.rows.iter().chain([&form.total]).map(|row| row.cells.clone()).collect::<Vec<_>>();
        let (open, shown) = (cells(&open), cells(&filled));
        for (row, cells) in shown.iter().enumerate() {
            known.add(&[(row * 3, 1), (row * 3 + 1, -1), (row * 3 + 2, -1)]);
            for (column, cell) in cells.iter().enumerate().take(3) {
                if let FormCell::Count(count) = cell {
                    prop_assert!(*count == 0 || count.unsigned_abs() >= least);
                    known.add(&[(row * 3 + column, 1)]);
                }
            }
            if let FormCell::Share { of, among } = cells[3] {
                prop_assert!([of, among, among - of].iter().all(|count| *count == 0 || *count >= least));
            }
        }
        for (row, cells) in shown.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().take(3) {
                prop_assert!(*cell == open[row][column] || *cell == FormCell::Withheld);
                prop_assert!(*cell != FormCell::Withheld || !known.tells(&[(row * 3 + column, 1)]), "{:?}", open[row][column]);
            }
        }
    }
}

#[test]
fn the_attack_succeeds_where_small_counts_alone_are_withheld() {
    // Two sources: one answered twice, the other ten times; the total gives the two away.
    let cases: Vec<(Vec<(u8, u8)>, u8)> = (0..12).map(|n| (vec![(0, 1)], u8::from(n > 1))).collect();
    let table = some_table(&cases, 1, PeriodKind::Year);
    let mut published = table.published(5).unwrap();
    let told = |published: &Published| {
        let (attack, groups) = Attack::on(&table, published);
        let known = attack.eliminated();
        attack.numbers(&table, published, &groups).iter().filter(|(s, t)| *s == Shown::Withheld && known.tells(t)).count()
    };
    assert_eq!(told(&published), 0);
    published.show_all_but_small(&table);
    assert!(told(&published) > 0);
}

/// Cases that are rated, too.
fn rated_table(cases: &[(Vec<(u8, u8)>, u8)], scores: &[u8], by: usize) -> Table {
    let book = book();
    let mut columns = Columns::new(Head::default());
    for (n, (steps, source)) in (1_u32..).zip(cases) {
        let mut case = some_case(&book, n, steps, *source);
        let last = case.turns().last().unwrap().clone();
        if matches!(last.turn, TurnKind::Closed { outcome: Outcome::Replied }) {
            case.push(Turn { turn: TurnKind::Rated { score: scores[n as usize % scores.len()] }, ..last });
        }
        columns.push(id(n as usize), &case, &book).unwrap();
    }
    let as_of = start() + Days::new(120);
    let by: &[Dimension] = [&[][..], &[Dimension::Source], &[Dimension::Unit], &[Dimension::Unit, Dimension::Source]][by];
    columns.table(&Question::new(by.to_vec(), PeriodKind::Quarter.covering(start(), as_of), as_of)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn no_rate_time_or_score_gives_away_a_small_number_or_what_one_person_answered(
        cases in many_cases(), scores in prop::collection::vec(1_u8..=5, 1..4), by in 0_usize..4, least in 2_u64..9, chosen in any::<bool>(),
    ) {
        let table = rated_table(&cases, &scores, by);
        let choice: &[TableNumber] = if chosen { &[Measure::Received.into(), Ratio::OnTimeOriginallyRate.into(), Ratio::MeanRating.into()] } else { &[] };
        let published = published(&table, least, choice);
        let mut groups: Vec<&[Option<String>]> = table.rows().iter().map(|row| row.keys.as_slice()).collect();
        groups.dedup();
        // Two unknowns of each group and period, how many and how much, and what is shown of their sums.
        type Of = (RowFigure, fn(&Row) -> u64);
        let pairs: [(bool, [Of; 2]); 3] = [
            (false, [(RowFigure::CountToReply, |row| row.figures.to_reply.count()), (RowFigure::SumToReply, |row| row.figures.to_reply.mean().sum)]),
            (true, [(RowFigure::CountRating, |row| row.figures.rating.count), (RowFigure::SumRating, |row| row.figures.rating.sum)]),
            (false, [(RowFigure::OnTimeOriginally, |row| row.figures.on_time_originally.of), (RowFigure::OnTimeOriginallyAmong, |row| row.figures.on_time_originally.among)]),
        ];
        for (is_rating, [(count, count_of), (sum, sum_of)]) in pairs {
            let mut known = [Eliminated::default(), Eliminated::default()];
            let mut aggregates = Vec::new();
            let places = table.dimensions().len();
            for choice in 0..1 << places {
                let inside: Vec<usize> = (0..places).filter(|place| choice >> place & 1 == 1).collect();
                let dimensions: Vec<Dimension> = inside.iter().map(|place| table.dimensions()[*place]).collect();
                for (row, truth) in published.subtotals(&dimensions).unwrap().iter().zip(table.subtotals(&dimensions).unwrap()) {
                    let is_in = |keys: &&[Option<String>]| inside.iter().zip(&row.keys).all(|(place, key)| keys[*place] == *key);
                    let members = groups.iter().enumerate().filter(|(_, keys)| is_in(keys));
                    let terms: Vec<(usize, i128)> = members.map(|(group, _)| (group * 9 + row.period, 1)).collect();
                    for (known, figure) in known.iter_mut().zip([count, sum]) {
                        if let Shown::Number(_) = row.figure(figure) {
                            known.add(&terms);
                        }
                    }
                    aggregates.push((terms, count_of(&truth), sum_of(&truth)));
                }
            }
            for (terms, count, sum) in aggregates {
                let [tells_count, tells_sum] = known.each_ref().map(|known| known.tells(&terms));
                prop_assert!(!tells_count || count == 0 || count >= least, "{count} is told");
                if is_rating && count > 0 && tells_sum {
                    prop_assert!(tells_count && sum != count && sum != 5 * count, "{count} scores of {sum} tell what each answered");
                }
                if !is_rating && tells_count && tells_sum && figure_is_share(count_of, &table) {
                    prop_assert!(sum == count || sum - count >= least, "{count} of {sum} leave few");
                }
            }
        }
    }
}

/// Are the numbers parts of a whole, which they never exceed?
fn figure_is_share(count_of: fn(&Row) -> u64, table: &Table) -> bool {
    table.rows().iter().all(|row| count_of(row) == row.figures.on_time_originally.of)
}
