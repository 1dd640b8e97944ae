"""Reads one evaluation (Markdown with front matter) and the form it is written on.

Only what the generator needs: headings as a tree, answers as text, options, counts and tables. Notes of the site
itself (lines that begin with `>`) are left out, because no original prints them.
"""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OPTION = re.compile(r"^- \[([ x?])\] (.*)$")
NUMBERED = re.compile(r"^(\d+)\) (.*)$")
DETAIL = re.compile(r"^(.*?) \((.*)\)( 件)?$")
COUNT = re.compile(r"^\((\d+)\) 件$")


@dataclass
class Option:
    ticked: bool
    label: str
    number: int | None = None
    detail: str | None = None  # the text in the bracket behind the option; None where the form prints no bracket
    unit: str = ""  # 件 behind a bracket that counts


@dataclass
class Text:
    text: str


@dataclass
class Options:
    options: list[Option]

    @property
    def choice(self) -> bool:
        return all(option.number is not None for option in self.options)


@dataclass
class Count:
    number: str


@dataclass
class Table:
    rows: list[list[str]]


@dataclass
class Node:
    level: int
    label: str
    body: list = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)

    def text(self) -> str:
        return "\n".join(block.text for block in self.body if isinstance(block, Text))

    def child(self, label: str) -> "Node | None":
        return next((child for child in self.children if child.label == label), None)


@dataclass
class Evaluation:
    front: dict[str, str]
    chapters: list[Node]
    groups: set[str]  # labels of the form that have no answer of their own
    answers: set[str]

    def cover(self, label: str) -> str:
        node = self.chapters[0].child(label)
        return node.text() if node else ""

    def is_group(self, label: str) -> bool:
        bare = label.removesuffix(" ※")
        return bare in self.groups and bare not in self.answers


def unescape(line: str) -> str:
    line = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", line)
    return line.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def option(mark: str, text: str) -> Option:
    text = unescape(text)
    if numbered := NUMBERED.match(text):
        return Option(mark == "x", numbered[2], int(numbered[1]))
    if detail := DETAIL.match(text):
        return Option(mark == "x", detail[1], None, detail[2], (detail[3] or "").strip())
    return Option(mark == "x", text)


def table_row(line: str) -> list[str]:
    cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
    return [unescape(cell.strip()).replace("<br>", "\n") for cell in cells]


def blocks(lines: list[str]) -> list:
    """Consecutive lines of one sort make one block. A blank line inside a text stays a blank line."""
    found: list = []
    blank = False
    for line in lines:
        if line.startswith(">"):
            continue
        if not line.strip():
            blank = True
            continue
        last = found[-1] if found else None
        if match := OPTION.match(line):
            if not isinstance(last, Options):
                found.append(last := Options([]))
            last.options.append(option(*match.groups()))
        elif line.startswith("|"):
            if not isinstance(last, Table):
                found.append(last := Table([]))
            if not re.fullmatch(r"[|\s:-]+", line):
                last.rows.append(table_row(line))
        elif match := COUNT.match(line):
            found.append(Count(match[1]))
        elif isinstance(last, Text):
            last.text += ("\n\n" if blank else "\n") + unescape(line.rstrip())
        else:
            found.append(Text(unescape(line.rstrip())))
        blank = False
    for block in found:
        # The site puts the chosen option first; the form prints them by number.
        if isinstance(block, Options) and block.choice:
            block.options.sort(key=lambda one: one.number)
    return found


def front_matter(text: str) -> dict[str, str]:
    front = {}
    for line in text.splitlines():
        key, _, value = line.partition(": ")
        if re.fullmatch(r"[a-z_]+", key):
            front[key] = value.strip().strip('"')
    return front


def form_labels(name: str) -> tuple[set[str], set[str]]:
    """Labels of groups and labels of answers on the form of this name."""
    for path in sorted((ROOT / "src/form").glob("y*.toml")):
        form = tomllib.loads(path.read_text())
        if form["name"] == name:
            empty = ("group", "section", "block")
            groups = {item["label"] for item in form["item"] if item["type"] in empty}
            answers = {
                item["label"] for item in form["item"] if item["type"] not in empty and not item.get("unlabelled")
            }
            return groups, answers
    raise SystemExit(f"no form is called {name}")


def read(path: Path) -> Evaluation:
    _, front, body = path.read_text().split("---\n", 2)
    root = Node(0, "")
    stack, pending = [root], []

    def close():
        stack[-1].body = blocks(pending)
        pending.clear()

    for line in body.splitlines():
        if match := re.match(r"^(#+) (.*)$", line):
            close()
            node = Node(len(match[1]), unescape(match[2]))
            while stack[-1].level >= node.level:
                stack.pop()
            stack[-1].children.append(node)
            stack.append(node)
        else:
            pending.append(line)
    close()
    front = front_matter(front)
    return Evaluation(front, root.children, *form_labels(front["form"]))
