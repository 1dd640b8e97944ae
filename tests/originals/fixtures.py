"""Writes fixtures/: small evaluations in several styles, and copies of one that are damaged or unusual."""

import tempfile
from pathlib import Path

import prints
import typeset

HERE = Path(__file__).resolve().parent
CONTENT = HERE.parents[1] / "content/tameshi"
SETS = {
    "kiso": (CONTENT / "3-kiso-2025-03-31.md", ["hougan", "hozon", "mincho", "web", "maru-waku"]),
    "juten": (CONTENT / "2-juten-2025-12-01.md", ["zenkaku", "kouhyouan"]),
    "zenkomoku": (HERE / "fixtures/zenkomoku.md", ["hozon", "mincho", "gs"]),
}


def main(to: Path):
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        for kind, (path, styles) in SETS.items():
            typeset.main(work, styles, [path])
            for style in styles:
                for suffix in ("xlsx", "pdf"):
                    made = work / style / f"{path.stem}.{suffix}"
                    # A PDF by Ghostscript stands for itself: its workbook adds nothing.
                    if made.exists() and (style, suffix) != ("gs", "xlsx"):
                        prints.copy(made, to / f"{kind}-{style}.{suffix}")
        special(to / "kiso-hozon.pdf", to, work)


def special(pdf: Path, to: Path, work: Path):
    first = work / "first.pdf"
    prints.run("qpdf", "--deterministic-id", pdf, "--pages", pdf, "1-2", "--", first)
    # RC4 with a static identifier: AES draws random numbers, and the bytes would differ at every run.
    prints.run(
        "qpdf", "--static-id", "--allow-weak-crypto", "--encrypt", "", "owner", "128", "--use-aes=n", "--", first,
        to / "special-password.pdf",
    )
    prints.run("qpdf", "--deterministic-id", "--rotate=+90:2", first, to / "special-turned.pdf")
    prints.run("pdftoppm", "-r", "100", "-f", "2", "-l", "2", "-gray", "-png", first, work / "scan")
    from PIL import Image

    picture = Image.open(next(work.glob("scan*.png"))).convert("1")
    scan = to / "special-scan.pdf"
    picture.save(scan, resolution=100)
    prints.settle(scan)


if __name__ == "__main__":
    main(HERE / "fixtures")
