//! What the benches share: a register of made-up petitions, the same every time.

use kiennghi::{
    case::{Seed, World},
    ledger::{Actor, Identity},
    petition::{Act, Channel, Command, Finality, Provenance, Receive, SourceKind},
    register::Register,
    store::Store,
};

mod typical;

pub use typical::{fill_typical, typical, typical_commands};

/// What a bench may fail with.
pub type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

/// A world that is the same every time.
///
/// # Errors
/// None in practice.
pub fn world() -> Fallible<World> {
    Ok(World { now: "2026-11-20T03:00:00Z".parse()?, actor: Actor::new("bench"), seed: Seed::new([7; 32]) })
}

/// The commands of petition `n`: received, assigned, and two of three answered.
///
/// # Errors
/// None in practice.
pub fn commands(n: u32) -> Fallible<Vec<Command>> {
    let sources = [SourceKind::ProvincialCommittee, SourceKind::Department, SourceKind::Enterprise];
    let source = sources.get(n as usize % 3).copied().unwrap_or(SourceKind::Enterprise);
    let day = |offset: u32| format!("2026-{:02}-{:02}", 1 + (n % 9) + offset / 28, 1 + (n / 9 + offset) % 28).parse();
    let id = |what: u8| {
        let [a, b, c, d] = n.to_be_bytes();
        Identity::from_bytes([0, 0, 0, 0, a, b, c, d, 0, 0, 0, 0, 0, 0, 0, what])
    };
    let command = |what: u8, at, act| Command { id: id(what), petition: id(0), at, provenance: Provenance::Live, act };
    let receive = Receive::new(
        source,
        format!("Công ty {n}"),
        Channel::Letter,
        "Kiến nghị về gia hạn thời hạn thuê đất tại khu công nghiệp",
    );
    let received = day(0)?;
    let mut commands = vec![
        command(1, received, Act::Receive(Box::new(receive))),
        command(2, received, Act::Assign { unit: format!("Phòng {}", n % 7), officer: None, due: None, helping: Vec::new() }),
    ];
    if !n.is_multiple_of(3) {
        let reply =
            Act::Reply {
                document: None, finality: Finality::Final, recipients: Vec::new(), text: Some("Đã giải quyết".into())
            };
        commands.push(command(3, kiennghi::time::Moment::Date(received_plus(&commands, n % 20)), reply));
    }
    Ok(commands)
}

/// Syllables of petitions, the frequent ones first.
const SYLLABLES: &str = "đề nghị xem xét giải quyết về việc thuê đất gia hạn thời tại khu công nghiệp doanh hồ sơ thủ tục cấp giấy chứng \
    nhận quyền sử dụng tiền bồi thường hỗ trợ tái định cư đường giao thông ngập nước môi trường ô nhiễm tiếng ồn lao động bảo \
    hiểm xã hội y tế giáo dục trường học xây dựng nhà ở quy hoạch chi tiết thuế hải quan xuất nhập khẩu đầu tư dự án phòng cháy \
    chữa điện chiếu sáng rác thải vệ sinh an ninh trật tự kiến phản ánh trả lời chậm cán bộ thái độ phiền hà nhũng nhiễu hướng \
    dẫn chính sách ưu đãi vay vốn ngân hàng thẩm tra kiểm kết quả công khai minh bạch mạng cổng dịch trực tuyến";

/// Draws that are the same every time (xorshift).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(n: u32) -> Chance {
        Chance(u64::from(n).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `most`.
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % most as u64).unwrap_or_default()
    }
}

/// `least` syllables and up to `more` besides.
pub(crate) fn words(chance: &mut Chance, least: usize, more: usize) -> String {
    let syllables: Vec<&str> = SYLLABLES.split_whitespace().collect();
    let mut words = Vec::new();
    for _ in 0..least + chance.below(more) {
        // The product of two even draws leans to the first syllables, as words do.
        let place = chance.below(syllables.len()) * chance.below(syllables.len()) / syllables.len();
        words.push(syllables.get(place).copied().unwrap_or_default());
    }
    words.join(" ")
}

/// What petition `n` is about: 12 to 35 syllables, some in nearly every petition and most in few, as
/// in a language; one in ten is typed without diacritics; a name and a number that few share.
pub fn summary(n: u32) -> String {
    let words = words(&mut Chance::new(n), 12, 24);
    let text =
        format!("{words} của ông Nguyễn Văn {} số {n}/ĐN", SYLLABLES.split_whitespace().nth(n as usize % 97).unwrap_or("An"));
    if n.is_multiple_of(10) { kiennghi::text::fold(&text) } else { text }
}

/// The commands of petition `n` with a text of its own, in one of 20 units and with one of 100
/// officers.
///
/// # Errors
/// None in practice.
pub fn worded(n: u32) -> Fallible<Vec<Command>> {
    let mut commands = commands(n)?;
    for command in &mut commands {
        match &mut command.act {
            Act::Receive(receive) => receive.summary = summary(n),
            Act::Assign { unit, officer, .. } => {
                *unit = format!("Phòng {}", n % 20);
                *officer = Some(format!("officer.{}", n % 100));
            }
            _ => {}
        }
    }
    Ok(commands)
}

fn received_plus(commands: &[Command], days: u32) -> chrono::NaiveDate {
    let first = commands.first().map(|command| command.at.date()).unwrap_or_default();
    first + chrono::Days::new(days.into())
}

/// Fills a register with `petitions` petitions in batches of 1,000.
///
/// # Errors
/// The store fails.
pub fn fill<S: Store>(store: S, petitions: u32) -> Fallible<Register<S>> {
    fill_with(store, petitions, commands)
}

/// Fills a register with what `commands` says of each petition, in batches of 1,000.
///
/// # Errors
/// The store fails.
pub fn fill_with<S: Store>(store: S, petitions: u32, commands: fn(u32) -> Fallible<Vec<Command>>) -> Fallible<Register<S>> {
    let world = world()?;
    let mut register = Register::create(store, &world)?;
    let mut next = 0;
    while next < petitions {
        let mut batch = register.batch()?;
        for n in next..petitions.min(next + 1000) {
            batch.execute(&commands(n)?, &world)?;
        }
        batch.commit()?;
        next += 1000;
    }
    Ok(register)
}
