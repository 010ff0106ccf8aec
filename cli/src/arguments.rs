//! What can be typed.

use clap::{Arg, ArgAction, Command, builder::PossibleValuesParser, value_parser};
use kiennghi::{
    case::{Dimension, Status},
    lang::Lang,
    law::Stage,
    petition::SourceKind,
    statistics::{Basis, Duplicates, PeriodKind, TableNumber, UnitsBy},
};
use kiennghi_exchange::Encoding;

fn codes(codes: &'static [&'static str]) -> PossibleValuesParser {
    PossibleValuesParser::new(codes.iter().copied())
}

pub(crate) fn register() -> Arg {
    Arg::new("register")
        .required(true)
        .value_name("REGISTER")
        .help("path or postgresql:// URL of the register / đường dẫn tệp sổ, so-kien-nghi.db")
}

pub(crate) fn as_of() -> Arg {
    Arg::new("as-of")
        .long("as-of")
        .value_name("DATE")
        .help("as of the end of this day, 2026-11-20; today if not given / tính đến hết ngày")
}

fn mapping() -> Arg {
    Arg::new("mapping").long("mapping").value_name("FILE").help("which column means what (TOML) / tệp ánh xạ cột")
}

fn all() -> Arg {
    Arg::new("all").long("all").action(ArgAction::SetTrue).help("every line, not only the first ones / in tất cả")
}

fn lines() -> Arg {
    Arg::new("file").required(true).value_name("FILE").help("JSON Lines / tệp JSON Lines, so-cai.jsonl")
}

fn confidential() -> Arg {
    Arg::new("confidential")
        .long("confidential")
        .action(ArgAction::SetTrue)
        .help("search the texts of confidential petitions too / tìm cả trong hồ sơ mật")
}

/// How a sheet is read, where it should not be found out.
fn reading() -> [Arg; 2] {
    [
        Arg::new("encoding")
            .long("encoding")
            .value_parser(Encoding::ALL.map(Encoding::code))
            .help("of a text file; found by its letters if not given / bảng mã"),
        Arg::new("sheet").long("sheet").value_name("NAME").help("of a workbook; found by its headings if not given / trang tính"),
    ]
}

/// A workbook in place of what is printed, and whose it is.
fn workbook() -> [Arg; 3] {
    [
        Arg::new("output")
            .long("output")
            .short('o')
            .value_name("FILE")
            .help("write a workbook (XLSX) to send, in place of printing; one that is there is replaced / ghi ra tệp Excel"),
        agency(),
        parent(),
    ]
}

fn agency() -> Arg {
    Arg::new("agency").long("agency").value_name("NAME").help("whose register it is / tên cơ quan")
}

fn parent() -> Arg {
    Arg::new("parent").long("parent").value_name("NAME").requires("agency").help("the body above the agency / cơ quan chủ quản")
}

/// The parts of a question that a table and a form share.
fn question() -> [Arg; 8] {
    let day = |name: &'static str, help: &'static str| Arg::new(name).long(name).value_name("DATE").help(help);
    [
        Arg::new("basis")
            .long("basis")
            .value_parser(codes(Basis::CODES))
            .default_value(Basis::InFact.code())
            .help("which of the two times judges lateness / xét hạn theo"),
        Arg::new("known-at")
            .long("known-at")
            .value_name("WHEN")
            .help("with the entries recorded by 2026-04-01T08:00:00+07:00, or up to this number of the ledger / theo sổ tại"),
        Arg::new("units")
            .long("units")
            .value_parser(codes(UnitsBy::CODES))
            .default_value(UnitsBy::OfTheTime.code())
            .help("units that were merged: as of their time, or their successor / tên đơn vị"),
        Arg::new("duplicates")
            .long("duplicates")
            .value_parser(codes(Duplicates::CODES))
            .default_value(Duplicates::Each.code())
            .help("letters that are one matter / văn bản trùng"),
        day("since", "from this day on / từ ngày"),
        day("until", "up to this day, with it / đến hết ngày"),
        Arg::new("suppress")
            .long("suppress")
            .value_name("LEAST")
            .value_parser(value_parser!(u64).range(2..=1_000_000))
            .help("for publication: withhold numbers from 1 up to but without this, and what gives them away / không công bố số nhỏ hơn"),
        Arg::new("format")
            .long("format")
            .value_parser(["text", "csv", "json"])
            .default_value("text")
            .help("CSV and JSON are for other programs / dạng kết quả"),
    ]
}

/// What a worklist can be narrowed to.
fn conditions() -> [Arg; 7] {
    let one =
        |name: &'static str, value: &'static str, help: &'static str| Arg::new(name).long(name).value_name(value).help(help);
    [
        one("unit", "UNIT", "held by this unit / đơn vị xử lý"),
        one("officer", "OFFICER", "held by this officer / công chức xử lý"),
        one("source", "SOURCE", "of this source / nguồn").value_parser(codes(SourceKind::CODES)),
        one("status", "STATUS", "in this status / trạng thái").value_parser(codes(Status::CODES)),
        one("field", "FIELD", "in this field of work / lĩnh vực"),
        one("due-before", "DATE", "due before this day / đến hạn trước ngày"),
        one("text", "WORDS", "with these words, \"a phrase\", beginn* / có các từ, không cần dấu"),
    ]
}

/// The whole command line.
pub(crate) fn command() -> Command {
    Command::new("kiennghi")
        .about("The register of feedback and petitions / Sổ phản ánh, kiến nghị")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(
            Arg::new("lang")
                .long("lang")
                .global(true)
                .value_parser(codes(Lang::CODES))
                .default_value(Lang::Vi.code())
                .help("language of the output / ngôn ngữ"),
        )
        .subcommand(
            Command::new("demo")
                .about("Import a sheet; print the worklist, the table by source and quarter, one due date explained / Chạy thử trọn vẹn")
                .arg(Arg::new("file").value_name("FILE").help("your own sheet, CSV or XLSX; a bundled one if not given / sổ của bạn"))
                .arg(Arg::new("keep").long("keep").value_name("REGISTER").help("keep the register here / giữ lại tệp sổ"))
                .args([as_of(), mapping(), all()]),
        )
        .subcommand(
            Command::new("import")
                .about("Import a sheet into a register; makes the register if there is none / Nhập sổ từ CSV, XLSX, XLS, ODS")
                .args([register(), Arg::new("file").required(true).value_name("FILE").help("CSV, XLSX, XLS or ODS"), mapping()])
                .args(reading())
                .arg(Arg::new("dry-run").long("dry-run").action(ArgAction::SetTrue).conflicts_with("all-or-nothing").help("write nothing, tell what would become of each row / chạy thử"))
                .arg(Arg::new("all-or-nothing").long("all-or-nothing").action(ArgAction::SetTrue).help("write nothing if a row is refused / nhập trọn hoặc không nhập")),
        )
        .subcommand(
            Command::new("mapping")
                .about("Propose a mapping for a sheet with headings of its own (TOML): read it, mend it, give it to import / Đề xuất tệp ánh xạ cột")
                .arg(Arg::new("file").required(true).value_name("FILE").help("CSV, XLSX, XLS or ODS"))
                .args(reading()),
        )
        .subcommand(
            Command::new("export")
                .about("Every petition as it stands, as a sheet that can be imported again / Kết xuất sổ ra Excel hoặc CSV")
                .args([register(), Arg::new("file").required(true).value_name("FILE").help("ends in .xlsx or .csv; one that is there is replaced / tệp .xlsx hoặc .csv")])
                .args([agency(), parent()])
                .arg(
                    Arg::new("confidential")
                        .long("confidential")
                        .action(ArgAction::SetTrue)
                        .help("with the texts of confidential petitions / có cả nội dung mật"),
                ),
        )
        .subcommand(Command::new("worklist").about("Open petitions, the most urgent first / Danh sách việc").args([register(), as_of(), all()]).args(conditions()).arg(confidential()).args(workbook()))
        .subcommand(
            Command::new("search")
                .about("Petitions in which words stand, whatever their case and diacritics / Tìm theo từ, không cần dấu")
                .args([register(), Arg::new("words").required(true).value_name("WORDS").help("\"de nghi\" dat, ngh*; the last word may be begun only / các từ")])
                .args([confidential(), all()]),
        )
        .subcommand(
            Command::new("statistics")
                .about("Balanced counts by group and period / Thống kê cân đối")
                .args([register(), as_of()])
                .arg(
                    Arg::new("by")
                        .long("by")
                        .value_delimiter(',')
                        .action(ArgAction::Append)
                        .value_parser(codes(Dimension::CODES))
                        .default_value(Dimension::Source.code())
                        .help("groups, several with commas / nhóm theo"),
                )
                .arg(
                    Arg::new("period")
                        .long("period")
                        .value_parser(codes(PeriodKind::CODES))
                        .default_value(PeriodKind::Quarter.code())
                        .help("kind of period / kỳ"),
                )
                .arg(
                    Arg::new("trend")
                        .long("trend")
                        .value_name("NUMBER")
                        .value_parser(codes(TableNumber::CODES))
                        .hide_possible_values(true)
                        .conflicts_with("suppress")
                        .help("one number from period to period, such as on_time_rate, received, open_overdue / một chỉ tiêu qua các kỳ"),
                )
                .arg(
                    Arg::new("window")
                        .long("window")
                        .value_name("PERIODS")
                        .value_parser(value_parser!(u16).range(1..))
                        .requires("trend")
                        .help("with the average over so many periods / bình quân bao nhiêu kỳ"),
                )
                .arg(
                    Arg::new("numbers")
                        .long("numbers")
                        .value_name("NUMBERS")
                        .value_delimiter(',')
                        .value_parser(codes(TableNumber::CODES))
                        .hide_possible_values(true)
                        .requires("suppress")
                        .help("publish these alone, such as received,on_time_rate,open_overdue: fewer are withheld / chỉ công bố các chỉ tiêu này"),
                )
                .args(question())
                .args(workbook())
                .mut_arg("output", |output| output.conflicts_with_all(["trend", "format"])),
        )
        .subcommand(
            Command::new("outlook")
                .about("By unit: how long overdue, what falls due next, on-time rates / Nợ quá hạn, sắp đến hạn, xếp hạng")
                .args([register(), as_of()])
                .arg(
                    Arg::new("days")
                        .long("days")
                        .value_name("DAYS")
                        .value_parser(value_parser!(u16))
                        .default_value("5")
                        .help("what falls due within so many working days / số ngày làm việc tới"),
                ),
        )
        .subcommand(
            Command::new("form")
                .about("A form of an instrument or of your own, filled and checked / Lập biểu mẫu báo cáo")
                .args([register(), as_of()])
                .arg(Arg::new("form").required(true).value_name("FORM").help("II.05a, II.05b, by-source, or a file (TOML) / biểu mẫu"))
                .arg(Arg::new("in").long("in").value_name("DATE").conflicts_with_all(["since", "until"]).help("the period in which this day lies; that of --as-of if not given / kỳ chứa ngày này"))
                .args(question())
                .args(workbook())
                .mut_arg("output", |output| output.conflicts_with("format")),
        )
        .subcommand(
            Command::new("report")
                .about("A page to look at and to print: figures, charts, what is overdue / Trang báo cáo, xem và in")
                .args([register(), Arg::new("file").required(true).value_name("FILE").help("HTML file; one that is there is replaced / tệp HTML")])
                .arg(as_of())
                .args([agency(), parent()])
                .arg(
                    Arg::new("period")
                        .long("period")
                        .value_parser(codes(PeriodKind::CODES))
                        .default_value(PeriodKind::Month.code())
                        .help("kind of period / kỳ"),
                )
                .arg(Arg::new("since").long("since").value_name("DATE").help("from this day on; the first of the year if not given / từ ngày"))
                .arg(Arg::new("until").long("until").value_name("DATE").help("up to this day, with it / đến hết ngày")),
        )
        .subcommand(
            Command::new("explain")
                .about("A due date, step by step / Giải thích một hạn")
                .args([register(), Arg::new("number").required(true).value_name("NUMBER").help("PAKN-2026-0012")])
                .arg(Arg::new("stage").long("stage").value_parser(codes(Stage::CODES)).default_value(Stage::Reply.code()).help("stage of the rule / giai đoạn")),
        )
        .subcommand(
            Command::new("calendar")
                .about("A year of the calendar on a page, or the date so many working days later, and why / Lịch một năm, hoặc cộng ngày làm việc")
                .arg(
                    Arg::new("year")
                        .long("year")
                        .value_name("YEAR")
                        .value_parser(value_parser!(i32))
                        .help("this year if not given / năm nay nếu không nêu"),
                )
                .arg(Arg::new("calendar").long("calendar").value_name("FILE").help("a calendar (TOML); Vietnam's if not given / tệp lịch"))
                .arg(
                    Arg::new("add")
                        .long("add")
                        .value_name("DAYS")
                        .value_parser(value_parser!(i32))
                        .allow_negative_numbers(true)
                        .requires("from")
                        .conflicts_with("year")
                        .help("so many working days after --from; before it, if negative / cộng số ngày làm việc"),
                )
                .arg(Arg::new("from").long("from").value_name("DATE").requires("add").help("a day such as 2026-02-12, not counted itself / từ ngày")),
        )
        .subcommand(
            Command::new("history")
                .about("All that happened to a petition / Lịch sử một vụ")
                .args([register(), Arg::new("number").required(true).value_name("NUMBER").help("PAKN-2026-0012")])
                .arg(
                    Arg::new("confidential")
                        .long("confidential")
                        .action(ArgAction::SetTrue)
                        .help("show the texts of a confidential petition too / hiện cả nội dung mật"),
                ),
        )
        .subcommand(
            Command::new("ledger")
                .about("The whole ledger as JSON Lines, and back / Kết xuất, nhập sổ cái")
                .subcommand_required(true)
                .arg_required_else_help(true)
                .subcommand(Command::new("export").about("Write it, with its texts, to a new file / Kết xuất").args([register(), lines()]))
                .subcommand(Command::new("import").about("Make a register from it / Lập sổ từ tệp kết xuất").args([register(), lines()])),
        )
        .subcommand(
            Command::new("erase")
                .about("Erase the texts of a petition, or those with a name in them; without --confirm only the plan / Xóa vĩnh viễn nội dung")
                .arg(register())
                .arg(Arg::new("number").long("number").value_name("NUMBER").required_unless_present("name").conflicts_with("name").help("all texts of this petition / mọi nội dung của vụ này"))
                .arg(Arg::new("name").long("name").value_name("NAME").help("texts in which this name stands, whatever its case and diacritics / nội dung có tên này"))
                .arg(Arg::new("confirm").long("confirm").action(ArgAction::SetTrue).requires("reason").requires("citation").help("erase; it cannot be undone / xóa thật, không thể khôi phục"))
                .arg(Arg::new("reason").long("reason").value_name("TEXT").help("why, without the name: it stays in the ledger / lý do, không nêu tên"))
                .arg(Arg::new("citation").long("citation").value_name("TEXT").help("the law / căn cứ pháp luật")),
        )
        .subcommand(
            Command::new("backup")
                .about("Copy a register while it is in use, and verify the copy / Sao lưu khi đang dùng")
                .args([register(), Arg::new("file").required(true).value_name("FILE").help("a new file / tệp mới")]),
        )
        .subcommands(crate::standards::commands())
        .subcommand(
            Command::new("verify")
                .about("Walk the whole ledger and check its chain / Kiểm tra sổ cái")
                .arg(register())
                .arg(Arg::new("head").long("head").value_name("SEQ:HASH").help("a head kept elsewhere, which the ledger must lead through / mã cuối đã lưu"))
                .arg(Arg::new("projections").long("projections").action(ArgAction::SetTrue).help("compare lists and search with the ledger too / kiểm tra cả danh sách, từ khóa"))
                .arg(Arg::new("review").long("review").action(ArgAction::SetTrue).help("decide on every act again: findings end with code 4 / xét lại từng thao tác")),
        )
}
