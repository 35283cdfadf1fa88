//! Object storage: the way to a bucket, and what is done there with objects by name.
//!
//! Only `client` knows a protocol, and it is empty in a program built without the feature `store`. It is called by threads
//! that wait for the answer, so nothing else here or in later stages knows an asynchronous function.
//!
//! | file | holds |
//! |---|---|
//! | `address` | `s3://bucket/folder`, told from a path |
//! | `access` | what leads there: settings, a folder for copies, memory |
//! | `client`, `absent` | requests, repeated until they succeed or are given up; the same without the feature |
//! | `failure` | the client's errors in this program's words |
//! | `version` | one content of an object, for conditional writes and comparisons |
//! | `uploads` | many writes at a time, bounded in bytes and number |
//! | `lock` | one run at a time, by conditional writes |
//! | `copies` | objects copied into a folder: a project, or a build to verify |
//!
//! Nothing here knows editions or pictures.

#[cfg(not(feature = "store"))]
mod absent;
mod access;
mod address;
#[cfg(feature = "store")]
mod client;
mod copies;
#[cfg(feature = "store")]
mod failure;
mod lock;
mod uploads;
mod version;

#[cfg(test)]
#[cfg(feature = "store")]
pub(crate) mod fixture;
#[cfg(test)]
#[cfg(feature = "store")]
mod tests;

#[cfg(not(feature = "store"))]
pub use absent::Store;
pub use access::Access;
pub use address::{Address, Place};
#[cfg(feature = "store")]
pub use client::Store;
pub use copies::{Copies, copy_build, copy_project};
pub use lock::{Pace, StoreLock};
pub use uploads::Uploads;
pub use version::{Object, Version};
