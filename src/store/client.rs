//! The client: requests to a bucket, each repeated until it succeeds or is given up.
//!
//! It runs on threads of its own; callers wait. A request is repeated after a refused or cut connection, after a slow
//! answer and after a server's error, with growing pauses, for minutes: long enough for a server that starts again. A hasty
//! client gives a request up after seconds: for the first request of a run, because what is wrong with it is a key or a name, and
//! for what is tried again anyway, or is not worth waiting for.

use std::fmt::{self, Debug, Formatter};
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::path::Path;
use object_store::{
    BackoffConfig, ClientOptions, Error as ClientError, GetOptions, ObjectStore, ObjectStoreExt, PutMode, PutOptions,
    PutPayload, PutResult, RetryConfig, UpdateVersion,
};
use tokio::runtime::{Builder, Runtime};

use super::address::Scheme;
use super::failure::{failed, no_client};
use super::{Access, Address, Object, Version};
use crate::error::StoreError;
use crate::files::OpenFile;
use crate::{Error, Result};

/// Threads that requests run on: they sign and copy, and wait for the network together.
const THREADS: usize = 2;

/// The time that one try of a request may take, unless the settings say otherwise.
const OF_ONE_TRY: Duration = Duration::from_secs(60);

/// The time for which a request is repeated. Credentials and signatures are good for longer.
const OF_ALL_TRIES: Duration = Duration::from_secs(120);

/// The same for a request in haste.
const IN_HASTE: Duration = Duration::from_secs(10);

/// Bytes of a part of a large file. Every store takes parts of at least 5 MiB.
const PART: usize = 8 << 20;

/// Objects read at a time.
const READS: usize = 32;

/// A folder of a bucket.
#[derive(Clone)]
pub struct Store {
    client: Arc<dyn ObjectStore>,
    /// Gives a request up after seconds.
    hasty: Arc<dyn ObjectStore>,
    runtime: Arc<Runtime>,
    address: Address,
}

impl Debug for Store {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Store").field(&self.address.to_string()).finish()
    }
}

impl Store {
    /// Opens the way to a folder of a bucket, and asks for its first object, so that a wrong key, bucket or endpoint is told
    /// at once.
    ///
    /// # Errors
    /// [`StoreError::Settings`], [`StoreError::PlainHttp`], [`StoreError::Refused`]; those of the first request.
    pub fn open(address: &Address, access: &Access) -> Result<Self> {
        #[cfg(test)]
        if let Some(store) = &access.open {
            return Ok(store.clone());
        }
        refuse_plain_http(address, access)?;
        // Another part of the program may have chosen before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let [patient, hasty] = [OF_ALL_TRIES, IN_HASTE].map(|patience| client(address, access, patience));
        let store = Self::of(patient?, hasty?, address)?;
        store.hasty().first()?;
        Ok(store)
    }

    /// Makes a store of a client, and of one that gives a request up after seconds.
    ///
    /// # Errors
    /// [`StoreError::Refused`] if the system gives no threads.
    pub(crate) fn of(client: Arc<dyn ObjectStore>, hasty: Arc<dyn ObjectStore>, address: &Address) -> Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(THREADS).thread_name("store").enable_all().build();
        let refused = |error: std::io::Error| {
            let (address, reason) = (address.to_string(), error.to_string());
            Error::Store(StoreError::Refused { address, reason })
        };
        Ok(Self { client, hasty, runtime: Arc::new(runtime.map_err(refused)?), address: address.clone() })
    }

    /// The same folder for requests that are given up after seconds.
    pub fn hasty(&self) -> Self {
        Self { client: Arc::clone(&self.hasty), ..self.clone() }
    }

    /// The folder.
    pub fn address(&self) -> &Address {
        &self.address
    }

    fn key(&self, path: &str) -> Result<Path> {
        let key = self.address.key(path);
        Path::parse(&key).map_err(|_| self.has_a_strange_name(path))
    }

    fn has_a_strange_name(&self, path: &str) -> Error {
        Error::Store(StoreError::Name { address: self.address.to_string(), name: path.to_owned() })
    }

    fn error(&self, action: &'static str, path: &str, error: &ClientError) -> Error {
        failed(action, self.address.at(path), error)
    }

    /// Asks for any object.
    fn first(&self) -> Result<()> {
        let prefix = self.prefix()?;
        let mut listing = self.client.list(prefix.as_ref());
        let first = self.runtime.block_on(listing.next());
        first.transpose().map(drop).map_err(|error| self.error("list", "", &error))
    }

    fn prefix(&self) -> Result<Option<Path>> {
        if self.address.prefix.is_empty() { Ok(None) } else { self.key("").map(Some) }
    }

    /// Reads an object; `None` if there is none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn get(&self, path: &str) -> Result<Option<(Vec<u8>, Version)>> {
        let key = self.key(path)?;
        let got = self.runtime.block_on(async {
            let got = self.client.get_opts(&key, GetOptions::default()).await?;
            let version = Version { tag: got.meta.e_tag.clone(), generation: got.meta.version.clone() };
            Ok::<_, ClientError>((got.bytes().await?.to_vec(), version))
        });
        match got {
            Ok(got) => Ok(Some(got)),
            Err(ClientError::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.error("read", path, &error)),
        }
    }

    /// Writes an object, whatever is there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn put(&self, path: &str, bytes: Vec<u8>) -> Result<Version> {
        let key = self.key(path)?;
        let put = self.runtime.block_on(self.client.put(&key, bytes.into()));
        put.map(version_of).map_err(|error| self.error("write", path, &error))
    }

    /// Begins to write an object, whatever is there; `done` is called with the result by a thread of the client.
    ///
    /// # Errors
    /// [`StoreError::Name`].
    pub fn begin_put(
        &self,
        path: &str,
        bytes: Vec<u8>,
        done: impl FnOnce(Result<Version>) + Send + 'static,
    ) -> Result<()> {
        let (key, client) = (self.key(path)?, Arc::clone(&self.client));
        let at = self.address.at(path);
        self.runtime.spawn(async move {
            let put = client.put_opts(&key, PutPayload::from(bytes), PutOptions::default()).await;
            done(put.map(version_of).map_err(|error| failed("write", at, &error)));
        });
        Ok(())
    }

    /// Writes an object that is not there; `None` if one is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn put_new(&self, path: &str, bytes: &[u8]) -> Result<Option<Version>> {
        self.put_if(path, bytes, PutMode::Create)
    }

    /// Writes an object in the place of one content; `None` if there is another.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn put_over(&self, path: &str, bytes: &[u8], old: &Version) -> Result<Option<Version>> {
        let old = UpdateVersion { e_tag: old.tag.clone(), version: old.generation.clone() };
        self.put_if(path, bytes, PutMode::Update(old))
    }

    /// A write that was done and whose answer was lost is repeated, and then fails by its own doing: so what is there is
    /// looked at.
    fn put_if(&self, path: &str, bytes: &[u8], mode: PutMode) -> Result<Option<Version>> {
        let key = self.key(path)?;
        let options = PutOptions { mode, ..PutOptions::default() };
        let put = self.runtime.block_on(self.client.put_opts(&key, bytes.to_vec().into(), options));
        match put {
            Ok(put) => Ok(Some(version_of(put))),
            Err(ClientError::AlreadyExists { .. } | ClientError::Precondition { .. }) => {
                Ok(self.get(path)?.filter(|(there, _)| there == bytes).map(|(_, version)| version))
            }
            Err(error) => Err(self.error("write", path, &error)),
        }
    }

    /// Writes a file, in parts if it is large.
    ///
    /// # Errors
    /// [`StoreError`]; [`Error::Io`] if the file cannot be read.
    pub fn put_file(&self, path: &str, file: &mut OpenFile) -> Result<Version> {
        let mut part = read_part(file)?;
        if part.len() < PART {
            return self.put(path, part);
        }
        let key = self.key(path)?;
        let told = |error: ClientError| self.error("write", path, &error);
        let mut upload = self.runtime.block_on(self.client.put_multipart(&key)).map_err(told)?;
        while !part.is_empty() {
            let put = upload.put_part(PutPayload::from(std::mem::take(&mut part)));
            if let Err(error) = self.runtime.block_on(put) {
                // What was written of it costs money until it is given up.
                let _ = self.runtime.block_on(upload.abort());
                return Err(told(error));
            }
            part = read_part(file)?;
        }
        self.runtime.block_on(upload.complete()).map(version_of).map_err(told)
    }

    /// Lists all objects of the folder and below, and gives each to `each`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn list(&self, mut each: impl FnMut(Object)) -> Result<()> {
        let prefix = self.prefix()?;
        let listed = self.runtime.block_on(self.client.list(prefix.as_ref()).try_for_each(|object| {
            if let Some(path) = self.address.path_of(object.location.as_ref()) {
                let version = Version { tag: object.e_tag, generation: object.version };
                each(Object { path: path.to_owned(), bytes: object.size, version });
            }
            std::future::ready(Ok(()))
        }));
        listed.map_err(|error| self.error("list", "", &error))
    }

    /// Removes objects; one that is not there is passed over.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remove(&self, paths: &[String]) -> Result<()> {
        let keys: Vec<_> = paths.iter().map(|path| self.key(path)).collect::<Result<_>>()?;
        let keys = stream::iter(keys.into_iter().map(Ok)).boxed();
        let removed = self.client.delete_stream(keys).try_for_each(|_| std::future::ready(Ok(())));
        match self.runtime.block_on(removed) {
            Ok(()) | Err(ClientError::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.error("remove objects of", "", &error)),
        }
    }

    /// Reads objects into files that `create` makes, many at a time and each piece by piece.
    ///
    /// # Errors
    /// [`StoreError`]; those of `create`; [`Error::Io`].
    pub fn copy(&self, objects: &[Object], create: impl Fn(&Object) -> Result<OpenFile>) -> Result<()> {
        let create = &create;
        let copies = stream::iter(objects).map(|object| async move {
            let told = |error: ClientError| self.error("read", &object.path, &error);
            let got = self.client.get(&self.key(&object.path)?).await.map_err(told)?;
            let (file, mut pieces) = (create(object)?, got.into_stream());
            while let Some(piece) = pieces.next().await {
                file.put(&piece.map_err(told)?)?;
            }
            Ok::<_, Error>(())
        });
        self.runtime.block_on(copies.buffer_unordered(READS).try_collect())
    }
}

fn version_of(put: PutResult) -> Version {
    Version { tag: put.e_tag, generation: put.version }
}

/// Reads the next part of a file: a whole one, unless the file ends.
fn read_part(file: &mut OpenFile) -> Result<Vec<u8>> {
    let mut part = vec![];
    let path = file.path().to_path_buf();
    file.take(PART as u64).read_to_end(&mut part).map_err(Error::io("read", path))?;
    Ok(part)
}

/// The settings of a protocol: the beginning of their names, those of an endpoint, and the one that allows http.
fn names(scheme: Scheme) -> (&'static str, &'static [&'static str], &'static str) {
    match scheme {
        Scheme::S3 => ("AWS_", &["AWS_ENDPOINT", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"], "AWS_ALLOW_HTTP=true"),
        Scheme::Azure => ("AZURE_", &["AZURE_ENDPOINT", "AZURE_STORAGE_ENDPOINT"], "AZURE_ALLOW_HTTP=true"),
        Scheme::Gcs => ("GOOGLE_", &["GOOGLE_BASE_URL"], "GOOGLE_ALLOW_HTTP=true"),
    }
}

/// Fails for an endpoint without encryption that is not allowed in so many words.
fn refuse_plain_http(address: &Address, access: &Access) -> Result<()> {
    let (_, endpoints, allow) = names(address.scheme);
    let (allowing, _) = allow.split_once('=').unwrap_or((allow, ""));
    let value = |wanted: &str| access.settings.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
    let is_allowed = value(allowing).is_some_and(|value| ["true", "1", "yes", "on"].contains(&&*value.to_lowercase()));
    match endpoints.iter().find_map(|name| value(name).filter(|value| value.starts_with("http://"))) {
        Some(endpoint) if !is_allowed => {
            let (address, endpoint) = (address.to_string(), endpoint.clone());
            Err(Error::Store(StoreError::PlainHttp { address, endpoint, allow }))
        }
        _ => Ok(()),
    }
}

/// Makes the client of a bucket, which repeats a request for `patience`.
fn client(address: &Address, access: &Access, patience: Duration) -> Result<Arc<dyn ObjectStore>> {
    let backoff =
        BackoffConfig { init_backoff: Duration::from_millis(100), max_backoff: Duration::from_secs(5), base: 2. };
    // The time ends the tries, not their number.
    let retry = RetryConfig { backoff, max_retries: 1000, retry_timeout: patience };
    let options = ClientOptions::new()
        .with_timeout(OF_ONE_TRY.min(patience))
        .with_connect_timeout(Duration::from_secs(5))
        .with_user_agent(object_store::HeaderValue::from_static(concat!("simdgen/", env!("CARGO_PKG_VERSION"))));
    let (start, ..) = names(address.scheme);
    let settings = access.settings.iter().filter(|(name, _)| name.starts_with(start));
    let settings = settings.map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
    let bucket = &address.bucket;
    macro_rules! with_settings {
        ($builder:expr) => {{
            let builder = $builder.with_client_options(options).with_retry(retry);
            // A setting that is another program's has a name that is not known here.
            let builder = settings.fold(builder, |builder, (name, value)| match name.parse() {
                Ok(key) => builder.with_config(key, value),
                Err(_) => builder,
            });
            builder
        }};
    }
    let made = match address.scheme {
        Scheme::S3 => {
            let made = with_settings!(AmazonS3Builder::new()).with_bucket_name(bucket).build();
            made.map(|client| Arc::new(client) as Arc<dyn ObjectStore>)
        }
        Scheme::Azure => {
            let made = with_settings!(MicrosoftAzureBuilder::new()).with_container_name(bucket).build();
            made.map(|client| Arc::new(client) as Arc<dyn ObjectStore>)
        }
        Scheme::Gcs => {
            let made = with_settings!(GoogleCloudStorageBuilder::new()).with_bucket_name(bucket).build();
            made.map(|client| Arc::new(client) as Arc<dyn ObjectStore>)
        }
    };
    made.map_err(|error| no_client(address.to_string(), &error))
}
