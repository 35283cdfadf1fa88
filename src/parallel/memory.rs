//! The budget of memory of a command: how many threads it allows, and who may hold how much of it at a time.
//!
//! It bounds what grows with pictures, threads and windows. Beyond it a process holds [`OWN`], the mapped pack, the plan, and
//! of each edition what a function that reads or writes a collection states.

use std::sync::{Condvar, Mutex, PoisonError};

use crate::{Error, Result};

/// Bytes of a MiB.
pub const MIB: usize = 1 << 20;

/// Bytes that the program takes beside any budget: code, the tables of a project, scratch of a fixed size such as the tiles
/// that the splice encoder learns from, and what an allocator keeps.
pub const OWN: usize = 64 * MIB;

/// A number of bytes that threads share.
///
/// A thread holds once for an item of work all that the item takes. It may wait while it holds nothing, so no thread ever
/// waits for itself.
#[derive(Debug)]
pub struct Memory {
    bytes: usize,
    /// Bytes that are taken from the budget that this is the rest of.
    reserved: u64,
    held: Mutex<usize>,
    released: Condvar,
}

/// A part of the budget, given back when dropped.
#[derive(Debug)]
#[must_use = "what is not held is given back at once"]
pub struct Held<'a> {
    memory: &'a Memory,
    bytes: usize,
}

impl Memory {
    /// Makes a budget of so many bytes.
    pub fn new(bytes: usize) -> Self {
        Self { bytes, reserved: 0, held: Mutex::new(0), released: Condvar::new() }
    }

    /// Makes a budget without a bound.
    pub fn unlimited() -> Self {
        Self::new(usize::MAX)
    }

    /// Returns the bytes in all, held ones included.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Refuses what would not fit even alone; `what` begins the sentence that says so.
    ///
    /// # Errors
    /// [`Error::Memory`].
    pub fn check(&self, needed: u64, what: impl FnOnce() -> String) -> Result<()> {
        match needed > self.bytes as u64 {
            true => {
                let (needed, allowed) = (needed + self.reserved, self.bytes as u64 + self.reserved);
                Err(Error::Memory { what: what(), needed, allowed })
            }
            false => Ok(()),
        }
    }

    /// Returns the rest of the budget when so many bytes are taken from beginning to end.
    ///
    /// # Errors
    /// [`Error::Memory`] if there are not as many.
    pub fn without(&self, bytes: u64, what: impl FnOnce() -> String) -> Result<Self> {
        self.check(bytes, what)?;
        Ok(Self { reserved: self.reserved + bytes, ..Self::new(self.bytes - bytes as usize) })
    }

    /// Returns the threads that fit, of those wanted, where each takes `each` bytes; at least 1.
    ///
    /// # Errors
    /// [`Error::Memory`] if one does not fit.
    pub fn threads(&self, wanted: usize, each: u64, what: impl FnOnce() -> String) -> Result<usize> {
        self.check(each, what)?;
        Ok(self.fitting(wanted, each))
    }

    /// Returns the threads that fit, of those wanted, or 1 if not even one does.
    pub fn fitting(&self, wanted: usize, each: u64) -> usize {
        let fitting = self.bytes as u64 / each.max(1);
        wanted.min(usize::try_from(fitting).unwrap_or(usize::MAX)).max(1)
    }

    /// Waits until so many bytes are free, and takes them.
    ///
    /// # Errors
    /// [`Error::Memory`] when they never will be.
    pub fn hold(&self, needed: u64, what: impl FnOnce() -> String) -> Result<Held<'_>> {
        self.check(needed, what)?;
        let bytes = needed as usize;
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |held: &mut usize| bytes > self.bytes - *held;
        let mut held = self.released.wait_while(held, is_full).unwrap_or_else(PoisonError::into_inner);
        *held += bytes;
        Ok(Held { memory: self, bytes })
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        *self.memory.held.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.memory.released.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::parallel::on_threads;

    #[test]
    fn no_more_is_held_than_there_is() {
        let (memory, now, most) = (Memory::new(100), AtomicUsize::new(0), AtomicUsize::new(0));
        on_threads(8, 200, |item| {
            let bytes = 20 + item % 41;
            let _held = memory.hold(bytes as u64, String::new).expect("each fits alone");
            most.fetch_max(now.fetch_add(bytes, Ordering::SeqCst) + bytes, Ordering::SeqCst);
            std::thread::yield_now();
            now.fetch_sub(bytes, Ordering::SeqCst);
        });
        assert!(most.into_inner() <= 100 && *memory.held.lock().expect("no thread panicked") == 0);
    }

    #[test]
    fn what_never_fits_is_told_with_the_budget_that_would_do() {
        let error = Memory::new(16 * MIB).hold(17 * MIB as u64 + 1, || "edition 7".into()).expect_err("too much");
        let text = error.to_string();
        assert!(text.starts_with("edition 7 takes 18 MiB") && text.ends_with("allow more with --memory 18"), "{text}");
    }

    #[test]
    fn the_rest_of_a_budget_asks_for_the_whole() {
        let rest = Memory::new(16 * MIB).without(10 * MIB as u64, || "a row".into()).expect("it fits");
        let text = rest.check(7 * MIB as u64, || "a picture".into()).expect_err("too much").to_string();
        assert!(text.contains("17 MiB of memory, and 16 MiB are allowed"), "{text}");
        assert!(rest.without(7 * MIB as u64, String::new).is_err());
    }

    #[test]
    fn threads_are_those_that_fit() {
        let threads = |bytes, wanted, each| Memory::new(bytes).threads(wanted, each, String::new).ok();
        assert_eq!(threads(100, 8, 30), Some(3));
        assert_eq!(threads(100, 2, 30), Some(2));
        assert_eq!(threads(100, 8, 0), Some(8));
        assert_eq!(threads(100, 8, 101), None);
    }
}
