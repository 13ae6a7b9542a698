//! The operator's commands on accounts, the same whether they come through the
//! running server's socket or find no server and do the work themselves.

use db::{Durability, Tx};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::store;
use crate::app::{App, Shared};
use crate::features::accounts::{self, AccountId, Login, NotAName, Role, State, Username};
use crate::features::passwords::{self, Context, NotAPassword, Password, PasswordHash, TooWeak};
use crate::features::sessions;
use crate::features::sign_up;
use crate::platform::audit::{self, Caller, Event};
use crate::platform::config::SignUp;
use crate::platform::fault::Fault;
use crate::platform::id;
use crate::platform::mail::EmailAddress;

/// The most accounts one list answers.
const LISTED_MAX: i64 = 1_000;

/// A command as it crosses the socket.
#[derive(Deserialize, Serialize)]
#[serde(tag = "command", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Command {
    /// Make an account.
    UserCreate {
        /// Its name.
        username: String,
        /// Its address.
        email: String,
        /// The operator vouches for the address; otherwise a link goes there first.
        confirmed: bool,
        /// Whether it becomes an administrator.
        admin: bool,
        /// Its password, as read from standard input.
        password: String,
    },
    /// List the accounts after a name.
    UserList {
        /// Empty: from the beginning.
        after: String,
    },
    /// Switch an account off.
    UserDisable {
        /// Its name.
        username: String,
    },
    /// Switch an account on again.
    UserEnable {
        /// Its name.
        username: String,
    },
    /// Invite an address.
    UserInvite {
        /// The address.
        email: String,
    },
}

/// What the operator reads.
#[derive(Debug, Deserialize, Serialize)]
pub struct Answer {
    /// Whether it was done.
    pub done: bool,
    /// Lines to print.
    pub lines: Vec<String>,
}

impl Answer {
    fn done(line: impl Into<String>) -> Self {
        Self { done: true, lines: vec![line.into()] }
    }

    fn refused(line: impl Into<String>) -> Self {
        Self { done: false, lines: vec![line.into()] }
    }
}

/// Does what the command says. Faults become a refusal in words: the operator has no log page.
pub async fn run(app: &Shared, command: Command) -> Answer {
    let caller = Caller::operator();
    let done = match command {
        Command::UserCreate { username, email, confirmed, admin, password } => {
            let password = Zeroizing::new(password);
            match parse(app, &username, &email, &password) {
                Err(sentence) => Ok(Answer::refused(sentence)),
                Ok(new) if confirmed => create(app, &caller, new, admin).await,
                Ok(_) if admin => {
                    Ok(Answer::refused("--admin needs --confirmed: an administrator's address is vouched for"))
                }
                Ok(new) => sign_up(app, &caller, new).await,
            }
        }
        Command::UserList { after } => list(app, &after).await,
        Command::UserDisable { username } => switch(app, &caller, &username, State::Disabled).await,
        Command::UserEnable { username } => switch(app, &caller, &username, State::Active).await,
        Command::UserInvite { email } => invite(app, &caller, &email).await,
    };
    done.unwrap_or_else(|fault| Answer::refused(format!("it did not work, and nothing was changed: {fault}")))
}

struct New {
    username: Username,
    address: EmailAddress,
    password: Password,
}

fn parse(app: &App, username: &str, email: &str, password: &str) -> Result<New, String> {
    let context = Context { username, address: email, has_two_step: false };
    let username = Username::parse(username).map_err(|not| match not {
        NotAName::Form => {
            "a user name has 2 to 39 letters, digits, '-', '_' or '.', and begins and ends with a letter or digit"
                .to_owned()
        }
        NotAName::Reserved => "that user name is reserved: choose another one".to_owned(),
    })?;
    let address = EmailAddress::parse(email).map_err(|_| "that is not an e-mail address".to_owned())?;
    let password = Password::parse(password).map_err(|not| match not {
        NotAPassword::Empty => "no password came on standard input".to_owned(),
        NotAPassword::TooLong => "the password is longer than 4 KiB".to_owned(),
        NotAPassword::Nul => "the password contains a NUL character".to_owned(),
    })?;
    match passwords::judge(app, &password, &context).refused {
        None => Ok(New { username, address, password }),
        Some(TooWeak::Short(min)) => Err(format!("the password is too short: at least {min} characters")),
        Some(_) => Err("the password is too easy to guess: a few unrelated words work well".to_owned()),
    }
}

async fn create(app: &Shared, caller: &Caller, new: New, admin: bool) -> Result<Answer, Fault> {
    let hash = passwords::hash(app, &new.password).await?;
    let role = if admin { Role::Administrator } else { Role::Member };
    let (app2, caller) = (app.clone(), caller.clone());
    app.db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let answer = insert(tx, &app2, &caller, &new, &hash, role).await?;
                Ok(answer)
            })
        })
        .await
}

async fn insert(
    tx: &mut Tx,
    app: &App,
    caller: &Caller,
    new: &New,
    hash: &PasswordHash,
    role: Role,
) -> Result<Answer, Fault> {
    let now = app.now();
    let account = AccountId::fresh(now, app.rng.as_ref());
    if accounts::is_address_confirmed(tx, &new.address).await? {
        return Ok(Answer::refused(format!("an account has the address {} already", new.address)));
    }
    if !accounts::claim_name(tx, &new.username, None, &account, now).await? {
        return Ok(Answer::refused(format!("the user name {} is taken", new.username.as_str())));
    }
    accounts::insert(tx, &account, new.username.as_str(), role, now).await?;
    let row = id::fresh(now, app.rng.as_ref());
    if !accounts::insert_address(tx, &row, &account, &new.address, Some(now), now).await? {
        return Err(Fault::Db(db::Error::Conflict));
    }
    passwords::put(tx, &account, hash, now).await?;
    if role == Role::Administrator {
        store::drop_link(tx).await?;
    }
    let event = Event { action: "admin.create", result: "allowed", account: Some(account.as_str()), factor: None };
    audit::record(tx, app, caller, event).await?;
    let note = if role == Role::Administrator { "; the role works once two-step verification is on" } else { "" };
    Ok(Answer::done(format!("created {}{note}", new.username.as_str())))
}

async fn sign_up(app: &Shared, caller: &Caller, new: New) -> Result<Answer, Fault> {
    let done = sign_up::submit(app, caller, &new.username, &new.address, &new.password).await?;
    Ok(match done {
        Ok(()) => Answer::done(format!("sent a link to {}: the account is there once it is followed", new.address)),
        Err(_) => Answer::refused(format!("the user name {} is taken", new.username.as_str())),
    })
}

async fn list(app: &App, after: &str) -> Result<Answer, Fault> {
    let all = accounts::list(&app.db, &after.to_ascii_lowercase(), LISTED_MAX).await?;
    let line = |account: &accounts::Account| {
        let (state, role) = (account.state.as_str(), account.role.as_str());
        format!("{}\t{state}\t{role}\t{}", account.username, account.created_at.date())
    };
    Ok(Answer { done: true, lines: all.iter().map(line).collect() })
}

async fn switch(app: &Shared, caller: &Caller, username: &str, state: State) -> Result<Answer, Fault> {
    let Some(account) = Login::parse(username).find(&app.db).await? else {
        return Ok(Answer::refused(format!("there is no account {username}")));
    };
    let (app2, caller, name) = (app.clone(), caller.clone(), account.username.clone());
    let changed = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let changed = accounts::set_state(tx, &account.id, state).await?;
                sessions::end_others(tx, &account.id, None).await?;
                let action = if state == State::Active { "admin.enable" } else { "admin.disable" };
                let subject = Some(account.id.as_str());
                let event = Event { action, result: "allowed", account: subject, factor: None };
                audit::record(tx, &app2, &caller, event).await?;
                Ok::<_, Fault>(changed)
            })
        })
        .await?;
    let now_is = if changed { "is now" } else { "was already" };
    Ok(Answer::done(format!("{name} {now_is} {}", state.as_str())))
}

async fn invite(app: &Shared, caller: &Caller, email: &str) -> Result<Answer, Fault> {
    let Ok(address) = EmailAddress::parse(email) else {
        return Ok(Answer::refused("that is not an e-mail address"));
    };
    if app.config.sign_up == SignUp::Closed {
        let line = "sign_up is \"closed\", so nobody could accept: set it to \"invitation\" or \"open\" first";
        return Ok(Answer::refused(line));
    }
    Ok(match sign_up::invite(app, caller, &address).await? {
        sign_up::Invited::Sent => Answer::done(format!("sent an invitation to {address}")),
        sign_up::Invited::HasAccount => Answer::refused(format!("an account has the address {address} already")),
    })
}
