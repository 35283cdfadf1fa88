//! Plans through the public interface: drawing, DNA and plan files.

mod counts;
mod dna;
mod draw;
mod file;
mod fixture;
mod growth;
mod lone;
mod one_of_one;
mod rules;
mod within;
