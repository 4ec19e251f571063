//! Leavers, engagements and reference data for tests, written in a line each.

use jiff::civil::Date;

use super::{Engaged, Leaver, Left};
use crate::borough::Borough;
use crate::reference::Reference;
use crate::register::{Engagement, Spelt};

/// The rules as they are compiled in.
pub(super) const RULES: &str = include_str!("../../reference/rules.csv");

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(super) fn borough(name: &str) -> Borough {
    name.parse().unwrap()
}

/// The compiled-in data with texts of one file replaced by others.
pub(super) fn reference(file: &str, text: &str, changes: &[(&str, &str)]) -> Reference {
    let mut text = text.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    Reference::load(&|name| match name {
        "version.txt" => Some("test-1".to_owned()),
        _ if name == file => Some(text.clone()),
        _ => None,
    })
    .unwrap()
}

/// A leaver: the authority, the last day, and what is not as with most: `from` the start of the
/// post (or `unknown`), `contract`, `reason`, `to` a destination, `probation`, `exempt`, `basis`.
pub(super) fn leaver(line: &'static str) -> (Borough, Leaver) {
    let mut words = line.split(' ');
    let authority = borough(words.next().unwrap());
    let mut leaver = Leaver {
        last_day: day(words.next().unwrap()),
        role_start: Some(day("2020-01-06")),
        contract: "permanent",
        reason: "resignation",
        destination: None,
        in_probation: false,
        restriction_exempt: false,
        exempt_basis: None,
    };
    for word in words {
        match word.split_once('=').unwrap_or((word, "")) {
            ("from", "unknown") => leaver.role_start = None,
            ("from", start) => leaver.role_start = Some(day(start)),
            ("contract", contract) => leaver.contract = contract,
            ("reason", reason) => leaver.reason = reason,
            ("to", destination) => leaver.destination = Some(destination),
            ("probation", "") => leaver.in_probation = true,
            ("exempt", "") => leaver.restriction_exempt = true,
            ("basis", basis) => leaver.exempt_basis = Some(basis),
            _ => unreachable!("{word}"),
        }
    }
    (authority, leaver)
}

/// What of some leavers is registered.
pub(super) fn left(lines: &[&'static str]) -> Vec<Left> {
    lines
        .iter()
        .map(|line| leaver(line))
        .filter_map(|(authority, leaver)| {
            let departure = leaver.departure()?;
            Some(Left {
                authority,
                departure,
            })
        })
        .collect()
}

/// An engagement: the authority, the quarter of the return, the first day, the last day or `-`,
/// and hours a week.
pub(super) fn engaged(line: &str) -> Engaged {
    let words: Vec<&str> = line.split(' ').collect();
    let clear: Spelt = "clear";
    Engaged {
        authority: borough(words[0]),
        quarter: words[1].parse().unwrap(),
        engagement: Engagement {
            start: day(words[2]),
            end: (words[3] != "-").then(|| day(words[3])),
            category: "SW",
            declared: clear,
            hours_hundredths: words[4].parse::<i64>().unwrap() * 100,
        },
    }
}
