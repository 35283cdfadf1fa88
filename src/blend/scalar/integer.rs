//! Blend modes that are polynomials: `255 * 255 * sa * da * B(Cd, Cs)`, exact in integers.
//!
//! Straight colour is `Cs = s / sa`, so `sa * da * Cs` is `s * da` and `sa * da * Cd * Cs` is `s * d`: the
//! divisions cancel. Source: W3C Compositing and Blending Level 1, section 10.1.

use crate::blend::channel::Channel;

/// `B = Cd Cs`
pub(super) fn multiply(c: Channel<u32>) -> u32 {
    c.s * c.d
}

/// `B = Cd + Cs - Cd Cs`
pub(super) fn screen(c: Channel<u32>) -> u32 {
    c.s * c.da + c.d * c.sa - c.s * c.d
}

/// `B = HardLight(Cs, Cd)`: hard-light with the roles exchanged.
pub(super) fn overlay(c: Channel<u32>) -> u32 {
    hard_light(Channel { s: c.d, sa: c.da, d: c.s, da: c.sa })
}

/// `B = min(Cd, Cs)`
pub(super) fn darken(c: Channel<u32>) -> u32 {
    (c.s * c.da).min(c.d * c.sa)
}

/// `B = max(Cd, Cs)`
pub(super) fn lighten(c: Channel<u32>) -> u32 {
    (c.s * c.da).max(c.d * c.sa)
}

/// `B = Multiply(Cd, 2 Cs)` for `Cs <= 1/2`, else `Screen(Cd, 2 Cs - 1) = 1 - 2 (1 - Cs) (1 - Cd)`
pub(super) fn hard_light(c: Channel<u32>) -> u32 {
    if 2 * c.s <= c.sa { 2 * c.s * c.d } else { c.sa * c.da - 2 * (c.sa - c.s) * (c.da - c.d) }
}

/// `B = |Cd - Cs|`
pub(super) fn difference(c: Channel<u32>) -> u32 {
    (c.s * c.da).abs_diff(c.d * c.sa)
}

/// `B = Cd + Cs - 2 Cd Cs`
pub(super) fn exclusion(c: Channel<u32>) -> u32 {
    c.s * c.da + c.d * c.sa - 2 * c.s * c.d
}
