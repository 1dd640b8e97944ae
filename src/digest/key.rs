//! The hash of everything that a piece of work depends on.

use std::env;
use std::fs;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// A hash of inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key(pub [u8; 32]);

/// Puts a [`Key`] together.
#[derive(Debug, Clone)]
pub struct Keyed(blake3::Hasher);

impl Keyed {
    /// Begins with what the key is for and with the program that does the work.
    pub fn new(purpose: &str) -> Self {
        Self(blake3::Hasher::new()).with(purpose).with(program())
    }

    /// The same with one more input. Its length goes in too, so that inputs cannot run into one another.
    #[must_use]
    pub fn with(mut self, input: impl AsRef<[u8]>) -> Self {
        let input = input.as_ref();
        self.0.update(&(input.len() as u64).to_le_bytes()).update(input);
        self
    }

    /// The same with an input that may be missing, which is another than an empty one.
    #[must_use]
    pub fn with_option(self, input: Option<impl AsRef<[u8]>>) -> Self {
        match input {
            Some(input) => self.with([1]).with(input),
            None => self.with([0]),
        }
    }

    /// The key.
    pub fn key(&self) -> Key {
        Key(*self.0.finalize().as_bytes())
    }
}

impl AsRef<[u8]> for Key {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// What tells this program from every other: the hash of the file that is running, or of nothing where it cannot be read.
fn program() -> &'static [u8; 32] {
    static PROGRAM: OnceLock<[u8; 32]> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let path = env::current_exe().ok();
        let mut hasher = blake3::Hasher::new();
        hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
        if cfg!(debug_assertions) {
            // Unoptimised programs are large: their length and age tell them apart well enough for whoever is changing them.
            let file = path.and_then(|path| fs::metadata(path).ok());
            let age = file.as_ref().and_then(|file| file.modified().ok());
            hasher.update(format!("{:?} {age:?}", file.map(|file| file.len())).as_bytes());
        } else if let Some(mut file) = path.and_then(|path| fs::File::open(path).ok()) {
            let _ = hasher.update_reader(&mut file);
        }
        *hasher.finalize().as_bytes()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_do_not_run_into_one_another() {
        let key = |parts: &[&str]| parts.iter().fold(Keyed::new("test"), Keyed::with).key();
        assert_eq!(key(&["a", "b"]), key(&["a", "b"]));
        assert_ne!(key(&["a", "b"]), key(&["ab", ""]));
        assert_ne!(key(&["a"]), key(&["b"]));
        assert_ne!(Keyed::new("one").key(), Keyed::new("two").key());
        assert_ne!(
            Keyed::new("x").with_option(None::<&str>).key(),
            Keyed::new("x").with_option(Some("")).key()
        );
    }
}
