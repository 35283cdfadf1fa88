//! The `[collection]` table and names of output files as settings of metadata.

use super::schema::{Files, Schema};
use super::toml_json::json_table;
use crate::choice::Choice;
use crate::dialect::problem::Problem;
use crate::dialect::relative;
use crate::project::listing;
use crate::project::root::{is_there, read_text};
use crate::project::suggest::did_you_mean;
use crate::project::{ByStandard, ExtraAttributes, FileNames, MetadataSettings, Numerals, Root, Standard, Template};

/// The settings of metadata, but for those of layers; the collection is called like the folder `root` unless
/// it has a name.
pub(super) fn settings(schema: &Schema, root: &Root) -> Result<MetadataSettings, Problem> {
    let collection = &schema.collection;
    let standard = collection.standard;
    let name = collection.name.clone().unwrap_or_else(|| root.name());
    Ok(MetadataSettings {
        standard,
        description: collection.description.clone(),
        base_uri: collection.base_uri.clone(),
        extra: json_table(&collection.extra, "collection.extra")?,
        compiler: compiler(collection.compiler.as_ref(), standard)?,
        dna_delimiter: collection.dna_delimiter.clone(),
        by_standard: ByStandard { template: template(schema, standard, root)?, ..collection.by_standard(&name)? },
        file_names: file_names(&schema.files, standard)?,
        name,
        hash_pictures: collection.hash_pictures,
        extra_attributes: script(schema, root)?,
        ..MetadataSettings::default()
    })
}

fn compiler(compiler: Option<&String>, standard: Standard) -> Result<Option<String>, Problem> {
    if compiler.is_some() && !standard.facts().has_compiler {
        let problem = format!("is for the standards {}: take it out", Standard::those_with_compiler());
        return Err(Problem::new("collection.compiler", problem));
    }
    Ok(compiler.cloned())
}

fn file_names(files: &Files, standard: Standard) -> Result<FileNames, Problem> {
    let hex = files.names.map_or(standard.facts().hex_names, |numerals| numerals == Numerals::Hex);
    let digits = files.digits.unwrap_or(if hex { FileNames::MOST_DIGITS } else { 1 });
    if !(1..=FileNames::MOST_DIGITS).contains(&digits) {
        return Err(Problem::new("files.digits", format!("is {digits}: write 1 to {}", FileNames::MOST_DIGITS)));
    }
    Ok(FileNames { hex, digits, json_extension: files.json_extension })
}

/// The template file, which is given when and only when the standard is "template".
fn template(schema: &Schema, standard: Standard, root: &Root) -> Result<Option<Template>, Problem> {
    const KEY: &str = "collection.template";
    let name = match (&schema.collection.template, standard == Standard::Template) {
        (Some(name), true) => name,
        (None, false) => return Ok(None),
        (None, true) => {
            let problem = "is missing: name the JSON file that standard = \"template\" fills in";
            return Err(Problem::new(KEY, problem));
        }
        (Some(_), false) => {
            return Err(Problem::new(KEY, "is only for standard = \"template\": take it out, or set that"));
        }
    };
    let path = root.join(relative::folder(name).map_err(|problem| problem.at(KEY))?);
    if is_there(&path) {
        root.check(&path).map_err(|error| Problem::new(KEY, format!("cannot be read: {error}")))?;
    }
    let text = read_text(&path).map_err(|error| {
        let files: Vec<String> =
            listing::list(root, root).map_or(vec![], |all| all.into_iter().map(|e| e.name).collect());
        let suggestion = did_you_mean(name, files.iter().map(String::as_str));
        Problem::new(KEY, format!("is {name}, which cannot be read: {error}{suggestion}"))
    })?;
    let value = serde_json::from_str(&text);
    let value = value.map_err(|error| Problem::new(KEY, format!("is no JSON: {name}: {error}")))?;
    let layers: Vec<&str> = schema.layers.iter().map(|layer| layer.name.as_str()).collect();
    let template = Template::new(value, &layers);
    template.map(Some).map_err(|problem| Problem::new(KEY, format!("is {name}, which {problem}")))
}

/// The script that gives editions further attributes.
fn script(schema: &Schema, root: &Root) -> Result<Option<ExtraAttributes>, Problem> {
    const KEY: &str = "collection.script";
    let Some(name) = &schema.collection.script else { return Ok(None) };
    let path = root.join(relative::folder(name).map_err(|problem| problem.at(KEY))?);
    ExtraAttributes::read(root, &path)
        .map(Some)
        .map_err(|error| Problem::new(KEY, format!("is {name}, which cannot be used: {error}")))
}
