//! The verdict after a watch without success: what the attempt showed, else what arrived at the machine but not
//! at the socket, else that nothing came, with the proof that the port is open if there is one.

use super::arrivals::Arrivals;
use super::ladder::{Ladder, Target};
use super::way_back;
use crate::diagnose::doctor::bans::Ban;
use crate::diagnose::doctor::diagnosis::Diagnosis;
use crate::diagnose::doctor::extension::{by_host, by_way_in, three};
use crate::diagnose::doctor::firewall;
use crate::diagnose::doctor::machine::Machine;
use crate::diagnose::doctor::traffic::Outsiders;
use crate::text::{Say, Words, phone as words};
use sipreg::cause::{Cause, Guess};
use std::net::IpAddr;

/// What a watch without success has seen, and where.
pub(crate) struct Silence<'a> {
    pub(crate) ladder: &'a Ladder,
    pub(crate) arrivals: &'a Arrivals,
    pub(crate) machine: &'a Machine,
    pub(crate) bans: &'a [Ban],
}

impl Silence<'_> {
    /// Puts it all together. `by_tree` is what the decision tree says of the extension, if one is known.
    pub(crate) fn judge(&self, by_tree: Option<Diagnosis>) -> Diagnosis {
        if let Some(diagnosis) = self.in_part() {
            return diagnosis;
        }
        if self.ladder.shown > 0
            && let Some(diagnosis) = by_tree
        {
            return self.by_way_back(diagnosis);
        }
        // It sent nothing just now; what it sent before, or that it is not in the list, still holds.
        const ABOUT_SILENCE: [&str; 6] = [
            "nothing-arrived",
            "nothing-from-outside",
            "nothing-of-it",
            "ended",
            "unclear",
            "drops",
        ];
        self.blocked()
            .or_else(|| self.by_tcp())
            .or_else(|| self.astray())
            .or_else(|| by_tree.filter(|d| !ABOUT_SILENCE.contains(&d.cause)))
            .or_else(|| self.banned())
            .unwrap_or_else(|| self.total())
    }

    fn ill(
        &self,
        cause: &'static str,
        three: [&'static Words; 3],
        fill: impl Fn(Say) -> Say,
    ) -> Diagnosis {
        let head = match self.ladder.name() {
            Some(name) => words::NOT_REGISTERED.with("user", name),
            None => words::NOBODY.say(),
        };
        let port = self.arrivals.listen.port();
        let fill = |words: &'static Words| {
            let say = words.with("port", port);
            fill(say.with("server", self.machine.server()))
        };
        Diagnosis::ill(cause, head, three.map(fill))
    }

    fn ban_of(&self, ip: IpAddr) -> Option<&Ban> {
        self.bans.iter().find(|ban| ban.ip == ip)
    }

    /// Who reached the machine and not the socket. An address banned by fail2ban is usually a stranger's.
    fn blocked(&self) -> Option<Diagnosis> {
        let mut unheard = self.arrivals.unheard();
        let (from, lost) = unheard
            .find(|(ip, _)| self.ladder.target.may_be_at(*ip) && self.ban_of(*ip).is_none())?;
        let wrong = self.arrivals.wrong_checksums();
        let ill =
            |cause, three, n| self.ill(cause, three, |say| say.with("from", from).with("n", n));
        Some(if wrong >= lost.sent {
            let three = three!(CHECKSUM, CHECKSUM_LIKELY, CHECKSUM_DO);
            ill("wrong-checksum", three, wrong)
        } else if lost.torn > 0 {
            let three = three!(TORN, TORN_LIKELY, TORN_DO);
            ill("rest-missing", three, lost.torn)
        } else {
            let three = three!(BLOCKED_HERE, BLOCKED_HERE_LIKELY, BLOCKED_HERE_DO);
            self.by_rule(ill("blocked-here", three, lost.sent))
        })
    }

    /// Whose requests were seen, but not all of them.
    fn in_part(&self) -> Option<Diagnosis> {
        let at = self.ladder.last_from?;
        let (from, lost) = self.arrivals.lost().find(|(ip, _)| *ip == at)?;
        // One that is lost on the way proves nothing.
        if lost.sent - lost.heard < 2 {
            return None;
        }
        let three = three!(IN_PART, BLOCKED_HERE_LIKELY, BLOCKED_HERE_DO);
        let diagnosis = self.ill("partly-blocked-here", three, |say| {
            say.with("from", from)
                .with("n", lost.sent)
                .with("heard", lost.heard)
        });
        Some(self.by_rule(diagnosis))
    }

    /// Answers that are lost may have left by another line than the requests come by.
    fn by_way_back(&self, diagnosis: Diagnosis) -> Diagnosis {
        let at = self.ladder.last_from;
        let at = at.filter(|_| diagnosis.cause == Cause::Suspect(Guess::AnswersLost).name());
        let other_line = at.and_then(|from| {
            let (local, came_by) = self.arrivals.came(from)?;
            way_back::look(from, local, &came_by)
        });
        match other_line.map(|said| said.map(Some)) {
            Some([likely, todo]) => Diagnosis {
                likely,
                todo,
                ..diagnosis
            },
            None => diagnosis,
        }
    }

    /// Puts in what a check of the firewall has found.
    fn by_rule(&self, diagnosis: Diagnosis) -> Diagnosis {
        let nft = |machine: &Machine| firewall::by_nft(machine, true);
        by_host(self.machine, &[firewall::ufw, nft], diagnosis)
    }

    /// Who sent a REGISTER to where nobody listens. Whose it is cannot be known.
    fn astray(&self) -> Option<Diagnosis> {
        let mut astray = self.arrivals.astray.iter();
        let &(from, to) = astray.find(|(from, _)| self.ladder.target.may_be_at(from.ip()))?;
        let listen = self.arrivals.listen;
        let three = if to.port() == listen.port() {
            three!(ASTRAY, ASTRAY_LIKELY, ASTRAY_DO)
        } else {
            three!(ASTRAY, ASTRAY_PORT_LIKELY, ASTRAY_PORT_DO)
        };
        let diagnosis = self.ill("sent-elsewhere", three, |say| {
            say.with("from", from.ip())
                .with("to", to)
                .with("listen", listen)
                .with("config", &self.machine.path)
        });
        Some(self.of_phone(diagnosis))
    }

    /// As surely as it is known that it is about the phone: where that is.
    fn of_phone(&self, diagnosis: Diagnosis) -> Diagnosis {
        match self.ladder.target {
            Target::Address(_) => diagnosis,
            Target::Anybody | Target::Extension(_) => diagnosis.suspected(),
        }
    }

    /// The address that fail2ban bans.
    fn banned(&self) -> Option<Diagnosis> {
        let mut unheard = self.arrivals.unheard().map(|(ip, _)| ip);
        let ban =
            unheard.find_map(|ip| self.ban_of(ip).filter(|_| self.ladder.target.may_be_at(ip)))?;
        let three = three!(BANNED_SEEN, BANNED_SEEN_LIKELY, BANNED_SEEN_DO);
        let diagnosis = self.ill("banned", three, |say| {
            say.with("from", ban.ip).with("jail", &ban.jail)
        });
        Some(match ban.is_for_us() {
            true => self.of_phone(diagnosis),
            false => diagnosis.suspected(),
        })
    }

    /// Who tried another transport.
    fn by_tcp(&self) -> Option<Diagnosis> {
        let mut seen = self.arrivals.connects.iter();
        let &(from, there) = seen.find(|(from, _)| self.ladder.target.may_be_at(from.ip()))?;
        let transport = if there == 5061 { "TLS" } else { "TCP" };
        let three = three!(TRIES_TCP, TRIES_TCP_LIKELY, TRIES_TCP_DO);
        let diagnosis = self.ill("tries-tcp", three, |say| {
            say.with("from", from.ip())
                .with("there", there)
                .with("transport", transport)
        });
        Some(self.of_phone(diagnosis))
    }

    fn total(&self) -> Diagnosis {
        let likely = &words::NOT_OF_IT_LIKELY;
        // Only those from outside prove anything about the way in.
        let others = &self.ladder.others;
        let is_outside = |ip: &&IpAddr| self.machine.is_outside(**ip);
        let outside = others.iter().filter(is_outside).count();
        let json = self.machine.snapshot();
        let before = json.map(|json| Outsiders::of(json, self.machine));
        let arrived = self.ladder.arrived;
        if self.ladder.has_missed {
            let three = three!(MISSED, MISSED_LIKELY, MISSED_DO);
            self.ill("messages-missed", three, |say| say.with("n", arrived))
                .suspected()
        } else if outside > 0 {
            let certain = match &self.ladder.target {
                Target::Anybody => &words::NOTHING_NOW,
                Target::Extension(_) | Target::Address(_) => &words::OTHERS_NOW,
            };
            let three = [certain, likely, &words::NOT_OF_IT_DO];
            self.ill("nothing-but-others", three, |say| {
                say.with("n", outside)
                    .with("target", self.ladder.target.text())
            })
        } else if others.is_empty() && arrived > 0 {
            let three = three!(NO_REQUEST, NO_REQUEST_LIKELY, NO_REQUEST_DO);
            self.ill("no-request", three, |say| say.with("n", arrived))
        } else {
            let is_open = before.is_some_and(|outside| outside.count > 0);
            let certain = match (others.is_empty(), is_open) {
                (false, _) => &words::INSIDE_NOW,
                (true, true) => &words::NOTHING_NOW_BEFORE,
                (true, false) => &words::NOTHING_NOW_NONE,
            };
            let three = if is_open {
                [certain, likely, &words::NOT_OF_IT_DO]
            } else {
                [certain, &words::NOTHING_EVER_LIKELY, &words::NOTHING_DO]
            };
            let diagnosis = self.ill("nothing-now", three, |say| match before {
                Some(outside) => say.with("n", outside.to_string()),
                None => say,
            });
            by_way_in(self.machine, diagnosis)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::sys::host::capture::Packet;
    use crate::sys::host::counters::Counters;
    use crate::sys::snapshot::Asked;
    use crate::text::Language;
    use sipreg::cause::Strength;
    use std::net::SocketAddr;
    use tinyjson::JsonValue;

    fn arrivals(packets: &[Packet]) -> Arrivals {
        let listen = SocketAddr::from(([0, 0, 0, 0], 5062));
        let mut arrivals = Arrivals::new(
            listen,
            Vec::new(),
            1000,
            &"{}".parse().unwrap(),
            Counters::default(),
        );
        packets.iter().for_each(|p| arrivals.note(1, *p, 1001));
        arrivals
    }

    fn datagram_to(from: SocketAddr, to: SocketAddr) -> Packet {
        Packet::Datagram {
            from,
            to,
            is_register: true,
            is_part: false,
        }
    }

    fn of(target: Target, mut arrivals: Arrivals, sources: &str) -> Diagnosis {
        let ladder = Ladder::new(target, Vec::new(), &"{}".parse().unwrap());
        let json: JsonValue = format!("{{\"sources\":[{sources}]}}").parse().unwrap();
        arrivals.settle(&json, Counters::default());
        let bans = [Ban {
            jail: "sipregd".to_owned(),
            ip: "203.0.113.66".parse().unwrap(),
        }];
        let mut machine = Machine::nowhere();
        machine.asked = Asked::Fresh(json);
        let silence = Silence {
            ladder: &ladder,
            arrivals: &arrivals,
            machine: &machine,
            bans: &bans,
        };
        silence.judge(None)
    }

    #[test]
    fn what_arrived_at_the_machine_decides() {
        let from: SocketAddr = "198.51.100.7:1".parse().unwrap();
        let to = |port| SocketAddr::new("203.0.113.10".parse().unwrap(), port);
        let datagram = datagram_to(from, to(5062));
        let heard = "{\"address\":\"198.51.100.7\",\"last\":1001,\"datagrams\":1}";
        for (packets, sources, cause) in [
            (vec![datagram], "", "blocked-here"),
            (vec![datagram], heard, "nothing-now"),
            (vec![datagram_to(from, to(53))], "", "sent-elsewhere"),
            (
                vec![Packet::Connect { from, to: to(5061) }],
                "",
                "tries-tcp",
            ),
            (
                vec![Packet::Connect { from, to: to(22) }],
                "",
                "nothing-now",
            ),
        ] {
            let diagnosis = of(Target::Anybody, arrivals(&packets), sources);
            assert_eq!(diagnosis.cause, cause, "{packets:?}");
            for say in [&diagnosis.certain, &diagnosis.likely, &diagnosis.todo] {
                let text = say.as_ref().unwrap().text(Language::English);
                assert!(!text.contains(['?', '{']), "{text}");
            }
        }
        let banned = datagram_to("203.0.113.66:5060".parse().unwrap(), to(5062));
        for (target, strength) in [
            (Target::Extension("1001".to_owned()), Strength::Suspect),
            (
                Target::Address("203.0.113.66".parse().unwrap()),
                Strength::Sure,
            ),
        ] {
            let diagnosis = of(target, arrivals(&[banned]), "");
            assert_eq!(
                (diagnosis.cause, diagnosis.strength),
                ("banned", Some(strength))
            );
        }
        let both = of(Target::Anybody, arrivals(&[banned, datagram]), "");
        assert_eq!(both.cause, "blocked-here");
        let other = Target::Address("198.51.100.8".parse().unwrap());
        assert_eq!(of(other, arrivals(&[datagram]), "").cause, "nothing-now");
    }

    /// What is said of 1002 after these requests, `(from, user)`, and `datagrams` in all.
    fn after(requests: &[(&str, &str)], datagrams: usize) -> Diagnosis {
        let names = vec!["1001".to_owned(), "1002".to_owned()];
        let target = Target::Extension("1002".to_owned());
        let mut ladder = Ladder::new(target, names, &"{}".parse().unwrap());
        let recent: Vec<String> = requests
            .iter()
            .map(|(from, user)| {
                format!(
                    "{{\"at\":1500,\"from\":\"{from}\",\"method\":\"REGISTER\",\"user\":\"{user}\",\
                     \"status\":200,\"outcome\":\"refreshed\",\"agent\":\"Z\",\"login\":true,\"again\":false}}"
                )
            })
            .collect();
        let json = format!(
            "{{\"datagrams\":{datagrams},\"recent\":[{}]}}",
            recent.join(",")
        );
        let json: JsonValue = json.parse().unwrap();
        ladder.climb(&json);
        let silence = Silence {
            ladder: &ladder,
            arrivals: &arrivals(&[]),
            machine: &Machine::nowhere(),
            bans: &[],
        };
        silence.judge(None)
    }

    #[test]
    fn requests_of_another_phone_are_requests() {
        for (requests, datagrams, cause, words) in [
            (
                &[("198.51.100.7:1", "1001")][..],
                2,
                "nothing-but-others",
                &words::OTHERS_NOW,
            ),
            (
                &[("127.0.0.1:1", "1001")],
                2,
                "nothing-now",
                &words::INSIDE_NOW,
            ),
            (&[], 2, "no-request", &words::NO_REQUEST),
            (&[], 0, "nothing-now", &words::NOTHING_NOW_NONE),
        ] {
            let diagnosis = after(requests, datagrams);
            assert_eq!(diagnosis.cause, cause);
            let certain = diagnosis.certain.unwrap();
            assert!(certain.is(words), "{}", certain.text(Language::English));
        }
    }
}
