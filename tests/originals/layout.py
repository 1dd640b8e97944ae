"""Places an evaluation on the graph paper of the official form: cells with text, and areas with a frame.

Rows are logical: one has the height of `units` lines. A workbook makes one or many rows of a sheet of it, a web page
one row of a table.
"""

import math
import re
import unicodedata
from dataclasses import dataclass, field

from source import Count, Evaluation, Node, Options, Table, Text
from styles import Style

KINDS = {"kiso": "基礎項目評価書", "juten": "重点項目評価書", "zenkomoku": "全項目評価書"}
LATIN = str.maketrans({"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V", "Ⅵ": "VI"})
# Katakana and the half-width letters they are made of.
HALF = {unicodedata.normalize("NFKC", half): half for half in map(chr, range(0xFF66, 0xFF9E)) if half != "\uff70"} | {
    unicodedata.normalize("NFKC", half + mark): half + mark
    for half in map(chr, range(0xFF66, 0xFF9E))
    for mark in "\uff9e\uff9f"
    if len(unicodedata.normalize("NFKC", half + mark)) == 1
}
WIDE = str.maketrans({"(": "（", ")": "）", ":": "："})


OLD = "(旧)総合窓口係による措置を除く。"  # struck through in drafts
EXAMPLE = "(記載例)窓口で本人から届出書を受け取る際に、個人番号カードにより確かめる。"  # in hidden rows of drafts


@dataclass
class Box:
    row: int
    rows: int
    column: int
    columns: int
    text: str
    kind: str
    part: tuple[int, int] = (0, 0)  # the part of the text that is drawn in another way: circled, bold, underlined


@dataclass
class Area:
    """A frame around cells, with a fill."""

    row: int
    rows: int
    column: int
    columns: int
    fill: str = ""


@dataclass
class Sheet:
    name: str
    columns: int
    landscape: bool = False
    units: list[float] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)  # a page begins at this row
    starts: list[int] = field(default_factory=list)  # rows where an answer begins: good places for a page to end
    hidden: set[int] = field(default_factory=set)


def ems(text: str) -> float:
    return sum(1 if unicodedata.east_asian_width(char) in "WFA" else 0.58 for char in text)


class Layout:
    def __init__(self, evaluation: Evaluation, style: Style):
        self.evaluation, self.style = evaluation, style
        self.sheets: list[Sheet] = []
        self.texts = 0
        self.sheet: Sheet | None = None
        self.build()

    # Measures

    def width(self, columns: int) -> float:
        """Letters of full width that stand on one line of a cell, with some to spare."""
        return max(1.0, (columns * self.style.column_points - 5) / self.style.size * 0.95)

    def lines(self, text: str, columns: int) -> int:
        width = self.width(columns)
        return sum(max(1, math.ceil(ems(line) / width)) for line in text.split("\n")) if text else 1

    def label(self, text: str) -> str:
        if self.style.latin_numerals:
            text = text.translate(LATIN)
        if self.style.wide_labels:
            text = re.sub(r"^(\d+)\. ", lambda match: f"{match[1]}．", text).translate(WIDE)
        return self.narrow(text)

    def narrow(self, text: str) -> str:
        return "".join(HALF.get(char, char) for char in text) if self.style.half_width else text

    # Rows and boxes

    def row(self, units: float = 1) -> int:
        self.sheet.units.append(units)
        return len(self.sheet.units) - 1

    @property
    def at(self) -> int:
        return len(self.sheet.units)

    def box(self, row, rows, column, columns, text, kind, part=(0, 0)):
        self.sheet.boxes.append(Box(row, rows, column, columns, text, kind, part))

    def area(self, row, column, fill="", columns=None):
        columns = self.sheet.columns - column if columns is None else columns
        self.sheet.areas.append(Area(row, self.at - row, column, columns, fill))

    def bar(self, text: str, kind: str, fill: str, column: int = 0):
        """A row of its own over the whole width."""
        columns = self.sheet.columns - column
        row = self.row(self.lines(text, columns) + (0.3 if kind == "section" else 0.1))
        self.box(row, 1, column, columns, text, kind)
        self.area(row, column, fill)
        if row - 1 not in self.bars:
            self.sheet.starts.append(row)
        self.bars.add(row)

    def begin(self, name: str, landscape: bool = False):
        if self.style.one_sheet and self.sheets:
            self.sheet = self.sheets[0]
            self.row(1)
            self.sheet.breaks.add(self.at)
            return
        columns = self.style.columns
        if landscape and not self.style.landscape:
            columns = round(columns * 1.45)
        names = {sheet.name for sheet in self.sheets}
        serial, base = 1, re.sub(r"[\[\]:*?/\\]", "", name)[:27]
        unique = base
        while unique in names:
            serial += 1
            unique = f"{base}({serial})"
        self.bars: set[int] = set()
        self.sheet = Sheet("評価書" if self.style.one_sheet else unique, columns, landscape)
        self.sheets.append(self.sheet)

    # Chapters

    def build(self):
        for chapter in self.evaluation.chapters:
            changes = any(isinstance(block, Table) for block in chapter.body)
            self.begin(self.sheet_name(chapter), self.style.landscape or changes and self.style.landscape_changes)
            if chapter.label == "表紙":
                self.cover(chapter)
                continue
            self.bar(self.label(chapter.label), "section", self.style.section_fill)
            if chapter.body:
                self.answer(chapter.body, self.at, 0)
            if chapter.label.startswith("(別添1) 事務の内容") and self.style.figure:
                self.figure()
            for child in chapter.children:
                if child.label == "図" and self.style.figure:
                    continue
                self.item(child, 0)

    def sheet_name(self, chapter: Node) -> str:
        """What the tab of the official workbook says."""
        label = chapter.label.removesuffix(" ※")
        for long, short in [
            ("特定個人情報ファイルの取扱いプロセスにおけるリスク対策", "リスク対策(プロセス)"),
            ("その他のリスク対策", "リスク対策(その他)"),
            ("特定個人情報ファイルの概要", "ファイルの概要"),
            ("特定個人情報ファイル記録項目", "ファイル記録項目"),
        ]:
            label = label.replace(long, short)
        return re.sub(r" ※.*$", "", label).translate(LATIN)

    def cover(self, chapter: Node):
        style, total = self.style, self.sheet.columns
        cover = self.evaluation.cover
        self.row(2)
        kind = KINDS[self.evaluation.front["kind"]]
        title = self.row(2)
        self.box(title, 1, 0, total, self.label(f"特定個人情報保護評価書({kind})"), "title")
        self.row(2)
        inset = max(1, total // 12)
        inner = total - 2 * inset
        number = max(4, inner // 5)
        head = self.row(1.4)
        value = self.row(max(2, self.lines(cover("評価書名"), inner - number) + 1))
        for column, columns, label in [
            (inset, number, "評価書番号"),
            (inset + number, inner - number, "評価書名"),
        ]:
            self.box(head, 1, column, columns, label, "head")
            self.box(value, 1, column, columns, cover(label), "centre")
            self.sheet.areas.append(Area(head, 1, column, columns, style.heading_fill))
            self.sheet.areas.append(Area(value, 1, column, columns))
        self.row(2)
        self.boxed("個人のプライバシー等の権利利益の保護の宣言", inset, inner)
        side = max(4, inner // 6)
        note = cover("特記事項")
        row = self.row(max(4, self.lines(note, inner - side) + 1))
        self.box(row, 1, inset, side, "特記事項", "head")
        self.box(row, 1, inset + side, inner - side, note, "answer")
        self.area(row, inset, style.heading_fill, side)
        self.area(row, inset + side, "", inner - side)
        self.row(2)
        for label in ["評価実施機関名", "個人情報保護委員会 承認日【行政機関等のみ】", "公表日"]:
            if chapter.child(label):
                self.boxed(label, inset, inner, "centre")
        edition = cover("様式")
        if edition:
            row = self.row(1.2)
            self.box(row, 1, inset, inner, edition, "right")
        contents = chapter.child("項目一覧")
        if contents:
            self.row(1)
            if style.one_sheet or not style.unit_rows:
                self.sheet.breaks.add(self.at)
            row = self.row(1.4)
            self.box(row, 1, inset, inner, "項目一覧", "head")
            self.area(row, inset, style.heading_fill, inner)
            for line in contents.text().split("\n"):
                row = self.row(2)
                self.box(row, 1, inset, inner, self.label(line), "answer")
                self.area(row, inset, "", inner)

    def boxed(self, label, column, columns, kind="answer"):
        text = self.evaluation.cover(label)
        head = self.row(1.4)
        row = self.row(max(2, self.lines(text, columns) + 1))
        self.box(head, 1, column, columns, label, "head")
        self.box(row, 1, column, columns, text, kind)
        self.sheet.areas.append(Area(head, 1, column, columns, self.style.heading_fill))
        self.sheet.areas.append(Area(row, 1, column, columns))

    def figure(self):
        """住民, 窓口 and a system with arrows between them: frames that are no cells of the form."""
        top, total = self.at, self.sheet.columns
        self.row(1)
        wide = total // 5
        places = [("住民", 1), (self.evaluation.front["agency"].removesuffix("長"), total // 2 - wide // 2)]
        places.append(("業務システム", total - wide - 1))
        first = self.row(1)
        self.row(1)
        last = self.row(1)
        for name, column in places:
            self.sheet.areas.append(Area(first, last - first + 1, column, wide, "F2F2F2"))
            self.box(first, last - first + 1, column, wide, name, "centre")
        for (_, left), (_, right), text in [
            (places[0], places[1], "①届出 →"),
            (places[1], places[2], "②登録 →"),
        ]:
            gap = left + wide
            self.box(first, 1, gap, right - gap, text, "small")
            self.box(last, 1, gap, right - gap, "← ⑤通知", "small")
        self.row(1)
        self.area(top, 0)

    # Items

    def item(self, node: Node, column: int):
        style = self.style
        label = self.label(node.label)
        group = not node.body and (node.children or self.evaluation.is_group(node.label))
        block = re.match(r"^(委託事項|提供先|移転先|システム)(\d+)( .*)?$", node.label)
        switch = bool(node.body) and isinstance(node.body[0], Options) and self.evaluation.is_group(node.label)
        switch = switch and not node.body[0].choice
        if block:
            self.block(node, block, column)
        elif switch:
            self.switched(node, label, column)
            for child in node.children:
                self.item(child, column)
        elif group and (node.level <= 2 or node.label.startswith("リスク") or not node.children):
            self.bar(label, *self.rank(node), column)
            for child in node.children:
                self.item(child, column)
        elif node.level <= 2 or "その他のリスク及び" in node.label:
            # The question over its answer, both over the whole width.
            self.bar(label, *self.rank(node), column)
            self.answer(node.body, self.at, column)
            for child in node.children:
                self.item(child, column)
        else:
            self.beside(node, label, column)

    def rank(self, node: Node) -> tuple[str, str]:
        if node.level <= 2:
            return "heading", self.style.heading_fill
        return "risk", self.style.label_fill

    def beside(self, node: Node, label: str, column: int):
        """The question left of its answer, and left of the questions under it."""
        start = self.at
        if start - 1 not in self.bars:  # no page ends between a heading and its first question
            self.sheet.starts.append(start)
        share = self.style.label_share * (1 if node.level <= 3 else 0.75)
        wide = max(4, round(self.sheet.columns * share))
        if node.body or not node.children:
            self.answer(node.body, start, column + wide)
        for child in node.children:
            self.beside(child, self.label(child.label), column + wide)
        need = self.lines(label, wide) + 0.2
        have = sum(self.sheet.units[start:])
        if need > have:
            self.sheet.units[-1] += need - have
        self.box(start, self.at - start, column, wide, label, "label")
        self.area(start, column, self.style.label_fill, wide)

    def block(self, node: Node, match: re.Match, column: int):
        name = (match[3] or "").strip()
        serial = int(match[2])
        if self.style.grouping_rows and serial in (2, 6, 11, 16) and match[1] != "システム":
            last = serial + (3 if serial == 2 else 4)
            self.bar(f"{match[1]}{serial}～{last}", "grouping", "", column)
        if not name:
            self.bar(self.label(node.label), "risk", self.style.label_fill, column)
        else:
            wide = max(4, round(self.sheet.columns * self.style.label_share))
            row = self.row(max(1.2, self.lines(name, self.sheet.columns - wide - column)))
            self.sheet.starts.append(row)
            self.box(row, 1, column, wide, f"{match[1]}{serial}", "label")
            self.box(row, 1, column + wide, self.sheet.columns - column - wide, name, "answer")
            self.area(row, column, self.style.heading_fill, wide)
            self.area(row, column + wide)
        for child in node.children:
            self.item(child, column)

    def switched(self, node: Node, label: str, column: int):
        """A heading with ticks in the same row: 4. 特定個人情報ファイルの取扱いの委託 [ ] 委託しない."""
        options = node.body[0].options
        parts = [self.tick_width(option.label) for option in options]
        wide = self.sheet.columns - column - sum(parts)
        if wide < self.sheet.columns // 3:  # no room beside: the ticks stand under the heading
            self.bar(label, "heading", self.style.heading_fill, column)
            self.answer(node.body, self.at, column)
            return
        row = self.row(max(1.1, self.lines(label, wide)))
        self.sheet.starts.append(row)
        self.box(row, 1, column, wide, label, "heading")
        at = column + wide
        for option, columns in zip(options, parts):
            self.tick(row, at, columns, option.ticked, option.label)
            at += columns
        self.area(row, column, self.style.heading_fill)

    # Answers

    def answer(self, body: list, start: int, column: int):
        columns = self.sheet.columns - column
        if not body:
            row = self.row(1.1)
            self.box(row, 1, column, columns, "", "answer")
        for block in body:
            if isinstance(block, Text):
                kind = "answer"
                group = block.text.startswith("・") and len(body) > 1 and any(isinstance(one, Options) for one in body)
                if group:
                    kind = "plain"
                self.texts += 1
                if self.style.draft_marks and self.texts % 4 == 0:
                    hidden = self.row(1)
                    self.box(hidden, 1, column, columns, EXAMPLE, "plain")
                    self.sheet.hidden.add(hidden)
                # A draft leaves room for the old words before the new ones.
                room = OLD + block.text if self.style.draft_marks else block.text
                row = self.row(self.lines(room, columns) + 0.2)
                self.box(row, 1, column, columns, block.text, kind)
            elif isinstance(block, Options) and block.choice:
                self.choice(block, column, columns)
            elif isinstance(block, Options):
                self.checks(block, column, columns)
            elif isinstance(block, Count):
                self.count(block.number, column, columns)
            elif isinstance(block, Table):
                self.changes(block)
                return
        self.area(start, column)

    def count(self, number: str, column: int, columns: int):
        row = self.row(1)
        if self.style.choice_cells == 3:
            self.box(row, 1, column + 2, 1, "(", "bracket")
            self.box(row, 1, column + 3, 3, number, "centre")
            self.box(row, 1, column + 6, 4, ") 件", "plain")
        else:
            self.box(row, 1, column, columns, self.label(f"( {number} ) 件"), "plain")

    def choice(self, block: Options, column: int, columns: int):
        style = self.style
        chosen = self.narrow(next((option.label for option in block.options if option.ticked), ""))
        printed = [self.narrow(f"{option.number}) {option.label}") for option in block.options]
        longest = max(map(ems, printed))
        if style.choice not in ("bracket", "bare", "framed"):
            self.marked(block, printed, column, columns)
            return
        if style.options == "spaced":
            left = self.choice_columns(chosen, columns)
            text = "  ".join(printed)
            row = self.row(max(self.lines(text, columns - left), self.lines(chosen, left - 2)))
            self.chosen(row, 1, column, left, chosen)
            self.box(row, 1, column + left, columns - left, text, "option")
            return
        if style.options == "beside":
            left = self.choice_columns(chosen, columns)
            right = columns - left
            across = 2 if longest < self.width(right // 2) else 1
            if longest >= self.width(right):
                left = columns // 3
                right = columns - left
            deep = math.ceil(len(printed) / across)
            row = self.row(1)
            self.box(row, 1, column + left, right, style.options_title, "option")
            at = column + left
            per = right // across
            for line in range(deep):
                self.row(max(1, max(self.lines(one, per) for one in self.of_line(printed, line, across, deep))))
                for place, one in enumerate(self.of_line(printed, line, across, deep)):
                    last = place == across - 1
                    self.box(row + 1 + line, 1, at + place * per, right - per * (across - 1) if last else per, one, "option")
            self.chosen(row, deep + 1, column, left, chosen)
            return
        left = self.choice_columns(chosen, columns)
        row = self.row(1.1 if self.lines(chosen, left - 2) == 1 else self.lines(chosen, left - 2))
        self.chosen(row, 1, column, left, chosen)
        if style.options == "inline":
            text = style.options_title + "\n" + "　".join(printed)
            row = self.row(self.lines(text, columns))
            self.box(row, 1, column, columns, text, "option")
            return
        if columns - left > 5:
            self.box(row, 1, column + left, columns - left, style.options_title, "option")
        across = max(1, min(3, int(columns // math.ceil((longest + 1) * style.size / style.column_points))))
        deep = math.ceil(len(printed) / across)
        per = columns // across
        for line in range(deep):
            row = self.row(max(self.lines(one, per) for one in self.of_line(printed, line, across, deep)))
            for place, one in enumerate(self.of_line(printed, line, across, deep)):
                last = place == across - 1
                self.box(row, 1, column + place * per, columns - per * (across - 1) if last else per, one, "option")

    def marked(self, block: Options, printed: list[str], column: int, columns: int):
        """Options of which one is marked, with no place for the answer."""
        style = self.style
        ticks = [option.ticked for option in block.options]

        def part(one: str, start: int = 0) -> tuple[int, int]:
            return start, start + (len(one) if style.choice != "ring" else one.index(")"))

        if style.options in ("inline", "spaced"):
            text, kind, drawn = "", "option", (0, 0)
            for one, ticked in zip(printed, ticks):
                text += ("  " if text else "") + (self.mark(ticked) if style.choice in ("before", "glued") else "")
                if ticked and style.choice not in ("before", "glued", "after"):
                    kind, drawn = style.choice, part(one, len(text))
                text += one + (self.mark(ticked) if style.choice == "after" else "")
            row = self.row(self.lines(text, columns) + 0.2)
            self.box(row, 1, column, columns, text, kind, drawn)
            return
        across = 1 if style.options == "beside" else 2
        if max(map(ems, printed)) + 4 > self.width(columns // across):
            across = 1
        per = columns // across
        beside = style.choice in ("before", "after")
        for line in range(math.ceil(len(printed) / across)):
            row = self.row(1)
            for place in range(across):
                number = line + math.ceil(len(printed) / across) * place if style.options_down else line * across + place
                if number >= len(printed):
                    continue
                one, ticked = printed[number], ticks[number]
                at, wide = column + place * per, per - (2 if beside else 0)
                if beside:
                    where = at if style.choice == "before" else at + wide
                    self.box(row, 1, where, 2, self.mark(ticked), "tick" if style.choice_border else "bracket")
                    at += 2 if style.choice == "before" else 0
                if style.choice == "glued":
                    one = self.mark(ticked) + one
                drawn = ticked and style.choice in ("ring", "ring_whole", "bold", "underline")
                self.sheet.units[row] = max(self.sheet.units[row], self.lines(one, wide) + (0.3 if drawn else 0))
                self.box(row, 1, at, wide, one, style.choice if drawn else "option", part(one) if drawn else (0, 0))

    def mark(self, ticked: bool) -> str:
        mark = self.style.tick if ticked else self.style.untick
        opening, closing = self.style.bracket
        return f"{opening}{mark or '　'}{closing}" if opening and self.style.choice == "glued" else mark

    def of_line(self, printed: list[str], line: int, across: int, deep: int) -> list[str]:
        if self.style.options_down:
            places = [line + deep * place for place in range(across)]
        else:
            places = [line * across + place for place in range(across)]
        return [printed[place] for place in places if place < len(printed)]

    def choice_columns(self, chosen: str, columns: int) -> int:
        need = math.ceil((ems(chosen) + 2.5) * self.style.size / self.style.column_points) + 3
        return min(max(need, columns * 2 // 5), columns * 3 // 5)

    def chosen(self, row: int, rows: int, column: int, columns: int, text: str):
        opening, closing = self.style.bracket if self.style.bracket[0] in "[［" and self.style.bracket[0] else ("[", "]")
        if self.style.choice in ("bare", "framed"):
            kind = "tick" if self.style.choice_border else "chosen"
            self.box(row, rows, column + 1, columns - 2, text, kind)
            return
        if self.style.choice_cells == 3:
            self.box(row, rows, column, 1, opening, "bracket")
            self.box(row, rows, column + 1, columns - 2, text, "chosen")
            self.box(row, rows, column + columns - 1, 1, closing, "bracket")
        else:
            self.box(row, rows, column, columns, f"{opening} {text} {closing}", "chosen")

    def tick_width(self, text: str) -> int:
        cells = {3: 3, 2: 2 if not self.style.bracket[0] else 3, 1: 3}[self.style.tick_cells]
        return cells + math.ceil((ems(text) + 1.2) * self.style.size / self.style.column_points)

    def tick(self, row: int, column: int, columns: int, ticked: bool, text: str, detail: str | None = None, unit: str = ""):
        style = self.style
        opening, closing = style.bracket
        mark = style.tick if ticked else style.untick
        text = self.narrow(text)
        bracketed = text if detail is None else f"{text} ( {detail} ){' ' + unit if unit else ''}"
        if style.tick_cells == 1:
            self.box(row, 1, column, columns, f"{opening} {mark or '　'} {closing}{bracketed}", "plain")
            return
        if style.tick_cells == 2:
            wide = 1 if not opening else 2
            shown = f"{opening} {mark or ' '} {closing}" if opening else mark
            self.box(row, 1, column, wide, shown, "tick" if style.tick_border else "bracket")
        else:
            wide = 3
            self.box(row, 1, column, 1, opening, "bracket")
            self.box(row, 1, column + 1, 1, mark, "tick" if style.tick_border else "bracket")
            self.box(row, 1, column + 2, 1, closing, "bracket")
        column, columns = column + wide, columns - wide
        if detail is None or style.tick_cells == 2:
            self.box(row, 1, column, columns, self.label(bracketed) if detail is not None and not detail else bracketed, "plain")
            return
        name = min(columns // 2, math.ceil((ems(text) + 1) * style.size / style.column_points) + 1)
        end = 2 + (2 if unit else 0)
        self.box(row, 1, column, name, f"{text} (", "plain")
        self.box(row, 1, column + name, columns - name - end, detail, "plain")
        self.box(row, 1, column + columns - end, end, f"){' ' + unit if unit else ''}", "plain")

    def checks(self, block: Options, column: int, columns: int):
        narrow = [option for option in block.options if option.detail is None]
        longest = max((self.tick_width(option.label) for option in narrow), default=columns)
        across = max(1, min(3, columns // longest))
        per = columns // across
        place = across  # a new row for the first
        for option in block.options:
            if option.detail is not None:
                text = f"{option.label} ( {option.detail} )"
                if self.style.tick_cells == 3:
                    inner = columns - 3
                    name = min(inner // 2, math.ceil((ems(option.label) + 1) * self.style.size / self.style.column_points) + 1)
                    units = max(self.lines(option.detail, inner - name - 2), self.lines(option.label + " (", name))
                else:
                    units = self.lines(text + "    ", columns - 3)
                row = self.row(max(1, units))
                self.tick(row, column, columns, option.ticked, option.label, option.detail, option.unit)
                place = across
                continue
            if place == across:
                row = self.row(max(1, self.lines(option.label, per - 3)))
                place = 0
            else:
                self.sheet.units[row] = max(self.sheet.units[row], self.lines(option.label, per - 3))
            wide = columns - per * (across - 1) if place == across - 1 else per
            self.tick(row, column + place * per, wide, option.ticked, option.label)
            place += 1

    def changes(self, table: Table):
        total = self.sheet.columns
        shares = [0.11, 0.2, 0.235, 0.235, 0.075, 0.145]
        edges = [round(total * sum(shares[:place])) for place in range(7)]
        edges[6] = total
        for line, cells in enumerate(table.rows):
            widths = [edges[place + 1] - edges[place] for place in range(6)]
            units = max(self.lines(OLD + cell if self.style.draft_marks else cell, wide) for cell, wide in zip(cells, widths)) + 0.2
            row = self.row(units)
            self.sheet.starts.append(row)
            for place, cell in enumerate(cells):
                kind = "head" if line == 0 else ("date" if place == 0 else "centre" if place == 4 else "answer")
                self.box(row, 1, edges[place], widths[place], cell, kind)
                self.area(row, edges[place], self.style.heading_fill if line == 0 else "", widths[place])
