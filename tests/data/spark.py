"""Asks the Parquet files of a built site in Spark and in DuckDB, and compares the answers row by row.

    python spark.py SITE      SITE is the output of `kohyo build`

pyspark and duckdb come from PyPI, Java (17) from the system. Spark runs as a small cluster on this machine, with two
executors, so that rows are exchanged between processes. Prints each question, the rows of both and whether they are
equal; exits 1 if any differ, or if both found nothing in all questions.
"""

import glob
import itertools
import os
import pathlib
import sys

import duckdb
from pyspark.sql import SparkSession

if len(sys.argv) != 2:
    sys.exit("usage: python spark.py SITE")
os.chdir(pathlib.Path(sys.argv[1]))

CURRENT = "('latest', 'beside', 'undated', 'consultation', 'draft', 'ended')"
TABLES = ("assessments", "answers", "contractors", "changes")
WHERE = "municipality_code, agency, number, kind, published, file, block, anchor"


def answers_to(concept):
    return f"SELECT {WHERE}, chosen, text, nothing FROM answers WHERE concept = '{concept}' AND state IN {CURRENT}"


def counted(concept):
    return (
        "SELECT municipality_code, municipality, chosen, nothing, count(*) AS rows, count(DISTINCT assessment) AS evaluations "
        f"FROM answers WHERE concept = '{concept}' AND state IN {CURRENT} GROUP BY municipality_code, municipality, chosen, nothing"
    )


QUESTIONS = {
    "保管期間": answers_to("retention.period"),
    "委託先名": answers_to("outsourcing.contractor"),
    "委託先名、名寄せして": "SELECT name, role, count(*) AS rows, count(DISTINCT municipality_code) AS bodies, min(published) AS first "
    "FROM contractors GROUP BY name, role",
    "再委託の有無": answers_to("re-outsourcing.use"),
    "再委託の有無、団体ごと": counted("re-outsourcing.use"),
    "重大事故": answers_to("incident.agency-3y"),
    "情報提供ネットワーク": answers_to("network.use"),
    "情報提供ネットワーク、評価書名とともに": "SELECT assessments.title, assessments.form, answers.agency, answers.chosen, answers.anchor "
    "FROM answers JOIN assessments ON answers.assessment = assessments.assessment WHERE answers.concept = 'network.use'",
    **{f"{table}, every row": f"SELECT * FROM {table}" for table in TABLES},
}


def files(table):
    """The table of all bodies; of a large site there is one for each."""
    found = glob.glob(f"data/{table}.parquet") or sorted(glob.glob(f"data/municipalities/*/{table}.parquet"))
    if not found:
        sys.exit(f"no data/{table}.parquet below {os.getcwd()}")
    return [os.path.abspath(path) for path in found]


# Both call a table by the name of its file.
spark = (
    SparkSession.builder.master(os.environ.get("SPARK_MASTER", "local-cluster[2,1,1024]"))
    .appName("kohyo")
    .config("spark.ui.enabled", "false")
    .config("spark.ui.showConsoleProgress", "false")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.sql.shuffle.partitions", "4")
    .config("spark.executor.memory", "1g")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")
for table in TABLES:
    paths = files(table)
    spark.read.parquet(*paths).createOrReplaceTempView(table)
    duckdb.from_parquet(paths).create_view(table)


def ordered(rows):
    """Rows as plain tuples, in one order: neither promises any. Nothing given is not the same as an empty text."""
    return sorted((tuple(row) for row in rows), key=lambda row: [(cell is not None, str(cell)) for cell in row])


print(f"Spark {spark.version} ({spark.sparkContext.master}), DuckDB {duckdb.__version__}")
same, found = True, 0
for question, sql in QUESTIONS.items():
    theirs, ours = ordered(spark.sql(sql).collect()), ordered(duckdb.sql(sql).fetchall())
    equal = theirs == ours
    same, found = same and equal, found + len(ours)
    print(f"{question}: {len(theirs)} in Spark, {len(ours)} in DuckDB, {'equal' if equal else 'DIFFERENT'}")
    if not equal:
        pairs = itertools.zip_longest(theirs, ours)
        print("  first difference: %s / %s" % next(pair for pair in pairs if pair[0] != pair[1]))
spark.stop()
sys.exit(0 if same and found else 1)
