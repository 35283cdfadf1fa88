//! What is wrong with the name of a trait's file or folder. The error that names the file ends with one of these.

use super::WeightError;

/// A reason why a name is of no trait; the message is the predicate of the file or folder.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileNameError {
    /// Nothing stands where the trait's name should be.
    #[error("has no name before \"{delimiter}\": write a name, as in {example}")]
    NoName {
        /// The text after the name.
        delimiter: String,
        /// A file name that is right.
        example: String,
    },
    /// The text after the delimiter is no weight.
    #[error(
        "has \"{text}\" after \"{delimiter}\" where its weight should be, which {source}: write a number, as in {example}"
    )]
    Weight {
        /// The text in place of the weight.
        text: String,
        /// The text before the weight.
        delimiter: String,
        /// The problem.
        source: WeightError,
        /// A file name that is right.
        example: String,
    },
    /// The whole name is the weight, as in HashLips, and cannot be one.
    #[error("has no \"{delimiter}\", so its name is its weight, and {name} {source}: write {example}")]
    NameAsWeight {
        /// The missing text between name and weight.
        delimiter: String,
        /// The name without extension.
        name: String,
        /// The problem.
        source: WeightError,
        /// A file name that is right.
        example: String,
    },
    /// A weight must stand before the name, and there is none.
    #[error("has no weight and \"-\" before its name: write {example}")]
    NoWeightInFront {
        /// A file name that is right.
        example: String,
    },
    /// The text before the name is no weight.
    #[error("has \"{text}\" before \"-\" where its weight should be, which {source}: write {example}")]
    WeightInFront {
        /// The text in place of the weight.
        text: String,
        /// The problem.
        source: WeightError,
        /// A file name that is right.
        example: String,
    },
    /// The digits after the delimiter are no weight.
    #[error("has the weight {digits}, which {source}: write a smaller one")]
    Digits {
        /// The digits.
        digits: String,
        /// The problem.
        source: WeightError,
    },
    /// The query in a file name gives an unknown blend mode.
    #[error("has blend={name}, which is no blend mode{suggestion}: write one of MODE")]
    Blend {
        /// The value.
        name: String,
        /// The blend mode with the most similar name, as a clause; empty if there is none.
        suggestion: String,
    },
    /// The query in a file name gives an impossible opacity.
    #[error("has opacity={percent}, but that is a percentage: write 0 to 100")]
    Opacity {
        /// The value.
        percent: String,
    },
}
