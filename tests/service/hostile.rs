//! Clients that do what they should not: the server answers others all the same.

use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use simdgen::demo;

use crate::service::fixture::{PATIENCE, Server, read};

fn server() -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    demo::sketch(folder.path()).unwrap();
    let server = Server::open(folder.path(), &["-q"]);
    (folder, server)
}

#[test]
fn long_heads_are_refused() {
    let (_folder, server) = server();
    let long = format!("/{}.png", "a".repeat(9 << 10));
    assert_eq!(server.get(&long).status, 414);
    for head in [format!("X: {}\r\n", "a".repeat(20 << 10)), "X: y\r\n".repeat(200)] {
        assert_eq!(server.ask("GET", "/a.png", &head).status, 431);
    }
    // Ten megabytes that never end: the server closes long before it has all of them.
    let mut stream = server.connect();
    write!(stream, "GET /a.png HTTP/1.1\r\nHost: x\r\nX: ").unwrap();
    let block = vec![b'a'; 64 << 10];
    let sent = (0..160).take_while(|_| stream.write_all(&block).is_ok()).count();
    assert!(sent < 160, "all of it was taken");
    assert_eq!(server.get("/a.png").status, 200);
}

#[test]
fn what_is_no_http_is_refused() {
    let (_folder, server) = server();
    for request in [
        "\r\n\r\n\r\n",
        "GET\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00",
        "GET /a.png HTTP/9\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let mut stream = server.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = vec![];
        let _ = stream.read_to_end(&mut answer);
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"), "{request:?}");
    }
    // A body is not read, and what follows is no request.
    let mut stream = server.connect();
    write!(stream, "GET /a.png HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\nabc")
        .unwrap();
    assert_eq!(read(&mut stream).status, 200);
    assert_eq!(server.get("/a.png").status, 200);
}

#[test]
fn many_connections_that_say_nothing_keep_nobody_out() {
    let (_folder, server) = server();
    let mut silent = vec![];
    for number in 0..400 {
        let mut stream = server.connect();
        if number % 2 == 0 {
            write!(stream, "GET /a").unwrap();
        }
        silent.push(stream);
    }
    let begun = Instant::now();
    assert_eq!(server.get("/a.png").status, 200);
    assert!(begun.elapsed() < Duration::from_secs(5));
    // A head that does not come to its end is waited for some seconds.
    let stream = &mut silent[0];
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let closed = stream.read(&mut [0; 64]);
    assert!(closed.as_ref().is_ok_and(|n| *n == 0) || closed.is_err_and(|e| e.kind() == ErrorKind::ConnectionReset));
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}
