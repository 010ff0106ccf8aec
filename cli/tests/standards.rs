//! The commands that speak the formats of others, as their user sees them.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn run(arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_kiennghi")).args(arguments).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("kiennghi-standards-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    /// The sample sheet in a register.
    fn register(&self) -> String {
        let (db, sheet) = (self.path("so.db"), concat!(env!("CARGO_MANIFEST_DIR"), "/../exchange/sample/so-dang-ky-2026.csv"));
        let (_, out, error) = run(&["import", &db, sheet]);
        assert!(out.contains("296 mới"), "{out}{error}");
        db
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn due_dates_go_out_as_a_feed_and_holidays_come_in_from_one() {
    let folder = Folder::new("feed");
    let (db, feed, toml) = (folder.register(), folder.path("han.ics"), folder.path("lich.toml"));
    let (code, out, error) = run(&["due-feed", &db, &feed, "--as-of", "2026-11-20", "--unit", "Văn phòng", "--remind", "3,1"]);
    assert_eq!((code, out.trim_end(), error.as_str()), (0, feed.as_str(), ""));
    let text = fs::read_to_string(&feed).unwrap();
    let events = text.matches("BEGIN:VEVENT").count();
    assert!(events > 3 && text.matches("BEGIN:VALARM").count() == 2 * events && !text.contains(" – "), "{text}");
    let (code, ..) = run(&["due-feed", &db, &feed, "--as-of", "2026-11-20", "--texts"]);
    assert!(code == 0 && fs::read_to_string(&feed).unwrap().contains(" – "));
    let (code, _, error) = run(&["due-feed", &db, &db]);
    assert!(code == 1 && error.contains("it needs a name that ends in .ics"), "{error}");

    let holidays = folder.path("tinh.ics");
    fs::write(
        &holidays,
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260706\nSUMMARY:Bão\nEND:VEVENT\nBEGIN:VTODO\nEND:VTODO\nEND:VCALENDAR\n",
    )
    .unwrap();
    let (code, out, error) = run(&["holidays", &holidays, "--as", "2026.9", "--write", &toml]);
    assert_eq!((code, error.as_str()), (0, ""));
    assert!(out.starts_with("tinh.ics: 1 ngày, 1 ngày làm thay đổi lịch, 1 ghi chú. Lịch: vn-state@2026.9\n"), "{out}");
    assert!(out.contains("dòng 6: VTODO không phải ngày nghỉ; bỏ qua"), "{out}");
    let (_, page, _) = run(&["calendar", "--calendar", &toml, "--year", "2026"]);
    assert!(page.contains("06/07        nghỉ  Bão (theo tinh.ics)"), "{page}");
    let (code, _, error) = run(&["holidays", &holidays, "--as", "2026.9", "--write", &toml]);
    assert!(code == 1 && error.contains("lich.toml"), "a calendar that is there stays: {error}");
    assert!(Path::new(&toml).exists());
}

#[test]
fn every_act_is_an_event_of_a_log() {
    let folder = Folder::new("log");
    let db = folder.register();
    for (name, event) in [("so.xes", "<event>"), ("so.json", "\"time\":")] {
        let path = folder.path(name);
        let (code, out, error) = run(&["event-log", &db, &path, "--lang", "en"]);
        assert_eq!((code, error.as_str()), (0, ""));
        let events: usize = out.split(", ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(out.starts_with("296 petitions, ") && text.matches(event).count() >= events && events > 800, "{out}");
    }
    let (code, _, error) = run(&["event-log", &db, &folder.path("so.txt")]);
    assert!(code == 1 && error.contains("it needs a name that ends in .xes or .json or .jsonocel"), "{error}");
}

#[test]
fn requests_of_open311_go_out_and_come_in_once() {
    let folder = Folder::new("open311");
    let (db, list, other) = (folder.register(), folder.path("requests.xml"), folder.path("other.db"));
    let (code, out, error) = run(&["open311", "requests", &db, &list, "--texts", "--since", "2026-01-01"]);
    assert!(code == 0 && out.starts_with(&list) && error.is_empty(), "{out}{error}");
    let count: usize = out.rsplit(' ').next().unwrap().trim().parse().unwrap();
    let (code, out, _) = run(&["open311", "import", &other, &list, "--dry-run", "--lang", "en"]);
    assert!(code == 0 && out.contains(&format!("{count} added")) && !Path::new(&other).exists(), "{out}");
    let (code, ..) = run(&["open311", "import", &other, &list]);
    let (_, out, _) = run(&["open311", "import", &other, &list, "--lang", "en"]);
    assert!(code == 0 && out.contains(&format!("{count} unchanged")), "{out}");
    let services = folder.path("services.json");
    let (code, ..) = run(&["open311", "services", &db, &services]);
    assert!(code == 0 && fs::read_to_string(&services).unwrap().contains("service_code"));
    fs::write(&list, "<!DOCTYPE a><service_requests/>").unwrap();
    let (code, _, error) = run(&["open311", "import", &folder.path("new.db"), &list]);
    assert!(code == 1 && error.contains("document type") && !Path::new(&folder.path("new.db")).exists(), "{error}");
}

#[test]
fn a_letter_is_written_for_a_petition_and_a_missing_field_is_named() {
    let folder = Folder::new("letter");
    let (db, page, office, body) =
        (folder.register(), folder.path("a.html"), folder.path("office.toml"), folder.path("body.txt"));
    let toml = "name = \"Ban Quản lý\"\nsymbol = \"BQL\"\nplace = \"Bình Dương\"\nsigns_as = [\"Trưởng ban\"]\n\
                signer = \"Nguyễn Văn A\"\ncopies = [\"Như trên\", \"Lưu: VT\"]\n";
    fs::write(&office, toml).unwrap();
    fs::write(&body, "Đồng ý.\nĐề nghị nộp hồ sơ.\n").unwrap();
    let letter = ["letter", &db, "PAKN-2026-0001", &page, "--office", &office];
    let (code, _, error) = run(&letter);
    assert!(code == 1 && error.contains("`reply.paragraphs` has no value"), "{error}");
    assert!(!Path::new(&page).exists());
    let (code, out, error) =
        run(&[&letter[..], &["--body", &body, "--number", "7/BQL", "--to", "Ông A", "--to", "Bà B"]].concat());
    assert!(code == 0 && out.trim_end() == page, "{error}");
    let text = fs::read_to_string(&page).unwrap();
    assert!(text.contains("<p>Đồng ý.</p>") && text.contains("- Bà B.") && text.contains("7&#x2f;BQL"), "{text}");
    let (code, _, error) = run(&[&letter[..], &["--kind", "apology"]].concat());
    assert!(code == 1 && error.contains("`apology.reason` has no value"), "{error}");
}
