//! Takes the text of a script apart without running it: its functions, and literals that a reader wants to see.
//!
//! Enough for what `src/main.js` of the engines and of their forks look like; what looks otherwise is not found, and is then
//! not told.

use sha2::{Digest, Sha256};

/// The SHA-256 of what a text does, in lower-case hexadecimal digits.
///
/// A byte order mark and whatever [`plain`] leaves out make no difference.
pub(super) fn hash(text: &str) -> String {
    Sha256::digest(plain(text.trim_start_matches('\u{feff}'))).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A script in one way of writing it: without comments, white space, semicolons and commas before a closing bracket, with
/// one kind of quotation mark, and `let` for `var` and `const`.
///
/// `tools/releases.py` does the same. Regular expressions are not known: a mark in one begins a text, there and here.
pub(super) fn plain(mut text: &str) -> String {
    let mut out = String::new();
    while let Some(c) = text.chars().next() {
        let (token, rest) = text.split_at(length(text, c));
        text = rest;
        match c {
            ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | ';' => {}
            '/' if token.len() > 1 => {}
            '"' | '\'' => {
                let inner = token[1..].strip_suffix(c).unwrap_or(&token[1..]);
                out.extend(["\"", &inner.replace("\\'", "'").replace("\\\"", "\""), "\""]);
            }
            '`' => out += &token.replace('\'', "\"").replace('\r', ""),
            ')' | ']' | '}' => {
                out.truncate(out.strip_suffix(',').unwrap_or(&out).len());
                out.push(c);
            }
            _ => {
                if is_word(c) && out.ends_with(is_word) {
                    out.push(' ');
                }
                out += if ["const", "var"].contains(&token) { "let" } else { token };
            }
        }
    }
    out
}

/// The length in bytes of the comment, text, word or single character that begins a script with `first`.
fn length(script: &str, first: char) -> usize {
    let rest = &script[first.len_utf8()..];
    match first {
        '/' if rest.starts_with('/') => script.find('\n').unwrap_or(script.len()),
        '/' if rest.starts_with('*') => script[2..].find("*/").map_or(script.len(), |end| end + 4),
        '"' | '\'' | '`' => {
            let mut is_escaped = false;
            for (at, c) in rest.char_indices() {
                match c {
                    _ if is_escaped => is_escaped = false,
                    '\\' => is_escaped = true,
                    '\n' if first != '`' => return 1 + at,
                    _ if c == first => return 2 + at,
                    _ => {}
                }
            }
            script.len()
        }
        _ if is_word(first) => script.find(|c| !is_word(c)).unwrap_or(script.len()),
        _ => first.len_utf8(),
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
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
    let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
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
                keys.extend(start.take().and_then(|start| key_in(&rest[start..at])));
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

/// The key that the last line of a text is, without quotation marks; before it may be comments.
fn key_in(text: &str) -> Option<&str> {
    let last = text.trim().lines().next_back()?.trim();
    let quoted = ['"', '\''].into_iter().find_map(|mark| last.strip_prefix(mark)?.strip_suffix(mark));
    quoted.or(Some(last).filter(|key| key.chars().all(is_word))).filter(|key| !key.is_empty())
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
    fn ways_of_writing_are_one() {
        for (one, other) in [
            ("const a = f(1, 'x');", "let a = f(\n  1,\n  \"x\",\n)"),
            ("var it = 'it\\'s'; // so", "const it = \"it's\""),
            ("a(); /* b\n; c */ d()", "a()\nd()"),
            ("`${a ? \"b\" : ''}`", "`${a ? 'b' : \"\"}`"),
        ] {
            assert_eq!(plain(one), plain(other));
        }
        for (one, other) in [
            ("f('//a')", "f('//b')"),
            ("f(';')", "f('')"),
            ("return a", "returna"),
            ("f('a b')", "f('ab')"),
            ("f(`a;`)", "f(`a`)"),
        ] {
            assert_ne!(plain(one), plain(other));
        }
        for cut in ["'\\", "`a", "/*", "/* *", "//", "\"\n", "é'é", "/"] {
            plain(cut);
        }
    }

    #[test]
    fn literals_and_keys_are_found() {
        let text = "let m = {\n  name: `#${n}`, // it's\n  list: [{ inner: 1 }],\n  ...more,\n  short,\n  // a note\n  'quoted': f({ x: 2 }), \"token-id\": 1,\n};";
        assert_eq!(literal_after(text, "name:"), Some("#${n}"));
        assert_eq!(literal_after(text, "list:"), None);
        assert_eq!(keys_after(text, "m = "), ["name", "list", "short", "quoted", "token-id"]);
    }
}
