//! Works on items on several threads, hands the results over in order, and holds no more memory at a time than allowed.
//!
//! Items begin in order too. So whatever waits for memory waits for items before it, and those wait for nothing that
//! comes later: no budget is too small to end.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::parallel::beside;

/// Items that may be begun for each thread before the first of them is handed over.
const AHEAD: usize = 2;

/// The state shared by the threads.
struct State<T> {
    /// The next item to begin.
    next: usize,
    /// Items handed over.
    taken: usize,
    /// Bytes of items begun and not yet handed over.
    held: u64,
    /// Results that wait for those before them, and the bytes they hold.
    done: BTreeMap<usize, (T, u64)>,
    /// Nothing more is to begin: an error, or a panic.
    is_over: bool,
}

/// A queue of items with their bytes.
struct Queue<'a, T> {
    costs: &'a [u64],
    allowed: u64,
    ahead: usize,
    state: Mutex<State<T>>,
    changed: Condvar,
}

/// Ends the work of all threads when the one that has it panics or is done.
struct EndsAll<'a, 'q, T>(&'a Queue<'q, T>);

impl<T> Drop for EndsAll<'_, '_, T> {
    fn drop(&mut self) {
        self.0.lock().is_over = true;
        self.0.changed.notify_all();
    }
}

impl<T> Queue<'_, T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next item, once it may begin; `None` when there is none.
    fn begin(&self) -> Option<usize> {
        let mut state = self.lock();
        loop {
            let &cost = self.costs.get(state.next).filter(|_| !state.is_over)?;
            // One alone always may: what cannot fit at all is for the caller to refuse.
            let fits = state.held == 0 || state.held.saturating_add(cost) <= self.allowed;
            if fits && state.next < state.taken + self.ahead {
                state.held += cost;
                state.next += 1;
                return Some(state.next - 1);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Puts a result where it waits for those before it. It holds no more than the item was begun with.
    fn put(&self, item: usize, result: T, holds: u64) {
        let holds = holds.min(self.costs[item]);
        let mut state = self.lock();
        state.held -= self.costs[item] - holds;
        state.done.insert(item, (result, holds));
        self.changed.notify_all();
    }

    /// Waits for an item's result; `None` when a thread panicked.
    fn wait_for(&self, item: usize) -> Option<(T, u64)> {
        let mut state = self.lock();
        loop {
            if let Some(result) = state.done.remove(&item) {
                return Some(result);
            }
            if state.is_over {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Counts an item as handed over.
    fn release(&self, holds: u64) {
        let mut state = self.lock();
        state.taken += 1;
        state.held -= holds;
        self.changed.notify_all();
    }
}

/// Calls `work` for every item on up to `threads` threads, and `take` on this one with the results in order.
///
/// `costs` says how many bytes each item takes at most while it is worked on; `work` returns how many its result still
/// holds. Not more than `allowed` are held at a time, except by a single item that takes more alone. A thread that the
/// system refuses is done without; if it refuses all, this one does the work.
///
/// # Errors
/// The first error of `take`, which ends the work.
pub(super) fn in_order<T: Send, E>(
    threads: usize,
    costs: &[u64],
    allowed: u64,
    work: impl Fn(usize) -> (T, u64) + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let threads = threads.clamp(1, costs.len().max(1));
    let state = State { next: 0, taken: 0, held: 0, done: BTreeMap::new(), is_over: false };
    let ahead = AHEAD * threads;
    let queue = Queue { costs, allowed, ahead, state: Mutex::new(state), changed: Condvar::new() };
    let run = || {
        let ends = EndsAll(&queue);
        while let Some(item) = queue.begin() {
            let (result, holds) = work(item);
            queue.put(item, result, holds);
        }
        std::mem::forget(ends);
    };
    let (taken, _) = beside(
        "pack",
        threads,
        |_| run(),
        |started| {
            let _ends = EndsAll(&queue);
            for item in 0..costs.len() {
                if started == 0 {
                    take(work(item).0)?;
                    continue;
                }
                let Some((result, holds)) = queue.wait_for(item) else { return Ok(()) };
                take(result)?;
                queue.release(holds);
            }
            Ok(())
        },
    );
    taken
}

/// `true` if `is_right` holds for every number below `count`, asked on up to `threads` threads.
pub(super) fn first_wrong(threads: usize, count: usize, is_right: impl Fn(usize) -> bool + Sync) -> Option<usize> {
    // Few large pieces: each is asked for under a lock.
    let pieces = (threads.max(1) * 8).min(count);
    let costs = vec![0; pieces];
    let bound = |piece: usize| piece * count / pieces;
    let look = |piece: usize| ((bound(piece)..bound(piece + 1)).find(|&item| !is_right(item)), 0);
    in_order(threads, &costs, 0, look, |found| found.map_or(Ok(()), Err)).err()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use std::thread;

    use super::*;

    #[test]
    fn results_come_in_order_and_hold_no_more_than_allowed() {
        for threads in [1, 2, 7] {
            for allowed in [1, 5, 12, u64::MAX] {
                let costs: Vec<u64> = (0..200).map(|item| item * 7 % 11).collect();
                let (held, most) = (AtomicU64::new(0), AtomicU64::new(0));
                let mut taken = vec![];
                let work = |item: usize| {
                    let now = held.fetch_add(costs[item], Ordering::SeqCst) + costs[item];
                    most.fetch_max(now, Ordering::SeqCst);
                    thread::yield_now();
                    (item, costs[item])
                };
                let take = |item: usize| {
                    taken.push(item);
                    held.fetch_sub(costs[item], Ordering::SeqCst);
                    Ok::<(), ()>(())
                };
                in_order(threads, &costs, allowed, work, take).unwrap();
                assert_eq!(taken, (0..200).collect::<Vec<_>>());
                // One alone may take more than is allowed: the largest takes 10.
                let most = most.into_inner();
                assert!(most <= allowed.max(10), "{threads} {allowed}: {most}");
            }
        }
    }

    #[test]
    fn an_error_ends_the_work() {
        let begun = AtomicU64::new(0);
        let work = |item: usize| {
            begun.fetch_add(1, Ordering::SeqCst);
            (item, 0)
        };
        let take = |item: usize| if item == 3 { Err(item) } else { Ok(()) };
        assert_eq!(in_order(2, &[0; 1000], 0, work, take), Err(3));
        assert!(begun.into_inner() <= 10);
    }

    #[test]
    fn a_panic_of_the_work_is_passed_on() {
        let run = || in_order(2, &[0; 50], 0, |item| (assert_ne!(item, 9), 0), |()| Ok::<(), ()>(()));
        assert!(std::panic::catch_unwind(run).is_err());
    }

    #[test]
    fn the_first_wrong_number_is_found() {
        for threads in [1, 3] {
            assert_eq!(first_wrong(threads, 0, |_| false), None);
            assert_eq!(first_wrong(threads, 1000, |_| true), None);
            for wrong in [0, 1, 499, 999] {
                assert_eq!(first_wrong(threads, 1000, |item| item < wrong), Some(wrong));
            }
        }
    }
}
