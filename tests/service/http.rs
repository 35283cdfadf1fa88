//! The server over HTTP: answers, headers, the log, the end, and changes of the project.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::Value;
use simdgen::demo;

use crate::command::simdgen::simdgen;
use crate::pixels::fixture::{Noise, write_png};
use crate::service::fixture::{PATIENCE, Server, bytes, loaded, parse, project, read_one};

#[test]
fn two_servers_answer_the_same_bytes_as_the_library() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), "");
    let (one, other) = (
        Server::open(folder.path(), &["-q"]),
        Server::open(folder.path(), &["-q", "--memory", "16", "--threads", "3"]),
    );
    let loaded = loaded(folder.path(), 64 << 20, 1);
    for target in ["/anna.png", "/anna.webp", "/anna.jpg", "/anna.json", "/anna.png?size=40", "/%C3%A9%20%2F.png?B=B2"]
    {
        let answers = [one.get(target), other.get(target)];
        assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
        assert_eq!(answers[0].body, answers[1].body);
        assert_eq!(answers[0].body, bytes(&loaded, target), "{target}");
        assert_eq!(answers[0].header("etag"), answers[1].header("etag"));
    }
}

#[test]
fn headers_say_what_an_answer_is() {
    let folder = tempfile::tempdir().unwrap();
    demo::sketch(folder.path()).unwrap();
    let server = Server::open(folder.path(), &["-q", "--max-age", "77"]);
    let answer = server.get("/a.png");
    let tag = answer.header("etag").unwrap().to_owned();
    assert_eq!(answer.header("content-type"), Some("image/png"));
    assert_eq!(answer.header("cache-control"), Some("public, max-age=77"));
    assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
    let head = server.ask("HEAD", "/a.png", "");
    assert!(head.status == 200 && head.body.is_empty() && head.header("etag") == Some(&tag));
    assert_eq!(head.header("content-length"), answer.header("content-length"));
    for known in [&tag, "*", &format!("\"x\", {tag}"), &format!("W/{tag}")] {
        let same = server.ask("GET", "/a.png", &format!("If-None-Match: {known}\r\n"));
        assert!(same.status == 304 && same.body.is_empty() && same.header("etag") == Some(&tag), "{known}: {same:?}");
        assert_eq!(same.header("cache-control"), Some("public, max-age=77"));
    }
    let other = server.ask("GET", "/b.png", &format!("If-None-Match: {tag}\r\n"));
    assert!(other.status == 200 && other.header("etag") != Some(&tag));
    let kinds = [
        ("/a.webp", "image/webp"),
        ("/a.jpg", "image/jpeg"),
        ("/a.json", "application/json"),
        ("/healthz", "text/plain; charset=utf-8"),
    ];
    for (target, kind) in kinds {
        assert_eq!(server.get(target).header("content-type"), Some(kind));
    }
}

#[test]
fn wrong_addresses_are_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    demo::sketch(folder.path()).unwrap();
    fs::write(folder.path().join("secret.png"), "secret").unwrap();
    let server = Server::open(folder.path(), &["-q"]);
    for (method, target, status, told) in [
        ("GET", "/", 404, "/SEED.png"),
        ("GET", "/a.gif", 404, "/SEED.webp"),
        ("GET", "/../simdgen.toml", 404, "nothing"),
        ("GET", "/layers/Sky/Mint.png", 404, "nothing"),
        ("GET", "/a.png?Sky=Mnit", 400, "did you mean \\\"Mint\\\"?"),
        ("GET", "/a.png?size=0", 400, "size"),
        ("GET", "/%ff.png", 400, "UTF-8"),
        ("POST", "/a.png", 405, "GET"),
        ("DELETE", "/a.png", 405, "GET"),
    ] {
        let answer = server.ask(method, target, "");
        assert!(answer.status == status && answer.text().contains(told), "{method} {target}: {answer:?}");
        assert!(serde_json::from_slice::<Value>(&answer.body).unwrap()["error"].is_string());
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    assert_eq!(server.ask("POST", "/a.png", "").header("allow"), Some("GET, HEAD"));
    // A seed is only hashed, whatever it looks like.
    for target in ["/secret.png", "/..%2fsecret.png", "/%2e%2e%2f%2e%2e%2fetc%2fpasswd.png", "/%00.png"] {
        let answer = server.get(target);
        assert!(answer.status == 200 && answer.body.starts_with(b"\x89PNG"), "{target}: {answer:?}");
    }
}

#[test]
fn a_connection_is_kept_and_requests_are_counted_and_logged() {
    let folder = tempfile::tempdir().unwrap();
    demo::sketch(folder.path()).unwrap();
    let mut server = Server::open(folder.path(), &["--log", "json"]);
    let mut stream = server.connect();
    for round in 0..3 {
        write!(stream, "GET /a.png HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        assert_eq!(read_one(&mut stream).status, 200, "{round}");
    }
    drop(stream);
    server.get("/b.json");
    server.get("/%1b%5b31m");
    let metrics = server.get("/metrics").text();
    for line in [
        "simdgen_requests_total{kind=\"png\",status=\"200\"} 3",
        "simdgen_requests_total{kind=\"json\",status=\"200\"} 1",
        "simdgen_requests_total{kind=\"other\",status=\"404\"} 1",
        "simdgen_request_seconds_count 5",
        "simdgen_request_seconds_bucket{le=\"+Inf\"} 5",
        "simdgen_in_flight 1",
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line}: {metrics}");
    }
    server.signal("TERM");
    let (code, log, _) = server.ended();
    assert_eq!(code, 0);
    let log: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let targets: Vec<&str> = log.iter().map(|line| line["target"].as_str().unwrap()).collect();
    assert_eq!(targets, ["/a.png", "/a.png", "/a.png", "/b.json", "/%1b%5b31m", "/metrics"]);
    assert!(log[0]["status"] == 200 && log[0]["bytes"].as_u64() > Some(50) && log[4]["status"] == 404);
}

#[test]
fn an_answer_that_is_under_way_is_sent_whole_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    // More than the system takes from a server whose client does not read.
    let (mut noise, side) = (Noise::new(1), 1500);
    let rgba: Vec<u8> = (0..side * side * 4).map(|_| noise.byte()).collect();
    write_png(&folder.path().join("layers/A/a.png"), side, side, &rgba);
    fs::write(folder.path().join("simdgen.toml"), "").unwrap();
    let mut server = Server::open(folder.path(), &["-q"]);
    let (mut idle, mut slow) = (server.connect(), server.connect());
    write!(idle, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    assert_eq!(read_one(&mut idle).status, 200);
    write!(slow, "GET /b.png HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut begun = [0; 12];
    slow.read_exact(&mut begun).unwrap();
    server.signal("TERM");
    // One that is idle is closed, and nobody is let in any more.
    assert_eq!(idle.read(&mut [0; 16]).unwrap(), 0);
    let mut answer = begun.to_vec();
    slow.read_to_end(&mut answer).unwrap();
    let answer = parse(&answer);
    assert!(answer.body.len() > 5_000_000 && answer.status == 200);
    assert_eq!(answer.header("content-length").unwrap().parse(), Ok(answer.body.len()));
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    assert!(TcpStream::connect(("127.0.0.1", server.port)).is_err());
}

#[test]
fn a_change_of_the_project_is_served_and_a_broken_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), "");
    let mut server = Server::open(folder.path(), &["-q"]);
    let toml = folder.path().join("simdgen.toml");
    let before = server.get("/a.json?B=B1");
    let text = fs::read_to_string(&toml).unwrap();
    let wait_for = |what: &str, is_so: &dyn Fn() -> bool| {
        let begun = Instant::now();
        while !is_so() {
            assert!(begun.elapsed() < PATIENCE, "not {what}");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    let counted = |line: &str| server.get("/metrics").text().lines().any(|found| found == line);
    fs::write(&toml, format!("{text}broken =")).unwrap();
    wait_for("refused", &|| counted("simdgen_changes_refused_total 1"));
    assert_eq!(server.get("/a.json?B=B1").body, before.body);
    // A picture that cannot be read is a change of its own.
    fs::write(&toml, format!("{text}[[rules]]\ntrait = \"B/B1\"\nrequires = \"C/C2\"\n")).unwrap();
    let picture = folder.path().join("layers/B/B1.png");
    let good = fs::read(&picture).unwrap();
    fs::write(&picture, "no picture").unwrap();
    wait_for("refused again", &|| counted("simdgen_changes_refused_total 2"));
    assert_eq!(server.get("/a.json?B=B1").body, before.body);
    fs::write(&picture, good).unwrap();
    wait_for("served", &|| server.get("/a.json?B=B1").text().contains("\"C\": \"C2\""));
    assert_eq!(server.get("/a.png").status, 200);
    server.signal("INT");
    let (code, _, error) = server.ended();
    assert!(code == 0 && error.contains("simdgen.toml") && error.contains("cannot be served"), "{error}");
}

#[test]
fn what_cannot_be_served_is_told_before_anything_is() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().to_str().unwrap();
    let nothing = simdgen(&["serve", root, "--listen", "0"]);
    assert!(nothing.code == 1 && nothing.err.contains("simdgen.toml"), "{nothing:?}");
    demo::sketch(folder.path()).unwrap();
    let server = Server::open(folder.path(), &["-q"]);
    let port = server.port.to_string();
    let taken = simdgen(&["serve", root, "--listen", &port]);
    assert!(
        taken.code == 1 && taken.err.contains(&format!("127.0.0.1:{port}")) && taken.err.contains("--listen"),
        "{taken:?}"
    );
    let wrong = simdgen(&["serve", root, "--listen", "here"]);
    assert!(wrong.code == 2 && wrong.err.contains("0.0.0.0:8080"), "{wrong:?}");
}
