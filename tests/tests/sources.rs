//! What no source may hold, and how long it may be: the limits that no lint knows.

use tests::house::sources;

/// Declarations: one table each, which would not be read better in two files, and whose sentences
/// the formatter leaves on one line.
const DECLARATIONS: &[&str] = &["shared/pledge/src/returns/", "shared/pledge/src/rule.rs"];

const FILE_LINES: usize = 400;
const LINE_COLUMNS: usize = 100;

#[test]
fn a_file_is_short_enough_to_be_read() {
    let mut long = Vec::new();
    for (name, text) in sources() {
        if DECLARATIONS
            .iter()
            .any(|declaration| name.starts_with(declaration))
        {
            continue;
        }
        if text.lines().count() > FILE_LINES {
            long.push(format!("{name}: {} lines", text.lines().count()));
        }
        for (number, line) in text.lines().enumerate() {
            if line.chars().count() > LINE_COLUMNS {
                long.push(format!(
                    "{name}:{}: {} columns",
                    number + 1,
                    line.chars().count()
                ));
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn no_source_asks_what_its_room_must_not_know() {
    let everywhere = "";
    let rules = [
        // Settings are read once, by the command line.
        (concat!("std::", "env"), everywhere, "functions/local/src/"),
        (concat!("env", "::var"), everywhere, "functions/local/src/"),
        // A word of a file must not become a word of a dataset.
        (concat!(".le", "ak("), everywhere, "-"),
        (concat!("::le", "ak"), everywhere, "-"),
        // Rules take the day as an argument: they give the same answer when asked again.
        (concat!("::", "now("), "shared/", "-"),
        // Chance is an argument as well.
        (concat!("getrandom", "::"), "shared/", "-"),
        (concat!("rand", "::rng()"), everywhere, "-"),
        // The rules read no file and start no thread.
        (
            concat!("std::", "fs"),
            "shared/pledge/src/",
            // Sees that every file of reference data is known.
            "shared/pledge/src/reference/tests_broken.rs",
        ),
        (concat!("std::", "net"), everywhere, "-"),
        (concat!("std::", "thread"), "shared/pledge/src/", "-"),
        // Where the public reads, only what passed the disclosure gate is written.
        (
            concat!("Place::", "Published"),
            "shared/pipeline/src/",
            "shared/pipeline/src/release/publication.rs",
        ),
        (concat!("Place::", "Published"), "functions/", "-"),
        // Standard output belongs to the command line.
        (concat!("print", "ln!("), "shared/", "-"),
        (concat!("dbg", "!("), everywhere, "-"),
    ];
    let mut found = Vec::new();
    for (name, text) in sources() {
        for (words, room, except) in rules {
            if name.starts_with(room) && !name.starts_with(except) && text.contains(words) {
                found.push(format!("{name}: {words}"));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_source_says_what_it_is_for() {
    let silent = sources()
        .into_iter()
        .filter(|(_, text)| !text.trim_start_matches("#!").starts_with("//! "));
    let silent: Vec<String> = silent.map(|(name, _)| name).collect();
    assert!(silent.is_empty(), "{silent:#?}");
}
