//! Cuts an input into words, quotes and signs.

/// A piece of the input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Token {
    /// Without quotes and minus.
    pub(super) text: String,
    /// It stood in quotes as a whole.
    pub(super) quoted: bool,
    /// A minus stood before it.
    pub(super) negative: bool,
}

impl Token {
    /// Whether it says that what follows may stand for what was before.
    pub(super) fn is_or(&self) -> bool {
        let word =
            matches!(self.text.as_str(), "OR" | "ＯＲ" | "または" | "又は" | "もしくは" | "若しくは" | "|");
        word && !self.quoted && !self.negative
    }
}

/// Cuts the input at white space, quotes kept together.
pub(super) fn tokens(input: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = input.chars().peekable();
    while let Some(c) = rest.next() {
        if c.is_whitespace() {
            continue;
        }
        if is_bar(c) {
            tokens.push(Token { text: "|".to_owned(), ..Token::default() });
            continue;
        }
        let mut token = Token::default();
        let mut first = c;
        if matches!(c, '-' | '－' | '−' | '‐') {
            // A minus that stands alone says nothing.
            let Some(next) = rest.next_if(|next| !next.is_whitespace() && !is_bar(*next)) else { continue };
            token.negative = true;
            first = next;
        }
        if let Some(close) = closing(first) {
            token.quoted = true;
            token.text = rest.by_ref().take_while(|c| *c != close).collect();
            tokens.push(token);
            continue;
        }
        token.text.push(first);
        while let Some(c) = rest.next_if(|c| !c.is_whitespace() && !is_bar(*c)) {
            token.text.push(c);
            // 自治体:"みほん 市": quotes behind a colon belong to the filter.
            if matches!(c, ':' | '：')
                && let Some(close) = rest.peek().copied().and_then(closing)
            {
                rest.next();
                token.text.extend(rest.by_ref().take_while(|c| *c != close));
            }
        }
        tokens.push(token);
    }
    tokens
}

fn is_bar(c: char) -> bool {
    matches!(c, '|' | '｜')
}

fn closing(c: char) -> Option<char> {
    match c {
        '"' => Some('"'),
        '＂' => Some('＂'),
        '“' | '”' | '„' => Some('”'),
        '「' | '｢' => Some(if c == '「' { '」' } else { '｣' }),
        '『' => Some('』'),
        _ => None,
    }
}
