"""Typesets evaluations as cities publish them: workbooks on graph paper, and PDFs printed from them.

    python typeset.py OUT STYLE[,STYLE…] EVALUATION.md…      OUT/<style>/<name>.{xlsx,pdf,md}
    python typeset.py OUT all EVALUATION.md…

Needs openpyxl, and for the PDFs LibreOffice, Chromium, Ghostscript and the Noto CJK fonts (see make.sh).
"""

import sys
from pathlib import Path

import prints
import source
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


def main(out: Path, names: list[str], paths: list[Path]):
    for name in names:
        books = []
        for path in paths:
            book = out / name / f"{path.stem}.xlsx"
            workbook(path, name, book)
            prints.copy(path, book.with_suffix(".md"))
            books.append(book)
        prints.office("pdf", books, out / name)
        for book in books:
            prints.settle(book.with_suffix(".pdf"))
            print(book.with_suffix(".pdf"))


if __name__ == "__main__":
    chosen = list(STYLES) if sys.argv[2] == "all" else sys.argv[2].split(",")
    main(Path(sys.argv[1]), chosen, [Path(argument) for argument in sys.argv[3:]])
