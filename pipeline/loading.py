"""Loading many modules at once: what they make is no garbage, and looking for it would take a tenth of the time."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """No collection meanwhile; what was made is left out of later ones, so that forked processes go on sharing it."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()
