//! The tokenizer of the index, for texts that come again and again: every passage repeats title and headings of the
//! others. The tokens are those of [`crate::search::text`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::tokenizer::Tokenizer;

use crate::search::text::tokenizer::Stream;
use crate::search::text::{Parts, Tokens};

/// Longest text that is remembered, in bytes: what is longer is seldom there twice.
const LONGEST: usize = 1024;

/// How many texts are remembered at once.
const MOST: usize = 256;

/// Turns a text into the tokens of the index, and remembers them.
#[derive(Clone, Default)]
pub(super) struct Remembering {
    texts: HashMap<String, Arc<Tokens>>,
    ahead: Ahead,
}

/// The text that comes next, where somebody has taken it apart already.
#[derive(Clone, Default)]
pub(super) struct Ahead(Arc<Mutex<Option<TakenApart>>>);

/// A text and its tokens.
type TakenApart = (String, Arc<Tokens>);

impl Ahead {
    /// Takes a text apart and gives its folded form.
    pub(super) fn folded(&self, text: &str) -> String {
        let parts = Parts::of(text);
        let tokens = Arc::new(parts.tokens());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((text.to_owned(), tokens));
        parts.folded()
    }

    fn take(&self, text: &str) -> Option<Arc<Tokens>> {
        let mut next = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        next.take_if(|(own, _)| own == text).map(|(_, tokens)| tokens)
    }
}

impl Remembering {
    /// One that is told ahead of texts.
    pub(super) fn of(ahead: &Ahead) -> Self {
        Self { ahead: ahead.clone(), ..Self::default() }
    }
}

impl Tokenizer for Remembering {
    type TokenStream<'a> = Stream<Arc<Tokens>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<Arc<Tokens>> {
        let known = self.texts.get(text).cloned().or_else(|| self.ahead.take(text));
        Stream::of(known.unwrap_or_else(|| {
            let tokens = Arc::new(Parts::of(text).tokens());
            if text.len() <= LONGEST {
                if self.texts.len() >= MOST {
                    self.texts.clear();
                }
                self.texts.insert(text.to_owned(), Arc::clone(&tokens));
            }
            tokens
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::tokenizer::{Token, TokenStream};

    use crate::search::text::tokenizer::UnitTokenizer;

    fn all(mut stream: impl TokenStream) -> Vec<Token> {
        let mut tokens = Vec::new();
        stream.process(&mut |token| tokens.push(token.clone()));
        tokens
    }

    #[test]
    fn what_is_remembered_is_what_was_forgotten() {
        let mut remembering = Remembering::default();
        let long = "保管する。".repeat(LONGEST);
        for round in 0..3 {
            for number in 0..MOST {
                for text in
                    [&format!("第{number}条の申請書、ｻｰﾊﾞの点検"), "特定個人情報", "", &long[..15 * round]]
                {
                    let tokens = all(remembering.token_stream(text));
                    assert_eq!(tokens, all(UnitTokenizer.token_stream(text)), "{text}");
                }
            }
            assert_eq!(
                all(remembering.token_stream(&long)).len(),
                all(UnitTokenizer.token_stream(&long)).len()
            );
        }
        let ahead = Ahead::default();
        let mut told = Remembering::of(&ahead);
        assert_eq!(ahead.folded("ｻｰﾊﾞの点検"), "サバの点検");
        for text in ["ほかの点検", "ｻｰﾊﾞの点検", "ｻｰﾊﾞの点検"] {
            assert_eq!(all(told.token_stream(text)), all(UnitTokenizer.token_stream(text)), "{text}");
        }
        assert!(remembering.texts.len() <= MOST && !remembering.texts.contains_key(&long));
    }
}
