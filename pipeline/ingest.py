"""The steps of a run as plain functions: begin, (stage and commit, partition by partition), end, publish.

`pipeline.flows` puts them in a Prefect flow; tests call them as they are.
"""

import secrets
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from pipeline.columns import OWN, Columns
from pipeline.commits import commit_ends
from pipeline.counts import Counts
from pipeline.inputs import find_inputs
from pipeline.ledger import Ledger
from pipeline.partitions import LARGEST_PARTITION, LookAt, Plan, plan_partitions
from pipeline.places import Address, Place, remove_tree
from pipeline.publish import TablesState, publish, publish_runs
from pipeline.rows import row_versions
from pipeline.schemas import RUNS
from pipeline.seals import seal
from pipeline.staging import rejects_table
from pipeline.store import Provenance, Store
from pipeline.summary import RunSummary
from pipeline.web.database import renew as renew_web_file
from pipeline.word_choice import WordsOf

_KNOWN = "known.parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run that has begun: what it reads, where it writes, what it calls itself.

    Workers write to `staging`; `here` is the run's own folder on this machine, the same where the store is here too.
    What is known of the stored documents is in a file here, and in one that workers read, which may be the same.
    """

    store: Store
    paths: tuple[str, ...]
    columns: Columns
    words_of: WordsOf
    provenance: Provenance
    started_at: datetime
    staging: Place
    here: Path
    known_at: Path | None
    known_shared: Place | None


def begin_run(
    paths: Sequence[str], output: Place, columns: Columns = OWN, *, resume: bool = True, words_of: WordsOf = "mentions"
) -> Run:
    """Open or make the store, note that a run began, and that those which were noted so before it did not end.

    Partitions that a killed run had staged are found there and not done again, unless `resume` is false. The caller
    holds the store's lock.
    """
    store = Store(output)
    started_at = datetime.now(UTC)
    run_id = f"{started_at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    provenance = Provenance(run_id, row_versions(words_of), version("trichluc"), started_at)
    store.create(provenance)
    staging = output / ".staging"
    if not resume:
        remove_tree(staging)
    staging.mkdir(exist_ok=True)
    if isinstance(staging, Address):
        here = Path(tempfile.mkdtemp(prefix="trichluc-"))
    else:
        here = staging
        for unfinished in staging.glob(".*"):
            shutil.rmtree(unfinished, ignore_errors=True)
    Ledger.begin(here)
    runs = store.runs().to_pylist()
    for row in runs:
        if row["status"] == "running":
            row["status"] = "interrupted"
    runs.append(_run_row(paths, provenance, started_at, "running", None, Counts()))
    store.replace_runs(pa.Table.from_pylist(runs, schema=RUNS), provenance)
    known_at = store.export_known(here / _KNOWN)
    known_shared: Place | None = known_at
    if known_at is not None and isinstance(staging, Address):
        shared = staging / _KNOWN
        shared.upload(known_at)
        known_shared = shared
    return Run(
        store=store,
        paths=tuple(paths),
        columns=columns,
        words_of=words_of,
        provenance=provenance,
        started_at=started_at,
        staging=staging,
        here=here,
        known_at=known_at,
        known_shared=known_shared,
    )


def plan_run(
    run: Run, workers: int, look_at: LookAt | None = None, largest: int = LARGEST_PARTITION
) -> tuple[Plan, Counts]:
    """Find and cut the input (as `plan_partitions`); what could not even be looked into is counted and noted."""
    plan = plan_partitions(find_inputs(run.paths, run.store.output, run.columns), workers, look_at, largest)
    with Ledger.of(run.here) as ledger:
        ledger.add_rejects(rejects_table(plan.rejects))
    return plan, Counts(read=len(plan.rejects), rejected=len(plan.rejects))


def end_commits(run: Run, counts: Counts) -> Counts:
    """Commit what can only be known at the end. Raises TrichlucError where the counts do not add up."""
    counts += commit_ends(run.store, run.paths, run.known_at, run.here, run.provenance)
    counts.check()
    return counts


def publish_run(run: Run, counts: Counts, *, with_csv: bool, with_boilerplate: bool = False) -> RunSummary:
    """Publish the tables and the desk's file (where there is one), note that the run finished, clear what it staged."""
    state = publish(run.store, run.here, with_csv=with_csv, with_boilerplate=with_boilerplate)
    finished_at = note_end(run, counts, "finished", state)
    rows = state.rows | {"runs": publish_runs(run.store, run.here, with_csv=state.csv)}
    if not isinstance(run.store.output, Address):
        renew_web_file(run.store.output)
    seal(run.store.folder)
    remove_tree(run.staging)
    remove_tree(run.here)
    return RunSummary(
        run_id=run.provenance.run_id,
        output=str(run.store.output),
        counts=counts,
        rejects=_reasons(run.store),
        tables=rows,
        versions=dict(run.provenance.versions),
        seconds=round((finished_at - run.started_at).total_seconds(), 1),
    )


def note_end(run: Run, counts: Counts, status: str, tables: TablesState | None = None) -> datetime:
    """Note how a run ended, and which tables it published; give the time."""
    finished_at = datetime.now(UTC)
    rows = [row for row in run.store.runs().to_pylist() if row["run_id"] != run.provenance.run_id]
    rows.append(_run_row(run.paths, run.provenance, run.started_at, status, finished_at, counts))
    more = {} if tables is None else {"tables": tables.as_json().decode()}
    run.store.replace_runs(pa.Table.from_pylist(rows, schema=RUNS), run.provenance, **more)
    return finished_at


def leave(run: Run) -> None:
    """Remove what a run that did not finish has on this machine, where its store is elsewhere."""
    if run.here != run.staging:
        remove_tree(run.here)


def _run_row(
    paths: Sequence[str],
    provenance: Provenance,
    started_at: datetime,
    status: str,
    finished_at: datetime | None,
    counts: Counts,
) -> dict[str, Any]:
    names = ("read", "extracted", "rejected", "duplicate", "new", "changed", "revised", "unchanged", "withdrawn")
    return {
        "run_id": provenance.run_id,
        "status": status,
        "started_at": started_at,
        "finished_at": finished_at,
        "inputs": list(paths),
        **{name: getattr(counts, name) for name in names},
        "versions": orjson.dumps(dict(provenance.versions), option=orjson.OPT_SORT_KEYS).decode(),
        "code_version": provenance.code_version,
    }


def _reasons(store: Store) -> dict[str, int]:
    """How many rejects the store holds for each reason."""
    codes = store.rejects().column("code").value_counts().to_pylist()
    return {row["values"]: row["counts"] for row in sorted(codes, key=lambda row: str(row["values"]))}
