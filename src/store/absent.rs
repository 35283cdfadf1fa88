//! The client of a program that was built without one: no store can be opened, so nothing is ever asked of one.

use std::convert::Infallible;

use super::{Address, Object, Version};
use crate::error::StoreError;
use crate::files::OpenFile;
use crate::{Error, Result};

/// A folder of a bucket; there is none.
#[derive(Clone, Debug)]
pub struct Store(Infallible);

#[expect(missing_docs, reason = "none of them can be called; they are described in client.rs")]
impl Store {
    pub fn open<A>(address: &Address, _: &A) -> Result<Self> {
        Err(Error::Store(StoreError::NotBuilt { address: address.to_string() }))
    }

    pub fn hasty(&self) -> Self {
        match self.0 {}
    }

    pub fn address(&self) -> &Address {
        match self.0 {}
    }

    pub fn get(&self, _: &str) -> Result<Option<(Vec<u8>, Version)>> {
        match self.0 {}
    }

    pub fn put(&self, _: &str, _: Vec<u8>) -> Result<Version> {
        match self.0 {}
    }

    pub fn begin_put(&self, _: &str, _: Vec<u8>, _: impl FnOnce(Result<Version>) + Send + 'static) -> Result<()> {
        match self.0 {}
    }

    pub fn put_new(&self, _: &str, _: &[u8]) -> Result<Option<Version>> {
        match self.0 {}
    }

    pub fn put_over(&self, _: &str, _: &[u8], _: &Version) -> Result<Option<Version>> {
        match self.0 {}
    }

    pub fn put_file(&self, _: &str, _: &mut OpenFile) -> Result<Version> {
        match self.0 {}
    }

    pub fn list(&self, _: impl FnMut(Object)) -> Result<()> {
        match self.0 {}
    }

    pub fn remove(&self, _: &[String]) -> Result<()> {
        match self.0 {}
    }

    pub fn copy(&self, _: &[Object], _: impl Fn(&Object) -> Result<OpenFile>) -> Result<()> {
        match self.0 {}
    }
}
