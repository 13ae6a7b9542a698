//! What goes wrong without being anybody's answer. A refusal is a result; a fault
//! rolls the verb back and becomes a page with an id.

/// A failure of the house, not of the person asking.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database refused, or did not answer.
    #[error("database: {0}")]
    Db(#[from] db::Error),
    /// The hashing threads have more to do than they can answer in time.
    #[error("hashing queue is full")]
    Overloaded,
    /// The clock is not right, so nobody can say what is over or which code counts.
    #[error("the clock: {0}")]
    Clock(String),
    /// A sealed value did not open: damaged, moved to another row, or of an unknown key.
    #[error("sealed value of {0}: {1}")]
    Sealed(&'static str, sealing::OpenError),
    /// A state that the code's own rules exclude.
    #[error("broken invariant: {0}")]
    Broken(&'static str),
}

impl Fault {
    /// Whether the same request may well succeed in a moment.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Overloaded | Self::Clock(_) | Self::Db(db::Error::Busy | db::Error::Unavailable(_)))
    }
}
