//! The project's own files, as they lie in the working tree.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests lie in the workspace")
        .to_path_buf()
}

/// Every file below `folder`, in order, without what builds and tools leave there.
#[must_use]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(folder, &mut found);
    found.sort();
    found
}

/// Every Rust source of the workspace: its path from the root, with `/`, and its text.
#[must_use]
pub fn sources() -> Vec<(String, String)> {
    let root = root();
    ["functions", "shared", "tests"]
        .iter()
        .flat_map(|room| files(&root.join(room)))
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source is text");
            let name = path.strip_prefix(&root).expect("it lies below the root");
            (name.to_string_lossy().replace('\\', "/"), text)
        })
        .collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the project can be listed") {
        let path = entry.expect("its entry can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if matches!(&*name, "target" | ".git" | "pledge-demo" | "__pycache__") {
            continue;
        }
        if path.is_dir() {
            collect(&path, found);
        } else {
            found.push(path);
        }
    }
}
