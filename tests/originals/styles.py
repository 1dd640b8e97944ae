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
    ]
}
