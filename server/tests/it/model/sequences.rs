//! Running the sequences. `VESTIBULE_MODEL_CASES`, `VESTIBULE_MODEL_STEPS` and
//! `VESTIBULE_MODEL_SEED` explore further than a usual run does.

use std::cell::Cell;
use std::rc::Rc;

use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

use super::intruder::Intruder;
use super::owner::Owner;
use super::steps::{Kind, Step, sequence};
use super::way_back;
use super::ways::{Way, ways};
use super::world::World;
use crate::support::TestServer;

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

fn explore(server: impl Future<Output = TestServer>, usual_cases: u64, usual_steps: u64) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let server = runtime.block_on(server);
    let ways = Rc::new(ways(&server));
    let case = Cell::new(0);
    let config = Config {
        cases: u32::try_from(number("VESTIBULE_MODEL_CASES", usual_cases)).unwrap(),
        rng_seed: RngSeed::Fixed(number("VESTIBULE_MODEL_SEED", 1)),
        failure_persistence: None,
        max_shrink_iters: 1_000,
        ..Config::default()
    };
    let length = usize::try_from(number("VESTIBULE_MODEL_STEPS", usual_steps)).unwrap();
    let mut runner = TestRunner::new(config);
    let outcome = runner.run(&sequence(length), |(kind, steps)| {
        case.set(case.get() + 1);
        let told = runtime.block_on(run(&server, &ways, case.get(), kind, &steps));
        told.map_err(TestCaseError::fail)
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// One sequence on an account of its own.
async fn run(server: &TestServer, ways: &Rc<Vec<Way>>, case: usize, kind: Kind, steps: &[Step]) -> Result<(), String> {
    let person = server.two_step_person(&format!("owner{case}")).await;
    let mut world = World::new(server, ways.clone(), case, &person.username, &person.password);
    let mut owner = Owner::new(&mut world, &person).await;
    let mut intruder = Intruder::new(&mut world, kind);
    world.read_mails().await;
    for (place, step) in steps.iter().enumerate() {
        server.advance(1);
        let told = take(&mut world, &mut owner, &mut intruder, step).await;
        told.map_err(|what| format!("step {} ({step:?}): {what}", place + 1))?;
        world.facts().await.check().map_err(|what| format!("step {} ({step:?}): {what}", place + 1))?;
    }
    way_back::is_open(&mut world, &mut owner).await.map_err(|what| format!("at the end: {what}"))?;
    way_back::is_shut(&mut world, &mut owner).await.map_err(|what| format!("at the end: {what}"))
}

async fn take(world: &mut World<'_>, owner: &mut Owner, intruder: &mut Intruder, step: &Step) -> Result<(), String> {
    match *step {
        Step::Owner { verb, door, with, pick } => owner.does(world, verb, (door, with), pick).await,
        Step::GoesOn => owner.goes_on(world).await,
        Step::Loses(what) => {
            owner.loses(what, &world.facts().await);
            Ok(())
        }
        Step::Intruder { way, pick } => intruder.follows(world, owner, (way, pick)).await,
        Step::Knocks { pick } => intruder.knocks(world, owner, pick).await,
        Step::Passes { secs } => {
            world.server.advance(u64::from(secs));
            Ok(())
        }
    }
}

#[test]
fn what_one_thing_of_hers_opens_sqlite() {
    explore(TestServer::sqlite(), 64, 36);
}

#[test]
fn what_one_thing_of_hers_opens_postgres() {
    explore(TestServer::postgres(), 12, 36);
}
