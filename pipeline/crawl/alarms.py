"""What is wrong with a night: a pure function of it and of the nights before.

An alarm says what was seen, what was usual, and what to look at. Shares of few pages say nothing, and neither does a
usual that is drawn from few nights: until there are enough, only what is wrong on any night is raised.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.crawl.night import Night, SourceSeen
from pipeline.crawl.observed import Observed, usual
from pipeline.sites import GENERIC

AlarmName = Literal[
    "crawl_failed",
    "robots",
    "robots_changed",
    "no_new_article",
    "source_silent",
    "no_source",
    "no_layout",
    "empty_fields",
    "body_length",
    "crawl_errors",
    "rejects",
    "extraction_failed",
    "not_in_tables",
    "yield",
]

#: How far a report looks back: two weeks even out the days of the week.
HISTORY = 14
#: Nights before a median is believed: five hold a weekend, or a working day beside one.
ENOUGH_NIGHTS = 5
#: Pages before a share is believed: of ten, one page more is ten percent.
ENOUGH_PAGES = 10
#: Pages that failed. A site under load loses some; a tenth of them is an outage, a ban, or a network of ours.
FAILED_SHARE = 0.10
#: Answers that held no readable article. Photo stories and videos are some of any night's.
REJECTED_SHARE = 0.20
#: Pages that fit none of the site's layouts. One special page in ten happens; a fifth is a redesign that began.
NO_LAYOUT_SHARE = 0.20
#: A title or a time is on every page, so that half of them without is wrong on any night.
EMPTY_SHARE = 0.50
#: So much above what was usual, as a share of pages, is a change: of rejects and of pages without a layout...
SHARE_RISE = 0.10
#: ... and of empty fields, which differ more from night to night: agency news has no author.
EMPTY_RISE = 0.25
#: Bodies half as long or twice as long as usual: a container that lost its half, or swallowed the page.
LENGTH_FACTOR = 2.0
#: Mentions of a kind per article: less than half or more than double.
YIELD_FACTOR = 2.0
#: Expected mentions of a kind before its yield is believed: of 20, half or double is beyond chance.
ENOUGH_MENTIONS = 20
#: A source that named as many new articles a night is missed at once; a slower one after a night more than it ever was.
BUSY_SOURCE = 5
#: What a source's error says where it was not asked for a reason of ours.
_NOT_ASKED = frozenset({"budget", "interrupted"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One thing that is wrong."""

    name: AlarmName
    seen: str
    usual: str
    look_at: str


def raise_alarms(
    tonight: Observed, before: Sequence[Observed], *, failed: Mapping[str, str] | None = None
) -> tuple[Alarm, ...]:
    """The alarms of a night, the gravest first. `before` are the nights before it, oldest first.

    `failed` gives the error of each step that failed: `fetch`, `extract`.
    """
    before = before[-HISTORY:]
    failed = failed or {}
    found = [*_failed(tonight.night, failed), *_robots(tonight.night)]
    if tonight.night.ended not in ("robots", "failed") and "fetch" not in failed:
        for look in (_no_new, _sources):
            found += look(tonight, before)
    for look in (_shares, _no_layout, _empty_fields, _body_length):
        found += look(tonight, before)
    if "extract" not in failed:
        for look in (_missing, _yield):
            found += look(tonight, before)
    return tuple(found)


def too_few_nights(before: Sequence[Observed]) -> str | None:
    """A sentence where there are too few nights to compare with; None where there are enough."""
    if len(before) >= ENOUGH_NIGHTS:
        return None
    known = "1 earlier night is" if len(before) == 1 else f"{len(before)} earlier nights are"
    return f"{known} known, fewer than {ENOUGH_NIGHTS}: what is compared with what was usual raises no alarm yet"


def _failed(night: Night, failed: Mapping[str, str]) -> Iterator[Alarm]:
    error = failed.get("fetch") or (night.error if night.ended == "failed" else None)
    if error is not None or night.ended == "failed":
        yield Alarm(
            name="crawl_failed",
            seen=error or "the crawl failed",
            usual="a crawl ends by itself, or when its budget is used up",
            look_at=f"DIR/crawl/{night.site}.log; the next crawl goes on where this one ended",
        )
    if "extract" in failed:
        yield Alarm(
            name="extraction_failed",
            seen=failed["extract"],
            usual="what was fetched is in the tables by the morning",
            look_at="the message above; `trichluc run DIR/warc --output DIR` extracts it, and so does the next night",
        )


def _robots(night: Night) -> Iterator[Alarm]:
    if night.ended == "robots" or night.robots == "unreachable":
        yield Alarm(
            name="robots",
            seen="; ".join(night.notes) or "robots.txt could not be read, or forbids the site: no article was asked",
            usual="robots.txt is there, or answered with 404, and lets the crawl in",
            look_at=f"https://{night.site}/robots.txt in a browser; write to the site if it shuts the crawl out",
        )
    elif night.robots == "changed":
        yield Alarm(
            name="robots_changed",
            seen="robots.txt is another one than last night",
            usual="it stays as it is; the new one was obeyed",
            look_at=f"https://{night.site}/robots.txt: what it now forbids is no longer fetched",
        )


def _no_new(tonight: Observed, before: Sequence[Observed]) -> Iterator[Alarm]:
    if _new(tonight) > 0 or tonight.night.ended == "interrupted":
        return
    counts = [_new(each) for each in before]
    quiet = sum(count == 0 for count in counts)
    # a site that does not publish every night
    if quiet * 4 > len(counts):
        return
    yield Alarm(
        name="no_new_article",
        seen="not one new article",
        usual=f"a median of {usual(counts):g} a night" if counts else "the first night finds what the site lists",
        look_at="the sources below, the site in a browser, and its module's sections and feeds",
    )


def _sources(tonight: Observed, before: Sequence[Observed]) -> Iterator[Alarm]:
    asked = [seen for seen in tonight.night.sources if seen.error not in _NOT_ASKED]
    if asked and not any(_answered(seen) for seen in asked):
        yield Alarm(
            name="no_source",
            seen=f"none of the {len(asked)} sources of addresses named an article: {_errors(asked)}",
            usual="sitemaps, feeds and sections name the articles of the last days and more",
            look_at=f"the site in a browser; DIR/crawl/{tonight.night.site}.log; its module's sources",
        )
        return
    for seen in asked:
        yield from _silent(seen, tonight, before)


def _silent(seen: SourceSeen, tonight: Observed, before: Sequence[Observed]) -> Iterator[Alarm]:
    earlier = [(each, other) for each in before for other in each.night.sources if other.name == seen.name]
    earlier = [(each, other) for each, other in earlier if other.error not in _NOT_ASKED]
    answered = [other.entries for _, other in earlier if _answered(other)]
    if not _answered(seen):
        if answered:
            yield Alarm(
                name="source_silent",
                seen=f"{seen.name}: {seen.error or 'no article in it'}",
                usual=f"it named a median of {usual(answered):g} articles on {len(answered)} of {len(earlier)} nights",
                look_at=f"{seen.url} in a browser; the site's module names it",
            )
        return
    fresh = [each.fresh.get(seen.name, 0) for each, _ in earlier]
    if len(fresh) < ENOUGH_NIGHTS or tonight.fresh.get(seen.name, 0) or sum(map(bool, fresh)) * 2 < len(fresh):
        return
    streak = 1 + _trailing(fresh)
    longest = _longest([*fresh[: len(fresh) - _trailing(fresh)]])
    typical = usual([count for count in fresh if count]) or 0
    if streak > longest + (0 if typical >= BUSY_SOURCE else 1) and _new(tonight):
        yield Alarm(
            name="source_silent",
            seen=f"{seen.name}: none of tonight's new articles is in it, for {_nights(streak)}",
            usual=f"it named a median of {typical:g} new ones, and was never without for more than {_nights(longest)}",
            look_at=f"{seen.url} in a browser: a feed or list that is no longer kept up answers as before",
        )


def _shares(tonight: Observed, before: Sequence[Observed]) -> Iterator[Alarm]:
    night = tonight.night
    failed = _share(night, "failed")
    if failed is not None and failed > FAILED_SHARE:
        yield Alarm(
            name="crawl_errors",
            seen=f"{failed:.0%} of {night.pages:,} pages failed: {_reasons(night)}",
            usual=_usual_share(before, lambda each: _share(each, "failed"), FAILED_SHARE),
            look_at="whether the site answers in a browser, the network, and whether we ask too fast (--delay)",
        )
    rejected = _share(night, "rejected")
    if rejected is not None and _too_much(rejected, before, lambda each: _share(each, "rejected"), REJECTED_SHARE):
        yield Alarm(
            name="rejects",
            seen=f"{rejected:.0%} of {night.pages:,} pages held no article that could be read: {_reasons(night)}",
            usual=_usual_share(before, lambda each: _share(each, "rejected"), REJECTED_SHARE),
            look_at="some of them in a browser, and the site's module where it reads them wrongly",
        )


def _no_layout(tonight: Observed, before: Sequence[Observed]) -> Iterator[Alarm]:
    share = _layoutless(tonight.night)
    if share is not None and _too_much(share, before, _layoutless, NO_LAYOUT_SHARE):
        yield Alarm(
            name="no_layout",
            seen=f"{share:.0%} of the pages fit none of the site's layouts",
            usual=_usual_share(before, _layoutless, NO_LAYOUT_SHARE),
            look_at="a new page in a browser: where it looks otherwise, its module needs a layout (docs/sites.md)",
        )


def _empty_fields(tonight: Observed, before: Sequence[Observed]) -> Iterator[Alarm]:
    for name in sorted(tonight.night.empty_fields):
        rate = _empty(name)
        share = rate(tonight.night)
        if share is None:
            continue
        shares = [rate(each.night) for each in before]
        often = usual(shares)
        enough = sum(each is not None for each in shares) >= ENOUGH_NIGHTS
        always_there = name in ("title", "published_at")
        if (always_there and share > EMPTY_SHARE) or (enough and often is not None and share > often + EMPTY_RISE):
            yield Alarm(
                name="empty_fields",
                seen=f"{share:.0%} of the articles have no {name}",
                usual=f"{often:.0%}" if often is not None else f"at most {EMPTY_SHARE:.0%}",
                look_at=f"where a new page has its {name}, and the selector of the site's module",
            )


def _body_length(tonight: Observed, before: Sequence[Observed]) -> Iterator[Alarm]:
    def length(night: Night) -> int | None:
        return night.median_body_length if _articles(night) >= ENOUGH_PAGES else None

    lengths = [length(each.night) for each in before]
    now, often = length(tonight.night), usual(lengths)
    if now is None or not often or sum(each is not None for each in lengths) < ENOUGH_NIGHTS:
        return
    if now * LENGTH_FACTOR < often or now > often * LENGTH_FACTOR:
        yield Alarm(
            name="body_length",
            seen=f"a median body of {now:,} characters",
            usual=f"{often:,.0f}",
            look_at="a new article beside its page: text is missing, or what is not the article's was taken",
        )


def _missing(tonight: Observed, before: Sequence[Observed]) -> Iterator[Alarm]:
    if tonight.extracted is not None and tonight.extracted.missing:
        missing = tonight.extracted.missing
        some = ", ".join(missing[:3]) + (", …" if len(missing) > 3 else "")
        yield Alarm(
            name="not_in_tables",
            seen=f"{len(missing):,} new or changed articles are not in the tables: {some}",
            usual="each one is",
            look_at="the table `rejects` for the night's archive in DIR/warc",
        )


def _yield(tonight: Observed, before: Sequence[Observed]) -> Iterator[Alarm]:
    extracted = tonight.extracted
    if extracted is None or extracted.articles < ENOUGH_PAGES:
        return
    known = [each.extracted for each in before if each.extracted is not None]
    known = [each for each in known if each.articles >= ENOUGH_PAGES]
    if len(known) < ENOUGH_NIGHTS:
        return
    for kind in sorted({*extracted.mentions, *(kind for each in known for kind in each.mentions)}):
        often, now = usual([each.per_article(kind) for each in known]) or 0.0, extracted.per_article(kind) or 0.0
        if max(often, now) * extracted.articles < ENOUGH_MENTIONS:
            continue
        if now * YIELD_FACTOR < often or now > often * YIELD_FACTOR:
            yield Alarm(
                name="yield",
                seen=f"{now:.2f} {kind} an article, of {extracted.articles:,} articles",
                usual=f"{often:.2f}",
                look_at=f"the table `{kind}`, and tonight's articles: another subject, or text that is cut or doubled",
            )


def _new(observed: Observed) -> int:
    return observed.night.verdicts.get("new", 0)


def _answered(seen: SourceSeen) -> bool:
    return seen.entries > 0


def _articles(night: Night) -> int:
    """Pages that were read as articles."""
    return sum(night.verdicts.get(verdict, 0) for verdict in ("new", "changed", "unchanged"))


def _share(night: Night, verdict: str) -> float | None:
    return night.verdicts.get(verdict, 0) / night.pages if night.pages >= ENOUGH_PAGES else None


def _layoutless(night: Night) -> float | None:
    without = night.layouts.get(GENERIC, 0) + night.reasons.get("no_layout", 0)
    read = _articles(night) + night.reasons.get("no_layout", 0)
    return min(1.0, without / read) if read >= ENOUGH_PAGES else None


def _empty(name: str) -> Callable[[Night], float | None]:
    def rate(night: Night) -> float | None:
        read = _articles(night)
        return night.empty_fields.get(name, 0) / read if read >= ENOUGH_PAGES else None

    return rate


def _too_much(share: float, before: Sequence[Observed], of: Callable[[Night], float | None], most: float) -> bool:
    """Whether a share is above what is usual, or above what is right on any night where it is not usual to be."""
    shares = [value for each in before if (value := of(each.night)) is not None]
    often = usual(shares)
    if often is None or len(shares) < ENOUGH_NIGHTS:
        return share > most
    return share > often + SHARE_RISE


def _usual_share(before: Sequence[Observed], of: Callable[[Night], float | None], most: float) -> str:
    often = usual([of(each.night) for each in before])
    return f"{often:.0%}" if often is not None else f"at most {most:.0%}"


def _reasons(night: Night) -> str:
    most = sorted(night.reasons.items(), key=lambda each: (-each[1], each[0]))[:4]
    return ", ".join(f"{reason} {count:,}" for reason, count in most) or "no reason was given"


def _errors(asked: Sequence[SourceSeen]) -> str:
    return ", ".join(sorted({seen.error or "empty" for seen in asked})[:4])


def _trailing(counts: Sequence[int]) -> int:
    """How many zeros a sequence ends with."""
    zeros = 0
    for count in reversed(counts):
        if count:
            break
        zeros += 1
    return zeros


def _longest(counts: Sequence[int]) -> int:
    """The longest row of zeros."""
    longest = row = 0
    for count in counts:
        row = 0 if count else row + 1
        longest = max(longest, row)
    return longest


def _nights(count: int) -> str:
    return f"{count} night" if count == 1 else f"{count} nights"
