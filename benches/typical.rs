//! Typical petitions: about six entries each, with texts of the length that offices type.
//!
//! Promises: petition `n` is the same every time, and its commands can be taken in the order of
//! their days, among those of other petitions, as a register takes them.

use chrono::{DateTime, Days, NaiveDate, Utc};
use kiennghi::{
    case::{DocumentInput, PartyInput, PartyKind},
    ledger::{Actor, Hash, Identity},
    petition::{Act, Channel, Command, Finality, Provenance, Receive, SourceKind},
    time::Moment,
};

use crate::{Chance, Fallible};

const FIELDS: [&str; 8] =
    ["Đất đai", "Lao động", "Môi trường", "Xây dựng", "Giao thông", "Thuế", "Đầu tư", "Phòng cháy chữa cháy"];
const PLACES: [&str; 6] = ["Biên Hòa 2", "Nhơn Trạch 1", "Long Thành", "Amata", "Giang Điền", "Lộc An - Bình Sơn"];
const BODIES: [&str; 4] = ["UBND tỉnh Đồng Nai", "Sở Tài nguyên và Môi trường", "Sở Xây dựng", "Ban Dân nguyện"];
const REASONS: [&str; 4] = [
    "Vụ việc phức tạp, phải lấy ý kiến của nhiều sở, ngành trước khi trả lời",
    "Đang chờ kết quả đo đạc, kiểm tra thực địa của đơn vị tư vấn",
    "Nội dung liên quan đến quy hoạch chi tiết đang được điều chỉnh",
    "Chờ ý kiến thẩm định của Sở Tài chính về đơn giá thuê đất",
];
const ASKED: [&str; 3] = [
    "Đề nghị gửi bổ sung bản sao hợp đồng thuê lại đất và biên bản bàn giao",
    "Đề nghị cung cấp giấy phép môi trường và kết quả quan trắc gần nhất",
    "Đề nghị nêu rõ vị trí lô đất và gửi kèm bản vẽ hiện trạng",
];
const ANSWERS: [&str; 4] = [
    "Đã làm việc với chủ đầu tư hạ tầng; việc sửa chữa đường nội bộ sẽ hoàn thành trong quý này",
    "Doanh nghiệp thuộc đối tượng được miễn, đề nghị nộp hồ sơ tại Trung tâm Phục vụ hành chính công",
    "Thời hạn thuê đất được gia hạn theo quy định, Ban Quản lý đã chuyển hồ sơ đến cơ quan đăng ký",
    "Không thuộc trường hợp được hỗ trợ; lý do và căn cứ nêu tại văn bản trả lời kèm theo",
];

fn pick<T: Copy + Default>(chance: &mut Chance, values: &[T]) -> T {
    values.get(chance.below(values.len())).copied().unwrap_or_default()
}

/// The commands of petition `n`, in order: received with a letter, assigned, asked for a supplement
/// or stopped and resumed, extended, answered in part, answered.
pub fn typical(n: u32) -> Vec<Command> {
    let mut chance = Chance::new(n);
    let first = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap_or_default() + Days::new(chance.below(240) as u64);
    let id = |what: u8, at: NaiveDate| {
        // As `identity_at` makes them: they sort by time, to the millisecond.
        let noon: DateTime<Utc> = at.and_hms_opt(2, 0, 0).unwrap_or_default().and_utc();
        let at = noon + chrono::TimeDelta::milliseconds(i64::from(n % 20_000_000) + i64::from(what));
        Identity::from_time_and_hash(at, &Hash::of_parts("bench", &[&n.to_be_bytes(), &[what]]))
    };
    let petition = id(0, first);
    let (mut commands, mut day) = (Vec::new(), first);
    let mut next = |after: u64, act: Act| {
        day = day + Days::new(after);
        let what = u8::try_from(commands.len()).unwrap_or_default() + 1;
        commands.push(Command { id: id(what, day), petition, at: Moment::Date(day), provenance: Provenance::Live, act });
    };
    let letter = |chance: &mut Chance, symbol: &str, issuer: &str| DocumentInput {
        number: Some(format!("{}/{symbol}", chance.below(9000) + 1)),
        issued_on: Some(first),
        issuer: Some(issuer.into()),
        attachments: Vec::new(),
    };
    let source = match chance.below(3) {
        0 => SourceKind::ProvincialCommittee,
        1 => SourceKind::Department,
        _ => SourceKind::Enterprise,
    };
    let enterprise = format!("Công ty TNHH {} Việt Nam {}", pick(&mut chance, &PLACES), n % 1700);
    let body = if source == SourceKind::Enterprise { enterprise.clone() } else { pick(&mut chance, &BODIES).to_owned() };
    let summary = format!("V/v {} tại KCN {} của {enterprise}", crate::words(&mut chance, 14, 16), pick(&mut chance, &PLACES));
    let mut receive = Receive::new(source, body.clone(), Channel::Letter, summary);
    receive.document = Some(letter(&mut chance, "UBND-KTNS", &body));
    receive.field = Some(pick(&mut chance, &FIELDS).into());
    if source != SourceKind::Enterprise {
        receive.originator = Some(PartyInput { kind: PartyKind::Enterprise, name: enterprise.clone() });
    }
    next(0, Act::Receive(Box::new(receive)));
    let officer =
        Some(format!("{}.{}", pick(&mut chance, &["lan", "minh", "hoa", "dung"]), pick(&mut chance, &["nt", "tv", "ph"])));
    next(1, Act::Assign { unit: format!("Phòng {}", pick(&mut chance, &FIELDS)), officer, due: None, helping: Vec::new() });
    if chance.below(2) == 0 {
        next(1, Act::RequestSupplement { what: Some(pick(&mut chance, &ASKED).into()) });
        next(4, Act::Resume {});
    }
    if chance.below(10) < 7 {
        let reason = pick(&mut chance, &REASONS).into();
        next(2, Act::Extend { by: 5, reason, approved_by: Some(Actor::new("truong.ban")), notice: None });
    }
    let recipients = Vec::from([PartyInput { kind: PartyKind::Enterprise, name: enterprise }]);
    let text = Some("Đang xác minh, sẽ trả lời chính thức khi có kết quả".to_owned());
    next(2, Act::Reply { document: None, finality: Finality::Interim, recipients: Vec::new(), text });
    if chance.below(10) < 9 {
        let document = Some(letter(&mut chance, "BQL-VP", "Ban Quản lý các khu công nghiệp"));
        let text = Some(pick(&mut chance, &ANSWERS).to_owned());
        next(1 + chance.below(6) as u64, Act::Reply { document, finality: Finality::Final, recipients, text });
    }
    commands
}

/// The commands of typical petitions `from` and after, `petitions` of them, in the order of days.
pub fn typical_commands(from: u32, petitions: u32) -> Vec<Command> {
    let mut commands: Vec<Command> = (from..from + petitions).flat_map(typical).collect();
    commands.sort_by_key(|command| command.at.date());
    commands
}

/// The first `most` of them, executed in batches of 1,000.
///
/// # Errors
/// The store fails.
pub fn fill_typical<S: kiennghi::store::Store>(store: S, petitions: u32) -> Fallible<kiennghi::register::Register<S>> {
    let world = crate::world()?;
    let mut register = kiennghi::register::Register::create(store, &world)?;
    for commands in typical_commands(0, petitions).chunks(1000) {
        let mut batch = register.batch()?;
        for command in commands {
            batch.execute(core::slice::from_ref(command), &world)?;
        }
        batch.commit()?;
    }
    Ok(register)
}
