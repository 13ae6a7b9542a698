//! A sign-in with password and code beside the bare hash: the hash should be the bill.

use super::{PAIRS, cpu_at_rest};
use crate::Result;
use crate::people::sign_in;
use crate::program::{BareHash, Server};
use crate::table::{Table, median};
use crate::template::{Data, Template};

/// Sign-ins, and hashes, in one turn.
const A_TURN: usize = 40;
const WARM_UP: usize = 5;

pub async fn measure(template: &Template, table: &mut Table) -> Result<()> {
    let (server, people) = Server::vestibule(template, Data::Real).await?;
    let mut connection = server.connect().await?;
    let mut bare = BareHash::start()?;
    for _ in 0..WARM_UP {
        sign_in(&mut connection, &server.host, &people).await?;
    }
    bare.hash(WARM_UP)?;
    let (mut ratios, mut hashes) = (Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        let before = cpu_at_rest(&server.process).await?;
        for _ in 0..A_TURN {
            sign_in(&mut connection, &server.host, &people).await?;
        }
        let ours = cpu_at_rest(&server.process).await?.since(&before);
        let before = cpu_at_rest(&bare.process).await?;
        bare.hash(A_TURN)?;
        let theirs = cpu_at_rest(&bare.process).await?.since(&before);
        ratios.push(ours.as_secs_f64() / theirs.as_secs_f64());
        hashes.push(theirs.as_secs_f64() * 1e3 / A_TURN as f64);
    }
    table.at_most("CPU of a sign-in with password and code ÷ one bare hash", 1.05, median(&ratios), "");
    table.told("one bare hash", format_args!("{:.1} ms", median(&hashes)));
    Ok(())
}
