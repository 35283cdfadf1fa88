//! Takes the text of a script apart without running it: its functions, and literals that a reader wants to see.
//!
//! Enough for what `src/main.js` of the engines and of their forks look like; what looks otherwise is not found, and is then
//! not told.

use sha2::{Digest, Sha256};

/// The SHA-256 of a text's words with one space between them, in lower-case hexadecimal digits.
///
/// Line ends, indentation and a byte order mark make no difference.
pub(super) fn hash(text: &str) -> String {
    let words: Vec<&str> = text.trim_start_matches('\u{feff}').split_whitespace().collect();
    Sha256::digest(words.join(" ")).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Names and texts of the functions that begin in the first column, without the lines that are comments.
pub(super) fn functions(text: &str) -> Vec<(&str, String)> {
    let mut found: Vec<(&str, String)> = vec![];
    let mut is_within = false;
    for line in text.trim_start_matches('\u{feff}').lines().map(str::trim_end) {
        if line.starts_with(|c: char| !c.is_whitespace() && !"})]/*".contains(c)) {
            let name = declared(line);
            is_within = name.is_some();
            found.extend(name.map(|name| (name, line.to_owned())));
        } else if is_within
            && !["//", "*", "/*"].iter().any(|comment| line.trim_start().starts_with(comment))
            && let Some((_, body)) = found.last_mut()
        {
            body.push('\n');
            body.push_str(line);
        }
    }
    found
}

/// The name of the function that a line begins.
fn declared(line: &str) -> Option<&str> {
    let line = line.strip_prefix("export ").unwrap_or(line);
    let rest =
        ["const ", "let ", "var ", "async function ", "function "].iter().find_map(|word| line.strip_prefix(word))?;
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$').unwrap_or(rest.len());
    let is_function =
        line.contains("=>") || line.contains("function") || line.ends_with("= (") || line.ends_with("= async (");
    (is_function && end > 0).then(|| &rest[..end])
}

/// The text literal that follows the first `before`, as it is between its quotation marks.
pub(super) fn literal_after<'t>(text: &'t str, before: &str) -> Option<&'t str> {
    let rest = text.split_once(before)?.1.trim_start();
    let quote = rest.chars().next().filter(|c| "\"'`".contains(*c))?;
    let rest = &rest[1..];
    rest.find(quote).map(|end| &rest[..end])
}

/// The keys of the object literal that follows `before`, without those of objects inside of it.
pub(super) fn keys_after<'t>(text: &'t str, before: &str) -> Vec<&'t str> {
    let Some((_, rest)) = text.split_once(before) else { return vec![] };
    let mut keys = vec![];
    let (mut depth, mut start, mut quote) = (0_usize, Some(0), None);
    for (at, c) in rest.char_indices() {
        match (c, quote) {
            (_, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'' | '`', None) => quote = Some(c),
            // A comment goes to the end of its line, as a text does to its mark.
            ('/', None) if rest[at + 1..].starts_with('/') => quote = Some('\n'),
            ('{' | '[' | '(', None) => {
                depth += 1;
                if depth > 1 {
                    start = None;
                } else {
                    start = Some(at + 1);
                }
            }
            (',' | ':' | '}', None) if depth == 1 => {
                let key = start.take().map(|start| last_word(&rest[start..at]));
                keys.extend(key.filter(|key| is_name(key)));
                match c {
                    ',' => start = Some(at + 1),
                    '}' => break,
                    _ => {}
                }
            }
            ('}' | ']' | ')', None) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    keys
}

/// The last line of a key's text, without what comments stand before it and without quotation marks.
fn last_word(text: &str) -> &str {
    text.trim().lines().next_back().unwrap_or_default().trim().trim_matches(['"', '\''])
}

fn is_name(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "\u{feff}const count = 1;\nconst pick = (from) => {\n  // any\n  return from[0];\n};\n\
        /** Says it. */\nasync function say(\n  text\n) {\n  tell(text);\n}\nconst { a } = require('x');\nsay(a);\n";

    #[test]
    fn functions_are_found_whatever_the_layout() {
        let names = |text: &str| functions(text).iter().map(|(n, t)| (n.to_string(), hash(t))).collect::<Vec<_>>();
        let found = names(SCRIPT);
        assert_eq!(found.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["pick", "say"]);
        assert_eq!(names(&SCRIPT.replace('\n', "  \r\n").replace("  // any", "")), found);
        assert_ne!(names(&SCRIPT.replace("[0]", "[1]"))[0], found[0]);
        assert_eq!(hash(&SCRIPT.replace('\n', "\r\n")), hash(SCRIPT));
        assert_ne!(hash("`${a} #${b}`"), hash("`${a}#${b}`"));
    }

    #[test]
    fn literals_and_keys_are_found() {
        let text = "let m = {\n  name: `#${n}`, // it's\n  list: [{ inner: 1 }],\n  ...more,\n  short,\n  // a note\n  'quoted': f({ x: 2 }),\n};";
        assert_eq!(literal_after(text, "name:"), Some("#${n}"));
        assert_eq!(literal_after(text, "list:"), None);
        assert_eq!(keys_after(text, "m = "), ["name", "list", "short", "quoted"]);
    }
}
