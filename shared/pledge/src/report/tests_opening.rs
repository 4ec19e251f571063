//! What a report says first: what came of the file.

use serde_json::Value;

use super::samples::clean;
use super::{html, json, text};
use crate::assessment::Assessment;
use crate::receipt::Outcome;

#[test]
fn what_came_of_a_file_is_said_first() {
    for (outcome, said) in [
        (None, "This file can be sent."),
        (
            Some(Outcome::Published),
            "Published: its rows are in force.",
        ),
        (
            Some(Outcome::Unchanged),
            "Unchanged: it says what was in force already.",
        ),
        (
            Some(Outcome::Rejected),
            "Rejected: nothing of it was taken in.",
        ),
        (Some(Outcome::Held), "Held: it waits for a confirmation."),
        (
            Some(Outcome::Superseded),
            "Superseded: a newer submission is in force.",
        ),
    ] {
        let mut assessment = clean();
        assessment.outcome = outcome;
        let report = text(&assessment);
        assert!(report.starts_with(said), "{report}");
    }
}

#[test]
fn a_statement_that_is_in_force_says_how_many_it_withdrew() {
    let said = "2 leavers of your last statement are withdrawn";
    for (outcome, withdrawn, says) in [
        (Outcome::Published, 2, true),
        (Outcome::Published, 0, false),
        (Outcome::Held, 2, false),
    ] {
        let assessment = Assessment {
            withdrawn,
            outcome: Some(outcome),
            ..clean()
        };
        let report = text(&assessment).replace('\n', " ");
        assert_eq!(report.contains(said), says, "{report}");
        assert_eq!(html(&assessment).contains(said), says);
        let json: Value = serde_json::from_str(&json(&assessment)).unwrap();
        assert_eq!(json["withdrawn"], withdrawn);
    }
}
