//! `pledge confirm`: puts a held submission in force.

use pipeline::intake::put_receipt;
use pipeline::sealing::seal;
use pledge::ports::{Confirmed, Ledger};
use pledge::receipt::ReceiptRef;

use crate::arguments::Global;
use crate::exit::{Exit, Stop};
use crate::home::Home;
use crate::{clock, output};

pub(crate) async fn run(global: &Global, reference: ReceiptRef) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let now = clock::now();
    match home.ledger.confirm(reference, now).await? {
        Confirmed::Done(receipt) => {
            put_receipt(&home.datasets, &receipt).await?;
            seal(&home.datasets, &home.ledger, &home.keys, now).await?;
            if global.json {
                output::json(&super::intake::entry(&home, &receipt))?;
            } else {
                output::line(format!("{reference} is confirmed and in force"));
            }
            Ok(Exit::Fine)
        }
        Confirmed::NotHeld => Err(Stop::usage(
            "no submission with this reference waits for a confirmation",
            "`pledge status` names the references; a held submission waits for 14 days",
        )),
        Confirmed::Superseded => Err(Stop::conflict(
            "superseded: another submission is in force than the one that it was weighed against",
            "send it again, unless what is in force is right by now",
        )),
    }
}
