"""What one rebuilt page is: its layout's template, its parts, and what a reader should find."""

from dataclasses import dataclass, field
from datetime import date

from tests.pipeline.sites.pages.parts import Part, Style


@dataclass(frozen=True, kw_only=True)
class PageSpec:
    """`time` is as the page prints it; `published_at` and what follows are what a reader should find.

    `slots` fill further places of the template. `sapo` None: the template shows none. `encoding` is that of the file.
    """

    name: str
    site: str | None
    layout: str
    template: str
    style: Style
    url: str
    crawled_on: date
    title: str
    sapo: str | None
    parts: tuple[Part, ...]
    time: str
    published_at: str | None
    author: str | None = None
    printed_author: str = ""
    #: The template prints the author inside the body, where it is a credit.
    signs_body: bool = False
    section: str | None = None
    tags: tuple[str, ...] = ()
    modified_at: str | None = None
    source: str | None = None
    source_url: str | None = None
    canonical_url: str | None = None
    article_id: str | None = None
    encoding: str = "utf-8"
    slots: dict[str, str] = field(default_factory=dict)
    #: The body's text breaks trafilatura or the page is no article at all: only the structural tests look at it.
    measured: bool = True
