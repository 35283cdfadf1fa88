//! `simdgen demo` and `simdgen init`: a project to play with, and one to start from.

use std::path::Path;

use clap::Parser;

use super::args::{Cli, Command, DemoArgs};
use super::generate;
use super::print::out;
use crate::Result;
use crate::demo;

/// Runs `simdgen demo`: writes the project where it is not there yet, then generates it.
pub fn run(args: &DemoArgs) -> Result<()> {
    let report = demo::write(&args.dir)?;
    let verb = if report.written > 0 { "drew" } else { "kept" };
    let dir = args.dir.display();
    out(format!("{verb} a project of {} layers and {} traits in {dir}\n", report.layers, report.traits).as_bytes())?;
    let words = ["simdgen", "generate", "--force"].into_iter().chain(args.resume.then_some("--resume"));
    let line = Cli::parse_from(words.map(Into::into).chain([args.dir.as_os_str().to_owned()]));
    if let Command::Generate(generate) = &line.command {
        generate::run(generate)?;
    }
    let text = format!(
        "look at {dir}/build/images, edit {dir}/layers and {dir}/simdgen.toml, then try\n  \
         simdgen generate {dir} --count 2000 --seed 'my own' --force\n"
    );
    out(text.as_bytes())
}

/// Runs `simdgen init`.
pub fn init(dir: &Path) -> Result<()> {
    let report = demo::init(dir)?;
    let dir = dir.display();
    let next = if report.found {
        "it lists the layers found, bottom to top: put them in order"
    } else {
        "put PNG files into its layer folders"
    };
    let layers = report.layers.join(", ");
    out(format!("wrote {dir}/simdgen.toml: {layers}\n{next}, then run\n  simdgen generate {dir}\n").as_bytes())
}
