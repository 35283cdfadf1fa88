//! Errors of the client in this program's words: what the store said, without the noise around it.

use std::error::Error as _;

use object_store::Error as ClientError;

use crate::Error;
use crate::error::StoreError;

/// Characters of a reason that are told.
const MOST_REASON: usize = 240;

/// Words by which stores say that they have no room: S3's and Azure's codes, and those of servers that speak like them.
const FULL: [&str; 8] = [
    "507 ",
    "quotaexceeded",
    "insufficientstorage",
    "insufficientcapacity",
    "storagefull",
    "no space left",
    "no writable volumes",
    "no free volumes",
];

/// Words by which stores refuse a key. A listing's error has no kind of its own, only the text of the answer.
const DENIED: [&str; 8] = [
    "status code: 403",
    "status code: 401",
    "signaturedoesnotmatch",
    "invalidaccesskeyid",
    "accessdenied",
    "authenticationfailed",
    "authorizationfailure",
    "invalidtoken",
];

/// Words by which they say that a bucket is not there.
const MISSING: [&str; 3] = ["nosuchbucket", "containernotfound", "status code: 404"];

/// Returns the error of an operation on an object.
pub(super) fn failed(action: &'static str, address: String, error: &ClientError) -> Error {
    let whole = chain(error);
    let reason = reason(&whole);
    let lower = on_one_line(&whole).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    Error::Store(match error {
        ClientError::PermissionDenied { .. } | ClientError::Unauthenticated { .. } => {
            StoreError::Denied { action, address, reason }
        }
        ClientError::NotFound { .. } => StoreError::Missing { action, address, reason },
        _ if has(&FULL) => StoreError::Full { action, address, reason },
        _ if has(&DENIED) => StoreError::Denied { action, address, reason },
        _ if has(&MISSING) => StoreError::Missing { action, address, reason },
        _ => StoreError::Failed { action, address, reason },
    })
}

/// Returns the error of settings that no client can be made of.
pub(super) fn no_client(address: String, error: &ClientError) -> Error {
    Error::Store(StoreError::Settings { address, reason: reason(&chain(error)) })
}

/// The texts of an error and of those that caused it, each once.
fn chain(error: &ClientError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let more = inner.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = inner.source();
    }
    text
}

/// What the store said: code and message of its answer, or else the end of the text, on one line.
fn reason(text: &str) -> String {
    let told = match (inside(text, "Code"), inside(text, "Message")) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        _ => text.to_owned(),
    };
    let line = on_one_line(&told);
    let line = line.trim_end_matches(['.', ';', ':', ' ']);
    // The end of a long text is the cause.
    let skipped = line.chars().count().saturating_sub(MOST_REASON);
    let rest: String = line.chars().skip(skipped).collect();
    if skipped > 0 { format!("..{rest}") } else { rest }
}

/// The words of a text, which a store may have broken into lines.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of an XML element.
fn inside<'t>(text: &'t str, element: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!("<{element}>"))?;
    rest.split_once(&format!("</{element}>")).map(|(inside, _)| inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> ClientError {
        ClientError::Generic { store: "S3", source: text.to_owned().into() }
    }

    #[test]
    fn the_answer_of_a_store_is_told_and_no_markup() {
        let answer =
            "Error 500: <?xml?><Error><Code>InternalError</Code><Message>no free\n volumes left.</Message></Error>";
        let error = failed("write", "s3://a/b".to_owned(), &of(answer));
        let Error::Store(StoreError::Full { reason, .. }) = &error else { panic!("{error}") };
        assert_eq!(reason, "InternalError: no free volumes left");
        let long = format!("{} connection refused", "x".repeat(1000));
        let error = failed("write", "s3://a/b".to_owned(), &of(&long)).to_string();
        assert!(error.contains("connection refused; when") && error.len() < 500, "{error}");
    }

    #[test]
    fn keys_and_buckets_have_errors_of_their_own() {
        let denied = ClientError::PermissionDenied { path: "a".into(), source: "403".into() };
        let missing = ClientError::NotFound { path: "a".into(), source: "404".into() };
        let kind = |error| match failed("read", "s3://a/b".to_owned(), &error) {
            Error::Store(StoreError::Denied { .. }) => 1,
            Error::Store(StoreError::Missing { .. }) => 2,
            _ => 0,
        };
        assert_eq!([kind(denied), kind(missing), kind(of("timed out"))], [1, 2, 0]);
        // As a listing tells it.
        let listed = |code: &str| of(&format!("Error performing list request: <Error><Code>{code}</Code></Error>"));
        assert_eq!([kind(listed("SignatureDoesNotMatch")), kind(listed("NoSuchBucket"))], [1, 2]);
        assert_eq!([kind(listed("AuthorizationFailure")), kind(listed("ContainerNotFound"))], [1, 2]);
    }
}
