"""What a cluster's workers do for a run, as Prefect tasks: look at stretches of the input, and stage partitions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE

from pipeline.errors import TrichlucError
from pipeline.partitions import Partition
from pipeline.places import Place
from pipeline.rows import extraction_key
from pipeline.staging import StagedPartition, Stamp, stage_partition
from pipeline.surveys import Stretch, Surveyed, survey
from pipeline.word_choice import WordsOf

T = TypeVar("T")


class Sealed(Generic[T]):
    """An argument that neither Prefect nor Dask is to look into: each would visit every value in it."""

    __slots__ = ("content",)

    def __init__(self, content: T) -> None:
        self.content = content


@dataclass(frozen=True, slots=True)
class Work:
    """What of a run its workers have to know; `key` is of the driver's versions."""

    known_at: Place | None
    staging: Place
    stamp: Stamp
    words_of: WordsOf
    key: str


@task(name="survey", cache_policy=NO_CACHE, persist_result=False)
def survey_stretches(stretches: Sealed[Sequence[Stretch]]) -> list[Surveyed]:
    """Look at some stretches of the input."""
    return [survey(stretch) for stretch in stretches.content]


@task(name="extract-partition", cache_policy=NO_CACHE, persist_result=False)
def extract_on_cluster(sealed: Sealed[tuple[Partition, Work]]) -> StagedPartition:
    """Extract one partition; done again, by this worker or another, it leaves the same."""
    partition, work = sealed.content
    # a worker may have come after the others were checked
    if extraction_key(work.words_of) != work.key:
        raise TrichlucError("a worker has other versions than the driver: end it, or install the same trichluc there")
    return stage_partition(partition, work.known_at, work.staging, work.stamp, words_of=work.words_of)
