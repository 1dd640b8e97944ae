//! The tokens of a text as tantivy takes them.

use std::borrow::Borrow;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::{Parts, Tokens};

/// Turns a text into the tokens of the index.
#[derive(Debug, Clone, Default)]
pub(crate) struct UnitTokenizer;

/// The tokens of one text, one after the other; whoever remembers texts shares them.
#[derive(Debug)]
pub(crate) struct Stream<T> {
    all: T,
    next: usize,
    current: Token,
}

impl<T> Stream<T> {
    /// All of them, from the first.
    pub(crate) fn of(all: T) -> Self {
        Self { all, next: 0, current: Token::default() }
    }
}

impl Tokenizer for UnitTokenizer {
    type TokenStream<'a> = Stream<Tokens>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<Tokens> {
        Stream::of(Parts::of(text).tokens())
    }
}

impl<T: Borrow<Tokens>> TokenStream for Stream<T> {
    fn advance(&mut self) -> bool {
        let Some(token) = self.all.borrow().get(self.next) else { return false };
        self.next += 1;
        self.current.text.clear();
        self.current.text.push_str(token.term);
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
