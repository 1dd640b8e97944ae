//! The tokens of [`super::tokens`] as tantivy takes them.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Turns a text into the tokens of the index.
#[derive(Debug, Clone, Default)]
pub(crate) struct UnitTokenizer;

/// The tokens of one text.
#[derive(Debug)]
pub(crate) struct Tokens {
    rest: std::vec::IntoIter<super::Token>,
    current: Token,
}

impl Tokenizer for UnitTokenizer {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        Tokens { rest: super::tokens(text).into_iter(), current: Token::default() }
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let Some(super::Token { term, position, start, end }) = self.rest.next() else { return false };
        self.current = Token { text: term, position, offset_from: start, offset_to: end, position_length: 1 };
        true
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}
