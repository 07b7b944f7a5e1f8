"""A guard before the parser: pages whose elements stand so deep in one another that parsing would not end.

At 100,000 open `div`s lexbor, which looks for an open paragraph at each, takes 40 seconds; 2,000 unclosed `b`s, which
HTML opens anew in every paragraph, take 730 MB. No page of the press is deeper than a few dozen levels.
"""

import re

MAX_DEPTH = 512
#: How often in all unclosed formatting elements may be opened anew.
_MAX_REOPENED = 2_000_000
#: A page cannot be slow, and is not looked at, with so few marks (half of them reopened by the other half are
#: `_MAX_REOPENED`), nor with some more and about as many ends as begins.
_FEW, _SOME, _UNENDED = 2_800, 4_000, 700
_TAG = re.compile(rb"<(/?)([a-z][a-z0-9:-]*)")
_ENDLESS = b"""area base br col embed hr img input link meta param source track wbr p li dt dd tr td th tbody thead
    tfoot option optgroup colgroup caption rp rt html head body"""
#: Elements that have no end, or whose end the next one implies.
_FLAT = frozenset(_ENDLESS.split())
_LETTERING = b"""a b big code em font i nobr s small strike strong tt u"""
#: Elements that HTML opens anew in the next paragraph when nobody closed them.
_FORMATTING = frozenset(_LETTERING.split())
#: Elements whose content is no markup.
_RAW = frozenset(b"script style textarea title iframe noembed xmp noframes".split())


def too_deep(markup: bytes) -> bool:
    """Whether a page is nested deeper than `MAX_DEPTH`, or would grow beyond measure; linear in the page's length.

    Elements that nobody closed count as open, so broken markup looks deeper than a browser would make it.
    """
    marks = markup.count(b"<")
    if marks < _FEW or (marks < _SOME and marks - 2 * markup.count(b"</") < _UNENDED):
        return False
    markup = markup.lower()
    depth = formatting = reopened = at = 0
    while (match := _TAG.search(markup, at)) is not None:
        at = match.end()
        name = match[2]
        step = -1 if match[1] else 1
        if name in _FORMATTING:
            formatting = max(0, formatting + step)
        elif not match[1]:
            reopened += formatting
            if reopened > _MAX_REOPENED:
                return True
        if name in _FLAT:
            continue
        if name in _RAW and not match[1]:
            end = markup.find(b"</" + name, at)
            if end < 0:
                return False  # the rest of the page is the content of this element
            at = end + len(name) + 2
            continue
        depth = max(0, depth + step)
        if depth > MAX_DEPTH:
            return True
    return False
