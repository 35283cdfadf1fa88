//! The picture service: its pictures, and the server as clients see it.

#![expect(clippy::unwrap_used, reason = "a test whose server does not answer should stop there")]

mod fixture;
mod hostile;
mod http;
mod pictures;
