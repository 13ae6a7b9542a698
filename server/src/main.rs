//! The `vestibule` binary: reads the command line and hands over.

use std::process::ExitCode;

use vestibule::cli::{self, AuditCommand, Command, UserCommand};
use vestibule::platform::config::Environment;
use vestibule::platform::data_dir;
use vestibule::platform::entropy::SystemEntropy;
use vestibule::start;
use zeroize::Zeroizing;

fn main() -> ExitCode {
    data_dir::keep_memory_private();
    data_dir::make_private_files();
    // One provider of cryptography for every TLS connection; a second call cannot happen.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match run(cli::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("vestibule: {error}\n").as_bytes());
            ExitCode::FAILURE
        }
    }
}

type Outcome = Result<bool, Box<dyn std::error::Error>>;

fn run(command: Command) -> Outcome {
    match command {
        Command::Version => cli::say(concat!("vestibule ", env!("CARGO_PKG_VERSION"))),
        Command::Init(args) => {
            let lines = cli::init(&args, &Environment::of_process(), &SystemEntropy)?;
            lines.iter().for_each(cli::say);
        }
        Command::Serve(args) => {
            let config = args.load()?;
            start::start_log(&config.log);
            runtime()?.block_on(start::serve(config, args.behind()))?;
        }
        Command::User(command) => return user(&command),
        Command::Audit(command) => return audit(&command),
    }
    Ok(true)
}

fn user(command: &UserCommand) -> Outcome {
    let config = command.load()?;
    start::start_log(&config.log);
    let password = match command {
        UserCommand::Create(_) => cli::read_password(std::io::stdin().lock())?,
        _ => Zeroizing::default(),
    };
    Ok(runtime()?.block_on(start::user(config, command, password))?)
}

fn audit(command: &AuditCommand) -> Outcome {
    let config = command.place().load_for_database()?;
    start::start_log(&config.log);
    Ok(runtime()?.block_on(start::audit(config, command))?)
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}
