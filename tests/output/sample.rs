//! Small projects built by hand, without the readers of the project stage.

use std::path::Path;

use simdgen::dialect::conventions;
use simdgen::plan::Edition;
use simdgen::project::{Project, SetId, TraitId};

use crate::plain;

/// A project for an engine, of the given layers, with the file names of their traits; an empty file name is "nothing".
///
/// A trait is called what stands before the `#` of its file.
pub fn project(engine: &str, layers: &[(&str, &[&str])]) -> Project {
    let mut project = plain::project(Path::new(""), 4, 4);
    project.conventions = conventions(engine).expect(engine);
    project.metadata.name = "Tiny".into();
    project.metadata.description = "Two \"words\"\nand \u{1f40c}\u{2028}".into();
    project.metadata.base_uri = "ipfs://x".into();
    project.sets.push(plain::set(1, 0..layers.len() as u32));
    for (id, (name, files)) in layers.iter().enumerate() {
        let first = project.traits.len() as u32;
        for (number, file) in files.iter().enumerate() {
            project.traits.push(plain::trait_of(id as u32, number, file.split('#').next().unwrap(), file));
        }
        project.layers.push(plain::layer(name, first..project.traits.len() as u32));
    }
    project
}

/// The project of the texts in `metadata`.
pub fn tiny(engine: &str) -> Project {
    let mut project = project(engine, &[("Sky", &["Blue#1.png", "Red#2.png"]), ("Hat", &["", "Top \\ hat#5.png"])]);
    project.layers[1].bypass_dna = true;
    project.traits[2].name = if engine == "hashlips" { "None".into() } else { String::new() };
    project
}

pub fn edition(number: u32, picks: &[TraitId]) -> Edition<'_> {
    Edition { number, set: SetId(0), background: None, picks }
}
