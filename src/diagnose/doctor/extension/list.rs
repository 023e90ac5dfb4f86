//! Is the extension among the loaded extensions, and if not, why not?

use super::Case;
use crate::diagnose::doctor::diagnosis::Diagnosis;
use crate::diagnose::doctor::files::refusal;
use crate::diagnose::doctor::on_disk::OnDisk;
use crate::sys::host::when::clock;
use crate::text::files::complaint;
use crate::text::phone as words;
use sipreg::command::Word;

impl Case<'_> {
    pub(crate) fn not_in_list(&self) -> Option<Diagnosis> {
        let other = |cause, three, other: &str| {
            let fill = |say: crate::text::Say| say.with("other", other);
            self.ill(cause, three, fill)
        };
        Some(match &self.disk {
            OnDisk::Rejected(line, why) => {
                let three = three!(LINE_REJECTED, LINE_REJECTED_LIKELY, FIX_DO);
                self.ill("line-rejected", three, |say| {
                    say.with("line", *line).with("why", complaint(why))
                })
            }
            OnDisk::There if !self.is_file_newer() || self.is_known() => return None,
            OnDisk::There => match refusal(self.json, self.machine) {
                Some((at, first)) => {
                    let three = three!(REFUSED, REFUSED_LIKELY, FIX_DO);
                    self.ill("reload-refused", three, |say| {
                        say.with("at", clock(at)).with("first", &first)
                    })
                }
                None => {
                    let three = three!(NOT_LOADED, NOT_LOADED_LIKELY, NOT_LOADED_DO);
                    self.ill("in-file-not-loaded", three, |say| say)
                }
            },
            // The loaded extensions may still include it.
            _ if self.is_known() && self.is_file_newer() => return None,
            OnDisk::Unreadable => return None,
            OnDisk::OtherCase(name) => {
                let three = three!(OTHER_CASE, OTHER_CASE_LIKELY, OTHER_NAME_DO);
                other("differs-by-case", three, name)
            }
            OnDisk::FullAddress(name) => {
                let three = three!(FULL_ADDRESS, FULL_ADDRESS_LIKELY, ASKED_AS_DO);
                Diagnosis {
                    todo: Some(words::ASKED_AS_DO.with("user", name)),
                    ..other("is-full-address", three, name)
                }
            }
            OnDisk::CloseTo(names) => {
                let three = three!(CLOSE_TO, CLOSE_TO_LIKELY, CLOSE_TO_DO);
                other("close-to", three, names)
            }
            OnDisk::Absent => {
                let three = match Word::of_stranger(self.name) {
                    Some(_) => three!(NOT_IN_FILE, NOT_IN_FILE_LIKELY, NOT_IN_FILE_DO),
                    None => three!(NOT_IN_FILE, NOT_IN_FILE_LIKELY, NOT_IN_FILE_ODD_DO),
                };
                self.ill("not-in-file", three, |say| say)
            }
        })
    }
}
