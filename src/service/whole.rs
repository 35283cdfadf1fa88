//! Pictures that are composed and encoded whole: those of another size or format.

use super::ask::Format;
use super::loaded::Loaded;
use crate::canvas::{CanvasSize, ColourType};
use crate::encode::{Compression, PictureFormat, encode_webp};
use crate::image::{PremulPicture, Resize, StraightPicture};
use crate::plan::Edition;
use crate::{Error, Result};

/// The work that goes into a PNG file which is not joined.
const COMPRESSION: Compression = Compression::Fast;

impl Loaded {
    /// Composes an edition, brings it to a size, and encodes it.
    ///
    /// Smaller sizes are averaged. Larger ones are made in the way that the project brings its traits to the canvas, which keeps
    /// pixel art sharp.
    ///
    /// # Errors
    /// [`Error::Encode`].
    ///
    /// # Panics
    /// For [`Format::Json`], which is no picture.
    pub(super) fn whole(&self, edition: Edition<'_>, size: CanvasSize, format: Format) -> Result<Vec<u8>> {
        let refused = |reason: String| Error::Encode { what: format!("a picture of {size}"), reason };
        let mut picture = self.renderer.pixels(edition);
        if size != picture.size {
            let way = if size.pixels() > picture.size.pixels() { self.project().resize } else { Resize::Smooth };
            let resized = PremulPicture::new(picture).resized(size, way);
            picture = resized.map_err(|problem| refused(problem.to_string()))?.straight();
        }
        let StraightPicture { rgba, .. } = picture;
        let pixels = rgba.as_chunks::<4>().0;
        let (colour, frame) = match pixels.iter().all(|pixel| pixel[3] == 255) {
            true => (ColourType::Rgb, pixels.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect()),
            false => (ColourType::Rgba, rgba),
        };
        let mut file = vec![];
        match format {
            Format::Png => PictureFormat::Png.encode(size, colour, COMPRESSION, &frame, &mut file),
            Format::Jpeg => PictureFormat::Jpeg.encode(size, colour, COMPRESSION, &frame, &mut file),
            Format::Webp => encode_webp(size, colour, &frame, &mut file),
            Format::Json => panic!("JSON is text"),
        }
        .map_err(refused)?;
        Ok(file)
    }
}
