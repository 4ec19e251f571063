//! The one-machine edition: the binary `pledge`, over a folder and an embedded database.
//!
//! A command reads its arguments, opens the home, calls the pipeline and prints. No rule of the
//! Pledge is here.

use std::process::ExitCode;

use clap::Parser;

mod arguments;
mod clock;
mod commands;
mod exit;
mod home;
mod log;
mod output;
mod reference;

fn main() -> ExitCode {
    let arguments = match arguments::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => arguments::unrepeated(error).exit(),
    };
    log::start(arguments.global.log);
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let ended = match runtime {
        Ok(runtime) => runtime.block_on(commands::run(&arguments)),
        Err(error) => Err(exit::Stop::from(error)),
    };
    match ended {
        Ok(exit) => exit.into(),
        Err(stop) => {
            output::stop(&stop, arguments.global.json);
            stop.exit.into()
        }
    }
}
