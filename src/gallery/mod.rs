//! Makes one page of a finished build that opens from disk without a server.
