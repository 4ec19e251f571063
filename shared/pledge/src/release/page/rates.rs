//! The parts of the page on rates: London at a glance, and each job category with its picture.

use super::picture::{Line, picture};
use super::{categories, figures, scrolling};
use crate::borough::SubRegion;
use crate::release::columns::{CAPS, Figure, RATES};
use crate::release::words::{category, written};
use crate::release::{About, Form, RateRow, Shown, Tables};
use crate::report::page::escaped;
use crate::statistics::{ALL, Area};

/// How the pictures are read.
pub(super) const PICTURES: &str = "<p>In each picture a line goes from the lower to the upper \
    quartile, so half of the rates lie on it. The dot is the median. The upright line below a \
    triangle is the cap. A dot without a line means that the quartiles are not shown. The scales \
    differ, and do not begin at nought; the tables beside or below each picture have the same \
    figures.</p>\n";

/// The cap on assignments that start on the quarter's last day; for the region where it is the same
/// everywhere.
fn cap(about: &About, word: &str, area: Area) -> Option<i64> {
    let day = about.quarter.last_day();
    let cap = |area| about.reference.cap(word, area, day);
    match area {
        Area::Part(area) => cap(area),
        Area::Region => {
            let [first, rest @ ..] = SubRegion::ALL.map(cap);
            first.filter(|_| rest.iter().all(|other| *other == first))
        }
    }
}

/// The cap in words, for the region.
fn cap_in_words(about: &About, word: &str) -> String {
    let all = cap(about, word, Area::Region);
    let any = || Area::all().any(|area| cap(about, word, area).is_some());
    match all {
        Some(cap) => written(Form::Pounds, Shown::Value(cap)),
        None if word == ALL => "by category".to_owned(),
        None if any() => "by area".to_owned(),
        None => "none".to_owned(),
    }
}

/// The figures that come first, of the whole region.
pub(super) fn at_a_glance(about: &About, tables: &Tables) -> String {
    let named = ["workers", "workers_change", "median_rate", "median_change"];
    let shown = |figure: &&Figure<RateRow>| named.contains(&figure.column.name);
    let share = |figure: &&Figure<RateRow>| figure.column.name == "above_cap_percent";
    let chosen: Vec<&Figure<RateRow>> = RATES
        .iter()
        .filter(shown)
        .chain(CAPS.iter().filter(share))
        .collect();
    let titles = chosen.iter().map(|figure| figure.column.title);
    let head: Vec<&str> = ["Job category"]
        .into_iter()
        .chain(titles)
        .chain(["Cap"])
        .collect();
    let region = tables
        .rates
        .iter()
        .filter(|row| row.cell.area == Area::Region);
    let rows: Vec<Vec<String>> = region
        .map(|row| {
            let shown = chosen
                .iter()
                .map(|figure| written(figure.column.form, (figure.of)(row)));
            [category(row.cell.category)]
                .into_iter()
                .chain(shown)
                .chain([cap_in_words(about, row.cell.category)])
                .collect()
        })
        .collect();
    scrolling("All of London, rates in pounds an hour", &head, &rows)
}

/// One part for each category: its picture, its rates, its cap.
pub(super) fn rates(about: &About, tables: &Tables) -> String {
    let is_amount = |figure: &&Figure<RateRow>| figure.column.unit == "pounds an hour";
    let (amounts, counts): (Vec<_>, Vec<_>) = RATES.iter().partition(is_amount);
    let above: Vec<_> = CAPS.iter().collect();
    let part = |word: &'static str| {
        let of = || {
            tables
                .rates
                .iter()
                .filter(move |row| row.cell.category == word)
        };
        let named = || of().map(|row| (row.cell.area.name().to_owned(), row));
        let name = category(word);
        let table = |what, chosen: &[&Figure<RateRow>]| {
            figures(&format!("{name}: {what}"), "Area", chosen, named())
        };
        let lines: Vec<Line> = of()
            .map(|row| Line::of(row, cap(about, word, row.cell.area)))
            .collect();
        let drawn = Some(word).filter(|word| *word != ALL);
        let drawn = drawn.and_then(|word| picture(word, &lines)).map(|svg| {
            let name = escaped(&name);
            let says = format!("{name}: rates in pounds an hour.");
            format!("<figure>\n{svg}<figcaption>{says}</figcaption>\n</figure>\n")
        });
        [
            format!(
                "<h3 id=\"rates-{}\">{}</h3>\n",
                word.to_ascii_lowercase(),
                escaped(&name)
            ),
            "<div class=\"part\">\n".to_owned(),
            drawn.unwrap_or_default(),
            table("rates in pounds an hour", &amounts),
            table("assignments and workers", &counts),
            table("assignments and the cap", &above),
            "</div>\n".to_owned(),
        ]
        .concat()
    };
    let words = categories(&tables.rates, |row| row.cell.category);
    words.into_iter().map(part).collect()
}
