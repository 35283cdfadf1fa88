//! DNA: the text that names an edition by its traits, and its SHA-1, as HashLips metadata has them.
//!
//! It is a foreign format, followed to the letter. Source: `src/main.js` of the HashLips art engine (`dc4a69e`):
//! `id:filename` of each layer bottom up, joined with `-`, `?bypassDNA=true` after the item of a layer that is not
//! compared; the `dna` of the metadata is the lower-case hexadecimal SHA-1 of all of it. Before 1.0.7 nothing stands
//! between items, before 1.0.2 an item is the number alone and nothing is hashed. nftchef (art-engine 2.2) joins items
//! with `*` in the order of drawing, and leaves out what draws nothing; before 2.2 its metadata has the Keccak-256 of
//! that text as JSON.

use std::fmt::{self, Write};

use hashbrown::HashMap;
use sha1::{Digest, Sha1};
use sha3::Keccak256;

use super::colour;
use super::model::{Edition, Plan};
use crate::canvas::StraightRgba;
use crate::project::{Background, DnaValue, Project};

/// The DNA text of an edition.
pub fn dna_string(project: &Project, edition: Edition<'_>) -> String {
    let mut text = String::new();
    write_dna(project, edition, &mut text).expect("a String takes any text");
    text
}

/// The `dna` of metadata: the lower-case hexadecimal SHA-1 of the DNA text, 40 digits; or that text itself, where the
/// project says so; or of early nftchef projects the Keccak-256 of it as JSON, 64 digits.
pub fn dna_hash(project: &Project, edition: Edition<'_>) -> String {
    let mut text = String::with_capacity(40);
    write_dna_hash(project, edition, &mut text);
    text
}

/// Writes the DNA text; nothing is allocated here.
///
/// # Errors
/// Only those of `out`.
pub fn write_dna(project: &Project, edition: Edition<'_>, out: &mut impl Write) -> fmt::Result {
    let joint = project.dna_delimiter();
    let items = edition.drawn(project).map(|pick| project.trait_(pick)).filter(|t| !t.dna.is_empty());
    for (i, t) in items.enumerate() {
        let join = if i == 0 { "" } else { joint };
        let bypass = if project.layer(t.layer).bypass_dna { "?bypassDNA=true" } else { "" };
        write!(out, "{join}{}{bypass}", t.dna)?;
    }
    Ok(())
}

/// nftchef's `_dna.json`: of each edition its number and DNA, with the background where it is a random hue.
pub fn dna_list(project: &Project, plan: &Plan) -> String {
    let Background::RandomHue { lightness } = project.background else {
        return list(project, plan, |_| String::new());
    };
    let percent = f64::from(lightness) / 10.0;
    let hues: HashMap<StraightRgba, u16> =
        (0..360).rev().map(|hue| (colour::full_saturation(hue, lightness), hue)).collect();
    // A background that was given by hand may be another colour.
    list(project, plan, |edition| match edition.background.map(|c| hues.get(&c)) {
        Some(Some(hue)) => format!("___hsl({hue}, 100%, {percent}%)"),
        Some(None) => format!("___{}", colour::to_text(edition.background)),
        None => String::new(),
    })
}

/// The list as `JSON.stringify(list, null, 2)` prints it.
fn list(project: &Project, plan: &Plan, background: impl Fn(Edition<'_>) -> String) -> String {
    let mut text = String::from("[");
    for edition in plan.editions() {
        let dna = format!("{}/{}{}", edition.number, dna_string(project, edition), background(edition));
        text.push_str(if text.len() > 1 { ",\n  " } else { "\n  " });
        text.push_str(&serde_json::Value::from(dna).to_string());
    }
    text.push_str(if plan.is_empty() { "]" } else { "\n]" });
    text
}

/// Appends [`dna_hash`] to `out`; nothing is allocated if it has room for it, but in early nftchef projects.
pub fn write_dna_hash(project: &Project, edition: Edition<'_>, out: &mut String) {
    match project.conventions.dna_value {
        DnaValue::Text => write_dna(project, edition, out).expect("a String takes any text"),
        DnaValue::Keccak256 => {
            let text = serde_json::Value::from(dna_string(project, edition)).to_string();
            push_hex(&Keccak256::digest(text), out);
        }
        DnaValue::Sha1 => {
            let mut hash = Hashed(Sha1::new());
            write_dna(project, edition, &mut hash).expect("a hash takes any text");
            push_hex(&hash.0.finalize(), out);
        }
    }
}

fn push_hex(bytes: &[u8], out: &mut String) {
    for digit in bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]) {
        out.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
    }
}

struct Hashed(Sha1);

impl Write for Hashed {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}
