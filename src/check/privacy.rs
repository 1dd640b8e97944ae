//! PRIV-01, PRIV-02, PRIV-03, PRIV-05: numbers of persons.
//!
//! * 個人番号: twelve digits whose last one is the check digit of 総務省令第85号 (平成26年) 第5条, half or full width,
//!   written in one or as 4-4-4 with single spaces, hyphens, `/`, `.`, `・` or `_`; also when a line break, an inline
//!   tag or an escape stands inside. Where the words before say 個人番号 or マイナンバー, also digit by digit in boxes,
//!   in cells, in other groups; and then also with a wrong check digit, as a warning.
//! * 住民票コード: eleven digits, only where the words before say so (its check digit is not published).
//! * Mobile telephones and addresses of e-mail that are not an office's: warnings, in evaluations alone.
//!
//! A check digit alone proves nothing (one string in ten passes), so the place matters: digits inside an address on
//! the web or a path, a longer number, a hash, years, a day with a time (202603241530), an amount in 円 and
//! 第…号 are left alone, and 「、」 never joins digits.
//!
//! The digits themselves are never repeated: findings carry a place and nothing of the text.

use std::ops::Range;
use std::sync::Arc;

use super::digits::{Finder, Gap, LENGTH, url};
use super::markup::{self, Piece};
use crate::content::source::{Source, Span};
use crate::finding::{Finding, Place, Text};

pub use super::digits::{Kind, Number};

impl Number {
    /// Whether it must not be published.
    pub fn is_forbidden(&self) -> bool {
        matches!(self.kind, Kind::Individual | Kind::Resident)
    }

    /// Whether it must not be repeated, which goes for a mistyped one too.
    fn is_secret(&self) -> bool {
        self.kind != Kind::Mobile
    }
}

/// Numbers of all kinds in plain text or Markdown.
pub fn numbers(text: &str) -> Vec<Number> {
    let mut finder = Finder::new(text, false);
    let mut at = 0;
    loop {
        at = finder.skip(at, text.len());
        let rest = &text[at..];
        let Some(c) = rest.chars().next() else { return finder.finish() };
        let length = if let Some(length) = url(rest) {
            finder.wall();
            length
        } else if let Some(length) = line_break_tag(rest) {
            finder.gap(Gap::Line);
            length
        } else if c == '\\' && rest[1..].starts_with(|next: char| next.is_ascii_punctuation() || next == '\n')
        {
            finder.gap(Gap::Tag);
            1
        } else {
            finder.text(at, rest, c)
        };
        at += length;
    }
}

/// Numbers in plain text or Markdown that must not be published.
pub fn in_text(text: &str) -> Vec<Number> {
    numbers(text).into_iter().filter(Number::is_forbidden).collect()
}

/// Numbers in a page that must not be published: in its text without the tags, and in attributes, comments and
/// scripts.
pub fn in_html(html: &str) -> Vec<Number> {
    let mut scan = PageScan::new(html);
    for piece in markup::pieces(html) {
        scan.piece(&piece);
    }
    scan.finish()
}

/// The search of [`in_html`], for somebody who goes through the pieces of a page anyway.
pub(crate) struct PageScan<'t> {
    html: &'t str,
    finder: Finder<'t>,
    found: Vec<Number>,
}

impl<'t> PageScan<'t> {
    pub(crate) fn new(html: &'t str) -> Self {
        Self { html, finder: Finder::new(html, true), found: Vec::new() }
    }

    /// The next piece of the page.
    pub(crate) fn piece(&mut self, piece: &Piece<'t>) {
        match piece {
            Piece::Text(range) => self.finder.stretch(range.clone()),
            Piece::Raw(range) | Piece::Comment(range) => self.alone(range),
            Piece::Tag(tag) => {
                if tag.is("br") {
                    self.finder.gap(Gap::Line);
                } else if tag.is_inline() {
                    self.finder.gap(Gap::Tag);
                } else if tag.is("td") || tag.is("th") {
                    self.finder.gap(Gap::Cell);
                } else {
                    self.finder.wall();
                }
                for (name, range) in &tag.attributes {
                    // The numbers of a drawing are coordinates.
                    if !matches!(*name, "d" | "points" | "transform" | "viewBox") {
                        self.alone(range);
                    }
                }
            }
        }
    }

    fn alone(&mut self, range: &Range<usize>) {
        if range.len() >= LENGTH - 1 {
            let mut finder = Finder::new(self.html, true);
            finder.stretch(range.clone());
            self.found.extend(finder.finish());
        }
    }

    /// The numbers, in the order of the bytes.
    pub(crate) fn finish(self) -> Vec<Number> {
        let mut found = self.found;
        found.extend(self.finder.finish());
        found.retain(Number::is_forbidden);
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Whether a text holds a number that must not be published.
pub fn is_in(text: &str) -> bool {
    !in_text(text).is_empty()
}

/// The text with every number that must not be repeated replaced by `●`.
pub fn redacted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for Number { span, .. } in numbers(text).into_iter().filter(Number::is_secret) {
        out.push_str(text.get(at..span.start).unwrap_or_default());
        out.extend(std::iter::repeat_n('●', LENGTH));
        at = at.max(span.end);
    }
    out.push_str(&text[at..]);
    out
}

/// The digits of a number, in ASCII, whatever stands between them. For comparing; never for showing.
pub(crate) fn digits_of(text: &str) -> String {
    let mut out = String::with_capacity(LENGTH);
    for piece in markup::pieces(text) {
        if let Piece::Text(range) = piece {
            let plain = markup::unescape(&text[range]);
            let digits = plain.chars().filter_map(crate::form::label::digit);
            out.extend(digits.filter_map(|digit| char::from_digit(digit, 10)));
        }
    }
    out
}

/// What there is to warn of in the body of an evaluation: numbers that are called 個人番号 but are none, mobile
/// telephones, addresses of e-mail.
pub fn check_body(source: &Arc<Source>, body: Span) -> Vec<Finding> {
    let text = source.slice(body);
    let place = |span: Span| Place::at(source, Span::new(body.start + span.start, body.start + span.end));
    let numbers = numbers(text).into_iter().filter(|number| !number.is_forbidden());
    let mut findings: Vec<Finding> = numbers.map(|number| finding(number.kind, place(number.span))).collect();
    findings.extend(addresses(text).into_iter().map(|span| {
        Finding::warning(
            "PRIV-05",
            place(span),
            Text::new(
                "役所のものではないメールアドレスがあります。",
                "This is an address of e-mail that is not an office's.",
            ),
            Text::new(
                "個人のものなら、公表してよいか確認し、窓口のアドレスに改めてください。",
                "If it is a person's, check that it may be published, or give that of the office.",
            ),
        )
        .secret()
    }));
    findings
}

/// Addresses of e-mail, but for those of public bodies, which are there to be written to.
fn addresses(text: &str) -> Vec<Span> {
    let local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\\');
    let mut found = Vec::new();
    for (at, sign) in text.match_indices(['@', '＠']) {
        let (before, after) = (&text[..at], &text[at + sign.len()..]);
        let name: usize = before.chars().rev().take(64).take_while(|c| local(*c)).map(char::len_utf8).sum();
        let domain: usize = after.chars().take(255).take_while(|c| local(*c)).map(char::len_utf8).sum();
        let domain = after[..domain].trim_end_matches(['.', '\\']).to_ascii_lowercase().replace('\\', "");
        let Some((rest, top)) = domain.rsplit_once('.') else { continue };
        let is_domain = !rest.is_empty() && top.len() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic());
        let office = ["lg.jp", "go.jp"].iter().any(|end| domain.ends_with(end))
            || domain
                .split('.')
                .any(|label| matches!(label, "pref" | "city" | "town" | "vill" | "metro" | "example"));
        if name > 0 && is_domain && !office {
            found.push(Span::new(at - name, at + sign.len() + domain.len()));
        }
    }
    found.retain(|span| text.get(span.start..span.end).is_some());
    found
}

/// A finding for a file whose name holds such a number. Its name is shown without it.
pub fn check_name(path: &str) -> Option<Finding> {
    is_in(path).then(|| {
        let place = Place::file(&Arc::new(Source::new(redacted(path), "")));
        Finding::error(
            "PRIV-01",
            place,
            Text::new(
                "ファイル名に個人番号とみられる12桁の数字があります(数字は表示しません)。",
                "The name of the file holds twelve digits that look like an individual number (not shown).",
            ),
            Text::new(
                "ファイル名を変え、中にも番号がないか確認してください。それまで出力を作りません。",
                "Rename the file and see whether the number stands inside too. No output is made before.",
            ),
        )
        .secret()
    })
}

/// The finding about a number.
pub fn finding(kind: Kind, place: Place) -> Finding {
    let remove = || {
        Text::new(
            "原本を確認し、該当する数字を除いてください。それまで出力を作りません。",
            "Check the original and remove them. No output is made before.",
        )
    };
    let finding = match kind {
        Kind::Individual => Finding::error(
            "PRIV-01",
            place,
            Text::new(
                "個人番号とみられる12桁の数字があります(数字は表示しません)。",
                "Twelve digits that look like an individual number stand here (not shown).",
            ),
            remove(),
        ),
        Kind::Resident => Finding::error(
            "PRIV-03",
            place,
            Text::new(
                "住民票コードとみられる11桁の数字があります(数字は表示しません)。",
                "Eleven digits that look like a 住民票コード stand here (not shown).",
            ),
            remove(),
        ),
        Kind::Doubtful => Finding::warning(
            "PRIV-02",
            place,
            Text::new(
                "個人番号と書かれた所に12桁の数字がありますが、検査用数字が合いません(数字は表示しません)。",
                "Twelve digits stand where an individual number is named, but their check digit is wrong (not shown).",
            ),
            Text::new(
                "書き誤った個人番号でないか、原本を確認してください。記載例であれば、そのことを書き添えてください。",
                "See whether it is a mistyped number; if it is an example, say so beside it.",
            ),
        ),
        Kind::Mobile => Finding::warning(
            "PRIV-05",
            place,
            Text::new(
                "携帯電話の番号とみられる数字があります。",
                "This looks like the number of a mobile telephone.",
            ),
            Text::new(
                "個人のものなら、公表してよいか確認し、窓口の番号に改めてください。",
                "If it is a person's, check that it may be published, or give that of the office.",
            ),
        ),
    };
    finding.secret()
}

/// The length of `<br>`, `<br/>` or `<br />` at the beginning of `text`.
fn line_break_tag(text: &str) -> Option<usize> {
    let inner = text.get(..3).filter(|start| start.eq_ignore_ascii_case("<br")).map(|_| &text[3..])?;
    let rest = inner.trim_start().trim_start_matches('/');
    rest.starts_with('>').then(|| text.len() - rest.len() + 1)
}

#[cfg(test)]
pub(crate) mod test_support {
    /// A small generator, so that tests repeat.
    pub(crate) struct Random(pub(crate) u64);

    impl Random {
        pub(crate) fn below(&mut self, bound: u64) -> u64 {
            // SplitMix64
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            (z ^ (z >> 31)) % bound
        }

        fn digits(&mut self, count: usize) -> String {
            (0..count).map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap_or_default())).collect()
        }

        fn list(&mut self, most: u64, bound: u64, sign: &str) -> String {
            let count = 1 + self.below(most);
            let numbers: Vec<String> = (0..count).map(|_| (1 + self.below(bound)).to_string()).collect();
            numbers.join(sign)
        }
    }

    /// A number with the right check digit, another for each seed.
    pub(crate) fn number(seed: u64) -> String {
        let mut digits = format!("7{}", Random(seed).digits(10));
        let weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
        let sum: u32 = digits.chars().zip(weights).filter_map(|(c, w)| Some(c.to_digit(10)? * w)).sum();
        let check = if sum % 11 <= 1 { 0 } else { 11 - sum % 11 };
        digits.extend(char::from_digit(check, 10));
        digits
    }

    /// A sentence with a number that is nobody's.
    pub(crate) fn ordinary(random: &mut Random) -> String {
        let r = random;
        let (y, m, d) = (1990 + r.below(60), 1 + r.below(12), 1 + r.below(28));
        let area =
            ["03", "06", "011", "082", "0465", "0120", "0570"][usize::try_from(r.below(7)).unwrap_or(0)];
        let rest = 10 - area.len();
        match r.below(26) {
            0 => format!("番号法第9条第1項 別表第1の{}の項", r.list(12, 120, "、")),
            1 => format!(
                "別表第二における情報提供の根拠:第三欄が「個人番号」の項({}の項)",
                r.list(20, 120, "・")
            ),
            2 => format!("電話 {area}-{}-{}", r.digits(rest - 4), r.digits(4)),
            3 => format!("問い合わせ先 {area}({}){}、内線{}", r.digits(rest - 4), r.digits(4), r.digits(4)),
            4 => format!(
                "令和{}年{m}月{d}日 {y}-{m:02}-{d:02} {:02}:{:02}",
                1 + r.below(9),
                r.below(24),
                r.below(60)
            ),
            5 => format!("{y}{m:02}{d:02}{:02}{:02}.pdf", r.below(24), r.below(60)),
            6 => format!("法人番号 {}", r.digits(13)),
            7 => {
                format!("https://www.city.example.jp/{}/{}/index.html", r.digits(10), r.digits(12))
            }
            8 => format!("http://example.jp/soshiki/{}.html?id={}", r.digits(12), r.digits(12)),
            9 => (0..8).map(|_| format!("{}.項目{}", 1 + r.below(377), r.below(10))).collect(),
            10 => format!("記録項目 {}", r.list(30, 377, "．項目 ")),
            11 => format!("予算額 {}円、{}千円", r.digits(12), r.list(4, 999, ",")),
            12 => format!("第{}号", r.digits(12)),
            13 => format!("| {} |", r.list(12, 9, " | ")),
            14 => format!("| 個人番号の取扱件数 | {} |", r.list(9, 9999, " | ")),
            15 => format!("〒{}-{} {}番{}号", r.digits(3), r.digits(4), r.below(40), r.below(40)),
            16 => format!(
                "平成{}年法律第{}号、昭和{}年法律第{}号",
                r.below(31),
                r.below(200),
                r.below(64),
                r.below(300)
            ),
            17 => format!("{y}年度・{}年度・{}年度、{y}-{}-{}", y + 1, y + 2, y + 1, y + 2),
            18 => format!("{y} {} {} {}", y + 1, y + 2, y + 3),
            19 => format!("団体コード {}、宛名番号{}桁、様式{}", r.digits(6), r.below(20), r.below(9)),
            20 => format!("口座 {}-{}、証券 {}", r.digits(4), r.digits(7), r.digits(10)),
            21 => format!(
                "版 {}、{}.{}.{}.{}",
                r.list(4, 20, "."),
                r.below(256),
                r.below(256),
                r.below(256),
                r.below(256)
            ),
            22 => format!("カード {}-{}-{}-{}", r.digits(4), r.digits(4), r.digits(4), r.digits(4)),
            23 => format!(
                "| 個人番号の件数(4月から3月) | {} |",
                (0..12).map(|_| r.digits(1)).collect::<Vec<_>>().join(" | ")
            ),
            24 => format!("個人番号カードの交付 {} {} {}件", r.digits(4), r.digits(3), r.digits(4)),
            _ => format!("sha256: a{}f{}e{}", r.digits(12), r.digits(12), r.digits(3)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_published_examples_pass_the_check_digit() {
        for number in ["983205673214", "123456789018"] {
            let found = in_text(number);
            assert_eq!(found.iter().map(|n| n.span).collect::<Vec<_>>(), [Span::new(0, 12)]);
            assert_eq!(in_html(&format!("<p>{number}</p>")).len(), 1);
        }
        assert!(!is_in("123456789012"));
        assert!(!is_in("000000000000"));
    }

    #[test]
    fn a_number_is_found_however_it_is_written() {
        for text in [
            "番号は123456789018です",
            "1234-5678-9018",
            "1234 5678 9018 の者",
            "１２３４５６７８９０１８",
            "１２３４－５６７８－９０１８",
            "1234\u{3000}5678\u{3000}9018",
            "12345678９０１８",
            "1234\\-5678\\-9018",
            "123456<br>789018",
            "123456 <BR />\n789018",
            "12345678\\\n9018",
            "12345678\n9018",
            "1234-<br>5678-9018",
            "3<br>123456789018<br>4",
            "1.123456789018",
            "個人番号123456789018",
            "ID123456789018",
            "123\u{200b}456789018",
            "123456789018-1",
            "1234<br>5678<br>9018",
            "123456789018号",
            "123456789018件",
            "1234/5678/9018",
            "１２３４／５６７８／９０１８",
            "1234.5678.9018",
            "1234・5678・9018",
            "1234_5678_9018",
            "| 個人番号 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 0 | 1 | 8 |",
            "個人番号 １ ２ ３ ４　５ ６ ７ ８　９ ０ １ ８",
            "マイナンバー：1 2 3 4 - 5 6 7 8 - 9 0 1 8",
            "個人番号|1234|5678|9018|",
            "個人番号（123456-789018）",
            "https://example.jp/?kojinbango=123456789018",
            "http://example.jp/ 123456789018",
            "12 1234 5678 9018 3",
        ] {
            assert_eq!(in_text(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn tags_do_not_hide_a_number() {
        for html in [
            "<p>123456<br>789018</p>",
            "<p>123456<br>\n789018</p>",
            "<td>123<span class=\"m\">456</span>789018</td>",
            "<li>3</li><li>123456789018</li>",
            "<p>123456&#55;89018</p>",
            "<p>1234&nbsp;5678&nbsp;9018</p>",
            "<a href=\"../123456789018.pdf\">x</a>",
            "<!-- 123456789018 -->",
            "<script>var n = \"123456789018\";</script>",
            "<b>3</b><b>123456789018</b>",
            "<p title='1234-5678-9018'>",
            "<tr><th>個人番号</th>\n<td>1234</td>\n<td>5678</td><td>9018</td></tr>",
            "<th>個人番号</th><td>1</td><td>2</td><td>3</td><td>4</td><td>5</td><td>6</td><td>7</td><td>8</td><td>9</td><td>0</td><td>1</td><td>8</td>",
            "<dt>住民票コード</dt> <dd>12345678901</dd>",
        ] {
            assert_eq!(in_html(html).len(), 1, "{html}");
        }
        for html in [
            "<p>1234</p><p>5678</p><p>9018</p>",
            "<svg viewBox=\"0 1234 5678 9018\">",
            "<td>123456</td><td>789018</td>",
        ] {
            assert_eq!(in_html(html), [], "{html}");
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in [
            "第59、61、62、66、67、70条",
            "59、61、62、66、67、70",
            "082-504-2112、082-243-2583、082-504-2157、048-524-1111(内線223)",
            "一丁目6番34号 電話番号:082-504-2112",
            "法人番号 7000012050002",
            "https://www.city.example.jp/0000000000/1118363629312/index.html",
            "http://example.jp/?a=123456789018、次の",
            "第123456789018号",
            "123456789018円",
            "年次は2017・2018・2020、又は2017-2018-2020",
            "2017 2018 2020",
            "202603241527の写し",
            "3|0|1|2|5|0|3|1|9|2|0|7",
            "1 2 3 4 5 6 7 8 9 0 1 8",
            "1234|5678|9018",
            "www.city.example.lg.jp/1234/5678/9018",
            "1234/5678/9018/1",
            "個人番号カード 0120-95-0178",
            "個人番号を記録する。1・2・3・4・5・6・7・8・9・10・11",
            "個人番号の利用開始は2016/01/01 2010",
            "住民票コード1 氏名2 住所3",
            "住民票コード 1・2・3・4・5・6・7・8・9・10",
            "住民票コードの問い合わせは 03-1234-5678(代)",
            "住民票コードの問い合わせは 0800-123-4567",
            "1234567890180",
            "1234-5678-9018-1234",
            "1234 5678 9018 1234",
            "0.123456789018",
            "a3f123456789018bc9",
            "12\n34\n56\n78\n90\n18",
            "1234 5678-9018",
            "1234  5678  9018",
            "123456\n\n789018",
            "(平成25年5月31日法律第27号)(昭和42年7月25日法律第81号)",
            "462 1032 782 1176",
            "2026-03-24",
        ] {
            assert_eq!(in_text(text), [], "{text}");
        }
    }

    fn kinds(text: &str) -> Vec<Kind> {
        numbers(text).iter().map(|number| number.kind).collect()
    }

    #[test]
    fn words_before_a_number_make_it_one() {
        assert_eq!(kinds("住民票コード 12345678901"), [Kind::Resident]);
        assert_eq!(kinds("住民票コードは１２３４５－６７８９０１です"), [Kind::Resident]);
        assert_eq!(kinds("| 住民票コード | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 0 | 1 |"), [Kind::Resident]);
        assert_eq!(kinds("整理番号 12345678901"), []);
        assert_eq!(kinds("個人番号: 123456789012"), [Kind::Doubtful]);
        assert_eq!(kinds("個人番号 1234-5678-9012"), [Kind::Doubtful]);
        assert_eq!(kinds("整理番号 123456789012"), []);
        let named = |text| numbers(text)[0].named;
        assert!(named("個人番号 123456789018") && !named("整理番号 123456789018"));
        assert_eq!(redacted("個人番号: 123456789012。"), "個人番号: ●●●●●●●●●●●●。");
    }

    #[test]
    fn mobile_numbers_and_addresses_of_persons_are_warned_of() {
        for text in ["090-1234-5678", "080 1234 5678", "０７０－１２３４－５６７８", "携帯09012345678へ"]
        {
            assert_eq!(kinds(text), [Kind::Mobile], "{text}");
        }
        for text in
            ["06-1234-5678", "0120-444-113", "0570-012-3456", "090123456789", "048-524-1111", "0904-12-3456"]
        {
            assert_eq!(kinds(text), [], "{text}");
        }
        let found = |text| addresses(text).len();
        assert_eq!(found("連絡は taro.kaku@mail.example-net.co.jp まで"), 1);
        assert_eq!(found("架空＠kaku.ne.jp、a＠kaku.ne.jp"), 1);
        assert_eq!(found("hoken@city.mihon.lg.jp、pia@town.tameshi.jp、@mihon、x@y"), 0);
        let source =
            Arc::new(Source::new("a.md", "---\n甲 090-1234-5678\na@kaku.ne.jp 個人番号 123456789012\n"));
        let body = Span::new(4, source.text().len());
        let found: Vec<_> =
            check_body(&source, body).iter().map(|f| (f.id, f.place.position().line, f.secret)).collect();
        assert_eq!(found, [("PRIV-05", 2, true), ("PRIV-02", 3, true), ("PRIV-05", 3, true)]);
    }

    #[test]
    fn a_finding_repeats_no_digit_of_the_number() {
        let source = Arc::new(Source::new("a.md", "甲\n乙 123456789018\n"));
        let findings = in_text(source.text()).into_iter();
        let findings: Vec<_> = findings.map(|n| finding(n.kind, Place::at(&source, n.span))).collect();
        assert_eq!(findings[0].place.position().line, 2);
        assert_eq!(findings[0].place.position().column, 3);
        assert!(findings[0].secret);
        let named = check_name("mihon/123456789018.md").expect("a finding");
        assert!(!format!("{named:?}").contains("345"));
        assert_eq!(redacted("番号123456789018、"), "番号●●●●●●●●●●●●、");
    }

    /// Ordinary numbers as evaluations have them, in sentences that evaluations have.
    #[test]
    fn two_hundred_thousand_ordinary_numbers_are_none() {
        let mut random = test_support::Random(7);
        let mut wrong = Vec::new();
        for _ in 0..200_000 {
            let text = test_support::ordinary(&mut random);
            wrong.extend(numbers(&text).into_iter().map(|_| text.clone()));
            if random.below(50) == 0 {
                let page =
                    format!("<table><tr><th>個人番号の利用</th><td>{text}</td><td>{text}</td></tr></table>");
                wrong.extend(in_html(&page).into_iter().map(|_| page.clone()));
            }
        }
        assert!(wrong.is_empty(), "{} of them: {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
    }

    fn check_digit(eleven: &[u32]) -> u32 {
        // The rule in its own words: ΣPn×Qn, Qn = n+1 up to 6, n−5 from 7.
        let sum: u32 =
            (1..=11_u32).map(|n| eleven[11 - n as usize] * if n <= 6 { n + 1 } else { n - 5 }).sum();
        if sum % 11 <= 1 { 0 } else { 11 - sum % 11 }
    }

    proptest! {
        #[test]
        fn every_valid_number_is_found_and_no_other(
            eleven in proptest::collection::vec(0_u32..10, 11).prop_filter("not all zeros", |d| d.iter().any(|&d| d != 0)),
            wide in proptest::collection::vec(any::<bool>(), 12),
            off in 1_u32..10,
            style in 0..5_usize,
        ) {
            let check = check_digit(&eleven);
            for (last, expected) in [(check, 1), ((check + off) % 10, 0)] {
                let mut text = String::from("甲");
                for (at, d) in eleven.iter().chain([&last]).enumerate() {
                    if at == 4 || at == 8 {
                        text.push_str(["", "-", " ", "－", "\u{200b}"][style]);
                    }
                    let base = if wide[at] { '０' } else { '0' };
                    text.push(char::from_u32(u32::from(base) + d).unwrap());
                }
                text.push('乙');
                prop_assert_eq!(in_text(&text).len(), expected);
                prop_assert_eq!(is_in(&redacted(&text)), false);
            }
        }

        #[test]
        fn any_text_can_be_searched(text in "[0-9０-９ \\-<br>/&#;\\\\\n、a-z]{0,60}") {
            for Number { span, .. } in numbers(&text).into_iter().chain(in_html(&text)) {
                prop_assert!(text.get(span.start..span.end).is_some());
            }
            let _ = redacted(&text);
        }
    }
}
