//! What the page hears of without asking: one stream of events for every page that is open.

use std::convert::Infallible;

use axum::response::sse::{Event, KeepAlive, Sse};
use serde_json::{Value, json};
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt};

/// Events that a page may fall behind by. One that falls further behind is told to look again.
const BEHIND: usize = 256;

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

    /// The stream of a page that is open: from now on, for as long as it is.
    pub fn stream(&self) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
        let events = BroadcastStream::new(self.0.subscribe()).map(|told| {
            // What was missed is in the state.
            let Told(name, data) = told.unwrap_or_else(|_| Told("state", json!({})));
            Ok(Event::default().event(name).data(data.to_string()))
        });
        Sse::new(events).keep_alive(KeepAlive::default())
    }
}
