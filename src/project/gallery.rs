//! Settings of the products of finished pictures: contact sheet, pixelated copies, animations.

use crate::choice::choice;
use crate::encode::AnimationTiming;

/// Contact sheet, pixelated copies and animations.
#[derive(Clone, Debug, PartialEq)]
pub struct GallerySettings {
    /// Thumbnails in a row of the contact sheet, at least 1.
    pub columns: u32,
    /// Width of a thumbnail in pixels, at least 1.
    pub thumbnail_width: u32,
    /// Height of a thumbnail to its width; `None`: that of the canvas.
    pub thumbnail_ratio: Option<f64>,
    /// File name of the contact sheet.
    pub sheet_name: String,
    /// Side of a pixelated copy, before it is made large again, to that of the picture: above 0, at most 1.
    pub pixel_ratio: f64,
    /// An animation of some finished pictures.
    pub slide_show: SlideShowSettings,
    /// An animation of each edition, layer by layer, if there is to be one.
    pub build_up: Option<AnimationSettings>,
}

/// Some finished pictures one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlideShowSettings {
    /// Number of pictures; 0: all.
    pub pictures: usize,
    /// Their order.
    pub order: AnimationOrder,
    /// Its timing.
    pub animation: AnimationSettings,
    /// Its file name.
    pub file_name: String,
}

choice! {
    /// The order of pictures in an animation. The facts are HashLips' words.
    #[derive(Default)]
    pub enum AnimationOrder: &'static str {
        #[default]
        Ascending = ("ascending", "By number", "ASC"),
        Descending = ("descending", "By number, the last one first", "DESC"),
        Mixed = ("mixed", "As the seed has it", "MIXED"),
    }
}

/// The timing of an animation, and the quality of its colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnimationSettings {
    /// Number of times it starts again; `None`: for ever.
    pub repeats: Option<u16>,
    /// Time of a frame in milliseconds.
    pub delay_ms: u32,
    /// From 1, the best choice of colours, to 30, the fastest.
    pub speed: u8,
}

impl Default for AnimationSettings {
    fn default() -> Self {
        Self { repeats: None, delay_ms: 500, speed: 10 }
    }
}

impl Default for GallerySettings {
    fn default() -> Self {
        // HashLips' own.
        let sheet_name = "preview.png".into();
        let (order, animation) = (AnimationOrder::default(), AnimationSettings::default());
        let slide_show = SlideShowSettings { pictures: 5, order, animation, file_name: "preview.gif".into() };
        Self {
            columns: 5,
            thumbnail_width: 50,
            thumbnail_ratio: None,
            sheet_name,
            pixel_ratio: 2.0 / 128.0,
            slide_show,
            build_up: None,
        }
    }
}

impl From<&AnimationSettings> for AnimationTiming {
    fn from(settings: &AnimationSettings) -> Self {
        let AnimationSettings { repeats, delay_ms, speed } = *settings;
        Self { repeats, delay_ms, speed }
    }
}
