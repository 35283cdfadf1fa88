//! Who may talk to the studio: whoever knows its address, from a page of its own, on this machine.
//!
//! The server listens on the loopback address alone. A page of another site could still send requests there from the
//! user's browser. It cannot know the token in the address. The names of host and origin are looked at too, so that a
//! name that is made to lead to this machine (DNS rebinding) is of no use.

use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};

use super::refusal::Refusal;
use crate::error::StudioError;
use crate::{Error, Result};

/// Bytes of a request's body at most.
pub const MOST_BODY: usize = 1 << 20;

/// Bytes of a request's address at most.
const MOST_ADDRESS: usize = 16 << 10;

/// Headers of a request at most: browsers send about twenty.
const MOST_HEADERS: usize = 64;

/// What a request must know and say.
#[derive(Debug)]
pub struct Guard {
    token: String,
    hosts: [String; 2],
}

impl Guard {
    /// A guard with a token of its own, for a server on this port.
    ///
    /// # Errors
    /// [`StudioError::Refused`] when the system gives no random bytes.
    pub fn new(port: u16) -> Result<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| {
            Error::Studio(StudioError::Refused { source: std::io::Error::other(error.to_string()) })
        })?;
        let token = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { token, hosts: [format!("127.0.0.1:{port}"), format!("localhost:{port}")] })
    }

    /// The token: the first part of every address.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        format!("http://{}/{}/", self.hosts[0], self.token)
    }

    /// Passes a request of the studio's own page, or of a person who opens it.
    ///
    /// # Errors
    /// A refusal that says what is missing or wrong, without a word about the project.
    pub fn check(&self, method: &Method, target: &str, headers: &HeaderMap) -> Result<(), Refusal> {
        if target.len() > MOST_ADDRESS {
            return Err(Refusal::new(StatusCode::URI_TOO_LONG, "the address is too long"));
        }
        if headers.len() > MOST_HEADERS {
            return Err(Refusal::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "there are too many headers"));
        }
        let texts = |name| headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default());
        // Programs on the way may go by the first of two names, and the studio by the other.
        if texts(header::HOST).count() > 1 {
            return Err(Refusal::wrong("a request names its host once"));
        }
        if !texts(header::HOST).any(|host| self.hosts.iter().any(|own| own == host)) {
            return Err(Refusal::new(
                StatusCode::MISDIRECTED_REQUEST,
                "the studio answers only to 127.0.0.1 and localhost: use the address that `simdgen studio` printed",
            ));
        }
        let path = target.split('?').next().unwrap_or_default();
        let token = path.split('/').nth(1).unwrap_or_default();
        // Hashes are compared, so that the time tells nothing of the token.
        if blake3::hash(token.as_bytes()) != blake3::hash(self.token.as_bytes()) {
            return Err(Refusal::new(
                StatusCode::NOT_FOUND,
                "nothing is here: use the whole address that `simdgen studio` printed",
            ));
        }
        let is_own =
            |origin: &str| origin.strip_prefix("http://").is_some_and(|host| self.hosts.iter().any(|h| h == host));
        let foreign = || Refusal::new(StatusCode::FORBIDDEN, "this request comes from another site's page");
        if !texts(header::ORIGIN).all(is_own) {
            return Err(foreign());
        }
        // Pages may only be opened, and the files of a build may be shown in a page that may do nothing else.
        let is_of_page = path.split('/').nth(2) == Some("api") || *method != Method::GET;
        let mut sites = texts(HeaderName::from_static("sec-fetch-site"));
        if is_of_page && !sites.all(|site| site == "same-origin" || site == "none") {
            return Err(foreign());
        }
        // A form of another site cannot send this type without being asked.
        if *method == Method::POST
            && !(texts(header::CONTENT_TYPE).count() == 1 && texts(header::CONTENT_TYPE).all(is_json))
        {
            return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "a change is sent as application/json"));
        }
        // One that announces no length is cut off where it gets too long.
        let length = |text: &str| text.parse::<u64>().unwrap_or(u64::MAX);
        if texts(header::CONTENT_LENGTH).any(|text| length(text) > MOST_BODY as u64) {
            let most = MOST_BODY >> 20;
            return Err(Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("the request is too long: the studio takes {most} MiB at most"),
            ));
        }
        Ok(())
    }
}

/// `true` for the media type of JSON, with whatever parameters.
fn is_json(kind: &str) -> bool {
    kind.split(';').next().is_some_and(|kind| kind.trim_matches([' ', '\t']).eq_ignore_ascii_case("application/json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(list: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in list {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn only_the_own_page_is_let_in() {
        let guard = Guard::new(4000).unwrap();
        let state = format!("/{}/api/state", guard.token());
        let host = ("host", "127.0.0.1:4000");
        let code = |method: &Method, target: &str, list: &[(&'static str, &str)]| {
            guard.check(method, target, &headers(list)).map_err(|refusal| refusal.status.as_u16()).err()
        };
        let get = |target: &str, list: &[(&'static str, &str)]| code(&Method::GET, target, list);
        assert_eq!(get(&state, &[host]), None);
        assert_eq!(get(&state, &[("host", "localhost:4000"), ("origin", "http://localhost:4000")]), None);
        assert_eq!(get(&state, &[]), Some(421));
        for name in ["evil.example:4000", "127.0.0.1", "127.0.0.1:4001", "localhost"] {
            assert_eq!(get(&state, &[("host", name)]), Some(421), "{name}");
        }
        for target in ["/", "/api/state", "//api/state", "/0123456789abcdef0123456789abcdef/api/state"] {
            assert_eq!(get(target, &[host]), Some(404), "{target}");
        }
        for origin in ["null", "http://evil.example", "https://127.0.0.1:4000", "http://127.0.0.1:4001"] {
            assert_eq!(get(&state, &[host, ("origin", origin)]), Some(403), "{origin}");
        }
        assert_eq!(get(&state, &[host, ("sec-fetch-site", "cross-site")]), Some(403));
        assert_eq!(get(&state, &[host, ("sec-fetch-site", "same-origin")]), None);
        let page = format!("/{}/", guard.token());
        assert_eq!(get(&page, &[host, ("sec-fetch-site", "cross-site")]), None);
        let post = |list: &[(&'static str, &str)]| code(&Method::POST, &state, list);
        assert_eq!(post(&[host]), Some(415));
        assert_eq!(post(&[host, ("content-type", "text/plain")]), Some(415));
        for kind in ["application/json", "application/json; charset=utf-8", "Application/JSON ;x=y"] {
            assert_eq!(post(&[host, ("content-type", kind)]), None, "{kind}");
        }
        for kind in
            ["application/jsonp", "application/json-patch+json", "application", "", "text/plain; application/json"]
        {
            assert_eq!(post(&[host, ("content-type", kind)]), Some(415), "{kind}");
        }
        let json = ("content-type", "application/json");
        assert_eq!(post(&[host, json, ("content-type", "text/plain")]), Some(415));
        for (length, refused) in
            [("0", None), ("1048576", None), ("1048577", Some(413)), ("9".repeat(30).as_str(), Some(413))]
        {
            assert_eq!(post(&[host, json, ("content-length", length)]), refused, "{length}");
        }
        assert_eq!(get(&state, &[host, ("host", "evil.example")]), Some(400));
        assert_eq!(get(&state, &[host, host]), Some(400));
        let own = ("origin", "http://127.0.0.1:4000");
        assert_eq!(get(&state, &[host, own, ("origin", "http://evil.example")]), Some(403));
        assert_eq!(get(&state, &[host, ("sec-fetch-site", "none"), ("sec-fetch-site", "cross-site")]), Some(403));
        assert_eq!(get(&format!("{state}?{}", "a".repeat(MOST_ADDRESS)), &[host]), Some(414));
        let many: HeaderMap =
            (0..=MOST_HEADERS).map(|i| (format!("x-{i}").parse().unwrap(), "1".parse().unwrap())).collect();
        assert_eq!(guard.check(&Method::GET, &state, &many).unwrap_err().status, 431);
    }

    #[test]
    fn no_two_tokens_are_equal() {
        let (one, other) = (Guard::new(1).unwrap(), Guard::new(1).unwrap());
        assert!(one.token().len() == 32 && one.token() != other.token());
    }
}
