//! By which line the answers leave, where that is another one than the requests come by.

use crate::sys::host::command::run;
use crate::sys::snapshot::text;
use crate::text::{Say, phone as words};
use nix::net::if_::if_indextoname;
use std::net::IpAddr;
use tinyjson::JsonValue;

/// What is likely and what to do, if answers to `from` leave by another line than its packets `came_by` to `local`.
pub(crate) fn look(from: IpAddr, local: IpAddr, came_by: &[usize]) -> Option<[Say; 2]> {
    let (from, local) = (from.to_string(), local.to_string());
    let leaves = route("dev", &["get", &from, "from", &local])?;
    let name = |index: &usize| if_indextoname(u32::try_from(*index).ok()?).ok();
    let names = came_by.iter().filter_map(name);
    let mut names = names.filter_map(|name| name.into_string().ok());
    let comes = names.next()?;
    if comes == leaves || names.any(|name| name == leaves) {
        return None;
    }
    let todo = match route("gateway", &["show", "default", "dev", &comes]) {
        Some(gateway) => words::OTHER_LINE_DO.with("gateway", gateway),
        None => words::OTHER_LINE_ASK_DO.say(),
    };
    let fill = |say: Say| {
        say.with("comes", &comes)
            .with("leaves", &leaves)
            .with("local", &local)
    };
    Some([words::OTHER_LINE.say(), todo].map(fill))
}

/// What `ip` says under that key of the first route, if anything.
fn route(key: &str, arguments: &[&str]) -> Option<String> {
    let said = run("ip", &[&["-j", "route"], arguments].concat()).ok()?;
    let routes: JsonValue = said.parse().ok()?;
    let value = text(routes.get::<Vec<_>>()?.first()?, key);
    (!value.is_empty()).then(|| value.to_owned())
}
