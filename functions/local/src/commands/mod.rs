//! One module for each command.

use crate::arguments::{Arguments, Command};
use crate::exit::{Exit, Stop};

mod aggregate;
mod audit;
mod caps;
mod check;
mod check_file;
mod close;
mod confirm;
mod demo;
mod dictionary;
mod doctor;
mod generate;
mod intake;
mod keys;
mod register;
mod status;

/// Carries out the command.
pub(crate) async fn run(arguments: &Arguments) -> Result<Exit, Stop> {
    let global = &arguments.global;
    match &arguments.command {
        Command::Demo => demo::run(global).await,
        Command::CheckFile(of) => check_file::run(global, of),
        Command::Intake(of) => intake::run(global, of).await,
        Command::Aggregate(of) if of.close => close::run(global, of.quarter, of.yes).await,
        Command::Aggregate(of) => aggregate::run(global, of.quarter).await,
        Command::Caps(of) => caps::run(global, of).await,
        Command::Check(of) => check::run(global, of).await,
        Command::Register { command } => register::run(global, command).await,
        Command::Confirm { receipt } => confirm::run(global, *receipt).await,
        Command::Status(of) => status::run(global, of.quarter).await,
        Command::Keys { command } => keys::run(global, command).await,
        Command::Audit { command } => audit::run(global, command).await,
        Command::Doctor => doctor::run(global).await,
        Command::Dictionary { write, template } => dictionary::run(write.as_deref(), *template),
        Command::Generate(of) => generate::run(of),
    }
}
