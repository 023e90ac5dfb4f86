//! All findings for a person: problems, hints, what could not be determined, and a line that counts them.

use super::finding::{Finding, Verdict};
use crate::text::{Language, Say, host as words};

/// What is shown of them.
pub(crate) struct Overview {
    pub(crate) findings: Vec<Finding>,
    /// What it comes to.
    pub(crate) sentences: Vec<Say>,
}

impl Overview {
    /// Of what all checks found; those that are fine only if `verbose`.
    pub(crate) fn of(all: &[Finding], verbose: bool, is_root: bool) -> Self {
        let of = |verdict: Verdict| all.iter().filter(move |f| f.verdict == verdict);
        let wrong = of(Verdict::Problem).chain(of(Verdict::Hint)).cloned();
        let fine = of(Verdict::Ok).filter(|_| verbose).cloned();
        let findings = wrong.chain(grouped(of(Verdict::Unknown))).chain(fine);
        let ids: Vec<&str> = of(Verdict::Problem).map(|f| f.id).collect();
        let problems = match ids.as_slice() {
            [] => words::NO_PROBLEMS.say(),
            ids => words::PROBLEMS
                .with("n", ids.len())
                .with("ids", ids.join(", ")),
        };
        let unknowns = of(Verdict::Unknown).count();
        let counts = words::COUNTS
            .with("problems", problems)
            .with("hints", of(Verdict::Hint).count())
            .with("unknowns", unknowns)
            .with("fine", of(Verdict::Ok).count());
        let root = (unknowns > 0 && !is_root).then(|| words::ROOT_SEES_MORE.say());
        let sentences = [Some(counts), root, Some(words::OUTSIDE_TEST.say())];
        Self {
            findings: findings.collect(),
            sentences: sentences.into_iter().flatten().collect(),
        }
    }
}

/// Checks that could not be made for the same reason become one.
fn grouped<'a>(findings: impl Iterator<Item = &'a Finding>) -> impl Iterator<Item = Finding> {
    let mut groups: Vec<(Finding, String, Vec<&str>)> = Vec::new();
    for finding in findings {
        let reason = finding.text.text(Language::English);
        match groups.iter_mut().find(|(_, known, _)| *known == reason) {
            Some((_, _, others)) => others.push(finding.id),
            None => groups.push((finding.clone(), reason, Vec::new())),
        }
    }
    groups.into_iter().map(|(mut finding, _, others)| {
        if !others.is_empty() {
            finding.text = words::ALSO
                .with("text", finding.text)
                .with("ids", others.join(", "));
        }
        finding
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_with_the_same_reason_are_one() {
        let unknown = |id| Finding::unknown(words::NOT_RUNNING_UNKNOWN.say()).of(id);
        let other = Finding::unknown(words::NEEDS_ROOT.say()).of("ufw");
        let all = [
            unknown("loaded"),
            other,
            unknown("drops"),
            unknown("egress"),
        ];
        let said: Vec<(&str, String)> = grouped(all.iter())
            .map(|f| (f.id, f.text.text(Language::English)))
            .collect();
        assert_eq!(said.len(), 2);
        let reason = words::NOT_RUNNING_UNKNOWN.say().text(Language::English);
        assert_eq!(said.first().map(|(id, _)| *id), Some("loaded"));
        assert!(
            said.iter()
                .any(|(_, text)| *text == format!("{reason} (also: drops, egress)"))
        );
    }
}
