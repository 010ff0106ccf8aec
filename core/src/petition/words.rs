//! The closed vocabularies of petitions.
//!
//! Promises: the words are those of the law (Decree 20/2008/NĐ-CP and its amendments) and of an
//! office's register; codes never change.

use crate::lang::vocabulary;

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
