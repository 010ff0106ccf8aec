use chrono::NaiveDate;
use kiennghi::{calendar::WorkCalendar, lang::Lang};
use proptest::prelude::*;

use super::{lines::lines, write::Writer, *};
use crate::{ExchangeError, limits::Limit};

mod due;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn vietnam() -> WorkCalendar {
    WorkCalendar::vietnam().unwrap()
}

/// A feed of these lines, each event being the lines between two empty ones.
fn feed(events: &[&[&str]]) -> String {
    let mut text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n".to_owned();
    for event in events {
        text += &format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", event.join("\r\n"));
    }
    text + "END:VCALENDAR\r\n"
}

fn take(text: &str) -> HolidayFeed {
    amend_by_feed(&vietnam(), text.as_bytes(), "le.ics", "2026.9").unwrap()
}

/// The days of a feed of one event, and what was noted of it.
fn one(lines: &[&str]) -> (Vec<String>, Vec<FeedTrouble>) {
    let taken = take(&feed(&[lines]));
    let days = taken.days.iter().map(|day| day.date.to_string()).collect();
    (days, taken.notes.into_iter().map(|note| note.trouble).collect())
}

#[test]
fn an_event_is_the_days_up_to_but_without_its_end() {
    for lines in [
        &["DTSTART;VALUE=DATE:20260706", "DTEND;VALUE=DATE:20260708"][..],
        &["DTSTART;VALUE=DATE:20260706", "DURATION:P2D"],
        &["DTSTART:20260706", "DTEND:20260708"],
        &["DTSTART:20260706T000000", "DURATION:PT48H"],
        &["DTSTART:20260705T170000Z", "DTEND:20260707T170000Z"],
        &["DTSTART;TZID=Asia/Ho_Chi_Minh:20260706T000000", "DTEND;TZID=Asia/Ho_Chi_Minh:20260708T000000"],
        &["DTSTART;TZID=\"SE Asia Standard Time\":20260706T000000", "DTEND;TZID=SE Asia Standard Time:20260708T000000"],
        &["DTSTART;TZID=/freeassociation.sourceforge.net/Asia/Ho_Chi_Minh:20260706T000000", "DURATION:P2D"],
    ] {
        assert_eq!(one(lines), (vec!["2026-07-06".into(), "2026-07-07".into()], vec![]), "{lines:?}");
    }
    for alone in [&["DTSTART;VALUE=DATE:20260706"][..], &["DTSTART;VALUE=DATE:20260706", "DTEND;VALUE=DATE:20260706"]] {
        assert_eq!(one(alone), (vec!["2026-07-06".into()], vec![]), "{alone:?}");
    }
}

#[test]
fn an_event_that_is_not_understood_is_told_and_not_taken() {
    use FeedTrouble::{EndAndDuration, EndsBeforeStart, NoStart, NotADate, PartOfADay, Repetition, TooLong, UnknownZone};
    for (lines, trouble) in [
        (&["SUMMARY:Lễ"][..], NoStart),
        (&["DTSTART;VALUE=DATE:20260231"], NotADate("20260231".into())),
        (&["DTSTART;VALUE=DATE:2026-07-06"], NotADate("2026-07-06".into())),
        (&["DTSTART:20260706T130000", "DTEND:20260706T170000"], PartOfADay),
        (&["DTSTART:20260706T000000"], PartOfADay),
        (&["DTSTART;TZID=America/New_York:20260706T000000", "DURATION:P1D"], PartOfADay),
        (&["DTSTART;TZID=Sao Hỏa:20260706T000000", "DURATION:P1D"], UnknownZone("Sao Hỏa".into())),
        (&["DTSTART;VALUE=DATE:20260706", "DTEND;VALUE=DATE:20260705"], EndsBeforeStart),
        (&["DTSTART;VALUE=DATE:20260706", "DTEND;VALUE=DATE:20260708", "DURATION:P1D"], EndAndDuration),
        (&["DTSTART;VALUE=DATE:20260706", "DURATION:PT12H"], PartOfADay),
        (&["DTSTART;VALUE=DATE:20260706", "DTEND;VALUE=DATE:20280708"], TooLong),
        (&["DTSTART;VALUE=DATE:20260706", "RRULE:FREQ=DAILY"], Repetition("FREQ=DAILY".into())),
        (
            &["DTSTART;VALUE=DATE:20261126", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"],
            Repetition("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH".into()),
        ),
        // The 6th of every month, as the standard reads it.
        (&["DTSTART;VALUE=DATE:20260706", "RRULE:FREQ=YEARLY;BYMONTHDAY=6"], Repetition("FREQ=YEARLY;BYMONTHDAY=6".into())),
        (&["DTSTART;VALUE=DATE:20260706", "RRULE:FREQ=YEARLY;BYMONTH=8"], Repetition("FREQ=YEARLY;BYMONTH=8".into())),
        (
            &["DTSTART;VALUE=DATE:20260706", "RRULE:FREQ=YEARLY;COUNT=2;UNTIL=20300101"],
            Repetition("FREQ=YEARLY;COUNT=2;UNTIL=20300101".into()),
        ),
        (&["DTSTART;VALUE=DATE:20260706", "STATUS:CANCELLED"], FeedTrouble::Cancelled),
        (&["DTSTART;VALUE=DATE:20260706", "DESCRIPTION:Ngày lễ kỷ niệm\\nẨn đi"], FeedTrouble::Observance),
        (&["DTSTART;VALUE=DATE:22000706"], FeedTrouble::Outside(day("2200-07-06"))),
    ] {
        assert_eq!(one(lines), (vec![], vec![trouble.clone()]), "{lines:?}");
        let both = [Lang::Vi, Lang::En].map(|lang| trouble.to_text(lang));
        assert!(both[0] != both[1] && both.iter().all(|text| !text.is_empty()));
    }
}

#[test]
fn once_a_year_is_once_a_year() {
    let years = |rule: &str, start: &str| {
        let taken = take(&feed(&[&[&format!("DTSTART;VALUE=DATE:{start}"), rule]]));
        assert_eq!(taken.notes, [], "{rule}");
        taken.days.iter().map(|day| day.date.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(years("RRULE:FREQ=YEARLY;COUNT=3", "20260706"), ["2026-07-06", "2027-07-06", "2028-07-06"]);
    assert_eq!(years("RRULE:FREQ=YEARLY;INTERVAL=2;UNTIL=20290101", "20260706"), ["2026-07-06", "2028-07-06"]);
    assert_eq!(years("RRULE:FREQ=YEARLY;UNTIL=20270706T000000Z;BYMONTH=7;BYMONTHDAY=6;WKST=MO", "20260706").len(), 2);
    // 29 February has no day in the years between, and 1 March is not in its place.
    assert_eq!(years("RRULE:FREQ=YEARLY;COUNT=2", "20240229"), ["2024-02-29", "2028-02-29"]);
    // Without an end it goes as far as the calendar does, from where that begins.
    let all = years("RRULE:FREQ=YEARLY", "19450902");
    assert_eq!((all.first().unwrap().as_str(), all.last().unwrap().as_str(), all.len()), ("2010-09-02", "2100-09-02", 91));
}

#[test]
fn dates_are_added_to_a_series_left_out_and_replaced() {
    let text = feed(&[
        &[
            "UID:a",
            "SUMMARY:Hội",
            "DTSTART;VALUE=DATE:20260706",
            "RRULE:FREQ=YEARLY;COUNT=3",
            "EXDATE;VALUE=DATE:20270706",
            "RDATE;VALUE=DATE:20260710,20260713",
        ],
        &["UID:a", "SUMMARY:Hội dời", "RECURRENCE-ID;VALUE=DATE:20280706", "DTSTART;VALUE=DATE:20280707"],
        &["UID:b", "SUMMARY:Cũ", "DTSTART;VALUE=DATE:20260803"],
        &["UID:b", "SEQUENCE:2", "SUMMARY:Mới", "DTSTART;VALUE=DATE:20260804"],
        &["UID:b", "SEQUENCE:1", "SUMMARY:Giữa", "DTSTART;VALUE=DATE:20260805"],
    ]);
    let taken = take(&text);
    let days: Vec<_> = taken.days.iter().map(|day| (day.date.to_string(), day.name.as_str())).collect();
    let expected =
        [("2026-07-06", "Hội"), ("2026-07-10", "Hội"), ("2026-07-13", "Hội"), ("2026-08-04", "Mới"), ("2028-07-07", "Hội dời")];
    assert_eq!(days, expected.map(|(date, name)| (date.to_owned(), name)));
    assert_eq!(
        taken.notes.iter().map(|note| (note.line, &note.trouble)).collect::<Vec<_>>(),
        [(17, &FeedTrouble::Replaced), (28, &FeedTrouble::Replaced)]
    );
}

#[test]
fn the_calendar_says_where_each_day_comes_from_and_days_that_it_has_change_nothing() {
    let text = feed(&[
        &["SUMMARY:Quốc khánh", "DTSTART;VALUE=DATE:20260902"],
        &["SUMMARY:Chủ nhật thôi", "DTSTART;VALUE=DATE:20260705"],
        &["SUMMARY:Bão số 3", "DTSTART;VALUE=DATE:20260706"],
        &["SUMMARY:Lụt\\, sau bão", "DTSTART;VALUE=DATE:20260706"],
        &["SUMMARY:Đi làm bù cho ngày 06/07", "DTSTART;VALUE=DATE:20260711"],
        // The Saturday that makes up for 2 January: off after all, and back to 2 January it is not.
        &["SUMMARY:Nghỉ", "DTSTART;VALUE=DATE:20260110"],
        &["SUMMARY:Lễ", "DTSTART;VALUE=DATE:20260715"],
        &["SUMMARY:Ngày làm việc", "DTSTART;VALUE=DATE:20260715"],
    ]);
    let taken = take(&text);
    assert_eq!(taken.calendar.reference().to_string(), "vn-state@2026.9");
    let reason = |date: &str, lang| taken.calendar.day(day(date)).unwrap().reason(lang).map(str::to_owned);
    assert_eq!(reason("2026-07-06", Lang::Vi).unwrap(), "Bão số 3; Lụt, sau bão (theo le.ics)");
    assert_eq!(reason("2026-07-06", Lang::En).unwrap(), "Bão số 3; Lụt, sau bão (by le.ics)");
    assert_eq!(reason("2026-07-11", Lang::Vi).unwrap(), "Đi làm bù cho ngày 06/07 (theo le.ics)");
    assert_eq!(reason("2026-09-02", Lang::Vi), vietnam().day(day("2026-09-02")).unwrap().reason(Lang::Vi).map(str::to_owned));
    let is_worked = |date: &str| taken.calendar.is_working_day(day(date)).unwrap();
    assert_eq!(["2026-07-06", "2026-07-11", "2026-01-10", "2026-07-15"].map(is_worked), [false, true, false, true]);
    assert_eq!(taken.calendar.day(day("2026-07-11")).unwrap().hours(), taken.calendar.day(day("2026-07-13")).unwrap().hours());
    assert_eq!(
        taken.changes.iter().map(|change| change.date.to_string()).collect::<Vec<_>>(),
        ["2026-01-10", "2026-07-06", "2026-07-11"]
    );
    assert_eq!(taken.notes.iter().map(|note| &note.trouble).collect::<Vec<_>>(), [&FeedTrouble::Contradicted(day("2026-07-15"))]);
    // The text is what a register adopts, and the same feed again has nothing to change.
    let again = WorkCalendar::from_toml(taken.calendar.text(), "again").unwrap();
    let once_more = amend_by_feed(&again, text.as_bytes(), "le.ics", "2026.10").unwrap();
    assert_eq!((once_more.changes.len(), once_more.calendar), (0, again));
    let report = holiday_feed_text(&taken, Lang::En);
    assert!(
        report.starts_with("le.ics: 5 days, 3 of them change the calendar, 1 notes. Calendar: vn-state@2026.9\n"),
        "{report}"
    );
    assert!(report.contains("06/07/2026  07:30-11:30, 13:00-17:00 -> Bão số 3; Lụt, sau bão (by le.ics)\n"), "{report}");
    assert!(report.contains("line 31, `Ngày làm việc`: 2026-07-15 is a day off and a working day; neither is taken"), "{report}");
}

#[test]
fn folds_marks_and_strange_lines_are_told_by_where_they_stand() {
    // A fold in the middle of a letter, as programs do that count bytes.
    let mut bytes = "\u{FEFF}BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Qu".as_bytes().to_vec();
    let letter = "ố".as_bytes();
    bytes.extend_from_slice(&letter[..1]);
    bytes.extend_from_slice(b"\r\n ");
    bytes.extend_from_slice(&letter[1..]);
    bytes.extend_from_slice(
        b"c kh\n\t\xC3\xA1nh\nDTSTART;VALUE=DATE:2026\n 0706\nBEGIN:VALARM\nDESCRIPTION:Observance\nEND:VALARM\n",
    );
    bytes.extend_from_slice(
        b"no line at all\nX-\xFF:1\nEND:VTODO\nEND:VEVENT\nBEGIN:VTODO\nEND:VTODO\nBEGIN:VEVENT\nDTSTART:20260707\n",
    );
    let taken = amend_by_feed(&vietnam(), &bytes, "le.ics", "9").unwrap();
    assert_eq!(
        taken.days.iter().map(|day| (day.date, day.name.as_str())).collect::<Vec<_>>(),
        [(day("2026-07-06"), "Quốc khánh")]
    );
    let notes: Vec<_> = taken.notes.iter().map(|note| (note.line, note.trouble.clone())).collect();
    assert_eq!(
        notes,
        [
            (1, FeedTrouble::Unended("VCALENDAR".into())),
            (11, FeedTrouble::NotALine),
            (12, FeedTrouble::NotUtf8),
            (13, FeedTrouble::Unbalanced("VTODO".into())),
            (15, FeedTrouble::NotAnEvent("VTODO".into())),
            (17, FeedTrouble::Unended("VEVENT".into())),
        ]
    );
}

#[test]
fn what_is_no_feed_or_too_much_of_one_is_refused() {
    let refused = |bytes: &[u8]| amend_by_feed(&vietnam(), bytes, "le.ics", "9").unwrap_err();
    let too_much = |limit, row| ExchangeError::TooMuch { file: "le.ics".into(), limit, row };
    for bytes in [&b""[..], b"Ng\xC3\xA0y,T\xC3\xAAn\n", b"BEGIN:VEVENT\nEND:VEVENT\n", b"\xFF\xFEB\0"] {
        assert_eq!(refused(bytes).code(), "file_unreadable");
    }
    let long = format!("BEGIN:VCALENDAR\nX:{}", "x\n ".repeat(70_000));
    assert_eq!(refused(long.as_bytes()), too_much(Limit::FeedLineBytes, Some(2)));
    let deep = "BEGIN:VCALENDAR\n".repeat(9);
    assert_eq!(refused(deep.as_bytes()), too_much(Limit::FeedNesting, Some(9)));
    let many = format!("BEGIN:VCALENDAR\n{}", "BEGIN:VEVENT\nEND:VEVENT\n".repeat(20_001));
    assert_eq!(refused(many.as_bytes()), too_much(Limit::FeedEvents, Some(40_003)));
    let every = "BEGIN:VEVENT\nDTSTART:20100101\nDURATION:P366D\nRRULE:FREQ=YEARLY\nEND:VEVENT\n".repeat(5);
    assert_eq!(refused(format!("BEGIN:VCALENDAR\n{every}").as_bytes()), too_much(Limit::FeedDays, None));
    let noisy = format!("BEGIN:VCALENDAR\n{}", "?\n".repeat(5_000));
    let taken = amend_by_feed(&vietnam(), noisy.as_bytes(), "le.ics", "9").unwrap();
    assert_eq!((taken.notes.len(), taken.more_notes), (1_000, 4_001));
    // A version that there is already is not a new one.
    let feed = feed(&[&["DTSTART:20260706"]]);
    let version = &vietnam().reference().version.clone();
    assert_eq!(amend_by_feed(&vietnam(), feed.as_bytes(), "le.ics", version).unwrap_err().code(), "calendar");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_a_feed_or_none_and_never_a_fault(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = amend_by_feed(&vietnam_once(), &bytes, "le.ics", "9");
        let framed = [b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", bytes.as_slice(), b"\nEND:VEVENT\n"].concat();
        let _ = amend_by_feed(&vietnam_once(), &framed, "le.ics", "9");
    }

    #[test]
    fn any_lines_of_an_event_are_days_or_notes_and_never_a_fault(lines in prop::collection::vec(
        ("(DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|BEGIN|END|UID)",
         "(;VALUE=DATE|;TZID=[A-Za-z/\" ]{0,12}|;|)",
         "(2[01][0-9]{2}(0[0-9]|1[0-3])[0-3][0-9](T[0-2]4?0000Z?)?|-?P[0-9]{0,12}[WD]?(T[0-9]{0,3}[HMS])?|FREQ=YEARLY(;(COUNT|INTERVAL|UNTIL|BYMONTH|BYMONTHDAY)=-?[0-9]{0,11}){0,3}|V(EVENT|TODO|ALARM)|.{0,9})"),
        0..12)) {
        let lines: Vec<String> = lines.into_iter().map(|(name, parameter, value)| format!("{name}{parameter}:{value}")).collect();
        let text = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{}\nEND:VEVENT\nEND:VCALENDAR\n", lines.join("\n"));
        if let Ok(taken) = amend_by_feed(&vietnam_once(), text.as_bytes(), "le.ics", "9") {
            prop_assert!(taken.days.iter().all(|day| day.date >= taken.calendar.first() && day.date <= taken.calendar.last()));
        }
    }

    #[test]
    fn a_text_that_is_written_reads_back_in_lines_of_75_bytes(text in "[a-zĐđẾếở🙂,;\\\\:\" \n]{0,200}") {
        let mut writer = Writer::default();
        writer.text("SUMMARY", &text);
        let written = writer.into_text();
        prop_assert!(written.ends_with("\r\n") && written.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
        let read = lines(written.as_bytes()).unwrap();
        prop_assert_eq!(read.len(), 1);
        prop_assert_eq!(read[0].1.as_ref().unwrap().text(), text);
    }
}

/// Vietnam's calendar takes a moment to read: once for all cases.
fn vietnam_once() -> WorkCalendar {
    static ONCE: std::sync::OnceLock<WorkCalendar> = std::sync::OnceLock::new();
    ONCE.get_or_init(vietnam).clone()
}
