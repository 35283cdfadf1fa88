//! Composites layered picture collections from traits, thousands of pictures a second.
//!
//! An artist draws **traits**: pictures, each a candidate for one **layer**. A **project** lists its layers and how
//! often each trait occurs. A **plan** chooses one trait per layer for every **edition**. A **build** makes the
//! pictures and metadata of a plan. The [glossary](guide::glossary) defines further terms.
//!
//! # Make a collection
//!
//! ```
//! use simdgen::{Project, Request, Silent, build, demo};
//!
//! # fn main() -> simdgen::Result<()> {
//! # let folder = tempfile::tempdir().expect("a temporary folder");
//! # let folder = folder.path();
//! demo::sketch(folder)?; // or a project of your own
//! let project = Project::open(folder)?;
//! let plan = project.plan(Some(12), Some("spring drop"))?;
//! let report = build(&project, &Request { plan: Some(plan), ..Request::default() }, &Silent)?;
//! assert_eq!(report.rendered.editions, 12);
//! assert!(folder.join("build/images/12.png").is_file() && folder.join("build/json/12.json").is_file());
//! # Ok(())
//! # }
//! ```
//!
//! # Render one edition from a seed to memory
//!
//! Any number of threads can share a [`Renderer`], which writes no file but the pack.
//!
//! ```
//! use simdgen::{Compression, EditionIndex, Project, Renderer, Request, demo};
//!
//! # fn main() -> simdgen::Result<()> {
//! # let folder = tempfile::tempdir().expect("a temporary folder");
//! # let folder = folder.path();
//! demo::sketch(folder)?;
//! let renderer = Renderer::new(Project::open(folder)?, &Request::default())?;
//! let plan = renderer.project().plan(Some(1), Some("visitor 4711"))?;
//! let png = renderer.png(plan.edition(EditionIndex(0)), Compression::Fast)?;
//! assert!(png.starts_with(b"\x89PNG"));
//! // Or with traits chosen one by one.
//! let plan = renderer.project().choose(&[("Sky", "Mint"), ("Planet", "Coral"), ("Moon", "Pearl")])?;
//! let picture = renderer.pixels(plan.edition(EditionIndex(0)));
//! assert_eq!(picture.rgba.len(), picture.size.pixels() * 4);
//! # Ok(())
//! # }
//! ```
//!
//! # Watch progress
//!
//! The library prints nothing, and reads neither the clock nor the environment. An [`Observer`] provides the clock,
//! receives events and can stop the build. A later build with [`Request::resume`] continues a stopped one.
//!
//! ```
//! use std::sync::atomic::{AtomicUsize, Ordering};
//! use std::time::Instant;
//!
//! use simdgen::{Event, Observer, Project, Request, build, demo};
//!
//! struct Watch {
//!     started: Instant,
//!     planned: AtomicUsize,
//! }
//!
//! impl Observer for Watch {
//!     fn now(&self) -> u64 {
//!         self.started.elapsed().as_nanos() as u64
//!     }
//!     fn progress(&self, done: usize, total: usize) {
//!         println!("{done} of {total} editions");
//!     }
//!     fn event(&self, event: Event<'_>) {
//!         if let Event::Rendering { editions } = event {
//!             self.planned.store(editions, Ordering::Relaxed);
//!         }
//!     }
//!     fn stopped(&self) -> bool {
//!         self.started.elapsed().as_secs() > 600
//!     }
//! }
//!
//! # fn main() -> simdgen::Result<()> {
//! # let folder = tempfile::tempdir().expect("a temporary folder");
//! # let folder = folder.path();
//! demo::sketch(folder)?;
//! let project = Project::open(folder)?;
//! let plan = project.plan(Some(8), None)?;
//! let watch = Watch { started: Instant::now(), planned: AtomicUsize::new(0) };
//! let report = build(&project, &Request { plan: Some(plan), ..Request::default() }, &watch)?;
//! assert_eq!(report.rendered.editions, watch.planned.into_inner());
//! # Ok(())
//! # }
//! ```
//!
//! # The stages
//!
//! Each module is one stage, in the order data flows. Imports point only upward in this list.
//!
//! ```text
//! error     everything that can go wrong        one type, by stage
//! choice    settings with named values          one table each: names, help, what differs
//! files     the one door to the file system     folders held open, no links, atomic files, locks
//! canvas    sizes, tiles, pixel types           shared by all stages
//! blend     combine two rows of pixels          scalar oracle + vector kernel, one exact rounding rule
//! parallel  threads, and their memory           as many as the system and the budget allow
//! store     objects in a bucket                 addresses, requests that are repeated, locks, copies
//! encode    pixels -> PNG or JPEG bytes         filters, deflate, the `png` crate; knows nothing of projects
//! image     a picture file -> pixels            decoded, premultiplied, resized
//! project   what the artist wrote               layers, traits, sets, rules, settings
//! dialect   read it in any of its forms         simdgen.toml | HashLips, nftchef src/config.js | folder names
//! plan      choose every edition, no pixels     seed -> Plan (JSONL or CSV, a file of its own)
//! pack      decode every trait once             pictures -> tiled planes of their distinct tiles -> mapped file
//! compose   trait tiles -> one finished tile    fused over all layers, skips and culls
//! thumbnail traits and editions made small      in memory, one picture at a time
//! metadata  an edition -> its JSON file         one source file per standard
//! output    files people keep                   staged, published, recorded; atomic
//! splice    encode a tile once, reuse its bits  keys, training, tiles, joining
//! render    threads, windows, progress          encode new tiles, join pictures | compositors -> encoders
//! build     a project becomes a collection      the order of all stages | one edition in memory
//! check     a project before a build            likely mistakes, and what a build will cost
//! verify    prove finished builds right         compose every picture again with the plain compositor, and compare
//! derive    what is made of a finished build    contact sheet, rarity, pixelated copies, animations, other networks
//! gallery   a finished build as one page        every edition, drawn by the page from thumbnails of traits
//! demo      a project drawn by this program     the embedded default
//! guide     pages for users                     in this documentation and in the binary
//! service   a picture for a seed, on demand     seed -> picks -> joined bytes, over HTTP
//! studio    a project in the browser            a server on this machine, the page, edits of simdgen.toml
//! cli       the commands                        arguments, progress, everything printed
//! ```
//!
//! The modules, types and functions listed below are the public interface. All other modules are internal: tests and
//! benches use them, their documentation is hidden, and they change without notice. `cargo doc --document-private-items`
//! shows them.

#![deny(unsafe_code)]
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::exit)]
#![warn(missing_docs, missing_debug_implementations)]

pub mod check;
pub mod demo;
pub mod error;
pub mod plan;
pub mod project;
pub mod verify;

pub mod guide;

// Internals: public for the tests and benches beside this crate alone.
#[doc(hidden)]
pub mod blend;
#[doc(hidden)]
pub mod build;
#[doc(hidden)]
pub mod canvas;
#[doc(hidden)]
pub mod choice;
#[doc(hidden)]
pub mod compose;
#[doc(hidden)]
pub mod derive;
#[doc(hidden)]
pub mod dialect;
#[doc(hidden)]
pub mod encode;
#[doc(hidden)]
pub mod files;
#[doc(hidden)]
pub mod gallery;
#[doc(hidden)]
pub mod image;
#[doc(hidden)]
pub mod metadata;
#[doc(hidden)]
pub mod output;
#[doc(hidden)]
pub mod pack;
#[doc(hidden)]
pub mod parallel;
#[doc(hidden)]
pub mod render;
#[cfg(feature = "serve")]
#[doc(hidden)]
pub mod service;
#[doc(hidden)]
pub mod splice;
#[doc(hidden)]
pub mod store;
#[cfg(feature = "studio")]
#[doc(hidden)]
pub mod studio;
#[doc(hidden)]
pub mod thumbnail;

mod cli;

pub use blend::{BlendMode, Opacity};
pub use build::{
    Encoder, MergeReport, PackPlace, PlainSize, Prepared, ReadyPack, Renderer, Report, Request, Shard, build, merge,
    prepare, ready_pack,
};
pub use canvas::{CanvasSize, StraightRgba};
pub use compose::MaskKind;
pub use encode::Compression;
#[doc(inline)]
pub use error::{Error, Result};
pub use image::{Resize, StraightPicture};
pub use output::{Durability, RunOptions, RunRecord, ShardFolder, ShardRecord, Shards};
pub use pack::{BuildReport, Care, Pack};
#[doc(inline)]
pub use plan::{Edition, EditionIndex, Plan};
#[doc(inline)]
pub use project::Project;
pub use render::{
    Event, Observer, PROGRESS_EDITIONS, PROGRESS_INTERVAL_NS, PROGRESS_LONGEST_NS, RunReport, Silent, Span, Spliced,
    Stage,
};
pub use splice::training::Effort;
pub use store::Access;

/// Runs the command given by the arguments of the process: the whole of the `simdgen` binary.
///
/// It is in the library so that the command line can use internals of every stage that are not public.
#[doc(hidden)]
pub use cli::main as run_command_line;
// For programs that have the command line in them, or do as it does.
#[doc(hidden)]
pub use cli::{check_processor, main_of as run_command_line_of, usual_request};

/// Says so where the processor lacks what this build uses: the first thing that the binary asks.
#[doc(hidden)]
pub use cli::is_refused as is_processor_refused;
