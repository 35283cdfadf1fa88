//! The `[gallery]` table: contact sheet, pixelated copies and animations.
//!
//! ```toml
//! [gallery]
//! columns = 5                 # thumbnails in a row of the contact sheet
//! thumbnail_width = 50        # pixels
//! thumbnail_ratio = 1.0       # height to width; default: that of the canvas
//! sheet = "preview.png"       # its file name
//! pixel_ratio = 0.015625      # side of a pixelated copy before it is made large again: above 0, at most 1
//!
//! [gallery.slide_show]
//! pictures = 5                # how many; 0: all
//! order = "ascending"         # by number; or "descending", or "mixed" as the seed has it
//! file = "preview.gif"
//! repeats = 0                 # how often it starts again; default: for ever
//! delay = 500                 # milliseconds of a frame
//! speed = 10                  # 1, the best choice of colours, to 30
//!
//! [gallery.build_up]          # where it is there, an animation of each edition, layer by layer
//! delay = 500                 # and repeats, speed
//! ```
//!
//! None of these keys changes the collection.

use serde::Deserialize;

use crate::choice;
use crate::dialect::problem::Problem;
use crate::project::{AnimationOrder, AnimationSettings, GallerySettings, SlideShowSettings};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Gallery {
    columns: Option<u32>,
    thumbnail_width: Option<u32>,
    thumbnail_ratio: Option<f64>,
    sheet: Option<String>,
    pixel_ratio: Option<f64>,
    slide_show: SlideShow,
    build_up: Option<Animation>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SlideShow {
    pictures: Option<usize>,
    #[serde(deserialize_with = "choice::optional")]
    order: Option<AnimationOrder>,
    file: Option<String>,
    repeats: Option<u16>,
    delay: Option<u32>,
    speed: Option<u8>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Animation {
    repeats: Option<u16>,
    delay: Option<u32>,
    speed: Option<u8>,
}

/// The settings, with the defaults of what is not said.
pub(super) fn settings(gallery: &Gallery) -> Result<GallerySettings, Problem> {
    let own = GallerySettings::default();
    let at = |key: &str| format!("gallery.{key}");
    let ratio = |key: &str, value: Option<f64>, most: f64| match value.filter(|r| !(*r > 0.0 && *r <= most)) {
        Some(wrong) => Err(Problem::new(
            at(key),
            format!("is {wrong}: write a number above 0{}", if most == 1.0 { ", at most 1" } else { "" }),
        )),
        None => Ok(value),
    };
    let above_0 = |key: &str, value: Option<u32>, own: u32| match value {
        Some(0) => Err(Problem::new(at(key), "is 0: make it 1 or more")),
        other => Ok(other.unwrap_or(own)),
    };
    let file = |key: &str, name: &Option<String>, own: String| match name {
        Some(name) if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\']) => {
            Err(Problem::new(at(key), format!("is \"{name}\": write the name of a file in the output folder")))
        }
        other => Ok(other.clone().unwrap_or(own)),
    };
    let show = &gallery.slide_show;
    Ok(GallerySettings {
        columns: above_0("columns", gallery.columns, own.columns)?,
        thumbnail_width: above_0("thumbnail_width", gallery.thumbnail_width, own.thumbnail_width)?,
        thumbnail_ratio: ratio("thumbnail_ratio", gallery.thumbnail_ratio, f64::MAX)?,
        sheet_name: file("sheet", &gallery.sheet, own.sheet_name)?,
        pixel_ratio: ratio("pixel_ratio", gallery.pixel_ratio, 1.0)?.unwrap_or(own.pixel_ratio),
        slide_show: SlideShowSettings {
            pictures: show.pictures.unwrap_or(own.slide_show.pictures),
            order: show.order.unwrap_or_default(),
            animation: animation("slide_show", show.repeats, show.delay, show.speed)?,
            file_name: file("slide_show.file", &show.file, own.slide_show.file_name)?,
        },
        build_up: (gallery.build_up.as_ref().map(|a| animation("build_up", a.repeats, a.delay, a.speed)))
            .transpose()?,
    })
}

fn animation(
    table: &str,
    repeats: Option<u16>,
    delay: Option<u32>,
    speed: Option<u8>,
) -> Result<AnimationSettings, Problem> {
    let own = AnimationSettings::default();
    let speed = speed.unwrap_or(own.speed);
    if !(1..=30).contains(&speed) {
        return Err(Problem::new(format!("gallery.{table}.speed"), format!("is {speed}: write 1 to 30")));
    }
    Ok(AnimationSettings { repeats, delay_ms: delay.unwrap_or(own.delay_ms), speed })
}
