//! Animated GIFs: frames of straight pixels, brought to 256 colours each by the `gif` crate.
//!
//! Apart from the PNG encoders because nothing but a preview is written this way: it loses colours and half transparency.

use std::io::Write;

use gif::{Encoder, Frame, Repeat};

use crate::canvas::{CanvasSize, StraightRgba};
use crate::{Error, Result};

/// How an animation runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnimationTiming {
    /// How often it starts again; `None`: for ever.
    pub repeats: Option<u16>,
    /// Time of a frame in milliseconds; GIF has hundredths of a second, so the last digit is dropped.
    pub delay_ms: u32,
    /// From 1, the best choice of colours, to 30, the fastest.
    pub speed: u8,
}

/// Writes frames of `size` as a GIF file.
///
/// # Errors
/// The first of `frames`; [`Error::Encode`] for a side of more than 65,535 pixels, or when `out` refuses.
pub fn encode_animation(
    what: &str,
    size: CanvasSize,
    timing: AnimationTiming,
    out: impl Write,
    frames: impl Iterator<Item = Result<Vec<StraightRgba>>>,
) -> Result<()> {
    let refused = |reason: String| Error::Encode { what: what.to_owned(), reason };
    let side =
        |length: u32| u16::try_from(length).map_err(|_| refused(format!("a GIF has no side of {length} pixels")));
    let (width, height) = (side(size.width())?, side(size.height())?);
    let mut encoder = Encoder::new(out, width, height, &[]).map_err(|e| refused(e.to_string()))?;
    let repeat = match timing.repeats {
        None => Some(Repeat::Infinite),
        Some(0) => None,
        Some(times) => Some(Repeat::Finite(times)),
    };
    if let Some(repeat) = repeat {
        encoder.set_repeat(repeat).map_err(|e| refused(e.to_string()))?;
    }
    for frame in frames {
        let mut pixels: Vec<u8> = frame?.into_iter().flat_map(|StraightRgba { r, g, b, a }| [r, g, b, a]).collect();
        let mut frame = Frame::from_rgba_speed(width, height, &mut pixels, i32::from(timing.speed.clamp(1, 30)));
        frame.delay = u16::try_from(timing.delay_ms / 10).unwrap_or(u16::MAX);
        // Each frame is a whole picture: without this, the last one would be seen through its transparent pixels.
        frame.dispose = gif::DisposalMethod::Background;
        encoder.write_frame(&frame).map_err(|e| refused(e.to_string()))?;
    }
    Ok(())
}
