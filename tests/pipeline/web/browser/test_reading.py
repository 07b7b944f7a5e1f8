"""What a reader does, in a real browser: from a search to a spreadsheet, kinds, links, languages, keys."""

import csv
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.marking import LOOKS
from pipeline.web.addresses import article_at, decree_at
from pipeline.web.database import web_file
from tests.pipeline.web.browser.chromium import Window
from tests.pipeline.web.browser.desk import HOSTILE_ID, PAGES, TURNED_TEXT
from tests.pipeline.web.desk import ARTICLES, HOSTILE


@pytest.fixture(scope="module")
def long_article(browser_output: Path) -> tuple[str, str]:
    """One of the user's articles: its id and text."""
    sql = "SELECT doc_id, text FROM documents JOIN document_texts USING (doc_id) WHERE file LIKE '%/002_eec7%'"
    with closing(sqlite3.connect(web_file(browser_output))) as connection:
        ((doc_id, text),) = connection.execute(sql).fetchall()
    return doc_id, text


def test_from_a_search_to_the_document_to_an_article_to_a_spreadsheet(window: Window) -> None:
    page = window.go("/")
    page.get_by_label("Văn bản nào, tỉnh nào, hay từ gì?").fill("nghi dinh 45/2012")
    page.keyboard.press("Enter")
    page.locator("a.symbol", has_text="45/2012/NĐ-CP").first.click()
    assert page.locator("h1").inner_text() == "45/2012/NĐ-CP"
    assert page.url == window.address + decree_at("45/2012/NĐ-CP")
    with page.expect_download() as download:
        page.locator("#articles").get_by_role("link", name="CSV").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert "bai/001" in {row["doc_id"] for row in rows}
    assert all("45/2012" in row["sentence"] or "Nghị định" in row["sentence"] for row in rows)
    page.locator("#articles h3 a", has_text="Bài số 1").click()
    named = page.locator(".text .named").first
    assert named.inner_text().startswith("Nghị định số 45/2012/NĐ-CP")
    values = page.locator("aside [data-kind=amounts] tr", has_text="62,584 tỷ đồng")
    assert "62.584.000.000" in values.inner_text()


def test_kinds_are_switched_off_and_on(window: Window) -> None:
    page = window.go(article_at("bai/001"))

    def lines() -> dict[str, str]:
        return {
            kind: page.evaluate(
                f"getComputedStyle(document.querySelector('.text .m.{kind}')).getPropertyValue('--line-{kind}')"
            )
            for kind in LOOKS
            if page.locator(f".text .m.{kind}").count()
        }

    shown = lines()
    assert len(shown) >= 5
    before = page.locator(".text").inner_text()
    for kind in shown:
        page.locator(f"#show-{kind}").uncheck()
        now = lines()
        assert now[kind] != shown[kind]
        page.locator(f"#show-{kind}").check()
        assert lines() == shown
    assert page.locator(".text").inner_text() == before


def test_a_link_to_a_mention_shows_it(window: Window, long_article: tuple[str, str]) -> None:
    page = window.go(article_at(long_article[0]))
    link = page.locator("aside th a").last
    words, target = link.inner_text(), str(link.get_attribute("href"))
    page = window.context.new_page()
    page.goto(window.address + article_at(long_article[0]) + target)
    named = page.locator(".text .named")
    assert "".join(named.all_inner_texts()) == words
    box = named.first.bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 800


def test_the_text_is_the_text(window: Window, long_article: tuple[str, str]) -> None:
    doc_id, text = long_article
    assert window.go(article_at(doc_id)).locator(".text").evaluate("each => each.textContent") == text


def test_english_is_remembered(window: Window) -> None:
    page = window.go(PAGES["provinces"])
    page.get_by_role("link", name="English").click()
    assert page.url == window.address + PAGES["provinces"]
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator(".desk-menu a", has_text="To check").click()
    assert page.locator("h1").inner_text() == "To check"
    other = window.context.new_page()
    other.goto(window.address)
    assert other.locator("html").get_attribute("lang") == "en"
    other.get_by_role("link", name="Tiếng Việt").click()
    assert other.locator("html").get_attribute("lang") == "vi"


@pytest.mark.parametrize("path", [PAGES["hostile"], PAGES["search"], PAGES["decree"]])
def test_a_hostile_article_is_words(window: Window, path: str) -> None:
    page = window.go(path)
    assert page.title() != "taken"
    assert page.locator("main script, main img").count() == 0
    if path == PAGES["hostile"]:
        assert page.locator(".text").evaluate("each => each.textContent") == ARTICLES[3]["text"]
        assert HOSTILE in page.locator("h1").inner_text()
        assert HOSTILE_ID in page.locator("aside").inner_text()
        assert page.locator("a[href^='javascript']").count() == 0


def test_marks_of_direction_stay_in_the_text_and_turn_nothing_else(window: Window) -> None:
    page = window.go(PAGES["turned"])
    assert page.locator(".text").evaluate("each => each.textContent") == TURNED_TEXT
    named = page.locator(".text .m.amounts")
    assert named.inner_text() == "9 tỷ đồng"
    assert page.evaluate("getComputedStyle(document.querySelector('.text')).direction") == "ltr"


def test_without_a_mouse(window: Window) -> None:
    page = window.go("/")
    press = page.keyboard.press
    press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
    press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("nd 45")
    press("Enter")
    page.wait_for_url(re.compile("/search"))
    for _ in range(20):
        press("Tab")
        if page.evaluate("document.activeElement.className") == "symbol":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    press("Enter")
    page.wait_for_url(re.compile("/decree/"))


def test_a_question_is_asked_anew_and_its_answer_taken_along(window: Window) -> None:
    page = window.go("/questions")
    page.get_by_role("link", name="Các câu nói về một văn bản").click()
    page.get_by_label("Số hiệu văn bản").fill("thông tư 17/2013/tt-bct")
    page.get_by_role("button", name="Hỏi").click()
    assert page.locator(".answer tbody tr").count() == 2
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as opened:
        assert len(list(csv.DictReader(opened))) == 2
    page.get_by_label("Nhiều nhất bao nhiêu dòng").fill("1")
    page.get_by_role("button", name="Hỏi").click()
    assert page.locator(".answer tbody tr").count() == 1


def test_a_province_in_both_sets_of_units(window: Window) -> None:
    page = window.go(PAGES["provinces"])
    page.locator(".ranking").get_by_role("link", name="Bắc Giang").click()
    assert "3.200.000.000" in page.locator("aside").inner_text()
    page.get_by_role("link", name="34 tỉnh, từ 1/7/2025: Bắc Ninh").click()
    assert page.locator("h1").inner_text() == "Bắc Ninh"
    named = page.locator("aside table").first.inner_text()
    assert "Bắc Giang" in named
    assert "Bắc Ninh" in named
