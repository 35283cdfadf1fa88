//! Editions of thumbnails: the traits of an edition, blended at the reduced size.

use std::sync::Arc;

use super::store::Thumbnails;
use super::trait_thumbnail::{TraitThumbnail, padded, straight};
use crate::blend::{BlendMode, Opacity, blend, premultiply_pixel};
use crate::canvas::{ColourType, PremulPlanes, PremulPlanesMut, StraightRgba};
use crate::compose::Ground;
use crate::encode::{Compression, encode_frame};
use crate::image::StraightPicture;
use crate::plan::Edition;
use crate::project::{Project, Style, TraitId};
use crate::{Error, Result};

impl Thumbnails {
    /// Composes an edition of the traits that `shown` passes, at the reduced size.
    ///
    /// The pixels are those of [`crate::compose::plain`] for the project with the reduced canvas and [`Resize::Smooth`], where
    /// pictures have the size of its canvas.
    ///
    /// # Errors
    /// As [`Self::of_trait`].
    ///
    /// # Panics
    /// As [`Self::of_trait`]; if the edition does not fit the project (see [`crate::plan::Plan::fits`]).
    ///
    /// [`Resize::Smooth`]: crate::image::Resize::Smooth
    pub fn compose(
        &self,
        project: &Project,
        edition: Edition<'_>,
        shown: impl Fn(TraitId) -> bool,
    ) -> Result<StraightPicture> {
        let mut drawn: Vec<(Arc<TraitThumbnail>, Style)> = vec![];
        for pick in edition.drawn(project).filter(|&pick| shown(pick)) {
            drawn.extend(self.of_trait(project, pick)?.map(|thumbnail| (thumbnail, project.style(pick))));
        }
        let len = padded(self.size());
        let mut canvas = Canvas { planes: [0; 4].map(|zero| vec![zero; len]), zero: vec![0; len] };
        let ground = Ground::of(project, edition.background, drawn.iter().map(|(_, style)| style.blend));
        if let Ground::Colour(colour) = ground {
            canvas.planes = filled(colour, len);
        }
        drawn.iter().for_each(|(thumbnail, style)| canvas.draw(thumbnail, *style));
        if let Ground::Under { colour, .. } = ground {
            let [r, g, b, a] = &filled(colour, len);
            canvas.blend(BlendMode::DestinationOver, Opacity::FULL, PremulPlanes { r, g, b, a }, 0);
        }
        Ok(straight(self.size(), &canvas.planes))
    }
}

/// The planes of a colour all over.
fn filled(colour: StraightRgba, len: usize) -> [Vec<u8>; 4] {
    let colour = premultiply_pixel(colour);
    [colour.r, colour.g, colour.b, colour.a].map(|value| vec![value; len])
}

struct Canvas {
    planes: [Vec<u8>; 4],
    /// As long as a plane: what lies beside a trait.
    zero: Vec<u8>,
}

impl Canvas {
    fn draw(&mut self, thumbnail: &TraitThumbnail, style: Style) {
        let Style { blend, opacity } = style;
        let covered = thumbnail.covered();
        if !blend.keeps_under_transparent() {
            self.clear(blend, opacity, 0, covered.start);
            self.clear(blend, opacity, covered.end, self.zero.len());
        }
        self.blend(blend, opacity, thumbnail.planes(), covered.start);
    }

    /// Blends nothing over a part.
    fn clear(&mut self, mode: BlendMode, opacity: Opacity, start: usize, end: usize) {
        let zero = std::mem::take(&mut self.zero);
        let part = &zero[start..end];
        self.blend(mode, opacity, PremulPlanes { r: part, g: part, b: part, a: part }, start);
        self.zero = zero;
    }

    fn blend(&mut self, mode: BlendMode, opacity: Opacity, source: PremulPlanes<'_>, start: usize) {
        let part = start..start + source.len();
        let [r, g, b, a] = self.planes.each_mut().map(|plane| &mut plane[part.clone()]);
        blend(mode, opacity, source, PremulPlanesMut { r, g, b, a });
    }
}

/// Encodes a picture as a PNG file in little time: RGB if every pixel is opaque, else RGBA.
///
/// # Errors
/// [`Error::Encode`] naming `what`.
pub fn png(picture: &StraightPicture, what: &str) -> Result<Vec<u8>> {
    let pixels = picture.rgba.as_chunks::<4>().0;
    let mut file = vec![];
    let encoded = if pixels.iter().all(|pixel| pixel[3] == 255) {
        let rgb: Vec<u8> = pixels.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect();
        encode_frame(picture.size, ColourType::Rgb, Compression::Fast, &rgb, &mut file)
    } else {
        encode_frame(picture.size, ColourType::Rgba, Compression::Fast, &picture.rgba, &mut file)
    };
    encoded.map_err(|reason| Error::Encode { what: what.to_owned(), reason })?;
    Ok(file)
}
