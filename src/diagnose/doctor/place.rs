//! Where the machine stands and who looks: cloud, container, clock, and the right to read the log.

use super::finding::Finding;
use super::machine::Machine;
use super::service::unknown_because;
use crate::sys::host::command::run;
use crate::sys::host::{group_name, line, user_name};
use crate::text::host as words;
use std::path::Path;

/// Words in the machine's description, whose cloud that is, and where its firewall is set.
const CLOUDS: [(&str, &str, &str); 12] = [
    ("amazon", "Amazon EC2", "security group"),
    ("google", "Google Cloud", "VPC firewall"),
    ("microsoft", "Azure", "network security group"),
    ("oraclecloud", "Oracle Cloud", ""),
    ("hetzner", "Hetzner", "firewall"),
    ("digitalocean", "DigitalOcean", "cloud firewall"),
    ("vultr", "Vultr", "firewall group"),
    ("linode", "Linode", "cloud firewall"),
    ("scaleway", "Scaleway", "security group"),
    ("ovh", "OVHcloud", "network firewall"),
    ("alibaba", "Alibaba Cloud", "security group"),
    ("upcloud", "UpCloud", "firewall"),
];

/// `cloud`
pub(crate) fn cloud(machine: &Machine) -> Finding {
    let description: Vec<String> = [
        "sys_vendor",
        "product_name",
        "chassis_asset_tag",
        "bios_vendor",
    ]
    .iter()
    .filter_map(|name| line(&format!("/sys/class/dmi/id/{name}")))
    .collect();
    if description.is_empty() {
        let text = words::KERNEL_SILENT.with("file", "/sys/class/dmi/id");
        return Finding::unknown("cloud", text);
    }
    judge_cloud(&description.join(" "), machine.listen().port())
}

fn judge_cloud(description: &str, port: u16) -> Finding {
    const ID: &str = "cloud";
    let lower = description.to_lowercase();
    match CLOUDS.iter().find(|(word, ..)| lower.contains(word)) {
        None => Finding::ok(ID, words::CLOUD_NONE.say()),
        Some((_, _, "")) => Finding::hint(ID, words::CLOUD_ORACLE.with("port", port)),
        Some((_, name, place)) => {
            let text = words::CLOUD.with("name", *name).with("place", *place);
            Finding::hint(ID, text.with("port", port))
        }
    }
}

/// `docker`
pub(crate) fn docker(_: &Machine) -> Finding {
    const ID: &str = "docker";
    let is_container = ["/.dockerenv", "/run/.containerenv"]
        .iter()
        .any(|file| Path::new(file).exists());
    if is_container {
        Finding::hint(ID, words::DOCKER_YES.say())
    } else {
        Finding::ok(ID, words::DOCKER_NO.say())
    }
}

/// `clock`
pub(crate) fn clock(_: &Machine) -> Finding {
    const ID: &str = "clock";
    match run(
        "timedatectl",
        &["show", "--property=NTPSynchronized", "--value"],
    ) {
        Ok(said) => match said.stdout.trim() {
            "yes" => Finding::ok(ID, words::CLOCK_OK.say()),
            "no" => Finding::hint(ID, words::CLOCK_FREE.say()).fix("sudo timedatectl set-ntp true"),
            _ => {
                let text = words::PROGRAM_FAILED.with("program", "timedatectl");
                Finding::unknown(
                    ID,
                    text.with("why", said.stderr.lines().next().unwrap_or_default().trim()),
                )
            }
        },
        Err(trouble) => unknown_because(ID, "timedatectl", &trouble),
    }
}

/// `journal`
pub(crate) fn journal(machine: &Machine) -> Finding {
    const ID: &str = "journal";
    match run("journalctl", &["--version"]) {
        Ok(_) => {}
        Err(trouble) => return unknown_because(ID, "journalctl", &trouble),
    }
    let groups: Vec<String> = nix::unistd::getgroups()
        .unwrap_or_default()
        .into_iter()
        .map(|gid| group_name(gid.as_raw()))
        .collect();
    judge_journal(
        machine.is_root,
        &groups,
        &user_name(nix::unistd::geteuid().as_raw()),
    )
}

fn judge_journal(is_root: bool, groups: &[String], user: &str) -> Finding {
    const ID: &str = "journal";
    let may = is_root
        || groups
            .iter()
            .any(|g| matches!(g.as_str(), "adm" | "systemd-journal" | "wheel"));
    if may {
        Finding::ok(ID, words::JOURNAL_OK.say())
    } else {
        Finding::hint(ID, words::JOURNAL_SHUT.say()).fix(words::JOURNAL_FIX.with("user", user))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::doctor::finding::Verdict;

    #[test]
    fn clouds_are_named_but_never_blamed() {
        for (description, words) in [
            ("QEMU Standard PC", &words::CLOUD_NONE),
            ("Amazon EC2 t3.micro", &words::CLOUD),
            ("QEMU KVM OracleCloud.com", &words::CLOUD_ORACLE),
            ("Hetzner vServer", &words::CLOUD),
        ] {
            let finding = judge_cloud(description, 5060);
            assert!(finding.text.is(words), "{description}");
            assert_ne!(finding.verdict, Verdict::Problem);
        }
    }

    #[test]
    fn who_may_read_the_log() {
        assert_eq!(judge_journal(true, &[], "root").verdict, Verdict::Ok);
        assert_eq!(
            judge_journal(false, &["adm".into()], "u").verdict,
            Verdict::Ok
        );
        assert_eq!(
            judge_journal(false, &["users".into()], "u").verdict,
            Verdict::Hint
        );
    }
}
