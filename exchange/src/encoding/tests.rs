use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::*;

/// All letters of Vietnamese outside ASCII, small.
const SMALL: &str = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ";
const SAMPLE: &str = include_str!("../../sample/so-dang-ky-2026.csv");

fn encode(text: &str, encoding: Encoding) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Utf8 => Some(text.as_bytes().to_vec()),
        Encoding::Utf16Le => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        Encoding::Utf16Be => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        Encoding::Windows1258 => windows_1258(text),
        Encoding::Windows1252 => Some(encoding_rs::WINDOWS_1252.encode(text).0.into_owned()),
        Encoding::Tcvn3 => tcvn3::encode(text),
        Encoding::Vni => vni::encode(text),
    }
}

/// As Windows writes it: a letter with its circumflex, breve or horn, and after it the tone.
fn windows_1258(text: &str) -> Option<Vec<u8>> {
    let mut parted = String::new();
    for letter in text.nfc() {
        let parts: Vec<char> = letter.to_string().nfd().collect();
        let is_tone = |mark: &char| ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'].contains(mark);
        let without: String = parts.iter().copied().filter(|part| !is_tone(part)).nfc().collect();
        let tone: String = parts.iter().filter(|part| is_tone(part)).collect();
        parted.push_str(&without);
        parted.push_str(&tone);
    }
    let (bytes, _, lost) = encoding_rs::WINDOWS_1258.encode(&parted);
    (!lost).then(|| bytes.into_owned())
}

fn read(bytes: &[u8], encoding: Encoding) -> String {
    composed(&decode(bytes, encoding)).into_owned()
}

const LEGACY: [Encoding; 3] = [Encoding::Windows1258, Encoding::Tcvn3, Encoding::Vni];

#[test]
fn every_letter_of_vietnamese_goes_both_ways_in_every_encoding() {
    assert_eq!(SMALL.chars().count(), 67);
    for encoding in Encoding::ALL.into_iter().filter(|encoding| *encoding != Encoding::Windows1252) {
        for letter in SMALL.chars().chain(SMALL.to_uppercase().chars()) {
            let word = format!("x{letter}x");
            // TCVN3 has few capitals with tones, for want of bytes: it keeps the small letter.
            let kept = match encoding == Encoding::Tcvn3 && !"ĂÂÊÔƠƯĐẰẲẴẮẦẨẪẤỀỂỄẾỒỔỖỐ".contains(letter)
            {
                true => word.to_lowercase(),
                false => word.clone(),
            };
            assert_eq!(read(&encode(&word, encoding).unwrap(), encoding), kept, "{encoding:?}");
        }
    }
}

#[test]
fn words_as_old_registers_have_them_are_read() {
    let latin = |text: &str| text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect::<Vec<_>>();
    for (bytes, encoding, expected) in [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", Encoding::Tcvn3, "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("§éc lËp - Tù do - H¹nh phóc", Encoding::Tcvn3, "Độc lập - Tự do - Hạnh phúc"),
        ("UBND tØnh B×nh D\u{AD}¬ng", Encoding::Tcvn3, "UBND tỉnh Bình Dương"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", Encoding::Vni, "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Ñoäc laäp - Töï do - Haïnh phuùc", Encoding::Vni, "Độc lập - Tự do - Hạnh phúc"),
        ("ÑÖÔØNG SOÁ 5, kyõ thuaät, thuûy lôïi, kî só", Encoding::Vni, "ĐƯỜNG SỐ 5, kỹ thuật, thủy lợi, kỵ sĩ"),
    ] {
        assert_eq!(read(&latin(bytes), encoding), expected);
        assert_eq!(detect_encoding(&latin(bytes)).encoding, encoding, "{bytes}");
    }
}

#[test]
fn capitals_of_the_second_abc_font_are_restored_in_words_of_capitals_only() {
    for (kept, shown) in [("SỞ THEO DÕI", "Sở THEO DÕI"), ("CÔNG TY", "CÔNG TY"), ("Ủy ban", "ủy ban"), ("Sở Y tế", "Sở Y tế")]
    {
        assert_eq!(read(&tcvn3::encode(kept).unwrap(), Encoding::Tcvn3), shown);
    }
}

#[test]
fn the_sample_is_recognised_in_every_encoding_and_comes_out_the_same() {
    let text = SAMPLE.trim_start_matches('\u{FEFF}');
    for encoding in Encoding::ALL.into_iter().filter(|encoding| *encoding != Encoding::Windows1252) {
        let bytes = encode(text, encoding).unwrap_or_else(|| panic!("{encoding:?} lacks a letter"));
        let found = detect_encoding(&bytes);
        assert_eq!(found.encoding, encoding);
        assert!(found.score >= 95, "{found:?}");
        // Case apart: TCVN3 leaves it to the font.
        assert_eq!(read(&bytes, encoding).to_lowercase(), text.to_lowercase(), "{encoding:?}");
    }
}

#[test]
fn what_is_not_vietnamese_is_not_taken_for_it() {
    for text in
        ["Müller & Söhne, Straße 5, für die Prüfung", "à la carte, déjà vu, façade, élève, où, naïveté, garçon", "Año señor"]
    {
        let bytes = encode(text, Encoding::Windows1252).unwrap();
        let found = detect_encoding(&bytes);
        assert!(!matches!(found.encoding, Encoding::Tcvn3 | Encoding::Vni), "{text}: {found:?}");
        assert_eq!(read(&bytes, Encoding::Windows1252), text);
        let mut column = mojibake::Column::default();
        column.look(text);
        assert_eq!(column.encoding(), None, "{text}");
    }
    // Vietnamese as it should be stays as it is.
    let mut column = mojibake::Column::default();
    SAMPLE.split([',', '\n']).for_each(|cell| column.look(cell));
    assert_eq!(column.encoding(), None);
}

#[test]
fn letters_come_as_often_as_in_texts() {
    // The commonest letters outside ASCII of the sample, after a way through each old encoding.
    let counted = |text: &str| {
        let mut counts = std::collections::BTreeMap::new();
        text.to_lowercase()
            .chars()
            .filter(|letter| SMALL.contains(*letter))
            .for_each(|letter| *counts.entry(letter).or_insert(0) += 1);
        counts
    };
    let before = counted(SAMPLE);
    assert!(before[&'đ'] > 300 && before[&'ư'] > 200 && before.len() > 55, "{before:?}");
    for encoding in LEGACY {
        let bytes = encode(SAMPLE.trim_start_matches('\u{FEFF}'), encoding).unwrap();
        assert_eq!(counted(&read(&bytes, encoding)), before, "{encoding:?}");
    }
}

#[test]
fn a_syllable_is_known_by_its_shape() {
    for word in ["Nghiêng", "khuỷu", "quốc", "giếng", "gì", "ươm", "thuở", "Đắk", "yêu", "ngoằn", "xoong", "uỷ", "ủy", "kỹ"]
    {
        assert!(syllable::is_syllable(word), "{word}");
    }
    for word in ["hµnh", "ñeà", "nghò®", "Müller", "ßa", "ễn̉", "bcđ", "ướớ"] {
        assert!(!syllable::is_syllable(word), "{word}");
    }
}

proptest! {
    /// A page of a register is enough to know its encoding, whichever page it is.
    #[test]
    fn any_twenty_rows_tell_their_encoding(first in 5usize..280, which in 0usize..3) {
        let rows: Vec<&str> = SAMPLE.lines().skip(first).take(20).collect();
        let bytes = encode(&rows.join("\n"), LEGACY[which]).unwrap();
        prop_assert_eq!(detect_encoding(&bytes).encoding, LEGACY[which]);
    }

    /// No bytes make it fail, and each encoding that was found reads them.
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let found = detect_encoding(&bytes);
        for encoding in Encoding::ALL {
            let text = read(&bytes, encoding);
            prop_assert_eq!(text.nfc().collect::<String>(), text);
        }
        prop_assert!(found.score <= 100);
    }

    /// A column of an old font is recognised and mended; the same column in Unicode is left alone.
    #[test]
    fn a_column_of_an_old_font_is_mended(first in 5usize..280, vni in any::<bool>()) {
        let encoding = if vni { Encoding::Vni } else { Encoding::Tcvn3 };
        let abstracts: Vec<&str> = SAMPLE.lines().skip(first).take(20).filter_map(|row| row.split(',').nth(6)).collect();
        let (mut old, mut new) = (mojibake::Column::default(), mojibake::Column::default());
        for text in &abstracts {
            let bytes = encode(text, encoding).unwrap();
            let seen: String = bytes.iter().map(|byte| char::from(*byte)).collect();
            old.look(&seen);
            new.look(text);
            prop_assert_eq!(mojibake::mended(&seen, encoding).to_lowercase(), text.to_lowercase());
        }
        prop_assert_eq!(old.encoding().map(|(encoding, _)| encoding), Some(encoding));
        prop_assert_eq!(new.encoding(), None);
    }
}
