//! All findings for a person: problems first, then hints, then what could not be determined, then a line
//! that counts them.

use super::finding::{Finding, Report, Verdict};
use crate::text::{Language, host as words};

/// Shows what all checks found; those that are fine only if `verbose`.
pub(crate) fn show(findings: Vec<Finding>, verbose: bool, is_root: bool, report: &mut Report) {
    let of = |verdict: Verdict| findings.iter().filter(move |f| f.verdict == verdict);
    findings.iter().for_each(|f| report.count(f.verdict));
    of(Verdict::Problem).for_each(|f| report.print(f));
    of(Verdict::Hint).for_each(|f| report.print(f));
    grouped(of(Verdict::Unknown)).for_each(|f| report.print(&f));
    if verbose {
        of(Verdict::Ok).for_each(|f| report.print(f));
    }
    let ids: Vec<&str> = of(Verdict::Problem).map(|f| f.id).collect();
    let problems = match ids.as_slice() {
        [] => words::NO_PROBLEMS.say(),
        ids => words::PROBLEMS
            .with("n", ids.len())
            .with("ids", ids.join(", ")),
    };
    let counts = words::COUNTS
        .with("problems", problems)
        .with("hints", of(Verdict::Hint).count())
        .with("unknowns", of(Verdict::Unknown).count())
        .with("fine", of(Verdict::Ok).count());
    if verbose || report.problems + report.unknowns > 0 || of(Verdict::Hint).count() > 0 {
        report.line("");
    }
    report.say(&counts);
    if report.unknowns > 0 && !is_root {
        report.say(&words::ROOT_SEES_MORE.say());
    }
    report.say(&words::OUTSIDE_TEST.say());
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
        let all = [unknown("loaded"), other, unknown("drops"), unknown("frag")];
        let said: Vec<(&str, String)> = grouped(all.iter())
            .map(|f| (f.id, f.text.text(Language::English)))
            .collect();
        assert_eq!(said.len(), 2);
        let reason = words::NOT_RUNNING_UNKNOWN.say().text(Language::English);
        assert_eq!(said.first().map(|(id, _)| *id), Some("loaded"));
        assert!(
            said.iter()
                .any(|(_, text)| *text == format!("{reason} (also: drops, frag)"))
        );
    }
}
