//! By which line the answers leave, where that is another one than the requests come by.

use crate::sys::host::command::run;
use crate::sys::host::line;
use crate::sys::snapshot::text;
use std::fs;
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
    let leaves = routes(&["route", "get", &from, "from", &local])
        .first()
        .map(|route| text(route, "dev").to_owned())?;
    if came_by.is_empty() || came_by.contains(&number_of(&leaves)?) {
        return None;
    }
    let names = fs::read_dir("/sys/class/net").ok()?;
    let mut names = names.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let comes = names.find(|name| number_of(name).is_some_and(|n| came_by.contains(&n)))?;
    let gateway = routes(&["route", "show", "default", "dev", &comes])
        .first()
        .map(|route| text(route, "gateway").to_owned())
        .filter(|gateway| !gateway.is_empty());
    Some(WayBack {
        comes,
        leaves,
        gateway,
    })
}

fn number_of(interface: &str) -> Option<usize> {
    line(&format!("/sys/class/net/{interface}/ifindex"))?
        .parse()
        .ok()
}

/// What `ip` says; nothing if it says nothing.
fn routes(arguments: &[&str]) -> Vec<JsonValue> {
    let said = run("ip", &[&["-j"], arguments].concat()).ok();
    let json = said.and_then(|said| said.parse::<JsonValue>().ok());
    match json {
        Some(JsonValue::Array(routes)) => routes,
        _ => Vec::new(),
    }
}
