"""Pages of news sites: from markup to an article whose every character can be cited.

`read_page` is all that a caller needs. A site is one module: addresses and layouts declared as what they are, selectors
with dates; `registry.SITES` lists them. How a site is added is in docs/sites.md.
"""

from pipeline.sites.article import GENERIC, Article, Engine, Segment, SegmentKind, Unreadable, UnreadableReason
from pipeline.sites.discovery import Discovery, Paging
from pipeline.sites.reading import MAX_CHARACTERS, read_page
from pipeline.sites.registry import SITES, site_of
from pipeline.sites.site import Layout, Site

__all__ = [
    "GENERIC",
    "MAX_CHARACTERS",
    "SITES",
    "Article",
    "Discovery",
    "Engine",
    "Layout",
    "Paging",
    "Segment",
    "SegmentKind",
    "Site",
    "Unreadable",
    "UnreadableReason",
    "read_page",
    "site_of",
]
