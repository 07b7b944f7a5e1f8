"""Each alarm raised, and not raised where it must not be."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from pipeline.crawl.alarms import ENOUGH_NIGHTS, raise_alarms, too_few_nights
from pipeline.crawl.observed import Extracted, Observed
from tests.pipeline.crawl.observing import FRESH, SOURCES, nights_before, observed, silent

_SITEMAP, _FEED = SOURCES
_MOST_FAILED = {"new": 10, "failed": 5}
_MOST_REJECTED = {"new": 10, "rejected": 5}
_PAGES = {"pages": 15}


def names(tonight: Observed, before: Sequence[Observed] = (), **more: Any) -> list[str]:
    return [alarm.name for alarm in raise_alarms(tonight, before, **more)]


def test_a_usual_night_raises_none() -> None:
    assert names(observed(), nights_before()) == []
    assert names(observed()) == [], "nor does the first one"


@pytest.mark.parametrize(
    ("tonight", "before", "expected"),
    [
        # robots
        ({"ended": "robots", "robots": "unreachable", "notes": ("robots.txt: http_503",)}, None, ["robots"]),
        ({"ended": "robots", "robots": "same", "pages": 0, "verdicts": {}}, None, ["robots"]),
        ({"robots": "changed"}, None, ["robots_changed"]),
        ({"robots": "first"}, None, []),
        ({"robots": "missing"}, None, []),
        # the crawl
        ({"ended": "failed", "error": "disk full"}, None, ["crawl_failed"]),
        ({"ended": "budget"}, None, []),
        ({"ended": "interrupted"}, None, []),
        # no new article: alarmed on any night, but not where nights without are usual
        ({"verdicts": {"not_modified": 40}, "extracted": None}, None, ["no_new_article"]),
        ({"verdicts": {"not_modified": 40}, "extracted": None, "ended": "interrupted"}, None, []),
        ({"verdicts": {"not_modified": 40}, "extracted": None}, {"verdicts": {"not_modified": 40}}, []),
        ({"verdicts": {"not_modified": 40}, "extracted": None, "ended": "robots"}, None, ["robots"]),
        # failures
        ({**_PAGES, "verdicts": _MOST_FAILED}, None, ["crawl_errors"]),
        ({"pages": 9, "verdicts": {"new": 4, "failed": 5}}, None, []),
        ({"pages": 40, "verdicts": {"new": 37, "failed": 3}}, None, []),
        # rejects
        ({**_PAGES, "verdicts": _MOST_REJECTED}, None, ["rejects"]),
        ({**_PAGES, "verdicts": _MOST_REJECTED}, {**_PAGES, "verdicts": _MOST_REJECTED}, []),
        ({"pages": 40, "verdicts": {"new": 34, "rejected": 6}}, {"verdicts": {"new": 40}}, ["rejects"]),
        # layouts
        ({"layouts": {"2025": 20, "generic": 14}}, None, ["no_layout"]),
        ({"layouts": {"2025": 20, "generic": 14}}, {"layouts": {"2025": 20, "generic": 14}}, []),
        ({"layouts": {"2025": 29, "generic": 5}}, None, ["no_layout"]),
        ({"layouts": {"2025": 29, "generic": 2}}, None, []),
        # fields
        ({"empty_fields": {"title": 20}}, None, ["empty_fields"]),
        ({"empty_fields": {"author": 30}}, None, ["empty_fields"]),
        ({"empty_fields": {"author": 30}}, {"empty_fields": {"author": 28}}, []),
        # length
        ({"median_body_length": 1300}, None, ["body_length"]),
        ({"median_body_length": 5700}, None, ["body_length"]),
        ({"median_body_length": 1500}, None, []),
        ({"median_body_length": None}, None, []),
        # yield
        ({"extracted": Extracted(articles=32, mentions={"decree_refs": 15, "amounts": 80})}, None, ["yield"]),
        ({"extracted": Extracted(articles=32, mentions={"decree_refs": 40, "amounts": 200})}, None, ["yield"]),
        ({"extracted": Extracted(articles=32, mentions={"decree_refs": 40, "amounts": 80, "regions": 9})}, None, []),
        ({"extracted": Extracted(articles=9, mentions={})}, None, []),
        ({"extracted": None}, None, []),
        # tables
        ({"extracted": Extracted(articles=31, mentions={"decree_refs": 40, "amounts": 80}, missing=("u",))}, None,
         ["not_in_tables"]),
        # sources
        ({"sources": (_SITEMAP, silent(_FEED))}, None, ["source_silent"]),
        ({"sources": (_SITEMAP, silent(_FEED, "http_404"))}, None, ["source_silent"]),
        ({"sources": (_SITEMAP, silent(_FEED, "budget"))}, None, []),
        ({"sources": (silent(_SITEMAP, "timeout"), silent(_FEED, "timeout"))}, None, ["no_source"]),
        ({"sources": (_SITEMAP, silent(_FEED, "http_404"))}, {"sources": (_SITEMAP, silent(_FEED, "http_404"))}, []),
        ({"sources": (_SITEMAP, silent(_FEED, "http_404"))}, {"sources": (_SITEMAP,)}, []),
        # a sitemap that names many a night is missed at once, a feed that names three after two nights
        ({"fresh": {"rss:tai-chinh": 3}}, None, ["source_silent"]),
        ({"fresh": {_SITEMAP.name: 30}}, None, []),
    ],
)  # fmt: skip
def test_what_is_seen_on_a_night_after_two_usual_weeks(
    tonight: dict[str, Any], before: dict[str, Any] | None, expected: list[str]
) -> None:
    assert names(observed(**tonight), nights_before(**(before or {}))) == expected


@pytest.mark.parametrize(
    ("tonight", "expected"),
    [
        ({"verdicts": {"not_modified": 40}, "extracted": None}, ["no_new_article"]),
        ({"layouts": {"generic": 34}}, ["no_layout"]),
        ({"empty_fields": {"published_at": 30}}, ["empty_fields"]),
        ({**_PAGES, "verdicts": _MOST_FAILED}, ["crawl_errors"]),
        ({"sources": (silent(_SITEMAP), silent(_FEED))}, ["no_source"]),
        # these compare, and there is nothing to compare with
        ({"empty_fields": {"author": 34}}, []),
        ({"median_body_length": 90}, []),
        ({"sources": (_SITEMAP, silent(_FEED, "http_404"))}, []),
        ({"extracted": Extracted(articles=32, mentions={})}, []),
        ({"fresh": {}}, []),
    ],
)
@pytest.mark.parametrize("before", [0, ENOUGH_NIGHTS - 1])
def test_the_first_nights_raise_what_is_wrong_on_any_night(
    tonight: dict[str, Any], expected: list[str], before: int
) -> None:
    if before and tonight.get("sources") == (_SITEMAP, silent(_FEED, "http_404")):
        expected = ["source_silent"]  # that it answered once is enough to miss it
    assert names(observed(**tonight), nights_before(before)) == expected
    assert too_few_nights(nights_before(before)) is not None
    assert too_few_nights(nights_before(ENOUGH_NIGHTS)) is None


def test_a_feed_that_is_no_longer_kept_up_is_noticed_after_a_night_more_than_it_ever_was_silent() -> None:
    stale = {_SITEMAP.name: 30}
    before = nights_before()
    assert names(observed(fresh=stale), before) == []
    before = [*before[1:], observed(fresh=stale)]
    (alarm,) = raise_alarms(observed(fresh=stale), before)
    assert alarm.name == "source_silent"
    assert alarm.seen == "rss:tai-chinh: none of tonight's new articles is in it, for 2 nights"
    # one that was silent for two nights before is given three
    pauses = [replace(each, fresh=stale) if place in (3, 4) else each for place, each in enumerate(nights_before())]
    assert names(observed(fresh=stale), [*pauses[2:], observed(fresh=stale), observed(fresh=stale)]) == []
    assert names(observed(fresh=stale), [*pauses[3:], *[observed(fresh=stale)] * 3]) == ["source_silent"]
    assert FRESH[_FEED.name]


def test_steps_that_failed_are_alarms_and_silence_what_follows_from_them() -> None:
    tonight = observed(verdicts={}, pages=0, extracted=None, sources=())
    found = raise_alarms(tonight, nights_before(), failed={"fetch": "it died", "extract": "disk full"})
    assert [(alarm.name, alarm.seen) for alarm in found] == [
        ("crawl_failed", "it died"),
        ("extraction_failed", "disk full"),
    ]


def test_an_alarm_says_what_was_seen_what_was_usual_and_what_to_look_at() -> None:
    (alarm,) = raise_alarms(
        observed(**_PAGES, verdicts=_MOST_FAILED, reasons={"timeout": 4, "reset": 1}), nights_before()
    )
    assert alarm.seen == "33% of 15 pages failed: timeout 4, reset 1"
    assert alarm.usual == "0%"
    assert "--delay" in alarm.look_at
