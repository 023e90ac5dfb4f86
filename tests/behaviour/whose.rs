//! Whose registration is it, and is it for this server: RFC 3261 §10.3 steps 1, 2, 4 and 5.

use crate::common::desk::Desk;
use crate::common::phone::Phone;
use sipreg::exchange::Outcome;

const CONTACT: &str = "Contact: <sip:1001@192.0.2.7:5060>";

#[test]
fn the_address_of_record_is_unescaped_and_keeps_its_case() {
    let mut desk = Desk::of("", "Alice secret\nalice other\n", 7);
    let mut phone = Phone::of("%41lice", "secret");
    let contact = "Contact: <sip:a@192.0.2.7>";
    let nonce = desk.nonce(&mut phone);
    let mut login = phone.login_with(&nonce);
    login.username = "Alice".to_owned();
    let request = phone.request("REGISTER", &[contact, &login.header()]);
    let answer = desk.send(phone.addr, request);
    assert_eq!(answer.outcome, Outcome::Registered, "{}", answer.text());

    let mut same = Phone::of("Alice", "secret");
    assert_eq!(desk.bindings(&same).len(), 1, "%41 is A");
    assert!(
        desk.bindings(&Phone::of("alice", "other")).is_empty(),
        "a is not A"
    );
    // Parameters of the To URI, its port and password are no part of it.
    same.call_id = "with-parameters".to_owned();
    let nonce = desk.nonce(&mut same);
    let authorization = same.login_with(&nonce).header();
    let request = same.request("REGISTER", &[&authorization]).replace(
        "To: <sip:Alice@sip.example.com>",
        "To: <sip:Alice:pw@SIP.Example.Com:5060;transport=udp>",
    );
    let answer = desk.send(same.addr, request);
    assert_eq!(answer.headers("Contact").len(), 1, "{}", answer.text());
}

#[test]
fn to_of_another_extension_is_403() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let of_other = |request: String| request.replace("To: <sip:1001@", "To: <sip:1002@");
    let ask = of_other(phone.ask());
    let nonce = desk.send(phone.addr, ask).nonce();
    let authorization = phone.login_with(&nonce).header();
    let request = of_other(phone.request("REGISTER", &[CONTACT, &authorization]));
    let answer = desk.send(phone.addr, request);
    assert_eq!(answer.outcome, Outcome::Forbidden);
    assert_eq!(answer.said(), ["403 Forbidden"]);
    assert!(desk.bindings(&Phone::of("1002", "other")).is_empty());
    assert!(desk.bindings(&phone).is_empty());
}

#[test]
fn another_domain_is_404() {
    let mut desk = Desk::with("domain sip.example.com example.net");
    let mut phone = Phone::new();
    phone.domain = "example.org".to_owned();
    let request = phone.request("REGISTER", &[CONTACT]);
    let answer = desk.send(phone.addr, request);
    assert_eq!(answer.outcome, Outcome::NotFound, "before any login");
    assert_eq!(answer.said(), ["404 Not Found"]);

    // The Request-URI is ours, the address of record is not.
    let mut phone = Phone::new();
    let nonce = desk.nonce(&mut phone);
    let authorization = phone.login_with(&nonce).header();
    let request = phone
        .request("REGISTER", &[CONTACT, &authorization])
        .replace(
            "To: <sip:1001@sip.example.com>",
            "To: <sip:1001@example.org>",
        );
    let answer = desk.send(phone.addr, request);
    assert_eq!(answer.said(), ["404 Not Found"]);
    assert!(desk.bindings(&phone).is_empty());

    // Each name of the list is ours, in any case; so is the address that was asked.
    for domain in ["sip.example.com", "Example.NET", "203.0.113.10"] {
        let mut phone = Phone::new();
        phone.domain = domain.to_owned();
        let answer = desk.register(&mut phone, &[]);
        assert_eq!(answer.outcome, Outcome::Queried, "{domain}");
    }
}

#[test]
fn any_domain_is_ours_when_none_is_named() {
    let (mut desk, mut phone) = (Desk::new(), Phone::new());
    for domain in ["example.org", "192.0.2.200", "[2001:db8::1]", "localhost"] {
        phone.domain = domain.to_owned();
        let answer = desk.register(&mut phone, &[CONTACT]);
        assert_eq!(answer.status(), "200 OK", "{domain}");
    }
    assert_eq!(
        desk.bindings(&Phone::new()).len(),
        1,
        "and all are one tenant"
    );
}

#[test]
fn an_unknown_requirement_is_420_before_the_challenge() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let request = phone.request(
        "REGISTER",
        &[CONTACT, "Require: path, 100rel", "Require: gruu"],
    );
    let answer = desk.send(phone.addr, request);
    assert_eq!(answer.outcome, Outcome::BadExtension);
    assert_eq!(
        answer.said(),
        ["420 Bad Extension", "Unsupported: 100rel, gruu"]
    );
    // A requirement of proxies is none of a registrar (RFC 3261 §8.2.2.3), and path is understood.
    let answer = desk.register(
        &mut phone,
        &[CONTACT, "Proxy-Require: foo", "Require: PATH"],
    );
    assert_eq!(answer.status(), "200 OK");
}
