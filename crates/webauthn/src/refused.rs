//! Why an answer is not taken.

/// The first check that failed, for logs and events: a person is told less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is not the JSON that a browser makes of a credential.
    #[error("not a credential's JSON")]
    Json,
    /// The client data is not one JSON object, or says something twice.
    #[error("client data that cannot be read")]
    ClientData,
    /// It belongs to the other ceremony.
    #[error("another ceremony")]
    Type,
    /// It answers another challenge.
    #[error("another challenge")]
    Challenge,
    /// It was made on a page of another origin.
    #[error("another origin")]
    Origin,
    /// It was made in a frame of another site.
    #[error("a frame of another site")]
    CrossOrigin,
    /// The authenticator data is malformed, or something stands behind it.
    #[error("authenticator data that cannot be read")]
    AuthData,
    /// It was made for another relying party.
    #[error("another relying party")]
    RpId,
    /// Nobody touched the key.
    #[error("no user present")]
    NotPresent,
    /// The key did not verify its user, and should have.
    #[error("user not verified")]
    NotVerified,
    /// It says that it is backed up and cannot be, or that it can be and could not before.
    #[error("backup flags that contradict each other")]
    Backup,
    /// The attestation object is malformed, or of no known format.
    #[error("an attestation that cannot be read")]
    Attestation,
    /// The statement of the key about itself does not verify.
    #[error("an attestation that does not verify")]
    AttestationSignature,
    /// The key's algorithm was not offered.
    #[error("an algorithm that was not offered")]
    Algorithm,
    /// The public key is malformed or weak.
    #[error("a public key that is none")]
    Key,
    /// The credential's id is empty, too long, or another than the one it was asked by.
    #[error("a credential id that does not fit")]
    CredentialId,
    /// It names another user.
    #[error("another user")]
    UserHandle,
    /// The signature does not verify.
    #[error("a wrong signature")]
    Signature,
}
