//! Plans through the public interface: drawing and DNA.

mod dna;
mod draw;
mod fixture;
