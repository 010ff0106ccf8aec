//! The golden vectors, in Rust. `KIENNGHI_REMAKE=1` writes them anew, for a change made on
//! purpose: read the difference before you commit it.

use kiennghi_tests::{root, vector, vectors::remake};

const VECTORS: [(&str, usize); 7] = [
    ("catalogue.json", 36),
    ("due-dates.json", 32),
    ("events.json", 53),
    ("life.json", 37),
    ("statistics.json", 33),
    ("worked-petition.json", 28),
    ("working-time.json", 34),
];

#[test]
fn this_library_reaches_every_result_of_the_golden_vectors() {
    for (name, expected) in VECTORS {
        let text = vector(name).unwrap();
        let (remade, count) = remake(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        if std::env::var_os("KIENNGHI_REMAKE").is_some() {
            std::fs::write(root().join("tests/vectors").join(name), &remade).unwrap();
            continue;
        }
        for (line, (was, is)) in (1..).zip(text.lines().zip(remade.lines())) {
            assert_eq!(was, is, "{name}, line {line}");
        }
        assert_eq!(text.len(), remade.len(), "{name}");
        assert_eq!(count, expected, "{name}: how many were run");
    }
}
