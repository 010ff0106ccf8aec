//! Texts of old fonts in files of today: TCVN3 or VNI whose bytes were taken for Latin letters.
//!
//! Promises: decided for a column as a whole, by evidence; a cell that reads worse after the change
//! is left as it was. What was changed is told.

use std::borrow::Cow;

use super::{Encoding, composed, syllable::Evidence, tcvn3, vni};

/// How many of a hundred words must become syllables by the change before it is believed.
const LEAST_PERCENT: u8 = 70;
/// How many more than before the change.
const LEAST_GAIN: u8 = 25;

/// The text as it was meant, if its letters are bytes of that encoding.
pub(crate) fn read_as(text: &str, encoding: Encoding) -> Option<String> {
    let is_bytes = text.chars().all(|letter| u32::from(letter) <= 0xFF);
    let read = match encoding {
        Encoding::Tcvn3 => tcvn3::decode(text.chars()),
        Encoding::Vni => vni::decode(text.chars()),
        _ => return None,
    };
    (is_bytes && !text.is_ascii()).then(|| composed(&read).into_owned())
}

/// What the cells of a column are evidence for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Column {
    as_it_stands: Evidence,
    tcvn3: Evidence,
    vni: Evidence,
}

impl Column {
    /// Takes a cell into account.
    pub(crate) fn look(&mut self, text: &str) {
        if text.is_ascii() {
            return;
        }
        let before = Evidence::of(text);
        self.as_it_stands.add(before);
        let after = |encoding| read_as(text, encoding).map_or(before, |read| Evidence::of(&read));
        self.tcvn3.add(Evidence { words: before.words, syllables: after(Encoding::Tcvn3).syllables.min(before.words) });
        self.vni.add(Evidence { words: before.words, syllables: after(Encoding::Vni).syllables.min(before.words) });
    }

    /// The encoding whose bytes the column holds, with its score; `None` if it is text as it stands.
    pub(crate) fn encoding(&self) -> Option<(Encoding, u8)> {
        let (tcvn3, vni) = (self.tcvn3.percent(), self.vni.percent());
        let (encoding, score) = if vni > tcvn3 { (Encoding::Vni, vni) } else { (Encoding::Tcvn3, tcvn3) };
        let enough = score >= LEAST_PERCENT && score >= self.as_it_stands.percent().saturating_add(LEAST_GAIN);
        enough.then_some((encoding, score))
    }
}

/// The cell as it was meant, in a column of `encoding`; as it stands if that reads better.
pub(crate) fn mended(text: &str, encoding: Encoding) -> Cow<'_, str> {
    match read_as(text, encoding) {
        Some(read) if Evidence::of(&read).percent() > Evidence::of(text).percent() => Cow::Owned(read),
        _ => Cow::Borrowed(text),
    }
}
