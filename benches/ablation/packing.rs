//! The trait pack: opened, decoded on two threads, decoded on one. Times are for a trait.

use simdgen::pack::{BuildOptions, Care, ensure};

use super::Set;
use super::form::{Form, Outcome, table};

pub fn run(set: &Set) {
    println!("packing, for a trait");
    let pack = |threads, force| {
        move |set: &Set| {
            let care = if force { Care::Anew } else { Care::Usual };
            let options = BuildOptions { care, ..BuildOptions::new(threads) };
            let (pack, _) = ensure(&set.project, &set.folder.join("again.pack"), options).expect("the demo packs");
            Outcome::of_editions(pack.pictures())
        }
    };
    table(
        set,
        &[
            Form::new("full: a pack that is up to date is mapped", pack(2, false)),
            Form::new("no pack kept: every trait decoded, two threads", pack(2, true)),
            Form::new("no pack kept, one thread", pack(1, true)),
        ],
    );
}
