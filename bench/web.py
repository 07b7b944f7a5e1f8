"""`python -m bench.web`: the desk on a store of 40,000 articles: its file built, and pages asked by 20 readers at once.

The store's tables are those of `../shared/corpus/vneconomy-5000.jsonl.gz` (a real run of the pipeline), each article
eight times with another id and another date. The server is `trichluc web` in a process of its own; the readers are
threads of another, over real HTTP on loopback, and each asks for its next page as soon as it has one. Printed are the
seconds and size of the file, and for each kind of page the median and the 95th percentile. `--store DIR` takes an
output folder as it is; `--keep DIR` keeps the store that was made there.
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
from pipeline.queries import connect, parquet
from pipeline.tables import published_tables, table_named
from pipeline.web.addresses import article_at, decree_at, search_at, table_at
from pipeline.web.database import build, web_file

COPIES = 8
READERS = 20
SECONDS = 20.0
SEED = 20260801
_QUERIES = [
    "khuyến công",
    "nd 100",
    "thông tư 39",
    "bac ninh",
    "xuất khẩu gạo",
    "45/2012",
    "bao hiem xa hoi",
    "đầu tư công",
]
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
    print(f"Machine: {machine()}.\n")
    with tempfile.TemporaryDirectory(prefix="trichluc-bench-") as aside:
        output = given.store or made_store(given.keep or Path(aside))
        measure_build(output)
        measure_pages(output, Path(aside))
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


def measure_build(output: Path) -> None:
    """Print how long the file takes, and how large it is."""
    web_file(output).unlink(missing_ok=True)
    started, processor = time.perf_counter(), time.process_time()
    place = build(output)
    wall, used = time.perf_counter() - started, time.process_time() - processor
    with closing(sqlite3.connect(place)) as connection:
        (articles,) = connection.execute("SELECT count(*) FROM documents").fetchone()
        mentions = connection.execute("SELECT sum(mentions) FROM kind_counts").fetchone()[0]
    size = place.stat().st_size
    print(f"web.sqlite of {articles:,} articles, {mentions:,} mentions: {wall:.1f} s ({used:.1f} s of processor time),")
    print(f"{size / 1e6:,.0f} MB, {size / articles / 1e3:.1f} kB an article\n")


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


def measure_pages(output: Path, aside: Path) -> None:
    """Print how long pages take, 20 readers at once."""
    paths = asked_for(output)
    (aside / "paths.json").write_text(json.dumps(paths))
    with served(output) as (address, server):
        before = processor_time(server)
        command = [sys.executable, "-m", "bench.web", "--load", address, str(aside / "paths.json")]
        ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        used = processor_time(server) - before
    taken: dict[str, list[float]] = json.loads(ended.stdout)
    count = sum(map(len, taken.values()))
    print(
        f"{READERS} readers, {count} pages in {SECONDS:.0f} s; {1000 * used / count:.1f} ms of processor time a page\n"
    )
    print(f"{'page':12}{'asked':>8}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}")
    everything: list[float] = []
    for kind, times in taken.items():
        everything += times
        print_times(kind, times)
    print_times("all", everything)


def print_times(kind: str, times: list[float]) -> None:
    """Print one line."""
    ordered = sorted(1000 * each for each in times)
    p95 = statistics.quantiles(ordered, n=20)[-1] if len(ordered) > 1 else ordered[0]
    print(f"{kind:12}{len(ordered):>8}{statistics.median(ordered):>9.0f}{p95:>9.0f}{ordered[-1]:>9.0f}")


def processor_time(process: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def asked_for(output: Path) -> dict[str, list[str]]:
    """The addresses that readers ask for, by the kind of page: the most cited documents among them."""
    with closing(sqlite3.connect(web_file(output))) as connection:
        decrees = [row[0] for row in connection.execute("SELECT decree FROM decrees ORDER BY mentions DESC LIMIT 200")]
        articles = [row[0] for row in connection.execute("SELECT doc_id FROM documents ORDER BY doc_id LIMIT 2000")]
    return {
        "home": ["/"],
        "search": [search_at(query) for query in _QUERIES],
        "decree": [decree_at(decree) for decree in decrees],
        "article": [article_at(doc_id) for doc_id in articles],
        "table": [table_at("decree_refs", decree__exact=decree, _nofacet=1, _size=20) for decree in decrees[:50]],
    }


#: Of how many pages a reader asks for which: articles and legal documents most.
_SHARES = {"home": 1, "search": 3, "decree": 4, "article": 6, "table": 1}


def load(address: str, paths: dict[str, list[str]]) -> dict[str, list[float]]:
    """Ask for pages from many threads, and give the seconds of each by its kind. Raises RuntimeError for an error."""
    taken: dict[str, list[float]] = defaultdict(list)
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
            taken[kind].append(time.perf_counter() - begun)
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
