"""The legal documents as graphs in GraphML, for Gephi and networkx: what acts on what, and what is cited together.

Two files, as one is directed and the other is not, and a program asks for either. A node is a document that the
articles refer to, as in the table `decrees`.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.plurals import counted
from pipeline.table_exports.selection import Selection
from pipeline.table_exports.telling import Told, facts
from pipeline.tables import IDENTIFIED, decree_identity, decrees_sql

if TYPE_CHECKING:
    import networkx as nx

RELATIONS, COCITATION = "relations.graphml", "cocitation.graphml"

GRAPHML_FORM = (
    "`relations.graphml`: đồ thị có hướng, cạnh từ văn bản tác động đến văn bản được tác động, `relation` là quan hệ,"
    " `weight` là số bài nêu. `cocitation.graphml`: đồ thị vô hướng, `weight` là số bài dẫn cả hai, `sentences` là số"
    " bài dẫn cả hai trong một câu. Bài sao không tính.",
    "`relations.graphml`: directed, from the document that acts to the one that is acted on; `relation` says how,"
    " `weight` in how many articles. `cocitation.graphml`: undirected; `weight` is the number of articles that cite"
    " both, `sentences` of those that do in one sentence. Copies of articles do not count.",
    "`label`, `doc_type`, `title`, `issuer`, `issued_on`, `year`: as in the table `decrees`; `mentions`, `articles`,"
    " `first_cited`, `last_cited`: of the references exported. What is unknown is left out.",
)
#: Characters that XML cannot hold.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_graphs(selection: Selection, told: Told, folder: Path) -> list[str]:
    """Write both files; give what in them is not as it is in the tables."""
    import networkx as nx

    session = selection.session
    condition = "NOT is_duplicate" + (f" AND ({selection.where})" if selection.where else "")
    refs = f"(SELECT * FROM decree_refs WHERE {condition})"
    names = _Names()
    nodes = session.ask(
        "SELECT identity, symbol, doc_type, cited_title, array_to_string(issuer, '; '), issued_on, year, mentions,"
        f" documents, first_seen, last_seen FROM ({decrees_sql().format(rows=refs)})"
        " ORDER BY symbol, year, doc_type, cited_title, identity"
    ).rows
    relations, cocitation = nx.MultiDiGraph(), nx.Graph()
    for identity, *described in nodes:
        node = names.add(identity, described[0], described[1], described[2], described[5])
        for graph in (relations, cocitation):
            graph.add_node(node, **_attributes(described))
    identified = f"(SELECT *, {decree_identity()} AS identity FROM {refs} WHERE {IDENTIFIED})"
    notes = _add_relations(relations, selection, identified, names)
    pairs = session.ask(
        f"WITH cited AS (SELECT DISTINCT doc_id, identity, sentence FROM {identified})"
        " SELECT a.identity, b.identity, count(DISTINCT a.doc_id),"
        " count(DISTINCT a.doc_id) FILTER (a.sentence = b.sentence)"
        " FROM cited AS a JOIN cited AS b ON a.doc_id = b.doc_id AND a.identity < b.identity"
        " GROUP BY ALL ORDER BY ALL"
    ).rows
    for one, other, articles, sentences in pairs:
        cocitation.add_edge(names.of[one], names.of[other], kind="cocitation", weight=articles, sentences=sentences)
    for graph, file in ((relations, RELATIONS), (cocitation, COCITATION)):
        graph.graph.update({name: _xml(value) for name, value in facts(told.noted(notes))})
        nx.write_graphml(graph, folder / file, encoding="utf-8", named_key_ids=False)
    return notes


def _add_relations(graph: "nx.MultiDiGraph[str]", selection: Selection, identified: str, names: "_Names") -> list[str]:
    """Add an edge for each relation between two documents; say what could not be one."""
    rows = selection.session.ask(
        "SELECT r.source_symbol, r.relation, t.identity, count(DISTINCT r.doc_id), count(*), min(r.sentence)"
        f" FROM decree_relations AS r JOIN {identified} AS t ON t.mention_id = r.mention_id"
        " GROUP BY r.source_symbol, r.relation, t.identity ORDER BY ALL"
    ).rows
    unnamed = 0
    for source, relation, target, articles, mentions, sentence in rows:
        if source is None:
            unnamed += mentions
            continue
        node = names.by_symbol(source)
        if node not in graph:
            graph.add_node(node, label=_xml(source), symbol=_xml(source), mentions=0, articles=0)
        graph.add_edge(
            node,
            names.of[target],
            # of all edges, not of those between two nodes alone: Gephi takes it for the edge's id
            key=f"e{len(graph.edges)}",
            kind="relation",
            relation=relation,
            weight=articles,
            mentions=mentions,
            sentence=_xml(sentence),
        )
    if not unnamed:
        return []
    return [f"{counted(unnamed, 'relation')} without an edge: the text names no symbol of what acts (a draft)"]


class _Names:
    """What nodes are called: the symbol, with the year where the symbol alone is that of several documents."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}
        self._symbols: dict[str, str] = {}
        self._taken: set[str] = set()

    def add(self, identity: str, symbol: str | None, doc_type: str | None, title: str | None, year: int | None) -> str:
        """The name of a document's node."""
        name = symbol or " ".join(part for part in (doc_type, title) if part) or identity
        if (symbol is None and year is not None) or _xml(name) in self._taken:
            name = f"{name} ({year})" if year is not None else f"{name} ({identity})"
        name = _xml(name)
        self.of[identity] = name
        self._taken.add(name)
        if symbol is not None:
            self._symbols.setdefault(symbol, name)
        return name

    def by_symbol(self, symbol: str) -> str:
        """The node of a symbol; one of that name where none is there."""
        return self._symbols.setdefault(symbol, _xml(symbol))


def _attributes(described: list[Any]) -> dict[str, Any]:
    """A node's attributes; what is null is left out, as GraphML has no null."""
    symbol, doc_type, title, issuer, issued_on, year, mentions, articles, first, last = described
    found = {
        "label": symbol or title or doc_type,
        "symbol": symbol,
        "doc_type": doc_type,
        "title": title,
        "issuer": issuer or None,
        "issued_on": issued_on and issued_on.isoformat(),
        "year": year,
        "mentions": mentions,
        "articles": articles,
        "first_cited": first and first.isoformat(),
        "last_cited": last and last.isoformat(),
    }
    return {
        name: _xml(value) if isinstance(value, str) else value for name, value in found.items() if value is not None
    }


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
