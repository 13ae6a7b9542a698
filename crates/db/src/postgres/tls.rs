//! TLS to the server, by rustls.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::Error;

/// Debian's roots (package `ca-certificates`).
const SYSTEM_ROOTS: &str = "/etc/ssl/certs/ca-certificates.crt";

/// Rewrites the two options of libpq that tokio-postgres does not know: `verify-ca` and
/// `verify-full` become `require` (rustls always verifies certificate and name), and
/// `sslrootcert` is taken out and answered beside.
pub(super) fn take_tls_options(url: &str) -> (String, Option<String>) {
    let (head, options, separator) = match url.split_once('?') {
        Some((head, options)) if url.contains("://") => (format!("{head}?"), options, '&'),
        _ if url.contains("://") => return (url.to_owned(), None),
        _ => (String::new(), url, ' '),
    };
    let mut roots = None;
    let mut kept = Vec::new();
    for option in options.split(separator) {
        match option.split_once('=') {
            Some(("sslmode", "verify-ca" | "verify-full")) => kept.push("sslmode=require"),
            Some(("sslrootcert", path)) => roots = Some(path.replace("%2F", "/").replace("%2f", "/")),
            _ => kept.push(option),
        }
    }
    (format!("{head}{}", kept.join(&separator.to_string())), roots)
}

/// A connector that trusts the certificates in the PEM file `roots`, or the system's.
pub(super) fn connector(roots: Option<&str>) -> Result<MakeRustlsConnect, Error> {
    let path = Path::new(roots.unwrap_or(SYSTEM_ROOTS));
    let unreadable = |error: rustls::pki_types::pem::Error| Error::Other(format!("{}: {error}", path.display()));
    let certificates = CertificateDer::pem_file_iter(path).map_err(unreadable)?;
    let certificates = certificates.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    let mut store = RootCertStore::empty();
    let (trusted, _) = store.add_parsable_certificates(certificates);
    if trusted == 0 {
        return Err(Error::Other(format!("{}: no certificate in it", path.display())));
    }
    // The provider is named, because a process-wide default need not be installed.
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Other(error.to_string()))?
        .with_root_certificates(store)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

#[cfg(test)]
mod tests {
    use super::take_tls_options;

    #[test]
    fn libpq_options_are_translated() {
        let (url, roots) = take_tls_options("postgres://u@h/d?sslmode=verify-full&sslrootcert=%2Fca.pem&port=1");
        assert_eq!(url, "postgres://u@h/d?sslmode=require&port=1");
        assert_eq!(roots.as_deref(), Some("/ca.pem"));
        let (pairs, roots) = take_tls_options("host=h sslmode=verify-ca user=u");
        assert_eq!((pairs.as_str(), roots), ("host=h sslmode=require user=u", None));
        assert_eq!(take_tls_options("postgres://u@h/d").0, "postgres://u@h/d");
    }
}
