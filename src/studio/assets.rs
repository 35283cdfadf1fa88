//! The files of the page, which are part of the program.

/// The page itself.
pub const INDEX: &str = include_str!("page/index.html");

/// Lists files of the page by their names.
macro_rules! assets {
    ($($name:literal)*) => {
        &[$(($name, include_bytes!(concat!("page/", $name)))),*]
    };
}

/// Every other file of the page: name and content.
const ASSETS: &[(&str, &[u8])] = assets! {
    "api.js"
    "banner.js"
    "build.js"
    "comparison.js"
    "dial.js"
    "dom.js"
    "drag.js"
    "edit.js"
    "edition.js"
    "findings.js"
    "help.js"
    "icon.svg"
    "inspector.js"
    "keys.js"
    "large.js"
    "layer.js"
    "layers.js"
    "look.js"
    "main.js"
    "odds.js"
    "picker.js"
    "picture.js"
    "pixels.js"
    "rules.js"
    "sampler.js"
    "samples.js"
    "say.js"
    "store.js"
    "studio.css"
    "tags.js"
    "thumb.js"
    "trait.js"
    "traits.js"
    "weights.js"
};

/// The content of a file of the page; `None` if there is none of that name.
pub fn find(name: &str) -> Option<&'static [u8]> {
    ASSETS.iter().find(|(known, _)| *known == name).map(|(_, content)| *content)
}

/// The media type of a file that the page or a build has, by the ending of its name.
pub fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "gif" => "image/gif",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_page_is_listed() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/studio/page");
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(name == "index.html" || find(&name).is_some(), "{name} is not listed in src/studio/assets.rs");
            assert_ne!(media_type(&name), "application/octet-stream", "{name}");
        }
    }

    #[test]
    fn the_page_asks_for_nothing_that_is_not_here() {
        let names = ASSETS.iter().map(|(name, _)| *name).chain(["index.html"]);
        for name in names {
            let text = match name {
                "index.html" => INDEX,
                _ => std::str::from_utf8(find(name).unwrap()).unwrap_or_default(),
            };
            let outside = text.match_indices("http").map(|(at, _)| &text[at..]).find(|rest| {
                let is_address = rest.starts_with("http://") || rest.starts_with("https://");
                is_address && !rest.starts_with("http://www.w3.org/")
            });
            assert!(outside.is_none(), "{name}: {}", outside.unwrap_or_default().lines().next().unwrap_or_default());
            for part in text.split("from \"./").skip(1) {
                let wanted = part.split('"').next().unwrap_or_default();
                assert!(find(wanted).is_some(), "{name} imports {wanted}");
            }
        }
    }
}
