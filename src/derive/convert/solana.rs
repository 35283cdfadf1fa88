//! Metaplex as nftchef writes it: terms of sale from its configuration, attributes from the file.

use serde_json::{Value, json};

use super::{mime, object};
use crate::project::{NetworkSettings, Project};

/// The file of the edition that is `number` when counted from 0.
pub(super) fn file(project: &Project, settings: &NetworkSettings, edition: &Value, number: u32) -> Value {
    let of = |key: &str| settings.get(key).cloned();
    let picture = project.metadata.file_names.picture_file(number, project.pictures);
    let name = edition.get("name").and_then(Value::as_str).unwrap_or_default();
    object([
        ("name", Some(format!("{} {name}", settings.text("NFTName")).into())),
        ("symbol", of("symbol")),
        ("description", of("description")),
        ("seller_fee_basis_points", of("royaltyFee")),
        ("image", Some(picture.as_str().into())),
        ("external_url", of("external_url").filter(|url| url != "")),
        ("attributes", edition.get("attributes").cloned()),
        (
            "properties",
            Some(object([
                ("edition", edition.get("edition").cloned()),
                ("files", Some(json!([{ "uri": picture, "type": mime(project) }]))),
                ("category", Some("image".into())),
                ("creators", of("creators")),
                ("compiler", Some("HashLips Art Engine - NFTChef fork | qualifieddevs.io".into())),
            ])),
        ),
    ])
}
