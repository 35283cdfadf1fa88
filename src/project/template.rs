//! A form of metadata that the user writes: JSON whose texts hold placeholders such as `{{name}}`.
//!
//! It is checked here, where layers are known, so that a misspelt placeholder is an error before anything is drawn; how
//! it is filled in is the output stage's part.

use serde_json::Value;

use super::suggest::nearest;

/// A JSON value whose texts and keys may have placeholders.
#[derive(Clone, Debug, PartialEq)]
pub enum Template {
    /// Null, a number or a truth value: the same in every file.
    Fixed(Value),
    /// A text.
    Text(TemplateText),
    /// A list.
    Array(Vec<Self>),
    /// Keys and values in order.
    Object(Vec<(TemplateText, Self)>),
}

/// A text and what is filled into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateText(pub Vec<TemplatePart>);

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplatePart {
    /// As it is.
    Literal(String),
    /// To be filled in.
    Fill(Placeholder),
}

/// A value to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// The edition's number.
    Number,
    /// The number as file names have it: padded, hexadecimal.
    Id,
    /// "Robots #7".
    Name,
    /// The collection's name.
    Collection,
    /// The collection's description.
    Description,
    /// The URI of the picture.
    Image,
    /// The hash that names the edition by its traits.
    Dna,
    /// Bytes of the picture's file.
    FileSize,
    /// SHA-256 of the picture's file, in hexadecimal.
    Sha256,
    /// Width of the picture in pixels.
    Width,
    /// Height of the picture in pixels.
    Height,
    /// The list of attributes, `[{trait_type, value}]`; only as a whole text.
    Attributes,
    /// The attributes as an object, value by layer; only as a whole text.
    Traits,
    /// The value of the layer of this name; empty where the edition has none.
    Trait(String),
}

/// The texts between the braces.
const NAMES: [(&str, Placeholder); 13] = [
    ("number", Placeholder::Number),
    ("id", Placeholder::Id),
    ("name", Placeholder::Name),
    ("collection", Placeholder::Collection),
    ("description", Placeholder::Description),
    ("image", Placeholder::Image),
    ("dna", Placeholder::Dna),
    ("file_size", Placeholder::FileSize),
    ("sha256", Placeholder::Sha256),
    ("width", Placeholder::Width),
    ("height", Placeholder::Height),
    ("attributes", Placeholder::Attributes),
    ("traits", Placeholder::Traits),
];

/// The text before a layer's name.
const TRAIT: &str = "traits.";

impl Template {
    /// A template from JSON; `layers` are the names of the layers there are.
    ///
    /// # Errors
    /// The predicate of the file: the placeholder that is wrong, with the nearest.
    pub(crate) fn new(value: Value, layers: &[&str]) -> Result<Self, String> {
        Ok(match value {
            Value::String(text) => Self::Text(TemplateText::new(&text, layers, true)?),
            Value::Array(values) => {
                Self::Array(values.into_iter().map(|value| Self::new(value, layers)).collect::<Result<_, _>>()?)
            }
            Value::Object(map) => Self::Object(
                map.into_iter()
                    .map(|(key, value)| Ok((TemplateText::new(&key, layers, false)?, Self::new(value, layers)?)))
                    .collect::<Result<_, String>>()?,
            ),
            fixed => Self::Fixed(fixed),
        })
    }
}

impl TemplateText {
    /// Splits a text at its placeholders. Only a text that is a `value` can be a whole list.
    fn new(text: &str, layers: &[&str], value: bool) -> Result<Self, String> {
        let mut parts = vec![];
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, after)) = after.split_once("}}") else {
                return Err(format!("has \"{{{{\" without \"}}}}\" after it in \"{text}\": close it"));
            };
            parts.extend((!before.is_empty()).then(|| TemplatePart::Literal(before.to_owned())));
            parts.push(TemplatePart::Fill(placeholder(name.trim(), layers)?));
            rest = after;
        }
        parts.extend((!rest.is_empty()).then(|| TemplatePart::Literal(rest.to_owned())));
        let list =
            |part: &TemplatePart| matches!(part, TemplatePart::Fill(Placeholder::Attributes | Placeholder::Traits));
        if parts.iter().any(list) && (parts.len() > 1 || !value) {
            return Err(format!("has a list of attributes inside the text \"{text}\": make it the whole value"));
        }
        Ok(Self(parts))
    }
}

fn placeholder(name: &str, layers: &[&str]) -> Result<Placeholder, String> {
    if let Some((_, found)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Ok(found.clone());
    }
    if let Some(layer) = name.strip_prefix(TRAIT).filter(|layer| layers.contains(layer)) {
        return Ok(Placeholder::Trait(layer.to_owned()));
    }
    let of_layers: Vec<String> = layers.iter().map(|layer| format!("{TRAIT}{layer}")).collect();
    let known: Vec<&str> = NAMES.iter().map(|(known, _)| *known).chain(of_layers.iter().map(String::as_str)).collect();
    Err(match nearest(name, known.iter().copied()) {
        Some(near) => format!("has the unknown placeholder {{{{{name}}}}} (did you mean {{{{{near}}}}}?)"),
        None => format!("has the unknown placeholder {{{{{name}}}}}; there are {}", known.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_are_split_at_placeholders() {
        let template =
            Template::new(json!({"a{{id}}": ["x {{ traits.Top hat }}!", 1, "{{attributes}}"]}), &["Top hat"]);
        let Ok(Template::Object(fields)) = template else { panic!("{template:?}") };
        let (literal, fill) = (|t: &str| TemplatePart::Literal(t.into()), TemplatePart::Fill);
        assert_eq!(fields[0].0.0, [literal("a"), fill(Placeholder::Id)]);
        let Template::Array(items) = &fields[0].1 else { panic!("{fields:?}") };
        let text = [literal("x "), fill(Placeholder::Trait("Top hat".into())), literal("!")];
        assert_eq!(items[0], Template::Text(TemplateText(text.into())));
        assert_eq!(items[1], Template::Fixed(json!(1)));
    }

    #[test]
    fn what_is_misspelt_is_named_with_the_nearest() {
        let problem = |text: &str| Template::new(json!(text), &["Hat", "Eyes"]).expect_err("wrong");
        assert_eq!(problem("{{nmae}}"), "has the unknown placeholder {{nmae}} (did you mean {{name}}?)");
        assert_eq!(
            problem("{{traits.Eye}}"),
            "has the unknown placeholder {{traits.Eye}} (did you mean {{traits.Eyes}}?)"
        );
        assert!(problem("{{what is this}}").ends_with("traits, traits.Hat, traits.Eyes"));
        assert!(problem("{{name").contains("without \"}}\""));
        assert!(problem("my {{attributes}}").contains("inside the text"));
        assert!(Template::new(json!({"{{traits}}": 1}), &[]).expect_err("wrong").contains("inside the text"));
    }
}
