//! Minimal metadata for images that have none: the configured texts, and the mean colour.
//!
//! HashLips' `generate_metadata` is the model. Its random values (a date, a mood) are left out, and attributes are one list.

use serde_json::json;

use super::Finished;
use super::without_traits;
use crate::Result;
use crate::image::StraightPicture;
use crate::metadata::value_text;
use crate::output::Staging;
use crate::output::layout::JSON;
use crate::parallel::{Memory, on_threads};
use crate::project::Project;

/// Pictures read at a time.
const BATCH: usize = 256;

/// Writes a metadata file for every picture, and the list of all.
///
/// # Errors
/// [`crate::Error::Io`]; those of [`without_traits`]; a picture that cannot be read.
pub fn describe(
    project: &Project,
    pictures: &[Finished],
    threads: usize,
    memory: &Memory,
    staging: &Staging,
) -> Result<()> {
    let names = project.metadata.file_names;
    let mut files = staging.writer(JSON, names, names.of_metadata())?;
    let mut all = staging.create_list(JSON)?;
    for batch in pictures.chunks(BATCH) {
        let texts = on_threads(threads, batch.len(), |at| -> Result<String> {
            let (held, picture) = batch[at].read(memory, 0)?;
            let [r, g, b] = mean_colour(&picture);
            drop((picture, held));
            let attributes = json!([{ "trait_type": "average color", "value": format!("rgb({r},{g},{b})") }]);
            let mut map = without_traits(project, batch[at].number)?;
            // The hash names traits, and there are none.
            map.shift_remove("dna");
            map.insert("attributes".into(), attributes);
            Ok(value_text(&map.into()))
        });
        for (picture, text) in batch.iter().zip(texts) {
            let text = text?;
            files.write(picture.number, text.as_bytes())?;
            all.push(&text)?;
        }
    }
    all.close()
}

/// The mean of all pixels, each as much as it is opaque, rounded; black for a picture that is transparent all over.
fn mean_colour(picture: &StraightPicture) -> [u64; 3] {
    let mut sums = [0u64; 4];
    for &[r, g, b, a] in picture.rgba.as_chunks::<4>().0 {
        let a = u64::from(a);
        let parts = [u64::from(r) * a, u64::from(g) * a, u64::from(b) * a, a];
        sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
    }
    let [r, g, b, weight] = sums;
    [r, g, b].map(|sum| (sum + weight / 2).checked_div(weight).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canvas::CanvasSize;

    #[test]
    fn transparent_pixels_have_no_say() {
        let picture = |rgba: &[u8]| StraightPicture {
            size: CanvasSize::new(rgba.len() as u32 / 4, 1).unwrap(),
            rgba: rgba.to_vec(),
        };
        assert_eq!(mean_colour(&picture(&[200, 0, 10, 255, 9, 9, 9, 0, 100, 1, 11, 255])), [150, 1, 11]);
        assert_eq!(mean_colour(&picture(&[0, 0, 0, 200, 255, 255, 255, 50])), [51, 51, 51]);
        assert_eq!(mean_colour(&picture(&[7, 7, 7, 0])), [0, 0, 0]);
    }
}
