//! The core stays pure.
//!
//! That it is `no_std` is half of the proof: the compiler knows no file, no socket and no clock for
//! it to call. The other half is what it links: this test holds its dependencies to a list.

use std::{collections::BTreeSet, fs, process::Command};

use kiennghi_tests::root;

/// Everything that the core may link, directly or not. None of these reads a file, a clock or
/// randomness, or holds C code, with the features that are chosen; `libm` is arithmetic in Rust.
const ALLOWED: &[&str] = &[
    "kiennghi",
    "autocfg",
    "block-buffer",
    "cfg-if",
    "chrono",
    "chrono-tz",
    "const-oid",
    "cpufeatures",
    "crypto-common",
    "digest",
    "hybrid-array",
    "itoa",
    "libm",
    "memchr",
    "num-traits",
    "phf",
    "phf_shared",
    "proc-macro2",
    "quote",
    "ryu",
    "serde",
    "serde_core",
    "serde_derive",
    "serde_json",
    "serde_spanned",
    "sha2",
    "siphasher",
    "syn",
    "thiserror",
    "thiserror-impl",
    "tinyvec",
    "toml",
    "toml_datetime",
    "toml_parser",
    "typenum",
    "unicode-ident",
    "unicode-normalization",
    "uuid",
    "winnow",
    "zmij",
];

#[test]
fn the_core_links_nothing_that_could_reach_the_world() {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--package",
            "kiennghi",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{p}",
            "--target",
            "x86_64-unknown-linux-gnu",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    let text = String::from_utf8(tree.stdout).unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let linked: BTreeSet<&str> = text.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty()).collect();
    assert!(linked.len() > 10, "the tree was read: {text}");
    let new: Vec<_> = linked.iter().filter(|name| !ALLOWED.contains(name)).collect();
    assert!(new.is_empty(), "the core links {new:?}: does it read a file, a clock or randomness, or hold C code?");
}

#[test]
fn the_core_is_no_std_and_forbids_unsafe_code() {
    let lib = fs::read_to_string(root().join("core/src/lib.rs")).unwrap();
    assert!(lib.contains("\n#![no_std]\n"));
    // `std` may be named for tests, and for the threads of the feature that asks for them.
    assert!(lib.contains("#[cfg(any(test, feature = \"parallel\"))]\nextern crate std;"));
    assert_eq!(lib.matches("extern crate std").count(), 1);
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(workspace.contains("unsafe_code = \"forbid\""));
    let core = fs::read_to_string(root().join("core/Cargo.toml")).unwrap();
    assert!(core.contains("[lints]\nworkspace = true") && !core.contains("[build-dependencies]"));
}
