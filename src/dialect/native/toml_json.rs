//! TOML values as JSON, for what a configuration hands on as it is.

use serde_json::{Map, Value};

use crate::dialect::problem::Problem;

/// A TOML table as JSON, keys in the order written.
pub(super) fn json_table(table: &toml::Table, at: &str) -> Result<Map<String, Value>, Problem> {
    table.iter().map(|(key, value)| Ok((key.clone(), json_value(value, &format!("{at}.{key}"))?))).collect()
}

/// A TOML value as JSON.
pub(super) fn json_value(value: &toml::Value, at: &str) -> Result<Value, Problem> {
    Ok(match value {
        toml::Value::String(text) => text.as_str().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Boolean(value) => (*value).into(),
        // JSON has no dates: the text, as TOML writes it.
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(values) => {
            values.iter().map(|value| json_value(value, at)).collect::<Result<Vec<_>, _>>()?.into()
        }
        toml::Value::Table(table) => json_table(table, at)?.into(),
        toml::Value::Float(number) => serde_json::Number::from_f64(*number)
            .ok_or_else(|| Problem::new(at, format!("is {number}, which JSON cannot hold: write a finite number")))?
            .into(),
    })
}
