//! Serves pictures over HTTP/1.1.
//!
//! `connection` accepts, `patient` bounds the time that clients take, `answer` answers, and `metrics` counts. Joining a picture is
//! done on the thread that its request came in on; what takes longer is given a turn.

mod answer;
mod connection;
mod metrics;
mod patient;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, watch};

use self::answer::{App, most_waiting};
use self::metrics::Metrics;
use super::current::{Change, Current};
use crate::build::Request;
use crate::dialect::Place;
use crate::error::ServiceError;
use crate::files::raise_descriptors;
use crate::{Error, Result};

/// A clock in nanoseconds from any beginning.
pub type Clock = fn() -> u64;

/// Connections at a time at most, if the system allows as many.
const MOST_CONNECTIONS: u64 = 20_000;

/// Open files and sockets that are no connections.
const OTHER_DESCRIPTORS: u64 = 64;

/// How often the server looks whether it is to end.
const LOOK: Duration = Duration::from_millis(50);

/// How often the project's files are looked at.
const FOLLOW: Duration = Duration::from_secs(1);

/// Looking takes one part in so many of the time, so that a large project is looked at less often.
const FOLLOW_PART: u64 = 20;

/// Lines of the log that wait to be taken. More are left out, and counted.
const MOST_LINES: usize = 8192;

/// The settings of a server.
#[derive(Clone, Debug)]
pub struct Options {
    /// The project.
    pub place: Place,
    /// How it is read: `pack`, `threads`, `memory` and `max_pixels` matter.
    pub request: Request,
    /// The address to listen on; port 0 is any that is free.
    pub listen: SocketAddr,
    /// Seconds for which an answer may be kept by others.
    pub max_age: u32,
    /// `true` if every request is told of.
    pub log: bool,
    /// The clock that requests are timed by.
    pub clock: Clock,
}

/// A request that was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The method.
    pub method: String,
    /// The address as it was asked for.
    pub target: String,
    /// The status of the answer.
    pub status: u16,
    /// Bytes of its body.
    pub bytes: usize,
    /// The time from the head of the request to the answer.
    pub nanoseconds: u64,
}

/// What a server tells of.
#[derive(Debug)]
pub enum Told {
    /// A request was answered.
    Answered(Entry),
    /// The project changed.
    Changed(Change),
}

/// Passes on what is told of.
#[derive(Debug)]
struct Log {
    told: SyncSender<Told>,
    /// `true` if requests are told of.
    requests: bool,
}

impl Log {
    /// Tells of a request, if somebody wants to know and is not far behind.
    fn note(&self, metrics: &Metrics, entry: impl FnOnce() -> Entry) {
        if self.requests && self.told.try_send(Told::Answered(entry())).is_err() {
            metrics.lines_lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// A server that is ready to serve.
#[derive(Debug)]
pub struct Server {
    app: Arc<App>,
    listener: TcpListener,
    address: SocketAddr,
    runtime: Runtime,
    connections: usize,
    told: Receiver<Told>,
}

impl Server {
    /// Opens a project and takes an address; nothing is served yet.
    ///
    /// # Errors
    /// As [`Current::open`]; [`ServiceError::Listen`] and [`ServiceError::Refused`].
    pub fn open(options: Options) -> Result<Self> {
        let Options { place, request, listen, max_age, log, clock } = options;
        let refused = |source: io::Error| Error::Service(ServiceError::Refused { source });
        // Taken first: that it is in use is told before a pack is built.
        let taken = |source: io::Error| Error::Service(ServiceError::Listen { address: listen, source });
        let listener = TcpListener::bind(listen).map_err(taken)?;
        listener.set_nonblocking(true).map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let threads = request.threads.max(1);
        let most_sending = request.memory / 8;
        let current = Current::open(place, request)?;
        let runtime =
            Builder::new_multi_thread().worker_threads(threads).enable_all().thread_name("simdgen-serve").build();
        let descriptors = raise_descriptors().map_or(MOST_CONNECTIONS, |most| most.saturating_sub(OTHER_DESCRIPTORS));
        let (sender, told) = sync_channel(MOST_LINES);
        let app = App {
            current,
            metrics: Metrics::default(),
            log: Log { told: sender, requests: log },
            clock,
            max_age,
            turns: Semaphore::new(threads),
            waiting: AtomicUsize::new(0),
            most_waiting: most_waiting(threads),
            sending: Arc::default(),
            most_sending,
        };
        let connections = descriptors.clamp(1, MOST_CONNECTIONS) as usize;
        Ok(Self { app: Arc::new(app), listener, address, runtime: runtime.map_err(refused)?, connections, told })
    }

    /// Returns the address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the most connections at a time.
    pub fn connections(&self) -> usize {
        self.connections
    }

    /// Serves until `stop` is set, and then ends what is under way. What there is to tell is given to `tell` meanwhile, several things at a
    /// time.
    ///
    /// # Errors
    /// [`ServiceError::Refused`] when the system gives no socket or no thread, and those of `tell`.
    pub fn serve(self, stop: &AtomicBool, mut tell: impl FnMut(Vec<Told>) -> Result<()>) -> Result<()> {
        let Self { app, listener, runtime, connections, told, .. } = self;
        let refused = |source: io::Error| Error::Service(ServiceError::Refused { source });
        let entered = runtime.enter();
        let listener = tokio::net::TcpListener::from_std(listener).map_err(refused)?;
        drop(entered);
        let (stopping, stopped) = watch::channel(false);
        let server = runtime.spawn(connection::accept(listener, Arc::clone(&app), connections, stopped));
        let (ending, ended) = mpsc::channel();
        let following = {
            let app = Arc::clone(&app);
            let follow = move || follow(&app, &ended);
            thread::Builder::new().name("simdgen-follow".to_owned()).spawn(follow).map_err(refused)?
        };
        while !stop.load(Ordering::Relaxed) && !server.is_finished() {
            match told.recv_timeout(LOOK) {
                Ok(one) => tell(std::iter::once(one).chain(told.try_iter().take(MOST_LINES)).collect())?,
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
        }
        // Who listens to these may be gone already.
        let _ = (stopping.send(true), ending.send(()));
        let ended = runtime.block_on(server);
        runtime.shutdown_timeout(LOOK);
        let _ = following.join();
        tell(told.try_iter().collect())?;
        ended.map_err(|error| refused(io::Error::other(error.to_string())))
    }
}

/// Looks at the project's files every now and then, until something comes through `ended` or nothing can.
fn follow(app: &App, ended: &Receiver<()>) {
    let mut pause = FOLLOW;
    while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        let begun = (app.clock)();
        let change = app.current.look();
        pause = FOLLOW.max(Duration::from_nanos((app.clock)().saturating_sub(begun) * FOLLOW_PART));
        if let Some(change) = change {
            let counter = if matches!(change, Change::Served) { &app.metrics.served } else { &app.metrics.refused };
            counter.fetch_add(1, Ordering::Relaxed);
            // Nobody listens any more when the server ends.
            let _ = app.log.told.try_send(Told::Changed(change));
        }
    }
}
