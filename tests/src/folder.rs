//! A folder of its own for a test.
//!
//! Promises: it is new and empty, no other test and no other process has it, and it is gone when the
//! test is.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::{env, fs, path::PathBuf, process};

/// A folder of its own for a test, gone when the test is.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A new one. `name` keeps the tests of one process apart.
    pub fn new(name: &str) -> Folder {
        let path = env::temp_dir().join(format!("kiennghi-{}-{name}", process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    /// The path of a file in it.
    pub fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    /// Away with every file.
    pub fn empty(&self) {
        for file in self.files() {
            fs::remove_file(file).unwrap();
        }
    }

    /// The files that are in it.
    pub fn files(&self) -> Vec<PathBuf> {
        fs::read_dir(&self.0).unwrap().map(|file| file.unwrap().path()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
