"""Why there is no response: one word for each cause, the same in outcomes, sums and reports."""

from collections.abc import Iterator

from OpenSSL.SSL import Error as TLSError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed

#: The request was never sent, and would be on another night: the address stays due.
LEFT = frozenset({"budget", "host_given_up", "interrupted", "robots"})


class NotFetched(IgnoreRequest):
    """A request that is not sent, or whose answer is not taken; it reaches the request's errback.

    `reason` is `robots` (robots.txt could not be read), `robots_disallowed`, `host_given_up`, `budget`, `off_site` or
    `interrupted`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    @property
    def left(self) -> bool:
        """Whether the address was left for another night, rather than asked for or forbidden."""
        return self.reason in LEFT


class BrokenAnswer(ResponseDataLossError):
    """An answer that came, and of which a part is missing or cannot be decompressed: none of it is taken."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (DownloadTimeoutError, "timeout"),
    (ResponseDataLossError, "truncated"),
    (DownloadCancelledError, "too_large"),  # Scrapy cancels what exceeds DOWNLOAD_MAXSIZE, and nothing else
    (CannotResolveHostError, "no_such_host"),
    (DownloadConnectionRefusedError, "refused"),
    (UnsupportedURLSchemeError, "bad_address"),
    (DownloadFailedError, "reset"),
    (ConnectionClosed, "reset"),
    (ConnectError, "unreachable"),
    (OSError, "unreachable"),
)


def reason_of(error: BaseException) -> str:
    """Why a request has no response: the reason of ours, or `timeout`, `reset`, `refused`, `truncated` and so on.

    `tls` is a connection that could not be made safe (a certificate that is not the host's); `failed` is an error that
    is none of the network's.
    """
    if isinstance(error, NotFetched | BrokenAnswer):
        return error.reason
    if any(isinstance(cause, TLSError | VerificationError) for cause in _causes(error)):
        return "tls"
    return next((reason for kind, reason in _REASONS if isinstance(error, kind)), "failed")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, what it was raised from, and the failures that Twisted keeps in its `reasons`."""
    while error is not None:
        yield error
        for failure in getattr(error, "reasons", ()):
            yield failure.value
        error = error.__cause__
