//! The files of the page, which are part of the program.

use std::sync::LazyLock;

/// The page itself.
pub const INDEX: &str = include_str!("page/index.html");

/// Lists files of the page by their names.
macro_rules! assets {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("page/", $name)))),*]
    };
}

/// The scripts of the page: name and content; each imports only what comes before it.
const SCRIPTS: &[(&str, &str)] = assets! {
    "dom.js"
    "api.js"
    "keys.js"
    "say.js"
    "store.js"
    "picture.js"
    "lock.js"
    "odds.js"
    "weights.js"
    "thumb.js"
    "dial.js"
    "edit.js"
    "pixels.js"
    "sampler.js"
    "findings.js"
    "edition.js"
    "samples.js"
    "tags.js"
    "look.js"
    "comparison.js"
    "layer.js"
    "trait.js"
    "traits.js"
    "picker.js"
    "rules.js"
    "drag.js"
    "layers.js"
    "large.js"
    "inspector.js"
    "banner.js"
    "build.js"
    "help.js"
    "main.js"
};

/// Every other file of the page: name and content.
const ASSETS: &[(&str, &str)] = assets! {
    "icon.svg"
    "studio.css"
};

/// All scripts as one, under the name [`SCRIPT`]: some dozens of files one by one would take a browser longer than all else that it
/// does before the first picture.
static BUNDLE: LazyLock<String> = LazyLock::new(|| SCRIPTS.iter().map(|(name, text)| bundled(name, text)).collect());

/// The name of the file with all scripts.
const SCRIPT: &str = "studio.js";

/// A module as part of a larger one: a function that gives what the module exports, under the name of its file.
fn bundled(name: &str, text: &str) -> String {
    let variable = |file: &str| format!("from_{}", file.trim_end_matches(".js"));
    let (mut body, mut exported) = (String::with_capacity(text.len() + 256), vec![]);
    for line in text.lines() {
        let import = line.strip_prefix("import ").and_then(|rest| rest.strip_suffix("\";")?.split_once(" from \"./"));
        body += &match (import, line.strip_prefix("export ")) {
            (Some((names, file)), _) => match names.strip_prefix("* as ") {
                Some(all) => format!("const {all} = {};", variable(file)),
                None => format!("const {} = {};", names.replace(" as ", ": "), variable(file)),
            },
            (None, Some(own)) => {
                let words =
                    own.split([' ', '(']).filter(|word| !["async", "function", "class", "const"].contains(word));
                exported.extend(words.take(1));
                own.to_owned()
            }
            (None, None) => line.to_owned(),
        };
        body.push('\n');
    }
    format!("// {name}\nconst {} = (() => {{\n{body}return {{ {} }};\n}})();\n", variable(name), exported.join(", "))
}

/// The content of a file of the page; `None` if there is none of that name.
pub fn find(name: &str) -> Option<&'static str> {
    if name == SCRIPT {
        return Some(&BUNDLE);
    }
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
            let is_listed = SCRIPTS.iter().chain(ASSETS).any(|(known, _)| *known == name);
            assert!(name == "index.html" || is_listed, "{name} is not listed in src/studio/assets.rs");
            assert_ne!(media_type(&name), "application/octet-stream", "{name}");
        }
    }

    #[test]
    fn the_page_asks_for_nothing_that_is_not_here() {
        for (name, text) in SCRIPTS.iter().chain(ASSETS).chain([&("index.html", INDEX)]) {
            let outside = text.match_indices("http").map(|(at, _)| &text[at..]).find(|rest| {
                let is_address = rest.starts_with("http://") || rest.starts_with("https://");
                is_address && !rest.starts_with("http://www.w3.org/")
            });
            assert!(outside.is_none(), "{name}: {}", outside.unwrap_or_default().lines().next().unwrap_or_default());
        }
    }

    #[test]
    fn each_script_imports_only_what_comes_before_it_and_exports() {
        for (at, (name, text)) in SCRIPTS.iter().enumerate() {
            for part in text.split("from \"./").skip(1) {
                let wanted = part.split('"').next().unwrap_or_default();
                let is_before = SCRIPTS[..at].iter().any(|(known, _)| *known == wanted);
                assert!(is_before, "{name} imports {wanted}, which comes later in src/studio/assets.rs");
            }
        }
        // Whatever is written in another way would be left in it.
        let left = BUNDLE.lines().find(|line| line.starts_with("import ") || line.starts_with("export "));
        assert_eq!(left, None);
    }

    #[test]
    fn a_module_becomes_a_function_that_gives_what_it_exports() {
        let text = "import { a, b as c } from \"./dom.js\";\nimport * as api from \"./api.js\";\nconst own = 1;\n\
                    export async function f(x) {}\nexport class G extends Error {}\nexport const H = own;\n";
        let expected = "// my.js\nconst from_my = (() => {\nconst { a, b: c } = from_dom;\nconst api = from_api;\nconst own = 1;\n\
                        async function f(x) {}\nclass G extends Error {}\nconst H = own;\nreturn { f, G, H };\n})();\n";
        assert_eq!(bundled("my.js", text), expected);
    }
}
