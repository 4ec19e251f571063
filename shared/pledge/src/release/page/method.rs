//! How the figures of a release are made, in plain words.

use crate::release::words::rounding;
use crate::release::{About, Audience};
use crate::report::page::escaped;

/// What is counted and computed: the term, and what it means here.
const TERMS: [(&str, &str); 10] = [
    (
        "Assignments and workers",
        "An assignment counts if it was live on any day of the quarter. A worker with several \
         assignments counts once in each table.",
    ),
    (
        "Rates",
        "A rate is what an hour costs on the cap's basis: pay with holiday pay, the employer's \
         National Insurance and the apprenticeship levy, without the agency's margin. Where a \
         worker is paid through PAYE and no such rate was sent, it is computed from the pay.",
    ),
    (
        "The cap",
        "Each assignment is held against the cap for its job category and sub-region in the month \
         in which it started. A rate above it is a breach unless an exception had been approved by \
         the start.",
    ),
    (
        "Quartiles, median, percentile",
        "All rates of a row stand in order, and the figure is read off at a quarter, a half, three \
         quarters or nine tenths of the way, between two rates if need be.",
    ),
    (
        "Changes",
        "A change on the quarter before is the difference of the two figures as they were \
         published, and is shown only where both were. So a change of one step may come of \
         rounding alone; and where other authorities have returned than the quarter before, a \
         change says that too.",
    ),
    (
        "Agency, vacant, turnover",
        "The shares are computed as national statistics compute them, of full-time posts on the \
         last day of the quarter. Turnover counts those who left in the 12 months to that day, as \
         the workforce snapshots have them, and not the statements of leavers.",
    ),
    (
        "Engagements",
        "Engagements on the returns of the quarter that began in the 13 months before it was \
         closed, each counted once; the next quarter counts most of them again. One is too early \
         if the worker left a permanent post in London and a rule that applies on its first day \
         still restricted it; declared clear, if the authority had said that nothing did. A worker \
         who stays on with the same authority is not engaged anew.",
    ),
    (
        "Leavers",
        "People whose last day in a permanent post lies in the quarter, as the authorities' \
         statements had them when the quarter was closed. Where a statement does not reach the \
         quarter's last day, its authority counts as missing, and its leavers count as far as they \
         go.",
    ),
    (
        "Authorities",
        "All 33 authorities of London are counted together, whether they have joined the Pledge or \
         not.",
    ),
    (
        "What is not shown",
        "A row is confidential if too few workers, boroughs or suppliers stand behind it, if one \
         or two boroughs or suppliers make up nearly all of it, or if all rates in it are the \
         same. Counts of breaches, exceptions and early engagements are confidential where they, \
         or what they leave of the whole, are small. Further figures are left out until none of \
         these can be worked out from the rest. No lowest and no highest rate is shown.",
    ),
];

/// The part of the page on method, below its heading.
pub(super) fn method(about: &About, audience: Audience) -> String {
    let rounding = ("Rounding", rounding(about, audience));
    let terms = TERMS
        .iter()
        .map(|(term, meaning)| (*term, (*meaning).to_owned()));
    let caps = (
        "The cap in pictures and in London at a glance",
        format!(
            "It is the cap for an assignment that starts on the last day of the quarter, {}.",
            about.quarter.last_day().strftime("%-d %B %Y")
        ),
    );
    let entries: Vec<String> = terms
        .chain([rounding, caps])
        .map(|(term, meaning)| format!("<dt>{term}</dt>\n<dd>{}</dd>\n", escaped(&meaning)))
        .collect();
    format!("<dl>\n{}</dl>\n", entries.concat())
}
