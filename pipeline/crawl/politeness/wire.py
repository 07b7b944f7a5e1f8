"""The wire: where requests really go, how long an answer may take, and the answer as it came."""

import asyncio
from http.client import responses as reasons

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from pipeline.crawl.archive import Response as Answer
from pipeline.crawl.politeness.decompressing import ACCEPTED, decompress
from pipeline.crawl.politeness.marks import WIRE
from pipeline.crawl.politeness.not_fetched import BrokenAnswer
from pipeline.crawl.politeness.state import Politeness

#: Scrapy sets it when the headers of an answer are in.
_HEADERS_IN = "download_latency"


class WireHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1, with `origins`, a limit for the headers besides the one for the whole answer, and no halves.

    The answer as it came (for the archive) is put into `request.meta["wire"]`: the body as Content-Encoding says, the
    chunks of its transfer joined; `fetched_at` is when it was asked for. The response has the decompressed body.
    Raises DownloadTimeoutError, and BrokenAnswer for an answer of which a part is missing.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._polite = Politeness.of(crawler)
        # Twisted sends a GET again, at once and unseen, where a kept connection breaks
        self._pool.retryAutomatically = False

    async def download_request(self, request: Request) -> Response:
        """Send a request and give its whole answer."""
        settings = self._polite.settings
        meta = {key: value for key, value in request.meta.items() if key != _HEADERS_IN}
        sent = request.replace(url=settings.to_wire(request.url), meta={**meta, "download_timeout": settings.timeout})
        sent.headers["Accept-Encoding"] = ACCEPTED
        asked_at = self._polite.clock.now()
        download = asyncio.ensure_future(super().download_request(sent))
        await asyncio.wait({download}, timeout=settings.headers_timeout)
        if not download.done() and _HEADERS_IN not in sent.meta:
            download.cancel()
            await asyncio.wait({download})
            raise DownloadTimeoutError(f"no headers of {request.url} in {settings.headers_timeout:g} seconds")
        response = await download
        request.meta[WIRE] = Answer(
            url=request.url,
            status=response.status,
            reason=reasons.get(response.status, ""),
            headers=tuple(_plain(response.headers)),
            body=response.body,
            fetched_at=asked_at,
            protocol=response.protocol or "HTTP/1.1",
            ip_address=None if response.ip_address is None else str(response.ip_address),
        )
        try:
            return self._whole(request, response)
        except BrokenAnswer:
            del request.meta[WIRE]
            raise

    def _whole(self, request: Request, response: Response) -> Response:
        """The response with its body decompressed. Raises BrokenAnswer."""
        encodings = [value.decode("latin-1") for value in response.headers.getlist("Content-Encoding")]
        body = decompress(response.body, encodings, largest=self._polite.settings.max_response_bytes)
        if response.status == 200 and cut_short(body, response.headers.get("Content-Type")):
            raise BrokenAnswer("truncated", "the page ends before its end tag")
        headers = Headers(response.headers)
        headers.pop("Content-Encoding", None)
        kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return kind(
            url=request.url,
            status=response.status,
            headers=headers,
            body=body,
            flags=response.flags,
            certificate=response.certificate,
            ip_address=response.ip_address,
            protocol=response.protocol,
        )


def cut_short(body: bytes, content_type: bytes | None) -> bool:
    """Whether a web page opens `html` and closes neither it nor its `body`.

    A Content-Length that is too small, or a program that died on the way, leaves such a page and no other trace.
    """
    if content_type is None or b"html" not in content_type.lower():
        return False
    plain = body.replace(b"\x00", b"").lower()
    return b"<html" in plain and b"</html" not in plain and b"</body" not in plain


def _plain(headers: Headers) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in (values if isinstance(values, list) else [values])
    ]
