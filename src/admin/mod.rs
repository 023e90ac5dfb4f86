//! The commands for the files of the operator and for the state of the service: what is configured, and who is registered.

use std::fmt::Display;

pub(crate) mod check;
mod metrics;
pub(crate) mod passwd;
pub(crate) mod phone;
pub(crate) mod reload;
pub(crate) mod status;

/// How many of what, in the plural where it needs one: `2 contacts`.
fn counted(n: impl Display, what: &str) -> String {
    match n.to_string().as_str() {
        "1" => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}
