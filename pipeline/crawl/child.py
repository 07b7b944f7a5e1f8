"""The fetching process: `python -m pipeline.crawl.child PARENT`, settings as JSON on stdin, one JSON line a message.

Scrapy's reactor and signals want a process of their own. It ends cleanly on SIGTERM and SIGINT, and when its parent
(the process of that number) is gone. Messages: `progress`, `due` (in a dry run), and at the end `night` or `error`.
"""

import asyncio
import json
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from logging.handlers import RotatingFileHandler
from typing import TextIO

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from pipeline.crawl.archive import Archive, repair
from pipeline.crawl.due import Due
from pipeline.crawl.frontier import Frontier
from pipeline.crawl.night import Night
from pipeline.crawl.politeness import polite_settings
from pipeline.crawl.progress import Progress
from pipeline.crawl.settings import CrawlSettings
from pipeline.crawl.spider import NightSpider
from pipeline.crawl.tally import night_as_json
from pipeline.errors import TrichlucError

_log = logging.getLogger(__name__)
_LOG_BYTES, _LOGS_KEPT = 10_000_000, 5
_PARENT_LOOK = 0.5


class Speaker:
    """Messages to the parent."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def progress(self, progress: Progress) -> None:
        """How far the night is."""
        self._say(json.dumps({"progress": asdict(progress)}))

    def due(self, due: Due) -> None:
        """An address that a crawl would ask for."""
        self._say(json.dumps({"due": {"url": due.url, "key": due.key, "why": due.why}}, ensure_ascii=False))

    def night(self, night: Night) -> None:
        """The end of a night."""
        self._say(f'{{"night": {night_as_json(night)}}}')

    def error(self, message: str, exit_code: int) -> None:
        """The end of a night that failed."""
        self._say(json.dumps({"error": {"message": message, "exit_code": exit_code}}, ensure_ascii=False))

    def _say(self, line: str) -> None:
        try:
            self._out.write(f"{line}\n")
            self._out.flush()
        except BrokenPipeError:
            pass  # the parent is gone; whoever looks after it ends the night


def crawl(settings: CrawlSettings, speaker: Speaker, parent: int) -> Night:
    """Crawl for a night, in this process, once in its life. Raises TrichlucError."""
    clock = settings.clock()
    site = settings.declared
    rehearsing_new = settings.dry_run and not settings.frontier_path.exists()
    with ExitStack() as stack:
        stack.enter_context(_logging(settings))
        frontier = stack.enter_context(Frontier.open(None if rehearsing_new else settings.frontier_path, site, clock))
        if settings.dry_run:
            stack.enter_context(frontier.rehearsal())
        elif cut := repair(settings.warc_folder, site.name):
            _log.warning("%d bytes of a record that was not whole were cut off the newest archive", cut)
        frontier.begin()
        archive = stack.enter_context(Archive(settings.warc_folder, site.name, frontier.night))
        process = AsyncCrawlerProcess(Settings({**polite_settings(settings), "LOG_INSTALL_ROOT_HANDLER": False}))
        crawler = process.create_crawler(NightSpider)
        done = process.crawl(
            crawler,
            crawl=settings,
            clock=clock,
            frontier=frontier,
            archive=archive,
            say_progress=speaker.progress,
            say_due=speaker.due,
        )

        def stop() -> None:
            if isinstance(crawler.spider, NightSpider):
                crawler.spider.interrupt()

        _stop_when_told(asyncio.get_event_loop(), stop, parent)
        process.start(install_signal_handlers=False)
        if done.done() and not done.cancelled() and (failed := done.exception()) is not None:
            frontier.finish("failed", error=f"{type(failed).__name__}: {failed}")
            raise failed
        assert isinstance(crawler.spider, NightSpider)
        return _finish(crawler.spider)


def _finish(spider: NightSpider) -> Night:
    try:
        night = spider.finish()
    except TrichlucError:
        # on a full disk the sums cannot be kept either: the next crawl completes them
        if spider.error is not None:
            raise spider.error from None
        raise
    if spider.error is not None:
        raise spider.error
    return night


class _Told:
    """Whether a signal came before the loop could hear it."""

    early = False


def _stop_when_told(loop: asyncio.AbstractEventLoop, stop: Callable[[], None], parent: int) -> None:
    """Call `stop` on SIGTERM, on SIGINT, and when the parent is gone."""

    def look() -> None:
        if _Told.early or os.getppid() != parent:
            stop()
        else:
            loop.call_later(_PARENT_LOOK, look)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    loop.call_soon(look)


@contextmanager
def _logging(settings: CrawlSettings) -> Iterator[None]:
    """The log of a site, in files of a bounded size; what cannot be logged (a full disk) ends nothing."""
    settings.crawl_folder.mkdir(parents=True, exist_ok=True)
    logging.raiseExceptions = False
    handler = RotatingFileHandler(settings.log_path, maxBytes=_LOG_BYTES, backupCount=_LOGS_KEPT, encoding="utf-8")
    handler.setLevel(logging.INFO)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()


def main() -> int:
    """Crawl as stdin says. Gives the exit code: 0 for a night, however it ended; that of the error else."""

    def note_early(number: int, frame: object) -> None:
        _Told.early = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, note_early)
    speaker = Speaker(os.fdopen(os.dup(1), "w", encoding="utf-8"))
    os.dup2(2, 1)  # whatever else prints is no message
    settings = CrawlSettings.from_json(sys.stdin.read())
    try:
        speaker.night(crawl(settings, speaker, int(sys.argv[1])))
    except TrichlucError as error:
        speaker.error(str(error), error.exit_code)
        return error.exit_code
    except OSError as error:
        speaker.error(f"{error.filename or settings.output}: {error.strerror}: mend the folder or make room", 1)
        return 1
    except Exception as error:
        traceback.print_exc()
        speaker.error(f"the crawl failed ({type(error).__name__}: {error}): {settings.log_path} says more", 1)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
