//! Starts threads. The system may refuse them, as under a container's limit on processes: then there are fewer.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_works_and_results_are_in_order() {
        let (own, others) = beside("test", 3, |number| number * 10, |started| started);
        assert_eq!((own, others), (3, vec![0, 10, 20]));
        assert_eq!(beside("test", 0, |number| number, |started| started), (0, vec![]));
    }
}
