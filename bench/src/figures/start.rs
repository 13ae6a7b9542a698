//! Start to first answer, and memory.

use std::time::Duration;

use super::PAIRS;
use crate::Result;
use crate::people::{People, sign_in};
use crate::program::Server;
use crate::table::{Table, median};
use crate::template::{Data, Template};

/// How long the server is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(2);
/// One hashing thread's memory.
const ARENA_MIB: f64 = 19.0;
const SIGN_INS: usize = 300;
const MEMORY_AIM_MIB: f64 = 20.0;
const START_AIM_MS: f64 = 50.0;

pub async fn measure(template: &Template, table: &mut Table) -> Result<()> {
    for (data, aimed, name) in [
        (Data::Empty, true, "start to first answer, empty database"),
        (Data::Real, true, "start to first answer, 10,000 accounts"),
        (Data::Absent, false, "very first start, which makes the database"),
    ] {
        let mut millis = Vec::new();
        for _ in 0..PAIRS {
            let dir = template.copy(data, "served")?;
            millis.push(Server::on(&dir, false).await?.started_in.as_secs_f64() * 1e3);
        }
        match aimed {
            true => table.at_most(name, START_AIM_MS, median(&millis), " ms"),
            false => table.told(name, format_args!("{:.0} ms", median(&millis))),
        }
    }
    memory(template, table).await
}

async fn memory(template: &Template, table: &mut Table) -> Result<()> {
    let (server, people) = Server::vestibule(template, Data::Real).await?;
    tokio::time::sleep(IDLE).await;
    let idle = server.process.anonymous_mib()?;
    table.at_most("idle anonymous memory, 10,000 accounts, no hash made yet", MEMORY_AIM_MIB, idle, " MiB");
    used(&server, &people).await?;
    tokio::time::sleep(IDLE).await;
    let arenas = ARENA_MIB * std::thread::available_parallelism().map_or(1, usize::from) as f64;
    let after = server.process.anonymous_mib()? - arenas;
    let name = format!("the same after {SIGN_INS} sign-ins, beside the {arenas} MiB of arenas");
    table.at_most(&name, MEMORY_AIM_MIB, after, " MiB");
    Ok(())
}

/// Eight at once, so that every hashing thread has had something to do.
async fn used(server: &Server, people: &People) -> Result<()> {
    let one = async || {
        let mut connection = server.connect().await?;
        for _ in 0..SIGN_INS.div_ceil(8) {
            sign_in(&mut connection, &server.host, people).await?;
        }
        Ok(())
    };
    futures_util::future::try_join_all((0..8).map(|_| one())).await.map(drop)
}
