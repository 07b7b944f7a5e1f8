"""A night of fetching: Scrapy in a process of its own, watched from here, until it gives back a Night."""

import json
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread, Timer, current_thread, main_thread
from typing import IO, Any

from pipeline.crawl.due import Due
from pipeline.crawl.night import Night
from pipeline.crawl.progress import Progress
from pipeline.crawl.settings import CrawlSettings, check_settings, keep_contact
from pipeline.crawl.tally import night_from
from pipeline.errors import Misuse, TrichlucError
from pipeline.lock import held

__all__ = ["CrawlInUse", "FetchingDied", "Progress", "fetch_night", "plan_night"]

#: So long the fetching process has to end by itself when it is told to, in seconds.
_GRACE = 30.0
#: Settings of others' Scrapy projects and flows are none of the fetching process's.
_NOT_INHERITED = ("SCRAPY_", "PREFECT_")


class CrawlInUse(TrichlucError):
    """Another crawl of the site runs."""


class FetchingDied(TrichlucError):
    """The fetching process ended without a word; what was committed is kept."""


def fetch_night(settings: CrawlSettings, *, progress: Callable[[Progress], None] | None = None) -> Night:
    """Crawl a site for a night: find addresses, fetch what is due, keep responses and outcomes.

    Gives the Night also where it ended early: `ended` says so (`interrupted` after SIGINT or SIGTERM, which are heard
    here while the main thread waits in this function). Raises Misuse, CrawlInUse where another crawl of the site runs,
    and TrichlucError where the fetching process failed; whatever was committed is kept, and the next call goes on
    there.
    """
    return _crawl(replace(settings, dry_run=False), progress or (lambda _: None), lambda _: None)


def plan_night(
    settings: CrawlSettings,
    *,
    found: Callable[[Due], None],
    progress: Callable[[Progress], None] | None = None,
) -> Night:
    """Find addresses and call `found` with each that would be fetched; no article is fetched, nothing is kept.

    Sources are asked as in a real night. Raises as `fetch_night` does.
    """
    return _crawl(replace(settings, dry_run=True), progress or (lambda _: None), found)


def _crawl(settings: CrawlSettings, progress: Callable[[Progress], None], found: Callable[[Due], None]) -> Night:
    check_settings(settings)
    with _locked(settings) as lock:
        if not settings.dry_run:
            keep_contact(settings.output, settings.contact)
        with _started(settings, lock) as child, _signals_passed_on(child) as signals:
            said = _Said(child, patience=_patience(settings))
            for message in said.messages():
                match message:
                    case {"progress": fields}:
                        progress(Progress(**fields))
                    case {"due": fields}:
                        found(Due(**fields))
            code = child.wait()
        return _night_of(said, code, settings, interrupted=bool(signals))


def _night_of(said: "_Said", code: int, settings: CrawlSettings, *, interrupted: bool) -> Night:
    if said.error is not None:
        kind = Misuse if said.error["exit_code"] == Misuse.exit_code else TrichlucError
        raise kind(said.error["message"])
    if said.night is not None:
        return said.night
    if interrupted:
        raise KeyboardInterrupt  # before the night began
    how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
    if said.silent:
        how = "had said nothing for too long and was killed"
    last = f" ({said.last_words})" if code > 0 and said.last_words else ""
    raise FetchingDied(
        f"the fetching process {how}{last}: what was committed is kept, and the next crawl goes on there; "
        f"{settings.log_path} may say more"
    )


class _Said:
    """What the fetching process says: messages on its stdout, and at worst a traceback on its stderr."""

    def __init__(self, child: subprocess.Popen[str], patience: float) -> None:
        self._child, self._patience = child, patience
        self.silent = False
        self._words: deque[str] = deque(maxlen=20)
        self.night: Night | None = None
        self.error: dict[str, Any] | None = None

    @property
    def last_words(self) -> str:
        """The last line on stderr: of a traceback, the error."""
        return next((line.strip() for line in reversed(self._words) if line.strip()), "")

    def messages(self) -> Iterator[dict[str, Any]]:
        """The messages as they come, until there are no more."""
        out, err = self._child.stdout, self._child.stderr
        assert out is not None
        assert err is not None
        listening = Thread(target=self._words.extend, args=(err,), daemon=True)
        listening.start()
        while line := self._line(out):
            match message := json.loads(line):
                case {"night": fields}:
                    self.night = night_from(json.dumps(fields))
                case {"error": fields}:
                    self.error = fields
                case _:
                    yield message
        listening.join()

    def _line(self, out: IO[str]) -> str:
        """The next line; a fetching process that hangs is killed, or it would hold the lock for good."""
        watch = Timer(self._patience, self._lose_patience)
        watch.daemon = True
        watch.start()
        try:
            return out.readline()
        finally:
            watch.cancel()

    def _lose_patience(self) -> None:
        self.silent = True
        self._child.kill()


def _patience(settings: CrawlSettings) -> float:
    """The seconds in which an address is asked and all its repetitions are waited for, and some more."""
    longest = settings.timeout + max(settings.max_retry_after, settings.max_backoff) + settings.delay
    return 600 + (settings.retries + 1 + settings.max_redirects) * (longest + settings.max_crawl_delay)


@contextmanager
def _locked(settings: CrawlSettings) -> Iterator[int]:
    def in_use(holder: str) -> CrawlInUse:
        return CrawlInUse(f"{settings.output}: another crawl of {settings.site} runs ({holder}); wait until it ends")

    try:
        settings.crawl_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrichlucError(f"{settings.crawl_folder}: {error.strerror}: give another --output") from None
    with held(settings.lock_path, in_use) as lock:
        yield lock


@contextmanager
def _started(settings: CrawlSettings, lock: int) -> Iterator[subprocess.Popen[str]]:
    """The fetching process, which holds the lock as we do; it has ended when this does."""
    child = subprocess.Popen(
        # -P: what is called `pipeline` in the current folder is not ours
        [sys.executable, "-P", "-m", "pipeline.crawl.child", str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        env=_environment(),
        pass_fds=(lock,),
        start_new_session=True,  # Ctrl-C reaches us alone, and we pass it on
    )
    try:
        assert child.stdin is not None
        _write(child.stdin, settings.to_json())
        yield child
    finally:
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(_GRACE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        for pipe in (child.stdout, child.stderr):
            if pipe is not None:
                pipe.close()


def _write(pipe: IO[str], text: str) -> None:
    try:
        pipe.write(text)
        pipe.close()
    except BrokenPipeError:
        pass  # it ended already, and will be asked why


def _environment() -> dict[str, str]:
    """Our environment, so far as it is the fetching process's, with the modules that we run."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_INHERITED)}
    return {**kept, "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)}


@contextmanager
def _signals_passed_on(child: subprocess.Popen[str]) -> Iterator[list[int]]:
    """Pass SIGINT and SIGTERM on while the main thread waits; a second one kills. Gives those that came."""
    came: list[int] = []
    if current_thread() is not main_thread():
        yield came
        return

    def pass_on(number: int, frame: object) -> None:
        came.append(number)
        if len(came) == 1:
            child.terminate()
        else:
            child.kill()

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
