"""The keys of `Request.meta` by which the spider and the parts of politeness speak to each other."""

#: Set by the spider: the request is for an article page and counts against `max_pages`.
PAGE = "page"
#: Set on every response: the answer as it came, before decompression, as `pipeline.crawl.archive` writes it.
WIRE = "wire"
#: Set on a 3xx response that is not followed: `off_site`, `redirect_loop`, `too_many_redirects`, `bad_redirect`.
REDIRECT_STOPPED = "redirect_stopped"
#: The addresses that were redirected from, oldest first; absent where there was no redirect.
REDIRECT_CHAIN = "redirect_chain"
#: How often the request was repeated.
RETRIES = "retries"
#: Set on requests for robots.txt itself.
ROBOTS = "robots"
