//! A caller's text, cut to what is worth keeping.

use core::fmt;

/// Up to `N` bytes (at most 255), without a place elsewhere in memory.
#[derive(Clone)]
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
        short.set(text);
        short
    }

    /// Becomes the first `N` bytes of `text`; cheap if it is that already. Whether it was another.
    pub fn set(&mut self, text: &[u8]) -> bool {
        let text = text.get(..N.min(255)).unwrap_or(text);
        let is_other = self.bytes() != text;
        if is_other && let Some(to) = self.bytes.get_mut(..text.len()) {
            to.copy_from_slice(text);
            self.len = u8::try_from(text.len()).unwrap_or_default();
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

impl<const N: usize> PartialEq for Short<N> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl<const N: usize> Eq for Short<N> {}

impl<const N: usize> fmt::Debug for Short<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.bytes().escape_ascii())
    }
}
