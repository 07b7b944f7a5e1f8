"""What holds for every page: it fits a telephone, can be used without seeing it, asks nobody and breaks nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.pipeline.web.browser.chromium import Browser, window
from tests.pipeline.web.browser.desk import DATASETTES, PAGES

#: A page that is not there says so with its status, which a browser notes as an error.
_MISSING = {"no decree", "nowhere"}


@pytest.mark.parametrize("name", [*PAGES, *DATASETTES])
def test_it_can_be_used_by_everyone_and_asks_nobody(browser: Browser, address: str, name: str) -> None:
    lang = "en" if len(name) % 2 else "vi"
    with window(browser, address, width=360, height=740, lang=lang) as opened:
        page = opened.go((PAGES | DATASETTES)[name])
        assert page.locator("html").get_attribute("lang") == lang
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.set_viewport_size({"width": 1200, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 1200
        assert opened.escaped == []
        assert [said for said in opened.complaints if name not in _MISSING or "404" not in said] == []
        # every other page in the dark
        page.emulate_media(color_scheme="dark" if lang == "en" else "light")
        # axe puts styles into the page, which its policy forbids and the browser complains of: so it comes last
        found = Axe().run(page).response["violations"]
        grave = [each for each in found if each["impact"] in ("serious", "critical")]
        assert grave == [], "\n".join(f"{each['id']}: {each['nodes'][0]['html']}" for each in grave)
