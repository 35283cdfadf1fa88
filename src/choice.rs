//! Settings with a few named values, each kept in one table.
//!
//! The command line, `simdgen.toml`, `import`, the records of builds and the guide take names and help from the table, so that a
//! further value is one line.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};

/// A line of a table: the value, its name, one clause of help, and what else differs from value to value.
pub type Line<T> = (T, &'static str, &'static str, <T as Choice>::Facts);

/// A setting with a few named values. `choice!` declares one.
pub trait Choice: Copy + Sized + 'static {
    /// The facts of a value, beside its name.
    type Facts: 'static;

    /// All values, in the order in which help lists them.
    const ALL: &'static [Line<Self>];

    /// The line of this value.
    fn line(self) -> &'static Line<Self>;

    /// The name in configurations, options and records.
    fn name(self) -> &'static str {
        self.line().1
    }

    /// The facts of this value.
    fn facts(self) -> &'static Self::Facts {
        &self.line().3
    }

    /// The value of a name; `None` if no value has it.
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|line| line.1 == name).map(|line| line.0)
    }

    /// All names, in order.
    fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|line| line.1)
    }
}

/// Declares an enum whose variants are the lines of its table: `Variant = ("name", "help", facts)`, without facts where they
/// are `()`. The help is the variant's documentation too.
macro_rules! choice {
    (
        $(#[$attribute:meta])*
        pub enum $choice:ident: $facts:ty {
            $( $(#[$own:meta])* $value:ident = ($name:literal, $help:literal $(, $fact:expr)? $(,)?), )+
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $choice {
            $( #[doc = concat!($help, ".")] $(#[$own])* $value, )+
        }

        impl $crate::choice::Choice for $choice {
            type Facts = $facts;

            const ALL: &'static [$crate::choice::Line<Self>] =
                &[ $( (Self::$value, $name, $help, { $($fact)? }), )+ ];

            fn line(self) -> &'static $crate::choice::Line<Self> {
                // The variants are numbered in the order of the lines.
                &Self::ALL[self as usize]
            }
        }
    };
}
pub(crate) use choice;

/// Writes a value as its name, for `#[serde(with = "crate::choice")]`.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<T: Choice, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(value.name())
}

/// Reads a value from its name.
///
/// # Errors
/// Any value but a name of the table; the message lists the names as serde does.
pub fn deserialize<'de, T: Choice, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let name = String::deserialize(from)?;
    T::from_name(&name).ok_or_else(|| {
        let known: Vec<String> = T::names().map(|name| format!("`{name}`")).collect();
        D::Error::custom(format!("unknown variant `{name}`, expected one of {}", known.join(", ")))
    })
}

/// Reads the value of a key that may be left out, for `#[serde(deserialize_with = "..")]` on an `Option`.
///
/// # Errors
/// Those of [`deserialize`].
pub fn optional<'de, T: Choice, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    deserialize(from).map(Some)
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::Choice;

    choice! {
        /// Sizes.
        #[derive(Default)]
        pub enum Size: u32 {
            Small = ("small", "Fits a hand", 5),
            #[default]
            Large = ("large", "Fits a house", 500),
        }
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Kept {
        #[serde(with = "crate::choice")]
        size: Size,
    }

    #[test]
    fn a_value_has_one_line() {
        for (index, (value, name, _, number)) in Size::ALL.iter().enumerate() {
            assert_eq!((*value as usize, value.name(), Size::from_name(name)), (index, *name, Some(*value)));
            assert_eq!(value.facts(), number);
        }
        assert_eq!((Size::default(), Size::from_name("Small")), (Size::Large, None));
    }

    #[test]
    fn names_are_written_and_read() {
        let kept = Kept { size: Size::Small };
        let text = serde_json::to_string(&kept).expect("JSON");
        assert_eq!(text, "{\"size\":\"small\"}");
        assert_eq!(serde_json::from_str::<Kept>(&text).expect("a size"), kept);
        let wrong = serde_json::from_str::<Kept>("{\"size\":\"smal\"}").expect_err("no size");
        assert!(wrong.to_string().starts_with("unknown variant `smal`, expected one of `small`, `large`"), "{wrong}");
    }
}
