//! Commands that a document shows, with what they print: in fenced blocks marked `console`, a
//! command on each line that begins with `$ `, its output below it. There `…` alone on a line
//! stands for any lines, and within a line for anything.

/// A command that a document shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The line of the document, counted from 1.
    pub line: usize,
    /// The command.
    pub command: String,
    /// What it is shown to print.
    pub output: Vec<String>,
}

/// The commands of a document, in order.
#[must_use]
pub fn commands(document: &str) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    let mut inside = false;
    let mut began = 0;
    for (number, line) in document.lines().enumerate() {
        if line.starts_with("```") {
            inside = !inside && line.trim_end() == "```console";
            began = shown.len();
            continue;
        }
        if !inside {
            continue;
        }
        if let Some(command) = line.strip_prefix("$ ") {
            let command = command.to_owned();
            shown.push(Shown {
                line: number + 1,
                command,
                output: Vec::new(),
            });
        } else if shown.len() > began
            && let Some(last) = shown.last_mut()
        {
            if let Some(command) = last.command.strip_suffix('\\') {
                last.command = format!("{command}{}", line.trim_start());
            } else {
                last.output.push(line.trim_end().to_owned());
            }
        }
    }
    shown
}

/// Whether the output shown is what was printed.
#[must_use]
pub fn agrees(shown: &[String], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.iter().all(|line| line.trim().is_empty()),
        Some((line, rest)) if line.trim() == "…" => {
            rest.is_empty() || (0..=printed.len()).any(|from| agrees(rest, tail(printed, from)))
        }
        Some((line, rest)) => printed
            .split_first()
            .is_some_and(|(first, more)| fits(line, first.trim_end()) && agrees(rest, more)),
    }
}

fn tail<'a>(printed: &'a [&'a str], from: usize) -> &'a [&'a str] {
    printed.get(from..).unwrap_or_default()
}

/// Whether one line fits, `…` standing for anything.
fn fits(shown: &str, printed: &str) -> bool {
    match shown.split_once('…') {
        None => shown == printed,
        Some((before, after)) => printed.strip_prefix(before).is_some_and(|rest| {
            after.is_empty()
                || rest
                    .char_indices()
                    .any(|(at, _)| fits(after, rest.get(at..).unwrap_or("")))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_of_console_blocks_are_found() {
        let document = "# A\n$ no\n```sh\n$ no\n```\n```console\n$ pledge a \\\n --b\none\n\ntwo\n\
                        $ pledge c\n```\n```console\nno\n$ d\n```\n";
        let shown = |line, command: &str, output: &[&str]| Shown {
            line,
            command: command.to_owned(),
            output: output.iter().map(|line| (*line).to_owned()).collect(),
        };
        assert_eq!(
            commands(document),
            [
                shown(7, "pledge a --b", &["one", "", "two"]),
                shown(12, "pledge c", &[]),
                shown(16, "d", &[]),
            ]
        );
    }

    #[test]
    fn output_agrees_but_for_what_is_left_out() {
        for (shown, printed, agree) in [
            ("a\nb", "a\nb", true),
            ("a\nb", "a\nb\n\n", true),
            ("a\nb", "a\nb\nc", false),
            ("a\nb", "a", false),
            ("…", "", true),
            ("a\n…\nc", "a\nc", true),
            ("a\n…\nc", "a\nb\nb\nc", true),
            ("a\n…\nc", "a\nb\nb\nc\nd", false),
            ("a\n…", "a\nb\nb", true),
            ("in … seconds", "in 12 seconds", true),
            ("in … seconds", "in 12 minutes", false),
            ("ref …", "ref 7K3F", true),
            ("", "a", false),
        ] {
            let lines: Vec<String> = shown.lines().map(str::to_owned).collect();
            let printed: Vec<&str> = printed.lines().collect();
            assert_eq!(agrees(&lines, &printed), agree, "{shown:?} {printed:?}");
        }
    }
}
