//! An import's report as text.
//!
//! Promises: every row that was not simply taken, each problem on its line. It repeats values of the
//! file: it is not for a log.

use std::fmt::Write as _;

use kiennghi::lang::Lang;

use crate::{
    report::{ImportReport, Problem, Reason, Skipped, Written},
    text::{pick, shorten},
};

/// Due dates in one line of a report.
const DUES_IN_A_LINE: usize = 3;

/// What became of the rows of a sheet, each problem on its line.
pub fn report_text(report: &ImportReport, lang: Lang) -> String {
    let ImportReport { file, rows, added, updated, unchanged, refused_rows, .. } = report;
    let skipped = report.skipped.len();
    let mut text = match lang {
        Lang::Vi => format!(
            "{file}: {rows} dòng = {added} mới + {updated} cập nhật + {unchanged} đã có + {refused_rows} không nhận + {skipped} bỏ qua\n"
        ),
        Lang::En => format!(
            "{file}: {rows} rows = {added} added + {updated} updated + {unchanged} unchanged + {refused_rows} refused + {skipped} skipped\n"
        ),
    };
    match report.written {
        Written::Taken => {}
        Written::DryRun => {
            text.push_str(&pick(lang, "CHẠY THỬ: chưa ghi gì vào sổ\n", "DRY RUN: nothing was written to the register\n"))
        }
        Written::Nothing => text.push_str(&pick(
            lang,
            "KHÔNG GHI: có dòng không nhận, nên chưa ghi gì vào sổ\n",
            "NOT WRITTEN: rows were refused, so nothing was written to the register\n",
        )),
    }
    let mut section = |title: String, count: usize, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(text, "{title} ({count})");
            for line in lines {
                let _ = writeln!(text, "  {}", shorten(&line, 200));
            }
        }
    };
    section(
        pick(lang, "Cách đọc tệp", "How the file was read"),
        report.notes.len(),
        report.notes.iter().map(|note| note.to_text(lang)).collect(),
    );
    section(
        pick(lang, "Không nhận", "Refused"),
        report.refused.len(),
        report.refused.iter().map(|problem| problem.to_text(lang)).collect(),
    );
    // Due dates that letters set are many and mostly meant: they share lines, the report holds each.
    let (by_hand, doubtful): (Vec<_>, Vec<_>) =
        report.doubtful.iter().partition(|problem| matches!(problem.reason, Reason::DueNotByRule(_)));
    section(
        pick(lang, "Cần xem lại", "Doubtful"),
        doubtful.len(),
        doubtful.iter().map(|problem| problem.to_text(lang)).collect(),
    );
    let by_hand: Vec<_> = by_hand.iter().map(|problem| due_by_hand(problem, lang)).collect();
    let dues = by_hand.len();
    let by_hand = by_hand.chunks(DUES_IN_A_LINE).map(|dues| dues.join("; ")).collect();
    section(pick(lang, "Hạn khác quy định", "Due dates other than by rule"), dues, by_hand);
    let duplicates = report.duplicates.iter().map(|duplicate| {
        let others: Vec<_> = duplicate.others.iter().map(ToString::to_string).collect();
        match lang {
            Lang::Vi => format!(
                "dòng {}: {} cùng văn bản {} với {}",
                duplicate.row,
                duplicate.number,
                duplicate.document,
                others.join(", ")
            ),
            Lang::En => format!(
                "row {}: {} came by document {}, as did {}",
                duplicate.row,
                duplicate.number,
                duplicate.document,
                others.join(", ")
            ),
        }
    });
    section(pick(lang, "Có thể trùng", "Probable duplicates"), report.duplicates.len(), duplicates.collect());
    section(pick(lang, "Bỏ qua", "Skipped"), report.skipped.len(), skipped_rows(&report.skipped, lang));
    section(pick(lang, "Cột không dùng", "Columns not used"), report.unknown_columns.len(), report.unknown_columns.clone());
    text
}

fn due_by_hand(Problem { row, value, proposal, .. }: &Problem, lang: Lang) -> String {
    let rule = proposal.as_deref().unwrap_or_default();
    match lang {
        Lang::Vi => format!("dòng {row}: {value} (quy định {rule})"),
        Lang::En => format!("row {row}: {value} (by rule {rule})"),
    }
}

/// Rows that are no petitions; blank ones in a row share a line, for a sheet may have a million of them.
fn skipped_rows(skipped: &[Skipped], lang: Lang) -> Vec<String> {
    let runs = skipped.chunk_by(|a, b| a.text.is_empty() && b.text.is_empty() && a.row + 1 == b.row);
    let line = |run: &[Skipped]| {
        let (first, last) = (run.first()?, run.last()?);
        Some(match (lang, first.text.as_str(), first.row == last.row) {
            (Lang::Vi, "", true) => format!("dòng {}: trống", first.row),
            (Lang::En, "", true) => format!("row {}: blank", first.row),
            (Lang::Vi, "", false) => format!("dòng {} đến {}: trống", first.row, last.row),
            (Lang::En, "", false) => format!("rows {} to {}: blank", first.row, last.row),
            (Lang::Vi, text, _) => format!("dòng {}: không phải hồ sơ, `{text}`", first.row),
            (Lang::En, text, _) => format!("row {}: no petition, `{text}`", first.row),
        })
    };
    runs.filter_map(line).collect()
}
