"""One document in Python: its text, its mentions, and how a notebook shows them."""

from collections.abc import Mapping
from datetime import date
from html import escape
from string import Template
from typing import Any

from extractors.mentions import KINDS, Mention
from pipeline.labels import KIND_LABELS
from pipeline.marking import LOOKS, Stretch, kind_style, layers, marked_html
from pipeline.render import tip
from pipeline.stored_mentions import stored_mentions

#: Nested in a class of its own, so that nothing else in the notebook changes its looks.
_STYLE = Template("""<style>.trichluc-article {
max-width: 46rem; color: #1a1a1a; background: #ffffff; padding: .5rem 1rem; line-height: 1.9;
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.m { position: relative; color: inherit; padding-bottom: 5px; background: var(--fills), var(--lines);
  background-color: transparent; --fills: $fills; --lines: $lines; }
.m:hover::after, .m:focus::after { content: $tips; position: absolute; left: 0; top: 100%; z-index: 1;
  width: max-content; max-width: 26rem; padding: .4rem .7rem; white-space: pre-wrap; line-height: 1.5;
  background: #fffef5; border: 1px solid #777; }
.sample:hover::after { content: none; }
.boilerplate { color: #767676; }
$kinds
}</style>""")


class Article:
    """A document of the store: `doc_id`, `title`, `published_on`, `source`, `url`, `text`, and `mentions` by kind.

    `boilerplate` are the stretches that are no part of it (`start`, `end`, `rule`), and shown grey.
    `mentions["amounts"]` is a tuple of `extractors.mentions.Amount`, and so on; `text[m.start:m.end] == m.text`.
    """

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.doc_id: str = row["doc_id"]
        self.title: str | None = row["title"]
        self.published_on: date | None = row["published_on"]
        self.source: str | None = row["source"]
        self.url: str | None = row["url"]
        self.text: str = row["text"]
        self.boilerplate: list[dict[str, Any]] = row["boilerplate"] or []
        self.mentions: dict[str, tuple[Mention, ...]] = {
            kind.list_name: tuple(stored_mentions(kind, row[kind.list_name] or ())) for kind in KINDS
        }

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} {len(found)}" for name, found in self.mentions.items() if found)
        return f"Article({self.doc_id!r}): {counts or 'no mentions'}"

    def _repr_html_(self) -> str:
        about = [
            f"{self.published_on:%d/%m/%Y}" if self.published_on else "không rõ ngày",
            *(each for each in (self.source, self.doc_id) if each),
        ]
        legend = " ".join(
            f'<mark class="m sample {kind}">{escape(KIND_LABELS[kind])} ({len(self.mentions[kind])})</mark>'
            for kind in LOOKS
            if self.mentions[kind]
        )
        style = _STYLE.substitute(layers(), kinds="\n".join(map(kind_style, LOOKS)))
        stretches = [Stretch(each["start"], each["end"], "boilerplate") for each in self.boilerplate]
        stretches += [Stretch(m.start, m.end, kind, tip(m)) for kind in LOOKS for m in self.mentions[kind]]
        marked = marked_html(self.text, stretches)
        return (
            f'{style}\n<div class="trichluc-article" lang="vi"><h4>{escape(self.title or self.doc_id)}</h4>\n'
            f"<p>{escape(' · '.join(about))}</p>\n<p>{legend}</p>\n"
            f'<div class="text">{marked}</div></div>'
        )
