//! Lines of an iCalendar file, written.
//!
//! Promises: no line is longer than 75 bytes (RFC 5545, 3.1), no letter is cut in two, and what a
//! text holds can never become a line of its own.

/// The most bytes of a line, its end not counted.
const MOST_LINE_BYTES: usize = 75;

/// A file that is being written.
#[derive(Debug, Default)]
pub(super) struct Writer {
    text: String,
}

impl Writer {
    /// A line whose value is made of what needs no escapes.
    pub(super) fn line(&mut self, name: &str, value: &str) {
        let mut bytes = 0;
        let plain = value.chars().filter(|character| !character.is_control() || *character == '\t');
        for character in name.chars().chain([':']).chain(plain) {
            if bytes + character.len_utf8() > MOST_LINE_BYTES {
                self.text.push_str("\r\n ");
                bytes = 1;
            }
            self.text.push(character);
            bytes += character.len_utf8();
        }
        self.text.push_str("\r\n");
    }

    /// A line whose value is a text.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.line(name, &escaped(text));
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// A text as a value (RFC 5545, 3.3.11).
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            other => escaped.push(other),
        }
    }
    escaped
}
