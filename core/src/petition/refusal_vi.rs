//! Refusals in Vietnamese.
//!
//! Promises: each says the same as its English text, in the words of the office.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    ActName, Refusal,
    refusal::{listed, under},
};
use crate::{lang::Lang, time::Moment};

impl Refusal {
    /// The refusal in words. English is what `Display` gives.
    pub fn to_text(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        let day = |moment: &Moment| crate::law::moment_text(*moment, lang);
        let labels = |acts: &[ActName]| match acts {
            [] => String::from("không có thao tác nào"),
            acts => acts.iter().map(|act| act.label(lang)).collect::<Vec<_>>().join(", "),
        };
        match self {
            Refusal::NotPossible { number, status, act, allowed } => format!(
                "{number} đang ở trạng thái “{}”: không thể {}; có thể: {}",
                status.label(lang),
                act.label(lang).to_lowercase(),
                labels(allowed)
            ),
            Refusal::AlreadyReceived { number } => format!("vụ này đã được tiếp nhận, số {number}"),
            Refusal::NotReceived => "chưa có vụ này; hãy tiếp nhận trước".into(),
            Refusal::InFuture { at, now } => format!("{} ở tương lai; bây giờ là {}", day(at), day(now)),
            Refusal::BeforeReceipt { at, received } => format!("{} trước ngày tiếp nhận {}", day(at), day(received)),
            Refusal::OutOfOrder { act, at, after, then } => {
                format!("“{}” ngày {} trước “{}” ngày {}", act.label(lang), day(at), after.label(lang), day(then))
            }
            Refusal::DueBeforeReceipt { due, received } => format!("hạn {} trước ngày tiếp nhận {}", day(due), day(received)),
            Refusal::NothingToExtend { number } => {
                format!("không có quy định về hạn cho {number}: không có gì để gia hạn; có thể hẹn ngày")
            }
            Refusal::ExtensionNotAllowed { rule, problem } => {
                format!("quy định {rule} không cho gia hạn như vậy: {}", problem.to_text(lang))
            }
            Refusal::PromiseNotAllowed { rule, problem } => {
                format!("quy định {rule} không cho hẹn lại như vậy: {}", problem.to_text(lang))
            }
            Refusal::ExtensionAfterDue { number, due } => {
                format!("{number} đã hết hạn {}: không gia hạn được nữa; có thể hẹn ngày mới", day(due))
            }
            Refusal::NotReclassified { kind } => {
                format!("chỉ chuyển loại thành khiếu nại hoặc tố cáo, không phải “{}”", kind.label(lang))
            }
            Refusal::NothingInForce => "hạn được chọn áp dụng chưa được cho".into(),
            Refusal::ScoreOutOfRange { score } => format!("điểm đánh giá từ 1 đến 5, không phải {score}"),
            Refusal::LinkedOn { number, to } => format!("{number} đã được nhập vào vụ {to}; hãy nhập vào vụ đó"),
            Refusal::OtherIsVoid { number } => format!("số {number} đã bị hủy; hãy chọn vụ khác"),
            Refusal::ReceivedApart { number, received, at } => format!(
                "phần tách từ {number} được tiếp nhận cùng văn bản của vụ đó, ngày {}, không phải ngày {}",
                day(received),
                day(at)
            ),
            Refusal::GroupTooSmall { people } => {
                format!("nhóm phải có ít nhất 2 người, không phải {people}; nếu chỉ một người thì bỏ trống")
            }
            Refusal::UnitTwice { unit } => {
                format!("đơn vị `{unit}` được nêu hai lần; đơn vị phối hợp phải khác đơn vị chủ trì")
            }
            Refusal::NoSuchUnit { unit, on, successors, known } => {
                let on = crate::law::day_text(*on, lang);
                match successors.as_slice() {
                    [] => format!("không có đơn vị `{unit}` vào {on}; các đơn vị hiện có: {}", known.join(", ")),
                    successors => format!("không có đơn vị `{unit}` vào {on}; đơn vị kế thừa: {}", successors.join(", ")),
                }
            }
            Refusal::ReceiptAfterAct { at, act, then } => format!(
                "không thể chuyển ngày tiếp nhận sang {}: đã có “{}” ngày {}; chậm nhất là ngày đó, hoặc đính chính thao tác đó trước",
                day(at),
                act.label(lang),
                day(then)
            ),
            Refusal::NoTimeToCorrect { number, version, known } => format!(
                "thao tác {version} của {number} không có thời điểm để đính chính; có thể: {}",
                super::refusal::list(known)
            ),
            Refusal::LinkedToItself => "không thể nhập một vụ vào chính nó".into(),
            Refusal::Empty { field } => format!("`{field}` bị trống"),
            Refusal::NothingToRecompute { number } => format!("{number} đã theo phiên bản lịch mới nhất"),
            Refusal::UnknownVariant { known } => {
                format!("không quy định nào có trường hợp này; có: {}", listed(known, lang))
            }
            Refusal::SameVariant { number, variant, others } => {
                format!("{number} đã theo {}; có: {}", under(variant.as_deref(), None, lang), listed(others, lang))
            }
            Refusal::VariantAfterDue { number, stage, due } => format!(
                "{number} đã hết hạn {} ({}): không chọn được trường hợp có thời hạn dài hơn nữa; có thể hẹn ngày mới",
                day(due),
                stage.label(lang).to_lowercase()
            ),
            Refusal::PauseHasItsAct { reason } => format!("“{}” được ghi bằng thao tác “Yêu cầu bổ sung”", reason.label(lang)),
            Refusal::Law(_) | Refusal::Deadline(_) => self.to_string(),
        }
    }
}
