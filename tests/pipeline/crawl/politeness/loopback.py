"""Names resolved to this machine: for Scrapy's TWISTED_DNS_RESOLVER, so that tests have host names of their own."""

from typing import Any, ClassVar

from twisted.internet import defer
from twisted.internet.interfaces import IResolverSimple
from zope.interface import implementer


@implementer(IResolverSimple)
class LoopbackResolver:
    """Answers 127.0.0.1 for every name, and keeps which were asked for."""

    asked: ClassVar[set[str]] = set()

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> "LoopbackResolver":
        return cls(reactor)

    def install_on_reactor(self) -> None:
        self._reactor.installResolver(self)

    def getHostByName(self, name: str, timeout: Any = ()) -> Any:
        self.asked.add(name)
        return defer.succeed("127.0.0.1")
