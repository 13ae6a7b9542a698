//! Everything of a sign-in but its hash.

use super::{PAIRS, cpu_at_rest};
use crate::Result;
use crate::people::sign_in;
use crate::program::Server;
use crate::table::{Table, median};
use crate::template::{Data, Template};

const A_TURN: usize = 200;
const WARM_UP: usize = 50;

pub async fn measure(template: &Template, table: &mut Table) -> Result<()> {
    let (server, people) = Server::vestibule(template, Data::Tiny).await?;
    let mut connection = server.connect().await?;
    for _ in 0..WARM_UP {
        sign_in(&mut connection, &server.host, &people).await?;
    }
    let mut millis = Vec::new();
    for _ in 0..PAIRS {
        let before = cpu_at_rest(&server.process).await?;
        for _ in 0..A_TURN {
            sign_in(&mut connection, &server.host, &people).await?;
        }
        let used = cpu_at_rest(&server.process).await?.since(&before);
        millis.push(used.as_secs_f64() * 1e3 / A_TURN as f64);
    }
    table.at_most("CPU of a sign-in with a tiny hash, one at a time", 0.5, median(&millis), " ms");
    Ok(())
}
