"""A reviewer decides in a real browser, and the decision outlives what is published."""

import shutil
from pathlib import Path

from pipeline.reviews import Reviews
from pipeline.web.addresses import checks_at
from pipeline.web.database import build
from tests.pipeline.ingesting import ingest_here, json_lines
from tests.pipeline.web.browser.chromium import Browser, window
from tests.pipeline.web.browser.conftest import TOKEN
from tests.pipeline.web.desk import article
from tests.pipeline.web.serving import served


def test_a_decision_is_kept_and_outlives_publishing(browser: Browser, browser_output: Path, tmp_path: Path) -> None:
    output = Path(shutil.copytree(browser_output, tmp_path / "out"))
    with served(output, "--review-token", TOKEN) as (address, _), window(browser, address) as opened:
        page = opened.go(checks_at("ambiguous_amounts"))
        assert page.get_by_role("button", name="Sai").count() == 0
        page.get_by_role("link", name="Nhập mã để quyết định").click()
        page.get_by_label("Mã").fill(TOKEN)
        page.get_by_role("button", name="Vào").click()
        page.locator(".check-counts a").first.click()
        (words,) = page.locator(".hits .excerpt mark").all_inner_texts()
        page.get_by_label("Ghi chú").fill("3.200 tỷ, theo nghị quyết")
        page.get_by_role("button", name="Sai").click()
        assert page.get_by_role("status").inner_text() == f"Đã ghi là sai: {words}"
        assert page.locator(".hits li").count() == 0

        more = json_lines(tmp_path / "more.jsonl", [article(50, "Chính phủ duyệt vốn 4,500 tỷ đồng cho tỉnh Sơn La.")])
        ingest_here([more], output)
        build(output)
        page = opened.go(checks_at("ambiguous_amounts"))
        assert page.locator(".hits .excerpt mark").all_inner_texts() == ["4,500 tỷ đồng"]
        page = opened.go(checks_at("ambiguous_amounts", "decided"))
        assert page.locator(".hits .excerpt mark").all_inner_texts() == [words]
        assert "3.200 tỷ, theo nghị quyết" in page.locator(".verdict").inner_text()
        assert len(Reviews(output).latest()) == 1

        with page.expect_download() as download:
            page.get_by_role("link", name="bộ chuẩn").click()
        assert '"decision":"wrong"' in Path(download.value.path()).read_text("utf-8")
        assert opened.escaped == []
        assert opened.complaints == []
