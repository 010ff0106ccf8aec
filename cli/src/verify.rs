//! Is the register what it was, and was what is recorded lawful?

use clap::ArgMatches;
use kiennghi::{lang::Lang, ledger::Head, register::Register, store::Store};

use crate::shared::{Done, Outcome, optional};

/// Checks as deep as it is asked to, and stops at the first damage. Findings of a review are no
/// damage: all are printed.
pub(crate) fn run(arguments: &ArgMatches, register: &Register<impl Store>, lang: Lang) -> Outcome {
    let head = match optional(arguments, "head") {
        Some(saved) => register.verify_against(&saved.parse::<Head>().map_err(|error| format!("--head: {error}"))?)?,
        None => register.verify()?,
    };
    match lang {
        Lang::Vi => println!("Sổ cái nguyên vẹn: {} mục, mã cuối {}", head.sequence, head.hash),
        Lang::En => println!("The ledger is whole: {} entries, head {}", head.sequence, head.hash),
    }
    if arguments.get_flag("projections") {
        let cases = register.verify_projections()?;
        match lang {
            Lang::Vi => println!("Danh sách và từ khóa khớp với sổ cái: {cases} vụ"),
            Lang::En => println!("Lists and words are those of the ledger: {cases} petitions"),
        }
    }
    if !arguments.get_flag("review") {
        return Ok(Done::Whole);
    }
    let review = register.review()?;
    for finding in &review.findings {
        println!("{}", finding.to_text(lang));
    }
    let (judged, imported, findings) = (review.judged, review.imported, review.findings.len());
    match lang {
        Lang::Vi => println!("Đã xét lại {judged} mục, {imported} mục nhập từ sổ cũ được giữ nguyên: {findings} điểm cần xem"),
        Lang::En => {
            println!("{judged} entries decided again, {imported} of imported history taken as they were: {findings} findings")
        }
    }
    Ok(if review.findings.is_empty() { Done::Whole } else { Done::WithFindings })
}
