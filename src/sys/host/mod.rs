//! What /proc, /sys, system programs and the network say. Nothing here changes anything, and nothing here judges.

pub(crate) mod capture;
pub(crate) mod command;
pub(crate) mod counters;
pub(crate) mod dns;
pub(crate) mod interfaces;
pub(crate) mod sockets;
pub(crate) mod when;

use std::fs;

/// Whether we are root, who may look everywhere.
pub(crate) fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

/// The text of a small file of the kernel without the line end; `None` if it cannot be read.
pub(crate) fn line(path: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    Some(text.trim().to_owned())
}

/// The name of a user, or the number if there is none.
pub(crate) fn user_name(uid: u32) -> String {
    let user = nix::unistd::User::from_uid(uid.into()).ok().flatten();
    user.map_or_else(|| uid.to_string(), |user| user.name)
}

/// The name of a group, or the number if there is none.
pub(crate) fn group_name(gid: u32) -> String {
    let group = nix::unistd::Group::from_gid(gid.into()).ok().flatten();
    group.map_or_else(|| gid.to_string(), |group| group.name)
}
