//! Languages of the texts that people read, and closed vocabularies.
//!
//! Promises: every word that a list, a table or an explanation shows exists in Vietnamese and in
//! English, and every closed set of values has one stable code per value, the same in the ledger,
//! in JSON and in every binding. It does not translate free text and knows no locale database.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};

/// Defines a closed set of values, each with a stable code and a label in both languages.
///
/// The code is what is stored and what crosses to other languages; labels may be reworded.
macro_rules! vocabulary {
    (
        $(#[$outer:meta])*
        pub enum $name:ident($noun:literal, $noun_vi:literal) {
            $( $(#[$inner:meta])* $variant:ident = $code:literal ($vi:literal, $en:literal), )+
        }
    ) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $( $(#[$inner])* $variant, )+
        }

        impl $name {
            /// Every value, in the order in which tables show them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Every code, in the same order.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// What this set of values is called.
            pub const fn noun(lang: $crate::lang::Lang) -> &'static str {
                match lang {
                    $crate::lang::Lang::Vi => $noun_vi,
                    $crate::lang::Lang::En => $noun,
                }
            }

            /// The stable code, as stored.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The label for people.
            pub const fn label(self, lang: $crate::lang::Lang) -> &'static str {
                match lang {
                    $crate::lang::Lang::Vi => match self { $(Self::$variant => $vi),+ },
                    $crate::lang::Lang::En => match self { $(Self::$variant => $en),+ },
                }
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::lang::UnknownCode;
            fn from_str(code: &str) -> Result<Self, Self::Err> {
                match code {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::lang::UnknownCode {
                        vocabulary: $noun,
                        given: code.chars().take(40).collect(),
                        known: Self::CODES,
                    }),
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl serde::de::Visitor<'_> for Visitor {
                    type Value = $name;
                    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                        f.write_str(concat!("the code of a ", $noun))
                    }
                    fn visit_str<E: serde::de::Error>(self, code: &str) -> Result<$name, E> {
                        code.parse().map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Visitor)
            }
        }
    };
}
pub(crate) use vocabulary;

vocabulary! {
    /// The language of a text for people.
    #[derive(Default)]
    pub enum Lang("language", "ngôn ngữ") {
        /// Vietnamese, the default: the register is an office's book.
        #[default]
        Vi = "vi" ("Tiếng Việt", "Vietnamese"),
        /// English.
        En = "en" ("Tiếng Anh", "English"),
    }
}

/// A text in both languages, as data files give it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The text in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }
}

/// A code that is not in its vocabulary; the message lists those that are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode {
    /// Which vocabulary was asked, in English.
    pub vocabulary: &'static str,
    /// What was given.
    pub given: String,
    /// The codes there are.
    pub known: &'static [&'static str],
}

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let UnknownCode { vocabulary, given, known } = self;
        write!(f, "`{given}` is not a {vocabulary}; it can be")?;
        for (i, code) in known.iter().enumerate() {
            write!(f, "{} `{code}`", if i == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

impl core::error::Error for UnknownCode {}
