//! A quarter's release: closed once, checked for disclosure, and written as files.

mod close;
mod leaver_counts;
mod manifest;
mod publication;
pub mod tables;

pub use close::{Done, NotClosed, Order, Release, close};
pub use manifest::{Input, Manifest, Named};
pub use publication::{Publication, folder};
