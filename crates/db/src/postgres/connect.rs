//! How the pool makes its connections.

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio_postgres::NoTls;
use tokio_postgres::config::{Host, SslMode};

use super::tls;
use crate::{Error, limits};

/// A pool for `url` with at most `size_max` connections. Connects to nothing yet.
pub(super) fn pool(url: &str, size_max: usize) -> Result<Pool, Error> {
    let (url, roots) = tls::take_tls_options(url);
    // The parser's own message could quote the password.
    let mut config: tokio_postgres::Config =
        url.parse().map_err(|_| Error::Other("the PostgreSQL address cannot be understood".into()))?;
    config
        .connect_timeout(limits::CONNECT_MAX)
        .tcp_user_timeout(limits::NETWORK_SILENCE_MAX)
        .keepalives_idle(limits::NETWORK_SILENCE_MAX);
    // Fast: look only whether the connection is closed. No session of ours comes back
    // inside a transaction or with other settings, so there is nothing to reset.
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = if config.get_ssl_mode() == SslMode::Require {
        Manager::from_config(config, tls::connector(roots.as_deref())?, recycling)
    } else {
        warn_if_exposed(&config);
        // `prefer` would fail on a server with a certificate nobody can verify.
        config.ssl_mode(SslMode::Disable);
        Manager::from_config(config, NoTls, recycling)
    };
    let session = Hook::async_fn(|client: &mut deadpool_postgres::ClientWrapper, _| {
        Box::pin(async move { client.batch_execute(limits::POSTGRES_SESSION).await.map_err(HookError::Backend) })
    });
    Pool::builder(manager)
        .max_size(size_max.max(1))
        .wait_timeout(Some(limits::POOL_WAIT_MAX))
        .create_timeout(Some(limits::CONNECT_MAX))
        .recycle_timeout(Some(limits::CONNECT_MAX))
        .post_create(session)
        .runtime(Runtime::Tokio1)
        .build()
        .map_err(|error| Error::Other(error.to_string()))
}

/// A password or a row that crosses a network in the clear deserves a line in the log.
fn warn_if_exposed(config: &tokio_postgres::Config) {
    let local = |host: &Host| match host {
        Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
        Host::Unix(_) => true,
    };
    if !config.get_hosts().iter().all(local) {
        tracing::warn!("the connection to PostgreSQL is not encrypted: add sslmode=verify-full");
    }
}
