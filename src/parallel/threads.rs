//! Starts threads and shares work among them. The system may refuse them, as under a container's limit on processes: then
//! there are fewer.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Calls `work` on up to `helpers` threads, with their numbers from 0, while `here` runs on this one and is told how many
/// could be started. Returns what `here` gives, and what the threads give in their order.
///
/// `here` must do alone what no thread does when none could be started.
pub fn beside<T: Send, R>(
    name: &str,
    helpers: usize,
    work: impl Fn(usize) -> T + Sync,
    here: impl FnOnce(usize) -> R,
) -> (R, Vec<T>) {
    thread::scope(|scope| {
        let mut started = vec![];
        for number in 0..helpers {
            let (work, builder) = (&work, thread::Builder::new().name(format!("simdgen-{name}-{number}")));
            // One that is refused is followed by others that would be.
            let Ok(helper) = builder.spawn_scoped(scope, move || work(number)) else { break };
            started.push(helper);
        }
        let own = here(started.len());
        let join = |helper: thread::ScopedJoinHandle<'_, T>| {
            helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        (own, started.into_iter().map(join).collect())
    })
}

/// Does the same work on every number below `count` on several threads; the results are in order.
pub fn on_threads<T: Send>(threads: usize, count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    map(threads, count, || (), |(), item| work(item))
}

/// Does the same as `on_threads` with what `state` makes for each thread, which keeps it from item to item.
pub fn map<S, T: Send>(
    threads: usize,
    count: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> T + Sync,
) -> Vec<T> {
    // Items are taken a few at a time, so that small ones do not cost a contended counter each.
    let step = (count / (threads.max(1) * 16)).max(1);
    let next = AtomicUsize::new(0);
    let run = || {
        let (mut state, mut done) = (state(), vec![]);
        loop {
            let first = next.fetch_add(step, Ordering::Relaxed);
            if first >= count {
                return done;
            }
            let part = (first..(first + step).min(count)).map(|item| work(&mut state, item));
            done.push((first, part.collect::<Vec<T>>()));
        }
    };
    let helpers = threads.min(count).saturating_sub(1);
    let (mut parts, others) = beside("work", helpers, |_| run(), |_| run());
    parts.extend(others.into_iter().flatten());
    parts.sort_by_key(|(first, _): &(usize, Vec<T>)| *first);
    parts.into_iter().flat_map(|(_, part)| part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_works_and_results_are_in_order() {
        let (own, others) = beside("test", 3, |number| number * 10, |started| started);
        assert_eq!((own, others), (3, vec![0, 10, 20]));
        assert_eq!(beside("test", 0, |number| number, |started| started), (0, vec![]));
    }

    #[test]
    fn results_are_in_order() {
        for (threads, count) in [(1, 0), (1, 5), (4, 3), (3, 1000)] {
            let squares = map(threads, count, || (), |(), i| i * i);
            assert_eq!(squares, (0..count).map(|i| i * i).collect::<Vec<_>>());
        }
    }
}
