//! Renders single editions into memory, without an output folder.

use bumpalo::Bump;

use super::{Request, ready_pack};
use crate::canvas::ColourType;
use crate::compose::{BatchCompositor, Frame, MaskKind, drawn_layers, frame_len, is_opaque, masks};
use crate::encode::{Compression, PictureFormat};
use crate::image::StraightPicture;
use crate::pack::{Care, Pack, PictureId};
use crate::plan::Edition;
use crate::project::Project;
use crate::render::Silent;
use crate::{Error, Result};

/// A project with its pack, ready to render any edition into memory.
///
/// Every method takes `&self` and keeps no state, so threads can share a renderer. The pixels are those of the files
/// that [`build`](super::build()) writes.
///
/// # Examples
/// ```
/// use simdgen::{Compression, EditionIndex, Project, Renderer, Request, demo};
///
/// # fn main() -> simdgen::Result<()> {
/// let folder = tempfile::tempdir().expect("a temporary folder");
/// demo::sketch(folder.path())?;
/// let renderer = Renderer::new(Project::open(folder.path())?, &Request::default())?;
/// let plan = renderer.project().plan(Some(20), Some("a visitor"))?;
/// let (seventh, eighth) = (plan.edition(EditionIndex(6)), plan.edition(EditionIndex(7)));
/// std::thread::scope(|scope| {
///     scope.spawn(|| assert_eq!(renderer.pixels(seventh).rgba.len(), 64 * 64 * 4));
///     scope.spawn(|| assert!(renderer.png(eighth, Compression::Fast).is_ok()));
/// });
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Renderer {
    project: Project,
    pack: Pack,
}

impl Renderer {
    /// Opens the pack of a project, builds it first if needed, and checks all of its tiles once.
    ///
    /// Of the request, only `pack`, `threads`, `memory` and `max_pixels` matter.
    ///
    /// # Errors
    /// As [`ready_pack`].
    pub fn new(project: Project, request: &Request) -> Result<Self> {
        let checked = |care: Care| {
            let pack = ready_pack(&project, request, care, &Silent)?.pack;
            // From here on no tile can be found damaged.
            pack.check((0..pack.pictures() as u32).map(PictureId), request.threads)?;
            Ok(pack)
        };
        let pack = match checked(Care::Usual) {
            Err(Error::Pack { .. }) => checked(Care::EveryTile)?,
            pack => pack?,
        };
        Ok(Self { project, pack })
    }

    /// Returns the project, which draws plans and chooses traits.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// Returns the pack, all tiles of which are sound.
    #[cfg(feature = "serve")]
    pub(crate) fn pack(&self) -> &Pack {
        &self.pack
    }

    /// Composes an edition into straight RGBA pixels at canvas size.
    ///
    /// # Panics
    /// If the edition does not fit the project (see [`crate::plan::Plan::fits`]).
    pub fn pixels(&self, edition: Edition<'_>) -> StraightPicture {
        StraightPicture { size: self.pack.grid().canvas(), rgba: self.frame(edition, ColourType::Rgba) }
    }

    /// Composes an edition and encodes it as a PNG file: RGB if every pixel is opaque, else RGBA.
    ///
    /// # Errors
    /// [`Error::Encode`].
    ///
    /// # Panics
    /// As [`Self::pixels`].
    pub fn png(&self, edition: Edition<'_>, compression: Compression) -> Result<Vec<u8>> {
        let mut layers = vec![];
        let ground = drawn_layers(&self.project, &self.pack, edition, &mut layers);
        let colour = if is_opaque(&self.pack, &layers, ground) { ColourType::Rgb } else { ColourType::Rgba };
        self.encoded(edition, PictureFormat::Png, colour, compression)
    }

    /// Composes an edition and encodes it as the JPEG file that a build of a project with JPEG files writes.
    /// Transparency is composited onto black.
    ///
    /// # Errors
    /// [`Error::Encode`].
    ///
    /// # Panics
    /// As [`Self::pixels`].
    pub fn jpeg(&self, edition: Edition<'_>) -> Result<Vec<u8>> {
        self.encoded(edition, PictureFormat::Jpeg, ColourType::Rgba, Compression::default())
    }

    /// Returns a mask for each pick of an edition, one after the other, bottom up: rows of canvas size from the top, a byte a
    /// pixel, 0 nothing and 255 all. A pick that draws nothing has an empty mask.
    ///
    /// # Examples
    /// ```
    /// # use simdgen::{MaskKind, Project, Renderer, Request, demo};
    /// # fn main() -> simdgen::Result<()> {
    /// # let folder = tempfile::tempdir().expect("a temporary folder");
    /// # demo::sketch(folder.path())?;
    /// let renderer = Renderer::new(Project::open(folder.path())?, &Request::default())?;
    /// let plan = renderer.project().choose(&[("Sky", "Mint"), ("Planet", "Coral"), ("Moon", "Pearl")])?;
    /// let edition = plan.edition(simdgen::EditionIndex(0));
    /// let drawn = renderer.masks(edition, MaskKind::Drawn);
    /// let visible = renderer.masks(edition, MaskKind::Visible);
    /// assert_eq!(visible.len(), 3 * 64 * 64);
    /// // The sky is everywhere, and hidden where the planet is.
    /// assert!(drawn[..64 * 64].iter().all(|&alpha| alpha == 255));
    /// assert_eq!(visible[32 * 64 + 32], 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    /// As [`Self::pixels`].
    pub fn masks(&self, edition: Edition<'_>, kind: MaskKind) -> Vec<u8> {
        masks(&self.project, &self.pack, edition, kind)
    }

    fn encoded(
        &self,
        edition: Edition<'_>,
        format: PictureFormat,
        colour: ColourType,
        compression: Compression,
    ) -> Result<Vec<u8>> {
        let mut file = vec![];
        let size = self.pack.grid().canvas();
        format
            .encode(size, colour, compression, &self.frame(edition, colour), &mut file)
            .map_err(|reason| Error::Encode { what: format!("edition {}", edition.number), reason })?;
        Ok(file)
    }

    /// Composes an edition into rows of interleaved straight samples.
    fn frame(&self, edition: Edition<'_>, colour: ColourType) -> Vec<u8> {
        let arena = Bump::new();
        let mut frame = vec![0; frame_len(self.pack.grid(), colour)];
        let mut compositor = BatchCompositor::new(&self.project, &self.pack, false, &arena);
        compositor.compose([(edition, colour)].into_iter(), &mut [Frame(&mut frame)]);
        frame
    }
}
