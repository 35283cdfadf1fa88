//! The keys `preview`, `preview_gif`, `pixelFormat` and `gif`: contact sheet, pixelated copies and animations.
//!
//! None of them changes the collection.

use serde_json::Value;

use super::config::{Animation, Config};
use crate::choice::Choice;
use crate::dialect::problem::Problem;
use crate::project::suggest::did_you_mean;
use crate::project::{AnimationOrder, AnimationSettings, GallerySettings, SlideShowSettings};

/// The settings.
///
/// # Errors
/// A size or ratio of 0, a file name that is a path, an order that is none.
pub(super) fn settings(config: &Config) -> Result<GallerySettings, Problem> {
    let own = GallerySettings::default();
    let preview = &config.preview;
    let columns = preview.thumb_per_row.unwrap_or(own.columns);
    let thumbnail_width = preview.thumb_width.unwrap_or(own.thumbnail_width);
    for (key, value) in [("preview.thumbPerRow", columns), ("preview.thumbWidth", thumbnail_width)] {
        if value == 0 {
            return Err(Problem::new(key, "is 0: make it 1 or more"));
        }
    }
    let pixel_ratio = config.pixel_format.ratio.unwrap_or(own.pixel_ratio);
    if !(pixel_ratio > 0.0 && pixel_ratio <= 1.0) {
        let problem = format!("is {pixel_ratio}: write a number above 0 and at most 1, such as 2 / 128");
        return Err(Problem::new("pixelFormat.ratio", problem));
    }
    let show = &config.preview_gif;
    let slide_show = SlideShowSettings {
        pictures: show.number_of_images.unwrap_or(own.slide_show.pictures),
        order: order(show.order.as_deref())?,
        animation: animation(&show.animation),
        file_name: file_name("preview_gif.imageName", show.image_name.as_deref(), own.slide_show.file_name)?,
    };
    Ok(GallerySettings {
        columns,
        thumbnail_width,
        // A value that is no ratio is ignored: the canvas has one.
        thumbnail_ratio: preview.image_ratio.as_ref().and_then(Value::as_f64).filter(|ratio| *ratio > 0.0),
        sheet_name: file_name("preview.imageName", preview.image_name.as_deref(), own.sheet_name)?,
        pixel_ratio,
        slide_show,
        build_up: config.gif.export.then(|| animation(&config.gif.animation)),
    })
}

fn file_name(key: &'static str, given: Option<&str>, own: String) -> Result<String, Problem> {
    let name = given.map_or(own, str::to_owned);
    if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\']) {
        return Err(Problem::new(key, format!("is \"{name}\": write the name of a file in the output folder")));
    }
    Ok(name)
}

fn order(name: Option<&str>) -> Result<AnimationOrder, Problem> {
    let Some(name) = name else { return Ok(AnimationOrder::default()) };
    AnimationOrder::ALL.iter().find(|line| line.3 == name).map(|line| line.0).ok_or_else(|| {
        let suggestion = did_you_mean(name, AnimationOrder::ALL.iter().map(|line| line.3));
        Problem::new("preview_gif.order", format!("is \"{name}\": write ASC, DESC or MIXED{suggestion}"))
    })
}

/// The engine's words: -1 is once, 0 for ever, and a quality above 30 is 30.
fn animation(given: &Animation) -> AnimationSettings {
    let own = AnimationSettings::default();
    AnimationSettings {
        repeats: match given.repeat.unwrap_or(0) {
            0 => None,
            times => Some(u16::try_from(times.max(0)).unwrap_or(u16::MAX)),
        },
        delay_ms: given.delay.unwrap_or(own.delay_ms),
        speed: given.quality.map_or(own.speed, |quality| quality.clamp(1, 30) as u8),
    }
}
