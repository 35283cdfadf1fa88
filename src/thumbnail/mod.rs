//! Makes traits and editions small, in memory: a picture of a trait is read once and blended as often as it is seen.
