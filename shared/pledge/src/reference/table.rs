//! The files of reference data, and how a line of each is read.

use jiff::civil::Date;

use super::{Broken, Cap, EVERYWHERE, JobTitle, Period, Supplier, TaxParameters};
use crate::borough::{Borough, SubRegion};
use crate::returns::agency_assignments::JOB_CATEGORIES;
use crate::text::folded;

/// A file of lines with a head.
#[derive(Clone, Copy)]
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) head: &'static str,
    pub(super) text: &'static str,
}

impl Table {
    /// Every line below the head, as `line` reads its cells.
    pub(super) fn read<T>(&self, line: fn(&[&str]) -> Option<T>) -> Result<Vec<T>, Broken> {
        let broken = |index| Broken {
            file: self.name,
            line: index + 1,
        };
        let width = self.head.split(',').count();
        let mut lines = self.text.lines().enumerate();
        if lines.next().map(|(_, head)| head) != Some(self.head) {
            return Err(broken(0));
        }
        lines
            .map(|(index, text)| {
                let cells: Vec<_> = text.split(',').collect();
                (cells.len() == width)
                    .then(|| line(&cells))
                    .flatten()
                    .ok_or(broken(index))
            })
            .collect()
    }
}

pub(super) const REPORTERS: Table = Table {
    name: "reporters.csv",
    head: "folder,authority",
    text: include_str!("../../reference/reporters.csv"),
};
pub(super) const ROLE_MAP: Table = Table {
    name: "role_map.csv",
    head: "title,category",
    text: include_str!("../../reference/role_map.csv"),
};
pub(super) const SUPPLIERS: Table = Table {
    name: "suppliers.csv",
    head: "number,name",
    text: include_str!("../../reference/suppliers.csv"),
};
pub(super) const RATE_CARD: Table = Table {
    name: "rate_card.csv",
    head: "category,sub_region,cap_pence,from,to",
    text: include_str!("../../reference/rate_card.csv"),
};
pub(super) const TAX: Table = Table {
    name: "tax.csv",
    head: "from,to,holiday,national_insurance,threshold_pence_a_year,levy,assumed",
    text: include_str!("../../reference/tax.csv"),
};
pub(super) const LIVING_WAGE: Table = Table {
    name: "living_wage.csv",
    head: "from,pence",
    text: include_str!("../../reference/living_wage.csv"),
};
pub(super) const BANK_HOLIDAYS: Table = Table {
    name: "bank_holidays.csv",
    head: "day,name",
    text: include_str!("../../reference/bank_holidays.csv"),
};

pub(super) fn reporter(cells: &[&str]) -> Option<(Borough, Borough)> {
    let [folder, authority] = cells else {
        return None;
    };
    Some((
        Borough::from_ons_code(folder)?,
        Borough::from_ons_code(authority)?,
    ))
}

pub(super) fn title(cells: &[&str]) -> Option<(String, JobTitle)> {
    let [title, meaning] = cells else { return None };
    let meaning = match *meaning {
        "in_training" => JobTitle::InTraining,
        "out_of_scope" => JobTitle::OutOfScope,
        word => JobTitle::Category(category(word)?),
    };
    Some((folded(title), meaning))
}

pub(super) fn supplier(cells: &[&str]) -> Option<Supplier> {
    let [number, name] = cells else { return None };
    let number: u16 = number.parse().ok().filter(|&number| number > 0)?;
    Some(Supplier {
        number,
        name: (*name).to_owned(),
        sought_as: folded(name),
    })
}

pub(super) fn cap(cells: &[&str]) -> Option<Cap> {
    let [word, area, pence, from, to] = cells else {
        return None;
    };
    let sub_region = match *area {
        EVERYWHERE => None,
        word => Some(SubRegion::from_word(word)?),
    };
    Some(Cap {
        category: category(word)?,
        sub_region,
        pence: positive(pence)?,
        period: period(from, to)?,
    })
}

pub(super) fn tax(cells: &[&str]) -> Option<(Period, TaxParameters)> {
    let [from, to, holiday, insurance, threshold, levy, assumed] = cells else {
        return None;
    };
    let parameters = TaxParameters {
        holiday: positive(holiday)?,
        national_insurance: positive(insurance)?,
        threshold_pence_a_year: positive(threshold)?,
        levy: positive(levy)?,
        assumed: match *assumed {
            "yes" => true,
            "no" => false,
            _ => return None,
        },
    };
    Some((period(from, to)?, parameters))
}

pub(super) fn living_wage(cells: &[&str]) -> Option<(Date, i64)> {
    let [from, pence] = cells else { return None };
    Some((from.parse().ok()?, positive(pence)?))
}

pub(super) fn bank_holiday(cells: &[&str]) -> Option<Date> {
    cells.first()?.parse().ok()
}

/// The category as the declaration of the return spells it.
fn category(word: &str) -> Option<&'static str> {
    JOB_CATEGORIES
        .iter()
        .map(|category| category.word)
        .find(|category| *category == word)
}

fn period(from: &str, to: &str) -> Option<Period> {
    let to = match to {
        "" => None,
        day => Some(day.parse().ok()?),
    };
    Some(Period {
        from: from.parse().ok()?,
        to,
    })
}

fn positive(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number| *number > 0)
}
