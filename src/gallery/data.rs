//! Everything that the page knows, as it stands in it: one JSON object.
//!
//! Tables of numbers are base64 of little-endian integers, one after the other; an edition is a position in them. Ids are
//! positions in the lists. Names and texts are data here and stay text on the page.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use crate::canvas::CanvasSize;

/// The version of the form, for the page to refuse what it does not know.
pub(super) const VERSION: u32 = 1;

/// All data of a page.
#[derive(Debug, Serialize)]
pub(super) struct Data {
    /// [`VERSION`].
    pub version: u32,
    /// The collection's name; may be empty.
    pub name: String,
    /// Its description; may be empty.
    pub description: String,
    /// Width and height of a picture.
    pub canvas: [u32; 2],
    /// Width and height of the canvas that traits are drawn on; that of pictures where it is no larger.
    pub thumbnail: [u32; 2],
    /// `true` if pixels are to be seen as squares when they are made larger.
    pub pixelated: bool,
    /// The form of the names of picture files.
    pub file: FileName,
    /// `ethereum`, `solana`, `cardano` or `tezos`.
    pub network: &'static str,
    pub layers: Vec<Layer>,
    pub sets: Vec<Set>,
    pub traits: Vec<Trait>,
    /// Pictures of traits, as data URLs.
    pub sheets: Vec<String>,
    /// `true` if the background is painted under the finished picture, so that no blend mode sees it.
    pub background_last: bool,
    pub editions: Editions,
}

/// The address of an edition's picture, seen from the page: `before`, the number, `after`; or `before` and the name that
/// [`Editions::files`] has.
#[derive(Debug, Serialize)]
pub(super) struct FileName {
    pub before: String,
    pub after: String,
}

/// A layer.
#[derive(Debug, Serialize)]
pub(super) struct Layer {
    pub name: String,
    /// `true` if metadata has it.
    pub in_metadata: bool,
}

/// The layers of some editions.
#[derive(Debug, Serialize)]
pub(super) struct Set {
    /// What its editions are called; `None`: as the collection.
    pub name: Option<String>,
    /// Ids of its layers, the lowest first: an edition has a pick for each, in this order.
    pub layers: Vec<u32>,
    /// For each trait its place when an edition is drawn, the lowest first; `None`: in the order of the layers.
    pub ranks: Option<Vec<u32>>,
    /// Attributes that all of its editions have beside their traits: type and value.
    pub attributes: Vec<[String; 2]>,
}

/// A trait.
#[derive(Debug, Serialize)]
pub(super) struct Trait {
    /// Id of its layer.
    pub layer: u32,
    /// May be empty where it is nothing.
    pub name: String,
    /// Its file below its layer's folder; empty where it has none.
    pub file: String,
    /// The part of the editions with its layer that should have it; `None` where nothing says so.
    pub asked: Option<f64>,
    /// The editions that have it.
    pub got: u32,
    /// `true` if it means that its layer has none.
    pub nothing: bool,
    pub blend: &'static str,
    /// 0 to 1.
    pub opacity: f64,
    /// Type and value in metadata; `None` where metadata leaves it out.
    pub attribute: Option<[String; 2]>,
    /// Further attributes, of a 1/1 picture.
    pub attributes: Vec<[String; 2]>,
    /// Number of its sheet; left, top, width and height there. `None` for one that shows nothing.
    pub sheet: Option<[u32; 5]>,
    /// The left and top of it on the thumbnail's canvas.
    pub at: [u32; 2],
}

/// Tables with a row for each edition, by number.
#[derive(Debug, Serialize)]
pub(super) struct Editions {
    pub count: usize,
    /// u32: edition numbers, ascending.
    pub numbers: String,
    /// Names of the picture files; `None` where they are the numbers.
    pub files: Option<Vec<String>>,
    /// u8: ids of sets; u16 where there are more than 256 sets.
    pub sets: String,
    /// u16, or u32 where there are more than 65,536 traits: ids of traits, edition after edition, as many as the layers of its
    /// set.
    pub picks: String,
    /// u32: rarity ranks, from 1.
    pub ranks: String,
    /// f32: information in bits.
    pub information: String,
    /// Hashes of DNA texts, 20 bytes each; `None` where it is not hashed so.
    pub dna: Option<String>,
    /// Red, green, blue and alpha, a byte each; `None` where no edition has a background.
    pub backgrounds: Option<String>,
    /// Titles; `None` where all are the prefix and the number.
    pub titles: Option<Vec<String>>,
    pub name_prefix: String,
}

/// Width and height.
pub(super) fn sides(size: CanvasSize) -> [u32; 2] {
    [size.width(), size.height()]
}

/// Base64 of bytes.
pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Base64 of 32-bit numbers.
pub(super) fn base64_u32(numbers: impl IntoIterator<Item = u32>) -> String {
    base64(&numbers.into_iter().flat_map(u32::to_le_bytes).collect::<Vec<_>>())
}

/// The largest canvas side whose pictures are pixel art, shown with hard edges.
const PIXEL_ART: u32 = 128;

/// `true` if pictures of a canvas are pixel art.
pub(super) fn is_pixelated(canvas: CanvasSize) -> bool {
    canvas.width().max(canvas.height()) <= PIXEL_ART
}

/// Base64 of ids below `count`, of as few bytes as hold any of them.
pub(super) fn base64_ids(count: usize, ids: impl Iterator<Item = u32>) -> String {
    match count {
        0..=0x100 => base64(&ids.map(|id| id as u8).collect::<Vec<_>>()),
        0x101..=0x1_0000 => base64(&ids.flat_map(|id| (id as u16).to_le_bytes()).collect::<Vec<_>>()),
        _ => base64_u32(ids),
    }
}

/// Titles where they are not `prefix` and the edition's number, and that prefix.
pub(super) fn titles(all: Vec<(u32, String)>) -> (Option<Vec<String>>, String) {
    let prefix = all.first().and_then(|(number, title)| title.strip_suffix(&number.to_string())).unwrap_or_default();
    let prefix = prefix.to_owned();
    let follow = all
        .iter()
        .all(|(number, title)| title.strip_prefix(prefix.as_str()).is_some_and(|rest| *rest == number.to_string()));
    ((!follow).then(|| all.into_iter().map(|(_, title)| title).collect()), prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_follow_from_numbers_are_not_listed() {
        let of = |titles: &[(u32, &str)]| super::titles(titles.iter().map(|&(n, t)| (n, t.to_owned())).collect());
        assert_eq!(of(&[(1, "A #1"), (12, "A #12")]), (None, "A #".to_owned()));
        assert_eq!(of(&[]), (None, String::new()));
        assert_eq!(of(&[(1, "A #1"), (2, "B #2")]).0.unwrap(), ["A #1", "B #2"]);
        assert_eq!(of(&[(1, "One"), (2, "Two")]).0.unwrap(), ["One", "Two"]);
    }

    #[test]
    fn ids_take_as_few_bytes_as_hold_them() {
        let decoded = |count, ids: &[u32]| STANDARD.decode(base64_ids(count, ids.iter().copied())).unwrap();
        assert_eq!(decoded(256, &[1, 255]), [1, 255]);
        assert_eq!(decoded(257, &[1, 256]), [1, 0, 0, 1]);
        assert_eq!(decoded(65_537, &[65_536]), [0, 0, 1, 0]);
    }
}
