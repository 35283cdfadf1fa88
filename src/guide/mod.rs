//! The guide: one text for this documentation, for the web, and for `simdgen help PAGE`.
//!
//! Each page is a Markdown file. Links between pages are defined at the end of a page and lead to files. `links.txt` defines
//! the same links as modules; it stands before each page here, and the first definition of a link is the one that counts.

/// One page of the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Name for `simdgen help`; the file has the same name and ends in `.md`.
    pub name: &'static str,
    /// Markdown that begins with `# ` and the title.
    pub text: &'static str,
}

impl Page {
    /// Finds a page by its name; `None` if there is none.
    pub fn find(name: &str) -> Option<&'static Self> {
        PAGES.iter().find(|page| page.name == name)
    }

    /// Title of the page, on its first line.
    pub fn title(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default().trim_start_matches("# ")
    }

    /// Sentence that says what the page is for, on its third line.
    pub fn purpose(&self) -> &'static str {
        self.text.lines().nth(2).unwrap_or_default()
    }
}

/// Makes a module and an entry of [`PAGES`] for each page.
macro_rules! pages {
    ($($module:ident $name:literal,)*) => {
        /// Every page, in reading order.
        pub const PAGES: &[Page] = &[$(Page { name: $name, text: include_str!(concat!($name, ".md")) },)*];

        $(
            #[doc = include_str!("links.txt")]
            #[doc = include_str!(concat!($name, ".md"))]
            pub mod $module {}
        )*
    };
}

pages! {
    install "install",
    configuration "configuration",
    rules "rules",
    metadata "metadata",
    running_again "running-again",
    object_storage "object-storage",
    checking "checking",
    look "look",
    picture_service "picture-service",
    hashlips "hashlips",
    nftchef "nftchef",
    other_tools "other-tools",
    many_machines "many-machines",
    python "python",
    performance "performance",
    safety "safety",
    architecture "architecture",
    glossary "glossary",
}
