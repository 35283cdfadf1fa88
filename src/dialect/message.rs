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
    match message {
        "string values must be quoted, expected literal string" => {
            return "a text stands in quotation marks, as in name = \"Robots\"".to_owned();
        }
        "invalid basic string, expected `\"`" => return "a text has no end: close it with \"".to_owned(),
        _ => {}
    }
    let Some((found, expected)) = message.split_once(", expected ") else { return message.to_owned() };
    let said = match expected {
        "u8" | "u16" | "u32" | "u64" => "a whole number, 0 or more",
        "f64" => "a number",
        "a boolean" => "true or false",
        "a string" => "a text",
        "a sequence" => "a list, [ .. ]",
        "a map" => "keys and values, { .. }",
        of if of.starts_with("struct ") => "keys and values, { .. }",
        other => other,
    };
    let found = ["invalid type: ", "invalid value: "].iter().find_map(|start| found.strip_prefix(start));
    let Some(found) = found else { return message.to_owned() };
    let (kind, value) = found.split_once(['`', '"']).unwrap_or((found, ""));
    let value = value.trim_end_matches(['`', '"']);
    let (name, cure) = match kind.trim_end() {
        "string" if said.contains("number") && value.parse::<f64>().is_ok() => {
            (format!("the text \"{value}\""), format!(": write {value} without quotation marks"))
        }
        "string" if said == "true or false" && ["true", "false"].contains(&value) => {
            (format!("the text \"{value}\""), format!(": write {value} without quotation marks"))
        }
        "string" => (format!("the text \"{value}\""), String::new()),
        "integer" | "floating point" if said == "a text" => {
            (format!("the number {value}"), format!(": write \"{value}\" in quotation marks"))
        }
        "integer" | "floating point" => (format!("the number {value}"), String::new()),
        "boolean" => (value.to_owned(), String::new()),
        "sequence" => ("a list".to_owned(), String::new()),
        "map" => ("keys and values".to_owned(), String::new()),
        other if value.is_empty() => (other.to_owned(), String::new()),
        other => (format!("{other} {value}"), String::new()),
    };
    format!("found {name}, expected {said}{cure}")
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
                "found the text \"A\", expected keys and values, { .. }",
            ),
            ("invalid type: string \"yes\", expected a boolean", "found the text \"yes\", expected true or false"),
            (
                "invalid type: floating point `1.5`, expected u32",
                "found the number 1.5, expected a whole number, 0 or more",
            ),
            (
                "invalid type: string \"300\", expected u32",
                "found the text \"300\", expected a whole number, 0 or more: write 300 without quotation marks",
            ),
            (
                "invalid type: string \"a \\\"b\\\" `c`\", expected f64",
                "found the text \"a \\\"b\\\" `c\", expected a number",
            ),
            ("invalid value: integer `-3`, expected u32", "found the number -3, expected a whole number, 0 or more"),
            (
                "invalid type: integer `5`, expected a string",
                "found the number 5, expected a text: write \"5\" in quotation marks",
            ),
            ("invalid type: sequence, expected a map", "found a list, expected keys and values, { .. }"),
            ("unknown field `nmae`, expected one of `name`, `folder`", "unknown key nmae (did you mean name?)"),
            ("something else", "something else"),
        ] {
            assert_eq!(in_our_words(serde), said);
        }
    }
}
