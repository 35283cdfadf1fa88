//! The request for a build: its output folder, plan, encoder and limits.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use super::{PackPlace, Shard};
use crate::canvas::ColourType;
use crate::choice::Choice;
use crate::encode::{Compression, EncoderKind};
use crate::error::OutputError;
use crate::image::MAX_PIXELS;
use crate::metadata::Particulars;
use crate::output::{self, Durability, Fingerprints, Keeps, Replace, RunOptions};
use crate::parallel::Memory;
use crate::plan::Plan;
use crate::project::{Overrides, Project};
use crate::render::{DirectOptions, SpliceOptions};
use crate::splice::training::Effort;
use crate::store::Access;
use crate::{Error, Result};

/// The settings of a build. Set the fields that matter, and take the rest from [`Request::default`].
///
/// Only `plan`, `editions`, `shard`, `encoder`, `date` and `overrides` affect output bytes. Threads, batch and memory never do.
#[derive(Clone, Debug)]
pub struct Request {
    /// The output folder, or an address of object storage, such as `s3://bucket/folder`; `None` means `build` in the project's
    /// folder.
    pub out: Option<PathBuf>,
    /// The way to object storage.
    pub store: Access,
    /// The plan of the whole collection; `None` draws it from the project's own seed.
    pub plan: Option<Plan>,
    /// `true` if picks of `plan` were kept from an earlier plan or written by hand, so that its seed alone does not
    /// reproduce it.
    pub given: bool,
    /// Numbers of the editions to bring up to date; `None` means all of them.
    pub editions: Option<RangeInclusive<u32>>,
    /// The shard to build, into a folder of its own below the output folder, from which [`super::merge()`] takes it; `None`
    /// builds into the output folder itself. Then `editions` is ignored.
    pub shard: Option<Shard>,
    /// The encoder of the pictures, with its effort or compression level.
    pub encoder: Encoder,
    /// Number of threads that pack, compose and splice, at least 1; 0 counts as 1.
    pub threads: usize,
    /// Number of further threads that encode, for [`Encoder::Direct`]; at least 1, and 0 counts as 1.
    pub encoder_threads: usize,
    /// Number of editions that a thread takes at a time, at least 1; 0 counts as 1.
    pub batch: usize,
    /// The memory budget in bytes, beside plan and pack.
    pub memory: usize,
    /// The largest number of pixels of a picture to read, and of a canvas.
    pub max_pixels: u64,
    /// The place of the trait pack.
    pub pack: PackPlace,
    /// The `date` in metadata that has one, in milliseconds since 1970.
    pub date: u64,
    /// The settings that were replaced in the project after it was read, for the record of the build.
    pub overrides: Overrides,
    /// `true` to render everything anew and replace the contents of the output folder.
    pub force: bool,
    /// `true` to leave edited files alone instead of failing on them. Not together with `force`.
    pub keep_edits: bool,
    /// `true` to continue an interrupted build of the same request.
    pub resume: bool,
    /// Measures beyond the usual against power cuts, and for programs that read the build while it changes.
    pub durability: Durability,
}

impl Default for Request {
    /// Requests all editions of the project in its `build` folder, spliced with the default [`Effort`], with one thread per
    /// core and 1 GiB of memory.
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            out: None,
            store: Access::default(),
            plan: None,
            given: false,
            editions: None,
            shard: None,
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
    /// Returns the fate of results that are in the output folder already.
    pub(super) fn replace(&self) -> Replace {
        match (self.force, self.is_part()) {
            (true, false) => Replace::All,
            (true, true) => Replace::AnyPart,
            (false, true) => Replace::Part,
            (false, false) => Replace::Update,
        }
    }

    /// Returns `true` if only some of the editions of the output folder are asked for.
    pub(super) fn is_part(&self) -> bool {
        self.editions.is_some() && self.shard.is_none()
    }

    /// Returns the range of requested numbers, of which the plan has at least one; all numbers if no range is
    /// requested.
    ///
    /// # Errors
    /// [`OutputError::NoSuchEditions`] if the plan has none of the requested numbers.
    pub(super) fn numbers(&self, plan: &Plan) -> Result<RangeInclusive<u32>> {
        let Some(asked) = self.editions.as_ref().filter(|_| self.is_part()) else { return Ok(0..=u32::MAX) };
        let numbers = || plan.editions().map(|edition| edition.number);
        if !numbers().any(|number| asked.contains(&number)) {
            let (first, last) = (*asked.start(), *asked.end());
            let (lowest, highest) = (numbers().min().unwrap_or(0), numbers().max().unwrap_or(0));
            return Err(Error::Output(OutputError::NoSuchEditions { first, last, lowest, highest }));
        }
        Ok(asked.clone())
    }

    /// Returns the request to an output folder: to bring editions of some numbers up to date. The plan is the full one, or the
    /// part of a shard.
    pub(super) fn of_folder<'a>(
        &self,
        project: &'a Project,
        plan: &'a Plan,
        numbers: RangeInclusive<u32>,
        fingerprints: &'a Fingerprints<'a>,
        particulars: &'a Particulars,
    ) -> output::Request<'a> {
        output::Request {
            project,
            full_plan: plan,
            numbers,
            replace: self.replace(),
            resume: self.resume,
            keep_edits: self.keep_edits,
            given: self.given,
            keeps: if self.shard.is_some() { Keeps::Bytes } else { Keeps::Pixels },
            fingerprints,
            particulars,
        }
    }

    /// Returns the options that affect output bytes, as the record of a build stores them.
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

    /// Checks that pictures fit into the memory budget, before any is decoded. Assumes three samples a pixel, since
    /// transparency is not known yet.
    ///
    /// # Errors
    /// [`Error::Memory`] if they do not.
    pub(super) fn check_memory(&self, project: &Project, plan: &Plan) -> Result<()> {
        let (canvas, colour) = (project.canvas, ColourType::Rgb);
        // What is larger than any picture may be is refused in words of its own.
        if canvas.pixels() as u64 > self.max_pixels {
            return Ok(());
        }
        match self.encoder.of(project) {
            Encoder::Splice(effort) => SpliceOptions::check(self.memory, canvas, colour, effort, plan.len()),
            Encoder::Direct(compression) => DirectOptions::check(self.memory, canvas, colour, compression),
        }
    }

    /// Returns the budget of `memory` bytes.
    pub(crate) fn budget(&self) -> Memory {
        Memory::new(self.memory)
    }
}

/// The encoder of a collection's pictures. Both encoders give the same pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoder {
    /// Encodes each distinct tile once and reuses its bits in every picture, which is fast for many pictures.
    Splice(Effort),
    /// Encodes each picture as a whole.
    Direct(Compression),
}

impl Default for Encoder {
    fn default() -> Self {
        Self::Splice(Effort::default())
    }
}

impl Encoder {
    /// Returns this encoder, or the direct encoder where only that writes the project's format.
    pub fn of(self, project: &Project) -> Self {
        match self {
            Self::Splice(_) if !project.pictures.facts().spliced => Self::Direct(Compression::default()),
            _ => self,
        }
    }

    /// Returns the encoder of a record's options; `None` if this version has none of that name or level.
    pub(super) fn of_options(options: &RunOptions) -> Option<Self> {
        Some(match EncoderKind::from_name(&options.encoder)? {
            EncoderKind::Splice => Self::Splice(Effort::from_name(&options.compression)?),
            EncoderKind::Direct => Self::Direct(Compression::from_name(&options.compression)?),
        })
    }

    /// Returns the names of encoder and level.
    pub(super) fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Splice(effort) => (EncoderKind::Splice.name(), effort.name()),
            Self::Direct(compression) => (EncoderKind::Direct.name(), compression.name()),
        }
    }
}
