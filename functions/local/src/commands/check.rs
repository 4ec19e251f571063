//! `pledge check`: asks the register before somebody is engaged.

use std::io::{self, BufRead, IsTerminal, Read};

use jiff::civil::Date;
use pipeline::register::{Asked, Unasked, check};
use pipeline::sealing::seal;
use pledge::cooling_off::{Answer, Unanswerable};
use pledge::identity::Registration;
use pledge::receipt::ReceiptRef;
use serde_json::json;

use crate::arguments::{Check, Global, Number};
use crate::exit::{Exit, Stop};
use crate::home::Home;
use crate::{clock, output};

pub(crate) async fn run(global: &Global, of: &Check) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let number = registration(&of.number)?;
    let today = clock::today(global.today);
    let (answer, case) = ask(&home, &number, of.start, today).await?;
    show(&home, &answer, case, today, global.json)?;
    Ok(Exit::Fine)
}

/// Asks about one worker, and gives the answer with its reference.
pub(crate) async fn ask(
    home: &Home,
    number: &Registration,
    start: Date,
    today: Date,
) -> Result<(Answer, ReceiptRef), Stop> {
    let case = ReceiptRef::draw(clock::random()?);
    let now = clock::now();
    let asked = Asked {
        number,
        start,
        today,
        case,
        now,
    };
    let answer = check(&home.region(), &asked).await?;
    // Sealed before it is shown: there is no answer that the trail does not know of.
    seal(&home.datasets, &home.ledger, &home.keys, now).await?;
    Ok((answer, case))
}

fn show(
    home: &Home,
    answer: &Answer,
    case: ReceiptRef,
    today: Date,
    as_json: bool,
) -> Result<(), Stop> {
    if as_json {
        return output::json(&json!({
            "case": case, "today": today, "verdict": answer.verdict, "words": answer.in_words(),
            "start": answer.start, "rules": answer.rules, "coverage": answer.coverage,
            "reference": home.reference.version(),
        }));
    }
    output::line(answer.in_words());
    output::line(format!(
        "Answered on {}. Reference of this answer: {case}",
        today.strftime("%-d %B %Y")
    ));
    output::line("It names nobody: note beside it whom you asked about.");
    output::message(format!("reference data {}", home.reference.version()));
    Ok(())
}

/// Bytes of standard input that can hold a number.
const LINE: u64 = 200;

/// The number that was typed, on the command line or, for `-`, on standard input. No message
/// repeats it.
pub(super) fn registration(number: &Number) -> Result<Registration, Stop> {
    let typed = number.typed.join(" ");
    let typed = if typed == "-" { read_line()? } else { typed };
    let read = Registration::read(&typed);
    let (registration, _) = read.map_err(|why| {
        Stop::usage(
            format!("what was typed {why}"),
            "write SW and up to six digits, for example SW123456, as on the public register",
        )
    })?;
    Ok(registration)
}

/// The one line of standard input. More is refused: a part of it might be somebody else's number.
fn read_line() -> Result<String, Stop> {
    let mut typed = Vec::new();
    let stdin = io::stdin();
    let mut input = stdin.lock().take(LINE + 1);
    if stdin.is_terminal() {
        output::message("type the registration number:");
        input.read_until(b'\n', &mut typed)?;
    } else {
        input.read_to_end(&mut typed)?;
    }
    let is_short = u64::try_from(typed.len()).is_ok_and(|length| length <= LINE);
    let line = String::from_utf8(typed).ok().filter(|_| is_short);
    let line = line.map(|line| line.trim().to_owned());
    line.filter(|line| !line.contains(['\n', '\r']))
        .ok_or_else(|| {
            Stop::usage(
                "what stands on standard input is not one registration number",
                "ask about one worker at a time, on one line",
            )
        })
}

impl From<Unasked> for Stop {
    fn from(error: Unasked) -> Self {
        match error {
            Unasked::Failure(failure) => failure.into(),
            Unasked::Unanswerable(Unanswerable::Start) => Self::usage(
                Unanswerable::Start.to_string(),
                "ask again nearer to the day; older engagements are on the region's list",
            ),
            Unasked::Unanswerable(Unanswerable::Membership(unknown)) => {
                pipeline::Failure::from(unknown).into()
            }
        }
    }
}
