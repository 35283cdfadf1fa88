//! `[[one_of_one]]`: pictures made by hand, as the last set.

use serde_json::json;
use simdgen::Error;
use simdgen::error::ProjectError;
use simdgen::plan::default_seed;
use simdgen::project::{Attribute, Display, DisplayType, OneOfOne, Project, SharedAttribute, TraitId};

use crate::assert_fails;
use crate::project::folder::{Folder, layer_names};

const FILES: [&str; 6] =
    ["layers/Body/a.png", "layers/Body/b.png", "one-of-one/founder.png", "one-of-one/Dragon.png", "last.png", "a.txt"];

fn open(text: &str) -> simdgen::Result<Project> {
    Folder::of(&FILES).open_toml(&format!("[collection]\neditions = 10\nfirst_edition = 5\n{text}"))
}

#[test]
fn pictures_made_by_hand_are_editions_of_the_last_set() {
    let project = open(
        "attributes = [{ name = 'Generation', value = 1 }]\n\
         [[one_of_one]]\nfile = 'one-of-one/founder.png'\nname = 'The Founder'\nedition = 16\n\
         attributes = [{ name = 'Body', value = 'Gold' }, { name = 'Level', value = 9, display = 'number', max_value = 10 }]\n\
         [[one_of_one]]\nfile = './last.png'\nname = ''\n",
    )
    .expect("opens");
    assert_eq!((project.editions(), project.sets.len()), (12, 2));
    assert_eq!((project.sets[0].editions, layer_names(&project, 0)), (10, vec!["Body"]));
    assert_eq!((project.sets[1].editions, layer_names(&project, 1)), (2, vec![OneOfOne::LAYER]));
    let set = Some(project.place_of_one_of_ones().expect("there are some").0);
    let own = |name: &str, value, display| SharedAttribute { set, name: name.into(), value, display };
    let number = Display { kind: Some(DisplayType::Number), max: Some(10.into()) };
    let attributes = vec![own("Body", json!("Gold"), Display::default()), own("Level", json!(9), number)];
    let (first, second) = (TraitId(2), TraitId(3));
    let title = Some("The Founder".to_owned());
    assert_eq!(
        project.one_of_one,
        [
            OneOfOne { id: first, number: Some(16), title, attributes },
            OneOfOne { id: second, number: None, title: None, attributes: vec![] },
        ]
    );
    let (one, other) = (project.trait_(first), project.trait_(second));
    assert_eq!((one.name.as_str(), one.file_name.as_str()), ("founder", "one-of-one/founder.png"));
    assert_eq!((other.name.as_str(), other.file_name.as_str()), ("last", "last.png"));
    assert_eq!(one.picture.as_deref(), Some(&*project.root.join("one-of-one/founder.png")));
    assert!([one, other].iter().all(|t| t.attribute == Attribute::Hidden));
    assert_eq!(project.own_title(&[first]), Some("The Founder"));
    assert!([second, TraitId(0)].iter().all(|&id| project.own_title(&[id]).is_none()) && project.has_own_titles());
    assert!([0, 1, 4].iter().all(|&id| project.one_of_one(TraitId(id)).is_none()));
    // What is drawn is drawn as without them.
    assert_eq!(default_seed(&project), default_seed(&open("").expect("opens")));
}

#[test]
fn what_is_wrong_with_a_picture_is_named() {
    let entry = |more: &str| format!("[[one_of_one]]\nfile = 'last.png'\n{more}\n");
    for (text, parts) in [
        (
            "[[one_of_one]]\nfile = 'one-of-one/fonder.png'\n".to_owned(),
            ["one_of_one[0].file", "no such file (did you mean \"one-of-one/founder.png\"?)"],
        ),
        ("[[one_of_one]]\nfile = 'nowhere/x.png'\n".to_owned(), ["one_of_one[0].file", "no such file"]),
        ("[[one_of_one]]\nfile = '../x.png'\n".to_owned(), ["one_of_one[0].file", "outside the project"]),
        ("[[one_of_one]]\nfile = 'a.txt'\n".to_owned(), ["one_of_one[0].file", "\"a.txt\", and pictures are PNG"]),
        ("[[one_of_one]]\nfile = 'one-of-one'\n".to_owned(), ["one_of_one[0].file", "pictures are PNG"]),
        (entry("") + &entry(""), ["one_of_one[1].file", "\"last.png\" a second time"]),
        (entry("edition = 4"), ["one_of_one[0].edition", "is 4, and the editions are 5 to 15"]),
        (entry("edition = 16"), ["one_of_one[0].edition", "is 16, and the editions are 5 to 15"]),
        (
            entry("edition = 7") + "[[one_of_one]]\nfile = 'one-of-one/Dragon.png'\nedition = 7",
            ["one_of_one[1].edition", "is 7 a second time"],
        ),
        (
            entry("attributes = [{ name = 'A', value = 1 }, { name = 'A', value = 2 }]"),
            ["one_of_one[0].attributes", "\"A\" twice"],
        ),
        (
            entry("attributes = [{ name = 'A', value = 'x', display = 'date' }]"),
            ["value of \"A\" in one_of_one[0].attributes", "write a number"],
        ),
    ] {
        assert_fails!(open(&text), Error::Project(ProjectError::ConfigValue { .. }), parts[0], parts[1]);
    }
    assert_fails!(
        open(&entry("editions = 7")),
        Error::Project(ProjectError::ConfigSyntax { .. }),
        "unknown key editions (did you mean edition?)"
    );
    let last = format!("[collection]\neditions = 10\nfirst_edition = {}\n", u32::MAX - 10);
    let folder = Folder::of(&FILES);
    assert!(folder.open_toml(&last).is_ok());
    assert_fails!(
        folder.open_toml(&(last + &entry(""))),
        Error::Project(ProjectError::ConfigValue { .. }),
        "so 11 editions go past the last number"
    );
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_project_is_refused() {
    let (folder, other) = (Folder::of(&FILES), Folder::of(&["x.png"]));
    std::os::unix::fs::symlink(other.path().join("x.png"), folder.path().join("link.png")).expect("made");
    let opened = folder.open_toml("[[one_of_one]]\nfile = 'link.png'\n");
    assert_fails!(
        opened,
        Error::Project(ProjectError::ConfigValue { .. }),
        "one_of_one[0].file",
        "outside the project"
    );
}
