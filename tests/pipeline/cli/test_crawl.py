"""`trichluc crawl`: what it prints and how it ends; the nights themselves are tested in tests/pipeline/crawl."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main
from pipeline.crawl import fetching
from tests.pipeline.crawl.small_site import SmallSite

CONTACT = ("--contact", "toasoan@example.vn")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallSite]:
    """A small site in the place of congthuong.vn, asked without delay."""
    monkeypatch.delenv("TRICHLUC_CONTACT", raising=False)
    with SmallSite(articles=dict.fromkeys(range(400001, 400004), 1)) as served:
        for name in ("fetch_night", "plan_night"):
            called = getattr(fetching, name)

            def here(settings: Any, called: Any = called, **more: Any) -> Any:
                return called(replace(settings, origins=served.origins, delay=0.01, backoff=0.01), **more)

            monkeypatch.setattr(fetching, name, here)
        yield served


def crawl(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    # what comes after fetching has tests of its own
    monkeypatch.setattr("sys.argv", ["trichluc", "crawl", *map(str, arguments), "--no-extract"])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_a_night_and_its_sums(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert crawl(monkeypatch, "www.congthuong.vn", "-o", tmp_path, *CONTACT, "--max-pages", "2") == 0
    out, err = capsys.readouterr()
    assert [line.split() for line in out.splitlines()[:3]] == [
        ["pages", "2"],
        ["new", "2"],
        ["due", "and", "not", "asked", "1"],
    ]
    assert "archived in warc/congthuong.vn-" in out
    (report,) = (tmp_path / "reports").glob("*.md")
    assert out.endswith(f"report: {report}\n")
    assert "**2 new articles, 0 changed, 0 gone. No alarm.**" in report.read_text("utf-8")
    assert err == ""
    assert (tmp_path / "crawl" / "settings.toml").read_text("utf-8").endswith('contact = "toasoan@example.vn"\n')

    # the contact is kept; the dry run names what is left
    assert crawl(monkeypatch, "congthuong.vn", "-o", tmp_path, "--dry-run") == 0
    assert capsys.readouterr().out == f"{site.url(400001)}\n"
    assert crawl(monkeypatch, "congthuong.vn", "-o", tmp_path, "--dry-run", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"url": site.url(400001), "key": "congthuong.vn/400001", "why": "new"}

    assert crawl(monkeypatch, "congthuong.vn", "-o", tmp_path, "--json") == 0
    night = json.loads(capsys.readouterr().out)
    assert (night["ended"], night["verdicts"], night["new_urls"]) == ("finished", {"new": 1}, [site.url(400001)])
    assert night["report"]["verdicts"] == {"new": 3}, "of all the night's runs"


def test_an_alarm_is_an_exit_code_a_line_and_a_call(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site.articles.clear()
    hook = ("--on-alarm", f"cat > {tmp_path}/hooked; exit 3")
    assert crawl(monkeypatch, "congthuong.vn", "-o", tmp_path / "out", *CONTACT, *hook) == 1
    out, err = capsys.readouterr()
    assert "ALARM no_new_article: not one new article (usual: " in out
    assert err.startswith("trichluc: the command of --on-alarm ended with exit code 3: cat")
    alarms = json.loads((tmp_path / "hooked").read_bytes())["alarms"]
    assert [alarm["name"] for alarm in alarms] == ["no_new_article", "no_source"]


def test_robots_that_forbid_the_site_are_an_error(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site.robots = "User-agent: *\nDisallow: /\n"
    assert crawl(monkeypatch, "congthuong.vn", "-o", tmp_path, *CONTACT, "--quiet") == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", "trichluc: congthuong.vn: no article was asked for: robots.txt forbids the site\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere.vn", *CONTACT), "nowhere.vn: no such site is known; give one of congthuong.vn,"),
        (("congthuong.vn",), "a crawl tells the site whom to write to: give --contact MAIL"),
        (("congthuong.vn", "--contact", "me (at) home"), "'me (at) home' is no contact: give a mail address"),
        (("congthuong.vn", *CONTACT, "--since", "22/11/2026"), "--since 22/11/2026: give a day as YYYY-MM-DD"),
        (("congthuong.vn", *CONTACT, "--delay", "0.1"), "--delay 0.1: give 0.5 seconds or more"),
        (("congthuong.vn", *CONTACT, "--delay", "nan"), "--delay nan: give 0.5 seconds or more"),
        (("congthuong.vn", *CONTACT, "--max-minutes", "0"), "a budget of 0.0 minutes: give more than 0"),
    ],
)
def test_misuse_is_refused_before_anything_is_asked(
    site: SmallSite,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    assert crawl(monkeypatch, *arguments, "-o", tmp_path / "out") == 2
    assert message in capsys.readouterr().err
    assert site.log == []
    assert not (tmp_path / "out").exists()


def test_the_contact_comes_from_the_environment_too(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRICHLUC_CONTACT", "https://example.vn/lien-he")
    assert crawl(monkeypatch, "congthuong.vn", "-o", tmp_path, "--quiet", "--max-pages", "1") == 0
    assert all("(+https://example.vn/lien-he)" in headers["User-Agent"] for headers in site.headers)


def test_a_kept_contact_that_cannot_be_read_is_told(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "crawl" / "settings.toml"
    kept.parent.mkdir()
    kept.write_text("contact = nobody", "utf-8")
    assert crawl(monkeypatch, "congthuong.vn", "-o", tmp_path) == 2
    assert f"{kept}: cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("dry_run", [(), ("--dry-run",)], ids=["night", "dry run"])
@pytest.mark.parametrize("place", ["file", "file/below"])
def test_an_output_that_can_be_no_folder_is_misuse(
    site: SmallSite,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    place: str,
    dry_run: tuple[str, ...],
) -> None:
    (tmp_path / "file").touch()
    assert crawl(monkeypatch, "congthuong.vn", "-o", tmp_path / place, *CONTACT, *dry_run) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"trichluc: {tmp_path / place}: ")
    assert err.count("\n") == 1
    assert site.log == []
