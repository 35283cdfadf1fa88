//! The same work on a number of items, on several threads, with results in order.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::threads::beside;

/// The results of the same work on items 0 to `count`, in that order, on several threads.
pub fn on_threads<T: Send>(threads: usize, count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    map(threads, count, || (), |(), item| work(item))
}

/// Calls a function for every number below `count`; `state` makes what each thread keeps from item to item.
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
        let (mut kept, mut done) = (state(), vec![]);
        loop {
            let first = next.fetch_add(step, Ordering::Relaxed);
            if first >= count {
                return done;
            }
            let part = (first..(first + step).min(count)).map(|item| work(&mut kept, item));
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
    #[test]
    fn results_are_in_order() {
        for (threads, count) in [(1, 0), (1, 5), (4, 3), (3, 1000)] {
            let squares = super::map(threads, count, || (), |(), i| i * i);
            assert_eq!(squares, (0..count).map(|i| i * i).collect::<Vec<_>>());
        }
    }
}
