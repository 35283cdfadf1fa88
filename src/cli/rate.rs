//! The rate of a run over its last stretch, and the time left at that rate.
//!
//! An average from the beginning on would be wrong for long where the beginning is slow, as training is, or where the machine
//! becomes busy.

use std::collections::VecDeque;
use std::time::Duration;

/// Time that the rate is taken over, at least, once so much has passed.
const WINDOW: Duration = Duration::from_secs(30);

/// Marks that it is taken over, at least: slow editions are few in any window.
const MARKS: usize = 8;

/// Marks of a run: when how many editions were finished.
#[derive(Debug)]
pub struct Rate {
    begun: (Duration, usize),
    marks: VecDeque<(Duration, usize)>,
}

impl Rate {
    /// Begins at a time, with nothing finished.
    pub fn new(at: Duration) -> Self {
        Self { begun: (at, 0), marks: VecDeque::new() }
    }

    /// Notes how many editions are finished; times and numbers rise.
    pub fn mark(&mut self, at: Duration, done: usize) {
        self.marks.push_back((at, done));
        while self.marks.len() > MARKS && at.saturating_sub(self.marks[1].0) >= WINDOW {
            self.marks.pop_front();
        }
    }

    /// Returns editions a second; `None` before the first mark. What came before that counts only until there is another.
    fn per_second(&self) -> Option<f64> {
        let (to, done) = *self.marks.back()?;
        let (from, before) = if self.marks.len() > 1 { self.marks[0] } else { self.begun };
        Some(done.saturating_sub(before) as f64 / to.saturating_sub(from).as_secs_f64().max(1e-9))
    }

    /// Returns the rate and the time that so many more editions will take: "12 a second, 3 min left".
    pub fn told(&self, left: usize) -> Option<String> {
        let rate = self.per_second().filter(|rate| *rate > 0.0)?;
        Some(format!("{} a second, {} left", number(rate), time(left as f64 / rate)))
    }
}

/// A rate to two digits at least.
pub fn number(rate: f64) -> String {
    match rate {
        9.5.. => format!("{rate:.0}"),
        0.95.. => format!("{rate:.1}"),
        _ => format!("{rate:.2}"),
    }
}

/// A time in the unit that reads best.
fn time(seconds: f64) -> String {
    match seconds {
        7200.0.. => format!("{:.1} h", seconds / 3600.0),
        120.0.. => format!("{:.0} min", seconds / 60.0),
        _ => format!("{seconds:.0} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(marks: impl IntoIterator<Item = (u64, usize)>) -> Rate {
        let mut rate = Rate::new(Duration::from_secs(2));
        marks.into_iter().for_each(|(at, done)| rate.mark(Duration::from_secs(at), done));
        rate
    }

    #[test]
    fn nothing_is_told_of_nothing() {
        assert_eq!(after([]).told(5), None);
        assert_eq!(after([(9, 0)]).told(5), None);
    }

    #[test]
    fn a_slow_start_is_forgotten_at_the_second_mark() {
        let told = |marks: &[(u64, usize)]| after(marks.iter().copied()).told(1000).expect("something is done");
        assert_eq!(told(&[(12, 20)]), "2.0 a second, 8 min left");
        assert_eq!(told(&[(12, 20), (13, 120)]), "100 a second, 10 s left");
    }

    #[test]
    fn the_rate_is_that_of_the_last_stretch() {
        // 40 editions a second for a minute, then 4.
        let marks = (1..=60).map(|s| (s, 40 * s as usize)).chain((1..=40).map(|s| (60 + s, 2400 + 4 * s as usize)));
        assert_eq!(after(marks).told(40).expect("it is told"), "4.0 a second, 10 s left");
        // One in 20 s: the window has less than two of these, and the rate is taken over more.
        let marks = (1..=30).map(|n| (20 * n, n as usize));
        assert_eq!(after(marks).told(900).expect("it is told"), "0.05 a second, 5.0 h left");
    }

    #[test]
    fn rates_have_two_digits() {
        assert_eq!([0.123, 1.26, 12.6, 4321.0].map(number), ["0.12", "1.3", "13", "4321"]);
        assert_eq!([59.6, 119.0, 120.0, 7300.0].map(time), ["60 s", "119 s", "2 min", "2.0 h"]);
    }
}
