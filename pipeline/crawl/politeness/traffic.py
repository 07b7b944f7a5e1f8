"""What a crawl did on the wire, counted while it runs: the spider makes the `Night` from it."""

from dataclasses import dataclass, field

from pipeline.crawl.night import Ending, RobotsState


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsSeen:
    """What the robots.txt of one origin (`https://congthuong.vn`) said.

    `sha256` is of the bytes, None where there is no such file; `trouble` says why it could not be read (`http_503`,
    `timeout`): nothing is then asked of the origin. `crawl_delay` is what it asks for, in seconds.
    """

    origin: str
    status: int | None
    sha256: str | None = None
    trouble: str | None = None
    crawl_delay: float | None = None

    def state(self, before: str | None) -> RobotsState:
        """What is to be said of it, given the `sha256` of the last one that was read."""
        if self.trouble is not None:
            return "unreachable"
        if self.sha256 is None:
            return "missing"
        if before is None:
            return "first"
        return "same" if self.sha256 == before else "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A host that was left alone for some seconds, and why (`http_429`, `timeout`); `asked` is by Retry-After."""

    host: str
    seconds: float
    reason: str
    asked: bool


@dataclass(slots=True)
class Traffic:
    """The sums of a crawl. Sizes are bytes of bodies as they came over the wire, also of those that broke off.

    `requests` counts every request sent, robots.txt and repeated ones too, and `by_status` what became of each (a
    status, or a reason such as `timeout`). `pages` counts the addresses asked that were marked as pages. `robots` is
    by origin, `given_up` by host with the reason. `budget` names what was used up: pages, minutes or bytes. `notes`
    are sentences for the report.
    """

    requests: int = 0
    bytes: int = 0
    pages: int = 0
    disallowed: int = 0
    retries: int = 0
    redirects: int = 0
    by_status: dict[str, int] = field(default_factory=dict)
    waited: float = 0.0
    pauses: list[Pause] = field(default_factory=list)
    robots: dict[str, RobotsSeen] = field(default_factory=dict)
    given_up: dict[str, str] = field(default_factory=dict)
    budget: str | None = None
    notes: list[str] = field(default_factory=list)

    def count(self, status: str) -> None:
        """Count what became of a request: a status, or a reason."""
        self.by_status[status] = self.by_status.get(status, 0) + 1

    def note(self, sentence: str) -> None:
        """Keep a sentence for the report, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def ending(self) -> Ending:
        """How the crawl ended, as far as the wire knows: `budget`, `robots` or `finished`.

        `robots` is for the origin that was asked first, the site's own; the robots.txt of a smaller host that cannot be
        read is in `notes`.
        """
        if self.budget is not None:
            return "budget"
        own = next(iter(self.robots.values()), None)
        if own is not None and own.trouble is not None:
            return "robots"
        if self.disallowed and self.requests <= len(self.robots):
            return "robots"
        return "finished"
