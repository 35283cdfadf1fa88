//! What a trait's file name says: its name and its weight, in the grammar of each dialect.
//!
//! The HashLips grammar is that of its `src/main.js`, without its slip: there an extension is always four characters.

use super::js_number;
use crate::project::Weight;
use crate::project::weight::WeightError;

/// How file names are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Grammar {
    /// `Name#weight.png`: name before the last delimiter, a plain decimal after it. No delimiter in the name, or
    /// an empty delimiter: weight 1.
    Native {
        /// What stands between name and weight.
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
    /// NiftyKit: `Name__r5.png`, formerly `Name#5.png`, a plain decimal. Without either: weight 1.
    NiftyKit,
    /// HashLips Lab: `Name__z-15__w5.png`, a plain decimal after `__w`. Without: weight 1.
    Lab,
    /// nftool: `5-Name.png`; the weight is always there.
    Nftool,
}

/// What a file name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// The trait's name; empty only in the HashLips grammar, for `#7.png`.
    pub name: String,
    /// The trait's weight.
    pub weight: Weight,
    /// The weight is the name itself, read as a number.
    pub by_name: bool,
    /// What stands where the weight should be is no number, so that the weight is 1.
    pub no_number: bool,
}

impl Grammar {
    /// Reads a file name with its extension.
    ///
    /// # Errors
    /// The rest of a sentence that begins with the file: what was found and what to write.
    pub(super) fn parse(&self, file_name: &str) -> Result<Named, String> {
        let (stem, extension) = file_name.rsplit_once('.').unwrap_or((file_name, "png"));
        let split = match self {
            Self::NiftyKit => stem.rsplit_once("__r").or_else(|| stem.rsplit_once('#')),
            Self::Lab => match stem.split_once("__") {
                Some((name, rest)) => match rest.split("__").find_map(|part| part.strip_prefix('w')) {
                    Some(weight) => Some((name, weight)),
                    None if name.is_empty() => {
                        return Err(format!("has no name before \"__\": write Red{stem}.{extension}"));
                    }
                    None => {
                        return Ok(Named {
                            name: name.to_owned(),
                            weight: Weight::ONE,
                            by_name: false,
                            no_number: false,
                        });
                    }
                },
                None => None,
            },
            Self::Nftool => return nftool(stem, extension),
            Self::Native { delimiter } if delimiter.is_empty() => None,
            Self::Native { delimiter } => stem.rsplit_once(delimiter.as_str()),
            Self::HashLips { delimiter, .. } => {
                stem.split_once(delimiter.as_str()).zip(stem.rsplit_once(delimiter.as_str())).map(|(a, b)| (a.0, b.1))
            }
        };
        if let Some((name, text)) = split {
            return self.delimited(name, text, extension);
        }
        let unweighted = Named { name: stem.to_owned(), weight: Weight::ONE, by_name: false, no_number: false };
        let Self::HashLips { delimiter, .. } = self else { return Ok(unweighted) };
        match js_number::weight(stem) {
            Ok(weight) => Ok(Named { weight, by_name: true, ..unweighted }),
            Err(WeightError::NotANumber) => Ok(unweighted),
            Err(problem) => Err(format!(
                "has no \"{delimiter}\", so its name is its weight, and {stem} {problem}: write {stem}{delimiter}1.{extension}"
            )),
        }
    }

    fn delimited(&self, name: &str, text: &str, extension: &str) -> Result<Named, String> {
        let (delimiter, weight) = match self {
            Self::Native { delimiter } => (delimiter.as_str(), Weight::parse(text)),
            Self::HashLips { delimiter, words } => {
                let is_it = |word: &str| {
                    word.strip_prefix(|_: char| true) == text.strip_prefix(|_: char| true)
                        && word.chars().next() == text.chars().next().map(|first| first.to_ascii_uppercase())
                };
                let word = words.iter().find(|(word, _)| is_it(word)).map(|(_, weight)| Ok(*weight));
                (delimiter.as_str(), word.unwrap_or_else(|| js_number::weight(text)))
            }
            Self::Lab => ("__w", Weight::parse(text)),
            Self::NiftyKit | Self::Nftool => ("__r", Weight::parse(text)),
        };
        // The engine takes both as they are. A fork's words leave no text without a meaning.
        let is_hashlips = matches!(self, Self::HashLips { .. });
        if matches!(self, Self::HashLips { words, .. } if words.is_empty()) && weight == Err(WeightError::NotANumber) {
            return Ok(Named { name: name.to_owned(), weight: Weight::ONE, by_name: false, no_number: true });
        }
        if name.is_empty() && !is_hashlips {
            return Err(format!(
                "has no name before \"{delimiter}\": write a name, as in Red{delimiter}{text}.{extension}"
            ));
        }
        let weight = weight.map_err(|problem| {
            format!(
                "has \"{text}\" after \"{delimiter}\" where its weight should be, which {problem}: write a number, as in \
                 {name}{delimiter}50.{extension}"
            )
        })?;
        Ok(Named { name: name.to_owned(), weight, by_name: false, no_number: false })
    }
}

fn nftool(stem: &str, extension: &str) -> Result<Named, String> {
    let split = stem.split_once('-').filter(|(_, name)| !name.is_empty());
    let Some((text, name)) = split else {
        return Err(format!("has no weight and \"-\" before its name: write 1-{stem}.{extension}"));
    };
    let weight = Weight::parse(text).map_err(|problem| {
        format!("has \"{text}\" before \"-\" where its weight should be, which {problem}: write 1-{name}.{extension}")
    })?;
    Ok(Named { name: name.to_owned(), weight, by_name: false, no_number: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashlips(file_name: &str) -> Result<Named, String> {
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
            let named = hashlips(file_name).expect(file_name);
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
            let problem = hashlips(file_name).expect_err(file_name);
            assert!(problem.contains(found) && problem.contains(example), "{file_name}: {problem}");
        }
    }

    #[test]
    fn words_of_a_fork_must_be_known() {
        let grammar = Grammar::HashLips { delimiter: "#".into(), words: vec![("Epic".into(), Weight::ONE)] };
        assert!(!grammar.parse("Red#epic.png").expect("a word").no_number);
        assert!(grammar.parse("Red#50%.png").expect_err("no word").contains("\"50%\""));
    }

    #[test]
    fn names_of_other_tools() {
        for (grammar, file_name, name, weight) in [
            (Grammar::NiftyKit, "Oval__r1000.png", "Oval", "1000"),
            (Grammar::NiftyKit, "Oval#2.5.png", "Oval", "2.5"),
            (Grammar::NiftyKit, "#1 fan__r2.png", "#1 fan", "2"),
            (Grammar::NiftyKit, "Oval.png", "Oval", "1"),
            (Grammar::Lab, "Old Face__z-15__w7.png", "Old Face", "7"),
            (Grammar::Lab, "Old Face__w7__z3.png", "Old Face", "7"),
            (Grammar::Lab, "Old Face__z-15.png", "Old Face", "1"),
            (Grammar::Lab, "Old Face.png", "Old Face", "1"),
            (Grammar::Nftool, "5-Haunted-Mansion.png", "Haunted-Mansion", "5"),
        ] {
            let named = grammar.parse(file_name).expect(file_name);
            assert_eq!((named.name.as_str(), named.weight.to_string().as_str()), (name, weight), "{file_name}");
        }
        for (grammar, file_name, part) in [
            (Grammar::NiftyKit, "Oval__rare.png", "Oval__r50.png"),
            (Grammar::Lab, "Old__wide.png", "Old__w50.png"),
            (Grammar::Lab, "__w5.png", "no name"),
            (Grammar::Nftool, "Mansion.png", "1-Mansion.png"),
            (Grammar::Nftool, "five-Mansion.png", "1-Mansion.png"),
        ] {
            let problem = grammar.parse(file_name).expect_err(file_name);
            assert!(problem.contains(part), "{file_name}: {problem}");
        }
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
