//! Reads the text of a `simdgen.toml` into its schema, with errors that say where and what was meant.
//!
//! Apart from the schema, which is a list of keys and stays one.

use std::path::Path;

use super::schema::Schema;
use crate::dialect::message::in_our_words;
use crate::error::ProjectError;
use crate::{Error, Result};

/// The schema of the text of the file `path`.
///
/// # Errors
/// [`ProjectError::ConfigSyntax`] with the line.
pub(super) fn parse(path: &Path, text: &str) -> Result<Schema> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = text.as_bytes()[..start].iter().filter(|&&byte| byte == b'\n').count() + 1;
        Error::Project(ProjectError::ConfigSyntax {
            path: path.to_path_buf(),
            line,
            problem: in_our_words(error.message()),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::chance::Chance;
    use crate::project::Weight;

    fn problem(text: &str) -> (usize, String) {
        match parse(Path::new("simdgen.toml"), text) {
            Err(Error::Project(ProjectError::ConfigSyntax { line, problem, .. })) => (line, problem),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn unknown_keys_are_named_with_the_nearest() {
        let (line, said) = problem("[collection]\nname = \"a\"\nedition = 4\n");
        assert_eq!((line, said.as_str()), (3, "unknown key edition (did you mean editions?)"));
        let (line, said) = problem("\n[[layers]]\nname = \"a\"\nzzzzz = 1\n");
        assert_eq!(line, 4);
        assert!(said.contains("there are name, folder, blend"), "{said}");
        let (line, said) = problem("[canvas]\nresize = \"smoth\"\n");
        assert_eq!((line, said.as_str()), (2, "unknown value smoth (did you mean smooth?)"));
    }

    #[test]
    fn every_problem_has_its_line() {
        for (text, line, part) in [
            ("[canvas]\nwidth = \"wide\"", 2, "whole number"),
            ("[canvas]\n\nwidth = -3", 3, "-3"),
            ("[canvas\n", 1, ""),
            ("[[sets]]\nlayers = []", 1, "editions"),
            ("[[layers]]\nname = \"a\"\nnone = -1", 3, "below 0"),
            ("[[layers]]\nname = \"a\"\nnone = inf", 3, "finite"),
            ("[[layers]]\nname = \"a\"\nnone = \"5\"", 3, "number"),
            ("[[layers]]\nname = \"a\"\nweights = { Red = 0.12345678901 }", 3, "9 decimals"),
        ] {
            let (found, said) = problem(text);
            assert!(found == line && said.contains(part), "{text}: line {found}: {said}");
        }
    }

    #[test]
    fn weights_are_exact() {
        let schema = parse(Path::new("a.toml"), "[[layers]]\nname = \"a\"\nnone = 0.1\nweights = { a = 1e-9, b = 3 }");
        let schema = schema.expect("valid");
        assert_eq!(schema.layers[0].none, Some(Chance::Weight(Weight(100_000_000))));
        let weights: Vec<Chance> = schema.layers[0].weights.values().copied().collect();
        assert_eq!(weights, [Chance::Weight(Weight(1)), Chance::Weight(Weight(3_000_000_000))]);
        let schema = parse(Path::new("a.toml"), "[[layers]]\nname = \"a\"\nnone = \"2.5 %\"").expect("valid");
        assert_eq!(schema.layers[0].none, Some(Chance::Percent(Weight(2_500_000_000))));
    }
}
