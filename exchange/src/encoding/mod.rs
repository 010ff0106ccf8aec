//! In which encoding a text is, found by evidence.
//!
//! Promises: what is found is told with its score and can be overridden; whatever the encoding, the
//! text comes out as composed Unicode (NFC). It never fails: a byte that means nothing becomes U+FFFD,
//! and how many did is told.

use std::borrow::Cow;

use kiennghi::lang::Lang;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

pub(crate) mod mojibake;
pub(crate) mod syllable;
mod tcvn3;
mod vni;

use syllable::Evidence;

/// How much of a file is looked at for evidence: some thousand lines of a register.
const SAMPLE_BYTES: usize = 256 * 1024;

/// How many of a hundred words must be Vietnamese before an encoding is believed by them.
const LEAST_PERCENT: u8 = 50;

/// How a text is written in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, with or without its mark.
    Utf8,
    /// UTF-16, the low byte first ("Unicode text" of spreadsheets).
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// Windows-1258, with tone marks that combine.
    Windows1258,
    /// Windows-1252: Western European.
    Windows1252,
    /// TCVN3 (ABC), the encoding of `.VnTime` fonts: TCVN 5712:1993.
    Tcvn3,
    /// VNI, the encoding of `VNI-Times` fonts.
    Vni,
}

impl Encoding {
    /// Every encoding that is read.
    pub const ALL: [Encoding; 7] = [
        Encoding::Utf8,
        Encoding::Utf16Le,
        Encoding::Utf16Be,
        Encoding::Windows1258,
        Encoding::Windows1252,
        Encoding::Tcvn3,
        Encoding::Vni,
    ];

    /// Its code: `utf-8`, `utf-16le`, `utf-16be`, `windows-1258`, `windows-1252`, `tcvn3`, `vni`.
    pub const fn code(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16Le => "utf-16le",
            Encoding::Utf16Be => "utf-16be",
            Encoding::Windows1258 => "windows-1258",
            Encoding::Windows1252 => "windows-1252",
            Encoding::Tcvn3 => "tcvn3",
            Encoding::Vni => "vni",
        }
    }

    /// What people call it.
    pub const fn label(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Encoding::Utf8, _) => "UTF-8",
            (Encoding::Utf16Le, _) => "UTF-16 LE",
            (Encoding::Utf16Be, _) => "UTF-16 BE",
            (Encoding::Windows1258, _) => "Windows-1258",
            (Encoding::Windows1252, _) => "Windows-1252",
            (Encoding::Tcvn3, _) => "TCVN3 (ABC)",
            (Encoding::Vni, Lang::Vi) => "VNI (VNI-Times)",
            (Encoding::Vni, Lang::En) => "VNI",
        }
    }
}

impl std::str::FromStr for Encoding {
    type Err = String;

    fn from_str(code: &str) -> Result<Encoding, String> {
        Encoding::ALL.into_iter().find(|encoding| encoding.code() == code).ok_or_else(|| {
            let known: Vec<_> = Encoding::ALL.iter().map(|encoding| encoding.code()).collect();
            format!("`{code}` is no encoding; there are {}", known.join(", "))
        })
    }
}

/// An encoding with how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The encoding.
    pub encoding: Encoding,
    /// Of 100 words with letters outside ASCII, how many are syllables of Vietnamese when it is read
    /// so; 100 where a mark of the file or the shape of its bytes tells it, or where it was given.
    pub score: u8,
}

/// In which encoding these bytes are.
///
/// ```
/// use kiennghi_exchange::{Encoding, detect_encoding};
/// assert_eq!(detect_encoding("Đề nghị".as_bytes()).encoding, Encoding::Utf8);
/// assert_eq!(detect_encoding(b"\xA7\xD2 ngh\xDE").encoding, Encoding::Tcvn3);
/// assert_eq!(detect_encoding(b"\xD1e\xE0 ngh\xF2").encoding, Encoding::Vni);
/// ```
pub fn detect_encoding(bytes: &[u8]) -> Found {
    let sure = |encoding| Found { encoding, score: 100 };
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => return sure(Encoding::Utf8),
        [0xFF, 0xFE, ..] => return sure(Encoding::Utf16Le),
        [0xFE, 0xFF, ..] => return sure(Encoding::Utf16Be),
        _ => {}
    }
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    if let Some(encoding) = utf16_by_shape(sample) {
        return sure(encoding);
    }
    // Other encodings are never valid as UTF-8 by chance beyond a few letters, so all of it is looked at.
    if std::str::from_utf8(bytes).is_ok() {
        return sure(Encoding::Utf8);
    }
    let score = |encoding| Evidence::of(&decode_sample(sample, encoding)).percent();
    // A file in UTF-8 with a few broken bytes is still that; of equals the first wins.
    let candidates = [Encoding::Utf8, Encoding::Tcvn3, Encoding::Vni, Encoding::Windows1258, Encoding::Windows1252];
    let mut best = Found { encoding: Encoding::Windows1252, score: 0 };
    for encoding in candidates {
        let score = score(encoding);
        if score > best.score {
            best = Found { encoding, score };
        }
    }
    // What fits none of them is some other Western text: that takes every byte as a letter.
    if best.score < LEAST_PERCENT { Found { encoding: Encoding::Windows1252, score: score(Encoding::Windows1252) } } else { best }
}

/// UTF-16 without its mark: of the Latin letters of a register every second byte is zero.
fn utf16_by_shape(sample: &[u8]) -> Option<Encoding> {
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), sample.len() / 2);
    match (even * 2 > pairs, odd * 2 > pairs) {
        (false, true) => Some(Encoding::Utf16Le),
        (true, false) => Some(Encoding::Utf16Be),
        _ => None,
    }
}

fn decode_sample(bytes: &[u8], encoding: Encoding) -> String {
    decode(bytes, encoding).nfc().collect()
}

/// The text of these bytes, without the mark of the encoding. Not composed yet: see [`composed`].
pub(crate) fn decode(bytes: &[u8], encoding: Encoding) -> Cow<'_, str> {
    let of = |encoding: &'static encoding_rs::Encoding| encoding.decode_with_bom_removal(bytes).0;
    match encoding {
        Encoding::Utf8 => of(encoding_rs::UTF_8),
        Encoding::Utf16Le => of(encoding_rs::UTF_16LE),
        Encoding::Utf16Be => of(encoding_rs::UTF_16BE),
        Encoding::Windows1258 => of(encoding_rs::WINDOWS_1258),
        Encoding::Windows1252 => of(encoding_rs::WINDOWS_1252),
        Encoding::Tcvn3 => Cow::Owned(tcvn3::decode(bytes.iter().map(|byte| char::from(*byte)))),
        Encoding::Vni => Cow::Owned(vni::decode(bytes.iter().map(|byte| char::from(*byte)))),
    }
}

/// The same text with each letter and its marks as one character.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    match text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.nfc().collect()),
    }
}

#[cfg(test)]
mod tests;
