"""How often an address may give a wrong token: a few times a minute, so that nobody finds it by trying.

Who has to wait is told how long and is never made to wait longer by asking again: what is given meanwhile is not looked
at, and does not count. Other addresses, and browsers that are in, notice nothing.
"""

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

#: So many wrong tokens within so many seconds, then no more.
MOST = 5
SECONDS = 60.0
#: Addresses that are remembered; of more, those whose last wrong token is the longest ago are forgotten.
_REMEMBERED = 10_000


class Guesses:
    """The wrong tokens of the last minute by address; of one thread. `clock` gives seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, address: str) -> int:
        """Whole seconds until a token from this address is looked at again; 0 where it is looked at now."""
        times = self._wrong.get(_network(address))
        if times is None or len(times) < MOST:
            return 0
        return max(0, math.ceil(times[0] + SECONDS - self._clock()))

    def wrong(self, address: str) -> None:
        """Note a wrong token."""
        network = _network(address)
        self._wrong.setdefault(network, deque(maxlen=MOST)).append(self._clock())
        self._wrong.move_to_end(network)
        if len(self._wrong) > _REMEMBERED:
            self._wrong.popitem(last=False)

    def right(self, address: str) -> None:
        """Forget the wrong tokens of an address that gave the right one."""
        self._wrong.pop(_network(address), None)


def _network(address: str) -> str:
    """Whom an address belongs to: in IPv6 one subscriber has 2**64 of them."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or int(known) >> 64)
    return str(known)
