//! The studio, driven over HTTP as its page drives it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::CommandCargoExt;
use serde_json::{Value, json};
use simdgen::canvas::StraightRgba;
use simdgen::compose::plain;
use simdgen::image::MAX_PIXELS;
use simdgen::plan::Edition;
use simdgen::project::{Project, SetId, TraitId};

use crate::command::resume::{project, quick_folder};
use crate::command::simdgen::{cache, decode, files_below, simdgen, succeed};
use crate::pixels::fixture::{Noise, rectangles, write_png};

/// The longest that anything may take here.
const PATIENCE: Duration = Duration::from_secs(120);

/// A studio under test, which ends with this.
pub struct Studio {
    child: Child,
    pub port: u16,
    token: String,
}

/// An answer of the server.
pub struct Answer {
    pub status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.body)))
    }

    pub fn error(&self) -> String {
        self.json()["error"].as_str().unwrap_or_default().to_owned()
    }
}

fn command(root: &Path, options: &[&str]) -> Command {
    let mut command = Command::cargo_bin("simdgen").unwrap();
    command.arg("studio").arg(root).args(options);
    command.env_remove("SOURCE_DATE_EPOCH").env("XDG_CACHE_HOME", cache());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Studio {
    pub fn open(root: &Path) -> Self {
        Self::of(command(root, &["--no-open"]))
    }

    /// Starts a studio, and reads the address that it prints.
    fn of(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Some(address) = line.trim().strip_prefix("http://127.0.0.1:") else {
            let mut error = String::new();
            child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
            panic!("no address: {line}{error}");
        };
        let (port, token) = address.trim_end_matches('/').split_once('/').unwrap();
        Self { port: port.parse().unwrap(), token: token.to_owned(), child }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a request as it is, and reads all of the answer.
    fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect();
        // A server that refuses a long request early closes before all of it is sent.
        let _ = stream.write_all(request);
        let mut bytes = vec![];
        let _ = stream.read_to_end(&mut bytes);
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_lowercase(), body: bytes[end + 4..].to_vec() }
    }

    fn ask(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut head = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        if !headers.iter().any(|(name, _)| *name == "Host") {
            head += &format!("Host: 127.0.0.1:{}\r\n", self.port);
        }
        headers.iter().for_each(|(name, value)| head += &format!("{name}: {value}\r\n"));
        self.raw(format!("{head}\r\n{body}").as_bytes())
    }

    pub fn at(&self, path: &str) -> String {
        format!("/{}/{path}", self.token)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", &self.at(path), &[], "")
    }

    fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.error());
        answer.json()
    }

    pub fn state(&self) -> Value {
        self.json("api/state")
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask("POST", &self.at(path), &[("Content-Type", "application/json")], &body.to_string())
    }

    /// Waits until the state is as it should be.
    pub fn wait_for(&self, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let state = self.state();
            if is_so(&state) {
                return state;
            }
            assert!(begun.elapsed() < PATIENCE, "not {what}: {state:#}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn events(&self) -> Events {
        let mut stream = self.connect();
        let request = format!("GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.at("api/events"), self.port);
        stream.write_all(request.as_bytes()).unwrap();
        let mut events = Events(BufReader::new(stream));
        while !events.line().is_empty() {}
        events
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The stream of events of a studio.
pub struct Events(BufReader<TcpStream>);

impl Events {
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// Waits for an event of a name; returns its data.
    pub fn next(&mut self, name: &str) -> Value {
        let begun = Instant::now();
        loop {
            if self.line() == format!("event: {name}") {
                return serde_json::from_str(self.line().strip_prefix("data: ").unwrap()).unwrap();
            }
            assert!(begun.elapsed() < PATIENCE, "no event {name}");
        }
    }
}

/// The words of an address that name an edition of a sample.
fn words(edition: &Value) -> String {
    let picks: Vec<String> = edition["picks"].as_array().unwrap().iter().map(ToString::to_string).collect();
    format!(
        "set={}&picks={}&background={}",
        edition["set"],
        picks.join(","),
        edition["background"].as_str().unwrap_or("")
    )
}

pub fn find<'a>(state: &'a Value, layer: &str, name: &str) -> Option<&'a Value> {
    let layers = state["layers"].as_array().unwrap();
    let layer = layers.iter().find(|one| one["name"] == layer)?;
    layer["traits"].as_array().unwrap().iter().find(|one| one["name"] == name)
}

#[test]
fn a_project_is_shown() {
    let folder = quick_folder();
    project(folder.path());
    let studio = Studio::open(folder.path());
    let state = studio.state();
    assert_eq!((&state["canvas"], &state["editions"]), (&json!([130, 90]), &json!(300)));
    assert_eq!(state["capacity"][0]["possible"], "4096");
    assert_eq!(find(&state, "B", "3").unwrap()["asked_share"], json!(0.125));
    assert!(state["error"].is_null() && state["editable"] == true && state["dialect"] == "simdgen", "{state:#}");

    // The pixels of a picture of canvas size are those of a build.
    let sample = studio.json("api/sample?count=12&seed=one");
    let editions = sample["editions"].as_array().unwrap();
    assert_eq!(editions.len(), 12);
    let own = Project::open(folder.path()).unwrap();
    let pictures = plain::Pictures::default();
    let picks = |edition: &Value| -> Vec<TraitId> {
        edition["picks"].as_array().unwrap().iter().map(|id| TraitId(id.as_u64().unwrap() as u32)).collect()
    };
    for edition in editions {
        let png = studio.get(&format!("api/picture.png?{}&size=0&v=1", words(edition)));
        assert!(png.status == 200 && png.head.contains("content-type: image/png") && png.head.contains("immutable"));
        let named = Edition { number: 1, set: SetId(0), background: None, picks: &picks(edition) };
        let expected: Vec<StraightRgba> = plain::compose(&own, named, &pictures, MAX_PIXELS).unwrap();
        assert!(decode(&png.body) == expected, "{edition}");
    }
    // The same seed gives the same sample, another gives another, and a locked trait is in all.
    assert_eq!(studio.json("api/sample?count=12&seed=one"), sample);
    assert_ne!(studio.json("api/sample?count=12&seed=two")["editions"], sample["editions"]);
    let lock = find(&state, "C", "5").unwrap()["id"].as_u64().unwrap() as u32;
    let locked = studio.json(&format!("api/sample?count=12&seed=two&lock={lock}"));
    assert!(locked["editions"].as_array().unwrap().iter().all(|edition| picks(edition).contains(&TraitId(lock))));
    let unknown = studio.json("api/sample?lock=999");
    assert!(unknown["editions"] == json!([]) && unknown["error"].as_str().unwrap().contains("999"), "{unknown}");
    // Of one layer alone nothing of the others is seen.
    let alone = studio.get(&format!("api/picture.png?{}&size=65&only={lock}", words(&locked["editions"][0])));
    let all_hidden = studio.get(&format!("api/picture.png?{}&size=65&only=", words(&locked["editions"][0])));
    assert!(decode(&alone.body).iter().any(|p| p.a > 0) && decode(&all_hidden.body).iter().all(|p| p.a == 0));
    let thumbnail = studio.get(&format!("api/trait/{lock}.png?size=65"));
    // Of a trait the part that shows something.
    let side = |at: usize| u32::from_be_bytes(thumbnail.body[at..at + 4].try_into().unwrap()) as usize;
    let (width, height) = (side(16), side(20));
    let pixels = decode(&thumbnail.body);
    assert!(width.max(height) <= 65 && pixels.len() == width * height, "{width} x {height}");
    let shows = |first: usize, count: usize, step: usize| (0..count).any(|n| pixels[first + n * step].a > 0);
    assert!(shows(0, width, 1) && shows(pixels.len() - width, width, 1), "rows at the edges are clear");
    assert!(shows(0, height, width) && shows(width - 1, height, width), "columns at the edges are clear");

    for (path, status) in [
        ("api/sample?count=0", 400),
        ("api/sample?count=501", 400),
        ("api/sample?count=many", 400),
        ("api/picture.png?set=0&picks=1,2", 400),
        ("api/picture.png?set=7&picks=1,2,3,4", 400),
        ("api/picture.png?set=0&picks=a", 400),
        ("api/trait/9999.png", 404),
        ("api/trait/x", 404),
        ("page/nothing.js", 404),
        ("page/..%2findex.html", 404),
        ("api/nothing", 404),
    ] {
        let answer = studio.get(path);
        assert!(answer.status == status && !answer.error().is_empty(), "{path}: {} {}", answer.status, answer.error());
    }
}

/// A picture's width, height and pixels.
type Unpacked = (u32, u32, Vec<u8>);

/// The pictures of an answer of `api/pixels`, or why there is none.
fn unpacked(mut body: &[u8]) -> Vec<Result<Unpacked, String>> {
    let mut pictures = vec![];
    while !body.is_empty() {
        let number = |at: usize| u32::from_le_bytes(body[at..at + 4].try_into().unwrap());
        let (width, second) = (number(0), number(4));
        body = &body[8..];
        if width == 0 {
            let (text, rest) = body.split_at(second.next_multiple_of(4) as usize);
            pictures.push(Err(String::from_utf8(text[..second as usize].to_vec()).unwrap()));
            body = rest;
            continue;
        }
        let mut rgba = vec![];
        while rgba.len() < (width * second * 4) as usize {
            // Some pixels, or one for all of them.
            let number = u32::from_le_bytes(body[..4].try_into().unwrap());
            let (is_equal, count) = (number >> 31 == 1, (number & (u32::MAX >> 1)) as usize);
            let (own, rest) = body[4..].split_at(if is_equal { 4 } else { 4 * count });
            rgba.extend(own.repeat(if is_equal { count } else { 1 }));
            body = rest;
        }
        pictures.push(Ok((width, second, rgba)));
    }
    pictures
}

#[test]
fn many_pictures_come_in_one_answer() {
    let folder = quick_folder();
    project(folder.path());
    let studio = Studio::open(folder.path());
    let sample = studio.json("api/sample?count=12&seed=one");
    let ask = |size: u32| {
        let body = json!({ "revision": sample["revision"], "size": size, "editions": sample["editions"] });
        studio.post("api/pixels", &body)
    };
    for size in [65, 5000] {
        let pictures = unpacked(&ask(size).body);
        assert_eq!(pictures.len(), 12);
        for (picture, edition) in pictures.into_iter().zip(sample["editions"].as_array().unwrap()) {
            let (width, height, rgba) = picture.unwrap();
            assert_eq!((width, height), if size == 65 { (65, 45) } else { (130, 90) });
            let png = studio.get(&format!("api/picture.png?{}&size={size}", words(edition)));
            let pixels: Vec<u8> = decode(&png.body).iter().flat_map(|p| [p.r, p.g, p.b, p.a]).collect();
            assert!(pixels == rgba, "{size}: {edition}");
        }
    }
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut body = json!({ "revision": sample["revision"], "size": 65, "editions": sample["editions"] });
        change(&mut body);
        let answer = studio.post("api/pixels", &body);
        (answer.status, answer.error())
    };
    assert_eq!(refused(&|body| body["revision"] = json!(77)).0, 409);
    assert_eq!(refused(&|body| body["editions"][3]["picks"] = json!([1])).0, 400);
    let (status, text) = refused(&|body| {
        body["editions"] = json!(vec![sample["editions"][0].clone(); 2000]);
        body["size"] = json!(5000);
    });
    assert!(status == 400 && text.contains("ask for fewer"), "{status}: {text}");
}

#[test]
fn metadata_is_that_of_the_build() {
    let folder = quick_folder();
    project(folder.path());
    succeed("generate {} --count 3 --quiet", folder.path());
    let build = folder.path().join("build");
    let studio = Studio::open(folder.path());
    let own = Project::open(folder.path()).unwrap();
    let plan = simdgen::plan::file::read(&build.join("plan.jsonl"), &own).unwrap();
    for edition in plan.editions() {
        let picks: Vec<String> = edition.picks.iter().map(|id| id.0.to_string()).collect();
        let told = studio.json(&format!("api/metadata?set=0&picks={}&number={}", picks.join(","), edition.number));
        let there = fs::read_to_string(build.join(format!("json/{}.json", edition.number))).unwrap();
        assert_eq!(told["text"].as_str(), Some(there.trim_end()));
    }
}

#[test]
fn the_page_loads_nothing_from_elsewhere() {
    let folder = quick_folder();
    project(folder.path());
    let studio = Studio::open(folder.path());
    let page = studio.get("");
    assert!(
        page.status == 200 && page.head.contains("default-src 'none'") && page.head.contains("nosniff"),
        "{}",
        page.head
    );
    let text = String::from_utf8(page.body).unwrap();
    for quoted in text.split('"').filter(|part| part.starts_with("page/")) {
        assert_eq!(studio.get(quoted).status, 200, "{quoted}");
    }
}

#[test]
fn changes_of_files_are_followed() {
    let folder = quick_folder();
    project(folder.path());
    let studio = Studio::open(folder.path());
    let mut events = studio.events();
    // The first event says what there is, so that a page need not ask.
    assert_eq!(events.next("state")["revision"], studio.state()["revision"]);
    let before = studio.wait_for("looked at", |state| !state["capacity"].as_array().unwrap().is_empty());
    let path = |name: &str| folder.path().join(name);

    let version = |state: &Value| find(state, "B", "3").unwrap()["version"].clone();
    write_png(&path("layers/B/3.png"), 130, 90, &rectangles(&mut Noise::new(77), 130, 90, false));
    events.next("state");
    let changed = studio.wait_for("a changed picture", |state| version(state) != version(&before));
    assert!(changed["revision"].as_u64() > before["revision"].as_u64());
    // What is drawn of it is as it was.
    assert!(changed["project"] == before["project"] && changed["capacity"] == before["capacity"]);

    fs::copy(path("layers/B/3.png"), path("layers/B/new.png")).unwrap();
    studio.wait_for("a new picture", |state| find(state, "B", "new").is_some());
    fs::remove_file(path("layers/B/new.png")).unwrap();
    // It may have been looked at as it went; that error goes too.
    let settled = |state: &Value| find(state, "B", "new").is_none() && state["error"].is_null();
    let settled = studio.wait_for("a picture less", settled);

    // A mistake is shown in its place; what was read before stays.
    let toml = fs::read_to_string(path("simdgen.toml")).unwrap();
    fs::write(path("simdgen.toml"), format!("{toml}[colection]\n")).unwrap();
    let wrong = studio.wait_for("a mistake", |state| !state["error"].is_null());
    assert_eq!((&wrong["error"]["file"], &wrong["editable"]), (&json!("simdgen.toml"), &json!(false)));
    assert!(wrong["error"]["text"].as_str().unwrap().contains("colection"), "{}", wrong["error"]);
    assert_eq!((&wrong["layers"], wrong["editions"].as_u64()), (&settled["layers"], Some(300)));
    assert_eq!(studio.json("api/sample?count=2")["editions"].as_array().unwrap().len(), 2);
    fs::write(path("simdgen.toml"), toml.replace("300", "200")).unwrap();
    studio.wait_for("mended", |state| state["editable"] == true && state["editions"] == 200);

    // A picture that is none is told as well.
    let picture = fs::read(path("layers/B/4.png")).unwrap();
    fs::write(path("layers/B/4.png"), "no picture").unwrap();
    let broken = studio.wait_for("a broken picture", |state| !state["error"].is_null());
    assert_eq!(broken["error"]["file"], "layers/B/4.png");
    fs::write(path("layers/B/4.png"), picture).unwrap();
    studio.wait_for("whole again", |state| state["error"].is_null());

    // A layer folder that is made later is followed too.
    fs::create_dir(path("layers/E")).unwrap();
    fs::copy(path("layers/B/3.png"), path("layers/E/first.png")).unwrap();
    studio.wait_for("a new layer", |state| find(state, "E", "first").is_some());
    fs::copy(path("layers/B/3.png"), path("layers/E/second.png")).unwrap();
    studio.wait_for("its second picture", |state| find(state, "E", "second").is_some());
}

#[test]
fn a_collection_is_made_stopped_and_resumed() {
    let folder = quick_folder();
    project(folder.path());
    succeed("generate {} --out {}/whole --quiet", folder.path());
    let build = folder.path().join("build");
    let studio = Studio::open(folder.path());
    assert_eq!(studio.state()["build"]["exists"], false);
    let prediction = studio.json("api/prediction");
    assert_eq!((prediction["render"].as_u64(), prediction["up_to_date"].as_u64()), (Some(300), Some(0)));
    assert!(prediction["bytes"].as_u64() > Some(10_000) && prediction["seconds"].as_f64() > Some(0.0), "{prediction}");
    assert!(!build.exists(), "a prediction makes no build");

    let mut events = studio.events();
    assert_eq!(studio.post("api/build", &json!({})).status, 200);
    let again = studio.post("api/build", &json!({}));
    assert!(again.status == 400 && again.error().contains("running already"), "{}", again.error());
    let images = build.join(".simdgen-partial/images");
    let begun = Instant::now();
    while fs::read_dir(&images).map_or(0, Iterator::count) < 20 && !build.join("images").exists() {
        assert!(begun.elapsed() < PATIENCE, "the build makes no progress");
        std::thread::sleep(Duration::from_millis(2));
    }
    assert_eq!(studio.post("api/stop", &json!({})).status, 200);
    let stopped = events.next("built");
    assert_eq!((&stopped["ok"], &stopped["stopped"]), (&json!(false), &json!(true)), "{stopped}");
    let state = studio.state();
    assert!(state["build"]["interrupted"] == true && state["build"]["running"].is_null(), "{}", state["build"]);
    let prediction = studio.json("api/prediction");
    let resumed = prediction["resume"].as_u64().unwrap();
    assert!(resumed > 0 && prediction["render"].as_u64() == Some(300 - resumed), "{prediction}");

    assert_eq!(studio.post("api/build", &json!({ "resume": true })).status, 200);
    let built = events.next("built");
    assert!(built["ok"] == true && built["text"].as_str().unwrap().contains("were finished before"), "{built}");
    assert_eq!(studio.state()["build"]["exists"], true);
    let mut made = files_below(&build);
    made.retain(|name, _| name != "gallery.html");
    let whole = files_below(&folder.path().join("whole"));
    let is_picture = |name: &&String| name.starts_with("images/") || name.starts_with("json/");
    for name in whole.keys().filter(is_picture) {
        assert!(made.get(name) == whole.get(name), "{name}");
    }
    assert_eq!(studio.json("api/prediction")["up_to_date"], 300);

    // What the build has is shown, and nothing else of the disk.
    let picture = studio.get("build/images/7.png");
    assert!(picture.status == 200 && picture.body == whole["images/7.png"] && picture.head.contains("sandbox"));
    assert_eq!(studio.get("build/json/7.json").body, whole["json/7.json"]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("simdgen.toml"), build.join("images/link.png")).unwrap();
    for path in [
        "build/simdgen-run.json",
        "build/images/../../simdgen.toml",
        "build/images/..%2f..%2fsimdgen.toml",
        "build/images/%2e%2e/plan.jsonl",
        "build/..%2fsimdgen.toml",
        "build//etc/passwd",
        "build/images/.hidden",
        "build/images/link.png",
        "build/images",
        "build/",
    ] {
        let answer = studio.get(path);
        assert!(answer.status >= 400 && !answer.error().is_empty(), "{path}: {}", answer.status);
    }
}

#[test]
fn only_the_own_page_is_answered() {
    let folder = quick_folder();
    project(folder.path());
    let studio = Studio::open(folder.path());
    let state = studio.at("api/state");
    let port = studio.port;
    let own = format!("http://127.0.0.1:{port}");
    let json = ("Content-Type", "application/json");
    let foreign = "http://evil.example";
    for (method, target, headers, status) in [
        ("GET", state.as_str(), vec![("Host", "evil.example")], 421),
        ("GET", "/api/state", vec![], 404),
        ("GET", "/", vec![], 404),
        ("GET", "/0123456789abcdef0123456789abcdef/api/state", vec![], 404),
        ("GET", state.as_str(), vec![("Origin", foreign)], 403),
        ("GET", state.as_str(), vec![("Origin", "null")], 403),
        ("GET", state.as_str(), vec![("Sec-Fetch-Site", "cross-site")], 403),
        ("GET", state.as_str(), vec![("Origin", own.as_str()), ("Sec-Fetch-Site", "same-origin")], 200),
        ("POST", state.as_str(), vec![json], 405),
        ("DELETE", state.as_str(), vec![], 405),
        ("POST", &studio.at("api/build"), vec![("Origin", foreign), json], 403),
        ("POST", &studio.at("api/build"), vec![("Content-Type", "text/plain")], 415),
        ("POST", &studio.at("api/build"), vec![], 415),
    ] {
        let answer = studio.ask(method, target, &headers, "{}");
        assert_eq!(answer.status, status, "{method} {target} {headers:?}");
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(status == 200 || !text.contains("layers") && !text.contains(&studio.token), "{text}");
    }
    assert!(!folder.path().join("build").exists());
    let long = "x".repeat(2 << 20);
    assert_eq!(studio.ask("POST", &studio.at("api/build"), &[json], &format!("\"{long}\"")).status, 413);
    // One that is announced and never comes is not waited for.
    let announced = |length: &str| {
        let head = format!("POST {} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n", studio.at("api/build"));
        let head = format!("{head}Content-Type: application/json\r\nConnection: close\r\n");
        studio.raw(format!("{head}Content-Length: {length}\r\n\r\n{{").as_bytes())
    };
    let refused = announced("1048577");
    assert!(refused.status == 413 && refused.error().contains("too long"), "{}", refused.status);
    let host = format!("127.0.0.1:{port}");
    assert_eq!(studio.ask("GET", &state, &[("Host", &host), ("Host", "evil.example")], "").status, 400);
    assert_eq!(studio.post("api/build", &json!("no object")).status, 400);
    let many: Vec<(String, String)> = (0..80).map(|i| (format!("X-{i}"), "1".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(studio.ask("GET", &state, &many, "").status, 431);
    let address = format!("{state}?{}", "x".repeat(40_000));
    assert_eq!(studio.ask("GET", &address, &[], "").status, 414);
    assert_eq!(studio.raw(b"nonsense\r\n\r\n").status, 400);
    // After all of that it still answers.
    assert_eq!(studio.get("api/state").status, 200);
}

#[test]
fn what_keeps_a_studio_from_opening_is_told() {
    let folder = quick_folder();
    project(folder.path());
    let root = folder.path().to_str().unwrap();
    let studio = Studio::open(folder.path());
    let second = simdgen(&["studio", root, "--no-open"]);
    assert!(second.code == 1 && second.err.contains("open in another studio"), "{second:?}");
    let other = quick_folder();
    project(other.path());
    let port = studio.port.to_string();
    let taken = simdgen(&["studio", other.path().to_str().unwrap(), "--no-open", "--port", &port]);
    assert!(taken.code == 1 && taken.err.contains(&port) && taken.err.contains("--port"), "{taken:?}");
    drop(studio);
    // The lock ends with the process.
    drop(Studio::open(folder.path()));

    let empty = quick_folder();
    let none = simdgen(&["studio", empty.path().to_str().unwrap(), "--no-open"]);
    assert!(none.code == 1 && none.err.contains("not a project"), "{none:?}");
    assert_eq!(fs::read_dir(empty.path()).unwrap().count(), 0, "a folder that is no project is left alone");
    let missing = simdgen(&["studio", "/no/such/folder", "--no-open"]);
    assert!(missing.code == 1 && missing.err.contains("no folder"), "{missing:?}");
}

#[test]
fn a_new_project_says_what_to_do() {
    let folder = quick_folder();
    let root = folder.path().join("new");
    succeed("init {}", &root);
    let studio = Studio::open(&root);
    let state = studio.state();
    assert!(state["error"]["text"].as_str().unwrap().contains("no picture"), "{state:#}");
    assert_eq!((&state["layers"], &state["editable"]), (&json!([]), &json!(false)));
    assert_eq!(studio.get("api/sample").status, 422);
    assert_eq!(studio.post("api/build", &json!({})).status, 400);
    // The first pictures make it a project.
    for layer in fs::read_dir(root.join("layers")).unwrap() {
        let path = layer.unwrap().path().join("first.png");
        write_png(&path, 8, 8, &rectangles(&mut Noise::new(3), 8, 8, false));
    }
    studio.wait_for("a project", |state| state["error"].is_null() && state["layers"] != json!([]));
}

#[cfg(unix)]
#[test]
fn a_read_only_project_is_shown_and_not_changed() {
    use std::os::unix::fs::PermissionsExt;
    let folder = quick_folder();
    project(folder.path());
    let allow = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
    allow(0o555);
    let studio = Studio::open(folder.path());
    let state = studio.state();
    assert!(
        state["editable"] == false && state["read_only"].as_str().unwrap().contains("may not be written"),
        "{state:#}"
    );
    assert_eq!(studio.json("api/sample?count=2")["editions"].as_array().unwrap().len(), 2);
    drop(studio);
    allow(0o755);
}

#[cfg(unix)]
#[test]
fn without_a_browser_the_address_is_enough() {
    let folder = quick_folder();
    project(folder.path());
    let mut command = command(folder.path(), &[]);
    command.env("PATH", "").env_remove("BROWSER").env_remove("WSL_DISTRO_NAME");
    let mut studio = Studio::of(command);
    assert_eq!(studio.get("api/state").status, 200);
    assert!(Command::new("kill").args(["-INT", &studio.child.id().to_string()]).status().unwrap().success());
    let status = studio.child.wait().unwrap();
    let mut error = String::new();
    studio.child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
    assert!(status.success(), "{status}: {error}");
    assert!(error.contains("no browser can be opened") && error.contains(&studio.token), "{error}");
}

#[test]
fn a_project_of_another_engine_is_shown_and_imported() {
    let folder = quick_folder();
    project(folder.path());
    fs::remove_file(folder.path().join("simdgen.toml")).unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    let config = "const layerConfigurations = [{ growEditionSizeTo: 20, layersOrder: [{ name: 'A' }, { name: 'B' }] }];\n\
                  const format = { width: 130, height: 90 };\nmodule.exports = { layerConfigurations, format };\n";
    fs::write(folder.path().join("src/config.js"), config).unwrap();
    let studio = Studio::open(folder.path());
    let state = studio.state();
    assert_eq!((&state["dialect"], &state["importable"]), (&json!("hashlips"), &json!(true)), "{state:#}");
    assert!(state["editable"] == false && state["config"] == "src/config.js");
    let imported = studio.post("api/import", &json!({}));
    assert_eq!(imported.status, 200, "{}", imported.error());
    let state = imported.json();
    assert_eq!(
        (&state["dialect"], &state["editable"], &state["editions"]),
        (&json!("simdgen"), &json!(true), &json!(20))
    );
    assert!(folder.path().join("simdgen.toml").is_file());
    assert_eq!(studio.post("api/import", &json!({})).status, 422);
}

/// A change that is made; returns the state after it.
pub fn change(studio: &Studio, state: &Value, change: &Value) -> Value {
    let answer = studio.post("api/edit", &json!({ "revision": state["revision"], "change": change }));
    assert_eq!(answer.status, 200, "{change}: {}", answer.error());
    answer.json()
}

pub fn id_of(state: &Value, layer: &str, name: &str) -> u64 {
    find(state, layer, name).unwrap()["id"].as_u64().unwrap()
}

#[test]
fn changes_are_written_undone_and_done_again() {
    let folder = quick_folder();
    project(folder.path());
    let path = folder.path().join("simdgen.toml");
    let text = || fs::read_to_string(&path).unwrap();
    let before = format!("# mine\n{}", text());
    fs::write(&path, &before).unwrap();
    let studio = Studio::open(folder.path());
    let first = studio.state();
    assert!(first["undo"].is_null() && first["redo"].is_null(), "{first:#}");

    let id = id_of(&first, "B", "3");
    let state = change(&studio, &first, &json!({ "do": "weight", "layer": 1, "trait": id, "weight": "7" }));
    assert_eq!(
        (&find(&state, "B", "3").unwrap()["weight"], &find(&state, "B", "3").unwrap()["asked_share"]),
        (&json!("7"), &json!(0.5))
    );
    let weighted = text();
    assert!(weighted.starts_with("# mine\n") && weighted != before, "{weighted}");
    assert!(state["undo"].as_str().unwrap().contains("B/3"), "{}", state["undo"]);
    let odds = studio.json("api/odds?count=200");
    assert_eq!((&odds["sampled"], &odds["asked_share"][id as usize]), (&json!(200), &json!(0.5)));
    let got = odds["got_share"][id as usize].as_f64().unwrap();
    assert!((got - 0.5).abs() < 0.2, "{got}");

    // Who knows an earlier state is told the one that is.
    let late =
        studio.post("api/edit", &json!({ "revision": first["revision"], "change": { "do": "name", "name": "X" } }));
    assert_eq!((late.status, &late.json()["state"]["revision"]), (409, &state["revision"]));
    assert_eq!(text(), weighted);

    let step = |path: &str, state: &Value| studio.post(path, &json!({ "revision": state["revision"] }));
    let undone = step("api/undo", &state).json();
    assert_eq!((text(), &find(&undone, "B", "3").unwrap()["weight"]), (before.clone(), &json!("1")));
    assert!(undone["undo"].is_null() && undone["redo"].as_str().is_some_and(|label| label.contains("B/3")));
    let again = step("api/redo", &undone).json();
    assert_eq!(text(), weighted);

    // What another program writes meanwhile stays.
    let outside = weighted.replace("# mine", "# theirs");
    fs::write(&path, &outside).unwrap();
    let refused = step("api/undo", &again);
    assert!(refused.status == 409 && refused.json()["state"]["revision"].is_u64(), "{}", refused.error());
    assert_eq!(text(), outside);
    let state = studio.state();
    assert!(state["undo"].is_null(), "{}", state["undo"]);

    for (change, status) in [
        (json!({ "do": "weight", "layer": 1, "trait": id, "weight": "lots" }), 422),
        (json!({ "do": "weight", "layer": 1, "trait": id, "weight": "-1" }), 422),
        (json!({ "do": "weight", "layer": 1, "trait": 9999, "weight": "1" }), 409),
        (json!({ "do": "opacity", "layer": 0, "opacity": 7 }), 422),
        (json!({ "do": "blend", "layer": 0, "blend": "mix" }), 422),
        (json!({ "do": "editions", "set": 0, "editions": 1_000_000 }), 200),
        (json!({ "do": "nothing" }), 400),
        (json!({ "do": "weight", "weight": "1" }), 400),
        (json!("weight"), 400),
    ] {
        let state = studio.state();
        let answer = studio.post("api/edit", &json!({ "revision": state["revision"], "change": change }));
        assert_eq!(answer.status, status, "{change}: {}", answer.error());
        assert!(status == 200 || !answer.error().is_empty(), "{change}");
    }
    let answer = studio.post("api/edit", &json!({ "revision": 1, "change": { "do": "wieght" } }));
    let said = answer.error();
    assert!(said.contains("\"wieght\" is not known (did you mean \"weight\"?): there are weight, weights,"), "{said}");
    // Layers keep their files, and their order is what is drawn.
    let state = studio.state();
    let moved = change_order(&studio, &state);
    assert_eq!(moved["sets"][0]["layers"].as_array().unwrap().len(), 4);
}

/// Moves the lowest layer to the top.
fn change_order(studio: &Studio, state: &Value) -> Value {
    let layer = state["sets"][0]["layers"][0].as_u64().unwrap();
    let name = |state: &Value, place: usize| {
        let id = state["sets"][0]["layers"][place].as_u64().unwrap();
        state["layers"][id as usize]["name"].clone()
    };
    let moved = change(studio, state, &json!({ "do": "move_layer", "layer": layer, "to": 3 }));
    assert_eq!((name(&moved, 3), name(&moved, 0)), (name(state, 0), name(state, 1)));
    moved
}

#[test]
fn rules_are_tried_added_and_removed() {
    let folder = quick_folder();
    project(folder.path());
    let studio = Studio::open(folder.path());
    let state = studio.state();
    let [one, other] = [id_of(&state, "A", "0"), id_of(&state, "B", "1")];
    let rule = json!({ "kind": "excludes", "traits": [one], "with": [other] });
    let sample = studio.json("api/sample?count=100&seed=rules");
    let editions: Vec<Value> =
        sample["editions"].as_array().unwrap().iter().map(|edition| edition["picks"].clone()).collect();
    let body = json!({ "revision": state["revision"], "rule": rule, "editions": editions });
    let cost = studio.post("api/rule", &body).json();
    assert_eq!((&cost["before"], &cost["after"], &cost["conflict"]), (&json!("4096"), &json!("4032"), &Value::Null));
    let has = |edition: &Value, id: u64| edition.as_array().unwrap().contains(&json!(id));
    let touched: Vec<usize> =
        (0..editions.len()).filter(|&at| has(&editions[at], one) && has(&editions[at], other)).collect();
    assert_eq!(cost["touched"], json!(touched));

    let state = change(&studio, &state, &json!({ "do": "add_rule", "rule": rule }));
    assert_eq!((state["rules"].as_array().unwrap().len(), &state["rules"][0]["traits"]), (1, &json!([one, other])));
    let sample = studio.json("api/sample?count=100&seed=rules");
    assert!(sample["editions"].as_array().unwrap().iter().all(|e| !(has(&e["picks"], one) && has(&e["picks"], other))));
    // Locks that the rule forbids are told with the rule.
    let none = studio.json(&format!("api/sample?count=4&lock={one},{other}"));
    assert!(none["editions"] == json!([]) && none["error"].as_str().unwrap().contains("A/0"), "{none}");
    // So is a rule that leaves the first nothing.
    let against = json!({ "kind": "requires", "traits": [one], "with": [other] });
    let conflict = studio.post("api/rule", &json!({ "rule": against })).json();
    assert_eq!(conflict["conflict"]["rules"].as_array().map(Vec::len), Some(2), "{conflict}");
    // In place of that rule it leaves some.
    let instead = studio.post("api/rule", &json!({ "rule": against, "instead": 0 })).json();
    assert_eq!((&instead["before"], &instead["conflict"]), (&json!("4032"), &Value::Null), "{instead}");
    assert_eq!(studio.post("api/rule", &json!({ "rule": against, "instead": 7 })).status, 400);
    let state = change(&studio, &state, &json!({ "do": "remove_rule", "index": 0 }));
    assert_eq!(state["rules"], json!([]));
}

#[test]
fn a_sample_that_is_kept_is_in_the_collection() {
    let folder = quick_folder();
    project(folder.path());
    let studio = Studio::open(folder.path());
    let state = studio.state();
    let edition = studio.json("api/sample?count=1&seed=chosen")["editions"][0].clone();
    let kept = studio.post("api/keep", &json!({ "revision": state["revision"], "edition": edition }));
    assert_eq!((kept.status, &kept.json()["kept"]), (200, &json!(1)), "{}", kept.error());
    assert_eq!(studio.state()["chosen"], 1);
    drop(studio);
    succeed("generate {} --count 5 --quiet", folder.path());
    let own = Project::open(folder.path()).unwrap();
    let plan = simdgen::plan::file::read(&folder.path().join("build/plan.jsonl"), &own).unwrap();
    let is_chosen = |planned: Edition<'_>| {
        planned.picks.iter().map(|id| json!(id.0)).collect::<Vec<_>>() == *edition["picks"].as_array().unwrap()
    };
    assert!(plan.editions().any(is_chosen));
}
