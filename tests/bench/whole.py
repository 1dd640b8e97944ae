#!/usr/bin/env python3
"""Kills every command that writes, and fills the disk under it, a hundred times each: is what is there the old or the new?

Usage: KOHYO=target/release/kohyo tests/bench/whole.py [--runs N] [--seed N] [--how kill|full] [NAME...]

Each command works on a copy of the sample on a disk of its own in memory (needs root, or `unshare -rm`). Killed is it at a
random moment of the time it takes, half of the moments within the time in which it writes; the disk ends at a random point
below what the command needs, by bytes and by number of files in turn. Then the state is compared with that before the command
and that after an undisturbed run: the same as before (old), as after (new), every file one of the two (mixed; a site never
is), or anything else (half). Then the command runs once more: it must end as an undisturbed one, with the same bytes, and leave
nothing of the first run behind. On a full disk it must say so in a sentence, exit code 1.

Prints a row for each command. Exit code 1 where a mark is missed. `tests/cli/whole.rs` does the same in small with each
`cargo test`. Nothing but Python's standard library is needed.
"""

import argparse
import collections
import hashlib
import http.client
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
KOHYO = str(pathlib.Path(os.environ.get("KOHYO", ROOT / "target/release/kohyo")).resolve())
# A day for what asks which day it is.
ENVIRONMENT = {"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": "1782000000", "LANG": "ja_JP.UTF-8", "HOME": "/nowhere"}
DISK = 512 << 20
PAGE = 4096
HALF = re.compile(r"^\.kohyo-[0-9A-Za-z]{6}$")
COVER = (
    "特定個人情報保護評価書(全項目評価書)\n評価書番号\t評価書名\n{0}\t介護保険に関する事務 全項目評価書\n"
    "評価実施機関名\nみほん県みほん市長\n公表日\n令和8年4月1日\nⅠ 基本情報\n"
    "1. 特定個人情報ファイルを取り扱う事務\n①事務の名称\t介護保険に関する事務\n"
)
NEWEST = "content/mihon/12-zenkomoku-2026-03-24.md"
PLACE = "127.0.0.1:39173"
INTO = ["--into", "content/mihon", "--agency", "みほん市長"]


def checked(number):
    """Eleven digits with the check digit of a 個人番号 behind them."""
    weights = [q + 1 if q <= 6 else q - 5 for q in range(1, 12)]
    rest = sum(int(d) * w for d, w in zip(reversed(f"{number:011d}"), weights)) % 11
    return f"{number:011d}{0 if rest <= 1 else 11 - rest}"


def run(args, folder, **more):
    return subprocess.run([KOHYO, *args], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, **more)


def must(args, folder):
    done = run(args, folder)
    if done.returncode != 0:
        sys.exit(f"whole.py: cannot prepare: kohyo {' '.join(args)}: {done.stdout}{done.stderr}")
    return done


def edit(folder, path, change):
    file = folder / path
    text = file.read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text, path
    file.write_text(changed, encoding="utf-8")


# What a command finds.


def sample(folder):
    """The sample as if its towns were real: only of such a portal the published addresses are recorded."""
    shutil.copytree(ROOT / "content", folder / "content")
    edit(folder, "content/portal.toml", lambda text: text.replace("sample = true", ""))
    for town, code, name in [("mihon", "112020", "熊谷市"), ("tameshi", "112011", "川越市")]:
        head = f'code: "{code}"\nname: {name}\nprefecture: 埼玉県\n'
        edit(folder, f"content/{town}/municipality.md", lambda text: re.sub(
            r"(?m)^code: .*\n(^.*\n)*?^prefecture: .*\n", head, text, count=1
        ))
    (folder / "content/allow.toml").write_text(f'salt = "{"0123456789abcdef" * 2}"\n', encoding="utf-8")


def built(folder):
    sample(folder)
    must(["build", "-q"], folder)


def edited(folder):
    built(folder)
    edit(folder, "content/mihon/14-kiso-2025-12-22.md", lambda text: text.replace("介護保険", "介護保険等"))


def sent(folder):
    built(folder)
    (folder / "www").mkdir()
    must(["deploy", "-q", "--to", "www"], folder)
    edit(folder, "content/mihon/14-kiso-2025-12-22.md", lambda text: text.replace("介護保険", "介護保険等"))
    must(["build", "-q"], folder)


def with_server(folder):
    built(folder)
    (folder / "www").mkdir()


def compared(folder):
    edited(folder)
    shutil.copytree(ROOT / "content", folder / "before/content")


def gone(folder):
    built(folder)
    edit(folder, ".kohyo/published.json", lambda text: text.replace('"mihon/"', '"mihon/",\n    "mihon/11/"', 1))


def with_text(folder):
    sample(folder)
    (folder / "8.txt").write_text(COVER.format(8), encoding="utf-8")


def imported(folder):
    with_text(folder)
    must(["import", "-q", "8.txt", *INTO], folder)
    (folder / "8.txt").write_text(COVER.format(8) + "②事務の内容\t資格を台帳で管理する。\n", encoding="utf-8")


def with_pdf(folder):
    sample(folder)
    shutil.copy(ROOT / "tests/originals/fixtures/kiso-hozon.pdf", folder / "3.pdf")


def with_many(folder):
    sample(folder)
    (folder / "originals").mkdir()
    for number in range(41, 47):
        (folder / f"originals/{number}.txt").write_text(COVER.format(number), encoding="utf-8")


def with_next(folder):
    sample(folder)
    must(["new", "-q", "--from", NEWEST, "--published", "2027-04-01"], folder)
    (draft,) = folder.glob("content/mihon/12-zenkomoku-2027-04-01*.md")
    draft.rename(folder / "content/mihon/12-next.md")
    edit(folder, "content/mihon/12-next.md", lambda text: text.replace("国民健康保険システムの保守", "同システムの保守"))


def numbered(folder):
    sample(folder)
    put = f"本市は、受付番号 {checked(12345678901)} から、"
    edit(folder, NEWEST, lambda text: text.replace("本市は、", put, 1))


def place(folder):
    for line, text in enumerate((folder / NEWEST).read_text(encoding="utf-8").splitlines(), 1):
        found = re.search(r"\d{12}", text)
        if found:
            return f"{NEWEST}:{line}:{found.start() + 1}"
    sys.exit("whole.py: no number")


def marked(folder):
    """An imported evaluation with an open mark, and what stands in the form that closes it."""
    with_pdf(folder)
    must(["import", "-q", "3.pdf", *INTO], folder)
    (file,) = folder.glob("content/mihon/3-*.md")
    lines = file.read_text(encoding="utf-8").split("\n")
    box = next(at for at, line in enumerate(lines) if line.startswith("- [x] "))
    lines[box] = lines[box].replace("[x]", "[?]", 1)
    file.write_text("\n".join(lines), encoding="utf-8")


# What is run. `Command.begin` starts it and gives the process, and what waits for its end: code, output, errors.


class Command:
    def __init__(self, name, prepare, args, mixed=False):
        # `mixed`: it writes several files that need not change at one moment.
        self.name, self.prepare, self.args, self.mixed = name, prepare, args, mixed

    def begin(self, folder):
        args = self.args(folder) if callable(self.args) else self.args
        out, err = (tempfile.TemporaryFile("w+") for _ in range(2))
        process = subprocess.Popen([KOHYO, *args], cwd=folder, env=ENVIRONMENT, stdout=out, stderr=err)

        def end():
            process.wait()
            for file in (out, err):
                file.seek(0)
            return process.returncode, out.read(), err.read()

        return process, end

    def before(self, folder):
        """What is not measured."""


class Serve(Command):
    """Up to its address, which is the same each time: what it keeps lies under that."""

    def begin(self, folder):
        err = tempfile.TemporaryFile("w+")
        process = subprocess.Popen(
            [KOHYO, "serve", "--addr", PLACE],
            cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=err, text=True,
        )

        def end():
            line = process.stdout.readline()
            process.kill()
            process.wait()
            process.stdout.close()
            err.seek(0)
            said = err.read()
            # A server that stands goes on, whatever it could not keep.
            return 0 if line.startswith("http://") else process.returncode, "", said

        return process, end


class Review(Command):
    """A mark of the review, sent to a server that stands."""

    def before(self, folder):
        self.end()
        self.server = subprocess.Popen(
            [KOHYO, "serve", "--addr", "127.0.0.1:0"],
            cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        self.address = self.server.stdout.readline().split("/")[2]
        (file,) = folder.glob("content/mihon/3-*.md")
        lines = file.read_text(encoding="utf-8").split("\n")
        head = lines.index("---", 1)
        box = next((at for at, line in enumerate(lines) if line.startswith("- [?] ")), 0)
        item = sum(line.startswith("#") for line in lines[head:box])
        self.path = f"/review/mihon/{file.stem}/"
        status, page = self.ask("GET", f"{self.path}?at={item}")
        field = lambda name: re.search(f'name="{name}" value="([^"]*)"', page).group(1)
        assert status == 200, page
        self.form = urllib.parse.urlencode(
            {"token": field("token"), "seen": field("seen"), "at": item, "box": f"{box + 1}:x"}
        )

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection(self.address, timeout=60)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8")

    def begin(self, folder):
        connection = http.client.HTTPConnection(self.address, timeout=60)
        connection.request("POST", self.path, self.form, {"Content-Type": "application/x-www-form-urlencoded"})

        def end():
            try:
                answer = connection.getresponse()
                status, text = answer.status, re.sub("<[^>]*>", " ", answer.read().decode("utf-8"))
            except (OSError, http.client.HTTPException):
                status, text = -9, ""
            connection.close()
            # Sent once more, the mark is there already.
            self.end()
            return {303: 0, 409: 0, -9: -9}.get(status, 1), "", " ".join(text.split())

        return self.server, end

    def end(self):
        server = getattr(self, "server", None)
        if server and server.poll() is None:
            server.kill()
        if server:
            server.wait()
            server.stdout.close()
            self.server = None


PLAN = ["--upload-plan", "plan.json", "--report", "reports", "--previous", "before/content"]
COMMANDS = [
    Command("init", sample, ["init", "other", "--municipality", "深谷市"], mixed=True),
    Command("init, a town more", sample, ["init", ".", "--municipality", "fukaya=深谷市"], mixed=True),
    Command("new", sample, ["new", "--kind", "kiso", "--number", "5", "--title", "住民基本台帳に関する事務", "--into", "content/mihon"]),
    Command("new --from", sample, ["new", "--from", NEWEST, "--published", "2028-04-01"]),
    Command("import, text", with_text, ["import", "8.txt", *INTO], mixed=True),
    Command("import, again", imported, ["import", "8.txt", *INTO], mixed=True),
    Command("import, PDF", with_pdf, ["import", "3.pdf", *INTO], mixed=True),
    Command("import, six files", with_many, ["import", "originals", *INTO], mixed=True),
    Review("review, a mark", marked, []),
    Command("changes", with_next, ["changes", "content/mihon/12-next.md"]),
    Command("allow", numbered, lambda folder: ["allow", place(folder), "--reason", "受付番号", "--date", "2026-03-20"]),
    Command("retire", gone, ["retire", "mihon/11/", "--reason", "番号の誤り", "--date", "2026-04-01"]),
    Command("check", sample, ["check"]),
    Command("check --write-baseline", sample, ["check", "--baseline", "accepted.json", "--write-baseline"]),
    Command("status --report", sample, ["status", "--report", "status.html"]),
    Command("build, from nothing", sample, ["build"], mixed=True),
    Command("build, one edit", edited, ["build"], mixed=True),
    Command("build, plan and report", compared, ["build", *PLAN], mixed=True),
    Command("serve", edited, []),
    Command("deploy", with_server, ["deploy", "--to", "www"], mixed=True),
    Command("deploy, again", sent, ["deploy", "--to", "www"], mixed=True),
    Command("data", built, ["data", "--for", "quickwit"], mixed=True),
    Command("man", sample, ["man", "manual"], mixed=True),
]
COMMANDS = [Serve(c.name, c.prepare, c.args) if c.name == "serve" else c for c in COMMANDS]


# The disk, and what is on it.


class Disk:
    def __init__(self, place):
        self.place = place
        place.mkdir()
        self.mount("-t", "tmpfs", "-o", f"size={DISK}", "tmpfs")

    def mount(self, *args):
        subprocess.run(["mount", *args, str(self.place)], check=True)

    def used(self):
        state = os.statvfs(self.place)
        return (state.f_blocks - state.f_bfree) * state.f_bsize, state.f_files - state.f_ffree

    def end_after(self, size=None, files=None):
        """Lets the disk have so much more than it has; nothing: much."""
        used, names = self.used()
        size = DISK if size is None else used + size
        files = 1 << 18 if files is None else names + files
        self.mount("-o", f"remount,size={size},nr_inodes={files}")

    def close(self):
        subprocess.run(["umount", str(self.place)], check=False)


def copy(source, target):
    """With the times of the files: a site is what was built as long as nothing in it is newer."""
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def files(folder, known={}):
    """What somebody has written or is served, and whatever is left of a command that was stopped. `known`: what stands in
    files by path, time, size and number; none of these is written anew without one of them changing."""
    kept, left = {}, []
    for base, folders, names in os.walk(folder):
        for name in folders + names:
            path = os.path.relpath(os.path.join(base, name), folder)
            in_the_middle = HALF.match(name) or name == ".kohyo-part"
            if in_the_middle or path.startswith(".kohyo/") and re.search(r"/(stage|new|old)-", path):
                left.append(path)
        for name in names:
            path = os.path.relpath(os.path.join(base, name), folder)
            # What is kohyo's own: but for these two it is made anew at will.
            is_record = path in (".kohyo/published.json", "www/.kohyo-files.json")
            if not is_record and any(part.startswith(".kohyo") for part in path.split("/")):
                continue
            own = os.path.join(base, name)
            about = os.stat(own)
            key = path, about.st_mtime_ns, about.st_size
            if key not in known:
                with open(own, "rb") as file:
                    content = hashlib.blake2b(file.read(), digest_size=16).digest()
                # Of what has just been written the time may be that of the next writing, too.
                if about.st_mtime < time.time() - 2:
                    known[key] = content
                kept[path] = content
            else:
                kept[path] = known[key]
    return kept, left


def state(now, before, after, is_mixed):
    # The list of a folder that was deployed to says what stands there at every moment.
    now, before, after = ({path: v for path, v in all.items() if path != "www/.kohyo-files.json"} for all in (now, before, after))
    if now == after:
        return "new"
    if now == before:
        return "old"
    site = lambda all: {path: value for path, value in all.items() if path.startswith("output/")}
    whole = all(value in (before.get(path), after.get(path)) for path, value in now.items())
    lost = any(path in after and path not in now for path in before)
    if is_mixed and whole and not lost and site(now) in (site(before), site(after)):
        return "mixed"
    return "half"


class Undisturbed:
    """One run of a command from the beginning to the end, and how long and how much it writes."""

    def __init__(self, command, start, disk):
        there = disk.place / "there"
        copy(start, there)
        self.before, _ = files(there)
        command.before(there)
        disk.end_after()
        zero, began = disk.used(), time.monotonic()
        self.first, self.last, self.size, self.names = None, 0.0, 0, 0
        process, end = command.begin(there)
        while process.poll() is None and not isinstance(command, (Serve, Review)):
            used = disk.used()
            if used != zero:
                self.last = time.monotonic() - began
                self.first = self.last if self.first is None else self.first
            self.size, self.names = max(self.size, used[0] - zero[0]), max(self.names, used[1] - zero[1])
            time.sleep(0.0002)
        self.code, self.out, self.err = end()
        self.seconds = time.monotonic() - began
        self.first = 0.0 if self.first is None else self.first
        used = disk.used()
        self.size, self.names = max(self.size, used[0] - zero[0]), max(self.names, used[1] - zero[1])
        # What is too short to be seen.
        self.size, self.names = max(self.size, 2 * PAGE), max(self.names, 1)
        self.after, _ = files(there)
        command.before(there)
        self.again_code = command.begin(there)[1]()[0]
        self.again, _ = files(there)
        if self.code != 0:
            sys.exit(f"whole.py: {command.name} does not work: {self.code} {self.out}{self.err}")
        shutil.rmtree(there)


def disturbed(command, start, disk, known, how, at, choose, say):
    """What came of one run."""
    there = disk.place / "there"
    copy(start, there)
    command.before(there)
    limit = ""
    if how == "kill":
        low, high = (0.0, known.seconds * 1.02) if at % 2 else (known.first * 0.9, known.last * 1.05 or known.seconds)
        moment = choose.uniform(low, high)
        limit = f"after {moment:.4f} s"
        process, end = command.begin(there)
        time.sleep(moment)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        code, _, err = end()
    else:
        if at % 2:
            size = choose.randrange(0, known.size // PAGE + 1) * PAGE
            limit = f"{size} bytes"
            disk.end_after(size=size)
        else:
            names = choose.randrange(0, known.names + 1)
            limit = f"{names} files"
            disk.end_after(files=names)
        _, end = command.begin(there)
        code, _, err = end()
        disk.end_after()
    now, _ = files(there)
    result = {"state": state(now, known.before, known.after, command.mixed)}
    bad = []
    if result["state"] == "half":
        bad.append("half: " + ", ".join(sorted(
            path for path in {*now, *known.before, *known.after}
            if now.get(path) not in (known.before.get(path), known.after.get(path))
        )[:4]) + (" (as a whole)" if command.mixed else ""))
    result["panic"] = "panicked" in err or "内部エラー" in err or code not in (0, 1, -signal.SIGKILL)
    if result["panic"]:
        bad.append(f"code {code}: {err.strip()[-300:]}")
    result["silent"] = how == "full" and (code == 1 and not err.strip() or code == 0 and result["state"] != "new")
    if result["silent"]:
        bad.append(f"code {code} without a word")
    result["stopped"] = code != 0
    if how == "full" and code == 1 and err.strip():
        result["said"] = err.strip().splitlines()[0]
    command.before(there)
    again, out, err = command.begin(there)[1]()
    wanted, wanted_code = known.after, known.code
    if result["state"] == "new":
        wanted, wanted_code = known.again, known.again_code
    now, left = files(there)
    result["again"] = now == wanted and again == wanted_code
    if not result["again"]:
        different = [path for path in {*now, *wanted} if now.get(path) != wanted.get(path)]
        bad.append(f"again: code {again}, different {sorted(different)[:4]}: {err.strip()[-300:]}")
    if command.name == "check" and out != known.out:
        result["again"] = False
        bad.append("again: other findings")
    result["left"] = bool(left)
    if left:
        bad.append(f"left: {left[:3]}")
    for what in bad:
        say(f"{command.name}, {how} {limit}: {what}")
    shutil.rmtree(there)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--how", choices=["kill", "full"])
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    choose = random.Random(given.seed)
    missed, said = 0, collections.Counter()
    work = pathlib.Path(tempfile.mkdtemp(prefix="whole-"))
    disk = Disk(work / "disk")
    try:
        print(f"{'command':24} {'how':4} runs stopped  old  new mixed half panic silent again left")
        for command in COMMANDS:
            if given.names and command.name not in given.names:
                continue
            start = work / "start"
            shutil.rmtree(start, ignore_errors=True)
            start.mkdir()
            command.prepare(start)
            known = Undisturbed(command, start, disk)
            for how in [given.how] if given.how else ["kill", "full"]:
                sum_of, details = collections.Counter(), []
                for at in range(given.runs):
                    result = disturbed(command, start, disk, known, how, at, choose, details.append)
                    sum_of[result["state"]] += 1
                    sum_of.update(key for key in ("stopped", "panic", "silent", "left") if result[key])
                    sum_of["different"] += not result["again"]
                    if "said" in result:
                        said[(command.name, re.sub(r"\.tmp\w+|[0-9A-Za-z]{6,}", "…", result["said"]))] += 1
                counts = [given.runs, *(sum_of[k] for k in ("stopped", "old", "new", "mixed", "half", "panic", "silent"))]
                print(f"{command.name:24} {how:4} " + "{:4} {:7} {:4} {:4} {:5} {:4} {:5} {:6}".format(*counts)
                      + f" {given.runs - sum_of['different']:5} {sum_of['left']:4}", flush=True)
                missed += sum(sum_of[k] for k in ("half", "panic", "silent", "different"))
                for detail in details[:8]:
                    print("    " + detail)
            if isinstance(command, Review):
                command.end()
    finally:
        disk.close()
        shutil.rmtree(work, ignore_errors=True)
    for (name, text), count in sorted(said.items()):
        print(f"{count:5} × {name}: {text}")
    print(f"{missed} missed")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
