//! What serde says, in words for people who do not know Rust.
//!
//! Apart because every dialect is read through serde.

use super::suggest::nearest;

/// Serde's "unknown field `x`, expected one of `a`, `b`", with the nearest of those; other messages as they are.
pub(super) fn in_our_words(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (what, rest) = match (message.starts_with("unknown field"), message.starts_with("unknown variant")) {
        (true, _) => ("key", &quoted),
        (_, true) => ("value", &quoted),
        _ => return plain_types(message),
    };
    let Some((found, known)) = rest.split_first() else { return message.to_owned() };
    match nearest(found, known.iter().copied()) {
        Some(name) => format!("unknown {what} {found} (did you mean {name}?)"),
        None => format!("unknown {what} {found}; there are {}", known.join(", ")),
    }
}

/// Rust's names of number types in a serde message, as people say them.
fn plain_types(message: &str) -> String {
    let whole = ["expected u8", "expected u32", "expected u64"];
    let said =
        whole.iter().fold(message.to_owned(), |text, name| text.replace(name, "expected a whole number, 0 or more"));
    said.replace("expected f64", "expected a number")
}
