//! What is wrong with a file or a row as a whole.

use super::*;

#[test]
fn a_file_that_is_no_return_is_refused_with_one_finding() {
    let wide = format!("{SNAPSHOT}{}\n{SW}\n", ",x".repeat(UPLOAD_COLUMNS - 7));
    let both = format!("{SNAPSHOT},{LEAVERS}\n");
    let late = format!("{}{SNAPSHOT}\n{SW}\n", "title\n".repeat(HEADER_LINES));
    for (case, bytes, code) in [
        ("empty", Vec::new(), "F1"),
        ("blank", b"\r\n \r\n".to_vec(), "F1"),
        ("wide", wide.into_bytes(), "F4"),
        ("no header", b"a,b,c\n1,2,3\n".to_vec(), "F5"),
        ("header too late", late.into_bytes(), "F5"),
        (
            "nil of no return",
            b"quarter,nil_return\n2026Q3,Y\n".to_vec(),
            "F5",
        ),
        ("two returns", both.into_bytes(), "F6"),
        ("workbook", b"PK\x03\x04\x14\0\x06\0".to_vec(), "F9"),
        (
            "old workbook",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            "F9",
        ),
        ("PDF", b"%PDF-1.7\n".to_vec(), "F9"),
        ("half a character", b"\xff\xfea\0b".to_vec(), "F20"),
    ] {
        let outcome = read_as(&bytes, Folder::default(), usize::MAX);
        assert_eq!(outcome.found(), code, "{case}");
        assert!(outcome.fields.is_none(), "{case}");
    }
}

#[test]
fn a_file_larger_than_the_limit_is_refused() {
    let inspection = Inspection {
        form: ContentForm::TooLarge,
        ..inspect(&mut io::empty()).unwrap()
    };
    let reference = Reference::compiled();
    let context = Context {
        folder: None,
        authorities: Vec::new(),
        says: Says::default(),
        today: TODAY,
        reference: &reference,
    };
    let mut findings = Findings::default();
    let opened = open(io::repeat(b'a'), &inspection, &context, &mut findings).unwrap();
    assert!(matches!(opened, Opened::Refused(_)));
    assert_eq!(
        findings.listed().first().map(|finding| finding.code),
        Some(Code::F2)
    );
}

#[test]
fn a_file_with_faults_is_read_to_its_end_all_the_same() {
    for (case, text, found) in [
        ("no rows", format!("{SNAPSHOT}\n,,\n\n"), "F1"),
        (
            "a column missing",
            format!("{SNAPSHOT}\n{SW}\n").replace("agency_fte", "agency"),
            "F7 agency_fte",
        ),
        (
            "a column twice",
            format!("{SNAPSHOT},Job-Category,role\n{SW},AP,AP\n"),
            "F8 job_category",
        ),
        (
            "blank cells",
            format!("{SNAPSHOT}\n2026Q3,SW,, ,1,0,0,0\n"),
            "2 C1 permanent_fte; 2 C1 permanent_headcount",
        ),
        (
            "a short row",
            format!("{SNAPSHOT}\n{SW}\n2026Q3,SW,1,1,1,1,1\n"),
            "3 C1 agency_headcount",
        ),
        (
            "a cell too many",
            format!("{SNAPSHOT}\n{SW},stray\n{SW},,\n"),
            "2 F21",
        ),
        (
            "a number grouped without quotes",
            format!("{SNAPSHOT}\n2026Q3,SW,1,480,1,1,1,1,1\n"),
            "2 F21",
        ),
        (
            "a row that is moved by a comma",
            format!("{SNAPSHOT}\n2026Q3,boss,x,y,1,1,1,1,1\n{SW}\n"),
            "2 F21",
        ),
        (
            "two faults",
            format!("{SNAPSHOT}\n{SW}\n2026Q3,boss,x,1,1,1,1,1\n"),
            "3 C7 job_category; 3 C9 permanent_fte",
        ),
    ] {
        let outcome = read(&text);
        assert_eq!(outcome.found(), found, "{case}");
        assert!(outcome.fields.is_some(), "{case}");
    }
}

#[test]
fn a_name_or_a_wrong_letter_in_the_number_column_is_an_error() {
    for (sent, code) in [
        ("Jane Smith", "2 C2 swe_number"),
        ("TBC", "2 C2 swe_number"),
        ("SW1234O", "2 C12 swe_number"),
        ("QQ123456C", "2 C13 swe_number"),
        ("07700 900123", "2 C13 swe_number"),
        ("=A1", "2 C14 swe_number"),
        ("", "2 C1 swe_number"),
    ] {
        let outcome = read(&format!(
            "{LEAVERS}\n{}\n",
            LEAVER.replace("SW123456", sent)
        ));
        assert_eq!(outcome.found(), code, "{sent:?}");
        assert!(!outcome.lines[0].registered, "{sent:?}");
    }
    let number = Return::PermanentLeavers
        .columns()
        .iter()
        .position(|c| c.name == "swe_number");
    for (sent, value) in [
        ("", Value::Absent),
        ("TBC", Value::Unreadable),
        ("SW1", Value::Present),
    ] {
        let outcome = read(&format!(
            "{LEAVERS}\n{}\n",
            LEAVER.replace("SW123456", sent)
        ));
        assert_eq!(outcome.lines[0].values[number.unwrap()], value, "{sent:?}");
    }
}

#[test]
fn a_file_that_is_cut_off_or_never_closes_a_quotation_mark_says_where() {
    let rows = format!("{SNAPSHOT}\n{SW}\n{SW}\n");
    for (case, text, found, read_rows) in [
        (
            "a quotation mark",
            format!("{SNAPSHOT}\n{SW}\n2026Q3,\"SW,1\n{SW}\n"),
            "3 F10",
            vec![2],
        ),
        (
            "cut after a cell",
            rows[..rows.len() - 4].to_owned(),
            "3 F10",
            vec![2],
        ),
        (
            "cut in a cell",
            rows[..rows.len() - 6].to_owned(),
            "3 F10",
            vec![2],
        ),
        (
            "cut in the first row",
            format!("{SNAPSHOT}\n2026Q3,SW,96"),
            "2 F10",
            vec![],
        ),
        (
            "cut at the end of a row",
            rows.trim_end().to_owned(),
            "",
            vec![2, 3],
        ),
        (
            "cut in the header",
            SNAPSHOT[..SNAPSHOT.len() - 20].to_owned(),
            "F1; F7 agency_fte; F7 agency_headcount",
            vec![],
        ),
    ] {
        let outcome = read(&text);
        assert_eq!(outcome.found(), found, "{case}");
        assert_eq!(outcome.rows(), read_rows, "{case}");
    }
    let header = SNAPSHOT.replace("agency_fte", "\"agency_fte");
    let outcome = read(&format!("{header}\n{SW}\n"));
    assert_eq!((outcome.found().as_str(), outcome.fields), ("1 F10", None));
    let swallowed = format!(
        "{SNAPSHOT}\n\"{}\",SW\n{SW}\n",
        format!("{SW}\n").repeat(200)
    );
    let outcome = read(&swallowed);
    assert_eq!(
        (outcome.found().as_str(), outcome.rows()),
        ("2 F10", vec![3])
    );
}

#[test]
fn blank_cells_at_the_end_of_the_last_row_may_be_left_out() {
    let outcome = read(&format!("{SNAPSHOT},cases,explanation\n{SW},12,\n{SW}"));
    assert_eq!(
        (outcome.found(), outcome.rows()),
        (String::new(), vec![2, 3])
    );
}

#[test]
fn the_limits_hold_to_the_last_row_column_and_byte() {
    let rows = usize::try_from(UPLOAD_ROWS).unwrap();
    let header = format!("{SNAPSHOT}\n");
    for (extra, found) in [(0, ""), (2, "F3")] {
        let bytes = [
            header.as_bytes(),
            &b"2026Q3,SW,1,1,1,0,0,0\n".repeat(rows + extra),
        ]
        .concat();
        let outcome = read_as(&bytes, Folder::default(), usize::MAX);
        assert_eq!(outcome.found(), found, "{extra}");
        assert_eq!((outcome.lines.len(), outcome.how.rows), (rows, UPLOAD_ROWS));
    }
    for (columns, found) in [(UPLOAD_COLUMNS, ""), (UPLOAD_COLUMNS + 1, "F4")] {
        let more = columns - SNAPSHOT.split(',').count();
        let text = format!(
            "{SNAPSHOT}{},,,\n{SW}{},,,\n",
            ",x".repeat(more),
            ",y".repeat(more)
        );
        assert_eq!(read(&text).found(), found, "{columns}");
    }
    let word = "a ".repeat(CELL_BYTES / 2);
    for (cell, found) in [
        (word.clone(), "2 C7 job_category"),
        (word + "a", "2 C11 job_category"),
    ] {
        let outcome = read(&format!("{SNAPSHOT}\n{}\n", SW.replace("SW", &cell)));
        assert_eq!(outcome.found(), found, "{}", cell.len());
    }
    let title = "\n".repeat(HEADER_LINES - 1);
    assert_eq!(read(&format!("{title}{SNAPSHOT}\n{SW}\n")).found(), "");
    assert_eq!(read(&format!("\n{title}{SNAPSHOT}\n{SW}\n")).found(), "F5");
}

#[test]
fn a_folder_holds_rows_of_its_own_authorities_only() {
    let header = format!("la_code,{SNAPSHOT}\n");
    let camden: &[&str] = &["E09000007"];
    let kingston_and_richmond: &[&str] = &["E09000021", "E09000027"];
    for (codes, sent, found, authority) in [
        (camden, "E09000007", "", Some("Camden")),
        (camden, "Camden", "", Some("Camden")),
        (camden, "", "", Some("Camden")),
        (camden, "E09000008", "2 F15 la_code", None),
        (camden, "Surrey", "2 C7 la_code", None),
        (camden, "LB Camden", "", Some("Camden")),
        (camden, "a@example.org", "2 C13 la_code", None),
        (
            kingston_and_richmond,
            "E09000027",
            "",
            Some("Richmond upon Thames"),
        ),
        (kingston_and_richmond, "", "2 F16 la_code", None),
        (kingston_and_richmond, "E09000007", "2 F15 la_code", None),
        (&[], "E09000008", "", Some("Croydon")),
        (&[], "", "", None),
        (&[], "Surrey", "2 C7 la_code", None),
    ] {
        let outcome = read_in(&format!("{header}{sent},{SW}\n"), codes);
        assert_eq!(outcome.found(), found, "{codes:?} {sent:?}");
        assert_eq!(outcome.lines[0].authority, authority, "{codes:?} {sent:?}");
    }
    let without = format!("{SNAPSHOT}\n{SW}\n");
    assert_eq!(read_in(&without, camden).found(), "");
    assert_eq!(
        read_in(&without, kingston_and_richmond).found(),
        "F7 la_code"
    );
    let repaired = read_in(&format!("{header}202,{SW}\nE09000007,{SW}\n"), camden);
    assert_eq!(
        repaired.repairs(),
        [(Repair::AuthorityForm, Some("la_code"), 1)]
    );
}

#[test]
fn a_query_is_explained_by_the_code_of_its_row() {
    let columns = Return::AgencyAssignments.columns();
    let header: Vec<&str> = columns.iter().map(|column| column.name).collect();
    let row = |supplier: &'static str, explanation: &'static str| -> String {
        let cell = |column: &crate::column::Column| match column.name {
            "quarter" => "2026Q3",
            "supplier" => supplier,
            "explanation" => explanation,
            _ => column.example,
        };
        columns.iter().map(cell).collect::<Vec<_>>().join(",")
    };
    let rows = [
        row("Unknown Agency", "Late paperwork"),
        row("Unknown Agency", ""),
        row("unlisted", "because"),
    ];
    let outcome = read(&format!("{}\n{}\n", header.join(","), rows.join("\n")));
    assert_eq!(
        outcome.found(),
        "2 C16 supplier; 3 C16 supplier; 4 C15 explanation"
    );
    let tally = outcome.findings.total();
    assert_eq!((tally.errors, tally.open, tally.explained), (1, 1, 1));
    let explained = Some("late_paperwork");
    assert_eq!(outcome.lines[0].explanation, explained);
    assert_eq!(outcome.fields.unwrap().explanation, explained);
}
