//! A small mutator without any look at coverage: what a plain `cargo` can run anywhere, always the same.

/// Numbers that look random and are the same for the same seed (xorshift64*).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// From `seed`; 0 is taken for another.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(if seed == 0 {
            0x9e37_79b9_7f4a_7c15
        } else {
            seed
        })
    }

    /// The next.
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// The next below `end`; 0 if that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 {
            0
        } else {
            (self.next() >> 16) as usize % end
        }
    }

    /// One of `list`.
    pub fn one<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }
}

/// No input grows beyond a datagram.
const MAX: usize = 65_507;

/// Makes inputs out of seeds and words.
#[derive(Debug)]
pub struct Mutator {
    random: Random,
    words: Vec<Vec<u8>>,
}

impl Mutator {
    /// One that uses `words` of the field.
    #[must_use]
    pub fn new(seed: u64, words: Vec<Vec<u8>>) -> Self {
        Self {
            random: Random::new(seed),
            words,
        }
    }

    /// The next input: one of `pool`, or a splice of two, changed in a few places.
    pub fn make(&mut self, pool: &[Vec<u8>]) -> Vec<u8> {
        let mut text = self.random.one(pool).clone();
        if self.random.below(4) == 0 {
            let other = self.random.one(pool);
            text.truncate(self.random.below(text.len() + 1));
            text.extend_from_slice(&other[self.random.below(other.len() + 1)..]);
        }
        let changes = [1, 1, 2, 3, 5, 12][self.random.below(6)];
        for _ in 0..changes {
            self.change(&mut text);
        }
        text.truncate(MAX);
        text
    }

    fn range(&mut self, len: usize) -> std::ops::Range<usize> {
        let start = self.random.below(len + 1);
        let most = [1, 4, 40, len][self.random.below(4)].max(1);
        start..(start + self.random.below(most) + 1).min(len)
    }

    fn change(&mut self, text: &mut Vec<u8>) {
        let at = self.random.below(text.len() + 1);
        match self.random.below(10) {
            0 if at < text.len() => text[at] ^= 1 << self.random.below(8),
            1 if at < text.len() => {
                text[at] = *self
                    .random
                    .one(b"\0\t\n\r \"%,:;<=>@\\\x7f\x80\xff09aZ[]*{}")
            }
            2 => text.truncate(at),
            3 => {
                let range = self.range(text.len());
                text.drain(range.start..range.end.max(range.start));
            }
            4 => {
                let range = self.range(text.len());
                let part = text[range.start..range.end.max(range.start)].to_vec();
                // Once in a while very often: what takes time by the square shows itself.
                let times = [1, 1, 2, 60, 3000][self.random.below(5)];
                let room = (MAX.saturating_sub(text.len())) / part.len().max(1);
                let at = at.min(text.len());
                text.splice(at..at, part.repeat(times.min(room)));
            }
            5 | 6 => {
                let word = self.random.one(&self.words).clone();
                text.splice(at..at, word);
            }
            7 => {
                let word = self.random.one(&self.words).clone();
                let end = (at + word.len()).min(text.len());
                text.splice(at..end, word);
            }
            8 => self.change_number(text, at),
            _ => {
                let byte = (self.random.next() >> 32) as u8;
                text.insert(at, byte);
            }
        }
    }

    fn change_number(&mut self, text: &mut Vec<u8>, from: usize) {
        let Some(start) = text[from..]
            .iter()
            .position(u8::is_ascii_digit)
            .map(|i| from + i)
        else {
            return;
        };
        let len = text[start..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        let numbers: [&[u8]; 10] = [
            b"0",
            b"1",
            b"-1",
            b"65535",
            b"65536",
            b"4294967295",
            b"4294967296",
            b"18446744073709551615",
            b"18446744073709551616",
            b"00000000000000000000000000001",
        ];
        let number = *self.random.one(&numbers);
        text.splice(start..start + len, number.iter().copied());
    }
}
