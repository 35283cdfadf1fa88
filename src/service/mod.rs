//! Draws a picture for any text, on demand: the text is a seed, and the picture is the first edition that it draws.
//!
//! The same text gives the same picture for ever. Tiles are kept encoded, so a picture is joined from what others left.
//!
//! | file | holds |
//! |---|---|
//! | `ask`, `refusal`, `tag` | what an address asks for, why it is not given, and the name of what is |
//! | `loaded` | a project, its pack and what all of its pictures share, read at one time |
//! | `picture` | a seed to the bytes of an answer |
//! | `whole` | pictures that are not joined: of another size or format |
//! | `pinned` | draws in which some traits are given |
//! | `cache` | what is kept, in a bounded number of bytes |
//! | `current` | the project that is served now, read again when it changes |
//! | `http` | the server |

mod ask;
mod cache;
mod current;
mod http;
mod loaded;
mod picture;
mod pinned;
mod refusal;
mod tag;
mod whole;

pub use self::ask::{Ask, Format};
pub use self::cache::Cache;
pub use self::current::{Change, Current};
pub use self::http::{Clock, Entry, Options, Server, Told};
pub use self::loaded::Loaded;
pub use self::picture::Reply;
pub use self::refusal::{Refusal, Why};
pub use self::tag::Tag;
