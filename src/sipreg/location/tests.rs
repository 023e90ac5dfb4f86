#![allow(clippy::unwrap_used)]
use super::*;
use alloc::string::{String, ToString};

fn t(secs: u64) -> Time {
    Time::from_secs(secs)
}

fn bind(location: &mut Location, name: &str, contact: &str, now: u64, lifetime: u32) -> Bound {
    let contact = Contact::parse(contact.as_bytes()).unwrap();
    let it = Particulars {
        call_id: 1,
        cseq: 1,
        granted: lifetime,
        expires: t(now).plus_secs(lifetime),
        since: now,
        source: "192.0.2.1:5060".parse().unwrap(),
        path: b"",
        agent: b"ua",
    };
    location
        .bind(
            Seed::new([0; 16]).key(name.as_bytes()),
            &contact,
            &it,
            (t(now), 3),
            |_| {},
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
fn the_oldest_gives_way_at_the_limit() {
    let mut location = Location::new(Seed::new([0; 16]));
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
    assert_eq!(uris(&location, "1001"), ["sip:1@h", "sip:3@h", "sip:4@h"]);
    assert_eq!(location.len(), 3);
}

#[test]
fn an_instance_replaces_its_older_contact() {
    let mut location = Location::new(Seed::new([0; 16]));
    bind(
        &mut location,
        "1001",
        "<sip:a@h:1>;+sip.instance=\"<urn:x>\";reg-id=1",
        0,
        600,
    );
    assert_eq!(
        bind(
            &mut location,
            "1001",
            "<sip:a@h:2>;+sip.instance=\"<urn:x>\";reg-id=1",
            1,
            600
        ),
        Bound::Refreshed
    );
    assert_eq!(uris(&location, "1001"), ["sip:a@h:2"]);
    bind(
        &mut location,
        "1001",
        "<sip:a@h:3>;+sip.instance=\"<urn:x>\";reg-id=2",
        2,
        600,
    );
    assert_eq!(
        location.len(),
        2,
        "another flow of the instance stands beside it"
    );
}

#[test]
fn only_what_has_ended_expires_however_often_it_was_refreshed() {
    let mut location = Location::new(Seed::new([0; 16]));
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
    // A shorter lifetime is honoured though the record was filed for later.
    bind(&mut location, "a", "<sip:a@h>", 1000, 5);
    let mut ended = 0;
    location.expire(t(1005), |_, _| ended += 1);
    assert_eq!((ended, location.len()), (1, 0));
    assert!(location.is_empty() && location.bindings(Seed::new([0; 16]).key(b"a")).is_empty());
}

#[test]
fn freed_places_are_used_again_and_walked_in_pieces() {
    let mut location = Location::new(Seed::new([0; 16]));
    for round in 0..3 {
        for i in 0..100 {
            bind(&mut location, &i.to_string(), "<sip:a@h>", round, 600);
        }
        let (mut seen, mut place) = (0, Some(0));
        while let Some(from) = place {
            place = location.walk(from, 7, |_, bindings| seen += bindings.len());
        }
        assert_eq!(seen, 100);
        for i in 0..100 {
            location.unbind(
                Seed::new([0; 16]).key(i.to_string().as_bytes()),
                |_| true,
                |_| {},
            );
        }
        assert_eq!((location.len(), location.records.len()), (0, 100));
    }
}

#[test]
fn who_comes_and_goes_without_end_is_not_filed_each_time() {
    let seed = Seed::new([0; 16]);
    let mut location = Location::new(seed);
    for round in 0..1000 {
        for name in ["a", "b"] {
            bind(&mut location, name, "<sip:a@h>", 0, 600 + round % 2);
            location.unbind(seed.key(name.as_bytes()), |_| true, |_| {});
        }
    }
    let filed = location.deadlines.values().map(Vec::len).sum::<usize>();
    assert!(filed <= 4, "{filed} places filed");
    // Who takes such a place lives as long as was granted.
    bind(&mut location, "c", "<sip:c@h>", 1, 700);
    let mut ended = 0;
    location.expire(t(700), |_, _| ended += 1);
    assert_eq!((ended, location.len()), (0, 1));
    location.expire(t(701), |_, _| ended += 1);
    assert_eq!((ended, location.len()), (1, 0));
}
