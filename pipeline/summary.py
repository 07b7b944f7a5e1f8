"""What a run says of itself at its end, for people and for machines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.counts import Counts
from pipeline.stage_times import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """The result of a run: counts that add up, tables with their rows, the store's rejects by reason, its times."""

    run_id: str
    output: str
    counts: Counts
    rejects: dict[str, int]
    tables: dict[str, int]
    versions: dict[str, str]
    seconds: float
    processor_seconds: Mapping[Stage, float] = field(default_factory=dict)

    def as_record(self) -> dict[str, Any]:
        """The summary as one JSON object."""
        counts = self.counts
        return {
            "run_id": self.run_id,
            "output": self.output,
            "read": counts.read,
            "extracted": counts.extracted,
            "rejected": counts.rejected,
            "duplicate": counts.duplicate,
            "new": counts.new,
            "changed": counts.changed,
            "revised": counts.revised,
            "unchanged": counts.unchanged,
            "withdrawn": counts.withdrawn,
            "rejects_by_reason": self.rejects,
            "tables": self.tables,
            "versions": self.versions,
            "seconds": self.seconds,
            "processor_seconds": self.processor_seconds,
        }
