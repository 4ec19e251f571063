//! A release as one page that stands alone: `index.html`.
//!
//! **Invariant:** every figure on it is written from the tables of its audience; nothing on it is
//! fetched from elsewhere, and nothing runs.

use super::columns::{ENGAGEMENTS, Figure, LEAVERS, STAFFING};
use super::words::{FOR_DIRECTORS, category, written};
use super::{About, Audience, Column, Shown, StaffingRow, Tables, sheets};
use crate::borough::Borough;
use crate::report::page::{Frame, escaped, page as framed, table};
use crate::report::wording::capitalised;
use crate::statistics::Area;

mod method;
mod picture;
mod rates;

use method::method;
use rates::{PICTURES, at_a_glance, rates};

/// What the page has beyond the style of reports.
const STYLE: &str = include_str!("page/page.css");
/// The parts of the page: the name of the place, and the heading.
const PARTS: [(&str, &str); 7] = [
    ("reading", "How to read the tables"),
    ("london", "London at a glance"),
    ("rates", "Rates and the cap, by job category"),
    ("posts", "Posts and people"),
    ("engagements", "Engagements and leavers"),
    ("method", "How the figures are made"),
    ("files", "Files and versions"),
];

/// The page of one audience.
#[must_use]
pub fn page(about: &About, tables: &Tables) -> String {
    let quarter = about.quarter.in_words();
    let [
        reading_part,
        london_part,
        rates_part,
        posts_part,
        engagements_part,
        method_part,
        files_part,
    ] = PARTS.map(|(id, title)| format!("<h2 id=\"{id}\">{title}</h2>\n"));
    let body = [
        format!(
            "<h1>Agency social work with children in London</h1>\n\
             <p class=\"lead\">{quarter}</p>\n<p>{WHAT}</p>\n"
        ),
        notice(about),
        readers(tables.audience),
        contents(),
        reading_part,
        READING.to_owned(),
        completeness(tables),
        london_part,
        at_a_glance(about, tables),
        rates_part,
        PICTURES.to_owned(),
        rates(about, tables),
        posts_part,
        posts(tables),
        engagements_part,
        engagements(tables),
        leavers(tables),
        method_part,
        method(about, tables.audience),
        files_part,
        files(about, tables),
    ];
    let audience = capitalised(tables.audience.word());
    let frame = Frame {
        title: &format!("Agency social work, {quarter} ({audience}) – London Pledge"),
        kind: match tables.audience {
            Audience::Restricted => "Release for directors",
            Audience::Public => "Public release",
        },
        skip: "Skip to the figures",
        foot: "No figure on this page shows one person, one borough's rates or one supplier's.",
        style: STYLE,
    };
    framed(&frame, &body.concat())
}

/// What the page is.
const WHAT: &str = "What London's authorities pay for children's social workers from agencies, how \
                    this compares with the agreed caps, and how many posts depend on it, from the \
                    returns that all 33 authorities send under the London Pledge.";

/// How marks are read.
const READING: &str = "<dl>\n<dt>[c]</dt>\n\
    <dd>Confidential, so not shown. Too few workers, boroughs or suppliers stand behind the \
    figure, or it would give such a figure away by subtraction. Both kinds have the same \
    mark.</dd>\n\
    <dt>[x]</dt>\n<dd>Not available: there are too few observations for this figure, or nothing to \
    compare with.</dd>\n\
    <dt>0</dt>\n<dd>A nought is a figure. What is not shown is never nought.</dd>\n</dl>\n\
    <p class=\"narrow\">On a narrow screen the wide tables scroll sideways.</p>\n";

fn notice(about: &About) -> String {
    let notice = about.notice.map(|words| {
        format!(
            "<section class=\"notice\" aria-labelledby=\"notice\">\n\
             <h2 id=\"notice\">Before you read on</h2>\n<p>{}</p>\n</section>\n",
            escaped(words)
        )
    });
    notice.unwrap_or_default()
}

fn readers(audience: Audience) -> String {
    let (class, title, words) = match audience {
        Audience::Restricted => (" restricted", "Who may read this", FOR_DIRECTORS),
        Audience::Public => (
            "",
            "Who may read this",
            "Everybody. These tables are public, and may be passed on.",
        ),
    };
    format!(
        "<section class=\"readers{class}\" aria-labelledby=\"readers\">\n\
         <h2 id=\"readers\">{title}</h2>\n<p>{}</p>\n</section>\n",
        escaped(words)
    )
}

fn contents() -> String {
    let links: Vec<String> = PARTS
        .iter()
        .map(|(id, title)| format!("<li><a href=\"#{id}\">{title}</a></li>\n"))
        .collect();
    format!(
        "<nav aria-label=\"On this page\">\n<ul>\n{}</ul>\n</nav>\n",
        links.concat()
    )
}

/// A table in a region of its own, which scrolls where the window is narrow.
fn scrolling(caption: &str, head: &[&str], rows: &[Vec<String>]) -> String {
    format!(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">\n{}</div>\n",
        escaped(caption),
        table(caption, head, rows, true)
    )
}

/// A table of figures: one row for each of `rows`, named by `name`.
fn figures<'a, R: 'a>(
    caption: &str,
    first: &str,
    figures: &[&Figure<R>],
    rows: impl Iterator<Item = (String, &'a R)>,
) -> String {
    let titles = figures.iter().map(|figure| figure.column.title);
    let head: Vec<&str> = std::iter::once(first).chain(titles).collect();
    let rows: Vec<Vec<String>> = rows
        .map(|(name, row)| {
            let shown = figures
                .iter()
                .map(|figure| written(figure.column.form, (figure.of)(row)));
            std::iter::once(name).chain(shown).collect()
        })
        .collect();
    scrolling(caption, &head, &rows)
}

/// The categories of these rows, each once, in their order.
fn categories<R>(rows: &[R], of: impl Fn(&R) -> &'static str) -> Vec<&'static str> {
    let mut words: Vec<&'static str> = rows.iter().map(of).collect();
    words.dedup();
    words
}

fn completeness(tables: &Tables) -> String {
    let expected = Borough::all().count();
    let restricted = tables.audience == Audience::Restricted;
    let rows: Vec<Vec<String>> = tables
        .returns
        .iter()
        .map(|row| {
            let received = format!("{} of {expected}", row.in_force);
            let names: Vec<&str> = row.missing.iter().map(|missing| missing.name()).collect();
            let names = match names.as_slice() {
                [] => "none".to_owned(),
                names => names.join(", "),
            };
            let cells = [row.kind.title().to_owned(), received];
            cells
                .into_iter()
                .chain(restricted.then_some(names))
                .collect()
        })
        .collect();
    let head = ["Return", "Received", "Missing"];
    let head = if restricted { &head[..] } else { &head[..2] };
    let caption = "How many authorities the figures rest on";
    table(caption, head, &rows, false)
}

/// One table for each share: categories down, areas across.
fn posts(tables: &Tables) -> String {
    let words = categories(&tables.staffing, |row| row.cell.category);
    let names = Area::all().map(Area::name);
    let head: Vec<&str> = ["Job category"].into_iter().chain(names).collect();
    let shares = STAFFING.iter().map(|figure| {
        let row = |word: &'static str| {
            let of = |area| {
                let is = |row: &&StaffingRow| row.cell.category == word && row.cell.area == area;
                let shown = tables.staffing.iter().find(is).map(figure.of);
                written(figure.column.form, shown.unwrap_or(Shown::NotAvailable))
            };
            [category(word)]
                .into_iter()
                .chain(Area::all().map(of))
                .collect()
        };
        let rows: Vec<Vec<String>> = words.iter().map(|word| row(word)).collect();
        let Column { title, meaning, .. } = figure.column;
        let table = scrolling(&format!("{title}, per cent"), &head, &rows);
        format!("<h3>{title}</h3>\n<p>{}</p>\n{table}", escaped(meaning))
    });
    shares.collect()
}

fn engagements(tables: &Tables) -> String {
    let rows = tables
        .engagements
        .iter()
        .map(|row| (category(row.category), row));
    figures(
        "Engagements of the 13 months before closing, and the register of leavers",
        "Job category",
        &ENGAGEMENTS.iter().collect::<Vec<_>>(),
        rows,
    )
}

fn leavers(tables: &Tables) -> String {
    let rows = tables.leavers.iter().map(|row| {
        let name = row.leaving.map_or("All reasons".to_owned(), |leaving| {
            capitalised(leaving.word())
        });
        (name, row)
    });
    figures(
        "Leavers of permanent posts, all of London",
        "Reason",
        &LEAVERS.iter().collect::<Vec<_>>(),
        rows,
    )
}

fn files(about: &About, tables: &Tables) -> String {
    let links: Vec<String> = sheets(about.quarter, tables)
        .iter()
        .map(|sheet| {
            let (name, title) = (sheet.name, sheet.title);
            format!(
                "<li>{title}: <a href=\"{name}.csv\">{name}.csv</a>, \
                 <a href=\"{name}.parquet\">{name}.parquet</a></li>\n"
            )
        })
        .collect();
    let versions = [
        ("Quarter", about.quarter.to_string()),
        ("Reference data", about.reference.version().to_owned()),
        (
            "Thresholds of confidentiality",
            about.reference.thresholds().version.clone(),
        ),
        ("Program", about.program.to_owned()),
    ];
    let versions: Vec<Vec<String>> = versions
        .into_iter()
        .map(|(what, version)| vec![what.to_owned(), version])
        .collect();
    format!(
        "<p>The same figures lie beside this page as files. \
         <a href=\"csv-metadata.json\">csv-metadata.json</a> says what each column of them \
         holds.</p>\n<ul>\n{}</ul>\n{}",
        links.concat(),
        table("Versions", &["What", "Version"], &versions, false)
    )
}
