//! `simdgen serve`: a picture for any text, over HTTP.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::args::{LogForm, ServeArgs};
use super::print::{notice, out};
use super::stop;
use super::workspace::request;
use crate::Result;
use crate::dialect::Place;
use crate::project::Root;
use crate::service::{Change, Entry, Options, Server, Told};

/// Runs the command.
pub fn run(args: &ServeArgs) -> Result<()> {
    let root = Root::open(&args.project.project, args.project.links.links())?;
    let server = Server::open(Options {
        place: Place { root, config: args.project.config.clone(), overrides: args.project.changes.overrides() },
        request: request(&args.pack, args.threads, args.memory),
        listen: args.listen,
        max_age: args.max_age,
        log: !args.quiet,
        clock,
    })?;
    let stopped = Arc::new(AtomicBool::new(false));
    stop::listen(&stopped)?;
    out(&format!("http://{}/\n", server.address()))?;
    if !args.quiet {
        let connections = super::print::count(server.connections() as u128);
        notice(&format!("serving, {connections} connections at a time; Ctrl-C ends it when all answers are sent"));
    }
    if !server.address().ip().is_loopback() {
        notice("note: whoever reaches this address may ask for pictures; put a proxy before it for TLS and limits");
    }
    server.serve(&stopped, |told| {
        let mut lines = String::new();
        for one in told {
            match one {
                Told::Answered(entry) => lines += &line(&entry, args.log),
                Told::Changed(Change::Served) => notice("the project changed, and is served as it is now"),
                Told::Changed(Change::Refused(error)) => {
                    notice(&format!(
                        "warning: a change of the project cannot be served, so it stays as it was: {error}"
                    ));
                }
            }
        }
        if lines.is_empty() { Ok(()) } else { out(&lines) }
    })
}

/// The line of a request in the log.
fn line(entry: &Entry, form: LogForm) -> String {
    let Entry { method, target, status, bytes, nanoseconds } = entry;
    let time = time_of(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis() as u64));
    let microseconds = nanoseconds / 1000;
    match form {
        LogForm::Text => format!("{time} {method} {target} {status} {bytes} {microseconds}us\n"),
        LogForm::Json => {
            let line = json!({
                "time": time, "method": method, "target": target, "status": status, "bytes": bytes,
                "microseconds": microseconds,
            });
            format!("{line}\n")
        }
    }
}

/// A time in milliseconds since 1970 as RFC 3339 writes it, in UTC.
fn time_of(milliseconds: u64) -> String {
    let (days, rest) = (milliseconds / 86_400_000, milliseconds % 86_400_000);
    // Years begin in March, so that the day that some have more is their last (Hinnant, days_from_civil).
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let from_march = (5 * day + 2) / 153;
    let (day, month) =
        (day - (153 * from_march + 2) / 5 + 1, if from_march < 10 { from_march + 3 } else { from_march - 9 });
    let year = era * 400 + year + u64::from(month <= 2);
    let (hour, minute, second, part) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60, rest % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{part:03}Z")
}

/// Nanoseconds since the first call.
fn clock() -> u64 {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    BEGUN.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_calendar() {
        // By `date -u -d @SECONDS`.
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00"),
            (951_782_399, "2000-02-28T23:59:59"),
            (951_868_800, "2000-03-01T00:00:00"),
            (1_709_164_800, "2024-02-29T00:00:00"),
            (1_767_225_599, "2025-12-31T23:59:59"),
            (4_107_542_400, "2100-03-01T00:00:00"),
        ] {
            assert_eq!(time_of(seconds * 1000 + 7), format!("{text}.007Z"), "{seconds}");
        }
    }

    #[test]
    fn a_line_has_what_was_asked_and_answered() {
        let entry =
            Entry { method: "GET".into(), target: "/a\"b.png".into(), status: 200, bytes: 7, nanoseconds: 1_234_567 };
        assert!(line(&entry, LogForm::Text).ends_with("Z GET /a\"b.png 200 7 1234us\n"));
        let json: serde_json::Value = serde_json::from_str(&line(&entry, LogForm::Json)).unwrap();
        assert_eq!((&json["target"], &json["status"]), (&"/a\"b.png".into(), &200.into()));
    }
}
