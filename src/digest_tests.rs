#![allow(clippy::unwrap_used, clippy::panic)]
use super::*;
use crate::config::Algorithm::{Md5, Sha256};

fn credentials<'a>(response: &'a [u8], qop: &'a [u8]) -> Credentials<'a> {
    Credentials {
        username: b"1001",
        realm: b"sip.example.com",
        nonce: b"0a1b2c3d4e5f60718293a4b5c6d7e8f9",
        uri: b"sip:sip.example.com",
        response,
        cnonce: b"0a4f113b",
        qop,
        nc: b"00000001",
        ..Credentials::default()
    }
}

#[test]
fn answers_with_and_without_qop() {
    let right = ha1(Md5, b"1001", b"sip.example.com", b"kitob7ab");
    let wrong = ha1(Md5, b"1001", b"sip.example.com", b"zzz");
    for (response, qop) in [
        (&b"96d60bb67a8aa24d71c30e3174f85b1d"[..], &b"auth"[..]),
        (b"96D60BB67A8AA24D71C30E3174F85B1D", b"auth"),
        (b"8ffa86bf31e81d79bb7b9806ac230fb1", b""),
    ] {
        assert!(verify(
            Md5,
            &right,
            b"REGISTER",
            &credentials(response, qop)
        ));
        assert!(!verify(
            Md5,
            &wrong,
            b"REGISTER",
            &credentials(response, qop)
        ));
        assert!(!verify(
            Md5,
            &right,
            b"OPTIONS",
            &credentials(response, qop)
        ));
    }
    assert!(!verify(
        Md5,
        &right,
        b"REGISTER",
        &credentials(b"", b"auth")
    ));
    assert!(!verify(
        Sha256,
        &right,
        b"REGISTER",
        &credentials(b"96d60bb67a8aa24d71c30e3174f85b1d", b"auth")
    ));
}

#[test]
fn the_example_of_rfc_7616_section_3_9_1() {
    let c = Credentials {
        username: b"Mufasa",
        realm: b"http-auth@example.org",
        nonce: b"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        uri: b"/dir/index.html",
        response: b"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        cnonce: b"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        qop: b"auth",
        nc: b"00000001",
        algorithm: b"SHA-256",
    };
    assert!(verify(
        Sha256,
        &ha1(Sha256, c.username, c.realm, b"Circle of Life"),
        b"GET",
        &c
    ));
    let md5 = Credentials {
        response: b"8ca523f5e9506fed4657c9700eebdbec",
        ..c
    };
    assert!(verify(
        Md5,
        &ha1(Md5, c.username, c.realm, b"Circle of Life"),
        b"GET",
        &md5
    ));
}

fn here() -> u64 {
    7 << 32
}

#[test]
fn a_nonce_is_known_again_until_it_expires_and_only_whole() {
    let mint = Mint::new(Seed::new([1; 16]), 300);
    let t = Time::from_secs;
    let nonce = mint.mint(t(1000), here(), 5);
    assert!(nonce.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
    let Nonce::Fresh {
        is_from_here,
        minted,
        ..
    } = mint.recognise(t(1300), here(), &nonce)
    else {
        panic!()
    };
    assert!(is_from_here && minted == 1000);
    assert_eq!(mint.recognise(t(1301), here(), &nonce), Nonce::Expired);
    let elsewhere = 8 << 32;
    assert!(matches!(
        mint.recognise(t(1000), elsewhere, &nonce),
        Nonce::Fresh {
            is_from_here: false,
            ..
        }
    ));
    assert_eq!(
        Mint::new(Seed::new([2; 16]), 300).recognise(t(1000), here(), &nonce),
        Nonce::Foreign
    );
    for i in 0..NONCE_LEN {
        let mut bent = nonce;
        bent[i] = if bent[i] == b'0' { b'1' } else { b'0' };
        assert_eq!(
            mint.recognise(t(1000), here(), &bent),
            Nonce::Foreign,
            "digit {i}"
        );
    }
    assert_eq!(mint.recognise(t(1000), here(), &nonce[1..]), Nonce::Foreign);
    assert_ne!(mint.mint(t(1000), here(), 6), nonce);
}

#[test]
fn a_count_serves_one_request() {
    let mut uses = Uses::new(300);
    let t = Time::from_secs(1000);
    let nonce = (7, 1000);
    assert_eq!(uses.record(t, nonce, 1, 11), Use::New);
    assert_eq!(uses.record(t, nonce, 1, 11), Use::Retransmission);
    assert_eq!(uses.record(t, nonce, 1, 12), Use::Replay);
    assert_eq!(uses.record(t, nonce, 3, 13), Use::New, "counts may skip");
    assert_eq!(uses.record(t, nonce, 2, 14), Use::Replay);
    assert_eq!(
        uses.record(t, (8, 1000), u32::MAX, 15),
        Use::New,
        "the form without qop"
    );
    assert_eq!(uses.record(t, (8, 1000), u32::MAX, 16), Use::Replay);
}

#[test]
fn the_memory_is_bounded_and_what_it_lost_is_stale() {
    let mut uses = Uses::new(300);
    let t = Time::from_secs(1000);
    for i in 0..=u64::try_from(Uses::CAPACITY).unwrap() {
        let minted = 800 + u32::from(i > 0);
        assert_eq!(
            uses.record(t, (i.wrapping_mul(0x9E37_79B9_7F4A_7C15), minted), 1, i),
            Use::New
        );
    }
    assert_eq!(uses.order.len(), Uses::CAPACITY);
    assert_eq!(
        uses.record(t, (0, 800), 1, 9),
        Use::Replay,
        "the forgotten nonce cannot serve again"
    );
    assert_eq!(
        uses.record(Time::from_secs(1102), (1, 1100), 1, 9),
        Use::New
    );
    assert_eq!(uses.order.len(), 1, "what has expired is forgotten");
}
