//! What is seen of a layer as a segment: its box, its area and its run lengths in the form of COCO.

use pyo3::prelude::*;

/// The part of a picture in which a layer is seen.
#[pyclass(frozen, get_all, module = "simdgen")]
pub struct Segment {
    /// The layer.
    layer: String,
    /// Its trait.
    name: String,
    /// Left, top, width and height of the smallest rectangle around it.
    bbox: (u32, u32, u32, u32),
    /// Its pixels.
    area: u64,
    /// Its run lengths down each column, as `pycocotools` compresses them.
    counts: String,
}

impl Segment {
    /// The pixels of a mask from `threshold` on; `None` if there are none.
    pub fn new(layer: &str, name: &str, mask: &[u8], width: usize, threshold: u8) -> Option<Self> {
        let height = mask.len() / width;
        let (mut left, mut right, mut top, mut bottom) = (width, 0, height, 0);
        let (mut runs, mut run, mut is_in) = (vec![], 0_u32, false);
        let mut area = 0;
        for x in 0..width {
            for y in 0..height {
                let is_seen = mask[y * width + x] >= threshold;
                if is_seen != is_in {
                    runs.push(std::mem::take(&mut run));
                    is_in = is_seen;
                }
                run += 1;
                if is_seen {
                    area += 1;
                    (left, right, top, bottom) = (left.min(x), right.max(x), top.min(y), bottom.max(y));
                }
            }
        }
        runs.push(run);
        let bbox = [left, top, (right + 1).wrapping_sub(left), (bottom + 1).wrapping_sub(top)].map(|n| n as u32);
        (area > 0).then(|| Self {
            layer: layer.to_owned(),
            name: name.to_owned(),
            bbox: bbox.into(),
            area,
            counts: compressed(&runs),
        })
    }
}

/// Run lengths as text: from the third on the difference to the one before the last, in groups of five bits with the lowest
/// first and a sixth bit where another group follows, each from the character `0` on.
fn compressed(runs: &[u32]) -> String {
    let mut text = String::new();
    for (at, &run) in runs.iter().enumerate() {
        let before = if at > 2 { runs[at - 2] } else { 0 };
        let mut rest = i64::from(run) - i64::from(before);
        loop {
            let group = (rest & 0x1F) as u8;
            rest >>= 5;
            let is_last = rest == if group & 0x10 == 0 { 0 } else { -1 };
            text.push(char::from(b'0' + group + if is_last { 0 } else { 0x20 }));
            if is_last {
                break;
            }
        }
    }
    text
}
