//! The rooms of the house: a room imports only from rooms above it, so no two import from one another in a circle.
//!
//! Paths are read from the tokens of the source, in a `use` of several and in macros too (`crate::room::…`); `super::`
//! cannot leave a room.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use syn::parse::{ParseStream, Parser as _};
use syn::token::{Brace, Bracket, Paren};
use syn::{Ident, Result, Token, braced, bracketed, parenthesized};
use walkdir::WalkDir;

/// From the ground up, as the design has them; some are still to be built.
const ROOMS: [&str; 30] = [
    "text",
    "finding",
    "privacy",
    "content",
    "form",
    "markdown",
    "assessment",
    "damage",
    "diff",
    "inspect",
    "import",
    "portal",
    "sentences",
    "across",
    "check",
    "digest",
    "search",
    "browser",
    "index",
    "render",
    "export",
    "publish",
    "pipeline",
    "review",
    "serve",
    "paper",
    "status",
    "report",
    "cli",
    "main",
];

/// What the tests of a room may use although it lies below: they look at what a whole build makes and publishes.
const FOR_TESTS: [&str; 2] = ["pipeline", "publish"];

/// The rooms that a file imports from.
#[derive(Default)]
struct Imports {
    code: BTreeSet<String>,
    tests: BTreeSet<String>,
    /// Files beside it that are compiled for tests alone.
    test_modules: Vec<String>,
}

impl Imports {
    fn of(text: &str) -> Self {
        let mut imports = Self::default();
        let read = |input: ParseStream<'_>| imports.read(input, false);
        read.parse_str(text).expect("Rust");
        imports
    }

    fn read(&mut self, input: ParseStream<'_>, test: bool) -> Result<()> {
        while !input.is_empty() {
            if input.peek(Token![#]) && input.peek2(Bracket) {
                input.parse::<Token![#]>()?;
                let attribute;
                bracketed!(attribute in input);
                if is_for_tests(&attribute)? {
                    self.item_of_tests(input)?;
                }
            } else {
                self.token(input, test)?;
            }
        }
        Ok(())
    }

    /// The item after `#[cfg(test)]`: up to its body or its semicolon.
    fn item_of_tests(&mut self, input: ParseStream<'_>) -> Result<()> {
        while !input.is_empty() {
            if input.peek(Token![mod]) && input.peek2(Ident) && input.peek3(Token![;]) {
                input.parse::<Token![mod]>()?;
                self.test_modules.push(input.parse::<Ident>()?.to_string());
            }
            let ends = input.peek(Brace) || input.peek(Token![;]);
            self.token(input, true)?;
            if ends {
                break;
            }
        }
        Ok(())
    }

    /// One token, a group with all that is in it, or a path from the root.
    fn token(&mut self, input: ParseStream<'_>, test: bool) -> Result<()> {
        let inside;
        if input.peek(Token![crate]) && input.peek2(Token![::]) {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![::]>()?;
            let rooms = if test { &mut self.tests } else { &mut self.code };
            if !input.peek(Brace) {
                rooms.insert(input.parse::<Ident>()?.to_string());
                return Ok(());
            }
            braced!(inside in input);
            while !inside.is_empty() {
                rooms.insert(inside.parse::<Ident>()?.to_string());
                while !inside.is_empty() && !inside.peek(Token![,]) {
                    skip(&inside)?;
                }
                inside.parse::<Option<Token![,]>>()?;
            }
            return Ok(());
        }
        if input.peek(Brace) {
            braced!(inside in input);
        } else if input.peek(Bracket) {
            bracketed!(inside in input);
        } else if input.peek(Paren) {
            parenthesized!(inside in input);
        } else {
            return skip(input);
        }
        self.read(&inside, test)
    }
}

fn skip(input: ParseStream<'_>) -> Result<()> {
    input
        .step(|cursor| cursor.token_tree().map(|(_, rest)| ((), rest)).ok_or_else(|| cursor.error("the end")))
}

/// Whether an attribute is `cfg(test)`.
fn is_for_tests(attribute: ParseStream<'_>) -> Result<bool> {
    let is_cfg = attribute.parse::<Option<Ident>>()?.is_some_and(|name| name == "cfg");
    let mut found = false;
    if is_cfg && attribute.peek(Paren) {
        let inside;
        parenthesized!(inside in attribute);
        found = inside.parse::<Option<Ident>>()?.is_some_and(|name| name == "test") && inside.is_empty();
        while !inside.is_empty() {
            skip(&inside)?;
        }
    }
    while !attribute.is_empty() {
        skip(attribute)?;
    }
    Ok(found)
}

/// The room of a file and the modules it is in, from the root.
fn modules(path: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    names.pop_if(|last| last == "mod");
    names
}

#[test]
fn a_room_imports_only_from_rooms_above_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = WalkDir::new(&src).into_iter().map(|entry| entry.expect("a folder").into_path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let read: Vec<(Vec<String>, Imports)> = files
        .map(|path| {
            let text = fs::read_to_string(&path).expect("text");
            (modules(path.strip_prefix(&src).expect("within")), Imports::of(&text))
        })
        .filter(|(modules, _)| modules != &["lib"])
        .collect();
    let for_tests: Vec<Vec<String>> = read
        .iter()
        .flat_map(|(of, imports)| {
            imports.test_modules.iter().map(|name| [of.as_slice(), std::slice::from_ref(name)].concat())
        })
        .collect();
    let place = |room: &str| ROOMS.iter().position(|name| *name == room);
    let mut wrong = Vec::new();
    for (modules, imports) in &read {
        let (room, name) = (&modules[0], modules.join("::"));
        let Some(own) = place(room) else {
            wrong.push(format!("{name}: `{room}` is no room; where in the list does it stand?"));
            continue;
        };
        let of_tests = for_tests.iter().any(|test| modules.starts_with(test));
        let (code, tests) = (imports.code.iter(), imports.tests.iter());
        for (other, test) in code.map(|room| (room, of_tests)).chain(tests.map(|room| (room, true))) {
            let above = other == room || place(other).is_some_and(|other| other < own);
            let exempt = test && FOR_TESTS.contains(&other.as_str());
            if !above && !exempt {
                wrong.push(format!("{name} imports from {other}, which does not lie above {room}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(read.iter().any(|(_, imports)| imports.code.contains("text")), "no import was read");
}

#[test]
fn imports_are_read_wherever_they_stand() {
    let imports = Imports::of(
        "use crate::{text::source::Span, finding};\nfn f() { vec![crate::form::all()]; }\n\
         #[cfg(test)]\nmod far;\n#[cfg(test)]\nmod tests { use crate::pipeline; }\n\
         #[cfg(feature = \"cli\")]\nfn g(_: crate::content::Kind) {}\n// crate::cli\n",
    );
    assert_eq!(imports.code.iter().collect::<Vec<_>>(), ["content", "finding", "form", "text"]);
    assert_eq!(imports.tests.iter().collect::<Vec<_>>(), ["pipeline"]);
    assert_eq!(imports.test_modules, ["far"]);
}
