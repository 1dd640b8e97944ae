#!/usr/bin/env python3
"""Builds the same Markdown with kohyo, Hugo and Pagefind, in turn in one run: see ../peers.sh.

Content: ../generate.py; convert.py gives Hugo the same bodies, hugo/ is its theme (header, breadcrumbs, facts, nested
contents, body; a list per municipality, a home page). Phases, each measured in every round for every program:

  nothing    no output and no cache of the program, which are moved away before; the files are in the memory of the system
  unchanged  the same again
  one edit   a paragraph was added to one evaluation; its page has to show it

A site of Hugo cannot be searched, so kohyo is compared with Hugo and then Pagefind (times added, the larger memory), and
without its index (`--only documents`, a portal of its own) with Hugo alone. A sync comes before each. Time is that of the clock, in brackets that
of the processors; memory is the most that a program held in any phase. The medians are those of all rounds.
"""
import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
# Beyond this Pagefind needs more memory than most machines have: 8 GiB for 3,000 evaluations, 13 are not enough for 10,000.
MOST_FOR_PAGEFIND = 3000
PHASES = ["nothing", "unchanged", "one edit"]
ADDED = "・測定のために加えた文{}。"
# The paragraph goes in front of this heading, at the end of an answer.
BEFORE = "\n# (別添2)"


@dataclass
class Run:
    """What a program took: seconds, seconds of the processors, MiB; and what it said."""
    seconds: float
    cpu: float
    memory: float
    said: str = ""


def put_away(folder):
    """Moves a folder to where it is removed in the end: right behind a removal the file system searches long for a place
    for each new file (ext4 gives the numbers of removed files to nobody for some time), the longer the more were removed."""
    if folder.exists():
        away = folder.parent / ".away"
        away.mkdir(exist_ok=True)
        folder.rename(away / f"{folder.name}-{time.time_ns()}")


def run(folder, *command, fine=(0,)):
    os.sync()
    with open(folder / "said.log", "w+") as log:
        start = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], cwd=folder, stdout=log, stderr=log)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        log.seek(0)
        said = log.read()
    if process.returncode not in fine:
        sys.exit(f"{' '.join(map(str, command))} in {folder}: {process.returncode}\n{said}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)


class Program:
    """A program with a folder of its own. `published` is where its site stands, `kept` what it has besides."""
    published = "output"
    kept = ()

    def __init__(self, folder):
        self.folder, self.runs = folder, {phase: [] for phase in PHASES}

    def measure(self, phase, edit):
        if phase == "nothing":
            for name in (self.published, *self.kept):
                put_away(self.folder / name)
        if phase == "one edit":
            self.edit(edit)
        self.runs[phase].append(self.build())
        if phase == "one edit" and self.page(edit) and edit.paragraph not in self.page(edit).read_text():
            sys.exit(f"{type(self).__name__}: the page does not show the edit")

    def edit(self, edit):
        file = self.folder / "content" / edit.file
        text = file.read_text()
        assert text.count(BEFORE) == 1
        file.write_text(text.replace(BEFORE, f"{edit.paragraph}\n{BEFORE}"))

    def size(self):
        files = [file.stat().st_size for file in (self.folder / self.published).rglob("*") if file.is_file()]
        return len(files), sum(files)

    def median(self, phase):
        return statistics.median(run.seconds for run in self.runs[phase])

    def cpu(self, phase):
        return statistics.median(run.cpu for run in self.runs[phase])

    def memory(self):
        return max(run.memory for runs in self.runs.values() for run in runs)


class Kohyo(Program):
    kept = (".kohyo",)

    def __init__(self, program, *arguments, **kept):
        super().__init__(**kept)
        self.command = (program, "build", "--quiet", *arguments)

    def build(self):
        return run(self.folder, *self.command)

    def page(self, edit):
        return self.folder / "output" / edit.file.removesuffix(".md") / "zenkomoku/index.html"


class Hugo(Program):
    published = "public"
    kept = ("resources", "cache")

    def __init__(self, program, **kept):
        super().__init__(**kept)
        self.name = named("Hugo", program, "version")
        self.command = (program, "--quiet", "--noBuildLock", "--cacheDir", self.folder / "cache")

    def build(self):
        return run(self.folder, *self.command)

    def page(self, edit):
        return self.folder / "public" / edit.file.removesuffix(".md") / "index.html"


class Pagefind(Program):
    """Indexes the site of Hugo: to be measured behind it."""
    published = "public/pagefind"

    def __init__(self, program, **kept):
        super().__init__(**kept)
        self.name = named("Pagefind", program, "--version")
        self.command = (program, "--site", "public", "--quiet")

    def build(self):
        return run(self.folder, *self.command)

    def edit(self, edit):
        """Hugo has made the page anew."""

    def page(self, edit):
        return None


def named(name, program, argument):
    said = subprocess.run([program, argument], check=True, capture_output=True, text=True).stdout
    return f"{name} {re.search(r'[0-9]+[.][0-9]+', said)[0]}"


@dataclass
class Edit:
    file: str
    paragraph: str


def size_of(folder):
    return sum(file.stat().st_size for file in folder.rglob("*.md"))


def steps(program, folder):
    """What `--timings` says of a build from nothing: the steps in their order, with their seconds; and its memory."""
    for name in ("output", ".kohyo"):
        put_away(folder / name)
    done = run(folder, program, "build", "--timings", "--lang", "en")
    lines = re.findall(r"^ +([0-9.]+) s +(.+?)\s*$", done.said, re.MULTILINE)
    return {name: float(seconds) for seconds, name in lines}, done.memory


def generate(folder, number):
    if not folder.exists():
        subprocess.run([sys.executable, HERE.parent / "generate.py", folder, str(number)], check=True)


def row(name, parts, files, size):
    cells = [name]
    for phase in PHASES:
        seconds, cpu = (sum(of(phase) for of in which) for which in zip(*((p.median, p.cpu) for p in parts)))
        cells.append(f"{seconds:.2f} s ({cpu:.2f})")
    cells += [f"{max(part.memory() for part in parts):,.0f} MiB", f"{size / 1e6:.1f} MB", f"{files:,}"]
    return "| " + " | ".join(cells) + " |"


class Marks:
    """Ratios and limits that the project sets itself."""

    def __init__(self):
        self.missed = 0

    def mark(self, what, value, most, unit="", also=""):
        kept = value <= most
        self.missed += not kept
        print(f"{'kept  ' if kept else 'MISSED'}  {what}: {value:.2f}{unit}{also} (at most {most:g}{unit})")

    def times(self, phase, one, others, name, most):
        """How much longer one program takes than others one after the other; beside it the same of the processors."""
        clock = one.median(phase) / sum(other.median(phase) for other in others)
        cpu = one.cpu(phase) / sum(other.cpu(phase) for other in others)
        self.mark(name, clock, most, also=f", of the processors {cpu:.2f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("number", type=int)
    parser.add_argument("rounds", type=int, nargs="?", default=3)
    parser.add_argument("--growth", action="store_true")
    for name in ("kohyo", "hugo", "pagefind", "work"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    asked = parser.parse_args()
    number, work = asked.number, asked.work.resolve()
    kohyo = asked.kohyo.resolve()

    folders = {name: work / f"{name}-{number}" for name in ("kohyo", "documents", "hugo")}
    for name in ("kohyo", "documents"):
        folders[name].mkdir(parents=True, exist_ok=True)
        generate(folders[name] / "content", number)
    if not folders["hugo"].exists():
        sys.path.insert(0, str(HERE))
        import convert
        convert.convert(folders["kohyo"] / "content", folders["hugo"])
    content = size_of(folders["kohyo"] / "content")

    whole = Kohyo(kohyo, folder=folders["kohyo"])
    alone = Kohyo(kohyo, "--only", "documents", folder=folders["documents"])
    hugo = Hugo(asked.hugo.resolve(), folder=folders["hugo"])
    pagefind = Pagefind(asked.pagefind.resolve(), folder=folders["hugo"])
    searched = number <= MOST_FOR_PAGEFIND
    programs = [whole, alone, hugo] + [pagefind] * searched
    checks = []
    for turn in range(asked.rounds):
        # Not the paragraph of an earlier run over the same folders.
        edit = Edit(f"t001/{turn % 10 + 1}.md", ADDED.format(f"{turn + 1}:{time.time_ns() % 10**6}"))
        for phase in PHASES:
            for program in programs:
                program.measure(phase, edit)
            if phase == "unchanged":
                checks.append(run(whole.folder, kohyo, "check", "--format", "json", fine=(0, 1)).seconds)
    pages = sum(1 for _ in (hugo.folder / "public").glob("t*/*/index.html"))
    if pages != number:
        sys.exit(f"Hugo made {pages} pages of {number} evaluations")

    files, size = whole.size()
    hugo_files, hugo_size = hugo.size()
    part_files, part_size = pagefind.size() if searched else (0, 0)
    print(f"{number:,} evaluations, {content / 1e6:.1f} MB of Markdown, {os.cpu_count()} cores, medians of {asked.rounds}; "
          "in brackets the time of the processors\n")
    print("| | from nothing | unchanged | one edit | most memory | site | files |\n|---|--:|--:|--:|--:|--:|--:|")
    print(row("kohyo", [whole], files, size))
    if searched:
        print(row(f"{hugo.name} and {pagefind.name}", [hugo, pagefind], hugo_files, hugo_size))
    print(row("kohyo, without the index", [alone], *alone.size()))
    print(row(hugo.name, [hugo], hugo_files - part_files, hugo_size - part_size))
    print(f"\n`kohyo check`, unchanged: {statistics.median(checks):.2f} s")
    if not searched:
        print(f"Without Pagefind: over {MOST_FOR_PAGEFIND:,} evaluations it needs more than 8 GiB, and 13 are not enough for 10,000.")

    print()
    marks = Marks()
    if searched:
        marks.times("nothing", whole, [hugo, pagefind], "from nothing, per Hugo and Pagefind", 0.5)
    marks.times("nothing", alone, [hugo], "from nothing without the index, per Hugo", 3)
    marks.times("unchanged", whole, [hugo], "unchanged, per Hugo", 0.2)
    marks.times("one edit", whole, [hugo], "one edit, per Hugo", 0.6)
    larger = max(program.memory() for program in ([hugo, pagefind] if searched else [hugo]))
    marks.mark("most memory, per the larger of the others", whole.memory() / larger, 0.3)
    marks.mark("site, per byte of content", size / content, 5)
    if number <= 1000:
        marks.mark("check, unchanged", statistics.median(checks), 0.3, " s")
    if number >= 10000:
        marks.mark("most memory", whole.memory(), 1024, " MiB")
        marks.mark("unchanged", whole.median("unchanged"), 3, " s")
    if asked.growth:
        growth(kohyo, work, number, asked.rounds, marks)
    for folder in work.glob("*/.away"):
        shutil.rmtree(folder)
    sys.exit(1 if marks.missed else 0)


def growth(kohyo, work, number, rounds, marks):
    """Ten times the evaluations should take ten times as long, in every step."""
    few = number // 10
    small, large = work / f"growth-{few}", work / f"kohyo-{number}"
    small.mkdir(exist_ok=True)
    generate(small / "content", few)
    measured = [(steps(kohyo, small), steps(kohyo, large)) for _ in range(rounds)]
    print(f"\n| step | {few:,} | {number:,} | times |\n|---|--:|--:|--:|")
    grown = []
    for name in measured[0][0][0]:
        before, after = (statistics.median(run[side][0].get(name, 0) for run in measured) for side in (0, 1))
        times = after / before if before else 0
        print(f"| {name} | {before:.2f} s | {after:.2f} s | {times:.1f} |")
        # Of what takes next to nothing the clock says nothing.
        if after >= 0.5 and before > 0:
            grown.append((name, times))
    memory = [max(run[side][1] for run in measured) for side in (0, 1)]
    print(f"| most memory | {memory[0]:,.0f} MiB | {memory[1]:,.0f} MiB | {memory[1] / memory[0]:.1f} |\n")
    for name, times in grown:
        marks.mark(f"growth of {name}", times, 11)


if __name__ == "__main__":
    main()
