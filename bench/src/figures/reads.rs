//! Reads of somebody signed in beside a server that answers a constant.

use std::time::Instant;

use futures_util::future::try_join_all;

use super::{PAIRS, cpu_at_rest, micros};
use crate::Result;
use crate::http::{Connection, get};
use crate::people::{sign_in, sign_in_browser};
use crate::program::Server;
use crate::table::{Table, median};
use crate::template::{Data, Template};

const CONNECTIONS: usize = 2;
const EACH: usize = 4_000;
const WARM_UP: usize = 1_000;

pub async fn measure(template: &Template, table: &mut Table) -> Result<()> {
    let (server, people) = Server::vestibule(template, Data::Tiny).await?;
    let constant = Server::constant().await?;
    let mut connection = server.connect().await?;
    let bearer = format!("Authorization: Bearer {}", sign_in(&mut connection, &server.host, &people).await?);
    let cookie = format!("Cookie: {}", sign_in_browser(&mut connection, &server.host, &people).await?);
    let mut page = Load::new(&server, "/settings/security", &cookie).await?;
    let mut who = Load::new(&server, "/api/v1/me", &bearer).await?;
    let mut bare = Load::new(&constant, "/", "Accept: */*").await?;
    for load in [&mut page, &mut who, &mut bare] {
        load.ask(WARM_UP).await?;
    }
    for _ in 0..PAIRS {
        bare.turn().await?;
        who.turn().await?;
        page.turn().await?;
    }
    table.at_most("CPU of a signed-in page ÷ a constant", 2.5, page.ratio(&bare), "");
    table.at_most("CPU of an API “who am I” ÷ a constant", 2.5, who.ratio(&bare), "");
    table.told("CPU of constant, who am I, page", format_args!("{bare}, {who}, {page}"));
    Ok(())
}

/// One request, asked over and over.
struct Load<'a> {
    server: &'a Server,
    connections: Vec<Connection>,
    request: Vec<u8>,
    micros: Vec<f64>,
    rates: Vec<f64>,
}

impl<'a> Load<'a> {
    async fn new(server: &'a Server, path: &str, header: &str) -> Result<Self> {
        let connections = try_join_all((0..CONNECTIONS).map(|_| server.connect())).await?;
        let request = get(&server.host, path, header);
        Ok(Self { server, connections, request, micros: Vec::new(), rates: Vec::new() })
    }

    async fn ask(&mut self, each: usize) -> Result<()> {
        let request = &self.request;
        let one = async |connection: &mut Connection| {
            for _ in 0..each {
                connection.expect(request, 200).await?;
            }
            Ok(())
        };
        try_join_all(self.connections.iter_mut().map(one)).await.map(drop)
    }

    async fn turn(&mut self) -> Result<()> {
        let before = cpu_at_rest(&self.server.process).await?;
        let begun = Instant::now();
        self.ask(EACH).await?;
        let requests = (CONNECTIONS * EACH) as f64;
        self.rates.push(requests / begun.elapsed().as_secs_f64());
        let used = cpu_at_rest(&self.server.process).await?.since(&before);
        self.micros.push(micros(used) / requests);
        Ok(())
    }

    fn ratio(&self, reference: &Self) -> f64 {
        let ratios: Vec<f64> = self.micros.iter().zip(&reference.micros).map(|(ours, theirs)| ours / theirs).collect();
        median(&ratios)
    }
}

impl std::fmt::Display for Load<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:.0} µs ({:.0}/s)", median(&self.micros), median(&self.rates))
    }
}
