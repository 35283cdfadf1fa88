//! What the page hears of without asking: one stream of events for every page that is open.

use std::convert::Infallible;

use axum::response::sse::{Event, KeepAlive, Sse};
use serde_json::{Value, json};
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt};

/// Events that a page may fall behind by. One that falls further behind is told to look again.
const BEHIND: usize = 256;

/// The name of the event that the state is another.
const STATE: &str = "state";

/// An event by its name, with its data.
#[derive(Clone, Debug)]
struct Told(&'static str, Value);

/// Tells events to all pages.
#[derive(Clone, Debug)]
pub struct Events(broadcast::Sender<Told>);

impl Events {
    /// Without a page that hears them.
    pub fn new() -> Self {
        Self(broadcast::Sender::new(BEHIND))
    }

    /// Tells an event; nobody may be there to hear it.
    pub fn tell(&self, name: &'static str, data: Value) {
        let _ = self.0.send(Told(name, data));
    }

    /// Tells that the state is another; `revision` and `known` count up with what it shows and with what is known of that. A page
    /// that has as much already need not ask.
    pub fn tell_state(&self, revision: u64, known: u64) {
        self.tell(STATE, json!({ "revision": revision, "known": known }));
    }

    /// Tells that the state is another, whatever a page has.
    pub fn tell_other_state(&self) {
        self.tell(STATE, json!({}));
    }

    /// The stream of a page that is open, for as long as it is: begins with `now`, which gives the state of this moment as
    /// [`tell_state`](Self::tell_state) does.
    pub fn stream<F: FnOnce() -> (u64, u64)>(
        &self,
        now: F,
    ) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<F>> {
        let told = self.0.subscribe();
        // What changes from here on is heard, and what changed before is in this.
        let (revision, known) = now();
        let first = Told(STATE, json!({ "revision": revision, "known": known }));
        // What was missed is in the state.
        let others = BroadcastStream::new(told).map(|told| told.unwrap_or_else(|_| Told(STATE, json!({}))));
        let events = tokio_stream::once(first).chain(others);
        let events = events.map(|Told(name, data)| Ok(Event::default().event(name).data(data.to_string())));
        Sse::new(events).keep_alive(KeepAlive::default())
    }
}
