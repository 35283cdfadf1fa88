//! Threads that share work, and the one budget of memory that they share.
//!
//! A thread that the system refuses is done without, and a picture that would exceed the budget waits until others are done:
//! limits make a run slower, not wrong.

mod memory;
mod threads;

pub use memory::{Held, MIB, Memory, OWN};
pub(crate) use threads::on_threads;
pub use threads::{beside, map};
