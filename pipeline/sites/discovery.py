"""What a site module declares for the crawl: where its articles' addresses are found, and which of them are not asked.

A site without one is read and not crawled.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """How the further pages of a section are addressed.

    `template` holds `{section}` and either `{offset}` (articles before this page) or `{page}` (counted from 1), and is
    used as it stands: `{section}&s_cond=&BRSR={offset}` is a path. `step` is the number of articles a page.
    """

    template: str
    step: int = 20

    def page_url(self, section: str, page: int) -> str:
        """The address of a section's page, counted from 1; the first is the section itself."""
        if page <= 1:
            return section
        return self.template.format(section=section, offset=(page - 1) * self.step, page=page)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """Where a site's articles are found. Paths stand for addresses on the site's first origin.

    `evidence` says where this is from. `sitemaps` may be indexes. `feeds` are RSS or Atom. `sections` are pages that
    list articles, newest first, paged by `paging` for at most `max_pages`, until `known_in_a_row` articles that were
    known before the crawl follow each other. `articles` are patterns of the paths of articles that have no number.
    `denied_hosts` are hosts of the site that are not crawled; a host that the site's `origins` do not name is another's
    and never is. `denied_paths` are patterns searched in path and query: print views, searches, comments, counters.
    `own_address` selects elements of a page, other than its canonical link and og:url, whose `value`, `content` or
    `href` is the page's own address.
    """

    evidence: str
    sitemaps: tuple[str, ...] = ()
    news_sitemaps: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    paging: Paging | None = None
    known_in_a_row: int = 20
    max_pages: int = 50
    articles: tuple[str, ...] = ()
    denied_hosts: tuple[str, ...] = ()
    denied_paths: tuple[str, ...] = ()
    own_address: tuple[str, ...] = ()
