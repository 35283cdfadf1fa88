//! Draws editions and traits small, in memory, as the page asks for them.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::build::{Request, ready_pack};
use crate::canvas::CanvasSize;
use crate::image::{PremulPicture, Resize, StraightPicture};
use crate::pack::{Care, Pack};
use crate::parallel::on_threads;
use crate::plan::Edition;
use crate::project::{Project, TraitId};
use crate::render::Silent;
use crate::thumbnail::{Limits, Thumbnails, png, reduced_size};
use crate::{Error, Result};

/// The longest side of a picture that is drawn for the page, in pixels.
const LONGEST: u32 = 4096;

/// The least longest side of the canvas that a trait's own picture is cut out of, in pixels: most traits fill a small part.
const LEAST: u32 = 256;

/// Sizes that traits are held at: those of the trait lists, the samples, one sample large, and one more.
const SIZES: usize = 4;

/// Pixels of a canvas of which one picture is decoded at a time: several would take too much memory.
const LARGE: usize = 16 << 20;

/// The size of a canvas, and the size that its pictures are drawn at.
type Sizes = (CanvasSize, CanvasSize);

/// Draws the pictures of a project while it changes.
#[derive(Debug)]
pub struct Drawer {
    limits: Limits,
    /// Held while a picture of a large canvas is drawn.
    alone: Mutex<()>,
    /// Held while the traits of several editions are loaded: requests that come together need the same ones.
    loading: Mutex<()>,
    /// The pack as it was at the start, which spares decoding what has not changed since.
    pack: RwLock<Option<Pack>>,
    /// Traits at some sizes, those used last at the end.
    held: Mutex<Vec<(Sizes, Arc<Thumbnails>)>>,
}

impl Drawer {
    /// Nothing drawn yet. Of the request, `memory` and `max_pixels` count.
    pub fn new(request: &Request) -> Self {
        let limits = Limits { memory: request.memory / (2 * SIZES), max_pixels: request.max_pixels };
        Self { limits, alone: Mutex::new(()), loading: Mutex::new(()), pack: RwLock::new(None), held: Mutex::default() }
    }

    /// Takes pictures from the pack of a project from now on, if there is one that is up to date.
    pub fn open_pack(&self, project: &Project, request: &Request) {
        if request.pack.path(project).is_ok_and(|path| request.pack.state(project, &path).is_ok())
            && let Ok(ready) = ready_pack(project, request, Care::Usual, &Silent)
        {
            *self.pack.write().unwrap_or_else(PoisonError::into_inner) = Some(ready.pack);
        }
    }

    /// Lets go of the pack, so that it can be built anew.
    pub fn close_pack(&self) {
        *self.pack.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// An edition as a PNG file, of the traits that are to be seen, with its longest side at most `longest` pixels; 0 is as
    /// large as it may be.
    ///
    /// # Errors
    /// [`crate::Error::Picture`] for a picture that cannot be used; [`crate::Error::Io`].
    pub fn edition(
        &self,
        project: &Project,
        edition: Edition<'_>,
        longest: u32,
        is_seen: impl Fn(TraitId) -> bool,
    ) -> Result<Vec<u8>> {
        let thumbnails = self.of_size(project, longest);
        let seen: Vec<TraitId> = edition.picks.iter().copied().filter(|pick| is_seen(*pick)).collect();
        self.load(&thumbnails, project, &seen, 1)?;
        png(&thumbnails.compose(project, edition, is_seen)?, "the picture of an edition")
    }

    /// What `take` makes of editions as pixels, with their longest sides at most `longest` pixels, drawn on some threads; in their
    /// order.
    pub fn editions<T: Send>(
        &self,
        project: &Project,
        editions: &[Edition<'_>],
        longest: u32,
        threads: usize,
        take: impl Fn(Result<StraightPicture>) -> T + Sync,
    ) -> Vec<T> {
        let thumbnails = self.of_size(project, longest);
        let mut seen: Vec<TraitId> = editions.iter().flat_map(|edition| edition.picks).copied().collect();
        seen.sort_unstable();
        seen.dedup();
        // A trait that cannot be loaded is told of by each edition that shows it, and by no other.
        let loading = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = self.load(&thumbnails, project, &seen, threads);
        drop(loading);
        on_threads(threads, editions.len(), |at| {
            take(self.check_canvas(project).and_then(|()| thumbnails.compose(project, editions[at], |_| true)))
        })
    }

    /// The part of a trait's picture that shows something, as a PNG file with its longest side at most `longest` pixels; of
    /// one that draws nothing, a single clear pixel.
    ///
    /// # Errors
    /// As [`edition`](Self::edition).
    pub fn of_trait(&self, project: &Project, id: TraitId, longest: u32) -> Result<Vec<u8>> {
        const WHAT: &str = "the picture of a trait";
        let thumbnails = self.of_size(project, longest.max(LEAST));
        self.load(&thumbnails, project, &[id], 1)?;
        let thumbnail = thumbnails.of_trait(project, id)?;
        let Some((thumbnail, part)) = thumbnail.as_ref().and_then(|thumbnail| Some((thumbnail, thumbnail.bounds()?)))
        else {
            return png(&StraightPicture { size: CanvasSize::new(1, 1)?, rgba: vec![0; 4] }, WHAT);
        };
        let whole = thumbnail.cropped(part);
        let size = reduced_size(part.size, longest);
        if size == whole.size {
            return png(&whole, WHAT);
        }
        let small = PremulPicture::new(whole)
            .resized(size, Resize::Smooth)
            .map_err(|problem| Error::Encode { what: WHAT.to_owned(), reason: problem.to_string() })?;
        png(&small.straight(), WHAT)
    }

    /// Takes traits from the pack that are not held yet, and decodes those that it has not.
    fn load(&self, thumbnails: &Thumbnails, project: &Project, ids: &[TraitId], threads: usize) -> Result<()> {
        self.check_canvas(project)?;
        let is_large = project.canvas.pixels() > LARGE;
        let _alone = is_large.then(|| self.alone.lock().unwrap_or_else(PoisonError::into_inner));
        let pack = self.pack.read().unwrap_or_else(PoisonError::into_inner);
        thumbnails.load(project, pack.as_ref(), ids, if is_large { 1 } else { threads })
    }

    fn check_canvas(&self, project: &Project) -> Result<()> {
        let (canvas, most) = (project.canvas, self.limits.max_pixels);
        if canvas.pixels() as u64 > most {
            return Err(Error::CanvasPixels { width: canvas.width(), height: canvas.height(), most });
        }
        Ok(())
    }

    /// The traits of a project at a size.
    fn of_size(&self, project: &Project, longest: u32) -> Arc<Thumbnails> {
        let longest = if longest == 0 { LONGEST } else { longest.min(LONGEST) };
        let key = (project.canvas, reduced_size(project.canvas, longest));
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let known = match held.iter().position(|(known, _)| *known == key) {
            Some(at) => held.remove(at),
            None => (key, Arc::new(Thumbnails::new(project.canvas, longest, self.limits))),
        };
        held.push(known.clone());
        let spare = held.len().saturating_sub(SIZES);
        held.drain(..spare);
        known.1
    }
}
