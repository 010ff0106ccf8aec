//! Commands that speak the formats of others: what can be typed, and which part of the library it calls.

use clap::{Arg, ArgAction, ArgMatches, Command, builder::PossibleValuesParser, value_parser};
use kiennghi::{lang::Lang, store::Openness};
use kiennghi_exchange::{LetterKind, event_log_file};

use crate::{
    arguments::{as_of, register},
    feed, letter, open311,
    run::open,
    shared::{Done, Outcome, text},
};

fn file(help: &'static str) -> Arg {
    Arg::new("file").required(true).value_name("FILE").help(help)
}

fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

fn texts() -> [Arg; 2] {
    [
        flag("texts", "tell the abstracts too / kèm trích yếu"),
        flag("confidential", "and those of confidential petitions / cả hồ sơ mật").requires("texts"),
    ]
}

/// The commands of this file.
pub(crate) fn commands() -> Vec<Command> {
    Vec::from([
        Command::new("due-feed")
            .about("Due dates as an iCalendar file that calendar programs show / Hạn trả lời vào lịch điện tử")
            .args([register(), file("a file .ics; one that is there is replaced / tệp .ics"), as_of()])
            .args([
                option("unit", "UNIT", "held by this unit / đơn vị xử lý"),
                option("officer", "OFFICER", "held by this officer / công chức xử lý"),
                option("name", "NAME", "what calendar programs call it / tên lịch"),
                option(
                    "remind",
                    "DAYS",
                    "remind so many working days before, several with commas; 1,0 if not given / nhắc trước",
                )
                .value_delimiter(',')
                .value_parser(value_parser!(u16)),
            ])
            .args(texts()),
        Command::new("holidays")
            .about("Holidays and moved working days of an iCalendar file into a calendar / Ngày nghỉ từ tệp lịch .ics")
            .args([
                file("a file .ics of an agency or of the state / tệp .ics"),
                option("as", "VERSION", "the version of the calendar after it, 2027.1 / phiên bản mới").required(true),
                option("calendar", "FILE", "a calendar (TOML); Vietnam's if not given / tệp lịch"),
                option("write", "FILE", "write the calendar to this new file (TOML) / ghi lịch vào tệp mới"),
            ]),
        Command::new("event-log")
            .about("Every act as an event for process mining: XES or OCEL 2.0 / Nhật ký sự kiện để phân tích quy trình")
            .args([register(), file("a file .xes, or .json for OCEL 2.0 / tệp .xes hoặc .json")]),
        open311_command(),
        letter_command(),
    ])
}

fn open311_command() -> Command {
    let document = || file("a file .json or .xml / tệp .json hoặc .xml");
    Command::new("open311")
        .about("Service requests of Open311 GeoReport v2, out and in / Yêu cầu theo chuẩn Open311")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("requests")
                .about("Petitions as service requests, to be published / Kết xuất yêu cầu")
                .args([register(), document()])
                .args([
                    option("openness", "WHICH", "open, closed, all / tình trạng")
                        .value_parser(PossibleValuesParser::new(Openness::CODES.iter().copied()))
                        .default_value(Openness::All.code()),
                    option("since", "DATE", "received on this day or later / từ ngày"),
                    option("until", "DATE", "received up to this day, with it / đến hết ngày"),
                ])
                .args(texts()),
        )
        .subcommand(Command::new("services").about("What can be requested / Kết xuất lĩnh vực").args([register(), document()]))
        .subcommand(
            Command::new("import")
                .about("A list of requests into a register, each once / Nhập yêu cầu")
                .args([register(), document()])
                .arg(option("mapping", "FILE", "which attribute means what (TOML) / tệp ánh xạ"))
                .arg(flag("dry-run", "write nothing, tell what would become of each request / chạy thử")),
        )
}

fn letter_command() -> Command {
    Command::new("letter")
        .about("A reply, or a slip of apology, as a page that prints to A4 / Văn bản trả lời, phiếu xin lỗi")
        .arg(register())
        .arg(Arg::new("petition").required(true).value_name("NUMBER").help("PAKN-2026-0012"))
        .arg(file("a file .html; one that is there is replaced / tệp .html"))
        .arg(
            option("kind", "KIND", "reply, or apology with the new date / trả lời, hoặc xin lỗi và hẹn lại")
                .value_parser(LetterKind::ALL.map(LetterKind::code))
                .default_value(LetterKind::Reply.code()),
        )
        .arg(option("office", "FILE", "the agency: name, symbol, place, who signs (TOML) / tệp về cơ quan").required(true))
        .args([
            option("template", "FILE", "the agency's own template (Jinja) / mẫu riêng"),
            option("number", "NUMBER", "15/BQL-VP; else of the recorded reply, or left blank / số, ký hiệu"),
            option("date", "DATE", "else of the recorded act, or left blank / ngày ký"),
            option("about", "TEXT", "after V/v / trích yếu"),
            option("body", "FILE", "what is answered, each line a paragraph; else the recorded reply / nội dung trả lời"),
            option("reason", "TEXT", "why the date is not kept; else as recorded / lý do chậm"),
        ])
        .arg(option("to", "NAME", "to whom; several times for several / nơi nhận").action(ArgAction::Append))
}

/// Runs one of them.
pub(crate) fn run(name: &str, arguments: &ArgMatches, lang: Lang) -> Outcome {
    match name {
        "holidays" => feed::holidays(arguments, lang),
        "open311" => open311::run(arguments, lang),
        "letter" => letter::run(arguments, &open(arguments)?),
        "event-log" => {
            let log = event_log_file(&open(arguments)?, text(arguments, "file"), lang)?;
            let (cases, events) = (log.cases.len(), log.cases.iter().map(|case| case.events.len()).sum::<usize>());
            match lang {
                Lang::Vi => println!("{cases} vụ, {events} sự kiện"),
                Lang::En => println!("{cases} petitions, {events} events"),
            }
            Ok(Done::Whole)
        }
        _ => feed::due(arguments, &open(arguments)?, lang),
    }
}
