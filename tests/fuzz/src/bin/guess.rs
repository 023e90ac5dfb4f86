//! How many passwords can be tried? Each way of guessing is played against a registrar for twenty minutes
//! of simulated time, as fast as a line of 200 datagrams a second allows; what counts is how many guesses
//! were judged, right or wrong, for each source. `guess`; a way is a test.

use hostile::strangers::{PASSWORD, hand_in, login, moment, nonce_of, register, registrar, source};
use sipreg::exchange::Outcome;
use sipreg::registrar::Registrar;
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;

const MINUTES: u64 = 20;
const A_SECOND: u64 = 200;
/// Guesses a second and source that are bearable: a password of eight random letters lasts for ever.
const LIMIT: f64 = 1.0;
/// The one whose password is guessed.
const VICTIM: &str = "1002";

/// A sender that guesses: what it sends as its `n`th datagram, from where.
trait Guesser {
    fn name(&self) -> &'static str;
    /// How many sources it has.
    fn sources(&self) -> u32 {
        1
    }
    fn begin(&mut self, _: &mut Registrar) {}
    /// Guesses a second and source that are bearable.
    fn limit(&self) -> f64 {
        LIMIT
    }
    /// How often the owner of the extension was kept out meanwhile.
    fn kept_out(&self) -> u64 {
        0
    }
    /// Sends some, returns how many guesses were judged.
    fn play(&mut self, registrar: &mut Registrar, n: u64) -> u64;
}

fn tell(
    registrar: &mut Registrar,
    n: u64,
    peer: SocketAddr,
    mut datagram: Vec<u8>,
) -> (Outcome, String) {
    let mut out = Vec::new();
    let answer = hand_in(
        registrar,
        &moment(n * 1000 / A_SECOND),
        peer,
        &mut datagram,
        &mut out,
    );
    let is_answered = answer.answer.is_some();
    let outcome = answer.outcome;
    registrar.journal().clear();
    (
        outcome,
        if is_answered {
            nonce_of(&out)
        } else {
            String::new()
        },
    )
}

fn is_judged(outcome: Outcome) -> u64 {
    use Outcome::{Forbidden, UnknownExtension, WrongLogin};
    u64::from(outcome.is_success() || matches!(outcome, Forbidden | UnknownExtension | WrongLogin))
}

/// Guesses from one place, with Call-IDs and ports as it likes.
struct Plain {
    name: &'static str,
    /// How many datagrams are sent under one Call-ID.
    call: u64,
    ports: u64,
    /// Where the nonce is fetched, if elsewhere; and where the guesses come from.
    asks: SocketAddr,
    guesses: SocketAddr,
    /// Whose To is in the request, and who has a phone there.
    to: &'static str,
    /// Who logs in from there, successfully, after so many guesses; 0: never.
    own: u64,
    whose: &'static str,
    nonce: String,
    uses: u32,
}

impl Plain {
    fn new(name: &'static str) -> Self {
        let here = SocketAddr::new(source(1), 5060);
        Self {
            name,
            call: 1,
            ports: 1,
            asks: here,
            guesses: here,
            to: VICTIM,
            own: 0,
            whose: "1001",
            nonce: String::new(),
            uses: 0,
        }
    }

    fn log_in(&self, registrar: &mut Registrar, n: u64, user: &str) {
        let peer = self.guesses;
        let id = format!("own{n}");
        let (_, nonce) = tell(registrar, n, peer, register(peer, user, &id, 1, ""));
        let auth = login(user, &nonce, 1, PASSWORD);
        tell(registrar, n, peer, register(peer, user, &id, 2, &auth));
    }
}

impl Guesser for Plain {
    fn name(&self) -> &'static str {
        self.name
    }

    fn begin(&mut self, registrar: &mut Registrar) {
        if self.own > 0 {
            self.log_in(registrar, 0, self.whose);
        } else if self.to != VICTIM {
            self.log_in(registrar, 0, self.to);
        }
    }

    fn play(&mut self, registrar: &mut Registrar, n: u64) -> u64 {
        if self.own > 0 && n % self.own == 0 {
            self.log_in(registrar, n, self.whose);
        }
        let call_id = format!("g{}", n / self.call);
        if self.nonce.is_empty() || n % (A_SECOND * 200) == 0 {
            let asks = self.asks;
            let (_, nonce) = tell(
                registrar,
                n,
                asks,
                register(asks, self.to, &format!("ask{n}"), 1, ""),
            );
            (self.nonce, self.uses) = (nonce, 0);
            return 0;
        }
        self.uses += 1;
        let port = 5060 + u16::try_from(n % self.ports).unwrap_or(0);
        let peer = SocketAddr::new(self.guesses.ip(), port);
        let auth = login(VICTIM, &self.nonce, self.uses, &format!("guess {n}"));
        let datagram = register(
            peer,
            self.to,
            &call_id,
            u32::try_from(n + 2).unwrap_or(0),
            &auth,
        );
        is_judged(tell(registrar, n, peer, datagram).0)
    }
}

/// An owner who registers again under one Call-ID, wherever it is.
#[derive(Default)]
struct Owner {
    /// Where it is, under which Call-ID, and how many requests it has sent under it.
    place: u32,
    call: u32,
    cseq: u32,
    kept_out: u64,
}

impl Owner {
    fn ip(&self) -> IpAddr {
        source(100_000 + self.place)
    }

    fn register(&mut self, registrar: &mut Registrar, n: u64) {
        let peer = SocketAddr::new(self.ip(), 5060);
        let id = format!("owner{}", self.call);
        let (_, nonce) = tell(
            registrar,
            n,
            peer,
            register(peer, VICTIM, &id, self.cseq + 1, ""),
        );
        let auth = login(VICTIM, &nonce, 1, PASSWORD);
        let (outcome, _) = tell(
            registrar,
            n,
            peer,
            register(peer, VICTIM, &id, self.cseq + 2, &auth),
        );
        self.cseq += 2;
        self.kept_out += u64::from(!outcome.is_success());
    }
}

/// Ten thousand addresses that guess at one extension, each under a nonce of its own, while its owner
/// refreshes, restarts with another Call-ID, and moves to other networks with the old one.
#[derive(Default)]
struct Herd {
    nonces: Vec<String>,
    owner: Owner,
}

impl Herd {
    const SOURCES: u32 = 10_000;
}

impl Guesser for Herd {
    fn name(&self) -> &'static str {
        "ten thousand addresses at one extension, whose owner roams and restarts"
    }

    fn limit(&self) -> f64 {
        2.0
    }

    fn kept_out(&self) -> u64 {
        self.owner.kept_out
    }

    fn begin(&mut self, registrar: &mut Registrar) {
        self.nonces = vec![String::new(); Self::SOURCES as usize];
        self.owner.register(registrar, 0);
    }

    fn play(&mut self, registrar: &mut Registrar, n: u64) -> u64 {
        if n % (30 * A_SECOND) == 0 {
            let owner = &mut self.owner;
            match n / (30 * A_SECOND) % 3 {
                0 => {}
                1 => (owner.call, owner.cseq) = (owner.call + 1, 0),
                _ => owner.place += 1,
            }
            self.owner.register(registrar, n);
        }
        let place = u32::try_from(n).unwrap_or(0) % Self::SOURCES;
        let peer = SocketAddr::new(source(place), 5060);
        let id = format!("h{place}");
        let nonce = &mut self.nonces[place as usize];
        // Each asks, and guesses when its turn comes again.
        if nonce.is_empty() {
            (_, *nonce) = tell(registrar, n, peer, register(peer, VICTIM, &id, 1, ""));
            return 0;
        }
        let auth = login(VICTIM, nonce, 1, &format!("guess {n}"));
        nonce.clear();
        is_judged(tell(registrar, n, peer, register(peer, VICTIM, &id, 2, &auth)).0)
    }
}

/// A sender that has an account and forges addresses. Each successful login seems to come from another address,
/// and what it sends besides from the address of a registered phone.
#[derive(Default)]
struct Forger {
    nonce: String,
    owner: Owner,
}

impl Forger {
    /// Forged datagrams for each login; with 200 of these a second, 800.
    const BESIDES: u64 = 4;
}

impl Guesser for Forger {
    fn name(&self) -> &'static str {
        "one who has an account, and forges the address of a registered phone 800 times a second"
    }

    fn kept_out(&self) -> u64 {
        self.owner.kept_out
    }

    fn begin(&mut self, registrar: &mut Registrar) {
        self.owner.register(registrar, 0);
        let peer = SocketAddr::new(source(1), 5060);
        (_, self.nonce) = tell(registrar, 0, peer, register(peer, "1001", "forger", 1, ""));
    }

    fn play(&mut self, registrar: &mut Registrar, n: u64) -> u64 {
        if n.is_multiple_of(2 * A_SECOND) {
            self.owner.register(registrar, n);
        }
        let count = u32::try_from(n).unwrap_or(u32::MAX);
        let forged = SocketAddr::new(source(200_000 + count), 5060);
        let auth = login("1001", &self.nonce, count, PASSWORD);
        let id = format!("f{n}");
        let (outcome, _) = tell(
            registrar,
            n,
            forged,
            register(forged, "1001", &id, 1, &auth),
        );
        for besides in 0..Self::BESIDES {
            let port = 1024 + u16::try_from((n * Self::BESIDES + besides) % 60_000).unwrap_or(0);
            let forged = SocketAddr::new(self.owner.ip(), port);
            let id = format!("g{n}-{besides}");
            tell(registrar, n, forged, register(forged, VICTIM, &id, 1, ""));
        }
        is_judged(outcome)
    }
}

fn main() -> ExitCode {
    let here = SocketAddr::new(source(1), 5060);
    let v6 = |host: u16| {
        SocketAddr::new(
            format!("2001:db8::{host:x}").parse().expect("an address"),
            5060,
        )
    };
    let ways: Vec<Box<dyn Guesser>> = vec![
        Box::new(Plain::new("a Call-ID for each guess")),
        Box::new(Plain {
            call: u64::MAX,
            ..Plain::new("one Call-ID for all")
        }),
        Box::new(Plain {
            call: u64::MAX,
            ports: 1000,
            ..Plain::new("one Call-ID, a thousand ports")
        }),
        Box::new(Plain {
            call: 50,
            ports: 20,
            ..Plain::new("a Call-ID for fifty guesses")
        }),
        Box::new(Plain {
            asks: SocketAddr::new(source(2), 5060),
            ports: 100,
            ..Plain::new("the nonce of another address")
        }),
        Box::new(Plain {
            asks: v6(1),
            guesses: v6(2),
            ports: 100,
            ..Plain::new("the nonce of another address of one IPv6 network")
        }),
        Box::new(Plain {
            to: "1001",
            guesses: here,
            ports: 100,
            ..Plain::new("from where another extension has its phone, under its name")
        }),
        Box::new(Plain {
            own: 9,
            ..Plain::new(
                "beside a sender that logs in with its own account after every eight guesses",
            )
        }),
        Box::new(Plain {
            own: 2 * A_SECOND,
            whose: VICTIM,
            ports: 100,
            ..Plain::new(
                "from where the very extension has its phone, which refreshes every two seconds",
            )
        }),
        Box::new(Plain {
            call: 16,
            own: 20,
            ..Plain::new(
                "a Call-ID for sixteen guesses, beside one who logs in after every nineteen",
            )
        }),
        Box::new(Herd::default()),
        Box::new(Forger::default()),
    ];
    let mut failed = 0;
    let count = ways.len();
    for mut way in ways {
        let mut registrar = registrar("");
        way.begin(&mut registrar);
        let (mut judged, mut first) = (0, 0);
        for n in 1..MINUTES * 60 * A_SECOND {
            judged += way.play(&mut registrar, n);
            if n == 60 * A_SECOND {
                first = judged;
            }
        }
        let rate = (judged - first) as f64 / ((MINUTES - 1) * 60) as f64 / f64::from(way.sources());
        let kept_out = way.kept_out();
        let is_slow = rate < way.limit() && kept_out == 0;
        failed += usize::from(!is_slow);
        println!(
            "{} {}: {first} guesses judged in the first minute, then {rate:.3} a second; the owner kept out {kept_out} times",
            if is_slow { "ok  " } else { "FAIL" },
            way.name()
        );
    }
    println!("{} passed, {failed} failed", count - failed);
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
