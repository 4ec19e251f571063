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
    show(&home, &answer, case, global.json)?;
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

fn show(home: &Home, answer: &Answer, case: ReceiptRef, as_json: bool) -> Result<(), Stop> {
    if as_json {
        return output::json(&json!({
            "case": case, "verdict": answer.verdict, "words": answer.in_words(),
            "start": answer.start, "rules": answer.rules, "coverage": answer.coverage,
            "reference": home.reference.version(),
        }));
    }
    output::line(answer.in_words());
    output::line(format!("Reference of this answer: {case}"));
    output::message(format!("reference data {}", home.reference.version()));
    Ok(())
}

/// Characters of a line that can hold a number.
const LINE: u64 = 200;

/// The number that was typed, on the command line or, for `-`, on standard input. No message
/// repeats it.
pub(super) fn registration(number: &Number) -> Result<Registration, Stop> {
    let mut typed = number.typed.join(" ");
    if typed == "-" {
        if io::stdin().is_terminal() {
            output::message("type the registration number:");
        }
        typed.clear();
        let mut line = io::stdin().lock().take(LINE);
        line.read_line(&mut typed)?;
    }
    let read = Registration::read(&typed);
    let (registration, _) = read.map_err(|why| {
        Stop::usage(
            format!("what was typed {why}"),
            "write SW and up to six digits, for example SW123456, as on the public register",
        )
    })?;
    Ok(registration)
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
