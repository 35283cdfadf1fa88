//! Messages of serde in words for people who do not know Rust.
//!
//! Every dialect is read through serde.

use crate::project::suggest::nearest;

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

/// Rust's names of types in a serde message, and its "missing field `x`", as people say them.
fn plain_types(message: &str) -> String {
    if let Some(key) = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        return format!("{key} is missing");
    }
    let Some((found, expected)) = message.split_once(", expected ") else { return message.to_owned() };
    let said = match expected {
        "u8" | "u16" | "u32" | "u64" => "a whole number, 0 or more",
        "f64" => "a number",
        "a boolean" => "true or false",
        of if of.starts_with("struct ") => "keys and values, { .. }",
        other => other,
    };
    format!("{found}, expected {said}")
}

#[cfg(test)]
mod tests {
    use super::in_our_words;

    #[test]
    fn nothing_of_rust_is_said() {
        for (serde, said) in [
            ("missing field `name`", "name is missing"),
            (
                "invalid type: string \"A\", expected struct LayerOrder",
                "invalid type: string \"A\", expected keys and values, { .. }",
            ),
            (
                "invalid type: string \"yes\", expected a boolean",
                "invalid type: string \"yes\", expected true or false",
            ),
            (
                "invalid type: floating point `1.5`, expected u32",
                "invalid type: floating point `1.5`, expected a whole number, 0 or more",
            ),
            ("unknown field `nmae`, expected one of `name`, `folder`", "unknown key nmae (did you mean name?)"),
            ("something else", "something else"),
        ] {
            assert_eq!(in_our_words(serde), said);
        }
    }
}
