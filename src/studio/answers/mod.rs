//! What is answered at each address, one file for each thing that a page does.

pub mod edit;
pub mod form;
pub mod look;
pub mod make;
pub mod pixels;
