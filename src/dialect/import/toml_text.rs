//! Values as TOML writes them (TOML 1.0), on one line each.
//!
//! The library's own writer lays tables out its way; this file is for people to go on editing.

use serde_json::Value;

use crate::blend::Opacity;
use crate::project::is_hidden;

/// A text in quotation marks.
pub(crate) fn text(value: &str) -> String {
    let mut out = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_hidden(c) => out.push_str(&format!("\\U{:08X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A key, in quotation marks where it needs them.
pub(crate) fn key(name: &str) -> String {
    let bare = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if !name.is_empty() && name.bytes().all(bare) { name.to_owned() } else { text(name) }
}

/// A list of texts.
pub(super) fn texts<'a>(values: impl Iterator<Item = &'a str>) -> String {
    format!("[{}]", values.map(text).collect::<Vec<_>>().join(", "))
}

/// A JSON value; `None` for what TOML has not: null, and whole numbers beyond 64 bits with a sign.
pub(super) fn value(json: &Value) -> Option<String> {
    Some(match json {
        Value::Null => return None,
        Value::Bool(value) => value.to_string(),
        Value::Number(number) if number.is_u64() => i64::try_from(number.as_u64()?).ok()?.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(value) => text(value),
        Value::Array(values) => format!("[{}]", values.iter().map(value).collect::<Option<Vec<_>>>()?.join(", ")),
        Value::Object(map) => {
            let pair = |(name, of): (&String, &Value)| Some(format!("{} = {}", key(name), value(of)?));
            format!("{{ {} }}", map.iter().map(pair).collect::<Option<Vec<_>>>()?.join(", ")).replace("{  }", "{}")
        }
    })
}

/// A number with a point, as few digits as give it back.
pub(super) fn float(number: f64) -> String {
    format!("{number:?}")
}

/// An opacity as a fraction of as few decimals as give it back.
pub(crate) fn opacity(opacity: Opacity) -> String {
    let fraction = f64::from(opacity.0) / 255.0;
    let texts = (1..=4).map(|decimals| format!("{fraction:.decimals$}"));
    let gives_back = |text: &String| text.parse().ok().and_then(Opacity::from_fraction) == Some(opacity);
    texts.into_iter().find(gives_back).unwrap_or_else(|| float(fraction))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn every_opacity_is_given_back() {
        for byte in 0..=255 {
            let fraction = opacity(Opacity(byte)).parse().expect("a number");
            assert_eq!(Opacity::from_fraction(fraction), Some(Opacity(byte)));
        }
        assert_eq!([opacity(Opacity(230)), opacity(Opacity(128))], ["0.9", "0.5"]);
    }

    #[test]
    fn values_are_inline() {
        let json = json!({ "a b": [1, 2.0, "x\"\n"], "c": {}, "d": { "e": true } });
        let expected = "{ \"a b\" = [1, 2.0, \"x\\\"\\n\"], c = {}, d = { e = true } }";
        assert_eq!(value(&json).as_deref(), Some(expected));
        assert_eq!(value(&json!([1, null])), None);
        assert_eq!(value(&json!(u64::MAX)), None);
    }

    proptest! {
        #[test]
        fn any_text_reads_back(name in any::<String>(), value in any::<String>()) {
            let table: toml::Table = format!("{} = {}", key(&name), text(&value)).parse().expect("valid TOML");
            prop_assert_eq!(table.get(&name).and_then(toml::Value::as_str), Some(value.as_str()));
        }
    }
}
