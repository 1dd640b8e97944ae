//! Characters that a PDF notes as another of the same shape: radicals and strokes for kanji, dashes and dots.

use unicode_normalization::UnicodeNormalization as _;

use super::lattice::Ink;

/// Puts the character of the same shape in the place of a radical or stroke; gives those. Fonts have one glyph for both, and
/// some writers of PDFs (Chromium) note the wrong one of the two.
pub(super) fn ordinary(ink: &mut Ink) -> Vec<char> {
    // What overlays a letter takes no room of its own.
    let overlays = |c: char| c == '\u{336}' && (ink.width < ink.size * 0.3 || ink.text.chars().count() > 1);
    let shown = |c: char| if overlays(c) { c } else { character(c) };
    let radicals: Vec<char> = ink.text.chars().filter(|&c| shown(c) != c).collect();
    if !radicals.is_empty() {
        let text: String = ink.text.chars().map(shown).collect();
        ink.text = text;
    }
    radicals
}

/// The character of a radical: of the Kangxi radicals by their compatibility form, of their supplement by
/// EquivalentUnifiedIdeograph.txt (Unicode 16) as far as Japanese texts have them.
pub(super) fn character(c: char) -> char {
    const SUPPLEMENT: [(char, char); 17] = [
        ('⺝', '月'),
        ('⺟', '母'),
        ('⺠', '民'),
        ('⺩', '王'),
        ('⺬', '示'),
        ('⻁', '虎'),
        ('⻄', '西'),
        ('⻑', '長'),
        ('⻘', '青'),
        ('⻝', '食'),
        ('⻤', '鬼'),
        ('⻨', '麦'),
        ('⻩', '黄'),
        ('⻫', '斉'),
        ('⻭', '歯'),
        ('⻯', '竜'),
        ('⻲', '亀'),
    ];
    match c {
        // A dash whose glyph a font shares with the stroke that overlays a letter.
        '\u{336}' => '—',
        // The middle dot of Japanese, which a font shares with the point of hyphenation.
        '\u{2027}' => '・',
        // Punctuation as it is set in vertical lines has code points of its own.
        // Where Japanese writes another shape than the compatibility form.
        '⼾' => '戸',
        '⾭' => '青',
        '⿈' => '黄',
        '⿊' => '黒',
        '\u{2F00}'..='\u{2FD5}' | '\u{FE10}'..='\u{FE19}' | '\u{FE30}'..='\u{FE48}' => {
            c.nfkc().next().unwrap_or(c)
        }
        '\u{2E80}'..='\u{2EFF}' => {
            SUPPLEMENT.iter().find(|(own, _)| *own == c).map_or(c, |(_, other)| *other)
        }
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_become_the_characters_of_their_shape() {
        let ink = |text: &str, width| Ink {
            text: text.to_owned(),
            x: 0.0,
            y: 0.0,
            width,
            size: 9.0,
            vertical: false,
            run: 0,
        };
        let mut text = ink("国⺠の所属⻑⽉次・⺡", 90.0);
        assert_eq!(ordinary(&mut text), ['⺠', '⻑', '⽉']);
        assert_eq!(text.text, "国民の所属長月次・⺡");
        let mut japanese = ink("⽩⿊の写し、⼾籍、⾭", 90.0);
        ordinary(&mut japanese);
        assert_eq!(japanese.text, "白黒の写し、戸籍、青");
        let (mut dash, mut overlay) = (ink("\u{336}", 9.0), ink("\u{336}", 0.1));
        assert_eq!((ordinary(&mut dash).len(), ordinary(&mut overlay).len()), (1, 0));
        assert_eq!((dash.text.as_str(), overlay.text.as_str()), ("—", "\u{336}"));
    }
}
