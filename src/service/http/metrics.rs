//! Counts of what was asked and answered, in the text form that Prometheus reads (exposition format 0.0.4).

use std::fmt::Write;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use super::super::loaded::{Counts, Loaded};

/// What requests are counted by, beside their status.
pub(super) const KINDS: [&str; 5] = ["png", "webp", "jpg", "json", "other"];

/// The statuses that answers have; any other is counted as the last.
const STATUSES: [u16; 9] = [200, 304, 400, 404, 405, 409, 414, 503, 500];

/// The upper bounds of the histogram of times, in microseconds.
const BOUNDS: [u64; 14] =
    [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000];

/// Counts since the start, shared by threads.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    requests: [[AtomicU64; STATUSES.len()]; KINDS.len()],
    /// By bound; the last has what took longer than all.
    times: [AtomicU64; BOUNDS.len() + 1],
    microseconds: AtomicU64,
    bytes: AtomicU64,
    /// Requests that are worked on.
    pub(super) in_flight: AtomicI64,
    /// Open connections.
    pub(super) connections: AtomicI64,
    /// Connections that were accepted.
    pub(super) accepted: AtomicU64,
    /// Lines of the log that nobody took in time.
    pub(super) lines_lost: AtomicU64,
    /// Changes of the project that are served.
    pub(super) served: AtomicU64,
    /// Changes of the project that cannot be used.
    pub(super) refused: AtomicU64,
}

impl Metrics {
    /// Counts an answer of a kind, a number of [`KINDS`], with so many bytes in its body.
    pub(super) fn count(&self, kind: usize, status: u16, nanoseconds: u64, bytes: usize) {
        let at = STATUSES.iter().position(|known| *known == status).unwrap_or(STATUSES.len() - 1);
        self.requests[kind][at].fetch_add(1, Ordering::Relaxed);
        let microseconds = nanoseconds.div_ceil(1000);
        self.times[BOUNDS.partition_point(|&bound| bound < microseconds)].fetch_add(1, Ordering::Relaxed);
        self.microseconds.fetch_add(microseconds, Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Writes everything.
    pub(super) fn text(&self, counts: &Counts, loaded: &Loaded, answers: usize) -> String {
        let mut text = String::new();
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let head = |name: &str, kind: &str, help: &str, text: &mut String| {
            let _ = writeln!(text, "# HELP simdgen_{name} {help}\n# TYPE simdgen_{name} {kind}");
        };
        head("requests_total", "counter", "Answers, by what was asked for and status.", &mut text);
        for (kind, of_kind) in KINDS.iter().zip(&self.requests) {
            for (status, count) in STATUSES.iter().zip(of_kind).filter(|(_, count)| read(count) > 0) {
                let _ = writeln!(text, "simdgen_requests_total{{kind=\"{kind}\",status=\"{status}\"}} {}", read(count));
            }
        }
        head("request_seconds", "histogram", "Time from the head of a request to its answer.", &mut text);
        let mut sum = 0;
        for (at, count) in self.times.iter().enumerate() {
            sum += read(count);
            let bound = BOUNDS.get(at).map_or("+Inf".to_owned(), |bound| (*bound as f64 / 1e6).to_string());
            let _ = writeln!(text, "simdgen_request_seconds_bucket{{le=\"{bound}\"}} {sum}");
        }
        let seconds = read(&self.microseconds) as f64 / 1e6;
        let _ = writeln!(text, "simdgen_request_seconds_sum {seconds}\nsimdgen_request_seconds_count {sum}");
        let gauge = |value: &AtomicI64| value.load(Ordering::Relaxed).max(0) as u64;
        for (name, kind, help, value) in [
            ("answered_bytes_total", "counter", "Bytes of bodies.", read(&self.bytes)),
            ("tiles_found_total", "counter", "Encoded tiles that were there.", read(&counts.tiles_found)),
            ("tiles_made_total", "counter", "Tiles that were composed and encoded.", read(&counts.tiles_made)),
            ("finished_found_total", "counter", "Answers not joined that were there.", read(&counts.finished_found)),
            ("finished_made_total", "counter", "Answers not joined that were made.", read(&counts.finished_made)),
            ("kept_bytes", "gauge", "Bytes of tiles and answers that are kept.", loaded.bytes() as u64),
            ("answers_bytes", "gauge", "Bytes of answers that are being sent.", answers as u64),
            ("in_flight", "gauge", "Requests that are worked on.", gauge(&self.in_flight)),
            ("connections", "gauge", "Open connections.", gauge(&self.connections)),
            ("connections_total", "counter", "Connections that were accepted.", read(&self.accepted)),
            ("log_lines_lost_total", "counter", "Lines of the log that were left out.", read(&self.lines_lost)),
            ("changes_served_total", "counter", "Changes of the project that are served.", read(&self.served)),
            ("changes_refused_total", "counter", "Changes that cannot be used.", read(&self.refused)),
        ] {
            head(name, kind, help, &mut text);
            let _ = writeln!(text, "simdgen_{name} {value}");
        }
        text
    }
}
