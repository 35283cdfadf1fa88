//! simdgen composites layered picture collections from traits.
//!
//! An artist draws **traits** as pictures, one candidate per **layer**. A **project** says which
//! layers there are and how often each trait comes; a **plan** chooses one trait per layer for every
//! **edition**; the rest turns a plan into pictures. Each module is one stage, in the order data flows:
//!
//! ```text
//! error     everything that can go wrong         one type, by stage
//! choice    settings with named values          one table each: names, help, what differs
//! files     the one door to the file system     folders held open, no links, atomic files, locks
//! canvas    sizes, tiles, pixel types           what every stage speaks of
//! blend     combine two rows of pixels          scalar oracle + vector kernel, one exact rounding rule
//! parallel  threads, and their memory           fewer where the system or the budget has no more
//! encode    pixels -> PNG or JPEG bytes          filters, deflate, the `png` crate; knows nothing of projects
//! image     a picture file -> pixels            decoded, premultiplied, resized
//! project   what the artist wrote               layers, traits, sets, rules, settings
//! dialect   read it, whatever it is written in  simdgen.toml | HashLips, nftchef src/config.js | folder names
//! plan      choose every edition, no pixels     seed -> Plan (JSONL or CSV, a file of its own)
//! pack      decode every trait once             pictures -> tiled planes of their distinct tiles -> mapped file
//! compose   trait tiles -> one finished tile    fused over all layers, skips and culls
//! metadata  an edition -> its JSON file         one file a standard
//! output    files people keep                   staged, published, recorded; atomic
//! splice    a tile encoded once, its bits reused  keys, training, tiles, joining
//! render    threads, windows, progress          encode new tiles, join pictures | compositors -> encoders
//! build     a project becomes a collection      the order of the stages, and the files beside the pictures
//! check     a project before a run              likely mistakes, and what a run will cost
//! verify    finished builds, proved right       every picture composed again by the plain compositor and compared
//! derive    what is made of a finished build    contact sheet, rarity, pixelated copies, animations, other networks
//! demo      a project drawn by this program     the embedded default
//! guide     pages for people                    in this documentation and in the binary
//! cli       the commands                        arguments, progress, all that is printed
//! ```
//!
//! Imports point only upward in that list (`tests/layering.rs` holds it). The library never prints,
//! exits, or reads the clock or the environment; that is the command line's part.

#![deny(unsafe_code)]
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::exit)]
#![warn(missing_docs, missing_debug_implementations)]

pub mod blend;
pub mod build;
pub mod canvas;
pub mod check;
pub mod choice;
pub mod cli;
pub mod compose;
pub mod demo;
pub mod derive;
pub mod dialect;
pub mod encode;
pub mod error;
pub mod files;
pub mod image;
pub mod metadata;
pub mod output;
pub mod pack;
pub mod parallel;
pub mod plan;
pub mod project;
pub mod render;
pub mod splice;
pub mod verify;

pub mod guide;

pub use blend::{BlendMode, Opacity};
pub use build::{Care, Encoder, PackPlace, ReadyPack, Renderer, Report, Request, build, ready_pack};
pub use canvas::{CanvasSize, StraightRgba};
pub use encode::Compression;
pub use error::{Error, Result};
pub use image::{Resize, StraightPicture};
pub use output::{Durability, RunOptions};
pub use pack::{BuildReport, Pack};
pub use plan::{Edition, EditionIndex, Plan};
pub use project::Project;
pub use render::{Event, Observer, RunReport, Silent, Span, Spliced, Stage};
pub use splice::training::trainer::Effort;
