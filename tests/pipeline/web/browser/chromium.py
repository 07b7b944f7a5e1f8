"""Debian's Chromium through Playwright, and pages of it that note every request and everything that goes wrong."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
#: The last ones end its own requests to its maker.
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--hide-scrollbars", "--font-render-hinting=none"),
)
#: Milliseconds: far more than anything takes, so that what hangs fails instead.
_PATIENCE = 60_000


def found() -> str | None:
    """Where Chromium is."""
    return next((place for name in NAMES if (place := shutil.which(name))), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=list(FLAGS), timeout=_PATIENCE)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Window:
    """A page, and what it asked for and complained of."""

    context: BrowserContext
    page: Page
    address: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a path of the desk."""
        self.page.goto(self.address + path)
        return self.page

    @property
    def escaped(self) -> list[str]:
        """Requests to anywhere but the desk."""
        own = urlsplit(self.address).netloc
        return [url for url in self.asked if not url.startswith("data:") and urlsplit(url).netloc != own]


@contextmanager
def window(browser: Browser, address: str, *, width: int = 1200, height: int = 800, lang: str = "") -> Iterator[Window]:
    """A new context with one page: no cookies but that of a language."""
    context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True, locale="vi-VN")
    context.set_default_timeout(_PATIENCE)
    if lang:
        context.add_cookies([{"name": "trichluc_lang", "value": lang, "url": address}])
    opened = Window(context, context.new_page(), address)
    context.on("request", lambda request: opened.asked.append(request.url))
    context.on(
        "console",
        lambda said: opened.complaints.append(said.text) if said.type in ("error", "warning") else None,
    )
    context.on("weberror", lambda error: opened.complaints.append(str(error.error)))
    context.on("dialog", lambda dialog: (opened.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    try:
        yield opened
    finally:
        context.close()
