//! Comments in all places of generated files: each stays with what it is about, whatever is changed.

use super::*;

/// What comments call an entry, and its keys with their values.
type Entry<'s> = (&'s str, Vec<(&'s str, String)>);

/// A file with comments that say what they are about, written in one of many ways.
struct Writer {
    text: String,
    /// What is left to choose by.
    choices: std::vec::IntoIter<u8>,
}

impl Writer {
    fn pick(&mut self, count: u8) -> u8 {
        self.choices.next().unwrap_or_default() % count
    }

    fn put(&mut self, text: &str) {
        self.text += text;
    }

    /// Perhaps a comment line about an entry.
    fn above(&mut self, indent: &str, about: &str) {
        if self.pick(2) == 0 {
            self.put(&format!("{indent}# above {about}\n"));
        }
    }

    /// Perhaps a comment at the end of the line of an entry, and the line break.
    fn beside(&mut self, about: &str) {
        if self.pick(2) == 0 {
            self.put(&format!(" # beside {about}"));
        }
        self.put("\n");
    }

    /// Perhaps a comment about nothing that is near, or a blank line.
    fn loose(&mut self) {
        match self.pick(4) {
            0 => self.put(&format!("\n# free {}\n\n", self.text.len())),
            1 => self.put("\n"),
            _ => {}
        }
    }

    /// Entries of a list: in braces, on one line each or on several, or as tables with headers.
    fn entries(&mut self, name: &str, entries: &[Entry<'_>], is_inline: bool) {
        if is_inline {
            self.put(&format!("{name} = [\n"));
        }
        for (at, (about, pairs)) in entries.iter().enumerate() {
            let is_last = at + 1 == entries.len();
            self.loose();
            self.above(if is_inline { "  " } else { "" }, about);
            match (is_inline, self.pick(2)) {
                (true, 0) => {
                    let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{key} = {value}")).collect();
                    self.put(&format!("  {{ {} }}", pairs.join(", ")));
                }
                (true, _) => {
                    self.put("  {\n");
                    for (key, value) in pairs {
                        self.put(&format!("    {key} = {value},"));
                        self.beside(&format!("{about} {key}"));
                    }
                    self.put("  }");
                }
                (false, _) => {
                    self.put(&format!("[[{name}]]"));
                    self.beside(about);
                    for (key, value) in pairs {
                        self.above("", &format!("{about} {key}"));
                        self.put(&format!("{key} = {value}"));
                        self.beside(&format!("{about} {key}"));
                    }
                }
            }
            if is_inline {
                let comma = self.pick(2) == 0;
                self.put(if !is_last || comma { "," } else { "" });
                self.beside(about);
            }
        }
        if is_inline {
            self.loose();
            self.put("]");
        }
        self.beside("nothing");
    }
}

/// The names of some traits on several lines or on one.
fn names(writer: &mut Writer, about: &str, names: &[&str]) -> String {
    if writer.pick(2) == 0 {
        return format!("[{}]", names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", "));
    }
    let mut text = "[\n".to_owned();
    for name in names {
        text += &format!("  \"{name}\", # beside {about} {name}\n");
    }
    text + "]"
}

fn written(choices: Vec<u8>) -> String {
    let mut w = Writer { text: String::new(), choices: choices.into_iter() };
    let inline = [w.pick(2) == 0, w.pick(2) == 0, w.pick(2) == 0];
    let mut layers = vec![];
    for name in ["Body", "Hat", "Eyes"] {
        let mut pairs = vec![("name", format!("\"{name}\""))];
        for (key, value) in
            [("none", "5"), ("opacity", "0.5"), ("weights", "{ Red = 3, Cap = 4 }"), ("blend", "\"screen\"")]
        {
            if w.pick(2) == 0 && (key != "weights" || name != "Eyes") {
                let value = match (key, name) {
                    ("weights", "Body") => "{ Red = 3 }",
                    ("weights", _) => "{ Cap = 4 }",
                    _ => value,
                };
                pairs.push((key, value.to_owned()));
            }
        }
        layers.push((name, pairs));
    }
    let first = names(&mut w, "first of", &["Body/Red", "Hat/Cap", "Eyes/A"]);
    let second = names(&mut w, "second excludes", &["Body/Blue", "Body/Red"]);
    let rules = [
        ("first", vec![("at_most", "20".to_owned()), ("of", first)]),
        ("second", vec![("trait", "\"Hat/Crown\"".to_owned()), ("excludes", second)]),
        ("third", vec![("trait", "[\"Hat/Top\"]".to_owned()), ("requires", "\"Body\"".to_owned())]),
    ];
    let best = "{ Body = \"Red\", Hat = \"Cap\", Eyes = \"A\" }".to_owned();
    let other = "{ Body = \"Blue\", Hat = \"Cap\", Eyes = \"B\" }".to_owned();
    let chosen = [("best", vec![("traits", best)]), ("other", vec![("traits", other)])];
    let mut tables: Vec<(&str, &[Entry<'_>], bool)> =
        vec![("layers", &layers, inline[0]), ("rules", &rules, inline[1]), ("chosen", &chosen, inline[2])];
    // What has no header comes first.
    tables.sort_by_key(|(.., is_inline)| !is_inline);
    for (name, entries, is_inline) in tables {
        w.loose();
        w.entries(name, entries, is_inline);
    }
    w.put("[tags] # beside tags\n");
    w.above("", "gold");
    let gold = names(&mut w, "gold", &["Hat/Crown", "Body/Red"]);
    w.put(&format!("gold = {gold}"));
    w.beside("gold");
    w.put("red = \"Body/Red\"");
    w.beside("red");
    w.text
}

fn folder() -> Folder {
    Folder::of(&[
        "Body/Blue.png",
        "Body/Red.png",
        "Hat/Cap.png",
        "Hat/Crown.png",
        "Hat/Top.png",
        "Eyes/A.png",
        "Eyes/B.png",
    ])
}

/// The change of a number, and what a comment may begin with that goes with it.
fn some_change(project: &Project, kind: usize, one: usize, other: usize) -> (Change, Vec<String>) {
    let t = (one % project.traits.len()) as u32;
    let layer = (one % 3) as u32;
    let layer_name = project.layers[layer as usize].name.clone();
    let rule = ["first", "second", "third"][one % 3];
    let asked = match other % 4 {
        0 => AskedRule::AtMost { most: 30, traits: vec![0, 2] },
        1 => AskedRule::Excludes { traits: vec![3], with: vec![1] },
        2 => AskedRule::Requires { traits: vec![3, 4], with: vec![0, 1] },
        _ => AskedRule::OnlyWith { traits: vec![4], with: vec![0] },
    };
    let none = vec![];
    match kind {
        0 => (Change::Weight { id: t, weight: format!("{}.5", other % 7) }, none),
        1 => (Change::Count { id: t, count: Some(other as u32 % 3 + 1) }, none),
        2 => (Change::None { layer, weight: Some((other % 3 + 1).to_string()) }, none),
        3 => (Change::None { layer, weight: None }, vec![format!("{layer_name} none")]),
        4 => (Change::Opacity { layer, opacity: (other % 11) as f64 / 10.0 }, none),
        5 => (Change::Blend { layer, blend: "multiply".to_owned() }, none),
        6 => (Change::MoveLayer { layer, to: other % 3, set: None }, none),
        7 => (Change::RemoveRule { index: one % 3 }, vec![rule.to_owned()]),
        8 => (Change::AddRule { rule: asked }, none),
        9 => (Change::EditRule { index: one % 3, rule: asked }, vec![format!("{rule} ")]),
        10 => {
            let picks = project.layers.iter().map(|layer| layer.traits.start + other as u32 % 2).collect();
            (Change::Keep { set: 0, picks, background: None }, none)
        }
        11 => (Change::Release { index: one % 2 }, vec![["best", "other"][one % 2].to_owned()]),
        12 => (Change::Tag { id: t, tag: ["gold", "red", "new"][other % 3].to_owned() }, none),
        13 => {
            let (name, layer_name) =
                (&project.traits[t as usize].name, &project.layer(project.traits[t as usize].layer).name);
            let (tag, whole) = ([("gold", "gold "), ("red", "red")])[other % 2];
            (Change::Untag { id: t, tag: tag.to_owned() }, vec![whole.to_owned(), format!("{tag} {layer_name}/{name}")])
        }
        _ => (Change::TraitOpacity { id: t, opacity: Some((other % 11) as f64 / 10.0) }, none),
    }
}

/// What each comment is beside or above, without the comma, and the name of the layer that this is in.
fn places(text: &str) -> Vec<(String, String, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = vec![];
    for (at, line) in lines.iter().enumerate() {
        let Some((_, comment)) = line.split_once('#') else { continue };
        let is_comment = |at: &usize| lines.get(*at).is_some_and(|line| line.trim_start().starts_with('#'));
        // One that is alone on its line is about the next line that is none.
        let at = (at..).find(|at| !is_comment(at)).unwrap_or(at);
        let line = lines.get(at).copied().unwrap_or_default();
        let about = line.split('#').next().unwrap_or_default().trim().trim_end_matches(',');
        let name = |line: &&str| Some(line.split_once("name = \"")?.1.split('"').next()?.to_owned());
        let layer = match about.starts_with("[[") || about == "{" {
            true => lines[at..].iter().find_map(name),
            false => lines[..=at.min(lines.len() - 1)].iter().rev().find_map(name),
        };
        found.push((comment.trim().to_owned(), about.to_owned(), layer.unwrap_or_default()));
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn comments_stay_with_what_they_are_about(
        choices in prop::collection::vec(any::<u8>(), 80),
        kind in 0..15usize,
        one in 0..420usize,
        other in 0..420usize,
    ) {
        let (folder, text) = (folder(), written(choices));
        let before = folder.open(&text);
        let (change, may_go) = some_change(&before, kind, one, other);
        let new = match made(&folder, &text, &change) {
            Ok((new, _)) => new,
            Err(error) => {
                let said = error.to_string();
                let is_expected = match &change {
                    Change::Keep { .. } => said.contains("one of them already"),
                    Change::None { weight: None, .. } => said.contains("chosen editions"),
                    Change::TraitOpacity { .. } => said.contains("draws nothing"),
                    Change::Tag { .. } | Change::Untag { .. } => said.contains("draw something"),
                    _ => false,
                };
                prop_assert!(is_expected, "{change:?} of\n{text}\n{said}");
                return Ok(());
            }
        };
        let (had, has) = (places(&text), places(&new));
        for (comment, about, _) in &had {
            let name = comment.trim_start_matches("beside ").trim_start_matches("above ");
            // What is about nothing is near an entry by chance.
            if name == "nothing" || may_go.iter().any(|gone| name.starts_with(gone.as_str()) || name == gone.trim()) {
                continue;
            }
            let now = has.iter().find(|(other, ..)| other == comment);
            prop_assert!(now.is_some(), "{change:?} loses {comment} of\n{text}\n{new}");
            // What is free stays, and is about nothing.
            let Some((_, now, layer)) = now.filter(|_| !comment.starts_with("free")) else { continue };
            // A changed value is still that of its key.
            let key = |line: &str| line.split('=').next().unwrap_or_default().to_owned();
            let own = ["Body", "Hat", "Eyes"].into_iter().find(|layer| name.split(' ').next() == Some(layer));
            prop_assert!(own.is_none_or(|own| own == layer), "{change:?}: {comment} is in {layer} of\n{text}\n{new}");
            prop_assert!(now == about || key(now) == key(about), "{change:?}: {comment} is at {now} of\n{text}\n{new}");
        }
        // All lines but a few are as they were.
        let mut there: Vec<&str> = new.lines().map(str::trim_end).collect();
        let mut lost = vec![];
        for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
            match there.iter().position(|other| *other == line) {
                Some(at) => drop(there.swap_remove(at)),
                None => lost.push(line),
            }
        }
        lost.retain(|line| !may_go.iter().any(|gone| line.contains(&format!("beside {gone}")) || line.contains(&format!("above {gone}"))));
        let most = if matches!(change, Change::RemoveRule { .. } | Change::EditRule { .. } | Change::Release { .. }) { 9 } else { 2 };
        prop_assert!(lost.len() <= most, "{change:?} of\n{text}\nloses {lost:?}\n{new}");
    }
}
