//! TZIP-21 as nftchef writes it: three renditions of each picture, of which two are smaller ones.

use serde_json::{Value, json};

use super::{attributes, mime, object};
use crate::project::{NetworkSettings, Project};

/// The file of an edition.
pub(super) fn file(project: &Project, settings: &NetworkSettings, edition: &Value, number: u32) -> Value {
    let of = |key: &str| settings.get(key).cloned();
    let own = |key: &str| edition.get(key).cloned();
    let picture = project.metadata.file_names.picture_file(number, project.pictures);
    let display = Value::from(format!("{}/{picture}", settings.text("baseDisplayUri")));
    let thumbnail = Value::from(format!("{}/{picture}", settings.text("baseThumbnailUri")));
    let format = |uri: Option<Value>, rendition: &str| {
        let canvas = [project.canvas.width(), project.canvas.height()];
        let [width, height] = settings.size(rendition).unwrap_or(canvas);
        object([
            ("mimeType", Some(mime(project).into())),
            ("uri", uri),
            ("dimensions", Some(json!({ "value": format!("{width}x{height}"), "unit": "px" }))),
        ])
    };
    let named = |attribute: &serde_json::Map<String, Value>| {
        object([("name", attribute.get("trait_type").cloned()), ("value", attribute.get("value").cloned())])
    };
    let formats = vec![
        format(own("image"), "artifactUri"),
        format(Some(display.clone()), "displayUri"),
        format(Some(thumbnail.clone()), "thumbnailUri"),
    ];
    object([
        ("edition", own("edition")),
        ("name", own("name")),
        ("description", own("description")),
        ("artifactUri", own("image")),
        ("displayUri", Some(display)),
        ("thumbnailUri", Some(thumbnail)),
        ("decimals", of("decimals")),
        ("creators", of("creators")),
        ("isBooleanAmount", of("isBooleanAmount")),
        ("symbol", of("symbol")),
        ("rights", of("rights")),
        ("shouldPreferSymbol", of("shouldPreferSymbol")),
        ("attributes", Some(attributes(edition).map(named).collect::<Vec<_>>().into())),
        ("formats", Some(formats.into())),
        ("royalties", Some(object([("decimals", Some(3.into())), ("shares", of("royalties"))]))),
    ])
}
