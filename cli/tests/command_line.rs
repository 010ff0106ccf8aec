//! The command line as its user sees it: what it prints, and with what code it ends. `KIENNGHI_REMAKE=1`
//! writes what the demo prints anew, for a change made on purpose: look at it before you commit it.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use kiennghi::{calendar::WorkCalendar, lang::Lang};

fn kiennghi() -> Command {
    Command::new(env!("CARGO_BIN_EXE_kiennghi"))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = kiennghi().args(arguments).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("kiennghi-cli-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str, content: &[u8]) -> String {
        let path = self.0.join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Without what is random: the hash of the head.
fn without_hash(text: &str) -> String {
    let lines = text.lines().map(|line| match line.rsplit_once(", ") {
        Some((before, hash)) if hash.ends_with('…') => before.to_owned(),
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn the_demo_prints_what_it_printed_when_people_looked_at_it() {
    for lang in ["vi", "en"] {
        let (code, out, error) = run(&["demo", "--lang", lang]);
        assert_eq!((code, error.as_str()), (0, ""), "{out}");
        let path = root().join(format!("cli/tests/demo.{lang}.txt"));
        if std::env::var_os("KIENNGHI_REMAKE").is_some() {
            fs::write(&path, without_hash(&out)).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap();
        for (line, (was, is)) in (1..).zip(expected.lines().zip(without_hash(&out).lines())) {
            assert_eq!(was, is, "{lang}, line {line}");
        }
        assert_eq!(expected.lines().count(), out.lines().count());
    }
}

#[test]
fn a_sheet_of_ones_own_goes_through_every_command() {
    let folder = Folder::new("own");
    let (db, sheet) = (folder.path("so.db"), root().join("exchange/sample/so-dang-ky-2026.xlsx"));
    let (code, out, error) = run(&["import", &db, sheet.to_str().unwrap()]);
    assert_eq!((code, error.as_str()), (3, ""), "rows were refused, and that is said: {out}");
    assert!(
        out.starts_with("so-dang-ky-2026.xlsx: 302 dòng = 296 mới + 0 cập nhật + 0 đã có + 4 không nhận + 2 bỏ qua\n"),
        "{out}"
    );
    let (code, out, _) = run(&["worklist", &db, "--as-of", "2026-11-20", "--lang", "en"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("OVERDUE (18)\n"), "{out}");
    // Part of it, of a past day and of today, and words found whatever their diacritics.
    let unit = "Phòng Quản lý lao động";
    let (code, out, error) =
        run(&["worklist", &db, "--as-of", "2026-11-20", "--lang", "en", "--unit", unit, "--due-before", "2026-10-01", "--all"]);
    assert_eq!(code, 0, "{error}");
    let lines: Vec<_> = out.lines().filter(|line| line.starts_with("PAKN-")).collect();
    assert!(!lines.is_empty() && lines.iter().all(|line| line.contains(unit)), "{out}");
    let (code, out, error) = run(&["worklist", &db, "--lang", "en", "--text", "de nghi", "--source", "enterprise"]);
    assert!(code == 0 && out.contains("Đề nghị"), "{out}{error}");
    let (code, plain, error) = run(&["search", &db, "de nghi", "--lang", "en", "--all"]);
    assert!(code == 0 && plain.contains("Đề nghị") && plain.contains("Replied") | plain.contains("Closed"), "{plain}{error}");
    let (_, first, _) = run(&["search", &db, "de nghi", "--lang", "en"]);
    assert!(first.ends_with("... there are more: --all prints them\n"), "{first}");
    let (_, out, _) = run(&["search", &db, "khongco", "--lang", "en"]);
    assert_eq!(out, "Nothing was found\n");
    let (code, out, _) = run(&[
        "statistics",
        &db,
        "--as-of",
        "2026-11-20",
        "--by",
        "unit,source",
        "--period",
        "administrative_quarter",
        "--basis",
        "on_record",
    ]);
    assert_eq!(code, 0);
    assert!(out.contains("Phòng Quản lý lao động · Văn bản do sở, ngành gửi") && out.contains("xét theo: Theo sổ"), "{out}");
    let (code, out, _) = run(&["explain", &db, "PAKN-2026-0001", "--lang", "en"]);
    assert_eq!(code, 0);
    assert!(out.contains("1. The term is 10 working days (Article 28 of the Law on Citizen Reception 42/2013/QH13)."), "{out}");
    let (code, out, _) = run(&["history", &db, "PAKN-2026-0001", "--lang", "en"]);
    assert!(code == 0 && out.starts_with("PAKN-2026-0001\n 1. "), "{out}");
    assert!(out.contains("  Received as PAKN-2026-0001: ") && out.contains("kiennghi-cli, imported from an old book"), "{out}");
    let (code, out, _) = run(&["verify", &db, "--lang", "en"]);
    assert!(code == 0 && out.starts_with("The ledger is whole: 10"), "{out}");
}

#[test]
fn a_year_of_the_calendar_is_the_page_that_the_library_makes() {
    let vietnam = WorkCalendar::vietnam().unwrap();
    for (code, lang) in [("vi", Lang::Vi), ("en", Lang::En)] {
        let (ended, out, error) = run(&["calendar", "--year", "2026", "--lang", code]);
        assert_eq!((ended, error.as_str()), (0, ""));
        assert_eq!(out, vietnam.year_page(2026, lang).unwrap());
    }
    let (ended, out, _) = run(&["calendar"]);
    assert!(ended == 0 && out.contains("Tháng 12"), "this year: {out}");
    let folder = Folder::new("calendar");
    let own = "id = \"office\"\nversion = \"1\"\ntitle = { vi = \"Lịch\", en = \"Office\" }\nzone = \"UTC\"\n\
               covers = { first = 2025, last = 2027 }\nweek = { mon = [\"08:00-12:00\"] }\n";
    let file = folder.file("office.toml", own.as_bytes());
    let (ended, out, _) = run(&["calendar", "--calendar", &file, "--year", "2026", "--lang", "en"]);
    assert!(ended == 0 && out.starts_with("Office - 2026 (office@1)\n") && out.contains("52 working days, 208 hours"), "{out}");
}

#[test]
fn days_are_added_with_the_reason_of_every_day_that_was_skipped() {
    let (code, out, error) = run(&["calendar", "--add", "5", "--from", "2026-02-12"]);
    assert_eq!((code, error.as_str()), (0, ""));
    assert_eq!(
        out,
        "thứ Năm 26/02/2026\nTừ sau thứ Năm 12/02/2026 đến hết thứ Năm 26/02/2026: tính 5 ngày làm việc; không tính: \
         ngày nghỉ hằng tuần: 14/02-15/02, 21/02-22/02; Tết Nguyên đán: 16/02-20/02 (lịch vn-state@2026.3).\n"
    );
    let (code, out, _) = run(&["calendar", "--add", "-5", "--from", "2026-02-26", "--lang", "en"]);
    assert_eq!((code, out.lines().next()), (0, Some("Thu 12/02/2026")));
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_half_written() {
    let folder = Folder::new("wrong");
    let db = folder.path("so.db");
    let headings = "Số đến,Ngày đến,Nơi gửi,Trích yếu,Ngày trả lời\n";
    let empty = folder.file("empty.csv", b"");
    let unknown = folder.file("unknown.csv", "Cột,Khác\n1,2\n".as_bytes());
    let impossible = folder.file("impossible.csv", format!("{headings}1,31/02/2026,A,B,\n").as_bytes());
    let before = folder.file("before.csv", format!("{headings}1,10/02/2026,A,B,09/02/2026\n").as_bytes());
    let corrupt = folder.file("corrupt.db", &b"SQLite format 3\0 and then nothing that a register would hold".repeat(99));
    let mapping = folder.file("mapping.toml", b"title = 1");
    let good = folder.file("good.csv", format!("{headings}1,10/02/2026,A,B,\n").as_bytes());
    let (_, _, error) = run(&["import", &folder.path("none.db"), &unknown]);
    assert!(error.contains("no column for Received") && !folder.0.join("none.db").exists(), "no register was made: {error}");
    for (arguments, code, said) in [
        (vec!["import", &db, "nowhere.csv"], 1, "nowhere.csv: there is no such file"),
        (vec!["import", &db, &empty], 1, "the file is empty"),
        (vec!["import", &db, &unknown], 1, "no column for Received"),
        (vec!["import", &db, &good, "--mapping", &mapping], 1, "invalid type: integer `1`, expected a string"),
        (vec!["import", &db, &impossible, "--lang", "en"], 3, "there is no such day in the calendar"),
        (vec!["import", &db, &before, "--lang", "en"], 3, "lies before the receipt"),
        (vec!["worklist", "nowhere.db"], 1, "there is no such file; create the register first"),
        (vec!["worklist", &corrupt], 1, "corrupt.db"),
        (vec!["verify", &good], 1, "not a register file"),
        (vec!["worklist", &db, "--as-of", "2026-02-31"], 1, "--as-of: `2026-02-31` is not a day of the calendar"),
        (vec!["worklist", &db, "--as-of", "2099-01-01"], 0, ""),
        (vec!["worklist", &db, "--due-before", "soon"], 1, "--due-before: `soon` is not a day of the calendar"),
        (vec!["worklist", &db, "--status", "open"], 2, "status"),
        (vec!["search", &db, "\"de nghi"], 1, "the search has a quotation mark without its partner"),
        (vec!["search", &db, "--"], 2, "WORDS"),
        (vec!["explain", &db, "PAKN-2026-0001"], 1, "there is no petition PAKN-2026-0001"),
        (vec!["history", &db, "PAKN-2026-0001"], 1, "there is no petition PAKN-2026-0001"),
        (vec!["explain", &db, "số 1"], 1, "is not a registration number such as PAKN-2026-0012"),
        (vec!["statistics", &db, "--by", "colour"], 2, "colour"),
        (vec!["statistics", &db, "--known-at", "soon"], 1, "--known-at: `soon` is neither the number of an entry nor a time"),
        (vec!["form", &db, "II.06"], 1, "there is no such form; there are `II.05a`"),
        (vec!["form", &db, "nowhere.toml"], 1, "nowhere.toml: "),
        (vec!["form", &db, &mapping], 1, "mapping.toml"),
        (vec!["form", &db, "II.05a", "--until", "2026-03-31"], 1, "--until: give --since too"),
        (vec!["calendar", "--year", "1999"], 1, "2010-01-01"),
        (vec!["calendar", "--year", "MMXXVI"], 2, "MMXXVI"),
        (vec!["calendar", "--calendar", "nowhere.toml"], 1, "nowhere.toml: "),
        (vec!["calendar", "--calendar", &mapping], 1, "mapping.toml"),
        (vec!["calendar", "--add", "5"], 2, "--from"),
        (vec!["calendar", "--from", "2026-02-12"], 2, "--add"),
        (vec!["calendar", "--add", "5", "--from", "2026-02-12", "--year", "2026"], 2, "--year"),
        (vec!["calendar", "--add", "5", "--from", "2026-02-31"], 1, "--from: `2026-02-31` is not a day of the calendar"),
        (vec!["calendar", "--add", "9", "--from", "2100-12-30"], 1, "2100-12-31"),
    ] {
        let (ended, out, error) = run(&arguments);
        assert_eq!(ended, code, "{arguments:?}: {out}{error}");
        assert!(format!("{out}{error}").contains(said), "{arguments:?}: {out}{error}");
    }
    // Only the register's own four entries: its calendar, two rules and what is used.
    let (_, out, _) = run(&["verify", &db, "--lang", "en"]);
    assert!(out.starts_with("The ledger is whole: 4 entries"), "{out}");
}

#[test]
fn tables_and_forms_are_printed_as_asked_and_a_form_that_does_not_agree_ends_with_its_own_code() {
    let folder = Folder::new("tables");
    let db = folder.path("so.db");
    let sheet = root().join("exchange/sample/so-dang-ky-2026.csv");
    run(&["import", &db, sheet.to_str().unwrap()]);
    let ask = |arguments: &[&str]| run(&[arguments, &["--as-of", "2026-11-20"]].concat());
    let (code, out, _) = ask(&["form", &db, "by-source", "--in", "2026-08-01"]);
    assert!(code == 0 && out.contains("Quý 3/2026: 01/07/2026 - 30/09/2026"), "{out}");
    let total = out.lines().find(|line| line.starts_with("Tổng ")).unwrap();
    assert!(total.split_whitespace().take(4).eq(["Tổng", "88", "11", "77"]), "{out}");
    // The sheet does not say what a petition is about.
    let (code, out, _) = ask(&["form", &db, "II.05a", "--lang", "en"]);
    assert!(code == 4 && out.contains("DOES NOT AGREE"), "{out}");
    let (_, out, _) = ask(&["form", &db, "by-source", "--format", "json"]);
    assert!(out.starts_with('{') && out.contains("\"failures\": []"), "{out}");
    let (_, csv, _) = ask(&["statistics", &db, "--format", "csv", "--period", "year"]);
    assert_eq!(csv.lines().count(), 4);
    let (_, before, _) = ask(&["statistics", &db, "--known-at", "4"]);
    assert!(before.contains("Sổ cái: 4 mục"), "{before}");
    let (code, out, _) = ask(&["outlook", &db, "--days", "10"]);
    assert_eq!(code, 0);
    for title in ["QUÁ HẠN, theo số ngày làm việc (18)", "ĐẾN HẠN TRONG 10 NGÀY LÀM VIỆC TỚI", "TRẢ LỜI ĐÚNG HẠN: Năm 2026"]
    {
        assert!(out.contains(title), "{out}");
    }
}

#[test]
fn workbooks_are_written_in_place_of_printing_and_the_register_comes_back_from_its_sheet() {
    let folder = Folder::new("workbooks");
    let db = folder.path("so.db");
    run(&["import", &db, root().join("exchange/sample/so-dang-ky-2026.csv").to_str().unwrap()]);
    let (sheet, table, again) = (folder.path("so.xlsx"), folder.path("thong-ke.xlsx"), folder.path("lai.db"));
    let (code, out, error) = run(&["export", &db, &sheet, "--agency", "Ban Quản lý", "--parent", "UBND tỉnh"]);
    assert!(code == 0 && out.starts_with(&format!("{sheet}: ")), "{out}{error}");
    let petitions: usize = out.trim_end().rsplit(' ').nth(1).unwrap().parse().unwrap();
    let (code, out, _) = run(&["import", &again, &sheet, "--lang", "en"]);
    assert!(code == 0 && out.contains(&format!("{petitions} added")), "{out}");
    for command in [&["statistics", &db][..], &["worklist", &db], &["form", &db, "by-source"]] {
        let (code, out, error) = run(&[command, &["--as-of", "2026-11-20", "-o", &table]].concat());
        assert_eq!((code, out, error), (0, format!("{table}\n"), String::new()));
        assert!(std::fs::read(&table).unwrap().starts_with(b"PK"));
        let (code, _, error) = run(&[command, &["-o", &db]].concat());
        assert!(code == 1 && error.contains("a workbook needs a name that ends in .xlsx"), "{error}");
    }
    assert_eq!(run(&["statistics", &db, "-o", &table, "--format", "csv"]).0, 2);
    let (code, _, error) = run(&["export", &db, &db]);
    assert!(code == 1 && error.contains("ends in .xlsx or .csv"), "{error}");
}

#[test]
fn what_is_to_be_published_withholds_small_counts_in_tables_and_forms() {
    let folder = Folder::new("suppress");
    let db = folder.path("so.db");
    run(&["import", &db, root().join("exchange/sample/so-dang-ky-2026.csv").to_str().unwrap()]);
    for command in [&["statistics", &db][..], &["form", &db, "by-source"]] {
        let ask = |more: &[&str]| run(&[command, &["--lang", "en", "--as-of", "2026-11-20"], more].concat());
        let (code, out, error) = ask(&["--suppress", "5"]);
        assert_eq!((code, error.as_str()), (0, ""));
        assert!(out.contains("• withheld: numbers from 1 to 4"), "{out}");
        let small = |word: &str| word.parse::<u64>().is_ok_and(|number| (1..5).contains(&number));
        let lines = out.lines().filter(|line| line.starts_with('Q') && line.contains('•') || line.starts_with("Sent"));
        assert!(lines.flat_map(|line| line.split_whitespace().skip(1)).all(|word| !small(word)), "{out}");
        let (code, out, _) = ask(&["--suppress", "5", "--format", "json"]);
        assert!(code == 0 && out.contains("withheld"), "{out}");
        let (code, ..) = ask(&["--suppress", "1"]);
        assert_eq!(code, 2);
    }
}

#[test]
fn fewer_numbers_are_published_with_their_totals_and_most_of_their_large_cells() {
    let folder = Folder::new("numbers");
    let db = folder.path("so.db");
    run(&["import", &db, root().join("exchange/sample/so-dang-ky-2026.csv").to_str().unwrap()]);
    let given = ["statistics", &db, "--as-of", "2026-11-20", "--by", "source", "--lang", "en"];
    let quarter = ["--since", "2026-04-01", "--until", "2026-06-30", "--format", "json"];
    let json = |more: &[&str]| -> serde_json::Value {
        let (code, out, error) = run(&[&given[..], &quarter, more].concat());
        assert_eq!((code, error.as_str()), (0, ""));
        serde_json::from_str(&out).unwrap()
    };
    let whole = json(&[]);
    let published = json(&["--suppress", "5", "--numbers", "received,replied,on_time_rate"]);
    let names = ["received", "replied", "on_time", "on_time_among"];
    let named = published["numbers"].as_array().unwrap().iter().map(|number| number["code"].as_str().unwrap());
    assert_eq!(named.collect::<Vec<_>>(), names, "what is not chosen is not there");
    let [mut large, mut shown] = [0, 0];
    for name in names {
        assert_eq!(published["totals"][0][name], whole["totals"][0][name], "{name}: totals are shown");
        for (row, truth) in published["rows"].as_array().unwrap().iter().zip(whole["rows"].as_array().unwrap()) {
            let truth = truth[name].as_u64().unwrap();
            assert!(row[name].is_null() || row[name] == truth && (truth == 0 || truth >= 5), "{name}: {row}");
            large += u32::from(truth >= 5);
            shown += u32::from(truth >= 5 && row[name] == truth);
        }
    }
    assert!(large >= 8 && shown * 3 >= large * 2, "{shown} of {large} large ones are shown");
    let everything = json(&["--suppress", "5"]);
    let count = |table: &serde_json::Value| {
        let rows = table["rows"].as_array().unwrap();
        names.iter().flat_map(|name| rows.iter().map(move |row| &row[*name])).filter(|number| number.is_null()).count()
    };
    assert!(count(&published) < count(&everything), "fewer are withheld: {} and {}", count(&published), count(&everything));
    let (code, ..) = run(&[&given[..], &["--numbers", "received"]].concat());
    assert_eq!(code, 2, "numbers are chosen for publication alone");
}

#[test]
fn verify_goes_as_deep_as_it_is_asked_to() {
    let folder = Folder::new("verify");
    let (one, two) = (folder.path("one.db"), folder.path("two.db"));
    let sheet = root().join("exchange/sample/so-dang-ky-2026.csv");
    for path in [&one, &two] {
        run(&["import", path, sheet.to_str().unwrap()]);
    }
    let (_, out, _) = run(&["verify", &one, "--lang", "en"]);
    let head = out.trim_end().strip_prefix("The ledger is whole: ").unwrap().replace(" entries, head ", ":");
    let (code, out, error) = run(&["verify", &one, "--lang", "en", "--head", &head, "--projections", "--review"]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[1], "Lists and words are those of the ledger: 296 petitions");
    assert!(lines[2].starts_with("0 entries decided again, ") && lines[2].ends_with(" as they were: 0 findings"), "{out}");
    let (code, _, error) = run(&["verify", &two, "--head", &head]);
    assert!(code == 1 && error.contains("the ledger was rewritten: entry "), "{error}");
    let (code, _, error) = run(&["verify", &two, "--head", &format!("9999{head}")]);
    assert!(code == 1 && error.contains("the ledger was cut: it ends at entry "), "{error}");
    let (code, _, error) = run(&["verify", &two, "--head", "9"]);
    assert!(code == 1 && error.contains("--head: a head is a number, a colon"), "{error}");
}

#[test]
fn a_ledger_goes_out_as_lines_and_comes_back_and_a_backup_opens() {
    let folder = Folder::new("copies");
    let (db, lines, again, backup) = (folder.path("r.db"), folder.path("l.jsonl"), folder.path("a.db"), folder.path("b.db"));
    run(&["import", &db, root().join("exchange/sample/so-dang-ky-2026.csv").to_str().unwrap()]);
    let (code, head, error) = run(&["ledger", "export", &db, &lines, "--lang", "en"]);
    assert_eq!((code, error.as_str()), (0, ""), "{head}");
    assert_eq!(run(&["ledger", "import", &again, &lines, "--lang", "en"]), (0, head.clone(), String::new()));
    let saved = head.trim_end().strip_prefix("Head: ").unwrap().to_owned();
    assert_eq!(run(&["backup", &db, &backup]).0, 0);
    for path in [&db, &again, &backup] {
        assert_eq!(run(&["verify", path, "--projections", "--head", &saved]).0, 0, "{path}");
    }
    for (arguments, said) in
        [(["ledger", "export", &db, &lines], "exists"), (["ledger", "import", &again, &lines], "there is a register already")]
    {
        let (code, _, error) = run(&arguments);
        assert!(code == 1 && error.contains(said), "{error}");
    }
    let (code, _, error) = run(&["backup", &db, &backup]);
    assert!(code == 1 && error.contains("never written over"), "{error}");
}

#[test]
fn nothing_is_erased_before_it_is_confirmed_and_what_is_out_of_reach_is_named() {
    let folder = Folder::new("erase");
    let (db, backup) = (folder.path("r.db"), folder.path("b.db"));
    run(&["import", &db, root().join("exchange/sample/so-dang-ky-2026.csv").to_str().unwrap()]);
    assert_eq!(run(&["backup", &db, &backup]).0, 0);
    let one = ["--number", "PAKN-2026-0001", "--lang", "en"];
    let erase = |more: &[&str]| run(&[&["erase", &db][..], &one, more].concat());
    let summary = |path: &str| run(&["history", path, "PAKN-2026-0001", "--lang", "en"]).1;
    let before = summary(&db);
    let (code, plan, error) = erase(&[]);
    assert_eq!((code, error.as_str()), (0, ""), "{plan}");
    assert!(plan.contains(" texts in 1 petitions: PAKN-2026-0001\nOut of reach: the backup "), "{plan}");
    assert!(
        plan.ends_with("Nothing was erased: add --confirm, --reason and --citation to erase; it cannot be undone\n"),
        "{plan}"
    );
    assert_eq!(summary(&db), before);
    assert_eq!(erase(&["--confirm"]).0, 2, "an erasure has its grounds");
    assert_eq!(run(&["erase", &db]).0, 2, "nobody is named");
    let grounds = ["--confirm", "--reason", "Theo đơn số 12", "--citation", "Luật 91/2025/QH15"];
    let (code, out, error) = erase(&grounds);
    assert_eq!((code, error.as_str()), (5, ""), "the backup may hold them: {out}");
    assert!(out.contains("\nErased; entry ") && out.ends_with(" records it\n"), "{out}");
    assert!(summary(&db).contains("(erased)") && summary(&backup) == before);
    assert_eq!(run(&["verify", &db, "--projections"]).0, 0);
    let (code, out, _) = erase(&grounds);
    assert_eq!((code, out.as_str()), (0, "0 texts in 0 petitions: \nThere was nothing to erase\n"));
    // A name that stands in the grounds would stay in the ledger for ever; the error does not tell it.
    let (code, _, error) =
        run(&["erase", &db, "--name", "Ban quản lý", "--confirm", "--reason", "ban quan ly xin", "--citation", "Luật"]);
    assert!(code == 1 && error.contains("`reason` holds what is to be erased") && !error.contains("quan ly"), "{error}");
}

#[test]
fn a_report_is_one_page_and_never_in_place_of_a_register() {
    let folder = Folder::new("report");
    let (db, page) = (folder.path("r.db"), folder.path("bao-cao.html"));
    run(&["import", &db, root().join("exchange/sample/so-dang-ky-2026.csv").to_str().unwrap()]);
    let report = |file: &str, more: &[&str]| run(&[&["report", &db, file, "--as-of", "2026-10-30"][..], more].concat());
    assert_eq!(report(&page, &["--agency", "Ban Quản lý"]), (0, format!("{page}\n"), String::new()));
    let vi = fs::read_to_string(&page).unwrap();
    assert!(vi.contains("Ban Quản lý</p>") && vi.contains("Tháng 10/2026") && vi.ends_with("</html>"));
    assert_eq!(report(&page, &["--lang", "en", "--period", "quarter", "--since", "2026-04-01"]).0, 0);
    let en = fs::read_to_string(&page).unwrap();
    assert!(en.contains("From 01/04/2026 to 30/10/2026") && en.contains("Q4/2026") && !en.contains("Q1/2026"));
    let before = fs::read(&db).unwrap();
    let (code, _, error) = report(&db, &[]);
    assert!(
        code == 1 && error.ends_with("a page needs a name that ends in .html\n") && fs::read(&db).unwrap() == before,
        "{error}"
    );
}

#[test]
fn a_trend_tells_one_number_from_period_to_period_with_its_changes() {
    let folder = Folder::new("trend");
    let db = folder.path("r.db");
    run(&["import", &db, root().join("exchange/sample/so-dang-ky-2026.csv").to_str().unwrap()]);
    let trend = |what: &str, more: &[&str]| {
        let given = ["statistics", &db, "--as-of", "2026-10-30", "--lang", "en", "--period", "quarter", "--by", "unit"];
        run(&[&given[..], &["--trend", what], more].concat())
    };
    let (code, received, error) = trend("received", &["--window", "2"]);
    assert_eq!((code, error.as_str()), (0, ""), "{received}");
    let line = received.lines().find(|line| line.starts_with("Q2/2026")).unwrap();
    assert!(line.contains('%') && (line.contains('+') || line.contains('-')), "a change has its sign and its share: {line}");
    assert!(received.lines().any(|line| line == "Văn phòng"), "each group stands under its name: {received}");
    assert!(trend("on_time_rate", &[]).1.contains("On-time"));
    assert_eq!(trend("recieved", &[]).0, 2, "what cannot be followed is an argument error");
    // The same numbers for other programs: a line a group and period.
    let (code, csv, error) = trend("received", &["--window", "2", "--format", "csv"]);
    assert_eq!((code, error.as_str()), (0, ""));
    let lines: Vec<Vec<&str>> = csv.trim_start_matches('\u{feff}').lines().map(|line| line.split(',').collect()).collect();
    let column = |name: &str| lines[0].iter().position(|heading| *heading == name).unwrap();
    let of_office = received.lines().skip_while(|line| *line != "Văn phòng").find(|line| line.starts_with("Q2/2026")).unwrap();
    let second = lines.iter().find(|line| line[0] == "Văn phòng" && line[column("period_label")] == "Q2/2026").unwrap();
    let shown = of_office.split_whitespace().nth(1).unwrap();
    assert_eq!((second[column("value_numerator")], second[column("value_denominator")]), (shown, "1"));
    let (_, json, _) = trend("on_time_rate", &["--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["number"]["code"], "on_time_rate");
    assert_eq!(json["rows"].as_array().unwrap().len(), lines.len() - 1);
    assert!(json["rows"][0]["value"]["denominator"].is_u64());
}
