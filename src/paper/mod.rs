//! Sheets of paper for the publisher: HTML in one file, made to be printed on A4 and opened by a double click.
//!
//! What stands on them is the business of others ([`crate::status`], [`crate::report`]); here are the frame, the style
//! and the rules for writing such a file. They are no pages of the site: they belong to no theme, ask nobody for
//! anything, and are refused a place in the published folder.

mod write;

use serde::Serialize;
use tera::{Kwargs, State, Tera, Value};

use crate::finding::{Lang, Text, Trouble};
use crate::render::words::{built_in, day};
use crate::text::date::Date;

pub(crate) use write::{refuse, write};

/// Renders a sheet: `template` extends `paper.html` and gets `view` (with `heading` and `portal`) as `it`
/// and the words below a key of the catalogue (with `footer`) as `t`.
pub(crate) fn render(
    template: &'static str,
    view: &impl Serialize,
    words: &str,
    lang: Lang,
) -> Result<String, Trouble> {
    let mut tera = Tera::new();
    tera.register_function("day", move |arguments: Kwargs, _: &State<'_>| {
        let iso = arguments.must_get::<&str>("of")?;
        // What is no day is text, and escaped as such.
        Ok::<_, tera::Error>(match iso.parse::<Date>() {
            Ok(date) => Value::safe_string(&format!("<time datetime=\"{date}\">{}</time>", day(date, lang))),
            Err(_) => Value::normal_string(iso),
        })
    });
    let templates = [("paper.html", include_str!("paper.html")), ("sheet.html", template)];
    let done = tera.add_raw_templates(templates).and_then(|()| {
        let mut context = tera::Context::new();
        context.insert("it", view);
        let mut all = built_in(lang).below("sheet.");
        all.append(&mut built_in(lang).below(words));
        context.insert("t", &all);
        context.insert("lang", if lang == Lang::En { "en" } else { "ja" });
        context.insert("css", include_str!("paper.css"));
        tera.render("sheet.html", &context)
    });
    done.map_err(|error| Trouble::internal(Text::new(error.to_string(), error.to_string())))
}
