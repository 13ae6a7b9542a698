//! The way of one verb through SQLite.

use super::Sqlite;
use super::queue::Wants;
use super::writer::{SqliteTx, Writer};
use crate::tx::{TxEngine, run_verb};
use crate::{BoxFuture, Durability, Error, Tx, limits};

impl Sqlite {
    /// Runs `verb` in the open group, or opens one, and answers with the group's commit.
    /// From `begin` to `hand_on` this task owns the writer, whatever the verb does.
    pub(crate) async fn run<T, E, F>(&self, durability: Durability, verb: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        E: From<Error>,
    {
        let writer = self.begin(durability).await?;
        self.counters.verb_started();
        let mut tx = Tx::new(TxEngine::Sqlite(SqliteTx(writer)));
        let result = run_verb(&mut tx, verb).await;
        let TxEngine::Sqlite(SqliteTx(mut writer)) = tx.into_engine() else {
            return Err(E::from(Error::Other("a verb exchanged its transaction".into())));
        };
        let verdict = writer.end_verb(result.is_ok());
        if self.queue.is_empty() {
            // Those who were answered by the last commit are about to come back: let
            // them, once, before this group closes.
            tokio::task::yield_now().await;
        }
        self.queue.hand_on(writer);
        match verdict.await {
            Ok(Ok(())) => result,
            Ok(Err(error)) => Err(E::from(error)),
            Err(_) => Err(E::from(Error::Unavailable("the commit was cut short".into()))),
        }
    }

    /// The writer, with an open group and the verb's savepoint in it.
    async fn begin(&self, durability: Durability) -> Result<Box<Writer>, Error> {
        let mut writer = self.queue.acquire(Wants::Verb(durability)).await?;
        let mut begun = Ok(());
        if !writer.group_is_open() {
            begun = self.begin_group(&mut writer, durability).await;
        }
        match begun.and_then(|()| writer.begin_verb()) {
            Ok(()) => Ok(writer),
            Err(error) => {
                self.queue.hand_on(writer);
                Err(error)
            }
        }
    }

    /// Another process may hold the file's write lock for a moment: asks again, without
    /// blocking the thread.
    async fn begin_group(&self, writer: &mut Writer, first: Durability) -> Result<(), Error> {
        for _ in 1..limits::SQLITE_FOREIGN_LOCK_TRIES {
            match writer.begin(self.queue.level_for(first)) {
                Err(Error::Busy) => tokio::time::sleep(limits::SQLITE_FOREIGN_LOCK_POLL).await,
                begun => return begun,
            }
        }
        writer.begin(self.queue.level_for(first))
    }
}
