//! `pledge check-file`: what an officer runs before sending.

use std::fs::{self, File};

use pipeline::check::{Unsent, check_file};
use pledge::path::Says;

use crate::arguments::{CheckFile, Global};
use crate::exit::{Exit, Stop};
use crate::{clock, output, reference};

pub(crate) fn run(global: &Global, of: &CheckFile) -> Result<Exit, Stop> {
    if !of.file.is_file() {
        return Err(Stop::usage("there is no such file", "check the path"));
    }
    let reference = reference::load_for_today(global)?;
    let unsent = Unsent {
        folder: of.authority,
        says: says(of),
        today: clock::today(global.today),
        reference: &reference,
    };
    let assessment = check_file(|| File::open(&of.file), &unsent, clock::random()?)?;
    if global.json {
        output::line(pledge::report::json(&assessment).trim_end());
    } else {
        output::line(pledge::report::text(&assessment).trim_end());
    }
    if let Some(page) = &of.html {
        fs::write(page, pledge::report::html(&assessment)).map_err(|_| {
            Stop::usage(
                "the page cannot be written there",
                "name a file in a folder that exists",
            )
        })?;
    }
    Ok(of_total(assessment.findings.total()))
}

/// What the command says of return and quarter, or else the folders that the file lies in, if they
/// are named as those of an upload.
fn says(of: &CheckFile) -> Says {
    let parts = of.file.iter().map(|part| part.to_str().unwrap_or_default());
    let parts: Vec<&str> = parts.collect();
    let starts = (0..parts.len()).map(|start| parts.get(start..).unwrap_or_default().join("/"));
    let path = starts
        .map(|name| Says::of_name(&name))
        .find(|says| says.kind.is_some());
    let path = path.unwrap_or_default();
    Says {
        kind: of.kind.or(path.kind),
        quarter: of.quarter.map(Ok).or(path.quarter),
    }
}

/// The exit code that a file's findings call for.
pub(crate) fn of_total(total: pledge::finding::Tally) -> Exit {
    if total.errors > 0 {
        Exit::Errors
    } else if total.open > 0 {
        Exit::Queries
    } else {
        Exit::Fine
    }
}
