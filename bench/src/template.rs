//! Data directories with accounts in them, made once by the product's own verbs in
//! this process and copied for each server.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::{PasswordHasher, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use db::{Db, Durability, params};
use futures_util::{StreamExt, TryStreamExt, stream};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use vestibule::app::Shared;
use vestibule::features::admin::{self, Command};
use vestibule::platform::clock::{Clock, SystemClock, Timestamp};
use vestibule::platform::config::{Config, Environment, Overrides};
use vestibule::platform::data_dir::DataDir;
use vestibule::platform::entropy::SystemEntropy;
use vestibule::platform::{keys, master_key};
use vestibule::{migrations, routes, start};

use crate::Result;
use crate::people::{PASSWORD, Person, code_at};

/// Accounts in all.
const ACCOUNTS: usize = 10_000;
/// Those of them that have two-step verification.
const TWO_STEP: usize = 3_000;
/// Made at the same time.
const AT_ONCE: usize = 32;
const DB_FILE: &str = "vestibule.db";

/// Which data directory a server is given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Data {
    /// None: the first start.
    Absent,
    /// One that a server has made, without accounts.
    Empty,
    /// All accounts, hashed with the least that Argon2 can work with.
    Tiny,
    /// All accounts, hashed at the default cost.
    Real,
}

/// The directories, which go when this is dropped.
pub struct Template {
    scratch: PathBuf,
    people: Vec<Person>,
}

impl Template {
    /// Makes all of them.
    pub async fn make() -> Result<Self> {
        let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
        let scratch = target.canonicalize()?.join(format!("bench-{}", std::process::id()));
        let mut template = Self { scratch, people: Vec::new() };
        drop(open(&template.dir(Data::Empty)).await?);
        settled(&template.dir(Data::Empty)).await?;
        let app = open(&template.dir(Data::Tiny)).await?;
        template.people = fill(&app).await?;
        tidy(app).await?;
        settled(&template.dir(Data::Tiny)).await?;
        copy(&template.dir(Data::Tiny), &template.dir(Data::Real))?;
        harden(&template.dir(Data::Real)).await?;
        settled(&template.dir(Data::Real)).await?;
        Ok(template)
    }

    /// Those with two-step verification.
    pub fn people(&self) -> Vec<Person> {
        self.people.clone()
    }

    /// A fresh copy for one server.
    pub fn copy(&self, data: Data, name: &str) -> Result<PathBuf> {
        let to = self.scratch.join(name);
        let _ = fs::remove_dir_all(&to);
        if data != Data::Absent {
            copy(&self.dir(data), &to)?;
        }
        Ok(to)
    }

    /// A directory for other things.
    pub fn scratch(&self) -> &Path {
        &self.scratch
    }

    fn dir(&self, data: Data) -> PathBuf {
        self.scratch.join(match data {
            Data::Absent => "absent",
            Data::Empty => "empty",
            Data::Tiny => "tiny",
            Data::Real => "real",
        })
    }
}

impl Drop for Template {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    fs::set_permissions(to, fs::metadata(from)?.permissions())?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// The accounts are made at one moment two hours ago: every code of today is still
/// good, and no app is set up across the edge of a step.
struct Earlier(Timestamp);

impl Earlier {
    fn clock() -> Self {
        Self(SystemClock.now().minus(Duration::from_secs(7_200)))
    }
}

impl Clock for Earlier {
    fn now(&self) -> Timestamp {
        self.0
    }
}

async fn open(path: &Path) -> Result<Shared> {
    let overrides = Overrides { data: Some(path.to_owned()), ..Overrides::default() };
    let environment = Environment::new(&[("VESTIBULE_PASSWORDS__TINY", "true")], None);
    let config = Config::load_in(None, &overrides, &environment)?;
    fs::create_dir_all(path)?;
    let dir = DataDir::open(path)?;
    let db = Db::open_sqlite(&path.join(DB_FILE)).await?;
    db.migrate(migrations::ALL).await?;
    let (clock, rng) = (Arc::new(Earlier::clock()), Arc::new(SystemEntropy));
    let master = master_key::create(&dir, rng.as_ref())?;
    let keys = Arc::new(keys::open(&db, &master, clock.now(), rng.as_ref()).await?);
    Ok(start::assemble(config, &dir, db, keys, clock, rng)?)
}

async fn fill(app: &Shared) -> Result<Vec<Person>> {
    let router = routes::service(app);
    let people = stream::iter(0..TWO_STEP).map(|number| two_step_person(app, &router, number));
    let people = people.buffer_unordered(AT_ONCE).try_collect().await?;
    let others = stream::iter(TWO_STEP..ACCOUNTS).map(|number| account(app, number));
    others.buffer_unordered(AT_ONCE).try_collect::<Vec<_>>().await?;
    Ok(people)
}

async fn account(app: &Shared, number: usize) -> Result<String> {
    let username = format!("person{number}");
    let command = Command::UserCreate {
        email: format!("{username}@example.test"),
        username: username.clone(),
        confirmed: true,
        admin: false,
        password: PASSWORD.to_owned(),
    };
    let answer = admin::run(app, command).await;
    if answer.done { Ok(username) } else { Err(answer.lines.join(" ").into()) }
}

async fn two_step_person(app: &Shared, router: &Router, number: usize) -> Result<Person> {
    let host = app.config.origin.authority();
    let username = account(app, number).await?;
    let body = json!({ "login": username, "password": PASSWORD });
    let session = call(router, host, "sign-in", "", &body, "/session/token").await?;
    let key = call(router, host, "two-step/setup", &session, &json!({ "password": PASSWORD }), "/key").await?;
    let step = otp::Step::at(app.now().unix_secs()).number();
    let code = json!({ "code": code_at(&key, step)? });
    call(router, host, "two-step/setup/app", &session, &code, "/recovery_codes/0").await?;
    call(router, host, "two-step/activation", &session, &json!({ "saved": true }), "/token").await?;
    Ok(Person { username, key })
}

async fn call(router: &Router, host: &str, path: &str, bearer: &str, body: &Value, wanted: &str) -> Result<String> {
    let request = Request::post(format!("/api/v1/{path}"))
        .header("host", host)
        .header("authorization", format!("Bearer {bearer}"))
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))?;
    let answer = router.clone().oneshot(request).await?.into_body().collect().await?.to_bytes();
    let json: Value = serde_json::from_slice(&answer)?;
    let found = json.pointer(wanted).and_then(Value::as_str);
    Ok(found.ok_or_else(|| format!("{path}: {json}"))?.to_owned())
}

/// Leaves nothing for a server to do that is not asked of it: no mail, no old session.
async fn tidy(app: Shared) -> Result<()> {
    for table in ["outbox", "sessions", "throttles"] {
        execute(&app.db, format!("DELETE FROM {table}"), Vec::new()).await?;
    }
    Ok(())
}

/// Ready once the database is closed, which its last thread does in its own time.
async fn settled(dir: &Path) -> Result<()> {
    for _ in 0..500 {
        if !dir.join(format!("{DB_FILE}-wal")).exists() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Err("the database stays open".into())
}

/// Gives all accounts the hash of their password at the default cost. They share a
/// salt, which costs the same.
async fn harden(dir: &Path) -> Result<()> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default());
    let salt = SaltString::encode_b64(&[7; 16]).map_err(|error| error.to_string())?;
    let hash = argon2.hash_password(PASSWORD.as_bytes(), &salt).map_err(|error| error.to_string())?;
    let db = Db::open_sqlite(&dir.join(DB_FILE)).await?;
    execute(&db, "UPDATE passwords SET hash = $1".to_owned(), params![hash.to_string()].to_vec()).await
}

async fn execute(db: &Db, sql: String, values: Vec<db::Value>) -> Result<()> {
    let done = db.write(Durability::Power, move |tx| Box::pin(async move { tx.execute(&sql, &values).await }));
    let done: std::result::Result<u64, db::Error> = done.await;
    done?;
    Ok(())
}
