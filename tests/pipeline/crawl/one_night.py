"""`python -m tests.pipeline.crawl.one_night SETTINGS [BYTES]`: a night in a process of its own, for tests to stop.

`BYTES` is the size that no file may exceed. Prints how the night ended.
"""

import resource
import signal
import sys

from pipeline.crawl.fetching import fetch_night
from pipeline.crawl.settings import CrawlSettings
from pipeline.errors import TrichlucError

if __name__ == "__main__":
    if len(sys.argv) > 2:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
    try:
        night = fetch_night(CrawlSettings.from_json(sys.argv[1]))
        print(night.ended, night.pages)
    except TrichlucError as error:
        print(error)
        sys.exit(error.exit_code)
