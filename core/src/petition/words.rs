//! The closed vocabularies of petitions.
//!
//! Promises: the words are those of the law (Decree 20/2008/NĐ-CP and its amendments) and of an
//! office's register; codes never change.

use crate::lang::vocabulary;

vocabulary! {
    /// The acts there are, as a refusal names them.
    pub enum ActName("act", "thao tác") {
        /// Receive.
        Receive = "receive" ("Tiếp nhận", "Receive"),
        /// Accept.
        Accept = "accept" ("Thụ lý", "Accept"),
        /// Not accept.
        NotAccept = "not_accept" ("Không tiếp nhận", "Not accept"),
        /// Forward out.
        ForwardOut = "forward_out" ("Chuyển cơ quan có thẩm quyền", "Forward out"),
        /// Reclassify.
        Reclassify = "reclassify" ("Chuyển loại", "Reclassify"),
        /// Assign.
        Assign = "assign" ("Phân công", "Assign"),
        /// Request a supplement.
        RequestSupplement = "request_supplement" ("Yêu cầu bổ sung", "Request a supplement"),
        /// Pause.
        Pause = "pause" ("Tạm dừng", "Pause"),
        /// Resume.
        Resume = "resume" ("Tiếp tục", "Resume"),
        /// Extend.
        Extend = "extend" ("Gia hạn", "Extend"),
        /// Promise.
        Promise = "promise" ("Hẹn ngày", "Promise"),
        /// Reply.
        Reply = "reply" ("Trả lời", "Reply"),
        /// Publish.
        Publish = "publish" ("Đăng tải công khai", "Publish"),
        /// Rate.
        Rate = "rate" ("Đánh giá", "Rate"),
        /// Reopen.
        Reopen = "reopen" ("Mở lại", "Reopen"),
        /// Withdraw.
        Withdraw = "withdraw" ("Rút", "Withdraw"),
        /// Link.
        Link = "link" ("Nhập vào vụ khác", "Link"),
        /// Unlink.
        Unlink = "unlink" ("Tách khỏi vụ đã nhập", "Unlink"),
        /// Choose a variant: find that the case is complex, say.
        ChooseVariant = "choose_variant" ("Xác định tính chất vụ việc", "Choose a variant"),
        /// Recompute.
        Recompute = "recompute" ("Tính lại hạn", "Recompute"),
        /// Correct.
        Correct = "correct" ("Đính chính", "Correct"),
        /// Void.
        Void = "void" ("Hủy số", "Void"),
    }
}

vocabulary! {
    /// What kind of petition.
    #[derive(Default)]
    pub enum PetitionKind("kind of petition", "loại") {
        /// An opinion on a problem (*phản ánh*).
        Feedback = "feedback" ("Phản ánh", "Feedback"),
        /// That, plus a proposed solution (*kiến nghị* in the narrow sense). The default.
        #[default]
        Proposal = "proposal" ("Kiến nghị", "Proposal"),
        /// A complaint: leaves this flow (Complaints Law 2011).
        Complaint = "complaint" ("Khiếu nại", "Complaint"),
        /// A denunciation: leaves this flow and is confidential (Denunciations Law 2018).
        Denunciation = "denunciation" ("Tố cáo", "Denunciation"),
        /// A question.
        Enquiry = "enquiry" ("Hỏi đáp", "Enquiry"),
    }
}

vocabulary! {
    /// Who delivered it.
    pub enum SourceKind("source", "nguồn") {
        /// Forwarded by the provincial People's Committee.
        ProvincialCommittee = "provincial_committee" ("Văn bản do UBND tỉnh chuyển", "Forwarded by the provincial committee"),
        /// Sent by a department.
        Department = "department" ("Văn bản do sở, ngành gửi", "Sent by a department"),
        /// Sent by an enterprise.
        Enterprise = "enterprise" ("Văn bản do doanh nghiệp gửi", "Sent by an enterprise"),
        /// Sent by a citizen.
        Citizen = "citizen" ("Cá nhân gửi", "Sent by a citizen"),
        /// Sent by another agency.
        OtherAgency = "other_agency" ("Cơ quan khác gửi", "Sent by another agency"),
    }
}

vocabulary! {
    /// How it came (Decree 20/2008/NĐ-CP, art. 6 and 7; a dialogue conference counts too).
    pub enum Channel("channel", "kênh tiếp nhận") {
        /// By letter.
        Letter = "letter" ("Công văn, thư", "Letter"),
        /// Through a portal.
        Portal = "portal" ("Cổng dịch vụ công", "Portal"),
        /// By telephone.
        Telephone = "telephone" ("Điện thoại", "Telephone"),
        /// By e-mail.
        Email = "email" ("Thư điện tử", "E-mail"),
        /// At a dialogue conference.
        Dialogue = "dialogue" ("Hội nghị đối thoại", "Dialogue"),
        /// In person.
        InPerson = "in_person" ("Trực tiếp", "In person"),
    }
}

vocabulary! {
    /// What it is about (Decree 20/2008/NĐ-CP, art. 5). Reports need one against the other.
    pub enum About("subject matter", "nội dung") {
        /// Obstruction, delay, harassment, non-performance by an agency or official.
        Conduct = "conduct" ("Về hành vi hành chính", "About conduct"),
        /// A rule: unsuited, inconsistent, illegal; solutions and initiatives.
        Regulation = "regulation" ("Về quy định hành chính", "About a regulation"),
    }
}

vocabulary! {
    /// Does a reply settle the matter?
    #[derive(Default)]
    pub enum Finality("finality", "tính chất trả lời") {
        /// It tells how the matter stands; the case stays open.
        Interim = "interim" ("Trả lời bước đầu", "Interim"),
        /// It settles the matter. The default.
        #[default]
        Final = "final" ("Trả lời chính thức", "Final"),
    }
}

vocabulary! {
    /// How a petition counts that is the same matter as another, where letters are counted apart
    /// from matters.
    #[derive(Default)]
    pub enum Counting("counting rule", "cách tính") {
        /// Two letters, one matter: it is counted once. The default.
        #[default]
        Once = "once" ("Tính một lần", "Counted once"),
        /// Each letter is counted: the same demand by different people.
        Each = "each" ("Tính từng văn bản", "Each counted"),
    }
}

vocabulary! {
    /// What another petition has become to this one.
    pub enum Connection("connection", "quan hệ giữa các vụ") {
        /// It was split off from this one: the letter carried both.
        Part = "part" ("Tách ra từ vụ này", "Split off"),
        /// It was merged into this one.
        Merged = "merged" ("Nhập vào vụ này", "Merged into it"),
        /// It had been merged into this one, and goes on by itself again.
        Separated = "separated" ("Tách khỏi vụ này", "Separated again"),
    }
}
