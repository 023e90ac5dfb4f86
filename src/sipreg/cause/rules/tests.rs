#![allow(clippy::unwrap_used, clippy::panic)]
use super::super::Strength::{self, Sure, Suspect};
use super::*;
use crate::evidence::{Ending, Failure, Undelivered, ViaSeen, keep};

const NOW: Time = Time::from_secs(1_000_000);

fn ago(secs: u64) -> Time {
    Time::from_secs(NOW.secs() - secs)
}

/// Stands for the hash of the name.
const KEY: u64 = 77;

fn peer() -> SocketAddr {
    "198.51.100.7:40112".parse().unwrap()
}

fn seen() -> Seen {
    Seen {
        at: ago(10),
        peer: peer(),
        agent: keep(b"Z 5.6.6"),
    }
}

fn register() -> Register {
    Register {
        seen: seen(),
        via: ViaSeen {
            host: keep(b"192.168.1.5"),
            port: 5060,
            rport: true,
        },
        uri_host: keep(b"sip.example.com"),
        outcome: Outcome::Challenged,
        failure: Some(AuthFailure::NoCredentials),
        ..Register::default()
    }
}

/// One account that is not registered, changed by `change`; all that is said of it.
fn told(change: impl FnOnce(&mut Account, &mut Source)) -> Vec<Cause> {
    let (mut account, mut source) = (Account::default(), Source::default());
    account.name = b"1001"[..].try_into().unwrap();
    source.last.peer = peer();
    change(&mut account, &mut source);
    told_of(&Case {
        source: Some(&source),
        blamed: Some(&source),
        failed_beside: Some(b"1002"),
        ..case(&account)
    })
}

fn told_of(case: &Case<'_>) -> Vec<Cause> {
    case.explanations().into_iter().map(|e| e.cause).collect()
}

/// The same, by name and strength.
fn causes(change: impl FnOnce(&mut Account, &mut Source)) -> Vec<(&'static str, Strength)> {
    let named = told(change);
    named.iter().map(|c| (c.name(), c.strength())).collect()
}

/// The case of `account`, of whose sources nothing is known.
fn case(account: &Account) -> Case<'_> {
    Case {
        account,
        key: KEY,
        last: account.last(),
        source: None,
        blamed: None,
        failed_beside: None,
        is_registered: false,
        offers_sha256: false,
        now: NOW,
    }
}

fn fail(account: &mut Account, reason: Reason) {
    account.failure = Some(Box::new(Failure {
        seen: seen(),
        reason,
        is_past: false,
    }));
    account.is_failing = true;
}

fn ended(outcome: Outcome) -> Vec<(&'static str, Strength)> {
    causes(|a, _| {
        a.registers = vec![Register {
            outcome,
            ..register()
        }];
    })
}

fn because(failure: AuthFailure) -> Vec<(&'static str, Strength)> {
    causes(|a, _| {
        a.registers = vec![Register {
            failure: Some(failure),
            is_login: true,
            ..register()
        }];
    })
}

fn expired() -> Option<Box<Ending>> {
    Some(Box::new(Ending {
        seen: seen(),
        end: End::Expired,
        is_for_other_program: false,
    }))
}

#[test]
fn every_mistake_in_the_login_is_certain() {
    for (mistake, cause) in [
        (Mistake::WrongPassword, "wrong-password"),
        (Mistake::Hashed, "wrong-password"),
        (Mistake::NotExamined, "not-examined"),
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
            causes(|a, _| fail(a, Reason::Mistake(mistake))),
            [(cause, Sure)]
        );
    }
    let refused = |repeats| {
        told(|a, _| {
            let (obstacle, reporter) = (Obstacle::PortClosed, None);
            a.undelivered = Some(Undelivered { obstacle, reporter });
            a.registers = vec![Register {
                repeats,
                ..register()
            }];
        })
        .remove(0)
    };
    let fact = |fact| Cause::Sure(Proven(fact));
    assert_eq!(refused(1), fact(Fact::AnswerRefused));
    assert_eq!(refused(2), fact(Fact::AnswerRefusedAgain));
}

#[test]
fn every_refusal_is_certain() {
    for (outcome, cause) in [
        (Outcome::TooBrief, "interval-too-brief"),
        (Outcome::BadContact, "bad-contact"),
        (Outcome::TooManyContacts, "too-many-contacts"),
        (Outcome::OutOfOrder, "cseq-not-greater"),
        (Outcome::NotFound, "wrong-domain"),
        (Outcome::Malformed, "malformed"),
        (Outcome::BadExtension, "bad-extension"),
        (Outcome::UnsupportedScheme, "unsupported-scheme"),
        (Outcome::AccountLimited, "account-limited"),
    ] {
        assert_eq!(ended(outcome), [(cause, Sure)]);
    }
    for (failure, cause) in [
        (AuthFailure::OtherExtension, "auth-user-other-account"),
        (AuthFailure::UnknownExtension, "auth-user-unknown"),
        (AuthFailure::RealmChanged, "realm-changed"),
        (AuthFailure::AlgorithmNotOffered, "algorithm-not-offered"),
        (AuthFailure::QopNotOffered, "qop-not-offered"),
        (AuthFailure::Incomplete, "credentials-incomplete"),
        (AuthFailure::RealmInNameOfHash, "realm-in-name-of-hash"),
    ] {
        assert_eq!(because(failure), [(cause, Sure)]);
    }
}

#[test]
fn what_kept_an_answer_from_arriving_is_certain() {
    for (obstacle, cause) in [
        (Obstacle::OwnFirewall, "reply-blocked"),
        (Obstacle::PortClosed, "answer-refused"),
        (Obstacle::Prohibited, "answer-prohibited"),
        (Obstacle::NoRoute, "answer-unreachable"),
        (Obstacle::TooLarge, "answer-too-large"),
    ] {
        let reporter = None;
        assert_eq!(
            causes(|a, _| a.undelivered = Some(Undelivered { obstacle, reporter })),
            [(cause, Sure)]
        );
    }
}

#[test]
fn who_has_answered_a_question_has_heard_it() {
    let then = |has_heard: bool, obstacle: Obstacle| {
        causes(|a, _| {
            fail(a, Reason::Mistake(Mistake::FirstCapital));
            let reporter = None;
            a.undelivered = Some(Undelivered { obstacle, reporter });
            a.registers = vec![Register {
                outcome: Outcome::WrongLogin,
                failure: Some(AuthFailure::WrongDigest),
                has_heard,
                is_login: true,
                ..register()
            }];
        })
    };
    let mistake = ("password-first-letter-capitalised", Sure);
    assert_eq!(then(true, Obstacle::PortClosed), [mistake]);
    assert_eq!(then(true, Obstacle::Prohibited), [mistake]);
    let both = [("reply-blocked", Sure), mistake];
    assert_eq!(then(true, Obstacle::OwnFirewall), both, "our own doing");
    let both = [mistake, ("answer-refused", Sure)];
    assert_eq!(then(false, Obstacle::PortClosed), both);
}

#[test]
fn a_lockout_is_put_down_to_who_failed() {
    let locked = |reason: Reason| {
        let causes = told(|a, _| {
            a.registers = vec![Register {
                outcome: Outcome::LockedOut,
                ..register()
            }];
            fail(a, reason);
        });
        match causes.into_iter().next() {
            Some(Cause::Sure(Proven(fact))) => fact,
            other => panic!("{other:?}"),
        }
    };
    let own = Fact::LockedOut;
    assert_eq!(
        locked(Reason::Mistake(Mistake::TrailingSpace)),
        own,
        "before the mistake"
    );
    assert_eq!(locked(Reason::Refused(Outcome::UnknownExtension)), own);
    let beside = Fact::LockedOutBeside(Some("1002".to_owned()));
    assert_eq!(locked(Reason::Refused(Outcome::LockedOut)), beside);
    assert_eq!(
        locked(Reason::Login(AuthFailure::AlgorithmNotOffered)),
        beside
    );
}

#[test]
fn a_guess_is_not_the_phone() {
    let guess = |change: fn(&mut Account)| {
        causes(|a, _| {
            a.guessed = Some(Box::new(seen()));
            change(a);
        })
    };
    assert_eq!(guess(|_| {}), [("many-wrong-logins", Sure)]);
    let by_name = |a: &mut Account| a.guessed.as_mut().unwrap().agent = keep(b"sipvicious");
    assert_eq!(guess(by_name), [("guessed", Sure)]);
    assert_eq!(guess(|a| a.success = Some(seen())), []);
    assert_eq!(
        guess(|a| a.ending = expired()),
        [("drops", Suspect)],
        "the phone has been here"
    );
    assert_eq!(
        guess(|a| fail(a, Reason::Mistake(Mistake::Empty))),
        [("password-empty", Sure)]
    );
}

#[test]
fn repetition_tells_a_lost_answer_from_a_mute_phone() {
    let asked = |repeats: u32| {
        causes(|a, _| {
            a.registers = vec![Register {
                repeats,
                ..register()
            }];
        })
    };
    assert_eq!(asked(0), [("cannot-answer", Suspect)]);
    assert_eq!(asked(1), [], "one repetition is only a loss");
    assert_eq!(asked(2), [("answers-lost", Suspect)]);
}

#[test]
fn a_question_asked_a_moment_ago_allows_no_word() {
    let just_now = causes(|a, _| {
        let seen = Seen { at: NOW, ..seen() };
        a.registers = vec![Register { seen, ..register() }];
    });
    assert_eq!(just_now, []);
}

#[test]
fn a_scanner_allows_no_word_about_the_phone() {
    let by_name = causes(|a, s| {
        s.is_scanner = true;
        a.registers = vec![register()];
    });
    assert_eq!(by_name, []);
}

/// What is suspected of a phone that was asked and is silent.
fn silent(offers_sha256: bool, change: impl FnOnce(&mut Account)) -> Vec<Cause> {
    let mut account = Account::default();
    account.registers = vec![register()];
    change(&mut account);
    told_of(&Case {
        offers_sha256,
        ..case(&account)
    })
}

#[test]
fn silence_is_put_down_to_what_was_asked_and_to_what_is_known_of_the_phone() {
    use Guess::{AlgorithmUnknown, CannotAnswer, CannotAnswerAnyMore, LoginTooLarge};
    let one = |guess| [Cause::Suspect(guess)];
    assert_eq!(silent(false, |_| {}), one(CannotAnswer));
    assert_eq!(silent(true, |_| {}), one(AlgorithmUnknown));
    let large = |a: &mut Account| a.registers[0].size = 1309;
    assert_eq!(silent(false, large), one(LoginTooLarge(1309)));
    let small = |a: &mut Account| a.registers[0].size = 700;
    assert_eq!(silent(false, small), one(CannotAnswer));
    let before = |a: &mut Account| a.success = Some(seen());
    assert_eq!(silent(true, before), one(CannotAnswerAnyMore));
}

#[test]
fn a_nonce_that_is_not_ours_is_no_scanner_and_often_another_server() {
    let brought = |failure: AuthFailure, stale: u32| {
        silent(false, |a| {
            a.registers[0].outcome = Outcome::Stale;
            a.registers[0].failure = Some(failure);
            a.registers[0].is_login = true;
            a.stale = stale;
        })
    };
    let once = Cause::Suspect(Guess::NonceForeign);
    assert_eq!(brought(AuthFailure::NonceForeign, 1), [once]);
    assert_eq!(brought(AuthFailure::NonceExpired, 1), []);
    let again = Cause::Sure(Proven(Fact::NonceForeign));
    assert_eq!(brought(AuthFailure::NonceForeign, 3), [again]);
    let expired = Cause::Sure(Proven(Fact::StaleLoop));
    assert_eq!(brought(AuthFailure::NonceExpired, 3), [expired]);
}

#[test]
fn who_answers_sha_256_with_another_algorithm_is_told_apart() {
    let answered = |offers_sha256| {
        silent(offers_sha256, |a| {
            a.registers[0].failure = Some(AuthFailure::AlgorithmNotOffered);
            a.registers[0].is_login = true;
        })
    };
    assert_eq!(
        answered(false),
        [Cause::Sure(Proven(Fact::AlgorithmNotOffered))]
    );
    assert_eq!(answered(true), [Cause::Sure(Proven(Fact::OlderAlgorithm))]);
}

#[test]
fn who_has_tried_to_log_in_can_answer() {
    let tried = causes(|a, _| {
        let login = Register {
            is_login: true,
            outcome: Outcome::Stale,
            failure: Some(AuthFailure::NonceExpired),
            ..register()
        };
        a.registers = vec![login, register()];
    });
    assert_eq!(tried, []);
}

#[test]
fn loops_and_streaks() {
    let looped = |secs: u64, port: u16, key: u64| {
        causes(|a, s| {
            (s.looped, s.looper, s.looping) = (Some(ago(secs)), port, key);
            a.registers = vec![Register {
                is_login: true,
                ..register()
            }];
        })
    };
    assert_eq!(looped(5, peer().port(), KEY), [("loops", Sure)]);
    assert_eq!(looped(600, peer().port(), KEY), []);
    assert_eq!(looped(5, 5060, KEY), [], "that is a neighbour");
    let other = looped(5, peer().port(), 78);
    assert_eq!(other, [], "another account of that program");
    let stale = |failure: AuthFailure| {
        causes(|a, _| {
            a.stale = 3;
            a.registers = vec![Register {
                failure: Some(failure),
                is_login: true,
                ..register()
            }];
        })
    };
    assert_eq!(stale(AuthFailure::NonceReplayed), [("stale-loop", Sure)]);
    assert_eq!(stale(AuthFailure::NonceForeign), [("nonce-foreign", Sure)]);
    assert_eq!(
        stale(AuthFailure::NonceOtherAddress),
        [("nonce-other-address", Sure)]
    );
    let displaced = |kind, at| {
        causes(|a, _| {
            let displacements = &mut a.displacements;
            (displacements.count, displacements.at) = (4, at);
            displacements.last = Some(kind);
        })
    };
    let (evicted, replaced) = (End::Evicted, End::Replaced);
    assert_eq!(displaced(evicted, ago(500)), [("flapping", Sure)]);
    assert_eq!(displaced(evicted, ago(600)), []);
    let shared = [("shared-instance", Sure)];
    assert_eq!(displaced(replaced, ago(500)), shared);
}

#[test]
fn what_was_rewritten_on_the_way_is_never_certain() {
    let uri = causes(|a, _| {
        fail(a, Reason::Mistake(Mistake::WrongPassword));
        a.registers = vec![Register {
            digest_host: keep(b"other.example.com"),
            failure: Some(AuthFailure::WrongDigest),
            outcome: Outcome::WrongLogin,
            is_login: true,
            ..register()
        }];
    });
    assert_eq!(
        uri,
        [("sip-alg", Suspect)],
        "it may be the password or the way"
    );
    let via = causes(|a, _| {
        a.registers = vec![Register {
            via: ViaSeen {
                host: keep(b"198.51.100.7"),
                port: 5060,
                rport: false,
            },
            repeats: 2,
            ..register()
        }];
    });
    assert_eq!(via, [("sip-alg", Suspect), ("answers-lost", Suspect)]);
}

#[test]
fn a_binding_that_ended_unrefreshed_is_a_hint_until_the_phone_returns() {
    assert_eq!(causes(|a, _| a.ending = expired()), [("drops", Suspect)]);
    let back = causes(|a, _| {
        a.ending = expired();
        a.success = Some(Seen {
            at: ago(1),
            ..seen()
        });
    });
    assert_eq!(back, []);
    let gone = causes(|a, _| {
        a.ending = Some(Box::new(Ending {
            seen: seen(),
            end: End::Unregistered,
            is_for_other_program: false,
        }));
    });
    assert_eq!(gone, [("unregistered", Sure)], "its phone did that");
    let changed = causes(|a, _| {
        a.ending = Some(Box::new(Ending {
            seen: seen(),
            end: End::PasswordChanged,
            is_for_other_program: false,
        }));
    });
    assert_eq!(changed, [("password-changed", Sure)]);
}

#[test]
fn nothing_seen_allows_no_word() {
    assert_eq!(causes(|_, _| {}), []);
}

#[test]
fn what_is_written_down_is_read_again() {
    let mut all = told(|a, _| fail(a, Reason::Mistake(Mistake::OfOther("1002".into()))));
    all.extend(told(|a, _| fail(a, Reason::Mistake(Mistake::Hashed))));
    all.extend(told(|a, _| {
        let outcome = Outcome::LockedOut;
        a.registers = vec![Register {
            outcome,
            ..register()
        }];
    }));
    for kind in [End::Evicted, End::Replaced] {
        all.extend(told(|a, _| {
            let displacements = &mut a.displacements;
            (displacements.count, displacements.at) = (7, NOW);
            displacements.last = Some(kind);
        }));
    }
    all.push(Cause::Suspect(Guess::AlteredDigest("a".into(), "b".into())));
    all.push(Cause::Suspect(Guess::AlteredVia("a".into())));
    all.push(Cause::Sure(Proven(Fact::LockedOutBeside(None))));
    all.push(Cause::Sure(Proven(Fact::AnswerProhibited(Some(
        peer().ip(),
    )))));
    assert!(all.len() >= 8);
    for cause in all {
        let read = Cause::read(cause.name(), cause.strength().name(), &cause.detail());
        assert_eq!(read, Some(cause));
    }
}

/// The names of what is said of `account`, each with the address it is about.
fn whom(account: &Account) -> Vec<(&'static str, SocketAddr)> {
    let explanations = case(account).explanations();
    let whom = explanations.iter().map(|e| (e.cause.name(), e.from));
    whom.collect()
}

#[test]
fn each_cause_is_about_whoever_it_was_seen_of() {
    let other: SocketAddr = "203.0.113.66:5060".parse().unwrap();
    let of_other = || Seen {
        peer: other,
        ..seen()
    };
    let asks = |seen: Seen, repeats: u32| Register {
        seen,
        repeats,
        ..register()
    };
    // Somebody else has asked for it since.
    let mut account = Account::default();
    fail(&mut account, Reason::Mistake(Mistake::TrailingSpace));
    account.registers = vec![Register {
        is_login: true,
        ..asks(of_other(), 0)
    }];
    assert_eq!(whom(&account), [("password-trailing-space", peer())]);

    let mut account = Account::default();
    account.registers = vec![asks(seen(), 3), asks(of_other(), 0)];
    assert_eq!(whom(&account), [("answers-lost", peer())]);

    // It once failed elsewhere, and has been right since.
    for (end, cause) in [
        (End::Expired, "drops"),
        (End::Unregistered, "unregistered"),
        (End::PasswordChanged, "password-changed"),
    ] {
        let mut account = Account::default();
        fail(&mut account, Reason::Mistake(Mistake::TrailingSpace));
        account.is_failing = false;
        account.ending = Some(Box::new(Ending {
            seen: of_other(),
            end,
            is_for_other_program: false,
        }));
        assert_eq!(whom(&account), [(cause, other)]);
    }

    let mut account = Account::default();
    account.guessed = Some(Box::new(of_other()));
    account.registers = vec![asks(seen(), 0)];
    account.registers[0].outcome = Outcome::Challenged;
    assert_eq!(whom(&account), [("cannot-answer", peer())]);
}
