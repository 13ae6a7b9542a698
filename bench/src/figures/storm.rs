//! Whether a storm of sign-ins leaves the others their share, and they it.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;

use super::PAIRS;
use crate::Result;
use crate::http::{Connection, get};
use crate::people::{People, sign_in};
use crate::program::Server;
use crate::table::{Table, median};
use crate::template::{Data, Template};

/// Connections that sign in, one after the other.
const SIGN_INS: usize = 8;
/// Connections that ask who they are.
const ASKING: usize = 4;
/// How long one of them waits between two questions: together some four hundred a
/// second, which is a busy service and not a machine that is full before the storm.
const PAUSE: Duration = Duration::from_millis(10);
/// How long each of the three is watched in a turn.
const WINDOW: Duration = Duration::from_secs(4);

pub async fn measure(template: &Template, table: &mut Table) -> Result<()> {
    let (server, people) = Server::vestibule(template, Data::Real).await?;
    let mut connection = server.connect().await?;
    let bearer = format!("Authorization: Bearer {}", sign_in(&mut connection, &server.host, &people).await?);
    let who = get(&server.host, "/api/v1/me", &bearer);
    let site = Site { server: &server, people: &people, who };
    site.watch(SIGN_INS, ASKING, PAUSE).await?;
    let (mut reads, mut sign_ins, mut full) = (Vec::new(), Vec::new(), Vec::new());
    let (mut quiet_p99, mut storm_p99, mut rates) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        let quiet = site.watch(0, ASKING, PAUSE).await?;
        let alone = site.watch(SIGN_INS, 0, PAUSE).await?;
        let both = site.watch(SIGN_INS, ASKING, PAUSE).await?;
        reads.push(both.reads / quiet.reads);
        sign_ins.push(both.sign_ins / alone.sign_ins);
        quiet_p99.push(quiet.p99_ms);
        storm_p99.push(both.p99_ms);
        rates.push(alone.sign_ins);
    }
    for _ in 0..PAIRS {
        let quiet = site.watch(0, ASKING, Duration::ZERO).await?;
        let both = site.watch(SIGN_INS, ASKING, Duration::ZERO).await?;
        full.push((both.reads / quiet.reads, both.sign_ins / median(&rates)));
    }
    table.at_least("rate of “who am I” in a storm of sign-ins ÷ quiet", 0.8, median(&reads), "");
    table.at_least("rate of those sign-ins ÷ alone", 0.8, median(&sign_ins), "");
    let (quiet, storm) = (median(&quiet_p99), median(&storm_p99));
    table.told("p99 of “who am I”: quiet, in the storm", format_args!("{quiet:.1} ms, {storm:.1} ms"));
    table.told("sign-ins alone", format_args!("{:.0}/s", median(&rates)));
    let of = |pick: fn(&(f64, f64)) -> f64| median(&full.iter().map(pick).collect::<Vec<_>>());
    let told = format!("{:.2} and {:.2}", of(|both| both.0), of(|both| both.1));
    table.told("both rates where “who am I” asks without a pause and so takes all it can get", told);
    Ok(())
}

struct Site<'a> {
    server: &'a Server,
    people: &'a People,
    who: Vec<u8>,
}

/// What was seen in one window, a second.
struct Seen {
    reads: f64,
    sign_ins: f64,
    p99_ms: f64,
}

impl Site<'_> {
    async fn watch(&self, signing_in: usize, asking: usize, pause: Duration) -> Result<Seen> {
        let connections = try_join_all((0..signing_in + asking).map(|_| self.server.connect())).await?;
        let (sign_ins, times) = (Cell::new(0), RefCell::new(Vec::new()));
        let begun = Instant::now();
        let work = connections.into_iter().enumerate().map(async |(number, connection)| match number < signing_in {
            true => self.sign_in(connection, begun, &sign_ins).await,
            false => self.ask(connection, begun, pause, &times).await,
        });
        try_join_all(work).await?;
        let mut times = times.into_inner();
        times.sort_by(f64::total_cmp);
        let p99_ms = times.get(times.len() * 99 / 100).map_or(0.0, |secs| secs * 1e3);
        let a_second = |count: usize| count as f64 / WINDOW.as_secs_f64();
        Ok(Seen { reads: a_second(times.len()), sign_ins: a_second(sign_ins.get()), p99_ms })
    }

    async fn sign_in(&self, mut connection: Connection, begun: Instant, count: &Cell<usize>) -> Result<()> {
        loop {
            sign_in(&mut connection, &self.server.host, self.people).await?;
            // One that ends after the window is not counted, or the last ones would be free.
            if begun.elapsed() > WINDOW {
                return Ok(());
            }
            count.set(count.get() + 1);
        }
    }

    async fn ask(
        &self,
        mut connection: Connection,
        begun: Instant,
        pause: Duration,
        times: &RefCell<Vec<f64>>,
    ) -> Result<()> {
        loop {
            let asked = Instant::now();
            connection.expect(&self.who, 200).await?;
            if begun.elapsed() > WINDOW {
                return Ok(());
            }
            times.borrow_mut().push(asked.elapsed().as_secs_f64());
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
        }
    }
}
