//! The name of an answer's bytes, which is its entity tag too.

use std::fmt;

/// Names the bytes of an answer: equal tags have equal bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tag([u8; 16]);

impl Tag {
    /// Takes the first half of a hash.
    pub(super) fn new(hash: blake3::Hash) -> Self {
        Self(std::array::from_fn(|at| hash.as_bytes()[at]))
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({self})")
    }
}
