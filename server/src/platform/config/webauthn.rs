//! Who we are to security keys.

use super::error::ConfigError;
use super::layers::Layers;
use super::origin::{Origin, is_host_name};
use super::raw::RawWebAuthn;
use super::settings::WebAuthn;

/// The RP id with the origins that it can serve.
pub(super) fn webauthn(layers: &Layers, raw: &RawWebAuthn, origin: &Origin) -> Result<WebAuthn, ConfigError> {
    let rp_id = raw.rp_id.clone().unwrap_or_else(|| origin.host().to_owned());
    let is_address = rp_id.parse::<std::net::IpAddr>().is_ok();
    if rp_id != origin.host() && (is_address || !is_host_name(&rp_id) || rp_id != rp_id.to_ascii_lowercase()) {
        return Err(layers.refuse("webauthn.rp_id", "it must be a host name in small letters"));
    }
    if !is_within(origin.host(), &rp_id) {
        let reason = format!("it must be the host of the origin ({}) or a domain above it", origin.host());
        return Err(layers.refuse("webauthn.rp_id", reason));
    }
    let mut origins = vec![origin.as_str().to_owned()];
    for text in &raw.origins {
        let refuse = |reason: String| layers.refuse("webauthn.origins", format!("{text}: {reason}"));
        let further: Origin = text.parse().map_err(|reason| refuse(format!("{reason}")))?;
        if !further.is_https() && !further.is_loopback() {
            return Err(refuse("browsers use keys over https only".to_owned()));
        }
        if !is_within(further.host(), &rp_id) {
            return Err(refuse(format!("its host must be {rp_id} or lie below it")));
        }
        origins.push(further.as_str().to_owned());
    }
    let is_app_id = |text: &String| text.starts_with("https://") && !text.contains(char::is_whitespace);
    match raw.app_id.clone() {
        Some(text) if !is_app_id(&text) => Err(layers.refuse("webauthn.app_id", "it must begin with https://")),
        app_id => Ok(WebAuthn { rp_id, origins, app_id }),
    }
}

/// Whether a page of `host` may use keys that are bound to `rp_id` (WebAuthn Level 3 §5.1.2).
fn is_within(host: &str, rp_id: &str) -> bool {
    host == rp_id || host.strip_suffix(rp_id).is_some_and(|below| below.ends_with('.') && rp_id.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::is_within;

    #[test]
    fn a_host_is_the_rp_id_or_lies_below_it() {
        for (host, rp_id) in [("localhost", "localhost"), ("id.a.test", "a.test"), ("a.b.a.test", "a.test")] {
            assert!(is_within(host, rp_id), "{host} {rp_id}");
        }
        for (host, rp_id) in [("evila.test", "a.test"), ("a.test", "id.a.test"), ("a.test", "test"), ("a.test", "")] {
            assert!(!is_within(host, rp_id), "{host} {rp_id}");
        }
    }
}
