//! Arguments of `serve`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use clap::Args;

use super::{MemoryArgs, PackFileArgs, ProjectArgs, choice, whole};
use crate::choice::choice as table;

/// The port unless another is given.
const PORT: u16 = 8080;

table! {
    /// The form of the log.
    #[derive(Default)]
    pub enum LogForm: () {
        #[default]
        Text = ("text", "Time, method, address, status, bytes and microseconds"),
        Json = ("json", "The same as one JSON object a line"),
    }
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Any text is a seed, and always gives the same picture: /SEED.png, .webp, .jpg, or .json for its traits. \
?size=256 is the longer side in pixels, and ?Hat=Crown gives a trait. /healthz and /metrics are for \
machines. A change of the project is served by itself. Ctrl-C ends it when all answers are sent.

Examples:
  simdgen serve art                          then open http://127.0.0.1:8080/anna.png
  simdgen serve art --listen 0.0.0.0:80      for other machines too
  simdgen serve art --log json > access.log  a log for machines")]
pub struct ServeArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Address to listen on: ADDRESS, PORT or ADDRESS:PORT; port 0 is any that is free.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", value_parser = listen_address)]
    pub listen: SocketAddr,
    /// Seconds for which browsers and proxies may keep a picture: as long as a change of the project may take to be seen.
    #[arg(long, value_name = "SECONDS", default_value_t = 86_400)]
    pub max_age: u32,
    /// Threads that answer [default: one per core].
    #[arg(long, value_name = "N", value_parser = whole::<u16>(1, 1024))]
    pub threads: Option<u16>,
    /// Form of the log on standard output, one line a request.
    #[arg(long, value_parser = choice::<LogForm>(), default_value = "text")]
    pub log: LogForm,
    /// Log no requests.
    #[arg(long, short, conflicts_with = "log")]
    pub quiet: bool,
    #[command(flatten)]
    pub pack: PackFileArgs,
    #[command(flatten)]
    pub memory: MemoryArgs,
}

/// Reads an address, a port of this machine alone, or both.
fn listen_address(text: &str) -> Result<SocketAddr, String> {
    if let Ok(both) = text.parse() {
        return Ok(both);
    }
    if let Ok(address) = text.trim_matches(['[', ']']).parse::<IpAddr>() {
        return Ok((address, PORT).into());
    }
    if let Ok(port) = text.trim_start_matches(':').parse::<u16>() {
        return Ok((Ipv4Addr::LOCALHOST, port).into());
    }
    Err("write an address such as 127.0.0.1, a port such as 8080, or both such as 0.0.0.0:8080".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_lack_a_part() {
        for (text, full) in [
            ("0.0.0.0:80", "0.0.0.0:80"),
            ("10.0.0.1", "10.0.0.1:8080"),
            ("90", "127.0.0.1:90"),
            (":90", "127.0.0.1:90"),
            ("0", "127.0.0.1:0"),
            ("::1", "[::1]:8080"),
            ("[::1]", "[::1]:8080"),
            ("[::]:80", "[::]:80"),
        ] {
            assert_eq!(listen_address(text).map(|address| address.to_string()).as_deref(), Ok(full), "{text}");
        }
        for bad in ["", "localhost", "127.0.0.1:", "1.2.3:80", "70000", "http://127.0.0.1/"] {
            assert!(listen_address(bad).is_err_and(|told| told.contains("0.0.0.0:8080")), "{bad}");
        }
    }
}
