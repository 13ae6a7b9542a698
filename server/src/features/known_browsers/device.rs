//! What a browser says it is, in words. Never believed: only shown.

use crate::platform::locale::Locale;

/// A device as far as its User-Agent tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// A browser on a system.
    Browser(&'static str, Option<&'static str>),
    /// A program that is no browser.
    Program(&'static str),
    /// Anything else.
    Unknown,
}

/// The mark in the text, and the browser's name. Most browsers also name those they want to
/// be taken for, so the more particular ones come first.
const BROWSERS: [(&str, &str); 11] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// The same for systems: Android names Linux, and an iPad a Mac.
const SYSTEMS: [(&str, &str); 9] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("FreeBSD", "FreeBSD"),
    ("OpenBSD", "OpenBSD"),
    ("Linux", "Linux"),
];

/// What the text of a program begins with.
const PROGRAMS: [(&str, &str); 8] = [
    ("curl/", "curl"),
    ("Wget/", "Wget"),
    ("python-requests/", "Python"),
    ("Python-urllib/", "Python"),
    ("Go-http-client/", "Go"),
    ("git/", "Git"),
    ("okhttp/", "OkHttp"),
    ("node", "Node.js"),
];

impl Device {
    /// The device of that User-Agent.
    pub fn of(user_agent: &str) -> Self {
        let named = |list: &[(&str, &'static str)]| {
            list.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
        };
        let program = PROGRAMS.iter().find(|(mark, _)| user_agent.starts_with(mark));
        match (user_agent.starts_with("Mozilla/5.0 ").then(|| named(&BROWSERS)).flatten(), program) {
            (Some(browser), _) => Self::Browser(browser, named(&SYSTEMS)),
            (None, Some((_, program))) => Self::Program(program),
            (None, None) => Self::Unknown,
        }
    }

    /// In the words of a language.
    pub fn words(self, locale: &Locale) -> String {
        match self {
            Self::Browser(browser, Some(system)) => locale.t2("sessions-device", "browser", browser, "system", system),
            Self::Browser(browser, None) => browser.to_owned(),
            Self::Program(program) => locale.t1("sessions-device-program", "program", program),
            Self::Unknown => locale.t("sessions-device-unknown"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_agents_in_words() {
        let ours = |rest: &str| format!("Mozilla/5.0 {rest}");
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        let table = [
            (ours("(X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "Firefox on Linux"),
            (
                ours(&format!("(Linux; Android 10; K) {webkit} Chrome/138.0.0.0 Mobile Safari/537.36")),
                "Chrome on Android",
            ),
            (
                ours(&format!("(Windows NT 10.0; Win64; x64) {webkit} Chrome/138.0 Safari/537.36 Edg/138.0")),
                "Edge on Windows",
            ),
            (ours(&format!("(Windows NT 10.0) {webkit} Chrome/135.0 Safari/537.36 OPR/119.0")), "Opera on Windows"),
            (
                ours("(Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Version/18.5 Safari/605.1"),
                "Safari on macOS",
            ),
            (
                ours("(iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1 CriOS/138.0 Mobile Safari/604.1"),
                "Chrome on iPhone",
            ),
            (ours("(iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1 FxiOS/140.0 Safari/605.1"), "Firefox on iPad"),
            (ours(&format!("(X11; CrOS x86_64 14541.0.0) {webkit} Chrome/138.0 Safari/537.36")), "Chrome on ChromeOS"),
            (ours("Firefox/1"), "Firefox"),
            ("curl/8.14.1".into(), "a program (curl)"),
            ("python-requests/2.32".into(), "a program (Python)"),
            ("Firefox".into(), "an unknown browser"),
            ("".into(), "an unknown browser"),
            ("<script>alert(1)</script>".into(), "an unknown browser"),
            ("x".repeat(300), "an unknown browser"),
        ];
        let locale = Locale::english().unwrap();
        for (user_agent, words) in table {
            assert_eq!(Device::of(&user_agent).words(&locale), words, "{user_agent}");
        }
    }
}
