//! The picture service: its pictures, and the server as clients see it.

mod fixture;
mod hostile;
mod http;
mod pictures;
