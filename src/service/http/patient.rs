//! A connection that does not wait for ever: a client has some seconds for the head of a request, and some for taking an answer.
//!
//! Between requests it may be silent longer; that wait is the server's to bound.

use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

/// The time for the head of a request, from its first byte.
const HEAD: Duration = Duration::from_secs(10);

/// The time for taking an answer, from when the system could not pass on more of it at once.
const ANSWER: Duration = Duration::from_secs(60);

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// A request, of which nothing is there.
    Idle,
    /// The rest of a request.
    Head,
    /// The client, which takes an answer.
    Answer,
}

/// A stream with such deadlines.
#[derive(Debug)]
pub(super) struct Patient {
    stream: TcpStream,
    phase: Phase,
    /// The end of the phase; `None` while nothing was waited for in it.
    deadline: Option<Instant>,
    /// Wakes the task at the deadline; made when it is needed first.
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream, phase: Phase::Idle, deadline: None, alarm: None }
    }

    fn begin(&mut self, phase: Phase) {
        if self.phase != phase {
            (self.phase, self.deadline) = (phase, None);
        }
    }

    /// Passes the outcome of an operation on, or the end of patience where it is pending too long.
    fn bounded<T>(
        &mut self,
        phase: Phase,
        patience: Duration,
        outcome: Poll<io::Result<T>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if outcome.is_ready() || self.phase != phase {
            return outcome;
        }
        let deadline = *self.deadline.get_or_insert_with(|| Instant::now() + patience);
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if alarm.deadline() != deadline {
            alarm.as_mut().reset(deadline);
        }
        match alarm.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.stream).poll_read(context, buffer);
        if self.phase == Phase::Idle && buffer.filled().len() > before {
            self.begin(Phase::Head);
        }
        self.bounded(Phase::Head, HEAD, outcome, context)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.begin(Phase::Answer);
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.bounded(Phase::Answer, ANSWER, outcome, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.begin(Phase::Answer);
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.bounded(Phase::Answer, ANSWER, outcome, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // It is called when all of an answer was passed on.
        if self.phase == Phase::Answer {
            self.begin(Phase::Idle);
        }
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
