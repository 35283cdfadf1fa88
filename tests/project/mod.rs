//! Opening project folders of all dialects: what is read, and what every mistake is answered with.

mod choices;
mod folder;
mod generator_py;
mod guide;
mod hashlips;
mod import;
mod metadata;
mod native;
mod nftchef;
mod one_of_one;
mod real_sets;
mod rules;
mod sandbox;
mod values;
