//! How text is laid out for a person: sentences are broken between words, commands are not.

use crate::sys::{settings, terminal};

/// What a text is laid out for: the width of the terminal, and the configuration that is meant.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    width: usize,
    path: String,
}

impl Page {
    /// A page for standard output and the configuration `path`.
    pub(crate) fn new(path: &str) -> Self {
        Self {
            width: terminal::width(),
            path: path.to_owned(),
        }
    }

    /// `text` from column `indent` on, where the cursor is. A line that begins with two spaces is a command.
    pub(crate) fn lay_out(&self, text: &str, indent: usize) -> String {
        // What begins with a command has nothing that the others could be set off from.
        let deeper = if text.starts_with("  ") { 0 } else { 2 };
        let mut page = String::new();
        for (i, line) in text.split('\n').enumerate() {
            let command = line.strip_prefix("  ");
            if i > 0 {
                let indent = indent + command.map_or(0, |_| deeper);
                page.push_str(&format!("\n{:indent$}", ""));
            }
            match command {
                Some(command) => page.push_str(&self.command(command)),
                None => self.push_sentence(&mut page, line, indent),
            }
        }
        page
    }

    /// A command of ours reads the configuration that is meant.
    pub(crate) fn command(&self, command: &str) -> String {
        let Some(rest) = command.strip_prefix("sudo sipregd ") else {
            return command.to_owned();
        };
        if command.contains(" -c ") {
            return command.to_owned();
        }
        let (name, operands) = rest.split_at(rest.find(' ').unwrap_or(rest.len()));
        settings::with_path(&format!("sudo sipregd {name}"), &self.path) + operands
    }

    /// The lines of `text` for a program: sentences and commands, each on its own.
    pub(crate) fn lines(&self, text: &str) -> Vec<String> {
        text.split('\n')
            .map(|line| match line.strip_prefix("  ") {
                Some(command) => self.command(command),
                None => line.to_owned(),
            })
            .collect()
    }

    fn push_sentence(&self, page: &mut String, sentence: &str, indent: usize) {
        // What follows the number of a step is set off from it.
        let is_step =
            sentence.starts_with(|c: char| c.is_ascii_digit()) && sentence.get(1..3) == Some(". ");
        let hanging = indent + if is_step { 3 } else { 0 };
        terminal::push_wrapped(page, sentence, [indent, hanging], self.width);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(width: usize, path: &str) -> Page {
        let path = path.to_owned();
        Page { width, path }
    }

    #[test]
    fn sentences_are_broken_between_words_and_commands_are_not() {
        let text = format!(
            "{}\n  {}\nend",
            "word ".repeat(20).trim(),
            "sudo x".repeat(20)
        );
        let shown = page(40, settings::DEFAULT_PATH).lay_out(&text, 4);
        let lines: Vec<&str> = shown.lines().collect();
        assert!(
            lines.iter().take(3).all(|l| l.chars().count() <= 40),
            "{shown}"
        );
        assert_eq!(
            lines[lines.len() - 2],
            format!("      {}", "sudo x".repeat(20))
        );
        assert_eq!(lines.last(), Some(&"    end"));
    }

    #[test]
    fn steps_hang_and_what_begins_with_a_command_is_not_set_off() {
        let page = page(20, settings::DEFAULT_PATH);
        assert_eq!(
            page.lay_out("1. a step that is long\n  cmd", 2),
            "1. a step that is\n     long\n    cmd"
        );
        assert_eq!(page.lay_out("  one\n  two", 2), "one\n  two");
    }

    #[test]
    fn a_command_of_ours_names_the_configuration_that_is_meant() {
        let page = page(80, "/tmp/my conf");
        for (command, said) in [
            (
                "sudo sipregd doctor 1001",
                "sudo sipregd doctor -c '/tmp/my conf' 1001",
            ),
            ("sudo sipregd check", "sudo sipregd check -c '/tmp/my conf'"),
            ("sudo sipregd check -c /x", "sudo sipregd check -c /x"),
            ("sudo ufw status", "sudo ufw status"),
        ] {
            assert_eq!(page.command(command), said);
        }
        assert_eq!(
            page.lines("do:\n  sudo sipregd reload"),
            ["do:", "sudo sipregd reload -c '/tmp/my conf'"]
        );
    }
}
