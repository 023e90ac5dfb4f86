//! Logins step by step, for what goes wrong with them.

use super::desk::{Desk, Reply};
use super::phone::{Login, Phone};
use sipreg::auth::AuthFailure;
use sipreg::exchange::Outcome;

/// A nonce, and the right answer to it.
pub(crate) fn asked(desk: &mut Desk, phone: &mut Phone) -> Login {
    let nonce = desk.nonce(phone);
    phone.login_with(&nonce)
}

/// One REGISTER with this login.
pub(crate) fn show(desk: &mut Desk, phone: &mut Phone, login: &Login) -> Reply {
    let contact = phone.contact();
    let request = phone.request("REGISTER", &[&contact, &login.header()]);
    desk.send(phone.addr, request)
}

#[track_caller]
pub(crate) fn is_right(answer: &Reply) {
    assert_eq!(answer.status(), "200 OK", "{}", answer.text());
}

#[track_caller]
pub(crate) fn is_stale(answer: &Reply, failure: AuthFailure) {
    assert_eq!(
        (answer.outcome, answer.failure, answer.is_stale()),
        (Outcome::Stale, Some(failure), true),
        "{}",
        answer.text()
    );
}

/// The last login is asked again for: a new nonce, without `stale`.
#[track_caller]
pub(crate) fn is_asked(answer: &Reply, outcome: Outcome, failure: AuthFailure) {
    assert_eq!(
        (answer.outcome, answer.failure, answer.is_stale()),
        (outcome, Some(failure), false),
        "{}",
        answer.text()
    );
    assert_eq!(answer.status(), "401 Unauthorized");
}
