//! What a build is asked to make, and how.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use super::PackPlace;
use crate::canvas::ColourType;
use crate::choice::Choice;
use crate::encode::{Compression, EncoderKind};
use crate::error::OutputError;
use crate::image::MAX_PIXELS;
use crate::output::{Durability, Replace, RunOptions};
use crate::parallel::Memory;
use crate::plan::Plan;
use crate::project::{Overrides, Project};
use crate::render::{DirectOptions, SpliceOptions};
use crate::splice::training::trainer::Effort;
use crate::{Error, Result};

/// A build that is asked for: change what matters, and take the rest from [`Request::default`].
///
/// Only `plan`, `editions`, `encoder`, `date` and `overrides` decide bytes of the output. Threads, batch and memory never do.
#[derive(Clone, Debug)]
pub struct Request {
    /// The output folder; `None` is `build` in the project's folder.
    pub out: Option<PathBuf>,
    /// Every edition of the collection; `None` is the plan that the project's own seed draws.
    pub plan: Option<Plan>,
    /// `true` if picks of `plan` were kept from an earlier plan or written by hand, so that its seed alone does not draw it.
    pub given: bool,
    /// Numbers of the editions to bring up to date; `None` is all of them.
    pub editions: Option<RangeInclusive<u32>>,
    /// The encoder of the pictures, and how hard it tries.
    pub encoder: Encoder,
    /// Threads that pack, compose and splice, at least 1.
    pub threads: usize,
    /// Threads that encode beside those, for [`Encoder::Direct`]; at least 1.
    pub encoder_threads: usize,
    /// Editions that a thread takes at a time, at least 1.
    pub batch: usize,
    /// Bytes to hold beside plan and pack.
    pub memory: usize,
    /// The pixels of the largest picture to read, and of the largest canvas.
    pub max_pixels: u64,
    /// Where the trait pack lies.
    pub pack: PackPlace,
    /// The `date` of metadata that has one, in milliseconds since 1970.
    pub date: u64,
    /// The changes that were made to the project after it was read, for the record of the build.
    pub overrides: Overrides,
    /// Render everything anew and replace what the output folder holds.
    pub force: bool,
    /// Leave files alone that somebody edited, instead of stopping at them. Not together with `force`.
    pub keep_edits: bool,
    /// Go on from an interrupted build of the same request.
    pub resume: bool,
    /// What is done beyond the usual for power cuts and readers.
    pub durability: Durability,
}

impl Default for Request {
    /// All editions of the project into its `build` folder, spliced with [`Effort::Fast`], on one thread for each core, with
    /// 1 GiB of memory.
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            out: None,
            plan: None,
            given: false,
            editions: None,
            encoder: Encoder::default(),
            threads,
            encoder_threads: threads,
            batch: 8,
            memory: 1 << 30,
            max_pixels: MAX_PIXELS,
            pack: PackPlace::default(),
            date: 0,
            overrides: Overrides::default(),
            force: false,
            keep_edits: false,
            resume: false,
            durability: Durability::default(),
        }
    }
}

impl Request {
    /// What becomes of the results that are in the output folder already.
    pub(super) fn replace(&self) -> Replace {
        match (self.force, &self.editions) {
            (true, None) => Replace::All,
            (true, Some(_)) => Replace::AnyPart,
            (false, Some(_)) => Replace::Part,
            (false, None) => Replace::Update,
        }
    }

    /// The numbers to render, of which the plan has some.
    ///
    /// # Errors
    /// [`OutputError::NoSuchEditions`] when it has none of them.
    pub(super) fn numbers(&self, plan: &Plan) -> Result<RangeInclusive<u32>> {
        let Some(asked) = &self.editions else { return Ok(0..=u32::MAX) };
        let numbers = || plan.editions().map(|edition| edition.number);
        if !numbers().any(|number| asked.contains(&number)) {
            let (first, last) = (*asked.start(), *asked.end());
            let (lowest, highest) = (numbers().min().unwrap_or(0), numbers().max().unwrap_or(0));
            return Err(Error::Output(OutputError::NoSuchEditions { first, last, lowest, highest }));
        }
        Ok(asked.clone())
    }

    /// The options that change bytes, as the record of a build names them.
    pub(super) fn options(&self, encoder: Encoder) -> RunOptions {
        let (encoder, compression) = encoder.names();
        RunOptions {
            encoder: encoder.to_owned(),
            compression: compression.to_owned(),
            date: self.date,
            given: self.given,
            overrides: self.overrides.clone(),
        }
    }

    /// Refuses pictures that would not fit into the memory, before any is decoded. Whether they need a fourth sample is not known
    /// yet.
    ///
    /// # Errors
    /// [`Error::Memory`].
    pub(super) fn check_memory(&self, project: &Project, plan: &Plan) -> Result<()> {
        let (canvas, colour) = (project.canvas, ColourType::Rgb);
        // What is larger than any picture may be is refused in words of its own.
        if canvas.pixels() as u64 > self.max_pixels {
            return Ok(());
        }
        match self.encoder.of(project) {
            Encoder::Splice(_) => SpliceOptions::check(self.memory, canvas, colour, plan.len()),
            Encoder::Direct(_) => DirectOptions::check(self.memory, canvas, colour),
        }
    }

    /// The budget that `memory` is.
    pub(crate) fn budget(&self) -> Memory {
        Memory::new(self.memory)
    }
}

/// How the pictures of a collection are encoded. The pixels are the same either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoder {
    /// Encodes each tile of the canvas once and reuses its bits in every picture: the fast way to many pictures.
    Splice(Effort),
    /// Encodes each picture as a whole.
    Direct(Compression),
}

impl Default for Encoder {
    fn default() -> Self {
        Self::Splice(Effort::Fast)
    }
}

impl Encoder {
    /// This encoder, unless only the direct encoder writes the project's format.
    pub fn of(self, project: &Project) -> Self {
        match self {
            Self::Splice(_) if !project.pictures.facts().spliced => Self::Direct(Compression::default()),
            _ => self,
        }
    }

    /// The names of encoder and level.
    pub(super) fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Splice(effort) => (EncoderKind::Splice.name(), effort.name()),
            Self::Direct(compression) => (EncoderKind::Direct.name(), compression.name()),
        }
    }
}
