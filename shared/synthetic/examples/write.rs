//! Writes the sample data: `cargo run -p synthetic --example write -- DIR`.

use std::path::PathBuf;
use std::{env, fs, io};

use synthetic::{Plan, generate};

fn main() -> io::Result<()> {
    let home = PathBuf::from(env::args_os().nth(1).ok_or(io::ErrorKind::InvalidInput)?);
    let region = generate(&Plan::sample());
    for file in &region.files {
        let path = home.join(file.path());
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, &file.bytes)?;
    }
    fs::write(home.join("truth.json"), region.truth.to_json())
}
