//! What a blend formula sees: one colour channel of source and destination, with both alphas.
//!
//! The oracle fills it with one number, the kernels with a vector of pixels.

/// One colour channel of one pixel, or of a vector of pixels; every value is 0..=255, colour at most its alpha.
#[derive(Clone, Copy)]
pub(super) struct Channel<V> {
    /// Source colour, premultiplied.
    pub s: V,
    /// Source alpha.
    pub sa: V,
    /// Destination colour, premultiplied.
    pub d: V,
    /// Destination alpha.
    pub da: V,
}
