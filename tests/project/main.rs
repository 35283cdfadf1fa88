//! Opening project folders of both dialects: what is read, and what every mistake is answered with.

mod folder;
mod hashlips;
mod metadata;
mod native;
mod real_sets;
mod sandbox;
