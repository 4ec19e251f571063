//! `pledge dictionary`: what is derived from the declarations of the returns.

use std::fs;
use std::path::Path;

use pledge::document;
use pledge::reference::Reference;
use pledge::returns::Return;

use crate::exit::{Exit, Stop};
use crate::output;

pub(crate) fn run(write: Option<&Path>, of: Option<Return>) -> Result<Exit, Stop> {
    if let Some(kind) = of {
        output::line(document::template(kind).trim_end());
        return Ok(Exit::Fine);
    }
    let Some(folder) = write else {
        output::line(document::dictionary(&Reference::compiled()).trim_end());
        return Ok(Exit::Fine);
    };
    fs::create_dir_all(folder)?;
    for (name, content) in document::files() {
        fs::write(folder.join(name), content)?;
        output::message(format!("wrote {}", folder.join(name).display()));
    }
    Ok(Exit::Fine)
}
