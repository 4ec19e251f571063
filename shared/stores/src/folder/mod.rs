//! The ports over folders of a home: uploads, datasets, keys.

mod datasets;
mod files;
mod keys;
mod leaving;
mod uploads;

pub use datasets::{FolderDatasets, FolderObject};
pub use keys::{KeyError, KeyFolder};
pub use uploads::{FolderHandle, FolderUploads, Received};
