//! Editions of thumbnails: the traits of an edition, blended at the reduced size.

use std::sync::Arc;

use super::store::Thumbnails;
use super::trait_thumbnail::{TraitThumbnail, padded};
use crate::blend::{BLOCK, BlendMode, Opacity, blend, interleave_rgba, premultiply_pixel, unpremultiply};
use crate::canvas::{
    ColourType, PremulPlanes, PremulPlanesMut, PremulRgba, StraightPlanes, StraightPlanesMut, StraightRgba,
};
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
        let ground = Ground::of(project, edition.background, drawn.iter().map(|(_, style)| style.blend));
        let mut rgba = vec![0; 4 * self.size().pixels()];
        let mut band = Band::new(BAND.min(padded(self.size())));
        for (at, part) in rgba.chunks_mut(4 * BAND).enumerate() {
            band.begin(at * BAND, (part.len() / 4).next_multiple_of(BLOCK), ground);
            drawn.iter().for_each(|(thumbnail, style)| band.draw(thumbnail, *style));
            if let Ground::Under { colour, .. } = ground {
                let [r, g, b, a] = &filled(colour, band.len);
                band.blend(BlendMode::DestinationOver, Opacity::FULL, PremulPlanes { r, g, b, a }, 0);
            }
            band.finish(part);
        }
        Ok(StraightPicture { size: self.size(), rgba })
    }
}

/// Pixels that are blended at a time, whole blocks: as many as stay in the nearest memory of the processor while all traits of an
/// edition are drawn over them.
const BAND: usize = 128 * BLOCK;

/// The planes of a colour all over.
fn filled(colour: StraightRgba, len: usize) -> [Vec<u8>; 4] {
    let colour = premultiply_pixel(colour);
    [colour.r, colour.g, colour.b, colour.a].map(|value| vec![value; len])
}

/// Some pixels of the canvas that follow each other.
struct Band {
    /// The first of them.
    start: usize,
    len: usize,
    planes: [Vec<u8>; 4],
    /// As long as a plane: what lies beside a trait.
    zero: Vec<u8>,
    divided: [Vec<u8>; 4],
}

impl Band {
    fn new(most: usize) -> Self {
        let planes = || [0; 4].map(|zero| vec![zero; most]);
        Self { start: 0, len: 0, planes: planes(), zero: vec![0; most], divided: planes() }
    }

    /// Goes on to other pixels, on which only the ground is drawn.
    fn begin(&mut self, start: usize, len: usize, ground: Ground) {
        (self.start, self.len) = (start, len);
        let colour = match ground {
            Ground::Colour(colour) => premultiply_pixel(colour),
            _ => PremulRgba::default(),
        };
        let colour = [colour.r, colour.g, colour.b, colour.a];
        self.planes.iter_mut().zip(colour).for_each(|(plane, value)| plane[..len].fill(value));
    }

    fn draw(&mut self, thumbnail: &TraitThumbnail, style: Style) {
        let Style { blend, opacity } = style;
        let covered = thumbnail.covered();
        let within = |place: usize| place.clamp(self.start, self.start + self.len);
        let (start, end) = (within(covered.start), within(covered.end));
        if !blend.keeps_under_transparent() {
            self.clear(blend, opacity, 0, start - self.start);
            self.clear(blend, opacity, end - self.start, self.len);
        }
        if start < end {
            let own = start - covered.start..end - covered.start;
            let PremulPlanes { r, g, b, a } = thumbnail.planes();
            let [r, g, b, a] = [r, g, b, a].map(|plane| &plane[own.clone()]);
            self.blend(blend, opacity, PremulPlanes { r, g, b, a }, start - self.start);
        }
    }

    /// Writes the pixels as they are now.
    fn finish(&mut self, rgba: &mut [u8]) {
        let [r, g, b, a] = self.planes.each_ref().map(|plane| &plane[..self.len]);
        let [to_r, to_g, to_b, to_a] = self.divided.each_mut().map(|plane| &mut plane[..self.len]);
        unpremultiply(PremulPlanes { r, g, b, a }, StraightPlanesMut { r: to_r, g: to_g, b: to_b, a: to_a });
        let [r, g, b, a] = self.divided.each_ref().map(|plane| &plane[..rgba.len() / 4]);
        interleave_rgba(StraightPlanes { r, g, b, a }, rgba);
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
