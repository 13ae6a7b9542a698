//! `vestibule serve`.

use std::io::IsTerminal;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{StartError, mail, open};
use crate::app::Shared;
use crate::features::{activity, admin};
use crate::platform::config::Config;
use crate::platform::data_dir::{DataDir, DirLock};
use crate::platform::mail::delivery;
use crate::platform::operator_socket;
use crate::platform::readiness::Behind;
use crate::platform::serve::{self as http, Limits};
use crate::{jobs, routes};

/// Serves until it is told to stop.
pub async fn serve(config: Config, behind: Behind) -> Result<(), StartError> {
    let dir = DataDir::open(&config.data)?;
    let lock = dir.lock()?;
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| StartError::System("the listen address cannot be used", error))?;
    let tls = config.tls.as_ref().map(|tls| http::load_tls(&tls.certificate, &tls.key)).transpose()?;
    let app = open(config, &dir).await?;
    let transport = mail::transport(&app.config, &dir)?;
    let (stop, stopped) = watch::channel(());
    let workers = [
        tokio::spawn(deliver(app.clone(), transport, stopped.clone())),
        tokio::spawn(operator(app.clone(), bind(&lock)?, stopped.clone())),
    ];
    // Before anybody is served: the clock may have gone back while nobody was.
    jobs::turn(&app, behind).await?;
    let forgetting = [tokio::spawn(jobs::run(app.clone())), tokio::spawn(jobs::watch(app.clone()))];
    welcome(&app, &dir).await?;
    let told = http::stop_signal().map_err(|error| StartError::System("the signals", error))?;
    let limits = Limits::new(app.config.trusted_proxies.clone());
    http::serve(listener, tls, routes::service(&app), limits, told).await;
    drop(stop);
    forgetting.iter().for_each(tokio::task::JoinHandle::abort);
    for worker in workers {
        let _ = worker.await;
    }
    drop(lock);
    Ok(())
}

async fn over(mut stopped: watch::Receiver<()>) {
    // The sender is never used, only dropped.
    let _ = stopped.changed().await;
}

async fn deliver(app: Shared, transport: crate::platform::mail::Transport, stopped: watch::Receiver<()>) {
    delivery::run(&app.db, &app.mail, &transport, over(stopped)).await;
}

fn bind(lock: &DirLock) -> Result<operator_socket::Listener, StartError> {
    operator_socket::bind(lock).map_err(|error| StartError::System("the operator's socket", error))
}

async fn operator(app: Shared, listener: operator_socket::Listener, stopped: watch::Receiver<()>) {
    let handler = move |request: Value| -> BoxFuture<'static, Value> {
        let app = app.clone();
        Box::pin(async move {
            let is_on_log = request["command"].as_str().is_some_and(|name| name.starts_with("audit-"));
            if is_on_log {
                if let Ok(command) = serde_json::from_value::<activity::Command>(request) {
                    return json!(activity::run(&app, command).await);
                }
            } else if let Ok(command) = serde_json::from_value::<admin::Command>(request) {
                return json!(admin::run(&app, command).await);
            }
            json!({ "done": false, "lines": ["the server and this command are of different versions"], "next": null })
        })
    };
    operator_socket::serve(listener, Arc::new(handler), over(stopped)).await;
}

/// What the operator is told at start. The secret links go to a terminal or into
/// files that only the owner reads, never into the log.
async fn welcome(app: &Shared, dir: &DataDir) -> Result<(), StartError> {
    let origin = app.config.origin.as_str();
    for warning in &app.config.warnings {
        tracing::warn!("{warning}");
    }
    tracing::info!(listen = %app.config.listen, "Vestibule is at {origin}");
    // The links go to standard output: where that is a file, they would stay in it.
    let is_terminal = std::io::stdout().is_terminal();
    if app.mailbox.is_some() {
        let key = std::fs::read_to_string(dir.join(mail::MAILBOX_KEY_FILE)).unwrap_or_default();
        let link = format!("{origin}/dev/mailbox?key={}", key.trim());
        show(dir, is_terminal, "mailbox-link", "There is no mail server; read the mails at", &link)?;
    }
    match admin::make_link(app).await? {
        Some(link) => show(dir, is_terminal, admin::LINK_FILE, "To become the first administrator, open", &link),
        None => {
            let _ = std::fs::remove_file(dir.join(admin::LINK_FILE));
            Ok(())
        }
    }
}

fn show(dir: &DataDir, is_terminal: bool, file: &str, words: &str, link: &str) -> Result<(), StartError> {
    let path = dir.join(file);
    if is_terminal {
        let _ = std::fs::remove_file(&path);
        crate::cli::say(format_args!("{words}\n  {link}"));
        return Ok(());
    }
    let write = || {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        std::io::Write::write_all(&mut options.open(&path)?, format!("{link}\n").as_bytes())
    };
    write().map_err(|error| StartError::System("a link's file", error))?;
    tracing::info!("{words} the link in {}", path.display());
    Ok(())
}
