//! Animated GIFs: frames of straight pixels, brought to 256 colours each by the `gif` crate.
//!
//! Only previews are written this way: it loses colours and half transparency.

use std::io::Write;

use gif::{Encoder, Frame, Repeat};

use crate::canvas::{CanvasSize, StraightRgba};
use crate::{Error, Result};

/// The timing of an animation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnimationTiming {
    /// Number of times that it starts again; `None`: for ever.
    pub repeats: Option<u16>,
    /// Time of a frame in milliseconds; GIF has hundredths of a second, so the last digit is dropped.
    pub delay_ms: u32,
    /// From 1, the best choice of colours, to 30, the fastest.
    pub speed: u8,
}

/// Bytes a pixel that writing a frame takes: its colours twice, and its indices before and after they are packed.
pub const BYTES_OF_FRAME: u64 = 4 + 4 + 1 + 2;

/// An animation under construction: frames go to the file as they come.
pub struct Animation<W: Write> {
    what: String,
    size: [u16; 2],
    timing: AnimationTiming,
    encoder: Encoder<W>,
}

impl<W: Write> Animation<W> {
    /// Begins a GIF file of frames of `size`; `what` is what errors name.
    ///
    /// # Errors
    /// [`Error::Encode`] for a side of more than 65,535 pixels, or when `out` refuses.
    pub fn new(what: &str, size: CanvasSize, timing: AnimationTiming, out: W) -> Result<Self> {
        let refused = |reason: String| Error::Encode { what: what.to_owned(), reason };
        let side =
            |length: u32| u16::try_from(length).map_err(|_| refused(format!("a GIF has no side of {length} pixels")));
        let size = [side(size.width())?, side(size.height())?];
        let mut encoder = Encoder::new(out, size[0], size[1], &[]).map_err(|e| refused(e.to_string()))?;
        let repeat = match timing.repeats {
            None => Some(Repeat::Infinite),
            Some(0) => None,
            Some(times) => Some(Repeat::Finite(times)),
        };
        if let Some(repeat) = repeat {
            encoder.set_repeat(repeat).map_err(|e| refused(e.to_string()))?;
        }
        Ok(Self { what: what.to_owned(), size, timing, encoder })
    }

    /// Adds a frame.
    ///
    /// # Errors
    /// [`Error::Encode`] when the file refuses.
    pub fn push(&mut self, frame: impl IntoIterator<Item = StraightRgba>) -> Result<()> {
        let [width, height] = self.size;
        let mut pixels = Vec::with_capacity(usize::from(width) * usize::from(height) * 4);
        pixels.extend(frame.into_iter().flat_map(|StraightRgba { r, g, b, a }| [r, g, b, a]));
        let speed = i32::from(self.timing.speed.clamp(1, 30));
        let mut frame = Frame::from_rgba_speed(width, height, &mut pixels, speed);
        frame.delay = u16::try_from(self.timing.delay_ms / 10).unwrap_or(u16::MAX);
        // Each frame is a whole picture: without this, the last one would be seen through its transparent pixels.
        frame.dispose = gif::DisposalMethod::Background;
        let refused = |reason: String| Error::Encode { what: self.what.clone(), reason };
        self.encoder.write_frame(&frame).map_err(|e| refused(e.to_string()))
    }
}
