#![allow(clippy::unwrap_used)]
use super::*;
use crate::evidence::{Blame, Mark, Short, Sighting};

const NOW: u64 = 1_000_000;

fn peer() -> SocketAddr {
    "198.51.100.7:40112".parse().unwrap()
}

fn mark() -> Mark {
    Mark {
        at: NOW - 10,
        peer: peer(),
        agent: Short::of(b"Z 5.6.6"),
    }
}

fn sighting() -> Sighting {
    Sighting {
        mark: mark(),
        via: (Short::of(b"192.168.1.5"), 5060, true),
        uri_host: Short::of(b"sip.example.com"),
        digest_host: Short::default(),
        login: Short::default(),
        outcome: Outcome::Challenged,
        why: Some(AuthFailure::NoCredentials),
        has_heard: false,
    }
}

/// One account that is not registered, changed by `change`; the causes that may be given.
fn causes(change: impl FnOnce(&mut Account, &mut Source)) -> Vec<(&'static str, Strength)> {
    told(change)
        .into_iter()
        .map(|f| (f.cause, f.strength))
        .collect()
}

/// The same with all that is said of them.
fn told(change: impl FnOnce(&mut Account, &mut Source)) -> Vec<Finding> {
    let (mut account, mut source) = (Account::default(), Source::default());
    account.name = Short::of(b"1001");
    source.peer = peer();
    change(&mut account, &mut source);
    let case = Case {
        account: &account,
        source: Some(&source),
        blamed: Some(&source),
        failed_beside: b"1002",
        is_registered: false,
        now: NOW,
    };
    findings(&case)
}

fn failing(account: &mut Account, blame: Blame) {
    account.failure = Some((mark(), blame));
    account.is_failing = true;
    account.logins = 1;
}

fn ended(outcome: Outcome) -> Vec<(&'static str, Strength)> {
    causes(|a, _| {
        a.last = Some(Sighting {
            outcome,
            ..sighting()
        })
    })
}

fn because(why: AuthFailure) -> Vec<(&'static str, Strength)> {
    causes(|a, _| {
        a.last = Some(Sighting {
            why: Some(why),
            ..sighting()
        })
    })
}

#[test]
fn every_mistake_in_the_login_is_certain() {
    for (mistake, cause) in [
        (Mistake::WrongPassword, "wrong-password"),
        (Mistake::TrailingSpace, "password-trailing-space"),
        (Mistake::LeadingSpace, "password-leading-space"),
        (Mistake::FirstCapital, "password-first-letter-capitalised"),
        (Mistake::AllCapitals, "password-all-caps"),
        (Mistake::AllSmall, "password-all-lower"),
        (Mistake::Empty, "password-empty"),
        (Mistake::Latin1, "latin-1-encoding"),
        (Mistake::Old, "old-password"),
        (Mistake::OfOther("1002".into()), "password-of-other-account"),
        (Mistake::UserInHash("1001@h".into()), "username-in-hash"),
        (Mistake::RealmInHash("asterisk".into()), "realm-in-hash"),
    ] {
        assert_eq!(
            causes(|a, _| failing(a, Blame::Mistake(mistake))),
            [(cause, Sure)]
        );
    }
}

#[test]
fn every_refusal_is_certain() {
    for (outcome, cause) in [
        (Outcome::Forbidden, "auth-user-other-account"),
        (Outcome::UnknownExtension, "auth-user-unknown"),
        (Outcome::TooBrief, "interval-too-brief"),
        (Outcome::BadContact, "bad-contact"),
        (Outcome::TooManyContacts, "too-many-contacts"),
        (Outcome::OutOfOrder, "cseq-not-greater"),
        (Outcome::NotFound, "wrong-domain"),
        (Outcome::Malformed, "malformed"),
        (Outcome::BadExtension, "bad-extension"),
        (Outcome::UnsupportedScheme, "unsupported-scheme"),
    ] {
        assert_eq!(ended(outcome), [(cause, Sure)]);
    }
    for (why, cause) in [
        (AuthFailure::RealmChanged, "realm-changed"),
        (AuthFailure::AlgorithmNotOffered, "algorithm-not-offered"),
        (AuthFailure::QopNotOffered, "qop-not-offered"),
        (AuthFailure::Incomplete, "credentials-incomplete"),
    ] {
        assert_eq!(because(why), [(cause, Sure)]);
    }
}

#[test]
fn what_kept_an_answer_from_arriving_is_certain() {
    for (error, cause) in [
        ("EPERM", "reply-blocked"),
        ("ECONNREFUSED", "answer-refused"),
        ("prohibited", "answer-prohibited"),
        ("EHOSTUNREACH", "answer-unreachable"),
        ("ENETUNREACH", "answer-unreachable"),
        ("EHOSTDOWN", "answer-unreachable"),
        ("EACCES", "answer-unreachable"),
        ("EMSGSIZE", "answer-too-large"),
    ] {
        assert_eq!(
            causes(|a, _| a.undelivered = Some((error, None))),
            [(cause, Sure)]
        );
    }
}

#[test]
fn who_has_answered_a_question_has_heard_it() {
    let ended_then = |has_heard: bool, error: &'static str| {
        causes(|a, _| {
            failing(a, Blame::Mistake(Mistake::FirstCapital));
            a.undelivered = Some((error, None));
            a.last = Some(Sighting {
                outcome: Outcome::WrongLogin,
                why: Some(AuthFailure::WrongDigest),
                has_heard,
                ..sighting()
            });
        })
    };
    let mistake = ("password-first-letter-capitalised", Sure);
    assert_eq!(ended_then(true, "ECONNREFUSED"), [mistake]);
    assert_eq!(ended_then(true, "prohibited"), [mistake]);
    let both = [("reply-blocked", Sure), mistake];
    assert_eq!(ended_then(true, "EPERM"), both, "that is our own doing");
    let both = [mistake, ("answer-refused", Sure)];
    assert_eq!(ended_then(false, "ECONNREFUSED"), both);
}

#[test]
fn a_lockout_is_put_down_to_who_failed() {
    let locked = |failure: Option<Blame>| {
        let findings = told(|a, _| {
            a.last = Some(Sighting {
                outcome: Outcome::LockedOut,
                ..sighting()
            });
            failing(a, failure.unwrap_or(Blame::Outcome(Outcome::LockedOut)));
        });
        let first = findings.into_iter().next().unwrap();
        (first.cause, first.words, first.detail)
    };
    let own = ("rate-limited", "rate-limited", String::new());
    assert_eq!(
        locked(Some(Blame::Mistake(Mistake::TrailingSpace))),
        own,
        "before the mistake"
    );
    assert_eq!(locked(Some(Blame::Outcome(Outcome::UnknownExtension))), own);
    let beside = ("rate-limited", "rate-limited/neighbour", "1002".to_owned());
    assert_eq!(locked(None), beside);
    assert_eq!(
        locked(Some(Blame::Why(AuthFailure::AlgorithmNotOffered))),
        beside
    );
}

#[test]
fn a_password_that_was_not_looked_into_is_told_in_other_words() {
    for (mistake, words) in [
        (Mistake::WrongPassword, "wrong-password"),
        (Mistake::Hashed, "wrong-password/hashed"),
        (Mistake::NotExamined, "wrong-password/untried"),
    ] {
        let findings = told(|a, _| failing(a, Blame::Mistake(mistake)));
        let told: Vec<_> = findings.iter().map(|f| (f.cause, f.words)).collect();
        assert_eq!(told, [("wrong-password", words)]);
    }
}

#[test]
fn a_guess_is_not_the_phone() {
    let guess = |change: fn(&mut Account)| {
        causes(|a, _| {
            a.guessed = Some(mark());
            change(a);
        })
    };
    assert_eq!(guess(|_| {}), [("guessed", Sure)]);
    assert_eq!(guess(|a| a.success = Some(mark())), []);
    assert_eq!(
        guess(|a| a.expired = Some(mark())),
        [("drops", Suspect)],
        "the phone has been here"
    );
    assert_eq!(
        guess(|a| failing(a, Blame::Mistake(Mistake::Empty))),
        [("password-empty", Sure)]
    );
}

#[test]
fn repetition_tells_a_lost_answer_from_a_mute_phone() {
    let asked = |run: u32| {
        causes(|a, _| {
            (a.asks, a.repeats, a.run) = (1, run, run);
            a.last = Some(sighting());
        })
    };
    assert_eq!(asked(0), [("cannot-answer", Suspect)]);
    assert_eq!(asked(1), [], "one repetition is only a loss");
    assert_eq!(asked(2), [("answers-lost", Suspect)]);
}

#[test]
fn a_question_asked_a_moment_ago_allows_no_word() {
    let just_now = causes(|a, _| {
        a.asks = 1;
        a.last = Some(Sighting {
            mark: Mark { at: NOW, ..mark() },
            ..sighting()
        });
    });
    assert_eq!(just_now, []);
}

#[test]
fn a_scanner_allows_no_word_about_the_phone() {
    let by_name = causes(|a, s| {
        (a.asks, s.is_scanner) = (1, true);
        a.last = Some(sighting());
    });
    assert_eq!(by_name, []);
}

#[test]
fn loops_and_streaks() {
    let looped = |ago: u64, port: u16| {
        causes(|a, s| {
            (s.looped, s.looper) = (NOW - ago, port);
            a.last = Some(sighting());
        })
    };
    assert_eq!(looped(5, peer().port()), [("loops", Sure)]);
    assert_eq!(looped(600, peer().port()), []);
    assert_eq!(looped(5, 5060), [], "that is a neighbour");
    assert_eq!(
        causes(|a, _| (a.stale, a.last) = (3, Some(sighting()))),
        [("stale-loop", Sure)]
    );
    let pushed = |at| causes(|a, _| (a.push_outs, a.pushed_at) = (4, at));
    assert_eq!(pushed(NOW - 500), [("flapping", Sure)]);
    assert_eq!(pushed(NOW - 600), []);
}

#[test]
fn a_nonce_used_elsewhere_is_certain() {
    let used = causes(|a, _| {
        a.stale = 3;
        a.last = Some(Sighting {
            why: Some(AuthFailure::NonceOtherAddress),
            ..sighting()
        })
    });
    assert_eq!(used, [("nonce-other-address", Sure)]);
}

#[test]
fn what_was_rewritten_on_the_way_is_never_certain() {
    let uri = causes(|a, _| {
        failing(a, Blame::Mistake(Mistake::WrongPassword));
        let digest_host = Short::of(b"other.example.com");
        a.last = Some(Sighting {
            digest_host,
            why: Some(AuthFailure::WrongDigest),
            outcome: Outcome::WrongLogin,
            ..sighting()
        });
    });
    assert_eq!(
        uri,
        [("sip-alg", Suspect)],
        "it may be the password or the way"
    );
    let via = causes(|a, _| {
        (a.asks, a.run, a.repeats) = (3, 2, 2);
        a.last = Some(Sighting {
            via: (Short::of(b"198.51.100.7"), 5060, false),
            ..sighting()
        });
    });
    assert_eq!(via, [("sip-alg", Suspect), ("answers-lost", Suspect)]);
}

#[test]
fn a_binding_that_ended_unrefreshed_is_a_hint_until_the_phone_returns() {
    assert_eq!(
        causes(|a, _| a.expired = Some(mark())),
        [("drops", Suspect)]
    );
    let back = causes(|a, _| {
        a.expired = Some(mark());
        a.success = Some(Mark {
            at: NOW - 1,
            ..mark()
        });
    });
    assert_eq!(back, []);
}

#[test]
fn nothing_seen_allows_no_word() {
    assert_eq!(causes(|_, _| {}), []);
}

#[test]
fn every_rule_has_its_own_name() {
    let mut names: Vec<_> = RULES.iter().map(|(cause, ..)| cause).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), RULES.len());
}
