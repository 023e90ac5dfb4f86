//! The loop that keeps phones talking: a window of operations in flight, or a fixed rate.
//!
//! At a fixed rate an operation's time runs from when it was due, not from when we got round to it;
//! a server that stalls cannot hide the operations it held up.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddrV4;
use std::time::{Duration, Instant};

use crate::attack::Attack;
use crate::phone::{Identity, Mode, Phones, Step};
use crate::process::{Tree, own_processor};
use crate::tally::{Figures, Tally};
use crate::wire::{BATCH, Wire};

/// RFC 3261 §17.1.2.2: T1, doubled each time. Four copies, then the operation counts as lost.
const WAITS: [u64; 4] = [500_000_000, 1_000_000_000, 2_000_000_000, 1_000_000_000];

#[derive(Clone, Copy)]
pub enum Pace {
    /// So many operations in flight.
    Window(usize),
    /// So many operations begun each second.
    Rate(f64),
}

/// When a run ends.
#[derive(Clone, Copy)]
pub enum Until {
    Elapsed(Duration),
    Count(u64),
}

pub struct Load {
    wire: Wire,
    pub phones: Phones,
    pub server: Option<Tree>,
    epoch: Instant,
    next: usize,
    /// Only every so-many-th phone speaks.
    pub stride: usize,
    in_flight: usize,
    /// One queue for each copy of a request, so that each is in order of time.
    waits: [VecDeque<(u64, usize, u32)>; 4],
    out: Vec<u8>,
    tally: Tally,
}

impl Load {
    pub fn new(
        target: SocketAddrV4,
        mode: Mode,
        mut identity: Identity,
        users: usize,
    ) -> io::Result<Load> {
        let wire = Wire::open(target)?;
        identity.port = wire.port();
        Ok(Load {
            wire,
            phones: Phones::new(mode, identity, users),
            server: None,
            epoch: Instant::now(),
            next: 0,
            stride: 1,
            in_flight: 0,
            waits: Default::default(),
            out: Vec::with_capacity(2048),
            tally: Tally::new(),
        })
    }

    fn now(&self) -> u64 {
        self.epoch.elapsed().as_nanos() as u64
    }

    /// Brings every phone to the registrar once, so that what is measured next are refreshes.
    pub fn register_all(&mut self, window: usize) -> io::Result<Figures> {
        let count = self.phones.len() as u64;
        self.next = 0;
        self.run("register", Pace::Window(window), Until::Count(count), None)
    }

    pub fn run(
        &mut self,
        name: &'static str,
        pace: Pace,
        until: Until,
        mut attack: Option<&mut Attack>,
    ) -> io::Result<Figures> {
        self.tally = Tally::new();
        self.phones.stale = 0;
        let server_before = self.server.map(Tree::processor);
        let own_before = own_processor();
        let began = self.now();
        let stretch = Stretch { began, pace, until };
        let mut now = began;
        while !stretch.is_over(now, &self.tally) {
            self.begin_due(&stretch, now)?;
            self.retransmit(now)?;
            if let Some(attack) = attack.as_deref_mut() {
                attack.step(now)?;
            }
            let count = self.read()?;
            now = self.now();
            if self.tally.lost >= 64 && self.tally.received == 0 {
                return Err(io::Error::other("the server does not answer"));
            }
            if count == 0 {
                let mut limit = self.idle_for(&stretch, now);
                if let Some(attack) = attack.as_deref() {
                    limit = limit.min(attack.due_in(now));
                }
                if limit > 0 {
                    self.wire.wait(Duration::from_nanos(limit))?;
                    now = self.now();
                }
            }
        }
        let elapsed = Duration::from_nanos(now - began);
        let server = self
            .server
            .zip(server_before)
            .map(|(tree, before)| tree.processor() - before);
        let client = own_processor() - own_before;
        let done_in_time = self.tally.done;
        self.drain(attack)?;
        let mut tally = std::mem::replace(&mut self.tally, Tally::new());
        tally.stale = self.phones.stale;
        // What came after the end counts as answered, but neither for the rate nor for the server's time.
        let answered = std::mem::replace(&mut tally.done, done_in_time);
        Ok(Figures {
            mode: name,
            answered,
            tally,
            elapsed,
            server,
            client,
            resident: self.server.and_then(Tree::resident),
        })
    }

    fn drain(&mut self, mut attack: Option<&mut Attack>) -> io::Result<()> {
        while self.in_flight > 0 {
            let now = self.now();
            self.retransmit(now)?;
            if let Some(attack) = attack.as_deref_mut() {
                attack.step(now)?;
            }
            if self.read()? == 0 && attack.as_deref().is_none_or(|a| !a.is_flood()) {
                self.wire.wait(Duration::from_millis(1))?;
            }
        }
        self.waits.iter_mut().for_each(VecDeque::clear);
        Ok(())
    }

    fn begin_due(&mut self, stretch: &Stretch, now: u64) -> io::Result<()> {
        // Between two looks at the socket no more than a batch is sent, so that neither side starves.
        for _ in 0..BATCH {
            let due = match stretch.pace {
                Pace::Window(window) if self.in_flight < window => now,
                Pace::Rate(rate) => {
                    let due = stretch.began + (self.tally.started as f64 * 1e9 / rate) as u64;
                    if due > now {
                        return Ok(());
                    }
                    due
                }
                Pace::Window(_) => return Ok(()),
            };
            if matches!(stretch.until, Until::Count(count) if self.tally.started >= count) {
                return Ok(());
            }
            let Some(index) = self.idle_phone() else {
                return Ok(());
            };
            self.phones.begin(index, due, &mut self.out);
            self.tally.started += 1;
            self.in_flight += 1;
            self.send(index, now, 0)?;
        }
        Ok(())
    }

    fn idle_phone(&mut self) -> Option<usize> {
        // A phone that waits for a lost answer is passed over; a window full of such phones is a stall.
        for _ in 0..self.phones.len().min(4096) {
            let index = self.next;
            self.next = (self.next + self.stride) % self.phones.len();
            if self.phones.is_idle(index) {
                return Some(index);
            }
        }
        None
    }

    fn send(&mut self, index: usize, now: u64, copy: usize) -> io::Result<()> {
        self.wire
            .send(self.phones.identity.source(index), &self.out)?;
        self.waits[copy].push_back((now + WAITS[copy], index, self.phones.cseq(index)));
        Ok(())
    }

    fn retransmit(&mut self, now: u64) -> io::Result<()> {
        for copy in 0..WAITS.len() {
            while let Some(&(at, index, cseq)) = self.waits[copy].front() {
                let waits = self.phones.awaits(index, cseq);
                if waits && at > now {
                    break;
                }
                self.waits[copy].pop_front();
                if !waits {
                    continue;
                }
                if copy + 1 == WAITS.len() {
                    self.phones.give_up(index);
                    self.tally.lost += 1;
                    self.in_flight -= 1;
                } else {
                    self.phones.write(index, &mut self.out);
                    self.tally.retransmissions += 1;
                    self.tally.overdue += u64::from(copy == 0);
                    self.send(index, now, copy + 1)?;
                }
            }
        }
        Ok(())
    }

    fn read(&mut self) -> io::Result<usize> {
        let count = self.wire.receive()?;
        let now = self.now();
        for position in 0..count {
            let bytes = self.wire.datagram(position);
            self.tally.received += 1;
            self.tally.received_bytes += bytes.len() as u64;
            let (index, step) = self.phones.judge(bytes, &mut self.out);
            match (index, step) {
                (Some(index), Step::Send) => self.send(index, now, 0)?,
                (Some(index), Step::Done) => {
                    self.in_flight -= 1;
                    self.tally.done += 1;
                    self.tally
                        .latency
                        .saturating_record(now.saturating_sub(self.phones.began(index)));
                }
                (_, Step::Late) => self.tally.late += 1,
                (index, Step::Wrong(what)) => {
                    self.in_flight -= usize::from(index.is_some());
                    self.tally.complain(what, bytes);
                }
                (None, _) => {}
            }
        }
        Ok(count)
    }

    /// Nanoseconds for which nothing is to be done unless something arrives.
    fn idle_for(&self, stretch: &Stretch, now: u64) -> u64 {
        let mut until = now + 10_000_000;
        if let Until::Elapsed(length) = stretch.until {
            until = until.min(stretch.began + length.as_nanos() as u64);
        }
        match stretch.pace {
            Pace::Rate(rate) => {
                until = until.min(stretch.began + (self.tally.started as f64 * 1e9 / rate) as u64)
            }
            Pace::Window(window) if self.in_flight < window => return 0,
            Pace::Window(_) => {}
        }
        until.saturating_sub(now)
    }
}

struct Stretch {
    began: u64,
    pace: Pace,
    until: Until,
}

impl Stretch {
    fn is_over(&self, now: u64, tally: &Tally) -> bool {
        match self.until {
            Until::Elapsed(length) => now - self.began >= length.as_nanos() as u64,
            Until::Count(count) => tally.done + tally.lost + tally.wrong >= count,
        }
    }
}
