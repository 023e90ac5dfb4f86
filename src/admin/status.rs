//! `sipregd status`: who is registered, from where, until when; the last failure of each, and why.

use super::metrics::metrics;
use crate::cli::{
    Args, FAILURE, OK, Stop, common, did_you_mean, language, print, print_pieces, tell, unexpected,
};
use crate::sys::clock::unix_now;
use crate::sys::json::object;
use crate::sys::settings;
use crate::sys::snapshot::{Asked, ask_about, cause, get, list, locked_out, number, text};
use crate::sys::terminal::{self, Colour, Piece};
use crate::text::{Language, Say, Words, causes, count, status as words, system};
use sipreg::cause::{Cause, Fact, Strength};
use sipreg::location::Kept;
use std::collections::HashSet;
use tinyjson::JsonValue;

pub(crate) fn run(mut args: Args) -> Result<u8, Stop> {
    let (path, name, [json, prometheus, all]) = common(&mut args, ["json", "prometheus", "all"])?;
    // Only to find the runtime folder; what else is wrong with the file is for `check` to say.
    let (config, _) = settings::load_config(&path);
    if prometheus {
        if let Some(name) = name {
            return Err(unexpected(&name));
        }
        let (text, is_up) = metrics(&config.runtime);
        print(&text);
        return Ok(if is_up { OK } else { FAILURE });
    }
    // The accounts are read one at a time: only what is to be printed of them is kept.
    let (mut here, mut rows, mut texts) = (0, Vec::new(), Vec::new());
    let asked = ask_about(&config.runtime, |head, account| {
        let (its_name, written) = (text(account, "name"), number(head, "written"));
        if name.as_deref().is_some_and(|name| name != its_name) {
            return false;
        }
        if json {
            texts.push((its_name.to_owned(), to_json(account)));
        } else if name.is_some() {
            let details = details(account, written, &path, language());
            texts.push((its_name.to_owned(), details));
        } else {
            here += usize::from(!list(account, "bindings").is_empty());
            rows.extend(rows_of(account, written, language()));
        }
        false
    });
    let head = match asked {
        Asked::Fresh(head) => head,
        Asked::Old(head, age, why) => {
            tell(&words::OLD.with("time", count::time(age)).with("why", why));
            head
        }
        Asked::NotRunning(why) => {
            let start = settings::start_command(&path);
            tell(&words::TO_START.with("why", why).with("start", start));
            return Ok(FAILURE);
        }
        Asked::Unseen(why) => {
            tell(&why);
            return Ok(FAILURE);
        }
    };
    if let Some(name) = name.filter(|_| texts.is_empty()) {
        if !json {
            let hint = meant(&path, &name);
            let say = words::NOT_HEARD.with("name", &name).with("hint", hint);
            tell(&say.with("doctor", doctor(&path)));
        }
        return Ok(FAILURE);
    }
    texts.sort_unstable();
    texts.iter().for_each(|(_, text)| print(text));
    if !json && texts.is_empty() {
        if all {
            rows.extend(never_heard(&path, &rows));
        }
        let lines = table(rows, terminal::width(), language());
        let pieces = lines.iter().flat_map(Row::pieces);
        print_pieces(&pieces.collect::<Vec<_>>());
        let apart = if lines.is_empty() { "" } else { "\n" };
        print(&(apart.to_owned() + &summary(&head, here, language())));
    }
    Ok(OK)
}

/// The command that explains.
fn doctor(path: &str) -> String {
    settings::with_path("sudo sipregd doctor", path)
}

/// A row for each extension of the file that has none among `rows`.
fn never_heard(path: &str, rows: &[Row]) -> Vec<Row> {
    let heard: HashSet<&str> = rows.iter().map(|row| row.cells[0].as_str()).collect();
    let names = settings::names(path);
    let silent = names.iter().filter(|name| !heard.contains(name.as_str()));
    let never = |name| Row::absent(name, "", String::new(), words::NEVER.say(), language());
    silent.map(|name| never(name)).collect()
}

/// Asks whether another extension was meant, if the file can be read and has none of this name.
fn meant(path: &str, name: &str) -> Say {
    let names = settings::names(path);
    match names.iter().any(|n| n == name) {
        true => Say::verbatim(""),
        false => did_you_mean(name, names.iter().map(String::as_str), ""),
    }
}

fn since(written: u64, at: u64) -> Say {
    count::ago(written.saturating_sub(at))
}

/// Seconds as the largest unit alone, such as `2m`.
fn short(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m", seconds / 60),
        3600..86_400 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86_400),
    }
}

/// The titles of the columns of the table.
const TITLES: [&Words; 6] = [
    &words::EXTENSION,
    &words::STATE,
    &words::FROM,
    &words::LEFT,
    &words::HEARD,
    &words::PHONE,
];

/// The place of the state among the columns, and of the last of them.
const STATE: usize = 1;
const LAST: usize = TITLES.len() - 1;

/// The share of each column while others need theirs: all together with the spaces between, 80.
fn shares(language: Language) -> [usize; 6] {
    match language {
        Language::English => [9, 6, 21, 4, 5, 25],
        Language::Uzbek => [11, 5, 21, 5, 5, 23],
    }
}

/// A line of the table.
struct Row {
    /// That of the state; the titles have none.
    colour: Option<Colour>,
    cells: [String; 6],
}

impl Row {
    fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let cells = self.cells.iter().enumerate();
        cells.map(|(i, cell)| match self.colour {
            Some(colour) if i == STATE => Piece::Coloured(colour, cell),
            _ => Piece::Plain(cell),
        })
    }

    fn absent(name: &str, from: &str, heard: String, why: Say, language: Language) -> Self {
        let state = words::ABSENT.say().text(language);
        let (name, from, left) = (name.to_owned(), from.to_owned(), String::new());
        Self {
            colour: Some(Colour::Red),
            cells: [name, state, from, left, heard, why.text(language)],
        }
    }
}

fn rows_of(account: &JsonValue, written: u64, language: Language) -> Vec<Row> {
    let name = text(account, "name");
    let bindings = list(account, "bindings");
    let mut all = list(account, "causes").iter().filter_map(cause);
    if bindings.is_empty() {
        let failure = get(account, "failure");
        let last = match failure {
            JsonValue::Null => get(account, "success"),
            failure => failure,
        };
        let heard = match number(last, "at") {
            0 => String::new(),
            at => short(written.saturating_sub(at)),
        };
        let why = match (all.next(), text(failure, "cause")) {
            (Some(cause), _) => causes::brief(&cause),
            (None, "") if matches!(get(account, "success"), JsonValue::Null) => {
                words::NO_LOGIN.say()
            }
            (None, "") => words::ENDED.say(),
            (None, code) => in_words(code, account),
        };
        return vec![Row::absent(name, text(last, "from"), heard, why, language)];
    }
    let alert = all.find(|cause| matches!(cause.fact(), Some(Fact::LoginAfterGuesses(..))));
    let alert = alert.map(|cause| causes::brief(&cause).text(language));
    let is_well = alert.is_none();
    let colour = Some(if is_well { Colour::Green } else { Colour::Red });
    let row = |b: &JsonValue| Row {
        colour,
        cells: [
            name.to_owned(),
            words::HERE.say().text(language),
            text(b, "from").to_owned(),
            short(number(b, "expires_in")),
            short(written.saturating_sub(number(b, "heard"))),
            alert.clone().unwrap_or_else(|| text(b, "agent").to_owned()),
        ],
    };
    bindings.iter().map(row).collect()
}

/// The last failure of `account` in a few words; `code` may have a detail, as in
/// `password-of-other-account=1006`, else the cause of that name has it.
fn in_words(code: &str, account: &JsonValue) -> Say {
    let (name, detail) = code.split_once('=').unwrap_or_else(|| {
        let causes = list(account, "causes");
        let cause = causes.iter().find(|cause| text(cause, "cause") == code);
        (code, cause.map_or("", |cause| text(cause, "detail")))
    });
    let cause = Cause::read(name, Strength::Sure.name(), detail);
    cause.map_or_else(|| Say::verbatim(code), |cause| causes::brief(&cause))
}

/// One line for each contact, or one for an extension without; problems come first. The last column takes
/// what the others leave of `width`.
fn table(mut rows: Vec<Row>, width: usize, language: Language) -> Vec<Row> {
    if rows.is_empty() {
        return rows;
    }
    let is_well = |row: &Row| row.colour == Some(Colour::Green);
    rows.sort_by(|a, b| (is_well(a), &a.cells[0]).cmp(&(is_well(b), &b.cells[0])));
    let (colour, cells) = (None, TITLES.map(|title| title.say().text(language)));
    rows.insert(0, Row { colour, cells });
    let widths = widths(&rows, width, language);
    for Row { cells, .. } in &mut rows {
        for (cell, width) in cells.iter_mut().zip(widths) {
            *cell = format!("{:width$}  ", terminal::cut(cell, width));
        }
        cells[LAST] = format!("{}\n", cells[LAST].trim_end());
    }
    rows
}

/// How wide each column is. None takes more than it needs, nor more than its share while others need
/// theirs; the last takes what is left of `width`.
fn widths(rows: &[Row], width: usize, language: Language) -> [usize; 6] {
    let needed: [usize; 6] = std::array::from_fn(|i| {
        let letters = rows.iter().map(|row| row.cells[i].chars().count());
        letters.max().unwrap_or_default()
    });
    let shares = shares(language);
    let mut widths: [usize; 6] = std::array::from_fn(|i| needed[i].min(shares[i]));
    let used = widths.iter().map(|width| width + 2).sum::<usize>() - 2;
    let mut spare = width.saturating_sub(used);
    for (width, needed) in widths.iter_mut().zip(needed).take(LAST) {
        let more = spare.min(needed.saturating_sub(*width));
        *width += more;
        spare -= more;
    }
    widths[LAST] += spare;
    widths
}

fn summary(head: &JsonValue, here: usize, language: Language) -> String {
    let total = number(get(head, "loaded"), "accounts");
    let up = number(head, "written").saturating_sub(number(head, "started"));
    let say = words::SUMMARY
        .with("here", here)
        .with("extensions", count::of(total, &count::EXTENSIONS))
        .with(
            "contacts",
            count::of(number(head, "bindings"), &count::CONTACTS),
        )
        .with("time", count::time(up));
    let mut lines = vec![say];
    let journal = get(head, "journal");
    if !matches!(get(journal, "failing_for"), JsonValue::Null) {
        let say = words::NOT_SAVED
            .with("time", count::time(number(journal, "failing_for")))
            .with("why", system::written(text(journal, "why")));
        lines.push(say);
    }
    let locked: Vec<String> = locked_out(head).map(|ip| ip.to_string()).collect();
    if !locked.is_empty() {
        lines.push(words::LOCKED.with("list", locked.join(", ")));
    }
    in_lines(&lines, language)
}

/// Everything about one extension.
fn details(account: &JsonValue, written: u64, path: &str, language: Language) -> String {
    let name = text(account, "name");
    let bindings = list(account, "bindings");
    let mut lines = vec![words::DETAIL_EXTENSION.with("name", name)];
    lines.push(match bindings {
        [] => words::DETAIL_NOT_REGISTERED.say(),
        _ => words::DETAIL_REGISTERED.say(),
    });
    for b in bindings {
        lines.push(words::DETAIL_CONTACT.with("uri", text(b, "uri")));
        lines.push(words::DETAIL_FROM.with("from", text(b, "from")));
        let kept = |header: Kept| words::kept(header).with("text", text(b, header.name()));
        lines.extend(Kept::ALL.map(kept));
        lines.push(words::DETAIL_SINCE.with("when", since(written, number(b, "since"))));
        lines.push(words::DETAIL_HEARD.with("when", since(written, number(b, "heard"))));
        let expires = words::DETAIL_EXPIRES.with("left", count::time(number(b, "expires_in")));
        lines.push(expires.with("granted", count::time(number(b, "granted"))));
    }
    let size = number(account, "answer_bytes");
    if size > 0 {
        lines.push(words::DETAIL_ANSWERS.with("n", size));
    }
    for (label, key) in [
        (&words::DETAIL_SUCCESS, "success"),
        (&words::DETAIL_FAILURE, "failure"),
    ] {
        let mark = get(account, key);
        if matches!(mark, JsonValue::Null) {
            continue;
        }
        let mark_at = label.with("when", since(written, number(mark, "at")));
        lines.push(mark_at.with("from", text(mark, "from")));
        lines.push(words::DETAIL_AGENT.with("text", text(mark, "agent")));
        if key == "failure" {
            lines.push(words::DETAIL_REASON.with("cause", in_words(text(mark, "cause"), account)));
        }
    }
    if bindings.is_empty() {
        let say = words::DETAIL_WHY.with("name", name);
        lines.push(say.with("doctor", doctor(path)));
    }
    in_lines(&lines, language)
}

fn in_lines(says: &[Say], language: Language) -> String {
    let lines = says.iter().map(|say| say.text(language) + "\n");
    lines.collect()
}

/// The account as the status file has it, with the state in words.
fn to_json(account: &JsonValue) -> String {
    let state = if list(account, "bindings").is_empty() {
        "not registered"
    } else {
        "registered"
    };
    object! {
        at: unix_now(),
        bindings: get(account, "bindings"),
        causes: get(account, "causes"),
        extension: text(account, "name"),
        failure: get(account, "failure"),
        state: state,
        success: get(account, "success"),
    }
    .0 + "\n"
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_wide_terminal_shows_more_of_the_phone_and_a_lockout_is_said() {
        let head: JsonValue = "{\"written\":2000,\"sources\":[\
            {\"address\":\"203.0.113.9\",\"last\":1900,\"outcome\":\"locked-out\"},\
            {\"address\":\"203.0.113.8\",\"last\":1000,\"outcome\":\"locked-out\"}]}"
            .parse()
            .unwrap();
        let cells = [
            "1001",
            "here",
            "",
            "",
            "",
            "a phone with a very long name, version 1.2.3",
        ];
        let row = Row {
            colour: Some(Colour::Green),
            cells: cells.map(str::to_owned),
        };
        let lines = table(vec![row], 120, Language::English);
        let pieces: Vec<Piece<'_>> = lines[1].pieces().collect();
        assert!(matches!(
            pieces[STATE],
            Piece::Coloured(Colour::Green, "here   ")
        ));
        assert_eq!(lines[1].cells[LAST].trim_end(), cells[LAST]);
        let text = summary(&head, 1, Language::English);
        assert!(text.contains("(for 5 minutes): 203.0.113.9\n"), "{text}");
    }

    #[test]
    fn a_phone_that_was_only_challenged_was_never_registered() {
        let why = |success: &str| {
            let account = format!(
                "{{\"name\":\"1001\",\"bindings\":[],\"failure\":null,\"causes\":[],\"success\":{success}}}"
            );
            let rows = rows_of(&account.parse().unwrap(), 2000, Language::English);
            rows.into_iter().map(|row| row.cells).next_back().unwrap()[5].clone()
        };
        assert_eq!(why("null"), "challenged, no login yet");
        assert_eq!(
            why("{\"at\":1000,\"from\":\"203.0.113.9:5060\"}"),
            "registration ended"
        );
    }

    #[test]
    fn a_long_address_is_cut_where_there_is_no_room_for_it_only() {
        let from = "[2001:db8:1:2:3:4:5:6]:40112";
        for (width, shown) in [(80, "[2001:db8:1:2:3:4:5:6…  "), (90, from)] {
            let cells = [
                "1001",
                "here",
                from,
                "59m",
                "2m",
                "a phone with a very long name",
            ]
            .map(str::to_owned);
            let (colour, language) = (Some(Colour::Green), Language::English);
            let lines = table(vec![Row { colour, cells }], width, language);
            let text: String = lines.iter().map(|line| line.cells.concat()).collect();
            assert!(text.contains(shown), "{text}");
            assert!(text.lines().all(|line| line.chars().count() <= width));
        }
    }

    #[test]
    fn a_line_has_eighty_columns_at_most_and_problems_come_first() {
        let snapshot: JsonValue =
            "{\"written\":2000,\"started\":1000,\"bindings\":1,\"loaded\":{\"accounts\":3}}"
                .parse()
                .unwrap();
        let here: JsonValue = "{\"name\":\"1001\",\"failure\":null,\"bindings\":[{\"from\":\"198.51.100.7:40112\",\
            \"expires_in\":3599,\"heard\":1880,\"agent\":\"Z 5.6.6 v2.10.20.5 with a very long name\"}]}"
            .parse()
            .unwrap();
        let absent: JsonValue =
            "{\"name\":\"1002\",\"bindings\":[],\"success\":null,\"failure\":{\"at\":1990,\
            \"from\":\"203.0.113.9:5060\",\"cause\":\"password-trailing-space\"}}"
                .parse()
                .unwrap();
        for (language, shown) in [
            (
                Language::English,
                "extension  state   from                left  heard  phone, or why not\n\
                 1002       absent  203.0.113.9:5060          10s    space at end of password\n\
                 1001       here    198.51.100.7:40112  59m   2m     Z 5.6.6 v2.10.20.5 with a v…\n\n\
                 1 of 3 extensions registered, 1 contact; up for 16 minutes 40 seconds\n",
            ),
            (
                Language::Uzbek,
                "ichki raqam  holat  manzil              qoldi  oldin  telefon yoki sababi\n\
                 1002         yo'q   203.0.113.9:5060           10s    parol oxirida bo'sh joy\n\
                 1001         bor    198.51.100.7:40112  59m    2m     Z 5.6.6 v2.10.20.5 with a…\n\n\
                 3 ta ichki raqamdan 1 tasi ro'yxatda, 1 ta kontakt\n\
                 Xizmat 16 daqiqa 40 soniyadan beri ishlayapti\n",
            ),
        ] {
            let rows = [&here, &absent].into_iter();
            let rows = rows.flat_map(|account| rows_of(account, 2000, language));
            let rows = rows.collect();
            let lines = table(rows, 80, language);
            let text: String = lines.iter().map(|line| line.cells.concat()).collect();
            let text = text + "\n" + &summary(&snapshot, 1, language);
            assert_eq!(text, shown);
            assert!(text.lines().all(|line| line.chars().count() <= 80));
        }
    }
}
