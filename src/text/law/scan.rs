//! From the beginning of a text to its end: names of laws, and what stands behind each.

use super::names::{known, normal};
use super::provision::{self, Chars, absolute, begins, bracket, chars_of, relative, separators, spaces};
use super::{Provision, Reference, Step};

/// How the name of a law ends that stands in no table; it is one only where a provision follows.
const ENDINGS: [&str; 9] = ["法律", "条例", "施行令", "施行規則", "施行細則", "規則", "命令", "省令", "法"];

/// What a further law is called after its parent: 住民基本台帳法施行令.
const BELOW: [&str; 4] = ["施行令", "施行規則", "施行細則", "施行条例"];

/// The ordinance that the table of whose second article replaced 別表第二.
const PROVIDING: &str = "番号法第19条第8号に基づく主務省令";

/// All references of a text.
pub(super) fn scan(text: &str) -> Vec<Reference> {
    let chars = chars_of(text);
    let mut scanner = Scanner {
        text,
        chars: &chars,
        floor: 0,
        law: None,
        steps: Vec::new(),
        follows: false,
        table: None,
        aliases: Vec::new(),
        out: Vec::new(),
    };
    let mut at = 0;
    while at < chars.len() {
        at = scanner.step(at).max(at + 1);
    }
    scanner.out
}

struct Scanner<'a> {
    text: &'a str,
    chars: &'a Chars,
    /// What stands before this belongs to a reference already.
    floor: usize,
    /// The law that was named last.
    law: Option<String>,
    /// The last provision of it.
    steps: Vec<Step>,
    /// Whether what stands here follows it at once.
    follows: bool,
    /// The last table that was named.
    table: Option<Provision>,
    /// Names that the text gives itself.
    aliases: Vec<(Vec<char>, String)>,
    out: Vec<Reference>,
}

impl Scanner<'_> {
    /// Reads what begins at a place, and says where to go on.
    fn step(&mut self, at: usize) -> usize {
        if let Some((end, law)) = self.name(at) {
            return self.law(at, end, law);
        }
        if self.follows {
            if let Some(end) = self.provision(at, at) {
                return end;
            }
            let next = separators(self.chars, at);
            if next > at {
                return next;
            }
            self.follows = false;
        }
        if let Some(end) = self.rows(at) {
            return end;
        }
        self.unknown(at).unwrap_or(at + 1)
    }

    /// A name of the table, one that the text gave, or 同法.
    fn name(&self, at: usize) -> Option<(usize, String)> {
        let rest = &self.chars[at..];
        // 別表の主務省令で定める事務を定める命令, where the law has just been named.
        if self.law.as_deref().is_some_and(|law| law.starts_with("番号法"))
            && begins(self.chars, at, "別表").is_some()
        {
            let (end, law) = self.below(at, "番号法".to_owned());
            if end > at {
                return Some((end, law));
            }
        }
        let own = self.aliases.iter().filter_map(|(alias, law)| {
            let begins = rest.len() >= alias.len() && alias.iter().zip(rest).all(|(a, (_, b))| a == b);
            begins.then(|| (at + alias.len(), law.clone()))
        });
        let own = own.max_by_key(|(end, _)| *end);
        let known = known(rest).map(|(length, short)| (at + length, short.to_owned()));
        let (end, law) = match (own, known) {
            (Some(own), Some(known)) if own.0 > known.0 => own,
            (own, known) => known.or(own).or_else(|| {
                let same = ["同法", "同条例", "同規則"].iter().find_map(|word| begins(self.chars, at, word));
                Some((same?, self.law.clone()?))
            })?,
        };
        Some(self.below(end, law))
    }

    /// Ordinances that are named after the law before them.
    fn below(&self, end: usize, law: String) -> (usize, String) {
        for word in BELOW {
            if let Some(end) = begins(self.chars, end, word) {
                return (end, format!("{law}{word}"));
            }
        }
        if law == "番号法" {
            for (table, name) in [
                ("別表", "番号法別表の主務省令"),
                ("別表第一", "番号法別表の主務省令"),
                ("別表第1", "番号法別表の主務省令"),
                ("別表第二", "番号法別表第二の主務省令"),
                ("別表第2", "番号法別表第二の主務省令"),
            ] {
                let after = begins(self.chars, end, table)
                    .and_then(|at| begins(self.chars, at, "の主務省令で定める事務"));
                let after = after.map(|at| begins(self.chars, at, "及び情報").unwrap_or(at));
                if let Some(end) = after.and_then(|at| begins(self.chars, at, "を定める命令")) {
                    return (end, name.to_owned());
                }
            }
        }
        (end, law)
    }

    /// A law is named from `at` to `end`: its provisions, else the law as a whole.
    fn law(&mut self, at: usize, end: usize, law: String) -> usize {
        let next = self.behind_name(end, &law);
        self.law = Some(law);
        self.steps.clear();
        self.follows = true;
        self.floor = end;
        if let Some(done) = self.provision(next, at) {
            return done;
        }
        let count = self.out.len();
        // A list of articles may stand in the lines below, or in a bracket.
        let below = separators(self.chars, opening(self.chars, next));
        if below > next
            && let Some(done) = self.provision(below, below)
        {
            self.mention(count, at, end);
            return done;
        }
        self.mention(count, at, end);
        next.max(end)
    }

    /// The law as a whole, ahead of what was found since.
    fn mention(&mut self, place: usize, at: usize, end: usize) {
        if let Some(law) = self.law.clone() {
            let provision = Provision { law, steps: Vec::new() };
            self.out.insert(place, Reference { provision, span: self.span(at, end) });
        }
    }

    /// What stands in brackets behind a name: another name for it, and the number of the law.
    fn behind_name(&mut self, end: usize, law: &str) -> usize {
        let mut at = end;
        loop {
            let open = spaces(self.chars, at);
            let Some(close) = bracket(self.chars, open) else { return open };
            // A list of articles in a bracket.
            let list = |(steps, _): (Vec<Step>, usize)| matches!(steps[..], [Step::Article(_), ..]);
            if absolute(self.chars, open + 1).is_some_and(list) {
                return open;
            }
            let inside: String = self.chars[open + 1..close - 1].iter().map(|(_, c)| c).collect();
            let quoted =
                inside.split_once('「').and_then(|(_, rest)| rest.split_once('」')).map(|(name, _)| name);
            let alias = match quoted {
                Some(name) if inside.contains("以下") => Some(name),
                None if ENDINGS.iter().any(|ending| inside.ends_with(ending)) => Some(inside.as_str()),
                _ => None,
            };
            if let Some(alias) = alias.filter(|alias| !alias.is_empty()) {
                self.aliases.push((alias.chars().collect(), law.to_owned()));
            }
            at = close;
        }
    }

    /// The provisions from here on, of the law that was named last. `from` is where the reference begins.
    fn provision(&mut self, at: usize, from: usize) -> Option<usize> {
        let law = self.law.clone()?;
        if let Some((members, end)) = provision::list(self.chars, at, &["条"]) {
            for (numbers, start, stop) in members {
                self.push(&law, vec![Step::Article(numbers)], (start, stop));
            }
            return Some(self.after(end));
        }
        let bare = !self.steps.is_empty();
        let found = absolute(self.chars, at)
            .or_else(|| if bare { relative(self.chars, at, &self.steps) } else { None });
        let (steps, end) = found?;
        self.push(&law, steps, (from, end));
        Some(self.after(end))
    }

    fn push(&mut self, law: &str, steps: Vec<Step>, (from, to): (usize, usize)) {
        self.steps.clone_from(&steps);
        self.follows = true;
        self.floor = to;
        if let Some(place) = steps.iter().position(|step| matches!(step, Step::Table(_))) {
            self.table = Some(Provision { law: law.to_owned(), steps: steps[..=place].to_vec() });
        }
        let provision = Provision { law: law.to_owned(), steps };
        self.out.push(Reference { provision, span: self.span(from, to) });
    }

    /// に基づく主務省令 behind a provision of 番号法 names an ordinance.
    fn after(&mut self, end: usize) -> usize {
        let of_number_law = self.law.as_deref() == Some("番号法");
        let based = of_number_law.then(|| begins(self.chars, spaces(self.chars, end), "に基づく")).flatten();
        let named = based.and_then(|at| {
            ["主務省令", "利用特定個人情報の提供に関する命令"]
                .iter()
                .find_map(|word| begins(self.chars, at, word))
        });
        let Some(behind) = named else { return end };
        let from = based.unwrap_or(end);
        self.law(from, behind, PROVIDING.to_owned())
    }

    /// Rows of a table that was named before, as a list in a bracket: 項(1、2、85の2、120の項).
    fn rows(&mut self, at: usize) -> Option<usize> {
        let table = self.table.clone()?;
        self.chars.get(at.checked_sub(1)?).filter(|(_, c)| matches!(c, '(' | ':' | ' '))?;
        let (members, end) = provision::list(self.chars, at, &["の項", "項"])?;
        for (numbers, start, stop) in members {
            let mut steps = table.steps.clone();
            steps.push(Step::Row(numbers));
            self.push(&table.law, steps, (start, stop));
        }
        self.law = Some(table.law);
        Some(end)
    }

    /// A name of no table whose ending stands here and behind which a provision, or the number of a law, follows.
    fn unknown(&mut self, at: usize) -> Option<usize> {
        let end = ENDINGS.iter().find_map(|ending| begins(self.chars, at, ending))?;
        let behind = spaces(self.chars, end);
        let inside = bracket(self.chars, behind);
        let numbered = inside.is_some_and(|close| is_number_of_law(&self.chars[behind..close]));
        let mut next = behind;
        while let Some(close) = bracket(self.chars, next) {
            next = spaces(self.chars, close);
        }
        if !numbered && absolute(self.chars, next).is_none() {
            return None;
        }
        let start = self.start(at)?;
        let written = &self.text[self.chars[start].0..self.span(start, end).end];
        let (done, law) = self.below(end, normal(written));
        Some(self.law(start, done, law))
    }

    /// Where the name begins that ends here.
    fn start(&self, at: usize) -> Option<usize> {
        let is_of_name = |c: char| matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '々' | '〇' | '一'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}');
        let mut start = at;
        while start > self.floor && is_of_name(self.chars[start - 1].1) {
            start -= 1;
        }
        let words = [
            "に基づく",
            "に基づき",
            "に基づいて",
            "に規定する",
            "に定める",
            "により",
            "並びに",
            "又は",
            "若しくは",
        ];
        let run = start..at;
        for from in run {
            if let Some(end) = words.iter().find_map(|word| begins(self.chars, from, word)) {
                start = start.max(end);
            }
            let behind = from > 0
                && matches!(
                    self.chars[from - 1].1,
                    '条' | '項' | '号' | '法' | '例' | '則' | '令' | '表' | ')'
                );
            let and = begins(self.chars, from, "及び").filter(|_| from == start || behind);
            start = start.max(and.unwrap_or(start));
        }
        let written = &self.chars[start.min(at)..at];
        let vague = ["当該", "この", "その", "本", "同", "これらの", "各"];
        let named = written.len() >= 2 && !vague.iter().any(|word| begins(self.chars, start, word).is_some());
        (named && start < at).then_some(start)
    }

    fn span(&self, from: usize, to: usize) -> std::ops::Range<usize> {
        let place = |at: usize| self.chars.get(at).map_or(self.text.len(), |(place, _)| *place);
        place(from)..place(to)
    }
}

/// What leads to a list in a bracket: a colon and the sign of the bracket.
fn opening(chars: &Chars, at: usize) -> usize {
    let colon = begins(chars, at, ":").map_or(at, |end| spaces(chars, end));
    begins(chars, colon, "(").unwrap_or(colon)
}

/// (昭和42年法律第81号).
fn is_number_of_law(chars: &Chars) -> bool {
    let inside: String = chars.iter().map(|(_, c)| c).collect();
    let era = ["明治", "大正", "昭和", "平成", "令和"].iter().any(|era| inside.contains(era));
    era && ["法律第", "条例第", "政令第", "省令第", "規則第", "令第"].iter().any(|word| inside.contains(word))
}
