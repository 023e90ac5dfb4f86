#![allow(clippy::unwrap_used)]
use super::*;
use alloc::string::{String, ToString};

fn t(secs: u64) -> Time {
    Time::from_secs(secs)
}

fn empty() -> Location {
    Location::new(Seed::new([0; 16]), Seed::new([1; 16]))
}

fn bind(location: &mut Location, name: &str, contact: &str, now: u64, lifetime: u32) -> Bound {
    let contact = Contact::parse(contact.as_bytes()).unwrap();
    let info = BindingInfo {
        call_id: 1,
        cseq: 1,
        granted: lifetime,
        expires: t(now).plus_secs(lifetime),
        since: now,
        source: "192.0.2.1:5060".parse().unwrap(),
        path: b"",
        kept: [b"ua"],
    };
    location
        .bind(
            t(now),
            Seed::new([0; 16]).key(name.as_bytes()),
            &contact,
            &info,
            3,
            |_, _| {},
        )
        .0
}

fn uris(location: &Location, name: &str) -> Vec<String> {
    location
        .bindings(Seed::new([0; 16]).key(name.as_bytes()))
        .iter()
        .map(|b| String::from_utf8_lossy(b.uri()).to_string())
        .collect()
}

#[test]
fn the_oldest_is_evicted_at_the_limit() {
    let mut location = empty();
    for (i, now) in [(1, 100), (2, 101), (3, 102)] {
        assert_eq!(
            bind(&mut location, "1001", &format!("<sip:{i}@h>"), now, 600),
            Bound::Added
        );
    }
    assert_eq!(
        bind(&mut location, "1001", "<sip:1@h>", 103, 600),
        Bound::Refreshed
    );
    bind(&mut location, "1001", "<sip:4@h>", 104, 600);
    assert_eq!(uris(&location, "1001"), ["sip:3@h", "sip:1@h", "sip:4@h"]);
    assert_eq!(location.len(), 3);
}

#[test]
fn only_what_has_ended_expires_however_often_it_was_refreshed() {
    let mut location = empty();
    bind(&mut location, "a", "<sip:a@h>", 0, 60);
    bind(&mut location, "b", "<sip:b@h>", 0, 60);
    for now in 1..1000 {
        bind(&mut location, "a", "<sip:a@h>", now, 60);
        let mut ended = Vec::new();
        location.expire(t(now), |name, _| ended.push(name.to_vec()));
        assert_eq!(ended.is_empty(), now != 60, "at {now}");
    }
    assert!(
        location.deadlines.values().map(Vec::len).sum::<usize>() <= 2,
        "nothing piles up"
    );
    for _ in 0..10 {
        for name in ["a", "b", "c"] {
            bind(&mut location, name, "<sip:a@h>", 999, 60);
        }
    }
    assert!(
        location.deadlines.values().map(Vec::len).sum::<usize>() <= 4,
        "nor in one second"
    );
    for name in [b"b", b"c"] {
        location.unbind(t(999), Seed::new([0; 16]).key(name), |_| true, |_| {});
    }
    // A shorter lifetime is honoured although the record was scheduled for later.
    bind(&mut location, "a", "<sip:a@h>", 1000, 5);
    let mut ended = 0;
    location.expire(t(1005), |_, _| ended += 1);
    assert_eq!((ended, location.len()), (1, 0));
    assert!(location.is_empty() && location.bindings(Seed::new([0; 16]).key(b"a")).is_empty());
}

#[test]
fn freed_places_are_used_again_and_walked_in_pieces() {
    let mut location = empty();
    for round in 0..3 {
        for i in 0..100 {
            bind(&mut location, &i.to_string(), "<sip:a@h>", round, 600);
        }
        let (mut seen, mut place) = (0, Some(0));
        while let Some(from) = place {
            place = location.walk(from, 7, |_, bindings| seen += bindings.len());
        }
        assert_eq!(seen, 100);
        assert_eq!(location.walk(50, 50, |_, _| {}), None);
        for i in 0..100 {
            location.unbind(
                t(round),
                Seed::new([0; 16]).key(i.to_string().as_bytes()),
                |_| true,
                |_| {},
            );
        }
        assert_eq!((location.len(), location.records.len()), (0, 100));
    }
    bind(&mut location, "another", "<sip:a@h>", 3, 600);
    assert_eq!((location.len(), location.records.len()), (1, 100));
    assert!(!location.is_empty());
}

#[test]
fn an_account_that_comes_and_goes_is_not_scheduled_each_time() {
    let seed = Seed::new([0; 16]);
    let mut location = empty();
    for round in 0..1000 {
        for name in ["a", "b"] {
            bind(&mut location, name, "<sip:a@h>", 0, 600 + round % 2);
            location.unbind(t(0), seed.key(name.as_bytes()), |_| true, |_| {});
        }
    }
    let scheduled = location.deadlines.values().map(Vec::len).sum::<usize>();
    assert!(scheduled <= 4, "{scheduled} places scheduled");
    // An account that takes such a place lives as long as was granted.
    bind(&mut location, "c", "<sip:c@h>", 1, 700);
    let mut ended = 0;
    location.expire(t(700), |_, _| ended += 1);
    assert_eq!((ended, location.len()), (0, 1));
    location.expire(t(701), |_, _| ended += 1);
    assert_eq!((ended, location.len()), (1, 0));
}

#[test]
fn what_ends_after_all_the_seconds_that_are_counted_ends() {
    let mut location = empty();
    bind(&mut location, "a", "<sip:a@h>", 10, u32::MAX);
    let mut ended = 0;
    location.expire(t(10 + u64::from(u32::MAX)), |_, _| ended += 1);
    assert_eq!((ended, location.len()), (1, 0));
}

/// Everything that ended while `contact` was bound, and how.
fn ended(location: &mut Location, contact: &str, now: Time, lifetime: u32) -> Vec<(End, String)> {
    let contact = Contact::parse(contact.as_bytes()).unwrap();
    let info = BindingInfo {
        call_id: 1,
        cseq: 1,
        granted: lifetime,
        expires: now.plus_secs(lifetime),
        since: 0,
        source: "192.0.2.1:5060".parse().unwrap(),
        path: b"",
        kept: [b"ua"],
    };
    let mut ended = Vec::new();
    let key = Seed::new([0; 16]).key(b"1001");
    location.bind(now, key, &contact, &info, 3, |end, b| {
        ended.push((end, String::from_utf8_lossy(b.uri()).to_string()));
    });
    ended
}

#[test]
fn every_end_is_told_with_its_kind() {
    let mut location = empty();
    let millis = Time::from_millis;
    assert_eq!(ended(&mut location, "<sip:a@h>", millis(500), 2), []);
    let expired = [(End::Expired, "sip:a@h".to_string())];
    assert_eq!(
        ended(&mut location, "<sip:b@h>", millis(2600), 600),
        expired,
        "before the whole second in which it would have been noticed"
    );
    let phone = "+sip.instance=\"<urn:x>\"";
    let at = |port| format!("<sip:c@h:{port}>;{phone}");
    assert_eq!(ended(&mut location, &at(1), t(3), 600), []);
    let replaced = [(End::Replaced, "sip:c@h:1".to_string())];
    assert_eq!(ended(&mut location, &at(2), t(4), 600), replaced);
    assert_eq!(ended(&mut location, "<sip:d@h>", t(5), 600), []);
    let evicted = [(End::Evicted, "sip:b@h".to_string())];
    assert_eq!(ended(&mut location, "<sip:e@h>", t(6), 600), evicted);
    assert_eq!(location.len(), 3);
    assert_eq!(ended(&mut location, "<sip:e@h>", t(7), 2), []);
    assert_eq!(ended(&mut location, "<sip:c@h:2>", t(8), 600), []);
    let expired = [(End::Expired, "sip:e@h".to_string())];
    assert_eq!(
        ended(&mut location, "<sip:e@h>", t(9), 600),
        expired,
        "although it comes again"
    );
}

#[test]
fn contacts_of_one_extension_take_at_most_32_kib() {
    let mut location = empty();
    let contact = |i: usize, bytes: usize| format!("<sip:{i:02}@h;x={}>", "y".repeat(bytes - 11));
    let all = |location: &Location| location.bindings(Seed::new([0; 16]).key(b"1001")).len();
    let mut add = |i: usize, bytes: usize| {
        let contact = contact(i, bytes);
        let contact = Contact::parse(contact.as_bytes()).unwrap();
        let info = BindingInfo {
            call_id: 1,
            cseq: 1,
            granted: 600,
            expires: t(600 + i as u64),
            since: 0,
            source: "192.0.2.1:5060".parse().unwrap(),
            path: b"",
            kept: [b"ua"],
        };
        let key = Seed::new([0; 16]).key(b"1001");
        location.bind(t(i as u64), key, &contact, &info, 100, |_, _| {});
        all(&location)
    };
    for i in 0..40 {
        add(i, 2048);
    }
    assert_eq!(add(40, 2048), 16);
    // Four small ones in the place of a large one, until they are the oldest and a large one comes.
    for i in 41..45 {
        add(i, 512);
    }
    for i in 45..60 {
        add(i, 2048);
    }
    assert_eq!(add(60, 2048), 16);
}

#[test]
fn a_source_is_home_while_a_phone_is_registered_from_it() {
    let mut location = empty();
    let source =
        |ip: &str| Sender::new(Seed::new([1; 16]), format!("{ip}:9").parse().unwrap()).source;
    bind(&mut location, "1001", "<sip:a@h>", 0, 60);
    bind(&mut location, "1002", "<sip:b@h>", 0, 120);
    assert!(location.is_home(source("192.0.2.1")) && !location.is_home(source("192.0.2.2")));
    assert_eq!(location.sources.len(), 1);
    location.expire(t(60), |_, _| {});
    assert!(location.is_home(source("192.0.2.1")));
    location.expire(t(120), |_, _| {});
    assert!(!location.is_home(source("192.0.2.1")) && location.sources.is_empty());
}

#[test]
fn an_ended_registration_is_known_for_seven_days() {
    let mut location = empty();
    let seed = Seed::new([0; 16]);
    let phone = "<sip:a@h>;+sip.instance=\"<urn:x>\"";
    bind(&mut location, "1001", phone, 0, 60);
    let instance = fingerprint(b"<urn:x>");
    let knows = |location: &Location, now, name: &str, registration| {
        location.knows(t(now), seed.key(name.as_bytes()), registration)
    };
    assert!(knows(&location, 1, "1001", 1) && knows(&location, 1, "1001", instance));
    location.expire(t(60), |_, _| {});
    let last = 60 + 7 * 86_400 - 1;
    assert!(knows(&location, last, "1001", 1) && knows(&location, last, "1001", instance));
    assert!(!knows(&location, last + 1, "1001", 1));
    assert!(!knows(&location, 61, "1001", 2) && !knows(&location, 61, "1002", 1));
}
