//! What is derived and committed must be what the declarations derive now.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pledge::document::files;

const MEND: &str = "write it again: cargo run -p pledge --example documents -- docs/dictionary";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/dictionary")
}

#[test]
fn every_derived_file_is_as_the_declarations_say() {
    for (name, content) in files() {
        let committed = fs::read_to_string(folder().join(name)).unwrap_or_default();
        assert!(
            committed == content,
            "docs/dictionary/{name} is behind; {MEND}"
        );
    }
}

#[test]
fn nothing_else_lies_among_the_derived_files() {
    let derived: BTreeSet<String> = files()
        .into_iter()
        .map(|(name, _)| name.to_owned())
        .collect();
    let found: BTreeSet<String> = fs::read_dir(folder())
        .expect("docs/dictionary is there")
        .map(|entry| {
            entry
                .expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(found, derived, "{MEND}");
}
