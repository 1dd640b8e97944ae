"""Asks the data of a site what its pages across evaluations show. Prints what was asked; fails at the first difference."""

import csv
import html
import json
import os
import pathlib
import re
import subprocess
import sys

import duckdb
import jsonschema

site = pathlib.Path(sys.argv[1]).resolve()
os.chdir(site)
CURRENT = ("latest", "beside", "undated")


def rows_of(path):
    """The rows of a table for spreadsheets, without the sign in front of what would be run."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def example(name):
    page = pathlib.Path("data/index.html").read_text(encoding="utf-8")
    found = re.search(rf'<code class="example-{name}">(.*?)</code>', page, re.S)
    assert found, f"no example {name}"
    return html.unescape(found.group(1))


def table_of(concept):
    """What a page of the site shows: agency, file, what was chosen."""
    rows = rows_of(f"compare/{concept.replace('.', '/')}/table.csv")
    chosen = {(row["評価実施機関"], row["評価書番号"], row["特定個人情報ファイル"], row["選択"]) for row in rows if row["選択"]}
    return chosen


def asked(source, concept):
    states = ", ".join(f"'{state}'" for state in CURRENT + ("consultation", "draft", "ended"))
    found = duckdb.sql(
        f"SELECT agency, number, file, chosen FROM {source} "
        f"WHERE concept = '{concept}' AND chosen IS NOT NULL AND state IN ({states})"
    ).fetchall()
    return {tuple(cell or "" for cell in row) for row in found}


answers = "data/answers" if pathlib.Path("data/answers.parquet").exists() else "data/municipalities/*/answers"
for concept in ["retention.period", "re-outsourcing.use", "incident.agency-3y"]:
    parquet = asked(f"'{answers}.parquet'", concept)
    text = asked(f"read_csv('{answers}.csv', all_varchar=true)", concept)
    assert parquet == text, (concept, parquet ^ text)
    page = table_of(concept)
    # A page shows the current version of each document; the data has all of them.
    assert page <= parquet, (concept, page - parquet)
    print(f"{concept}: {len(parquet)} rows, the same from Parquet and CSV, {len(page)} on the page")

for concept in ["network.use", "task.subjects"]:
    # A question about the evaluation as a whole has no file on the page.
    found = {(agency, number, chosen) for agency, number, _, chosen in asked(f"'{answers}.parquet'", concept)}
    page = {(agency, number, chosen) for agency, number, _, chosen in table_of(concept)}
    assert page <= found, (concept, page - found)
    print(f"{concept}: {len(page)} on the page, all in the data")

names = {row["表記"] for row in rows_of("contractors/table.csv")}
found = {name for (name,) in duckdb.sql("SELECT written FROM 'data/contractors.parquet'").fetchall()}
assert names == found, names ^ found
print(f"contractors: {len(names)} names")

rows = duckdb.sql(example("duckdb")).fetchall()
print(f"the example in DuckDB: {len(rows)} rows")
done = subprocess.run([sys.executable, "-c", example("python")], capture_output=True, text=True)
assert done.returncode == 0, done.stderr
print("the example in Python:", done.stdout.split())

schema = json.loads(pathlib.Path("data/schema.json").read_text())
validator = jsonschema.Draft202012Validator(schema)
twins = 0
for path in site.rglob("index.json"):
    validator.validate(json.loads(path.read_text()))
    twins += 1
assert twins, "no twins"
print(f"{twins} twins, valid by their schema")

package = json.loads(pathlib.Path("data/datapackage.json").read_text())
for resource in package["resources"]:
    path = pathlib.Path("data") / resource["path"]
    assert path.stat().st_size == resource["bytes"], resource["path"]
    if resource["format"] == "csv":
        with open(path, encoding="utf-8-sig", newline="") as file:
            columns = next(csv.reader(file))
        assert columns == [field["name"] for field in json.loads((pathlib.Path("data") / resource["schema"]).read_text())["fields"]], resource["path"]
print(f"datapackage.json: {len(package['resources'])} files as described")
