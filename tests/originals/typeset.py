"""Typesets evaluations as cities publish them: workbooks on graph paper, and PDFs printed from them.

    python typeset.py OUT STYLE[,STYLE…] EVALUATION.md…      OUT/<style>/<name>.{xlsx,pdf,md}
    python typeset.py OUT all EVALUATION.md…

Needs openpyxl, and for the PDFs LibreOffice, Chromium, Ghostscript and the Noto CJK fonts (see make.sh).
"""

import re
import sys
from pathlib import Path

import prints
import source
from page import page
from styles import STYLES
from workbook import Writer, settle


def workbook(path: Path, style: str, to: Path):
    to.parent.mkdir(parents=True, exist_ok=True)
    Writer(source.read(path), STYLES[style]).save(to)
    if STYLES[style].typed:
        # Formulas get their values only when an office program saves the workbook.
        again = to.parent / "again"
        prints.office("xlsx:Calc MS Excel 2007 XML", [to], again)
        (again / to.name).replace(to)
        again.rmdir()
        settle(to)


def undrawn(path: Path):
    """Where a drawing stands for it, the text that describes the figure is not printed."""
    path.write_text(re.sub(r"(?m)^(#+ 図\n)(?:(?!#).*\n)*", r"\1\n", path.read_text()))


def main(out: Path, names: list[str], paths: list[Path]):
    for name in names:
        style, prints_of = STYLES[name], []
        for path in paths:
            book = out / name / f"{path.stem}.xlsx"
            prints.copy(path, book.with_suffix(".md"))
            if style.figure:
                undrawn(book.with_suffix(".md"))
            prints_of.append(book.with_suffix(".pdf"))
            if style.web:
                html = book.with_suffix(".html")
                html.write_text(page(source.read(path), style))
                prints.chromium(html, prints_of[-1])
                html.unlink()
            else:
                workbook(path, name, book)
        if not style.web:
            prints.office("pdf", [pdf.with_suffix(".xlsx") for pdf in prints_of], out / name)
        for pdf in prints_of:
            if style.again:
                prints.ghostscript(pdf, pdf.with_suffix(".again"))
                pdf.with_suffix(".again").replace(pdf)
            prints.settle(pdf)
            print(pdf)


if __name__ == "__main__":
    chosen = list(STYLES) if sys.argv[2] == "all" else sys.argv[2].split(",")
    main(Path(sys.argv[1]), chosen, [Path(argument) for argument in sys.argv[3:]])
