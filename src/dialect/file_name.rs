//! A trait's name and weight from its file name.
//!
//! The HashLips grammar is that of its `src/main.js`, without its slip: there an extension is always four characters.
//! Tools that say all in names have their grammars in `named_folders`, and nftchef, which reads no other, has its own.

use super::js_number;
use crate::error::{FileNameError, WeightError};
use crate::project::Weight;

/// A way to read file names.
#[derive(Clone, Debug)]
pub(super) enum Grammar {
    /// `Name#weight.png`: name before the last delimiter, a plain decimal after it. No delimiter in the name, or
    /// an empty delimiter: weight 1.
    Native {
        /// The text between name and weight.
        delimiter: String,
    },
    /// Name before the first delimiter, weight after the last as `Number()` reads it. No delimiter: the weight is
    /// the whole stem if that is a number, else 1. A text that is no number: weight 1.
    HashLips {
        /// `rarityDelimiter`; not empty.
        delimiter: String,
        /// Words that stand instead of weights, with a capital first letter; that in a file name may be small.
        words: Vec<(String, Weight)>,
    },
    /// A function of the stem and the extension of a file name.
    Own(fn(&str, &str) -> Result<Named, FileNameError>),
}

/// The name and weight of a trait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// The trait's name; empty only in the HashLips grammar, for `#7.png`.
    pub name: String,
    /// The trait's weight.
    pub weight: Weight,
    /// `true` if the weight is the name itself, read as a number.
    pub by_name: bool,
    /// `true` if a text that is no number stands in place of the weight, which then is 1.
    pub no_number: bool,
}

impl Named {
    /// A name with a weight.
    pub(super) fn new(name: &str, weight: Weight) -> Self {
        Self { name: name.to_owned(), weight, by_name: false, no_number: false }
    }

    /// A name with the plain decimal `text`, its weight, after `delimiter`.
    ///
    /// # Errors
    /// An empty name, and a text that is no weight; the file name is the subject.
    pub(super) fn weighted(name: &str, delimiter: &str, text: &str, extension: &str) -> Result<Self, FileNameError> {
        if name.is_empty() {
            let example = format!("Red{delimiter}{text}.{extension}");
            return Err(FileNameError::NoName { delimiter: delimiter.to_owned(), example });
        }
        let weight = Weight::parse(text).map_err(|error| no_weight(name, delimiter, text, extension, error))?;
        Ok(Self::new(name, weight))
    }
}

fn no_weight(name: &str, delimiter: &str, text: &str, extension: &str, source: WeightError) -> FileNameError {
    let example = format!("{name}{delimiter}50.{extension}");
    FileNameError::Weight { text: text.to_owned(), delimiter: delimiter.to_owned(), source, example }
}

impl Grammar {
    /// Reads a file name with its extension.
    ///
    /// # Errors
    /// A name or weight that cannot be read; the file name is the subject.
    pub(super) fn parse(&self, file_name: &str) -> Result<Named, FileNameError> {
        let (stem, extension) = file_name.rsplit_once('.').unwrap_or((file_name, "png"));
        match self {
            Self::Own(parse) => parse(stem, extension),
            Self::HashLips { delimiter, words } => hashlips(stem, extension, delimiter, words),
            Self::Native { delimiter } => {
                let split = if delimiter.is_empty() { None } else { stem.rsplit_once(delimiter.as_str()) };
                match split {
                    Some((name, text)) => Named::weighted(name, delimiter, text, extension),
                    None => Ok(Named::new(stem, Weight::ONE)),
                }
            }
        }
    }
}

fn hashlips(stem: &str, extension: &str, delimiter: &str, words: &[(String, Weight)]) -> Result<Named, FileNameError> {
    let Some(((name, _), (_, text))) = stem.split_once(delimiter).zip(stem.rsplit_once(delimiter)) else {
        return match js_number::weight(stem) {
            Ok(weight) => Ok(Named { by_name: true, ..Named::new(stem, weight) }),
            Err(WeightError::NotANumber) => Ok(Named::new(stem, Weight::ONE)),
            Err(source) => Err(FileNameError::NameAsWeight {
                delimiter: delimiter.to_owned(),
                name: stem.to_owned(),
                source,
                example: format!("{stem}{delimiter}1.{extension}"),
            }),
        };
    };
    let is_it = |word: &str| {
        word.strip_prefix(|_: char| true) == text.strip_prefix(|_: char| true)
            && word.chars().next() == text.chars().next().map(|first| first.to_ascii_uppercase())
    };
    let word = words.iter().find(|(word, _)| is_it(word)).map(|(_, weight)| *weight);
    match word.map_or_else(|| js_number::weight(text), Ok) {
        Ok(weight) => Ok(Named::new(name, weight)),
        // The engine takes such a text as it is. A fork's words leave no text without a meaning.
        Err(WeightError::NotANumber) if words.is_empty() => {
            Ok(Named { no_number: true, ..Named::new(name, Weight::ONE) })
        }
        Err(error) => Err(no_weight(name, delimiter, text, extension, error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file_name: &str) -> Result<Named, FileNameError> {
        Grammar::HashLips { delimiter: "#".into(), words: vec![] }.parse(file_name)
    }

    #[test]
    fn hashlips_names_and_weights() {
        for (file_name, name, weight, by_name) in [
            ("Red#50.png", "Red", "50", false),
            ("Red.png", "Red", "1", false),
            ("Red#.png", "Red", "0", false),
            ("7.png", "7", "7", true),
            ("a#b#10.png", "a", "10", false),
            ("Red#0.5.png", "Red", "0.5", false),
            ("Red#1e3.png", "Red", "1000", false),
            ("Red#0x10.png", "Red", "16", false),
            ("Red#50.jpeg", "Red", "50", false),
            ("Red.jpeg", "Red", "1", false),
            ("dark-red#5.png", "dark-red", "5", false),
            ("Dr. No#5.png", "Dr. No", "5", false),
            ("Red # 5 .PNG", "Red ", "5", false),
            ("#5.png", "", "5", false),
            ("Red#50%.png", "Red", "1", false),
            ("#rare.png", "", "1", false),
        ] {
            let named = read(file_name).expect(file_name);
            assert_eq!((named.name.as_str(), named.weight.to_string().as_str()), (name, weight), "{file_name}");
            assert_eq!(named.by_name, by_name, "{file_name}");
            assert_eq!(named.no_number, ["Red#50%.png", "#rare.png"].contains(&file_name), "{file_name}");
        }
    }

    #[test]
    fn hashlips_slips_are_named() {
        for (file_name, found, example) in [
            ("Red#Infinity.png", "finite", "Red#50.png"),
            ("Red#-5.png", "below 0", "Red#50.png"),
            ("20230815.png", "largest", "20230815#1.png"),
        ] {
            let problem = read(file_name).expect_err(file_name).to_string();
            assert!(problem.contains(found) && problem.contains(example), "{file_name}: {problem}");
        }
    }

    #[test]
    fn words_of_a_fork_must_be_known() {
        let grammar = Grammar::HashLips { delimiter: "#".into(), words: vec![("Epic".into(), Weight::ONE)] };
        assert!(!grammar.parse("Red#epic.png").expect("a word").no_number);
        assert!(grammar.parse("Red#50%.png").expect_err("no word").to_string().contains("\"50%\""));
    }

    #[test]
    fn native_names_and_weights() {
        let read = |delimiter: &str, file_name: &str| {
            let named = Grammar::Native { delimiter: delimiter.into() }.parse(file_name).expect(file_name);
            assert!(!named.by_name);
            (named.name, named.weight.to_string())
        };
        let is = |name: &str, weight: &str| (name.to_owned(), weight.to_owned());
        assert_eq!(read("#", "Red#2.5.png"), is("Red", "2.5"));
        assert_eq!(read("#", "a#b#10.png"), is("a#b", "10"));
        assert_eq!(read("#", "7.png"), is("7", "1"));
        assert_eq!(read("", "000#robot-1.png"), is("000#robot-1", "1"));
        assert_eq!(read("__w", "Backpack__z-35__w10.png"), is("Backpack__z-35", "10"));
        for bad in ["Red#.png", "Red#1e3.png", "Red#0.0000000001.png", "#5.png"] {
            assert!(Grammar::Native { delimiter: "#".into() }.parse(bad).is_err(), "{bad}");
        }
    }
}
