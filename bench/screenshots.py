"""`python -m bench.screenshots`: pictures of the desk's pages in `docs/images/`, from the corpus and invented articles.

Each page in Vietnamese on a desk and on a telephone, one of them in English. Needs Debian's Chromium. The colours are
reduced to what is there, so that a picture is small.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from bench.sample_articles import sample_articles
from pipeline.web.addresses import article_at, checks_at, decree_at, province_at, provinces_at, question_at, search_at
from pipeline.web.database import build
from tests.pipeline.ingesting import ARTICLES, ingest_here, json_lines
from tests.pipeline.web.browser.chromium import Window, launched, window
from tests.pipeline.web.serving import served

IMAGES = Path(__file__).parents[1] / "docs" / "images"
_TOKEN = "một mã để chụp"
_DESK, _TELEPHONE = (1100, 760), (360, 720)
_COLOURS = 128
PAGES = {
    "home": "/",
    "search": search_at("nghi dinh 45/2012"),
    "decree": decree_at("45/2012/NĐ-CP"),
    "province": province_at("Bắc Ninh", "34"),
    "provinces": provinces_at("34", "documents"),
    "checks": checks_at("ambiguous_amounts"),
    "question": question_at("decrees_by_province"),
}


def main() -> None:
    """Write all pictures, and say how large each is."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with _desk() as (address, doc_id), launched() as browser:
        pages = PAGES | {"article": article_at(doc_id)}
        for (width, height), ending in ((_DESK, ""), (_TELEPHONE, "-360")):
            with window(browser, address, width=width, height=height) as opened:
                if not ending:
                    _log_in(opened)
                for name, path in pages.items():
                    _save(opened.go(path), f"{name}{ending}")
        with window(browser, address, width=_DESK[0], height=_DESK[1], lang="en") as opened:
            _save(opened.go(PAGES["decree"]), "decree-en")


@contextmanager
def _desk() -> Iterator[tuple[str, str]]:
    """The desk's address, and an article with several references that is no copy."""
    with tempfile.TemporaryDirectory(prefix="trichluc-desk-") as folder:
        output = Path(folder) / "out"
        ingest_here([ARTICLES, json_lines(Path(folder) / "in" / "mau.jsonl", sample_articles())], output)
        with closing(sqlite3.connect(build(output))) as connection:
            sql = "SELECT doc_id FROM documents WHERE NOT is_duplicate AND doc_id LIKE 'mau/%' AND decree_refs > 3"
            (doc_id,) = connection.execute(f"{sql} ORDER BY doc_id LIMIT 1").fetchone()
        with served(output, "--review-token", _TOKEN) as (address, _):
            yield address, doc_id


def _log_in(opened: Window) -> None:
    page = opened.go("/checks/login")
    page.get_by_label("Mã").fill(_TOKEN)
    page.locator("form.login button").click()


def _save(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready.then(() => true)")
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    # no dithering: flat colours compress, specks do not
    small = picture.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    place = IMAGES / f"{name}.png"
    small.save(place, optimize=True)
    print(f"{place.relative_to(IMAGES.parents[1])}: {place.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
