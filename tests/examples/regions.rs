//! Draws regions, and writes for each its rows, what is released of it, and what would be if only
//! what is sensitive by itself were hidden: `regions FOLDER COUNT`.
//!
//! The attack of `tests/readers` reads these files. The rows are for its judge, and for attackers
//! who know those of one borough.

#![expect(
    clippy::expect_used,
    reason = "a yardstick that cannot be made must stop, and say where"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, thread};

use pipeline::release::tables::files;
use pledge::disclosure::{check, unprotected};
use pledge::reference::Reference;
use pledge::register::Leaving;
use pledge::release::{About, Tables};
use pledge::returns::agency_assignments::JOB_CATEGORIES;
use tests::regions::{Region, region, statistics};

/// So many at once.
const THREADS: u64 = 2;

fn main() {
    let mut arguments = env::args_os().skip(1);
    let folder = PathBuf::from(arguments.next().expect("usage: regions FOLDER COUNT"));
    let count = arguments.next().and_then(|text| text.into_string().ok());
    let count: u64 = count
        .and_then(|text| text.parse().ok())
        .expect("usage: regions FOLDER COUNT");
    let reference = Reference::compiled();
    thread::scope(|scope| {
        for first in 0..THREADS {
            let (folder, reference) = (&folder, &reference);
            scope.spawn(move || {
                for seed in (0..count).filter(|seed| seed % THREADS == first) {
                    write(&folder.join(format!("{seed:04}")), seed, reference);
                }
            });
        }
    });
}

/// Writes the region of a seed into a folder of its own.
fn write(folder: &Path, seed: u64, reference: &Reference) {
    let region = region(seed);
    let statistics = statistics(&region);
    fs::create_dir_all(folder).expect("a folder");
    fs::write(folder.join("rows.csv"), rows(&region)).expect("a file");
    fs::write(folder.join("counts.csv"), counts(&region)).expect("a file");
    let publishable = check(&statistics, reference, None).expect("it is computed");
    let naive = unprotected(&statistics, reference);
    for (name, release) in [("released", publishable.release()), ("unprotected", &naive)] {
        let about = About {
            quarter: release.quarter,
            reference,
            program: env!("CARGO_PKG_VERSION"),
            notice: None,
        };
        let folder = folder.join(name);
        tables(&folder.join("restricted"), &about, &release.restricted);
        tables(&folder.join("public"), &about, &release.public);
    }
}

/// The assignments, one a line, and every authority that has returned, with or without any.
fn rows(region: &Region) -> String {
    let mut text =
        String::from("borough,area,category,worker,supplier,pence,hours,above,approved\n");
    for borough in &region.boroughs {
        let (code, area) = (borough.ons_code(), borough.sub_region().word());
        let own = region.assignments.iter();
        let own: Vec<_> = own.filter(|each| each.borough == *borough).collect();
        if own.is_empty() {
            writeln!(text, "{code},{area},,,,,,,").expect("text grows");
        }
        for each in own {
            let role = JOB_CATEGORIES.get(each.role).expect("there are five").word;
            let (above, approved) = (u8::from(each.above), u8::from(each.approved));
            writeln!(
                text,
                "{code},{area},{role},{},{},{},{},{above},{approved}",
                each.worker, each.supplier, each.pence, each.hours
            )
            .expect("text grows");
        }
    }
    text
}

/// Engagements by authority and role, and leavers by authority and reason: each count on a line.
fn counts(region: &Region) -> String {
    let mut text = String::from("table,borough,row,column,count\n");
    let mut line = |table: &str, borough: &str, row: &str, column: &str, count: u64| {
        writeln!(text, "{table},{borough},{row},{column},{count}").expect("text grows");
    };
    for (borough, own) in &region.engagements {
        for (role, each) in JOB_CATEGORIES.iter().zip(own) {
            for (column, count) in [
                ("engagements", each.engagements),
                ("early", each.early),
                ("declared_clear", each.declared_clear),
            ] {
                line("engagements", borough.ons_code(), role.word, column, count);
            }
        }
    }
    for (borough, leavers) in &region.leavers {
        for (leaving, [to_agency, elsewhere]) in Leaving::ALL.iter().zip(leavers) {
            for (column, count) in [("to_agency", to_agency), ("elsewhere", elsewhere)] {
                let (code, row) = (borough.ons_code(), leaving.word());
                line("leavers", code, row, column, u64::from(*count));
            }
        }
    }
    text
}

fn tables(folder: &Path, about: &About<'_>, tables: &Tables) {
    fs::create_dir_all(folder).expect("a folder");
    let files = files(about, tables).expect("figures fit their columns");
    for file in files.iter().filter(|file| file.suffix == "csv") {
        fs::write(folder.join(format!("{}.csv", file.name)), &file.bytes).expect("a file");
    }
}
