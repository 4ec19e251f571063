//! One file in every form in which it may come.

use super::*;

/// A case, its bytes, and the encoding and the delimiter in words.
type Case = (&'static str, Vec<u8>, &'static str, &'static str);

/// `plain` in the line endings and with the marks that spreadsheets use.
fn endings(plain: &str) -> Vec<Case> {
    let case = |name, text: String| (name, text.into_bytes(), "UTF-8", "comma");
    vec![
        case("CRLF", plain.replace('\n', "\r\n")),
        case("CR", plain.replace('\n', "\r")),
        case(
            "mixed",
            plain.replacen('\n', "\r\n", 1).replacen("\n\n", "\n\r", 1),
        ),
        case("no last line break", plain.trim_end().to_owned()),
        case("BOM", format!("\u{feff}{plain}")),
        case("quoted", plain.replace("104", "\"104\"")),
        case("trailing blanks", plain.replace("28\n", "28,,, ,\n")),
        case(
            "aliases",
            plain
                .replace("job_category", "Job Role")
                .replace("quarter", "PERIOD"),
        ),
    ]
}

/// `plain` in other encodings and with other delimiters.
fn encodings(plain: &str) -> Vec<Case> {
    let tabs = plain.replace(',', "\t");
    let big = format!("\u{feff}{plain}")
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    vec![
        ("UTF-16LE", utf16(plain), "UTF-16", "comma"),
        ("UTF-16BE", big, "UTF-16", "comma"),
        (
            "semicolons",
            plain.replace(',', ";").into_bytes(),
            "UTF-8",
            "semicolon",
        ),
        ("UTF-16 tabs", utf16(&tabs), "UTF-16", "tab"),
        ("tabs", tabs.into_bytes(), "UTF-8", "tab"),
    ]
}

#[test]
fn a_file_is_the_same_in_every_encoding_delimiter_and_line_ending() {
    let plain = format!("{SNAPSHOT}\n{SW}\n\n{}\n", SW.replace("SW", "SSW"));
    let expected = read(&plain);
    assert_eq!(
        (expected.found(), expected.rows()),
        (String::new(), vec![2, 4])
    );
    for (case, bytes, encoding, delimiter) in [endings(&plain), encodings(&plain)].concat() {
        let outcome = read_as(&bytes, Folder::default(), usize::MAX);
        assert_eq!(outcome.found(), "", "{case}");
        assert_eq!(outcome.lines, expected.lines, "{case}");
        assert_eq!(
            (outcome.how.encoding, outcome.how.delimiter),
            (encoding, delimiter),
            "{case}"
        );
        assert_eq!(
            (outcome.how.header, outcome.how.rows),
            (Some(Row(1)), 2),
            "{case}"
        );
    }
}

#[test]
fn windows_1252_is_what_is_left_and_the_report_says_so() {
    let bytes = format!("Return in £\n{SNAPSHOT}\n{SW}\n")
        .replace('£', "\u{1}")
        .into_bytes();
    let bytes: Vec<u8> = bytes
        .into_iter()
        .map(|b| if b == 1 { 0xa3 } else { b })
        .collect();
    let outcome = read_as(&bytes, Folder::default(), usize::MAX);
    assert_eq!(
        (outcome.found().as_str(), outcome.how.encoding),
        ("", "Windows-1252")
    );
    assert_eq!(
        (outcome.how.header, outcome.rows()),
        (Some(Row(2)), vec![3])
    );
}

#[test]
fn what_stands_above_the_header_is_counted_and_passed_over() {
    for (above, header) in [
        ("sep=,\n", 2),
        ("London Borough, return of posts\n\n\n", 4),
        ("\"a title\nof two lines\",x\n", 2),
        (",,,\n\n", 3),
    ] {
        let outcome = read(&format!("{above}{SNAPSHOT}\n{SW}\n"));
        assert_eq!(outcome.found(), "", "{above:?}");
        assert_eq!(outcome.how.header, Some(Row(header)), "{above:?}");
        assert_eq!(outcome.rows(), [header + 1], "{above:?}");
    }
    let semicolons = format!("sep=;\r\n{SNAPSHOT}\r\n{SW}\r\n").replace(',', ";");
    let outcome = read(&semicolons);
    assert_eq!((outcome.found().as_str(), outcome.rows()), ("", vec![3]));
}

#[test]
fn a_cell_of_several_lines_is_in_one_row() {
    let text = format!("notes,{SNAPSHOT}\n\"one\n\ntwo\",{SW}\n\n\"three\r\",{SW}\n");
    let outcome = read(&text);
    assert_eq!(outcome.rows(), [2, 4]);
    assert_eq!(outcome.how.undeclared, [1]);
}

#[test]
fn columns_that_nobody_declared_are_not_read() {
    let text = format!(
        "Surname,{SNAPSHOT},E-mail,my notes,\nJones,{SW},a@example.org,\"=1+1, QQ123456C\"\n"
    );
    let outcome = read(&text);
    assert_eq!((outcome.found().as_str(), outcome.rows()), ("", vec![2]));
    assert_eq!(
        (outcome.how.personal, outcome.how.undeclared),
        (vec![1, 10], vec![11])
    );
}

#[test]
fn every_header_alias_is_bound() {
    for kind in Return::ALL {
        for column in kind.columns() {
            for alias in column.also {
                let header: Vec<&str> = kind
                    .columns()
                    .iter()
                    .map(|other| if other == column { alias } else { other.name })
                    .collect();
                let outcome = read(&format!("{}\n", header.join(",").to_uppercase()));
                assert_eq!(outcome.found(), "F1", "{kind}: {alias}");
                assert_eq!(outcome.how.undeclared, [0_u16; 0], "{kind}: {alias}");
            }
        }
    }
}

#[test]
fn the_templates_example_row_is_no_data() {
    let header: Vec<&str> = Return::AgencyAssignments
        .columns()
        .iter()
        .map(|c| c.name)
        .collect();
    let place = header
        .iter()
        .position(|name| *name == "record_ref")
        .unwrap();
    let mut example = vec!["nonsense"; header.len()];
    example[place] = "Example";
    let outcome = read(&format!("{}\n{}\n", header.join(","), example.join(",")));
    assert_eq!((outcome.found().as_str(), outcome.how.rows), ("F1", 0));
}

#[test]
fn repairs_are_counted_by_kind_and_column() {
    let rows = [
        "20/10/2026,123456,46265,Permanent,SW,1,no",
        ",SW 123457,31-Aug-26,permanent,SW,1,N",
    ];
    let text = format!("{LEAVERS}\n{}\n", rows.join("\n"));
    let outcome = read(&text);
    assert_eq!(outcome.found(), "");
    assert_eq!(
        outcome.repairs(),
        [
            (Repair::NumberSpelling, Some("swe_number"), 1),
            (Repair::NumberBare, Some("swe_number"), 1),
            (Repair::DateForm, Some("complete_to"), 1),
            (Repair::DateForm, Some("last_day"), 1),
            (Repair::DateSerial, Some("last_day"), 1),
            (Repair::WordSpelling, Some("contract_type"), 1),
            (Repair::WordSpelling, Some("reason_left"), 2),
            (Repair::YesNoSpelling, Some("in_probation"), 1),
        ]
    );
    assert!(outcome.lines.iter().all(|line| line.registered));
}
