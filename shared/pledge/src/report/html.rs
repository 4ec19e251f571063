//! The report as a page, in the manner of the error summaries of public services.

use super::MANY;
use super::group::{Group, Standing, by_column, groups};
use super::hint::hint;
use super::opening::{
    BREACHES, EXPLAIN, NOT_READ, REPAIRS, breaches, counts, not_read, read_as, verdict,
};
use super::page::{Frame, marked, page, table};
use super::wording::{capitalised, position, thousands};
use crate::assessment::Assessment;
use crate::column::EXPLANATIONS;

/// The report as one page that stands alone.
#[must_use]
pub fn html(assessment: &Assessment) -> String {
    let verdict = verdict(assessment);
    let total = assessment.findings.total();
    let errors = groups(assessment, Standing::Error);
    let open = groups(assessment, Standing::Open);
    let explained = groups(assessment, Standing::Explained);
    let mut body = Vec::new();
    body.push(to_do("problem", "There is a problem", &errors));
    body.push(to_do("ask", "There are questions to answer", &open));
    if errors.is_empty() && open.is_empty() {
        body.push(NOTHING.to_owned());
    }
    body.push(format!(
        "<h1>{}</h1>\n<p class=\"lead\">{}</p>\n<p>{}</p>\n",
        marked(&verdict.heading),
        marked(&verdict.sentence),
        marked(&read_as(assessment))
    ));
    body.push(found(assessment));
    if total.errors + total.open + total.explained > MANY {
        body.push(columns(assessment));
    }
    body.push(part(assessment, "Errors to mend", "", &errors));
    let explain = format!("<p>{}</p>\n{}", marked(EXPLAIN), codes());
    body.push(part(assessment, "Queries to answer", &explain, &open));
    body.push(part(assessment, "Queries explained", "", &explained));
    body.push(repairs(assessment));
    body.push(left_out(assessment));
    body.push(counted_only(assessment));
    let mark = if errors.is_empty() { "" } else { "Error: " };
    let frame = Frame {
        title: &format!("{mark}{} – London Pledge", verdict.heading),
        kind: "Report on a return",
        skip: "Skip to the report",
        foot: "This report names rows and columns, and never repeats what is in a cell.",
        style: "",
    };
    page(&frame, &body.concat())
}

/// The box of a file in which nothing is left to do.
const NOTHING: &str = "<section class=\"good\" aria-labelledby=\"good\">\n\
                       <h2 id=\"good\">Nothing to mend</h2>\n\
                       <p>There are no errors and no queries to answer.</p>\n</section>\n";

/// A box at the top that names what there is to do, with links to it.
fn to_do(class: &str, title: &str, groups: &[Group]) -> String {
    if groups.is_empty() {
        return String::new();
    }
    let links: Vec<String> = groups
        .iter()
        .map(|group| {
            let heading = marked(&heading(group));
            format!("<li><a href=\"#{}\">{heading}</a></li>\n", group.id())
        })
        .collect();
    format!(
        "<section class=\"{class}\" aria-labelledby=\"{class}\">\n\
         <h2 id=\"{class}\">{title}</h2>\n<ul>\n{}</ul>\n</section>\n",
        links.concat()
    )
}

/// What is wrong, and how often.
fn heading(group: &Group) -> String {
    if group.count == 1 {
        return capitalised(&group.headline());
    }
    format!("{}: {}", group.times(), group.headline())
}

fn found(assessment: &Assessment) -> String {
    let rows: Vec<_> = counts(assessment)
        .into_iter()
        .map(|(what, count)| vec![what.to_owned(), thousands(count)])
        .collect();
    let table = table("What was found", &["What", "How many"], &rows, true);
    format!("<div class=\"counts\">\n{table}</div>\n")
}

fn columns(assessment: &Assessment) -> String {
    let rows: Vec<_> = by_column(assessment)
        .into_iter()
        .map(|(column, tally)| {
            let column = column.map(|name| format!("`{name}`"));
            vec![
                column.unwrap_or_else(|| "the file or a whole row".to_owned()),
                thousands(tally.errors),
                thousands(tally.open),
                thousands(tally.explained),
            ]
        })
        .collect();
    let head = ["Column", "Errors", "Queries", "Explained"];
    let table = table("By column", &head, &rows, true);
    if assessment.findings.all_are_listed() {
        return table;
    }
    let listed = u32::try_from(assessment.findings.listed().len()).unwrap_or(u32::MAX);
    let listed = thousands(listed);
    format!("{table}<p>{listed} of them are listed below; all are counted.</p>\n")
}

/// All groups of one standing, below a title.
fn part(assessment: &Assessment, title: &str, before: &str, groups: &[Group]) -> String {
    if groups.is_empty() {
        return String::new();
    }
    let entries: String = groups
        .iter()
        .map(|group| entry(assessment, group))
        .collect();
    format!("<h2>{title}</h2>\n{before}{entries}")
}

fn codes() -> String {
    let rows: Vec<_> = EXPLANATIONS
        .iter()
        .map(|word| vec![format!("`{}`", word.word), word.meaning.to_owned()])
        .collect();
    let caption = "Codes for the column `explanation`";
    table(caption, &["Code", "Meaning"], &rows, false)
}

fn entry(assessment: &Assessment, group: &Group) -> String {
    let standing = group.standing.word();
    let id = group.id();
    let tag = capitalised(standing);
    let hint = match group.standing {
        Standing::Explained => String::new(),
        Standing::Error | Standing::Open => {
            let hint = hint(assessment.kind, group.code, group.column);
            let stop = if hint.ends_with('?') { "" } else { "." };
            let hint = marked(&hint);
            format!("<p><strong>What to do:</strong> {hint}{stop}</p>\n")
        }
    };
    format!(
        "<article class=\"entry {standing}\" id=\"{id}\" data-count=\"{}\">\n\
         <p class=\"tag\">{tag} {}</p>\n<h3>{}</h3>\n{hint}{}</article>\n",
        group.count,
        group.code,
        marked(&heading(group)),
        spots(group)
    )
}

/// Where it is, unless the heading says so.
fn spots(group: &Group) -> String {
    if group.count == 1 {
        return String::new();
    }
    let more = group
        .is_cut()
        .then(|| "more that are counted and not listed".to_owned());
    let spots: Vec<String> = group.spots().into_iter().chain(more).collect();
    if let [only] = spots.as_slice() {
        return format!("<p><strong>Where:</strong> {}</p>\n", marked(only));
    }
    let items: Vec<String> = spots
        .iter()
        .map(|spot| format!("<li>{}</li>\n", marked(&capitalised(spot))))
        .collect();
    format!("<ul>\n{}</ul>\n", items.concat())
}

fn repairs(assessment: &Assessment) -> String {
    let repairs = assessment.findings.repairs();
    if repairs.is_empty() {
        return String::new();
    }
    let rows: Vec<_> = repairs
        .iter()
        .map(|(&(repair, column), &count)| {
            let place = column.map_or_else(String::new, |name| format!("`{name}`: "));
            vec![format!("{place}{}", repair.words()), thousands(count)]
        })
        .collect();
    let table = table("Cells read with a repair", &["What", "Cells"], &rows, true);
    format!("<h2>Repairs made</h2>\n<p>{REPAIRS}</p>\n{table}")
}

fn left_out(assessment: &Assessment) -> String {
    let not_read = not_read(assessment);
    if not_read.is_empty() {
        return String::new();
    }
    let rows: Vec<_> = not_read
        .into_iter()
        .map(|(number, why)| vec![capitalised(&position(number)), why.to_owned()])
        .collect();
    let table = table("Columns left out", &["Column", "Why"], &rows, false);
    format!("<h2>Columns not read</h2>\n<p>{NOT_READ}</p>\n{table}")
}

fn counted_only(assessment: &Assessment) -> String {
    let breaches = breaches(assessment);
    if breaches.is_empty() {
        return String::new();
    }
    let rows: Vec<_> = breaches
        .into_iter()
        .map(|(what, count)| vec![capitalised(what), thousands(count)])
        .collect();
    let table = table("Breaches of the Pledge", &["What", "Rows"], &rows, true);
    format!("<h2>Counted, not errors</h2>\n<p>{BREACHES}</p>\n{table}")
}
