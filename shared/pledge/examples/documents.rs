//! Writes the files that derive from the declarations into a folder:
//! `cargo run -p pledge --example documents -- docs/dictionary`.

use std::path::Path;
use std::{env, fs, io};

use pledge::document::files;

fn main() -> io::Result<()> {
    let folder = env::args().nth(1);
    let folder = folder.ok_or_else(|| io::Error::other("name the folder to write to"))?;
    for (name, content) in files() {
        fs::write(Path::new(&folder).join(name), content)?;
    }
    Ok(())
}
