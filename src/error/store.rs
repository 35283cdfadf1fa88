//! Errors of object storage: its address, the way to it, and runs that get in each other's way there.

/// A reason why a build, or a project, in object storage cannot be written or read.
///
/// It has only text, because one failure may be told by several threads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// This program has no client of object storage.
    #[error(
        "{address} is object storage, which this simdgen was built without: take one of the released programs, or build it \
         with `cargo build --release --features store`"
    )]
    NotBuilt {
        /// The address.
        address: String,
    },
    /// An address cannot be read.
    #[error(
        "{address} is no address of object storage: {problem}; write s3://BUCKET/FOLDER, gs://BUCKET/FOLDER, \
         az://CONTAINER/FOLDER or file:///FOLDER"
    )]
    Address {
        /// The address.
        address: String,
        /// The problem, as a clause.
        problem: &'static str,
    },
    /// The settings do not lead to a store.
    #[error(
        "there is no way to {address} with these settings: {reason}; `simdgen help object-storage` lists the variables of the \
         environment that name key, region and endpoint"
    )]
    Settings {
        /// The address.
        address: String,
        /// The problem, in the client's words.
        reason: String,
    },
    /// The endpoint is not encrypted.
    #[error(
        "the endpoint {endpoint} for {address} is not encrypted, so whoever listens reads keys and pictures: write https://, \
         or allow it with {allow}"
    )]
    PlainHttp {
        /// The address.
        address: String,
        /// The endpoint.
        endpoint: String,
        /// The variable that allows it.
        allow: &'static str,
    },
    /// The store does not let this user do something.
    #[error(
        "the store does not let this key {action} {address}: {reason}; check the key, its secret, and what it may do in that \
         bucket"
    )]
    Denied {
        /// The attempted operation, as a verb.
        action: &'static str,
        /// The address of the object.
        address: String,
        /// The reason, in the store's words.
        reason: String,
    },
    /// There is no such bucket or object.
    #[error(
        "cannot {action} {address}: the store has no such bucket or object: {reason}; check the spelling, or make the bucket"
    )]
    Missing {
        /// The attempted operation, as a verb.
        action: &'static str,
        /// The address of the object.
        address: String,
        /// The reason, in the store's words.
        reason: String,
    },
    /// The store has no room.
    #[error("cannot {action} {address}: the store is full: {reason}; make room there, and go on with --resume")]
    Full {
        /// The attempted operation, as a verb.
        action: &'static str,
        /// The address of the object.
        address: String,
        /// The reason, in the store's words.
        reason: String,
    },
    /// A request failed, and so did its repetitions.
    #[error(
        "cannot {action} {address}: {reason}; when the store answers again, run the command again, with --resume if it builds"
    )]
    Failed {
        /// The attempted operation, as a verb.
        action: &'static str,
        /// The address of the object.
        address: String,
        /// The reason, in the client's words.
        reason: String,
    },
    /// Another run writes there.
    #[error(
        "another run is writing to {address}: {holder}; wait until it ends, or choose another address; if it was killed, go on \
         with --resume, or start over with --force"
    )]
    Locked {
        /// The address of the build.
        address: String,
        /// The other run.
        holder: String,
    },
    /// Another run writes there, and was seen to.
    #[error(
        "another run is at work in {address}: {holder} renewed its lock just now; stop that one first, or wait until it ends"
    )]
    LockAlive {
        /// The address of the build.
        address: String,
        /// The other run.
        holder: String,
    },
    /// Another run took the lock over.
    #[error(
        "another run took {address} over: {holder}; this one has stopped, and has recorded nothing since; let the other end, or \
         stop it and run this command again with --resume"
    )]
    LockLost {
        /// The address of the build.
        address: String,
        /// The other run.
        holder: String,
    },
    /// The ledger is not the one that the run began with.
    #[error(
        "{address} was changed by something else while this run wrote beside it, so it was left as it is; run the command again \
         with --resume"
    )]
    LedgerChanged {
        /// The address of the ledger.
        address: String,
    },
    /// The store ignores conditions.
    #[error(
        "the store of {address} ignores If-None-Match, so two runs could mix their pictures unseen; take a store that knows \
         conditional writes, or build into a folder and copy it"
    )]
    NoConditions {
        /// The address.
        address: String,
    },
    /// An option works in folders alone.
    #[error("{option} works in a folder, and not at {address}: leave it out, or build into a folder")]
    FolderOnly {
        /// The option or command.
        option: &'static str,
        /// The address.
        address: String,
    },
    /// A project in object storage has no folder for its build.
    #[error(
        "the project lies at {address}, so its build has no place of its own: name a folder or an address with --out"
    )]
    NoOut {
        /// The address of the project.
        address: String,
    },
    /// The name of an object cannot be that of a file.
    #[error("the object {name:?} at {address} has a name that no file of a project may have; rename or remove it")]
    Name {
        /// The address of the project.
        address: String,
        /// The object, seen from there.
        name: String,
    },
    /// There is nothing at an address.
    #[error("there is nothing at {address}; check its spelling, and that {what} was uploaded there")]
    Empty {
        /// The address.
        address: String,
        /// What should be there, with an article.
        what: &'static str,
    },
    /// A system call that a client needs fails.
    #[error("the system refuses what the way to {address} needs: {reason}; end other programs, and try again")]
    Refused {
        /// The address.
        address: String,
        /// The reason, in the system's words.
        reason: String,
    },
}
