//! JSON text exactly as `JSON.stringify(x, null, 2)` prints it.
//!
//! serde_json's own printer differs in one thing: numbers that are not whole (`1.0`, `1e21`). Metadata of a
//! HashLips project must not change by a byte, so they are printed here. Source: ECMA-262, 15th edition,
//! 25.5.2 (SerializeJSONProperty, QuoteJSONString) and 6.1.6.1.20 (Number::toString).

use serde_json::{Number, Value};

/// Appends a value whose first line stands `depth` levels from the margin.
pub(super) fn push_value(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => push_number(out, number),
        Value::String(text) => push_string(out, text),
        Value::Array(items) => push_block(out, ['[', ']'], items.iter().map(|v| (None, v)), depth),
        Value::Object(map) => push_block(out, ['{', '}'], map.iter().map(|(k, v)| (Some(k.as_str()), v)), depth),
    }
}

fn push_block<'a>(
    out: &mut String,
    [open, close]: [char; 2],
    items: impl ExactSizeIterator<Item = (Option<&'a str>, &'a Value)>,
    depth: usize,
) {
    out.push(open);
    let empty = items.len() == 0;
    for (i, (key, value)) in items.enumerate() {
        out.push_str(if i == 0 { "" } else { "," });
        push_line(out, depth + 1);
        if let Some(key) = key {
            push_string(out, key);
            out.push_str(": ");
        }
        push_value(out, value, depth + 1);
    }
    if !empty {
        push_line(out, depth);
    }
    out.push(close);
}

/// Appends a line break and the indentation of a line `depth` levels from the margin.
pub(super) fn push_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

/// A value as text, laid out as all metadata is.
pub fn value_text(value: &Value) -> String {
    let mut text = String::new();
    push_value(&mut text, value, 0);
    text
}

/// Turns a value into text: a text stays as it is, any other value is printed as JSON.
pub(super) fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value_text(value), str::to_owned)
}

/// Appends a text in quotes.
pub(super) fn push_string(out: &mut String, text: &str) {
    out.push('"');
    push_escaped(out, text);
    out.push('"');
}

/// Appends what stands between the quotes: only quotes, backslashes and characters below U+0020 are escaped.
pub(super) fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..'\u{20}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            _ => out.push(c),
        }
    }
}

fn push_number(out: &mut String, number: &Number) {
    match number.as_f64() {
        Some(value) if number.is_f64() => push_float(out, value),
        _ => out.push_str(&number.to_string()),
    }
}

/// Appends a finite number. Rust and JavaScript both take the shortest digits that read back as the same
/// number, and of those the nearest; they differ only in how they lay them out.
fn push_float(out: &mut String, value: f64) {
    let text = format!("{:e}", value.abs());
    let (mantissa, exponent) = text.split_once('e').expect("`{:e}` has an exponent");
    let digits = mantissa.replace('.', "");
    let exponent: i32 = exponent.parse().expect("`{:e}` has a decimal exponent");
    let (count, point) = (digits.len() as i32, exponent + 1);

    // JavaScript prints -0 without its sign.
    out.push_str(if value < 0.0 { "-" } else { "" });
    if point > 21 || point <= -6 {
        let (first, rest) = digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        out.push_str(&format!("{first}{dot}{rest}e{exponent:+}"));
    } else if point <= 0 {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', -point as usize));
        out.push_str(&digits);
    } else if point >= count {
        out.push_str(&digits);
        out.extend(std::iter::repeat_n('0', (point - count) as usize));
    } else {
        let (whole, part) = digits.split_at(point as usize);
        out.push_str(&format!("{whole}.{part}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn printed(value: &Value) -> String {
        let mut out = String::new();
        push_value(&mut out, value, 0);
        out
    }

    #[test]
    fn escapes_each_character_as_javascript_does() {
        // serde_json escapes the same set, in the same form; all of the first 12,288 characters show it.
        for c in (0..0x3000).filter_map(char::from_u32) {
            let value = Value::String(format!("a{c}b"));
            assert_eq!(printed(&value), value.to_string());
        }
        assert_eq!(
            printed(&"\u{0}\u{1f}\u{7f}\u{2028}\u{1f40c}/".into()),
            "\"\\u0000\\u001f\u{7f}\u{2028}\u{1f40c}/\""
        );
    }

    #[test]
    fn numbers_are_laid_out_as_javascript_does() {
        // What Node 20 prints for JSON.stringify of the same literals.
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (0.1 + 0.2, "0.30000000000000004"),
            (123.456, "123.456"),
            (1e-6, "0.000001"),
            (1.5e-6, "0.0000015"),
            (1e-7, "1e-7"),
            (-1.25e-7, "-1.25e-7"),
            (1e20, "100000000000000000000"),
            (1.5e20, "150000000000000000000"),
            (123_456_789_012_345_680_000.0, "123456789012345680000"),
            (1e21, "1e+21"),
            (1.25e21, "1.25e+21"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
        ];
        for (value, text) in cases {
            assert_eq!(printed(&value.into()), text);
        }
        assert_eq!(printed(&serde_json::json!([u64::MAX, i64::MIN])), format!("[\n  {},\n  {}\n]", u64::MAX, i64::MIN));
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..5).prop_map(|list| list.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn equals_serde_json_where_there_are_no_fractions(value in any_value()) {
            prop_assert_eq!(printed(&value), serde_json::to_string_pretty(&value).unwrap());
        }

        #[test]
        fn any_number_reads_back(bits in any::<u64>()) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            let text = printed(&value.into());
            prop_assert_eq!(text.parse::<f64>().unwrap(), value, "{}", text);
        }
    }
}
