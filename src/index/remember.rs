//! The tokenizer of the index, for texts that come again and again: every passage repeats title and headings of the
//! others. The tokens are those of [`crate::search::text`].

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::search::text;

/// Longest text that is remembered, in bytes: what is longer is seldom there twice.
const LONGEST: usize = 1024;

/// How many texts are remembered at once.
const MOST: usize = 256;

/// Turns a text into the tokens of the index, and remembers them.
#[derive(Clone, Default)]
pub(super) struct Remembering(HashMap<String, Arc<Vec<text::Token>>>);

/// The tokens of one text.
pub(super) struct Tokens {
    all: Arc<Vec<text::Token>>,
    next: usize,
    current: Token,
}

impl Tokenizer for Remembering {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let tokens = self.0.get(text).cloned().unwrap_or_else(|| {
            let tokens = Arc::new(text::tokens(text));
            if text.len() <= LONGEST {
                if self.0.len() >= MOST {
                    self.0.clear();
                }
                self.0.insert(text.to_owned(), Arc::clone(&tokens));
            }
            tokens
        });
        Tokens { all: tokens, next: 0, current: Token::default() }
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let Some(token) = self.all.get(self.next) else { return false };
        self.next += 1;
        self.current.text.clear();
        self.current.text.push_str(&token.term);
        self.current.position = token.position;
        self.current.offset_from = token.start;
        self.current.offset_to = token.end;
        true
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
        assert!(remembering.0.len() <= MOST && !remembering.0.contains_key(&long));
    }
}
