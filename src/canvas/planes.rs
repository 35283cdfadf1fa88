//! Borrowed structure-of-arrays pixels: one slice per channel, all of one length.
//!
//! Kernels see planes and nothing else, no images and no files. Straight and premultiplied planes
//! are different types for the same reason as the pixels are.

macro_rules! planes {
    ($(#[$doc:meta])* $name:ident, $(#[$doc_mut:meta])* $name_mut:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'a> {
            /// Red.
            pub r: &'a [u8],
            /// Green.
            pub g: &'a [u8],
            /// Blue.
            pub b: &'a [u8],
            /// Alpha.
            pub a: &'a [u8],
        }

        $(#[$doc_mut])*
        #[derive(Debug)]
        pub struct $name_mut<'a> {
            /// Red.
            pub r: &'a mut [u8],
            /// Green.
            pub g: &'a mut [u8],
            /// Blue.
            pub b: &'a mut [u8],
            /// Alpha.
            pub a: &'a mut [u8],
        }

        impl $name<'_> {
            /// Pixels in each plane.
            pub fn len(&self) -> usize {
                debug_assert!([self.g.len(), self.b.len(), self.a.len()] == [self.r.len(); 3]);
                self.r.len()
            }

            /// True when there is no pixel.
            pub fn is_empty(&self) -> bool {
                self.r.is_empty()
            }
        }

        impl $name_mut<'_> {
            /// The same planes, read only.
            pub fn as_ref(&self) -> $name<'_> {
                $name { r: self.r, g: self.g, b: self.b, a: self.a }
            }

            /// The same planes for a shorter borrow.
            pub fn reborrow(&mut self) -> $name_mut<'_> {
                $name_mut { r: self.r, g: self.g, b: self.b, a: self.a }
            }
        }
    };
}

planes! {
    /// Premultiplied pixels: at every index, colour is at most alpha.
    PremulPlanes,
    /// Premultiplied pixels, to write.
    PremulPlanesMut
}

planes! {
    /// Straight pixels, as PNG stores them.
    StraightPlanes,
    /// Straight pixels, to write.
    StraightPlanesMut
}
