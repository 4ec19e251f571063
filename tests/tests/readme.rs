//! What the documents show is what a reader will see: the commands of their console blocks are run
//! in order, in an empty folder that has the sample data beside it, and must print what is shown.

#![expect(clippy::expect_used, reason = "helpers of tests stop like tests")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

use tests::console::{Shown, agrees, commands};
use tests::house::{files, root};
use tests::program::Program;

/// Runs one command by the shell; gives back what it prints, errors included.
fn run(shown: &Shown, folder: &Path, program: &Program) -> String {
    let beside = program.path().parent().expect("it lies in a folder");
    let script = format!(
        "exec 2>&1; PATH=\"{}:$PATH\"; export PATH; {}",
        beside.display(),
        shown.command
    );
    let output = Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder)
        .env_remove("PLEDGE_HOME")
        .env_remove("PLEDGE_LOG")
        .env_remove("PLEDGE_REFERENCE")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .expect("there is bash");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The documents that show commands, with those.
fn documents() -> Vec<(String, Vec<Shown>)> {
    let mut paths = vec![root().join("README.md")];
    paths.extend(
        files(&root().join("docs"))
            .into_iter()
            .filter(|path| path.extension().is_some_and(|ending| ending == "md")),
    );
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a document is text");
            (path.display().to_string(), commands(&text))
        })
        .filter(|(_, shown)| !shown.is_empty())
        .collect()
}

#[test]
fn the_documents_show_what_a_reader_will_see() {
    let program = Program::built(env!("CARGO_TARGET_TMPDIR"));
    let documents = documents();
    assert!(
        documents
            .iter()
            .any(|(name, _)| name.ends_with("/README.md"))
    );
    for (name, commands) in documents {
        let folder = tempfile::tempdir().expect("a folder");
        symlink(
            root().join("samplesdata"),
            folder.path().join("samplesdata"),
        )
        .expect("a link");
        for shown in commands {
            let printed = run(&shown, folder.path(), &program);
            let lines: Vec<&str> = printed.lines().collect();
            assert!(
                agrees(&shown.output, &lines),
                "{name}:{}: {}\nprints\n{printed}\nnot\n{}",
                shown.line,
                shown.command,
                shown.output.join("\n")
            );
        }
    }
}
