//! What the compiled-in data say, as other parts ask them.

use super::*;
use jiff::civil::date;

fn borough(code: &str) -> Borough {
    Borough::from_ons_code(code).unwrap()
}

#[test]
fn every_authority_files_for_itself_and_kingston_for_richmond_as_well() {
    let reference = Reference::compiled();
    let kingston = borough("E09000021");
    for folder in Borough::all() {
        let expected = if folder == kingston {
            vec![kingston, borough("E09000027")]
        } else {
            vec![folder]
        };
        assert_eq!(
            reference.authorities_of(folder),
            expected,
            "{}",
            folder.name()
        );
    }
}

#[test]
fn a_job_title_belongs_to_one_category_however_it_is_spelt() {
    let reference = Reference::compiled();
    for (title, meaning) in [
        ("Social Worker", JobTitle::Category("SW")),
        ("children\u{2019}s social worker", JobTitle::Category("SW")),
        ("PO1\u{2013}PO2", JobTitle::Category("SW")),
        ("Level 2/3", JobTitle::Category("SW")),
        ("snr sw", JobTitle::Category("SSW")),
        ("SENIOR-PRACTITIONER", JobTitle::Category("SSW")),
        ("Deputy Manager", JobTitle::Category("AP")),
        ("Principal Social Worker", JobTitle::Category("AP")),
        ("Group Manager", JobTitle::Category("TM")),
        ("CP Chair", JobTitle::Category("IRO")),
        ("NQSW", JobTitle::InTraining),
        ("Head of Service", JobTitle::OutOfScope),
        ("Personal Adviser", JobTitle::OutOfScope),
        ("Wizard", JobTitle::Unknown),
        ("", JobTitle::Unknown),
    ] {
        assert_eq!(reference.job_title(title), meaning, "{title:?}");
    }
    let mut titles: Vec<_> = reference.titles.iter().map(|(title, _)| title).collect();
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), reference.titles.len(), "a title stands twice");
}

#[test]
fn a_supplier_is_found_by_name_or_key() {
    let reference = Reference::compiled();
    for (sent, number) in [
        ("Capital Locums", Some(4)),
        ("capital locums", Some(4)),
        ("Kestrel Children\u{2019}s Staffing", Some(8)),
        ("S04", Some(4)),
        ("s14", Some(14)),
        ("S15", None),
        ("S4", Some(4)),
        ("S0", None),
        ("S", None),
        ("4", None),
        ("unlisted", None),
        ("", None),
    ] {
        assert_eq!(reference.supplier(sent), number, "{sent:?}");
    }
}

#[test]
fn the_card_has_a_cap_for_every_category_and_sub_region_from_its_first_day() {
    let reference = Reference::compiled();
    for (category, pence) in [
        ("SW", 3_700),
        ("SSW", 4_100),
        ("AP", 4_500),
        ("TM", 4_900),
        ("IRO", 4_700),
    ] {
        for area in SubRegion::ALL {
            let cap = |day| reference.cap(category, area, day);
            assert_eq!(cap(date(2025, 4, 1)), Some(pence), "{category}");
            assert_eq!(cap(date(2025, 3, 31)), None, "{category}");
        }
    }
    let east = SubRegion::East;
    assert_eq!(reference.cap("ALL", east, date(2026, 4, 1)), None);
    let days: Vec<_> = reference.caps.iter().map(|cap| cap.period.from).collect();
    assert!(days.iter().all(|day| day.day() == 1));
}

#[test]
fn tax_years_begin_on_6_april_and_the_second_is_an_assumption() {
    let reference = Reference::compiled();
    let known = |day| reference.tax(day).map(|tax| (tax.holiday, tax.assumed));
    for (day, expected) in [
        (date(2025, 4, 5), None),
        (date(2025, 4, 6), Some((1_207, false))),
        (date(2026, 4, 5), Some((1_207, false))),
        (date(2026, 4, 6), Some((1_207, true))),
        (date(2027, 4, 5), Some((1_207, true))),
        (date(2125, 4, 6), None),
    ] {
        assert_eq!(known(day), expected, "{day}");
    }
}
