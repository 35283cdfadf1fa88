//! Uploads all files of a folder, many at a time, and does nothing else: what an upload costs at least, the measure of builds in
//! object storage.
//!
//! usage: plain_upload FOLDER BUCKET PREFIX, with the settings of S3 in the environment. Prints seconds, files and bytes.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use std::{env, fs};

use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::aws::AmazonS3Builder;
use object_store::path::Path as Key;
use object_store::{ObjectStoreExt, PutPayload};

/// Writes under way at a time: as many as a build has.
const MOST: usize = 64;

fn files(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, bucket, prefix] = &arguments[..] else {
        return Err("usage: plain_upload FOLDER BUCKET PREFIX".into());
    };
    let _ = rustls::crypto::ring::default_provider().install_default();
    let store = Arc::new(AmazonS3Builder::from_env().with_bucket_name(bucket).build()?);
    let mut found = vec![];
    files(Path::new(folder), &mut found)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let start = Instant::now();
    let puts = stream::iter(&found).map(|path| {
        let (store, name) = (Arc::clone(&store), path.strip_prefix(folder).expect("it is below").to_string_lossy());
        let key = Key::from(format!("{prefix}/{name}"));
        async move {
            let bytes = fs::read(path)?;
            let length = bytes.len();
            store.put(&key, PutPayload::from(bytes)).await?;
            Ok::<usize, Box<dyn Error>>(length)
        }
    });
    let bytes = runtime.block_on(puts.buffer_unordered(MOST).try_fold(0, |sum, one| async move { Ok(sum + one) }))?;
    println!("{:.3} {} {bytes}", start.elapsed().as_secs_f64(), found.len());
    Ok(())
}
