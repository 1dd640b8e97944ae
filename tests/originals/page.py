"""Writes a layout as a web page, to be printed by a browser: its rules and its text come out unlike an office's."""

from html import escape

from layout import Layout, Sheet
from source import Evaluation
from styles import Style

CSS = """
@page {{ size: A4{turned}; margin: 14mm 12mm; }}
body {{ margin: 0; font: {size}pt/1.4 "{font}"; }}
table {{ border-collapse: collapse; table-layout: fixed; width: 100%; break-before: page; }}
table:first-of-type {{ break-before: auto; }}
tr {{ break-inside: {inside}; }}
td {{ padding: 0 1pt; vertical-align: middle; white-space: pre-wrap; overflow-wrap: anywhere; }}
.section {{ font-size: 1.3em; font-weight: bold; }}
.heading, .head {{ font-weight: bold; }}
.title {{ font-size: 1.8em; font-weight: bold; }}
.title, .head, .centre, .date, .bracket, .tick, .chosen, .small {{ text-align: center; }}
.bracket, .tick {{ padding: 0; white-space: nowrap; }}
.tick {{ outline: 0.5pt solid black; }}
.ring span, .ring_whole span {{ display: inline-block; border: 0.8pt solid black; border-radius: 50%; padding: 0 1pt; margin: 0 -1pt; }}
.bold span {{ font-weight: bold; }} .underline span {{ text-decoration: underline; }}
.right {{ text-align: right; }}
.option, .ring, .ring_whole, .bold, .underline, .small {{ font-size: 0.9em; }}
.t {{ border-top: {rule}; }} .b {{ border-bottom: {rule}; }} .l {{ border-left: {rule}; }} .r {{ border-right: {rule}; }}
"""


def page(evaluation: Evaluation, style: Style) -> str:
    layout = Layout(evaluation, style)
    line = style.border if style.border in ("dotted", "dashed", "double") else "solid"
    css = CSS.format(
        size=style.size, font=style.font, rule=f"{'2.25pt' if line == 'double' else '0.75pt'} {line} black",
        turned=" landscape" if style.landscape else "", inside="auto" if style.breaks_inside else "avoid",
    )
    tables = "\n".join(table(sheet, style) for sheet in layout.sheets)
    title = escape(evaluation.front["title"])
    return f'<!doctype html><html lang="ja"><meta charset="utf-8"><title>{title}</title><style>{css}</style>{tables}</html>'


def table(sheet: Sheet, style: Style) -> str:
    sides: dict[tuple[int, int], set[str]] = {}
    fills: dict[tuple[int, int], str] = {}
    for area in sheet.areas:
        for row in range(area.row, area.row + area.rows):
            for column in range(area.column, area.column + area.columns):
                here = sides.setdefault((row, column), set())
                here.update(
                    side
                    for side, edge in [
                        ("t", row == area.row),
                        ("b", row == area.row + area.rows - 1),
                        ("l", column == area.column),
                        ("r", column == area.column + area.columns - 1),
                    ]
                    if edge and (style.sides or side in "tb" or 0 < column < sheet.columns - 1)
                )
                if area.fill:
                    fills[row, column] = area.fill
    boxes = {(box.row, box.column): box for box in sheet.boxes}
    taken = set()
    rows = []
    for row, units in enumerate(sheet.units):
        cells, column = [], 0
        while column < sheet.columns:
            if (row, column) in taken:
                column += 1
                continue
            if box := boxes.get((row, column)):
                high, wide, kind = box.rows, box.columns, box.kind
                before, drawn, after = (escape(box.text[start:end]) for start, end in zip((0, *box.part), (*box.part, None)))
                text = f"{before}<span>{drawn}</span>{after}" if drawn else before + after
                taken |= {(row + down, column + across) for down in range(high) for across in range(wide)}
            else:
                high, text, kind, wide = 1, "", "", 1
                while (
                    column + wide < sheet.columns
                    and (row, column + wide) not in boxes
                    and (row, column + wide) not in taken
                    and "l" not in sides.get((row, column + wide), ())
                    and "r" not in sides.get((row, column + wide - 1), ())
                ):
                    wide += 1
            edges = sides.get((row, column), set()) - {"r", "b"}
            edges |= sides.get((row, column + wide - 1), set()) & {"r"}
            edges |= sides.get((row + high - 1, column), set()) & {"b"}
            fill = fills.get((row, column))
            paint = f' style="background:#{fill}{";color:white" if fill == "000000" else ""}"' if fill else ""
            names = " ".join(filter(None, [kind, *sorted(edges)]))
            cells.append(f'<td colspan="{wide}" rowspan="{high}" class="{names}"{paint}>{text}</td>')
            column += wide
        broken = ' style="break-before:page"' if row in sheet.breaks else ""
        rows.append(f'<tr{broken}><td style="height:{units * style.size * 1.4:.1f}pt;width:0;padding:0"></td>{"".join(cells)}</tr>')
    columns = '<col style="width:0">' + f'<col style="width:{100 / sheet.columns:.4f}%">' * sheet.columns
    head = ""
    if style.repeated_heads and len(rows) > 1 and any(box.row == 0 and box.kind == "section" and box.rows == 1 for box in sheet.boxes):
        head = f"<thead>{rows.pop(0)}</thead>"
    return f"<table><colgroup>{columns}</colgroup>{head}<tbody>{''.join(rows)}</tbody></table>"
