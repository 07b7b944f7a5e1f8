"""The sites that have a module, one line each."""

from collections.abc import Mapping

from pipeline.sites.arit import ARIT
from pipeline.sites.baochinhphu import BAOCHINHPHU
from pipeline.sites.congthuong import CONGTHUONG
from pipeline.sites.moit import MOIT
from pipeline.sites.site import Site, host_of
from pipeline.sites.vneconomy import VNECONOMY
from pipeline.sites.vnexpress import VNEXPRESS

SITES: tuple[Site, ...] = (
    CONGTHUONG,
    MOIT,
    ARIT,
    BAOCHINHPHU,
    VNECONOMY,
    VNEXPRESS,
)

_BY_HOST: Mapping[str, Site] = {host: site for site in SITES for host in site.hosts}


def site_of(url: str) -> Site | None:
    """The site that owns an address; None where no module knows its host."""
    return _BY_HOST.get(host_of(url) or "")
