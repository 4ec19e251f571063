//! What a file says once: its quarter, how far it is complete, that there is nothing to report.

use super::*;

fn third() -> Quarter {
    "2026Q3".parse().unwrap()
}

#[test]
fn the_quarter_comes_from_the_file_or_its_path_and_both_must_agree() {
    let (form, ambiguous) = (NotAQuarter::Form, NotAQuarter::Ambiguous(2));
    for (sent, path, found, quarter) in [
        ("2026Q3", None, "", Some("2026Q3")),
        ("July to September 2026", None, "", Some("2026Q3")),
        ("", Some(Ok(third())), "", Some("2026Q3")),
        ("2026Q3", Some(Ok(third())), "", Some("2026Q3")),
        ("", None, "F11", None),
        ("soon", None, "2 F11 quarter", None),
        ("Q2", None, "2 F12 quarter", None),
        ("Q2 2026/27", None, "2 F12 quarter", None),
        ("07700 900123", None, "2 C13 quarter", None),
        ("=A1", None, "2 C14 quarter", None),
        ("2026Q2", Some(Ok(third())), "2 F13 quarter", Some("2026Q3")),
        ("", Some(Err(form)), "F11", None),
        ("2026Q3", Some(Err(form)), "F11", Some("2026Q3")),
        ("2026Q3", Some(Err(ambiguous)), "F12", Some("2026Q3")),
        ("2026Q4", None, "", Some("2026Q4")),
        ("2027Q1", None, "F19", None),
        ("2023Q4", None, "", Some("2023Q4")),
        ("2023Q3", None, "F19", None),
    ] {
        let text = format!("{SNAPSHOT}\n{}\n", SW.replace("2026Q3", sent));
        let outcome = read_under(&text, Return::WorkforceSnapshot, path);
        assert_eq!(outcome.found(), found, "{sent:?} {path:?}");
        let read = outcome
            .fields
            .unwrap()
            .quarter
            .map(|quarter| quarter.to_string());
        assert_eq!(read.as_deref(), quarter, "{sent:?} {path:?}");
    }
    let without = format!("{SNAPSHOT}\n{SW}\n")
        .replace("quarter,", "")
        .replace("2026Q3,", "");
    assert_eq!(read(&without).found(), "F11");
    let outcome = read_under(&without, Return::WorkforceSnapshot, Some(Ok(third())));
    assert_eq!(outcome.found(), "");
}

#[test]
fn an_ambiguous_quarter_is_named_by_its_number() {
    let outcome = read(&format!(
        "{SNAPSHOT}\n{}\n",
        SW.replace("2026Q3", "Q4 2026")
    ));
    assert_eq!(outcome.findings.listed()[0].detail, Detail::Quarter(4));
}

#[test]
fn a_file_is_the_return_that_its_path_says() {
    let text = format!("{LEAVERS}\n{LEAVER}\n");
    assert_eq!(
        read_under(&text, Return::WorkforceSnapshot, None).found(),
        "F18"
    );
    assert_eq!(
        read_under(&text, Return::PermanentLeavers, None).found(),
        ""
    );
    let outcome = read_under(&text, Return::WorkforceSnapshot, None);
    assert_eq!(outcome.fields.unwrap().kind, Return::PermanentLeavers);
}

#[test]
fn leavers_say_up_to_which_day_they_are_complete() {
    for (sent, found, complete_to) in [
        ("2026-10-20", "", Some(date(2026, 10, 20))),
        ("2026-10-27", "", Some(TODAY)),
        ("2026-10-28", "2 C6 complete_to", Some(date(2026, 10, 28))),
        ("10/20/2026", "2 C5 complete_to", None),
        ("", "2 C1 complete_to", None),
    ] {
        let outcome = read(&format!(
            "{LEAVERS}\n{}\n",
            LEAVER.replace("2026-10-20", sent)
        ));
        assert_eq!(outcome.found(), found, "{sent:?}");
        assert_eq!(outcome.fields.unwrap().complete_to, complete_to, "{sent:?}");
    }
    let without = format!("{LEAVERS}\n{LEAVER}\n").replace("complete_to", "remarks");
    assert_eq!(read(&without).found(), "F7 complete_to");
}

#[test]
fn what_is_said_once_is_the_same_in_every_row() {
    let row = |quarter: &str| format!("{}\n", SW.replace("2026Q3", quarter));
    for (quarters, found) in [
        (vec!["2026Q3", "", "2026Q3"], ""),
        (vec!["2026Q3", "2026-07-01", "Jul-Sep 2026"], ""),
        (vec!["2026Q3", "2026Q2", "2026Q1"], "3 F14 quarter"),
        (vec!["2026Q3", "2026Q3", "soon"], "4 F14 quarter"),
        // That the first row leaves it blank is one finding, not one for each row below as well.
        (vec!["", "2026Q3", "2026Q3"], "F11"),
        (vec!["", "2026Q3", "", "2026Q2"], "F11; 5 F14 quarter"),
        (vec!["Q2", "2026Q3"], "2 F12 quarter"),
    ] {
        let rows: String = quarters.iter().map(|quarter| row(quarter)).collect();
        assert_eq!(
            read(&format!("{SNAPSHOT}\n{rows}")).found(),
            found,
            "{quarters:?}"
        );
    }
    for (quarters, found) in [
        (["", "2026Q3"], ""),
        (["", "2026Q2"], "3 F13 quarter"),
        (["2026Q3", "2026Q2"], "3 F14 quarter"),
    ] {
        let rows: String = quarters.iter().map(|quarter| row(quarter)).collect();
        let text = format!("{SNAPSHOT}\n{rows}");
        let outcome = read_under(&text, Return::WorkforceSnapshot, Some(Ok(third())));
        assert_eq!(outcome.found(), found, "{quarters:?} under 2026Q3");
    }
    let later = LEAVER.replace("2026-10-20", "");
    let outcome = read(&format!("{LEAVERS}\n{later}\n{LEAVER}\n{LEAVER}\n"));
    assert_eq!(outcome.found(), "2 C1 complete_to");
    let rows = format!("{}{}{}", row("2026Q3"), row("2026Q2"), row("2026Q1"));
    let outcome = read(&format!("{SNAPSHOT}\n{rows}"));
    assert_eq!(outcome.findings.listed()[0].detail, Detail::Count(2));
    let text = format!("{LEAVERS},confirm_withdrawals\n{LEAVER},Y\n{LEAVER},\n");
    let outcome = read(&text);
    assert_eq!(outcome.found(), "");
    assert!(outcome.fields.unwrap().confirm_withdrawals);
    assert_eq!(
        read(&text.replace(",Y\n", ",y es\n")).found(),
        "2 C8 confirm_withdrawals"
    );
    assert_eq!(read(&text.replace(",Y\n", ",N\n")).found(), "");
    assert_eq!(
        read(&text.replace(",\n", ",N\n")).found(),
        "3 F14 confirm_withdrawals"
    );
}

#[test]
fn a_nil_return_is_one_row_that_says_so() {
    let full = format!("la_code,{SNAPSHOT},nil_return");
    let snapshot = Return::WorkforceSnapshot;
    for (case, text, found, nil) in [
        (
            "bare",
            "quarter,nil_return\n2026Q3,Y\n".to_owned(),
            "",
            true,
        ),
        (
            "spelt out",
            "quarter,nil_return\n2026Q3,Yes".to_owned(),
            "",
            true,
        ),
        (
            "template",
            format!("{full}\n,2026Q3,,,,,,,,Y\n,,,,,,,,,\n"),
            "",
            true,
        ),
        (
            "without a quarter",
            "nil_return\nY\n".to_owned(),
            "F11",
            true,
        ),
        (
            "with cells",
            format!("{full}\n,{SW},Y\n"),
            "2 F17 nil_return",
            false,
        ),
        (
            "with rows",
            format!("{full}\n,2026Q3,,,,,,,,Y\n,{SW},\n"),
            "2 F17 nil_return",
            false,
        ),
        ("not nil", format!("{full}\n,{SW},N\n"), "", false),
        (
            "unclear",
            format!("{full}\n,{SW},perhaps\n"),
            "2 C8 nil_return",
            false,
        ),
    ] {
        let outcome = read_under(&text, snapshot, None);
        assert_eq!(outcome.found(), found, "{case}");
        assert_eq!(outcome.fields.unwrap().nil_return, nil, "{case}");
        assert_eq!(
            outcome.nil,
            if nil { vec!["Camden"] } else { vec![] },
            "{case}"
        );
        assert!(
            !nil || outcome.lines.is_empty() && outcome.how.rows == 0,
            "{case}"
        );
    }
}

#[test]
fn a_nil_return_with_anything_else_contradicts_itself_once() {
    let full = format!("la_code,{SNAPSHOT},nil_return");
    for (case, text, found) in [
        (
            "with some cells",
            format!("{full}\n,2026Q3,SW,,,,,,,Y\n"),
            "2 F17 nil_return",
        ),
        (
            "with cells and few columns",
            "quarter,job_category,nil_return\n2026Q3,SW,Y\n".to_owned(),
            "2 F17 nil_return",
        ),
        (
            "twice",
            format!("{full}\n,2026Q3,,,,,,,,Y\n,2026Q3,,,,,,,,Y\n"),
            "2 F17 nil_return",
        ),
        (
            "after rows",
            format!("{full}\n,{SW},\n,2026Q3,,,,,,,,Y\n"),
            "3 F14 nil_return",
        ),
    ] {
        let outcome = read_under(&text, Return::WorkforceSnapshot, None);
        assert_eq!(outcome.found(), found, "{case}");
        assert!(!outcome.fields.unwrap().nil_return, "{case}");
        assert!(outcome.nil.is_empty(), "{case}");
    }
}

#[test]
fn leavers_may_have_nothing_to_report() {
    let leavers = read("complete_to,nil_return\n2026-10-20,Y\n");
    assert_eq!(leavers.found(), "");
    assert_eq!(leavers.fields.unwrap().kind, Return::PermanentLeavers);
}

#[test]
fn a_nil_return_of_several_authorities_is_for_the_one_it_names_or_for_all() {
    let both: &[&str] = &["E09000021", "E09000027"];
    let header = "la_code,quarter,supplier,nil_return\n";
    for (sent, found, nil) in [
        ("", "", vec!["Kingston upon Thames", "Richmond upon Thames"]),
        ("E09000027", "", vec!["Richmond upon Thames"]),
        ("E09000007", "2 F15 la_code", vec![]),
    ] {
        let outcome = read_in(&format!("{header}{sent},2026Q3,,Y\n"), both);
        assert_eq!(
            (outcome.found().as_str(), outcome.nil),
            (found, nil),
            "{sent:?}"
        );
    }
    let each = |second| {
        let text = format!("{header}E09000027,2026Q3,,Y\n{second}");
        let outcome = read_in(&text, both);
        (outcome.found(), outcome.nil)
    };
    let nil = vec!["Richmond upon Thames", "Kingston upon Thames"];
    assert_eq!(each("E09000021,2026Q3,,Y\n"), (String::new(), nil));
    // Beside rows of the other, before them or after them.
    let row = |code| format!("{code},2026Q3,Northbank People,\n");
    let beside = |rows: &[&str]| {
        let text = [&["la_code,quarter,supplier,nil_return\n"], rows]
            .concat()
            .concat();
        let outcome = read_in(&text, both);
        let found: Vec<_> = outcome.found().split("; ").map(str::to_owned).collect();
        let is_about_nil = |found: &&String| found.contains("nil_return");
        let found = found
            .iter()
            .filter(is_about_nil)
            .cloned()
            .collect::<Vec<_>>();
        assert!(!outcome.fields.unwrap().nil_return);
        (found.join("; "), outcome.nil, outcome.how.rows)
    };
    let (own, nil) = (row("E09000021"), "E09000027,2026Q3,,Y\n");
    let other = row("E09000027");
    let sound = (String::new(), vec!["Richmond upon Thames"], 1);
    assert_eq!(beside(&[nil, &own]), sound);
    assert_eq!(beside(&[&own, nil]), sound);
    let says = |place: &str, rows| (format!("{place} F17 nil_return"), vec![], rows);
    assert_eq!(beside(&[nil, &own, &other]), says("2", 2));
    assert_eq!(beside(&[&own, &other, nil]), says("4", 2));
    assert_eq!(beside(&[&own, ",2026Q3,,Y\n"]), says("3", 1));
    assert_eq!(beside(&[&own, nil, nil]), says("3", 1));
    let full = own.replace(",\n", ",Y\n");
    assert_eq!(beside(&[nil, &own, &full]), says("2", 2));
    for second in ["E09000027,2026Q3,,Y\n", ",2026Q3,,Y\n"] {
        let contradicted = ("2 F17 nil_return".to_owned(), vec![]);
        assert_eq!(each(second), contradicted, "{second:?}");
    }
}
