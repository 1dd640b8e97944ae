//! Import: extracted text of a published evaluation → Markdown.

mod options;
mod text;
