//! What the languages cannot test: panics, codes, and that lists of values are whole.

use crate::{
    KiennghiError, Register, World,
    error::guard,
    terms,
    values::{Durations, Fraction, Instants, LocalDates},
};

const SEED: &str = "0000000000000000000000000000000000000000000000000000000000000000";

fn world(seed: &str) -> World {
    World { now: "2026-03-02T02:00:00Z".parse().unwrap(), actor: "van-thu".into(), seed: seed.into() }
}

fn code(error: KiennghiError) -> String {
    error.to_string().split(':').next().unwrap().to_owned()
}

#[test]
fn a_panic_becomes_an_internal_error_without_what_it_said() {
    let error = guard::<()>(|| panic!("Nguyễn Văn A")).unwrap_err();
    assert!(matches!(&error, KiennghiError::Internal { code, .. } if code == "internal"));
    assert!(!error.to_string().contains("Nguyễn"));
}

#[test]
fn what_was_given_wrongly_is_an_argument_error_that_does_not_repeat_it() {
    assert_eq!(code(Register::memory_in(world("0a")).unwrap_err()), "argument");
    let register = Register::memory_in(world(SEED)).unwrap();
    let command = r#"{"id": "00000000-0000-7000-8000-000000000001", "petition": "Nguyễn Văn A"}"#;
    for (text, says) in [(command, "line 1 column"), ("{}", "missing field `id`"), ("", "line 1 column 0")] {
        let error = register.execute_json(text, world(SEED)).unwrap_err();
        assert!(
            matches!(&error, KiennghiError::Argument { code, reason } if code == "argument" && reason.contains(says)),
            "{error}"
        );
        assert!(!error.to_string().contains("Nguyễn"), "{error}");
    }
    let error = register.petition("Nguyễn Văn A").unwrap_err();
    assert_eq!(code(error.clone()), "argument");
    assert!(!error.to_string().contains("Nguyễn"));
    assert_eq!(code(register.petition("PAKN-2026-0001").unwrap_err()), "no_such_petition");
}

#[test]
fn the_kind_of_an_error_follows_what_failed() {
    let missing = std::env::temp_dir().join("kiennghi-ffi-no-such-file.db");
    let missing = missing.to_str().unwrap();
    let register = Register::memory_in(world(SEED)).unwrap();
    assert!(matches!(Register::open(missing, "van-thu".into()), Err(KiennghiError::Store { code, .. }) if code == "store_io"));
    assert!(
        matches!(register.import_file(missing, None, None, None, None, None), Err(KiennghiError::Exchange { code, .. }) if code == "file_unreadable")
    );
    assert!(matches!(register.adopt_rule("id = 1", "x.toml"), Err(KiennghiError::Law { code, .. }) if code == "law"));
    assert!(
        matches!(register.adopt_calendar("id = 1", "x.toml"), Err(KiennghiError::Calendar { code, .. }) if code == "calendar")
    );
    let at = "2026-03-02".parse().unwrap();
    assert!(matches!(register.extend("PAKN-2026-0001", at, -1, "x".into(), None, None), Err(KiennghiError::Argument { .. })));
}

#[test]
fn every_vocabulary_has_its_terms() {
    let terms = terms();
    let mut names: Vec<_> = terms.iter().map(|term| term.vocabulary.as_str()).collect();
    names.dedup();
    assert_eq!((names.len(), terms.len()), (35, 161));
    assert!(terms.iter().all(|term| !term.label.vi.is_empty() && !term.label.en.is_empty()));
}

#[test]
fn an_exact_number_crosses_in_lowest_terms_and_nothing_else_is_one() {
    use uniffi::{Lift, Lower};
    let lowered = |numerator, denominator| {
        let mut buffer = Vec::new();
        <Fraction as Lower<crate::UniFfiTag>>::write(Fraction { numerator, denominator }, &mut buffer);
        String::from_utf8(buffer[4..].to_vec()).unwrap()
    };
    let told = [(2, 4), (-2, 6), (24, 2), (0, 7), (i128::MIN, 3)].map(|(above, below)| lowered(above, below));
    assert_eq!(told, ["1/2", "-1/3", "12", "0", "-170141183460469231731687303715884105728/3"]);
    let lifted = |text: &str| {
        let block = [&i32::try_from(text.len()).unwrap().to_be_bytes(), text.as_bytes()].concat();
        <Fraction as Lift<crate::UniFfiTag>>::try_read(&mut block.as_slice())
    };
    assert_eq!(lifted("-1/3").unwrap(), Fraction { numerator: -1, denominator: 3 });
    for wrong in ["", "1/0", "1/-2", "a", "1/2/3"] {
        assert!(format!("{:#}", lifted(wrong).unwrap_err()).contains("12 or -1/3"), "{wrong}");
    }
}

#[test]
fn a_block_of_bytes_is_whole_values_or_an_argument_error() {
    use uniffi::Lift;
    fn lifted<T: Lift<crate::UniFfiTag>>(bytes: &[u8]) -> Result<T, String> {
        let block = [&i32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat();
        T::try_read(&mut block.as_slice()).map_err(|error| format!("{error:#}"))
    }
    let days: Vec<u8> = [-1_i32, 20_000].iter().flat_map(|day| day.to_le_bytes()).collect();
    assert_eq!(lifted::<LocalDates>(&days).unwrap().0, [-1, 20_000]);
    assert_eq!(lifted::<Instants>(&(-1_i64).to_le_bytes()).unwrap().0, [-1]);
    assert!(lifted::<Durations>(&[]).unwrap().0.is_empty());
    let said = lifted::<LocalDates>(&days[1..]).unwrap_err();
    assert!(said.contains("a block has 4 bytes a value; 7 bytes are none"), "{said}");
    assert!(lifted::<Instants>(&days[1..]).is_err());
    assert!(lifted::<Durations>(&days[1..]).is_err());
}
