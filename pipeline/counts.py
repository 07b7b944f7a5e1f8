"""What became of the records of a run."""

from dataclasses import dataclass, fields

from pipeline.errors import TrichlucError


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What became of the records of a run: `read` = `extracted` + `rejected` + `duplicate`.

    Of the `extracted`, some are `new`, some `changed` against what the store held, and some `unchanged`: found again
    as they are stored, by content and extractor versions, so that nothing had to be done. Of the `changed`, those are
    `revised` whose text or title is another. A `duplicate` is one more record of a document: the same content, or an
    earlier version of it. `withdrawn` documents are not among those read: they stood in a text file that now holds
    another document.
    """

    read: int = 0
    rejected: int = 0
    duplicate: int = 0
    new: int = 0
    changed: int = 0
    revised: int = 0
    unchanged: int = 0
    withdrawn: int = 0

    @property
    def extracted(self) -> int:
        """Documents of the input that the store holds after the run, each counted once."""
        return self.new + self.changed + self.unchanged

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)})

    def __sub__(self, other: "Counts") -> "Counts":
        return Counts(**{f.name: getattr(self, f.name) - getattr(other, f.name) for f in fields(Counts)})

    def check(self) -> None:
        """Raise TrichlucError where the counts do not add up: a document would have been lost."""
        if self.read != self.extracted + self.rejected + self.duplicate:
            raise TrichlucError(
                f"the counts do not add up: read {self.read}, but extracted {self.extracted} + rejected {self.rejected}"
                f" + duplicate {self.duplicate}; nothing was published, please report it"
            )
