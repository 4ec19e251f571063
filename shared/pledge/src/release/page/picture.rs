//! The picture of one job category's rates: for each area a line from quartile to quartile, a dot
//! at the median, and the cap.
//!
//! **Invariant:** no place in the picture derives from a figure that is not shown.

use std::fmt::Write as _;

use crate::release::words::{category, written};
use crate::release::{Form, RateRow, Shown};
use crate::report::page::escaped;
use crate::statistics::Area;

/// Width of the picture, in its own units. At this width it fits a phone as it is.
const WIDTH: i64 = 360;
/// Where the scale begins and ends: half a label from the edge.
const LEFT: i64 = 26;
const RIGHT: i64 = WIDTH - 26;
/// Height of the legend above the areas, and of one area.
const LEGEND: i64 = 30;
const ROW: i64 = 46;
/// Height of the scale below the areas.
const SCALE: i64 = 30;
/// Steps of the scale, in pence, and how many there are at most: labels of pence must not touch.
const STEPS: [i64; 6] = [50, 100, 200, 500, 1_000, 2_000];
const MOST_STEPS: i64 = 6;

/// One area of the picture.
pub(super) struct Line {
    pub(super) area: Area,
    pub(super) quartiles: Option<(i64, i64)>,
    pub(super) median: Shown,
    pub(super) cap: Option<i64>,
}

impl Line {
    /// What `row` shows, and the cap of its area.
    pub(super) fn of(row: &RateRow, cap: Option<i64>) -> Self {
        Self {
            area: row.cell.area,
            quartiles: row.q1_pence.value().zip(row.q3_pence.value()),
            median: row.median_pence,
            cap,
        }
    }

    /// Every amount that it draws.
    fn amounts(&self) -> impl Iterator<Item = i64> {
        let quartiles = self.quartiles.into_iter().flat_map(|(q1, q3)| [q1, q3]);
        quartiles.chain(self.median.value()).chain(self.cap)
    }

    /// What it says, in words.
    fn words(&self) -> String {
        let mut said = vec![format!("median {}", marked(self.median))];
        if let Some((q1, q3)) = self.quartiles {
            said.push(format!("lower quartile {}", pounds(q1)));
            said.push(format!("upper quartile {}", pounds(q3)));
        }
        said.extend(self.cap.map(|cap| format!("cap {}", pounds(cap))));
        format!("{}: {}.", self.area.name(), said.join(", "))
    }
}

fn pounds(pence: i64) -> String {
    written(Form::Pounds, Shown::Value(pence))
}

fn marked(shown: Shown) -> String {
    let written = written(Form::Pounds, shown);
    match shown {
        Shown::Value(_) => written,
        Shown::Suppressed => format!("{written} not shown"),
        Shown::NotAvailable => format!("{written} too few"),
    }
}

/// From where to where the scale goes, and its steps, in pence.
#[derive(Clone, Copy)]
struct Range {
    low: i64,
    high: i64,
    step: i64,
}

impl Range {
    /// The least range of whole steps around these amounts.
    fn around(least: i64, most: i64) -> Self {
        let around = |step: i64| {
            let low = least.div_euclid(step) * step;
            let high = most.div_euclid(step) * step + step;
            Self { low, high, step }
        };
        let fits = |range: &Self| (range.high - range.low) / range.step <= MOST_STEPS;
        let widest = around(most.max(1));
        STEPS.into_iter().map(around).find(fits).unwrap_or(widest)
    }

    fn place(self, pence: i64) -> i64 {
        LEFT + (pence - self.low) * (RIGHT - LEFT) / (self.high - self.low)
    }

    fn ticks(self) -> impl Iterator<Item = i64> {
        let steps = (self.high - self.low) / self.step;
        (0..=steps).map(move |n| self.low + n * self.step)
    }
}

/// The picture of these areas' rates, or nothing where there is nothing to draw.
pub(super) fn picture(word: &str, lines: &[Line]) -> Option<String> {
    let drawn = || lines.iter().flat_map(Line::amounts);
    let range = Range::around(drawn().min()?, drawn().max()?);
    let rows = i64::try_from(lines.len()).unwrap_or_default();
    let (bottom, height) = (LEGEND + rows * ROW, LEGEND + rows * ROW + SCALE);
    let title = format!("Rates in pounds an hour: {}", category(word));
    let said: Vec<String> = lines.iter().map(Line::words).collect();
    let (title, said) = (escaped(&title), escaped(&said.join(" ")));
    let id = word.to_ascii_lowercase();
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-labelledby=\"title-{id} said-{id}\">\n\
         <title id=\"title-{id}\">{title}</title>\n<desc id=\"said-{id}\">{said}</desc>\n"
    );
    legend(&mut svg);
    scale(&mut svg, range, bottom);
    for (row, line) in (0..).zip(lines) {
        area(&mut svg, range, line, LEGEND + row * ROW);
    }
    svg.push_str("</svg>\n");
    Some(svg)
}

// Writing to a string cannot fail, so what `write!` gives back is dropped.

fn legend(svg: &mut String) {
    quartiles(svg, LEFT, LEFT + 30, 13);
    text(svg, (LEFT + 38, 17), "", "lower to upper quartile");
    median(svg, LEFT + 188, 13);
    text(svg, (LEFT + 198, 17), "", "median");
    cap(svg, LEFT + 262, 13);
    text(svg, (LEFT + 272, 17), "", "cap");
}

fn scale(svg: &mut String, range: Range, bottom: i64) {
    for tick in range.ticks() {
        let x = range.place(tick);
        let _ = writeln!(
            svg,
            "<path class=\"grid\" d=\"M{x} {LEGEND}V{bottom}\"/>\
             <path class=\"axis\" d=\"M{x} {bottom}v5\"/>"
        );
        let label = if range.step % 100 == 0 {
            format!("£{}", tick / 100)
        } else {
            pounds(tick)
        };
        text(svg, (x, bottom + 19), "middle", &label);
    }
    let _ = writeln!(svg, "<path class=\"axis\" d=\"M{LEFT} {bottom}H{RIGHT}\"/>");
}

fn area(svg: &mut String, range: Range, line: &Line, top: i64) {
    if line.area == Area::Region {
        let _ = writeln!(svg, "<path class=\"axis\" d=\"M0 {top}H{WIDTH}\"/>");
    }
    let class = if line.area == Area::Region {
        "whole"
    } else {
        ""
    };
    text(svg, (2, top + 16), class, line.area.name());
    let cap_said = line.cap.map(|cap| format!(", cap {}", pounds(cap)));
    let said = format!(
        "median {}{}",
        marked(line.median),
        cap_said.unwrap_or_default()
    );
    text(svg, (WIDTH - 2, top + 16), "end", &said);
    let middle = top + 32;
    if let Some((q1, q3)) = line.quartiles {
        quartiles(svg, range.place(q1), range.place(q3), middle);
    }
    if let Some(pence) = line.cap {
        cap(svg, range.place(pence), middle);
    }
    if let Some(pence) = line.median.value() {
        median(svg, range.place(pence), middle);
    }
}

/// A line with an end at either quartile.
fn quartiles(svg: &mut String, from: i64, to: i64, y: i64) {
    let top = y - 5;
    let _ = writeln!(
        svg,
        "<path class=\"quartiles\" d=\"M{from} {y}H{to}M{from} {top}v10M{to} {top}v10\"/>"
    );
}

fn median(svg: &mut String, x: i64, y: i64) {
    let _ = writeln!(
        svg,
        "<circle class=\"median\" cx=\"{x}\" cy=\"{y}\" r=\"5\"/>"
    );
}

/// An upright line that hangs from a triangle.
fn cap(svg: &mut String, x: i64, y: i64) {
    let (left, top) = (x - 5, y - 11);
    let _ = writeln!(
        svg,
        "<path class=\"cap-line\" d=\"M{x} {top}v22\"/>\
         <path class=\"cap\" d=\"M{left} {top}h10l-5 7z\"/>"
    );
}

fn text(svg: &mut String, (x, y): (i64, i64), class: &str, words: &str) {
    let class = if class.is_empty() {
        String::new()
    } else {
        format!(" class=\"{class}\"")
    };
    let words = escaped(words);
    let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\"{class}>{words}</text>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::borough::SubRegion;

    fn line(area: Area, quartiles: Option<(i64, i64)>, median: Shown, cap: i64) -> Line {
        Line {
            area,
            quartiles,
            median,
            cap: Some(cap),
        }
    }

    #[test]
    fn a_picture_says_and_draws_each_area_as_it_is_shown() {
        let east = Area::Part(SubRegion::East);
        for (line, said, drawn) in [
            (
                line(
                    Area::Region,
                    Some((3_600, 3_800)),
                    Shown::Value(3_700),
                    3_950,
                ),
                "London: median £37.00, lower quartile £36.00, upper quartile £38.00, cap £39.50.",
                // Of the scale from £36 to £40, 308 wide.
                [
                    "class=\"quartiles\" d=\"M26 62H180",
                    "cx=\"103\" cy=\"62\"",
                    "d=\"M295 51v22\"",
                ],
            ),
            (
                line(east, None, Shown::Value(3_700), 3_750),
                "East London: median £37.00, cap £37.50.",
                ["cx=\"26\" cy=\"62\"", "d=\"M180 51v22\"", ">£37.50<"],
            ),
            (
                line(east, None, Shown::NotAvailable, 3_700),
                "East London: median [x] too few, cap £37.00.",
                [">median [x] too few, cap £37.00<", ">£37.00<", ">£37.50<"],
            ),
        ] {
            let svg = picture("SW", &[line]).unwrap();
            assert!(
                svg.contains(&format!("<desc id=\"said-sw\">{said}</desc>")),
                "{svg}"
            );
            for part in drawn {
                assert!(svg.contains(part), "{part} in {svg}");
            }
        }
    }

    #[test]
    fn there_is_no_picture_of_nothing() {
        let nothing = Line {
            area: Area::Region,
            quartiles: None,
            median: Shown::Suppressed,
            cap: None,
        };
        assert_eq!(picture("SW", &[nothing]), None);
    }

    #[test]
    fn a_scale_has_few_whole_steps_that_hold_every_amount() {
        for (least, most, low, high, step) in [
            (3_600, 3_600, 3_600, 3_650, 50),
            (3_610, 3_790, 3_600, 3_800, 50),
            (3_500, 3_950, 3_500, 4_000, 100),
            (3_550, 4_550, 3_400, 4_600, 200),
            (0, 50_000, 0, 100_000, 50_000),
        ] {
            let range = Range::around(least, most);
            assert_eq!((range.low, range.high, range.step), (low, high, step));
            assert!(range.place(least) >= LEFT && range.place(most) <= RIGHT);
        }
    }
}
