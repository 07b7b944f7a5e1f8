"""Runs joined to nights: a night that was killed and started again, or crawled twice, is one night to its reader."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.crawl.night import Night, RobotsState, SourceSeen


def by_night(runs: Iterable[Night]) -> tuple[tuple[Night, ...], ...]:
    """The runs of each night together, nights in the order of their time, runs in that of their numbers.

    A clock that was set back between two runs does not turn them round.
    """
    ordered = sorted(runs, key=lambda run: (run.night, _number(run)))
    return tuple(tuple(group) for _, group in groupby(ordered, key=lambda run: run.night))


def join(runs: Sequence[Night]) -> Night:
    """The runs of one night as one: counts add up, it ended as its last run did. Raises ValueError for none.

    A source that answered in one of the runs has answered. The median length is that of the run with most articles.
    """
    if not runs:
        raise ValueError("a night has at least one run")
    if len(runs) == 1:
        return runs[0]
    last = runs[-1]
    measured = [run for run in runs if run.median_body_length is not None]
    median = max(measured, key=lambda run: sum(run.layouts.values())).median_body_length if measured else None
    return replace(
        last,
        started_at=runs[0].started_at,
        robots=_robots(runs),
        requests=sum(run.requests for run in runs),
        bytes=sum(run.bytes for run in runs),
        pages=sum(run.pages for run in runs),
        by_status=_sum(run.by_status for run in runs),
        verdicts=_sum(run.verdicts for run in runs),
        reasons=_sum(run.reasons for run in runs),
        layouts=_sum(run.layouts for run in runs),
        empty_fields=_sum(run.empty_fields for run in runs),
        median_body_length=median,
        sources=_sources(runs),
        warc_files=_union(run.warc_files for run in runs),
        new_urls=_union(run.new_urls for run in runs),
        changed_urls=_union(run.changed_urls for run in runs),
        gone_urls=_union(run.gone_urls for run in runs),
        troubles=tuple(dict.fromkeys(trouble for run in runs for trouble in run.troubles)),
        notes=_union(run.notes for run in runs),
    )


def _number(run: Night) -> int:
    return int(run.run_id.rpartition(".")[2])


def _robots(runs: Sequence[Night]) -> RobotsState:
    """What the last run that asked says, unless an earlier one has more to tell than that nothing changed."""
    asked = [run.robots for run in runs if run.robots != "not_asked"]
    if not asked:
        return "not_asked"
    told: list[RobotsState] = ["changed", "first"]
    return next((state for state in told if asked[-1] == "same" and state in asked), asked[-1])


def _sources(runs: Sequence[Night]) -> tuple[SourceSeen, ...]:
    joined: dict[str, SourceSeen] = {}
    for seen in (seen for run in runs for seen in run.sources):
        before = joined.get(seen.name)
        if before is None:
            joined[seen.name] = seen
            continue
        told = before if seen.error is not None and before.error is None else seen
        joined[seen.name] = replace(told, entries=max(before.entries, seen.entries), new=before.new + seen.new)
    return tuple(joined.values())


def _sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return dict(sorted(total.items()))


def _union(names: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in names for name in each))
