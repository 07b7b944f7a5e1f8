"""A small paper on loopback: a sitemap, articles with ETags, a log of what was asked, and a place to act in between."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web

_PAGE = """<html><head><title>Tin số {number}</title>
<link rel="canonical" href="https://congthuong.vn/{slug}-{number}.html"></head><body>
<h1 class="article-detail-title f5">Tin số {number}</h1><span class="format_time">Thứ Bảy, 21/11/2026 09:15</span>
<div class="article-detail-desc">Kim ngạch xuất khẩu của tỉnh Bắc Ninh.</div>
<div id="articleBody" itemprop="articleBody"><p>Kim ngạch đạt {number} tỷ đồng, {edition}.</p></div>
<div class="article-detail-author clearfix">Nguyễn Văn A</div></body></html>"""


@dataclass
class SmallSite:
    """Articles are numbers with editions; `before` is called with each path before it is answered, in a thread."""

    articles: dict[int, int] = field(default_factory=dict)
    slugs: dict[int, str] = field(default_factory=dict)
    robots: str = "User-agent: *\nDisallow: /tag/\n"
    log: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    before: Callable[[str], None] = lambda _: None
    port: int = 0

    def url(self, number: int) -> str:
        return f"https://congthuong.vn/{self.slugs.get(number, 'tin')}-{number}.html"

    def path(self, number: int) -> str:
        return self.url(number).removeprefix("https://congthuong.vn")

    def asked(self) -> Counter[str]:
        """The articles that were asked for, by path, since this was called last."""
        log, self.log = self.log, []
        self.headers = []
        return Counter(path for path in log if path.endswith(".html"))

    @property
    def origins(self) -> dict[str, str]:
        return {"congthuong.vn": f"http://127.0.0.1:{self.port}"}

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]

    async def _answer(self, request: web.Request) -> web.Response:
        path = request.raw_path
        self.log.append(path)
        self.headers.append(dict(request.headers))
        await asyncio.to_thread(self.before, path)
        if path == "/robots.txt":
            return web.Response(text=self.robots)
        if path == "/sitemap.xml":
            rows = "".join(f"<url><loc>{self.url(number)}</loc></url>" for number in self.articles)
            return web.Response(text=f"<urlset>{rows}</urlset>", content_type="application/xml")
        number = int(path.rpartition("-")[2].removesuffix(".html")) if path.endswith(".html") else None
        if number not in self.articles:
            return web.Response(status=404, text="<html>404</html>", content_type="text/html")
        if path != self.path(number):
            return web.Response(status=301, headers={"Location": self.path(number)})
        tag = f'"{number}-{self.articles[number]}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        page = _PAGE.format(number=number, slug=self.slugs.get(number, "tin"), edition=f"bản {self.articles[number]}")
        return web.Response(text=page, content_type="text/html", headers={"ETag": tag})
