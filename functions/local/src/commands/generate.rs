//! `pledge generate`: invented returns, with the truth of what was planted.

use std::fs;

use synthetic::{Plan, generate};

use crate::arguments::Generate;
use crate::exit::{Exit, Stop};
use crate::output;

pub(crate) fn run(of: &Generate) -> Result<Exit, Stop> {
    let plan = Plan {
        seed: of.seed,
        quarters: of.quarters.iter().map(ToString::to_string).collect(),
        boroughs: usize::from(of.boroughs),
        scale: of.scale,
        flawed: !of.clean,
    };
    let region = generate(&plan);
    for file in &region.files {
        let round = format!("round-{}", file.round);
        let folder = of.out.join(&file.quarter).join(round).join(&file.folder);
        let path = folder.join(&file.name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, &file.bytes)?;
    }
    fs::write(of.out.join("truth.json"), region.truth.to_json())?;
    output::message(format!(
        "{} invented files and truth.json written to {}",
        region.files.len(),
        of.out.display()
    ));
    Ok(Exit::Fine)
}
