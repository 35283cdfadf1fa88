//! The page as one file: template, style, scripts and data, which are kept in files of their own, put together.
//!
//! The template has the places `{{policy}}`, `{{title}}`, `{{style}}`, `{{data}}` and `{{script}}`. Scripts are modules that
//! import each other, so that tools read them; a page that is opened from disk may not import files, so they become one
//! module, in the order of [`SCRIPTS`], without the words `import` and `export`. Their names at the top level are different
//! for that reason.
//!
//! Data is JSON in an element that no browser runs, without `<`, so that no name ends it. The policy names the hashes of style
//! and script: nothing else runs, and nothing is fetched but pictures beside the page.

use sha2::{Digest, Sha256};

use super::data::{Data, base64};

const TEMPLATE: &str = include_str!("page/gallery.html");
const STYLE: &str = include_str!("page/gallery.css");

/// The scripts; each imports only what comes before it.
const SCRIPTS: &[&str] = &[
    include_str!("page/dom.js"),
    include_str!("page/data.js"),
    include_str!("page/draw.js"),
    include_str!("page/filter.js"),
    include_str!("page/address.js"),
    include_str!("page/grid.js"),
    include_str!("page/facets.js"),
    include_str!("page/rarity.js"),
    include_str!("page/large.js"),
    include_str!("page/keys.js"),
    include_str!("page/main.js"),
];

/// Puts the page together.
pub(super) fn page(data: &Data) -> String {
    let script: String = SCRIPTS.iter().map(|module| without_imports(module)).collect();
    let json = serde_json::to_string(data).expect("only texts, numbers and lists").replace('<', "\\u003c");
    let title = if data.name.is_empty() { "Gallery" } else { &data.name };
    let (policy, title) = (policy(&script), escaped(title));
    let mut page = String::with_capacity(TEMPLATE.len() + STYLE.len() + script.len() + json.len() + (1 << 10));
    let mut rest = TEMPLATE;
    // What was put in is not looked at again, whatever it says.
    while let Some((before, (name, after))) =
        rest.split_once("{{").and_then(|(b, rest)| Some((b, rest.split_once("}}")?)))
    {
        page.push_str(before);
        page.push_str(match name {
            "policy" => &policy,
            "title" => &title,
            "style" => STYLE,
            "data" => &json,
            "script" => &script,
            _ => "",
        });
        rest = after;
    }
    page + rest
}

/// Pictures may come from beside the page, which browsers call by different names when it was opened from disk.
fn policy(script: &str) -> String {
    let hash = |text: &str| format!("'sha256-{}'", base64(&Sha256::digest(text)));
    format!(
        "default-src 'none'; img-src 'self' file: data: blob:; style-src {}; script-src {}; base-uri 'none'; \
         form-action 'none'",
        hash(STYLE),
        hash(script)
    )
}

/// A module as part of a larger one.
fn without_imports(module: &str) -> String {
    let lines = module.lines().filter(|line| !line.starts_with("import "));
    lines.flat_map(|line| [line.strip_prefix("export ").unwrap_or(line), "\n"]).collect()
}

/// Text as it stands in an element.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What becomes one module must have different names, one line for each import, and no end of a script in it.
    #[test]
    fn scripts_can_be_put_together() {
        let mut names = BTreeSet::new();
        for module in SCRIPTS {
            for line in module.lines() {
                assert!(!line.starts_with("import ") || line.ends_with("\";") || line.ends_with("';"), "{line}");
                let declared = line.strip_prefix("export ").unwrap_or(line);
                let kinds = ["const ", "let ", "function ", "async function ", "class "];
                let name = kinds.iter().find_map(|kind| declared.strip_prefix(kind)).map(|rest| {
                    rest.split(|c: char| !c.is_alphanumeric() && !"_$".contains(c)).next().unwrap_or_default()
                });
                if let Some(name) = name.filter(|name| !name.is_empty()) {
                    assert!(names.insert(name), "{name} is declared twice");
                }
            }
        }
        let script: String = SCRIPTS.iter().map(|module| without_imports(module)).collect();
        assert!(!script.contains("</script") && !script.contains("<!--") && !STYLE.contains("</style"));
        assert!(!script.lines().any(|line| line.starts_with("export") || line.starts_with("import")));
    }

    #[test]
    fn the_template_has_a_place_for_each_part() {
        assert_eq!(TEMPLATE.matches("{{").count(), 5);
        for name in ["policy", "title", "style", "data", "script"] {
            assert_eq!(TEMPLATE.matches(&format!("{{{{{name}}}}}")).count(), 1, "{name}");
        }
    }
}
