"""What a crawl is told."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.crawl.settings import (
    CrawlSettings,
    check_contact,
    find_site,
    keep_contact,
    settings_with,
    settle_contact,
)
from pipeline.errors import Misuse


def test_settings_come_back_from_json() -> None:
    settings = CrawlSettings(
        site="congthuong.vn",
        output=Path("dữ liệu/out"),
        contact="toasoan@example.vn",
        since=date(2026, 11, 1),
        now=datetime(2026, 11, 21, 19, 0, tzinfo=UTC),
        origins={"congthuong.vn": "http://127.0.0.1:8123"},
        max_minutes=0.5,
    )
    assert CrawlSettings.from_json(settings.to_json()) == settings
    plain = CrawlSettings(site="congthuong.vn", output=Path("out"), contact="toasoan@example.vn")
    assert CrawlSettings.from_json(plain.to_json()) == plain


@pytest.mark.parametrize(
    ("url", "wire"),
    [
        ("https://congthuong.vn/thoi-su&s_cond=&BRSR=20", "http://127.0.0.1:8123/thoi-su&s_cond=&BRSR=20"),
        ("https://congthuong.vn/a%20b-1.html?x=%26", "http://127.0.0.1:8123/a%20b-1.html?x=%26"),
        ("https://m.congthuong.vn/a-400000.html", "https://m.congthuong.vn/a-400000.html"),
    ],
)
def test_another_origin_changes_nothing_behind_it(url: str, wire: str) -> None:
    settings = CrawlSettings(
        site="congthuong.vn", output=Path("out"), contact="a@b.vn", origins={"congthuong.vn": "http://127.0.0.1:8123"}
    )
    assert settings.to_wire(url) == wire


@pytest.mark.parametrize("name", ["congthuong.vn", "CONGTHUONG.VN", "m.congthuong.vn", "https://congthuong.vn/thoi-su"])
def test_a_site_is_found_by_its_name_hosts_and_addresses(name: str) -> None:
    assert find_site(name).name == "congthuong.vn"


@pytest.mark.parametrize("contact", ["a@b.vn", "mailto:a.b+c@d.e.vn", "https://example.vn/lien-he", " a@b.vn "])
def test_contacts(contact: str) -> None:
    assert check_contact(contact) == contact.strip()


@pytest.mark.parametrize("contact", ["", "a", "a@b", "a@b.vn\nHost: x", "a@b.vn) (x", "ftp://b.vn", "tòasoạn@b.vn"])
def test_what_is_no_contact(contact: str) -> None:
    with pytest.raises(Misuse, match="is no contact"):
        check_contact(contact)


def test_the_contact_given_comes_before_the_one_set_and_the_one_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRICHLUC_CONTACT", raising=False)
    with pytest.raises(Misuse, match="whom to write to"):
        settle_contact(tmp_path, None)
    keep_contact(tmp_path, 'https://kept.vn/"x"')
    assert settle_contact(tmp_path, None) == 'https://kept.vn/"x"'
    monkeypatch.setenv("TRICHLUC_CONTACT", "set@b.vn")
    assert settle_contact(tmp_path, None) == "set@b.vn"
    assert settle_contact(tmp_path, "given@b.vn") == "given@b.vn"


PLAIN = CrawlSettings(site="congthuong.vn", output=Path("out"), contact="a@b.vn")


def test_settings_with_others() -> None:
    every = json.loads(PLAIN.to_json())
    assert settings_with(PLAIN, every) == PLAIN, "each has a kind, and its default is of it"
    more = {"timeout": 5, "max_pages": None, "since": "2026-11-01", "origins": {"congthuong.vn": "http://127.0.0.1:1"}}
    changed = settings_with(PLAIN, more)
    assert (changed.timeout, changed.since, changed.max_pages) == (5, date(2026, 11, 1), None)


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("delay", "2", "a number from 0 on"),
        ("timeout", -1, "a number from 0 on"),
        ("timeout", True, "a number from 0 on"),
        ("timeout", None, "a number from 0 on"),
        ("backoff", float("nan"), "a number from 0 on"),
        ("retries", 1.5, "a whole number from 0 on"),
        ("max_pages", "10", "a whole number from 0 on or null"),
        ("origins", ["congthuong.vn"], "an object of texts"),
        ("origins", {"congthuong.vn": 8123}, "an object of texts"),
        ("dry_run", 1, "true or false"),
        ("output", None, "a text"),
        ("since", "1/11/2026", "Invalid isoformat string"),
        ("speed", 1, "no such setting"),
    ],
)
def test_settings_of_another_kind_are_refused(name: str, value: Any, wanted: str) -> None:
    with pytest.raises(Misuse, match=wanted) as refused:
        settings_with(PLAIN, {name: value})
    assert name in str(refused.value) or wanted == "Invalid isoformat string"
