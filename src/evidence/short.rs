//! A caller's text, cut to what is worth keeping.

use core::fmt;

/// Up to `N` bytes (at most 255), without a place elsewhere in memory.
#[derive(Clone, PartialEq, Eq)]
pub struct Short<const N: usize> {
    len: u8,
    bytes: [u8; N],
}

impl<const N: usize> Default for Short<N> {
    fn default() -> Self {
        Self {
            len: 0,
            bytes: [0; N],
        }
    }
}

impl<const N: usize> Short<N> {
    /// The first `N` bytes of `text`.
    #[must_use]
    pub fn of(text: &[u8]) -> Self {
        let mut short = Self::default();
        let len = text.len().min(N).min(255);
        if let (Some(to), Some(from)) = (short.bytes.get_mut(..len), text.get(..len)) {
            to.copy_from_slice(from);
            short.len = u8::try_from(len).unwrap_or_default();
        }
        short
    }

    /// Becomes the first `N` bytes of `text`; cheap if it is that already. Whether it was another.
    pub fn set(&mut self, text: &[u8]) -> bool {
        let is_other = self.bytes() != text;
        if is_other {
            *self = Self::of(text);
        }
        is_other
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl<const N: usize> fmt::Debug for Short<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.bytes().escape_ascii())
    }
}
