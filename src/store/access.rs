//! What leads to object storage: settings, a folder for copies, and what uploads may take.

use std::fmt::{self, Debug, Formatter};
use std::path::{Path, PathBuf};

use super::{Address, Pace};

/// The way to object storage. The library reads no environment, so the caller gives what its user set there.
#[derive(Clone, Default)]
pub struct Access {
    /// Names and values of settings, in any order: those of the environment of `aws`, `az` and `gcloud`, such as
    /// `AWS_ACCESS_KEY_ID`. Others are passed over.
    pub settings: Vec<(String, String)>,
    /// The folder for copies of what lies there; without one, below the project's own `.simdgen`.
    pub cache: Option<PathBuf>,
    /// The run in a few words, for whoever finds its lock: machine, process, time. Different for every run.
    pub holder: String,
    /// Bytes that uploads under way may take, beside the budget of rendering; at least one upload is always under way.
    pub memory: usize,
    /// The pace of locks.
    pub pace: Pace,
    /// A store that is open already, whatever address is asked for.
    #[cfg(test)]
    #[cfg(feature = "store")]
    pub(crate) open: Option<super::Store>,
}

impl Access {
    /// Settings whose values may be shown, by the end of their names.
    const OPEN: [&str; 6] = ["ENDPOINT", "ENDPOINT_URL", "REGION", "ALLOW_HTTP", "TIMEOUT", "ACCOUNT_NAME"];

    /// The folder of this machine for what has to do with an address; below `otherwise` without a cache.
    pub fn folder_of(&self, address: &Address, otherwise: &Path) -> PathBuf {
        let name = blake3::hash(address.to_string().as_bytes()).to_hex();
        self.cache.as_deref().unwrap_or(otherwise).join(&name[..16])
    }
}

/// Keys stay out of every message.
impl Debug for Access {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let is_open = |name: &str| Self::OPEN.iter().any(|end| name.ends_with(end));
        let shown = |(name, value): &(String, String)| match is_open(name) {
            true => format!("{name}={value}"),
            false => format!("{name}=.."),
        };
        let settings: Vec<String> = self.settings.iter().map(shown).collect();
        let Self { cache, holder, memory, pace, .. } = self;
        let mut out = f.debug_struct("Access");
        out.field("settings", &settings).field("cache", cache).field("holder", holder);
        out.field("memory", memory).field("pace", pace).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_shown() {
        let settings = [("AWS_SECRET_ACCESS_KEY", "hidden"), ("AWS_REGION", "shown")];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let text = format!("{:?}", Access { settings, ..Access::default() });
        assert!(text.contains("AWS_REGION=shown") && !text.contains("hidden"), "{text}");
    }
}
