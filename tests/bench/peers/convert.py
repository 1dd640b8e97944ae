#!/usr/bin/env python3
"""Makes a site for Hugo of a portal that generate.py wrote: convert.py CONTENT SITE

The bodies stay as they are, byte for byte; the front matter gets the keys that Hugo knows. A folder per municipality,
with its name as a section; the theme stands in hugo/ beside this file.
"""
import json
import re
import shutil
import sys
from pathlib import Path

THEME = Path(__file__).parent / "hugo"


def split(text):
    """The front matter, its values without quotes, and the body."""
    _, front, body = text.split("---\n", 2)
    pairs = (line.split(": ", 1) for line in front.splitlines())
    return {key: value.strip('"') for key, value in pairs}, body


def front_matter(**values):
    """JSON is YAML."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()]
    return "---\n" + "".join(lines) + "---\n"


def convert(content, site):
    shutil.copytree(THEME, site)
    out = site / "content"
    out.mkdir()
    title = re.search(r'^title = "(.*)"$', (content / "portal.toml").read_text(), re.MULTILINE)[1]
    (out / "_index.md").write_text(front_matter(title=title))
    for town in sorted(folder for folder in content.iterdir() if folder.is_dir()):
        (out / town.name).mkdir()
        for file in sorted(town.glob("*.md")):
            values, body = split(file.read_text())
            if file.name == "municipality.md":
                named = front_matter(title=values["name"], params={"code": values["code"]})
                (out / town.name / "_index.md").write_text(named + body)
                continue
            params = {key: values[key] for key in ("number", "kind", "agency", "form")}
            front = front_matter(title=values["title"], date=values["published"], weight=int(values["number"]), params=params)
            (out / town.name / file.name).write_text(front + body)


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
