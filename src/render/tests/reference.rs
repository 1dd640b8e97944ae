//! The reference of the default theme: which templates there are, and what each one gets.
//!
//! It is written from the source of the contexts themselves, so that it cannot say what is not so. A template
//! `x.html` gets as `page` the type `XView` of `src/render/x.rs`; other templates stand in [`PARTIAL`]. After a
//! change, `KOHYO_WRITE=1 cargo test --lib reference` writes the file anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use syn::{Attribute, Expr, Fields, GenericArgument, Item, Lit, Meta, PathArguments, Type, UseTree};

/// Templates that are no pages, and what they are for.
const PARTIAL: [(&str, &str); 11] = [
    ("404.html", "The page a server shows for addresses that are not there. It gets `frame` alone."),
    ("across-parts.html", "What pages across evaluations are made of, components."),
    ("base.html", "What every page has around it; pages extend it. It gets `frame`."),
    (
        "feed.xml",
        "A feed of publications and changes (Atom). It gets `frame` and what `src/render/feed.rs` puts beside it.",
    ),
    ("footer.html", "The foot of every page, included by `base.html`. It gets `frame`."),
    (
        "glossary.html",
        "What the words and signs of the pages mean. It gets `frame`; the entries are strings.",
    ),
    ("header.html", "The top of every page, included by `base.html`. It gets `frame`."),
    ("history.html", "The history of an item and the targets of a row, components."),
    (
        "opensearch.xml",
        "How browsers take up the search. It gets `frame` and what `src/render/search.rs` puts beside it.",
    ),
    ("parts.html", "Components that several pages use."),
    ("search-parts.html", "The search box and what the search page is made of, components."),
];

/// Words of TOML and of templates, for types of the source.
const PLAIN: [(&str, &str); 10] = [
    ("String", "text"),
    ("str", "text"),
    ("bool", "true or false"),
    ("char", "text"),
    ("u8", "number"),
    ("u32", "number"),
    ("u64", "number"),
    ("usize", "number"),
    ("f32", "number"),
    ("Value", "HTML"),
];

/// A type that templates see.
struct Shape {
    doc: String,
    fields: Vec<Field>,
    variants: Vec<Variant>,
}

struct Field {
    name: String,
    kind: String,
    doc: String,
    /// Types of ours that stand in it.
    uses: Vec<String>,
}

struct Variant {
    name: String,
    doc: String,
    fields: Vec<Field>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a doc comment, as one paragraph.
fn doc(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// Whether `attributes` hold this attribute with this word in it.
fn says(attributes: &[Attribute], attribute: &str, word: &str) -> bool {
    attributes.iter().any(|found| {
        found.path().is_ident(attribute)
            && found.meta.require_list().is_ok_and(|list| {
                let text = list.tokens.to_string();
                text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == word)
            })
    })
}

/// A type in words, and the types of ours in it.
fn kind(of: &Type, uses: &mut Vec<String>) -> String {
    match of {
        Type::Reference(reference) => kind(&reference.elem, uses),
        Type::Slice(slice) => format!("list of {}", kind(&slice.elem, uses)),
        Type::Tuple(tuple) => {
            let parts: Vec<_> = tuple.elems.iter().map(|part| kind(part, uses)).collect();
            format!("[{}]", parts.join(", "))
        }
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else { return "?".to_owned() };
            let inner: Vec<&Type> = match &last.arguments {
                PathArguments::AngleBracketed(arguments) => arguments
                    .args
                    .iter()
                    .filter_map(|argument| match argument {
                        GenericArgument::Type(inner) => Some(inner),
                        _ => None,
                    })
                    .collect(),
                _ => Vec::new(),
            };
            let name = last.ident.to_string();
            match (name.as_str(), inner.as_slice()) {
                ("Option", [inner]) => format!("{} or nothing", kind(inner, uses)),
                ("Vec", [inner]) => format!("list of {}", kind(inner, uses)),
                ("Box" | "Arc" | "Cow", [inner]) => kind(inner, uses),
                ("BTreeMap", [key, value]) => {
                    format!("table of {} by {}", kind(value, uses), kind(key, uses))
                }
                _ => {
                    if let Some((_, words)) = PLAIN.iter().find(|(plain, _)| *plain == name) {
                        (*words).to_owned()
                    } else {
                        // A type may be named with its module: `head::Head`.
                        let steps = path.path.segments.iter().map(|step| step.ident.to_string());
                        let steps: Vec<_> = steps.filter(|step| step != "super" && step != "crate").collect();
                        let name = steps.join("::");
                        uses.push(name.clone());
                        format!("«{name}»")
                    }
                }
            }
        }
        _ => "?".to_owned(),
    }
}

fn fields(of: &Fields) -> Vec<Field> {
    let fields = of.iter().filter(|field| !says(&field.attrs, "serde", "skip"));
    fields
        .map(|field| {
            let mut uses = Vec::new();
            let kind = kind(&field.ty, &mut uses);
            let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            let name = if says(&field.attrs, "serde", "flatten") {
                format!("{name} (its fields stand here)")
            } else {
                name
            };
            Field { name, kind, doc: doc(&field.attrs), uses }
        })
        .collect()
}

fn kebab(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// What a file of the module has: types that are serialised, and where it takes others from.
struct Module {
    shapes: BTreeMap<String, Shape>,
    /// Name → module.
    imports: BTreeMap<String, String>,
}

/// The names that a `use` brings in, each with the module below `src/render/` that it comes from.
fn imports(tree: &UseTree, path: &mut Vec<String>, into: &mut BTreeMap<String, String>) {
    match tree {
        UseTree::Path(step) => {
            path.push(step.ident.to_string());
            imports(&step.tree, path, into);
            path.pop();
        }
        UseTree::Name(name) => {
            let from = path.iter().filter(|step| !["super", "crate", "render"].contains(&step.as_str()));
            into.insert(name.ident.to_string(), from.cloned().collect::<Vec<_>>().join("/"));
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                imports(tree, path, into);
            }
        }
        UseTree::Rename(_) | UseTree::Glob(_) => {}
    }
}

fn module(file: &Path) -> Module {
    let text = fs::read_to_string(file).expect("a source file");
    let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let (mut shapes, mut taken) = (BTreeMap::new(), BTreeMap::new());
    for item in parsed.items {
        match item {
            Item::Use(found) => imports(&found.tree, &mut Vec::new(), &mut taken),
            Item::Struct(found) if says(&found.attrs, "derive", "Serialize") => {
                let shape =
                    Shape { doc: doc(&found.attrs), fields: fields(&found.fields), variants: Vec::new() };
                shapes.insert(found.ident.to_string(), shape);
            }
            Item::Enum(found) if says(&found.attrs, "derive", "Serialize") => {
                let untagged = says(&found.attrs, "serde", "untagged");
                let variants = found.variants.iter().map(|variant| Variant {
                    name: if untagged { String::new() } else { kebab(&variant.ident.to_string()) },
                    doc: doc(&variant.attrs),
                    fields: fields(&variant.fields),
                });
                let shape =
                    Shape { doc: doc(&found.attrs), fields: Vec::new(), variants: variants.collect() };
                shapes.insert(found.ident.to_string(), shape);
            }
            _ => {}
        }
    }
    Module { shapes, imports: taken }
}

/// All source files of the module, by the name of their module.
fn modules() -> BTreeMap<String, Module> {
    let mut modules = BTreeMap::new();
    let folder = root().join("src/render");
    for entry in walkdir::WalkDir::new(&folder).sort_by_file_name().into_iter().filter_map(Result::ok) {
        let path = entry.path();
        let inside = path.strip_prefix(&folder).expect("below the folder");
        if path.extension().is_some_and(|e| e == "rs")
            && !inside.starts_with("tests")
            && inside != Path::new("tests.rs")
        {
            let name = inside.with_extension("").to_string_lossy().replace('\\', "/");
            modules.insert(name.trim_end_matches("/mod").to_owned(), module(path));
        }
    }
    modules
}

/// The module of a type that is used in `module`: that one, or the one it is imported from.
fn find(modules: &BTreeMap<String, Module>, module: &str, name: &str) -> String {
    if let Some((of, name)) = name.rsplit_once("::") {
        let of = of.replace("::", "/");
        let known = modules.get(&of).is_some_and(|module| module.shapes.contains_key(name));
        assert!(known, "{of}::{name}, used in {module}, is a type that the reference does not know");
        return of;
    }
    let here = &modules[module];
    if here.shapes.contains_key(name) {
        return module.to_owned();
    }
    let from =
        here.imports.get(name).unwrap_or_else(|| panic!("{name}, used in {module}, is not imported there"));
    let known = modules.get(from).is_some_and(|from| from.shapes.contains_key(name));
    assert!(known, "{name}, used in {module}, is a type that the reference does not know");
    from.clone()
}

fn anchor(module: &str, name: &str) -> String {
    format!("{}-{}", name.to_lowercase(), module.replace('/', "-"))
}

struct Writer {
    modules: BTreeMap<String, Module>,
    out: String,
    undocumented: Vec<String>,
    written: BTreeSet<(String, String)>,
    /// Types still to be written, with the module that uses them.
    waiting: Vec<(String, String)>,
}

impl Writer {
    fn fields(
        &mut self,
        module: &str,
        owner: &str,
        fields: &[(String, String, String, Vec<String>)],
        indent: &str,
    ) {
        for (name, kind, doc, uses) in fields {
            if doc.is_empty() {
                self.undocumented.push(format!("{module}: {owner}.{name}"));
            }
            let label = if name.is_empty() { String::new() } else { format!("`{name}`: ") };
            let _ =
                writeln!(self.out, "{indent}- {label}{kind}{}{doc}", if doc.is_empty() { "" } else { ". " });
            self.waiting.extend(uses.iter().map(|used| (module.to_owned(), used.clone())));
        }
    }

    /// Writes a type; those it uses wait for their turn.
    fn shape(&mut self, module: &str, name: &str) {
        let module = find(&self.modules, module, name);
        let name = name.rsplit("::").next().unwrap_or(name);
        if !self.written.insert((module.clone(), name.to_owned())) {
            return;
        }
        let plain = |fields: &[Field]| -> Vec<_> {
            fields.iter().map(|f| (f.name.clone(), f.kind.clone(), f.doc.clone(), f.uses.clone())).collect()
        };
        let shape = &self.modules[&module].shapes[name];
        let (doc, own) = (shape.doc.clone(), plain(&shape.fields));
        let variants: Vec<_> =
            shape.variants.iter().map(|v| (v.name.clone(), v.doc.clone(), plain(&v.fields))).collect();
        let _ = writeln!(self.out, "\n### {name} ({module})\n\n{doc}\n");
        self.fields(&module, name, &own, "");
        for (variant, doc, fields) in variants {
            let label = if variant.is_empty() { String::new() } else { format!("`type` = `{variant}`: ") };
            let _ = writeln!(self.out, "- {label}{doc}");
            if fields.iter().all(|(name, ..)| name.is_empty()) {
                let uses = fields.iter().flat_map(|(.., uses)| uses);
                self.waiting.extend(uses.map(|used| (module.clone(), used.clone())));
            } else {
                self.fields(&module, name, &fields, "  ");
            }
        }
    }

    fn rest(&mut self) {
        while !self.waiting.is_empty() {
            let (module, name) = self.waiting.remove(0);
            self.shape(&module, &name);
        }
    }
}

/// The file as it has to be, and the fields nobody has described.
fn reference() -> (String, Vec<String>) {
    let modules = modules();
    let templates: BTreeSet<String> = fs::read_dir(root().join("themes/default/templates"))
        .expect("the templates")
        .filter_map(Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let mut writer = Writer {
        modules,
        out: include_str!("reference.md").to_owned(),
        undocumented: Vec::new(),
        written: BTreeSet::new(),
        waiting: Vec::new(),
    };
    writer.out.push_str("\n## Templates\n\n| template | what it is | `page` |\n|---|---|---|\n");
    let mut roots = vec![("frame".to_owned(), "Frame".to_owned())];
    for template in &templates {
        if let Some((_, what)) = PARTIAL.iter().find(|(name, _)| name == template) {
            let _ = writeln!(writer.out, "| `{template}` | {what} | |");
            continue;
        }
        let module = template.trim_end_matches(".html").replace('-', "_");
        let view: String = module
            .split('_')
            .map(|part| {
                part.chars()
                    .take(1)
                    .flat_map(char::to_uppercase)
                    .chain(part.chars().skip(1))
                    .collect::<String>()
            })
            .collect::<String>()
            + "View";
        let shape = writer.modules.get(&module).and_then(|module| module.shapes.get(&view));
        let Some(shape) = shape else {
            panic!("{template} is no page with a {view} in src/render/{module}.rs; name it in PARTIAL");
        };
        let _ =
            writeln!(writer.out, "| `{template}` | {} | [{view}](#{}) |", shape.doc, anchor(&module, &view));
        roots.push((module, view));
    }
    writer.out.push_str("\n## Types\n");
    for (module, view) in roots {
        writer.shape(&module, &view);
        writer.rest();
    }
    (writer.out, writer.undocumented)
}

#[test]
fn the_reference_of_the_theme_is_what_the_code_says() {
    let (text, undocumented) = reference();
    let path = root().join("themes/default/README.md");
    if std::env::var_os("KOHYO_WRITE").is_some() {
        fs::write(&path, &text).expect("the reference is written");
    }
    assert!(undocumented.is_empty(), "fields without a description:\n{}", undocumented.join("\n"));
    let held = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        held == text,
        "{} is not what the code says. Write it anew: KOHYO_WRITE=1 cargo test --lib reference",
        path.display()
    );
}
