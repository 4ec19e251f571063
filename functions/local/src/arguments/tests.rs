//! How the command line is read, and what is never said of it.

use clap::{CommandFactory, Parser};

use super::{Arguments, tried};

#[test]
fn every_command_reads_its_own_arguments_beside_those_of_all() {
    // An option of all commands that has the name of a command's own is found out only when it
    // is read.
    Arguments::command().debug_assert();
    let all = [
        "--home",
        "x",
        "--reference",
        "y",
        "--today",
        "2026-10-27",
        "--json",
    ];
    for own in [
        "confirm 7K3F-9QXD-04TB",
        "check SW 123456 --start 2026-12-01",
        "check - --start 2026-12-01",
        "register withdraw SW123456 --authority Camden --last-day 2026-08-31",
        "register list --quarter 2026Q3",
        "register show",
        "check-file a.csv --authority Camden --return workforce_snapshot --quarter 2026Q3",
        "intake a.csv --authority Camden --return workforce_snapshot --quarter 2026Q3",
        "aggregate --quarter 2026Q3 --close",
        "status --quarter 2026Q3",
        "keys create --quarter 2026Q3",
        "keys destroy register 1 --yes",
        "audit show region",
        "doctor",
        "demo",
        "dictionary --template workforce_snapshot",
        "generate --out x --seed 7",
    ] {
        let words = ["pledge"].into_iter().chain(own.split(' ')).chain(all);
        if let Err(error) = Arguments::try_parse_from(words) {
            panic!("{own}: {error}");
        }
    }
}

#[test]
fn a_number_that_was_typed_is_in_no_message() {
    for typed in [
        "check SW123456",
        "check SW 123456 123456 --start 2026-13-01",
        "check SW123456 --start",
        "check SW123456 --whom Camden --start 2026-12-01",
        "register withdraw SW123456 --authority Nowhere",
        "register withdraw SW123456 123456",
    ] {
        let words = ["pledge"].into_iter().chain(typed.split(' '));
        let Err(error) = Arguments::try_parse_from(words) else {
            panic!("{typed} is understood");
        };
        assert!(!error.to_string().contains("123456"), "{typed}: {error}");
    }
    let read = "pledge check SW123456 --start 2026-12-01".split(' ');
    let read = Arguments::try_parse_from(read).map(|read| format!("{read:?}"));
    assert!(read.is_ok_and(|shown| !shown.contains("123456")));
}

#[test]
fn a_cap_to_try_is_read_in_pence_or_pounds() {
    for (text, read) in [
        ("SW=3800", Some(("SW", 3_800))),
        ("sw=38.00", Some(("SW", 3_800))),
        ("IRO = £45.00", Some(("IRO", 4_500))),
        ("SSW=12000", Some(("SSW", 12_000))),
        ("SW=38", Some(("SW", 3_800))),
        ("SW=£38", Some(("SW", 3_800))),
        ("SW=0.38", None),
        ("SW=5", None),
        ("SW=38.50", None),
        ("SW=3850", None),
        ("SW=38.0", None),
        ("SW=-3800", None),
        ("SW=20100", None),
        ("SW=99999999", None),
        ("SW=", None),
        ("SW", None),
        ("ALL=3800", None),
    ] {
        let found = tried(text).ok().map(|(word, cap)| (word, cap.pence()));
        assert_eq!(found, read, "{text}");
    }
}
