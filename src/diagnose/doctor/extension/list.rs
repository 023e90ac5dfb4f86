//! Step 2 of the tree: is the extension among the loaded extensions, and if not, why not?

use super::Case;
use crate::diagnose::doctor::diagnosis::Diagnosis;
use crate::diagnose::doctor::on_disk::OnDisk;
use crate::sys::host::when::clock;
use crate::text::files::complaint;
use crate::text::phone as words;
use sipreg::command::Word;

impl Case<'_> {
    /// Step 2: is it among the loaded extensions, and if not, why not?
    pub(crate) fn not_in_list(&self) -> Option<Diagnosis> {
        let other = |cause, three, other: &String| {
            Some(self.ill(cause, three, |say| say.with("other", other)))
        };
        match &self.disk {
            OnDisk::Rejected(line, why) => {
                let three = [
                    &words::LINE_REJECTED,
                    &words::LINE_REJECTED_LIKELY,
                    &words::FIX_DO,
                ];
                Some(self.ill("line-rejected", three, |say| {
                    say.with("line", *line).with("why", complaint(why))
                }))
            }
            OnDisk::There if !self.is_file_newer() || self.is_known() => None,
            OnDisk::There => match self.refusal() {
                Some((at, first)) => {
                    let three = [&words::REFUSED, &words::REFUSED_LIKELY, &words::FIX_DO];
                    Some(self.ill("reload-refused", three, |say| {
                        say.with("at", clock(at)).with("first", &first)
                    }))
                }
                None => {
                    let three = [
                        &words::NOT_LOADED,
                        &words::NOT_LOADED_LIKELY,
                        &words::NOT_LOADED_DO,
                    ];
                    Some(self.ill("in-file-not-loaded", three, |say| say))
                }
            },
            // The loaded extensions may still include it.
            _ if self.is_known() && self.is_file_newer() => None,
            OnDisk::Unreadable => None,
            OnDisk::OtherCase(name) => other(
                "differs-by-case",
                [
                    &words::OTHER_CASE,
                    &words::OTHER_CASE_LIKELY,
                    &words::OTHER_NAME_DO,
                ],
                name,
            ),
            OnDisk::FullAddress(name) => other(
                "is-full-address",
                [
                    &words::FULL_ADDRESS,
                    &words::FULL_ADDRESS_LIKELY,
                    &words::ASKED_AS_DO,
                ],
                name,
            )
            .map(|diagnosis| Diagnosis {
                todo: Some(words::ASKED_AS_DO.with("user", name)),
                ..diagnosis
            }),
            OnDisk::CloseTo(name) => other(
                "close-to",
                [
                    &words::CLOSE_TO,
                    &words::CLOSE_TO_LIKELY,
                    &words::CLOSE_TO_DO,
                ],
                name,
            ),
            OnDisk::Absent => {
                let three = [
                    &words::NOT_IN_FILE,
                    &words::NOT_IN_FILE_LIKELY,
                    match Word::of_stranger(self.name) {
                        Some(_) => &words::NOT_IN_FILE_DO,
                        None => &words::NOT_IN_FILE_ODD_DO,
                    },
                ];
                Some(self.ill("not-in-file", three, |say| say))
            }
        }
    }
}
