//! Prints the product's figures, each as a ratio or a count. `bench/README.md` says
//! what they mean and how they are taken.
#![allow(clippy::disallowed_methods, reason = "a measurement takes the time")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a table is what this is for")]

mod figures;
mod http;
mod people;
mod process;
mod program;
mod table;
mod template;

use std::process::ExitCode;

use table::Table;
use template::Template;

/// What may go wrong here is told and ends the run.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The figures by their names on the command line, in the order they are taken.
const NAMES: [&str; 7] = ["sign-in", "tiny", "syncs", "reads", "storm", "start", "database"];

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut names: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = names.iter().find(|name| !NAMES.contains(&name.as_str())) {
        eprintln!("{unknown} is none of {NAMES:?}");
        return ExitCode::FAILURE;
    }
    if names.is_empty() {
        names = NAMES.map(str::to_owned).to_vec();
    }
    match run(&names).await {
        Ok(table) => {
            println!("{table}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("the bench did not finish: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(names: &[String]) -> Result<Table> {
    let mut table = Table::default();
    eprintln!("making accounts …");
    let template = Template::make().await?;
    for name in names {
        eprintln!("{name} …");
        match name.as_str() {
            "sign-in" => figures::sign_in::measure(&template, &mut table).await?,
            "tiny" => figures::tiny::measure(&template, &mut table).await?,
            "syncs" => figures::syncs::measure(&template, &mut table).await?,
            "reads" => figures::reads::measure(&template, &mut table).await?,
            "storm" => figures::storm::measure(&template, &mut table).await?,
            "start" => figures::start::measure(&template, &mut table).await?,
            _ => figures::database::measure(template.scratch(), &mut table).await?,
        }
    }
    Ok(table)
}
