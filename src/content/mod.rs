//! Reading: finds and decodes the files of a portal and turns their front matter into types.
pub mod source;
