//! Shows a project in the browser while it changes, and changes it: a server on this machine alone.
