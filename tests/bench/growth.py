#!/usr/bin/env python3
"""How time and memory grow with what kohyo reads: forty large or strange inputs at 1, 2, 4 and 8 times a size.

Usage: KOHYO=target/release/kohyo tests/bench/growth.py [--size N] [NAME...]

Each input is one of the commands import, check and build on an invented portal. Printed for each: what it is, the bytes read
at the largest size, the seconds at each size, how often the last doubling multiplied them, the peak of memory, how the
command ended. The marks: ten seconds and 500 MB at the largest size, and no doubling that costs more than three times as
much once it costs a second. --size multiplies all sizes; a debug build is measured with 0.25 or less. Exit code 1 where a mark
is missed. Nothing but Python's standard library is needed.
"""

import argparse
import io
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

SECONDS, MEGABYTES, RATIO = 10.0, 500.0, 3.0
PORTAL = 'title = "みほん県"\npublisher = "official"\nsample = true\n'
TOWN = (
    '---\ncode: "992011"\nname: みほん市\nkana: みほんし\nprefecture: みほん県\n'
    "agencies: [{slug: shicho, name: みほん市長, primary: true}]\n---\n"
)
LOG = (
    "\n# (別添3) 変更箇所\n\n| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n"
    "| --- | --- | --- | --- | --- | --- |\n"
)
COVER = (
    "特定個人情報保護評価書(全項目評価書)\n評価書番号\t評価書名\n7\t介護保険に関する事務 全項目評価書\n"
    "評価実施機関名\nみほん県みほん市長\n公表日\n令和8年4月1日\n"
)
SECTION = "Ⅰ 基本情報\n1. 特定個人情報ファイルを取り扱う事務\n①事務の名称\t介護保険に関する事務\n"


def front(number="12", title="国民健康保険に関する事務", published="2026-03-24", extra=""):
    return (
        f'---\nnumber: "{number}"\ntitle: {title}\nkind: zenkomoku\nagency: みほん市長\nstatus: published\n'
        f'published: {published}\nlast_assessed: 2023-11-01\nform: "令和7年5月 様式4"\ncompleteness: excerpt\n{extra}'
        "---\n\n# 表紙\n\n## 評価書番号\n" + number + "\n\n"
    )


def answer(text):
    return (
        front() + "# Ⅰ 基本情報\n\n## 1. 特定個人情報ファイルを取り扱う事務\n\n### ①事務の名称\n"
        "国民健康保険に関する事務\n\n### ②事務の内容 ※\n" + text + "\n"
    )


def portal(texts, **others):
    files = {"content/portal.toml": PORTAL, "content/mihon/municipality.md": TOWN}
    files.update({f"content/mihon/{name}": text for name, text in texts.items()})
    files.update({path: text for path, text in others.get("files", {}).items()})
    return files


def one(text):
    return portal({"12.md": text})


def rows(count, row):
    return answer("資格を管理する。") + LOG + "".join(row(at) for at in range(count))


def day(at):
    return f"令和{at % 7 + 1}年{at // 7 % 12 + 1}月{at // 84 % 28 + 1}日"


def checked(number):
    """Eleven digits with the check digit of a 個人番号 behind them."""
    weights = [q + 1 if q <= 6 else q - 5 for q in range(1, 12)]
    rest = sum(int(d) * w for d, w in zip(reversed(f"{number:011d}"), weights)) % 11
    return f"{number:011d}{0 if rest <= 1 else 11 - rest}"


def pdf(pages):
    """A PDF with a line of text on each page."""
    out, places = io.BytesIO(b""), []
    out.write(b"%PDF-1.7\n")

    def put(number, text):
        places.append((number, out.tell()))
        out.write(f"{number} 0 obj\n{text}\nendobj\n".encode())

    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(pages))
    put(1, "<< /Type /Catalog /Pages 2 0 R >>")
    put(2, f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>")
    put(3, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for at in range(pages):
        stream = f"BT /F1 12 Tf 72 720 Td (Page {at} of a text) Tj ET"
        put(4 + 2 * at, f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R /Resources << /Font << /F1 3 0 R >> >> >>")
        put(5 + 2 * at, f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    start = out.tell()
    out.write(f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode())
    for _, place in sorted(places):
        out.write(f"{place:010} 00000 n \n".encode())
    out.write(f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def drawn(count):
    """A PDF of one page with many strokes and words."""
    strokes = "".join(f"{72 + at % 400} {100 + at // 400 % 600} m {80 + at % 400} {100 + at // 400 % 600} l S\n" for at in range(count))
    words = "".join(f"BT /F1 4 Tf {72 + at % 40 * 10} {100 + at // 40 % 600} Td (x{at}) Tj ET\n" for at in range(count // 4))
    return pdf(1).replace(b"BT /F1 12 Tf 72 720 Td (Page 0 of a text) Tj ET", (strokes + words).encode())


def workbook(height, width=2):
    cells = lambda row: "".join(
        f'<c r="{chr(65 + at)}{row}" t="inlineStr"><is><t>{"①事務の名称" if at == 0 else "資格を管理する"}{row}</t></is></c>'
        for at in range(width)
    )
    sheet = "".join(f'<row r="{row}">{cells(row)}</row>' for row in range(1, height + 1))
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="様式" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def allowed(count):
    """A list of exceptions beside numbers that none of them speaks of."""
    entries = "".join(
        f'\n[[allowed]]\nfile = "mihon/12.md"\nhash = "{at:064x}"\nreason = "受付番号"\ndate = 2026-03-20\n'
        for at in range(count)
    )
    text = "\n".join(f"受付番号 {checked(10_000_000_000 + at * 7919)} まで。" for at in range(count))
    return portal({"12.md": answer(text)}, files={"content/allow.toml": f'salt = "{"0" * 32}"\n{entries}'})


def versions(count):
    return portal({f"{at}.md": answer(f"資格を管理する。{at}").replace("2026-03-24", f"{2000 + at // 336}-{at // 28 % 12 + 1:02}-{at % 28 + 1:02}") for at in range(count)})


def subjects(count):
    return portal({f"{at}.md": answer(f"資格を管理する。{at}").replace('number: "12"', f'number: "{at}"') for at in range(count)})


def record(count):
    addresses = ",\n".join(f'    "mihon/{at}/"' for at in range(100, 100 + count))
    files = one(answer("資格を管理する。"))
    files[".kohyo/published.json"] = '{\n  "version": 1,\n  "addresses": [\n' + addresses + "\n  ]\n}\n"
    return files


IMPORT = ["import", "in", "--into", "content/mihon", "--agency", "みほん市長", "--number", "7", "--dry-run"]


def taken(bytes, name="in.txt"):
    files = one(answer("資格を管理する。"))
    files[name] = bytes
    return files


# Name: command, size at one time, what there is to read at a size.
INPUTS = {
    "cover-dates": ("import", 500, lambda n: taken("特定個人情報保護評価書(全項目評価書)\n" + " ".join(day(at) for at in range(n)) + "\n" + SECTION)),
    "cover-dates-lines": ("import", 500, lambda n: taken(COVER + "\n".join(day(at) for at in range(n)) + "\n" + SECTION)),
    "cover-labels": ("import", 4000, lambda n: taken(COVER + "評価書番号\n公表日\n" * n + SECTION)),
    "cover-words": ("import", 10000, lambda n: taken(COVER.replace("介護保険に関する事務", "事 務 " * n) + SECTION)),
    "cover-word": ("import", 20000, lambda n: taken(COVER.replace("介護保険", "あ" * n) + SECTION)),
    "cover-agency": ("import", 4000, lambda n: taken(COVER.replace("みほん県みほん市長", "市長 " * n) + SECTION)),
    "cover-overprinted": ("import", 2000, lambda n: taken(COVER + "個人情報保護委員会 承認日 【 承認日 【行政機関等 " * n + SECTION)),
    "text-items": ("import", 4000, lambda n: taken(COVER + SECTION + "②事務の内容\t資格を管理する。\n" * n)),
    "text-sections": ("import", 2000, lambda n: taken(COVER + (SECTION + "Ⅱ 特定個人情報ファイルの概要\n") * n)),
    "text-cells": ("import", 20000, lambda n: taken(COVER + SECTION + "\t".join(["資格"] * n) + "\n")),
    "text-line": ("import", 100000, lambda n: taken(COVER + SECTION + "あ" * n + "\n")),
    "text-marks": ("import", 4000, lambda n: taken(COVER + SECTION + "[ ○ ] 1) 委託する [   ] 2) 委託しない\n" * n)),
    "text-brackets": ("import", 20000, lambda n: taken(COVER + SECTION + "[" * n + "(" * n + "<" * n + "\n")),
    "text-log": ("import", 1000, lambda n: taken(COVER + SECTION + "(別添3)変更箇所\n変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明\n" + "".join(f"{day(at)}\tⅠ 1. ②\t甲{at}\t乙{at}\t事後\t\n" for at in range(n)))),
    "workbook-rows": ("import", 4000, lambda n: taken(workbook(n), "in.xlsx")),
    "pdf-pages": ("import", 200, lambda n: taken(pdf(n), "in.pdf")),
    "pdf-strokes": ("import", 4000, lambda n: taken(drawn(n), "in.pdf")),
    "emphasis": ("check", 4000, lambda n: one(answer("**a" * n))),
    "brackets": ("check", 10000, lambda n: one(answer("[" * n + "a](" * n))),
    "ticks": ("check", 400, lambda n: one(answer(" ".join("`" * at for at in range(1, n))))),
    "tags": ("check", 10000, lambda n: one(answer("<a " * n + "<!--" * n + "&amp;" * n))),
    "quotes": ("check", 4000, lambda n: one(answer(">" * n + " 甲"))),
    "lists": ("check", 2000, lambda n: one(answer("- " * n + "甲"))),
    "headings": ("check", 2000, lambda n: one(answer("") + "# 甲\n" * n)),
    "headings-of-all-levels": ("check", 500, lambda n: one(answer("") + "".join(f"{'#' * (at % 6 + 1)} 甲{at}\n資格\n" for at in range(n * 4)))),
    "blocks": ("check", 1000, lambda n: one(front() + "# Ⅱ 特定個人情報ファイルの概要\n## 1. 特定個人情報ファイル名\n国保\n## 4. 特定個人情報の取扱いの委託\n" + "".join(f"### 委託事項{at} 甲{at}\n#### ①委託内容\n資格\n" for at in range(1, n + 1)))),
    "boxes": ("check", 4000, lambda n: one(answer("".join(f"- [x] {at}) 甲{at}\n" for at in range(n))))),
    "escapes": ("check", 50000, lambda n: one(answer("\\" * n + "*"))),
    "digits": ("check", 50000, lambda n: one(answer("1" * n + " " + "1 " * n + "1-" * n))),
    "numbers": ("check", 1000, lambda n: one(answer("\n".join(checked(10_000_000_000 + at * 7919) for at in range(n))))),
    "addresses": ("check", 10000, lambda n: one(answer("a@" * n + "a@b.example.com " * (n // 8)))),
    "allow": ("check", 100, allowed),
    "front-matter": ("check", 1000, lambda n: one(answer("資格").replace("\n---\n\n#", "\n" + "".join(f"a{at}: [{{a: b}}]\n" for at in range(n)) + "---\n\n#"))),
    "front-matter-deep": ("check", 10000, lambda n: one(answer("資格").replace("\n---\n\n#", "\na: " + "[" * n + "\n---\n\n#"))),
    "record": ("check", 5000, record),
    "log-same": ("check", 500, lambda n: one(rows(n, lambda at: f"| {day(at)} | Ⅰ 1. ② | 資格{at}を管理 | 資格{at + 1}を管理 | 事後 | |\n"))),
    "log-cell": ("check", 5000, lambda n: one(rows(1, lambda at: f"| {day(at)} | {'Ⅰ 1. ② ' * n} | {'甲<br>' * n} | {'乙<br>' * n} | 事後 | |\n"))),
    "laws": ("build", 2000, lambda n: one(answer("番号法第9条第1項 別表の24の項、国民健康保険法第" * n))),
    "groups": ("build", 1000, lambda n: one(answer("".join(f"<甲{at}における措置>\n資格\n" for at in range(n))))),
    "lines": ("build", 5000, lambda n: one(answer("".join(f"資格を管理する。{at}\n" for at in range(n))))),
    "same-lines": ("build", 5000, lambda n: one(answer("資格の管理を行うものとする。" * n))),
    "marks-above": ("build", 20000, lambda n: one(answer("か" + "\u3099" * n + "\u200d" * 9))),
    "records": ("build", 1000, lambda n: one(front(extra="files: [{id: kokuho, name: 国保}]\n") + "# (別添2) 特定個人情報ファイル記録項目\n" + "".join(f"{at}.甲{at}\n" for at in range(1, n + 1)))),
    "log-build": ("build", 500, lambda n: one(rows(n, lambda at: f"| {day(at)} | Ⅰ 1. ② | 資格{at}を管理 | 資格{at + 1}を管理 | 事後 | |\n"))),
    "cell-differences": ("build", 2000, lambda n: one(rows(1, lambda at: f"| {day(at)} | Ⅰ 1. ② | {''.join(chr(0x4e00 + (i * 7919) % 9000) for i in range(n))} | {''.join(chr(0x4e00 + (i * 104729) % 9000) for i in range(n))} | 事後 | |\n"))),
    "versions": ("build", 12, versions),
    "subjects": ("build", 50, subjects),
}


def measure(program, name, size):
    command, base, make = INPUTS[name]
    with tempfile.TemporaryDirectory(prefix="kohyo-growth-") as folder:
        root, bytes, inputs = pathlib.Path(folder), 0, []
        for path, text in make(max(int(base * size), 1)).items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            data = text if isinstance(text, (bytearray, type(b""))) else text.encode()
            file.write_bytes(data)
            bytes += len(data)
            if "/" not in path:
                inputs.append(path)
        args = [program, "--lang", "en", command]
        if command == "import":
            args = [program, "--lang", "en", *[inputs[0] if arg == "in" else arg for arg in IMPORT]]
        elif command == "build":
            args.append("-q")
        with open(root / "out", "wb") as out:
            start = time.monotonic()
            child = subprocess.Popen(args, cwd=root, stdout=out, stderr=out)
            while True:
                done, status, usage = os.wait4(child.pid, os.WNOHANG)
                if done:
                    break
                if time.monotonic() - start > 6 * SECONDS:
                    os.kill(child.pid, signal.SIGKILL)
                time.sleep(0.005)
            child.returncode = 0
            taken = time.monotonic() - start
        said = (root / "out").stat().st_size
        code = os.waitstatus_to_exitcode(status)
        return bytes, taken, usage.ru_maxrss / 1024, code, said, (root / "out").read_text(errors="replace")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--size", type=float, default=1.0)
    arguments.add_argument("--show", action="store_true", help="print what the command said at the largest size")
    arguments.add_argument("names", nargs="*")
    options = arguments.parse_args()
    program = str(pathlib.Path(os.environ["KOHYO"]).resolve())
    missed = []
    print(f"{'input':24} {'command':7} {'bytes':>9} {'1×':>7} {'2×':>7} {'4×':>7} {'8×':>7} {'ratio':>6} {'MB':>6} {'said':>9} code")
    for name in options.names or INPUTS:
        runs = []
        for times in (1, 2, 4, 8):
            runs.append(measure(program, name, options.size * times))
            if runs[-1][1] > 6 * SECONDS:
                break
        seconds = [run[1] for run in runs]
        bytes, last, memory, code, said, text = runs[-1]
        ratio = seconds[-1] / seconds[-2] if len(seconds) > 1 else 0
        bad = last > SECONDS or max(run[2] for run in runs) > MEGABYTES or (last > 1 and ratio > RATIO) or code not in (0, 1)
        if bad:
            missed.append(name)
        shown = " ".join(f"{s:7.2f}" for s in seconds) + " " * 8 * (4 - len(seconds))
        print(f"{name:24} {INPUTS[name][0]:7} {bytes:9} {shown} {ratio:6.1f} {memory:6.0f} {said:9} {code}{'  MISSED' if bad else ''}", flush=True)
        if options.show:
            print(text[:2000])
    print(f"{len(options.names or INPUTS)} inputs, {len(missed)} beyond a mark{': ' if missed else ''}{', '.join(missed)}")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
