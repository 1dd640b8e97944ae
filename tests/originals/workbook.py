"""Writes a layout as a workbook."""

import datetime
import re
import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from layout import OLD, Layout, Sheet, ems
from source import Evaluation
from styles import Style

FIXED = datetime.datetime(2026, 4, 1, 9, 0, 0)
ERA = {"平成": 1988, "令和": 2018}
DATE = re.compile(r"^(平成|令和)(\d+)年(\d+)月(\d+)日$")
MOST_POINTS = 400  # a row of a sheet cannot be higher than 409 points


class Writer:
    def __init__(self, evaluation: Evaluation, style: Style):
        self.evaluation, self.style = evaluation, style
        self.layout = Layout(evaluation, style)
        self.book = Workbook()
        self.book.remove(self.book.active)
        self.book.properties.creator = evaluation.front["agency"]
        self.book.properties.title = evaluation.front["title"]
        self.line = style.size * 1.5
        self.texts = 0
        self.rings: dict[str, list] = {}  # circles by sheet
        self.named: dict[str, str] = {}  # names of files, to be repeated by formula
        for sheet in self.layout.sheets:
            self.sheet(sheet)
        if style.draft_marks:
            self.lists()

    def sheet(self, sheet: Sheet):
        style = self.style
        self.drawn = sheet
        page = self.book.create_sheet(sheet.name)
        page.sheet_view.showGridLines = False
        # A column is measured in digits of the default font; this is what LibreOffice makes of them.
        for column in range(sheet.columns):
            page.column_dimensions[get_column_letter(column + 1)].width = style.column_points / 6.4
        starts = self.heights(page, sheet)
        self.fills_and_frames(page, sheet, starts)
        for box in sheet.boxes:
            first, last = starts[box.row], starts[box.row + box.rows] - 1
            if box.columns > 1 or last > first:
                page.merge_cells(
                    start_row=first, end_row=last, start_column=box.column + 1, end_column=box.column + box.columns
                )
            cell = page.cell(first, box.column + 1)
            self.write(page, cell, box)
            if box.kind in ("ring", "ring_whole"):
                self.ring(page, box, first)
        self.frames(page, sheet, starts)
        self.page_setup(page, sheet, starts)
        if style.draft_marks:
            self.edge(page, sheet)

    def heights(self, page, sheet: Sheet) -> list[int]:
        """Sets heights; gives the first row of the sheet for each logical row."""
        starts, row = [], 1
        for place, units in enumerate(sheet.units):
            starts.append(row)
            points = units * self.line
            parts = max(1, round(units)) if self.style.unit_rows else max(1, -(-int(points) // MOST_POINTS))
            for _ in range(parts):
                page.row_dimensions[row].height = round(points / parts, 2)
                page.row_dimensions[row].hidden = place in sheet.hidden
                row += 1
        return [*starts, row]

    def fills_and_frames(self, page, sheet: Sheet, starts: list[int]):
        for area in sheet.areas:
            if not area.fill:
                continue
            fill = PatternFill("solid", start_color=area.fill, end_color=area.fill)
            for row in range(starts[area.row], starts[area.row + area.rows]):
                for column in range(area.column + 1, area.column + area.columns + 1):
                    page.cell(row, column).fill = fill

    def frames(self, page, sheet: Sheet, starts: list[int]):
        """After merging, since merging clears the cells under it."""
        sides: dict[tuple[int, int], dict[str, Side]] = {}
        line = Side(style=self.style.border, color="000000")

        def frame(top, bottom, left, right, side):
            for row in range(top, bottom + 1):
                sides.setdefault((row, left), {})["left"] = side
                sides.setdefault((row, right), {})["right"] = side
            for column in range(left, right + 1):
                sides.setdefault((top, column), {})["top"] = side
                sides.setdefault((bottom, column), {})["bottom"] = side

        for area in sheet.areas if self.style.border else ():
            top, bottom = starts[area.row], starts[area.row + area.rows] - 1
            frame(top, bottom, area.column + 1, area.column + area.columns, line)
        for box in sheet.boxes:
            if box.kind == "tick":
                top, bottom = starts[box.row], starts[box.row + box.rows] - 1
                frame(top, bottom, box.column + 1, box.column + box.columns, Side(style="thin", color="000000"))
        for (row, column), found in sides.items():
            if not self.style.sides and column == 1:
                found.pop("left", None)
            if not self.style.sides and column == sheet.columns:
                found.pop("right", None)
            page.cell(row, column).border = Border(**found)

    def ring(self, page, box, first: int):
        """A circle around a part of the text, as a shape over the cells."""
        size, before = self.style.size - 1, ems(box.text[: box.part[0]])
        wide = ems(box.text[slice(*box.part)]) * size + (4 if box.kind == "ring" else 6)
        high = size * 1.45
        points = [page.row_dimensions[row].height or self.line for row in range(first, first + 40)]
        own = self.layout_height(box)
        down = max(0.0, (own - high) / 2)
        row = first
        for part in points:
            if down < part:
                break
            down, row = down - part, row + 1
        across = max(0.0, before * size + 1.5 - (2 if box.part[0] else 1))
        column = box.column + int(across / self.style.column_points)
        across -= int(across / self.style.column_points) * self.style.column_points
        emu = lambda length: int(length * 12700)
        self.rings.setdefault(page.title, []).append((column, emu(across), row - 1, emu(down), emu(wide), emu(high)))

    def layout_height(self, box) -> float:
        sheet = self.drawn
        return sum(sheet.units[box.row : box.row + box.rows]) * self.line

    def write(self, page, cell, box):
        style = self.style
        bold = box.kind in ("section", "heading", "title", "head", "bold")
        size = {"title": style.size * 1.8, "section": style.size * 1.3, "heading": style.size * 1.1}.get(box.kind, style.size)
        small = dict.fromkeys(("option", "ring", "ring_whole", "bold", "underline"), style.size - 1)
        size = small.get(box.kind, size)
        size = {"small": style.size - 1}.get(box.kind, size)
        dark = box.kind == "section" and style.section_fill in ("000000", "305496")
        cell.font = Font(name=style.font, size=size, bold=bold, color="FFFFFF" if dark else "000000", underline="single" if box.kind == "underline" else None)
        across = {
            "title": "center", "head": "center", "centre": "center", "date": "center", "bracket": "center",
            "tick": "center", "chosen": "center", "right": "right", "small": "center",
        }.get(box.kind, "left")
        down = "top" if box.kind == "answer" and "\n" in box.text else "center"
        cell.alignment = Alignment(horizontal=across, vertical=down, wrap_text=box.kind not in ("bracket", "tick", "option") or box.columns > 6)
        cell.value = self.value(page, cell, box)
        if isinstance(cell.value, str) and cell.value.startswith("=") and not box.text.startswith("="):
            cell.data_type = "f"

    def value(self, page, cell, box):
        text = box.text
        if self.style.typed:
            typed = self.typed(page, cell, box)
            if typed is not None:
                return typed
        if self.style.draft_marks and box.kind == "answer" and len(text) > 4:
            return self.marked(page, cell, text)
        return text or None

    def typed(self, page, cell, box):
        if match := DATE.match(box.text):
            era, year, month, day = match.groups()
            cell.number_format = '[$-411]ggge"年"m"月"d"日"'
            return datetime.date(ERA[era] + int(year), int(month), int(day))
        if box.kind == "centre" and box.text.isdigit():
            return int(box.text)
        if box.kind == "answer" and box.text.endswith("ファイル") and len(box.text) < 40 and "\n" not in box.text:
            if box.text in self.named:
                return f"={self.named[box.text]}"
            self.named[box.text] = f"'{page.title}'!{cell.coordinate}"
        return None

    def marked(self, page, cell, text: str):
        """What drafts carry: the old words struck, the new ones red and underlined, a remark on the cell."""
        self.texts += 1
        plain = {"rFont": self.style.font, "sz": self.style.size}
        first, _, rest = text.partition("\n")
        rest = f"\n{rest}" if rest else ""
        if self.texts % 9 == 0:
            cell.comment = Comment("法令担当に確認済み。(第2稿で直すこと)", "文書担当", height=60, width=180)
        if self.texts % 7 == 3:
            old = TextBlock(InlineFont(strike=True, color="FF0000", **plain), OLD)
            return CellRichText(old, TextBlock(InlineFont(**plain), text))
        if self.texts % 5 == 2:
            new = TextBlock(InlineFont(u="single", color="FF0000", **plain), first)
            return CellRichText(new, TextBlock(InlineFont(**plain), rest)) if rest else CellRichText(new)
        return text

    def edge(self, page, sheet: Sheet):
        """A note and a hidden column beside the print area."""
        letter = get_column_letter(sheet.columns + 2)
        cell = page.cell(2, sheet.columns + 2)
        cell.value = "←入力上の注意:黄色のセルは自動で入ります"
        cell.font = Font(name=self.style.font, size=8, color="808080")
        hidden = get_column_letter(sheet.columns + 4)
        page.cell(3, sheet.columns + 4).value = "作業用"
        page.column_dimensions[letter].width = 30
        page.column_dimensions[hidden].hidden = True

    def lists(self):
        """The sheet behind the drop-down lists."""
        page = self.book.create_sheet("リスト")
        for row, text in enumerate(["特に力を入れている", "十分である", "課題が残されている", "発生あり", "発生なし"], 1):
            page.cell(row, 1).value = text
        page.sheet_state = "veryHidden"
        notes = self.book.create_sheet("記載例")
        notes.cell(1, 1).value = "①事務の名称"
        notes.cell(1, 2).value = "(記載例)住民基本台帳に関する事務"
        notes.sheet_state = "hidden"

    def page_setup(self, page, sheet: Sheet, starts: list[int]):
        style = self.style
        page.print_area = f"A1:{get_column_letter(sheet.columns)}{starts[-1] - 1}"
        page.page_setup.paperSize = 9
        page.page_setup.orientation = "landscape" if sheet.landscape else "portrait"
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.print_options.horizontalCentered = True
        for side in ("left", "right"):
            setattr(page.page_margins, side, 0.5)
        for side in ("top", "bottom"):
            setattr(page.page_margins, side, 0.7)
        fill = {"agency": self.evaluation.front["agency"], "title": self.evaluation.front["title"]}
        for part, text in ((page.oddHeader, style.head), (page.oddFooter, style.foot)):
            for key, side in (("L", part.left), ("C", part.center), ("R", part.right)):
                if match := re.search(rf"&{key}((?:(?!&[LCR]).)*)", text if text.startswith(("&L", "&C", "&R")) else f"&C{text}"):
                    side.text = match[1].format(**fill) or None
        for row in sorted(sheet.breaks | self.kept_breaks(sheet)):
            page.row_breaks.append(Break(id=starts[row] - 1))
        if style.repeated_heads and not style.one_sheet:
            page.print_title_rows = f"{starts[0]}:{starts[1] - 1}"
        if any(box.kind == "date" for box in sheet.boxes) and not style.one_sheet:
            page.print_title_rows = f"{starts[1]}:{starts[2] - 1}"

    def kept_breaks(self, sheet: Sheet) -> set[int]:
        """Pages that end before an answer that would be cut."""
        if not self.style.keep_together:
            return set()
        room = 715 / (540 / (sheet.columns * self.style.column_points)) / self.line
        found, used, last = set(), 0.0, 0
        starts = set(sheet.starts)
        for row, units in enumerate(sheet.units):
            if row in sheet.breaks:
                used, last = 0.0, row
            used += units
            if used > room:
                place = max((start for start in starts if last < start <= row), default=None)
                if place is not None:
                    found.add(place)
                    used, last = sum(sheet.units[place : row + 1]), place
                else:
                    used = 0.0
        return found

    def save(self, path: Path):
        self.book.save(path)
        if self.rings:
            circled(path, [self.rings.get(name, []) for name in self.book.sheetnames])
        settle(path)


SHAPE = """<xdr:oneCellAnchor><xdr:from><xdr:col>{0}</xdr:col><xdr:colOff>{1}</xdr:colOff><xdr:row>{2}</xdr:row>\
<xdr:rowOff>{3}</xdr:rowOff></xdr:from><xdr:ext cx="{4}" cy="{5}"/><xdr:sp macro="" textlink=""><xdr:nvSpPr>\
<xdr:cNvPr id="{id}" name="楕円 {id}"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="0" y="0"/>\
<a:ext cx="{4}" cy="{5}"/></a:xfrm><a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom><a:noFill/><a:ln w="9525">\
<a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></xdr:spPr></xdr:sp><xdr:clientData/></xdr:oneCellAnchor>"""
DRAWING = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" \
xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{}</xdr:wsDr>"""
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def circled(path: Path, rings: list[list]):
    """openpyxl writes no shapes: the drawings of the sheets are added to the archive."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() if name.endswith((".xml", ".rels")) else archive.read(name) for name in archive.namelist()}
    for number, found in enumerate(rings, 1):
        if not found:
            continue
        shapes = "".join(SHAPE.format(*ring, id=serial + 2) for serial, ring in enumerate(found))
        parts[f"xl/drawings/drawing{number}.xml"] = DRAWING.format(shapes)
        sheet = f"xl/worksheets/sheet{number}.xml"
        parts[sheet] = parts[sheet].replace("</worksheet>", f'<drawing xmlns:r="{OFFICE}" r:id="rId90"/></worksheet>')
        relation = f'<Relationship Id="rId90" Type="{OFFICE}/drawing" Target="../drawings/drawing{number}.xml"/>'
        head = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = f"{head}{relation}</Relationships>"
        kind = "application/vnd.openxmlformats-officedocument.drawing+xml"
        override = f'<Override PartName="/xl/drawings/drawing{number}.xml" ContentType="{kind}"/></Types>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", override)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def settle(path: Path):
    """The same bytes at every run: fixed times inside the archive and in its properties."""
    stamp = FIXED.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in parts:
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            info = zipfile.ZipInfo(name, FIXED.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
