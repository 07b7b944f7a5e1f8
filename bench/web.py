"""`python -m bench.web`: the desk on a store of 40,000 articles: its file built, and pages asked by 20 readers at once.

The store's tables are those of `../shared/corpus/vneconomy-5000.jsonl.gz` (a real run of the pipeline), each article
eight times with another id and another date. The server is `trichluc web` in a process of its own; the readers are
threads of another, over real HTTP on loopback, and each asks for its next page as soon as it has one, mostly one that
nobody asked for before. The seconds and size of the file, and for each kind of page the median and the 95th percentile,
are printed and put into docs/benchmarks.md. `--store DIR` takes an output folder as it is, and writes nothing there;
`--keep DIR` keeps the store that was made there.
"""

import argparse
import http.client
import json
import os
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.extraction import CORPUS
from bench.measure import machine
from bench.pages import PAGE, put_section
from pipeline.queries import connect, parquet
from pipeline.questions import QUESTIONS
from pipeline.schemas import KINDS
from pipeline.tables import published_tables, table_named
from pipeline.web.addresses import (
    article_at,
    checks_at,
    decree_at,
    province_at,
    provinces_at,
    question_at,
    search_at,
    table_at,
)
from pipeline.web.checks import CHECKS
from pipeline.web.database import build, web_file
from pipeline.web.folding import folded

COPIES = 8
READERS = 20
SECONDS = 20.0
SEED = 20260801
_TITLE = "The desk"
_PROGRAM = "import sys; from pipeline.cli import main; sys.argv[0] = 'trichluc'; main()"


def main() -> int:
    """Make the store, build its file, serve it, load it; print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--load", nargs=2, metavar=("ADDRESS", "PATHS.json"))
    given = parser.parse_args()
    if given.load:
        print(json.dumps(load(given.load[0], json.loads(Path(given.load[1]).read_text()))))
        return 0
    if given.store is None and not CORPUS.exists():
        print(f"bench: {CORPUS} is not there, and nothing was measured", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="trichluc-bench-") as aside:
        output = given.store or made_store(given.keep or Path(aside))
        machine_line = f"`python -m bench.web`. Machine: {machine()}."
        section = "\n\n".join((f"## {_TITLE}", machine_line, built(output), asked(output, Path(aside))))
    print(section)
    if given.store is None:
        PAGE.write_text(put_section(PAGE.read_text("utf-8"), _TITLE, section), "utf-8")
    return 0


def made_store(folder: Path) -> Path:
    """An output folder with tables of 40,000 articles."""
    folder.mkdir(parents=True, exist_ok=True)
    run = [sys.executable, "-c", _PROGRAM, "run", str(CORPUS), "--output", str(folder / "once"), "--quiet"]
    subprocess.run(run, check=True)
    for table in published_tables():
        rows = pq.read_table(folder / "once" / "tables" / f"{table.name}.parquet")
        if "doc_id" in rows.column_names:
            rows = pa.concat_tables(again(rows, number) for number in range(COPIES))
            rows = rows.sort_by([(name, "ascending") for name in table.order])
        elif table.name == "decrees":
            with connect() as connection:
                refs = parquet([folder / "many" / "tables" / "decree_refs.parquet"])
                rows = connection.sql(table_named("decrees").query(refs)).to_arrow_table().cast(table.schema)
        place = folder / "many" / "tables" / f"{table.name}.parquet"
        place.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(rows, place, compression="zstd")
    (folder / "many" / "tables" / "manifest.json").write_text(json.dumps({"made by": "bench.web"}))
    return folder / "many"


def again(rows: pa.Table, number: int) -> pa.Table:
    """Rows of articles as those of others: other ids, later dates."""
    for name in ("doc_id", "mention_id", "duplicate_of", "equivalent_to"):
        if name in rows.column_names:
            column = pc.binary_join_element_wise(rows.column(name), str(number), "~")
            rows = rows.set_column(rows.column_names.index(name), rows.schema.field(name), column)
    if "published_on" in rows.column_names:
        days = pc.add(rows.column("published_on").cast(pa.int32()), pa.scalar(37 * number, pa.int32())).cast(
            pa.date32()
        )
        rows = rows.set_column(rows.column_names.index("published_on"), rows.schema.field("published_on"), days)
    return rows


def built(output: Path) -> str:
    """How long the file takes, and how large it is."""
    web_file(output).unlink(missing_ok=True)
    started, processor = time.perf_counter(), time.process_time()
    place = build(output)
    wall, used = time.perf_counter() - started, time.process_time() - processor
    with closing(sqlite3.connect(place)) as connection:
        (articles,) = connection.execute("SELECT count(*) FROM documents").fetchone()
        mentions = connection.execute("SELECT sum(mentions) FROM kind_counts").fetchone()[0]
    size = place.stat().st_size
    return (
        f"`web.sqlite` of {articles:,} articles with {mentions:,} mentions is built from the tables in {wall:.1f} s"
        f" ({used:.1f} s of processor time) and has {size / 1e6:,.0f} MB, {size / articles / 1e3:.1f} kB an article."
    )


@contextmanager
def served(output: Path) -> Iterator[tuple[str, int]]:
    """`trichluc web` on a free port: its address and its process."""
    command = [sys.executable, "-c", _PROGRAM, "web", str(output), "--port", "0", "--no-open"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    try:
        found = re.search(r"http://(\S+)/", process.stdout.readline())
        assert found is not None, "the server did not start"
        yield found[1], process.pid
    finally:
        process.terminate()
        process.wait()


def asked(output: Path, aside: Path) -> str:
    """How long pages take, with many readers at once."""
    paths = addresses(output)
    (aside / "paths.json").write_text(json.dumps(paths))
    with served(output) as (address, server):
        before = processor_time(server)
        command = [sys.executable, "-m", "bench.web", "--load", address, str(aside / "paths.json")]
        ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        used = processor_time(server) - before
    taken: dict[str, list[tuple[str, float]]] = json.loads(ended.stdout)
    every = [page for pages in taken.values() for page in pages]
    rows = [row(kind, pages) for kind, pages in (*taken.items(), ("**all**", every))]
    return "\n".join(
        (
            f"{READERS} readers at once, each asking for its next page as soon as it has one, {len(every):,} pages in"
            f" {SECONDS:.0f} s; the server takes {1000 * used / len(every):.1f} ms of processor time a page. Readers"
            " and server share the machine.",
            "",
            "| page | asked for | different ones | median, ms | 95 %, ms | slowest, ms |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
            *rows,
        )
    )


def row(kind: str, pages: list[tuple[str, float]]) -> str:
    """One line of the table."""
    ordered = sorted(1000 * seconds for _, seconds in pages)
    p95 = statistics.quantiles(ordered, n=20)[-1] if len(ordered) > 1 else ordered[0]
    different = len({path for path, _ in pages})
    median = statistics.median(ordered)
    return f"| {kind} | {len(ordered):,} | {different:,} | {median:.0f} | {p95:.0f} | {ordered[-1]:.0f} |"


def processor_time(process: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def addresses(output: Path) -> dict[str, list[str]]:
    """The addresses that readers ask for, by the kind of page.

    Articles are all that there are; legal documents those that more than one article cites; searches are for their
    numbers, for provinces, and for two or three words that stand together in a title.
    """
    chance = random.Random(SEED)
    with closing(sqlite3.connect(web_file(output))) as connection:
        decrees = columns(connection, "SELECT decree FROM decrees WHERE original_documents > 1 ORDER BY decree")
        articles = columns(connection, "SELECT doc_id FROM documents ORDER BY doc_id")
        headings = columns(connection, "SELECT DISTINCT heading FROM documents ORDER BY heading")
        numbers = columns(connection, "SELECT DISTINCT symbol FROM decrees WHERE symbol IS NOT NULL ORDER BY symbol")
        named = connection.execute("SELECT units, unit FROM province_units ORDER BY units, unit").fetchall()
    places = [unit for _, unit in named]
    searches = [*(words_of(chance, heading) for heading in headings), *numbers, *places, *map(without_marks, places)]
    return {
        "home": ["/"],
        "search": list(map(search_at, searches)),
        "legal document": list(map(decree_at, decrees)),
        "article": list(map(article_at, articles)),
        "province": [province_at(unit, units) for units, unit in named],
        "provinces": [provinces_at(units, by) for units in ("63", "34") for by in ("documents", "amounts")],
        "checks": [checks_at(check.name, show) for check in CHECKS for show in ("open", "all")],
        "question": [question_at(question.name) for question in QUESTIONS],
        "Datasette's table": [
            # as pages lead to them
            *(table_at("decree_refs", decree__exact=decree) for decree in decrees),
            *(table_at("documents", doc_id__exact=doc_id) for doc_id in articles[:: len(articles) // len(decrees)]),
            *(table_at(kind, is_duplicate=0) for kind in KINDS),
        ],
    }


def columns(connection: sqlite3.Connection, query: str) -> list[str]:
    """The first column of a query."""
    return [value for value, *_ in connection.execute(query)]


def words_of(chance: random.Random, heading: str) -> str:
    """Two or three words that stand together; one time in three without diacritics."""
    words = heading.split()
    count = chance.choice((2, 3))
    first = chance.randrange(max(1, len(words) - count + 1))
    found = " ".join(words[first : first + count])
    return without_marks(found) if chance.random() < 1 / 3 else found


def without_marks(text: str) -> str:
    """As it is typed in haste."""
    return folded(text)


#: Of how many pages a reader asks for which: articles and legal documents most.
_SHARES = {
    "home": 2,
    "search": 6,
    "legal document": 8,
    "article": 12,
    "province": 2,
    "provinces": 1,
    "checks": 1,
    "question": 1,
    "Datasette's table": 2,
}


def load(address: str, paths: dict[str, list[str]]) -> dict[str, list[tuple[str, float]]]:
    """Ask for pages from many threads, and give each with its seconds, by kind. Raises RuntimeError for an error."""
    taken: dict[str, list[tuple[str, float]]] = defaultdict(list)
    wrong: list[str] = []
    stop = time.perf_counter() + SECONDS

    def read(seed: int) -> None:
        chance = random.Random(SEED + seed)
        connection = http.client.HTTPConnection(address)
        while time.perf_counter() < stop and not wrong:
            kind = chance.choices([*_SHARES], [*_SHARES.values()])[0]
            path = chance.choice(paths[kind])
            begun = time.perf_counter()
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            taken[kind].append((path, time.perf_counter() - begun))
            if answer.status != 200:
                wrong.append(f"{answer.status} {path}")

    readers = [threading.Thread(target=read, args=(seed,)) for seed in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    if wrong:
        raise RuntimeError(wrong[0])
    return {kind: taken[kind] for kind in _SHARES}


if __name__ == "__main__":
    sys.exit(main())
