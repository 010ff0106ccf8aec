use kiennghi::{
    case::{DocumentInput, PartyInput, PartyKind, Seed, World},
    ledger::{Actor, Identity},
    petition::{Act, Channel, Command, Provenance, Receive, SourceKind},
    store::MemoryStore,
};

use super::*;
use crate::limits::Limit;

const OFFICE: &str = include_str!("../../sample/co-quan.toml");

fn office() -> Office {
    Office::from_toml(OFFICE, "office.toml").unwrap()
}

fn world(now: &str) -> World {
    World { now: now.parse().unwrap(), actor: Actor::new("van-thu"), seed: Seed::new([3; 32]) }
}

const ID: Identity = Identity::from_bytes([1; 16]);

struct Book(Register<MemoryStore>, u8);

impl Book {
    fn new() -> Book {
        let mut book = Book(Register::create(MemoryStore::new(), &world("2026-01-05T01:00:00Z")).unwrap(), 0);
        let receive = Receive {
            originator: Some(PartyInput { kind: PartyKind::Enterprise, name: "Công ty TNHH <Sông Bé> & Con".into() }),
            document: Some(DocumentInput {
                number: Some("15/CV".into()),
                issued_on: "2026-01-30".parse().ok(),
                ..DocumentInput::default()
            }),
            ..Receive::new(SourceKind::ProvincialCommittee, "UBND tỉnh", Channel::Letter, "Đề nghị gia hạn thuê đất")
        };
        book.act("2026-02-02", Act::Receive(Box::new(receive)));
        book
    }

    fn act(&mut self, at: &str, act: Act) {
        self.1 += 1;
        let id = Identity::from_bytes([self.1; 16]);
        let command = Command { id, petition: ID, at: at.parse().unwrap(), provenance: Provenance::Live, act };
        self.0.execute(&command, &world(&format!("{at}T09:00:00Z"))).unwrap();
    }

    fn reply(&mut self, finality: Finality, text: &str) {
        let recipients = Vec::from([
            PartyInput { kind: PartyKind::Enterprise, name: "Công ty TNHH <Sông Bé> & Con".into() },
            PartyInput { kind: PartyKind::Agency, name: "UBND tỉnh".into() },
        ]);
        let document = Some(DocumentInput { number: Some("27/BQL-VP".into()), ..DocumentInput::default() });
        self.act("2026-02-10", Act::Reply { document, finality, recipients, text: Some(text.into()) });
    }

    fn letter(&self, kind: LetterKind, input: &LetterInput, template: Option<&str>) -> Result<String, ExchangeError> {
        letter_html(&self.0, ID, kind, &office(), input, template)
    }
}

/// What a person reads, white space as one.
fn read(html: &str) -> String {
    let body = html.split_once("<body>").unwrap().1;
    let body = body.replace("<span class=\"whole\">", "").replace("</span>", "");
    let texts: Vec<&str> = body.split('>').filter_map(|part| part.split('<').next()).collect();
    let plain = texts
        .join(" ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replace("&quot;", "\"")
        .replace("&#x2f;", "/");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_reply_says_what_was_recorded_in_the_order_of_an_official_letter() {
    let mut book = Book::new();
    book.reply(Finality::Final, "Ban đồng ý gia hạn 12 tháng.\n\nĐề nghị Công ty nộp hồ sơ trước ngày 01/03/2026.");
    let html = book.letter(LetterKind::Reply, &LetterInput::default(), None).unwrap();
    let text = read(&html);
    let mut rest = text.as_str();
    for part in [
        "Ủy ban nhân dân tỉnh Bình Dương",
        "Ban Quản lý các khu công nghiệp",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 27/BQL-VP",
        "V/v trả lời phản ánh, kiến nghị số PAKN-2026-0001",
        "Bình Dương, ngày 10 tháng 02 năm 2026",
        "Kính gửi: - Công ty TNHH <Sông Bé> & Con; - UBND tỉnh.",
        "Ngày 02 tháng 02 năm 2026, Ban Quản lý các khu công nghiệp tiếp nhận phản ánh, kiến nghị của Công ty TNHH <Sông Bé> & Con tại Văn bản số 15/CV ngày 30 tháng 01 năm 2026 (số tiếp nhận PAKN-2026-0001), nội dung: “Đề nghị gia hạn thuê đất”.",
        "Ban đồng ý gia hạn 12 tháng. Đề nghị Công ty nộp hồ sơ trước ngày 01/03/2026.",
        "được biết./.",
        "Nơi nhận: - Như trên; - Lãnh đạo Ban; - Lưu: VT, VP.",
        "KT. Trưởng ban Phó Trưởng ban Nguyễn Văn Bình",
    ] {
        rest = rest.split_once(part).unwrap_or_else(|| panic!("`{part}` in {text}")).1;
    }
    assert!(!html.contains("<Sông") && !html.contains("<script") && html.contains("default-src 'none'"));
}

#[test]
fn number_and_date_may_be_left_to_the_pen_and_one_recipient_needs_no_list() {
    let input = LetterInput { body: Some("Không thuộc thẩm quyền.".into()), ..LetterInput::default() };
    let text = read(&Book::new().letter(LetterKind::Reply, &input, None).unwrap());
    assert!(text.contains("Số: /BQL-VP") && text.contains("Bình Dương, ngày tháng năm"), "{text}");
    assert!(text.contains("Kính gửi: Công ty TNHH <Sông Bé> & Con Ngày 02"), "{text}");
    let input = LetterInput {
        number: Some("9/X".into()),
        date: "2026-12-31".parse().ok(),
        about: Some("thuê đất".into()),
        to: Vec::from(["Ông A".into()]),
        ..input
    };
    let text = read(&Book::new().letter(LetterKind::Reply, &input, None).unwrap());
    for part in ["Số: 9/X", "V/v thuê đất", "ngày 31 tháng 12 năm 2026", "Kính gửi: Ông A"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn an_apology_tells_the_date_that_was_not_kept_why_and_the_new_one() {
    let mut book = Book::new();
    let error = book.letter(LetterKind::Apology, &LetterInput::default(), None).unwrap_err();
    assert!(error.to_string().contains("`apology.reason` has no value"), "{error}");
    book.act("2026-02-12", Act::Extend { by: 5, reason: "Phải xác minh tại nhiều nơi".into(), approved_by: None, notice: None });
    let text = read(&book.letter(LetterKind::Apology, &LetterInput::default(), None).unwrap());
    // Ten working days from 2 February, across Tết: 23 February; five more: 2 March.
    for part in [
        "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
        "Thời hạn trả kết quả: ngày 23 tháng 02 năm 2026.",
        "Lý do: Phải xác minh tại nhiều nơi.",
        "sẽ trả kết quả vào ngày 02 tháng 3 năm 2026.",
        "Bình Dương, ngày 12 tháng 02 năm 2026",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("V/v"), "a slip has a title of its own: {text}");
}

#[test]
fn a_field_without_a_value_is_an_error_that_names_it_and_no_value() {
    let mut book = Book::new();
    let plain = LetterInput::default();
    let error = |book: &Book, template: Option<&str>| book.letter(LetterKind::Reply, &plain, template).unwrap_err();
    let missing = error(&book, None);
    assert_eq!(missing.code(), "template");
    assert!(missing.to_string().contains("`reply.paragraphs` has no value; record it, or give it with the letter"), "{missing}");
    for (template, said) in [
        ("{{ petition.arrival_number }}", "reply, line 1: `petition.arrival_number` has no value"),
        ("a\n{{ letter.colour }}", "reply, line 2: `letter.colour` has no value"),
        ("{{ nobody.name }}", "`nobody.name` has no value"),
        ("{% for x in office.cars %}{% endfor %}", "`office.cars` has no value"),
        ("{{ petition.summary|safe }}", "line 1: unknown filter"),
        ("{% if %}", "line 1: syntax error"),
        ("{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}", "it does not come to an end"),
        ("{% include \"/etc/passwd\" %}", "line 1: template not found"),
    ] {
        let told = error(&book, Some(template)).to_string();
        assert!(told.contains(said) && !told.contains("Sông Bé"), "{template}: {told}");
    }
    let large = "x".repeat(2 * 1024 * 1024);
    assert!(matches!(error(&book, Some(&large)), ExchangeError::TooMuch { limit: Limit::TemplateBytes, .. }));
    // What was erased is a field without a value too.
    book.reply(Finality::Final, "Đồng ý.");
    let grounds = kiennghi::register::ErasureGrounds { reason: "yêu cầu".into(), citation: "luật".into() };
    let subject = kiennghi::register::ErasureSubject::Petition(ID);
    book.0.erase(subject, &grounds, &world("2026-02-11T09:00:00Z")).unwrap();
    assert!(error(&book, None).to_string().contains("has no value"));
}

#[test]
fn an_agency_has_its_own_template_and_texts_stay_escaped_in_it() {
    let mut book = Book::new();
    book.reply(Finality::Interim, "Đang <b>xem xét</b>.");
    let own = "{% extends \"layout\" %}{% block body %}<p>Kính thưa {{ petition.from }}: {{ reply.paragraphs|join(' ') }}</p>{% endblock %}";
    let html = book.letter(LetterKind::Reply, &LetterInput::default(), Some(own)).unwrap();
    assert!(
        html.contains("<p>Kính thưa Công ty TNHH &lt;Sông Bé&gt; &amp; Con: Đang &lt;b&gt;xem xét&lt;&#x2f;b&gt;.</p>"),
        "{html}"
    );
    let alone =
        "{% if office.superior %}{{ office.superior|upper }}{% endif %}|{% if petition.field %}{{ petition.field }}{% endif %}|";
    assert_eq!(
        book.letter(LetterKind::Reply, &LetterInput::default(), Some(alone)).unwrap(),
        "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG||"
    );
}

#[test]
fn an_office_is_read_strictly() {
    for (text, said) in
        [("", "line 1: missing field `name`"), (&format!("{OFFICE}\ncolour = 1"), "line 10: unknown field `colour`")]
    {
        let error = Office::from_toml(text, "office.toml").unwrap_err().to_string();
        assert!(error.starts_with("office.toml, ") && error.contains(said), "{error}");
    }
}

#[test]
fn an_imported_extension_without_a_reason_gives_none_to_anybody() {
    let csv = "Số đến,Ngày đến,Nơi gửi,Trích yếu,Ngày gia hạn,Gia hạn thêm\n1,02/02/2026,Công ty A,Ngập đường,12/02/2026,5\n";
    let mut register = Register::create(MemoryStore::new(), &world("2026-01-05T01:00:00Z")).unwrap();
    let sheet = crate::read_sheet(csv.as_bytes(), "so.csv").unwrap();
    crate::import(&mut register, &sheet, &crate::Mapping::vietnam().unwrap(), &world("2026-03-20T01:00:00Z")).unwrap();
    let id = register.find(&"PAKN-2026-0001".parse().unwrap()).unwrap();
    let apology = |input: &LetterInput| letter_html(&register, id, LetterKind::Apology, &office(), input, None);
    let error = apology(&LetterInput::default()).unwrap_err().to_string();
    assert!(error.contains("`apology.reason` has no value"), "{error}");
    let input = LetterInput { reason: Some("Phải xác minh".into()), ..LetterInput::default() };
    assert!(apology(&input).unwrap().contains("Lý do: Phải xác minh."));
}
