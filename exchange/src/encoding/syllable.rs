//! Is a word a syllable of Vietnamese?
//!
//! Promises: a judgement by the shape of syllables (onset, nucleus, coda, one tone), enough to tell
//! the right reading of bytes from a wrong one. It is no spelling checker: it takes some syllables
//! that no dictionary has, and no foreign names.

use unicode_normalization::UnicodeNormalization;

/// The longest first, where one begins as another does.
const ONSETS: [&str; 28] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p",
    "r", "s", "t", "v", "x", "",
];
/// Vowels that a coda can follow.
const OPEN: [&str; 24] = [
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "iê", "yê", "uô", "ươ", "oa", "oă", "oe", "uâ", "uê", "uyê",
    "uy", "oo",
];
/// Vowels that end the syllable.
const CLOSED: [&str; 38] = [
    "ia", "ua", "ưa", "uơ", "ya", "uya", "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "iu", "iêu", "yêu", "oi", "ôi", "ơi",
    "ui", "ưi", "uôi", "ươi", "ưu", "ươu", "oai", "oay", "oao", "oeo", "uây", "uyu", "uêu", "iai", "iao", "iau", "iơi", "iâu",
];
const CODAS: [&str; 9] = ["ch", "ng", "nh", "c", "k", "m", "n", "p", "t"];
/// The tones: grave, acute, tilde, hook, dot.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// How many words with letters outside ASCII a text has, and how many of them are syllables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Evidence {
    pub(crate) words: usize,
    pub(crate) syllables: usize,
}

impl Evidence {
    /// Counts the words of a composed text.
    pub(crate) fn of(text: &str) -> Evidence {
        let mut evidence = Evidence::default();
        // Signs and replaced bytes belong to the word that they stand in: no reading that is right has any there.
        let parted = |letter: char| letter.is_ascii() && !letter.is_ascii_alphabetic() || letter.is_whitespace();
        for word in text.split(parted).filter(|word| !word.is_ascii()) {
            evidence.words += 1;
            evidence.syllables += usize::from(is_syllable(word.trim_matches(['“', '”', '‘', '’', '–', '—', '…', '\u{FEFF}'])));
        }
        evidence
    }

    pub(crate) fn add(&mut self, other: Evidence) {
        self.words += other.words;
        self.syllables += other.syllables;
    }

    /// Syllables of a hundred words; 0 of none.
    pub(crate) fn percent(self) -> u8 {
        u8::try_from(self.syllables * 100 / self.words.max(1)).unwrap_or(100)
    }
}

/// Is it a syllable, in either case? Its letters are composed.
pub(crate) fn is_syllable(word: &str) -> bool {
    let mut tones = 0;
    let mut plain = String::new();
    for letter in word.chars().flat_map(char::to_lowercase).nfd() {
        match TONES.contains(&letter) {
            true => tones += 1,
            false => plain.push(letter),
        }
    }
    let plain: String = plain.nfc().collect();
    tones <= 1
        && ONSETS.iter().any(|onset| {
            plain.strip_prefix(onset).is_some_and(|rhyme| {
                CLOSED.contains(&rhyme)
                    || OPEN.contains(&rhyme)
                    || CODAS.iter().any(|coda| rhyme.strip_suffix(coda).is_some_and(|nucleus| OPEN.contains(&nucleus)))
            })
        })
}
