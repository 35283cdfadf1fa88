//! What an address asks for: `/SEED.png?size=256&Hat=Crown`.
//!
//! Nothing of an address ever names a file: the seed is hashed, and the other words are looked up in the project.

use super::refusal::{Refusal, Why};
use crate::choice::{Choice, choice};

/// Bytes of a seed at most.
const LONGEST_SEED: usize = 1024;

/// Traits that are given at most: more layers than any project has.
const MOST_PINS: usize = 256;

choice! {
    /// The format of an answer. The name is the extension of addresses.
    pub enum Format: &'static str {
        Png = ("png", "Lossless, joined from encoded tiles", "image/png"),
        Webp = ("webp", "Lossless, smaller, slower", "image/webp"),
        Jpeg = ("jpg", "Without transparency, which is put on black", "image/jpeg"),
        Json = ("json", "The traits, as text", "application/json"),
    }
}

/// Layers and the traits that they show, by name.
pub type Pins = Vec<(String, String)>;

/// What an address asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The text that the picture is drawn of.
    pub seed: String,
    /// The format.
    pub format: Format,
    /// Pixels of the longer side; `None` is the size of the canvas.
    pub size: Option<u32>,
    /// Layers and the traits they are to show, in the order of their names.
    pub pins: Pins,
}

impl Ask {
    /// Reads the path and the query of an address.
    ///
    /// # Errors
    /// A refusal that says what is expected instead.
    pub fn read(path: &str, query: Option<&str>) -> Result<Self, Refusal> {
        let formats = Format::names().map(|name| format!("/SEED.{name}")).collect::<Vec<_>>().join(", ");
        let nothing = || Refusal::new(Why::Nothing, format!("there is nothing at this address: ask for {formats}"));
        let name = path.strip_prefix('/').filter(|name| !name.contains('/')).ok_or_else(nothing)?;
        let (seed, extension) = name.rsplit_once('.').ok_or_else(nothing)?;
        let format = Format::from_name(extension).ok_or_else(nothing)?;
        let seed = decoded(seed, false)?;
        if seed.is_empty() {
            return Err(nothing());
        }
        if seed.len() > LONGEST_SEED {
            return Err(Refusal::new(Why::Wrong, format!("the seed is longer than {LONGEST_SEED} bytes: shorten it")));
        }
        let (mut size, mut pins) = (None, vec![]);
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decoded(name, true)?, decoded(value, true)?);
            if name == "size" {
                let pixels = value.parse().ok().filter(|pixels| *pixels > 0);
                let wrong = || Refusal::new(Why::Wrong, "size is the longer side in pixels: write one such as 256");
                size = Some(pixels.ok_or_else(wrong)?);
            } else {
                pins.push((name, value));
            }
        }
        if pins.len() > MOST_PINS {
            return Err(Refusal::new(Why::Wrong, format!("more than {MOST_PINS} traits are given: leave some out")));
        }
        pins.sort_unstable();
        Ok(Self { seed, format, size, pins })
    }
}

/// Decodes percent signs (RFC 3986, 2.1), and in queries plus signs, which forms write for spaces.
fn decoded(text: &str, is_query: bool) -> Result<String, Refusal> {
    let wrong = |problem| Refusal::new(Why::Wrong, format!("the address {problem}"));
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' if is_query => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
                let (high, low) = (digit(), digit());
                let value = high.zip(low).map(|(high, low)| (high * 16 + low) as u8);
                value.ok_or_else(|| wrong("has a % without two hexadecimal digits: write %25 for the sign itself"))?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).map_err(|_| wrong("is not UTF-8: encode it so before percent signs are put in"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str, query: &str) -> Result<Ask, Why> {
        Ask::read(path, Some(query)).map_err(|refusal| refusal.why)
    }

    #[test]
    fn an_address_is_a_seed_a_format_a_size_and_traits() {
        let ask = read("/Jos%C3%A9+1.x.webp", "size=64&Hat=Top+Hat&Eyes=%26&&Back").unwrap();
        let pins = [("Back", ""), ("Eyes", "&"), ("Hat", "Top Hat")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(ask, Ask { seed: "José+1.x".into(), format: Format::Webp, size: Some(64), pins: pins.into() });
        assert_eq!(Ask::read("/a.png", None).unwrap(), read("/a.png", "").unwrap());
        assert_eq!(read("/%2e%2e%2fetc%2Fpasswd.png", "").unwrap().seed, "../etc/passwd");
        assert_eq!(read("/..png", "").unwrap().seed, ".");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for path in ["", "/", "/a", "/a.gif", "/a.PNG", "/a/b.png", "/../a.png", "//a.png", "/.png", "/a.png/", "a.png"]
        {
            assert_eq!(read(path, ""), Err(Why::Nothing), "{path}");
        }
        for (path, query) in [
            ("/%ff.png", ""),
            ("/%.png", ""),
            ("/%4.png", ""),
            ("/%zz.png", ""),
            ("/a.png", "Hat=%"),
            ("/a.png", "size="),
            ("/a.png", "size=0"),
            ("/a.png", "size=-1"),
            ("/a.png", "size=1e3"),
            ("/a.png", "size=99999999999"),
            (&format!("/{}.png", "a".repeat(1025)), ""),
            ("/a.png", &"a=b&".repeat(257)),
        ] {
            assert_eq!(read(path, query), Err(Why::Wrong), "{path}?{query}");
        }
        assert!(read(&format!("/{}.png", "a".repeat(1024)), "").is_ok());
    }
}
