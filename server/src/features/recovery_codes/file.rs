//! The codes as a text file.

use recovery_code::Code;
use zeroize::Zeroizing;

use crate::app::App;

/// What the file is called.
pub const FILE_NAME: &str = "vestibule-recovery-codes.txt";

/// The file's text: the service, the account, the day, the codes, and how they work.
pub fn text_file(app: &App, username: &str, codes: &[Code]) -> Zeroizing<String> {
    let locale = &app.locale;
    let head = locale.t1("two-step-file-title", "service", &app.config.service_name);
    let facts = locale.t2("two-step-file-facts", "account", username, "date", app.now().date());
    let mut text = Zeroizing::new(format!("{head}\n{facts}\n\n"));
    for code in codes {
        text.push_str(&code.grouped());
        text.push('\n');
    }
    text.push_str(&format!("\n{}\n", locale.t("two-step-file-note")));
    text
}
