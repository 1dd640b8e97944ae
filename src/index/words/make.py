#!/usr/bin/env python3
"""Makes readings.z, kanji.z and groups.z of SudachiDict: make.py SYNONYMS.TXT

Needs the packages sudachipy and sudachidict_core of PyPI, and synonyms.txt of the same dictionary's sources. Who runs it
again with a newer dictionary changes what every index holds. What is taken:

readings  nouns, prefixes and suffixes of one to four characters, kanji of JIS X 0208 level 1 and kana; no personal names;
          of longer words only those that do not sound as their parts do
kanji     how single kanji sound in words of two kanji, at most three ways, the most frequent first
groups    synonyms; not those of which the dictionary says that they must not be used, former names and mistakes; behind
          ">" those that are found and not looked for. No word leads to katakana of up to three characters, which are part
          of others as often as words of their own: ネット stands in ネットワーク too, ログ in プログラム
"""
import collections
import itertools
import sys
import zlib

import sudachipy

SINGLES = ("接尾辞", "接頭辞")


def kanji_of_level_1():
    for high, low in itertools.product(range(0x88, 0x99), range(0x40, 0xFD)):
        try:
            c = bytes([high, low]).decode("shift_jis")
        except UnicodeDecodeError:
            continue
        if len(c) == 1 and "\u4e00" <= c <= "\u9fff":
            yield c


LEVEL_1 = set(kanji_of_level_1()) | {"々"}


def is_hiragana(c):
    return "\u3041" <= c <= "\u3096"


def hiragana(text):
    return "".join(chr(ord(c) - 0x60) if "\u30a1" <= c <= "\u30f6" else c for c in text)


def entries():
    words, singles, sounds = collections.defaultdict(dict), collections.defaultdict(set), collections.defaultdict(set)
    for entry in sudachipy.Dictionary().entries():
        surface, reading, pos = entry.surface(), entry.reading_form(), entry.part_of_speech()
        if not 1 <= len(surface) <= 4 or not reading or not all("\u30a1" <= c <= "\u30fc" for c in reading):
            continue
        if not all(c in LEVEL_1 or is_hiragana(c) for c in surface) or all(is_hiragana(c) for c in surface):
            continue
        reading = hiragana(reading)
        if len(surface) == 1:
            sounds[surface].add(reading)
            if pos[0] in SINGLES:
                singles[surface].add(reading)
            continue
        if pos[0] not in ("名詞", "形状詞") or pos[1] == "数詞" or (pos[1] == "固有名詞" and pos[2] != "地名"):
            continue
        words[surface][reading] = words[surface].get(reading, True) and pos[1] == "固有名詞"
    return words, singles, sounds


def readings(words, singles):
    own = {}
    for word, found in words.items():
        common = sorted(reading for reading, place in found.items() if not place)
        own[word] = common or ([] if word[-1] in "町村" else sorted(found))
    part = lambda text: own.get(text, ()) if len(text) > 1 else singles.get(text, ())

    def of_parts(word, reading):
        splits = ((word[:at], word[at:]) for at in range(1, len(word)))
        return any(reading.startswith(a) and reading[len(a):] in part(right)
                   for left, right in splits for a in part(left))

    out = collections.defaultdict(set)
    for word, found in own.items():
        kept = [reading for reading in found if len(word) < 3 or not of_parts(word, reading)]
        for reading in kept[:3]:
            out[reading].add(word)
    for kanji, found in singles.items():
        for reading in found:
            out[reading].add(kanji)
    return out, own


def kanji(own, sounds):
    counts = collections.Counter()
    for word, found in own.items():
        if len(word) != 2 or not all(c in LEVEL_1 for c in word):
            continue
        # Where one of the two is known, the rest is how the other sounds.
        for reading in found[:1]:
            ways = {a for a in sounds[word[0]] if reading.startswith(a)}
            ways |= {reading[: -len(b)] for b in sounds[word[1]] if reading.endswith(b)}
            for a in ways:
                if 0 < len(a) < len(reading) and len(reading) - len(a) <= 4 and len(a) <= 4:
                    counts[word[0], a] += 1
                    counts[word[1], reading[len(a):]] += 1
    by_kanji = collections.defaultdict(list)
    for (c, reading), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if count >= 3 and len(by_kanji[c]) < 3:
            by_kanji[c].append(reading)
    out = collections.defaultdict(set)
    for c, found in by_kanji.items():
        for reading in found:
            out[reading].add(c)
    return out


def groups(path):
    found = collections.defaultdict(list)
    for line in open(path, encoding="utf-8"):
        cells = line.rstrip("\n").split(",")
        if len(cells) >= 9 and cells[2] != "2" and cells[4] not in ("3", "4"):
            found[cells[0]].append((cells[8].strip(), cells[2] == "1"))
    for members in found.values():
        keys, others = [], []
        for word, passive in members:
            latin = word.isascii() and (len(word) > 8 or not word.isupper())
            if word and len(word) <= 12 and not latin and not set(word) & set("=>#\t") and word not in keys + others:
                (others if passive else keys).append(word)
        if keys and len(keys) + len(others) > 1 and not all(word.isascii() for word in keys + others):
            yield "=".join(keys) + (">" + "=".join(others) if others else "")


def is_short(word):
    return len(word) <= 3 and all("\u30a1" <= c <= "\u30fc" for c in word)


def to_whole_words(rows):
    for row in rows:
        keys, _, others = row.partition(">")
        short = [word for word in keys.split("=") if is_short(word)]
        keys = [word for word in keys.split("=") if not is_short(word)]
        others = [word for word in others.split("=") if word and not is_short(word)]
        if short and keys + others:
            yield "=".join(short) + ">" + "=".join(keys + others)
        if keys:
            yield "=".join(keys) + (">" + "=".join(others) if others else "")


def write(name, lines):
    text = "\n".join(lines)
    packed = zlib.compress(text.encode(), 9)
    open(f"{__file__.rsplit('/', 1)[0] if '/' in __file__ else '.'}/{name}", "wb").write(packed)
    print(name, len(lines), len(text.encode()), len(packed))


def main():
    words, singles, sounds = entries()
    found, own = readings(words, singles)
    write("readings.z", [" ".join([reading, *sorted(words)]) for reading, words in sorted(found.items())])
    write("kanji.z", [f"{reading} {''.join(sorted(kanji))}" for reading, kanji in sorted(kanji(own, sounds).items())])
    write("groups.z", list(to_whole_words(groups(sys.argv[1]))))


main()
