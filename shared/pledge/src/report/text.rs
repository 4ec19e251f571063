//! The report as plain text.

use super::MANY;
use super::group::{Group, Standing, by_column, groups};
use super::hint::hint;
use super::opening::{
    BREACHES, EXPLAIN, NOT_READ, REPAIRS, breaches, counts, not_read, read_as, verdict,
};
use super::wording::{position, thousands};
use crate::assessment::Assessment;
use crate::column::EXPLANATIONS;

/// Characters of a line, where a sentence is broken.
const WIDTH: usize = 98;

/// The report as plain text.
#[must_use]
pub fn text(assessment: &Assessment) -> String {
    let mut lines = Lines::default();
    let verdict = verdict(assessment);
    lines.say(&format!("{}. {}", verdict.heading, verdict.sentence));
    lines.say(&read_as(assessment));
    lines.blank();
    for (what, count) in counts(assessment) {
        lines.push(format!("  {what:<18} {:>7}", thousands(count)));
    }
    let total = assessment.findings.total();
    if total.errors + total.open + total.explained > MANY {
        summarise(&mut lines, assessment);
    }
    for (standing, title) in [
        (Standing::Error, "Errors to mend"),
        (Standing::Open, "Queries to answer"),
        (Standing::Explained, "Queries explained"),
    ] {
        let groups = groups(assessment, standing);
        if groups.is_empty() {
            continue;
        }
        lines.head(title);
        if standing == Standing::Open {
            lines.say(EXPLAIN);
            for word in EXPLANATIONS {
                lines.push(format!("  {:<19} {}", word.word, word.meaning));
            }
            lines.blank();
        }
        for (n, group) in groups.iter().enumerate() {
            if n > 0 {
                lines.blank();
            }
            tell(&mut lines, assessment, group);
        }
    }
    close(&mut lines, assessment);
    lines.written
}

/// Says what one rule found in one column.
fn tell(lines: &mut Lines, assessment: &Assessment, group: &Group) {
    let code = group.code;
    if group.is_few() {
        for sentence in group.sentences() {
            lines.push(format!("{sentence} [{code}]"));
        }
    } else {
        lines.push(format!("{}: {} [{code}]", group.times(), group.headline()));
        for spot in group.spots() {
            lines.indent(&spot);
        }
        if group.is_cut() {
            lines.indent("and more that are counted and not listed");
        }
    }
    if group.standing != Standing::Explained {
        let hint = hint(assessment.kind, code, group.column);
        lines.indent(&format!("hint: {hint}"));
    }
}

fn summarise(lines: &mut Lines, assessment: &Assessment) {
    lines.head("By column");
    lines.push(format!(
        "{:<24} {:>8} {:>8} {:>10}",
        "column", "errors", "queries", "explained"
    ));
    for (column, tally) in by_column(assessment) {
        lines.push(format!(
            "{:<24} {:>8} {:>8} {:>10}",
            column.unwrap_or("the file or a whole row"),
            thousands(tally.errors),
            thousands(tally.open),
            thousands(tally.explained)
        ));
    }
    if !assessment.findings.all_are_listed() {
        let listed = u32::try_from(assessment.findings.listed().len()).unwrap_or(u32::MAX);
        lines.say(&format!(
            "{} of them are listed below; all are counted.",
            thousands(listed)
        ));
    }
}

/// Says what was put right, what was not read and what was counted.
fn close(lines: &mut Lines, assessment: &Assessment) {
    let repairs = assessment.findings.repairs();
    if !repairs.is_empty() {
        lines.head("Repairs made");
        lines.say(REPAIRS);
        for (&(repair, column), &count) in repairs {
            let place = column.map_or_else(String::new, |name| format!("`{name}`: "));
            lines.push(format!(
                "{:>7}  {place}{}",
                thousands(count),
                repair.words()
            ));
        }
    }
    let not_read = not_read(assessment);
    if !not_read.is_empty() {
        lines.head("Columns not read");
        lines.say(NOT_READ);
        for (number, why) in not_read {
            lines.push(format!("  {} {why}", position(number)));
        }
    }
    let breaches = breaches(assessment);
    if !breaches.is_empty() {
        lines.head("Counted, not errors");
        lines.say(BREACHES);
        for (what, count) in breaches {
            lines.push(format!("{:>7}  {what}", thousands(count)));
        }
    }
}

/// Lines of plain text.
#[derive(Default)]
struct Lines {
    written: String,
}

impl Lines {
    fn push(&mut self, line: impl AsRef<str>) {
        self.written.push_str(line.as_ref());
        self.written.push('\n');
    }

    fn blank(&mut self) {
        self.push("");
    }

    fn head(&mut self, title: &str) {
        self.blank();
        self.push(title);
        self.push("-".repeat(title.chars().count()));
    }

    fn say(&mut self, sentence: &str) {
        self.wrap("", sentence);
    }

    fn indent(&mut self, sentence: &str) {
        self.wrap("  ", sentence);
    }

    fn wrap(&mut self, margin: &str, sentence: &str) {
        let mut line = String::new();
        for word in sentence.split_whitespace() {
            let long = line.chars().count() + word.chars().count() >= WIDTH - margin.len();
            if long && !line.is_empty() {
                self.push(format!("{margin}{line}"));
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.push(format!("{margin}{line}"));
    }
}
