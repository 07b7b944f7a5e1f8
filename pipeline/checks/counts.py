"""Keys and counts over the whole store: each document once, what refers to one finds it, runs add up."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.checks import remedies
from pipeline.checks.findings import Report
from pipeline.queries import connect, parquet
from pipeline.store import Store

_FOR_REPORT = "report it, with the output of `trichluc history --json`"


def check_keys(folder: Path, files: Mapping[str, Sequence[Path]], spill: Path, report: Report, *, ended: bool) -> None:
    """Each document is stored once, and each kept revision is of one, if the last run `ended`."""
    documents, revisions = files["documents"], files["revisions"]
    if not documents:
        return
    with connect(spill) as connection:
        twice = connection.sql(
            f"SELECT doc_id, count(*) FROM {parquet(documents)} GROUP BY doc_id HAVING count(*) > 1 ORDER BY doc_id"
        )
        for doc_id, count in twice.limit(100).fetchall():
            place = f"document {doc_id}"
            report.add(folder / "documents", place, "key", f"stands {count} times", remedies.row())
        if revisions and ended:
            orphans = connection.sql(
                f"SELECT doc_id FROM {parquet(revisions)} EXCEPT SELECT doc_id FROM {parquet(documents)} ORDER BY 1"
            )
            for (doc_id,) in orphans.limit(100).fetchall():
                problem = "has kept revisions, but is not stored"
                report.add(folder / "revisions", f"document {doc_id}", "key", problem, remedies.row())


def check_runs(store: Store, folder: Path, report: Report) -> None:
    """The counts of every finished run add up, and over all runs to the documents that are stored."""
    runs = store.runs().to_pylist()
    for run in runs:
        report.checked["runs"] += 1
        if run["status"] != "finished":
            continue
        adds_up = run["read"] == run["extracted"] + run["rejected"] + run["duplicate"]
        if not adds_up or run["extracted"] != run["new"] + run["changed"] + run["unchanged"]:
            report.add(folder / "runs", f"run {run['run_id']}", "run", "its counts do not add up", _FOR_REPORT)
    if runs and all(run["status"] == "finished" for run in runs):
        counted = sum(run["new"] - run["withdrawn"] for run in runs)
        stored = store.rows("documents")
        if counted != stored:
            problem = f"the runs stored and withdrew {counted:,} documents in all, but {stored:,} are there"
            report.add(folder / "documents", "", "count", problem, _FOR_REPORT)
