//! Reference data that contradict themselves are refused, by file and line.

use super::{Broken, Fault, Reference};

/// Loads the compiled-in data with one file replaced.
fn with(file: &str, text: &str) -> Result<Reference, Broken> {
    Reference::load(&|name| match name {
        "version.txt" => Some("test-1".to_owned()),
        _ if name == file => Some(text.to_owned()),
        _ => None,
    })
}

/// A file of the repository with one text of it replaced by another.
fn changed(file: &str, from: &str, to: &str) -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("reference");
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    assert!(text.contains(from), "{file} {from}");
    text.replacen(from, to, 1)
}

/// A file, what is replaced in it by what, the line that is refused and why.
type Case = (&'static str, &'static str, &'static str, usize, Fault);

const CASES: &[Case] = &[
    ("bank_holidays.csv", "day,name", "day", 1, Fault::Head),
    (
        "bank_holidays.csv",
        "2024-01-01",
        "2024-13-01",
        2,
        Fault::Form,
    ),
    (
        "bank_holidays.csv",
        "2024-03-29",
        "2024-01-01",
        3,
        Fault::Repeated,
    ),
    (
        "living_wage.csv",
        "2017-04-01",
        "2016-04-01",
        3,
        Fault::Repeated,
    ),
    ("living_wage.csv", "750", "0", 3, Fault::Form),
    ("reporters.csv", "E09000027", "E09000021", 2, Fault::Form),
    (
        "reporters.csv",
        "E09000027\n",
        "E09000027\nE09000021,E09000027\n",
        3,
        Fault::Repeated,
    ),
    (
        "role_map.csv",
        "\nSW,SW",
        "\nsocial-worker,SSW",
        3,
        Fault::Repeated,
    ),
    ("role_map.csv", "\nSW,SW", "\nSW,XX", 3, Fault::Form),
    ("suppliers.csv", "\n2,", "\n3,", 3, Fault::Number),
    (
        "suppliers.csv",
        "Northbank People",
        "thames social-staffing",
        3,
        Fault::Repeated,
    ),
    ("rate_card.csv", "SSW,all", "SW,all", 3, Fault::Repeated),
    (
        "rate_card.csv",
        "2025-04-01,",
        "2025-04-06,",
        2,
        Fault::WithinMonth,
    ),
    (
        "rate_card.csv",
        "2025-04-01,",
        "2025-04-01,2025-03-31",
        2,
        Fault::Backwards,
    ),
    ("rate_card.csv", "SW,all", "SW,east_end", 2, Fault::Form),
    ("tax.csv", "2026-04-06", "2025-04-06", 3, Fault::Repeated),
    ("tax.csv", "2026-04-05", "2025-04-05", 2, Fault::Backwards),
    ("tax.csv", "yes", "maybe", 3, Fault::Form),
    (
        "membership.csv",
        "E09000007,yes",
        "E09000007,maybe",
        3,
        Fault::Form,
    ),
    (
        "membership.csv",
        "E09000007,yes,2022-06-01,\n",
        "",
        1,
        Fault::Lacking,
    ),
    (
        "membership.csv",
        "E09000007,yes,2022-06-01",
        "E09000007,yes,2022-06-02",
        3,
        Fault::Apart,
    ),
    (
        "membership.csv",
        "E09000007,yes,2022-06-01,",
        "E09000007,yes,2022-06-01,\nE09000007,no,2024-04-01,",
        4,
        Fault::Apart,
    ),
    (
        "membership.csv",
        "E09000007,yes,2022-06-01,",
        "E09000007,yes,2022-06-01,2024-04-01\nE09000007,no,2024-04-01,",
        4,
        Fault::Apart,
    ),
    (
        "membership.csv",
        "E09000007,yes,2022-06-01,",
        "E09000007,no,2024-04-02,\nE09000007,yes,2022-06-01,2024-03-31",
        3,
        Fault::Apart,
    ),
    (
        "membership.csv",
        "E09000007,yes,2022-06-01,",
        "E09000007,yes,2022-06-01,2024-04-01",
        3,
        Fault::Ends,
    ),
    (
        "membership.csv",
        "E09000007,yes,2022-06-01,",
        "E09000007,yes,2022-06-01,2022-05-31",
        3,
        Fault::Backwards,
    ),
    (
        "employer_groups.csv",
        "kingston_richmond,E09000027",
        "kingston,E09000027",
        2,
        Fault::Alone,
    ),
    (
        "employer_groups.csv",
        "E09000027",
        "E09000021",
        3,
        Fault::Repeated,
    ),
    (
        "employer_groups.csv",
        "kingston_richmond",
        "",
        2,
        Fault::Form,
    ),
    ("rules.csv", "national,3", "national,0", 3, Fault::Form),
    ("rules.csv", "national,3", "national,8", 3, Fault::Form),
    ("rules.csv", "national,3", "local,3", 3, Fault::Form),
    ("rules.csv", "tupe", "tuppence", 2, Fault::Form),
    ("rules.csv", "london", "leeds", 2, Fault::Form),
    ("rules.csv", "same region", "next door", 3, Fault::Form),
    (
        "rules.csv",
        "2024-10-31,",
        "2024-10-31,2024-10-30",
        3,
        Fault::Backwards,
    ),
    ("rules.csv", "members", "everybody", 2, Fault::Form),
    ("disclosure.csv", "boroughs,3\n", "", 1, Fault::Lacking),
    ("disclosure.csv", "boroughs,3", "boroughs,0", 5, Fault::Form),
    (
        "disclosure.csv",
        "boroughs,3",
        "boroughs,3\nboroughs,2",
        6,
        Fault::Form,
    ),
    (
        "disclosure.csv",
        "boroughs,3",
        "boroughs,3\nvillages,2",
        6,
        Fault::Form,
    ),
    (
        "disclosure.csv",
        "sample-1",
        "a name with blanks",
        2,
        Fault::Form,
    ),
    (
        "disclosure.csv",
        "p_percent,10",
        "p_percent,101",
        7,
        Fault::Form,
    ),
    (
        "disclosure.csv",
        "public_workers,10",
        "public_workers,4",
        1,
        Fault::Audience,
    ),
];

#[test]
fn a_file_that_contradicts_itself_is_refused_by_file_and_line() {
    for &(file, from, to, line, fault) in CASES {
        let broken = with(file, &changed(file, from, to)).map(drop).unwrap_err();
        let found = (broken.file, broken.line, broken.fault);
        assert_eq!(found, (file, line, fault), "{from:?} is {to:?}: {broken}");
    }
}

#[test]
fn a_rule_has_one_line_from_a_day() {
    let lines = changed("rules.csv", "pledge,6", "pledge,5");
    let again = lines.lines().nth(1).unwrap();
    let broken = with("rules.csv", &format!("{lines}{again}\n")).map(drop);
    assert_eq!(broken.unwrap_err().fault, Fault::Repeated);
}

#[test]
fn whoever_replaces_a_file_names_a_version_of_their_own() {
    let wage = |text: &'static str, version: Option<&'static str>| {
        let loaded = Reference::load(&|name| match name {
            "living_wage.csv" => Some(text.to_owned()),
            "version.txt" => version.map(str::to_owned),
            _ => None,
        });
        loaded.map(|reference| reference.version().to_owned())
    };
    let (same, other) = (
        include_str!("../../reference/living_wage.csv"),
        "from,pence\r\n2020-01-01,900\r\n",
    );
    let ours = Reference::compiled().version;
    let broken = |fault| {
        Err(Broken {
            file: "version.txt",
            line: 1,
            fault,
        })
    };
    assert_eq!(wage(same, None), broken(Fault::Version));
    assert_eq!(wage(other, None), broken(Fault::Version));
    assert_eq!(
        wage(other, Some(include_str!("../../reference/version.txt"))),
        broken(Fault::Version)
    );
    assert_eq!(wage(other, Some("two words")), broken(Fault::Form));
    assert_eq!(wage(other, Some("")), broken(Fault::Form));
    assert_eq!(
        wage(same, Some(include_str!("../../reference/version.txt"))),
        Ok(ours)
    );
    assert_eq!(
        wage(other, Some("\u{feff}north-7\r\n")),
        Ok("north-7".to_owned())
    );
}

#[test]
fn every_file_that_may_be_replaced_is_asked_for_and_is_one_of_the_repository() {
    let asked = std::cell::RefCell::new(Vec::new());
    Reference::load(&|name| {
        asked.borrow_mut().push(name.to_owned());
        None
    })
    .unwrap();
    let mut asked = asked.into_inner();
    asked.sort();
    let mut names = Reference::FILES;
    names.sort_unstable();
    assert_eq!(asked, names);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("reference");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| {
            !matches!(
                name.as_str(),
                "README.md" | "editions.txt" | "authorities.csv"
            )
        })
        .collect();
    files.sort();
    assert_eq!(names.to_vec(), files);
}
