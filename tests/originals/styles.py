"""How the originals differ from city to city. Every style is one set of habits; `README.md` says what each tries."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    name: str
    font: str = "Noto Sans CJK JP"
    size: float = 9.0
    columns: int = 40
    column_points: float = 13.0
    label_share: float = 0.22  # of all columns, for the label of an answer
    tick: str = "○"
    untick: str = ""
    bracket: tuple[str, str] = ("[", "]")  # "" where the tick is a box of its own
    tick_cells: int = 3  # 3: bracket, tick, bracket; 2: `[ ○ ]` and text; 1: all in one cell
    tick_border: bool = False  # a frame around the tick
    choice_cells: int = 3  # 3: bracket, answer, bracket; 1: `[ 十分である ]`
    options: str = "beside"  # beside, below (a cell each) or inline (all in one cell below)
    options_down: bool = True  # column by column, else row by row
    options_title: str = "<選択肢>"
    border: str = "thin"
    section_fill: str = "BDD7EE"
    heading_fill: str = "DDEBF7"
    label_fill: str = ""
    one_sheet: bool = False
    unit_rows: bool = True  # an answer lies over many low rows; else over one high row
    keep_together: bool = False  # break pages before an answer that would be cut
    landscape_changes: bool = False
    wide_labels: bool = False  # （ ） ． in labels
    latin_numerals: bool = False  # I II III
    head: str = ""
    foot: str = "&P"
    grouping_rows: bool = True  # 委託事項2～5, as the form has them
    figure: bool = False  # a drawing of cells in 別添1
    draft_marks: bool = False  # struck old text, red underlines, comments, hidden rows and columns, notes at the edge
    web: bool = False  # a web page printed by Chromium; no workbook
    again: bool = False  # the PDF written anew by Ghostscript
    typed: bool = False  # dates, numbers and formulas as such; saved again by LibreOffice
    # How a choice is answered: bracket, bare or framed (the answer beside the list), before, after or glued (a mark at the
    # option), ring or ring_whole (a circle drawn around its number or all of it), bold or underline (no mark at all)
    choice: str = "bracket"
    choice_border: bool = False  # frames for the marks of a choice
    landscape: bool = False  # all pages
    sides: bool = True  # rules at the left and right edge of the paper
    half_width: bool = False  # katakana of labels and options in half width
    breaks_inside: bool = False  # a web page may end inside a row
    repeated_heads: bool = False  # headings of chapters printed again on every page


STYLES = {
    style.name: style
    for style in [
        Style("hougan", head="", foot="- &P -", figure=True),
        Style(
            "mincho",
            font="IPAexMincho",
            columns=30,
            column_points=17.5,
            tick="◯",
            tick_cells=1,
            choice_cells=1,
            border="hair",
            section_fill="",
            heading_fill="E7E6E6",
            one_sheet=True,
            unit_rows=False,
            head="&L{agency}&R{title}",
            foot="&C&P / &N",
        ),
        Style(
            "zenkaku",
            columns=48,
            column_points=11.0,
            label_share=0.27,
            tick="レ",
            bracket=("［", "］"),
            tick_cells=2,
            choice_cells=1,
            options="below",
            options_down=False,
            options_title="＜選択肢＞",
            border="medium",
            section_fill="000000",
            heading_fill="D9D9D9",
            label_fill="F2F2F2",
            wide_labels=True,
            latin_numerals=True,
            landscape_changes=True,
            foot="&C&P ページ",
        ),
        Style(
            "shikaku",
            font="Noto Serif CJK JP",
            size=10,
            columns=36,
            column_points=14.5,
            tick="■",
            untick="□",
            bracket=("", ""),
            tick_cells=2,
            tick_border=True,
            choice_cells=3,
            options="inline",
            border="double",
            section_fill="FCE4D6",
            heading_fill="FFF2CC",
            keep_together=True,
            grouping_rows=False,
            head="&C特定個人情報保護評価書",
            foot="&R&P",
        ),
        Style(
            "kouhyouan",
            font="IPAexMincho",
            columns=60,
            column_points=8.8,
            size=8.5,
            tick_cells=3,
            options_down=False,
            label_fill="E2EFDA",
            section_fill="A9D08E",
            heading_fill="C6E0B4",
            border="thin",
            draft_marks=True,
            landscape_changes=True,
            head="&R【案】",
            foot="&C&P/&N",
        ),
        Style(
            "hozon",
            font="IPAexGothic",
            columns=34,
            column_points=15.5,
            size=10,
            tick_cells=2,
            tick="✓",
            untick="",
            choice_cells=1,
            border="dashed",
            section_fill="305496",
            heading_fill="8EA9DB",
            one_sheet=True,
            keep_together=True,
            latin_numerals=True,
            typed=True,
            head="",
            foot="",
        ),
        Style(
            "web",
            web=True,
            font="IPAexGothic",
            columns=36,
            column_points=14.0,
            tick="○",
            tick_cells=2,
            options="beside",
            wide_labels=True,
            section_fill="000000",
            heading_fill="D9E1F2",
        ),
        Style(
            "web-mincho",
            web=True,
            font="Noto Serif CJK JP",
            columns=40,
            column_points=12.6,
            tick="■",
            untick="□",
            bracket=("", ""),
            tick_cells=2,
            choice_cells=1,
            options="below",
            section_fill="",
            heading_fill="",
            latin_numerals=True,
        ),
        Style("gs", again=True, columns=44, column_points=12.0, tick="◯", options_down=False),
        # Further habits, for the wide sweep (tests/bench/originals.sh).
        Style("maru-waku", bracket=("", ""), tick_cells=2, tick_border=True, choice="before", choice_border=True, columns=44, column_points=12.0),
        Style(
            "maru-ran", font="IPAexMincho", tick="◯", bracket=("", ""), tick_cells=2, choice="before", options="below",
            border="dotted", columns=50, column_points=10.5, size=8.5,
        ),
        Style(
            "maru-ato", font="Noto Serif CJK JP", tick="〇", bracket=("", ""), tick_cells=2, choice="after", choice_border=True,
            tick_border=True, border="double", size=9.5, options_down=False,
        ),
        Style("maru-e", choice="ring", border="medium", columns=36, column_points=14.5, tick="レ", choice_cells=1, tick_cells=2),
        Style(
            "maru-kakomi", choice="ring_whole", font="IPAexGothic", options="below", border="thin", columns=40, unit_rows=False,
            tick="☑", untick="□", bracket=("", ""), tick_cells=2,
        ),
        Style("kuro", choice="before", tick="■", untick="□", bracket=("", ""), tick_cells=1, font="IPAexMincho", one_sheet=True),
        Style("check", choice="glued", tick="✓", bracket=("(", ")"), tick_cells=1, columns=42, column_points=12.5, sides=False),
        Style("re-mae", choice="before", choice_border=True, tick="レ", bracket=("", ""), tick_cells=2, tick_border=True, border="dashDot"),
        Style("kuromaru", choice="glued", tick="●", untick="○", bracket=("", ""), tick_cells=1, font="Noto Serif CJK JP", size=8),
        Style("futoji", choice="bold", options="below", columns=38, column_points=14.0),
        Style("kasen", choice="underline", font="IPAexMincho", columns=44, column_points=12.0, tick_cells=1, choice_cells=1),
        Style("waku", choice="framed", choice_border=True, tick_cells=1, tick="◯", font="IPAexGothic", border="hair"),
        Style("hadaka", choice="bare", options="inline", tick_cells=2, choice_cells=1, columns=32, column_points=16.5, size=10),
        Style("hankaku", half_width=True, font="IPAexGothic", options="inline", tick_cells=3, choice_cells=3, landscape=True, columns=60),
        Style("yoko", landscape=True, options="spaced", choice_cells=1, tick_cells=2, border="double", sides=False, columns=64, size=8),
        Style("semai", columns=72, column_points=7.2, size=7, label_share=0.16, tick_border=True, options="below", border="hair", section_fill="305496"),
        Style("hiroi", columns=24, column_points=22.0, size=10.5, label_share=0.3, choice_cells=1, tick_cells=1, unit_rows=False, border="mediumDashed"),
        Style("maru-gs", again=True, choice="before", bracket=("", ""), tick_cells=2, tick_border=True, choice_border=True, border="dotted"),
        Style("e-gs", again=True, choice="ring", border="double", font="IPAexMincho", columns=44, column_points=12.0, sides=False),
        Style(
            "web-maru", web=True, choice="before", choice_border=True, tick_border=True, bracket=("", ""), tick_cells=2,
            breaks_inside=True, font="IPAexGothic", columns=40,
        ),
        Style("web-e", web=True, choice="ring", border="dotted", repeated_heads=True, font="Noto Serif CJK JP", columns=40, tick_cells=1),
        Style(
            "web-kakomi", web=True, choice="ring_whole", options="spaced", border="double", font="IPAexMincho", columns=48,
            landscape=True, breaks_inside=True, tick="■", untick="□", bracket=("", ""), tick_cells=1,
        ),
        Style("web-futoji", web=True, choice="underline", options="spaced", sides=False, border="dashed", columns=36, repeated_heads=True),
    ]
}
