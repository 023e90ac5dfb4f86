//! Many behind one address: the others do not suffer for what one of them does wrong or guesses, and
//! what they do right gives nobody more guesses.

use crate::common::desk::{Desk, Reply};
use crate::common::login::{asked, is_right, show};
use crate::common::phone::Phone;
use sipreg::exchange::Outcome;
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

const OFFICE: &str = "198.51.100.9";
/// How often each phone refreshes, seconds.
const REFRESH: u64 = 30;

/// An office behind one NAT, whose router gives a phone another port whenever it has been quiet for a
/// while, and someone in it who guesses.
struct Office {
    desk: Desk,
    phones: Vec<Phone>,
    ports: u16,
    /// The nonces of the tool, by extension and by when it asked for them.
    nonces: BTreeMap<(String, u32), String>,
    guesses: u32,
    judged: u32,
}

impl Office {
    /// With that many phones, 2001 and on, all registered.
    fn of(count: u16) -> Self {
        let extensions: String = (2001..=2100).map(|n| format!("{n} secret\n")).collect();
        let mut office = Self {
            desk: Desk::of("", &extensions, 7),
            phones: Vec::new(),
            ports: 10_000,
            nonces: BTreeMap::new(),
            guesses: 0,
            judged: 0,
        };
        for number in 0..count {
            let phone = Phone::of(&(2001 + number).to_string(), "secret");
            let phone = phone.at(&format!("192.168.1.{}:5060", number + 10));
            office.phones.push(phone);
            is_right(&office.refresh(number.into()));
        }
        office
    }

    fn port(&mut self) -> SocketAddr {
        self.ports = self.ports.checked_add(1).unwrap_or(10_000);
        SocketAddr::new(OFFICE.parse().unwrap(), self.ports)
    }

    /// One phone refreshes as phones do: from a new port, question and answer under its own Call-ID,
    /// each sent once.
    fn refresh(&mut self, number: usize) -> Reply {
        let peer = self.port();
        let phone = self.phones.get_mut(number).unwrap();
        register_once(&mut self.desk, phone, peer)
    }

    /// The app of a phone is started again: another Call-ID.
    fn start_anew(&mut self, number: usize) {
        let port = self.ports;
        self.phones[number].call_id = format!("again-{number}-{port}");
    }

    /// A guess at `user`'s password under a nonce of this address, each with a Call-ID of its own.
    fn guess(&mut self, user: &str) -> Reply {
        let mut tool = Phone::of(user, "").at("192.168.1.99:5060");
        tool.call_id = format!("guess-{}", self.guesses);
        self.guess_as(tool)
    }

    fn guess_as(&mut self, mut tool: Phone) -> Reply {
        let peer = SocketAddr::new(OFFICE.parse().unwrap(), 9);
        let key = (tool.user.clone(), self.guesses / 500);
        let nonce = self.nonces.get(&key).cloned().unwrap_or_else(|| {
            let answer = self.desk.send(peer, tool.ask());
            assert_eq!(
                answer.outcome,
                Outcome::Challenged,
                "a question is answered"
            );
            answer.nonce()
        });
        self.guesses += 1;
        let mut login = tool.login_with(&nonce);
        self.nonces.insert(key, nonce);
        login.password = format!("guess {}", self.guesses);
        login.nc = format!("{:08x}", self.guesses);
        let contact = tool.contact();
        let request = tool.request("REGISTER", &[&contact, &login.header()]);
        let reply = self.desk.send(peer, request);
        match reply.outcome {
            Outcome::WrongLogin => self.judged += 1,
            Outcome::LockedOut | Outcome::AccountLimited => assert_eq!(reply.to, None),
            outcome => panic!("{outcome:?}"),
        }
        reply
    }

    /// The tool goes on until its address is locked out.
    fn lock_out(&mut self, user: &str) {
        while self.guess(user).outcome != Outcome::LockedOut {}
    }

    /// And until it gets nothing at all out of `user`.
    fn wear_out(&mut self, user: &str) {
        self.lock_out("2100");
        while self.guess(user).outcome != Outcome::LockedOut {}
    }
}

fn register_once(desk: &mut Desk, phone: &mut Phone, peer: SocketAddr) -> Reply {
    let contact = phone.contact();
    let question = phone.request("REGISTER", &[&contact]);
    let asked = desk.send(peer, question);
    assert_eq!(asked.outcome, Outcome::Challenged, "{} asks", phone.user);
    let authorization = phone.login(&asked).header();
    let request = phone.request("REGISTER", &[&contact, &authorization]);
    desk.send(peer, request)
}

/// Twenty minutes of an office of eighteen, with a restart of the service in the midst; `whom` tells the
/// tool whose password to guess next. No phone may miss a single answer.
fn watch_an_office(a_second: u32, whom: impl Fn(u32) -> u32) -> Office {
    let mut office = Office::of(18);
    for second in 1..=20 * 60 {
        office.desk.wait(1);
        if second == 10 * 60 {
            office.desk.restart();
            office.guesses = office.guesses.next_multiple_of(500);
        }
        for _ in 0..a_second {
            let user = whom(office.guesses).to_string();
            office.guess(&user);
        }
        for number in (0..18).filter(|n| second % REFRESH == *n as u64) {
            let answer = office.refresh(number);
            assert_eq!(answer.status(), "200 OK", "second {second}, phone {number}");
        }
    }
    let bound = 20 * 60;
    let Office {
        judged, guesses, ..
    } = office;
    assert!(guesses > 20 * 60 * a_second && judged >= 20 && judged < bound);
    office
}

#[test]
fn a_phone_with_a_wrong_password_costs_its_neighbours_nothing() {
    let mut office = Office::of(18);
    let mut wrong = Phone::of("2019", "last year's").at("192.168.1.60:5060");
    let mut ignored = 0;
    for second in 1..=20 * 60 {
        office.desk.wait(1);
        if second == 10 * 60 {
            office.desk.restart();
        }
        let peer = office.port();
        let outcome = register_once(&mut office.desk, &mut wrong, peer).outcome;
        ignored += u32::from(outcome == Outcome::LockedOut);
        for number in (0..18).filter(|n| second % REFRESH == *n as u64) {
            let answer = office.refresh(number);
            assert_eq!(answer.status(), "200 OK", "second {second}, phone {number}");
        }
    }
    assert!(ignored > 300, "{ignored} of its logins were ignored");
}

#[test]
fn guesses_at_every_name_cost_the_phones_nothing() {
    watch_an_office(10, |guess| 2001 + guess % 100);
}

#[test]
fn guesses_at_the_names_of_the_office_cost_the_phones_nothing() {
    watch_an_office(10, |guess| 2001 + guess % 18);
}

#[test]
fn guesses_at_one_phone_do_not_cost_even_that_phone() {
    watch_an_office(10, |_| 2001);
}

#[test]
fn guesses_at_a_name_without_a_phone_are_ignored_but_for_ten_attempts() {
    let office = watch_an_office(10, |_| 2100);
    // Ten attempts, each lockout of five minutes; and once more for the restart.
    assert!(office.judged <= 60, "{} judged", office.judged);
}

#[test]
fn right_logins_of_neighbours_do_not_feed_a_slow_guesser() {
    // Slow enough that each phone's refresh wipes the slate: there is no attempt number ten.
    let mut office = Office::of(18);
    let mut judged = 0;
    for step in 0..20 * 60 * 2 {
        office.desk.wait_millis(500);
        is_right(&office.refresh(step % 18));
        for n in 0..8 {
            let mut tool = Phone::of("2001", "").at("192.168.1.99:5060");
            tool.call_id = format!("tool-{}", step / 20 * 8 + n);
            let is_judged = office.guess_as(tool).outcome == Outcome::WrongLogin;
            judged += u32::from(is_judged && step >= 120);
        }
    }
    assert!(judged < 19 * 60, "{judged} in nineteen minutes");
}

#[test]
fn a_phone_that_is_started_anew_is_known_by_its_instance() {
    let mut office = Office::of(2);
    // Without one it waits until its address has an allowance again for its extension.
    office.wear_out("2001");
    office.start_anew(0);
    assert_eq!(office.refresh(0).outcome, Outcome::LockedOut);
    office.desk.wait(60);
    is_right(&office.refresh(0));
    // By its instance it is known at once, whatever its contact and Call-ID.
    let instance = |phone: &mut Phone, desk: &mut Desk, peer, ip: &str| {
        let contact =
            format!("Contact: <sip:2002@{ip}>;+sip.instance=\"<urn:uuid:1>\";expires=600");
        let nonce = desk.send(peer, phone.ask()).nonce();
        let authorization = phone.login_with(&nonce).header();
        let request = phone.request("REGISTER", &[&contact, &authorization]);
        desk.send(peer, request)
    };
    let mut phone = office.phones[1].clone();
    let peer = office.port();
    is_right(&instance(&mut phone, &mut office.desk, peer, "10.0.0.1"));
    office.wear_out("2002");
    phone.call_id = "another".to_owned();
    let peer = office.port();
    is_right(&instance(&mut phone, &mut office.desk, peer, "10.0.0.2"));
}

#[test]
fn a_guesser_who_knows_the_call_id_of_a_phone_has_twenty_guesses_more() {
    let mut office = Office::of(1);
    office.wear_out("2001");
    let judged = office.judged;
    for _ in 0..200 {
        let mut tool = office.phones[0].clone();
        tool.cseq += 1000;
        office.desk.wait_millis(100);
        office.guess_as(tool);
    }
    assert_eq!(office.judged - judged, 20);
    // The phone has lost its privilege for a minute; but not its registration.
    assert_eq!(office.refresh(0).outcome, Outcome::LockedOut);
    office.desk.wait(60);
    is_right(&office.refresh(0));
}

#[test]
fn who_only_forges_the_address_uses_up_nothing() {
    let mut office = Office::of(1);
    office.lock_out("2100");
    let mut elsewhere = Phone::of("2001", "secret").at("203.0.113.66:5060");
    for number in 0..100 {
        let mut login = asked(&mut office.desk, &mut elsewhere);
        login.password = "wrong".to_owned();
        let mut forged = office.phones[0].clone().at(&format!("{OFFICE}:7"));
        forged.call_id = format!("forged-{number}");
        let answer = show(&mut office.desk, &mut forged, &login);
        assert!(!answer.is_proven && !answer.status().starts_with('2'));
    }
    office.start_anew(0);
    office.phones[0].addr = "192.168.1.200:5060".parse().unwrap();
    is_right(&office.refresh(0));
}

#[test]
fn under_nonces_of_other_addresses_nothing_is_checked() {
    let extensions: String = (2001..=2100).map(|n| format!("{n} secret\n")).collect();
    let mut desk = Desk::of("", &extensions, 7);
    let mut helper = Phone::of("2001", "secret").at("203.0.113.66:5060");
    for number in 0..1000 {
        desk.wait_millis(100);
        let mut tool = Phone::of(&(2001 + number % 100).to_string(), "wrong");
        tool.call_id = format!("guess-{number}");
        let mut login = asked(&mut desk, &mut helper);
        login.username.clone_from(&tool.user);
        login.password = "wrong".to_owned();
        let answer = show(&mut desk, &mut tool, &login);
        assert_eq!(answer.outcome, Outcome::Stale);
    }
}

#[test]
fn an_ipv6_phone_keeps_its_place_when_its_address_within_the_network_changes() {
    let mut desk = Desk::new();
    let mut phone = Phone::new().at("[2001:db8::1]:5060");
    let peer =
        |host: u16| SocketAddr::new(IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, host]), 5060);
    is_right(&register_once(&mut desk, &mut phone, peer(1)));
    for number in 0..10 {
        let mut tool = Phone::of("1002", "wrong");
        tool.call_id = format!("guess-{number}");
        let answer = register_once(&mut desk, &mut tool, peer(9));
        assert_eq!(answer.outcome, Outcome::WrongLogin);
    }
    let mut other = Phone::of("1002", "other");
    let answer = register_once(&mut desk, &mut other, peer(8));
    assert_eq!(answer.outcome, Outcome::LockedOut);
    is_right(&register_once(&mut desk, &mut phone, peer(2)));
}
