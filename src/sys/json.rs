//! JSON as it is written here, in the order in which it is said. It is read with tinyjson.

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

/// What a caller wrote, as far as it is kept.
pub(crate) fn caller(text: &[u8]) -> String {
    Escaped(text, 256).to_string()
}

/// What can be said in JSON.
pub(crate) trait ToJson {
    fn add_to(&self, text: &mut String);
}

/// An object, its members in the order in which they are given, and after `..` those of a list.
macro_rules! object {
    ($($key:ident: $value:expr),* $(,)?) => {
        $crate::sys::json::Json::of(&[$((stringify!($key), &$value)),*])
    };
    ($($key:ident: $value:expr),*, ..$more:expr) => {{
        let members: &[(&str, &dyn $crate::sys::json::ToJson)] = &[$((stringify!($key), &$value)),*];
        $crate::sys::json::Json::of(&[members, $more].concat())
    }};
}
pub(crate) use object;

/// JSON that is complete.
#[derive(Clone, Debug)]
pub(crate) struct Json(pub(crate) String);

impl Json {
    /// An object with these members.
    pub(crate) fn of(members: &[(&str, &dyn ToJson)]) -> Self {
        let mut text = "{".to_owned();
        for (i, (key, value)) in members.iter().enumerate() {
            if i > 0 {
                text.push(',');
            }
            key.add_to(&mut text);
            text.push(':');
            value.add_to(&mut text);
        }
        Self(text + "}")
    }
}

impl From<&JsonValue> for Json {
    fn from(read: &JsonValue) -> Self {
        let mut text = String::new();
        read.add_to(&mut text);
        Self(text)
    }
}

impl Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What was read: with the members of each object in the order of their names.
impl ToJson for JsonValue {
    fn add_to(&self, text: &mut String) {
        match self {
            Self::Object(members) => {
                let mut members: Vec<(&str, &dyn ToJson)> =
                    members.iter().map(|(k, v)| (k.as_str(), v as _)).collect();
                members.sort_unstable_by_key(|(key, _)| *key);
                Json::of(&members).add_to(text);
            }
            Self::Array(items) => items.add_to(text),
            Self::String(string) => string.add_to(text),
            // NOTE(stringify): only NaN and infinities fail, and JSON has neither.
            _ => text.push_str(&self.stringify().unwrap_or_default()),
        }
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn add_to(&self, text: &mut String) {
        text.push('[');
        for (i, item) in self.iter().enumerate() {
            if i > 0 {
                text.push(',');
            }
            item.add_to(text);
        }
        text.push(']');
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn add_to(&self, text: &mut String) {
        match self {
            Some(value) => value.add_to(text),
            None => text.push_str("null"),
        }
    }
}

impl<T: ToJson + ?Sized> ToJson for &T {
    fn add_to(&self, text: &mut String) {
        (**self).add_to(text);
    }
}

impl ToJson for str {
    fn add_to(&self, text: &mut String) {
        text.push('"');
        for c in self.chars() {
            match c {
                '"' | '\\' => text.extend(['\\', c]),
                '\n' => text.push_str("\\n"),
                c if c < ' ' => text.push_str(&format!("\\u{:04x}", u32::from(c))),
                c => text.push(c),
            }
        }
        text.push('"');
    }
}

impl ToJson for String {
    fn add_to(&self, text: &mut String) {
        self.as_str().add_to(text);
    }
}

/// What is JSON as it is shown.
macro_rules! as_it_is {
    ($($kind:ty)*) => {
        $(impl ToJson for $kind {
            fn add_to(&self, text: &mut String) {
                text.push_str(&self.to_string());
            }
        })*
    };
}
as_it_is!(Json bool u16 u32 u64 usize);

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;

    #[test]
    fn what_callers_write_is_escaped_twice() {
        let Json(text) = object! {
            a: caller(b"x\"\n\xff\\"),
            b: "ya\"ni\u{1}",
            c: None::<u16>,
            d: vec!["1", "2"],
            e: object! {},
        };
        assert_eq!(
            text,
            r#"{"a":"x\\x22\\x0a\\xff\\x5c","b":"ya\"ni\u0001","c":null,"d":["1","2"],"e":{}}"#
        );
    }
    #[test]
    fn members_are_in_the_order_of_their_names() {
        let text = r#"{"b":[1,"x\\y",{"d":null,"c":true}],"a":{},"e":[]}"#;
        let value: JsonValue = text.parse().expect("JSON");
        assert_eq!(
            Json::from(&value).to_string(),
            r#"{"a":{},"b":[1,"x\\y",{"c":true,"d":null}],"e":[]}"#
        );
    }
}
