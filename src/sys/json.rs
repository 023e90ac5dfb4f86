//! JSON as it is written here: straight into a buffer, in the order in which it is said.
//! It is read with tinyjson.

use std::fmt::{self, Display, Write as _};
use tinyjson::JsonValue;

/// Text from a caller: cut, and with every byte escaped that could confuse a reader or forge a line.
pub(crate) struct Escaped<'a>(pub(crate) &'a [u8], pub(crate) usize);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for &b in self.0.iter().take(self.1) {
            match b {
                b'"' | b'\\' => write!(f, "\\x{b:02x}")?,
                b' '..=b'~' => f.write_char(char::from(b))?,
                _ => write!(f, "\\x{b:02x}")?,
            }
        }
        Ok(())
    }
}

/// What was read, as it may be written: with the members of each object in the order of their names.
pub(crate) fn sorted(value: &JsonValue) -> String {
    let mut json = Json::new();
    json.push(value);
    json.take()
}

/// An object or array in the making.
pub(crate) struct Json {
    text: String,
    /// Whether the next thing needs a comma before it.
    comma: bool,
}

impl Json {
    pub(crate) fn new() -> Self {
        Self {
            text: String::new(),
            comma: false,
        }
    }

    /// Takes what has been written so far; what follows goes on after it.
    pub(crate) fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    fn separate(&mut self) {
        if self.comma {
            self.text.push(',');
        }
        self.comma = true;
    }

    fn key(&mut self, key: &str) {
        self.separate();
        self.quote(key);
        self.text.push(':');
    }

    fn quote(&mut self, text: &str) {
        self.text.push('"');
        for c in text.chars() {
            match c {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                c if c < ' ' => {
                    // NOTE(write): writing to memory cannot fail.
                    let _ = write!(self.text, "\\u{:04x}", u32::from(c));
                }
                c => self.text.push(c),
            }
        }
        self.text.push('"');
    }

    fn push(&mut self, value: &JsonValue) {
        match value {
            JsonValue::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_unstable_by_key(|(key, _)| *key);
                self.open();
                for (key, value) in members {
                    self.key(key);
                    self.comma = false;
                    self.push(value);
                }
                self.close();
            }
            JsonValue::Array(items) => {
                self.separate();
                self.text.push('[');
                self.comma = false;
                items.iter().for_each(|item| self.push(item));
                self.close_array();
            }
            JsonValue::String(text) => {
                self.separate();
                self.quote(text);
            }
            JsonValue::Number(_) | JsonValue::Boolean(_) | JsonValue::Null => {
                self.separate();
                // NOTE(stringify): only NaN and infinities fail, and JSON has neither.
                self.text.push_str(&value.stringify().unwrap_or_default());
            }
        }
    }

    /// Opens `{`, as the next item of an array or at the top.
    pub(crate) fn open(&mut self) -> &mut Self {
        self.separate();
        self.text.push('{');
        self.comma = false;
        self
    }

    /// Opens `"key":{`.
    pub(crate) fn open_object(&mut self, key: &str) -> &mut Self {
        self.key(key);
        self.text.push('{');
        self.comma = false;
        self
    }

    /// Opens `"key":[`.
    pub(crate) fn open_array(&mut self, key: &str) -> &mut Self {
        self.key(key);
        self.text.push('[');
        self.comma = false;
        self
    }

    /// Closes with `}`.
    pub(crate) fn close(&mut self) -> &mut Self {
        self.text.push('}');
        self.comma = true;
        self
    }

    /// Ends the line; the next object is separate.
    pub(crate) fn end_line(&mut self) {
        self.text.push('\n');
        self.comma = false;
    }

    /// Closes with `]`.
    pub(crate) fn close_array(&mut self) -> &mut Self {
        self.text.push(']');
        self.comma = true;
        self
    }

    /// `"key":"value"`
    pub(crate) fn text(&mut self, key: &str, value: &str) -> &mut Self {
        self.key(key);
        self.quote(value);
        self
    }

    /// `"key":"value"` for what a caller wrote.
    pub(crate) fn caller(&mut self, key: &str, value: &[u8]) -> &mut Self {
        self.text(key, &Escaped(value, 256).to_string())
    }

    /// `"key":value` for a number, `true` or `null`, whose own text is JSON.
    pub(crate) fn plain(&mut self, key: &str, value: impl Display) -> &mut Self {
        self.key(key);
        let _ = write!(self.text, "{value}");
        self
    }

    /// `"key":value`, or `null`.
    pub(crate) fn maybe(&mut self, key: &str, value: Option<impl Display>) -> &mut Self {
        match value {
            Some(value) => self.plain(key, value),
            None => self.plain(key, "null"),
        }
    }

    /// A text as an item of an array.
    pub(crate) fn item(&mut self, value: &str) -> &mut Self {
        self.separate();
        self.quote(value);
        self
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;

    #[test]
    fn what_callers_write_is_escaped_twice() {
        let mut json = Json::new();
        json.open()
            .caller("a", b"x\"\n\xff\\")
            .text("b", "ya\"ni\u{1}")
            .maybe("c", None::<u8>);
        json.open_array("d")
            .item("1")
            .item("2")
            .close_array()
            .open_object("e")
            .close()
            .close();
        let text = json.take();
        assert_eq!(
            text,
            r#"{"a":"x\\x22\\x0a\\xff\\x5c","b":"ya\"ni\u0001","c":null,"d":["1","2"],"e":{}}"#
        );
        assert!(text.parse::<JsonValue>().is_ok());
    }

    #[test]
    fn members_are_in_the_order_of_their_names() {
        let text = r#"{"b":[1,"x\\y",{"d":null,"c":true}],"a":{},"e":[]}"#;
        let value: JsonValue = text.parse().expect("JSON");
        assert_eq!(
            sorted(&value),
            r#"{"a":{},"b":[1,"x\\y",{"c":true,"d":null}],"e":[]}"#
        );
    }
}
