//! What is printed at the end.

use std::fmt;

/// The figures in the order they were taken.
#[derive(Default)]
pub struct Table(Vec<Row>);

struct Row {
    figure: String,
    aim: String,
    value: String,
    verdict: &'static str,
}

impl Table {
    /// A figure that has an aim: `value` must be at most `aim`.
    pub fn at_most(&mut self, figure: &str, aim: f64, value: f64, unit: &str) {
        self.judged(figure, ("≤", aim), value, unit, value <= aim);
    }

    /// A figure that has an aim: `value` must be at least `aim`.
    pub fn at_least(&mut self, figure: &str, aim: f64, value: f64, unit: &str) {
        self.judged(figure, ("≥", aim), value, unit, value >= aim);
    }

    /// A figure that is only told.
    pub fn told(&mut self, figure: &str, value: impl fmt::Display) {
        let (figure, value) = (format!("– {figure}"), value.to_string());
        self.0.push(Row { figure, aim: String::new(), value, verdict: "" });
    }

    fn judged(&mut self, figure: &str, (sign, aim): (&str, f64), value: f64, unit: &str, is_met: bool) {
        self.0.push(Row {
            figure: figure.to_owned(),
            aim: format!("{sign} {aim}{unit}"),
            value: format!("{value:.2}{unit}"),
            verdict: if is_met { "pass" } else { "miss" },
        });
    }
}

/// As Markdown, so that it can be kept as it is.
impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "| figure | aim | value | |")?;
        writeln!(out, "| --- | --- | --- | --- |")?;
        for Row { figure, aim, value, verdict } in &self.0 {
            writeln!(out, "| {figure} | {aim} | {value} | {verdict} |")?;
        }
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        write!(out, "\nSQLite, {cores} cores; the load runs on the same cores. Real hash: Argon2id {REAL}; ")?;
        write!(out, "tiny hash: Argon2id {TINY}.")
    }
}

/// The parameters beside which the figures stand.
const REAL: &str = "m=19456 KiB, t=2, p=1";
const TINY: &str = "m=64 KiB, t=1, p=1";

/// The middle one of an odd number of values.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
