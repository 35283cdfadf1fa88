//! `simdgen demo` and `simdgen init`: a project to play with, and one to start from.

use std::path::Path;

use clap::Parser;

use super::args::{Cli, Command, DemoArgs};
use super::generate;
use super::print::{command_line, count, out};
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
    let file = dir.join("simdgen.toml");
    let mut text = format!("wrote {}: {layers}", file.display());
    if report.found && !["layers", "."].contains(&report.place.as_str()) {
        text += &format!(" (in {})", report.place);
    }
    if let Some(size) = report.canvas {
        text += &format!("; canvas {size}, as most of the pictures are");
    }
    if !report.left_out.is_empty() {
        text += &format!("; left out, because no pictures are in them: {}", report.left_out.join(", "));
    }
    text.push('\n');
    if report.no_weights {
        text += "no file name has a weight after #, so weight_delimiter = \"\": the names are taken whole\n";
    }
    if !report.deeper.is_empty() {
        let deeper = few(&report.deeper);
        text += &format!(
            "left out, because the pictures of a layer lie directly in its folder, and these lie further down: {deeper}; \
             move them up, and list the layer in simdgen.toml\n"
        );
    }
    if !report.loose.is_empty() {
        let loose = few(&report.loose);
        text +=
            &format!("left out, because no folder of a layer holds them: {loose}; put each into that of its layer\n");
    }
    out(&format!("{text}{next}, then run\n  {command}\n"))
}

/// The first few of several names, and how many more there are.
fn few(names: &[String]) -> String {
    const FEW: usize = 3;
    let shown = names[..names.len().min(FEW)].join(", ");
    match names.len().saturating_sub(FEW) {
        0 => shown,
        more => format!("{shown} and {} more", count(more as u128)),
    }
}
