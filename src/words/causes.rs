//! Causes
use super::words;
words! {}
