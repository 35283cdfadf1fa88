//! Plans through the public interface: drawing, DNA and plan files.

mod dna;
mod draw;
mod file;
mod fixture;
mod rules;
