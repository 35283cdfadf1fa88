//! Accepts connections, each with limits of its own, and lets them end in peace.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

use super::answer::App;
use super::patient::Patient;

/// Bytes of the head of a request at most; a longer one is answered with 431.
const MOST_HEAD: usize = 16 << 10;

/// Bytes that are read at a time at most, and written while an answer is put together.
const BUFFER: usize = 32 << 10;

/// How long a connection may be silent between requests: longer than the minute after which most proxies give up theirs, so
/// that these do not send a request into one that is just being closed.
const SILENT: Duration = Duration::from_secs(75);

/// How long to wait when the system gives no connection, such as when there are too many open files.
const REST: Duration = Duration::from_millis(50);

/// How long answers that are under way are waited for at the end.
const LAST: Duration = Duration::from_secs(10);

/// Accepts connections until told to stop, at most so many at a time. Returns when all have ended, or after some seconds.
pub(super) async fn accept(listener: TcpListener, app: Arc<App>, most: usize, mut stopped: watch::Receiver<bool>) {
    let router = Router::new().fallback(super::answer::answer).with_state(Arc::clone(&app));
    let open = Arc::new(Semaphore::new(most));
    loop {
        // Beyond them the system lets clients wait.
        let (stream, permit) = tokio::select! {
            _ = stopped.changed() => break,
            next = next(&listener, &open) => next,
        };
        app.metrics.accepted.fetch_add(1, Ordering::Relaxed);
        app.metrics.connections.fetch_add(1, Ordering::Relaxed);
        let (router, stopped, app) = (router.clone(), stopped.clone(), Arc::clone(&app));
        tokio::spawn(async move {
            serve(stream, router, stopped).await;
            app.metrics.connections.fetch_sub(1, Ordering::Relaxed);
            drop(permit);
        });
    }
    drop(listener);
    let _ = timeout(LAST, open.acquire_many(most as u32)).await;
}

/// Waits for a connection that may be opened.
async fn next(listener: &TcpListener, open: &Arc<Semaphore>) -> (TcpStream, tokio::sync::OwnedSemaphorePermit) {
    loop {
        let permit = Arc::clone(open).acquire_owned().await.expect("nobody closes it");
        match listener.accept().await {
            Ok((stream, _)) => return (stream, permit),
            Err(_) => sleep(REST).await,
        }
    }
}

/// Serves one connection to its end, whatever that is: nobody is there to be told of it.
async fn serve(stream: TcpStream, router: Router, mut stopped: watch::Receiver<bool>) {
    // Answers are written whole, so there is nothing to wait for.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(SILENT)
        .max_header_size(MOST_HEAD)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(Patient::new(stream)), TowerToHyperService::new(router));
    let mut connection = pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
