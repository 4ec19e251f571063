//! The files of reference data, and how a line of each is read.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::membership::Membership;
use super::{Broken, Cap, EVERYWHERE, Fault, JobTitle, Period, Supplier, TaxParameters};
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
    /// Every line below the head of `text`, as `line` reads its cells.
    pub(super) fn read<T>(
        &self,
        text: &str,
        line: fn(&[&str]) -> Option<T>,
    ) -> Result<Vec<T>, Broken> {
        let width = self.head.split(',').count();
        let mut lines = text.lines();
        if lines.next() != Some(self.head) {
            return Err(self.broken_whole(Fault::Head));
        }
        lines
            .enumerate()
            .map(|(index, text)| {
                let cells: Vec<_> = text.split(',').collect();
                (cells.len() == width)
                    .then(|| line(&cells))
                    .flatten()
                    .ok_or(self.broken(index, Fault::Form))
            })
            .collect()
    }

    /// What is wrong with the line at this place below the head.
    pub(super) const fn broken(&self, index: usize, fault: Fault) -> Broken {
        Broken {
            file: self.name,
            line: index.saturating_add(2),
            fault,
        }
    }

    /// What is wrong with the file as a whole.
    pub(super) const fn broken_whole(&self, fault: Fault) -> Broken {
        Broken {
            file: self.name,
            line: 1,
            fault,
        }
    }

    /// That no two lines have the same key.
    pub(super) fn once<K: Ord>(&self, keys: impl IntoIterator<Item = K>) -> Result<(), Broken> {
        let mut seen = BTreeSet::new();
        let again = keys.into_iter().position(|key| !seen.insert(key));
        again.map_or(Ok(()), |index| Err(self.broken(index, Fault::Repeated)))
    }

    /// That no line breaks a condition.
    pub(super) fn all<T>(
        &self,
        lines: &[T],
        fault: Fault,
        holds: impl Fn(usize, &T) -> bool,
    ) -> Result<(), Broken> {
        let breaks = lines
            .iter()
            .enumerate()
            .find(|(index, line)| !holds(*index, line));
        breaks.map_or(Ok(()), |(index, _)| Err(self.broken(index, fault)))
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
pub(super) const MEMBERSHIP: Table = Table {
    name: "membership.csv",
    head: "authority,member,from,to",
    text: include_str!("../../reference/membership.csv"),
};
pub(super) const EMPLOYER_GROUPS: Table = Table {
    name: "employer_groups.csv",
    head: "group,authority",
    text: include_str!("../../reference/employer_groups.csv"),
};
pub(super) const RULES: Table = Table {
    name: "rules.csv",
    head: "id,months,region,scope,binds,non_member_leavers,fixed_term,exemptions,from,to",
    text: include_str!("../../reference/rules.csv"),
};
pub(super) const DISCLOSURE: Table = Table {
    name: "disclosure.csv",
    head: "setting,value",
    text: include_str!("../../reference/disclosure.csv"),
};

/// Every table.
pub(super) const ALL: [Table; 11] = [
    REPORTERS,
    ROLE_MAP,
    SUPPLIERS,
    RATE_CARD,
    TAX,
    LIVING_WAGE,
    BANK_HOLIDAYS,
    MEMBERSHIP,
    EMPLOYER_GROUPS,
    RULES,
    DISCLOSURE,
];

pub(super) fn reporter(cells: &[&str]) -> Option<(Borough, Borough)> {
    let [folder, authority] = cells else {
        return None;
    };
    let folder = Borough::from_ons_code(folder)?;
    let authority = Borough::from_ons_code(authority)?;
    (folder != authority).then_some((folder, authority))
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
        assumed: yes_or_no(assumed)?,
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

pub(super) fn membership(cells: &[&str]) -> Option<Membership> {
    let [authority, member, from, to] = cells else {
        return None;
    };
    Some(Membership {
        authority: Borough::from_ons_code(authority)?,
        member: yes_or_no(member)?,
        period: period(from, to)?,
    })
}

pub(super) fn employer_group(cells: &[&str]) -> Option<(String, Borough)> {
    let [group, authority] = cells else {
        return None;
    };
    (!group.is_empty()).then_some(((*group).to_owned(), Borough::from_ons_code(authority)?))
}

pub(super) fn setting(cells: &[&str]) -> Option<(String, String)> {
    let [name, value] = cells else { return None };
    (!name.is_empty()).then(|| ((*name).to_owned(), (*value).to_owned()))
}

pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// The category as the declaration of the return spells it.
fn category(word: &str) -> Option<&'static str> {
    JOB_CATEGORIES
        .iter()
        .map(|category| category.word)
        .find(|category| *category == word)
}

pub(super) fn period(from: &str, to: &str) -> Option<Period> {
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
