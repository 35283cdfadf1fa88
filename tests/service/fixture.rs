//! Projects to serve, and a client of the server that knows nothing of it but HTTP.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use assert_cmd::cargo::CommandCargoExt;
use simdgen::Request;
use simdgen::dialect::Place;
use simdgen::project::{Links, Overrides, Root};
use simdgen::service::{Ask, Loaded, Reply};

use crate::command::simdgen::cache;
use crate::pixels::fixture::{Noise, rectangles, write_png};

/// The longest that anything may take here.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Four layers of four traits on an odd canvas; the bottom one covers all, but for its last trait, which is rare.
pub fn project(root: &Path, more: &str) {
    let mut noise = Noise::new(5);
    for layer in ["A", "B", "C", "D"] {
        for number in 0..4 {
            let rgba = rectangles(&mut noise, 130, 90, layer == "A" && number < 3);
            let weight = if layer == "A" && number == 3 { "#0.000001" } else { "" };
            write_png(&root.join(format!("layers/{layer}/{layer}{number}{weight}.png")), 130, 90, &rgba);
        }
    }
    fs::write(root.join("simdgen.toml"), format!("[collection]\neditions = 50\n{more}")).unwrap();
}

/// Pixel art of a few colours, one of which only a rare trait has.
pub fn few_colours(root: &Path) {
    for (layer, colours) in [("Back", 4u8), ("Face", 5)] {
        for number in 0..colours {
            let pixel = |at: u32| match (layer, at % 7 / 3, at / 40 % 5) {
                ("Back", _, _) => [number * 60, 20, at as u8 % 3 * 100, 255],
                (_, 0, 1..4) => [250, number * 50, 0, 255],
                _ => [0; 4],
            };
            let rgba: Vec<u8> = (0..40 * 40).flat_map(pixel).collect();
            let weight = if layer == "Face" && number == 4 { "#0.000001" } else { "" };
            write_png(&root.join(format!("layers/{layer}/{layer}{number}{weight}.png")), 40, 40, &rgba);
        }
    }
    fs::write(root.join("simdgen.toml"), "[collection]\neditions = 10\n").unwrap();
}

pub fn place(root: &Path) -> Place {
    Place { root: Root::open(root, Links::Inside).unwrap(), config: None, overrides: Overrides::default() }
}

pub fn loaded(root: &Path, memory: usize, threads: usize) -> Loaded {
    let project = place(root).open().unwrap().project;
    Loaded::new(project, &Request { memory, threads, ..Request::default() }, Arc::default()).unwrap()
}

pub fn ask(target: &str) -> Ask {
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    Ask::read(path, query).unwrap()
}

/// The answer to an address, as a client gets it that has nothing.
pub fn reply(loaded: &Loaded, target: &str) -> Reply {
    let reply = loaded.answer(&ask(target), |_| false, true);
    reply.unwrap_or_else(|refusal| panic!("{target}: {}", refusal.text)).expect("it may work")
}

pub fn bytes(loaded: &Loaded, target: &str) -> Vec<u8> {
    reply(loaded, target).bytes.expect("the client has nothing").to_vec()
}

/// A server under test, which ends with this.
pub struct Server {
    pub child: Child,
    pub port: u16,
}

/// An answer of the server.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header; its name is given in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Server {
    pub fn open(root: &Path, options: &[&str]) -> Self {
        let mut command = Command::cargo_bin("simdgen").unwrap();
        command.arg("serve").arg(root).args(["--listen", "0"]).args(options).env("XDG_CACHE_HOME", cache());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let Some(port) = line.trim().strip_prefix("http://127.0.0.1:") else {
            let mut error = String::new();
            child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
            panic!("no address: {line}{error}");
        };
        let port = port.trim_end_matches('/').parse().unwrap();
        child.stdout = Some(out.into_inner());
        Self { child, port }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    pub fn ask(&self, method: &str, target: &str, headers: &str) -> Answer {
        let mut stream = self.connect();
        write!(stream, "{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n").unwrap();
        read(&mut stream)
    }

    pub fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, "")
    }

    /// Sends a signal.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// What it wrote to standard output and standard error since its address, after it ended.
    pub fn ended(&mut self) -> (i32, String, String) {
        let (mut out, mut error) = (String::new(), String::new());
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
        (self.child.wait().unwrap().code().unwrap_or(-1), out, error)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads an answer to the end of the connection.
pub fn read(stream: &mut TcpStream) -> Answer {
    let mut bytes = vec![];
    // A connection that the server resets gives what came before.
    let _ = stream.read_to_end(&mut bytes);
    parse(&bytes)
}

/// Reads an answer, after which the connection may go on.
pub fn read_one(stream: &mut TcpStream) -> Answer {
    let mut bytes = vec![];
    loop {
        let mut block = [0; 4096];
        let length = stream.read(&mut block).unwrap();
        assert!(length > 0, "it ends after {}", String::from_utf8_lossy(&bytes));
        bytes.extend_from_slice(&block[..length]);
        if bytes.windows(4).any(|four| four == b"\r\n\r\n") {
            let answer = parse(&bytes);
            if answer.header("content-length").unwrap().parse() == Ok(answer.body.len()) {
                return answer;
            }
        }
    }
}

pub fn parse(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no head: {}", String::from_utf8_lossy(bytes)));
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head, body: bytes[end + 4..].to_vec() }
}
