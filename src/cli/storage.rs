//! The way to object storage: settings of the environment, this run's name for others, and what addresses a command takes.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, process};

use crate::error::StoreError;
use crate::files::{self, Kind};
use crate::store::{self, Access, Address, Place};
use crate::{Error, Result};

/// Beginnings of the names of settings: those that other programs for these stores read as well.
const SETTINGS: [&str; 3] = ["AWS_", "AZURE_", "GOOGLE_"];

/// Bytes that uploads may take at most: more wait for no network.
const MOST: usize = 256 << 20;

/// Returns the way to object storage, and what of a budget of memory is left beside its uploads.
pub fn access(memory: usize) -> (Access, usize) {
    let is_setting = |name: &str| SETTINGS.iter().any(|beginning| name.starts_with(beginning));
    let settings =
        env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let uploads = (memory / 8).min(MOST);
    let access = Access {
        settings: settings.filter(|(name, value)| is_setting(name) && !value.is_empty()).collect(),
        cache: Some(cache_folder().join("simdgen").join("store")),
        holder: holder(),
        memory: uploads,
        ..Access::default()
    };
    (access, memory - uploads)
}

/// Returns the folder of a project: the one given, or a copy of what lies at an address.
///
/// # Errors
/// As [`store::copy_project`].
pub fn project_folder(given: &Path) -> Result<PathBuf> {
    match Address::place(given)? {
        Place::Folder(path) => Ok(path),
        Place::Store(address) => store::copy_project(&address, &access(0).0),
    }
}

/// Fails for what only a folder can have, where an address is given.
///
/// # Errors
/// [`StoreError::FolderOnly`].
pub fn refuse_address(given: Option<&Path>, option: &'static str) -> Result<()> {
    match given.map(Address::find).transpose()?.flatten() {
        Some(address) => Err(Error::Store(StoreError::FolderOnly { option, address: address.to_string() })),
        None => Ok(()),
    }
}

/// The user's folder for caches, or one that all users share.
pub fn cache_folder() -> PathBuf {
    own_cache_folder().unwrap_or_else(env::temp_dir)
}

/// The user's folder for caches, as the XDG Base Directory specification, macOS and Windows have it.
pub fn own_cache_folder() -> Option<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        return set("LOCALAPPDATA");
    }
    let home = |below: &str| set("HOME").map(|home| home.join(below));
    let usual = if cfg!(target_os = "macos") { home("Library/Caches") } else { home(".cache") };
    set("XDG_CACHE_HOME").or(usual)
}

/// This run, for whoever finds its lock.
fn holder() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("process {} of {} since {} ({:09})", process::id(), machine(), utc(now.as_secs()), now.subsec_nanos())
}

/// The name of this machine, where the system says it.
fn machine() -> String {
    let name = files::read_given(Path::new("/proc/sys/kernel/hostname"), Kind::Record).ok();
    let name = name.and_then(|name| String::from_utf8(name).ok());
    let set = || env::var("HOSTNAME").or_else(|_| env::var("COMPUTERNAME")).ok();
    name.or_else(set).map_or_else(|| "an unnamed machine".to_owned(), |name| name.trim().to_owned())
}

/// A moment of Universal Time, as people write it.
fn utc(seconds: u64) -> String {
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    // The Gregorian calendar repeats every 400 years; counted from 1 March of a year 0, leap days come last.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hours, minutes) = (of_day / 3600, of_day / 60 % 60);
    format!("{year}-{month:02}-{day:02} {hours:02}:{minutes:02}:{:02} UTC", of_day % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_calendar() {
        for (seconds, text) in [
            (0, "1970-01-01 00:00:00 UTC"),
            (951_782_400, "2000-02-29 00:00:00 UTC"),
            (1_709_251_199, "2024-02-29 23:59:59 UTC"),
            (1_735_689_600, "2025-01-01 00:00:00 UTC"),
            (4_107_542_399, "2100-02-28 23:59:59 UTC"),
            (4_107_542_400, "2100-03-01 00:00:00 UTC"),
        ] {
            assert_eq!(utc(seconds), text);
        }
    }

    #[test]
    fn uploads_take_a_part_of_the_memory() {
        let (access, rest) = access(64 << 20);
        assert_eq!((access.memory, rest), (8 << 20, 56 << 20));
        assert_eq!(super::access(usize::MAX).0.memory, MOST);
    }
}
