"""Article pages: from an address that is due to a request, and from its answer to an outcome, archived first."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from scrapy import Request
from scrapy.http import Response

from pipeline.crawl.archive import Placed
from pipeline.crawl.clock import VIETNAM
from pipeline.crawl.due import Due
from pipeline.crawl.judging import Judged, judge
from pipeline.crawl.night import PageOutcome, Verdict
from pipeline.crawl.politeness import PAGE, REDIRECT_STOPPED
from pipeline.sites import Site

_log = logging.getLogger(__name__)

#: Answers that will be the same tomorrow: not counted as failures, and asked again as seldom as articles are.
_REFUSED = frozenset({"robots_disallowed", "off_site", "too_large", "bad_address"})


def page_request(due: Due) -> Request:
    """The request for an article's page; conditional where an earlier answer is known."""
    headers = {}
    if due.etag is not None:
        headers["If-None-Match"] = due.etag
    if due.last_modified is not None:
        headers["If-Modified-Since"] = due.last_modified
    return Request(due.url, headers=headers, meta={PAGE: True}, dont_filter=True)


def outcome_of(
    site: Site,
    due: Due,
    response: Response,
    *,
    kept_hash: Callable[[str], str | None],
    placed: Placed,
    size: int,
    now: datetime,
) -> PageOutcome:
    """What became of an address that was answered. `kept_hash` gives the hash of a key's text as it was kept."""
    headers = {
        name.decode("latin-1"): b", ".join(values).decode("latin-1") for name, values in response.headers.items()
    }
    try:
        judged = judge(
            site,
            due.url,
            final_url=response.url,
            status=response.status,
            headers=headers,
            body=response.body,
            crawled_on=now.astimezone(VIETNAM).date(),
        )
    except Exception:
        # one page must not end every night; its answer is in the archive
        _log.exception("%s could not be judged", due.url)
        judged = Judged(verdict="rejected", key=due.key, url=due.url, reason="not_judged")
    if judged.verdict == "not_modified" and due.etag is None and due.last_modified is None:
        # the server compares with nothing: what it has is not known
        judged = replace(judged, verdict="failed", reason="http_304")
    key = due.key
    if judged.verdict == "article" and judged.canonical_url is not None:
        key = site.address_key(judged.canonical_url)
    final_url = judged.canonical_url if judged.verdict == "article" else response.url
    kept = judged.verdict in ("article", "not_modified", "rejected")
    return PageOutcome(
        key=key,
        url=due.url,
        final_url=final_url,
        status=response.status,
        verdict=_verdict(judged, kept_hash(key)),
        reason=response.meta.get(REDIRECT_STOPPED) or judged.reason,
        layout=judged.layout,
        body_hash=judged.body_hash,
        body_length=judged.body_length,
        empty_fields=judged.empty_fields,
        published_at=judged.published_at,
        etag=_text(response, "ETag") if kept else None,
        last_modified=_text(response, "Last-Modified") if kept else None,
        bytes=size,
        fetched_at=now,
        warc_file=placed.file,
        warc_offset=placed.offset,
    )


def outcome_without_answer(due: Due, reason: str, now: datetime) -> PageOutcome:
    """What became of an address that was not answered."""
    verdict: Verdict = "rejected" if reason in _REFUSED else "failed"
    return PageOutcome(key=due.key, url=due.url, verdict=verdict, reason=reason, fetched_at=now)


def _verdict(judged: Judged, kept: str | None) -> Verdict:
    if judged.verdict != "article":
        return judged.verdict
    if kept is None:
        return "new"
    return "unchanged" if judged.body_hash == kept else "changed"


def _text(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value is not None else None
