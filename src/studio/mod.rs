//! Shows a project in the browser while it changes, and changes it: a server on this machine alone.
//!
//! | file | holds |
//! |---|---|
//! | `server`, `guard` | the addresses, and who may ask |
//! | `answers`, `app`, `refusal`, `events` | what is answered, from what, or why not; what is told without being asked |
//! | `assets` | the page |
//! | `session`, `hold`, `shown`, `live` | the project on disk, held, as it was last read, followed as it changes |
//! | `insight`, `listed`, `state` | what takes longer to know; layers and traits, and all else, as pages get them |
//! | `named`, `sampling`, `pictures` | editions, drawn by lot or named, and drawn as pictures |
//! | `odds`, `cost` | what weights give, and what a rule would cost |
//! | `change`, `rule`, `history`, `edits` | a change of `simdgen.toml`, steps that are undone, and both for a page |
//! | `takeover` | the configuration of another engine, imported |
//! | `builds` | the collection, made while pages watch |

mod answers;
mod app;
mod assets;
mod builds;
pub mod change;
mod cost;
mod edits;
mod events;
#[cfg(test)]
mod fixture;
mod guard;
mod history;
mod hold;
mod insight;
mod listed;
mod live;
mod named;
mod odds;
mod pictures;
mod refusal;
mod rule;
mod sampling;
mod server;
mod session;
mod shown;
mod state;
mod takeover;

use std::future::IntoFuture;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;

use self::app::App;
use self::builds::Builds;
pub use self::builds::Clock;
use self::edits::Edits;
use self::events::Events;
use self::guard::Guard;
use self::hold::Hold;
use self::insight::Insights;
use self::pictures::Drawer;
use self::session::Session;
use crate::build::Request;
use crate::dialect::Place;
use crate::error::{ProjectError, StudioError};
use crate::{Error, Result};

/// How often a studio looks whether it is to end.
const LOOK: Duration = Duration::from_millis(50);

/// How long answers that are under way are waited for at the end.
const LAST: Duration = Duration::from_millis(300);

/// The settings of a studio.
#[derive(Clone, Debug)]
pub struct Options {
    /// The project.
    pub place: Place,
    /// How collections are built; the plan is the project's.
    pub request: Request,
    /// The port on this machine; 0 is any that is free.
    pub port: u16,
    /// The clock for progress.
    pub clock: Clock,
}

/// A studio that is ready to serve.
#[derive(Debug)]
pub struct Studio {
    app: Arc<App>,
    listener: TcpListener,
    runtime: Runtime,
    /// Why changes of files are not followed, if they are not.
    pub not_followed: Option<Error>,
}

impl Studio {
    /// Opens a project and takes a port; nothing is served yet. A project with mistakes is opened, and shows them.
    ///
    /// # Errors
    /// [`ProjectError::NoConfig`] for a folder that is no project; [`StudioError`].
    pub fn open(options: Options) -> Result<Self> {
        let Options { place, request, port, clock } = options;
        if let Err(error @ Error::Project(ProjectError::NoConfig { .. })) = place.open() {
            return Err(error);
        }
        let hold = Hold::default();
        hold.take(&place.root)?;
        let refused = |source: io::Error| Error::Studio(StudioError::Refused { source });
        let taken = |source: io::Error| Error::Studio(StudioError::Port { port, source });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(taken)?;
        listener.set_nonblocking(true).map_err(refused)?;
        let own_port = listener.local_addr().map_err(refused)?.port();
        let threads = request.threads.max(1);
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(threads + 4)
            .enable_all()
            .build()
            .map_err(refused)?;
        let events = Events::new();
        let insights = Arc::new(Insights::new(request.clone(), events.clone()));
        let session = Arc::new(Session::new(place, hold, events.clone(), Arc::clone(&insights)));
        let not_followed = live::follow(&session).err();
        let drawer = Drawer::new(&request);
        if let Some(project) = &session.shown().project {
            drawer.open_pack(project, &request);
        }
        let app = Arc::new(App {
            guard: Guard::new(own_port)?,
            session,
            insights,
            edits: Edits::default(),
            builds: Arc::new(Builds::new(request.clone(), clock, events.clone())),
            drawer,
            events,
            permits: Semaphore::new(threads + 2),
            request,
        });
        Ok(Self { app, listener, runtime, not_followed })
    }

    /// The address of the page, which only this machine can open.
    pub fn address(&self) -> String {
        self.app.guard.address()
    }

    /// Opens the page in the user's browser.
    ///
    /// # Errors
    /// [`StudioError::NoBrowser`].
    pub fn browse(&self) -> Result<()> {
        let address = self.address();
        open::that_detached(&address).map_err(|source| Error::Studio(StudioError::NoBrowser { address, source }))
    }

    /// Serves the page until `stop` is set. A build that runs then is stopped, so that it can go on later.
    ///
    /// # Errors
    /// [`StudioError::Refused`] when the system takes the port away.
    pub fn serve(self, stop: &AtomicBool) -> Result<()> {
        let Self { app, listener, runtime, .. } = self;
        let refused = |source: io::Error| Error::Studio(StudioError::Refused { source });
        let entered = runtime.enter();
        let listener = tokio::net::TcpListener::from_std(listener).map_err(refused)?;
        let server = runtime.spawn(axum::serve(listener, server::router(&app)).into_future());
        drop(entered);
        while !stop.load(Ordering::Relaxed) && !server.is_finished() {
            thread::sleep(LOOK);
        }
        app.builds.end();
        let ended = if server.is_finished() { runtime.block_on(server) } else { Ok(Ok(())) };
        runtime.shutdown_timeout(LAST);
        ended.unwrap_or(Ok(())).map_err(refused)
    }
}
