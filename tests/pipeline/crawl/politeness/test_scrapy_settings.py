from importlib.metadata import version
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from pipeline.crawl.politeness import polite_settings
from pipeline.crawl.politeness.not_fetched import BrokenAnswer, NotFetched, reason_of
from pipeline.crawl.politeness.site_only import redirect_target
from pipeline.crawl.politeness.wire import cut_short
from pipeline.crawl.settings import CrawlSettings

CRAWL = CrawlSettings(site="congthuong.vn", output=Path("out"), contact="https://example.vn/crawler", delay=3.0)


def test_nothing_runs_that_is_not_named() -> None:
    polite = polite_settings(CRAWL)
    settings = Settings(polite)
    for names in ("DOWNLOADER_MIDDLEWARES", "EXTENSIONS", "DOWNLOAD_HANDLERS"):
        assert dict(settings.getwithbase(names)) == polite[names]
    for path in settings.getwithbase("DOWNLOADER_MIDDLEWARES"):
        load_object(path)
    running = " ".join(map(str, [*settings.getwithbase("DOWNLOADER_MIDDLEWARES"), *settings.getwithbase("EXTENSIONS")]))
    assert not [word for word in ("cookies", "telnet", "remote", "retry", "referer", "cache") if word in running]


def test_certificates_are_verified() -> None:
    assert polite_settings(CRAWL)["DOWNLOAD_VERIFY_CERTIFICATES"] is True


def test_the_user_agent_names_a_contact() -> None:
    assert polite_settings(CRAWL)["USER_AGENT"] == f"trichluc/{version('trichluc')} (+https://example.vn/crawler)"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        (b"/b", "https://congthuong.vn/b"),
        (b"b?x=1#y", "https://congthuong.vn/tin/b?x=1"),
        (b"//kinhte.congthuong.vn/b", "https://kinhte.congthuong.vn/b"),
        (b" https://congthuong.vn/thoi-su&s_cond=&BRSR=20 ", "https://congthuong.vn/thoi-su&s_cond=&BRSR=20"),
        ("/tin-mới".encode(), "https://congthuong.vn/tin-m%E1%BB%9Bi"),
        (b"javascript:alert(1)", None),
        (b"mailto:a@b.vn", None),
        (b"https://", "https://congthuong.vn/tin/a"),
        (b"https://congthuong.vn:99999/", None),
        (b"http://[", None),
        (b"", None),
        (b"  ", None),
        (None, None),
    ],
)
def test_where_a_redirect_leads(location: bytes | None, target: str | None) -> None:
    assert redirect_target("https://congthuong.vn/tin/a", location) == target


@pytest.mark.parametrize(
    ("body", "kind", "cut"),
    [
        (b"<html><body>Tin</body></html>", b"text/html; charset=utf-8", False),
        (b"<HTML><BODY>Tin</BODY>", b"text/html", False),
        (b"<!DOCTYPE html><html lang='vi'><body>Ti", b"Text/HTML", True),
        ("<html><body>Tin</body></html>".encode("utf-16"), b"text/html", False),
        ("<html><body>Tin".encode("utf-16"), b"text/html", True),
        (b"<p>a piece of a page", b"text/html", False),
        (b"<html>", b"text/plain", False),
        (b"<html>", None, False),
    ],
)
def test_pages_that_are_cut_short(body: bytes, kind: bytes | None, cut: bool) -> None:
    assert cut_short(body, kind) is cut


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (NotFetched("budget"), "budget"),
        (BrokenAnswer("bad_encoding", "detail"), "bad_encoding"),
        (ConnectionResetError(), "unreachable"),
        (ZeroDivisionError(), "failed"),
    ],
)
def test_every_error_has_a_reason(error: Exception, reason: str) -> None:
    assert reason_of(error) == reason
