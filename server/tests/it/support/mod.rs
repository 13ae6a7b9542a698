//! What the tests stand on: a server of their own on either engine, with a clock that
//! they turn, and a browser and a program to visit it.

mod browser;
mod clock;
mod database;
mod masked;
mod people;
mod process;
mod second_factor;
pub mod secrets;
pub mod security_key;
mod server;
pub mod smtp_sink;

pub use browser::{Answer, Browser};
pub use clock::FakeClock;
pub use people::{Person, TwoStepPerson};
pub use process::{Process, Reply};
pub use second_factor::{LOST_DEVICE, bodies_without_nonce, real_now_secs};
pub use server::{Options, TestServer};

/// Writes each test once and runs it on both engines.
#[macro_export]
macro_rules! on_both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($server:ident) $body:block)*) => {
        $($(#[$meta])* mod $name {
            #[allow(unused_imports, reason = "not every test names something of its file")]
            use super::*;

            async fn run($server: $crate::support::TestServer) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                run($crate::support::TestServer::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                run($crate::support::TestServer::postgres().await).await;
            }
        })*
    };
}
