//! Why a login was not accepted: found by the authenticator, named in the log, explained by the causes.

use crate::config::Algorithm;

/// Why a login was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthFailure {
    /// No Digest credentials came.
    NoCredentials,
    /// They cannot be read or lack something.
    Incomplete,
    /// They are for another realm, and their nonce is not ours.
    OtherRealm,
    /// They are for another realm although they answer our nonce: the phone's realm field is filled in.
    RealmChanged,
    /// They use an algorithm that was not offered.
    AlgorithmNotOffered,
    /// They use a quality of protection that was not offered.
    QopNotOffered,
    /// Their nonce is not ours, or from before the last start.
    NonceForeign,
    /// Their nonce has expired.
    NonceExpired,
    /// Their nonce was given to another address or account.
    NonceOtherAddress,
    /// Their nonce has served another request.
    NonceReplayed,
    /// Their digest is wrong.
    WrongDigest,
    /// The extension has no hash for the algorithm that was chosen, so that no digest can be right.
    NoHashFor(Algorithm),
    /// The user name is `name@realm`, which a line with a hash of `name` cannot confirm.
    RealmInNameOfHash,
    /// There is no such extension.
    UnknownExtension,
    /// They are right, but for another extension than the one to register.
    OtherExtension,
}

impl AuthFailure {
    /// Its name as a `cause=` in log and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoCredentials => "no-credentials",
            Self::Incomplete => "credentials-incomplete",
            Self::OtherRealm => "other-realm",
            Self::RealmChanged => "realm-changed",
            Self::AlgorithmNotOffered => "algorithm-not-offered",
            Self::QopNotOffered => "qop-not-offered",
            Self::NonceForeign => "nonce-foreign",
            Self::NonceExpired => "nonce-expired",
            Self::NonceOtherAddress => "nonce-other-address",
            Self::NonceReplayed => "nonce-replayed",
            Self::WrongDigest => "wrong-password",
            Self::NoHashFor(_) => "no-hash-for-algorithm",
            Self::RealmInNameOfHash => "realm-in-name-of-hash",
            Self::UnknownExtension => "not-in-file",
            Self::OtherExtension => "auth-user-other-account",
        }
    }

    /// Whether a nonce could not be used, so that the digest was not looked at.
    pub const fn is_stale(self) -> bool {
        matches!(
            self,
            Self::NonceForeign | Self::NonceExpired | Self::NonceOtherAddress | Self::NonceReplayed
        )
    }

    /// Whether a digest was looked at and did not fit.
    pub const fn is_wrong_login(self) -> bool {
        matches!(
            self,
            Self::WrongDigest
                | Self::NoHashFor(_)
                | Self::RealmInNameOfHash
                | Self::UnknownExtension
        )
    }
}
