//! Reads every path of Rust source texts and says which file each leads to: `use` with braces, aliases, globs and
//! re-exports, and paths in code. Comments and texts in quotes are no code.

use std::collections::{BTreeMap, BTreeSet};

/// Names from the root of the crate down: `["plan", "file"]`.
type Module = Vec<String>;

/// One path as it is written.
#[derive(Clone, Debug)]
struct Path {
    words: Vec<String>,
    line: usize,
    /// Inline modules of the file that it stands in.
    depth: usize,
    /// The name that a `use` gives it.
    given: Option<String>,
    is_test: bool,
}

#[derive(Debug, Default)]
struct File {
    name: String,
    paths: Vec<Path>,
    /// Items that stand in it.
    defined: BTreeSet<String>,
    /// Child modules that are tests.
    test_children: Vec<String>,
}

/// All files of a crate.
#[derive(Debug)]
pub struct Crate {
    files: BTreeMap<Module, File>,
}

/// Where a path leads, and every stage that it goes through.
#[derive(Debug)]
struct Place {
    module: Module,
    stages: BTreeSet<String>,
    /// The name at which the root of the crate had no answer, or nothing for the root itself.
    unknown: Option<String>,
}

impl Crate {
    /// Files by their path below src, with their texts.
    pub fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let module = |name: &str| match name {
            "lib.rs" => vec![],
            name => {
                let name = name.trim_end_matches(".rs").trim_end_matches("/mod");
                name.split('/').map(str::to_owned).collect()
            }
        };
        Self { files: files.into_iter().map(|(name, text)| (module(name), File::read(name, text))).collect() }
    }

    /// Says of each path what forbids it: a stage after its own, an unknown one, or the crate as a whole.
    pub fn forbidden(&self, levels: &[&str]) -> Vec<String> {
        let level = |stage: &str| levels.iter().position(|l| *l == stage);
        let mut found = vec![];
        for (module, file) in &self.files {
            let Some(stage) = module.first().filter(|stage| *stage != "main") else { continue };
            for path in &file.paths {
                let Some(place) = self.resolve(module, path.depth, &path.words, 0) else { continue };
                let at = format!("src/{}:{}", file.name, path.line);
                match place.unknown {
                    Some(name) if name.is_empty() || name == "*" => {
                        found.push(format!("{at}: takes the whole crate: name the stage"));
                    }
                    Some(name) => found.push(format!("{at}: there is no stage {name}: add it to LEVELS")),
                    None => {}
                }
                for other in &place.stages {
                    match level(other) {
                        None => found.push(format!("{at}: there is no stage {other}: add it to LEVELS")),
                        later if later > level(stage) => found.push(format!("{at}: {stage} may not import {other}")),
                        Some(_) => {}
                    }
                }
            }
        }
        found
    }

    /// Files of one stage that import each other, directly or through others: each circle with its files in order.
    pub fn circles(&self) -> Vec<Vec<&str>> {
        let edges: BTreeMap<&Module, BTreeMap<Module, usize>> = self
            .files
            .keys()
            .filter(|module| !self.is_test(module))
            .map(|module| (module, self.imports(module)))
            .collect();
        let reached = |from: &Module| {
            let mut reached = BTreeSet::new();
            let mut open: Vec<&Module> = edges[from].keys().collect();
            while let Some(next) = open.pop() {
                if let Some(more) = edges.get(next).filter(|_| reached.insert(next)) {
                    open.extend(more.keys());
                }
            }
            reached
        };
        let reached: BTreeMap<&Module, BTreeSet<&Module>> = edges.keys().map(|from| (*from, reached(from))).collect();
        let circle = |of: &Module| -> Vec<&str> {
            let both = reached[of].iter().filter(|other| reached.get(**other).is_some_and(|back| back.contains(of)));
            both.map(|module| &*self.files[*module].name).collect()
        };
        let circles: BTreeSet<Vec<&str>> = reached.keys().map(|of| circle(of)).filter(|c| c.len() > 1).collect();
        circles.into_iter().collect()
    }

    /// The imports that tie a circle, one a line.
    pub fn ties(&self, circle: &[&str]) -> String {
        let files = self.files.iter().filter(|(_, file)| circle.contains(&&*file.name));
        let ties = files.flat_map(|(module, file)| {
            let inside =
                self.imports(module).into_iter().filter(|(other, _)| circle.contains(&&*self.files[other].name));
            inside.map(|(other, line)| format!("src/{}:{line} imports {}\n", file.name, self.files[&other].name))
        });
        ties.collect()
    }

    /// Names of other crates, and of types, that paths of a file begin with.
    pub fn heads(&self, name: &str) -> BTreeSet<&str> {
        let of_file = self.files.iter().filter(|(_, file)| file.name == name);
        let outside = of_file.flat_map(|(module, file)| {
            file.paths.iter().filter(|path| self.resolve(module, path.depth, &path.words, 0).is_none())
        });
        outside.filter_map(|path| path.words.iter().find(|word| *word != "::")).map(String::as_str).collect()
    }

    /// Other files of the same stage that a file needs, apart from its tests. Children are none: a parent calls them, they
    /// speak of what it defines, and who asks it for a name that it re-exports is led on to where that stands.
    fn imports(&self, module: &Module) -> BTreeMap<Module, usize> {
        let paths = self.files[module].paths.iter().filter(|path| !path.is_test);
        let places =
            paths.filter_map(|path| Some((self.resolve(module, path.depth, &path.words, 0)?.module, path.line)));
        places.filter(|(other, _)| other.first() == module.first() && !other.starts_with(module)).collect()
    }

    /// Whether a file holds nothing but tests.
    pub fn is_test_file(&self, name: &str) -> bool {
        self.files.iter().any(|(module, file)| file.name == name && self.is_test(module))
    }

    fn is_test(&self, module: &Module) -> bool {
        (1..=module.len()).any(|length| {
            let parent = self.files.get(&module[..length - 1]);
            parent.is_some_and(|parent| parent.test_children.contains(&module[length - 1]))
        })
    }

    /// Where a path of a file leads; nothing when it leads out of the crate or to a name of an item.
    fn resolve(&self, from: &Module, depth: usize, words: &[String], steps: usize) -> Option<Place> {
        assert!(steps < 32, "{words:?} in {from:?} leads in a circle of names");
        let (mut module, mut depth) = (from.clone(), depth);
        let (first, mut rest) = words.split_first()?;
        match first.as_str() {
            "crate" | "simdgen" => (module, depth) = (vec![], 0),
            "self" => {}
            "super" => {
                rest = words;
                while let Some(("super", more)) = rest.split_first().map(|(word, more)| (word.as_str(), more)) {
                    rest = more;
                    if depth > 0 {
                        depth -= 1;
                    } else {
                        module.pop();
                    }
                }
            }
            _ => {
                // A `use` of another crate gives itself the name that it begins with.
                let is_given = self.files[from].given(first, depth).is_some_and(|path| path.words[0] != *first);
                if !is_given && !self.files.contains_key(&[&module[..], &words[..1]].concat()) {
                    return None;
                }
                rest = words;
            }
        }
        let mut stages: BTreeSet<String> = module.first().into_iter().cloned().collect();
        while let Some((head, more)) = rest.split_first() {
            let child = [&module[..], &rest[..1]].concat();
            if self.files.contains_key(&child) {
                (module, depth) = (child, 0);
                stages.extend(module.first().cloned());
                rest = more;
                continue;
            }
            let Some(given) = self.files.get(&module).and_then(|file| file.given(head, depth)) else { break };
            match self.resolve(&module, given.depth, &[&given.words[..], more].concat(), steps + 1) {
                Some(mut place) => {
                    place.stages.extend(stages);
                    return Some(place);
                }
                // The name is of another crate: the path only begins with it, or went through a file that gives it on.
                None if rest.len() == words.len() => return None,
                None => break,
            }
        }
        let unknown = module.is_empty().then(|| rest.first().cloned().unwrap_or_default());
        let is_own =
            self.files.get(&module).is_some_and(|root| unknown.as_ref().is_some_and(|u| root.defined.contains(u)));
        Some(Place { module, stages, unknown: unknown.filter(|_| !is_own) })
    }
}

impl File {
    fn read(name: &str, text: &str) -> Self {
        let tokens = tokens(text);
        let mut file = Self { name: name.to_owned(), ..Self::default() };
        let mut reader = Reader { tokens: &tokens, at: 0, file: &mut file, blocks: vec![], is_test: false };
        reader.read();
        file
    }

    /// The `use` that gives a name to inline modules so deep.
    fn given(&self, name: &str, depth: usize) -> Option<&Path> {
        let is_given = |path: &&Path| path.depth == depth && path.given.as_deref() == Some(name);
        self.paths.iter().find(is_given)
    }
}

/// A block that is open: of an inline module or not, of tests or not.
struct Block {
    is_module: bool,
    was_test: bool,
}

struct Reader<'a> {
    tokens: &'a [(usize, String)],
    at: usize,
    file: &'a mut File,
    blocks: Vec<Block>,
    is_test: bool,
}

impl Reader<'_> {
    fn token(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", |(_, token)| token)
    }

    fn read(&mut self) {
        // Whether the item that comes next is one of tests.
        let mut test_item = false;
        while self.at < self.tokens.len() {
            let before = |back: usize| self.at.checked_sub(back).map_or("", |at| &*self.tokens[at].1);
            let is_inner = before(1) == "::" && (is_word(before(2)) || before(2) == ">");
            let (token, next) = (self.token(0).to_owned(), self.token(1).to_owned());
            match token.as_str() {
                "#" if next == "[" && self.token(2) == "cfg" => {
                    let condition: Vec<&str> = (3..8).map(|ahead| self.token(ahead)).collect();
                    test_item |= matches!(condition[..], ["(", "test", ")", ..] | ["(", "all", "(", "test", ..]);
                    self.at += 1;
                }
                "use" => {
                    self.at += 1;
                    let was_test = self.is_test;
                    self.is_test |= test_item;
                    self.tree(vec![]);
                    self.is_test = was_test;
                    test_item = false;
                }
                "{" => {
                    self.blocks.push(Block { is_module: false, was_test: self.is_test });
                    self.is_test |= test_item;
                    test_item = false;
                    self.at += 1;
                }
                "}" => {
                    self.is_test = self.blocks.pop().is_some_and(|block| block.was_test);
                    self.at += 1;
                }
                ";" => {
                    test_item = false;
                    self.at += 1;
                }
                "mod" if self.token(2) == ";" => {
                    if test_item || self.is_test {
                        self.file.test_children.push(next);
                    }
                    test_item = false;
                    self.at += 3;
                }
                "mod" if self.token(2) == "{" => {
                    self.file.defined.insert(next);
                    self.blocks.push(Block { is_module: true, was_test: self.is_test });
                    self.is_test |= test_item;
                    test_item = false;
                    self.at += 3;
                }
                "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" => {
                    self.file.defined.insert(next);
                    self.at += 1;
                }
                word if is_word(word) && next == "::" && !is_inner => self.path(),
                _ => self.at += 1,
            }
        }
    }

    /// A path in code.
    fn path(&mut self) {
        let line = self.tokens[self.at].0;
        let mut words = vec![self.token(0).to_owned()];
        self.at += 1;
        while self.token(0) == "::" && is_word(self.token(1)) {
            words.push(self.token(1).to_owned());
            self.at += 2;
        }
        self.push(words, line, None);
    }

    /// One tree of a `use`, after its prefix.
    fn tree(&mut self, mut words: Vec<String>) {
        let line = self.tokens.get(self.at).map_or(0, |(line, _)| *line);
        loop {
            let token = self.token(0).to_owned();
            self.at += 1;
            match token.as_str() {
                "" | ";" => return,
                "::" if words.is_empty() => words.push(token),
                "::" => {}
                "{" => {
                    while !matches!(self.token(0), "}" | "") {
                        self.tree(words.clone());
                        if self.token(0) == "," {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                    return;
                }
                "*" => return self.push(words, line, None),
                _ => {
                    if token != "self" || words.is_empty() {
                        words.push(token);
                    }
                    if self.token(0) == "as" {
                        let name = self.token(1).to_owned();
                        self.at += 2;
                        return self.push(words, line, Some(name));
                    }
                    if self.token(0) != "::" {
                        let name = words.last().cloned().unwrap_or_default();
                        return self.push(words, line, Some(name));
                    }
                }
            }
        }
    }

    fn push(&mut self, words: Vec<String>, line: usize, given: Option<String>) {
        let depth = self.blocks.iter().filter(|block| block.is_module).count();
        self.file.paths.push(Path { words, line, depth, given, is_test: self.is_test });
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words and signs of a text with their lines, without comments, lifetimes and what stands in quotes.
fn tokens(text: &str) -> Vec<(usize, String)> {
    let (mut rest, mut line, mut found) = (text, 1, vec![]);
    while let Some(c) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let length = match c {
            _ if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => comment(rest),
            '"' => quoted(rest, 1),
            'b' if rest.starts_with("b\"") => quoted(rest, 2),
            'b' if rest.starts_with("b'") => 1,
            'r' | 'b' if raw(rest).is_some() => raw(rest).unwrap_or(1),
            '\'' => character(rest),
            ':' if rest.starts_with("::") => {
                found.push((line, "::".to_owned()));
                2
            }
            _ if word > 0 => {
                found.push((line, rest[..word].to_owned()));
                word
            }
            c if c.is_whitespace() => c.len_utf8(),
            c => {
                found.push((line, c.to_string()));
                c.len_utf8()
            }
        };
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    found
}

/// Length of a comment that may hold others.
fn comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        depth += i32::from(rest.starts_with("/*"));
        let is_end = rest.starts_with("*/");
        depth -= i32::from(is_end);
        at += if rest.starts_with("/*") || is_end { 2 } else { rest.chars().next().map_or(1, char::len_utf8) };
        if depth == 0 {
            break;
        }
    }
    at
}

/// Length of a text in quotes, the first of which is before `start`.
fn quoted(text: &str, start: usize) -> usize {
    let mut is_escaped = false;
    for (at, c) in text[start..].char_indices() {
        match c {
            '"' if !is_escaped => return start + at + 1,
            c => is_escaped = c == '\\' && !is_escaped,
        }
    }
    text.len()
}

/// Length of a raw text in quotes.
fn raw(text: &str) -> Option<usize> {
    let after = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(())?;
    let start = text.len() - after.len() + hashes + 1;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(text[start..].find(&end).map_or(text.len(), |at| start + at + end.len()))
}

/// Length of a character in quotes, or of a lifetime.
fn character(text: &str) -> usize {
    let mut inner = text[1..].char_indices();
    match (inner.next(), inner.next()) {
        (Some((_, '\\')), _) => text[3..].find('\'').map_or(text.len(), |at| 3 + at + 1),
        (Some(_), Some((at, '\''))) => 1 + at + 1,
        _ => 1 + text[1..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len() - 1),
    }
}
