//! A packet filter in its barest form: chains of rules, and what becomes of a phone's first packet in them.
//! Three-valued: where a rule asks what is not known (the phone's address, the interface), it only may fit.

/// Whether a rule fits the packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fits {
    No,
    Maybe,
    Yes,
}

impl From<bool> for Fits {
    fn from(is_so: bool) -> Self {
        if is_so { Self::Yes } else { Self::No }
    }
}

impl Fits {
    /// The opposite.
    pub(crate) fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
            Self::Yes => Self::No,
        }
    }
}

/// Where a rule sends the packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Accept,
    Drop,
    Jump(String),
    Goto(String),
    Return,
    /// It only counts or logs.
    Nowhere,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) fits: Fits,
    pub(crate) target: Target,
}

/// A chain, named as its owner would name it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chain {
    pub(crate) name: String,
    /// Whether packets start here, and then whether the policy lets them in.
    pub(crate) policy: Option<bool>,
    pub(crate) rules: Vec<Rule>,
}

/// What becomes of the packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Accepted,
    /// No rule accepted it, and the policy drops.
    DroppedByPolicy,
    DroppedByRule,
    /// It is dropped unless a rule accepts it that may or may not fit.
    Unclear,
}

/// Deeper jumps than the kernel allows.
const DEPTH: usize = 16;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Accepted,
    Dropped,
    WentOn,
}

/// What becomes of the packet in the base chain `base`.
pub(crate) fn fate(chains: &[Chain], base: &Chain) -> Fate {
    let mut may_pass = false;
    let end = walk(chains, base, &mut may_pass, 0);
    match (end, base.policy) {
        (Step::Accepted, _) | (Step::WentOn, Some(true) | None) => Fate::Accepted,
        _ if may_pass => Fate::Unclear,
        (Step::Dropped, _) => Fate::DroppedByRule,
        (Step::WentOn, Some(false)) => Fate::DroppedByPolicy,
    }
}

fn walk(chains: &[Chain], chain: &Chain, may_pass: &mut bool, depth: usize) -> Step {
    for rule in chain.rules.iter().filter(|r| r.fits != Fits::No) {
        let is_certain = rule.fits == Fits::Yes;
        let (step, ends) = match &rule.target {
            Target::Accept => (Step::Accepted, true),
            Target::Drop => (Step::Dropped, true),
            Target::Return => (Step::WentOn, true),
            Target::Nowhere => continue,
            Target::Jump(name) | Target::Goto(name) => {
                let next = chains.iter().find(|c| c.name == *name);
                let step = match next {
                    Some(next) if depth < DEPTH => walk(chains, next, may_pass, depth + 1),
                    _ => Step::WentOn,
                };
                (step, matches!(rule.target, Target::Goto(_)))
            }
        };
        if !is_certain {
            *may_pass |= step == Step::Accepted;
        } else if ends || step != Step::WentOn {
            return step;
        }
    }
    Step::WentOn
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(fits: Fits, target: Target) -> Rule {
        Rule { fits, target }
    }

    fn of(policy: bool, rules: Vec<Rule>) -> Fate {
        let base = Chain {
            name: "in".into(),
            policy: Some(policy),
            rules,
        };
        let sub = Chain {
            name: "sub".into(),
            policy: None,
            rules: vec![rule(Fits::Yes, Target::Accept)],
        };
        let loops = Chain {
            name: "loop".into(),
            policy: None,
            rules: vec![rule(Fits::Yes, Target::Jump("loop".into()))],
        };
        fate(&[sub, loops, base.clone()], &base)
    }

    #[test]
    fn the_fate_of_a_packet() {
        use Fits::{Maybe, No, Yes};
        use Target::{Accept, Drop, Goto, Jump, Nowhere, Return};
        for (policy, rules, expected) in [
            (true, vec![], Fate::Accepted),
            (false, vec![], Fate::DroppedByPolicy),
            (false, vec![rule(Yes, Accept)], Fate::Accepted),
            (false, vec![rule(No, Accept)], Fate::DroppedByPolicy),
            (false, vec![rule(Maybe, Accept)], Fate::Unclear),
            (
                true,
                vec![rule(Yes, Drop), rule(Yes, Accept)],
                Fate::DroppedByRule,
            ),
            (true, vec![rule(Maybe, Drop)], Fate::Accepted),
            (
                true,
                vec![rule(Maybe, Accept), rule(Yes, Drop)],
                Fate::Unclear,
            ),
            (false, vec![rule(Yes, Jump("sub".into()))], Fate::Accepted),
            (false, vec![rule(Maybe, Jump("sub".into()))], Fate::Unclear),
            (
                false,
                vec![rule(Yes, Nowhere), rule(Yes, Return), rule(Yes, Accept)],
                Fate::DroppedByPolicy,
            ),
            (
                false,
                vec![rule(Yes, Goto("absent".into())), rule(Yes, Accept)],
                Fate::DroppedByPolicy,
            ),
            (
                false,
                vec![rule(Yes, Jump("loop".into()))],
                Fate::DroppedByPolicy,
            ),
        ] {
            assert_eq!(of(policy, rules.clone()), expected, "{policy} {rules:?}");
        }
    }
}
