//! The tables `[collection]`, `[canvas]`, `[files]` and `[gallery]`.
//!
//! Keys that have their default are left out, but for those that an artist looks for first.

use std::fmt::Write;

use super::{layers, toml_text};
use crate::Result;
use crate::canvas::StraightRgba;
use crate::choice::Choice;
use crate::image::Resize;
use crate::project::{
    AnimationSettings, Background, ExtraAttributes, FileNames, GallerySettings, PictureFormat, Project, Standard,
};

/// A table as it is written.
struct Table(String);

impl Table {
    fn new(name: &str) -> Self {
        Self(format!("\n[{name}]\n"))
    }

    fn set(&mut self, key: &str, value: impl std::fmt::Display) {
        writeln!(self.0, "{key} = {value}").expect("a String takes any text");
    }

    fn set_if(&mut self, is_said: bool, key: &str, value: impl std::fmt::Display) {
        if is_said {
            self.set(key, value);
        }
    }
}

/// Everything before the layers; `is_plain` where there is one set, of all layers, without a name of its own.
pub(super) fn text(project: &Project, seed: &str, is_plain: bool) -> Result<String> {
    let metadata = &project.metadata;
    let config = project.config.strip_prefix(&project.root).unwrap_or(&project.config);
    let from = match config.as_os_str().is_empty() {
        true => "the names of folders and files".to_owned(),
        false => config.display().to_string(),
    };
    let mut out = Table(format!("# Written from {from} by `simdgen import`.\n"));
    out.0 += &Table::new("collection").0;
    out.set("name", toml_text::text(&metadata.name));
    out.set("description", toml_text::text(&metadata.description));
    out.set_if(is_plain, "editions", project.editions());
    out.set("seed", toml_text::text(seed));
    out.set("base_uri", toml_text::text(&metadata.base_uri));
    out.set_if(project.first_edition != 1, "first_edition", project.first_edition);
    out.set_if(project.shuffle, "shuffle", true);
    out.set_if(metadata.standard != Standard::default(), "standard", toml_text::text(metadata.standard.name()));
    out.set("engine", toml_text::text(project.conventions.key));
    if let Some(compiler) = &metadata.compiler {
        out.set("compiler", toml_text::text(compiler));
    }
    if let Some(delimiter) = &metadata.dna_delimiter {
        out.set("dna_delimiter", toml_text::text(delimiter));
    }
    if let Some(ExtraAttributes { script }) = &metadata.extra_attributes {
        let path = script.path.strip_prefix(&project.root).unwrap_or(&script.path).to_string_lossy().replace('\\', "/");
        out.set("script", toml_text::text(&path));
    }
    out.set_if(metadata.hash_pictures, "hash_pictures", true);
    let solana = &metadata.by_standard.solana;
    if metadata.standard == Standard::Solana || *solana != Default::default() {
        out.0 += &Table::new("collection.solana").0;
        out.set("symbol", toml_text::text(&solana.symbol));
        out.set("seller_fee_basis_points", solana.seller_fee_basis_points);
        out.set("external_url", toml_text::text(&solana.external_url));
        out.set("creators", toml_text::value(&solana.creators.clone().into()).unwrap_or_default());
    }
    if !metadata.extra.is_empty() {
        out.0 += &Table::new("collection.extra").0;
        metadata.extra.iter().for_each(|(key, value)| {
            let value = toml_text::value(value).expect("what TOML has not was taken out");
            out.set(&toml_text::key(key), value);
        });
    }
    canvas(project, &mut out);
    let (folder, delimiter) = (layers::folder(project), layers::delimiter(project)?);
    let is_other = project.pictures != PictureFormat::default();
    let names = metadata.file_names;
    if folder != layers::FOLDER || delimiter != layers::DELIMITER || is_other || names != FileNames::default() {
        out.0 += &Table::new("files").0;
        out.set_if(folder != layers::FOLDER, "layers", toml_text::text(if folder.is_empty() { "." } else { folder }));
        out.set_if(delimiter != layers::DELIMITER, "weight_delimiter", toml_text::text(&delimiter));
        out.set_if(is_other, "pictures", toml_text::text(project.pictures.name()));
        out.set_if(names.hex, "names", "\"hex\"");
        // Hexadecimal names have 64 digits unless it is said.
        out.set_if(names.hex || names.digits != FileNames::default().digits, "digits", names.digits);
    }
    Ok(out.0)
}

fn canvas(project: &Project, out: &mut Table) {
    out.0 += &Table::new("canvas").0;
    out.set("width", project.canvas.width());
    out.set("height", project.canvas.height());
    out.set_if(project.resize != Resize::default(), "resize", toml_text::text(project.resize.name()));
    match project.background {
        Background::Transparent => {}
        Background::Solid(StraightRgba { r, g, b, a }) => {
            out.set("background", format!("\"#{r:02x}{g:02x}{b:02x}{a:02x}\""));
        }
        Background::RandomHue { lightness } => {
            out.set("background", "\"random\"");
            out.set("background_lightness", toml_text::float(f64::from(lightness) / 10.0));
        }
    }
    let shows = project.background != Background::Transparent;
    out.set_if(project.background_last && shows, "background_last", true);
}

/// The gallery's tables, where they say anything but the defaults.
pub(super) fn gallery(project: &Project) -> String {
    let (own, said) = (GallerySettings::default(), &project.gallery);
    let mut out = Table(String::new());
    let without_animations = GallerySettings { slide_show: own.slide_show.clone(), build_up: None, ..said.clone() };
    if without_animations != own {
        out.0 += &Table::new("gallery").0;
        out.set("columns", said.columns);
        out.set("thumbnail_width", said.thumbnail_width);
        if let Some(ratio) = said.thumbnail_ratio {
            out.set("thumbnail_ratio", toml_text::float(ratio));
        }
        out.set("sheet", toml_text::text(&said.sheet_name));
        out.set("pixel_ratio", toml_text::float(said.pixel_ratio));
    }
    let show = &said.slide_show;
    if *show != own.slide_show {
        out.0 += &Table::new("gallery.slide_show").0;
        out.set("pictures", show.pictures);
        out.set("order", toml_text::text(show.order.name()));
        out.set("file", toml_text::text(&show.file_name));
        animation(&show.animation, &mut out);
    }
    if let Some(build_up) = &said.build_up {
        out.0 += &Table::new("gallery.build_up").0;
        animation(build_up, &mut out);
    }
    out.0
}

fn animation(settings: &AnimationSettings, out: &mut Table) {
    if let Some(repeats) = settings.repeats {
        out.set("repeats", repeats);
    }
    out.set("delay", settings.delay_ms);
    out.set("speed", settings.speed);
}
