//! What the page of a release shows, and what it must not.

use super::samples::{about, tables};
use super::{Audience, RateRow, Shown, Tables, page};
use crate::reference::Reference;
use crate::statistics::{ALL, Area};

/// Elements that have no end.
const VOID: [&str; 2] = ["meta", "wbr"];

fn shown(tables: &Tables) -> String {
    page(&about(&Reference::compiled()), tables)
}

/// The elements named `name`, each from its start to its end.
fn elements<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let (start, end) = (format!("<{name}"), format!("</{name}>"));
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(from) = rest.find(&start) {
        let to = from + rest[from..].find(&end).expect("it ends") + end.len();
        found.push(&rest[from..to]);
        rest = &rest[to..];
    }
    found
}

/// `markup` without its tags.
fn text(markup: &str) -> String {
    let parts = markup.split('<').enumerate();
    parts
        .map(|(n, part)| match n {
            0 => part,
            _ => part.split_once('>').map_or("", |(_, text)| text),
        })
        .collect()
}

/// Every number in `text`, as it is written.
fn numbers(text: &str) -> Vec<&str> {
    let parts = text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','));
    parts
        .map(|part| part.trim_matches(['.', ',']))
        .filter(|part| !part.is_empty())
        .collect()
}

fn each_rate(row: &mut RateRow) -> [&mut Shown; 15] {
    [
        &mut row.assignments,
        &mut row.workers,
        &mut row.boroughs,
        &mut row.suppliers,
        &mut row.mean_pence,
        &mut row.q1_pence,
        &mut row.median_pence,
        &mut row.q3_pence,
        &mut row.p90_pence,
        &mut row.above_cap,
        &mut row.above_cap_percent,
        &mut row.exceptions,
        &mut row.breaches,
        &mut row.median_change_pence,
        &mut row.workers_change,
    ]
}

#[test]
fn every_element_of_the_page_is_closed_where_it_was_opened() {
    for audience in Audience::ALL {
        let page = shown(&tables(audience));
        let style = page.find("<style>").unwrap()..page.find("</style>").unwrap();
        let markup = page.replace(&page[style], "<style>");
        let mut open: Vec<String> = Vec::new();
        for tag in markup.split('<').skip(1) {
            let (tag, _) = tag.split_once('>').expect("a tag ends");
            let name: &str = tag.split([' ', '\n']).next().unwrap();
            if let Some(closed) = name.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(closed), "</{closed}>");
            } else if !tag.ends_with('/') && !name.starts_with('!') && !VOID.contains(&name) {
                open.push(name.to_owned());
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }
}

#[test]
fn every_id_is_used_once_and_every_link_and_label_leads_somewhere() {
    let page = shown(&tables(Audience::Restricted));
    let values = |name: &str| -> Vec<String> {
        let start = format!(" {name}=\"");
        let parts = page.split(&start).skip(1);
        parts
            .map(|part| part.split('"').next().unwrap().to_owned())
            .collect()
    };
    let ids = values("id");
    for id in &ids {
        assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "{id}");
    }
    let labels = values("aria-labelledby");
    let labels = labels.iter().flat_map(|label| label.split(' '));
    for id in labels {
        assert!(ids.iter().any(|known| known == id), "{id}");
    }
    for link in values("href") {
        let inside = link
            .strip_prefix('#')
            .map(|id| ids.contains(&id.to_owned()));
        let file = !link.contains(['/', ':', '#']);
        assert!(inside.unwrap_or(file), "{link}");
    }
}

#[test]
fn the_page_fetches_nothing_and_runs_nothing() {
    for audience in Audience::ALL {
        let page = shown(&tables(audience));
        for wrong in ["<script", "<link", "<img", "http", "url(", "@import", " on"] {
            let found = page.match_indices(wrong).find(|(place, _)| {
                // ` on` is a word of ours, unless it begins an attribute.
                wrong != " on" || page[*place..].chars().skip(3).take(12).any(|c| c == '=')
            });
            assert_eq!(found, None);
        }
    }
}

#[test]
fn every_figure_that_is_not_shown_has_its_mark() {
    for absent in [Shown::Suppressed, Shown::NotAvailable] {
        let cells = |tables: &Tables| {
            let page = shown(tables);
            let cells = elements(&page, "td");
            let marked = cells.iter().filter(|cell| text(cell) == absent.mark());
            marked.count()
        };
        let mut tables = tables(Audience::Restricted);
        let before = cells(&tables);
        let senior = tables
            .rates
            .iter_mut()
            .find(|row| row.cell.category == "SSW");
        let mut newly = 0;
        for shown in each_rate(senior.unwrap()) {
            newly += usize::from(*shown != absent);
            *shown = absent;
        }
        assert!(newly > 10);
        assert_eq!(cells(&tables), before + newly, "{}", absent.mark());
    }
}

#[test]
fn a_picture_has_a_title_and_says_in_words_what_it_draws() {
    let page = shown(&tables(Audience::Restricted));
    let pictures = elements(&page, "svg");
    assert_eq!(pictures.len(), 5);
    let first = text(elements(pictures[0], "desc")[0]);
    assert!(
        first.ends_with(
            " London: median £37.00, lower quartile £36.00, upper quartile £38.50, cap £37.00."
        ),
        "{first}"
    );
    for picture in pictures {
        assert!(picture.contains("role=\"img\""));
        assert!(text(elements(picture, "title")[0]).starts_with("Rates in pounds an hour: "));
        let said = text(elements(picture, "desc")[0]);
        for area in Area::all() {
            assert!(
                said.contains(&format!("{}: median ", area.name())),
                "{said}"
            );
        }
    }
}

#[test]
fn a_picture_has_no_amount_that_is_not_shown() {
    let reference = Reference::compiled();
    let about = about(&reference);
    let mut tables = tables(Audience::Public);
    for row in &mut tables.rates {
        if row.cell.category == "SW" {
            for shown in each_rate(row) {
                *shown = Shown::Suppressed;
            }
        }
    }
    let page = page(&about, &tables);
    let pictures = elements(&page, "svg");
    let (hidden, others) = pictures.split_first().unwrap();
    // What is left is the cap, and the scale around it.
    let said = text(elements(hidden, "desc")[0]);
    assert!(
        numbers(&said).iter().all(|number| *number == "37.00"),
        "{said}"
    );
    assert_eq!(hidden.matches("<circle").count(), 1, "the legend's");
    assert_eq!(hidden.matches("class=\"quartiles\"").count(), 1);
    assert_eq!(said.matches("[c] not shown").count(), Area::all().count());
    assert!(
        others
            .iter()
            .all(|other| other.matches("<circle").count() > 1)
    );
}

#[test]
fn every_amount_of_a_picture_stands_in_the_tables_below_it() {
    let page = shown(&tables(Audience::Restricted));
    let tables = elements(&page, "table");
    for picture in elements(&page, "svg") {
        let title = text(elements(picture, "title")[0]);
        let name = title.split_once(": ").unwrap().1.to_owned();
        let of = |table: &&&str| text(elements(table, "caption")[0]).starts_with(&name);
        let below: String = tables.iter().filter(of).map(|table| text(table)).collect();
        let glance: String = text(tables[1]);
        for number in numbers(&text(elements(picture, "desc")[0])) {
            let amount = format!("£{number}");
            assert!(
                below.contains(&amount) || glance.contains(&amount),
                "{amount}"
            );
        }
    }
}

#[test]
fn only_directors_read_who_has_not_returned_and_that_they_must_not_pass_it_on() {
    let restricted = shown(&tables(Audience::Restricted));
    let public = shown(&tables(Audience::Public));
    for (words, in_public) in [
        ("do not pass it on", false),
        ("Missing</th>", false),
        ("Hammersmith and Fulham", false),
        ("may be passed on", true),
        ("rounded to the nearest 5,", true),
    ] {
        assert_eq!(public.contains(words), in_public, "{words}");
        assert_eq!(restricted.contains(words), !in_public, "{words}");
    }
    for page in [restricted, public] {
        assert!(page.contains("31 of 33"));
    }
}

#[test]
fn figures_that_are_invented_are_said_to_be() {
    let reference = Reference::compiled();
    let mut about = about(&reference);
    let tables = tables(Audience::Public);
    let notice = about.notice.unwrap();
    assert!(page(&about, &tables).contains(notice));
    about.notice = None;
    assert!(!page(&about, &tables).contains("Before you read on"));
}

#[test]
fn a_quarter_without_any_rates_has_a_page() {
    let mut tables = tables(Audience::Public);
    for row in &mut tables.rates {
        for shown in each_rate(row) {
            *shown = Shown::Suppressed;
        }
    }
    tables.staffing.clear();
    assert!(tables.rates.iter().any(|row| row.cell.category == ALL));
    assert_eq!(elements(&shown(&tables), "svg").len(), 5);
}
