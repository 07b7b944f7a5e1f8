"""A Dask cluster to run on: the scheduler is asked for its workers, and each worker whether it can do the work.

Workers read their partitions and write their results themselves; so each needs the same versions of this program, the
places of the input and of the store, and Prefect's API. What one lacks is told before anything is begun.
"""

import logging
import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pipeline.errors import Misuse, TrichlucError
from pipeline.partitions import worker_count
from pipeline.places import Place, place_of
from pipeline.rows import row_versions

if TYPE_CHECKING:
    from distributed import Client

#: Stands for workers of this machine, started for the run.
LOCAL = "local"
#: Seconds in which a scheduler and an API answer.
_PATIENCE = 10


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that can do the work: its scheduler's address, and how many tasks its workers do at once."""

    address: str
    threads: int


@dataclass(frozen=True, slots=True)
class Needs:
    """What a worker must have: versions of the program, Prefect's API, places that are the same as the driver's."""

    versions: Mapping[str, str]
    api: str | None
    quiet: bool
    places: tuple[str, ...]


def check_scheduler(dask: str) -> None:
    """Raise Misuse where `--dask` names no scheduler, TrichlucError where nobody listens there, before all else."""
    if dask == LOCAL:
        return
    named = urlsplit(dask)
    try:
        host, port = named.hostname, named.port
    except ValueError:
        host = port = None
    if host is None or port is None:
        raise Misuse(f"--dask {dask}: give a scheduler's address, such as tcp://scheduler:8786, or {LOCAL}")
    try:
        socket.create_connection((host, port), timeout=_PATIENCE).close()
    except OSError as error:
        raise _no_scheduler(dask, error) from None


def _no_scheduler(dask: str, error: Exception) -> TrichlucError:
    reason = getattr(error, "strerror", None) or str(error).partition("\n")[0] or type(error).__name__
    return TrichlucError(
        f"{dask}: no Dask scheduler answers there ({reason}); start one (`dask scheduler`), or mend the address"
    )


@contextmanager
def cluster_for(dask: str, paths: Sequence[str], output: Place, *, quiet_events: bool) -> Iterator[Cluster]:
    """A cluster for a run, checked; `local` is one of this machine that ends with the run.

    `quiet_events` says that Prefect's API keeps nothing, so that workers need not tell it what happens. Raises
    TrichlucError where the scheduler does not answer, or a worker cannot do the work.
    """
    from distributed import Client, LocalCluster

    # what matters comes as an error of the run; of the rest a scheduler and its workers keep their own logs
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    if dask == LOCAL:
        cores = worker_count()
        with (
            LocalCluster(
                n_workers=cores,
                threads_per_worker=1,
                host="127.0.0.1",
                # no dashboard; of Dask's own port another program may be the owner, and that would be told as a warning
                dashboard_address=None,
                scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
                memory_limit=0,
                silence_logs=logging.CRITICAL,
            ) as cluster,
            Client(cluster) as client,
        ):
            yield _checked(client, cluster.scheduler_address, paths, output, quiet_events)
        return
    try:
        client = Client(dask, timeout=_PATIENCE)
    except (OSError, ValueError) as error:
        raise _no_scheduler(dask, error) from None
    with client:
        yield _checked(client, dask, paths, output, quiet_events)


def versions_here() -> dict[str, str]:
    """The versions that a driver and its workers must share: of the program, and of all that rows depend on."""
    return row_versions() | {"trichluc": version("trichluc"), "pyarrow": version("pyarrow")}


def _checked(client: "Client", address: str, paths: Sequence[str], output: Place, quiet: bool) -> Cluster:
    threads: dict[str, int] = client.nthreads()
    if not threads:
        raise TrichlucError(f"{address}: the scheduler has no worker; start some (`dask worker {address}`)")
    probe = _probe(output)
    try:
        places = tuple(str(place) if isinstance(place := place_of(path), Path) else path for path in paths)
        absolute = tuple(os.path.abspath(place) if "://" not in place else place for place in places)
        needs = Needs(versions_here(), os.environ.get("PREFECT_API_URL"), quiet, (*absolute, str(probe)))
        # a worker without the program cannot load the function: that is its answer then
        answers: Mapping[str, Any] = client.run(what_is_missing, needs, on_error="return")
    finally:
        if probe != output:
            probe.unlink(missing_ok=True)
    for worker, answer in sorted(answers.items()):
        if isinstance(answer, BaseException):
            raise TrichlucError(f"{worker}: this worker has no trichluc, or another one ({answer}); install {_this()}")
        if answer is not None:
            raise TrichlucError(f"{worker}: {answer}")
    return Cluster(address, sum(threads.values()))


def _this() -> str:
    return f"trichluc {version('trichluc')} there, into the Python that runs `dask worker`"


def _probe(output: Place) -> Place:
    """A file that workers must see where the driver sees it; an address is the same from everywhere."""
    if not isinstance(output, Path):
        return output
    output.mkdir(parents=True, exist_ok=True)
    probe = output.absolute() / f".seen-by-workers-{os.getpid()}"
    probe.write_bytes(b"")
    return probe


def what_is_missing(needs: Needs) -> str | None:
    """What this worker lacks, in words; None where nothing. Runs on a worker."""
    here = versions_here()
    for name, wanted in needs.versions.items():
        if here.get(name) != wanted:
            return f"this worker has {name} {here.get(name, 'not at all')}, the driver {wanted}: install {_this()}"
    for name in needs.places:
        place = place_of(name)
        if isinstance(place, Path):
            if not place.exists():
                return f"this worker does not see {name}: give a folder that all machines share, or an address"
            continue
        try:
            place.check()
        except TrichlucError as error:
            return f"this worker cannot use {error}"
    if needs.api is not None and not _answers(needs.api):
        return (
            f"this worker does not reach Prefect's API at {needs.api}; start `prefect server start --host 0.0.0.0`, and"
            " set PREFECT_API_URL to its address as workers see it"
        )
    if needs.quiet:
        from prefect.events.clients import NullEventsClient
        from prefect.events.worker import EventsWorker

        EventsWorker.set_client_override(NullEventsClient)
    return None


def _answers(url: str) -> bool:
    import httpx

    try:
        httpx.get(f"{url.rstrip('/')}/health", timeout=_PATIENCE, trust_env=False).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    return True
