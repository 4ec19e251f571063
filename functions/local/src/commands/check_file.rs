//! `pledge check-file`: what an officer runs before sending.

use std::fs::{self, File};

use pipeline::check::{Unsent, check_file};
use pledge::path::Says;
use pledge::reference::Reference;

use crate::arguments::{CheckFile, Global};
use crate::exit::{Exit, Stop};
use crate::{clock, output};

pub(crate) fn run(global: &Global, of: &CheckFile) -> Result<Exit, Stop> {
    if !of.file.is_file() {
        return Err(Stop::usage("there is no such file", "check the path"));
    }
    let reference = Reference::compiled();
    let unsent = Unsent {
        folder: of.authority,
        says: Says {
            kind: of.kind,
            quarter: of.quarter.map(Ok),
        },
        today: clock::moment(global.today).today,
        reference: &reference,
    };
    let assessment = check_file(|| File::open(&of.file), &unsent, clock::random()?)?;
    if let Some(page) = &of.html {
        fs::write(page, pledge::report::html(&assessment))?;
    }
    if global.json {
        output::line(pledge::report::json(&assessment).trim_end());
    } else {
        output::line(pledge::report::text(&assessment).trim_end());
    }
    Ok(of_total(assessment.findings.total()))
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
