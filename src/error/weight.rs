//! What is wrong with a text in place of a weight. Errors that quote the text go on with one of these.

/// The reason why a text is no weight; the message is the predicate of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightError {
    /// Not a number at all.
    #[error("is not a number")]
    NotANumber,
    /// Below zero.
    #[error("is below 0, and a weight must be 0 or more")]
    Negative,
    /// Infinite.
    #[error("is not finite, and a weight must be finite")]
    NotFinite,
    /// Above the largest weight.
    #[error("is above 10000000, the largest weight")]
    TooLarge,
    /// More decimals than a weight holds.
    #[error("has more than 9 decimals, the most a weight can have")]
    TooFine,
}
