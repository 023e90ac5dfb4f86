//! By which line the answers leave, where that is another one than the requests come by.

use crate::sys::host::command::run;
use crate::sys::snapshot::text;
use nix::net::if_::if_indextoname;
use std::net::IpAddr;
use tinyjson::JsonValue;

/// The way of requests and answers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct WayBack {
    /// The interface by which requests come.
    pub(crate) comes: String,
    /// And by which answers leave.
    pub(crate) leaves: String,
    /// The router of the line by which requests come, if one is known.
    pub(crate) gateway: Option<String>,
}

/// How packets of `from`, which came to `local` by the interfaces `came_by`, are answered, if they leave by
/// another one.
pub(crate) fn look(from: IpAddr, local: IpAddr, came_by: &[usize]) -> Option<WayBack> {
    let (from, local) = (from.to_string(), local.to_string());
    let leaves = route("dev", &["get", &from, "from", &local])?;
    let name = |index: &usize| if_indextoname(u32::try_from(*index).ok()?).ok();
    let names = came_by.iter().filter_map(name);
    let mut names = names.filter_map(|name| name.into_string().ok());
    let comes = names.next()?;
    if comes == leaves || names.any(|name| name == leaves) {
        return None;
    }
    Some(WayBack {
        gateway: route("gateway", &["show", "default", "dev", &comes]),
        comes,
        leaves,
    })
}

/// What `ip` says under that key of the first route, if anything.
fn route(key: &str, arguments: &[&str]) -> Option<String> {
    let said = run("ip", &[&["-j", "route"], arguments].concat()).ok()?;
    let routes: JsonValue = said.parse().ok()?;
    let value = text(routes.get::<Vec<_>>()?.first()?, key);
    (!value.is_empty()).then(|| value.to_owned())
}
