//! A quarter's release: closed once, checked for disclosure, and written as files.

mod caps;
mod close;
mod leaver_counts;
mod manifest;
mod publication;
pub mod tables;

pub use caps::{released_caps, what_if};
pub use close::{Done, Order, Refused, Release, close, is_whole};
pub use manifest::{Input, Manifest, Named};
pub use publication::{Publication, folder};
