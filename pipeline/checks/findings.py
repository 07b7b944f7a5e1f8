"""What a check finds: each finding with the file, the place in it, what is wrong, and what to do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: Of one kind of finding in one file so many are told; the others are counted.
_MOST = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be; `place` is where in the file, empty for all of it."""

    file: str
    place: str
    problem: str
    remedy: str

    def as_record(self) -> dict[str, str]:
        """As a JSON object."""
        return {"file": self.file, "place": self.place, "problem": self.problem, "remedy": self.remedy}

    def __str__(self) -> str:
        place = f", {self.place}" if self.place else ""
        return f"{self.file}{place}: {self.problem}; {self.remedy}"


@dataclass(slots=True)
class Report:
    """What was looked at, and what was found. Of many alike only the first are kept; `left_out` counts the others."""

    findings: list[Finding] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    left_out: int = 0
    _alike: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, file: Path | str, place: str, kind: str, problem: str, remedy: str) -> None:
        """Note a finding; `kind` is a word for those that are alike."""
        self._alike[str(file), kind] += 1
        if self._alike[str(file), kind] <= _MOST:
            self.findings.append(Finding(str(file), place, problem, remedy))
        else:
            self.left_out += 1

    @property
    def damaged(self) -> Sequence[str]:
        """The files with findings, each once."""
        return list(dict.fromkeys(finding.file for finding in self.findings))

    def as_record(self) -> dict[str, Any]:
        """As a JSON object."""
        return {
            "sound": not self.findings,
            "findings": [finding.as_record() for finding in self.findings],
            "left_out": self.left_out,
            "checked": dict(self.checked),
            "notes": self.notes,
        }
