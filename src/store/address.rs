//! Addresses of object storage, as they stand where a folder could: `s3://bucket/folder`.

use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

use crate::error::StoreError;
use crate::{Error, Result};

/// A protocol of object storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Amazon S3, and whatever speaks like it.
    S3,
    /// Google Cloud Storage.
    Gcs,
    /// Azure Blob Storage.
    Azure,
}

impl Scheme {
    /// Every protocol, with its name in an address.
    const ALL: [(Self, &str); 3] = [(Self::S3, "s3"), (Self::Gcs, "gs"), (Self::Azure, "az")];
}

/// A folder of a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The protocol.
    pub scheme: Scheme,
    /// The bucket, or container.
    pub bucket: String,
    /// The folder, with `/` between its parts and none around; empty for the bucket itself.
    pub prefix: String,
}

/// A place that the user named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A folder of this machine.
    Folder(PathBuf),
    /// Object storage.
    Store(Address),
}

impl Address {
    /// Reads the place that a user named: an address, or else a path. `file:///folder` is a path.
    ///
    /// # Errors
    /// [`StoreError::Address`] for an address that cannot be read.
    pub fn place(path: &Path) -> Result<Place> {
        let own = || Ok(Place::Folder(path.to_path_buf()));
        let Some((scheme, rest)) = path.to_str().and_then(|text| text.split_once(':')) else { return own() };
        let Some(rest) = rest.strip_prefix('/') else { return own() };
        // A path that went through the system's hands may have lost one of two slashes.
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let wrong = |problem| {
            let address = path.display().to_string();
            Err(Error::Store(StoreError::Address { address, problem }))
        };
        if scheme == "file" {
            return match rest.strip_prefix("localhost").unwrap_or(rest) {
                folder if folder.starts_with('/') => Ok(Place::Folder(PathBuf::from(folder))),
                _ => wrong("three slashes begin the path of a folder"),
            };
        }
        let Some((scheme, _)) = Scheme::ALL.into_iter().find(|(_, name)| *name == scheme) else { return own() };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return wrong("it names no bucket");
        }
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if !bucket.chars().all(is_plain) {
            return wrong("a bucket has letters, digits, dots, hyphens and underscores");
        }
        let prefix = prefix.trim_matches('/');
        let is_part = |part: &str| !["", ".", ".."].contains(&part) && !part.chars().any(char::is_control);
        if !prefix.is_empty() && !prefix.split('/').all(is_part) {
            return wrong("its folder has an empty part, a dot alone, or a control character");
        }
        Ok(Place::Store(Self { scheme, bucket: bucket.to_owned(), prefix: prefix.to_owned() }))
    }

    /// Reads an address; `None` for a path.
    ///
    /// # Errors
    /// As [`place`](Self::place).
    pub fn find(path: &Path) -> Result<Option<Self>> {
        Ok(match Self::place(path)? {
            Place::Folder(_) => None,
            Place::Store(address) => Some(address),
        })
    }

    /// Returns the address of an object in this folder, by its path.
    pub fn at(&self, path: &str) -> String {
        if path.is_empty() { self.to_string() } else { format!("{self}/{path}") }
    }

    /// Returns the name of an object in the bucket, by its path in this folder.
    pub fn key(&self, path: &str) -> String {
        match (self.prefix.is_empty(), path.is_empty()) {
            (true, _) => path.to_owned(),
            (false, true) => self.prefix.clone(),
            (false, false) => format!("{}/{path}", self.prefix),
        }
    }

    /// Returns the path in this folder of an object of the bucket; `None` for one outside it.
    pub fn path_of<'a>(&self, key: &'a str) -> Option<&'a str> {
        if self.prefix.is_empty() {
            return Some(key);
        }
        key.strip_prefix(&self.prefix)?.strip_prefix('/')
    }
}

impl Display for Address {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let name = Scheme::ALL.iter().find(|(scheme, _)| *scheme == self.scheme).map_or("", |(_, name)| name);
        write!(f, "{name}://{}", self.bucket)?;
        if self.prefix.is_empty() { Ok(()) } else { write!(f, "/{}", self.prefix) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Address> {
        Address::find(Path::new(text)).unwrap()
    }

    #[test]
    fn an_address_reads_back_and_names_objects() {
        for (text, shown) in [
            ("s3://nft/drop/one", "s3://nft/drop/one"),
            ("gs://nft", "gs://nft"),
            ("az://nft/", "az://nft"),
            ("s3://nft//drop/", "s3://nft/drop"),
            ("s3:/nft/drop", "s3://nft/drop"),
        ] {
            let address = of(text).unwrap();
            assert_eq!(address.to_string(), shown);
            assert_eq!(of(shown).as_ref(), Some(&address));
            assert_eq!(address.path_of(&address.key("images/1.png")), Some("images/1.png"));
        }
        let address = of("s3://nft/drop").unwrap();
        assert_eq!([address.key(""), address.at("a")], ["drop", "s3://nft/drop/a"]);
        assert_eq!([address.path_of("drop2/a"), address.path_of("a")], [None, None]);
    }

    #[test]
    fn what_is_a_path_stays_one() {
        for path in ["build", "/tmp/s3", "C:\\build", "C:/build", "s3", "./s3://x", "http://a/b", "a:b"] {
            assert_eq!(of(path), None, "{path}");
        }
        let place = |text: &str| Address::place(Path::new(text)).unwrap();
        for text in ["file:///tmp/a", "file://localhost/tmp/a"] {
            assert_eq!(place(text), Place::Folder("/tmp/a".into()), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for text in ["s3://", "s3:///a", "s3://a/../b", "s3://a/b//c", "s3://a b/c", "az://u@h/c", "file://host/x"] {
            let error = Address::place(Path::new(text)).unwrap_err().to_string();
            assert!(error.contains(text) && error.contains("s3://BUCKET"), "{error}");
        }
    }
}
