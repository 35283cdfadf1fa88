//! Blend modes that divide or take roots: `255 * 255 * sa * da * B(Cd, Cs)` in 32-bit floats.
//!
//! The order of the operations is part of the definition, since each one rounds; the vector kernels keep it.
//! Products of three bytes are below 2^24 and so exact. Source: W3C Compositing and Blending Level 1, section 10.1.

use crate::blend::channel::Channel;

/// `B = 0` for `Cd = 0`, else `1` for `Cs = 1`, else `min(1, Cd / (1 - Cs))`
pub(super) fn color_dodge(c: Channel<f32>) -> f32 {
    let most = c.sa * c.da;
    let room = c.sa - c.s;
    if room > 0.0 {
        (c.d * c.sa * c.sa / room).min(most)
    } else if c.d > 0.0 {
        most
    } else {
        0.0
    }
}

/// `B = 1` for `Cd = 1`, else `0` for `Cs = 0`, else `1 - min(1, (1 - Cd) / Cs)`
pub(super) fn color_burn(c: Channel<f32>) -> f32 {
    let most = c.sa * c.da;
    let room = c.da - c.d;
    if c.s > 0.0 {
        most - (room * c.sa * c.sa / c.s).min(most)
    } else if room > 0.0 {
        0.0
    } else {
        most
    }
}

/// `B = Cd + (2 Cs - 1) (Cd - Cd^2)` for `Cs <= 1/2`, else `Cd + (2 Cs - 1) (D(Cd) - Cd)`, where
/// `D(x) = ((16 x - 12) x + 4) x` for `x <= 1/4`, else the square root of `x`
pub(super) fn soft_light(c: Channel<f32>) -> f32 {
    let most = c.sa * c.da;
    let colour = c.d / c.da.max(1.0);
    let tilt = c.s + c.s - c.sa;
    let step = if tilt <= 0.0 {
        colour - colour * colour
    } else if colour <= 0.25 {
        ((16.0 * colour - 12.0) * colour + 4.0) * colour - colour
    } else {
        colour.sqrt() - colour
    };
    (c.d * c.sa + c.da * tilt * step).max(0.0).min(most)
}
