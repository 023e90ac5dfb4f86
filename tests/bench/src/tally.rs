//! What a run counted, and how it is told to a person and to a program.

use std::time::Duration;

use hdrhistogram::Histogram;

pub struct Tally {
    pub started: u64,
    pub done: u64,
    pub lost: u64,
    pub retransmissions: u64,
    /// Requests whose first copy had no answer in time.
    pub overdue: u64,
    pub wrong: u64,
    pub late: u64,
    pub stale: u64,
    pub received: u64,
    pub received_bytes: u64,
    pub first_wrong: Option<String>,
    /// Nanoseconds from the first request of an operation to its last answer.
    pub latency: Histogram<u64>,
}

impl Tally {
    pub fn new() -> Tally {
        // NOTE(expect): the bounds are constants within what the crate allows.
        let latency = Histogram::new_with_bounds(1, 60_000_000_000, 3).expect("constant bounds");
        Tally {
            started: 0,
            done: 0,
            lost: 0,
            retransmissions: 0,
            overdue: 0,
            wrong: 0,
            late: 0,
            stale: 0,
            received: 0,
            received_bytes: 0,
            first_wrong: None,
            latency,
        }
    }

    pub fn complain(&mut self, what: &str, bytes: &[u8]) {
        self.wrong += 1;
        if self.first_wrong.is_none() {
            self.first_wrong = Some(format!("{what}: {}", bytes.escape_ascii()));
        }
    }
}

/// One measured run.
pub struct Figures {
    pub mode: &'static str,
    /// Operations answered in the end, also those that took longer than the run.
    pub answered: u64,
    pub tally: Tally,
    pub elapsed: Duration,
    /// Processor time that the server used, when its process is known.
    pub server: Option<Duration>,
    pub client: Duration,
    pub resident: Option<u64>,
}

impl Figures {
    pub fn rate(&self) -> f64 {
        self.tally.done as f64 / self.elapsed.as_secs_f64()
    }

    /// The part of the operations that was answered without a second copy.
    pub fn prompt(&self) -> f64 {
        1.0 - (self.tally.overdue as f64 / self.tally.started.max(1) as f64).min(1.0)
    }

    /// Microseconds of the server's processor for one operation.
    pub fn cost(&self) -> Option<f64> {
        let server = self.server?.as_secs_f64();
        (self.tally.done > 0).then(|| server * 1e6 / self.tally.done as f64)
    }

    /// The part of one core that the server was busy.
    pub fn busy(&self) -> Option<f64> {
        Some(self.server?.as_secs_f64() / self.elapsed.as_secs_f64())
    }

    /// Microseconds below which this part of the operations stayed.
    pub fn percentile(&self, quantile: f64) -> f64 {
        self.tally.latency.value_at_quantile(quantile) as f64 / 1e3
    }

    pub fn max(&self) -> f64 {
        self.tally.latency.max() as f64 / 1e3
    }

    pub fn answer_bytes(&self) -> f64 {
        self.tally.received_bytes as f64 / self.tally.received.max(1) as f64
    }

    pub fn table(&self) -> String {
        let t = &self.tally;
        let mut lines = vec![
            format!(
                "{:<24}{:.1} /s, {} in {:.2} s",
                self.mode,
                self.rate(),
                t.done,
                self.elapsed.as_secs_f64()
            ),
            format!(
                "{:<24}p50 {:.0}, p90 {:.0}, p99 {:.0}, p99.9 {:.0}, max {:.0}",
                "latency, µs",
                self.percentile(0.5),
                self.percentile(0.9),
                self.percentile(0.99),
                self.percentile(0.999),
                self.max()
            ),
            format!(
                "{:<24}lost {}, retransmitted {}, late {}, stale {}",
                "wire", t.lost, t.retransmissions, t.late, t.stale
            ),
            format!("{:<24}{:.0} bytes an answer", "size", self.answer_bytes()),
            format!("{:<24}{}", "wrong answers", t.wrong),
        ];
        if let (Some(cost), Some(busy)) = (self.cost(), self.busy()) {
            lines.push(format!(
                "{:<24}{cost:.2} µs each, {:.0} % of a core",
                "server CPU",
                busy * 100.0
            ));
        }
        let client = self.client.as_secs_f64() / self.elapsed.as_secs_f64();
        lines.push(format!(
            "{:<24}{:.0} % of a core",
            "generator CPU",
            client * 100.0
        ));
        if let Some(resident) = self.resident {
            lines.push(format!(
                "{:<24}{:.1} MiB",
                "server memory",
                resident as f64 / 1048576.0
            ));
        }
        if let Some(wrong) = &t.first_wrong {
            lines.push(format!("{:<24}{wrong}", "first wrong answer"));
        }
        lines.join("\n")
    }

    pub fn json(&self) -> String {
        let t = &self.tally;
        let optional = |value: Option<f64>| value.map_or("null".to_owned(), |v| format!("{v:.4}"));
        format!(
            "{{\"mode\":\"{}\",\"seconds\":{:.4},\"started\":{},\"done\":{},\"per_second\":{:.2},\
             \"lost\":{},\"retransmissions\":{},\"late\":{},\"stale\":{},\"wrong\":{},\
             \"p50_us\":{:.1},\"p90_us\":{:.1},\"p99_us\":{:.1},\"p999_us\":{:.1},\"max_us\":{:.1},\
             \"answer_bytes\":{:.1},\"server_us\":{},\"server_busy\":{},\"resident_bytes\":{}}}",
            self.mode,
            self.elapsed.as_secs_f64(),
            t.started,
            t.done,
            self.rate(),
            t.lost,
            t.retransmissions,
            t.late,
            t.stale,
            t.wrong,
            self.percentile(0.5),
            self.percentile(0.9),
            self.percentile(0.99),
            self.percentile(0.999),
            self.max(),
            self.answer_bytes(),
            optional(self.cost()),
            optional(self.busy()),
            self.resident.map_or("null".to_owned(), |r| r.to_string()),
        )
    }
}
