//! `simdgen demo` and `simdgen init`: a project to play with, and one to start from.

use std::path::Path;

use clap::Parser;

use super::args::{Cli, Command, DemoArgs};
use super::generate;
use super::print::{command_line, out};
use crate::Result;
use crate::demo;

/// Runs `simdgen demo`: writes the project where it is not there yet, then generates it.
pub fn run(args: &DemoArgs) -> Result<()> {
    let report = demo::write(&args.dir)?;
    let dir = args.dir.display();
    let project = match report.written {
        0 => format!("{dir} is there already and stays as it is\n"),
        _ => format!("drew a project of {} layers and {} traits in {dir}\n", report.layers, report.traits),
    };
    out(&project)?;
    let options =
        [args.force.then_some("--force"), args.keep_edits.then_some("--keep-edits"), args.resume.then_some("--resume")];
    let words = ["simdgen", "generate"].into_iter().chain(options.into_iter().flatten()).chain(["--"]);
    let mut line = Cli::try_parse_from(words.map(Into::into).chain([args.dir.as_os_str().to_owned()]))
        .expect("the words are this program's own, and what follows -- is a folder");
    if let Command::Generate(generate) = &mut line.command {
        generate.memory = args.memory;
        generate::run(generate)?;
    }
    let (project, more) = (args.dir.to_string_lossy(), args.dir.join("my-own"));
    let more = more.to_string_lossy();
    let text = format!(
        "look at {dir}/build/images, edit {dir}/layers and {dir}/simdgen.toml, then try\n  {}\n",
        command_line(&["generate", &project, "--count", "2000", "--seed", "my own", "--out", &more])
    );
    out(&text)
}

/// Runs `simdgen init`.
pub fn init(dir: &Path) -> Result<()> {
    let report = demo::init(dir)?;
    let next = if report.found {
        "it lists the layers found, bottom to top: put them in order"
    } else {
        "put pictures into its layer folders"
    };
    let (layers, command) = (report.layers.join(", "), command_line(&["generate", &dir.to_string_lossy()]));
    let canvas = report.canvas.map_or(String::new(), |size| format!("; canvas {size}, as most of the pictures are"));
    let left_out = match report.left_out.is_empty() {
        true => String::new(),
        false => format!("; left out, because no pictures are in them: {}", report.left_out.join(", ")),
    };
    let dir = dir.display();
    out(&format!("wrote {dir}/simdgen.toml: {layers}{canvas}{left_out}\n{next}, then run\n  {command}\n"))
}
