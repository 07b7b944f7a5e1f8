"""The report of a night: what came, what is wrong, what mentions a watched word; as JSON and as Markdown."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pipeline.crawl.alarms import HISTORY, Alarm, raise_alarms, too_few_nights
from pipeline.crawl.clock import VIETNAM
from pipeline.crawl.night import Ending, Night, RobotsState
from pipeline.crawl.observed import Observed, usual
from pipeline.crawl.watch import Hit, Watched

_ENDED: Mapping[Ending, str] = {
    "finished": "nothing was left to ask for",
    "budget": "its limit of pages, minutes or bytes was reached",
    "robots": "stopped by robots.txt",
    "interrupted": "it was told to end, or killed",
    "failed": "failed",
}
_ROBOTS: Mapping[RobotsState, str] = {
    "first": "read for the first time",
    "same": "as before",
    "changed": "another one than before",
    "missing": "there is none",
    "unreachable": "could not be read",
    "not_asked": "not asked for",
}
#: Addresses that the Markdown lists of each sort; the JSON has them all.
_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NightReport:
    """All that is said of a night. `before` are the nights that it is compared with, oldest first.

    `failed` gives the error of each step that failed, `remarks` are sentences that raise no alarm.
    """

    tonight: Observed
    before: tuple[Observed, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    watched: tuple[Watched, ...] = ()
    hits: tuple[Hit, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """The report as one JSON object: the night's own fields, and what was made of them."""
        night, extracted = self.tonight.night, self.tonight.extracted
        record: dict[str, Any] = json.loads(json.dumps(asdict(night), default=lambda value: value.isoformat()))
        return record | {
            "runs": list(self.tonight.runs),
            "alarms": [asdict(alarm) for alarm in self.alarms],
            "failed": dict(self.failed),
            "fresh": dict(sorted(self.tonight.fresh.items())),
            "extracted": None
            if extracted is None
            else {
                "articles": extracted.articles,
                "missing": list(extracted.missing),
                "mentions": dict(extracted.mentions),
                "per_article": {kind: _rounded(extracted.per_article(kind)) for kind in extracted.mentions},
                "usual_per_article": {kind: _rounded(self._usual_yield(kind)) for kind in extracted.mentions},
            },
            "compared_nights": [each.night.night.isoformat() for each in self.before],
            "watched": [{"word": each.word, "meaning": each.meaning} for each in self.watched],
            "hits": [asdict(hit) for hit in self.hits],
            "remarks": list(self.remarks),
        }

    def as_markdown(self) -> str:
        """The report for people, and for Prefect's UI."""
        sections = (
            self._heading(),
            self._alarms(),
            self._hits(),
            self._pages(),
            self._sources(),
            self._yield(),
            self._addresses(),
            self._remarks(),
        )
        return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"

    def _usual_yield(self, kind: str) -> float | None:
        return usual([each.extracted.per_article(kind) for each in self.before if each.extracted is not None])

    def _usual_count(self, verdict: str) -> str:
        often = usual([each.night.verdicts.get(verdict, 0) for each in self.before])
        return f"{often:,.0f}" if often is not None else "–"

    def _heading(self) -> list[str]:
        night = self.tonight.night
        began, ended = night.started_at.astimezone(VIETNAM), night.ended_at.astimezone(VIETNAM)
        verdicts = night.verdicts
        runs = f" in {len(self.tonight.runs)} runs" if len(self.tonight.runs) > 1 else ""
        waiting = f"; {night.waiting:,} pages are due and wait" if night.waiting else ""
        return [
            f"# {night.site}, night of {night.night.isoformat()}",
            "",
            f"**{verdicts.get('new', 0):,} new articles, {verdicts.get('changed', 0):,} changed,"
            f" {len(night.gone_urls):,} gone. {_alarm_count(self.alarms)}.**",
            "",
            f"The crawl ran from {began:%Y-%m-%d %H:%M} to {ended:%H:%M} (Asia/Ho_Chi_Minh){runs} and ended:"
            f" {_ENDED[night.ended]}. {night.requests:,} requests, {night.bytes:,} bytes{waiting}."
            f" robots.txt: {_ROBOTS[night.robots]}.",
        ]

    def _alarms(self) -> list[str]:
        lines: list[str] = []
        for alarm in self.alarms:
            lines += ["", f"- **{alarm.name}**: {_plain(alarm.seen)}", f"  - usual: {_plain(alarm.usual)}"]
            lines.append(f"  - look at: {_plain(alarm.look_at)}")
        return ["## Alarms", *lines] if lines else []

    def _hits(self) -> list[str]:
        if not self.watched:
            return []
        lines = ["## Watch list"]
        for each in self.watched:
            hits = [hit for hit in self.hits if hit.word == each.word]
            meaning = f" ({_plain(each.meaning)})" if each.meaning != "these words" else ""
            lines += ["", f"**{_plain(each.word)}**{meaning}: {_count(len(hits), 'article')}"]
            if hits:
                lines.append("")
            lines += (f"- {_link(hit.title or hit.doc_id, hit.url)}: {_plain(hit.sentence)}" for hit in hits)
        return lines

    def _pages(self) -> list[str]:
        night = self.tonight.night
        rows = [("asked", f"{_asked_for(night):,}", _median(_asked_for(each.night) for each in self.before))]
        verdicts = ("new", "changed", "unchanged", "not_modified", "gone", "rejected", "failed")
        rows += ((verdict, f"{night.verdicts.get(verdict, 0):,}", self._usual_count(verdict)) for verdict in verdicts)
        lines = ["## Pages", "", *_table(("pages", "tonight", "median"), rows)]
        if forbidden := night.reasons.get("robots_disallowed"):
            were, them = ("was", "it") if forbidden == 1 else ("were", "them")
            lines += ["", f"{forbidden:,} of the rejected {were} not asked for: robots.txt forbids {them}."]
        for heading, counts in (
            ("reason", night.reasons),
            ("status", night.by_status),
            ("layout", night.layouts),
            ("empty field", night.empty_fields),
        ):
            if counts:
                lines += ["", *_table((heading, "pages"), [(name, f"{count:,}") for name, count in counts.items()])]
        if night.median_body_length is not None:
            often = _median(each.night.median_body_length for each in self.before)
            lines += [
                "",
                f"Median body: {night.median_body_length:,} characters (median of the nights before: {often}).",
            ]
        return lines

    def _sources(self) -> list[str]:
        night = self.tonight.night
        if not night.sources:
            return []
        rows = [
            (
                seen.name,
                f"{seen.entries:,}",
                f"{self.tonight.fresh.get(seen.name, 0):,}",
                _median(each.fresh.get(seen.name, 0) for each in self.before if _asked(seen.name, each)),
                self._last_fresh(seen.name),
                seen.error or "",
            )
            for seen in night.sources
        ]
        return [
            "## Sources of addresses",
            "",
            *_table(("source", "articles named", "new tonight", "median", "last new", "error"), rows),
        ]

    def _last_fresh(self, name: str) -> str:
        """The last night on which a source named something new."""
        nights = [each.night.night.isoformat() for each in (*self.before, self.tonight) if each.fresh.get(name)]
        return nights[-1] if nights else "–"

    def _yield(self) -> list[str]:
        extracted = self.tonight.extracted
        if extracted is None:
            return []
        rows = [
            (kind, f"{count:,}", _decimal(extracted.per_article(kind)), _decimal(self._usual_yield(kind)))
            for kind, count in extracted.mentions.items()
        ]
        return [
            "## Extraction",
            "",
            f"{_count(extracted.articles, 'new or changed article')} in the tables.",
            "",
            *_table(("kind", "mentions", "per article", "median"), rows),
        ]

    def _addresses(self) -> list[str]:
        night = self.tonight.night
        lines: list[str] = []
        for heading, urls in (("New", night.new_urls), ("Changed", night.changed_urls), ("Gone", night.gone_urls)):
            if urls:
                lines += ["", f"### {heading} ({len(urls):,})", "", *(f"- <{url}>" for url in urls[:_SHOWN])]
                if len(urls) > _SHOWN:
                    lines.append(f"- and {len(urls) - _SHOWN:,} more, in the JSON beside this file")
        lines += self._troubles()
        return ["## Addresses", *lines] if lines else []

    def _troubles(self) -> list[str]:
        """What gave no article, to be looked at in a browser."""
        night = self.tonight.night
        lines: list[str] = []
        for verdict in ("rejected", "failed"):
            found = [trouble for trouble in night.troubles if trouble.verdict == verdict]
            if found:
                count = max(len(found), night.verdicts.get(verdict, 0))
                if verdict == "rejected":
                    count = max(len(found), count - night.reasons.get("robots_disallowed", 0))
                lines += ["", f"### {verdict.capitalize()} ({count:,})", ""]
                lines += [f"- {_plain(trouble.reason)}: <{trouble.url}>" for trouble in found[:_SHOWN]]
                if count > len(found[:_SHOWN]):
                    lines.append(f"- and {count - len(found[:_SHOWN]):,} more, in DIR/crawl/{night.site}.log")
        return lines

    def _remarks(self) -> list[str]:
        remarks = (*self.tonight.night.notes, *self.remarks)
        return ["## Remarks", "", *(f"- {_plain(remark)}" for remark in remarks)] if remarks else []


def make_report(
    tonight: Observed,
    before: Sequence[Observed],
    *,
    watched: Sequence[Watched] = (),
    hits: Sequence[Hit] = (),
    failed: Mapping[str, str] | None = None,
    remarks: Sequence[str] = (),
) -> NightReport:
    """The report of a night, with the alarms that it raises. `before` are the nights before it, oldest first."""
    before = tuple(before[-HISTORY:])
    said = [*remarks]
    if (sentence := too_few_nights(before)) is not None:
        said.append(sentence)
    if before and (missed := (tonight.night.night - before[-1].night.night).days - 1) > 0:
        said.append(
            f"{_count(missed, 'night')} before this one saw no crawl: what was published meanwhile is found as far as"
            " the site's lists reach back"
        )
    return NightReport(
        tonight=tonight,
        before=before,
        alarms=raise_alarms(tonight, before, failed=failed),
        watched=tuple(watched),
        hits=tuple(hits),
        failed=dict(failed or {}),
        remarks=tuple(said),
    )


def _asked_for(night: Night) -> int:
    """Pages that the site was asked for: those that robots.txt forbids are among the pages, and are not."""
    return night.pages - night.reasons.get("robots_disallowed", 0)


def _asked(name: str, observed: Observed) -> bool:
    return any(seen.name == name for seen in observed.night.sources)


def _alarm_count(alarms: Sequence[Alarm]) -> str:
    if not alarms:
        return "No alarm"
    return f"{_count(len(alarms), 'alarm')}: {', '.join(dict.fromkeys(alarm.name for alarm in alarms))}"


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    rule = ["---", *("---:" for _ in heading[1:])]
    lines = [heading, rule, *([_plain(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return [f"| {' | '.join(line)} |" for line in lines]


def _median(values: Iterable[int | None]) -> str:
    often = usual(list(values))
    return f"{often:,.0f}" if often is not None else "–"


def _decimal(value: float | None) -> str:
    return f"{value:.2f}" if value is not None else "–"


def _rounded(value: float | None) -> float | None:
    return round(value, 4) if value is not None else None


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _link(title: str, url: str | None) -> str:
    title = _plain(title).replace("[", "\\[").replace("]", "\\]")
    return f"[{title}](<{url}>)" if url else title


def _plain(text: str) -> str:
    """A text on one line, with nothing that Markdown reads as an element of a page."""
    return " ".join(text.split()).replace("<", "&lt;")
