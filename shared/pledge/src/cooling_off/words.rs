//! An answer in words for a hiring desk: what it means and what to do. It says neither which
//! authority was left nor why, and never that an engagement may go ahead.

use jiff::civil::Date;

use super::{Answer, Coverage, RuleAnswer, RuleOutcome, Verdict};
use crate::borough::Borough;
use crate::reference::RuleId;

impl Verdict {
    /// The verdict in a few words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Restricted => "possible match, verify: too early",
            Self::ExemptReview => "possible match, verify: may be exempt",
            Self::CoverageIncomplete => "no record, and not all leavers are known",
            Self::NoRecord => "no record",
        }
    }
}

impl Answer {
    /// The answer as a hiring desk reads it, in lines.
    #[must_use]
    pub fn in_words(&self) -> String {
        let mut lines = vec![format!("{}.", sentence(self.verdict.words()))];
        lines.push(format!(
            "Asked about an engagement that starts on {}.",
            in_words(self.start)
        ));
        lines.extend(self.rules.iter().map(|rule| format!("- {}", of_rule(rule))));
        lines.push(String::new());
        lines.extend(self.meaning());
        lines.push(String::new());
        lines.push(self.coverage.in_words());
        lines.join("\n")
    }

    fn meaning(&self) -> Vec<String> {
        match self.verdict {
            Verdict::Restricted => vec![
                "Somebody with this registration number left a permanent post, or will.".to_owned(),
                format!("What to do: {}. {VERIFY}", self.not_before()),
                self.own_employer(),
                DISPUTE.to_owned(),
            ],
            Verdict::ExemptReview => vec![
                "Somebody with this registration number left a permanent post, or will, and the \
                 restriction may not apply to them."
                    .to_owned(),
                format!(
                    "What to do: do not decide by this answer alone. Ask the region's officer to \
                     review it, and keep its reference. {VERIFY}"
                ),
                self.own_employer(),
            ],
            Verdict::CoverageIncomplete => vec![
                "The register holds nothing that restricts this start. But some authorities have \
                 not said lately who left them, so this may change."
                    .to_owned(),
                format!("What to do: {HISTORY} Ask again before the first day."),
            ],
            Verdict::NoRecord => vec![
                "The register holds nothing that restricts this start. That does not prove that \
                 nothing does: somebody may have left since, or under a number that was sent \
                 wrongly."
                    .to_owned(),
                format!("What to do: {HISTORY} Keep this answer with your own checks."),
            ],
        }
    }

    /// From when on they may be engaged by what restricts them, and what has to be reviewed then.
    fn not_before(&self) -> String {
        let latest = |outcome| {
            let rules = self.rules.iter().filter(|rule| rule.outcome == outcome);
            rules.filter_map(|rule| rule.eligible_from).max()
        };
        let until = latest(RuleOutcome::Restricted);
        let reviewed = latest(RuleOutcome::ExemptReview).filter(|day| Some(*day) > until);
        let until = until.map(in_words).unwrap_or_default();
        let reviewed = reviewed.map(in_words).map(|day| {
            format!(", and until {day} only once the region's officer has reviewed their exemption")
        });
        format!(
            "do not engage them before {until}{}",
            reviewed.unwrap_or_default()
        )
    }

    /// What counts for somebody who left the authority that asks. It is said to everybody.
    fn own_employer(&self) -> String {
        let rule = self
            .rules
            .iter()
            .find(|rule| rule.scope.holds_own_employer());
        let says = match rule.map(|rule| (rule.id, rule.outcome)) {
            None => "no rule restricts this start",
            Some((RuleId::Pledge, RuleOutcome::None)) => "the Pledge does not restrict this start",
            Some((RuleId::Pledge, _)) => "only the date of the Pledge applies",
            Some((RuleId::National, RuleOutcome::None)) => {
                "the national rule does not restrict this start"
            }
            Some((RuleId::National, _)) => "only the national date applies",
        };
        format!(
            "If the post was at your own authority, or at one that is the same employer, {says}."
        )
    }
}

/// What to do about any match.
const VERIFY: &str = "A registration number has no check digit, so make sure that it is theirs, \
                      and ask them and the agency when their last permanent post ended.";
/// What to do where there is none.
const HISTORY: &str = "ask them and the agency when their last permanent post ended.";
/// What to do about a match that is wrong.
const DISPUTE: &str = "If they say otherwise, ask the region's officer, and keep the reference \
                       of this answer.";

impl Coverage {
    /// How far the register can be relied on, in a sentence or two.
    #[must_use]
    pub fn in_words(self) -> String {
        let all = Borough::all().count();
        let behind = match self.behind {
            0 => format!("All {all} authorities have said lately who left them."),
            1 => format!("1 of {all} authorities is behind with its leavers."),
            behind => format!("{behind} of {all} authorities are behind with their leavers."),
        };
        let earliest = self.earliest.map_or_else(
            || "At least one has never sent any.".to_owned(),
            |monday| {
                format!(
                    "The leavers of all are known up to the week of {}.",
                    in_words(monday)
                )
            },
        );
        format!("{behind} {earliest}")
    }
}

fn of_rule(rule: &RuleAnswer) -> String {
    let name = match rule.id {
        RuleId::Pledge => "The Pledge",
        RuleId::National => "The national rule",
    };
    let until = rule.eligible_from.map(in_words).unwrap_or_default();
    let outcome = match rule.outcome {
        RuleOutcome::None => "nothing found".to_owned(),
        RuleOutcome::ExemptReview => format!("may be exempt; if not, not before {until}"),
        RuleOutcome::Restricted => format!("not before {until}"),
    };
    format!("{name} ({}): {outcome}.", rule.scope.words())
}

/// A day as people write it.
fn in_words(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// The words with a capital.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
