//! Finds the items of a list in brackets, or of a table in braces, in the text of a TOML file.

use std::ops::Range;

/// What stands within a pair of brackets or braces.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Scan {
    /// The items, without the white space, commas and comments around them.
    pub items: Vec<Range<usize>>,
    /// All between the brackets.
    pub inside: Range<usize>,
}

/// Finds what stands within the brackets that open at a place of a valid text; `None` where none do.
pub(super) fn scan(text: &str, open: usize) -> Option<Scan> {
    let bytes = text.as_bytes();
    if !matches!(bytes.get(open)?, b'[' | b'{') {
        return None;
    }
    let (mut items, mut item): (Vec<Range<usize>>, Option<Range<usize>>) = (vec![], None);
    let (mut at, mut depth) = (open + 1, 1_usize);
    loop {
        let end = token_end(text, at)?;
        match bytes[at] {
            b' ' | b'\t' | b'\r' | b'\n' | b'#' => {}
            b',' if depth == 1 => items.extend(item.take()),
            byte => {
                match byte {
                    b'[' | b'{' => depth += 1,
                    b']' | b'}' => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    items.extend(item);
                    return Some(Scan { items, inside: open + 1..at });
                }
                item = Some(item.map_or(at, |item| item.start)..end);
            }
        }
        at = end;
    }
}

/// The end of the token at a place: of a text in quotation marks, of a comment, or of one byte.
fn token_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let quote = match rest.as_bytes().first()? {
        b'#' => return Some(rest.find('\n').map_or(text.len(), |end| at + end)),
        quote @ (b'"' | b'\'') => *quote,
        _ => return Some(at + rest.chars().next()?.len_utf8()),
    };
    let has_escapes = quote == b'"';
    let marks = |from: usize| text.as_bytes()[from..].iter().take_while(|byte| **byte == quote).count();
    let is_long = marks(at) >= 3;
    let mut end = at + if is_long { 3 } else { 1 };
    loop {
        match *text.as_bytes().get(end)? {
            b'\\' if has_escapes => end += 2,
            // A long text may end with up to two marks of its own.
            byte if byte == quote && is_long => match marks(end) {
                count @ 3.. => return Some(end + count.min(5)),
                count => end += count,
            },
            byte if byte == quote => return Some(end + 1),
            _ => end += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<&str> {
        scan(text, 0).map_or_else(Vec::new, |scan| scan.items.into_iter().map(|item| &text[item]).collect())
    }

    #[test]
    fn items_end_at_their_commas() {
        assert_eq!(items("[]"), [""; 0]);
        assert_eq!(items("[ 1 , [2, 3],{ a = [4], b = 5 } ,] # , 6"), ["1", "[2, 3]", "{ a = [4], b = 5 }"]);
        assert_eq!(items("{ a . b = 1, \"c,}\" = ',\\' }"), ["a . b = 1", "\"c,}\" = ',\\'"]);
        assert_eq!(items("[ # one, two\n  1 # ]\n  # three,\n , 2, # \"\n]"), ["1", "2"]);
        assert_eq!(items("[\"\\\"],\", '', \"\", \"\"\"a\"],\\\"\"\"\"\"\", '''\n'],#'''', 1]").len(), 6);
        assert_eq!(scan("1", 0), None);
        assert_eq!(scan("[1", 0), None);
        assert_eq!(scan("a = [1]", 4).map(|scan| scan.inside), Some(5..6));
    }
}
