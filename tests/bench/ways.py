#!/usr/bin/env python3
"""Ways of writing a 個人番号, made by rules, and whether `kohyo check` stops at each; ordinary numbers, and how often it does.

Usage: KOHYO=target/debug/kohyo tests/bench/ways.py [--half seen|aside|all] [--numbers N] [--print] [--ordinary N] [--build N]

A way is a template: `#` and `＃` are the digits of a number in order, narrow and wide, `〓` in kanji, `\\=①` a digit in the
dress of that character, `\\n`, `\\t` and `\\u200b` what they say. Real: people write so without thinking of it. Plausible:
somebody might. Half of the ways, by their hash, is set aside: rules are changed after looking at the seen half alone. Each way
is a file of its own in one portal, with as many numbers as asked for; it is held where every one of them stops. --print prints
the ways as src/privacy/ways.tsv keeps them. Of ordinary numbers, by kind, those are counted that are stopped: --ordinary says of how many.
--build takes so many of the ways, each alone in a portal, through `kohyo build`: it has to stop there too, and no digits of the
number may be in what is printed or written, be it as text of any script, in UTF-16, in Base64 or in hexadecimal digits.

Exit code 1 where a real way passes, or more than one in ten of the plausible ones; where `build` lets one pass that `check` stops,
or anything of a number is left. Nothing but Python's standard library.
"""

import argparse
import base64
import collections
import concurrent.futures
import hashlib
import itertools
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unicodedata

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from growth import answer, checked, portal

KOHYO = str(pathlib.Path(os.environ.get("KOHYO", "target/debug/kohyo")).resolve())
DRESSES = [
    "⓪①②③④⑤⑥⑦⑧⑨", "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉", "⓿❶❷❸❹❺❻❼❽❾", "🄋➀➁➂➃➄➅➆➇➈", "🄌➊➋➌➍➎➏➐➑➒",
    "0⑴⑵⑶⑷⑸⑹⑺⑻⑼", "🄀⒈⒉⒊⒋⒌⒍⒎⒏⒐", "0⓵⓶⓷⓸⓹⓺⓻⓼⓽", "🄁🄂🄃🄄🄅🄆🄇🄈🄉🄊", "〇㈠㈡㈢㈣㈤㈥㈦㈧㈨", "〇㊀㊁㊂㊃㊄㊅㊆㊇㊈",
]


def number(seed):
    """A number with the right check digit that begins like no year."""
    return checked(70_000_000_000 + random.Random(seed).randrange(10_000_000_000))


def filled(template, digits):
    digits = itertools.cycle(digits)
    out, at = [], 0
    while at < len(template):
        c = template[at]
        at += 1
        if c == "#":
            out.append(next(digits))
        elif c == "＃":
            out.append(chr(ord("０") + int(next(digits))))
        elif c == "〓":
            out.append("〇一二三四五六七八九"[int(next(digits))])
        elif c == "\\" and template[at] in "nt":
            out.append("\n" if template[at] == "n" else "\t")
            at += 1
        elif c == "\\" and template[at] == "=":
            out.append(next(row for row in DRESSES if template[at + 1] in row)[int(next(digits))])
            at += 2
        elif c == "\\" and template[at] == "u":
            out.append(chr(int(template[at + 1 : at + 5], 16)))
            at += 5
        else:
            out.append(c)
    return "".join(out)


def groups(sign, sizes=(4, 4, 4), digit="#"):
    return sign.join(digit * size for size in sizes)


def real():
    forms = [groups(""), groups("-"), groups(" "), groups("", digit="＃"), groups("－", digit="＃"), groups("　", digit="＃")]
    frames = [
        "窓口で提示された番号は{}であった。", "届出書に記載された番号({})を確認する。", "対象者番号欄:{}", "甲野花子({})",
        "甲野花子様 {}", "別紙1のとおり、{}を照会した。", "(注){}は廃止した番号", "個人番号が{}の者", "マイナンバー: {}",
        "マイナンバー {}", "　個人番号　{}", "個人番号(本人):{}", "世帯主の個人番号【{}】", "番号:{}、氏名:甲野花子",
        "・{}\\n・甲野花子", "1. {}\\n2. 甲野花子", "表1 {}", "{} を参照", "変更前:{} 変更後:なし", "※{}", "→{}",
        "{}(令和6年4月1日時点)", "令和6年4月1日 {}", "電話 048-111-2222 {}", "〒360-0000 {}", "{}・甲野花子", "ID {}",
        "個人番号は「{}」", "番号「{}」", "『{}』", "<{}>", "{};", "\"{}\"", "'{}'", "`{}`", "**{}**", "__{}__", "~~{}~~",
        "| 氏名 | 番号 |\\n| --- | --- |\\n| 甲野花子 | {} |", "| 番号 | 氏名 |\\n| --- | --- |\\n| {} | 甲野花子 |",
        "| {} | 甲 |\\n| --- | --- |\\n| 乙 | 丙 |", "| 項目 |\\n| --- |\\n| 甲<br>{}<br>乙 |", "甲\\n{}\\n乙", "```\\n{}\\n```",
        "> {}", "- 甲\\n  - {}", "[{}](https://www.city.example.lg.jp/a/)", "個人番号の例は{}とする。", "テスト {} テスト",
        "select * from t where no = '{}'", "GET /api/person/{} 200", "ファイル {}.csv を取り込む", "C:\\u005cdata\\u005c{}.txt",
    ]
    # Each frame with two of the forms, so that all of them come.
    for at, frame in enumerate(frames):
        for form in (forms[at % len(forms)], forms[(at * 5 + 2) % len(forms)]):
            path = form == groups(" ") and ("/" in frame or "u005c" in frame)
            if not path and not ("{}.csv" in frame and form != groups("")):
                yield "frame", frame.replace("{}", form)
    for name in ("個人番号", "マイナンバー", "個 人 番 号", "【個人番号】", "(個人番号)", "個人番号(12桁)"):
        for sizes in ((3, 3, 3, 3), (6, 6), (2,) * 6, (1,) * 12, (5, 7), (4, 8), (8, 4)):
            yield "named", f"{name} {groups(' ', sizes)}"


def plausible():
    for row in DRESSES:
        one = row[1]
        dressed = "\\=" + one
        yield "dressed", dressed * 12
        yield "dressed", f"番号は{dressed * 12}です"
        yield "dressed", groups("-", digit=dressed)
        yield "dressed", "個人番号 " + groups(" ", digit=dressed)
        yield "dressed", f"######{dressed * 6}"
    for word in ("の", "ノ", "ハイフン", "(ハイフン)", "（ハイフン）", " ハイフン ", "ﾊｲﾌﾝ", "ダッシュ", "スペース", "空白", "マイナス", " の "):
        yield "spoken", groups(word)
        yield "spoken", f"個人番号は{groups(word)}です"
        yield "spoken", groups(word, digit="＃")
    for glued in ("#" * 24, "番号" + "#" * 24 + "の二人", "#" * 36, "19750101" + "#" * 12, "#" * 12 + "19750101", "20240401" + "#" * 12,
                  "個人番号" + "#" * 12 + "0", "個人番号 " + "#" * 12 + "001", "個人番号:" + "#" * 24, "マイナンバー19750101" + "#" * 12,
                  "個人番号 0" + "#" * 12, "マイナンバー:" + "#" * 12 + "19750101", "個人番号" + "＃" * 12 + "０１",
                  "氏名,番号\\n甲," + "#" * 24, "個人番号=" + "#" * 12 + "12"):
        yield "glued", glued
        yield "glued", f"甲野花子 {glued}" if not glued.startswith(("個", "マ", "氏")) else f"※{glued}"
    for address in ("https://www.city.example.lg.jp/{}", "https://www.city.example.lg.jp/{}.pdf", "https://www.city.example.lg.jp/kojin/{}.xlsx",
                    "https://www.city.example.lg.jp/?bangou={}", "https://www.city.example.lg.jp/?q={}&x=1", "https://www.city.example.lg.jp/a?number={}",
                    "https://www.city.example.lg.jp/a\u0023{}", "http://localhost/{}.png", "https://www.city.example.lg.jp/a/{}?x=1", "www.city.example.lg.jp/{}",
                    "ftp://example.jp/{}", "file:///C:/{}.txt", "mailto:{}@example.lg.jp", "tel:{}", "https://www.city.example.lg.jp/%E7%94%B2_{}.pdf",
                    "https://www.city.example.lg.jp/?kojin_bango={}", "https://www.city.example.lg.jp/search?word={}"):
        address = address.replace("#{}", "\\u0023{}")
        yield "address", address.replace("{}", "#" * 12)
        yield "address", f"[様式]({address.replace('{}', '#' * 12)})を参照"
    boxes = lambda cells: "| " + " | ".join(cells) + " |"
    rule = lambda count: boxes(["---"] * count)
    for digit in ("#", "＃"):
        cells = [digit] * 12
        yield "cells", f"{boxes(cells)}\\n{rule(12)}"
        yield "cells", f"{boxes([''] * 12)}\\n{rule(12)}\\n{boxes(cells)}"
        yield "cells", f"{boxes(['個人番号', *cells])}\\n{rule(13)}"
        yield "cells", f"{boxes(['番号', '個人番号'])}\\n{rule(2)}\\n{boxes(['1', digit * 6 + '<br>' + digit * 6])}"
        yield "cells", f"{boxes(['マイナンバー', digit * 3, digit * 3, digit * 3, digit * 3])}\\n{rule(5)}"
    entity = "&\\u0023x3#;"
    yield "entities", entity * 12
    yield "entities", f"| 甲 |\\n| --- |\\n| {entity * 12} |"
    yield "entities", boxes(["個人番号", *[entity] * 12]) + "\\n" + rule(13)
    yield "entities", boxes(["個人番号", entity * 4, entity * 4, entity * 4]) + "\\n" + rule(4)
    yield "entities", f"{entity * 4}&\\u002345;{entity * 4}&\\u002345;{entity * 4}"
    yield "entities", "####&hyphen;####&hyphen;####"
    yield "entities", "####&ndash;####&ndash;####"
    yield "entities", "####&\\u00238208;####&\\u00238208;####"
    yield "entities", "####&emsp;####&emsp;####"
    yield "entities", "####&middot;####&middot;####"
    signs = ["‐", "‑", "‒", "–", "—", "―", "−", "ｰ", "─", "╌", "┄", "⸺", "˗", "﹣", "⁻", "₋", "・", "･", "·", "•", "∙", "●", "◆", "★", "\u3000",
             "\u2002", "\u2003", "\u2007", "\u200a", "\u205f", "\u180e", "\u2061", "\u2028", "~", "〜", "=", "＝", "+", "＋", "*", "＊", "^", "'", "’",
             "”", "|", "¦", "‖", "¬", "→", "➡", "》", "〉", "》《", "><", "/", "／", "//", "\\u005c", ":", "：", "；", ";", "・・", "--", "----", " / ", " : "]
    for sign in signs:
        sign = sign.replace("\u2028", "\\u2028")
        yield "sign", f"個人番号 {groups(sign)}"
    for sign in signs[:30]:
        yield "sign alone", f"番号は{groups(sign)}です"
    for text in ("個人番号は\\n\\n{}", "個人番号\\n: {}", "個人番号 ########\\n####", "{}[^1]\\n\\n[^1]: 甲", "個人番号<br><br>{}", "|個人番号|{}|\\n|-|-|",
                 "<details>{}</details>", "<!-- {} -->", "<span title=\"{}\">甲</span>", "![甲]({}.png)", "![甲](a.png \"{}\")", "[甲][1]\\n\\n[1]: https://example.jp/ \"{}\"",
                 "個人番号\\u3000\\u3000\\u3000{}", "\\u200f{}\\u200e", "個人番号（甲野花子の分。）{}", "個人番号①{}", "①個人番号②{}", "個人番号・{}", "my number is {}",
                 "My-Number:{}", "mynumber{}", "個人№{}", "№{}", "No.{}", "#{}".replace("#", "\\u0023"), "{}様", "{}氏", "{}です", "{}が", "第{}", "約{}", "({})", "x{}", "{}x"):
        yield "beside", text.replace("{}", "#" * 12)


def ways():
    seen = set()
    for likelihood, made in (("real", real()), ("plausible", plausible())):
        for kind, text in made:
            if text not in seen:
                seen.add(text)
                half = "aside" if hashlib.sha256(text.encode()).digest()[0] % 2 else "seen"
                yield likelihood, half, kind, text


def ordinary():
    """Kinds of ordinary numbers, each a function of a generator."""
    digits = lambda r, count: "".join(r.choice("0123456789") for _ in range(count))
    first = lambda r, count: r.choice("123456789") + digits(r, count - 1)
    comma = lambda text: f"{int(text):,}"
    four = lambda r: "-".join(digits(r, 4) for _ in range(3))
    return {
        "円, 13桁, コンマ": lambda r: f"予算額は{comma(first(r, 13))}円である。",
        "円, 12桁, コンマ": lambda r: f"予算額は{comma(first(r, 12))}円である。",
        "円, 12桁": lambda r: f"予算額は{first(r, 12)}円である。",
        "¥, 12桁, コンマ": lambda r: f"¥{comma(first(r, 12))}",
        "表 見出しの行に 円, 12桁, コンマ": lambda r: f"| 予算額(円) | {comma(first(r, 12))} |\n| --- | --- |",
        "表 見出しの列に 円, 12桁, コンマ": lambda r: f"| 年度 | 予算額(円) |\n| --- | --- |\n| 令和6年度 | {comma(first(r, 12))} |",
        "表 見出しの列に 円, 12桁": lambda r: f"| 年度 | 予算額(円) |\n| --- | --- |\n| 令和6年度 | {first(r, 12)} |",
        "表 見出しのない金額, 12桁, コンマ": lambda r: f"| 甲 | 乙 |\n| --- | --- |\n| 丙 | {comma(first(r, 12))} |",
        "表 金額, 9から11桁, コンマ": lambda r: f"| 甲 | 乙 |\n| --- | --- |\n| 丙 | {comma(first(r, r.randint(9, 11)))} |",
        "千円, 12桁, コンマ": lambda r: f"{comma(first(r, 12))}千円",
        "4-4-4 範囲": lambda r: f"{digits(r, 4)}-{digits(r, 4)}番",
        "4-4-4 年の範囲": lambda r: f"{r.randint(1990, 2030)}-{r.randint(1990, 2030)}-{r.randint(1990, 2030)}",
        "電話 市外局番": lambda r: f"0{digits(r, 2)}-{digits(r, 3)}-{digits(r, 4)}",
        "電話 0120": lambda r: f"0120-{digits(r, 3)}-{digits(r, 3)}、0570-{digits(r, 3)}-{digits(r, 3)}",
        "電話 国番号": lambda r: f"+81-3-{digits(r, 4)}-{digits(r, 4)}",
        "電話 +81 を一続きに": lambda r: f"+81{r.choice('3689')}0{digits(r, 8)}",
        "口座番号 3-7": lambda r: f"口座番号 {digits(r, 3)}-{digits(r, 7)}",
        "口座番号 記号番号": lambda r: f"記号 1{digits(r, 4)} 番号 {digits(r, 8)}",
        "カード 4-4-4-4": lambda r: four(r) + "-" + digits(r, 4),
        "注文番号 3-7-7": lambda r: f"注文番号 {digits(r, 3)}-{digits(r, 7)}-{digits(r, 7)}",
        "注文番号 4-4-4": lambda r: f"注文番号 {four(r)}",
        "受付番号 12桁": lambda r: f"受付番号 {first(r, 12)}",
        "送り状 4-4-4": lambda r: f"送り状番号 {four(r)}",
        "法人番号 13桁": lambda r: f"法人番号 {first(r, 13)}",
        "JANコード 13桁": lambda r: f"JANコード 49{digits(r, 11)}",
        "14桁の日時": lambda r: f"2026{r.randint(1, 12):02}{r.randint(1, 28):02}{r.randint(0, 23):02}{r.randint(0, 59):02}{r.randint(0, 59):02}",
        "20桁の日時": lambda r: f"2026{r.randint(1, 12):02}{r.randint(1, 28):02}{r.randint(0, 23):02}{r.randint(0, 59):02}{r.randint(0, 59):02}{digits(r, 6)}",
        "12桁の日時": lambda r: f"2026{r.randint(1, 12):02}{r.randint(1, 28):02}{r.randint(0, 23):02}{r.randint(0, 59):02}",
        "16桁": lambda r: first(r, 16),
        "20桁": lambda r: first(r, 20),
        "24桁": lambda r: first(r, 24),
        "アドレスの頁 10桁": lambda r: f"https://www.city.example.jp/soshiki/{digits(r, 10)}.html",
        "アドレスの頁 12桁": lambda r: f"https://www.city.example.jp/soshiki/{digits(r, 12)}.html",
        "アドレスのフォルダ 12桁": lambda r: f"https://www.city.example.jp/{digits(r, 12)}/index.html",
        "アドレスの id 12桁": lambda r: f"https://www.city.example.jp/?id={digits(r, 12)}",
        "アドレスの文書 12桁": lambda r: f"https://www.city.example.jp/{first(r, 12)}.pdf",
        "アドレスの文書 日時": lambda r: f"https://www.city.example.jp/2026{r.randint(1, 12):02}{r.randint(1, 28):02}{r.randint(0, 23):02}{r.randint(0, 59):02}.pdf",
        "丸数字の列挙": lambda r: "".join("①②③④⑤⑥⑦⑧⑨⑩"[: r.randint(3, 10)]) + f"の{r.randint(1, 99)}",
        "丸数字の列挙, 読点": lambda r: "、".join("①②③④⑤⑥⑦⑧⑨⑩⑪⑫"[: r.randint(3, 12)]),
        "条の枝番": lambda r: f"第{r.randint(1, 99)}条の{r.randint(2, 9)}の{r.randint(2, 9)}、別表の{r.randint(1, 99)}の{r.randint(2, 9)}の項",
        "脚注 上付き": lambda r: "¹²³⁴⁵⁶⁷⁸⁹"[: r.randint(1, 9)] + f" {r.randint(1, 9999)}",
        "件数の表": lambda r: "| 月 | 件数 |\n| --- | --- |\n" + "\n".join(f"| {m}月 | {r.randint(0, 9999)} |" for m in range(1, 13)),
        "12か月の一桁の件数": lambda r: "| " + " | ".join(f"{m}月" for m in range(1, 13)) + " |\n|" + " --- |" * 12 + "\n| " + " | ".join(digits(r, 1) for _ in range(12)) + " |",
    }


def stopped(texts):
    """Of which of the texts `kohyo check` says PRIV-01 or PRIV-03, each in a file of its own, and whether digits were printed."""
    files = portal({f"{at}.md": answer(text).replace('number: "12"', f'number: "{at}"', 1) for at, text in enumerate(texts)})
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            place = pathlib.Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        done = subprocess.run([KOHYO, "check", "--format", "json"], cwd=folder, capture_output=True, text=True)
        if done.returncode not in (0, 1):
            sys.exit(f"ways.py: {done.returncode} {done.stderr[:2000]}")
        said = json.loads(done.stdout)
    findings = said if isinstance(said, list) else said["findings"]
    hit = set()
    for finding in findings:
        if (finding.get("rule") or finding.get("id")) in ("PRIV-01", "PRIV-03"):
            found = re.search(r"mihon/(\d+)\.md", json.dumps(finding))
            if found:
                hit.add(int(found.group(1)))
    return [at in hit for at in range(len(texts))]


def written(digits, content):
    """Whether the digits are in a file or a message, in whatever dress."""
    text = content.decode("utf-8", "ignore")
    plain = "".join(str(value) for value in (unicodedata.digit(c, None) for c in text) if value is not None)
    kanji = text.translate(str.maketrans("〇一二三四五六七八九", "0123456789"))
    if digits in plain or digits in re.sub("[^0-9]", "", kanji):
        return True
    # Six of them do in an encoding: the borders of a number are none of the encoding's.
    raw = [digits[at : at + 6].encode(encoding) for at in (0, 6) for encoding in ("utf-16-le", "utf-16-be")]
    raw += [digits.encode().hex().encode()]
    raw += [base64.b64encode(b"x" * shift + digits.encode())[4 if shift else 0 : 12] for shift in range(3)]
    return any(one in content for one in raw)


def built(text, digits):
    """Whether `kohyo build` stops at a text, and where anything of its number is left."""
    with tempfile.TemporaryDirectory() as folder:
        for path, content in portal({"12.md": answer(text)}).items():
            place = pathlib.Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content, encoding="utf-8")
        done = subprocess.run([KOHYO, "build"], cwd=folder, capture_output=True)
        left = ["what is printed"] if written(digits, done.stdout + done.stderr) else []
        for file in sorted(pathlib.Path(folder).rglob("*")):
            within = file.relative_to(folder)
            if file.is_file() and within.parts[0] != "content" and written(digits, file.read_bytes()):
                left.append(str(within))
        site = pathlib.Path(folder, "output").exists()
    if done.returncode not in (0, 1):
        sys.exit(f"ways.py: {done.returncode} {done.stderr[:2000]}")
    return done.returncode == 1 and not site, left


def through_build(chosen, hits, count):
    """Takes some of the ways through `build`; how many are wrong there."""
    numbers = lambda text: [number(f"{text}0"), number(f"{text}0+"), number(f"{text}0*")]
    some = sorted(range(len(chosen)), key=lambda at: hashlib.sha256(chosen[at][3].encode()).digest()[1:])[:count]
    texts = [(filled(chosen[at][3], "".join(numbers(chosen[at][3]))), numbers(chosen[at][3])[0]) for at in some]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        done = list(pool.map(lambda one: built(*one), texts))
    wrong = 0
    for at, (stops, left) in zip(some, done):
        # What passes `check` is said above; that the number is seen in its site shows that it would be.
        if hits[at] and (not stops or left) or not hits[at] and (stops or not left):
            wrong += 1
            print("build:", "stops" if stops else "passes", *left, chosen[at][3], sep="\t")
    print(f"build      {sum(stops for stops, _ in done):4} of {len(done)} stop, {sum(hits[at] for at in some)} as check does; {wrong} wrong")
    return wrong


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--half", choices=["seen", "aside", "all"], default="seen")
    options.add_argument("--numbers", type=int, default=3)
    options.add_argument("--print", action="store_true")
    options.add_argument("--ordinary", type=int, default=0, help="how many of each kind of ordinary numbers")
    options.add_argument("--build", type=int, default=0, help="how many of the ways, each alone, go through build")
    options = options.parse_args()
    chosen = [way for way in ways() if options.half in ("all", way[1])]
    if options.print:
        for likelihood, half, kind, text in chosen:
            print(f"{likelihood}\t{half}\t{text}")
        return 0
    texts = [filled(text, number(f"{text}{seed}") + number(f"{text}{seed}+") + number(f"{text}{seed}*")) for *_, text in chosen for seed in range(options.numbers)]
    hits = stopped(texts)
    rows = collections.defaultdict(lambda: [0, 0])
    passed = []
    for at, (likelihood, half, kind, text) in enumerate(chosen):
        held = all(hits[at * options.numbers : (at + 1) * options.numbers])
        rows[likelihood, kind][0] += held
        rows[likelihood, kind][1] += 1
        rows[likelihood, "all"][0] += held
        rows[likelihood, "all"][1] += 1
        if not held:
            passed.append((likelihood, kind, text))
    for (likelihood, kind), (held, count) in rows.items():
        print(f"{likelihood:10} {kind:12} {held:4} of {count:4} stop")
    for row in passed:
        print("passed:", *row, sep="\t")
    of_ways = hits
    if options.ordinary:
        r = random.Random(18)
        kinds = ordinary()
        for kind, make in kinds.items():
            hits = stopped([make(r) for _ in range(options.ordinary)])
            print(f"{sum(hits):5} of {len(hits)} stopped: {kind}")
    wrong = through_build(chosen, of_ways[:: options.numbers], options.build) if options.build else 0
    total = lambda likelihood: rows[likelihood, "all"]
    return int(wrong > 0 or total("real")[0] < total("real")[1] or total("plausible")[0] * 10 < total("plausible")[1] * 9)


if __name__ == "__main__":
    sys.exit(main())
