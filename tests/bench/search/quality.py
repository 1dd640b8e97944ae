#!/usr/bin/env python3
"""How good the answers are: quality.py KOHYO OUTPUT QUERIES NAMES [--pages]

OUTPUT is a built site, QUERIES a table with tabs: the question, the name of the source, the section, the text that the
best hit has to hold (several accepted ones between " || "), a remark. A source of "-" says that nothing may be found.
NAMES says which page a source became: lines "source-prefix address".

Printed: how often the first hit is right, one of the first three, the mean reciprocal rank, every miss; questions that
must find nothing. Each question is asked as it stands; where nothing of it is published now and kohyo offers the past
versions, drafts and texts before a change, the offer is taken (状態:すべて), and such questions are counted apart.
With --pages a hit counts when it is on the right page, which is all that searches of whole pages can give.
"""
import json
import re
import subprocess
import sys
import unicodedata


def folded(text):
    # The brackets that the paper form prints around an answer are no part of it.
    return re.sub(r"[\s\[\]]", "", unicodedata.normalize("NFKC", text))


def ask(kohyo, output, question):
    command = [kohyo, "search", question, "--limit", "10", "--format", "json", "--output", output]
    done = subprocess.run(command, capture_output=True, text=True)
    return json.loads(done.stdout)["hits"] if done.returncode == 0 and done.stdout else []


def questions(path):
    for line in open(path, encoding="utf-8"):
        cells = line.rstrip("\n").split("\t")
        if len(cells) >= 4 and cells[0] and not cells[0].startswith("#"):
            yield cells[0], cells[1], [folded(text) for text in cells[3].split(" || ")]


def main():
    kohyo, output, table, names = sys.argv[1:5]
    pages = "--pages" in sys.argv
    addresses = dict(line.split() for line in open(names, encoding="utf-8") if line.strip())
    ranks, offered, leaks, silent = [], 0, [], 0
    for question, source, accepted in questions(table):
        hits = ask(kohyo, output, question)
        if source == "-":
            silent += 1
            hits = hits or ask(kohyo, output, question + " 状態:すべて")
            if hits:
                leaks.append((question, hits[0]["snippet"]))
            continue
        taken = False
        if not hits:
            hits, taken = ask(kohyo, output, question + " 状態:すべて"), True
        page = next(address for prefix, address in addresses.items() if source.startswith(prefix))
        rank = 0
        for place, hit in enumerate(hits, 1):
            text = folded("".join(hit["path"]) + hit["text"])
            if hit["url"].startswith(page) and (pages or any(part in text for part in accepted)):
                rank = place
                break
        ranks.append(rank)
        offered += taken and rank == 1
        if rank != 1:
            first = f"{hits[0]['url']} {hits[0]['snippet'][:60]!r}" if hits else "nothing"
            print(f"{'miss' if rank == 0 else f'rank {rank}'}: {question} (first: {first})")
    count = len(ranks) or 1
    print(f"{len(ranks)} questions: success@1 {sum(r == 1 for r in ranks) / count:.3f}, "
          f"@3 {sum(0 < r <= 3 for r in ranks) / count:.3f}, MRR {sum(1 / r for r in ranks if r) / count:.3f}; "
          f"{offered} of the first hits by taking the offer of 状態:すべて")
    print(f"{silent} questions must find nothing: {silent - len(leaks)} do")
    for question, snippet in leaks:
        print(f"leak: {question}: {snippet[:60]!r}")


main()
