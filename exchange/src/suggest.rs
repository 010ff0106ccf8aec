//! A mapping proposed for a sheet that the built-in one does not read.
//!
//! Promises: what is proposed is a mapping file that a person reads, mends and keeps: each column is
//! there with why it is taken for what, and a field has one column. Nothing of the rows stands in it but
//! how many look like what, and words of columns that hold one of a few. It guesses only where headings
//! resemble known ones or where the cells leave little doubt; a sheet is never imported by a guess.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    DateOrder, ExchangeError, date_column, fold,
    headings::{Heading, headings},
    mapping::{Field, Mapping},
    sheet::{Cell, Row, Sheet},
};

/// How many rows are looked at: more would not change what a column is.
const LOOKED_AT: usize = 1_000;
/// The part of the filled cells of a column that must look like something for the column to be that.
const MOST_CELLS: f64 = 0.6;
/// How alike a heading and a known one must be, of 1.
const ALIKE: f64 = 0.5;
/// An abstract has at least as many letters, on average.
const LONG_TEXT: usize = 30;
/// How many words of a column with few different ones are told at most.
const MOST_VALUES: usize = 20;

/// Why a column is taken for what it is proposed as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// Its heading is known.
    Known,
    /// Its heading resembles this one.
    Like(String),
    /// So many of so many filled cells that were looked at are what that field holds.
    Cells {
        /// How many are.
        fit: usize,
        /// How many were looked at.
        of: usize,
    },
}

/// One column of a sheet, and what it is proposed as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestedColumn {
    /// Counted from 0.
    pub column: usize,
    /// Its heading as it stands.
    pub heading: String,
    /// What it is proposed as, and why; `None` if nothing speaks for anything.
    pub field: Option<(Field, Because)>,
}

/// A mapping proposed for a sheet.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// Its columns that have a heading.
    pub columns: Vec<SuggestedColumn>,
    /// What a petition needs and no column was found for: the mapping is refused until it is written in.
    pub missing: Vec<Field>,
    toml: String,
}

impl Suggestion {
    /// The mapping file, to be read, mended and given to an import.
    pub fn to_toml(&self) -> &str {
        &self.toml
    }
}

/// What the cells of a column look like.
#[derive(Clone, Debug, Default)]
struct Looks {
    filled: usize,
    dates: usize,
    numbers: usize,
    /// `1234/UBND-KT`: digits, a stroke, letters.
    symbols: usize,
    senders: usize,
    letters: usize,
    /// How many cells mean something in each column of few words.
    words: BTreeMap<Field, usize>,
    /// Its different texts, while they are few.
    different: BTreeMap<String, usize>,
}

/// The columns that hold one of a few words.
const OF_WORDS: [Field; 3] = [Field::Kind, Field::Channel, Field::Outcome];

fn is_symbol(text: &str) -> bool {
    let Some((number, symbol)) = text.split_once('/') else { return false };
    let digits = number.trim();
    !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit())
        && symbol.trim().chars().next().is_some_and(char::is_alphabetic)
}

impl Looks {
    fn look(&mut self, cell: Cell<'_>, mapping: &Mapping) {
        let text = match cell {
            Cell::Empty => return,
            Cell::Date(_) | Cell::DateTime(_) => {
                self.dates += 1;
                ""
            }
            Cell::Number(_) => {
                self.numbers += 1;
                ""
            }
            Cell::Text(text) => text,
        };
        self.filled += 1;
        if text.is_empty() {
            return;
        }
        self.letters += text.chars().count();
        if date_column::is_date_text(text) {
            self.dates += 1;
            return;
        }
        self.numbers += usize::from(crate::date::number(text).is_some());
        self.symbols += usize::from(is_symbol(text));
        self.senders += usize::from(mapping.sender(text).is_some());
        for field in OF_WORDS {
            if mapping.value(field, text).is_some() {
                *self.words.entry(field).or_default() += 1;
            }
        }
        if self.different.len() <= MOST_VALUES {
            *self.different.entry(text.to_owned()).or_default() += 1;
        }
    }

    /// Is that so of most of what is filled?
    fn most(&self, fit: usize) -> bool {
        fit > 0 && fit as f64 >= MOST_CELLS * self.filled as f64
    }

    /// Can these be cells of that field? An empty column can be anything.
    fn can_be(&self, field: Field) -> bool {
        if self.filled == 0 {
            return true;
        }
        // A number may be the day number of a spreadsheet.
        if field.is_date() { self.most(self.dates + self.numbers) } else { !self.most(self.dates) || field == Field::Ignored }
    }
}

/// How alike two headings are: words in common, of all their words; more if one holds the other whole.
fn alike(a: &str, b: &str) -> f64 {
    let words = |text: &str| fold(text).split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
    let (a, b) = (words(a), words(b));
    let (common, all) = (a.intersection(&b).count(), a.union(&b).count());
    if common == 0 {
        return 0.0;
    }
    let whole = if common == a.len().min(b.len()) { 0.2 } else { 0.0 };
    common as f64 / all as f64 + whole
}

/// What speaks for a column to be a field, and how much.
struct Candidate {
    weight: f64,
    column: usize,
    field: Field,
    because: Because,
}

fn candidates(columns: &[(usize, Heading, Looks)], mapping: &Mapping) -> Vec<Candidate> {
    let mut found = Vec::new();
    let known: Vec<(&str, Field)> = mapping.headings().collect();
    for (column, heading, looks) in columns {
        let mut speaks = |weight: f64, field: Field, because: Because| {
            found.push(Candidate { weight, column: *column, field, because });
        };
        if let Some(field) = heading.field {
            speaks(10.0, field, Because::Known);
            continue;
        }
        for (name, field) in &known {
            let alike = alike(&heading.text, name);
            if alike >= ALIKE && looks.can_be(*field) {
                speaks(1.0 + alike, *field, Because::Like((*name).to_owned()));
            }
        }
        let of = looks.filled;
        let mut by_cells = |field: Field, fit: usize| {
            if looks.most(fit) {
                speaks(fit as f64 / of as f64, field, Because::Cells { fit, of });
            }
        };
        by_cells(Field::DocumentNumber, looks.symbols);
        by_cells(Field::DeliveredBy, looks.senders);
        for (field, fit) in &looks.words {
            by_cells(*field, *fit);
        }
        let texts = of - looks.dates.min(of);
        if texts > 0 && looks.letters / texts >= LONG_TEXT && looks.senders * 2 < of {
            by_cells(Field::Summary, texts);
        }
    }
    // The first column with a date in nearly every row is when they came, if nothing says so.
    let full = columns.iter().find(|(_, _, looks)| looks.filled > 0 && looks.dates * 20 >= looks.filled * 19);
    if let Some((column, _, looks)) = full.filter(|(_, heading, _)| heading.field.is_none()) {
        let because = Because::Cells { fit: looks.dates, of: looks.filled };
        found.push(Candidate { weight: 0.1, column: *column, field: Field::Received, because });
    }
    found
}

/// Gives each field to the column for which most speaks.
fn given(columns: &[(usize, Heading, Looks)], mut candidates: Vec<Candidate>) -> BTreeMap<usize, (Field, Because)> {
    candidates.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.column.cmp(&b.column)).then(a.field.cmp(&b.field)));
    let (mut given, mut taken) = (BTreeMap::new(), BTreeSet::new());
    // A mapping knows a column by its heading: of several with one heading the first can be told.
    let mut names = BTreeSet::new();
    for Candidate { column, field, because, .. } in candidates {
        let name = columns.iter().find(|(at, ..)| *at == column).map(|(_, heading, _)| fold(&heading.text));
        let is_free = !given.contains_key(&column) && !taken.contains(&field) && !names.contains(&name);
        if is_free {
            if field != Field::Ignored {
                taken.insert(field);
            }
            names.insert(name);
            given.insert(column, (field, because));
        }
    }
    given
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A column as a spreadsheet names it: A, B, ... AA.
fn letters(column: usize) -> String {
    let mut rest = column;
    let mut name = Vec::new();
    loop {
        name.push(char::from(b'A' + (rest % 26) as u8));
        match rest / 26 {
            0 => break,
            more => rest = more - 1,
        }
    }
    name.into_iter().rev().collect()
}

fn why(because: &Because) -> String {
    match because {
        Because::Known => "a known heading".into(),
        Because::Like(name) => format!("its heading resembles `{name}`"),
        Because::Cells { fit, of } => format!("by its cells, {fit} of {of}; look at it"),
    }
}

/// Proposes a mapping for a sheet: of its headings those that are known, those that resemble known
/// ones, and columns whose cells leave little doubt.
///
/// ```
/// use kiennghi_exchange::{Field, Mapping, read_sheet, suggest_mapping};
/// let csv = "Mã số,Ngày nhận đơn,Đơn của,Vấn đề nêu trong đơn\n\
///            1,02/03/2026,Công ty A,Xin gia hạn thời gian thuê đất tại lô B4 khu công nghiệp\n";
/// let suggestion = suggest_mapping(&read_sheet(csv.as_bytes(), "don.csv")?)?;
/// assert_eq!(suggestion.missing, []);
/// let mapping = Mapping::from_toml(suggestion.to_toml(), "don.toml")?;
/// assert_eq!(mapping.heading("Ngày nhận đơn"), Some(Field::Received));
/// assert_eq!(mapping.heading("Vấn đề nêu trong đơn"), Some(Field::Summary));
/// # Ok::<(), kiennghi_exchange::ExchangeError>(())
/// ```
///
/// # Errors
/// [`ExchangeError::Mapping`] if no row of the first ones looks like headings.
pub fn suggest_mapping(sheet: &Sheet) -> Result<Suggestion, ExchangeError> {
    let built_in = Mapping::vietnam()?;
    let Some((first, found)) = headings(sheet, &built_in) else {
        let reason = "none of the first rows looks like headings: a row of texts above rows that are filled".into();
        return Err(ExchangeError::Mapping { label: "proposed".into(), place: sheet.name().into(), reason });
    };
    let rows: Vec<Row<'_>> = (first..sheet.len().min(first + LOOKED_AT)).map(|row| sheet.row(row)).collect();
    let looks = |column: usize| {
        let mut looks = Looks::default();
        rows.iter().for_each(|row| looks.look(row.cell(column), &built_in));
        looks
    };
    let columns: Vec<(usize, Heading, Looks)> = found
        .into_iter()
        .enumerate()
        .filter(|(_, heading)| !fold(&heading.text).is_empty())
        .map(|(column, heading)| (column, heading, looks(column)))
        .collect();
    let mut given = given(&columns, candidates(&columns, &built_in));
    let missing: Vec<Field> = [Field::Received, Field::Summary]
        .into_iter()
        .filter(|needed| !given.values().any(|(field, _)| field == needed))
        .collect();
    let order = columns.iter().filter(|(column, _, _)| given.get(column).is_some_and(|(field, _)| field.is_date()));
    let order = order.filter_map(|(column, _, _)| date_column::order_of(rows.iter().map(|row| row.cell(*column)))).next();
    let toml = written(sheet, &columns, &given, &missing, order);
    let columns = columns.into_iter().map(|(column, heading, _)| {
        let field = given.remove(&column);
        SuggestedColumn { column, heading: heading.text, field }
    });
    Ok(Suggestion { columns: columns.collect(), missing, toml })
}

fn written(
    sheet: &Sheet,
    columns: &[(usize, Heading, Looks)],
    given: &BTreeMap<usize, (Field, Because)>,
    missing: &[Field],
    order: Option<DateOrder>,
) -> String {
    let mut toml = String::new();
    let mut line = |text: String| {
        toml.push_str(&text);
        toml.push('\n');
    };
    line("# How this sheet is read: a proposal. Read it, mend it, keep it beside the sheet.".into());
    line("# Headings and values are compared without case, diacritics and punctuation.".into());
    line(format!("title = {}", quoted(sheet.name())));
    line("# Petitions of the same sheet are told apart by their arrival number and year of arrival; without a".into());
    line("# number by dates, sender and abstract.".into());
    line("scope = \"so-den\"".into());
    line("# A row with nothing but one of these is a total, not a petition.".into());
    line("totals = [\"Cộng\", \"Tổng cộng\", \"Tổng số\"]".into());
    if order == Some(DateOrder::MonthDay) {
        line("# Of dates like 05/13/2026 some have no other reading.".into());
        line("date_order = \"month_day\"".into());
    }
    line("\n[columns]".into());
    let mut fields: Vec<(&str, Vec<String>, Vec<String>)> = Vec::new();
    for (column, heading, _) in columns {
        let Some((field, because)) = given.get(column) else { continue };
        let told = format!("column {}: {}", letters(*column), why(because));
        match fields.iter_mut().find(|(code, ..)| *code == field.code()) {
            Some((_, names, tolds)) => {
                names.push(quoted(&heading.text));
                tolds.push(told);
            }
            None => fields.push((field.code(), vec![quoted(&heading.text)], vec![told])),
        }
    }
    for (code, mut names, told) in fields {
        names.dedup();
        line(format!("# {}\n{code} = [{}]", told.join("\n# "), names.join(", ")));
    }
    for field in missing {
        line(format!("# Needed, and no column was found for it: write its heading here.\n# {} = [\"\"]", field.code()));
    }
    let unknown: Vec<_> = columns.iter().filter(|(column, ..)| !given.contains_key(column)).collect();
    if !unknown.is_empty() {
        line("\n# Not recognised. Write each beside a field, or under `ignored`; an import passes over them.".into());
        for (column, heading, looks) in unknown {
            let of = looks.filled;
            let looks = match of {
                0 => "empty".into(),
                _ if looks.most(looks.dates) => format!("dates in {} of {of} filled cells", looks.dates),
                _ if looks.most(looks.numbers) => format!("numbers in {} of {of} filled cells", looks.numbers),
                _ => format!("{of} filled cells, {} letters each", looks.letters / of),
            };
            line(format!("#   column {}: {} ({looks})", letters(*column), quoted(&heading.text)));
        }
        let free: Vec<&str> = Field::ALL
            .iter()
            .filter(|field| !given.values().any(|(taken, _)| taken == *field))
            .map(|field| field.code())
            .collect();
        line(format!("# Fields that have no column: {}", free.join(", ")));
    }
    for (column, heading, looks) in columns {
        let Some((field, _)) = given.get(column).filter(|(field, _)| OF_WORDS.contains(field)) else { continue };
        let known = looks.words.get(field).copied().unwrap_or_default();
        if known == looks.filled || looks.different.len() > MOST_VALUES {
            continue;
        }
        let Ok(built_in) = Mapping::vietnam() else { continue };
        line(format!(
            "\n# Values of {} that are not known; write each beside a code of [values.{}] below:",
            quoted(&heading.text),
            field.code()
        ));
        for (value, count) in looks.different.iter().filter(|(value, _)| built_in.value(*field, value).is_none()) {
            line(format!("#   {} ({count} rows)", quoted(value)));
        }
    }
    toml.push('\n');
    toml.push_str(Mapping::below_the_columns());
    toml
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::read_sheet;

    fn suggested(csv: &str) -> Suggestion {
        suggest_mapping(&read_sheet(csv.as_bytes(), "so.csv").unwrap()).unwrap()
    }

    fn fields(suggestion: &Suggestion) -> Vec<(&str, Option<Field>)> {
        suggestion
            .columns
            .iter()
            .map(|column| (column.heading.as_str(), column.field.as_ref().map(|(field, _)| *field)))
            .collect()
    }

    #[test]
    fn codes_are_what_a_mapping_calls_the_fields() {
        for field in Field::ALL {
            let read: BTreeMap<Field, u8> = toml::from_str(&format!("{} = 1", field.code())).unwrap();
            assert_eq!(read.into_keys().collect::<Vec<_>>(), [field]);
        }
    }

    #[test]
    fn of_known_headings_the_proposal_says_what_the_built_in_mapping_does() {
        let suggestion = suggested(include_str!("../sample/so-dang-ky-2026.csv"));
        assert_eq!(suggestion.missing, []);
        let (ours, built_in) = (Mapping::from_toml(suggestion.to_toml(), "proposed").unwrap(), Mapping::vietnam().unwrap());
        for column in &suggestion.columns {
            assert_eq!(ours.heading(&column.heading), built_in.heading(&column.heading), "{}", column.heading);
            assert!(column.field.as_ref().is_none_or(|(_, because)| *because == Because::Known));
        }
    }

    #[test]
    fn unknown_headings_are_told_by_likeness_and_by_cells_and_the_rest_is_left_to_the_reader() {
        let suggestion = suggested(
            "SỔ CÔNG VĂN NĂM 2026\n\
             Mã,Ngày nhận đơn,CV,Đơn của,Vấn đề,Cách gửi,Ý kiến\n\
             1,05/03/2026,12/SXD-KT,Công ty A,Xin gia hạn thời gian thuê đất tại lô B4 của khu công nghiệp,Trực tiếp,ok\n\
             2,13/03/2026,7/UBND,Sở Xây dựng,Phản ánh đường vào khu công nghiệp ngập sau mỗi trận mưa lớn,Qua loa,ok\n\
             3,14/03/2026,88/HH-VP,Hiệp hội doanh nghiệp,Kiến nghị giảm giá nước cho sản xuất trong quý hai năm nay,Thư,\n",
        );
        assert_eq!(
            fields(&suggestion),
            [
                ("Mã", None),
                ("Ngày nhận đơn", Some(Field::Received)),
                ("CV", Some(Field::DocumentNumber)),
                ("Đơn của", Some(Field::DeliveredBy)),
                ("Vấn đề", Some(Field::Summary)),
                ("Cách gửi", Some(Field::Channel)),
                ("Ý kiến", None),
            ]
        );
        let toml = suggestion.to_toml();
        assert!(toml.contains("# column B: its heading resembles `ngay nhan`\nreceived = [\"Ngày nhận đơn\"]"), "{toml}");
        assert!(toml.contains("# column C: by its cells, 3 of 3; look at it\n"), "{toml}");
        assert!(toml.contains("#   column A: \"Mã\" (numbers in 3 of 3 filled cells)\n"), "{toml}");
        assert!(toml.contains("#   \"Qua loa\" (1 rows)\n") && !toml.contains("\"Thư\" (1 rows)"), "{toml}");
        // Nothing of the rows is told but words of columns that hold one of a few.
        assert!(!toml.contains("Công ty A") && !toml.contains("lô B4"));
        Mapping::from_toml(toml, "proposed").unwrap();
    }

    #[test]
    fn what_a_petition_needs_is_asked_for_where_nothing_was_found() {
        let suggestion = suggested("Mã,Tên\n1,a\n2,b\n");
        assert_eq!(suggestion.missing, [Field::Received, Field::Summary]);
        assert!(suggestion.to_toml().contains("# received = [\"\"]\n"));
        let refused = Mapping::from_toml(suggestion.to_toml(), "proposed").unwrap_err();
        assert!(refused.to_string().contains("Received has no column"), "{refused}");
        assert!(suggest_mapping(&read_sheet(b"1,2\n3,4\n", "so.csv").unwrap()).is_err());
    }

    #[test]
    fn months_that_stand_first_are_seen() {
        let toml = |dates: [&str; 2]| {
            let csv = format!("Ngày đến,Trích yếu,Nơi gửi\n{},a,Ông B\n{},b,Ông C\n", dates[0], dates[1]);
            suggested(&csv).to_toml().contains("month_day")
        };
        assert!(toml(["03/25/2026", "04/05/2026"]));
        assert!(
            !toml(["25/03/2026", "04/05/2026"]) && !toml(["03/04/2026", "04/05/2026"]) && !toml(["25/03/2026", "03/25/2026"])
        );
    }

    proptest! {
        #[test]
        fn a_proposal_is_a_mapping_or_asks_for_what_is_needed(
            headings in proptest::collection::vec(prop_oneof![
                proptest::sample::select(vec!["Ngày đến", "Ngày đến (1)", "Trích yếu", "Nội dung", "Nơi gửi", "STT", "Ngày trả lời đơn"])
                    .prop_map(str::to_owned),
                any::<String>(),
            ], 2..8),
            rows in proptest::collection::vec(proptest::collection::vec(prop_oneof![
                "[0-9]{1,2}/[0-9]{1,2}/20[0-9]{2}", "[0-9]{1,3}/[A-Z]{2,4}", "Công ty [A-Z]", any::<String>(),
            ], 0..8), 0..6),
        ) {
            let field = |text: &String| format!("\"{}\"", text.replace('"', "\"\"").replace('\0', ""));
            let line = |cells: &Vec<String>| cells.iter().map(field).collect::<Vec<_>>().join(",");
            let csv: Vec<String> = core::iter::once(&headings).chain(&rows).map(line).collect();
            let Ok(sheet) = read_sheet(csv.join("\n").as_bytes(), "so.csv") else { return Ok(()) };
            let Ok(suggestion) = suggest_mapping(&sheet) else { return Ok(()) };
            match Mapping::from_toml(suggestion.to_toml(), "proposed") {
                Ok(mapping) => {
                    prop_assert!(suggestion.missing.is_empty());
                    for column in &suggestion.columns {
                        if let Some((field, _)) = &column.field {
                            prop_assert_eq!(mapping.heading(&column.heading), Some(*field));
                        }
                    }
                }
                Err(error) => prop_assert!(!suggestion.missing.is_empty() && error.to_string().contains("needs one"), "{error}\n{}", suggestion.to_toml()),
            }
        }
    }
}
