//! Text as people search for it: without case and diacritics, đ included.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, without marks, đ as d, and every run of other signs as one space:
/// `Số, ký hiệu` becomes `so ky hieu`. Composed and decomposed text give the same.
///
/// ```
/// assert_eq!(kiennghi_exchange::fold("  Số,\u{a0}ký hiệu "), "so ky hieu");
/// assert_eq!(kiennghi_exchange::fold("ĐỀ NGHỊ"), "de nghi");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        if !c.is_alphanumeric() {
            gap = !folded.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            folded.push(' ');
        }
        match c {
            'đ' | 'Đ' => folded.push('d'),
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded
}
